//! Importing an incident event log.

use std::{collections::BTreeSet, ops::Range, path::Path, sync::Arc};

use base::{
    app::App,
    audit,
    ctx::{Channel, Ctx},
    desks::{self, CategoryFields, Desk, NewCategory},
    people::{
        self, NewUser, TeamEdit,
        policy::{Act, may},
    },
};
use db::Tx;
use serde_json::Value;
use web::error::AppError;

use super::{
    SOURCE,
    file::LogFile,
    history::{self, Ground},
    line::{Columns, Line, Word},
    names::{self, Known, Name},
    report::{Fault, ImportError, Options, Progress, Report},
    store,
};
use crate::tickets::{self, Ticket};

/// The most lines in one transaction, so that people never wait long behind an import.
const CHUNK: usize = 500;

/// What to do with a ticket of the file.
enum Verdict {
    Create,
    /// It is there up to this line.
    Continue(Box<Ticket>, usize),
    Unchanged,
    Refuse(&'static str),
}

/// Imports an incident event log: a CSV file with one line for each update of an incident, as ServiceNow's audit data
/// are published for process mining. A ticket is told by its `number`; one that is there already gets the lines that
/// follow, and is left alone when there are none.
///
/// # Errors
/// When the file cannot be read or lacks columns, the desk is not known, the actor does not administer, or the
/// database fails; what was written by then stays, and the next run goes on from there.
pub async fn incident_log(
    app: &App,
    cx: &Ctx,
    path: &Path,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportError> {
    if !may(&cx.actor, Act::Administer) {
        return Err(AppError::Forbidden.into());
    }
    let desk = desk(app, options.desk.clone()).await?;
    let zone = options.zone.clone().unwrap_or_else(|| desk.time_zone());
    let path = path.to_owned();
    let file = Arc::new(aside(move || LogFile::check(&path, zone)).await?);
    let mut import = Import::begin(app, cx, desk, file).await?;
    let total = import.file.tickets.len();
    progress(Progress { done: import.done, total });
    while import.done < total {
        import.chunk().await?;
        progress(Progress { done: import.done, total });
    }
    import.finish().await
}

async fn aside<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(run).await.map_err(AppError::internal)?
}

async fn desk(app: &App, name: Option<String>) -> Result<Desk, ImportError> {
    let desks = app.db.read(desks::desks).await?;
    if let Some(name) = name {
        let wanted = rules::text::sort_key(&name);
        let found = desks.into_iter().find(|desk| rules::text::sort_key(&desk.name) == wanted);
        return found.ok_or(ImportError::UnknownDesk(name));
    }
    let names = desks.iter().map(|desk| desk.name.clone()).collect();
    match <[Desk; 1]>::try_from(desks) {
        Ok([only]) => Ok(only),
        Err(_) => Err(ImportError::NoDesk(names)),
    }
}

/// An import under way.
struct Import<'a> {
    app: &'a App,
    cx: Ctx,
    desk: Desk,
    file: Arc<LogFile>,
    /// The run's row; nothing is written to one that ended already.
    run: Option<i64>,
    matrix: rules::priority::Matrix,
    known: Known,
    done: usize,
    report: Report,
}

impl<'a> Import<'a> {
    async fn begin(app: &'a App, cx: &Ctx, desk: Desk, file: Arc<LogFile>) -> Result<Self, ImportError> {
        let (hash, now, desk_id) = (file.hash.clone(), cx.now, desk.id);
        let total = i64::try_from(file.tickets.len()).unwrap_or(i64::MAX);
        let (run, matrix) = app
            .db
            .write(move |tx| {
                let run = match store::run(tx, SOURCE, &hash)? {
                    Some(run) => run,
                    None => {
                        let id = store::insert_run(tx, SOURCE, &hash, total, now)?;
                        store::Run { id, position: 0, is_finished: false }
                    }
                };
                Ok::<_, AppError>((run, desks::matrix(tx, desk_id)?))
            })
            .await?;
        let position = if run.is_finished { 0 } else { run.position };
        let done = usize::try_from(position).unwrap_or(0).min(file.tickets.len());
        let report = Report {
            desk: desk.name.clone(),
            lines: file.lines,
            tickets: file.tickets.len(),
            done_before: done,
            faults: file.faults.clone(),
            ..Report::default()
        };
        let cx = cx.by(Channel::Import);
        let run = Some(run.id).filter(|_| !run.is_finished);
        Ok(Self { app, cx, desk, file, run, matrix, known: Known::new(), done, report })
    }

