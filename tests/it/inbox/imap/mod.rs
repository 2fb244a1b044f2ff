//! Mailboxes that are fetched, with a real Dovecot: nothing lost, nothing twice, nothing marked before it is safe, and whoever
//! manages the desk hears when it fails.

mod limits;
mod relay;

use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use base::people::{self, Role};
use desk::inbox::{self, Fetcher};
use jiff::SignedDuration;
use mail::tls::Trust;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Client, Dovecot, MAILBOX_PASSWORD, PATIENCE, on_each};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::{interval, timeout},
};

use self::relay::Relay;
use super::{AUTHSERV, Site, verified};

/// Far in the future: Dovecot judges a token's end by the machine's clock.
const FOREVER: i64 = 4_000_000_000;
const ADDRESS: &str = "desk@desk.example";

/// Waits until `is` says so.
async fn when<F: Future<Output = bool>>(what: &str, is: impl Fn() -> F) {
    let mut ticks = interval(Duration::from_millis(20));
    let waited = timeout(PATIENCE, async {
        while !is().await {
            ticks.tick().await;
        }
    });
    assert!(waited.await.is_ok(), "{what}: waited in vain");
}

/// A site with a mailbox of its own, and who manages it.
struct Post {
    site: Site,
    dovecot: Dovecot,
    lead: i64,
    manager: Client,
}

/// A node that fetches.
struct Node {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Node {
    async fn end(self) {
        self.stop.send_replace(true);
        timeout(PATIENCE, self.task).await.expect("it ends").unwrap();
    }
}

impl Post {
    async fn on(app: testkit::TestApp) -> Self {
        let site = Site::on(app).await;
        let lead = site.app.person("Lea", None, &[(Role::Lead, Some(site.desk.id))]).await;
        let token = site.app.token(lead, "tickets:read,tickets:write,admin").await;
        let manager = Client::new(&site.app.url).with_token(&token);
        Self { dovecot: Dovecot::start().await, site, lead, manager }
    }

    /// Sets the mailbox up; `more` says what is not usual.
    async fn mailbox(&self, more: &Value) -> i64 {
        let mut new = json!({
            "desk_id": self.site.desk.id, "name": "Desk", "address": ADDRESS, "kind": "imap", "authserv": AUTHSERV,
            "host": "127.0.0.1", "port": self.dovecot.imap, "tls": "none", "login": "it", "secret": MAILBOX_PASSWORD,
        });
        for (name, value) in more.as_object().unwrap() {
            new[name] = value.clone();
        }
        let made = self.manager.api(Method::POST, "/api/v1/mailboxes", Some(&new)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.json()["id"].as_i64().unwrap()
    }

    fn node(&self, name: &str) -> Node {
        self.node_trusting(name, Trust::only(&[]).unwrap())
    }

    fn node_trusting(&self, name: &str, trust: Trust) -> Node {
        let stop = watch::Sender::new(false);
        let fetcher = Fetcher { app: self.site.app.app.clone(), trust, holder: name.to_owned() };
        Node { task: tokio::spawn(inbox::fetch_mail(fetcher, stop.subscribe())), stop }
    }

    async fn append(&self, folder: &str, id: &str) {
        let raw = verified("Marie", &format!("{id}@home.example"), &format!("Subject: {id}\n"), "It smokes.");
        self.dovecot.append("it", folder, raw.replace('\n', "\r\n").as_bytes()).await;
    }

    /// The first value of a statement.
    async fn value<T: db::FromValue + Send + 'static>(&self, sql: &'static str) -> T {
        let read = move |read: &db::Read<'_>| read.first(sql, &[])?.unwrap().at(0);
        self.site.app.app.db.read(read).await.unwrap()
    }

    /// How many mails are here.
    async fn count(&self) -> i64 {
        self.value("SELECT COUNT(*) FROM mails").await
    }

    /// Waits for so many mails, and lets time go on meanwhile: what waits for the clock comes.
    async fn here_in_time(&self, mails: i64) {
        when(&format!("{mails} mails, in time"), || async {
            self.advance(11);
            self.count().await == mails
        })
        .await;
    }

    async fn here(&self, mails: i64) {
        when(&format!("{mails} mails"), || async { self.count().await == mails }).await;
    }

    async fn read(&self, mailbox: i64) -> Value {
        self.manager.api(Method::GET, &format!("/api/v1/mailboxes/{mailbox}"), None).await.json()
    }

    /// Waits until the mailbox is in this condition; how it is then.
    async fn is(&self, mailbox: i64, condition: &str) -> Value {
        when(condition, || async {
            // What came has its outcome: otherwise time makes it late.
            self.site.app.run_until_idle().await;
            self.read(mailbox).await["health"]["condition"] == condition
        })
        .await;
        self.read(mailbox).await["health"].clone()
    }

