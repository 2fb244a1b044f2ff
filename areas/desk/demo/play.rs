//! Carrying the plan out: each step by the action that a page would call, at its instant, and each timer at its own.

use std::{collections::HashMap, sync::Arc};

use base::{app::App, ctx::Ctx};
use db::Tx;
use jiff::Timestamp;
use web::{error::AppError, i18n::Locale};
use work::{Clock, Registry};

use super::{
    house::House,
    script::{Act, Happening},
};
use crate::tickets::{
    self, Refused,
    actions::{self, TaskChange},
    store,
};

/// The most steps in one transaction.
const AT_ONCE: usize = 60;

/// What came of the plan.
pub(super) struct Played {
    pub(super) tickets: usize,
    pub(super) refused: Vec<String>,
}

/// The number of each planned ticket that is open by now.
type Numbers = HashMap<usize, i64>;

/// What one transaction did.
struct Turn {
    /// Steps carried out, refused ones too.
    steps: usize,
    opened: Numbers,
    refused: Vec<String>,
    /// A timer that must fire before the next step.
    due: Option<Timestamp>,
}

/// Carries out the plan, in its order, and every timer that falls due until `now`.
pub(super) async fn play(
    app: &App,
    house: &House,
    plan: Vec<Happening>,
    now: Timestamp,
) -> Result<Played, AppError> {
    let (plan, house) = (Arc::new(plan), Arc::new(house.clone()));
    let registry = tickets::timers(Registry::new());
    let clock = Clock::manual(plan.first().map_or(now, |first| first.at));
    let (mut done, mut numbers, mut refused) = (0, Numbers::new(), Vec::new());
    loop {
        let (steps, people, timers, known) =
            (Arc::clone(&plan), Arc::clone(&house), registry.clone(), numbers.clone());
        let turn = app.db.write_locked(move |tx| {
            turn(tx, &people, steps.get(done..).unwrap_or_default(), &timers, &known, now)
        });
        let turn = turn.await?;
        done += turn.steps;
        numbers.extend(turn.opened);
        refused.extend(turn.refused);
        match turn.due {
            Some(due) => {
                clock.set(due);
                work::run_until_idle(&app.db, &clock, &registry).await?;
            }
            None if done >= plan.len() => return Ok(Played { tickets: numbers.len(), refused }),
            None => {}
        }
    }
}

fn turn(
    tx: &mut Tx<'_>,
    house: &House,
    steps: &[Happening],
    timers: &Registry,
    known: &Numbers,
    now: Timestamp,
) -> Result<Turn, AppError> {
    let mut turn = Turn { steps: 0, opened: Numbers::new(), refused: Vec::new(), due: None };
    let mut numbers = known.clone();
    loop {
        let next = steps.get(turn.steps).filter(|_| turn.steps < AT_ONCE);
        let horizon = next.map_or(now, |step| step.at);
        let is_whole = next.is_some() || turn.steps >= steps.len();
        turn.due = work::timers::next(tx, timers)?.filter(|due| is_whole && *due <= horizon);
        let Some(step) = next.filter(|_| turn.due.is_none()) else { return Ok(turn) };
        turn.steps += 1;
        let mut refusal = None;
        // What a refused step had already written is undone; the month goes on without it.
        let outcome = tx.attempt(|tx| {
            carry_out(tx, house, step, &numbers).map_err(|refused| {
                refusal = Some(refused);
                db::Error::Engine("a step was refused".to_owned())
            })
        });
        match outcome {
            Ok(Some(number)) => {
                numbers.insert(step.ticket, number);
                turn.opened.insert(step.ticket, number);
            }
            Ok(None) => {}
            Err(error) if error.is_transient() => return Err(error.into()),
            Err(_) => turn.refused.push(format!("{} {:?}: {refusal:?}", step.at, step.act)),
        }
    }
}

/// One step; the number of the ticket that it opened.
fn carry_out(
    tx: &mut Tx<'_>,
    house: &House,
    step: &Happening,
    numbers: &Numbers,
) -> Result<Option<i64>, Refused> {
    let actor = house.actor(step.who).cloned().ok_or(AppError::NotFound)?;
    let cx = Ctx { actor, now: step.at, channel: step.by, locale: Locale::Fr, request_id: String::new() };
    let number_of = |ticket: &usize| numbers.get(ticket).copied().ok_or(AppError::NotFound);
    if let Act::Open(new) = &step.act {
        return Ok(Some(tickets::open(tx, &cx, new)?.ticket.number));
    }
    let number = number_of(&step.ticket)?;
    match &step.act {
        Act::Open(_) => {}
        Act::Edit(edit) => drop(actions::edit(tx, &cx, number, edit, None)?),
        Act::Take => drop(actions::take(tx, &cx, number, None)?),
        Act::Say(comment) => drop(actions::comment(tx, &cx, number, comment)?),
        Act::Move(step) => drop(actions::transition(tx, &cx, number, step, None)?),
        Act::Escalate(reason) => drop(actions::escalate(tx, &cx, number, reason)?),
        Act::Validate => drop(actions::validate(tx, &cx, number)?),
        Act::Refuse(words) => drop(actions::refuse(tx, &cx, number, words)?),
        Act::Rate(score, words) => drop(actions::rate(tx, &cx, number, *score, words)?),
        Act::MeToo => drop(actions::me_too(tx, &cx, number)?),
        Act::Merge(others) => {
            let others = others.iter().map(number_of).collect::<Result<Vec<_>, _>>()?;
            actions::merge(tx, &cx, number, &others)?;
        }
        Act::Link(kind, other) => drop(actions::link(tx, &cx, number, *kind, number_of(other)?)?),
        Act::Watch(user) => drop(actions::watch(tx, &cx, number, *user)?),
        Act::AddTask(title, due_at) => {
            drop(actions::add_task(tx, &cx, number, title, Some(step.who), *due_at)?)
        }
        Act::DoTask => {
            let ticket = store::by_number(tx, number)?.ok_or(AppError::NotFound)?;
            let open = store::tasks(tx, ticket.id)?.into_iter().find(|task| task.done_at.is_none());
            let change = TaskChange { done: Some(true), ..TaskChange::default() };
            if let Some(task) = open {
                actions::change_task(tx, &cx, number, task.id, None, &change)?;
            }
        }
        Act::Spend(minutes, note) => {
            let day = step.at.to_zoned(house.hours.zone().clone()).date();
            actions::log_work(tx, &cx, number, *minutes, note, day)?;
        }
    }
    Ok(None)
}
