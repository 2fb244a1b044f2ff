//! `/api/v1`: desks, categories, the priority matrix, calendars.

mod calendar_rule;
mod calendars;
mod categories;
mod desks;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The API of this slice.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(desks::list, desks::create))
        .routes(routes!(desks::read, desks::change))
        .routes(routes!(desks::read_matrix, desks::replace_matrix))
        .routes(routes!(categories::list, categories::create))
        .routes(routes!(categories::read, categories::change))
        .routes(routes!(calendars::list, calendars::create))
        .routes(routes!(calendars::read, calendars::change))
}
