//! Roles, and administrators who get in each other's way.

use base::{
    audit::Stream,
    people::{self, Grant, NewUser, OrganisationKind, Role, UserEdit},
};
use db::Tx;
use web::error::AppError;

use super::{faults, on_both};

#[tokio::test]
async fn nobody_gives_a_right_that_they_lack() {
    on_both(|site| async move {
        let (here, there) = (site.desk("Siège", &[]).await, site.desk("Usine", &[]).await);
        let claire = site.person("claire@kerlann.example", "Claire Morvan").await;
        let local = site.staff("local@kerlann.example", "Local", Role::Administrator, Some(here)).await;
        let lead = site.staff("lead@kerlann.example", "Lead", Role::Lead, None).await;
        let table = [
            (local, Role::Agent, Some(here), Ok(true)),
            (local, Role::Agent, Some(here), Ok(false)),
            (local, Role::Administrator, Some(here), Ok(true)),
            (local, Role::Agent, Some(there), Err(AppError::Forbidden)),
            (local, Role::Agent, None, Err(AppError::Forbidden)),
            (local, Role::Administrator, None, Err(AppError::Forbidden)),
            (lead, Role::Observer, Some(here), Err(AppError::Forbidden)),
            (claire, Role::Observer, Some(here), Err(AppError::Forbidden)),
        ];
        for (actor, role, desk, expected) in table {
            // Claire must not act with what she was just given.
            let cx = if actor == claire {
                site.call(people::Actor::user(claire, "Claire"))
            } else {
                site.acting(actor).await
            };
            let given = site.write(move |tx| people::grant_role(tx, &cx, claire, role, desk)).await;
            assert_eq!(given, expected, "{role:?} {desk:?}");
        }
        let cx = site.acting(local).await;
        let own = site.write(move |tx| people::grant_role(tx, &cx, local, Role::Administrator, None)).await;
        assert_eq!(own, Err(AppError::Forbidden), "not oneself either");
        let root = site.staff("root@kerlann.example", "Root", Role::Administrator, None).await;
        site.grant(claire, Role::Agent, Some(there)).await;
        let cx = site.acting(local).await;
        let beyond = site.write(move |tx| people::grant_role(tx, &cx, claire, Role::Lead, Some(here))).await;
        assert_eq!(beyond, Err(AppError::Forbidden), "an account with rights elsewhere is out of reach");
        let cx = site.acting(root).await;
        let taken =
            site.write(move |tx| people::revoke_role(tx, &cx, claire, Role::Agent, Some(there))).await;
        assert_eq!(taken, Ok(true));
        let kinds = site.kinds(Stream::User(claire)).await;
        assert_eq!(kinds, ["user.created", "role.granted", "role.granted", "role.granted", "role.revoked"]);
        let last = site.entries(Stream::User(claire)).await.pop().unwrap();
        assert_eq!(last.payload.unwrap().data, serde_json::json!({ "role": "agent", "desk_id": there }));
    })
    .await;
}

