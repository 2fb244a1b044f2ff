//! A small interpreter for ticket scenarios restated from Zammad's tests (`sla_scenarios.json`).
//!
//! Each expectation rebuilds the ticket's three clocks from its recorded facts. Where Vigie differs on purpose, and
//! how the comparison allows for it:
//!
//! 1. **Seconds.** Zammad adds up pauses in whole minutes; Vigie counts to the second. A deadline may differ by
//!    less than a minute (09:26:36 for 09:27:00).
//! 2. **What a pause does to the due instant.** Zammad keeps showing the last deadline; Vigie has none while paused,
//!    and shows when it would be if the ticket resumed now. The latter is compared.
//! 3. **Closed without `close_at`.** Zammad takes time in "closed" as a pause and looks at the ticket's present
//!    state for `escalation_at`; scenarios write history rows that leave that state as it was. The interpreter
//!    follows them: a "closed" row is a pause, `close_at` stops the resolution clock, the present state decides
//!    whether anything escalates. In Vigie closing stops the clocks, and reopening turns the time between into
//!    a pause (`Clock::reopen`), which measures the same.
//! 4. **`update_in_min`** is measured by Zammad from the creation to the last contact; Vigie judges each interval
//!    by itself (`Clock::renew`). Zammad's measure is taken here, by the calendar alone.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rules::calendar::{Calendar, CalendarSpec};
use rules::priority::Priority;
use rules::sla::policy::pauses_on_the_user;
use rules::sla::{Agreement, Clock, Facts, PauseCause, Policy, Scope, Target, Targets, Terms, select};
use serde_json::{Map, Value};

use crate::{add_holidays, utc, week};

/// One ticket's facts.
#[derive(Default)]
struct Ticket {
    created_at: Timestamp,
    /// The state at creation, and the present one.
    born: String,
    state: String,
    priority: Option<Priority>,
    /// (when, the state entered), as history has it.
    history: Vec<(Timestamp, String)>,
    /// Every public contact by an agent.
    contacts: Vec<Timestamp>,
    first_response_at: Option<Timestamp>,
    close_at: Option<Timestamp>,
    /// The latest instant that anything happened.
    now: Timestamp,
}

#[derive(Default)]
struct World {
    tickets: BTreeMap<String, Ticket>,
    calendars: BTreeMap<String, Calendar>,
    /// By name: the policy, its `calendar` being the key in `sla_calendar`.
    policies: Vec<(String, Policy)>,
    sla_calendar: BTreeMap<i64, String>,
}

