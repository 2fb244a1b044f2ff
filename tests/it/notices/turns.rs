//! Each turn of a ticket is told once, to whom it concerns, in their language, and only what they may read.

use base::people::Role;
use jiff::SignedDuration;
use mail::message::Message;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Client, SmtpSink, address, on_each};

use super::told::{header, read, telling};
use crate::inbox::{Site, verified};

/// A site whose mail is read as it comes.
pub(super) struct Post {
    pub(super) site: Site,
    pub(super) sink: SmtpSink,
    seen: usize,
}

impl Post {
    pub(super) async fn on(app: testkit::TestApp) -> Self {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        Self { site, sink, seen: 0 }
    }

    /// What was sent since the last time, with whom it went to.
    pub(super) async fn sent(&mut self) -> Vec<(String, Message)> {
        self.site.app.run_until_idle().await;
        self.site.app.run_until_idle().await;
        let all = self.sink.received();
        let new = all.get(self.seen..).unwrap_or_default().to_vec();
        self.seen = all.len();
        new.iter().map(|received| (received.to.join(","), read(received))).collect()
    }

    /// The one mail that was sent since the last time; to whom it must have gone.
    pub(super) async fn one(&mut self, to: &str) -> Message {
        let mut sent = self.sent().await;
        let shown: Vec<(&str, &str)> = sent.iter().map(|(to, m)| (to.as_str(), m.text.as_str())).collect();
        assert_eq!(sent.len(), 1, "one mail: {shown:?}");
        let (reader, message) = sent.remove(0);
        assert_eq!(reader, address(to), "{}", message.text);
        message
    }

    pub(super) async fn nothing(&mut self) {
        let sent = self.sent().await;
        let shown: Vec<(&str, &str)> = sent.iter().map(|(to, m)| (to.as_str(), m.subject.as_str())).collect();
        assert!(sent.is_empty(), "{shown:?}");
    }

    pub(super) async fn client(&self, user: i64, scopes: &str) -> Client {
        let token = self.site.app.token(user, scopes).await;
        Client::new(&self.site.app.url).with_token(&token)
    }

    /// A ticket of Marie's, acknowledged.
    pub(super) async fn report(&mut self, subject: &str) -> String {
        self.seen = self.sink.received().len();
        let id = format!("{}@home.example", subject.replace(' ', "-"));
        let mail =
            self.site.deliver(&verified("Marie", &id, &format!("Subject: {subject}\n"), "It drops.")).await;
        let number = mail.unwrap()["ticket"].as_str().unwrap().to_owned();
        let letter = self.one("Marie").await;
        assert!(letter.text.contains(&format!("recorded as {number}")), "{}", letter.text);
        number
    }
}

