//! Who manages a desk hears once that a mailbox of it cannot be read, and once that it can again.

use base::{
    audit::{self, NewEntry, Stream},
    ctx::Ctx,
    people,
};
use db::{Db, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use web::{AppError, i18n::t, t};

use super::{
    earlier,
    health::{failing, token_ends},
};
use crate::inbox::{model::Mailbox, store};

/// How long a mailbox may fail before people are told.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What people are told.
enum News {
    Failing(String),
    Token,
    Recovered,
}

/// Looks at every mailbox and tells what is new. Silence counts from `began` at the earliest: a node that just came back
/// looks first.
pub(in crate::inbox) async fn look(db: &Db, began: Timestamp, now: Timestamp) -> Result<(), AppError> {
    let known = db
        .read(|read| {
            let states = store::states(read)?;
            let mailboxes = store::every_mailbox(read)?;
            Ok::<_, db::Error>((states, mailboxes))
        })
        .await?;
    let (states, mailboxes) = known;
    for (id, state) in states {
        let Some(mailbox) = mailboxes.iter().find(|mailbox| mailbox.id == id) else { continue };
        let is_read = mailbox.enabled && !mailbox.archived;
        let trouble = failing(mailbox, &state, now).filter(|(since, word)| {
            let since = if word == "silent" { (*since).max(began) } else { *since };
            since <= earlier(now, PATIENCE)
        });
        let news = match (is_read, trouble, state.alarmed_at) {
            (true, Some((_, word)), None) => Some(News::Failing(word)),
            (true, None, None) if token_ends(mailbox, &state, now) => Some(News::Token),
            (true, None, Some(_)) if state.failing_since.is_none() && !token_ends(mailbox, &state, now) => {
                Some(News::Recovered)
            }
            // Nobody wants to hear of it any more.
            (false, _, Some(_)) => {
                db.write(move |tx| store::set_alarmed(tx, id, None)).await?;
                None
            }
            _ => None,
        };
        if let Some(news) = news {
            let mailbox = mailbox.clone();
            db.write(move |tx| tell(tx, &mailbox, &news, now)).await?;
        }
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, mailbox: &Mailbox, news: &News, now: Timestamp) -> Result<(), AppError> {
    let alarmed = !matches!(news, News::Recovered);
    // Another node may have told it meanwhile.
    let told = store::state(tx, mailbox.id)?.is_none_or(|state| state.alarmed_at.is_some() == alarmed);
    if told {
        return Ok(());
    }
    store::set_alarmed(tx, mailbox.id, alarmed.then_some(now))?;
    let (kind, trouble) = match news {
        News::Failing(word) => ("mailbox.failing", word.as_str()),
        News::Token => ("mailbox.failing", "token-ends"),
        News::Recovered => ("mailbox.recovered", ""),
    };
    let data = json!({ "mailbox_id": mailbox.id, "name": mailbox.name, "trouble": trouble });
    let cx = Ctx::system(now);
    audit::append(tx, &cx, &NewEntry::new(Stream::Desk(mailbox.desk_id), kind).data(data))?;
    for person in people::managers_of_desk(tx, mailbox.desk_id)? {
        let locale = person.locale;
        let name = mailbox.name.as_str();
        let body = if alarmed {
            let why = t(locale, &format!("inbox-mailbox-trouble-{trouble}"));
            t!(locale, "inbox-mailbox-alarm", name = name, why = why)
        } else {
            t!(locale, "inbox-mailbox-recovered", name = name)
        };
        people::notify(tx, person.id, kind, None, None, &body, now)?;
    }
    Ok(())
}
