//! The forms of what is done to a ticket as a whole: each asks for what the lifecycle needs and no more.

use maud::{Markup, html};
use rules::ticket_state::{Field, Kind, State};
use web::{
    FieldError,
    components::{Button, checkbox, errors_summary},
    t,
};

use super::{
    Here,
    fields::{Fields, Typed},
};
use crate::tickets::pages::deed::Deed;

/// The title of a deed's form, and the label of its button: both in words that name it.
pub(super) fn label(here: Here<'_>, deed: Deed) -> String {
    match deed {
        Deed::Start if here.sheet.ticket.state == State::Pending => here.t("tickets-act-resume"),
        Deed::Convert if here.sheet.ticket.kind == Kind::Incident => here.t("tickets-act-convert-request"),
        Deed::Convert => here.t("tickets-act-convert-incident"),
        deed => here.t(&format!("tickets-act-{}", deed.word())),
    }
}

/// A deed's form.
pub(in crate::tickets) fn act(here: &Here<'_>, deed: Deed, typed: &Typed, faults: &[FieldError]) -> Markup {
    let action = here.href(&format!("/do/{}", deed.word()));
    let title = label(*here, deed);
    let fields = Fields { here: *here, typed, faults };
    let button = Button::submit(title.clone()).icon(deed.symbol());
    html! {
        form class="stack act" method="post" action=(action) hx-post=(action) hx-target="this" hx-swap="outerMorph" {
            (here.csrf())
            input type="hidden" name="seen" value=(typed.seen.unwrap_or(here.sheet.ticket.version));
            h2 { (title) }
            (errors_summary(here.locale(), faults))
            (hint(*here, deed))
            (body(&fields, deed))
            div class="row" {
                (if deed == Deed::Cancel { button.danger() } else { button.primary() })
                (Button::link(here.href(""), here.t("tickets-back")).quiet().attr("data-close", ""))
            }
        }
    }
}

fn hint(here: Here<'_>, deed: Deed) -> Markup {
    let ticket = &here.sheet.ticket;
    let text = match deed {
        Deed::Escalate => {
            let next = here.sheet.team().and_then(|team| team.next_tier_id);
            let next = next.and_then(|id| here.sheet.teams.iter().find(|team| team.id == id));
            next.map(|team| t!(here.locale(), "tickets-hint-escalate", team = team.name.as_str()))
        }
        Deed::Resolve => Some(t!(here.locale(), "tickets-hint-resolve", days = here.sheet.desk.confirm_days)),
        Deed::Cancel | Deed::Merge | Deed::Split | Deed::Convert | Deed::Reopen | Deed::Provider => {
            Some(here.t(&format!("tickets-hint-{}", deed.word())))
        }
        Deed::Take if ticket.assignee_id.is_some() && ticket.assignee_id != here.me() => {
            let name = here.sheet.name(ticket.assignee_id.unwrap_or_default());
            Some(t!(here.locale(), "tickets-hint-take", name = name))
        }
        _ => None,
    };
    html! { @if let Some(text) = text { p class="small muted" { (text) } } }
}

fn body(fields: &Fields<'_>, deed: Deed) -> Markup {
    let (here, typed) = (fields.here, fields.typed);
    match deed {
        Deed::Take => html! {},
        Deed::Start => html! { (missing(fields, deed)) },
        Deed::Hold => html! {
            (missing(fields, deed))
            (fields.pending_on())
            (fields.text("reason", "tickets-field-pending-reason", &typed.reason, false))
            (comment(fields, "tickets-field-question"))
        },
        Deed::Resolve => html! {
            (missing(fields, deed))
            (fields.solution())
            (comment(fields, "tickets-field-answer"))
        },
        Deed::Close | Deed::Reopen | Deed::Restore | Deed::Cancel => html! {
            (missing(fields, deed))
            (fields.text("reason", "tickets-field-reason", &typed.reason, true))
        },
        Deed::Escalate => fields.text("reason", "tickets-field-reason", &typed.reason, false),
        Deed::Provider => html! {
            (fields.provider())
            (fields.text("reason", "tickets-field-reason", &typed.reason, false))
            @if here.sheet.legal.iter().any(|legal| legal.to == State::Pending) {
                (checkbox("hold", "true", &here.t("tickets-hold-for-provider"), typed.hold))
            }
        },
        Deed::Convert => html! {},
        Deed::Merge => fields.text("ticket", "tickets-field-merge-into", &typed.ticket, true),
        Deed::Split => html! {
            (fields.text("title", "tickets-field-title", typed.title.as_deref().unwrap_or_default(), true))
            (fields.area("description", "tickets-field-description", &typed.description, false))
        },
        Deed::Snooze => snooze(fields),
    }
}

fn comment(fields: &Fields<'_>, key: &str) -> Markup {
    html! {
        (fields.area("comment", key, &fields.typed.comment, false))
        (checkbox("tell", "true", &fields.here.t("tickets-tell-requester"), fields.typed.tell))
    }
}

/// What the lifecycle lacks for this step, asked for here rather than refused afterwards.
fn missing(fields: &Fields<'_>, deed: Deed) -> Markup {
    let (sheet, typed) = (fields.here.sheet, fields.typed);
    let missing = deed.missing(sheet);
    html! {
        @for field in &missing {
            @match field {
                Field::Category => (fields.category(true)),
                Field::Impact => (fields.level("impact", typed.impact)),
                Field::Urgency => (fields.level("urgency", typed.urgency)),
                Field::Team => (fields.team()),
                Field::Assignee => (fields.assignee(true)),
                Field::PendingOn | Field::Resolution | Field::Reason => {}
            }
        }
    }
}

fn snooze(fields: &Fields<'_>) -> Markup {
    let here = fields.here;
    let preset = |word: &str| {
        Button::submit(here.t(&format!("tickets-snooze-{word}")))
            .small()
            .attr("name", "preset")
            .attr("value", word)
    };
    html! {
        div class="row" role="group" aria-label=(here.t("tickets-snooze-soon")) {
            @for word in ["hour", "hours", "tomorrow", "monday"] { (preset(word)) }
            @if here.sheet.ticket.snoozed_until.is_some() { (preset("wake")) }
        }
        (fields.datetime("at", "tickets-field-snoozed-until", &fields.typed.at))
    }
}
