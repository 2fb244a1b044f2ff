//! The live stream over real HTTP: hints reach those who may see what changed, as long as they may, and nobody else.
//!
//! That nothing came is shown by what comes after it: streams keep the order of changes, so a stream that has reached a
//! later change will not bring an earlier one.

use base::{
    app::App,
    audit::feed,
    people::{self, OrganisationKind, Role},
};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use testkit::{Client, Desk, PATIENCE, TestApp, on_each};
use web::live::Hub;

/// Two desks, the people of each, and a ticket at each.
struct Quays {
    app: TestApp,
    a: Desk,
    b: Desk,
    agent_a: i64,
    requester_a: i64,
    admin: Client,
    /// The numbers of the tickets.
    of_a: i64,
    of_b: i64,
}

impl Quays {
    async fn on(app: TestApp) -> Self {
        let of = [
            app.organisation("Quay A", OrganisationKind::Customer).await,
            app.organisation("Quay B", OrganisationKind::Customer).await,
        ];
        let (a, b) = (app.desk("Desk A", &of[..1]).await, app.desk("Desk B", &of[1..]).await);
        let agent_a = app.person("Agent A", None, &[(Role::Agent, Some(a.id))]).await;
        app.person("Lead A", None, &[(Role::Lead, Some(a.id))]).await;
        app.person("Agent B", None, &[(Role::Agent, Some(b.id))]).await;
        let requester_a = app.person("Requester A", Some(of[0]), &[]).await;
        app.person("Requester B", Some(of[1]), &[]).await;
        app.person("Admin", None, &[(Role::Administrator, None)]).await;
        let admin = app.sign_in("Admin").await;
        let of_a = opened(&app, "Requester A").await;
        let of_b = opened(&app, "Requester B").await;
        Self { app, a, b, agent_a, requester_a, admin, of_a, of_b }
    }

    /// Changes a ticket with an administrator's hand; the place of the last change in the feed.
    async fn change(&self, number: i64, title: &str) -> i64 {
        patch(&self.admin, number, &json!({ "title": title })).await;
        last(&self.app).await
    }

    /// All topics that there are about the two tickets.
    fn topics(&self) -> String {
        format!("queue,desk:{},desk:{},ticket:{},ticket:{}", self.a.id, self.b.id, self.of_a, self.of_b)
    }

    async fn follow(&self, client: &Client) -> Stream {
        Stream::open(client, &self.topics()).await
    }
}

/// Opens a ticket as a requester does; its number.
async fn opened(app: &TestApp, requester: &str) -> i64 {
    let client = app.sign_in(requester).await;
    let made = client
        .api(Method::POST, "/api/v1/tickets", Some(&json!({ "title": "The crane does not move" })))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json()["number"].as_str().unwrap().rsplit('-').next().unwrap().parse().unwrap()
}

