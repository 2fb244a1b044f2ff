//! Sessions: their two ends, and who may end them.

use axum::http::StatusCode;
use base::{
    audit::Stream,
    people::{self, Role},
};
use jiff::SignedDuration;
use web::error::AppError;

use super::{PASSWORD, Site, browser::Browser, faults, number, on_both};

/// Whether a session still opens pages.
pub(super) async fn is_alive(site: &Site, token: &str) -> bool {
    let mut browser = Browser::new(site);
    browser.cookies = vec![("vigie".to_owned(), token.to_owned())];
    let answer = browser.get("/profile").await;
    assert!([StatusCode::OK, StatusCode::SEE_OTHER].contains(&answer.status), "{}", answer.body);
    answer.status == StatusCode::OK
}

async fn id_of(site: &Site, token: &str) -> i64 {
    let hash = web::token::hash(token);
    let read = site.app.db.read(move |r| {
        r.first("SELECT id FROM sessions WHERE token_hash = $1", db::params![hash])?.unwrap().at::<i64>(0)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case() {
    on_both(|site| async move {
        site.user("claire@kerlann.example", "Claire Morvan").await;
        let token = site.sign_in("claire@kerlann.example").await;
        site.pass(SignedDuration::from_hours(8) - SignedDuration::from_secs(1));
        assert!(is_alive(&site, &token).await);
        used(&site).await;
        for _ in 0..(30 * 24 / 7 - 2) {
            site.pass(SignedDuration::from_hours(7));
            assert!(is_alive(&site, &token).await, "{}", site.now());
            used(&site).await;
        }
        let idle = site.sign_in("claire@kerlann.example").await;
        site.pass(SignedDuration::from_hours(8));
        assert!(!is_alive(&site, &idle).await, "idle");
        let long = site.sign_in("claire@kerlann.example").await;
        let expires = site.now() + SignedDuration::from_hours(30 * 24);
        while site.now() + SignedDuration::from_hours(7) < expires {
            site.pass(SignedDuration::from_hours(7));
            assert!(is_alive(&site, &long).await, "{}", site.now());
            used(&site).await;
        }
        site.app.clock.set(expires);
        assert!(!is_alive(&site, &long).await, "after 30 days");
    })
    .await;
}

/// Waits until the use of a session is written down, which happens after the answer.
async fn used(site: &Site) {
    let now = site.now().as_microsecond();
    loop {
        if number(&site.app.db, "SELECT MAX(last_seen_at) FROM sessions").await == now {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn people_end_their_own_sessions_and_administrators_those_they_may() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let claire = site.user("claire@kerlann.example", "Claire Morvan").await;
        let mallory = site.staff("mallory@kerlann.example", "Mallory", Role::Agent, Some(desk)).await;
        let admin = site.staff("admin@kerlann.example", "Admin", Role::Administrator, Some(desk)).await;
        let root = site.staff("root@kerlann.example", "Root", Role::Administrator, None).await;
        let (one, two) =
            (site.sign_in("claire@kerlann.example").await, site.sign_in("claire@kerlann.example").await);
        let top = site.sign_in("root@kerlann.example").await;
        let (id, top_id) = (id_of(&site, &one).await, id_of(&site, &top).await);
        let cx = site.acting(mallory).await;
        assert_eq!(people::revoke_session(&site.app, &cx, id).await, Err(AppError::NotFound));
        let cx = site.acting(admin).await;
        assert_eq!(people::revoke_session(&site.app, &cx, top_id).await, Err(AppError::NotFound));
        assert_eq!(people::revoke_sessions(&site.app, &cx, root).await, Err(AppError::Forbidden));
        let cx = site.acting(claire).await;
        people::revoke_session(&site.app, &cx, id).await.unwrap();
        assert!(!is_alive(&site, &one).await && is_alive(&site, &two).await);
        let cx = site.acting(admin).await;
        assert_eq!(people::revoke_sessions(&site.app, &cx, claire).await, Ok(1));
        assert!(!is_alive(&site, &two).await);
        assert_eq!(site.kinds(Stream::User(claire)).await, ["user.created", "user.sessions_revoked"]);
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    on_both(|site| async move {
        site.user("claire@kerlann.example", "Claire Morvan").await;
        let elsewhere = site.sign_in("claire@kerlann.example").await;
        let mut here = Browser::signed_in(&site, "claire@kerlann.example").await;
        let form = |current: &str, new: &str, again: &str| {
            format!("current_password={current}&new_password={new}&again={again}").replace(' ', "+")
        };
        let wrong = here
            .post(
                "/profile/password",
                &form("not this", "une autre longue phrase", "une autre longue phrase"),
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let weak = here.post("/profile/password", &form(PASSWORD, "court", "court")).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        let differs = here
            .post("/profile/password", &form(PASSWORD, "une autre longue phrase", "une autre longue phrasE"))
            .await;
        assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_alive(&site, &elsewhere).await);
        let done = here
            .post("/profile/password", &form(PASSWORD, "une autre longue phrase", "une autre longue phrase"))
            .await;
        assert_eq!(done.location(), "/profile?done=password", "{}", done.body);
        assert!(!is_alive(&site, &elsewhere).await);
        assert_eq!(here.get("/profile").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn guessing_the_present_password_is_slowed_down_too() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let cx = site.acting(id).await;
        for _ in 0..6 {
            let refused = people::change_password(&site.app, &cx, "wrong", "une autre longue phrase").await;
            assert_eq!(faults(refused), ["current_password current-password"]);
        }
        let waits = people::change_password(&site.app, &cx, PASSWORD, "une autre longue phrase").await;
        assert_eq!(waits, Err(AppError::TooMany { retry_after: 30 }));
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_loses_everything_at_once() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        site.staff("root@kerlann.example", "Root", Role::Administrator, None).await;
        let session = site.sign_in("claire@kerlann.example").await;
        let scopes = people::Scopes::parse("tickets:read").unwrap();
        let token = people::create_token(&site.app, &site.system(), id, "t", &scopes, None).await.unwrap();
        assert_eq!(Browser::program(&site, &token).get("/api/v1/me").await.status, StatusCode::OK);
        let version = site.load(id).await.version;
        people::disable_user(&site.app, &site.system(), id, version).await.unwrap();
        assert!(!is_alive(&site, &session).await);
        assert_eq!(Browser::program(&site, &token).get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(site.app.db.read(move |r| people::load_actor(r, id, None, None)).await.unwrap().is_none());
        let version = site.load(id).await.version;
        people::enable_user(&site.app, &site.system(), id, version).await.unwrap();
        assert!(!is_alive(&site, &session).await, "what ended stays ended");
        site.sign_in("claire@kerlann.example").await;
    })
    .await;
}

#[tokio::test]
async fn an_ended_session_ends_its_live_stream() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let token = site.sign_in("claire@kerlann.example").await;
        let session = id_of(&site, &token).await;
        let actor = site.app.db.read(move |r| people::load_actor(r, id, None, Some(session))).await.unwrap();
        assert_eq!(actor.and_then(|actor| actor.session_id), Some(session));
        let topics = std::iter::once("board".into()).collect();
        let mut feed = web::live::Feed::open(&site.app.hub, session, topics, None);
        let cx = site.acting(id).await;
        people::revoke_sessions(&site.app, &cx, id).await.unwrap();
        assert_eq!(feed.next(&|_| std::future::ready(true)).await, None);
        let actor = site.app.db.read(move |r| people::load_actor(r, id, None, Some(session))).await.unwrap();
        assert!(actor.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_swept_and_what_is_not_stays() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        site.sign_in("claire@kerlann.example").await;
        site.try_sign_in("claire@kerlann.example", "wrong", "192.0.2.1").await;
        site.try_sign_in("unknown@kerlann.example", "wrong", "192.0.2.1").await;
        let cx = site.system();
        site.write(move |tx| {
            people::issue_link(tx, &cx, id, people::LinkPurpose::Reset)?;
            Ok(people::notify(tx, id, "ticket.assigned", None, None, "INC-1", cx.now)?)
        })
        .await
        .unwrap();
        let now = site.now();
        site.write(move |tx| Ok(people::mark_read(tx, id, None, now)?)).await.unwrap();
        let counts = "SELECT (SELECT COUNT(*) FROM sessions) * 1000 + (SELECT COUNT(*) FROM single_use_links) * 100 + \
             (SELECT COUNT(*) FROM sign_in_failures) * 10 + (SELECT COUNT(*) FROM notifications)";
        let registry = people::work(work::Registry::new(), site.app.db.clone(), site.app.clock.clone());
        for (days, left) in [(0, 1141), (32, 1011), (29, 11), (30, 10)] {
            site.pass(SignedDuration::from_hours(24 * days));
            work::run_until_idle(&site.app.db, &site.app.clock, &registry).await.unwrap();
            assert_eq!(number(&site.app.db, counts).await, left, "after {days} more days");
        }
    })
    .await;
}
