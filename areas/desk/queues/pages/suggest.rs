//! `/queue/suggest`: what can be typed next into a filter, in the reader's words.

use axum::{Json, extract::State};
use base::{
    app::App,
    ctx::Ctx,
    desks,
    people::{self, Staff},
    services,
};
use db::Read;
use rules::{
    filter::{Column, Flag, Holds},
    priority::{Level, Priority, Severity},
    text::fold,
    ticket_state::{Channel, Kind, PendingOn, State as TicketState},
};
use serde::{Deserialize, Serialize};
use web::{AppError, Locale, extract::Query, i18n::t, t};

use crate::queues::views::{
    filter::{flag_text, key as column_name},
    kit::{kind_text, pending_text, priority_text, state_text},
    quoted,
};

/// How many suggestions are given.
const MOST: usize = 12;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    value: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Whether something must follow.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Items {
    items: Vec<Item>,
}

pub(super) async fn suggest(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Json<Items>, AppError> {
    let word = asked.q.unwrap_or_default();
    let items = app.db.read(move |read| items(read, &cx, &word)).await?;
    Ok(Json(Items { items }))
}

fn items(read: &Read<'_>, cx: &Ctx, word: &str) -> Result<Vec<Item>, AppError> {
    let (sign, bare) = word.strip_prefix('-').map_or(("", word), |bare| ("-", bare));
    let mut items = match bare.split_once(':') {
        Some((key, value)) => match column(key) {
            Some(column) => values(read, cx, column, value)?,
            None => Vec::new(),
        },
        None => keys(cx.locale, bare),
    };
    items.truncate(MOST);
    for item in &mut items {
        item.value.insert_str(0, sign);
    }
    Ok(items)
}

/// The column of a key, whatever its language.
fn column(key: &str) -> Option<Column> {
    let key = fold(key);
    let is = |column: &Column| {
        fold(column.as_str()) == key || column.aliases().iter().any(|alias| fold(alias) == key)
    };
    Column::ALL.iter().copied().find(is)
}

fn starts(text: &str, typed: &str) -> bool {
    let (text, typed) = (fold(text), fold(typed));
    text.starts_with(&typed) || text.split(' ').any(|word| word.starts_with(&typed))
}

/// Keys, then qualities, that begin with what was typed.
fn keys(locale: Locale, typed: &str) -> Vec<Item> {
    let keys = Column::ALL.iter().filter_map(|column| {
        let name = column_name(locale, *column);
        let known = starts(&name, typed)
            || starts(column.as_str(), typed)
            || column.aliases().iter().any(|alias| starts(alias, typed));
        known.then(|| Item {
            value: format!("{column}:"),
            label: t!(locale, "web-chip-key", key = name),
            hint: None,
            more: true,
        })
    });
    let flags = flags(locale, typed);
    if typed.is_empty() {
        keys.take(8).chain(flags.into_iter().take(4)).collect()
    } else {
        keys.chain(flags).collect()
    }
}

fn flags(locale: Locale, typed: &str) -> Vec<Item> {
    let word = |flag: &Flag| (format!("is:{flag}"), flag_text(locale, *flag));
    vocabulary(typed, Flag::ALL.iter().map(word))
}

/// The words of a vocabulary that begin with what was typed, in either language.
fn vocabulary(typed: &str, words: impl Iterator<Item = (String, String)>) -> Vec<Item> {
    let typed = typed.rsplit(',').next().unwrap_or_default();
    let known = |value: &str, label: &str| {
        let bare = value.split_once(':').map_or(value, |(_, bare)| bare);
        starts(label, typed) || starts(bare, typed)
    };
    words
        .filter(|(value, label)| known(value, label))
        .map(|(value, label)| Item { value, label, hint: None, more: false })
        .collect()
}

fn values(read: &Read<'_>, cx: &Ctx, column: Column, typed: &str) -> Result<Vec<Item>, AppError> {
    let locale = cx.locale;
    let word = |value: &str, label: String| (format!("{column}:{value}"), label);
    let plain =
        |key: &str, value: &str| word(value, t(locale, &format!("{key}-{}", value.replace('_', "-"))));
    Ok(match column.holds() {
        Holds::Flag => flags(locale, typed),
        Holds::Priority => {
            let words = Priority::ALL
                .iter()
                .map(|one| word(one.as_str(), format!("{one} {}", priority_text(locale, *one))));
            vocabulary(typed, words)
        }
        Holds::State => {
            vocabulary(typed, TicketState::ALL.iter().map(|one| word(one.as_str(), state_text(locale, *one))))
        }
        Holds::Kind => {
            vocabulary(typed, Kind::ALL.iter().map(|one| word(one.as_str(), kind_text(locale, *one))))
        }
        Holds::PendingOn => {
            vocabulary(typed, PendingOn::ALL.iter().map(|one| word(one.as_str(), pending_text(locale, *one))))
        }
        Holds::Level => vocabulary(typed, Level::ALL.iter().map(|one| plain("tickets-impact", one.as_str()))),
        Holds::Severity => {
            vocabulary(typed, Severity::ALL.iter().map(|one| plain("tickets-severity", one.as_str())))
        }
        Holds::Channel => {
            vocabulary(typed, Channel::ALL.iter().map(|one| plain("queues-channel", one.as_str())))
        }
        Holds::Person | Holds::Name => names(read, cx, column, typed)?,
        Holds::Past | Holds::Future => {
            let examples = column.expected().iter().filter(|example| example.starts_with(typed));
            examples
                .map(|example| Item {
                    value: format!("{column}:{example}"),
                    label: (*example).to_owned(),
                    hint: None,
                    more: false,
                })
                .collect()
        }
        Holds::Number | Holds::Text => Vec::new(),
    })
}

/// Rows whose name begins so, `me` and none.
fn names(read: &Read<'_>, cx: &Ctx, column: Column, typed: &str) -> Result<Vec<Item>, AppError> {
    let locale = cx.locale;
    let typed = typed.trim_start_matches('"').trim_end_matches('"');
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    match column {
        Column::Assignee | Column::Requester | Column::Watcher => {
            for user in people::search_people(read, &cx.actor, typed, 10)? {
                found.push((user.name, Some(user.email)));
            }
        }
        Column::Team => {
            let teams = people::teams(read, None)?;
            found.extend(teams.into_iter().map(|team| (team.name, None)));
        }
        Column::Organisation | Column::Provider => {
            let all = people::organisations(read)?;
            let provider = |one: &people::Organisation| {
                column != Column::Provider || one.kind == people::OrganisationKind::Provider
            };
            found.extend(all.into_iter().filter(provider).map(|one| (one.name, None)));
        }
        Column::Desk => found.extend(desks::desks(read)?.into_iter().map(|desk| (desk.name, None))),
        Column::Service => {
            found.extend(services::services(read)?.into_iter().map(|service| (service.name, None)))
        }
        Column::Category => {
            for desk in desks::desks(read)?.iter().take(5) {
                let all = desks::categories(read, desk.id)?;
                let named = all
                    .iter()
                    .map(|one| (one.name(locale).to_owned(), Some(desks::path(&all, one.id, locale))));
                found.extend(named);
            }
        }
        _ => {}
    }
    let mut special = Vec::new();
    if matches!(column, Column::Assignee | Column::Requester | Column::Watcher | Column::Team) {
        special.push((format!("{column}:me"), t(locale, "queues-value-me")));
    }
    if column.may_be_unset() && !matches!(column, Column::Requester | Column::Desk) {
        special.push((format!("{column}:none"), t(locale, "queues-value-none")));
    }
    let mut items = vocabulary(typed, special.into_iter());
    let person = matches!(column, Column::Assignee | Column::Requester | Column::Watcher);
    let mut known: Vec<(String, Option<String>)> =
        found.into_iter().filter(|(name, _)| person || starts(name, typed)).collect();
    known.dedup_by(|a, b| a.0 == b.0);
    items.extend(known.into_iter().map(|(name, hint)| Item {
        value: format!("{column}:{}", quoted(&name)),
        label: name,
        hint,
        more: false,
    }));
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_both_languages() {
        for typed in ["prio", "Priorité", "pri"] {
            assert!(keys(Locale::Fr, typed).iter().any(|item| item.value == "priority:"), "{typed}");
        }
        assert!(keys(Locale::En, "overd").iter().any(|item| item.value == "is:overdue"));
        assert_eq!(column("équipe"), Some(Column::Team));
        assert_eq!(column("etat"), Some(Column::State));
    }
}
