//! Imports: every line of a log becomes a step of its ticket's history, once, whatever happens on the way.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use base::{
    app::{App, AppConfig},
    audit::{self, Entry, Stream},
    ctx::{Channel, Ctx},
    desks::{self, NewDesk},
    people,
};
use db::params;
use desk::{
    imports::{self, ImportError, Options, Progress, Report},
    tickets::{self, Ticket},
};
use jiff::Timestamp;
use rules::{
    priority::{Level, Priority},
    ticket_state::{PendingOn, State},
};
use testkit::{TestDb, on_both};
use vigie::migrations::MIGRATIONS;
use web::{i18n::Locale, live::Hub, signed::Keys};
use work::Clock;

/// Twenty-eight lines of eight incidents, as the published log has them.
pub(crate) const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/incident-log.csv");

fn start() -> Timestamp {
    "2026-11-20T09:42:00Z".parse().unwrap()
}

/// The handles of a program on a test's database.
pub(crate) fn app(test: &TestDb, folder: &Path, now: Timestamp) -> App {
    let config = AppConfig {
        public_url: "https://vigie.example".into(),
        https: true,
        data: folder.to_owned(),
        brand: "Kerlann".into(),
        max_attachment: 1 << 20,
        relay: false,
    };
    App {
        db: test.db.clone(),
        clock: Clock::manual(now),
        keys: Keys::new([7u8; 32], []).unwrap(),
        hub: Hub::new(),
        slots: vigie::boot::slots(&config),
        config: Arc::new(config),
    }
}

/// A help desk without anything in it.
pub(crate) async fn desk(test: &TestDb, name: &'static str) -> i64 {
    let made = test.db.write(move |tx| {
        desks::create_desk(tx, &Ctx::system(start()), &NewDesk::named(name, Locale::En, "America/Sao_Paulo"))
    });
    made.await.unwrap()
}

struct Bench {
    app: App,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn new(test: &TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        desk(test, "Help desk").await;
        Self { app: app(test, folder.path(), start()), folder }
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn import(&self, path: impl AsRef<Path>) -> Result<Report, ImportError> {
        imports::incident_log(
            &self.app,
            &Ctx::system(start()),
            path.as_ref(),
            &Options::default(),
            &mut |_| {},
        )
        .await
    }

    async fn ticket(&self, id: &'static str) -> Ticket {
        self.app
            .db
            .read(move |read| tickets::store::by_source(read, imports::SOURCE, id))
            .await
            .unwrap()
            .unwrap()
    }

    async fn entries(&self, ticket: &Ticket) -> Vec<Entry> {
        let id = ticket.id;
        self.app.db.read(move |read| audit::stream_entries(read, Stream::Ticket(id), 0, 1_000)).await.unwrap()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.app.db.read(move |read| read.first(sql, &[])?.unwrap().at(0)).await.unwrap()
    }

    /// Every row that an import may write, counted.
    async fn rows(&self) -> Vec<i64> {
        let mut all = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM tickets",
            "SELECT COUNT(*) FROM journal",
            "SELECT COUNT(*) FROM users",
            "SELECT COUNT(*) FROM teams",
            "SELECT COUNT(*) FROM categories",
            "SELECT COUNT(*) FROM import_names",
            "SELECT COUNT(*) FROM import_runs",
        ] {
            all.push(self.count(sql).await);
        }
        all
    }

