//! What people chose to be told by mail, and when; several notices in one letter.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use testkit::{address, on_each};

use super::turns::{Post, act};

async fn chooses(post: &Post, user: i64, mine: &str, followed: &str) {
    let client = post.client(user, "tickets:read,tickets:write").await;
    let chosen = json!({ "mine": mine, "followed": followed, "work": "never", "services": "at_once" });
    let answer = client.api(Method::PUT, "/api/v1/me/notices", Some(&chosen)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let read = client.api(Method::GET, "/api/v1/me/notices", None).await;
    assert_eq!(read.json(), chosen);
}

#[tokio::test]
async fn who_wants_no_mail_gets_only_what_asks_or_answers() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        chooses(&post, post.site.marie, "never", "never").await;
        chooses(&post, post.site.agent, "at_once", "at_once").await;
        let number = post.report("VPN").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        act(&agent, Method::POST, &number, "/take", json!({})).await;
        act(&agent, Method::PATCH, &number, "", json!({ "expected_at": "2026-06-05T12:00:00Z" })).await;
        post.nothing().await;
        act(&agent, Method::POST, &number, "/comments", json!({ "body": "Restart it.", "public": true }))
            .await;
        assert!(post.one("Marie").await.text.contains("Restart it."));
        let marie = post.client(post.site.marie, "tickets:read,tickets:write").await;
        act(&marie, Method::POST, &number, "/comments", json!({ "body": "Done.", "public": true })).await;
        post.nothing().await;
        // Inside Vigie the agent was told all the same.
        let me = post.site.agent;
        let told = post.site.app.app.db.read(move |r| base::people::notifications(r, me, 10)).await.unwrap();
        assert!(told.iter().any(|one| one.kind == "requester-answered"), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_daily_digest_tells_of_each_ticket_once_at_eight() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        chooses(&post, post.site.marie, "daily", "daily").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let (one, two) = (post.report("VPN").await, post.report("Screen").await);
        for number in [&one, &two] {
            act(&agent, Method::POST, number, "/take", json!({})).await;
        }
        act(&agent, Method::PATCH, &one, "", json!({ "expected_at": "2026-06-05T12:00:00Z" })).await;
        post.nothing().await;
        // It is Friday, ten in the morning: eight o'clock is 22 hours away.
        post.site.app.app.clock.advance(SignedDuration::from_hours(21));
        post.nothing().await;
        post.site.app.app.clock.advance(SignedDuration::from_hours(1));
        let digest = post.one("Marie").await;
        for number in [&one, &two] {
            assert_eq!(digest.text.matches(&format!("{number} – ")).count(), 1, "{}", digest.text);
        }
        assert!(digest.text.contains("The expected time has changed."), "{}", digest.text);
        assert!(digest.reply_to.is_empty(), "an answer would be about no ticket in particular");
        post.site.app.app.clock.advance(SignedDuration::from_hours(48));
        post.nothing().await;
    })
    .await;
}

#[tokio::test]
async fn a_burst_becomes_one_letter_and_every_notice_says_which() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        post.site.app.person("Paul", None, &[]).await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        for n in 0..14 {
            let body = json!({ "title": format!("Printer {n}"), "requester": address("Marie"), "watchers": [address("Paul")] });
            let opened = agent.api(Method::POST, "/api/v1/tickets", Some(&body)).await;
            assert_eq!(opened.status, 201, "{}", opened.text);
            // Taking it is another moment than opening it.
            post.site.app.app.clock.advance(SignedDuration::from_secs(1));
            act(&agent, Method::POST, opened.json()["number"].as_str().unwrap(), "/take", json!({})).await;
        }
        post.sent().await;
        post.site.app.app.clock.advance(SignedDuration::from_mins(11));
        post.sent().await;
        let all: Vec<_> = post.sink.received().iter().filter(|mail| mail.to == [address("Paul")]).map(super::told::read).collect();
        let digests: Vec<_> = all.iter().filter(|letter| letter.text.contains("Here is what happened")).collect();
        assert_eq!(digests.len(), 1, "{:?}", all.iter().map(|letter| letter.subject.clone()).collect::<Vec<_>>());
        for n in 0..14 {
            let title = format!("Printer {n}");
            let said = all.iter().filter(|letter| {
                letter.text.lines().any(|line| line.ends_with(&title)) || letter.subject.ends_with(&title)
            });
            assert_eq!(said.count(), 1, "{title}");
        }
        let left = post.site.app.app.db.read(|r| r.first("SELECT COUNT(*) FROM notices WHERE state IN (0, 4) OR (state = 5 AND digest_id IS NULL)", &[])).await;
        assert_eq!(left.unwrap().unwrap().at::<i64>(0).unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_page_keeps_what_is_chosen_and_says_what_cannot_be() {
    on_each(|app| async {
        let post = Post::on(app).await;
        let marie = post.site.app.sign_in("Marie").await;
        let page = marie.get("/profile").await.text;
        assert!(
            page.contains("What comes by mail")
                && page.contains("Whatever you choose")
                && !page.contains("name=\"work\""),
            "{page}"
        );
        let saved = marie
            .post("/profile/notices", &[("mine", "daily"), ("followed", "never"), ("services", "hourly")])
            .await;
        assert_eq!(saved.location(), "/profile?done=notices", "{}", saved.text);
        let page = marie.get("/profile").await.text;
        assert!(
            page.contains("<option value=\"daily\" selected>")
                && page.contains("<option value=\"hourly\" selected>"),
            "{page}"
        );
        let wrong = marie.post("/profile/notices", &[("mine", "sometimes")]).await;
        assert!(matches!(wrong.status, 400 | 422), "{}", wrong.status);
        let followed = marie.get("/profile/services").await;
        assert_eq!(followed.status, 200, "{}", followed.text);
    })
    .await;
}
