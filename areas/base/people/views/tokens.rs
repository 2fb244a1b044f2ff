//! Every API token, for administrators.

use std::collections::HashMap;

use maud::{Markup, html};
use web::components::{Button, Column, empty, pager, table};

use super::{
    kit::{Answer, Here},
    profile::scope_words,
};
use crate::people::model::{ApiToken, User};

/// A page of the list.
pub(in crate::people) struct Listed {
    pub(in crate::people) tokens: Vec<ApiToken>,
    pub(in crate::people) owners: HashMap<i64, User>,
    pub(in crate::people) first: Option<String>,
    pub(in crate::people) next: Option<String>,
}

/// The list.
pub(in crate::people) fn list(here: Here<'_>, listed: &Listed, answer: &Answer) -> Markup {
    let mut columns = [
        "people-token-owner",
        "people-token-name",
        "people-token-scopes",
        "people-token-used",
        "people-token-expires",
    ]
    .map(|key| Column::named(here.t(key)))
    .to_vec();
    columns.push(Column { label: here.t("people-token-revoke"), hidden: true, ..Column::default() });
    let owner = |token: &ApiToken| listed.owners.get(&token.user_id);
    let rows = html! {
        @for token in &listed.tokens {
            tr {
                td { @if let Some(user) = owner(token) { a class="t-link" href={ "/settings/people/" (user.id) } { (user.name) } } }
                td { (token.name) " " span class="muted" { "…" (token.hint) } }
                td { (scope_words(here, token)) }
                td { @if let Some(at) = token.last_used_at { (here.moment(at)) } @else { (here.t("people-never")) } }
                td { @if let Some(at) = token.expires_at { (here.moment(at)) } @else { (here.t("people-never")) } }
                td class="r" {
                    (here.press(&format!("/settings/tokens/{}/revoke", token.id), &[],
                        &Button::submit(here.t("people-token-revoke")).small()))
                }
            }
        }
    };
    let own = Button::link("/profile#tokens", here.t("people-tokens-own")).icon("key");
    html! {
        (here.head(&here.t("people-tokens-title"), &here.t("people-tokens-lead"), Some(&own)))
        (answer.show(here.locale()))
        @if listed.tokens.is_empty() {
            (empty("key", &here.t("people-tokens-empty"), &here.t("people-tokens-empty-text"), None))
        } @else {
            section class="card" { (table(&here.t("people-tokens-title"), &columns, &rows)) }
        }
        (pager(here.locale(), listed.first.as_deref(), listed.next.as_deref()))
    }
}
