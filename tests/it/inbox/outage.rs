//! The relay fails in every way, for an hour, and the program is killed while it sends: nothing is missing, and only what may
//! have been taken is doubled.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use base::audit::feed;
use db::Engine;
use desk::tickets::{self, NewTicket};
use jiff::SignedDuration;
use mail::{
    smtp::{Patience, Relay},
    tls::Trust,
};
use testkit::{Mood, Offer, Server, SmtpSink, Stage, TestApp, mail_robots, on_each};
use work::Clock;

use super::{Site, verified};

const NOTICES: usize = 500;
const PEOPLE: usize = 100;
const KILLS: usize = 5;

fn relay(url: &str) -> Relay {
    let second = Duration::from_secs(1);
    let patience = Patience { connect: second, command: second, content: second };
    Relay::new(url.parse().unwrap(), "desk.example", &Trust::only(&[]).unwrap(), patience).unwrap()
}

/// An acknowledgement as it stands.
#[derive(Debug)]
struct Standing {
    state: i64,
    unknown: i64,
    reply: String,
}

async fn notices(app: &TestApp) -> BTreeMap<String, Standing> {
    let sql = "SELECT message_id, state, unknown, reply FROM notices WHERE kind = 'received' ORDER BY id";
    let rows = app.app.db.read(move |r| r.query(sql, &[])).await.unwrap();
    rows.iter()
        .map(|row| {
            let standing = Standing {
                state: row.at(1).unwrap(),
                unknown: row.at(2).unwrap(),
                reply: row.at(3).unwrap(),
            };
            (row.at(0).unwrap(), standing)
        })
        .collect()
}

