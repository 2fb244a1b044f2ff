//! Business services: what users know by name, who answers for it, and what its absence costs.
//!
//! Table: `services`. Changes in the journal: `service.created`, `service.changed`, `service.archived`, `service.restored`.

mod actions;
mod api;
mod model;
mod pages;
mod store;
mod views;

pub use actions::{archive, change, create, restore};
pub use api::api;
pub use model::{Criticality, NewService, Service};
pub use pages::routes;
pub use store::{archived_services, service, service_by_name, services, services_by_id};