/// Somebody's program does something to a ticket.
pub(super) async fn act(client: &Client, method: Method, number: &str, what: &str, body: Value) -> Value {
    let path = format!("/api/v1/tickets/{number}{what}");
    let answer = client.api(method, &path, Some(&body)).await;
    assert!((200..300).contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
    serde_json::from_str(&answer.text).unwrap_or_default()
}

fn qualified() -> Value {
    json!({ "category": "network/vpn", "impact": "low", "urgency": "low" })
}

#[tokio::test]
async fn each_turn_is_told_once_and_never_to_its_author() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let number = post.report("VPN").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let marie = post.client(post.site.marie, "tickets:read,tickets:write").await;
        let go = |to: &'static str, more: Value| {
            let mut body = json!({ "to": to });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        act(&agent, Method::PATCH, &number, "", qualified()).await;
        post.nothing().await;
        act(&agent, Method::POST, &number, "/take", json!({})).await;
        let taken = post.one("Marie").await;
        assert!(taken.text.contains("Amina is working on your request"), "{}", taken.text);
        assert_eq!(header(&taken, "auto-submitted"), "auto-generated");
        act(&agent, Method::POST, &number, "/transitions", go("in_progress", json!({}))).await;
        post.nothing().await;
        let asks = json!({ "pending_on": "user", "reason": "SECRET one", "comment": "Which *error*?" });
        act(&agent, Method::POST, &number, "/transitions", go("pending", asks)).await;
        let pending = post.one("Marie").await;
        assert!(
            pending.text.contains("We need a detail") && pending.text.contains("Which *error*?"),
            "{}",
            pending.text
        );
        assert!(pending.html.unwrap().contains("<em>error</em>"));
        act(&agent, Method::POST, &number, "/transitions", go("in_progress", json!({}))).await;
        assert!(post.one("Marie").await.text.contains("Work goes on"));
        let waits = json!({ "pending_on": "provider", "reason": "SECRET two" });
        act(&agent, Method::POST, &number, "/transitions", go("pending", waits)).await;
        let pending = post.one("Marie").await;
        assert!(pending.text.contains("waits for a provider"), "{}", pending.text);
        act(&agent, Method::POST, &number, "/transitions", go("in_progress", json!({}))).await;
        post.one("Marie").await;
        act(&agent, Method::PATCH, &number, "", json!({ "expected_at": "2026-06-05T12:00:00Z" })).await;
        assert!(post.one("Marie").await.text.contains("14:00"), "at her wall clock");
        act(&agent, Method::PATCH, &number, "", json!({ "expected_at": "2026-06-05T15:00:00Z" })).await;
        let expected = post.one("Marie").await;
        assert!(expected.text.contains("17:00, instead of"), "{}", expected.text);
        act(
            &agent,
            Method::POST,
            &number,
            "/transitions",
            go("resolved", json!({ "resolution": "Gateway restarted." })),
        )
        .await;
        let resolved = post.one("Marie").await;
        assert!(
            resolved.text.contains("Gateway restarted.") && resolved.text.contains("/m/"),
            "{}",
            resolved.text
        );
        act(&marie, Method::POST, &number, "/refuse", json!({ "comment": "It still drops." })).await;
        let sent = post.sent().await;
        let to: Vec<&str> = sent.iter().map(|(to, _)| to.as_str()).collect();
        assert!(to.contains(&address("Marie").as_str()) && to.contains(&address("Amina").as_str()), "{to:?}");
        let again = &sent.iter().find(|(to, _)| *to == address("Marie")).unwrap().1;
        assert!(
            again.text.contains("worked on again: Amina") && !again.text.contains("still drops"),
            "{}",
            again.text
        );
        assert_eq!(header(again, "auto-submitted"), "auto-replied");
        act(
            &agent,
            Method::POST,
            &number,
            "/transitions",
            go("resolved", json!({ "resolution": "Gateway replaced." })),
        )
        .await;
        post.one("Marie").await;
        act(&marie, Method::POST, &number, "/validate", json!({})).await;
        post.nothing().await;
        assert!(!post.sink.received().iter().any(|received| received.text().contains("SECRET")));
    })
    .await;
}

#[tokio::test]
async fn silence_is_reminded_and_closed_and_what_ends_otherwise_is_told_too() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let number = post.report("Screen").await;
        let mut resolve = qualified();
        resolve["to"] = json!("resolved");
        resolve["resolution"] = json!("Cable replaced.");
        resolve["assignee"] = json!(address("Amina"));
        act(&agent, Method::POST, &number, "/transitions", resolve).await;
        assert!(post.one("Marie").await.text.contains("Cable replaced."));
        let mut found = Vec::new();
        for _ in 0..14 {
            post.site.app.app.clock.advance(SignedDuration::from_hours(24));
            found.extend(post.sent().await);
        }
        let texts: Vec<&str> =
            found.iter().filter(|(to, _)| *to == address("Marie")).map(|(_, m)| m.text.as_str()).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[0].contains("you have not told us yet") && texts[0].contains("/m/"), "{}", texts[0]);
        assert!(texts[1].contains("no answer from you") && texts[1].contains("/m/"), "{}", texts[1]);
        let (first, second) = (post.report("One").await, post.report("Two").await);
        act(&agent, Method::POST, &second, "/merge", json!({ "tickets": [first] })).await;
        let merged = post.one("Marie").await;
        assert!(merged.text.contains(&format!("same trouble as {second}")), "{}", merged.text);
        act(
            &agent,
            Method::POST,
            &second,
            "/transitions",
            json!({ "to": "cancelled", "reason": "SECRET three" }),
        )
        .await;
        let cancelled = post.one("Marie").await;
        assert!(
            cancelled.text.contains("is cancelled") && !cancelled.text.contains("SECRET"),
            "{}",
            cancelled.text
        );
    })
    .await;
}

