//! API tokens: what they may do, who makes them, when they end.

use axum::http::{Method, StatusCode, header};
use base::{
    audit::Stream,
    people::{self, Role, Scopes},
};
use jiff::SignedDuration;
use web::error::AppError;

use super::{Site, browser::Browser, faults, on_both};

async fn token(site: &Site, user: i64, scopes: &str) -> String {
    let scopes = Scopes::parse(scopes).unwrap();
    people::create_token(&site.app, &site.system(), user, "test", &scopes, None).await.unwrap()
}

#[tokio::test]
async fn a_token_gives_its_scopes_and_never_more_than_its_owner_has() {
    on_both(|site| async move {
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let body = r#"{"name":"Alpha","kind":"customer"}"#;
        for (scopes, status) in [("tickets:read", 403), ("tickets:write", 403), ("admin", 201)] {
            let mut program = Browser::program(&site, &token(&site, root, scopes).await);
            let answer = program.json(Method::POST, "/api/v1/organisations", body).await;
            assert_eq!(answer.status.as_u16(), status, "{scopes} {}", answer.body);
        }
        let mut admin_only = Browser::program(&site, &token(&site, root, "admin").await);
        assert_eq!(admin_only.get("/api/v1/teams").await.status, StatusCode::FORBIDDEN);
        let desk = site.desk("Siège", &[]).await;
        let agent = site.staff("agent@x.example", "Agent", Role::Agent, Some(desk)).await;
        let mut program = Browser::program(&site, &token(&site, agent, "tickets:read,tickets:write").await);
        assert_eq!(
            program.json(Method::POST, "/api/v1/organisations", body).await.status,
            StatusCode::FORBIDDEN
        );
        let me = program.get("/api/v1/me").await.json();
        assert_eq!(
            (&me["email"], &me["scopes"]),
            (&"agent@x.example".into(), &serde_json::json!(["tickets:read", "tickets:write"]))
        );
        let mut reader = Browser::program(&site, &token(&site, agent, "tickets:read").await);
        let patch = reader.json(Method::PATCH, "/api/v1/me", r#"{"phone":"1"}"#).await;
        assert_eq!(patch.status, StatusCode::FORBIDDEN, "a reading token changes nothing");
        assert_eq!(
            program.json(Method::PATCH, "/api/v1/me", r#"{"phone":"1"}"#).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_makes_no_token_that_may_do_more() {
    on_both(|site| async move {
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let create = |scopes: &str| format!(r#"{{"name":"child","scopes":{scopes}}}"#);
        let mut writer = Browser::program(&site, &token(&site, root, "tickets:write").await);
        let answer = writer.json(Method::POST, "/api/v1/tokens", &create(r#"["tickets:read"]"#)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "it takes the scope admin");
        let mut admin = Browser::program(&site, &token(&site, root, "admin,tickets:write").await);
        let answer = admin.json(Method::POST, "/api/v1/tokens", &create(r#"["admin","tickets:read"]"#)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let secret = answer.json()["secret"].as_str().unwrap().to_owned();
        assert!(answer.json()["hint"].as_str().is_some_and(|hint| secret.ends_with(hint)));
        let mut child = Browser::program(&site, &secret);
        let answer = child.json(Method::POST, "/api/v1/tokens", &create(r#"["tickets:write"]"#)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let faulty = admin.json(Method::POST, "/api/v1/tokens", &create(r#"["everything"]"#)).await;
        assert_eq!(faulty.faults(), ["scopes unknown"]);
        let extra = admin
            .json(Method::POST, "/api/v1/tokens", r#"{"name":"x","scopes":["admin"],"user_id":1}"#)
            .await;
        assert_eq!(extra.status, StatusCode::UNPROCESSABLE_ENTITY, "no field that is not described");
        let text = format!("{:?}", site.entries(Stream::User(root)).await);
        assert!(!text.contains(&secret) && text.contains("user.token_created"));
    })
    .await;
}

#[tokio::test]
async fn tokens_are_one_s_own() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let agent = site.staff("agent@x.example", "Agent", Role::Agent, Some(desk)).await;
        let scopes = Scopes::parse("tickets:read").unwrap();
        let cx = site.acting(root).await;
        let other = people::create_token(&site.app, &cx, agent, "x", &scopes, None).await;
        assert_eq!(other, Err(AppError::Forbidden), "not even administrators in another's name");
        let cx = site.acting(agent).await;
        let lacking = people::create_token(
            &site.app,
            &cx,
            agent,
            "",
            &Scopes::parse("admin").unwrap(),
            Some(site.now()),
        )
        .await;
        assert_eq!(faults(lacking), ["name required", "scopes scopes-lacking", "expires_at expires-past"]);
        let none = people::create_token(&site.app, &cx, agent, "x", &Scopes::default(), None).await;
        assert_eq!(faults(none), ["scopes scopes-none"]);
        token(&site, root, "admin").await;
        let id = super::number(&site.app.db, "SELECT MAX(id) FROM api_tokens").await;
        assert_eq!(people::revoke_token(&site.app, &cx, id).await, Err(AppError::NotFound));
        let secret = people::create_token(&site.app, &cx, agent, "x", &scopes, None).await.unwrap();
        let id = super::number(&site.app.db, "SELECT MAX(id) FROM api_tokens").await;
        let mut program = Browser::program(&site, &secret);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
        let cx = site.acting(root).await;
        people::revoke_token(&site.app, &cx, id).await.unwrap();
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(site.kinds(Stream::User(agent)).await.last().unwrap(), "user.token_revoked");
    })
    .await;
}

#[tokio::test]
async fn unknown_and_ended_tokens_are_refused_by_the_book() {
    on_both(|site| async move {
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let end = site.now() + SignedDuration::from_hours(24);
        let scopes = Scopes::parse("tickets:read").unwrap();
        let secret =
            people::create_token(&site.app, &site.system(), root, "x", &scopes, Some(end)).await.unwrap();
        let mut program = Browser::program(&site, &secret);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
        site.app.clock.set(end);
        for bad in [secret.as_str(), "", "short", &web::token::new().0] {
            program.bearer = Some(bad.to_owned());
            let answer = program.get("/api/v1/me").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
        }
        let mut basic = Browser::new(&site);
        let answer =
            basic.send(Method::GET, "/api/v1/me", &[("authorization", "Basic cm9vdDpyb290")], None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}
