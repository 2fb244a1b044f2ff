//! What happens to a ticket's clocks, always inside the transaction of what happens to the ticket.

use std::collections::HashMap;

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    desks,
};
use db::{Result, Tx};
use rules::{
    calendar::Calendar,
    sla::{Agreement, Choice, Clock, Event, Metric, Outcome, Reason, Terms, select},
    ticket_state::PendingOn,
};
use serde_json::json;
use work::NewTimer;

use super::{
    model::{ClockState, Commitment, Policy, Reaction, ReactionAt, StoredClock, Subject},
    store,
};

/// The kind of timer that warns and tells of a breach; its subject is the clock.
pub const TIMER: &str = "sla";

/// The share of a target after which the queue calls it at risk.
const RISK_PERCENT: u16 = 75;

/// Loads what clocks are measured with, once per action.
struct Bench<'t, 'c> {
    tx: &'t mut Tx<'c>,
    cx: &'t Ctx,
    calendars: HashMap<i64, Calendar>,
    always: Calendar,
}

impl<'t, 'c> Bench<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>, cx: &'t Ctx) -> Self {
        Self { tx, cx, calendars: HashMap::new(), always: Calendar::always() }
    }

    /// A calendar that was deleted under a clock counts as 24×7: a promise then errs on the strict side.
    fn calendar(&mut self, id: Option<i64>) -> Result<Calendar> {
        let Some(id) = id else { return Ok(self.always.clone()) };
        if let Some(known) = self.calendars.get(&id) {
            return Ok(known.clone());
        }
        let loaded = desks::calendar(self.tx, id)?.unwrap_or_else(Calendar::always);
        self.calendars.insert(id, loaded.clone());
        Ok(loaded)
    }

    /// Stores a clock and sets its one timer to its next warning or breach.
    fn keep(&mut self, clock: &mut StoredClock, warnings: &[u16]) -> Result<()> {
        let calendar = self.calendar(clock.calendar_id)?;
        self.keep_in(clock, warnings, &calendar)
    }

    /// The same in its calendar, which is at hand.
    fn keep_in(&mut self, clock: &mut StoredClock, warnings: &[u16], calendar: &Calendar) -> Result<()> {
        clock.due_at = if clock.state() == ClockState::Running { clock.clock.due_at(calendar) } else { None };
        if let Some(ending) = clock.clock.ending.filter(|ending| ending.outcome == Outcome::Missed) {
            clock.breached_at = clock.breached_at.or(Some(ending.at));
        }
        store::save(self.tx, clock)?;
        let told = clock.told;
        match clock.clock.next_event(told, warnings, calendar) {
            Some((due_at, _)) => {
                let timer =
                    NewTimer { kind: TIMER, subject_id: clock.id, step: 0, due_at, payload: json!({}) };
                work::schedule(self.tx, &timer)
            }
            None => work::cancel(self.tx, TIMER, clock.id).map(drop),
        }
    }

    fn warnings(&self, policy_id: i64) -> Result<Vec<u16>> {
        Ok(store::policy(self.tx, policy_id)?.map(|policy| policy.warnings).unwrap_or_default())
    }

    /// Stores the clocks of a start whose entry is journalled by the caller.
    fn start(&mut self, ticket_id: i64, start: Start) -> Result<()> {
        for mut clock in start.clocks {
            clock.ticket_id = ticket_id;
            self.keep_in(&mut clock, &start.warnings, &start.calendar)?;
        }
        Ok(())
    }

    /// Journals a start and stores its clocks.
    fn start_journalled(&mut self, ticket_id: i64, start: Start) -> Result<()> {
        audit::append(self.tx, self.cx, &start.entry(ticket_id))?;
        self.start(ticket_id, start)
    }

    fn journal(&mut self, clock: &StoredClock, kind: &'static str, reason: &Reason) -> Result<()> {
        let entry = NewEntry::new(Stream::Ticket(clock.ticket_id), kind).data(json!({
            "agreement": clock.agreement,
            "metric": clock.metric,
            "due_at": clock.due_at,
            "outcome": reason,
        }));
        audit::append(self.tx, self.cx, &entry).map(drop)
    }

    /// Applies an event to a clock; one that changes nothing leaves no trace.
    fn apply(
        &mut self,
        clock: &mut StoredClock,
        kind: &'static str,
        event: impl FnOnce(Clock, &Calendar) -> (Clock, Reason),
    ) -> Result<()> {
        let calendar = self.calendar(clock.calendar_id)?;
        let (next, reason) = event(clock.clock.clone(), &calendar);
        if matches!(reason, Reason::Ignored(_)) {
            return Ok(());
        }
        clock.clock = next;
        let warnings = self.warnings(clock.policy_id)?;
        self.keep(clock, &warnings)?;
        self.journal(clock, kind, &reason)
    }
}