#[tokio::test]
async fn followers_read_what_the_desk_says_to_all_in_their_own_language() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let number = post.report("VPN").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let marie = post.client(post.site.marie, "tickets:read,tickets:write").await;
        let paul = post.site.app.person("Paul", None, &[]).await;
        let french = post.client(paul, "tickets:read,tickets:write").await;
        let french = french.api(Method::PATCH, "/api/v1/me", Some(&json!({ "locale": "fr" }))).await;
        assert_eq!(french.status, 200, "{}", french.text);
        act(&agent, Method::POST, &number, "/affected", json!({ "person": address("Paul") })).await;
        post.nothing().await;
        act(
            &marie,
            Method::POST,
            &number,
            "/comments",
            json!({ "body": "My password is SECRET.", "public": true }),
        )
        .await;
        post.nothing().await;
        act(&agent, Method::POST, &number, "/comments", json!({ "body": "SECRET note", "public": false }))
            .await;
        post.nothing().await;
        act(&agent, Method::POST, &number, "/comments", json!({ "body": "We are on it.", "public": true }))
            .await;
        let sent = post.sent().await;
        assert_eq!(sent.len(), 2);
        let his = &sent.iter().find(|(to, _)| *to == address("Paul")).unwrap().1;
        assert!(his.text.contains("Bonjour Paul") && his.text.contains("We are on it."), "{}", his.text);
        assert!(header(his, "list-id").contains("followed.desk.example"));
        assert!(header(his, "list-unsubscribe").contains("/profile#notices"));
        assert!(!post.sink.received().iter().any(|received| received.text().contains("SECRET")));
    })
    .await;
}

#[tokio::test]
async fn agents_are_told_their_work_and_never_an_internal_word() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let number = post.report("VPN").await;
        let desk = post.site.desk.id;
        let bruno = post.site.app.person("Bruno", None, &[(Role::Agent, Some(desk))]).await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let marie = post.client(post.site.marie, "tickets:read,tickets:write").await;
        act(&agent, Method::PATCH, &number, "", json!({ "assignee": address("Bruno") })).await;
        let assigned = post.one("Bruno").await;
        assert!(
            assigned.subject.contains("Assigned to you")
                && assigned.text.contains(&format!("/tickets/{number}")),
            "{}",
            assigned.text
        );
        assert!(
            assigned.text.contains("Amina has given you") && !assigned.text.contains("/portal/"),
            "{}",
            assigned.text
        );
        let note = json!({ "body": "SECRET: ask Bruno", "public": false, "mentions": [address("Bruno")] });
        act(&agent, Method::POST, &number, "/comments", note).await;
        let mentioned = post.one("Bruno").await;
        assert!(
            mentioned.text.contains("Amina has mentioned you") && mentioned.text.contains("internal note"),
            "{}",
            mentioned.text
        );
        act(&marie, Method::POST, &number, "/comments", json!({ "body": "Any news?", "public": true })).await;
        let replied = post.one("Bruno").await;
        assert!(replied.text.contains("Any news?"), "{}", replied.text);
        let me = post.client(bruno, "tickets:read,tickets:write").await;
        act(&me, Method::POST, &number, "/comments", json!({ "body": "SECRET thought", "public": false }))
            .await;
        post.nothing().await;
        assert!(!post.sink.received().iter().any(|received| received.text().contains("SECRET")));
    })
    .await;
}

#[tokio::test]
async fn stakeholders_hear_of_a_services_critical_incident_once_and_of_its_end() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let (cx, new) = (
            post.site.app.cx(),
            base::services::NewService {
                name: "Mail".to_owned(),
                description: String::new(),
                criticality: base::services::Criticality::High,
                owner_id: None,
                team_id: None,
                users_count: 0,
                hourly_cost_cents: 0,
            },
        );
        let service =
            post.site.app.app.db.write(move |tx| base::services::create(tx, &cx, &new)).await.unwrap();
        let other = post.site.app.organisation("Elsewhere", base::people::OrganisationKind::Customer).await;
        for (name, of) in [("Odile", None), ("Quentin", Some(other))] {
            let id = post.site.app.person(name, of, &[]).await;
            let client = post.client(id, "tickets:read,tickets:write").await;
            let follows = client.api(Method::PUT, &format!("/api/v1/me/services/{service}"), None).await;
            assert_eq!(
                follows.status,
                if of.is_none() { 204 } else { 404 },
                "customers do not follow services"
            );
        }
        let number = post.report("Nobody receives mail").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        act(&agent, Method::PATCH, &number, "", json!({ "service": "Mail" })).await;
        post.nothing().await;
        let grave = json!({ "category": "network/outage", "impact": "high", "urgency": "high" });
        act(&agent, Method::PATCH, &number, "", grave).await;
        let sent = post.sent().await;
        let hers: Vec<&Message> =
            sent.iter().filter(|(to, _)| *to == address("Odile")).map(|(_, m)| m).collect();
        assert_eq!(hers.len(), 1, "{sent:?}");
        assert!(
            hers[0].subject.starts_with("Mail: ") && !hers[0].text.contains("It drops."),
            "{}",
            hers[0].text
        );
        assert!(header(hers[0], "list-unsubscribe").contains("/profile/services"));
        act(&agent, Method::PATCH, &number, "", json!({ "expected_at": "2026-06-05T12:00:00Z" })).await;
        assert!(post.sent().await.iter().all(|(to, _)| *to != address("Odile")), "told once");
        let done = json!({ "to": "resolved", "resolution": "Queue flushed.", "assignee": address("Amina") });
        act(&agent, Method::POST, &number, "/transitions", done).await;
        let sent = post.sent().await;
        let hers = sent.iter().find(|(to, _)| *to == address("Odile")).map(|(_, m)| m).unwrap();
        assert!(hers.text.contains("works again") && !hers.text.contains("Queue flushed."), "{}", hers.text);
    })
    .await;
}