    async fn sound(&self) {
        let verdict = audit::verify(&self.app.db, &self.app.keys, "").await.unwrap();
        assert!(verdict.is_sound(), "{:?}", verdict.findings);
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_becomes_a_step_with_its_own_date_and_author() {
    on_both(MIGRATIONS, |test| async move {
        let bench = Bench::new(&test).await;
        let report = bench.import(SMALL).await.unwrap();
        assert_eq!((report.lines, report.tickets, report.created, report.refused), (28, 8, 8, 0), "{report}");
        assert_eq!(report.entries, 28);

        let plain = bench.ticket("INC0000045").await;
        assert_eq!((plain.number, plain.state, plain.priority), (45, State::Closed, Priority::P3));
        // São Paulo stood at UTC−3 then.
        assert_eq!(plain.created_at, at("2016-02-29T04:16:00Z").unwrap());
        assert_eq!(
            (plain.resolved_at, plain.closed_at),
            (at("2016-02-29T14:29:00Z"), at("2016-03-05T15:00:00Z"))
        );
        assert_eq!((plain.due_at, plain.breached, plain.assignee_id), (None, false, None));
        assert_eq!((plain.source.as_str(), plain.version), ("incident-log", 4));
        let facts: serde_json::Value = serde_json::from_str(&plain.source_facts).unwrap();
        assert_eq!((&facts["made_sla"], &facts["closed_code"]), (&"true".into(), &"code 5".into()));
        assert_eq!(facts.get("cmdb_ci"), None, "what is unknown is nothing");

        let entries = bench.entries(&plain).await;
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["ticket.opened", "ticket.moved", "ticket.changed", "ticket.moved"]);
        assert_eq!((entries[1].actor.as_str(), entries[1].actor_id), ("Updated by 642", None));
        assert_eq!(
            (entries[1].at, entries[1].channel),
            (at("2016-02-29T11:53:00Z").unwrap(), Channel::Import)
        );
        let change = &entries[1].payload.as_ref().unwrap().changes[0];
        assert_eq!(
            (change.field.as_str(), &change.was, &change.is),
            ("state", &"new".into(), &"resolved".into())
        );

        let moved = bench.ticket("INC0000047").await;
        assert_eq!((moved.reassignment_count, moved.reopen_count, moved.breached), (2, 1, true));
        assert_eq!((moved.impact, moved.urgency), (Level::High, Level::Medium));
        let entries = bench.entries(&moved).await;
        let fields: Vec<&str> = entries
            .iter()
            .flat_map(|e| &e.payload.as_ref().unwrap().changes)
            .map(|c| c.field.as_str())
            .collect();
        for field in ["team", "assignee", "pending_on", "impact", "priority", "reopen_count", "category"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        bench.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn states_stamps_and_people_are_what_the_log_shows() {
    let test = TestDb::sqlite();
    test.migrate(MIGRATIONS).await;
    let bench = Bench::new(&test).await;
    let report = bench.import(SMALL).await.unwrap();
    assert_eq!(report.unknown_states.get("-100"), Some(&2));

    let pending = bench.ticket("INC0000060").await;
    assert_eq!((pending.state, pending.pending_on), (State::Pending, Some(PendingOn::Provider)));
    assert_eq!((pending.resolved_at, pending.closed_at), (None, None));
    let waiting = bench.ticket("INC0000061").await;
    assert_eq!(waiting.state, State::Qualified, "active, and nobody has it");
    let odd = bench.ticket("INC0000062").await;
    assert_eq!(odd.state, State::InProgress, "-100 leaves it as it was");
    assert!(odd.source_facts.contains("\"incident_state\":\"-100\""));
    let begun = bench.ticket("INC0000063").await;
    assert_eq!(
        (begun.qualified_at, begun.assigned_at, begun.acknowledged_at),
        (None, None, None),
        "before the log"
    );
    let seen = bench.ticket("INC0000047").await;
    assert!(seen.qualified_at.is_some() && seen.acknowledged_at >= seen.assigned_at);
    let unordered = bench.ticket("INC0000064").await;
    let dates: Vec<Timestamp> = bench.entries(&unordered).await.iter().map(|entry| entry.at).collect();
    assert!(dates.is_sorted() && unordered.state == State::Closed, "{dates:?}");

    let people = bench.app.db.read(|read| {
        let caller = people::user_by_email(read, "caller-2403@incident-log.invalid")?.unwrap();
        let nobody = people::user_by_email(read, "unknown-caller@incident-log.invalid")?.unwrap();
        Ok::<_, db::Error>((caller, nobody))
    });
    let (caller, nobody) = people.await.unwrap();
    assert!(!caller.is_enabled() && caller.name == "Caller 2403" && !caller.has_password);
    assert_eq!(pending.requester_id, nobody.id);
    assert_eq!(bench.count("SELECT COUNT(*) FROM notifications").await, 0, "nobody is notified");
    assert_eq!(bench.count("SELECT COUNT(*) FROM timers").await, 0);
    assert_eq!(bench.count("SELECT COUNT(*) FROM sla_clocks").await, 0);
    assert_eq!(bench.count("SELECT COUNT(*) FROM jobs").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing() {
    on_both(MIGRATIONS, |test| async move {
        let bench = Bench::new(&test).await;
        bench.import(SMALL).await.unwrap();
        let rows = bench.rows().await;
        let again = bench.import(SMALL).await.unwrap();
        assert_eq!((again.created, again.continued, again.unchanged, again.refused), (0, 0, 8, 0), "{again}");
        // The same log, its columns the other way round and its lines shuffled, is the same history.
        let mut lines: Vec<String> =
            std::fs::read_to_string(SMALL).unwrap().lines().map(str::to_owned).collect();
        let head = lines.remove(0);
        lines.reverse();
        lines.insert(0, head);
        let turned: Vec<String> =
            lines.iter().map(|line| line.split(',').rev().collect::<Vec<_>>().join(",")).collect();
        let turned = bench.file("turned.csv", turned.join("\r\n"));
        let third = bench.import(turned).await.unwrap();
        assert_eq!((third.unchanged, third.refused), (8, 0), "{third}");
        let mut expected = rows.clone();
        *expected.last_mut().unwrap() += 1;
        assert_eq!(bench.rows().await, expected, "only the run itself is new");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_goes_on_is_continued_and_a_rewritten_one_refused() {
    let test = TestDb::sqlite();
    test.migrate(MIGRATIONS).await;
    let bench = Bench::new(&test).await;
    let text = std::fs::read_to_string(SMALL).unwrap();
    // Without its last line INC0000045 is resolved, not closed.
    let cut: Vec<&str> = text.lines().filter(|line| !line.starts_with("INC0000045,Closed")).collect();
    bench.import(bench.file("cut.csv", cut.join("\n"))).await.unwrap();
    assert_eq!(bench.ticket("INC0000045").await.state, State::Resolved);
    let report = bench.import(SMALL).await.unwrap();
    assert_eq!((report.continued, report.unchanged, report.refused), (1, 7, 0), "{report}");
    let whole = bench.ticket("INC0000045").await;
    assert_eq!((whole.state, whole.version, bench.entries(&whole).await.len()), (State::Closed, 4, 4));
    let other = text.replace("Updated by 642", "Updated by 1");
    let report = bench.import(bench.file("other.csv", other)).await.unwrap();
    assert_eq!((report.unchanged, report.refused, report.faults.len()), (7, 1, 1), "{report}");
    assert_eq!(report.faults[0].ticket.as_deref(), Some("INC0000045"));
    bench.sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_named_and_nothing_else_is_lost() {
    let test = TestDb::sqlite();
    test.migrate(MIGRATIONS).await;
    let bench = Bench::new(&test).await;
    let text = std::fs::read_to_string(SMALL).unwrap();
    let head = text.lines().next().unwrap();
    let good: Vec<&str> = text.lines().filter(|line| line.starts_with("INC0000045")).collect();
    let first = good[0];
    let bad = |number: &str, from: &str, to: &str| first.replace("INC0000045", number).replacen(from, to, 1);
    let lines = [
        head.to_owned(),
        bad("INC1", "29/2/2016 01:16", "31/2/2016 01:16"),
        bad("INC2", "29/2/2016 01:16", "2/29/2016 01:16"),
        bad("INC3", "2 - Medium", "9 - Huge"),
        bad("INC4", ",New,", ",?,"),
        format!("{first},one too many"),
        bad("?", "?", "?"),
        good.join("\n"),
        // A title with commas, quotes and a line break, and Latin-1 bytes on the next line.
        first.replace("INC0000045", "INC5").replace("Category 55", "\"Réseau, \"\"VPN\"\"\nnord\""),
        bad("INC0000006", "Caller 2403", "Caller L\u{e9}a"),
    ];
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(lines.join("\r\n").into_bytes());
    bytes.extend(b"\r\nINC7,New,\xe9\r\n");
    let report = bench.import(bench.file("bad.csv", bytes)).await.unwrap();
    let lines: Vec<u64> = report.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 15], "{report}");
    assert!(
        report.faults[0].reason.contains("opened_at") && report.faults[2].reason.contains("impact"),
        "{report}"
    );
    assert!(
        report.faults[5].reason.contains("number") && report.faults[6].reason.contains("UTF-8"),
        "{report}"
    );
    // INC0000045 is refused whole: one of its lines has a field too many.
    assert_eq!((report.created, report.refused), (2, 5), "{report}");
    assert_eq!(bench.ticket("INC0000006").await.number, 6);
    assert_eq!(bench.ticket("INC5").await.number, 5);

    for (columns, expected) in [
        (head.replace("opened_at", "opened"), "opened_at"),
        (head.replace("caller_id,", ""), "caller_id"),
        (head.replace("location", "category"), "category twice"),
        (String::new(), "number"),
    ] {
        let error = bench.import(bench.file("head.csv", columns)).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
    assert!(matches!(bench.import("/nowhere.csv").await, Err(ImportError::Unreadable { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_are_taken_are_not_taken_twice_and_new_ones_follow() {
    on_both(MIGRATIONS, |test| async move {
        let bench = Bench::new(&test).await;
        bench.import(SMALL).await.unwrap();
        let text = std::fs::read_to_string(SMALL).unwrap().replace("INC0000045", "SRV-45");
        let report = bench.import(bench.file("srv.csv", text)).await.unwrap();
        assert_eq!((report.created, report.unchanged), (1, 7), "{report}");
        assert_eq!(report.renumbered.len(), 1);
        let (id, number) = &report.renumbered[0];
        assert_eq!((id.as_str(), *number > 45), ("SRV-45", true));
        let next = bench.app.db.write(tickets::store::next_number).await.unwrap();
        assert!(next > 64, "{next}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_stopped_goes_on_where_it_was() {
    on_both(MIGRATIONS, |test| async move {
        let bench = Bench::new(&test).await;
        let path = bench.file("long.csv", long(400));
        let whole = Options::default();
        // Dropping the future between two chunks is what a killed process leaves behind.
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let app = bench.app.clone();
        let file = path.clone();
        let running = tokio::spawn(async move {
            let mut progress = move |progress: Progress| {
                let _ = tell.send(progress);
            };
            imports::incident_log(&app, &Ctx::system(start()), &file, &Options::default(), &mut progress)
                .await
        });
        while let Some(progress) = told.recv().await {
            if progress.done > 0 {
                break;
            }
        }
        running.abort();
        let _ = running.await;
        let before = bench.count("SELECT COUNT(*) FROM tickets").await;
        assert!((1..400).contains(&before), "{before}");
        let report = imports::incident_log(&bench.app, &Ctx::system(start()), &path, &whole, &mut |_| {})
            .await
            .unwrap();
        assert!(
            report.done_before > 0 && report.done_before + report.created + report.unchanged == 400,
            "{report}"
        );
        assert_eq!(bench.count("SELECT COUNT(*) FROM tickets").await, 400);
        let again = bench.import(&path).await.unwrap();
        assert_eq!((again.unchanged, again.created), (400, 0));
        bench.sound().await;
    })
    .await;
}

/// A log of so many incidents of five lines each.
fn long(incidents: usize) -> String {
    let text = std::fs::read_to_string(SMALL).unwrap();
    let mut out = format!("{}\n", text.lines().next().unwrap());
    let model: Vec<&str> = text.lines().filter(|line| line.starts_with("INC0000045")).collect();
    for n in 1..=incidents {
        for line in &model {
            out.push_str(
                &line.replace("INC0000045", &format!("INC{n:07}")).replace("2403", &(n % 50).to_string()),
            );
            out.push('\n');
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_is_the_one_that_was_named() {
    let test = TestDb::sqlite();
    test.migrate(MIGRATIONS).await;
    let bench = Bench::new(&test).await;
    let second = desk(&test, "Second desk").await;
    let several = bench.import(SMALL).await.unwrap_err();
    assert!(several.to_string().contains("Help desk, Second desk"), "{several}");
    let run = |name: &str| {
        let options = Options { desk: Some(name.to_owned()), zone: Some(jiff::tz::TimeZone::UTC) };
        let app = bench.app.clone();
        async move {
            imports::incident_log(&app, &Ctx::system(start()), Path::new(SMALL), &options, &mut |_| {}).await
        }
    };
    assert!(matches!(run("Third").await, Err(ImportError::UnknownDesk(_))));
    run("SECOND desk").await.unwrap();
    let ticket = bench.ticket("INC0000045").await;
    assert_eq!((ticket.desk_id, ticket.created_at), (second, at("2016-02-29T01:16:00Z").unwrap()));
    let teams = bench.app.db.read(move |read| people::teams(read, Some(second))).await.unwrap();
    assert!(teams.iter().any(|team| team.name == "Group 56"));
    let category =
        bench.app.db.read(move |read| desks::category(read, ticket.category_id.unwrap())).await.unwrap();
    assert_eq!(category.unwrap().code, "incident-log/category-55/subcategory-170");
    let nobody = Ctx { actor: people::Actor::user(1, "Someone"), ..Ctx::system(start()) };
    let refused =
        imports::incident_log(&bench.app, &nobody, Path::new(SMALL), &Options::default(), &mut |_| {}).await;
    assert!(matches!(refused, Err(ImportError::App(web::AppError::Forbidden))));
}

/// The published log, whole under `VIGIE_TEST_FULL`, otherwise its first 3,000 lines.
fn published(folder: &Path) -> Option<PathBuf> {
    let data = std::env::var("VIGIE_SHARED_DATA").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let packed = data.join("uci-incident-log/incident_event_log.csv.zst");
    if !packed.is_file() {
        eprintln!("The published log is not tested: {} is not there", packed.display());
        return None;
    }
    let unpacked = Command::new("zstd").args(["-dcq"]).arg(&packed).stderr(Stdio::null()).output();
    let Some(text) = unpacked.ok().filter(|output| output.status.success()).map(|output| output.stdout)
    else {
        eprintln!("The published log is not tested: the zstd command does not unpack it");
        return None;
    };
    let path = folder.join("log.csv");
    let mut out = std::fs::File::create(&path).unwrap();
    if std::env::var_os("VIGIE_TEST_FULL").is_some() {
        out.write_all(&text).unwrap();
    } else {
        for line in text.split_inclusive(|byte| *byte == b'\n').take(3_001) {
            out.write_all(line).unwrap();
        }
    }
    Some(path)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_log_is_carried_over_without_loss() {
    on_both(MIGRATIONS, |test| async move {
        let bench = Bench::new(&test).await;
        let Some(path) = published(bench.folder.path()) else { return };
        let started = std::time::Instant::now();
        let report = bench.import(&path).await.unwrap();
        eprintln!("{:?}: {} lines in {:?}\n{report}", test.db.engine(), report.lines, started.elapsed());
        assert_eq!((report.refused, report.created), (0, report.tickets));
        assert_eq!(report.entries, report.lines);
        let entries = bench.count("SELECT COUNT(*) FROM journal WHERE stream = 'ticket'").await;
        assert_eq!(u64::try_from(entries).unwrap(), report.lines);
        if report.lines == 141_712 {
            assert_eq!(report.tickets, 24_918);
            assert_eq!(bench.count("SELECT COUNT(*) FROM tickets WHERE resolved_at IS NULL").await, 1_556);
            let sql = "SELECT COUNT(*) FROM tickets WHERE source_facts LIKE '%\"begins_after_new\":true%'";
            assert_eq!(bench.count(sql).await, 8_521);
            assert_eq!(report.unknown_states.get("-100"), Some(&5));
        }
        let first = bench
            .app
            .db
            .read(|read| read.query("SELECT number FROM tickets ORDER BY number LIMIT 2", params![]));
        let numbers: Vec<i64> = first.await.unwrap().iter().map(|row| row.at(0).unwrap()).collect();
        assert_eq!(numbers, [45, 47]);
        bench.sound().await;
        let again = bench.import(&path).await.unwrap();
        assert_eq!((again.unchanged, again.created + again.continued + again.refused), (report.tickets, 0));
    })
    .await;
}
