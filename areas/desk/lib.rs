//! The service desk: commitments, tickets, queues, the portal.
//!
//! Slices in reading order; each uses only those before it, and anything of `base`.

pub mod sla;
pub mod tickets;
pub mod queues;
pub mod portal;
pub mod imports;
pub mod setup;
pub mod demo;
