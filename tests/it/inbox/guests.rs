//! People without an account: a report waits until its address is confirmed, and nothing is learnt about addresses.

use base::{
    desks::{self, NewDesk},
    people::{self, OrganisationKind, Role},
};
use db::params;
use jiff::SignedDuration;
use mail::{
    message::parse,
    smtp::{Patience, Relay},
    tls::Trust,
};
use reqwest::Method;
use testkit::{Answer, Client, SmtpSink, TestApp, address, encoded, on_each};

use super::Site;

/// A desk with a mailbox that lets guests report.
async fn open_to_guests(mut app: TestApp, sink: &SmtpSink) -> Site {
    let trust = Trust::only(&[]).unwrap();
    let relay = Relay::new(sink.url().parse().unwrap(), "desk.example", &trust, Patience::default()).unwrap();
    app.post_by(relay);
    let site = Site::on(app).await;
    allow(&site, true).await;
    site
}

async fn allow(site: &Site, guests: bool) {
    let (cx, id) = (site.app.cx(), site.desk.id);
    let changed = site.app.app.db.write(move |tx| {
        let desk = desks::desk(tx, id)?.unwrap();
        desks::change_desk(tx, &cx, id, None, &NewDesk { guests, ..NewDesk::of(&desk, Vec::new()) })
    });
    changed.await.unwrap();
}

/// Sends the guests' form.
async fn send(browser: &Client, fields: &[(&str, &str)], file: Option<(&str, &str)>, cookie: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    if let Some((name, content)) = file {
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--b--\r\n");
    let request = browser
        .request(Method::POST, "/portal/guest")
        .header("accept", "text/html")
        .header("cookie", cookie)
        .header("content-type", "multipart/form-data; boundary=b");
    Answer::of(request.body(body)).await
}

fn said<'a>(email: &'a str, word: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("word", word),
        ("what", "The door of hall B is stuck.\nSince this morning."),
        ("name", "Ada Byron"),
        ("email", email),
        ("place", "Hall B"),
    ]
}

async fn tickets(site: &Site) -> i64 {
    let read = site.app.app.db.read(|r| r.first("SELECT COUNT(*) FROM tickets", &[])?.unwrap().at::<i64>(0));
    read.await.unwrap()
}

async fn count(site: &Site, sql: &'static str) -> i64 {
    site.app.app.db.read(move |r| r.first(sql, &[])?.unwrap().at::<i64>(0)).await.unwrap()
}

/// The links that confirm, in the order of their mails.
fn links(sink: &SmtpSink) -> Vec<String> {
    let texts = sink.received().into_iter().map(|received| parse(&received.raw).text);
    texts
        .filter_map(|text| {
            let (_, rest) = text.split_once("/m/")?;
            let token: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            Some(format!("/m/{token}"))
        })
        .collect()
}

