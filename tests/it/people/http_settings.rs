//! The settings of people, teams, organisations and tokens, as an administrator uses them.

use axum::http::{Method, StatusCode, header};
use base::people::{self, OrganisationKind, Role, Scopes};

use super::{Site, browser::Browser, on_both};

async fn administrator(site: &Site) -> Browser {
    site.staff("root@x.example", "Root", Role::Administrator, None).await;
    Browser::signed_in(site, "root@x.example").await
}

#[tokio::test]
async fn every_page_is_drawn_without_a_missing_text() {
    on_both(|site| async move {
        let mut browser = administrator(&site).await;
        let desk = site.desk("Siège", &[]).await;
        let organisation = site.organisation("Kerlann", OrganisationKind::Internal).await;
        let team = site.team(desk, "Réseau").await;
        let agent = site.staff("agent@x.example", "Agent <script>", Role::Agent, Some(desk)).await;
        let closed = site.person("closed@x.example", "Closed").await;
        people::disable_user(&site.app, &site.system(), closed, 1).await.unwrap();
        let cx = site.system();
        site.write(move |tx| people::add_member(tx, &cx, team, agent, true)).await.unwrap();
        people::create_token(
            &site.app,
            &site.system(),
            agent,
            "t",
            &Scopes::parse("tickets:read").unwrap(),
            None,
        )
        .await
        .unwrap();
        let paths = [
            "/profile".to_owned(),
            "/notifications".to_owned(),
            "/settings/people".to_owned(),
            "/settings/people?state=all&role=agent&q=ag&done=saved".to_owned(),
            "/settings/people/new".to_owned(),
            format!("/settings/people/{agent}"),
            format!("/settings/people/{closed}?done=disabled"),
            "/settings/teams".to_owned(),
            "/settings/teams/new".to_owned(),
            format!("/settings/teams/{team}"),
            "/settings/organisations".to_owned(),
            "/settings/organisations/new".to_owned(),
            format!("/settings/organisations/{organisation}"),
            "/settings/tokens".to_owned(),
        ];
        for language in ["en", "fr"] {
            browser.post("/preferences", &format!("locale={language}")).await;
            for path in &paths {
                let page = browser.get(path).await;
                assert_eq!(page.status, StatusCode::OK, "{path} {}", page.body);
                assert!(page.body.contains(&format!(r#"<html lang="{language}""#)), "{path}");
                assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
                assert!(
                    !page.body.contains("people-") && !page.body.contains("<script>"),
                    "{path} {}",
                    page.body
                );
                assert!(!page.body.contains(" style="), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_is_invited_changed_and_closed() {
    on_both(|site| async move {
        let mut browser = administrator(&site).await;
        let fields = "name=Claire+Morvan&email=claire%40x.example&phone=&job_title=&site=&organisation_id=&locale=fr&zone=Europe/Paris";
        let faulty = browser.post("/settings/people", &fields.replace("claire%40x.example", "claire")).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(faulty.body.contains("Claire Morvan") && faulty.body.contains(r##"href="#f-email""##), "{}", faulty.body);
        let created = browser.post("/settings/people", &format!("{fields}&invite=true")).await;
        assert_eq!(created.status, StatusCode::OK);
        assert!(created.body.contains("http://vigie.example/reset/"), "{}", created.body);
        let id = site.app.db.read(|r| people::user_by_email(r, "claire@x.example")).await.unwrap().unwrap().id;
        let path = format!("/settings/people/{id}");
        let mut second = Browser::signed_in(&site, "root@x.example").await;
        let one = browser.post(&path, &format!("{fields}&version=1&vip=true").replace("phone=", "phone=1234")).await;
        assert_eq!(one.location(), format!("{path}?done=saved"), "{}", one.body);
        let two = second.post(&path, &format!("{fields}&version=1").replace("phone=", "phone=5678")).await;
        assert_eq!(two.status, StatusCode::CONFLICT);
        assert!(two.body.contains("<del>1234</del>") && two.body.contains(r#"value="5678""#), "{}", two.body);
        assert!(two.body.contains(r#"name="version" value="2""#), "sent again, it is a change of what is there now");
        let link = browser.post(&format!("{path}/link"), "purpose=reset").await;
        assert!(link.body.contains("http://vigie.example/reset/"));
        assert_eq!(browser.post(&format!("{path}/roles"), "role=agent&desk_id=").await.location(), format!("{path}?done=granted"));
        assert_eq!(browser.post(&format!("{path}/roles/revoke"), "role=agent&desk_id=").await.location(), format!("{path}?done=revoked"));
        assert_eq!(browser.post(&format!("{path}/disable"), "version=2").await.location(), format!("{path}?done=disabled"));
        assert_eq!(browser.post(&format!("{path}/enable"), "version=3").await.location(), format!("{path}?done=enabled"));
        let root = site.app.db.read(|r| people::user_by_email(r, "root@x.example")).await.unwrap().unwrap().id;
        let last = browser.post(&format!("/settings/people/{root}/roles/revoke"), "role=administrator&desk_id=").await;
        assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(last.body.contains("last administrator"), "{}", last.body);
    })
    .await;
}

#[tokio::test]
async fn the_list_pages_and_filters() {
    on_both(|site| async move {
        let mut browser = administrator(&site).await;
        let cx = site.system();
        site.write(move |tx| {
            for n in 0..60 {
                people::create_user(
                    tx,
                    &cx,
                    &people::NewUser::new(format!("p{n}@x.example"), format!("Person {n}")),
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let first = browser.get("/settings/people?q=person").await.body;
        assert_eq!(first.matches("class=\"t-link\"").count(), 50);
        assert!(first.find("Person 2<").unwrap() < first.find("Person 10<").unwrap(), "as people count");
        let (_, rest) = first.split_once("q=person&amp;cursor=").unwrap_or_else(|| panic!("{first}"));
        let cursor = rest.split('"').next().unwrap();
        let second = browser.get(&format!("/settings/people?q=person&cursor={cursor}")).await.body;
        assert_eq!(second.matches("class=\"t-link\"").count(), 10);
        assert!(second.contains(r#"href="/settings/people?q=person""#), "{second}");
        assert_eq!(
            browser.get("/settings/people?cursor=junk").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let page = browser.get("/api/v1/people?q=person&limit=25").await;
        assert!(page.headers[header::LINK].to_str().unwrap().contains("rel=\"next\""));
        let mut seen = page.json()["items"].as_array().unwrap().len();
        let mut next = page.json()["next"].as_str().map(str::to_owned);
        while let Some(cursor) = next {
            let page = browser.get(&format!("/api/v1/people?q=person&limit=25&cursor={cursor}")).await.json();
            seen += page["items"].as_array().unwrap().len();
            next = page["next"].as_str().map(str::to_owned);
        }
        assert_eq!(seen, 60);
        let none = browser.get("/settings/people?role=agent").await.body;
        assert!(none.contains("Nobody matches"), "{none}");
    })
    .await;
}

#[tokio::test]
async fn tokens_are_made_on_the_profile_and_shown_once() {
    on_both(|site| async move {
        let mut browser = administrator(&site).await;
        let made = browser
            .post("/profile/tokens", "token_name=supervision&days=30&scopes=tickets:read&scopes=admin")
            .await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let (_, rest) = made.body.split_once(r#"<code id="secret">"#).unwrap();
        let secret = rest.split('<').next().unwrap().to_owned();
        assert!(!browser.get("/profile").await.body.contains(&secret));
        assert_eq!(Browser::program(&site, &secret).get("/api/v1/people").await.status, StatusCode::OK);
        let nameless = browser.post("/profile/tokens", "token_name=&days=&scopes=admin").await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nameless.body.contains(r##"href="#f-token_name""##), "{}", nameless.body);
        let id = super::number(&site.app.db, "SELECT MAX(id) FROM api_tokens").await;
        assert_eq!(
            browser.post(&format!("/settings/tokens/{id}/revoke"), "").await.location(),
            "/settings/tokens?done=token"
        );
        assert_eq!(
            Browser::program(&site, &secret).get("/api/v1/people").await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn the_api_changes_people_by_version() {
    on_both(|site| async move {
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let token = people::create_token(
            &site.app,
            &site.system(),
            root,
            "t",
            &Scopes::parse("admin,tickets:write").unwrap(),
            None,
        )
        .await
        .unwrap();
        let mut program = Browser::program(&site, &token);
        let body = r#"{"email":"claire@x.example","name":"Claire Morvan","locale":"fr"}"#;
        let created = program.json(Method::POST, "/api/v1/people", body).await;
        assert_eq!(
            (created.status, &created.headers[header::ETAG]),
            (StatusCode::CREATED, &"\"1\"".parse().unwrap()),
            "{}",
            created.body
        );
        let path = created.location().to_owned();
        let read = program.get("/api/v1/people/CLAIRE@x.example").await;
        assert_eq!(read.json(), created.json());
        let patch =
            |version: &'static str, body: &'static str| (Method::PATCH, [("if-match", version)], body);
        for (version, body, status) in [
            ("\"1\"", r#"{"phone":"12"}"#, 200),
            ("\"1\"", r#"{"phone":"13"}"#, 409),
            ("2", r#"{"phone":"13"}"#, 400),
            ("\"2\"", r#"{"phone":"13","password_hash":"x"}"#, 422),
            ("\"2\"", r#"{"email":"not an address"}"#, 422),
        ] {
            let (method, headers, body) = patch(version, body);
            let answer = program.send(method, &path, &headers, Some(("json", body))).await;
            let expected = if status == 400 {
                [400, 422].contains(&answer.status.as_u16())
            } else {
                answer.status.as_u16() == status
            };
            assert!(expected, "{version} {body} {} {}", answer.status, answer.body);
        }
        let given = program.json(Method::POST, &format!("{path}/roles"), r#"{"role":"agent"}"#).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.body);
        let roles = program.get(&format!("{path}/roles")).await.json();
        assert_eq!(roles["items"], serde_json::json!([{ "role": "agent", "desk_id": null }]));
        let taken = program.send(Method::DELETE, &format!("{path}/roles?role=agent"), &[], None).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.body);
        let link = program.json(Method::POST, &format!("{path}/links"), r#"{"purpose":"invitation"}"#).await;
        assert!(
            link.json()["url"].as_str().unwrap().starts_with("http://vigie.example/reset/"),
            "{}",
            link.body
        );
        assert_eq!(
            program.send(Method::POST, &format!("{path}/disable"), &[], None).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(program.get(&path).await.json()["disabled"], true);
    })
    .await;
}

#[tokio::test]
async fn the_api_manages_teams_and_members() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let lead = site.staff("lead@x.example", "Lead", Role::Lead, Some(desk)).await;
        let token = people::create_token(
            &site.app,
            &site.system(),
            lead,
            "t",
            &Scopes::parse("admin,tickets:read").unwrap(),
            None,
        )
        .await
        .unwrap();
        let mut program = Browser::program(&site, &token);
        let created = program
            .json(Method::POST, "/api/v1/teams", &format!(r#"{{"desk_id":{desk},"name":"Réseau"}}"#))
            .await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let path = created.location().to_owned();
        let member = format!("{path}/members/{lead}");
        assert_eq!(
            program.json(Method::PUT, &member, r#"{"lead":true}"#).await.status,
            StatusCode::NO_CONTENT
        );
        let members = program.get(&format!("{path}/members")).await.json();
        assert_eq!(
            (&members["items"][0]["name"], &members["items"][0]["lead"]),
            (&"Lead".into(), &true.into())
        );
        assert_eq!(program.send(Method::DELETE, &member, &[], None).await.status, StatusCode::NO_CONTENT);
        let stale = program.send(Method::DELETE, &path, &[("if-match", "\"7\"")], None).await;
        assert_eq!(
            (stale.status, &stale.headers[header::ETAG]),
            (StatusCode::CONFLICT, &"\"1\"".parse().unwrap())
        );
        assert_eq!(program.send(Method::DELETE, &path, &[], None).await.status, StatusCode::NO_CONTENT);
        assert!(program.get("/api/v1/teams").await.json()["items"].as_array().unwrap().is_empty());
    })
    .await;
}
