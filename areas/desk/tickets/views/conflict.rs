//! Two people changed the same thing: what the other one did, next to what was typed. Nothing is overwritten unseen.

use base::desks;
use maud::{Markup, html};
use web::{fmt, t};

use super::{Here, fields::Typed, words};
use crate::tickets::refusal::Clash;

/// Theirs (who, when, what) next to yours, one pair a field.
pub(in crate::tickets) fn conflict(here: Here<'_>, typed: &Typed, clashes: &[Clash]) -> Markup {
    let locale = here.locale();
    html! {
        div class="conflict" role="alert" tabindex="-1" {
            p { b { (here.t("tickets-conflict-title")) } " " (here.t("tickets-conflict-text")) }
            @for clash in clashes {
                @let field = words::field(locale, &clash.field);
                @let when = fmt::relative(locale, clash.at, here.cx.now, &here.zone());
                div class="pair" {
                    p {
                        (t!(locale, "tickets-conflict-now", field = field.as_str(), name = clash.by.as_str(), when = when)) " "
                        b { (words::value(locale, &here.zone(), &clash.field, &clash.theirs)) }
                    }
                    p {
                        (t!(locale, "tickets-conflict-yours", field = field.as_str())) " "
                        b { (yours(here, &clash.field, typed)) }
                    }
                }
            }
        }
    }
}

/// What was typed for a field of the journal, as people say it.
fn yours(here: Here<'_>, field: &str, typed: &Typed) -> String {
    let (locale, sheet) = (here.locale(), here.sheet);
    let level = |family: &str, level: Option<rules::priority::Level>| {
        level.map(|l| words::word(locale, family, l.as_str()))
    };
    let said = match field {
        "title" => typed.title.clone(),
        "description" => Some(typed.description.clone()),
        "impact" => level("impact", typed.impact),
        "urgency" => level("urgency", typed.urgency),
        "priority" => typed.priority.map(|p| format!("{p} {}", words::priority(locale, p))),
        "severity" => typed.severity.map(|severity| words::word(locale, "severity", severity.as_str())),
        "category" => typed.category.map(|id| desks::path(&sheet.categories, id, locale)),
        "team" => typed
            .team
            .and_then(|id| sheet.teams.iter().find(|team| team.id == id))
            .map(|team| team.name.clone()),
        "assignee" => typed
            .assignee
            .and_then(|id| sheet.staff.iter().find(|user| user.id == id))
            .map(|user| user.name.clone()),
        "provider" => {
            typed.provider.and_then(|id| sheet.providers.iter().find(|p| p.id == id)).map(|p| p.name.clone())
        }
        "service" => {
            typed.service.and_then(|id| sheet.services.iter().find(|s| s.id == id)).map(|s| s.name.clone())
        }
        "requester" => Some(typed.requester.clone()),
        "sensitive" => Some(here.t(if typed.sensitive { "tickets-yes" } else { "tickets-no" })),
        "expected_at" | "occurred_at" | "detected_at" | "snoozed_until" => typed
            .at
            .parse::<jiff::civil::DateTime>()
            .ok()
            .map(|at| format!("{} {}", fmt::date(locale, at.date()), fmt::time(at.time()))),
        _ => None,
    };
    said.filter(|said| !said.is_empty()).unwrap_or_else(|| here.t("web-value-none"))
}