#[tokio::test]
async fn nothing_in_a_title_or_a_name_begins_another_header() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        let name = json!({ "name": "Marie\u{2028}Bcc: c@evil.example" });
        let marie = post.client(post.site.marie, "tickets:read,tickets:write").await;
        marie.api(Method::PATCH, "/api/v1/me", Some(&name)).await;
        for (n, title) in [
            "A\r\nBcc: a@evil.example",
            "B\nX-Evil: 1\n\nbody",
            "[C](http://evil.example) **x** {{ desk }}",
            "D\u{85}Bcc: d@evil.example",
        ]
        .iter()
        .enumerate()
        {
            let body =
                json!({ "title": title, "requester": address("Marie"), "description": format!("n{n}") });
            let opened = agent.api(Method::POST, "/api/v1/tickets", Some(&body)).await;
            if opened.status != 201 {
                assert_eq!(opened.status, 422, "{}", opened.text);
                continue;
            }
            let letter = post.one("Marie").await;
            assert!(
                letter.headers.first("bcc").is_none() && letter.headers.first("x-evil").is_none(),
                "{title}"
            );
            let html = letter.html.unwrap_or_default();
            assert!(!html.contains("href=\"http://evil") && !html.contains("<strong>x"), "{html}");
        }
    })
    .await;
}

/// Whatever agents do in whatever order, an internal word is in no letter.
#[tokio::test]
async fn an_internal_word_is_in_no_letter() {
    for seed in 0..6_usize {
        let deeds = (0..9).map(|n: usize| (seed * 5 + n * n * 3 + n * seed) % 7);
        let mut post = Post::on(testkit::TestApp::sqlite().await).await;
        let number = post.report("VPN").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        post.site.app.person("Paul", None, &[]).await;
        act(&agent, Method::POST, &number, "/watchers", json!({ "person": address("Paul") })).await;
        act(&agent, Method::PATCH, &number, "", qualified()).await;
        for deed in deeds {
            let aside = json!({ "body": "zzsecret aside", "public": false });
            let (what, body) = match deed {
                0 => (
                    "/comments",
                    json!({ "body": "zzsecret note", "public": false, "mentions": [address("Amina")] }),
                ),
                1 => ("/take", json!({})),
                2 => ("/transitions", json!({ "to": "in_progress", "comment": aside })),
                3 => (
                    "/transitions",
                    json!({ "to": "pending", "pending_on": "user", "reason": "zzsecret", "comment": aside }),
                ),
                4 => ("/transitions", json!({ "to": "resolved", "resolution": "Done.", "comment": aside })),
                5 => ("/comments", json!({ "body": "All well.", "public": true })),
                _ => ("/tasks", json!({ "title": "zzsecret task", "assignee": address("Amina") })),
            };
            // What the lifecycle refuses here is no matter.
            agent.api(Method::POST, &format!("/api/v1/tickets/{number}{what}"), Some(&body)).await;
            post.site.app.app.clock.advance(SignedDuration::from_secs(1));
        }
        post.sent().await;
        for received in post.sink.received() {
            let letter = read(&received);
            let all = format!("{}{}{}", letter.subject, letter.text, letter.html.unwrap_or_default());
            assert!(!all.contains("zzsecret"), "{all}");
        }
    }
}
