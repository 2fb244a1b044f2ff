//! The key that makes a repeated write harmless.

use axum::http::{HeaderMap, Method, StatusCode, header};
use base::people::{self, Role, Scopes};

use super::{
    Site,
    browser::{Answer, Browser},
    number, on_both,
};

async fn program(site: &Site) -> Browser {
    let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
    let scopes = Scopes::parse("admin,tickets:write").unwrap();
    let token = people::create_token(&site.app, &site.system(), root, "t", &scopes, None).await.unwrap();
    Browser::program(site, &token)
}

async fn create(program: &mut Browser, key: &str, name: &str) -> Answer {
    let body = format!(r#"{{"name":"{name}","kind":"customer"}}"#);
    program
        .send(Method::POST, "/api/v1/organisations", &[("idempotency-key", key)], Some(("json", &body)))
        .await
}

fn told(headers: &HeaderMap) -> [Option<&str>; 2] {
    [header::LOCATION, header::ETAG].map(|name| headers.get(name).map(|value| value.to_str().unwrap()))
}

#[tokio::test]
async fn the_same_request_is_answered_as_the_first_time_and_another_is_refused() {
    on_both(|site| async move {
        let mut program = program(&site).await;
        let first = create(&mut program, "k-1", "Alpha").await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let again = create(&mut program, "k-1", "Alpha").await;
        assert_eq!(
            (again.status, again.json(), told(&again.headers)),
            (first.status, first.json(), told(&first.headers))
        );
        assert_eq!(number(&site.app.db, "SELECT COUNT(*) FROM organisations").await, 1);
        let other = create(&mut program, "k-1", "Beta").await;
        assert_eq!(other.faults(), ["Idempotency-Key reused"]);
        let refused = create(&mut program, "k-2", "Alpha").await;
        assert_eq!(refused.faults(), ["name name-taken"], "a refusal is not kept");
        assert_eq!(create(&mut program, "k-2", "Beta").await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_its_owner_s_and_lasts_a_day() {
    on_both(|site| async move {
        let mut program = program(&site).await;
        create(&mut program, "k-1", "Alpha").await;
        let second = site.staff("second@x.example", "Second", Role::Administrator, None).await;
        let scopes = Scopes::parse("admin").unwrap();
        let token =
            people::create_token(&site.app, &site.system(), second, "t", &scopes, None).await.unwrap();
        let mut other = Browser::program(&site, &token);
        assert_eq!(create(&mut other, "k-1", "Beta").await.status, StatusCode::CREATED);
        site.pass(jiff::SignedDuration::from_hours(25));
        let registry = people::work(work::Registry::new(), site.app.db.clone(), site.app.clock.clone());
        work::run_until_idle(&site.app.db, &site.app.clock, &registry).await.unwrap();
        assert_eq!(create(&mut program, "k-1", "Gamma").await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn many_at_once_with_one_key_write_once() {
    on_both(|site| async move {
        let mut first = program(&site).await;
        let bearer = first.bearer.clone().unwrap();
        let mut second = Browser::program(&site, &bearer);
        let mut third = Browser::program(&site, &bearer);
        let (a, b, c) = tokio::join!(
            create(&mut first, "k-1", "Alpha"),
            create(&mut second, "k-1", "Alpha"),
            create(&mut third, "k-1", "Alpha"),
        );
        for answer in [&a, &b, &c] {
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
            assert_eq!(answer.json(), a.json());
        }
        assert_eq!(number(&site.app.db, "SELECT COUNT(*) FROM organisations").await, 1);
    })
    .await;
}
