//! Mail on both engines: kept, judged, on a ticket or set aside with its reason.

mod corpus;
mod handed_over;
mod judged;
mod threads;
mod told;
mod waiting;

use base::people::Role;
use desk::inbox::{self, Arrival, Kind, NewMailbox};
use reqwest::Method;
use serde_json::Value;
use testkit::{Client, Desk, TestApp, address};

/// What our own mail server writes above what it verified.
const AUTHSERV: &str = "mx.desk.example";

/// A desk with a mailbox, an agent and somebody who asks for help.
struct Site {
    app: TestApp,
    desk: Desk,
    mailbox: i64,
    agent: i64,
    marie: i64,
    /// An agent's program.
    program: Client,
}

impl Site {
    async fn on(app: TestApp) -> Self {
        let desk = app.desk("Support", &[]).await;
        let agent = app.person("Amina", None, &[(Role::Agent, Some(desk.id))]).await;
        let marie = app.person("Marie", None, &[]).await;
        let (cx, desk_id) = (app.cx(), desk.id);
        let new = NewMailbox {
            desk_id,
            name: "Support".to_owned(),
            address: "support@desk.example".to_owned(),
            kind: Kind::Lmtp,
            authserv: AUTHSERV.to_owned(),
            guests: true,
            category_id: None,
        };
        let made = app.app.db.write(move |tx| inbox::create_mailbox(tx, &cx, &new)).await.unwrap();
        let token = app.token(agent, "tickets:read,tickets:write").await;
        let program = Client::new(&app.url).with_token(&token);
        Self { app, desk, mailbox: made.id, agent, marie, program }
    }

    /// Delivers a mail and lets it have its outcome; what the API says of it, or nothing when it was here already.
    async fn deliver(&self, raw: &str) -> Option<Value> {
        let arrival = Arrival {
            mailbox_id: self.mailbox,
            envelope_from: String::new(),
            envelope_to: "support@desk.example".to_owned(),
            raw: raw.replace('\n', "\r\n").into_bytes(),
        };
        let id = inbox::receive(&self.app.app, arrival).await.unwrap()?;
        self.app.run_until_idle().await;
        Some(self.get(&format!("/api/v1/mails/{id}")).await)
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.program.api(Method::GET, path, None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// The ticket of a mail.
    async fn ticket(&self, mail: &Value) -> Value {
        self.get(&format!("/api/v1/tickets/{}", mail["ticket"].as_str().unwrap())).await
    }
}

/// A mail of this person, verified by our server.
fn verified(name: &str, id: &str, more: &str, body: &str) -> String {
    let from = address(name);
    let domain = from.rsplit_once('@').unwrap().1.to_owned();
    format!(
        "Authentication-Results: {AUTHSERV}; dmarc=pass header.from={domain}\nFrom: {name} <{from}>\n\
         To: support@desk.example\nMessage-ID: <{id}>\nDate: Fri, 5 Jun 2026 09:00:00 +0200\n{more}\n{body}\n"
    )
}

/// A mail that claims to be this person's.
fn claimed(name: &str, id: &str, more: &str, body: &str) -> String {
    let from = address(name);
    format!(
        "From: {name} <{from}>\nTo: support@desk.example\nMessage-ID: <{id}>\n\
         Date: Fri, 5 Jun 2026 09:00:00 +0200\n{more}\n{body}\n"
    )
}
