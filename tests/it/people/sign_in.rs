//! Signing in: what is refused, and how guessing is slowed down.

use base::people::{self, SignIn};
use db::params;
use jiff::SignedDuration;

use super::{PASSWORD, on_both};

#[tokio::test]
async fn nobody_is_told_why_they_are_refused() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        site.person("noone@kerlann.example", "Without Password").await;
        let admin = site.system();
        for (email, password) in [
            ("claire@kerlann.example", "not the password"),
            ("claire@kerlann.example", ""),
            ("noone@kerlann.example", PASSWORD),
            ("unknown@kerlann.example", PASSWORD),
            ("", PASSWORD),
        ] {
            assert_eq!(site.try_sign_in(email, password, "192.0.2.1").await, SignIn::Refused, "{email}");
        }
        let signed_in = site.try_sign_in(" CLAIRE@kerlann.example ", PASSWORD, "192.0.2.1").await;
        assert!(matches!(signed_in, SignIn::Done { user, .. } if user.id == id));
        let version = site.load(id).await.version;
        people::disable_user(&site.app, &admin, id, version).await.unwrap();
        assert_eq!(site.try_sign_in("claire@kerlann.example", PASSWORD, "192.0.2.1").await, SignIn::Refused);
    })
    .await;
}

#[tokio::test]
async fn an_account_waits_after_six_failures_known_or_not() {
    on_both(|site| async move {
        site.user("claire@kerlann.example", "Claire Morvan").await;
        for email in ["claire@kerlann.example", "unknown@kerlann.example"] {
            for n in 0..6 {
                let address = format!("198.51.100.{n}");
                assert_eq!(site.try_sign_in(email, "wrong", &address).await, SignIn::Refused, "{email} {n}");
            }
            assert_eq!(site.try_sign_in(email, PASSWORD, "198.51.100.99").await, SignIn::Wait(30), "{email}");
        }
        site.pass(SignedDuration::from_secs(30));
        assert!(matches!(
            site.try_sign_in("claire@kerlann.example", PASSWORD, "198.51.100.99").await,
            SignIn::Done { .. }
        ));
        assert_eq!(
            site.try_sign_in("claire@kerlann.example", "wrong", "198.51.100.99").await,
            SignIn::Refused
        );
    })
    .await;
}

#[tokio::test]
async fn one_address_waits_whatever_accounts_it_tries_and_a_success_does_not_clear_it() {
    on_both(|site| async move {
        site.user("claire@kerlann.example", "Claire Morvan").await;
        for n in 0..20 {
            let email = format!("person{n}@kerlann.example");
            assert_eq!(site.try_sign_in(&email, "wrong", "2001:db8::1").await, SignIn::Refused, "{n}");
        }
        let own = site.try_sign_in("claire@kerlann.example", PASSWORD, "2001:db8::2").await;
        assert!(matches!(own, SignIn::Done { .. }));
        assert_eq!(site.try_sign_in("x@kerlann.example", "wrong", "2001:db8::3").await, SignIn::Refused);
        let next = site.try_sign_in("y@kerlann.example", "wrong", "2001:db8::4").await;
        assert!(matches!(next, SignIn::Wait(_)), "{next:?}");
        let neighbour = site.try_sign_in("claire@kerlann.example", PASSWORD, "2001:db8:0:1::4").await;
        assert!(matches!(neighbour, SignIn::Done { .. }));
        site.pass(SignedDuration::from_hours(1));
        assert_eq!(site.try_sign_in("y@kerlann.example", "wrong", "2001:db8::4").await, SignIn::Refused);
    })
    .await;
}

#[tokio::test]
async fn many_guesses_at_once_do_not_slip_through() {
    on_both(|site| async move {
        site.user("claire@kerlann.example", "Claire Morvan").await;
        let site = std::sync::Arc::new(site);
        let tries = (0..16).map(|n| {
            let site = site.clone();
            tokio::spawn(async move {
                site.try_sign_in("claire@kerlann.example", "wrong", &format!("198.51.100.{n}")).await
            })
        });
        let mut refused = 0;
        for attempt in tries.collect::<Vec<_>>() {
            refused += u32::from(attempt.await.unwrap() == SignIn::Refused);
        }
        assert_eq!(refused, 6);
    })
    .await;
}

#[tokio::test]
async fn a_hundred_failures_close_the_account_until_its_password_is_reset() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        site.try_sign_in("claire@kerlann.example", "wrong", "192.0.2.1").await;
        site.write(|tx| {
            Ok(tx.execute("UPDATE sign_in_failures SET failures = 100 WHERE subject LIKE 'account:%'", &[])?)
        })
        .await
        .unwrap();
        site.pass(SignedDuration::from_hours(48));
        assert_eq!(
            site.try_sign_in("claire@kerlann.example", PASSWORD, "192.0.2.1").await,
            SignIn::Wait(3600)
        );
        let cx = site.system();
        let issue = move |tx: &mut db::Tx<'_>| people::issue_link(tx, &cx, id, people::LinkPurpose::Reset);
        let secret = site.write(issue).await.unwrap();
        people::use_link(&site.app, &site.nobody(), &secret, "une autre longue phrase").await.unwrap();
        let again = site.try_sign_in("claire@kerlann.example", "une autre longue phrase", "192.0.2.1").await;
        assert!(matches!(again, SignIn::Done { .. }), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_that_the_browser_had() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let first = site.sign_in("claire@kerlann.example").await;
        let attempt = people::Attempt {
            email: "claire@kerlann.example".into(),
            password: PASSWORD.into(),
            former: Some(first),
            ..people::Attempt::default()
        };
        people::sign_in(&site.app, &site.nobody(), attempt).await.unwrap();
        let open = site
            .app
            .db
            .read(move |r| {
                let sql = "SELECT COUNT(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL";
                r.first(sql, params![id])?.unwrap().at::<i64>(0)
            })
            .await
            .unwrap();
        assert_eq!(open, 1);
    })
    .await;
}
