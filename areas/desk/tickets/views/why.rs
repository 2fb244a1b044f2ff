//! « Pourquoi P2 ? »: the matrix with its cell, where impact, urgency, category and team come from, and how to correct it.

use maud::{Markup, html};
use rules::priority::{Level, PriorityReason};
use web::{
    components::{Button, Tone, badge, badge_icon, priority},
    t,
};

use super::{Here, words};
use crate::tickets::model::Basis;

/// The desk's matrix, with the cell that decides marked.
pub(super) fn matrix(here: Here<'_>) -> Markup {
    let (locale, ticket) = (here.locale(), &here.sheet.ticket);
    html! {
        table class="matrix" {
            caption class="sr" { (here.t("tickets-why-matrix")) }
            thead {
                tr {
                    td class="u" { (here.t("tickets-field-urgency")) }
                    @for urgency in Level::ALL { th scope="col" { (words::word(locale, "urgency", urgency.as_str())) } }
                }
            }
            tbody {
                @for impact in Level::ALL {
                    tr {
                        th scope="row" { (words::word(locale, "why-impact", impact.as_str())) }
                        @for urgency in Level::ALL {
                            @let given = here.sheet.matrix.get(*impact, *urgency);
                            @if ticket.impact == *impact && ticket.urgency == *urgency {
                                td class="hit" { (priority(words::code(given), &words::priority(locale, given))) }
                            } @else {
                                td { (given) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn basis(here: Here<'_>, basis: Basis) -> String {
    here.t(match basis {
        Basis::Assumed => "tickets-basis-assumed",
        Basis::Reported => "tickets-basis-reported",
        Basis::Category => "tickets-basis-category",
        Basis::Confirmed => "tickets-basis-confirmed",
    })
}

/// The popover behind the priority.
pub(super) fn why(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let (ticket, from) = (&sheet.ticket, sheet.ticket.qualification);
    let title = t!(locale, "tickets-why-title", priority = ticket.priority.as_str());
    let confirmed = [from.category, from.impact, from.urgency].iter().all(|basis| *basis == Basis::Confirmed);
    let category = ticket.category_id.map(|id| base::desks::path(&sheet.categories, id, locale));
    html! {
        section class="pop why" id="why" popover aria-label=(title) {
            header {
                h2 { (title) }
                @match &ticket.priority_reason {
                    PriorityReason::Manual { .. } => (badge_icon(Tone::Warn, "user", &here.t("tickets-why-manual"))),
                    _ if !confirmed => (badge_icon(Tone::Accent, "spark", &here.t("tickets-why-proposed"))),
                    _ => (badge(Tone::Ok, &here.t("tickets-why-confirmed"))),
                }
            }
            (matrix(here))
            dl class="dl" {
                @if let PriorityReason::Manual { reason, otherwise } = &ticket.priority_reason {
                    dt { (here.t("tickets-why-by-hand")) }
                    dd { (reason) " " span class="muted" { (t!(locale, "tickets-why-otherwise", priority = otherwise.as_str())) } }
                }
                dt { (words::word(locale, "why-impact", ticket.impact.as_str())) } dd { (basis(here, from.impact)) }
                dt { (words::word(locale, "why-urgency", ticket.urgency.as_str())) } dd { (basis(here, from.urgency)) }
                @if let Some(category) = category {
                    dt { (here.t("tickets-field-category")) } dd { (category) ", " (basis(here, from.category)) }
                }
                @if let Some(team) = sheet.team() {
                    dt { (here.t("tickets-field-team")) } dd { (team.name) ", " (basis(here, from.team)) }
                }
            }
            @if sheet.may_edit() {
                footer {
                    @if !confirmed && ticket.category_id.is_some() {
                        (here.small_form("/edit/confirm", "press", &html! {
                            input type="hidden" name="seen" value=(ticket.version);
                            (Button::submit(here.t("tickets-why-confirm")).small().primary())
                        }))
                    }
                    (Button::link(here.href("/edit/priority"), here.t("tickets-why-correct")).small().attr("data-edit", "").key("p"))
                }
            }
        }
    }
}