/// One mail that meets a relay in this mood; how its acknowledgement stands after the first attempt, and how many arrived.
async fn meets(mut app: TestApp, sink: &SmtpSink, url: &str, mood: Mood) -> (TestApp, Standing) {
    app.post_by(relay(url));
    let site = Site::on(app).await;
    sink.set(mood);
    site.deliver(&verified("Marie", "meets@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
    site.app.run_until_idle().await;
    let mut all: Vec<Standing> = notices(&site.app).await.into_values().collect();
    assert_eq!(all.len(), 1);
    (site.app, all.remove(0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_to_fail_has_its_state_and_its_words() {
    // State 0 waits, 1 was sent, 2 is refused for ever; then how often it may have arrived, and words of the reason.
    let later = |stage| Mood::Answers(stage, "451 4.3.0 come again".to_owned());
    let never = |stage| Mood::Answers(stage, "550 5.1.1 no such user".to_owned());
    let table = [
        ("well", Mood::Well, (1, 0, "250 2.0.0 kept"), 1),
        ("4yz at MAIL", later(Stage::Mail), (0, 0, "451 4.3.0 come again"), 1),
        ("4yz at RCPT", later(Stage::Recipient), (0, 0, "451 4.3.0 come again"), 1),
        ("4yz after the content", later(Stage::Content), (0, 0, "451 4.3.0 come again"), 1),
        ("4yz for a greeting", later(Stage::Greeting), (0, 0, "cannot be reached"), 1),
        ("5yz at RCPT", never(Stage::Recipient), (2, 0, "550 5.1.1 no such user"), 0),
        ("5yz after the content", never(Stage::Content), (2, 0, "550 5.1.1 no such user"), 0),
        ("closes at once", Mood::Down, (0, 0, "cannot be reached"), 1),
        ("closes at MAIL", Mood::Cuts(Stage::Mail), (0, 0, "lost before the message"), 1),
        ("closes at DATA", Mood::Cuts(Stage::Data), (0, 0, "lost before the message"), 1),
        ("closes after the content", Mood::Cuts(Stage::Content), (0, 1, ""), 2),
        ("never greets", Mood::Hangs(Stage::Greeting), (0, 0, "no answer within 1 s"), 1),
        ("hangs at RCPT", Mood::Hangs(Stage::Recipient), (0, 0, "no answer in time"), 1),
        (
            "hangs after the content",
            Mood::Hangs(Stage::Content),
            (0, 1, "no answer within 1 s after the content"),
            2,
        ),
    ];
    for (what, mood, (state, unknown, words), arrives) in table {
        for app in [Some(TestApp::sqlite().await), TestApp::postgres().await].into_iter().flatten() {
            let sink = SmtpSink::start().await;
            let (app, standing) = meets(app, &sink, &sink.url(), mood.clone()).await;
            assert_eq!((standing.state, standing.unknown), (state, unknown), "{what}: {standing:?}");
            assert!(standing.reply.contains(words), "{what}: {standing:?}");
            assert!(!standing.reply.is_empty(), "{what}");
            sink.set(Mood::Well);
            app.advance(SignedDuration::from_hours(2)).await;
            let mut got = sink.received();
            // What an agent is told of it is not what is counted.
            got.retain(|one| one.to == [testkit::address("Marie")]);
            assert_eq!(got.len(), arrives, "{what}");
            assert!(got.iter().all(|one| one.raw == got[0].raw), "{what}: the same mail each time");
            let after = notices(&app).await.into_values().next().unwrap();
            assert_eq!(
                (after.state, after.unknown),
                (if state == 2 { 2 } else { 1 }, unknown),
                "{what}: {after:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_safety_nothing_is_said() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let url = format!("smtp://{}?tls=required", sink.address);
        let (app, standing) = meets(app, &sink, &url, Mood::Well).await;
        assert_eq!((standing.state, standing.unknown), (0, 0), "{standing:?}");
        assert!(standing.reply.contains("does not offer STARTTLS"), "{standing:?}");
        app.advance(SignedDuration::from_hours(1)).await;
        assert!(sink.received().is_empty());
    })
    .await;
    on_each(|app| async {
        let sink = SmtpSink::offering(Offer { starttls: true, ..Offer::default() }).await;
        let url = format!("smtp://localhost:{}?tls=required", sink.address.port());
        let (_app, standing) = meets(app, &sink, &url, Mood::Well).await;
        assert_eq!((standing.state, standing.unknown), (0, 0), "{standing:?}");
        assert!(
            standing.reply.contains("cannot be made safe"),
            "nobody believes its certificate: {standing:?}"
        );
        assert!(sink.received().is_empty());
    })
    .await;
}

/// How a server finds the database of `app`.
fn place(app: &TestApp, folder: &Path) -> (PathBuf, Vec<String>) {
    let url = app.database.options.url.clone();
    match app.app.db.engine() {
        Engine::Sqlite => (Path::new(&url).parent().unwrap().to_owned(), Vec::new()),
        Engine::Postgres => (folder.to_owned(), vec!["--database".to_owned(), url]),
    }
}

/// Tickets for which everybody is to hear that they are recorded.
async fn open(app: &TestApp, people: &[i64], from: usize, count: usize) {
    let (cx, people) = (app.cx(), people.to_vec());
    let opened = app.app.db.write(move |tx| {
        for n in from..from + count {
            let new = NewTicket {
                requester_id: people.get(n % people.len()).copied(),
                ..NewTicket::titled(&format!("Trouble {n}"))
            };
            tickets::open(tx, &cx, &new).map_err(|refused| refused.into_app(cx.locale))?;
        }
        Ok::<_, web::AppError>(())
    });
    opened.await.unwrap();
    feed::number_now(&app.app.db).await.unwrap();
}

async fn outage(mut app: TestApp) {
    let sink = SmtpSink::start().await;
    app.post_by(relay(&sink.url()));
    // The hour lies so far back that by now every attempt is due again.
    let now = Clock::system().now();
    app.app.clock.set(now - SignedDuration::from_hours(3));
    let mut site = Site::on(app).await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(site.app.person(&format!("Person {n}"), None, &[]).await);
    }
    sink.set(Mood::Down);
    for round in 0..10 {
        open(&site.app, &people, round * NOTICES / 10, NOTICES / 10).await;
        site.app.advance(SignedDuration::from_mins(6)).await;
    }
    let tried = sink.connections();
    assert_eq!(sink.received().len(), 0);
    let waiting = notices(&site.app).await;
    assert_eq!(waiting.len(), NOTICES);
    assert!(
        waiting.values().all(|notice| (notice.state, notice.unknown) == (0, 0)),
        "all wait, none unknown"
    );

    // The relay is back, slowly, and the program is killed while it sends.
    sink.set(Mood::Slow(Duration::from_millis(15)));
    let folder = tempfile::tempdir().unwrap();
    let (data, mut extra) = place(&site.app, folder.path());
    extra.extend(["--smtp".to_owned(), sink.url()]);
    let extra: Vec<&str> = extra.iter().map(String::as_str).collect();
    let engine = site.app.app.db.engine();
    site.app.app.db.close();
    let patience = Duration::from_secs(90);
    for kill in 0..KILLS {
        let server = Server::start_with(&data, &extra).await;
        sink.wait_for(sink.received().len() + 20 + kill, patience).await;
        server.kill();
    }
    let server = Server::start_with(&data, &extra).await;
    let mut seen = sink.received().len();
    let missing = |sink: &SmtpSink| {
        let got: BTreeSet<String> = sink.received().iter().map(message_id).collect();
        waiting.keys().filter(|id| !got.contains(*id)).count()
    };
    while missing(&sink) > 0 {
        seen = sink.wait_for(seen + 1, patience).await.len();
    }
    assert_eq!(server.stop(), Some(0), "it ends what it is sending");

    site.app.database.reopen(|_| ());
    site.app.app.db = site.app.database.db.clone();
    let after = notices(&site.app).await;
    let mut times: BTreeMap<String, i64> = BTreeMap::new();
    for received in sink.received() {
        *times.entry(message_id(&received)).or_default() += 1;
    }
    let doubled: Vec<&String> = times.iter().filter(|(_, times)| **times > 1).map(|(id, _)| id).collect();
    let unknown = after.values().filter(|notice| notice.unknown > 0).count();
    println!(
        "{engine:?}: {NOTICES} notices, {tried} connections refused in the hour, {KILLS} kills: {} received, {} doubled, \
         {unknown} marked unknown, {} missing",
        sink.received().len(),
        doubled.len(),
        NOTICES - times.len(),
    );
    assert_eq!(times.len(), NOTICES, "none missing, none that nobody wrote");
    for (id, standing) in &after {
        // What a kill left in the air waits to be sent once more when its claim runs out.
        assert!(standing.state == 1 || standing.unknown > 0, "{id}: {standing:?}");
        assert!(times[id] <= 1 + standing.unknown, "{id} came {} times: {standing:?}", times[id]);
    }
}

fn message_id(received: &testkit::Received) -> String {
    mail_robots::header(received, "message-id").trim_matches(['<', '>']).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_without_relay_and_five_kills_lose_nothing() {
    on_each(outage).await;
}