/// What a new ticket's commitments will be: known before the ticket has a row, so that its row is written once.
pub struct Plan {
    starts: Vec<Start>,
    /// What the ticket's row shows of it.
    pub commitment: Commitment,
}

struct Start {
    agreement: Agreement,
    policy: String,
    warnings: Vec<u16>,
    choice: Choice,
    calendar: Calendar,
    clocks: Vec<StoredClock>,
}

impl Start {
    fn entry(&self, ticket_id: i64) -> NewEntry {
        let clock = |clock: &StoredClock| {
            let target = clock.clock.target.as_secs();
            json!({ "metric": clock.metric, "target": target, "due_at": clock.due_at })
        };
        NewEntry::new(Stream::Ticket(ticket_id), "commitments.started").data(json!({
            "agreement": self.agreement,
            "policy": self.policy,
            "matched": self.choice.matched,
            "clocks": self.clocks.iter().map(clock).collect::<Vec<_>>(),
        }))
    }
}

impl Plan {
    /// How many entries the ticket's journal will have of it.
    #[must_use]
    pub fn entry_count(&self) -> i64 {
        i64::try_from(self.starts.len()).unwrap_or(i64::MAX)
    }

    /// What the ticket's journal must say of it.
    #[must_use]
    pub fn entries(&self, ticket_id: i64) -> Vec<NewEntry> {
        self.starts.iter().map(|start| start.entry(ticket_id)).collect()
    }
}

/// Plans the clocks of a new ticket: one per agreement and target that holds for it.
///
/// # Errors
/// When the database fails.
pub fn plan(tx: &mut Tx<'_>, cx: &Ctx, subject: &Subject) -> Result<Plan> {
    let mut bench = Bench::new(tx, cx);
    let starts = starts(&mut bench, subject, 1)?;
    let clocks: Vec<StoredClock> = starts.iter().flat_map(|start| start.clocks.iter().cloned()).collect();
    let commitment = summarise(&mut bench, &clocks)?;
    Ok(Plan { starts, commitment })
}

/// Starts the planned clocks, now that the ticket has a row and its journal the plan's entries.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64, plan: Plan) -> Result<()> {
    let mut bench = Bench::new(tx, cx);
    plan.starts.into_iter().try_for_each(|start| bench.start(ticket_id, start))
}

/// The policy of an agreement that holds for the ticket. An OLA binds a team and a contract binds a provider:
/// without one there is nobody to bind.
fn choose<'p>(
    policies: &'p [Policy],
    agreement: Agreement,
    subject: &Subject,
) -> Option<(&'p Policy, Choice)> {
    let bound = match agreement {
        Agreement::Sla => true,
        Agreement::Ola => subject.team_id.is_some(),
        Agreement::Underpinning => subject.provider_id.is_some(),
    };
    let holding =
        policies.iter().filter(|policy| bound && policy.kind.is_none_or(|kind| kind == subject.kind));
    let (rule, choice) = select(holding.map(|policy| &policy.rule), agreement, &subject.facts())?;
    policies.iter().find(|policy| policy.rule.id == rule.id).map(|policy| (policy, choice))
}

fn starts(bench: &mut Bench<'_, '_>, subject: &Subject, round: i64) -> Result<Vec<Start>> {
    let policies = store::policies_for(bench.tx, subject.desk_id, subject.priority)?;
    let mut starts = Vec::new();
    for agreement in [Agreement::Sla, Agreement::Ola, Agreement::Underpinning] {
        starts.extend(one_start(bench, subject, &policies, agreement, round)?);
    }
    Ok(starts)
}

fn one_start(
    bench: &mut Bench<'_, '_>,
    subject: &Subject,
    policies: &[Policy],
    agreement: Agreement,
    round: i64,
) -> Result<Option<Start>> {
    let Some((policy, choice)) = choose(policies, agreement, subject) else { return Ok(None) };
    let calendar_id = policy.calendar_id(subject.desk_calendar);
    let calendar = bench.calendar(calendar_id)?;
    let now = bench.cx.now;
    let mut clocks = Vec::new();
    for metric in Metric::ALL.iter().copied() {
        let Some(target) = policy.rule.targets.of(metric) else { continue };
        let terms = Terms { target: target.in_calendar(&calendar), calendar: &calendar };
        let (clock, _) = Clock::start(now, terms);
        let (clock, _) = clock.follow(now, subject.pending_on, &policy.rule.pauses_on, &calendar);
        let due_at = clock.due_at(&calendar);
        clocks.push(StoredClock {
            id: 0,
            ticket_id: subject.ticket_id,
            agreement,
            metric,
            round,
            policy_id: policy.rule.id,
            calendar_id,
            clock,
            due_at,
            told: now,
            breached_at: None,
        });
    }
    if clocks.is_empty() {
        return Ok(None);
    }
    Ok(Some(Start {
        agreement,
        policy: policy.name.clone(),
        warnings: policy.warnings.clone(),
        choice,
        calendar,
        clocks,
    }))
}

