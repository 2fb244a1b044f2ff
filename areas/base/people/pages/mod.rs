//! Pages: signing in, one's own account, people and teams in the settings.

use axum::Router;

use crate::app::App;

/// The routes of people's pages.
pub fn routes() -> Router<App> {
    Router::new()
}
