//! Desks, categories, matrices, calendars, services and settings, on both engines.

use base::audit::{self, Entry, Stream};
use base::ctx::{Channel, Ctx};
use base::desks::{self, Category, NewDesk, seed};
use base::people::{Actor, Grant, Role};
use db::{Db, Migration, Tx};
use jiff::Timestamp;
use web::error::AppError;
use web::i18n::Locale;

mod calendars;
mod categories;
mod changes;
mod fresh;
mod rights;
mod services;
mod words;

/// The schema: later steps add to the tables of these slices.
const STEPS: &[Migration] = vigie::migrations::MIGRATIONS;

fn now() -> Timestamp {
    "2026-11-20T09:42:00Z".parse().unwrap()
}

fn call(actor: Actor, locale: Locale) -> Ctx {
    Ctx { actor, now: now(), channel: Channel::Web, locale, request_id: "test".to_owned() }
}

/// Somebody with a role: for a desk, or for all with `None`.
fn person(role: Role, desk_id: Option<i64>) -> Ctx {
    let mut actor = Actor::user(7, "Claire Morvan");
    actor.grants = vec![Grant { role, desk_id }];
    call(actor, Locale::En)
}

fn admin() -> Ctx {
    person(Role::Administrator, None)
}

/// Runs a write of the actions.
async fn write<T: Send + 'static>(
    db: &Db,
    run: impl Fn(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    db.write(run).await
}

/// A desk with the standard content.
async fn fresh_desk(db: &Db, name: &'static str, locale: Locale) -> (i64, seed::Seeded) {
    let run = move |tx: &mut Tx<'_>| -> Result<(i64, seed::Seeded), AppError> {
        let id = desks::create_desk(tx, &admin(), &NewDesk::named(name, locale, "Europe/Paris"))?;
        Ok((id, seed::standard(tx, &admin(), id, locale)?))
    };
    write(db, run).await.unwrap()
}

async fn category(db: &Db, desk: i64, code: &'static str) -> Category {
    db.read(move |r| desks::category_by_code(r, desk, code)).await.unwrap().unwrap()
}

/// The last entry of a stream, and how many there are.
async fn last_entry(db: &Db, stream: Stream) -> (usize, Entry) {
    let entries = db.read(move |r| audit::stream_entries(r, stream, 0, 1000)).await.unwrap();
    (entries.len(), entries.last().unwrap().clone())
}

/// The fields that a refusal names, with their codes.
fn faults<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> Vec<(String, String)> {
    match outcome {
        Err(AppError::Invalid(faults)) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

/// One fault, as a pair of words.
fn fault<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> String {
    let all = faults(outcome);
    assert_eq!(all.len(), 1, "{all:?}");
    format!("{} {}", all[0].0, all[0].1)
}