    /// The next tickets that together have at most [`CHUNK`] lines; one with more goes alone.
    fn next(&self) -> Range<usize> {
        let mut lines = 0;
        let ahead = self.file.tickets.iter().skip(self.done);
        let taken = ahead.take_while(|ticket| {
            let is_first = lines == 0;
            lines += ticket.lines();
            is_first || lines <= CHUNK
        });
        self.done..self.done + taken.count()
    }

    async fn chunk(&mut self) -> Result<(), ImportError> {
        let (range, file) = (self.next(), Arc::clone(&self.file));
        let (end, wanted) = (range.end, range.clone());
        let all = aside(move || file.lines_of(wanted)).await?;
        let faulty =
            self.file.tickets.get(range).unwrap_or_default().iter().filter(|ticket| ticket.is_faulty).count();
        self.report.refused += faulty;
        let all: Arc<Vec<Vec<Line>>> = Arc::new(all.into_iter().filter(|lines| !lines.is_empty()).collect());
        let (file, lines) = (Arc::clone(&self.file), Arc::clone(&all));
        let verdicts = self
            .app
            .db
            .read(move |read| lines.iter().map(|lines| judge(read, &file.columns, lines)).collect());
        let verdicts: Vec<Verdict> = verdicts.await?;
        let mut work = Vec::new();
        for (place, (lines, verdict)) in all.iter().zip(verdicts).enumerate() {
            match verdict {
                Verdict::Create => work.push((place, None)),
                Verdict::Continue(ticket, from) => work.push((place, Some((*ticket, from)))),
                Verdict::Unchanged => self.report.unchanged += 1,
                Verdict::Refuse(reason) => {
                    self.report.refused += 1;
                    let (line, ticket) =
                        (lines.first().map_or(0, |line| line.line), lines.first().map(|l| l.ticket.clone()));
                    self.report.faults.push(Fault { line, ticket, reason: reason.to_owned() });
                }
            }
        }
        let names: BTreeSet<Name> = work
            .iter()
            .filter_map(|(place, _)| all.get(*place))
            .flat_map(|lines| names::named(lines))
            .collect();
        self.learn(names).await?;
        self.write(&all, work, end).await?;
        self.done = end;
        Ok(())
    }

    /// Makes the rows that new names stand for.
    async fn learn(&mut self, names: BTreeSet<Name>) -> Result<(), ImportError> {
        let names: Vec<Name> = names.into_iter().filter(|name| !self.known.contains_key(name)).collect();
        for names in names.chunks(CHUNK) {
            let (cx, desk, names, known) =
                (self.cx.clone(), self.desk.clone(), names.to_vec(), self.known.clone());
            let learnt = self.app.db.write_bulk(move |tx| {
                let mut learnt = store::rows_of(tx, SOURCE, desk.id, &names)?;
                let mut made = Vec::new();
                for name in &names {
                    if !learnt.contains_key(name) {
                        let above = |name: &Name| learnt.get(name).or_else(|| known.get(name)).copied();
                        let (row, is_new) = stand_in(tx, &cx, &desk, name, above)?;
                        let at = if matches!(name, Name::Person(_)) { 0 } else { desk.id };
                        store::insert_name(tx, SOURCE, at, name, row)?;
                        learnt.insert(name.clone(), row);
                        made.extend(Some(name.clone()).filter(|_| is_new));
                    }
                }
                Ok::<_, AppError>((learnt, made))
            });
            let (learnt, made) = learnt.await?;
            self.known.extend(learnt);
            for name in made {
                match name {
                    Name::Person(_) => self.report.people += 1,
                    Name::Team(_) => self.report.teams += 1,
                    Name::Category(_) | Name::SubCategory(..) => self.report.categories += 1,
                }
            }
        }
        Ok(())
    }

