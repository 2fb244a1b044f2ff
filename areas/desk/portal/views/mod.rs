//! What the portal's pages look like. No decisions here.

pub(in crate::portal) mod codes;
pub(in crate::portal) mod form;
pub(in crate::portal) mod guest;
pub(in crate::portal) mod home;
pub(in crate::portal) mod kit;
pub(in crate::portal) mod known;
pub(in crate::portal) mod list;
mod talk;
pub(in crate::portal) mod ticket;
