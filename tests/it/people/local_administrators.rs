//! Administrators of one desk: what they do there, and that no way leads them beyond it.

use axum::http::{Method, StatusCode};
use base::{
    ctx::Ctx,
    people::{
        self, LinkFault, LinkPurpose, NewUser, OrganisationKind, Role, Scopes, TeamEdit, UseLinkError,
        UserEdit,
    },
};
use web::error::AppError;

use super::{PASSWORD, Site, browser::Browser, faults, on_both};

/// Two desks that serve a customer each, and who is there. The administrator and the agents belong to the house, which
/// neither desk serves.
struct Ground {
    site: Site,
    here: i64,
    there: i64,
    /// The customers of the two desks.
    own: i64,
    foreign: i64,
    /// The administrator of `here`.
    local: i64,
    /// An agent of `here`, one of both desks, and an administrator of everything.
    agent: i64,
    both: i64,
    root: i64,
    /// Requesters of the two customers.
    served: i64,
    stranger: i64,
}

impl Ground {
    async fn on(site: Site) -> Self {
        let house = site.organisation("House", OrganisationKind::Internal).await;
        let own = site.organisation("Own", OrganisationKind::Customer).await;
        let foreign = site.organisation("Foreign", OrganisationKind::Customer).await;
        let (here, there) = (site.desk("Here", &[own]).await, site.desk("There", &[foreign]).await);
        let local = site.staff("local@x.example", "Local", Role::Administrator, Some(here)).await;
        let agent = site.staff("agent@x.example", "Agent", Role::Agent, Some(here)).await;
        let both = site.staff("both@x.example", "Both", Role::Agent, Some(here)).await;
        site.grant(both, Role::Agent, Some(there)).await;
        let root = site.staff("root@x.example", "Root", Role::Administrator, None).await;
        for person in [agent, both, root] {
            site.move_to(person, house).await;
        }
        let served = site.user("served@x.example", "Served").await;
        site.move_to(served, own).await;
        let stranger = site.user("stranger@x.example", "Stranger").await;
        site.move_to(stranger, foreign).await;
        Self { site, here, there, own, foreign, local, agent, both, root, served, stranger }
    }

    async fn local(&self) -> Ctx {
        self.site.acting(self.local).await
    }

    /// What each may expect who is acted upon: `None` is done.
    fn targets(&self) -> [(i64, Option<AppError>); 5] {
        [
            (self.agent, None),
            (self.served, None),
            (self.both, Some(AppError::Forbidden)),
            (self.root, Some(AppError::NotFound)),
            (self.stranger, Some(AppError::NotFound)),
        ]
    }
}

#[tokio::test]
async fn they_give_themselves_nothing_beyond_their_desk() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        for role in Role::ALL {
            for desk in [None, Some(ground.there)] {
                let (cx, local) = (ground.local().await, ground.local);
                let given = ground.site.write(move |tx| people::grant_role(tx, &cx, local, role, desk)).await;
                assert_eq!(given, Err(AppError::Forbidden), "{role:?} {desk:?}");
            }
        }
        // A provider works what any desk hands to their organisation.
        let (cx, local, here) = (ground.local().await, ground.local, Some(ground.here));
        let given =
            ground.site.write(move |tx| people::grant_role(tx, &cx, local, Role::Provider, here)).await;
        assert_eq!(given, Err(AppError::Forbidden));
        let cx = ground.local().await;
        let given = ground.site.write(move |tx| people::grant_role(tx, &cx, local, Role::Lead, here)).await;
        assert_eq!(given, Ok(true), "at their desk they may");
    })
    .await;
}

