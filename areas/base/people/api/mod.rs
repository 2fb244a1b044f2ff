//! The REST API of people.

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of people's API.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
