//! The commitments in the head of a ticket: each clock with its figure, when it is due, and why it is what it is.

use maud::{Markup, html};
use rules::sla::{Agreement, Metric};
use web::{
    components::{Button, SlaState, SlaView, icon_s, sla},
    fmt, t,
};

use super::{Here, words};
use crate::{sla::ClockState, tickets::pages::sheet::ShownClock};

/// The clocks of the agreement with the customer, side by side, and the explanation of all of them.
pub(super) fn clocks(here: Here<'_>) -> Markup {
    let shown = || here.sheet.clocks.iter().filter(|clock| clock.view.agreement == Agreement::Sla);
    html! {
        @if !here.sheet.clocks.is_empty() {
            dl class="t-clocks" { @for clock in shown() { (one(here, clock)) } }
            (Button::new(here.t("tickets-clocks-why")).quiet().small().only_icon("info").opens("clocks-why"))
            (explanation(here))
        }
    }
}

fn one(here: Here<'_>, clock: &ShownClock) -> Markup {
    let (locale, view) = (here.locale(), &clock.view);
    let metric = words::word(locale, "metric", view.metric.as_str());
    let name = match view.due_at.filter(|_| view.metric == Metric::Resolve) {
        Some(due) => t!(locale, "tickets-clock-before", metric = metric, due = due_short(here, due)),
        None => metric,
    };
    html! {
        div class=[(view.metric == Metric::Resolve).then_some("w")] {
            dt { (name) }
            @match view.state {
                ClockState::Met => dd class="ok-t" { (icon_s("check")) (fmt::duration(locale, view.used)) span class="sr" { " " (here.t("tickets-clock-met")) } },
                ClockState::Missed => dd class="late-t" { (icon_s("over")) (fmt::duration(locale, view.used)) span class="sr" { " " (here.t("tickets-clock-missed")) } },
                ClockState::Cancelled => dd class="muted" { (here.t("tickets-clock-cancelled")) },
                ClockState::Running | ClockState::Paused => dd { (sla(locale, &chip(here, clock))) },
            }
        }
    }
}

/// `12:52` today, with the day otherwise.
fn due_short(here: Here<'_>, due: jiff::Timestamp) -> String {
    let (local, today) = (due.to_zoned(here.zone()), here.cx.now.to_zoned(here.zone()));
    if local.date() == today.date() {
        fmt::time(local.time())
    } else {
        fmt::datetime(here.locale(), due, &here.zone())
    }
}

fn chip(here: Here<'_>, clock: &ShownClock) -> SlaView {
    let view = &clock.view;
    SlaView {
        state: match view.state {
            ClockState::Paused | ClockState::Cancelled => SlaState::Paused,
            ClockState::Running if view.breached => SlaState::Breached,
            ClockState::Running => SlaState::Running,
            ClockState::Met => SlaState::Met,
            ClockState::Missed => SlaState::Missed,
        },
        remaining_secs: view.remaining.as_secs(),
        total_secs: view.target.as_secs(),
        at: here.cx.now,
        // Outside its hours a clock stands still from now on.
        open_until: if view.always_open {
            None
        } else {
            view.open_until.or(view.opens_at.map(|_| here.cx.now))
        },
        warn_secs: None,
        day_secs: clock.day,
        due: view.due_at.map(|due| fmt::datetime(here.locale(), due, &here.zone())),
    }
}

fn explanation(here: Here<'_>) -> Markup {
    let locale = here.locale();
    html! {
        section class="pop clocks-why" id="clocks-why" popover aria-label=(here.t("tickets-clocks-why")) {
            div class="body" {
                h2 { (here.t("tickets-clocks-why")) }
                @for clock in &here.sheet.clocks {
                    @let view = &clock.view;
                    h3 {
                        (words::word(locale, "metric", view.metric.as_str())) " "
                        span class="muted small" { (words::word(locale, "agreement", view.agreement.as_str())) }
                    }
                    dl class="dl" {
                        @if let Some(policy) = &clock.policy {
                            dt { (here.t("tickets-clock-policy")) }
                            dd { (policy.name) @if let Some(because) = scope(here, policy) { br; span class="muted small" { (because) } } }
                        }
                        dt { (here.t("tickets-clock-target")) }
                        dd {
                            (fmt::time_left(locale, view.target.as_secs(), clock.day)) " "
                            span class="muted small" { (here.t(if view.always_open { "tickets-clock-always" } else { "tickets-clock-hours" })) }
                        }
                        dt { (here.t("tickets-clock-used")) } dd { (fmt::time_left(locale, view.used.as_secs(), clock.day)) }
                        @if let Some(due) = view.due_at { dt { (here.t("tickets-clock-due")) } dd { (here.moment(due)) } }
                        @if let Some(since) = view.paused_since {
                            dt { (here.t("tickets-clock-paused")) }
                            dd {
                                (here.moment(since))
                                @if let Some(cause) = clock.cause { ", " (words::word(locale, "pause", cause.as_str())) }
                            }
                        }
                        @if let Some(opens) = view.opens_at.filter(|_| view.state == ClockState::Running) {
                            dt { (here.t("tickets-clock-opens")) } dd { (here.moment(opens)) }
                        }
                        @if let Some(ended) = view.ended_at {
                            dt { (here.t(if view.state == ClockState::Met { "tickets-clock-met" } else { "tickets-clock-missed" })) }
                            dd { (here.moment(ended)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the policy asks for and this ticket is.
fn scope(here: Here<'_>, policy: &crate::sla::Policy) -> Option<String> {
    let (locale, scope) = (here.locale(), &policy.rule.scope);
    let asked = [
        ("provider", scope.provider.is_some()),
        ("team", scope.team.is_some()),
        ("service", scope.service.is_some()),
        ("organisation", scope.organisation.is_some()),
        ("category", scope.category.is_some()),
        ("priority", scope.priority.is_some()),
        ("desk", scope.desk.is_some()),
    ];
    let fields: Vec<String> =
        asked.into_iter().filter(|(_, asked)| *asked).map(|(field, _)| words::field(locale, field)).collect();
    (!fields.is_empty()).then(|| t!(locale, "tickets-clock-because", fields = fields.join(", ")))
}
