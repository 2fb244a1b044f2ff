//! Every route of the program, read out of the router itself, so that none can be forgotten.
//!
//! axum does not list routes; its debug text does. A probe checks that it is still read rightly.

use std::collections::BTreeMap;

use axum::{
    Router,
    routing::{delete, get},
};

/// `(method, path)` of every route, in order; a GET answers HEAD too, which is not listed.
pub(super) fn inventory<S>(router: &Router<S>) -> Vec<(String, String)> {
    let text = format!("{router:?}");
    let own = text.split("fallback_router:").next().expect("the router's own part");
    let (routes, paths) = own.split_once("node: Node { paths: {").expect("its paths");
    let mut path_of = BTreeMap::new();
    for part in paths.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): \"").expect("a path");
        path_of.insert(id.to_owned(), rest.split('"').next().expect("its end").to_owned());
    }
    let mut found = Vec::new();
    for part in routes.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): ").expect("a route");
        let methods = rest.split("allow_header: Bytes(b\"").nth(1).expect("its methods");
        let methods = methods.split('"').next().expect("their end");
        let path = path_of.get(id).unwrap_or_else(|| panic!("a path for route {id}"));
        for method in methods.split(',').filter(|method| *method != "HEAD") {
            found.push((method.to_owned(), path.clone()));
        }
    }
    assert_eq!(
        path_of.len(),
        found.iter().map(|(_, path)| path).collect::<std::collections::BTreeSet<_>>().len()
    );
    found.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    found
}

#[test]
fn the_routes_of_a_router_are_read_out_of_it() {
    let inner: Router = Router::new().route("/{id}", delete(|| async {}).put(|| async {}));
    let router: Router = Router::new()
        .route("/", get(|| async {}).post(|| async {}))
        .nest("/a", inner)
        .layer(axum::Extension(1))
        .fallback(|| async {});
    let found = inventory(&router);
    let expected = [("GET", "/"), ("POST", "/"), ("DELETE", "/a/{id}"), ("PUT", "/a/{id}")];
    assert_eq!(found, expected.map(|(method, path)| (method.to_owned(), path.to_owned())));
}
