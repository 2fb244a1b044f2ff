//! Tables, cards and lists of facts.

use maud::{Markup, html};

use crate::i18n::{Locale, t};

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The head of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Classes: `c-p`, `r`…
    pub class: &'static str,
    /// The name is only for screen readers.
    pub hidden: bool,
    /// How the list is sorted by it now.
    pub sorted: Option<Sort>,
    /// A link that sorts by it.
    pub href: Option<String>,
}

impl Column {
    /// A column that is only named.
    pub fn named(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }
}

/// A table that scrolls by itself, with the name `label`; `rows` are `tr` elements.
pub fn table(label: &str, columns: &[Column], rows: &Markup) -> Markup {
    html! {
        div class="xscroll" tabindex="0" role="region" aria-label=(label) {
            table class="tbl" {
                thead {
                    tr {
                        @for column in columns {
                            th scope="col" class=[(!column.class.is_empty()).then_some(column.class)] aria-sort=[aria_sort(column)] {
                                @if let Some(href) = &column.href { a href=(href) { (column.label) } }
                                @else if column.hidden { span class="sr" { (column.label) } }
                                @else { (column.label) }
                            }
                        }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

const fn aria_sort(column: &Column) -> Option<&'static str> {
    match column.sorted {
        Some(Sort::Ascending) => Some("ascending"),
        Some(Sort::Descending) => Some("descending"),
        None => None,
    }
}

/// A card with a title; `aside` is a link or a count beside it.
pub fn card(title: &str, aside: &Markup, body: &Markup) -> Markup {
    html! { section class="card" { header { h2 { (title) } (aside) } div class="body" { (body) } } }
}

/// Facts: each a name and what it is. One without a value says so.
pub fn definitions(locale: Locale, facts: &[(String, Option<Markup>)]) -> Markup {
    html! {
        dl class="dl" {
            @for (name, value) in facts {
                dt { (name) }
                dd {
                    @match value {
                        Some(value) => (value),
                        None => span class="muted" { (t(locale, "web-value-none")) },
                    }
                }
            }
        }
    }
}
