//! Places on the pages of earlier slices in which later ones show something of their own.
//!
//! A slice uses only the slices before it, so a ticket's page cannot ask the slices after it what they know. They say so
//! themselves, once, when the program starts: each adds functions to the places it wants, and the page shows what they give,
//! read in its own snapshot. Only display goes this way back. What must *change* because of something in an earlier slice
//! reads the change feed (`audit::feed`).

use std::sync::Arc;

use db::Read;
use maud::Markup;
use web::AppError;

use crate::ctx::Ctx;

/// A place on a page; what its id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Beside a ticket on the agents' page: a whole card. The id is the ticket's.
    TicketSide,
    /// On the card of a ticket's requester, under their name: a note. The id is the ticket's.
    Requester,
    /// On the settings page of a person: a whole card. The id is the person's.
    Person,
    /// Under the form by which one signs in, for readers who have not: a line. The id is 0.
    SignIn,
}

/// What is shown in a place: nothing when there is nothing to show, or when it is not the reader's to know, which the
/// function itself decides. It only reads, as everything given to `Db::read`, and what it shows works without script.
type Panel = Arc<dyn Fn(&Read<'_>, &Ctx, i64) -> Result<Option<Markup>, AppError> + Send + Sync>;

/// What later slices show on earlier pages. Cheap to clone.
#[derive(Clone, Default)]
pub struct Slots(Arc<Vec<(Slot, Panel)>>);

impl Slots {
    /// The same, and this one in its place after those that are there.
    #[must_use]
    pub fn with<F>(mut self, slot: Slot, panel: F) -> Self
    where
        F: Fn(&Read<'_>, &Ctx, i64) -> Result<Option<Markup>, AppError> + Send + Sync + 'static,
    {
        Arc::make_mut(&mut self.0).push((slot, Arc::new(panel)));
        self
    }

    /// What is shown in a place, in the order in which the slices stand.
    ///
    /// # Errors
    /// As the panels.
    pub fn shown(&self, slot: Slot, read: &Read<'_>, cx: &Ctx, id: i64) -> Result<Vec<Markup>, AppError> {
        let here = self.0.iter().filter(|(place, _)| *place == slot);
        here.filter_map(|(_, panel)| panel(read, cx, id).transpose()).collect()
    }
}