async fn confirm(browser: &Client, link: &str) -> Answer {
    let page = browser.get(link).await;
    let mark = "name=\"page\" value=\"";
    let token = page.text.split(mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    browser.post(link, &[("page", token), ("act", "confirm")]).await
}

#[tokio::test]
async fn a_report_waits_until_its_address_is_confirmed_and_the_browser_is_believed_then() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        assert_eq!(guest.get("/portal?place=Hall%20B").await.location(), "/portal/guest?place=Hall%20B");
        let form = guest.get("/portal/guest?place=Hall%20B&device=%3Cb%3E&category=999999&service=x").await;
        assert_eq!(form.status, 200);
        assert!(
            form.text.contains("value=\"Hall B\" checked") && form.text.contains("&lt;b&gt;"),
            "{}",
            form.text
        );
        let answer = send(&guest, &said("ada@home.example", "w1"), Some(("photo.txt", "light")), "").await;
        assert_eq!((answer.status, answer.location()), (303, "/portal/guest?done=sent"), "{}", answer.text);
        // The same form once more is the same report.
        send(&guest, &said("ada@home.example", "w1"), None, "").await;
        site.app.run_until_idle().await;
        assert_eq!(tickets(&site).await, 0, "nobody has shown that the address is theirs");
        let received = sink.received();
        assert_eq!(received.len(), 1);
        assert_eq!(
            (received[0].from.as_str(), received[0].to.as_slice()),
            ("", &["ada@home.example".to_owned()][..])
        );
        let raw = String::from_utf8_lossy(&received[0].raw).into_owned();
        let text = parse(&received[0].raw).text;
        for typed in ["door", "Ada", "Hall"] {
            assert!(!raw.contains(typed) && !text.contains(typed), "nothing typed is in the mail: {raw}");
        }
        let link = links(&sink).remove(0);
        let page = guest.get(&link).await;
        assert!(page.text.contains("The door of hall B") && page.text.contains("ada@home.example"));
        assert_eq!(tickets(&site).await, 0, "looking is not pressing");
        let done = confirm(&guest, &link).await;
        assert_eq!((done.status, done.location()), (303, link.as_str()));
        let word = done.cookie("guest").expect("the browser is believed");
        assert_eq!(tickets(&site).await, 1);
        confirm(&guest, &link).await;
        assert_eq!(tickets(&site).await, 1, "pressed twice");
        site.app.run_until_idle().await;
        let label = site.get("/api/v1/tickets").await["items"][0]["number"].as_str().unwrap().to_owned();
        assert!(guest.get(&link).await.text.contains(&label));
        let ticket = site.get(&format!("/api/v1/tickets/{label}")).await;
        assert!(ticket["description"].as_str().unwrap().contains("Hall B"), "{ticket}");
        let held = count(&site, "SELECT COUNT(*) FROM files WHERE held > 0").await;
        assert_eq!(held, 0, "its file is the ticket's now");
        assert_eq!(count(&site, "SELECT COUNT(*) FROM attachments").await, 1);
        // The same browser and address need no second mail; another address does.
        let mails = sink.received().len();
        let cookie = format!("guest={word}");
        let again = send(&guest, &said("Ada@home.example", "w2"), None, &cookie).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(tickets(&site).await, 2);
        let other = send(&guest, &said("grace@home.example", "w3"), None, &cookie).await;
        assert_eq!(other.location(), "/portal/guest?done=sent");
        assert_eq!(tickets(&site).await, 2);
        site.app.run_until_idle().await;
        assert!(sink.received().len() > mails);
    })
    .await;
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_is_known() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        let (cx, agent) = (site.app.cx(), site.app.person("Closed", None, &[]).await);
        people::disable_user(&site.app.app, &cx, agent, 1).await.unwrap();
        let marie = address("Marie");
        let closed = address("Closed");
        let mut answers = Vec::new();
        for (n, email) in ["nobody@home.example", marie.as_str(), closed.as_str()].iter().enumerate() {
            let answer = send(&guest, &said(email, &format!("w{n}")), None, "").await;
            answers.push((answer.status, answer.location().to_owned(), answer.text.clone()));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        site.app.run_until_idle().await;
        let links = links(&sink);
        assert_eq!(links.len(), 3);
        // A known person who confirms is that person, and no second account is made.
        let before = count(&site, "SELECT COUNT(*) FROM users").await;
        confirm(&guest, &links[1]).await;
        assert_eq!(count(&site, "SELECT COUNT(*) FROM users").await, before);
        let requester = site.marie;
        let own = site.app.app.db.read(move |r| {
            r.first("SELECT COUNT(*) FROM tickets WHERE requester_id = $1", params![requester])?
                .unwrap()
                .at::<i64>(0)
        });
        assert_eq!(own.await.unwrap(), 1);
        // Whoever holds the mail of a closed account is told so, and nobody else.
        let refused = confirm(&guest, &links[2]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(tickets(&site).await, 1);
        // Another kind of link is not this one.
        let forged = format!("{}x", links[0]);
        assert_eq!(guest.get(&forged).await.status, 410);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_confirms_goes_after_a_week_with_its_files() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        send(&guest, &said("ada@home.example", "w1"), Some(("photo.txt", "light")), "").await;
        site.app.run_until_idle().await;
        let link = links(&sink).remove(0);
        site.app.advance(SignedDuration::from_hours(24 * 6)).await;
        assert_eq!(guest.get(&link).await.status, 200);
        assert_eq!(count(&site, "SELECT COUNT(*) FROM files WHERE held > 0").await, 1);
        site.app.advance(SignedDuration::from_hours(26)).await;
        site.app.advance(SignedDuration::from_hours(2)).await;
        assert_eq!(guest.get(&link).await.status, 410);
        confirm(&guest, &link).await;
        assert_eq!(tickets(&site).await, 0);
        assert_eq!(count(&site, "SELECT COUNT(*) FROM guest_reports").await, 0);
        assert_eq!(count(&site, "SELECT COUNT(*) FROM files WHERE held > 0").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_address_and_a_network_are_slowed_down_and_nothing_typed_is_lost() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        for n in 0..4 {
            let answer = send(&guest, &said("ada@home.example", &format!("w{n}")), None, "").await;
            assert_eq!(answer.status, 303, "{n}");
        }
        let slow = send(&guest, &said("ada@home.example", "w9"), None, "").await;
        assert_eq!(slow.status, 429);
        assert!(
            slow.text.contains("The door of hall B") && slow.text.contains("f-email-error"),
            "{}",
            slow.text
        );
        for n in 0..16 {
            send(&guest, &said(&format!("a{n}@home.example"), &format!("x{n}")), None, "").await;
        }
        let flood = send(&guest, &said("b@home.example", "y"), None, "").await;
        assert_eq!(flood.status, 429);
        assert!(!flood.header("retry-after").is_empty());
        site.app.app.clock.advance(SignedDuration::from_hours(2));
        assert_eq!(send(&guest, &said("b@home.example", "z"), None, "").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn faults_stand_at_their_fields_and_keep_what_was_typed() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        let fields = [("what", " "), ("name", ""), ("email", "ada at home"), ("device", "Printer 2")];
        let answer = send(&guest, &fields, Some(("photo.txt", "light")), "").await;
        assert_eq!(answer.status, 422);
        for id in ["f-what-error", "f-name-error", "f-email-error", "ada at home", "Printer 2", "photo.txt"] {
            assert!(answer.text.contains(id), "{id}: {}", answer.text);
        }
        assert_eq!(count(&site, "SELECT COUNT(*) FROM guest_reports").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_sign_in_page_leads_those_without_an_account_to_their_form() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        let guest = Client::new(&site.app.url);
        let page = guest.get("/login?next=/queue").await;
        let way = "href=\"/portal/guest\"";
        assert!(page.text.contains(way) && page.text.contains("No account?"), "{}", page.text);
        let refused = [("email", "nobody@home.example"), ("password", "x"), ("next", "/")];
        let again = guest.post("/login", &refused).await;
        assert!(again.status == 422 && again.text.contains(way), "{}", again.text);
    })
    .await;
}

#[tokio::test]
async fn without_a_desk_that_allows_it_there_is_only_the_way_to_sign_in() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = open_to_guests(app, &sink).await;
        allow(&site, false).await;
        let guest = Client::new(&site.app.url);
        let page = guest.get("/portal/guest").await;
        assert!(page.text.contains("/login") && !page.text.contains("<textarea"), "{}", page.text);
        assert!(guest.get("/portal").await.location().starts_with("/login"));
        assert!(!guest.get("/login").await.text.contains("href=\"/portal/guest\""));
        let answer = send(&guest, &said("ada@home.example", "w1"), None, "").await;
        assert_eq!(answer.location(), "/portal/guest");
        site.app.person("Root", None, &[(Role::Administrator, None)]).await;
        let root = site.app.sign_in("Root").await;
        let why = root.get("/portal/guest").await;
        assert!(why.text.contains("/settings/desks"), "who may change it reads why: {}", why.text);
        let marie = site.app.sign_in("Marie").await;
        assert_eq!(marie.get("/portal/guest").await.location(), "/portal");
    })
    .await;
}

