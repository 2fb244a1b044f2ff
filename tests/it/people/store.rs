//! People as they are stored and found.

use base::people::{self, NewUser, OrganisationKind};

use super::{faults, on_both};

#[tokio::test]
async fn a_person_is_created_read_and_found() {
    on_both(|site| async move {
        let cx = site.system();
        let new = NewUser {
            phone: "+33 2 98 00 12 34".into(),
            zone: "Europe/Paris".into(),
            ..NewUser::new(" C.Morvan@Kerlann.example ", "  Claire   Morvan ")
        };
        let id = site.write(move |tx| people::create_user(tx, &cx, &new)).await.unwrap();
        let other = site.person("luc.moreau@kerlann.example", "Luc Moreau").await;
        let user = site.load(id).await;
        assert_eq!((user.email.as_str(), user.name.as_str()), ("C.Morvan@Kerlann.example", "Claire Morvan"));
        assert_eq!((user.initials().as_str(), user.has_password, user.version), ("CM", false, 1));
        let table: [(&str, &[i64]); 12] = [
            ("cla", &[id]),
            ("MÔR", &[id, other]),
            ("mor cla", &[id]),
            ("mor luc", &[other]),
            ("c.morvan@", &[id]),
            ("luc.mo", &[other]),
            ("0298", &[id]),
            ("02 98 00 12 34", &[id]),
            ("+33298001234", &[id]),
            ("laire", &[]),
            ("%", &[]),
            ("", &[]),
        ];
        for (typed, expected) in table {
            let found = site.app.db.read(move |r| people::search_users(r, typed, 10)).await.unwrap();
            let found: Vec<i64> = found.iter().map(|user| user.id).collect();
            assert_eq!(found, expected, "{typed:?}");
        }
        let (by_email, many) = site
            .app
            .db
            .read(move |r| {
                Ok::<_, db::Error>((
                    people::user_by_email(r, "c.MORVAN@kerlann.example")?,
                    people::users(r, &[id, other, 999])?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(by_email.unwrap().id, id);
        assert_eq!(many.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn faults_are_told_field_by_field() {
    on_both(|site| async move {
        site.person("claire@kerlann.example", "Claire Morvan").await;
        let table: [(NewUser, &[&str]); 5] = [
            (NewUser::new("CLAIRE@kerlann.example", "Another"), &["email email-taken"]),
            (NewUser::new("", ""), &["email required", "name required"]),
            (NewUser::new("not an address", "X"), &["email email"]),
            (
                NewUser { zone: "Mars/Olympus".into(), ..NewUser::new("x@kerlann.example", "X") },
                &["zone zone"],
            ),
            (
                NewUser {
                    organisation_id: Some(99),
                    phone: "0".repeat(51),
                    ..NewUser::new("x@kerlann.example", "X")
                },
                &["phone too-long", "organisation_id organisation"],
            ),
        ];
        for (new, expected) in table {
            let cx = site.system();
            let refused = site.write(move |tx| people::create_user(tx, &cx, &new)).await;
            assert_eq!(faults(refused), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_people_with_one_address_one_is_created() {
    on_both(|site| async move {
        let create = |name: &'static str| {
            let cx = site.system();
            site.write(move |tx| people::create_user(tx, &cx, &NewUser::new("claire@kerlann.example", name)))
        };
        let (a, b) = tokio::join!(create("One"), create("Two"));
        let refused = if a.is_ok() { b } else { a };
        assert_eq!(faults(refused), ["email email-taken"]);
    })
    .await;
}

#[tokio::test]
async fn organisations_keep_their_names_apart_and_go_when_nobody_is_left() {
    on_both(|site| async move {
        let kerlann = site.organisation("Groupe Kerlann", OrganisationKind::Internal).await;
        let cx = site.system();
        let twin = site
            .write(move |tx| {
                people::create_organisation(tx, &cx, "GROUPE KÉRLANN", OrganisationKind::Customer)
            })
            .await;
        assert_eq!(faults(twin), ["name name-taken"]);
        let claire = site.person("claire@kerlann.example", "Claire Morvan").await;
        site.move_to(claire, kerlann).await;
        let cx = site.system();
        let archived = site.write(move |tx| people::archive_organisation(tx, &cx, kerlann, 1)).await;
        assert_eq!(faults(archived), [" organisation-in-use"]);
        let version = site.load(claire).await.version;
        people::disable_user(&site.app, &site.system(), claire, version).await.unwrap();
        let cx = site.system();
        site.write(move |tx| people::archive_organisation(tx, &cx, kerlann, 1)).await.unwrap();
        let left = site.app.db.read(people::organisations).await.unwrap();
        assert!(left.is_empty());
    })
    .await;
}

#[tokio::test]
async fn notifications_are_one_s_own() {
    on_both(|site| async move {
        let claire = site.person("claire@kerlann.example", "Claire Morvan").await;
        let luc = site.person("luc@kerlann.example", "Luc Moreau").await;
        let now = site.now();
        let first = site
            .write(move |tx| {
                let first = people::notify(
                    tx,
                    claire,
                    "ticket.assigned",
                    None,
                    Some(3),
                    "INC-1 vous est affecté",
                    now,
                )?;
                people::notify(tx, claire, "ticket.replied", None, None, &"x".repeat(2000), now)?;
                people::notify(tx, luc, "ticket.replied", None, None, "INC-2", now)?;
                Ok(first)
            })
            .await
            .unwrap();
        let all = site.app.db.read(move |r| people::notifications(r, claire, 10)).await.unwrap();
        assert_eq!((all.len(), all[1].id, all[1].entry_no), (2, first, Some(3)));
        assert_eq!(all[0].body.chars().count(), 500);
        let read = site.write(move |tx| Ok(people::mark_read(tx, luc, Some(first), now)?)).await.unwrap();
        assert_eq!(read, 0, "another's");
        let read = site.write(move |tx| {
            Ok((people::mark_read(tx, claire, Some(first), now)?, people::mark_read(tx, claire, None, now)?))
        });
        assert_eq!(read.await.unwrap(), (1, 1));
    })
    .await;
}
