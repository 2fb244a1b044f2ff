//! Who may know of whom.

use axum::http::{Method, StatusCode};
use base::people::{self, OrganisationKind, Role};

use super::{browser::Browser, on_both};

#[tokio::test]
async fn people_are_known_by_those_who_work_for_them() {
    on_both(|site| async move {
        let kerlann = site.organisation("Kerlann", OrganisationKind::Internal).await;
        let alpha = site.organisation("Alpha", OrganisationKind::Customer).await;
        let beta = site.organisation("Beta", OrganisationKind::Customer).await;
        let network = site.organisation("Réseaux SA", OrganisationKind::Provider).await;
        let (inside, for_alpha) = (site.desk("Siège", &[]).await, site.desk("Clients", &[alpha]).await);
        let mut of = Vec::new();
        let named = [
            ("k@x.example", "Zoé Kerlann", Some(kerlann)),
            ("a@x.example", "Zoé Alpha", Some(alpha)),
            ("b@x.example", "Zoé Beta", Some(beta)),
            ("p@x.example", "Zoé Provider", Some(network)),
            ("n@x.example", "Zoé Nowhere", None),
        ];
        for (email, name, organisation) in named {
            let id = site.person(email, name).await;
            if let Some(organisation) = organisation {
                site.move_to(id, organisation).await;
            }
            of.push(id);
        }
        let [k, a, b, p, n] = of[..] else { unreachable!() };
        let agent_in = site.staff("agent1@x.example", "Agent Inside", Role::Agent, Some(inside)).await;
        let agent_alpha = site.staff("agent2@x.example", "Agent Alpha", Role::Agent, Some(for_alpha)).await;
        site.move_to(agent_alpha, kerlann).await;
        let agent_all = site.staff("agent3@x.example", "Agent All", Role::Agent, None).await;
        let provider = site.user("provider@x.example", "Provider Agent").await;
        site.move_to(provider, network).await;
        site.grant(provider, Role::Provider, None).await;
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        let table: [(i64, &[i64]); 6] = [
            (agent_in, &[k, n]),
            (agent_alpha, &[a, k]),
            (agent_all, &[a, b, k, n, p]),
            (provider, &[p]),
            (root, &[a, b, k, n, p]),
            (a, &[a]),
        ];
        for (reader, expected) in table {
            let actor = site.acting(reader).await.actor;
            let (searched, seen) = site
                .app
                .db
                .read(move |r| {
                    let searched: Vec<i64> =
                        people::search_people(r, &actor, "zoe", 50)?.iter().map(|user| user.id).collect();
                    let mut seen = Vec::new();
                    for id in [a, b, k, n, p] {
                        seen.extend(people::see(r, &actor, id)?.map(|user| user.id));
                    }
                    Ok::<_, db::Error>((searched, seen))
                })
                .await
                .unwrap();
            assert_eq!(searched, expected, "searched by {reader}");
            assert_eq!(seen, expected, "seen by {reader}");
        }
    })
    .await;
}

#[tokio::test]
async fn requesters_cannot_enumerate_people() {
    on_both(|site| async move {
        let claire = site.user("claire@x.example", "Claire Morvan").await;
        let other = site.person("luc@x.example", "Luc Moreau").await;
        let scopes = people::Scopes::parse("tickets:write").unwrap();
        let token =
            people::create_token(&site.app, &site.system(), claire, "t", &scopes, None).await.unwrap();
        let mut program = Browser::program(&site, &token);
        assert_eq!(program.get("/api/v1/people").await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.get("/api/v1/people?q=luc").await.status, StatusCode::FORBIDDEN);
        for path in [
            format!("/api/v1/people/{other}"),
            "/api/v1/people/luc@x.example".into(),
            "/api/v1/people/999".into(),
        ] {
            assert_eq!(program.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(program.get("/api/v1/people/claire@x.example").await.status, StatusCode::OK);
        for path in ["/api/v1/teams", "/api/v1/organisations", "/api/v1/people/luc@x.example/roles"] {
            assert_eq!(program.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let body = r#"{"email":"new@x.example","name":"New"}"#;
        assert_eq!(program.json(Method::POST, "/api/v1/people", body).await.status, StatusCode::FORBIDDEN);
        let mut browser = Browser::signed_in(&site, "claire@x.example").await;
        assert_eq!(browser.get("/suggest/people?q=luc").await.location(), "/portal");
        for path in ["/settings/people", "/settings/teams", "/settings/organisations", "/settings/tokens"] {
            assert_eq!(browser.get(path).await.location(), "/portal", "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn agents_see_no_settings_of_people_and_suggestions_stay_within_the_walls() {
    on_both(|site| async move {
        let beta = site.organisation("Beta", OrganisationKind::Customer).await;
        let desk = site.desk("Siège", &[]).await;
        site.staff("agent@x.example", "Agent", Role::Agent, Some(desk)).await;
        let walled = site.person("zoe.beta@x.example", "Zoé Beta").await;
        site.move_to(walled, beta).await;
        site.person("zoe@x.example", "Zoé Inside").await;
        let mut browser = Browser::signed_in(&site, "agent@x.example").await;
        for path in ["/settings/people", "/settings/people/1", "/settings/teams", "/settings/tokens"] {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let found = browser.get("/suggest/people?q=@zo").await.json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(found["items"][0]["insert"], "@Zoé Inside ");
        assert_eq!(browser.get("/api/v1/people/zoe.beta@x.example").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/api/v1/people?q=zo").await.json()["items"].as_array().unwrap().len(), 1);
    })
    .await;
}
