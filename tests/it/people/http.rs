//! Pages and their defences: signing in and out, forged requests, links, languages.

use axum::http::{Method, StatusCode, header};
use base::people::{self, LinkPurpose, Role};

use super::{PASSWORD, browser::Browser, on_both};

#[tokio::test]
async fn somebody_signs_in_by_the_form_and_out_again() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        site.staff("agent@x.example", "Agent", Role::Agent, Some(desk)).await;
        let mut browser = Browser::new(&site);
        let turned_away = browser.get("/notifications?a=1").await;
        assert_eq!(turned_away.status, StatusCode::SEE_OTHER);
        let sign_in = browser.get(turned_away.location()).await;
        let page = if sign_in.status == StatusCode::SEE_OTHER {
            browser.get(sign_in.location()).await
        } else {
            sign_in
        };
        assert!(page.body.contains(r#"name="next" value="/notifications?a=1""#), "{}", page.body);
        let wrong = browser
            .send(
                Method::POST,
                "/login",
                &[],
                Some(("form", "email=agent%40x.example&password=no&next=/queue")),
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains(r#"role="alert""#) && wrong.body.contains("agent@x.example"),
            "{}",
            wrong.body
        );
        assert!(!wrong.headers.contains_key(header::SET_COOKIE));
        let form =
            format!("email=agent%40x.example&password={}&next=%2Fnotifications", PASSWORD.replace(' ', "+"));
        let done = browser.send(Method::POST, "/login", &[], Some(("form", &form))).await;
        assert_eq!(done.location(), "/notifications");
        let cookie = done
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|v| v.to_str().unwrap())
            .find(|v| v.starts_with("vigie="));
        assert!(
            cookie.is_some_and(|text| text.contains("HttpOnly") && text.contains("SameSite=Lax")),
            "{cookie:?}"
        );
        assert_eq!(browser.get("/notifications").await.status, StatusCode::OK);
        assert_eq!(browser.get("/login?next=/profile").await.location(), "/profile", "signed in already");
        let kept = browser.cookies.clone();
        let out = browser.post("/logout", "").await;
        assert_eq!(out.location(), "/login?said=out");
        browser.cookies = kept;
        assert_eq!(
            browser.get("/notifications").await.status,
            StatusCode::SEE_OTHER,
            "the old cookie is worth nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    on_both(|site| async move {
        site.user("claire@x.example", "Claire Morvan").await;
        for next in ["https://evil.example", "//evil.example", "/%5Cevil.example", "javascript:alert(1)"] {
            let mut browser = Browser::new(&site);
            let form =
                format!("email=claire%40x.example&password={}&next={next}", PASSWORD.replace(' ', "+"));
            let done = browser.send(Method::POST, "/login", &[], Some(("form", &form))).await;
            assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"), "{next}");
            let language = browser.get(&format!("/language/fr?next={next}")).await;
            assert_eq!(language.location(), "/", "{next}");
            let login = browser.get(&format!("/login?next={next}")).await;
            assert_eq!(login.location(), "/", "{next}");
        }
    })
    .await;
}

