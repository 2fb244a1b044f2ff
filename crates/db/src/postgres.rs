//! PostgreSQL: a few threads with one client each behind one queue, and one connection that listens.

use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use postgres::{Client, NoTls, Statement, fallible_iterator::FallibleIterator, types::ToSql, types::Type};

use crate::{
    Error, Options, Result, Row, Tx, Value,
    db::Shared,
    handle::columns,
    queue::{Mode, Queue, Queued},
    sqlite::record,
    unit::Verdict,
};

const TRIES: u32 = 5;
const STATEMENTS_CACHED: usize = 512;
const CHANNEL: &str = "vigie_committed";

pub(crate) fn open(url: &str, options: &Options, shared: &Arc<Shared>) -> Result<()> {
    // Fail at start rather than at the first request when the address or the password is wrong.
    drop(PgConn::connect(url, options.read_limit)?);
    for n in 0..options.threads {
        for (kind, queue) in [("read", &shared.reads), ("write", &shared.writes)] {
            let mut worker = Worker {
                url: url.to_owned(),
                limit: options.read_limit,
                row_cap: if kind == "read" { options.row_cap } else { options.write_row_cap },
                conn: None,
                shared: Arc::clone(shared),
            };
            let queue = Arc::clone(queue);
            spawn(&format!("vigie-pg-{kind}-{n}"), move || worker.run(&queue));
        }
    }
    let (url, shared) = (url.to_owned(), Arc::clone(shared));
    spawn("vigie-pg-listen", move || listen(&url, &shared));
    Ok(())
}

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

/// A client with its prepared statements.
pub(crate) struct PgConn {
    client: Client,
    prepared: HashMap<String, Statement>,
}

impl PgConn {
    fn connect(url: &str, limit: Duration) -> Result<Self> {
        let mut config: postgres::Config = url.parse().map_err(Error::from)?;
        config.connect_timeout(Duration::from_secs(5)).keepalives_idle(Duration::from_secs(30));
        let mut client = config.connect(NoTls)?;
        client.batch_execute(&format!(
            "SET synchronous_commit=on; SET statement_timeout={}; SET idle_in_transaction_session_timeout=60000",
            limit.as_millis()
        ))?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    fn prepare(&mut self, text: &str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text)?;
        if self.prepared.len() >= STATEMENTS_CACHED {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query(&mut self, text: &str, params: &[Value], cap: usize) -> Result<Vec<Row>> {
        let statement = self.prepare(text)?;
        let names = columns(statement.columns().iter().map(postgres::Column::name));
        let kinds: Vec<Type> = statement.columns().iter().map(|c| c.type_().clone()).collect();
        let mut rows = self.client.query_raw(&statement, params.iter().map(|value| value as &dyn ToSql))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            if out.len() == cap {
                return Err(Error::TooManyRows(cap));
            }
            let values = kinds
                .iter()
                .enumerate()
                .map(|(place, kind)| value(&row, place, kind))
                .collect::<Result<_>>()?;
            out.push(Row::new(&names, values));
        }
        Ok(out)
    }

    pub(crate) fn execute(&mut self, text: &str, params: &[Value]) -> Result<u64> {
        let statement = self.prepare(text)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
        Ok(self.client.execute(&statement, &params)?)
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<()> {
        Ok(self.client.batch_execute(text)?)
    }
}

pub(crate) fn value(row: &postgres::Row, place: usize, kind: &Type) -> Result<Value> {
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(place)?.map(Value::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(place)?.map(|n| Value::Int(n.into())),
        Type::INT2 => row.try_get::<_, Option<i16>>(place)?.map(|n| Value::Int(n.into())),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(place)?.map(Value::Real),
        Type::BOOL => row.try_get::<_, Option<bool>>(place)?.map(Value::Bool),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place)?.map(Value::Bytes),
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(place)?.map(Value::Text),
        _ => {
            return Err(Error::Decode {
                column: row.columns().get(place).map(|c| c.name().to_owned()).unwrap_or_default(),
                problem: "a type that both engines do not share; cast it",
            });
        }
    };
    Ok(value.unwrap_or(Value::Null))
}

struct Worker {
    url: String,
    limit: Duration,
    row_cap: usize,
    conn: Option<PgConn>,
    shared: Arc<Shared>,
}

impl Worker {
    fn run(&mut self, queue: &Queue) {
        while let Some(mut queued) = queue.pop() {
            let started = Instant::now();
            let outcome = self.with_retries(&mut queued);
            record(&queued, started);
            if queued.mode == Mode::Bulk {
                queue.bulk_done();
            }
            match outcome {
                Ok(signals) => {
                    queued.unit.answer(Ok(()));
                    self.shared.signal(signals);
                }
                Err(error) => queued.unit.answer(Err(error)),
            }
        }
    }