#[tokio::test]
async fn roles_need_a_desk_that_exists_and_providers_an_organisation() {
    on_both(|site| async move {
        let claire = site.person("claire@kerlann.example", "Claire Morvan").await;
        let cx = site.system();
        let given = site.write(move |tx| people::grant_role(tx, &cx, claire, Role::Agent, Some(99))).await;
        assert_eq!(faults(given), ["desk_id desk"]);
        let cx = site.system();
        let given = site.write(move |tx| people::grant_role(tx, &cx, claire, Role::Provider, None)).await;
        assert_eq!(faults(given), ["role provider-organisation"]);
        let organisation = site.organisation("Réseaux SA", OrganisationKind::Provider).await;
        site.move_to(claire, organisation).await;
        site.grant(claire, Role::Provider, None).await;
        let grants = site.app.db.read(move |r| people::grants(r, claire)).await.unwrap();
        assert_eq!(grants, [Grant { role: Role::Provider, desk_id: None }]);
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    on_both(|site| async move {
        let one = site.staff("one@kerlann.example", "One", Role::Administrator, None).await;
        let cx = site.acting(one).await;
        let taken = site.write(move |tx| people::revoke_role(tx, &cx, one, Role::Administrator, None)).await;
        assert_eq!(faults(taken), ["role last-administrator"]);
        let version = site.load(one).await.version;
        let closed = people::disable_user(&site.app, &site.system(), one, version).await;
        assert_eq!(faults(closed), [" last-administrator"]);
        let two = site.staff("two@kerlann.example", "Two", Role::Administrator, None).await;
        let cx = site.acting(one).await;
        assert_eq!(faults(people::disable_user(&site.app, &cx, one, version).await), [" own-account"]);
        let cx = site.acting(two).await;
        people::disable_user(&site.app, &cx, one, version).await.unwrap();
        let cx = site.acting(two).await;
        let taken = site.write(move |tx| people::revoke_role(tx, &cx, two, Role::Administrator, None)).await;
        assert_eq!(faults(taken), ["role last-administrator"], "a closed account does not count");
    })
    .await;
}

#[tokio::test]
async fn two_administrators_who_unseat_each_other_leave_one() {
    on_both(|site| async move {
        let one = site.staff("one@kerlann.example", "One", Role::Administrator, None).await;
        let two = site.staff("two@kerlann.example", "Two", Role::Administrator, None).await;
        let (cx_one, cx_two) = (site.acting(one).await, site.acting(two).await);
        let take = |cx, from| {
            site.write(move |tx: &mut Tx<'_>| people::revoke_role(tx, &cx, from, Role::Administrator, None))
        };
        let (a, b) = tokio::join!(take(cx_one, two), take(cx_two, one));
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
        let left = super::number(&site.app.db, "SELECT COUNT(*) FROM user_roles WHERE role = 5").await;
        assert_eq!(left, 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_edits_of_a_person_the_second_is_told() {
    on_both(|site| async move {
        let claire = site.person("claire@kerlann.example", "Claire Morvan").await;
        let root = site.staff("root@kerlann.example", "Root", Role::Administrator, None).await;
        let (user, cx) = (site.load(claire).await, site.acting(root).await);
        let edit = |phone: &str| UserEdit { phone: phone.into(), ..UserEdit::from(&user) };
        let (a, b) = tokio::join!(
            people::update_user(&site.app, &cx, claire, user.version, edit("1234")),
            people::update_user(&site.app, &cx, claire, user.version, edit("5678")),
        );
        let stale = |outcome: &Result<people::User, AppError>| {
            *outcome == Err(AppError::Conflict { current: Some(2) })
        };
        assert!(a.is_ok() && stale(&b) || stale(&a) && b.is_ok(), "{a:?} {b:?}");
        let entries = site.entries(Stream::User(claire)).await;
        assert_eq!(entries.len(), 2);
        let change = &entries[1].payload.as_ref().unwrap().changes;
        assert_eq!((change.len(), change[0].field.as_str()), (1, "phone"));
        let same = people::update_user(&site.app, &cx, claire, 2, UserEdit::from(&site.load(claire).await))
            .await
            .unwrap();
        assert_eq!(
            (same.version, site.entries(Stream::User(claire)).await.len()),
            (2, 2),
            "nothing changed, nothing written"
        );
    })
    .await;
}

#[tokio::test]
async fn agents_register_requesters_and_nothing_more() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let agent = site.staff("agent@kerlann.example", "Agent", Role::Agent, Some(desk)).await;
        let observer = site.staff("observer@kerlann.example", "Observer", Role::Observer, Some(desk)).await;
        let cx = site.acting(agent).await;
        let new =
            NewUser { vip: true, zone: "Europe/Paris".into(), ..NewUser::new("x@kerlann.example", "X") };
        let id = site.write(move |tx| people::create_user(tx, &cx, &new)).await.unwrap();
        assert!(!site.load(id).await.vip);
        let cx = site.acting(agent).await;
        let hash = people::hash_password(super::PASSWORD).await.unwrap();
        let with_password = NewUser { password_hash: Some(hash), ..NewUser::new("y@kerlann.example", "Y") };
        let refused = site.write(move |tx| people::create_user(tx, &cx, &with_password)).await;
        assert_eq!(refused, Err(AppError::Forbidden));
        let version = site.load(id).await.version;
        let cx = site.acting(agent).await;
        let edit = UserEdit::from(&site.load(id).await);
        assert_eq!(people::update_user(&site.app, &cx, id, version, edit).await, Err(AppError::Forbidden));
        let cx = site.acting(observer).await;
        let refused =
            site.write(move |tx| people::create_user(tx, &cx, &NewUser::new("z@kerlann.example", "Z"))).await;
        assert_eq!(refused, Err(AppError::Forbidden));
    })
    .await;
}