    /// Writes the tickets of a chunk and the position after it, all or nothing.
    async fn write(
        &mut self,
        all: &Arc<Vec<Vec<Line>>>,
        work: Vec<(usize, Option<(Ticket, usize)>)>,
        end: usize,
    ) -> Result<(), ImportError> {
        for (place, before) in &work {
            let Some(lines) = all.get(*place) else { continue };
            let from = before.as_ref().map_or(0, |(_, from)| *from);
            for line in lines.iter().skip(from) {
                self.report.entries += 1;
                if let Word::Unknown(word) = &line.state {
                    *self.report.unknown_states.entry(word.clone()).or_default() += 1;
                }
            }
            match before {
                None => self.report.created += 1,
                Some(_) => self.report.continued += 1,
            }
        }
        if work.is_empty() && self.run.is_none() {
            return Ok(());
        }
        let run = self.run;
        let reason = web::i18n::t(self.desk.locale, "imports-priority-reason");
        let (cx, desk_id, matrix) = (self.cx.clone(), self.desk.id, self.matrix);
        let (file, all) = (Arc::clone(&self.file), Arc::clone(all));
        let names: BTreeSet<Name> =
            work.iter().filter_map(|(n, _)| all.get(*n)).flat_map(|l| names::named(l)).collect();
        let known: Known =
            names.into_iter().filter_map(|name| self.known.get(&name).map(|row| (name, *row))).collect();
        let end = i64::try_from(end).unwrap_or(i64::MAX);
        let renumbered = self.app.db.write_bulk(move |tx| {
            let ground = Ground { desk_id, matrix, reason: reason.clone(), columns: &file.columns };
            let (mut renumbered, mut highest) = (Vec::new(), 0);
            for (place, before) in &work {
                let Some(lines) = all.get(*place) else { continue };
                let before = before.as_ref().map(|(ticket, from)| (ticket, *from));
                let number = put(tx, &cx, &ground, lines, &known, before)?;
                highest = highest.max(number);
                if let Some(first) =
                    lines.first().filter(|first| history::number(&first.ticket) != Some(number))
                {
                    renumbered.extend(Some((first.ticket.clone(), number)).filter(|_| before.is_none()));
                }
            }
            if highest > 0 {
                tickets::store::reserve_number(tx, highest)?;
            }
            if let Some(run) = run {
                store::set_position(tx, run, end)?;
            }
            Ok::<_, AppError>(renumbered)
        });
        self.report.renumbered.extend(renumbered.await?);
        Ok(())
    }

    async fn finish(self) -> Result<Report, ImportError> {
        let report = self.report;
        if let Some(run) = self.run {
            let (text, now) = (serde_json::to_string(&report).map_err(AppError::internal)?, self.cx.now);
            self.app.db.write(move |tx| store::finish(tx, run, &text, now)).await?;
        }
        Ok(report)
    }
}

/// Compares a ticket of the file with what is there.
fn judge(read: &db::Read<'_>, columns: &Columns, lines: &[Line]) -> db::Result<Verdict> {
    let Some(first) = lines.first() else { return Ok(Verdict::Unchanged) };
    let Some(there) = tickets::store::by_source(read, SOURCE, &first.ticket)? else {
        return Ok(Verdict::Create);
    };
    let stored: Value = serde_json::from_str(&there.source_facts).unwrap_or_default();
    let mine = stored.get(history::IMPORT);
    let had =
        mine.and_then(|own| own.get("lines")).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let hash = mine.and_then(|own| own.get("sha256")).and_then(Value::as_str);
    let (Some(had), Some(hash)) = (had, hash) else {
        return Ok(Verdict::Refuse("it was imported by other means"));
    };
    if lines.get(..had).is_none_or(|before| history::digest(columns, before) != hash) {
        return Ok(Verdict::Refuse("it is there with another history, and a journal is not rewritten"));
    }
    if had < lines.len() {
        let untouched = usize::try_from(there.version).is_ok_and(|entries| entries == had);
        return Ok(if untouched {
            Verdict::Continue(Box::new(there), had)
        } else {
            Verdict::Refuse("the file goes on with it, but so did people here")
        });
    }
    Ok(if Value::Object(history::facts(columns, lines)) == stored {
        Verdict::Unchanged
    } else {
        Verdict::Refuse("it is there with the same history and other values of its end")
    })
}

