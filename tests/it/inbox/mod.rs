//! Mail on both engines: kept, judged, on a ticket or set aside with its reason.

mod broken;
mod budgets;
mod corpus;
mod games;
mod guests;
mod handed_over;
mod imap;
mod judged;
mod mailbox_pages;
mod outage;
mod pages;
mod relayless;
mod threads;
mod unreached;
mod waiting;

use base::people::Role;
use desk::inbox::{self, Arrival, Kind, NewMailbox, Secrets};
use reqwest::Method;
use serde_json::Value;
use testkit::{Client, Desk, TestApp, address};

/// What our own mail server writes above what it verified.
pub(crate) const AUTHSERV: &str = "mx.desk.example";

/// A desk with a mailbox, an agent and somebody who asks for help.
pub(crate) struct Site {
    pub(crate) app: TestApp,
    pub(crate) desk: Desk,
    pub(crate) mailbox: i64,
    pub(crate) agent: i64,
    pub(crate) marie: i64,
    /// An agent's program.
    pub(crate) program: Client,
}

impl Site {
    pub(crate) async fn on(app: TestApp) -> Self {
        Self::with_mailbox(app, "support@desk.example").await
    }

    /// The same, with a mailbox of this address.
    pub(crate) async fn with_mailbox(app: TestApp, address: &str) -> Self {
        let desk = app.desk("Support", &[]).await;
        let agent = app.person("Amina", None, &[(Role::Agent, Some(desk.id))]).await;
        let marie = app.person("Marie", None, &[]).await;
        let mailbox = another_mailbox(&app, desk.id, address).await;
        let token = app.token(agent, "tickets:read,tickets:write").await;
        let program = Client::new(&app.url).with_token(&token);
        Self { app, desk, mailbox, agent, marie, program }
    }

    /// One more mailbox of a desk.
    pub(crate) async fn another_mailbox(&self, desk_id: i64, address: &str) -> i64 {
        another_mailbox(&self.app, desk_id, address).await
    }

    /// Delivers a mail and lets it have its outcome; what the API says of it, or nothing when it was here already.
    pub(crate) async fn deliver(&self, raw: &str) -> Option<Value> {
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

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.program.api(Method::GET, path, None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// The ticket of a mail.
    pub(crate) async fn ticket(&self, mail: &Value) -> Value {
        self.get(&format!("/api/v1/tickets/{}", mail["ticket"].as_str().unwrap())).await
    }
}

/// A mailbox to which mail is handed over.
async fn another_mailbox(app: &TestApp, desk_id: i64, address: &str) -> i64 {
    let cx = app.cx();
    let new = NewMailbox {
        desk_id,
        name: address.to_owned(),
        address: address.to_owned(),
        kind: Kind::Lmtp,
        authserv: AUTHSERV.to_owned(),
        guests: true,
        category_id: None,
        imap: None,
        secrets: Secrets::default(),
    };
    app.app.db.write(move |tx| inbox::create_mailbox(tx, &cx, &new)).await.unwrap().id
}

/// What a step said of a mail.
pub(crate) fn reason<'m>(mail: &'m Value, step: &str) -> &'m str {
    let steps = mail["steps"].as_array().unwrap();
    let found = steps.iter().find(|trace| trace["step"] == step);
    found.map_or("", |trace| trace["reason"].as_str().unwrap())
}

/// A mail of this person, verified by our server.
pub(crate) fn verified(name: &str, id: &str, more: &str, body: &str) -> String {
    let from = address(name);
    let domain = from.rsplit_once('@').unwrap().1.to_owned();
    format!(
        "Authentication-Results: {AUTHSERV}; dmarc=pass header.from={domain}\nFrom: {name} <{from}>\n\
         To: support@desk.example\nMessage-ID: <{id}>\nDate: Fri, 5 Jun 2026 09:00:00 +0200\n{more}\n{body}\n"
    )
}

/// A mail that claims to be this person's.
pub(crate) fn claimed(name: &str, id: &str, more: &str, body: &str) -> String {
    let from = address(name);
    format!(
        "From: {name} <{from}>\nTo: support@desk.example\nMessage-ID: <{id}>\n\
         Date: Fri, 5 Jun 2026 09:00:00 +0200\n{more}\n{body}\n"
    )
}
