//! The file: checked whole before anything is written, then read ticket by ticket.
//!
//! Only where lines stand is kept in memory, so a log of millions of lines needs little of it, and lines of one
//! ticket need not stand together.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead as _, Read},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::{
    line::{self, Columns, HeaderFault, Line},
    report::{Fault, ImportError},
};

/// A ticket of the file and where its lines stand.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) id: String,
    places: Vec<Position>,
    /// One of its lines cannot be read: half a history would be a false one.
    pub(super) is_faulty: bool,
}

impl Indexed {
    pub(super) fn lines(&self) -> usize {
        self.places.len()
    }
}

/// A checked file.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    pub(super) columns: Columns,
    zone: TimeZone,
    /// 1 when its lines end in CR LF: the reader then finds each record at the LF before it, still on the line above.
    shift: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub(super) hash: String,
    pub(super) lines: u64,
    /// The tickets in the order in which they first appear.
    pub(super) tickets: Vec<Indexed>,
    pub(super) faults: Vec<Fault>,
}

fn open(path: &Path) -> io::Result<Reader<File>> {
    Ok(ReaderBuilder::new().flexible(true).from_reader(File::open(path)?))
}

fn hash(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hasher.update(piece.get(..read).unwrap_or_default()),
        }
    }
}

/// Whether the first line ends in CR LF.
fn has_crlf(path: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    io::BufReader::new(File::open(path)?).take(1 << 20).read_until(b'\n', &mut first)?;
    Ok(first.ends_with(b"\r\n"))
}

fn as_io(error: csv::Error) -> io::Error {
    error.into()
}

/// The cells as text, or which of them is not UTF-8.
fn cells(record: &ByteRecord) -> Result<Vec<String>, String> {
    let text = |(place, cell): (usize, &[u8])| {
        std::str::from_utf8(cell).map(str::to_owned).map_err(|_| format!("field {} is not UTF-8", place + 1))
    };
    record.iter().enumerate().map(text).collect()
}

impl LogFile {
    /// Checks every line of a file.
    ///
    /// # Errors
    /// When it cannot be read, or its first line lacks or repeats a column.
    pub(super) fn check(path: &Path, zone: TimeZone) -> Result<Self, ImportError> {
        let unreadable = |error: io::Error| ImportError::Unreadable { path: path.to_owned(), error };
        let hash = hash(path).map_err(unreadable)?;
        let mut reader = open(path).map_err(unreadable)?;
        let header = cells(reader.byte_headers().map_err(as_io).map_err(unreadable)?);
        let header =
            header.map_err(|reason| unreadable(io::Error::new(io::ErrorKind::InvalidData, reason)))?;
        let columns = Columns::new(header.iter().map(String::as_str)).map_err(|fault| match fault {
            HeaderFault::Missing(missing) => ImportError::MissingColumns { missing },
            HeaderFault::Twice(name) => ImportError::DuplicateColumn(name),
        })?;
        let shift = u64::from(has_crlf(path).map_err(unreadable)?);
        let (tickets, faults) = (Vec::new(), Vec::new());
        let mut file = Self { path: path.to_owned(), columns, zone, shift, hash, lines: 0, tickets, faults };
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(as_io).map_err(unreadable)? {
            file.index(&record, &mut places);
        }
        Ok(file)
    }

    fn index(&mut self, record: &ByteRecord, known: &mut HashMap<String, usize>) {
        self.lines += 1;
        let position = record.position().cloned().unwrap_or_else(Position::new);
        let read = self.read(record);
        let id = match &read {
            Ok(line) => Some(line.ticket.clone()),
            Err((ticket, _)) => ticket.clone(),
        };
        let is_faulty = read.is_err();
        if let Err((ticket, reason)) = read {
            self.faults.push(Fault { line: position.line() + self.shift, ticket, reason });
        }
        let Some(id) = id else { return };
        let place = *known.entry(id.clone()).or_insert(self.tickets.len());
        if place == self.tickets.len() {
            self.tickets.push(Indexed { id, places: Vec::new(), is_faulty: false });
        }
        if let Some(ticket) = self.tickets.get_mut(place) {
            ticket.places.push(position);
            ticket.is_faulty |= is_faulty;
        }
    }

    /// One line, or why it cannot be read with the ticket that it seems to belong to.
    fn read(&self, record: &ByteRecord) -> Result<Line, (Option<String>, String)> {
        let number = record.position().map_or(0, |position| position.line() + self.shift);
        let cells = cells(record).map_err(|reason| (None, reason))?;
        let ticket = self.columns.known(&cells, "number").map(str::to_owned);
        line::read(&self.columns, &self.zone, number, cells).map_err(|reason| (ticket, reason))
    }

    /// The lines of some tickets, each ticket's in the order in which they happened: by date, then by the source's
    /// own count, then as they stand in the file. The count alone is not to be trusted: some first lines carry a
    /// later one's.
    ///
    /// # Errors
    /// When the file cannot be read any more, or has changed since it was checked.
    pub(super) fn lines_of(&self, tickets: std::ops::Range<usize>) -> Result<Vec<Vec<Line>>, ImportError> {
        let unreadable = |error: io::Error| ImportError::Unreadable { path: self.path.clone(), error };
        let changed = || unreadable(io::Error::other("it was changed while it was read"));
        let mut reader = open(&self.path).map_err(unreadable)?;
        let mut record = ByteRecord::new();
        let mut all = Vec::with_capacity(tickets.len());
        for ticket in self.tickets.get(tickets).unwrap_or_default() {
            let mut lines = Vec::with_capacity(ticket.places.len());
            for place in ticket.places.iter().filter(|_| !ticket.is_faulty) {
                reader.seek(place.clone()).map_err(as_io).map_err(unreadable)?;
                if !reader.read_byte_record(&mut record).map_err(as_io).map_err(unreadable)? {
                    return Err(changed());
                }
                let line = self.read(&record).map_err(|_| changed())?;
                if line.ticket != ticket.id {
                    return Err(changed());
                }
                lines.push(line);
            }
            lines.sort_by_key(|line| (line.updated_at, line.mod_count, line.line));
            all.push(lines);
        }
        Ok(all)
    }
}
