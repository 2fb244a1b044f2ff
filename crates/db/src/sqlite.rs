//! SQLite: one writer with group commit, several readers, all durable (`synchronous=FULL`).

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    path::Path,
    rc::Rc,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, types::ValueRef};

use crate::{
    Error, Options, Result, Row, Tx, Value,
    db::Shared,
    handle::columns,
    queue::{Mode, Queue, Queued},
    sql::number_for_sqlite,
    unit::Verdict,
};

/// A batch takes what waits, up to this many closures or this long.
const BATCH_MAX: usize = 256;
const BATCH_TIME: Duration = Duration::from_millis(10);
const STATEMENTS_CACHED: usize = 512;

pub(crate) fn open(path: &Path, options: &Options, shared: &Arc<Shared>) -> Result<()> {
    let writer = connect(path, false)?;
    writer
        .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000;")?;
    if let Some(pages) = options.max_pages {
        writer.pragma_update(None, "max_page_count", pages)?;
    }
    let queue = Arc::clone(&shared.writes);
    let (row_cap, signals) = (options.write_row_cap, Arc::clone(shared));
    spawn("vigie-writer", move || write_loop(&writer, &queue, row_cap, &signals));
    for n in 0..options.threads {
        let mut reader = connect(path, true)?;
        let (queue, row_cap, limit) = (Arc::clone(&shared.reads), options.row_cap, options.read_limit);
        spawn(&format!("vigie-reader-{n}"), move || read_loop(&mut reader, &queue, row_cap, limit));
    }
    Ok(())
}

fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let access = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let conn = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // A plan that depends on the bound values is made anew at every binding, which costs more than the statement;
    // PostgreSQL's generic plans do not look at them either.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824;",
    )?;
    Ok(conn)
}

/// A database thread that dies leaves every caller waiting, so it takes the process with it: the
/// supervisor restarts a whole one.
fn spawn(name: &str, body: impl FnOnce() + Send + 'static) {
    let guarded = move || {
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).is_err() {
            tracing::error!("a database thread panicked; the process ends");
            std::process::abort();
        }
    };
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(guarded) {
        tracing::error!(%error, "a database thread cannot be started; the process ends");
        std::process::abort();
    }
}

fn write_loop(conn: &Connection, queue: &Queue, row_cap: usize, shared: &Shared) {
    while let Some(first) = queue.pop() {
        let outcome = write_batch(conn, queue, first, row_cap);
        if outcome.bulk {
            queue.bulk_done();
        }
        let signals = finish(conn, outcome, row_cap);
        shared.signal(signals);
    }
}

/// A batch whose closures have run; `dead` when the engine ended the transaction under it.
struct Batch {
    units: Vec<Queued>,
    signals: u32,
    dead: bool,
    bulk: bool,
}

fn write_batch(conn: &Connection, queue: &Queue, first: Queued, row_cap: usize) -> Batch {
    let started = Instant::now();
    let mut batch = Batch { units: Vec::new(), signals: 0, dead: false, bulk: false };
    let mut next = Some(first);
    batch.dead = conn.execute_batch("BEGIN IMMEDIATE").is_err();
    while let Some(mut queued) = next.take() {
        batch.bulk |= queued.mode == Mode::Bulk;
        if !batch.dead {
            match run_in_savepoint(conn, &mut queued, row_cap) {
                Ok(signals) => batch.signals |= signals,
                Err(()) => batch.dead = true,
            }
        }
        batch.units.push(queued);
        if batch.units.len() < BATCH_MAX && started.elapsed() < BATCH_TIME && !batch.dead {
            next = queue.try_pop();
        }
    }
    metrics::histogram!("vigie_db_batch_size")
        .record(f64::from(u32::try_from(batch.units.len()).unwrap_or(u32::MAX)));
    batch
}

/// Runs one closure in its own savepoint; an error means that the whole transaction is gone.
fn run_in_savepoint(conn: &Connection, queued: &mut Queued, row_cap: usize) -> Result<u32, ()> {
    conn.prepare_cached("SAVEPOINT closure").and_then(|mut s| s.execute([])).map_err(|_| ())?;
    let started = Instant::now();
    let mut tx = Tx::on_sqlite(conn, row_cap);
    let verdict = queued.unit.run(&mut tx);
    record(queued, started);
    if tx.is_dead() {
        return Err(());
    }
    if verdict == Verdict::Undo {
        conn.prepare_cached("ROLLBACK TO closure").and_then(|mut s| s.execute([])).map_err(|_| ())?;
    }
    conn.prepare_cached("RELEASE closure").and_then(|mut s| s.execute([])).map_err(|_| ())?;
    Ok(if verdict == Verdict::Keep { tx.signals() } else { 0 })
}