#[tokio::test]
async fn a_report_for_a_colleague_is_theirs_and_both_follow_it() {
    on_each(|app| async move {
        let acme = app.organisation("Acme", OrganisationKind::Internal).await;
        let other = app.organisation("Other", OrganisationKind::Customer).await;
        app.desk("Support", &[]).await;
        let ada = app.person("Ada", Some(acme), &[]).await;
        let paul = app.person("Paul", Some(acme), &[]).await;
        app.person("Zoe", Some(other), &[]).await;
        let browser = app.sign_in("Ada").await;
        let named = |q: &str| {
            let path = format!("/portal/colleagues?for={}", encoded(q));
            browser.request(Method::GET, &path).header("hx-request", "true")
        };
        let found = Answer::of(named("pa")).await;
        assert!(found.text.contains(&address("Paul")), "{}", found.text);
        for nobody in ["p", "zo", "ada"] {
            assert_eq!(Answer::of(named(nobody)).await.text.trim(), "", "{nobody}");
        }
        let report = |email: String, word: &'static str| {
            let body = format!(
                "--b\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nHis screen is black.\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"word\"\r\n\r\n{word}\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"place\"\r\n\r\nHall B\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"for\"\r\n\r\n{email}\r\n--b--\r\n"
            );
            let request = browser.request(Method::POST, "/portal/report").header("accept", "text/html");
            Answer::of(request.header("content-type", "multipart/form-data; boundary=b").body(body))
        };
        for stranger in [address("Zoe"), "nobody@home.example".to_owned()] {
            let refused = report(stranger.clone(), "w1").await;
            assert_eq!(refused.status, 422);
            assert!(
                refused.text.contains("f-for-error") && refused.text.contains(&stranger),
                "{}",
                refused.text
            );
        }
        let sent = report(address("Paul"), "w2").await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let page = sent.location().split('?').next().unwrap().to_owned();
        assert_eq!(browser.get(&page).await.status, 200, "who reported it follows it");
        let his = app.sign_in("Paul").await.get(&page).await;
        assert!(his.status == 200 && his.text.contains("His screen is black"), "whose trouble it is has it");
        assert_eq!(app.sign_in("Zoe").await.get(&page).await.status, 404);
        let row = app.app.db.read(|r| {
            let row = r.first("SELECT requester_id, created_by FROM tickets", &[])?.unwrap();
            Ok::<_, db::Error>((row.at::<i64>(0)?, row.at::<Option<i64>>(1)?))
        });
        assert_eq!(row.await.unwrap(), (paul, Some(ada)));
    })
    .await;
}