async fn patch(client: &Client, number: i64, body: &Value) {
    let answer = client.api(Method::PATCH, &format!("/api/v1/tickets/{number}"), Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn comment(client: &Client, number: i64, public: bool) {
    let body = json!({ "body": "A cable is torn", "public": public });
    let answer = client.api(Method::POST, &format!("/api/v1/tickets/{number}/comments"), Some(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

/// The place of the last change in the feed.
async fn last(app: &TestApp) -> i64 {
    feed::number_now(&app.app.db).await.unwrap();
    app.app.db.read(feed::last).await.unwrap()
}

/// An open stream.
struct Stream {
    response: Response,
    text: String,
    /// The place of the feed that was waited for: what comes of it under other topics is no news.
    reached: i64,
}

impl Stream {
    /// Opens one, and waits until it stands.
    async fn open(client: &Client, topics: &str) -> Self {
        let response = client.request(Method::GET, &format!("/live?topics={topics}")).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, text: String::new(), reached: 0 };
        while !stream.text.contains("retry:") {
            assert!(stream.read().await, "the stream ended before it began");
        }
        stream
    }

    /// Reads on; whether there was anything more.
    async fn read(&mut self) -> bool {
        let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("a hint, or the end");
        // An end in the middle of an answer without a length is an end too.
        let Ok(Some(bytes)) = chunk else { return false };
        self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        true
    }

    /// The next hint; nothing when the stream has ended.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                self.text = rest.to_owned();
                let hint: Option<Value> = data.map(|data| serde_json::from_str(&data).unwrap());
                if let Some(hint) = hint.filter(|hint| seq(hint) > self.reached) {
                    return Some(hint);
                }
            } else if !self.read().await {
                return None;
            }
        }
    }

    /// The hints up to this place of the feed.
    async fn until(&mut self, seq: i64) -> Vec<Value> {
        let mut hints = Vec::new();
        loop {
            let hint = self.next().await.expect("the stream goes on");
            let reached = self::seq(&hint) >= seq;
            hints.push(hint);
            if reached {
                self.reached = seq;
                return hints;
            }
        }
    }

    /// What comes until the stream ends.
    async fn rest(mut self) -> Vec<Value> {
        let mut hints = Vec::new();
        while let Some(hint) = self.next().await {
            hints.push(hint);
        }
        hints
    }
}

/// The place in the feed of what a hint is about.
fn seq(hint: &Value) -> i64 {
    hint["seq"].as_i64().unwrap()
}

/// The tickets that hints are about.
fn about(hints: &[Value]) -> Vec<i64> {
    let mut ids: Vec<i64> = hints.iter().map(|hint| hint["id"].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_only_those_who_may_see_it() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let (here, there) = (quays.app.sign_in("Agent A").await, quays.app.sign_in("Agent B").await);
        let (mut a, mut b) = (quays.follow(&here).await, quays.follow(&there).await);
        quays.change(quays.of_a, "One").await;
        quays.change(quays.of_b, "Two").await;
        let for_a = quays.change(quays.of_a, "Three").await;
        let for_b = quays.change(quays.of_b, "Four").await;
        let (seen_a, seen_b) = (a.until(for_a).await, b.until(for_b).await);
        assert_eq!(
            (about(&seen_a), about(&seen_b)),
            (vec![quays.of_a], vec![quays.of_b]),
            "{seen_a:?} {seen_b:?}"
        );
        for hint in seen_a.iter().chain(&seen_b) {
            let fields: Vec<&String> = hint.as_object().unwrap().keys().collect();
            assert!(
                fields.iter().all(|field| ["topic", "seq", "kind", "id", "count"].contains(&field.as_str())),
                "{hint}"
            );
        }
        // Nothing at all of the other desk can be followed, nor of what does not exist.
        for topics in [
            format!("ticket:{}", quays.of_b),
            format!("desk:{}", quays.b.id),
            "ticket:999999".into(),
            "user:1".into(),
        ] {
            let answer = here.request(Method::GET, &format!("/live?topics={topics}")).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{topics}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requester_does_not_hear_of_what_agents_do_among_themselves() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let agent = quays.app.sign_in("Agent A").await;
        let requester = quays.app.sign_in("Requester A").await;
        let topic = format!("ticket:{}", quays.of_a);
        let (mut inside, mut outside) =
            (Stream::open(&agent, &topic).await, Stream::open(&requester, &topic).await);
        comment(&agent, quays.of_a, false).await;
        let noted = last(&quays.app).await;
        let seen = inside.until(noted).await;
        assert!(seen.iter().any(|hint| hint["kind"] == "comment.noted"), "{seen:?}");
        comment(&agent, quays.of_a, true).await;
        let told = loop {
            let hint = outside.next().await.expect("the stream goes on");
            assert!(seq(&hint) > noted && hint["kind"] != "comment.noted", "{hint}");
            if hint["kind"] == "comment.added" {
                break hint;
            }
        };
        assert_eq!(about(&[told]), [quays.of_a]);
        // On the queue a requester has no place.
        let refused = requester.request(Method::GET, "/live?topics=queue").send().await.unwrap();
        assert_eq!(refused.status(), 404);
    })
    .await;
}

/// Whoever had this browser is out: no stream, no page, no API.
async fn is_out(client: &Client) {
    let live = client.request(Method::GET, "/live?topics=queue").send().await.unwrap();
    assert!(live.status() == 401 || live.status() == 303, "{}", live.status());
    let page = client.get("/queue").await;
    assert_eq!(page.status, 303);
    assert!(page.location().starts_with("/login"), "{}", page.location());
    assert_eq!(client.api(Method::GET, "/api/v1/me", None).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session_and_the_others_go_on() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let colleague = quays.app.sign_in("Lead A").await;
        let mut goes_on = quays.follow(&colleague).await;
        let sessions_end = format!("/settings/people/{}/sessions/end", quays.agent_a);
        let disable = format!("/api/v1/people/{}/disable", quays.agent_a);
        for way in ["sign out", "an administrator ends the sessions", "the account is closed"] {
            let agent = quays.app.sign_in("Agent A").await;
            let mut stream = quays.follow(&agent).await;
            let seq = quays.change(quays.of_a, way).await;
            assert!(!stream.until(seq).await.is_empty());
            match way {
                "sign out" => assert_eq!(agent.post("/logout", &[]).await.status, 303),
                "the account is closed" => {
                    let answer = quays.admin.api(Method::POST, &disable, None).await;
                    assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.text);
                }
                _ => {
                    let answer = quays.admin.post(&sessions_end, &[]).await;
                    assert_eq!(answer.status, 303, "{}", answer.text);
                }
            }
            let seq = quays.change(quays.of_a, &format!("{way}, then")).await;
            assert_eq!(stream.rest().await, Vec::<Value>::new(), "{way}");
            is_out(&agent).await;
            assert!(!goes_on.until(seq).await.is_empty(), "{way}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ended_on_another_node_gets_nothing_more() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let (agent, colleague) = (quays.app.sign_in("Agent A").await, quays.app.sign_in("Lead A").await);
        let (stream, mut control) = (quays.follow(&agent).await, quays.follow(&colleague).await);
        // The other node has the database in common with this one, and a hub of its own.
        let other = App { hub: Hub::new(), ..quays.app.app.clone() };
        let cx = quays.app.cx();
        assert_eq!(people::revoke_sessions(&other, &cx, quays.agent_a).await.unwrap(), 1);
        for title in ["One", "Two", "Three"] {
            let seq = quays.change(quays.of_a, title).await;
            assert!(!control.until(seq).await.is_empty());
        }
        is_out(&agent).await;
        // The end of the server ends the stream; what it would have sent before lies in front of that.
        quays.app.app.hub.close();
        assert_eq!(stream.rest().await, Vec::<Value>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_end_during_a_stream_end_its_hints() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let cx = quays.app.cx();
        let (agent_a, desk_a, desk_b) = (quays.agent_a, quays.a.id, quays.b.id);
        let granted =
            quays.app.app.db.write(move |tx| people::grant_role(tx, &cx, agent_a, Role::Agent, Some(desk_b)));
        assert!(granted.await.unwrap());
        let agent = quays.app.sign_in("Agent A").await;
        let mut stream = quays.follow(&agent).await;
        quays.change(quays.of_a, "One").await;
        let seq = quays.change(quays.of_b, "Two").await;
        assert_eq!(about(&stream.until(seq).await), [quays.of_a, quays.of_b]);

        // One of the two desks is taken away by an administrator's form.
        let form = [("role", "agent"), ("desk_id", &desk_a.to_string())];
        let answer = quays.admin.post(&format!("/settings/people/{agent_a}/roles/revoke"), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        quays.change(quays.of_a, "Three").await;
        let seq = quays.change(quays.of_b, "Four").await;
        assert_eq!(about(&stream.until(seq).await), [quays.of_b], "the role is gone");

        // A ticket becomes sensitive: the agent is not concerned by it.
        let other = opened(&quays.app, "Requester B").await;
        patch(&quays.admin, quays.of_b, &json!({ "sensitive": true })).await;
        let hidden = quays.change(quays.of_b, "Five").await;
        let seq = quays.change(other, "Six").await;
        let seen = stream.until(seq).await;
        assert!(seen.iter().all(|hint| hint["id"] == json!(other.to_string())), "{hidden}: {seen:?}");
        let gone = agent.api(Method::GET, &format!("/api/v1/tickets/{}", quays.of_b), None).await;
        assert_eq!(gone.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_belongs_to_a_session_and_a_token_has_none() {
    on_each(|app| async {
        let quays = Quays::on(app).await;
        let token = quays.app.token(quays.requester_a, "tickets:read").await;
        let program = quays.app.browser().with_token(&token);
        let topic = format!("/live?topics=ticket:{}", quays.of_a);
        for client in [program, quays.app.browser()] {
            let answer = client.request(Method::GET, &topic).send().await.unwrap();
            assert!(answer.status() == 401 || answer.status() == 303, "{}", answer.status());
        }
    })
    .await;
}
