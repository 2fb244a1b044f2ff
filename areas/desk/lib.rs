//! The service desk: commitments, tickets, queues, the portal.
//!
//! Slices in reading order; each uses only those before it, and anything of `base`.

pub mod demo;
pub mod imports;
pub mod inbox;
pub mod portal;
pub mod queues;
pub mod setup;
pub mod sla;
pub mod tickets;
