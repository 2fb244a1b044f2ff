//! Business services: what users know by name, who answers for it, and what its absence costs.
//!
//! Tables: `services`, `service_subscriptions`. Changes in the journal: `service.created`, `service.changed`, `service.archived`, `service.restored`.

mod actions;
mod api;
mod follow;
mod model;
mod pages;
mod store;
mod views;

pub use actions::{archive, change, create, follow, restore};
pub use api::api;
pub use model::{Criticality, NewService, Service};
pub use pages::routes;
pub use store::{archived_services, followers, service, service_by_name, services, services_by_id};