/// Applies one event to the living clocks that it concerns.
fn each(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    ticket_id: i64,
    kind: &'static str,
    concerns: impl Fn(&StoredClock) -> bool,
    event: impl Fn(Clock, &Calendar) -> (Clock, Reason),
) -> Result<Commitment> {
    let clocks = store::clocks(tx, ticket_id)?;
    let mut bench = Bench::new(tx, cx);
    for mut clock in clocks.into_iter().filter(|clock| concerns(clock)) {
        bench.apply(&mut clock, kind, &event)?;
    }
    commitment(tx, cx, ticket_id)
}

/// The ticket now waits for someone: each policy pauses its clocks or lets them run on (product.md §5.3).
///
/// # Errors
/// When the database fails.
pub fn pend(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64, on: PendingOn) -> Result<Commitment> {
    let clocks = store::clocks(tx, ticket_id)?;
    let mut bench = Bench::new(tx, cx);
    for mut clock in clocks {
        let pauses_on = store::policy(bench.tx, clock.policy_id)?.map(|policy| policy.rule.pauses_on);
        let pauses_on = pauses_on.unwrap_or_default();
        let kind = if pauses_on.contains(&on) { "clock.paused" } else { "clock.resumed" };
        bench.apply(&mut clock, kind, |clock, calendar| {
            clock.follow(cx.now, Some(on), &pauses_on, calendar)
        })?;
    }
    commitment(tx, cx, ticket_id)
}

/// The ticket waits for nobody any more.
///
/// # Errors
/// When the database fails.
pub fn resume(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    each(tx, cx, ticket_id, "clock.resumed", |_| true, |clock, calendar| clock.resume(cx.now, calendar))
}

/// Somebody took the ticket, or answered in public.
///
/// # Errors
/// When the database fails.
pub fn acknowledge(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    let concerns = |clock: &StoredClock| clock.metric == Metric::Acknowledge;
    each(tx, cx, ticket_id, "clock.stopped", concerns, |clock, calendar| clock.stop(cx.now, calendar))
}

/// A public update was made: the interval to the next one begins.
///
/// # Errors
/// When the database fails.
pub fn updated(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    let clocks = store::clocks(tx, ticket_id)?;
    let mut bench = Bench::new(tx, cx);
    for mut clock in clocks.into_iter().filter(|clock| clock.metric == Metric::Update) {
        // What was told belongs to the interval that ends.
        clock.told = cx.now;
        bench.apply(&mut clock, "clock.renewed", |clock, calendar| clock.renew(cx.now, calendar))?;
    }
    commitment(tx, cx, ticket_id)
}

/// The ticket is resolved: what was promised is done, met or missed.
///
/// # Errors
/// When the database fails.
pub fn resolve(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    each(tx, cx, ticket_id, "clock.stopped", |_| true, |clock, calendar| clock.stop(cx.now, calendar))
}

/// The fault came back: the resolution is due again, and the time since it stopped does not count. Updates are due again too.
///
/// # Errors
/// When the database fails.
pub fn reopen(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    let last_round = store::clocks(tx, ticket_id)?.iter().map(|clock| clock.round).max().unwrap_or(1);
    let concerns = |clock: &StoredClock| {
        clock.metric != Metric::Acknowledge
            && (clock.agreement != Agreement::Ola || clock.round == last_round)
    };
    each(tx, cx, ticket_id, "clock.reopened", concerns, |clock, calendar| clock.reopen(cx.now, calendar))
}

/// No clock matters any more: the ticket was cancelled or merged.
///
/// # Errors
/// When the database fails.
pub fn cancel(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    each(tx, cx, ticket_id, "clock.cancelled", |_| true, |clock, calendar| clock.cancel(cx.now, calendar))
}

