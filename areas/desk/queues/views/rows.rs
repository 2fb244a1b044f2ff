//! The lines of a list, for the queue and wherever tickets stand in a table.

use maud::{Markup, html};
use web::{components, t};

use super::kit::{
    Here, address, face, look, marks, priority_code, priority_text, row_clock, state_label, state_text,
};
use crate::queues::model::{ColumnChoice, Columns, List, Row, Sort};

/// Where a ticket is.
pub(in crate::queues) fn href(row: &Row) -> String {
    format!("/tickets/{}", row.label())
}

/// Where a field of a ticket is edited in place.
pub(in crate::queues) fn edit_href(row: &Row, field: &str, back: &str) -> String {
    let (number, version) = (row.number.to_string(), row.version.to_string());
    address(&format!("/queue/edit/{field}"), &[("id", &number), ("seen", &version), ("back", back)])
}

/// One line of the queue.
pub(in crate::queues) fn line(here: Here<'_>, list: &List, row: &Row, back: &str) -> Markup {
    let locale = here.locale();
    let number = row.label();
    let assignee = row.assignee_id.and_then(|id| list.names.people.get(&id)).map(|user| user.name.as_str());
    let nobody = here.t("web-person-nobody");
    let assignee = assignee.unwrap_or(&nobody);
    let edit = |field: &str| edit_href(row, field, back);
    html! {
        tr id={ "t-" (row.number) } data-id=(row.number) data-reader-src={ "/queue/reader/" (row.number) } {
            td class="c-x" {
                input class="check" type="checkbox" name="id" value=(row.number)
                    aria-label=(t!(locale, "queues-select", number = number.as_str()));
            }
            td class="c-p" {
                a href=(edit("priority")) data-edit
                    title=(t!(locale, "queues-edit-priority", number = number.as_str())) {
                    (components::priority(priority_code(row.priority), &priority_text(locale, row.priority)))
                }
            }
            td class="c-n num" { (number) }
            td class="c-t" { div class="ttl" { a href=(href(row)) { (row.title) } (marks(here, list, row)) } }
            td class="c-s" {
                a href=(edit("state")) data-edit title=(t!(locale, "queues-edit-state", state = state_text(locale, row.state))) {
                    (components::state(look(row.state), &state_label(locale, row)))
                }
            }
            td class="c-a" {
                a href=(edit("assignee")) data-edit title=(t!(locale, "queues-edit-assignee", name = assignee)) {
                    (face(here, list, row.assignee_id, false))
                }
            }
            td class="c-l" { (row_clock(here, list, row)) }
            td class="c-m muted r" { (here.ago(row.updated_at)) }
        }
    }
}

/// The classes of a table that leaves columns out.
pub(in crate::queues) fn table_class(columns: &Columns) -> String {
    let mut class = String::from("tbl q-tbl");
    for choice in ColumnChoice::ALL.into_iter().filter(|choice| !columns.shows(*choice)) {
        class.push_str(" hide-");
        class.push_str(choice.as_str());
    }
    class
}

/// The head of the queue's table.
pub(in crate::queues) fn head(here: Here<'_>, sort: Sort) -> Markup {
    let sorted = |by: Sort| {
        (by == sort).then_some(match by {
            Sort::Due | Sort::Priority => "ascending",
            _ => "descending",
        })
    };
    html! {
        thead {
            tr {
                th class="c-x" { input class="check" type="checkbox" data-select-all aria-label=(here.t("queues-select-all")); }
                th class="c-p" scope="col" aria-sort=[sorted(Sort::Priority)] { (here.t("queues-head-priority")) }
                th class="c-n" scope="col" aria-sort=[sorted(Sort::Number)] { (here.t("queues-head-number")) }
                th class="c-t" scope="col" { (here.t("queues-head-title")) }
                th class="c-s" scope="col" { (here.t("queues-head-state")) }
                th class="c-a" scope="col" { span class="sr" { (here.t("queues-head-assignee")) } }
                th class="c-l" scope="col" aria-sort=[sorted(Sort::Due)] { (here.t("queues-head-left")) }
                th class="c-m r" scope="col" aria-sort=[sorted(Sort::Updated)] { (here.t("queues-head-changed")) }
            }
        }
    }
}

/// A plain table of tickets: risk list, search results.
pub(in crate::queues) fn plain(here: Here<'_>, list: &List, label: &str) -> Markup {
    let locale = here.locale();
    html! {
        div class="xscroll" tabindex="0" role="region" aria-label=(label) {
            table class="tbl risk" {
                thead {
                    tr {
                        th scope="col" { (here.t("queues-head-priority")) }
                        th scope="col" { (here.t("queues-head-number")) }
                        th scope="col" { (here.t("queues-head-title")) }
                        th scope="col" { (here.t("queues-head-assignee")) }
                        th scope="col" { (here.t("queues-head-left")) }
                    }
                }
                tbody {
                    @for row in &list.rows {
                        tr {
                            td { (components::priority_word(priority_code(row.priority), &priority_text(locale, row.priority))) }
                            td class="num" { (row.label()) }
                            td { a class="t-link" href=(href(row)) { (row.title) } }
                            td {
                                span class="row nowrap" {
                                    (face(here, list, row.assignee_id, true))
                                    span class="b-who" { (assignee_name(here, list, row)) }
                                }
                            }
                            td {
                                @if row.state.is_open() { (row_clock(here, list, row)) }
                                @else { (components::state(look(row.state), &state_label(locale, row))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who has a ticket, in words.
pub(in crate::queues) fn assignee_name(here: Here<'_>, list: &List, row: &Row) -> String {
    let user = row.assignee_id.and_then(|id| list.names.people.get(&id));
    user.map_or_else(|| here.t("web-person-nobody"), |user| user.name.clone())
}