/// Plays a scenario; the first expectation that does not hold is the error.
pub(crate) fn play(scenario: &Value) -> Result<(), String> {
    let mut world = World::default();
    for (n, step) in scenario["steps"].as_array().into_iter().flatten().enumerate() {
        world.step(step).map_err(|error| format!("step {n} {step}: {error}"))?;
    }
    Ok(())
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// `$ticket1.id` → `ticket1`.
fn reference(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim_start_matches('$').trim_end_matches(".id").to_owned()
}

fn at(attrs: &Map<String, Value>, key: &str) -> Option<Timestamp> {
    attrs.get(key).and_then(Value::as_str).map(utc)
}

fn is_suspended(state: &str) -> bool {
    state.starts_with("pending") || matches!(state, "closed" | "merged" | "removed")
}

impl World {
    fn step(&mut self, step: &Value) -> Result<(), String> {
        let on = step["on"].as_str().unwrap_or_default();
        let attrs = object(&step["attrs"]);
        match step["op"].as_str().unwrap_or_default() {
            "create" => self.create(&step["type"], &reference(&step["as"]), &attrs),
            "destroy" => self.destroy(on),
            "set" => self.update(
                on,
                &Map::from_iter([(step["field"].as_str().unwrap().to_owned(), step["value"].clone())]),
            ),
            "update" => self.update(on, &attrs),
            "state_history" => {
                let ticket = self.tickets.get_mut(&reference(&attrs["o_id"])).ok_or("no such ticket")?;
                let (when, to) = (at(&attrs, "created_at").unwrap(), attrs["value_to"].as_str().unwrap());
                ticket.history.push((when, to.to_owned()));
                ticket.now = ticket.now.max(when);
                Ok(())
            }
            "escalation_calculation" => Ok(()),
            "expect" => self.expect(on, step["field"].as_str().unwrap_or_default(), &step["value"]),
            op => Err(format!("the operation {op} is not understood")),
        }
    }

    fn create(&mut self, kind: &Value, name: &str, attrs: &Map<String, Value>) -> Result<(), String> {
        match kind.as_str().unwrap_or_default() {
            "Ticket" => {
                let mut ticket = Ticket { created_at: at(attrs, "created_at").unwrap(), ..Ticket::default() };
                ticket.now = ticket.created_at;
                ticket.born = attrs["state"].as_str().unwrap_or("new").to_owned();
                self.tickets.insert(name.to_owned(), ticket);
                self.update(name, attrs)
            }
            "Calendar" => {
                self.calendars.insert(name.to_owned(), calendar(attrs, None));
                Ok(())
            }
            "Sla" => {
                let id = i64::try_from(self.policies.len()).unwrap() + 1;
                self.sla_calendar.insert(id, reference(&attrs["calendar_id"]));
                self.policies.push((name.to_owned(), policy(id, attrs)?));
                Ok(())
            }
            "Ticket::Article" => {
                let ticket = self.tickets.get_mut(&reference(&attrs["ticket_id"])).ok_or("no such ticket")?;
                let when = at(attrs, "created_at").unwrap();
                ticket.now = ticket.now.max(when);
                let public = attrs.get("internal") != Some(&Value::Bool(true))
                    && attrs.get("type").and_then(Value::as_str) != Some("note");
                if public && attrs["sender"] == "Agent" {
                    ticket.first_response_at.get_or_insert(when);
                    ticket.contacts.push(when);
                }
                Ok(())
            }
            kind => Err(format!("the type {kind} is not understood")),
        }
    }

    fn destroy(&mut self, on: &str) -> Result<(), String> {
        match on {
            "Ticket" => self.tickets.clear(),
            "Sla" => self.policies.clear(),
            "Calendar" => self.calendars.clear(),
            name => {
                self.tickets.remove(name);
                self.calendars.remove(name);
                self.policies.retain(|(policy, _)| policy != name);
            }
        }
        Ok(())
    }

    fn update(&mut self, on: &str, attrs: &Map<String, Value>) -> Result<(), String> {
        if let Some(old) = self.calendars.get(on) {
            let changed = calendar(attrs, Some(old));
            self.calendars.insert(on.to_owned(), changed);
            return Ok(());
        }
        let ticket = self.tickets.get_mut(on).ok_or("no such thing")?;
        for (key, value) in attrs {
            let when = || value.as_str().map(utc);
            match key.as_str() {
                "state" => value.as_str().unwrap_or_default().clone_into(&mut ticket.state),
                // "2 normal": the number is the urgency, 3 being the most pressing.
                "priority" => {
                    let number: Option<i16> = value.as_str().and_then(|p| p.split(' ').next()?.parse().ok());
                    ticket.priority = number.and_then(Priority::from_code);
                }
                "first_response_at" => ticket.first_response_at = when(),
                "close_at" => ticket.close_at = when(),
                "last_contact_agent_at" => ticket.contacts.extend(when()),
                // The state set before is dated by it.
                "updated_at" => {
                    let when = when().unwrap();
                    ticket.now = ticket.now.max(when);
                    let last = ticket.history.last().map_or(&ticket.born, |(_, state)| state);
                    if when > ticket.created_at && *last != ticket.state {
                        ticket.history.push((when, ticket.state.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn expect(&self, on: &str, field: &str, value: &Value) -> Result<(), String> {
        let ticket = self.tickets.get(on).ok_or("no such ticket")?;
        if field == "first_response_at" {
            return crate::same(ticket.first_response_at, value.as_str().map(utc));
        }
        let facts = Facts { priority: ticket.priority, ..Facts::default() };
        let chosen = select(self.policies.iter().map(|(_, policy)| policy), Agreement::Sla, &facts);
        let Some((policy, _)) = chosen else {
            return crate::same(value, &Value::Null);
        };
        let calendar = self
            .sla_calendar
            .get(&policy.id)
            .and_then(|name| self.calendars.get(name))
            .ok_or("the SLA's calendar is gone")?;
        let clocks = ticket.clocks(&policy.targets, calendar);
        if field.ends_with("_in_min") {
            return minutes_match(ticket, &clocks, field, value, &policy.targets, calendar);
        }
        let due = |clock: &Option<Clock>| clock.as_ref().and_then(|c| c.due_if_resumed(ticket.now, calendar));
        let found = match field {
            "first_response_escalation_at" => due(&clocks.first),
            "update_escalation_at" => due(&clocks.update),
            "close_escalation_at" => due(&clocks.close),
            "escalation_at" if is_suspended(&ticket.state) => None,
            "escalation_at" => [&clocks.first, &clocks.update, &clocks.close]
                .into_iter()
                .filter(|clock| clock.as_ref().is_some_and(|clock| clock.ending.is_none()))
                .filter_map(due)
                .min(),
            field => return Err(format!("the field {field} is not understood")),
        };
        let expected = value.as_str().map(utc);
        match (found, expected) {
            (Some(found), Some(expected))
                if found.duration_since(expected).abs() < SignedDuration::from_mins(1) =>
            {
                Ok(())
            }
            (found, expected) => crate::same(found, expected),
        }
    }
}

struct Clocks {
    first: Option<Clock>,
    update: Option<Clock>,
    close: Option<Clock>,
}

impl Ticket {
    fn clocks(&self, targets: &Targets, calendar: &Calendar) -> Clocks {
        let run = |target: Option<Target>, renewals: &[Timestamp], stop: Option<Timestamp>| {
            target.map(|target| self.clock(target.in_calendar(calendar), renewals, stop, calendar))
        };
        Clocks {
            first: run(targets.acknowledge, &[], self.first_response_at),
            update: run(targets.update, &self.contacts, None),
            close: run(targets.resolve, &[], self.close_at),
        }
    }

    /// Plays the ticket's history into a clock, in order of time: states, then contacts, then the stop.
    fn clock(
        &self,
        target: SignedDuration,
        renewals: &[Timestamp],
        stop: Option<Timestamp>,
        calendar: &Calendar,
    ) -> Clock {
        enum What<'a> {
            State(&'a str),
            Renew,
            Stop,
        }
        let mut events: Vec<(Timestamp, What)> = vec![(self.created_at, What::State(&self.born))];
        events.extend(self.history.iter().map(|(at, state)| (*at, What::State(state))));
        events.extend(renewals.iter().map(|at| (*at, What::Renew)));
        events.extend(stop.map(|at| (at, What::Stop)));
        events.sort_by_key(|(at, _)| *at);
        let (mut clock, _) = Clock::start(self.created_at, Terms { target, calendar });
        for (at, what) in events {
            (clock, _) = match what {
                What::State("closed" | "merged" | "removed") => {
                    clock.pause(at, PauseCause::Resolved, calendar)
                }
                What::State(state) if is_suspended(state) => clock.pause(at, PauseCause::User, calendar),
                What::State(_) => clock.resume(at, calendar),
                What::Renew => clock.renew(at, calendar),
                What::Stop => clock.stop(at, calendar),
            };
        }
        clock
    }
}

/// `…_in_min` is working time used when it was done, `…_diff_in_min` what was left of the target.
fn minutes_match(
    ticket: &Ticket,
    clocks: &Clocks,
    field: &str,
    value: &Value,
    targets: &Targets,
    calendar: &Calendar,
) -> Result<(), String> {
    let stopped = |clock: &Option<Clock>| {
        let clock = clock.as_ref()?;
        Some(clock.used(clock.ending?.at, calendar).as_mins())
    };
    let minutes = |target: Option<Target>| target.map(|target| target.in_calendar(calendar).as_mins());
    let (used, target) = match field.trim_end_matches("_in_min").trim_end_matches("_diff") {
        "first_response" => (stopped(&clocks.first), minutes(targets.acknowledge)),
        "close" => (stopped(&clocks.close), minutes(targets.resolve)),
        "update" => {
            let last = ticket.contacts.iter().max();
            let whole = last.map(|_| ticket.clock(SignedDuration::from_hours(1), &[], None, calendar));
            let used = last.zip(whole).map(|(last, clock)| clock.used(*last, calendar).as_mins());
            (used, minutes(targets.update))
        }
        other => return Err(format!("the field {other} is not understood")),
    };
    let found =
        if field.contains("_diff_") { target.zip(used).map(|(target, used)| target - used) } else { used };
    crate::same(found, value.as_i64())
}

fn calendar(attrs: &Map<String, Value>, old: Option<&Calendar>) -> Calendar {
    let named = attrs.get("timezone").and_then(Value::as_str);
    let zone = named.or(old.and_then(|old| old.zone().iana_name())).unwrap();
    let mut spec = CalendarSpec {
        zone: zone.to_owned(),
        week: week(&attrs["business_hours"]),
        ..CalendarSpec::default()
    };
    let public = attrs.get("public_holidays").map(object).unwrap_or_default();
    let active = public.iter().filter(|(_, day)| day["active"] != Value::Bool(false));
    add_holidays(&mut spec, &active.map(|(date, _)| Value::from(date.as_str())).collect());
    Calendar::try_from(&spec).unwrap()
}

fn policy(id: i64, attrs: &Map<String, Value>) -> Result<Policy, String> {
    let minutes = |key: &str| {
        let minutes = attrs.get(key).and_then(Value::as_u64)?;
        Some(Target::minutes(u32::try_from(minutes).ok()?))
    };
    let mut scope = Scope::default();
    for (field, condition) in object(&attrs["condition"]) {
        let value = match &condition["value"] {
            Value::Array(values) => values.first().cloned().unwrap_or_default(),
            value => value.clone(),
        };
        let number = value.as_str().and_then(|text| text.parse().ok());
        match field.as_str() {
            "ticket.priority_id" => scope.priority = number.and_then(Priority::from_code),
            field => return Err(format!("the condition {field} is not understood")),
        }
    }
    Ok(Policy {
        id,
        agreement: Agreement::Sla,
        scope,
        targets: Targets {
            acknowledge: minutes("first_response_time"),
            update: minutes("update_time"),
            resolve: minutes("solution_time"),
        },
        calendar: None,
        pauses_on: pauses_on_the_user(),
        position: 0,
    })
}