/// A cancellation was taken back: the ticket's commitments begin anew, as a next round.
///
/// # Errors
/// When the database fails.
pub fn restore(tx: &mut Tx<'_>, cx: &Ctx, subject: &Subject) -> Result<Commitment> {
    let round = 1 + store::clocks(tx, subject.ticket_id)?.iter().map(|clock| clock.round).max().unwrap_or(0);
    let mut bench = Bench::new(tx, cx);
    for start in starts(&mut bench, subject, round)? {
        bench.start_journalled(subject.ticket_id, start)?;
    }
    commitment(tx, cx, subject.ticket_id)
}

/// The team or the provider changed: what bound the former one ends, what binds the new one begins.
///
/// # Errors
/// When the database fails.
pub fn handed_over(tx: &mut Tx<'_>, cx: &Ctx, subject: &Subject, agreement: Agreement) -> Result<Commitment> {
    let policies = store::policies_for(tx, subject.desk_id, subject.priority)?;
    let mine: Vec<StoredClock> = store::clocks(tx, subject.ticket_id)?
        .into_iter()
        .filter(|clock| clock.agreement == agreement)
        .collect();
    let round = 1 + mine.iter().map(|clock| clock.round).max().unwrap_or(0);
    let mut bench = Bench::new(tx, cx);
    for mut clock in mine {
        bench.apply(&mut clock, "clock.cancelled", |clock, calendar| clock.cancel(cx.now, calendar))?;
    }
    if let Some(start) = one_start(&mut bench, subject, &policies, agreement, round)? {
        bench.start_journalled(subject.ticket_id, start)?;
    }
    commitment(tx, cx, subject.ticket_id)
}

/// Priority, category, service, organisation, desk, policy or calendar changed: the SLA that holds now is chosen
/// again, and its clocks are measured again under it. Pauses are kept; what ended keeps its verdict.
///
/// # Errors
/// When the database fails.
pub fn reconsider(tx: &mut Tx<'_>, cx: &Ctx, subject: &Subject) -> Result<Commitment> {
    let policies = store::policies_for(tx, subject.desk_id, subject.priority)?;
    let clocks = store::clocks(tx, subject.ticket_id)?;
    let mut bench = Bench::new(tx, cx);
    for agreement in [Agreement::Sla, Agreement::Ola, Agreement::Underpinning] {
        let alive = |clock: &&StoredClock| clock.agreement == agreement && clock.state().code() < 2;
        let Some((policy, _)) = choose(&policies, agreement, subject) else {
            for mut clock in clocks.iter().filter(alive).cloned() {
                bench
                    .apply(&mut clock, "clock.cancelled", |clock, calendar| clock.cancel(cx.now, calendar))?;
            }
            continue;
        };
        let round = clocks.iter().filter(|c| c.agreement == agreement).map(|c| c.round).max().unwrap_or(1);
        for metric in Metric::ALL.iter().copied() {
            let known =
                clocks.iter().find(|c| c.agreement == agreement && c.metric == metric && c.round == round);
            remeasure(&mut bench, subject, policy, metric, round, known.cloned())?;
        }
    }
    commitment(tx, cx, subject.ticket_id)
}

fn remeasure(
    bench: &mut Bench<'_, '_>,
    subject: &Subject,
    policy: &Policy,
    metric: Metric,
    round: i64,
    known: Option<StoredClock>,
) -> Result<()> {
    let cx = bench.cx;
    let calendar_id = policy.calendar_id(subject.desk_calendar);
    let calendar = bench.calendar(calendar_id)?;
    let Some(target) = policy.rule.targets.of(metric).map(|target| target.in_calendar(&calendar)) else {
        if let Some(mut clock) = known {
            bench.apply(&mut clock, "clock.cancelled", |clock, calendar| clock.cancel(cx.now, calendar))?;
        }
        return Ok(());
    };
    let Some(mut clock) = known else {
        // A promise made late counts from now: before, nobody had made it.
        let (fresh, reason) = Clock::start(cx.now, Terms { target, calendar: &calendar });
        let (fresh, _) = fresh.follow(cx.now, subject.pending_on, &policy.rule.pauses_on, &calendar);
        let mut clock = StoredClock {
            id: 0,
            ticket_id: subject.ticket_id,
            agreement: policy.rule.agreement,
            metric,
            round,
            policy_id: policy.rule.id,
            calendar_id,
            clock: fresh,
            due_at: None,
            told: cx.now,
            breached_at: None,
        };
        bench.keep(&mut clock, &policy.warnings)?;
        return bench.journal(&clock, "clock.started", &reason);
    };
    let same =
        clock.policy_id == policy.rule.id && clock.calendar_id == calendar_id && clock.clock.target == target;
    if clock.clock.ending.is_some() {
        return Ok(());
    }
    let from = bench.calendar(clock.calendar_id)?;
    let (next, reason) = clock.clock.clone().recompute(cx.now, &from, Terms { target, calendar: &calendar });
    let due_before = clock.due_at;
    clock.clock = next;
    clock.policy_id = policy.rule.id;
    clock.calendar_id = calendar_id;
    if !clock.clock.is_late(cx.now, &calendar) {
        clock.breached_at = None;
        clock.told = cx.now;
    }
    let (next, _) = clock.clock.clone().follow(cx.now, subject.pending_on, &policy.rule.pauses_on, &calendar);
    clock.clock = next;
    bench.keep(&mut clock, &policy.warnings)?;
    if same && due_before == clock.due_at {
        return Ok(());
    }
    bench.journal(&clock, "clock.recomputed", &reason)
}

