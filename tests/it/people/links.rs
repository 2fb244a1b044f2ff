//! Single-use links: reuse, expiry, forgery, and who may make them.

use base::{
    audit::Stream,
    people::{self, LinkFault, LinkPurpose, Role, SignIn, UseLinkError},
};
use jiff::SignedDuration;
use web::error::AppError;

use super::{PASSWORD, Site, on_both};

const NEW: &str = "une autre longue phrase";

async fn issue(site: &Site, id: i64, purpose: LinkPurpose) -> String {
    let cx = site.system();
    site.write(move |tx| people::issue_link(tx, &cx, id, purpose)).await.unwrap()
}

async fn fault(site: &Site, secret: &str) -> LinkFault {
    match people::use_link(&site.app, &site.nobody(), secret, NEW).await {
        Err(UseLinkError::Link(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_link_serves_once_and_ends_every_session() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let session = site.sign_in("claire@kerlann.example").await;
        let secret = issue(&site, id, LinkPurpose::Reset).await;
        people::use_link(&site.app, &site.nobody(), &secret, NEW).await.unwrap();
        assert_eq!(fault(&site, &secret).await, LinkFault::Used);
        assert_eq!(site.try_sign_in("claire@kerlann.example", PASSWORD, "192.0.2.1").await, SignIn::Refused);
        assert!(matches!(
            site.try_sign_in("claire@kerlann.example", NEW, "192.0.2.1").await,
            SignIn::Done { .. }
        ));
        assert!(!super::sessions::is_alive(&site, &session).await);
        let last = site.entries(Stream::User(id)).await.pop().unwrap();
        assert_eq!((last.kind.as_str(), last.actor_id), ("user.password_reset", Some(id)));
        let text = format!("{:?}", site.entries(Stream::User(id)).await);
        assert!(!text.contains(&secret) && !text.contains(NEW) && !text.contains("argon2"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn links_end_after_their_time_and_when_a_newer_one_is_made() {
    on_both(|site| async move {
        let id = site.person("claire@kerlann.example", "Claire Morvan").await;
        for (purpose, minutes) in [(LinkPurpose::Reset, 30), (LinkPurpose::Invitation, 7 * 24 * 60)] {
            let early = issue(&site, id, purpose).await;
            site.pass(SignedDuration::from_mins(minutes) - SignedDuration::from_secs(1));
            let now = site.now();
            let open = {
                let early = early.clone();
                site.app.db.read(move |r| people::open_link(r, &early, now)).await.unwrap()
            };
            assert!(open.is_ok_and(|(found, user)| found == purpose && user.id == id));
            site.pass(SignedDuration::from_secs(1));
            assert_eq!(fault(&site, &early).await, LinkFault::Expired, "{purpose:?}");
        }
        let older = issue(&site, id, LinkPurpose::Invitation).await;
        let newer = issue(&site, id, LinkPurpose::Invitation).await;
        assert_eq!(fault(&site, &older).await, LinkFault::Used);
        people::use_link(&site.app, &site.nobody(), &newer, NEW).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn forged_links_and_those_of_closed_accounts_are_unknown() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let secret = issue(&site, id, LinkPurpose::Reset).await;
        let other = web::token::new().0;
        let cut: String = secret.chars().take(42).collect();
        for forged in ["", "x", &other, &cut, &format!("{cut}é"), "' OR 1=1 --", "../../etc/passwd"] {
            assert_eq!(fault(&site, forged).await, LinkFault::Unknown, "{forged}");
        }
        let version = site.load(id).await.version;
        people::disable_user(&site.app, &site.system(), id, version).await.unwrap();
        assert_eq!(fault(&site, &secret).await, LinkFault::Unknown);
        let cx = site.system();
        let refused = site.write(move |tx| people::issue_link(tx, &cx, id, LinkPurpose::Reset)).await;
        assert_eq!(refused, Err(AppError::NotFound));
    })
    .await;
}

#[tokio::test]
async fn a_refused_password_does_not_use_the_link_up_and_of_two_uses_one_wins() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let secret = issue(&site, id, LinkPurpose::Reset).await;
        for (weak, code) in [
            ("court", "password-short"),
            ("motdepasse123", "password-common"),
            ("claire morvan 29", "password-personal"),
        ] {
            match people::use_link(&site.app, &site.nobody(), &secret, weak).await {
                Err(UseLinkError::App(AppError::Invalid(faults))) => assert_eq!(faults[0].code, code),
                other => panic!("{other:?}"),
            }
        }
        let (one, two) = (site.nobody(), site.nobody());
        let (a, b) = tokio::join!(
            people::use_link(&site.app, &one, &secret, NEW),
            people::use_link(&site.app, &two, &secret, "encore une longue phrase"),
        );
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    })
    .await;
}

#[tokio::test]
async fn only_who_holds_all_their_rights_resets_an_account() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let elsewhere = site.desk("Usine", &[]).await;
        let local = site.staff("local@kerlann.example", "Local Admin", Role::Administrator, Some(desk)).await;
        let agent = site.staff("agent@kerlann.example", "Agent", Role::Agent, Some(desk)).await;
        let other = site.staff("other@kerlann.example", "Other", Role::Agent, Some(elsewhere)).await;
        let global = site.staff("global@kerlann.example", "Global", Role::Administrator, None).await;
        let requester = site.person("req@kerlann.example", "Requester").await;
        let table = [(agent, true), (requester, true), (other, false), (global, false)];
        for (target, allowed) in table {
            let cx = site.acting(local).await;
            let made = site.write(move |tx| people::issue_link(tx, &cx, target, LinkPurpose::Reset)).await;
            assert_eq!(made.is_ok(), allowed, "{target} {made:?}");
        }
        let cx = site.acting(agent).await;
        let made = site.write(move |tx| people::issue_link(tx, &cx, requester, LinkPurpose::Reset)).await;
        assert_eq!(made, Err(AppError::Forbidden));
    })
    .await;
}

#[tokio::test]
async fn a_changed_address_ends_the_links_that_were_sent_to_the_old_one() {
    on_both(|site| async move {
        let id = site.user("claire@kerlann.example", "Claire Morvan").await;
        let secret = issue(&site, id, LinkPurpose::Reset).await;
        let user = site.load(id).await;
        let edit =
            people::UserEdit { email: "c.morvan@kerlann.example".into(), ..people::UserEdit::from(&user) };
        people::update_user(&site.app, &site.system(), id, user.version, edit).await.unwrap();
        assert_eq!(fault(&site, &secret).await, LinkFault::Used);
    })
    .await;
}