#[tokio::test]
async fn a_sheet_has_a_code_for_each_label_and_the_form_is_filled_in() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.app.person("Root", None, &[(Role::Administrator, None)]).await;
        let root = site.app.sign_in("Root").await;
        let sheet = root
            .get("/settings/qr?kind=place&labels=Hall%20B%0A%0A%3Cb%3EHall%20C&service=999&category=x")
            .await;
        assert_eq!(sheet.status, 200);
        assert_eq!(sheet.text.matches("role=\"img\"").count(), 2, "{}", sheet.text);
        assert!(
            sheet.text.contains("/portal/report?place=Hall%20B\"") && sheet.text.contains("&lt;b&gt;Hall C")
        );
        assert!(!sheet.text.contains("service=999"), "what is no row of ours is in no code");
        let marie = site.app.sign_in("Marie").await;
        assert_ne!(marie.get("/settings/qr").await.status, 200);
        let form = marie
            .get("/portal/report?place=Hall%20B&device=%20Printer%0A2%20&category=12345&what=Stuck")
            .await;
        assert_eq!(form.status, 200);
        for filled in ["value=\"Hall B\" checked", "value=\"Printer 2\" checked", "Stuck"] {
            assert!(form.text.contains(filled), "{filled}: {}", form.text);
        }
        assert!(!form.text.contains("name=\"category\""));
        let nobody = Client::new(&site.app.url);
        assert!(nobody.get("/portal/report?place=Hall%20B").await.location().starts_with("/login?next="));
    })
    .await;
}