/// What a timer found when it fired.
pub struct Fired {
    /// The ticket.
    pub ticket_id: i64,
    /// Which target.
    pub metric: Metric,
    /// Which agreement.
    pub agreement: Agreement,
    /// What the clock met, the latest.
    pub event: Event,
    /// What the policy wants done about it.
    pub reactions: Vec<Reaction>,
    /// What the ticket's row must show now.
    pub commitment: Commitment,
}

/// A clock's timer fired: journals the warnings and the breach that were reached, once each, and sets the next one.
/// After downtime several may be told at once; each entry says when it was due.
///
/// # Errors
/// When the database fails.
pub fn fire(tx: &mut Tx<'_>, cx: &Ctx, clock_id: i64) -> Result<Option<Fired>> {
    let Some(mut clock) = store::clock(tx, clock_id)? else { return Ok(None) };
    let Some(policy) = store::policy(tx, clock.policy_id)? else { return Ok(None) };
    let mut bench = Bench::new(tx, cx);
    let calendar = bench.calendar(clock.calendar_id)?;
    let mut reactions = Vec::new();
    let mut last = None;
    while let Some((at, event)) = clock.clock.next_event(clock.told, &policy.warnings, &calendar) {
        if at > cx.now {
            break;
        }
        clock.told = at;
        last = Some(event);
        let (kind, wanted) = match event {
            Event::Warning(percent) => ("clock.warned", ReactionAt::Warning(percent)),
            Event::Breach => ("clock.breached", ReactionAt::Breach),
        };
        if event == Event::Breach {
            clock.breached_at = Some(at);
        }
        reactions.extend(policy.reactions.iter().filter(|reaction| reaction.at == wanted).copied());
        let entry = NewEntry::new(Stream::Ticket(clock.ticket_id), kind).data(json!({
            "agreement": clock.agreement, "metric": clock.metric, "policy": policy.name, "event": event,
            "due_at": at, "fired_at": cx.now, "late_seconds": cx.now.duration_since(at).as_secs(),
        }));
        audit::append(bench.tx, cx, &entry)?;
    }
    bench.keep(&mut clock, &policy.warnings)?;
    let Some(event) = last else { return Ok(None) };
    let (ticket_id, metric, agreement) = (clock.ticket_id, clock.metric, clock.agreement);
    let commitment = commitment(tx, cx, ticket_id)?;
    Ok(Some(Fired { ticket_id, metric, agreement, event, reactions, commitment }))
}

/// What the ticket's row keeps: the next due SLA clock that runs.
fn commitment(tx: &mut Tx<'_>, cx: &Ctx, ticket_id: i64) -> Result<Commitment> {
    let clocks = store::clocks(tx, ticket_id)?;
    summarise(&mut Bench::new(tx, cx), &clocks)
}

fn summarise(bench: &mut Bench<'_, '_>, clocks: &[StoredClock]) -> Result<Commitment> {
    let sla = || clocks.iter().filter(|clock| clock.agreement == Agreement::Sla);
    let next = sla()
        .filter_map(|clock| Some((clock.due_at?, clock)))
        .min_by_key(|(due, clock)| (*due, clock.metric));
    let breached = sla().any(|clock| clock.breached_at.is_some());
    let Some((due, clock)) = next else {
        return Ok(Commitment { due_at: None, metric: None, risk_at: None, breached });
    };
    let calendar = bench.calendar(clock.calendar_id)?;
    let warned = clock.clock.warnings(&[RISK_PERCENT], &calendar);
    let risk_at = warned.first().map(|(_, at)| *at);
    Ok(Commitment { due_at: Some(due), metric: Some(clock.metric), risk_at, breached })
}
