//! A site without a relay: mail comes in, nothing is written out, nothing waits for ever, and the pages say so.

use base::{desks::NewDesk, people::Role};
use jiff::SignedDuration;
use mail::{
    smtp::{Patience, Relay},
    tls::Trust,
};
use reqwest::Method;
use serde_json::json;
use testkit::{SmtpSink, TestApp, TestDb};

use super::{Site, verified};

async fn count(site: &Site, what: &'static str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {what}");
    site.app.app.db.read(move |r| r.first(&sql, &[])).await.unwrap().unwrap().at(0).unwrap()
}

async fn nothing_waits(app: TestApp) {
    let mut site = Site::on(app).await;
    let (cx, id) = (site.app.cx(), site.desk.id);
    let allowed = site.app.app.db.write(move |tx| {
        let desk = base::desks::desk(tx, id)?.unwrap();
        base::desks::change_desk(
            tx,
            &cx,
            id,
            None,
            &NewDesk { guests: true, ..NewDesk::of(&desk, Vec::new()) },
        )
    });
    allowed.await.unwrap();
    let mail =
        site.deliver(&verified("Marie", "a@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
    let path = format!("/api/v1/tickets/{}/comments", mail["ticket"].as_str().unwrap());
    let said = json!({ "body": "Which error?", "public": true });
    assert_eq!(site.program.api(Method::POST, &path, Some(&said)).await.status, 201);
    site.app.run_until_idle().await;
    for what in ["notices", "jobs WHERE state <> 2"] {
        assert_eq!(count(&site, what).await, 0, "{what}");
    }

    site.app.person("Lea", None, &[(Role::Lead, Some(site.desk.id))]).await;
    let lead = site.app.sign_in("Lea").await;
    let pages = [
        "/settings/mailboxes".to_owned(),
        format!("/settings/mailboxes/{}", site.mailbox),
        "/settings/mail-texts".to_owned(),
        format!("/settings/desks/{}/mail-texts/received/en", site.desk.id),
    ];
    for page in pages {
        let shown = lead.get(&page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.text);
        assert!(shown.text.contains("No relay takes mail to people."), "{page}: {}", shown.text);
    }
    // Nobody could confirm an address: the desk's leave alone is not enough.
    let guest = site.app.browser();
    assert!(!guest.get("/login").await.text.contains("/portal/guest"));
    assert!(!guest.get("/portal/guest").await.text.contains("<textarea"));

    // A relay that comes days later tells nothing of the past.
    site.app.advance(SignedDuration::from_hours(50)).await;
    let sink = SmtpSink::start().await;
    let trust = Trust::only(&[]).unwrap();
    let relay = Relay::new(sink.url().parse().unwrap(), "desk.example", &trust, Patience::default()).unwrap();
    site.app.post_by(relay);
    site.app.run_until_idle().await;
    site.app.run_until_idle().await;
    let to_marie = sink.received().iter().filter(|got| got.to == [testkit::address("Marie")]).count();
    assert_eq!(to_marie, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_relay_nothing_is_queued_and_the_pages_say_so() {
    nothing_waits(TestApp::without_relay(TestDb::sqlite()).await).await;
    if let Some(database) = TestDb::postgres() {
        nothing_waits(TestApp::without_relay(database).await).await;
    }
}
