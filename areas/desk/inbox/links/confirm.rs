//! The mail that asks an address for its confirmation. Nothing in it was typed by anybody: it cannot carry a stranger's
//! words to people who asked for nothing. It comes from the desk's mailbox with an empty return path, so that no bounce
//! answers it.

use base::desks;
use jiff::Timestamp;
use mail::{
    compose::{Parts, Party, compose},
    notice::{Cause, Notice as Headers},
    smtp::Sent,
};
use maud::{Markup, PreEscaped, html};
use web::{AppError, Locale, i18n::t, t};
use work::JobOutcome;

use super::guests;
use crate::{
    inbox::{notices::Post, store},
    portal::guest,
};

/// Asks for the confirmation of a report that waits for it.
///
/// # Errors
/// When the database fails.
pub(in crate::inbox) async fn send_confirmation(
    post: &Post,
    id: i64,
    now: Timestamp,
) -> Result<JobOutcome, AppError> {
    let found = post.app.db.read(move |r| {
        let Some(report) = guest::guest_report(r, id)? else { return Ok(None) };
        let desk = desks::desk(r, report.desk_id)?.map(|desk| desk.name).unwrap_or_default();
        let mailbox = store::mailboxes(r, Some(report.desk_id))?.into_iter().find(|mailbox| mailbox.enabled);
        Ok::<_, AppError>(Some((report, desk, mailbox)))
    });
    let Some((report, desk, mailbox)) = found.await? else { return Ok(JobOutcome::Done) };
    if report.confirmed_at.is_some() || report.mailed_at.is_some() || report.is_late(now) {
        return Ok(JobOutcome::Done);
    }
    let Some(mailbox) = mailbox else {
        return Ok(JobOutcome::Retry("the desk has no mailbox in use".to_owned()));
    };
    let link = guests::address(&post.app, &report);
    let letter = Letter::of(report.locale, &desk, &link);
    let message_id =
        format!("g{id}.{}@{}", report.created_at.as_microsecond(), mail::address::domain(&mailbox.address));
    let parts = Parts {
        from: Party { name: &desk, address: &mailbox.address },
        to: &[Party { name: "", address: &report.address }],
        cc: &[],
        subject: &letter.subject,
        notice: Headers {
            cause: Cause::Event,
            message_id: &message_id,
            in_reply_to: None,
            references: &[],
            reply_to: None,
            list_id: None,
            unsubscribe: None,
            loop_name: &post.app.config.public_url,
        },
        text: &letter.text,
        html: Some(&letter.html),
        enclosed: &[],
    };
    let raw = match compose(&parts, report.created_at) {
        Ok(raw) => raw,
        // The address reaches nobody: it is never confirmed.
        Err(error) => {
            tracing::warn!(report = id, %error, "a guest's address cannot be written to");
            return Ok(JobOutcome::Done);
        }
    };
    Ok(match post.relay.send("", &[&report.address], &raw).await {
        Sent::Accepted(_) => {
            post.app.db.write(move |tx| guest::mailed(tx, id, now)).await?;
            JobOutcome::Done
        }
        Sent::Refused { reply, .. } => {
            tracing::warn!(report = id, %reply, "a guest's address was refused by the relay");
            JobOutcome::Done
        }
        Sent::Later(why) | Sent::Unknown(why) => JobOutcome::Retry(why),
        Sent::Unsent(why) => JobOutcome::Retry(why.to_string()),
    })
}

/// The mail in words.
struct Letter {
    subject: String,
    text: String,
    html: String,
}

impl Letter {
    fn of(locale: Locale, desk: &str, link: &str) -> Self {
        let subject = t!(locale, "inbox-link-mail-subject", desk = desk);
        let hello = t(locale, "inbox-link-mail-hello");
        let what = t!(locale, "inbox-link-mail-what", desk = desk);
        let ask = t(locale, "inbox-link-mail-ask");
        let not_you = t(locale, "inbox-link-mail-not-you");
        let text = format!("{hello}\n\n{what}\n\n{ask}\n{link}\n\n{not_you}\n\n-- \n{desk}\n");
        let button = t(locale, "inbox-link-mail-button");
        let html =
            page(locale, &subject, [&hello, &what, &ask, &not_you], (&button, link), desk).into_string();
        Self { subject, text, html }
    }
}

/// As plain as the notices: styles stand on each element, colours are the reader's program's but for the button.
fn page(
    locale: Locale,
    subject: &str,
    [hello, what, ask, not_you]: [&str; 4],
    (button, link): (&str, &str),
    desk: &str,
) -> Markup {
    let look = "display:inline-block;padding:10px 16px;border-radius:6px;background:#0b5f6f;color:#ffffff;\
         text-decoration:none;font-weight:600";
    html! {
        (PreEscaped("<!doctype html>"))
        html lang=(locale.lang()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (subject) }
            }
            body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5" {
                div style="max-width:600px;margin:0 auto" {
                    p { (hello) }
                    p { (what) }
                    p { (ask) }
                    p style="margin:24px 0" { a href=(link) style=(look) { (button) } }
                    p { (not_you) }
                    p style="margin-top:32px;font-size:13px;opacity:0.75" { (desk) }
                }
            }
        }
    }
}