/// Commits and answers. When the transaction died (disk full), every closure runs again alone, once, so
/// that one too large write does not sink its neighbours.
fn finish(conn: &Connection, batch: Batch, row_cap: usize) -> u32 {
    if !batch.dead && conn.execute_batch("COMMIT").is_ok() {
        batch.units.into_iter().for_each(|queued| queued.unit.answer(Ok(())));
        return batch.signals;
    }
    let mut signals = 0;
    for mut queued in batch.units {
        roll_back(conn);
        let alone = conn.execute_batch("BEGIN IMMEDIATE").map_err(Error::from).and_then(|()| {
            let mut tx = Tx::on_sqlite(conn, row_cap);
            let verdict = queued.unit.run(&mut tx);
            let failure = tx.failure();
            if tx.is_dead() {
                return Err(failure.unwrap_or(Error::DiskFull));
            }
            if verdict == Verdict::Undo {
                roll_back(conn);
                return Ok(());
            }
            conn.execute_batch("COMMIT")?;
            signals |= tx.signals();
            Ok(())
        });
        if let Err(error) = &alone {
            tracing::error!(%error, "a write failed alone");
        }
        queued.unit.answer(alone);
    }
    roll_back(conn);
    signals
}

fn roll_back(conn: &Connection) {
    if !conn.is_autocommit()
        && let Err(error) = conn.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "rollback failed");
    }
}

fn read_loop(conn: &mut Connection, queue: &Queue, row_cap: usize, limit: Duration) {
    while let Some(mut queued) = queue.pop() {
        let started = Instant::now();
        let deadline = started + limit;
        let outcome = conn
            .progress_handler(20_000, Some(move || Instant::now() > deadline))
            .and_then(|()| conn.execute_batch("BEGIN"))
            .map_err(Error::from)
            .map(|()| {
                let mut tx = Tx::on_sqlite(conn, row_cap);
                queued.unit.run(&mut tx);
            });
        roll_back(conn);
        record(&queued, started);
        if queued.mode == Mode::Bulk {
            queue.bulk_done();
        }
        queued.unit.answer(outcome);
    }
}

/// Keeps the time of a closure, and says so when it held a shared thread for long.
pub(crate) fn record(queued: &Queued, started: Instant) {
    let spent = started.elapsed();
    let mode = match queued.mode {
        Mode::Read => "read",
        Mode::Write | Mode::WriteLocked => "write",
        Mode::Bulk => "bulk",
    };
    metrics::histogram!("vigie_db_closure_seconds", "mode" => mode).record(spent.as_secs_f64());
    metrics::histogram!("vigie_db_wait_seconds", "mode" => mode)
        .record((started - queued.since).as_secs_f64());
    if spent > Duration::from_millis(20) && queued.mode != Mode::Bulk {
        tracing::warn!(
            mode,
            millis = u64::try_from(spent.as_millis()).unwrap_or(u64::MAX),
            "slow database closure"
        );
    }
}

/// What is worked out once for a text: how SQLite takes it, and the names of its columns. Both cost more than the
/// row that a short statement reads.
struct Known {
    text: String,
    columns: OnceCell<Arc<[String]>>,
}

thread_local! {
    /// A thread has one connection.
    static KNOWN: RefCell<HashMap<String, Rc<Known>>> = RefCell::default();
}

fn known(text: &str) -> Rc<Known> {
    KNOWN.with_borrow_mut(|all| {
        if let Some(known) = all.get(text) {
            return Rc::clone(known);
        }
        if all.len() >= STATEMENTS_CACHED {
            all.clear();
        }
        let known = Rc::new(Known { text: number_for_sqlite(text).into_owned(), columns: OnceCell::new() });
        all.insert(text.to_owned(), Rc::clone(&known));
        known
    })
}

pub(crate) fn query(conn: &Connection, text: &str, params: &[Value], cap: usize) -> Result<Vec<Row>> {
    let known = known(text);
    let mut statement = conn.prepare_cached(&known.text)?;
    let names = known.columns.get_or_init(|| columns(statement.column_names()));
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        if out.len() == cap {
            return Err(Error::TooManyRows(cap));
        }
        let values = (0..names.len()).map(|place| row.get_ref(place).map(value)).collect::<Result<_, _>>()?;
        out.push(Row::new(names, values));
    }
    Ok(out)
}

pub(crate) fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(x) => Value::Real(x),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

pub(crate) fn execute(conn: &Connection, text: &str, params: &[Value]) -> Result<u64> {
    let changed = conn.prepare_cached(&known(text).text)?.execute(rusqlite::params_from_iter(params))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}
