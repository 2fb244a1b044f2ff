//! A portable archive of all tables, taken from one snapshot while the database is being written.
//!
//! One line a row, values tab-separated and tagged by kind, tables in the order of their creation, and a
//! last line with the count and hash of each table. It carries an installation from either engine to either.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead, Write},
    path::Path,
};

use postgres::{NoTls, fallible_iterator::FallibleIterator, types::ToSql};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use crate::{Engine, Error, Migration, Options, Result, Value};

const MAGIC: &str = "vigie-archive 1";

/// What an archive holds: per table, the number of rows and a hash that does not depend on their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Table name → (rows, hexadecimal hash).
    pub tables: BTreeMap<String, (u64, String)>,
}

#[derive(Default)]
struct Tally {
    rows: u64,
    hash: [u8; 32],
}

impl Tally {
    fn add(&mut self, line: &str) {
        self.rows += 1;
        let digest = Sha256::digest(line.as_bytes());
        self.hash.iter_mut().zip(digest).for_each(|(sum, byte)| *sum ^= byte);
    }

    fn finish(&self) -> (u64, String) {
        let hex = self.hash.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        (self.rows, hex)
    }
}

fn tables(steps: &'static [Migration]) -> impl Iterator<Item = &'static str> {
    std::iter::once("migrations").chain(steps.iter().flat_map(Migration::tables))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Archive(error.to_string())
}

/// Writes every table to `out` from one snapshot.
///
/// # Errors
/// When the database cannot be read or `out` not be written.
pub fn dump(options: &Options, steps: &'static [Migration], out: &mut impl Write) -> Result<Report> {
    writeln!(out, "{MAGIC}").map_err(failed)?;
    let report = scan(options, steps, &mut |line| out.write_all(line.as_bytes()).map_err(failed))?;
    for (table, (rows, hash)) in &report.tables {
        writeln!(out, "#end\t{table}\t{rows}\t{hash}").map_err(failed)?;
    }
    out.flush().map_err(failed)?;
    Ok(report)
}

/// Counts and hashes every table: equal reports mean equal contents, on either engine.
///
/// # Errors
/// When the database cannot be read.
pub fn table_hashes(options: &Options, steps: &'static [Migration]) -> Result<Report> {
    scan(options, steps, &mut |_| Ok(()))
}

fn scan(
    options: &Options,
    steps: &'static [Migration],
    line: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Report> {
    match options.engine() {
        Engine::Sqlite => scan_sqlite(Path::new(&options.url), steps, line),
        Engine::Postgres => scan_postgres(&options.url, steps, line),
    }
}

fn scan_sqlite(
    path: &Path,
    steps: &'static [Migration],
    line: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Report> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.execute_batch("BEGIN")?;
    let mut report = Report::default();
    for table in tables(steps) {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        line(&format!("#table\t{table}\t{}\n", names.join("\t")))?;
        let mut tally = Tally::default();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut text = String::new();
            for place in 0..names.len() {
                encode(&crate::sqlite::value(row.get_ref(place)?), place, &mut text);
            }
            text.push('\n');
            tally.add(&text);
            line(&text)?;
        }
        report.tables.insert(table.to_owned(), tally.finish());
    }
    Ok(report)
}

fn scan_postgres(
    url: &str,
    steps: &'static [Migration],
    line: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Report> {
    let mut client = postgres::Client::connect(url, NoTls)?;
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let mut report = Report::default();
    for table in tables(steps) {
        let statement = client.prepare(&format!("SELECT * FROM {table}"))?;
        let names: Vec<&str> = statement.columns().iter().map(postgres::Column::name).collect();
        line(&format!("#table\t{table}\t{}\n", names.join("\t")))?;
        let mut tally = Tally::default();
        let mut rows = client.query_raw(&statement, std::iter::empty::<&dyn ToSql>())?;
        while let Some(row) = rows.next()? {
            let mut text = String::new();
            for (place, column) in statement.columns().iter().enumerate() {
                encode(&crate::postgres::value(&row, place, column.type_())?, place, &mut text);
            }
            text.push('\n');
            tally.add(&text);
            line(&text)?;
        }
        report.tables.insert(table.to_owned(), tally.finish());
    }
    Ok(report)
}

fn encode(value: &Value, place: usize, out: &mut String) {
    if place > 0 {
        out.push('\t');
    }
    // Writing to a String cannot fail.
    let _ = match value {
        Value::Null => write!(out, "n"),
        Value::Int(n) => write!(out, "i{n}"),
        Value::Bool(b) => write!(out, "i{}", i64::from(*b)),
        Value::Real(x) => write!(out, "r{x:?}"),
        Value::Text(text) => {
            out.push('t');
            for c in text.chars() {
                match c {
                    '\t' => out.push_str("\\t"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\\' => out.push_str("\\\\"),
                    c => out.push(c),
                }
            }
            Ok(())
        }
        Value::Bytes(bytes) => {
            out.push('x');
            bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
        }
    };
}

fn decode(cell: &str) -> Result<Value> {
    let mut chars = cell.chars();
    let tag = chars.next();
    let rest = chars.as_str();
    match tag {
        Some('n') => Ok(Value::Null),
        Some('i') => rest.parse().map(Value::Int).map_err(failed),
        Some('r') => rest.parse().map(Value::Real).map_err(failed),
        Some('t') => {
            let mut text = String::with_capacity(rest.len());
            let mut chars = rest.chars();
            while let Some(c) = chars.next() {
                text.push(match c {
                    '\\' => match chars.next() {
                        Some('t') => '\t',
                        Some('n') => '\n',
                        Some('r') => '\r',
                        Some('\\') => '\\',
                        _ => return Err(failed("a text ends in the middle of an escape")),
                    },
                    c => c,
                });
            }
            Ok(Value::Text(text))
        }
        Some('x') => {
            let digits: Option<Vec<u32>> = rest.chars().map(|c| c.to_digit(16)).collect();
            let digits = digits.ok_or_else(|| failed("bytes that are not hexadecimal"))?;
            let bytes = digits.chunks(2).map(|pair| match pair {
                [high, low] => u8::try_from(high * 16 + low).map_err(failed),
                _ => Err(failed("an odd number of hexadecimal digits")),
            });
            bytes.collect::<Result<_>>().map(Value::Bytes)
        }
        _ => Err(failed("a value without its kind")),
    }
}

/// Loads an archive into an empty, migrated database, and checks counts and hashes at the end: nothing is
/// committed unless all agree.
///
/// # Errors
/// [`Error::Archive`] when the file is not an archive, is cut, altered or of another schema, or the database
/// already holds data.
pub fn restore(options: &Options, steps: &'static [Migration], input: &mut impl BufRead) -> Result<Report> {
    let mut target = Target::open(options)?;
    let mut lines = input.lines();
    if lines.next().transpose().map_err(failed)?.as_deref() != Some(MAGIC) {
        return Err(failed("this is not an archive of Vigie"));
    }
    target.prepare(steps)?;
    let (mut found, mut told) = (Report::default(), Report::default());
    let mut current: Option<(String, String, Tally)> = None;
    for line in lines {
        let line = line.map_err(failed)?;
        if let Some(header) = line.strip_prefix("#table\t") {
            close_table(&mut current, &mut found);
            let mut words = header.split('\t');
            let table = words.next().unwrap_or_default().to_owned();
            if !tables(steps).any(|known| known == table) {
                return Err(failed(format!("unknown table {table}")));
            }
            let names: Vec<&str> = words.collect();
            let holes: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
            let insert = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), holes.join(", "));
            current = Some((table, insert, Tally::default()));
        } else if let Some(end) = line.strip_prefix("#end\t") {
            if let [table, rows, hash] = end.split('\t').collect::<Vec<_>>().as_slice() {
                told.tables.insert((*table).to_owned(), (rows.parse().map_err(failed)?, (*hash).to_owned()));
            }
        } else if let Some((_, insert, tally)) = &mut current {
            tally.add(&format!("{line}\n"));
            let values: Vec<Value> = line.split('\t').map(decode).collect::<Result<_>>()?;
            target.insert(insert, &values)?;
        }
    }
    close_table(&mut current, &mut found);
    if found != told {
        return Err(failed("the archive is cut or altered: its counts or hashes do not agree"));
    }
    target.finish(steps)?;
    Ok(found)
}

fn close_table(current: &mut Option<(String, String, Tally)>, report: &mut Report) {
    if let Some((table, _, tally)) = current.take() {
        report.tables.insert(table, tally.finish());
    }
}

enum Target {
    Sqlite(Connection),
    Postgres(Box<postgres::Client>, BTreeMap<String, postgres::Statement>),
}

impl Target {
    fn open(options: &Options) -> Result<Self> {
        Ok(match options.engine() {
            Engine::Sqlite => Self::Sqlite(Connection::open(&options.url)?),
            Engine::Postgres => {
                Self::Postgres(Box::new(postgres::Client::connect(&options.url, NoTls)?), BTreeMap::new())
            }
        })
    }

    fn batch(&mut self, text: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => Ok(conn.execute_batch(text)?),
            Self::Postgres(client, _) => Ok(client.batch_execute(text)?),
        }
    }

    fn count(&mut self, table: &str) -> Result<i64> {
        let text = format!("SELECT COUNT(*) FROM {table}");
        Ok(match self {
            Self::Sqlite(conn) => conn.query_row(&text, [], |row| row.get(0))?,
            Self::Postgres(client, _) => client.query_one(&text, &[])?.try_get(0)?,
        })
    }

    /// The migrated schema may hold rows that migrations themselves wrote; they are replaced by the archive's.
    fn prepare(&mut self, steps: &'static [Migration]) -> Result<()> {
        self.batch("BEGIN")?;
        let all: Vec<&str> = tables(steps).collect();
        for table in &all {
            let seeded = *table == "migrations" || steps.iter().any(|step| step.seeds(table));
            if !seeded && self.count(table)? > 0 {
                return Err(failed("the database already holds data: restore into an empty one"));
            }
        }
        all.iter().rev().try_for_each(|table| self.batch(&format!("DELETE FROM {table}")))
    }

    fn insert(&mut self, text: &str, values: &[Value]) -> Result<()> {
        match self {
            Self::Sqlite(conn) => {
                conn.prepare_cached(&crate::sql::number_for_sqlite(text))?
                    .execute(rusqlite::params_from_iter(values))?;
            }
            Self::Postgres(client, prepared) => {
                let statement = match prepared.get(text) {
                    Some(statement) => statement.clone(),
                    None => prepared.entry(text.to_owned()).or_insert(client.prepare(text)?).clone(),
                };
                let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
                client.execute(&statement, &values)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, steps: &'static [Migration]) -> Result<()> {
        if matches!(self, Self::Postgres(..)) {
            for table in steps.iter().flat_map(Migration::tables) {
                self.batch(&format!(
                    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = '{table}' \
                     AND column_name = 'id' AND is_identity = 'YES') THEN PERFORM \
                     setval(pg_get_serial_sequence('{table}', 'id'), COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false); \
                     END IF; END $$"
                ))?;
            }
            for (sequence, table, column) in steps.iter().flat_map(Migration::sequences) {
                self.batch(&format!(
                    "SELECT setval('{sequence}', COALESCE((SELECT MAX({column}) FROM {table}), 0) + 1, false)"
                ))?;
            }
        }
        self.batch("COMMIT")
    }
}