/// Writes a ticket and the entries of its new lines, and gives its number.
fn put(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    ground: &Ground<'_>,
    lines: &[Line],
    known: &Known,
    before: Option<(&Ticket, usize)>,
) -> Result<i64, AppError> {
    let incomplete = || AppError::internal("a name of an imported ticket stands for nothing");
    let Some(first) = lines.first() else { return Ok(0) };
    let number = match before {
        Some((ticket, _)) => ticket.number,
        None => free_number(tx, &first.ticket)?,
    };
    let mut ticket = history::ticket(ground, lines, known, number).ok_or_else(incomplete)?;
    let from = match before {
        Some((there, from)) => {
            let locked = tickets::store::lock(tx, there.id)?;
            if locked.is_none_or(|locked| locked.version != there.version) {
                return Err(AppError::Conflict { current: None });
            }
            ticket.id = there.id;
            tickets::store::save(tx, &ticket)?;
            tickets::store::set_source_facts(tx, ticket.id, &ticket.source_facts)?;
            from
        }
        None => {
            ticket.id = tickets::store::insert(tx, &ticket)?;
            0
        }
    };
    for entry in history::entries(ground.columns, lines, &ticket, from) {
        audit::append(tx, cx, &entry)?;
    }
    Ok(number)
}

/// The source's own number where it is free.
fn free_number(tx: &mut Tx<'_>, id: &str) -> Result<i64, AppError> {
    if let Some(own) = history::number(id)
        && tickets::store::by_number(tx, own)?.is_none()
    {
        return Ok(own);
    }
    loop {
        // The sequence of PostgreSQL may not have been told of numbers that this import took.
        let next = tickets::store::next_number(tx)?;
        if tickets::store::by_number(tx, next)?.is_none() {
            return Ok(next);
        }
    }
}

/// The row that stands for a name: the one there is, or a new one; says which.
fn stand_in(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    desk: &Desk,
    name: &Name,
    row: impl Fn(&Name) -> Option<i64>,
) -> Result<(i64, bool), AppError> {
    match name {
        Name::Person(name) => {
            let address = names::address(name);
            if let Some(there) = people::user_by_email(tx, &address)? {
                return Ok((there.id, false));
            }
            let new = NewUser {
                locale: desk.locale,
                zone: desk.zone.clone(),
                ..NewUser::new(address, short(name, 200))
            };
            Ok((people::create_placeholder(tx, cx, &new)?, true))
        }
        Name::Team(name) => {
            let name = short(name, 100);
            if let Some(there) = people::team_by_name(tx, desk.id, &name)? {
                return Ok((there.id, false));
            }
            let new = TeamEdit {
                desk_id: desk.id,
                name,
                tier: 1,
                next_tier_id: None,
                email: String::new(),
                description: String::new(),
            };
            Ok((people::create_team(tx, cx, &new)?, true))
        }
        Name::Category(name) => category(tx, cx, desk, None, (name, names::code(name, None))),
        Name::SubCategory(above, name) => {
            let parent = row(&Name::Category(above.clone()));
            category(tx, cx, desk, parent, (name, names::code(above, Some(name))))
        }
    }
}

fn category(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    desk: &Desk,
    parent_id: Option<i64>,
    (name, code): (&str, String),
) -> Result<(i64, bool), AppError> {
    if let Some(there) = desks::category_by_code(tx, desk.id, &code)? {
        return Ok((there.id, false));
    }
    let name = short(name, 80);
    let fields = CategoryFields { name_fr: name.clone(), name_en: name, ..CategoryFields::default() };
    let new = NewCategory { desk_id: desk.id, parent_id, code, fields };
    Ok((desks::create_category(tx, cx, &new)?, true))
}

fn short(name: &str, most: usize) -> String {
    rules::text::excerpt(name, most)
}
