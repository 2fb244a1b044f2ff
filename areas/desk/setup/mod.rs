//! The first run (ux.md): administrator, organisation, help desk; it ends on a queue with one sample ticket.
//!
//! As long as nobody has an account, every page leads here, and the first step asks for a code that the server prints
//! on its console, so that a stranger on the network cannot take a fresh installation over. The other steps are an
//! administrator's, and can be left and come back to. No table of its own; settings `brand` and `setup`.

mod actions;
mod gate;
mod pages;
mod views;

pub use actions::{
    Administrator, FirstDesk, Organisation, brand, code, create_administrator, create_desk, is_fresh,
    next_step, save_organisation,
};
pub use gate::{Gate, gate};
pub use pages::routes;
