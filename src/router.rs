//! All routes: one line for each slice, and the layers around them.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{Redirect, Response},
    routing::get,
};
use base::{
    app::App,
    people::{self, Maybe},
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use web::{AppError, csrf, error::not_found};
use work::Monitor;

use crate::{health, live, reference};

/// How long a handler may take to begin its answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The REST API of every slice, with its description.
pub fn api() -> (Router<App>, OpenApi) {
    let described = OpenApiRouter::with_openapi(reference::head())
        .merge(base::people::api())
        .merge(base::desks::api())
        .merge(base::services::api())
        .merge(desk::sla::api())
        .merge(desk::tickets::api())
        .merge(desk::queues::api())
        .merge(desk::inbox::api());
    described.split_for_parts()
}

/// Every route, one line a slice, without the layers: what the authorisation matrix is made from.
pub fn routes() -> Router<App> {
    let (api, description) = api();
    Router::new()
        .route("/", get(home))
        .route("/live", get(live::stream))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::figures))
        .merge(web::assets::routes())
        .merge(people::routes())
        .merge(base::desks::routes())
        .merge(base::services::routes())
        .merge(base::operations::routes())
        .merge(desk::sla::routes())
        .merge(desk::tickets::routes())
        .merge(desk::queues::routes())
        .merge(desk::portal::routes())
        .merge(desk::inbox::link_routes())
        .merge(desk::inbox::routes())
        .merge(desk::setup::routes())
        .merge(api)
        .merge(reference::routes(&description))
}

/// The whole application. `monitor` is the node's background work, where it has any.
///
/// # Errors
/// When the recorder of figures cannot be installed.
pub fn application(app: &App, monitor: Option<Monitor>) -> anyhow::Result<Router> {
    let figures = Extension(health::recorder()?);
    let mut router = routes()
        .fallback(not_found)
        .route_layer(from_fn(health::measure))
        .layer(from_fn_with_state(desk::setup::Gate::new(app.clone()), desk::setup::gate))
        .layer(from_fn(people::layer))
        .layer(from_fn_with_state(people::guard(app), csrf::layer))
        .layer(figures);
    if let Some(monitor) = monitor {
        router = router.layer(Extension(monitor));
    }
    let inner = router.with_state(app.clone());
    Ok(web::request::stack(inner, app.config.https, TIMEOUT).layer(from_fn(client_address)))
}

/// `GET /`: where the reader works.
async fn home(State(app): State<App>, Maybe(reader): Maybe) -> Result<Redirect, AppError> {
    let Some(cx) = reader else { return Err(AppError::Unauthenticated) };
    if let Some(step) = desk::setup::next_step(&app, &cx).await? {
        return Ok(Redirect::to(step));
    }
    Ok(Redirect::to(if cx.actor.is_staff() { "/queue" } else { "/portal" }))
}

/// A proxy on this machine says whom it speaks for in the last address of `X-Forwarded-For`; from anywhere else the
/// header is a claim of strangers and is not looked at.
async fn client_address(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let claimed = request.headers().get_all("x-forwarded-for").iter().next_back();
    let claimed = claimed.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    if let (Some(peer), Some(client)) = (peer, claimed)
        && peer.ip().to_canonical().is_loopback()
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, 0)));
    }
    next.run(request).await
}
