//! What people are told by mail, in whose words, as often as they want it, and what the links in it do.

mod links;
mod preferences;
mod texts;
mod told;
mod turns;
