//! Links in mail that act without signing in (product.md §7.6): each shows a page with a button, and only pressing the button
//! acts, so that programs which open every link of a mail change nothing.
//!
//! A link's right comes from the mail that it stands in, and is no more than what that mail asks: it names one row and one
//! deed, signed; whoever the mail was sent to acts, whoever presses it. Its page says nothing that the mail did not say.
//! Every effect is one row of `link_uses`, written with the deed, and one entry in the ticket's journal.
//!
//! Table: `link_uses`. Journal: `mail.link_used` in the ticket's stream, channel `link`.

mod actions;
mod confirm;
mod guests;
mod pages;
mod standing;
mod token;
mod views;

use base::app::App;

pub(in crate::inbox) use confirm::send_confirmation;
pub use pages::routes;
pub(in crate::inbox) use standing::{Act, LIFETIME};
pub(in crate::inbox) use token::Deed;

use super::notices::Notice;

/// The address of a link in the mail of a notice: what stands in it can be neither changed nor guessed, and is bound to
/// the notice's ticket and reader. [`Deed::Answer`] belongs in mails that ask whether it is repaired (resolved, the
/// reminder), [`Deed::Rate`] in those that say it is closed; only in those to the ticket's requester.
pub(in crate::inbox) fn address(app: &App, notice: &Notice, deed: Deed) -> String {
    let token = token::sign(&app.keys, notice.id, deed, &bound(notice));
    format!("{}/m/{token}", app.config.public_url)
}

/// What a link is bound to besides the notice's row, which a restored backup may give to another mail.
fn bound(notice: &Notice) -> String {
    format!("{}\n{}\n{}", notice.ticket_id, notice.message_id, notice.address)
}
