//! Organisations in the settings.

use maud::{Markup, html};
use web::components::{Button, Choice, Column, Field, empty, table};

use super::kit::{Answer, Here};
use crate::people::model::{Organisation, OrganisationKind};

/// An organisation as it is typed.
#[derive(Debug, Clone)]
pub(in crate::people) struct Typed {
    pub(in crate::people) name: String,
    pub(in crate::people) kind: OrganisationKind,
}

/// The list.
pub(in crate::people) fn list(here: Here<'_>, all: &[Organisation], answer: &Answer) -> Markup {
    let columns = ["people-name", "people-kind"].map(|key| Column::named(here.t(key)));
    let add =
        Button::link("/settings/organisations/new", here.t("people-organisation-add")).primary().icon("plus");
    let rows = html! {
        @for found in all {
            tr {
                td { a class="t-link" href={ "/settings/organisations/" (found.id) } { (found.name) } }
                td { (kind_name(here, found.kind)) }
            }
        }
    };
    html! {
        (here.head(&here.t("people-organisations-title"), &here.t("people-organisations-lead"), Some(&add)))
        (answer.show(here.locale()))
        @if all.is_empty() {
            (empty("building", &here.t("people-organisations-empty"), &here.t("people-organisations-empty-text"), None))
        } @else {
            section class="card" { (table(&here.t("people-organisations-title"), &columns, &rows)) }
        }
    }
}

fn kind_name(here: Here<'_>, kind: OrganisationKind) -> String {
    here.t(&format!("people-kind-{}", kind.as_str()))
}

/// The form of a new organisation, or of one at a version.
pub(in crate::people) fn form(
    here: Here<'_>,
    known: Option<(&Organisation, i64)>,
    typed: &Typed,
    answer: &Answer,
) -> Markup {
    let (title, action) = match known {
        Some((found, _)) => (found.name.clone(), format!("/settings/organisations/{}", found.id)),
        None => (here.t("people-organisation-new"), "/settings/organisations".to_owned()),
    };
    let (name, kind) = (here.t("people-name"), here.t("people-kind"));
    let hint = here.t("people-kind-hint");
    let kinds = OrganisationKind::ALL.map(|kind| (kind.as_str(), kind_name(here, kind)));
    let kinds = kinds.each_ref().map(|(value, label)| Choice { value, label });
    let field = |name, label| Field::new(here.locale(), name, label).required().errors(&answer.faults);
    let body = html! {
        @if let Some((_, version)) = known { input type="hidden" name="version" value=(version); }
        div class="fields" {
            (field("name", &name).attr("maxlength", "200").text(&typed.name))
            (field("kind", &kind).hint(&hint).select(&kinds, typed.kind.as_str()))
        }
    };
    html! {
        (here.head(&title, "", None))
        (answer.show(here.locale()))
        (here.form(&action, &body, &here.save("/settings/organisations")))
        @if let Some((found, _)) = known {
            section class="card danger-zone" {
                header { h2 { (here.t("people-archive")) } }
                div class="body stack" {
                    p { (here.t("people-organisation-archive-effect")) }
                    (here.press(&format!("{action}/archive"), &[("version", &found.version.to_string())],
                        &Button::submit(here.t("people-archive")).danger()))
                }
            }
        }
    }
}