#[tokio::test]
async fn forged_requests_change_nothing() {
    on_both(|site| async move {
        site.user("claire@x.example", "Claire Morvan").await;
        let mut browser = Browser::signed_in(&site, "claire@x.example").await;
        let form = "version=1&name=Mallory&phone=&locale=en&zone=UTC&theme=auto";
        let without = browser.send(Method::POST, "/profile", &[], Some(("form", form))).await;
        assert_eq!(without.status, StatusCode::FORBIDDEN);
        let stolen = Browser::signed_in(&site, "claire@x.example").await.csrf().await;
        let with_other =
            browser.send(Method::POST, "/profile", &[("x-csrf-token", &stolen)], Some(("form", form))).await;
        assert_eq!(with_other.status, StatusCode::FORBIDDEN);
        let csrf = browser.csrf().await;
        let foreign = [("x-csrf-token", csrf.as_str()), ("sec-fetch-site", "cross-site")];
        let from_elsewhere = browser.send(Method::POST, "/profile", &foreign, Some(("form", form))).await;
        assert_eq!(from_elsewhere.status, StatusCode::FORBIDDEN);
        let api = browser.json(Method::PATCH, "/api/v1/me", r#"{"name":"Mallory"}"#).await;
        assert_eq!(api.status, StatusCode::FORBIDDEN, "a session needs its header in the API too");
        let header = [("x-csrf-token", csrf.as_str())];
        let own =
            browser.send(Method::PATCH, "/api/v1/me", &header, Some(("json", r#"{"phone":"12"}"#))).await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.body);
        assert_eq!(
            browser
                .post("/profile", &form.replace("version=1", "version=2").replace("Mallory", "Claire"))
                .await
                .location(),
            "/profile?done=saved"
        );
        let extra =
            browser.post("/profile", "version=3&name=X&phone=&locale=en&zone=UTC&theme=auto&vip=true").await;
        assert_eq!(extra.status, StatusCode::UNPROCESSABLE_ENTITY, "no field that the form has not");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_before_signing_in_works_beside_a_session_that_has_ended() {
    on_both(|site| async move {
        site.user("claire@x.example", "Claire Morvan").await;
        let mut browser = Browser::new(&site);
        browser.cookies = vec![("vigie".into(), web::token::new().0)];
        let page = browser.get("/login").await;
        let (_, rest) =
            page.body.split_once(r#"name="csrf" value=""#).unwrap_or_else(|| panic!("{}", page.body));
        let csrf = rest.split('"').next().unwrap();
        let form =
            format!("csrf={csrf}&email=claire%40x.example&password={}&next=%2F", PASSWORD.replace(' ', "+"));
        let done = browser.send(Method::POST, "/login", &[], Some(("form", &form))).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    })
    .await;
}

#[tokio::test]
async fn a_link_shows_a_form_and_only_the_form_acts() {
    on_both(|site| async move {
        let id = site.person("claire@x.example", "Claire Morvan").await;
        let cx = site.system();
        let secret =
            site.write(move |tx| people::issue_link(tx, &cx, id, LinkPurpose::Invitation)).await.unwrap();
        let (mut browser, path) = (Browser::new(&site), format!("/reset/{secret}"));
        for _ in 0..3 {
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "scanners press links");
            assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
            assert!(page.body.contains("claire@x.example"));
        }
        let send =
            |password: &str, again: &str| format!("password={password}&again={again}").replace(' ', "+");
        for (password, again, fault) in
            [("court", "court", "12"), ("une longue phrase", "une autre", "differ")]
        {
            let page = browser.send(Method::POST, &path, &[], Some(("form", &send(password, again)))).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.body.contains(fault), "{}", page.body);
        }
        let done = browser.send(Method::POST, &path, &[], Some(("form", &send(PASSWORD, PASSWORD)))).await;
        assert_eq!(done.location(), "/login?said=chosen", "{}", done.body);
        for dead in [path.as_str(), "/reset/unknown", "/reset/%27%3B--"] {
            let page = browser.get(dead).await;
            assert_eq!(page.status, StatusCode::GONE, "{dead}");
            assert!(page.body.contains("This link does not work"), "{}", page.body);
        }
        Browser::signed_in(&site, "claire@x.example").await;
    })
    .await;
}

#[tokio::test]
async fn throttled_people_are_told_how_long_to_wait() {
    on_both(|site| async move {
        site.user("claire@x.example", "Claire Morvan").await;
        let mut browser = Browser::new(&site);
        let wrong = ("form", "email=claire%40x.example&password=wrong&next=%2F");
        for _ in 0..6 {
            browser.send(Method::POST, "/login", &[], Some(wrong)).await;
        }
        let page = browser.send(Method::POST, "/login", &[], Some(wrong)).await;
        assert_eq!(
            (page.status, &page.headers[header::RETRY_AFTER]),
            (StatusCode::TOO_MANY_REQUESTS, &"30".parse().unwrap())
        );
        assert!(page.body.contains("Try again in 1 minute"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn every_page_speaks_both_languages_before_and_after_signing_in() {
    on_both(|site| async move {
        site.user("claire@x.example", "Claire Morvan").await;
        let mut browser = Browser::new(&site);
        browser.language = "de, fr;q=0.5";
        assert!(browser.get("/login").await.body.contains(r#"<html lang="fr""#));
        let chosen = browser.get("/language/en?next=%2Flogin%3Fnext%3D%2Fprofile").await;
        assert_eq!(chosen.location(), "/login?next=/profile");
        assert!(browser.get("/login").await.body.contains(r#"<html lang="en""#));
        assert_eq!(browser.get("/language/xx").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/theme/dark?next=%2Flogin").await.location(), "/login");
        assert!(browser.get("/login").await.body.contains(r#"data-bs-theme="dark""#));
        assert_eq!(browser.get("/theme/blink").await.status, StatusCode::NOT_FOUND);
        let mut signed_in = Browser::signed_in(&site, "claire@x.example").await;
        assert!(signed_in.get("/profile").await.body.contains("My account"));
        let set = signed_in.post("/preferences", "locale=fr&theme=dark&next=%2Fprofile").await;
        assert_eq!(set.location(), "/profile");
        let page = signed_in.get("/profile").await.body;
        assert!(page.contains("Mon compte") && page.contains(r#"data-bs-theme="dark""#), "{page}");
        let missing = signed_in.get("/api/v1/people/999").await;
        assert_eq!(missing.headers[header::CONTENT_LANGUAGE], "fr", "refusals speak it too");
    })
    .await;
}

#[tokio::test]
async fn notifications_are_opened_and_read() {
    on_both(|site| async move {
        let id = site.user("claire@x.example", "Claire Morvan").await;
        let other = site.person("luc@x.example", "Luc Moreau").await;
        let now = site.now();
        let (own, foreign) = site
            .write(move |tx| {
                let own = people::notify(tx, id, "ticket.replied", None, None, "INC-1 <b>réponse</b>", now)?;
                Ok((own, people::notify(tx, other, "ticket.replied", None, None, "INC-2", now)?))
            })
            .await
            .unwrap();
        let mut browser = Browser::signed_in(&site, "claire@x.example").await;
        let list = browser.get("/notifications").await.body;
        assert!(list.contains("INC-1 &lt;b&gt;réponse") && !list.contains("INC-2"), "{list}");
        assert_eq!(
            browser.get("/notifications/bell").await.status,
            StatusCode::NOT_FOUND,
            "a fragment never stands alone"
        );
        let bell = browser.send(Method::GET, "/notifications/bell", &[("hx-request", "true")], None).await;
        assert!(bell.body.contains("has-dot"), "{}", bell.body);
        assert_eq!(
            browser.post(&format!("/notifications/{foreign}/open"), "").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            browser.post(&format!("/notifications/{own}/open"), "").await.location(),
            "/notifications"
        );
        let bell = browser.send(Method::GET, "/notifications/bell", &[("hx-request", "true")], None).await;
        assert!(!bell.body.contains("has-dot"), "{}", bell.body);
    })
    .await;
}
