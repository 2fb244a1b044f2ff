//! Pieces that these pages share: who reads, and how tickets' values are said and drawn.

use base::{ctx::Ctx, people::Team};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use rules::{
    priority::Priority,
    ticket_state::{Kind, PendingOn, State},
};
use web::{
    Locale,
    components::{self, Avatar, Look, SlaState, SlaView, Tone, badge, badge_icon, csrf_field, icon_s},
    fmt,
    i18n::t,
    t,
};

use crate::{
    queues::model::{List, Row},
    sla::{ClockState, View},
    tickets::PresenceMode,
};

/// The reader of a page.
#[derive(Clone, Copy)]
pub(in crate::queues) struct Here<'a> {
    pub(in crate::queues) cx: &'a Ctx,
    pub(in crate::queues) zone: &'a TimeZone,
}

/// The zone in which a reader's days are meant; UTC when it is none.
pub(in crate::queues) fn zone_of(cx: &Ctx) -> TimeZone {
    TimeZone::get(&cx.actor.visit.zone).unwrap_or(TimeZone::UTC)
}

impl Here<'_> {
    pub(in crate::queues) fn locale(self) -> Locale {
        self.cx.locale
    }

    pub(in crate::queues) fn t(self, key: &str) -> String {
        t(self.cx.locale, key)
    }

    pub(in crate::queues) fn csrf(self) -> Markup {
        csrf_field(&self.cx.actor.visit.csrf)
    }

    pub(in crate::queues) fn ago(self, at: Timestamp) -> Markup {
        components::ago(self.cx.locale, at, self.cx.now, self.zone)
    }

    pub(in crate::queues) fn moment(self, at: Timestamp) -> Markup {
        components::moment(self.cx.locale, at, self.cx.now, self.zone)
    }
}

/// A person drawn for a reader; small where `small`.
pub(in crate::queues) fn face(here: Here<'_>, list: &List, person: Option<i64>, small: bool) -> Markup {
    let user = person.and_then(|id| list.names.people.get(&id));
    let avatar = match user {
        None => Avatar::Nobody,
        Some(user) if here.cx.actor.user_id() == Some(user.id) => Avatar::Me(&user.name),
        Some(user) => Avatar::Person(&user.name),
    };
    if small { avatar.small(here.locale()) } else { avatar.show(here.locale()) }
}

/// A team's name, or none.
pub(in crate::queues) fn team_name(list: &List, team: Option<i64>) -> Option<&str> {
    team.and_then(|id| list.names.teams.get(&id)).map(|team: &Team| team.name.as_str())
}

/// The word of a priority.
pub(in crate::queues) fn priority_text(locale: Locale, priority: Priority) -> String {
    t(locale, &format!("tickets-priority-{}", priority.code()))
}

/// The number of a priority, as components take it.
pub(in crate::queues) fn priority_code(priority: Priority) -> u8 {
    u8::try_from(priority.code()).unwrap_or(5)
}

/// The word of a state.
pub(in crate::queues) fn state_text(locale: Locale, state: State) -> String {
    t(locale, &format!("tickets-state-{}", state.as_str().replace('_', "-")))
}

/// The word of a kind.
pub(in crate::queues) fn kind_text(locale: Locale, kind: Kind) -> String {
    t(locale, &format!("tickets-kind-{}", kind.as_str()))
}

/// Whom a ticket waits for.
pub(in crate::queues) fn pending_text(locale: Locale, on: PendingOn) -> String {
    t(locale, &format!("queues-pending-{}", on.as_str()))
}

pub(in crate::queues) const fn look(state: State) -> Look {
    match state {
        State::New => Look::New,
        State::Qualified => Look::Qualified,
        State::Assigned => Look::Assigned,
        State::InProgress => Look::InProgress,
        State::Pending => Look::Pending,
        State::Resolved => Look::Resolved,
        State::Closed => Look::Closed,
        State::Cancelled => Look::Cancelled,
    }
}

