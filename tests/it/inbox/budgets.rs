//! Games that only the budgets of one ticket, or of a whole mailbox, can end: each ends at a number that is stated, and an
//! agent is told once.

use db::params;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use testkit::{address, mail_robots::Robotic, on_each};

use super::games::{Player, SUPPORT};

/// A mail of this address.
fn mail(from: &str, id: &str, more: &str) -> Robotic {
    let raw = format!(
        "From: <{from}>\nTo: {SUPPORT}\nMessage-ID: <{id}@home.example>\n{more}\n\nIt drops ({id}).\n"
    );
    Robotic { from: from.to_owned(), to: SUPPORT.to_owned(), raw }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_keeps_answering_one_ticket_is_cut_after_thirty_mails_a_day() {
    on_each(|app| async {
        let player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        // Slower than the budget of ten minutes.
        for n in 1..=45 {
            player.site.app.app.clock.advance(SignedDuration::from_mins(7));
            let more = "In-Reply-To: <report0@home.example>\nSubject: Re: VPN";
            player.take(&mail(&address("Marie"), &format!("again{n}"), more)).await;
            player.site.app.run_until_idle().await;
        }
        assert_eq!(player.count("tickets").await, 1);
        assert_eq!(player.count("comments WHERE public").await, 29, "and the one that opened it");
        assert_eq!(player.count("mails WHERE outcome = 4").await, 16, "the others wait in quarantine");
        let told = player.told(&["mail.breaker"]).await;
        assert_eq!(told.len(), 1, "told once: {told:?}");
        assert!(told[0].contains("INC-1") && told[0].contains(&address("Marie")), "{told:?}");
        // Another ticket of hers is none of it.
        player.site.app.advance(SignedDuration::from_mins(20)).await;
        player.report(1, "Badge").await;
        player.site.app.run_until_idle().await;
        player.settled().await;
        assert_eq!(player.count("tickets").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_of_one_ticket_ends_after_ten_letters_an_hour() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        player.sent().await;
        // A program of the desk that says another time every four minutes.
        for n in 0..15 {
            player.site.app.app.clock.advance(SignedDuration::from_mins(4));
            let expected = json!({ "expected_at": format!("2026-06-06T{:02}:00:00Z", 6 + n) });
            let path = "/api/v1/tickets/INC-1";
            let changed = player.site.program.api(Method::PATCH, path, Some(&expected)).await;
            assert_eq!(changed.status, 200, "{}", changed.text);
            player.sent().await;
        }
        assert_eq!(player.count("notices WHERE kind IN ('received', 'expected')").await, 16);
        assert_eq!(player.count("notices WHERE state = 1 AND kind IN ('received', 'expected')").await, 10);
        let told = player.told(&["mail.breaker"]).await;
        assert_eq!(told.len(), 1, "told once: {told:?}");
        assert!(told[0].contains(&address("Marie")), "{told:?}");
        // What somebody wrote by hand goes.
        let said = json!({ "body": "Sorry for so many mails.", "public": true });
        let path = "/api/v1/tickets/INC-1/comments";
        assert_eq!(player.site.program.api(Method::POST, path, Some(&said)).await.status, 201);
        assert_eq!(player.sent().await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_acknowledges_a_thousand_mails_in_ten_minutes_and_no_more() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        assert_eq!(player.sent().await.len(), 1);
        // 995 more within these minutes, as they would stand there.
        let (mailbox, now) = (player.site.mailbox, player.site.app.app.clock.now());
        let write = move |tx: &mut db::Tx<'_>| {
            for n in 0..995_i64 {
                let (key, from) = (format!("flood{n}"), format!("p{n}@home.example"));
                tx.execute(
                    "INSERT INTO notices (notice_key, ticket_id, mailbox_id, address, name, locale, kind, words, facts, \
                     message_id, state, attempts, unknown, reply, created_at) \
                     VALUES ($1, (SELECT MIN(id) FROM tickets), $2, $3, '', 'en', 'received', '', '{}', $1, 1, 1, 0, '', $4)",
                    params![key, mailbox, from, now],
                )?;
            }
            Ok::<_, db::Error>(())
        };
        player.site.app.app.db.write(write).await.unwrap();
        for n in 0..10 {
            player.take(&mail(&format!("q{n}@home.example"), &format!("flood{n}"), "Subject: VPN")).await;
        }
        assert_eq!(player.sent().await.len(), 4, "the thousandth is the last");
        assert_eq!(player.count("tickets").await, 11, "what is reported is taken all the same");
        assert_eq!(player.count("notices WHERE state = 3").await, 6, "held, and accounted for");
        let told = player.told(&["mail.breaker"]).await;
        assert_eq!(told.len(), 1, "told once: {told:?}");
        assert!(told[0].contains("acknowledgements"), "{told:?}");
        // An hour later it goes on by itself.
        player.site.app.advance(SignedDuration::from_mins(61)).await;
        player.report(1, "Badge").await;
        assert_eq!(player.sent().await.len(), 1);
        player.settled().await;
    })
    .await;
}
