//! Use cases: the only place where people and what belongs to them change.

pub(super) mod links;
pub(super) mod notices;
pub(super) mod organisations;
pub(super) mod profile;
pub(super) mod roles;
pub(super) mod sessions;
pub(super) mod sign_in;
pub(super) mod teams;
pub(super) mod tokens;
pub(super) mod users;
