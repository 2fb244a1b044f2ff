//! Who and what there is: the journal, people and their rights, help desks, services.
//!
//! Slices in reading order; each uses only those before it.

pub mod api;
pub mod app;
pub mod ctx;
pub mod frame;

pub mod audit;
pub mod desks;
pub mod operations;
pub mod people;
pub mod services;
pub mod settings;
pub mod slots;