#[tokio::test]
async fn they_change_and_close_no_account_with_rights_elsewhere() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, here) = (&ground.site, Some(ground.here));
        for (target, refusal) in ground.targets() {
            let cx = ground.local().await;
            let outcomes = [
                site.write(move |tx| people::grant_role(tx, &cx, target, Role::Observer, here)).await.err(),
                {
                    let cx = ground.local().await;
                    let take =
                        move |tx: &mut db::Tx<'_>| people::revoke_role(tx, &cx, target, Role::Observer, here);
                    site.write(take).await.err()
                },
                {
                    let (cx, user) = (ground.local().await, site.load(target).await);
                    let edit = UserEdit { phone: "1234".into(), ..UserEdit::from(&user) };
                    people::update_user(&site.app, &cx, target, user.version, edit).await.err()
                },
                people::revoke_sessions(&site.app, &ground.local().await, target).await.err(),
                {
                    let (cx, user) = (ground.local().await, site.load(target).await);
                    people::disable_user(&site.app, &cx, target, user.version).await.err()
                },
                {
                    let (cx, user) = (ground.local().await, site.load(target).await);
                    people::enable_user(&site.app, &cx, target, user.version).await.err()
                },
            ];
            assert!(outcomes.iter().all(|outcome| *outcome == refusal), "{target}: {outcomes:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn they_reset_no_account_with_rights_elsewhere() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        for (target, refusal) in ground.targets() {
            let cx = ground.local().await;
            let made =
                ground.site.write(move |tx| people::issue_link(tx, &cx, target, LinkPurpose::Reset)).await;
            assert_eq!(made.err(), refusal, "{target}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_that_they_kept_does_not_open_an_account_that_has_grown() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, agent, served) = (&ground.site, ground.agent, ground.served);
        let mut secrets = Vec::new();
        for target in [agent, served] {
            let cx = ground.local().await;
            let made = site.write(move |tx| people::issue_link(tx, &cx, target, LinkPurpose::Invitation));
            secrets.push(made.await.unwrap());
        }
        site.grant(agent, Role::Administrator, None).await;
        site.move_to(served, ground.foreign).await;
        for secret in &secrets {
            let used = people::use_link(&site.app, &site.nobody(), secret, PASSWORD).await;
            assert_eq!(used.err(), Some(UseLinkError::Link(LinkFault::Expired)));
        }
        site.move_to(served, ground.own).await;
        let used = people::use_link(&site.app, &site.nobody(), &secrets[1], PASSWORD).await;
        assert!(used.is_ok(), "{used:?}");
    })
    .await;
}

#[tokio::test]
async fn their_tokens_and_those_of_others_give_them_nothing_more() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, scopes) = (&ground.site, Scopes::parse("admin,tickets:write").unwrap());
        let cx = ground.local().await;
        for target in [ground.agent, ground.both, ground.root] {
            let made = people::create_token(&site.app, &cx, target, "x", &scopes, None).await;
            assert_eq!(made, Err(AppError::Forbidden), "nobody makes a token in another's name");
        }
        people::create_token(&site.app, &site.system(), ground.agent, "x", &reading(), None).await.unwrap();
        let id = super::number(&site.app.db, "SELECT MAX(id) FROM api_tokens").await;
        assert_eq!(people::revoke_token(&site.app, &cx, id).await, Err(AppError::NotFound));
        let secret = people::create_token(&site.app, &cx, ground.local, "x", &scopes, None).await.unwrap();
        let mut program = Browser::program(site, &secret);
        let organisation = r#"{"name":"New","kind":"customer"}"#;
        for (path, body, status) in [
            ("/api/v1/organisations".to_owned(), organisation, StatusCode::FORBIDDEN),
            (
                format!("/api/v1/people/{}/links", ground.root),
                r#"{"purpose":"reset"}"#,
                StatusCode::NOT_FOUND,
            ),
            (
                format!("/api/v1/people/{}/links", ground.both),
                r#"{"purpose":"reset"}"#,
                StatusCode::FORBIDDEN,
            ),
            (format!("/api/v1/people/{}/links", ground.agent), r#"{"purpose":"reset"}"#, StatusCode::CREATED),
            (
                format!("/api/v1/people/{}/roles", ground.local),
                r#"{"role":"administrator"}"#,
                StatusCode::FORBIDDEN,
            ),
        ] {
            let answer = program.json(Method::POST, &path, body).await;
            assert_eq!(answer.status, status, "{path} {}", answer.body);
        }
    })
    .await;
}

fn reading() -> Scopes {
    Scopes::parse("tickets:read").unwrap()
}

#[tokio::test]
async fn a_token_for_administration_alone_manages_people_and_registers_them() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, cx) = (&ground.site, ground.local().await);
        let scopes = Scopes::parse("admin").unwrap();
        let secret = people::create_token(&site.app, &cx, ground.local, "x", &scopes, None).await.unwrap();
        let mut program = Browser::program(site, &secret);
        let new = format!(r#"{{"email":"new@x.example","name":"New","organisation_id":{}}}"#, ground.own);
        let answer = program.json(Method::POST, "/api/v1/people", &new).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let path = format!("/api/v1/people/{}", ground.served);
        let answer = program.json(Method::PATCH, &path, r#"{"phone":"1234"}"#).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let path = format!("/api/v1/people/{}", ground.stranger);
        let answer = program.json(Method::PATCH, &path, r#"{"phone":"1234"}"#).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(program.get("/api/v1/people").await.status, StatusCode::FORBIDDEN, "it may not read");
    })
    .await;
}