/// What a row says of a state: while pending, on whom.
pub(in crate::queues) fn state_label(locale: Locale, row: &Row) -> String {
    match row.pending_on {
        Some(on) if row.state == State::Pending => pending_text(locale, on),
        _ => state_text(locale, row.state),
    }
}

/// A clock as components draw it.
pub(in crate::queues) fn clock(here: Here<'_>, view: &View, day_secs: u64) -> SlaView {
    let (state, remaining) = (view.state, view.remaining.as_secs());
    SlaView {
        state: match state {
            ClockState::Running if remaining < 0 => SlaState::Breached,
            ClockState::Running => SlaState::Running,
            ClockState::Paused | ClockState::Cancelled => SlaState::Paused,
            ClockState::Met => SlaState::Met,
            ClockState::Missed => SlaState::Missed,
        },
        remaining_secs: remaining,
        total_secs: view.target.as_secs(),
        at: here.cx.now,
        // Closed now: it stands still already.
        open_until: if view.opens_at.is_some() { Some(here.cx.now) } else { view.open_until },
        warn_secs: None,
        day_secs,
        due: view.due_at.map(|at| fmt::datetime(here.locale(), at, here.zone)),
    }
}

/// The clock of a row, or a dash.
pub(in crate::queues) fn row_clock(here: Here<'_>, list: &List, row: &Row) -> Markup {
    match list.clock(row) {
        Some(view) => {
            let day = list.days.get(&row.id).copied().unwrap_or(fmt::DAY);
            components::sla(here.locale(), &clock(here, view, day))
        }
        None => html! { span class="muted" aria-label=(here.t("queues-no-clock")) { "–" } },
    }
}

/// What a title is followed by: major, how many are affected, put aside, confidential, tags.
pub(in crate::queues) fn marks(here: Here<'_>, list: &List, row: &Row) -> Markup {
    let locale = here.locale();
    let snoozed = row.snoozed_until.filter(|until| *until > here.cx.now);
    html! {
        @if row.major { (badge(Tone::Solid, &here.t("queues-major"))) }
        @if row.sensitive { (badge_icon(Tone::Neutral, "shield", &here.t("queues-sensitive"))) }
        @if row.affected_count > 1 {
            span class="badge" title=(t!(locale, "queues-affected", n = row.affected_count)) {
                (icon_s("users")) (fmt::number(locale, row.affected_count))
                span class="sr" { " " (t!(locale, "queues-affected", n = row.affected_count)) }
            }
        }
        @if let Some(until) = snoozed {
            @let text = t!(locale, "queues-snoozed", until = fmt::datetime(locale, until, here.zone));
            span class="badge" title=(text) { (icon_s("snooze")) span class="sr" { (text) } }
        }
        @for tag in list.tags.get(&row.id).into_iter().flatten().take(2) { (badge(Tone::Neutral, tag)) }
        (present(here, list, row))
    }
}

/// Who else is on a ticket's page.
pub(in crate::queues) fn present(here: Here<'_>, list: &List, row: &Row) -> Markup {
    let me = here.cx.actor.user_id();
    let others = list.presence.get(&row.id).into_iter().flatten().filter(|one| Some(one.user_id) != me);
    html! {
        @for one in others.take(3) {
            @if let Some(user) = list.names.people.get(&one.user_id) {
                @match one.mode {
                    PresenceMode::Writing => { (Avatar::Writing(&user.name).small(here.locale())) (icon_s("pencil")) }
                    PresenceMode::Viewing => (Avatar::Person(&user.name).small(here.locale())),
                }
            }
        }
    }
}

/// An address with parameters; empty ones are left out.
pub(in crate::queues) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.len() == path.len() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' | b',' => {
                    out.push(char::from(byte))
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_any_text() {
        assert_eq!(address("/queue", &[("q", ""), ("sort", "due")]), "/queue?sort=due");
        assert_eq!(address("/queue", &[("q", "équipe:\"a&b\" c")]), "/queue?q=%C3%A9quipe:%22a%26b%22%20c");
        assert_eq!(address("/queue", &[]), "/queue");
    }
}
