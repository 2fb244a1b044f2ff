//! The settings pages of this slice. No decisions: what they show is given.

pub(super) mod calendars;
pub(crate) mod categories;
pub(super) mod desks;
pub(super) mod index;
pub(crate) mod kit;
pub(super) mod matrix;
