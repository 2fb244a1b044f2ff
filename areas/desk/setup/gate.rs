//! The way to the first run: while nobody has an account, pages lead there.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use base::app::App;
use web::{
    AppError,
    request::{Facts, Want},
};

use super::actions::is_fresh;

/// Where the first run begins.
pub(super) const START: &str = "/setup";
/// What answers on a fresh installation too.
const OPEN: [&str; 6] = ["/setup", "/assets/", "/language/", "/healthz", "/readyz", "/metrics"];

/// The state of [`gate`].
#[derive(Clone)]
pub struct Gate {
    app: App,
    /// Somebody has an account, which never changes back: the database is not asked again.
    taken: Arc<AtomicBool>,
}

impl Gate {
    /// A gate that has not looked yet.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, taken: Arc::new(AtomicBool::new(false)) }
    }
}

/// Middleware around all routes.
pub async fn gate(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let is_page = request.extensions().get::<Facts>().is_none_or(|facts| facts.want == Want::Page);
    let is_open = OPEN.iter().any(|path| request.uri().path().starts_with(path));
    if is_open || !is_page || gate.taken.load(Ordering::Relaxed) {
        return next.run(request).await;
    }
    match gate.app.db.read(is_fresh).await {
        Ok(true) => Redirect::to(START).into_response(),
        Ok(false) => {
            gate.taken.store(true, Ordering::Relaxed);
            next.run(request).await
        }
        Err(error) => AppError::from(error).into_response(),
    }
}
