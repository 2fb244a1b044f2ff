//! The forms that change one property of a ticket, shown beside it or as a page of their own.

use maud::{Markup, html};
use rules::priority::{Priority, PriorityReason};
use web::{
    FieldError,
    components::{Button, errors_summary, switch},
};

use super::{
    Here,
    conflict::conflict,
    fields::{Fields, Typed},
    why, words,
};
use crate::tickets::{pages::edit::Property, refusal::Clash};

/// A property's form. `clashes` are what someone else changed meanwhile: sending it again keeps what was typed.
pub(in crate::tickets) fn edit(
    here: &Here<'_>,
    property: Property,
    typed: &Typed,
    faults: &[FieldError],
    clashes: &[Clash],
) -> Markup {
    let action = here.href(&format!("/edit/{}", property.word()));
    let fields = Fields { here: *here, typed, faults };
    let (save, back) = if clashes.is_empty() {
        ("tickets-save", "tickets-back")
    } else {
        ("tickets-conflict-mine", "tickets-conflict-theirs")
    };
    html! {
        form class="stack edit" method="post" action=(action) hx-post=(action) hx-target="this" hx-swap="outerMorph" {
            (here.csrf())
            input type="hidden" name="seen" value=(typed.seen.unwrap_or(here.sheet.ticket.version));
            h2 { (here.t(&format!("tickets-edit-{}", property.word()))) }
            (errors_summary(here.locale(), faults))
            @if !clashes.is_empty() { (conflict(*here, typed, clashes)) }
            (body(&fields, property))
            div class="row" {
                (Button::submit(here.t(save)).primary().icon("check"))
                (Button::link(here.href(""), here.t(back)).quiet().attr("data-close", ""))
            }
        }
    }
}

fn body(fields: &Fields<'_>, property: Property) -> Markup {
    let (here, typed) = (fields.here, fields.typed);
    match property {
        Property::Title => {
            fields.text("title", "tickets-field-title", typed.title.as_deref().unwrap_or_default(), true)
        }
        Property::Description => {
            fields.area("description", "tickets-field-description", &typed.description, false)
        }
        Property::Priority => priority(fields),
        Property::Assignee => fields.assignee(false),
        Property::Team => fields.team(),
        Property::Category => fields.category(false),
        Property::Service => fields.service(),
        Property::Severity => fields.severity(),
        Property::Expected => html! {
            (fields.datetime("at", "tickets-field-expected-at", &typed.at))
            p class="small muted" { (here.t("tickets-hint-expected")) }
        },
        Property::Occurred => fields.datetime("at", "tickets-field-occurred-at", &typed.at),
        Property::Detected => fields.datetime("at", "tickets-field-detected-at", &typed.at),
        Property::Sensitive => html! {
            (switch("sensitive", &here.t("tickets-field-sensitive"), typed.sensitive))
            p class="small muted" { (here.t("tickets-hint-sensitive")) }
        },
        Property::Requester => html! {
            (fields.text("requester", "tickets-field-requester", &typed.requester, true))
            p class="small muted" { (here.t("tickets-hint-person")) }
        },
        Property::Confirm => html! {},
    }
}

/// Impact and urgency, which give the priority, and the priority by hand, which needs a reason.
fn priority(fields: &Fields<'_>) -> Markup {
    let (here, typed) = (fields.here, fields.typed);
    let options: Vec<(String, String)> = Priority::ALL
        .iter()
        .map(|p| (p.to_string(), format!("{p} · {}", words::priority(here.locale(), *p))))
        .collect();
    let chosen = typed.priority.map(|priority| priority.to_string()).unwrap_or_default();
    let by_hand = matches!(here.sheet.ticket.priority_reason, PriorityReason::Manual { .. });
    html! {
        (why::matrix(here))
        (fields.level("impact", typed.impact))
        (fields.level("urgency", typed.urgency))
        details open[by_hand || typed.priority.is_some()] {
            summary { (here.t("tickets-priority-by-hand")) }
            div class="stack" {
                (fields.choice("priority", "tickets-field-priority", &options, &chosen, Some("tickets-priority-from-matrix")))
                (fields.text("reason", "tickets-field-priority-reason", &typed.reason, false))
            }
        }
    }
}
