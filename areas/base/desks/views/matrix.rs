//! The priority matrix of a desk.

use maud::{Markup, html};
use rules::priority::{Level, Matrix, Priority};
use web::components::{Button, Notice, banner};
use web::i18n::Locale;
use web::t;

use super::kit::{self, Answer, Here, priority_name};
use crate::desks::model::Desk;
use crate::desks::views::categories::desk_switch;

/// The name of a cell's field: `high_low` is impact high, urgency low.
pub(in crate::desks) fn cell(impact: Level, urgency: Level) -> String {
    format!("{impact}_{urgency}")
}

/// The editor of a desk's matrix.
pub(in crate::desks) fn editor(
    here: &Here<'_>,
    desks: &[Desk],
    desk: &Desk,
    version: i64,
    matrix: &Matrix,
    answer: &Answer,
) -> Markup {
    let locale = here.locale();
    let body = html! {
        input type="hidden" name="desk" value=(desk.id);
        input type="hidden" name="version" value=(version);
        (grid(here, matrix))
    };
    let foot = html! {
        (Button::submit(here.t("desks-save")).primary().icon("check"))
        @if *matrix != Matrix::default() {
            (Button::submit(here.t("desks-matrix-default")).quiet().icon("undo").attr("name", "then").attr("value", "default"))
        }
    };
    html! {
        (here.head(&here.t("desks-matrix-title"), &here.t("desks-matrix-lead"), None))
        (desk_switch(here, "/settings/matrix", desks, desk.id))
        (answer.show(locale))
        @if !matrix.is_monotonic() { (banner(Notice::Warn, html! { (here.t("desks-matrix-odd")) }, html! {})) }
        section class="card" { div class="body" { (here.form("/settings/matrix", &body, &foot)) } }
    }
}

fn grid(here: &Here<'_>, matrix: &Matrix) -> Markup {
    let locale = here.locale();
    html! {
        div class="xscroll" tabindex="0" role="region" aria-label=(here.t("desks-matrix-title")) {
            table class="grid-edit" {
                thead {
                    tr {
                        th scope="col" { (here.t("desks-matrix-axes")) }
                        @for urgency in Level::ALL {
                            th scope="col" { (t!(locale, "desks-matrix-urgency", level = kit::urgency(locale, Some(*urgency)))) }
                        }
                    }
                }
                tbody {
                    @for impact in Level::ALL {
                        tr {
                            th scope="row" { (t!(locale, "desks-matrix-impact", level = kit::impact(locale, Some(*impact)))) }
                            @for urgency in Level::ALL { td { (choice(here, matrix, *impact, *urgency)) } }
                        }
                    }
                }
            }
        }
    }
}

fn choice(here: &Here<'_>, matrix: &Matrix, impact: Level, urgency: Level) -> Markup {
    let locale = here.locale();
    let name = cell(impact, urgency);
    let label = cell_label(locale, impact, urgency);
    html! {
        select class="input" id={ "f-" (name) } name=(name) aria-label=(label) {
            @for priority in Priority::ALL {
                option value=(priority.code()) selected[matrix.get(impact, urgency) == *priority] {
                    (priority) " · " (priority_name(locale, *priority))
                }
            }
        }
    }
}

fn cell_label(locale: Locale, impact: Level, urgency: Level) -> String {
    let (impact, urgency) = (kit::impact(locale, Some(impact)), kit::urgency(locale, Some(urgency)));
    t!(locale, "desks-matrix-cell", impact = impact, urgency = urgency)
}

/// What differs between two matrices, for the reader.
pub(in crate::desks) fn pairs(locale: Locale, now: &Matrix, typed: &Matrix) -> Vec<(String, String, String)> {
    let cells =
        Level::ALL.iter().flat_map(|impact| Level::ALL.iter().map(move |urgency| (*impact, *urgency)));
    cells
        .map(|(impact, urgency)| {
            (
                cell_label(locale, impact, urgency),
                now.get(impact, urgency).to_string(),
                typed.get(impact, urgency).to_string(),
            )
        })
        .collect()
}