    /// Runs the closure until it commits, is refused, or has been in conflict five times.
    fn with_retries(&mut self, queued: &mut Queued) -> Result<u32> {
        let mut tries = 0;
        loop {
            tries += 1;
            let outcome = self.once(queued);
            match outcome {
                Err(Error::Serialization) if tries < TRIES => {
                    metrics::counter!("vigie_db_retries_total").increment(1);
                    pause(jitter(tries));
                }
                // The connection was found dead before anything was sent: a fresh one is worth a try.
                Err(Error::Unavailable(_)) if tries < 2 => self.conn = None,
                outcome => {
                    if matches!(outcome, Err(Error::Unavailable(_) | Error::CommitUnknown)) {
                        self.conn = None;
                    }
                    return outcome;
                }
            }
        }
    }

    fn once(&mut self, queued: &mut Queued) -> Result<u32> {
        if self.conn.as_ref().is_none_or(|conn| conn.client.is_closed()) {
            self.conn = Some(PgConn::connect(&self.url, self.limit)?);
        }
        let Some(conn) = self.conn.as_mut() else {
            return Err(Error::Unavailable("no connection".into()));
        };
        conn.batch(match queued.mode {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::WriteLocked => "BEGIN ISOLATION LEVEL READ COMMITTED",
            Mode::Write | Mode::Bulk => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        })?;
        let mut tx = Tx::on_postgres(conn, self.row_cap);
        let verdict = queued.unit.run(&mut tx);
        let (failure, signals) = (tx.failure(), tx.signals());
        drop(tx);
        if let Some(error @ (Error::Serialization | Error::Unavailable(_))) = failure {
            let _ = conn.batch("ROLLBACK");
            return Err(error);
        }
        if verdict == Verdict::Undo {
            conn.batch("ROLLBACK")?;
            return Ok(0);
        }
        match conn.batch("COMMIT") {
            Ok(()) => Ok(signals),
            Err(Error::Unavailable(_)) if queued.mode != Mode::Read => Err(Error::CommitUnknown),
            Err(error) => Err(error),
        }
    }
}

/// Between tries: 2, 4, 8, 16 ms, halved or not by chance, so that rivals part.
fn jitter(tries: u32) -> Duration {
    let ceiling = 1000 * 2_u64.pow(tries);
    Duration::from_micros(rand::random_range(ceiling / 2..=ceiling))
}

fn pause(time: Duration) {
    let never = Mutex::new(());
    let Ok(guard) = never.lock() else { return };
    let _ = Condvar::new().wait_timeout(guard, time);
}

/// Tells the other nodes that something was committed (one empty, coalesced NOTIFY: inside transactions
/// it would serialise the commits), and passes on what they tell.
fn listen(url: &str, shared: &Shared) {
    let own_commit = AtomicBool::new(false);
    while !shared.is_closed() {
        let outcome = PgConn::connect(url, Duration::from_secs(5)).and_then(|mut conn| {
            conn.batch(&format!("LISTEN {CHANNEL}"))?;
            let own = conn
                .query("SELECT pg_backend_pid()", &[], 1)?
                .first()
                .map(|row| row.at::<i64>(0))
                .transpose()?;
            loop {
                if shared.is_closed() {
                    return Ok(());
                }
                if shared.take_unsent() || own_commit.swap(false, Ordering::Relaxed) {
                    conn.batch(&format!("NOTIFY {CHANNEL}"))?;
                }
                let mut heard = false;
                let mut notices = conn.client.notifications();
                let mut waiting = notices.timeout_iter(Duration::from_millis(25));
                while let Some(notice) = waiting.next()? {
                    heard |= Some(i64::from(notice.process_id())) != own;
                }
                if heard {
                    shared.signal_from_elsewhere();
                }
            }
        });
        if let Err(error) = outcome {
            tracing::warn!(%error, "the listening connection was lost; polling goes on meanwhile");
            pause(Duration::from_secs(1));
        }
    }
}
