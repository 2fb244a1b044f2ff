//! Addresses that mail does not reach: the mark where people meet them, the button that ends it, and how long they are
//! remembered.

use base::people::Role;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use testkit::{address, mail_robots::Robotic, on_each};

use super::{
    claimed,
    games::{Player, SUPPORT, gone},
};

const CLEARED: &str = "journal WHERE kind = 'mail.address_cleared'";

/// A ticket whose acknowledgement came back for ever.
async fn returned(player: &mut Player) {
    let sent = player.sent().await;
    let sent = sent.last().expect("an acknowledgement");
    player.take(&gone(sent, 0)).await;
    player.sent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_address_is_marked_on_the_ticket_and_the_person_and_is_right_again_by_a_button() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        let desk = player.site.desk.id;
        let app = &player.site.app;
        app.person("Olga", None, &[(Role::Observer, Some(desk))]).await;
        app.person("Root", None, &[(Role::Administrator, None)]).await;
        let agent = app.sign_in("Amina").await;
        let (observer, root) = (app.sign_in("Olga").await, app.sign_in("Root").await);
        let person = format!("/settings/people/{}", player.site.marie);
        let good = "The address is right again";
        assert!(!agent.get("/tickets/INC-1").await.text.contains(good), "nothing is held against it yet");

        returned(&mut player).await;
        for (reader, page) in
            [(&agent, "/tickets/INC-1"), (&root, "/tickets/INC-1"), (&root, person.as_str())]
        {
            let page = reader.get(page).await;
            assert_eq!(page.status, 200, "{}", page.text);
            let said = format!("Mail does not reach {}", address("Marie"));
            for word in [said.as_str(), "no such user", "One mail came back", "/tickets/INC-1", good] {
                assert!(page.text.contains(word), "{word}: {}", page.text);
            }
        }
        // Part of the page that keeps itself up to date as well.
        let side = agent.request(Method::GET, "/tickets/INC-1/side").header("hx-request", "true");
        assert!(side.send().await.unwrap().text().await.unwrap().contains(good));
        let french = [("locale", "fr"), ("next", "/")];
        assert_eq!(agent.post("/preferences", &french).await.status, 303);
        let page = agent.get("/tickets/INC-1").await.text;
        assert!(page.contains("Les courriels n’arrivent pas à"), "{page}");
        // Who may not read the desk's mail sees the ticket, and nothing of it.
        let page = observer.get("/tickets/INC-1").await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("does not reach"), "{}", page.text);
        let (of_ticket, of_person) = ("/tickets/INC-1/mail/address", format!("{person}/mail-address"));
        assert_eq!(observer.post(of_ticket, &[]).await.status, 403);
        assert!(matches!(agent.post(&of_person, &[]).await.status, 403 | 404));
        assert_eq!(player.count(CLEARED).await, 0);

        // Twice is once.
        for _ in 0..2 {
            let done = agent.post(of_ticket, &[]).await;
            assert_eq!((done.status, done.location()), (303, "/tickets/INC-1?done=saved"));
        }
        assert_eq!((player.count(CLEARED).await, player.count("mail_addresses").await), (1, 0));
        assert!(!agent.get("/tickets/INC-1").await.text.contains("unreached"));

        player.site.app.app.clock.advance(SignedDuration::from_mins(1));
        player.report(1, "Badge").await;
        returned(&mut player).await;
        assert!(root.get(&person).await.text.contains("does not reach"));
        let done = root.post(&of_person, &[]).await;
        assert_eq!((done.status, done.location()), (303, format!("{person}?done=saved").as_str()));
        assert!(!root.get(&person).await.text.contains("does not reach"));
        assert_eq!(player.count(CLEARED).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_ticket_by_somebody_unverified_it_is_the_address_that_wrote() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.site.deliver(&claimed("Ghost", "g@home.example", "Subject: Badge\n", "Lost.")).await.unwrap();
        returned(&mut player).await;
        let page = player.site.app.sign_in("Amina").await.get("/tickets/INC-1").await.text;
        assert!(page.contains(&format!("Mail does not reach {}", address("Ghost"))), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_to_which_nothing_goes_is_forgotten_after_a_year() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        for (n, name) in ["Marie", "Paul"].into_iter().enumerate() {
            if name == "Paul" {
                player.site.app.person(name, None, &[]).await;
            }
            let from = address(name);
            let raw = format!("From: {name} <{from}>\nTo: {SUPPORT}\nMessage-ID: <y{n}@home.example>\nSubject: VPN\n\nIt drops.\n");
            player.take(&Robotic { from, to: SUPPORT.to_owned(), raw }).await;
            returned(&mut player).await;
        }
        assert_eq!(player.count("mail_addresses").await, 2);
        player.site.app.advance(SignedDuration::from_hours(24 * 200)).await;
        let said = json!({ "body": "Are you there?", "public": true });
        let said = player.site.program.api(Method::POST, "/api/v1/tickets/INC-2/comments", Some(&said)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        assert_eq!(player.sent().await.len(), 1, "an agent's own words go");
        player.site.app.advance(SignedDuration::from_hours(24 * 164)).await;
        assert_eq!(player.count("mail_addresses").await, 2, "within the year");
        player.site.app.advance(SignedDuration::from_hours(24 * 2)).await;
        assert_eq!(player.count("mail_addresses").await, 1, "to Paul something went meanwhile");
        player.site.app.advance(SignedDuration::from_hours(24 * 200)).await;
        assert_eq!(player.count("mail_addresses").await, 0);
    })
    .await;
}
