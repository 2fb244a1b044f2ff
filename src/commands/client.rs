//! What the commands do on their own side: reach the process that may write, and print.

use std::io::Write as _;

use anyhow::Result;
use base::audit::{self, Finding, Verdict};
use serde_json::json;

use crate::{
    boot::{self, Installation},
    commands::{self, Command, Listener, Report, doctor::Check},
    config::Settings,
    data::CHECKPOINTS,
    socket,
};

/// How a command ended, when it did not fail itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be.
    Good,
    /// What was examined is not as it should be.
    Bad,
}

/// Has a command carried out, and hears how far it is: by the running server, otherwise here, alone with the folder.
///
/// # Errors
/// Why it was refused.
pub async fn change(settings: &Settings, command: Command, progress: Listener<'_>) -> Result<Report> {
    if let Some(report) = socket::send(&settings.data, &command, progress).await? {
        return Ok(report);
    }
    let Installation { app, lock, .. } = boot::open(settings).await?;
    let report = commands::execute(&app, command, progress).await;
    app.db.close();
    drop(lock);
    report
}

/// Prints a line. Whoever reads it may have gone away, which is no failure of the command.
///
/// # Errors
/// When it cannot be printed for another reason.
pub fn say(line: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a report, and says whether it is a good one.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn print(report: &Report, as_json: bool) -> Result<Outcome> {
    if as_json {
        say(&serde_json::to_string(&report.json)?)?;
    } else {
        say(&report.text)?;
    }
    Ok(if report.good { Outcome::Good } else { Outcome::Bad })
}

/// `vigie migrate`.
///
/// # Errors
/// When a server runs on the folder, or a step fails.
pub async fn migrate(settings: &Settings, as_json: bool) -> Result<Outcome> {
    let Installation { app, lock, .. } = boot::open(settings).await?;
    let state = db::migration_state(&app.db, crate::migrations::MIGRATIONS).await?;
    app.db.close();
    drop(lock);
    let text = format!("The schema is at step {}.", state.applied);
    print(&Report { good: true, json: json!({ "applied": state.applied }), text }, as_json)
}

/// `vigie audit verify`: beside a running server too. What stands in the data folder's file of checkpoints is the
/// proof from outside the database.
///
/// # Errors
/// When the installation cannot be read.
pub async fn verify(settings: &Settings, as_json: bool) -> Result<Outcome> {
    let app = boot::open_beside(settings).await?;
    let outside = std::fs::read_to_string(settings.data.join(CHECKPOINTS)).unwrap_or_default();
    let verdict = audit::verify(&app.db, &app.keys, &outside).await?;
    let mut findings = Vec::new();
    for finding in &verdict.findings {
        findings.push(sentence(&app, finding).await?);
    }
    app.db.close();
    let (json, text) = (verdict_json(&verdict, &findings)?, verdict_text(&verdict, &findings));
    print(&Report { good: verdict.is_sound(), json, text }, as_json)
}

fn verdict_json(verdict: &Verdict, sentences: &[String]) -> Result<serde_json::Value> {
    let mut json = serde_json::to_value(verdict)?;
    if let Some(object) = json.as_object_mut() {
        object.insert("sound".to_owned(), verdict.is_sound().into());
        object.insert("sentences".to_owned(), sentences.into());
    }
    Ok(json)
}

fn verdict_text(verdict: &Verdict, sentences: &[String]) -> String {
    let read = format!(
        "{} entries of {} histories read, {} checkpoints compared, {} payloads erased on purpose.",
        verdict.entries,
        verdict.streams,
        verdict.checkpoints,
        verdict.erased.len()
    );
    if verdict.is_sound() {
        return format!("{read}\nThe journal is as it was written.");
    }
    let more = verdict.wrong.saturating_sub(sentences.len() as u64);
    let rest = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    format!("{read}\nThe journal is NOT as it was written:\n{}{rest}", sentences.join("\n"))
}

/// A finding in a sentence that names the ticket as people know it.
async fn sentence(app: &base::app::App, finding: &Finding) -> Result<String> {
    Ok(match finding {
        Finding::Altered { stream, stream_id, entry_no, .. } => {
            format!("{}, entry {entry_no}: altered", subject(app, stream, *stream_id).await?)
        }
        Finding::PayloadAltered { stream, stream_id, entry_no, .. } => {
            format!("{}, entry {entry_no}: its details were altered", subject(app, stream, *stream_id).await?)
        }
        Finding::Missing { stream, stream_id, from_entry_no, to_entry_no } => {
            let subject = subject(app, stream, *stream_id).await?;
            format!("{subject}, entries {from_entry_no} to {to_entry_no}: missing")
        }
        Finding::FeedGap { from_feed_no, to_feed_no } => {
            format!("change feed, numbers {from_feed_no} to {to_feed_no}: missing")
        }
        Finding::ForgedCheckpoint { feed_no } => {
            format!("checkpoint at {feed_no}: not sealed by a key of this installation")
        }
        Finding::BrokenCheckpoint { feed_no, sealed, found } => format!(
            "checkpoint at {feed_no}: the journal was cut or recomputed ({sealed} entries sealed, {found} there now)"
        ),
    })
}

async fn subject(app: &base::app::App, stream: &str, id: i64) -> Result<String> {
    if stream != "ticket" {
        return Ok(format!("{stream} {id}"));
    }
    let ticket = app.db.read(move |read| desk::tickets::store::by_id(read, id)).await?;
    Ok(ticket.map_or_else(|| format!("ticket with row {id}"), |ticket| format!("ticket {}", ticket.number)))
}

/// Prints what the examination found.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn doctor(checks: &[Check], as_json: bool) -> Result<Outcome> {
    let lines: Vec<String> = checks
        .iter()
        .map(|check| match &check.remedy {
            None => format!("ok    {}: {}", check.name, check.found),
            Some(remedy) => format!("WRONG {}: {}\n      {remedy}", check.name, check.found),
        })
        .collect();
    let good = checks.iter().all(|check| check.remedy.is_none());
    print(&Report { good, json: json!({ "good": good, "checks": checks }), text: lines.join("\n") }, as_json)
}

/// Says on the console how a fresh installation is taken over: whoever reads it runs the server.
///
/// # Errors
/// When the database fails.
pub async fn announce(installation: &Installation) -> Result<()> {
    let app = &installation.app;
    if app.db.read(desk::setup::is_fresh).await? {
        let code = desk::setup::code(&app.keys);
        say(&format!("This installation is new. Its setup code, asked for by the first page: {code}"))?;
    }
    Ok(())
}