#[tokio::test]
async fn organisations_lead_them_nowhere() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, own, foreign) = (&ground.site, ground.own, ground.foreign);
        for target in [ground.local, ground.served, ground.agent] {
            for organisation_id in [Some(foreign), Some(99)] {
                let (cx, user) = (ground.local().await, site.load(target).await);
                let edit = UserEdit { organisation_id, ..UserEdit::from(&user) };
                let moved = people::update_user(&site.app, &cx, target, user.version, edit).await;
                assert_eq!(faults(moved), ["organisation_id organisation"], "{target} {organisation_id:?}");
            }
        }
        let cx = ground.local().await;
        let new = NewUser {
            organisation_id: Some(foreign),
            zone: "UTC".into(),
            ..NewUser::new("new@x.example", "New")
        };
        let made = site.write(move |tx| people::create_user(tx, &cx, &new)).await;
        assert_eq!(faults(made), ["organisation_id organisation"]);
        for organisation in [own, foreign] {
            let cx = ground.local().await;
            let renamed = site
                .write(move |tx| {
                    let kind = OrganisationKind::Internal;
                    people::update_organisation(tx, &cx, organisation, 1, "Mine", kind)
                })
                .await;
            assert_eq!(renamed, Err(AppError::Forbidden));
            let cx = ground.local().await;
            let gone = site.write(move |tx| people::archive_organisation(tx, &cx, organisation, 1)).await;
            assert_eq!(gone, Err(AppError::Forbidden));
        }
        let cx = ground.local().await;
        let new = site
            .write(move |tx| people::create_organisation(tx, &cx, "Mine", OrganisationKind::Provider))
            .await;
        assert_eq!(new, Err(AppError::Forbidden));
    })
    .await;
}

#[tokio::test]
async fn whom_they_serve_in_another_role_is_not_theirs_to_administer() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let (site, stranger, there) = (&ground.site, ground.stranger, Some(ground.there));
        site.grant(ground.local, Role::Agent, there).await;
        let cx = ground.local().await;
        let seen = site.app.db.read(move |r| people::see(r, &cx.actor, stranger)).await.unwrap();
        assert!(seen.is_some(), "an agent knows whom they serve");
        let cx = ground.local().await;
        let made = site.write(move |tx| people::issue_link(tx, &cx, stranger, LinkPurpose::Reset)).await;
        assert_eq!(made, Err(AppError::Forbidden));
    })
    .await;
}

#[tokio::test]
async fn they_manage_teams_of_their_desk_only() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        for (desk_id, allowed) in [(ground.here, true), (ground.there, false)] {
            let cx = ground.local().await;
            let team = TeamEdit {
                desk_id,
                name: "Team".into(),
                tier: 1,
                next_tier_id: None,
                email: String::new(),
                description: String::new(),
            };
            let made = ground.site.write(move |tx| people::create_team(tx, &cx, &team)).await;
            assert_eq!(made.err(), Some(AppError::Forbidden).filter(|_| !allowed));
        }
    })
    .await;
}

#[tokio::test]
async fn their_pages_show_their_people_and_lead_to_nothing_else() {
    on_both(|site| async move {
        let ground = Ground::on(site).await;
        let mut browser = Browser::signed_in(&ground.site, "local@x.example").await;
        let people = browser.get("/settings/people").await;
        assert_eq!(people.status, StatusCode::OK);
        for (name, is_there) in
            [("Agent", true), ("Both", true), ("Served", true), ("Stranger", false), ("Foreign", false)]
        {
            assert_eq!(people.body.contains(&format!(">{name}<")), is_there, "{name}: {}", people.body);
        }
        for path in ["organisations", "tokens", "jobs", "audit"] {
            assert!(!people.body.contains(&format!("/settings/{path}")), "{path} is offered");
        }
        assert!(people.body.contains("/settings/teams") && people.body.contains("/settings/categories"));
        for (path, status) in [
            (format!("/settings/people/{}", ground.agent), StatusCode::OK),
            (format!("/settings/people/{}", ground.both), StatusCode::OK),
            (format!("/settings/people/{}", ground.stranger), StatusCode::NOT_FOUND),
            ("/settings/people/new".to_owned(), StatusCode::OK),
            ("/settings/organisations".to_owned(), StatusCode::NOT_FOUND),
            ("/settings/organisations/new".to_owned(), StatusCode::NOT_FOUND),
            (format!("/settings/organisations/{}", ground.own), StatusCode::NOT_FOUND),
            ("/settings/tokens".to_owned(), StatusCode::NOT_FOUND),
        ] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(!answer.body.contains("Foreign"), "{path} names another's customer");
        }
        let both = browser.get(&format!("/settings/people/{}", ground.both)).await.body;
        assert!(!both.contains("/link\"") && !both.contains("/roles\""), "{both}");
        let agent = browser.get(&format!("/settings/people/{}", ground.agent)).await.body;
        assert!(agent.contains("/link\"") && agent.contains("value=\"lead\""), "{agent}");
        assert!(!agent.contains("value=\"provider\""), "{agent}");
    })
    .await;
}