    async fn change(&self, mailbox: i64, patch: &Value) {
        let path = format!("/api/v1/mailboxes/{mailbox}");
        let answer = self.manager.api(Method::PATCH, &path, Some(patch)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// The identifiers of what is marked as seen.
    async fn seen(&self, folder: &str) -> String {
        let said = self.dovecot.command("it", folder, "UID SEARCH SEEN").await;
        let line = said.lines().find_map(|line| line.strip_prefix("* SEARCH")).unwrap();
        line.trim().to_owned()
    }

    /// What the lead of the desk was told, oldest first.
    async fn told(&self) -> Vec<String> {
        self.site.app.run_until_idle().await;
        let lead = self.lead;
        let read = move |read: &db::Read<'_>| people::notifications(read, lead, 50);
        let mut told = self.site.app.app.db.read(read).await.unwrap();
        told.reverse();
        told.into_iter().filter(|one| one.kind.starts_with("mailbox.")).map(|one| one.body).collect()
    }

    /// Whether this text stands anywhere in the journal.
    async fn journal_has(&self, text: &str) -> bool {
        let read = |read: &db::Read<'_>| read.query("SELECT body FROM journal_payloads", &[]);
        let rows = self.site.app.app.db.read(read).await.unwrap();
        rows.iter()
            .any(|row| row.at::<Option<String>>(0).unwrap().is_some_and(|payload| payload.contains(text)))
    }

    fn advance(&self, seconds: i64) {
        self.site.app.app.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn execute(&self, sql: &'static str) {
        self.site.app.app.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_comes_at_once_and_by_the_clock_and_becomes_tickets() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        post.append("INBOX", "before").await;
        let mailbox = post.mailbox(&json!({})).await;
        assert_eq!(post.read(mailbox).await["health"]["condition"], "new");
        let node = post.node("one");
        post.here(1).await;
        let health = post.is(mailbox, "well").await;
        // Told while the node waits: nothing but the server's word brings it, the clock stands still.
        post.append("INBOX", "during").await;
        post.here(2).await;
        when("both marked", || async { post.seen("INBOX").await == "1 2" }).await;
        post.advance(301);
        let looked = || async { post.read(mailbox).await["health"]["fetched_at"] != health["fetched_at"] };
        when("a look by the clock", looked).await;
        post.site.app.run_until_idle().await;
        let mails = post.site.get("/api/v1/mails").await;
        for mail in mails["items"].as_array().unwrap() {
            assert_eq!((&mail["outcome"], &mail["reason"]), (&json!("ticket"), &json!("opened")), "{mail}");
        }
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_there_and_read_before_is_left_alone() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        post.append("INBOX", "old-and-read").await;
        post.dovecot.command("it", "INBOX", "UID STORE 1 +FLAGS (\\Seen)").await;
        post.append("INBOX", "old-and-unread").await;
        // Set up a century after what lies there.
        post.site.app.app.clock.set("2126-01-01T00:00:00Z".parse().unwrap());
        let mailbox = post.mailbox(&json!({})).await;
        let node = post.node("one");
        post.is(mailbox, "well").await;
        assert_eq!(post.count().await, 1);
        post.append("INBOX", "new").await;
        post.here(2).await;
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_is_marked_only_when_it_is_committed() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let mailbox = post.mailbox(&json!({})).await;
        post.append("INBOX", "kept").await;
        let table = |sql| post.execute(sql);
        table("ALTER TABLE mails RENAME TO mails_away").await;
        let node = post.node("one");
        let failing = || async { post.value::<String>("SELECT trouble FROM mailbox_states").await == "site" };
        when("the commit fails", failing).await;
        assert_eq!(post.seen("INBOX").await, "");
        table("ALTER TABLE mails_away RENAME TO mails").await;
        post.here_in_time(1).await;
        post.is(mailbox, "well").await;
        assert_eq!(post.seen("INBOX").await, "1");
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_made_anew_gives_nothing_twice() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        post.dovecot.command("it", "INBOX", "CREATE Demandes").await;
        let mailbox = post.mailbox(&json!({ "folder": "Demandes" })).await;
        post.append("Demandes", "a").await;
        post.append("Demandes", "b").await;
        let node = post.node("one");
        post.here(2).await;
        post.is(mailbox, "well").await;
        node.end().await;
        let validity = || post.value::<i64>("SELECT uid_validity FROM mailbox_states");
        let before = validity().await;
        post.dovecot.recreate("it", "Demandes").await;
        for id in ["a", "c", "b"] {
            post.append("Demandes", id).await;
        }
        let node = post.node("one");
        post.here(3).await;
        when("all marked", || async { post.seen("Demandes").await == "1 2 3" }).await;
        assert_ne!(validity().await, before);
        assert_eq!(post.count().await, 3);
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_one_reads_and_the_other_takes_over() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let mailbox = post.mailbox(&json!({})).await;
        let (one, two) = (post.node("one"), post.node("two"));
        for number in 0..10 {
            post.append("INBOX", &format!("m{number}")).await;
        }
        post.here(10).await;
        post.is(mailbox, "well").await;
        let holder = || post.value::<String>("SELECT holder FROM leases WHERE name LIKE 'imap:%'");
        // Its end is that of a machine: it lets nothing go.
        let first = holder().await;
        let (dead, left) = if first == "one" { (one, two) } else { (two, one) };
        dead.task.abort();
        assert!(dead.task.await.unwrap_err().is_cancelled());
        post.append("INBOX", "after").await;
        post.here_in_time(11).await;
        assert_ne!(holder().await, first);
        left.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_in_the_middle_of_a_mail_loses_nothing() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let raw =
            verified("Marie", "big@home.example", "Subject: big\n", &"0123456789abcdef\n".repeat(20_000));
        post.dovecot.append("it", "INBOX", raw.replace('\n', "\r\n").as_bytes()).await;
        let relay = Relay::to(&post.dovecot, 100_000, true).await;
        let mailbox = post.mailbox(&json!({ "port": relay.port })).await;
        let node = post.node("one");
        timeout(PATIENCE, relay.over.notified()).await.expect("half of it is here");
        node.task.abort();
        assert!(node.task.await.unwrap_err().is_cancelled());
        assert_eq!((post.count().await, post.seen("INBOX").await), (0, String::new()));
        relay.mend();
        let node = post.node("two");
        post.here_in_time(1).await;
        let health = post.is(mailbox, "well").await;
        assert_eq!((post.seen("INBOX").await.as_str(), &health["stuck"]), ("1", &json!([])));
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_cannot_be_fetched_lets_the_others_pass_and_is_not_forgotten() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let raw =
            verified("Marie", "big@home.example", "Subject: big\n", &"0123456789abcdef\n".repeat(20_000));
        post.dovecot.append("it", "INBOX", raw.replace('\n', "\r\n").as_bytes()).await;
        post.append("INBOX", "behind").await;
        let relay = Relay::to(&post.dovecot, 100_000, false).await;
        let mailbox = post.mailbox(&json!({ "port": relay.port })).await;
        let node = post.node("one");
        post.here_in_time(1).await;
        let health = post.is(mailbox, "stuck").await;
        assert_eq!((&health["stuck"][0]["uid"], &health["stuck"][0]["attempts"]), (&json!(1), &json!(3)));
        assert_eq!(post.seen("INBOX").await, "2", "it stays unread there");
        relay.mend();
        post.advance(4 * 3600);
        post.here_in_time(2).await;
        let health = post.is(mailbox, "well").await;
        assert_eq!((&health["stuck"], post.seen("INBOX").await.as_str()), (&json!([]), "1 2"));
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_said_alarms_once_and_is_mended() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let mailbox = post.mailbox(&json!({ "secret": "wrong-guess" })).await;
        post.append("INBOX", "waits").await;
        let node = post.node("one");
        let health = post.is(mailbox, "failing").await;
        assert_eq!(health["trouble"], "password");
        assert!(health["error"].as_str().unwrap().contains("refuses the sign-in"), "{health}");
        assert_eq!(post.told().await, [] as [&str; 0], "a minute's trouble is nobody's business");
        post.advance(16 * 60);
        let told = post.told().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("Desk") && told[0].contains("mot de passe") || told[0].contains("password"),
            "{told:?}"
        );
        post.advance(60 * 60);
        assert_eq!(post.told().await.len(), 1, "once");
        let metrics = post.site.app.browser().get("/metrics").await.text;
        assert!(metrics.contains(&format!("vigie_mailbox_failing{{mailbox=\"{ADDRESS}\"}}")), "{metrics}");

        post.change(mailbox, &json!({ "secret": MAILBOX_PASSWORD })).await;
        // The lease is asked for again by the clock.
        post.here_in_time(1).await;
        post.is(mailbox, "well").await;
        assert_eq!(post.told().await.len(), 2, "and that it is well again");
        for secret in ["wrong-guess", MAILBOX_PASSWORD] {
            assert!(!post.journal_has(secret).await);
            assert!(!post.read(mailbox).await.to_string().contains(secret));
        }
        node.end().await;
    })
    .await;
}

/// A service that gives access tokens: what it was asked, and what it answers next.
#[derive(Clone, Default)]
struct TokenService {
    asked: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
}

impl TokenService {
    fn router(&self) -> Router {
        async fn answer(State(service): State<TokenService>, body: String) -> impl IntoResponse {
            service.asked.lock().unwrap().push(body);
            let (status, answer) = service.answers.lock().unwrap().remove(0);
            (StatusCode::from_u16(status).unwrap(), Json(answer))
        }
        Router::new().route("/token", post(answer)).with_state(self.clone())
    }

    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let router = self.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn next(&self, status: u16, answer: Value) {
        self.answers.lock().unwrap().push((status, answer));
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_renewed_kept_and_their_end_is_said() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let service = TokenService::default();
        let url = service.start().await;
        let good = post.dovecot.token("it", FOREVER);
        let granted = |refresh: &str| {
            json!({ "access_token": good, "token_type": "Bearer", "expires_in": 3600, "refresh_token": refresh })
        };
        service.next(200, granted("r2"));
        let mailbox = post
            .mailbox(&json!({ "auth": "xoauth2", "token_url": url, "client_id": "desk & co", "secret": "s/1",
                "refresh_token": "r1", "scope": "mail offline_access" }))
            .await;
        post.append("INBOX", "first").await;
        let node = post.node("one");
        post.here(1).await;
        let health = post.is(mailbox, "well").await;
        assert_eq!(
            service.asked(),
            ["grant_type=refresh_token&refresh_token=r1&client_id=desk+%26+co&client_secret=s%2F1&scope=mail+offline_access"]
        );
        assert_eq!((&health["token_expires_at"], &health["token_renews"]), (&json!("2026-06-05T09:00:00Z"), &json!(true)));
        node.end().await;

        // What is still good is used again; what ends soon is renewed with the refresh token that came last.
        let node = post.node("one");
        post.append("INBOX", "second").await;
        post.here(2).await;
        assert_eq!(service.asked().len(), 1);
        node.end().await;
        post.advance(56 * 60);
        service.next(200, granted("r3"));
        let node = post.node("one");
        post.append("INBOX", "third").await;
        post.here(3).await;
        assert!(service.asked()[1].contains("refresh_token=r2&"), "{:?}", service.asked());
        node.end().await;

        // A token that the server refuses is renewed once.
        let bad = post.site.app.app.keys.seal(&format!("mailbox:{ADDRESS}"), "revoked").unwrap();
        let spoil = move |tx: &mut db::Tx<'_>| tx.execute("UPDATE mailbox_states SET access_token = $1", db::params![bad.clone()]);
        post.site.app.app.db.write(spoil).await.unwrap();
        service.next(200, granted("r3"));
        let node = post.node("one");
        post.append("INBOX", "fourth").await;
        post.here(4).await;
        assert!(service.asked()[2].contains("refresh_token=r3&"), "{:?}", service.asked());
        node.end().await;

        // A consent that was withdrawn is said, and mended by another.
        post.advance(56 * 60);
        for _ in 0..50 {
            service.next(400, json!({ "error": "invalid_grant", "error_description": "revoked by Lea" }));
        }
        let node = post.node("one");
        when("it is said", || async { post.read(mailbox).await["health"]["trouble"] == "consent" }).await;
        let health = post.read(mailbox).await["health"].clone();
        assert!(health["error"].as_str().unwrap().contains("revoked by Lea"), "{health}");
        service.answers.lock().unwrap().clear();
        service.next(200, granted("r9"));
        post.append("INBOX", "fifth").await;
        post.change(mailbox, &json!({ "refresh_token": "r8" })).await;
        post.here_in_time(5).await;
        assert!(service.asked().last().unwrap().contains("refresh_token=r8&"), "{:?}", service.asked());
        for secret in ["s/1", "r8", &good] {
            assert!(!post.read(mailbox).await.to_string().contains(&format!("\"{secret}\"")));
            assert!(!post.journal_has(&format!("\"{secret}\"")).await);
        }
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_nothing_renews_is_announced_before_its_end() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        let long = post.dovecot.token("it", FOREVER);
        let mailbox = post.mailbox(&json!({ "auth": "xoauth2", "secret": long })).await;
        let node = post.node("one");
        let health = post.is(mailbox, "well").await;
        assert_eq!(
            (&health["token_expires_at"], &health["token_renews"]),
            (&json!("2096-10-02T07:06:40Z"), &json!(false))
        );
        assert_eq!(post.told().await.len(), 0);
        node.end().await;
        post.site.app.app.clock.set("2096-09-28T00:00:00Z".parse().unwrap());
        let node = post.node("two");
        let health = post.is(mailbox, "token").await;
        assert_eq!(health["trouble"], "");
        assert_eq!(post.told().await.len(), 1);
        node.end().await;
    })
    .await;
}
