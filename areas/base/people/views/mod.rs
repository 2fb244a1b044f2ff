//! What the pages show: maud functions that decide nothing.

pub(super) mod entry;
pub(super) mod kit;
pub(super) mod notifications;
pub(super) mod organisations;
pub(super) mod people;
pub(super) mod person;
pub(super) mod profile;
pub(super) mod teams;
pub(super) mod tokens;
