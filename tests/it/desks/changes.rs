//! Desks, matrices and settings: what a change checks, counts and writes down.

use base::audit::{Change, Stream};
use base::desks::{self, NewDesk};
use base::people::{self, OrganisationKind};
use rules::priority::{Matrix, Priority};
use serde_json::json;
use testkit::on_both;
use web::error::AppError;
use web::i18n::Locale;

use super::{STEPS, admin, fault, faults, fresh_desk, last_entry, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_is_changed_once_a_version_and_says_what_changed() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (id, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let desk = db.read(move |r| desks::desk(r, id)).await.unwrap().unwrap();
        let served =
            write(db, |tx| people::create_organisation(tx, &admin(), "Ville", OrganisationKind::Customer));
        let served = served.await.unwrap();
        let new = NewDesk {
            phone: "01 99 00 12 34".into(),
            zone: "europe/brussels".into(),
            ..NewDesk::of(&desk, vec![served])
        };
        let (again, seen) = (new.clone(), desk.version);
        write(db, move |tx| desks::change_desk(tx, &admin(), id, Some(seen), &new)).await.unwrap();
        let (entries, entry) = last_entry(db, Stream::Desk(id)).await;
        assert_eq!(entry.kind, "desk.changed");
        let expected = vec![
            Change::new("zone", "Europe/Paris", "Europe/Brussels"),
            Change::new("phone", "", "01 99 00 12 34"),
            Change::new("organisations", json!([]), json!([served])),
        ];
        assert_eq!(entry.payload.unwrap().changes, expected);

        let stale = again.clone();
        let outcome = write(db, move |tx| desks::change_desk(tx, &admin(), id, Some(seen), &stale)).await;
        assert_eq!(outcome, Err(AppError::Conflict { current: Some(seen + 1) }));
        write(db, move |tx| desks::change_desk(tx, &admin(), id, Some(seen + 1), &again)).await.unwrap();
        let now = db.read(move |r| desks::desk(r, id)).await.unwrap().unwrap();
        assert_eq!(now.version, seen + 1, "what changes nothing counts nothing");
        assert_eq!(last_entry(db, Stream::Desk(id)).await.0, entries);
        assert_eq!(db.read(move |r| desks::organisations_served(r, id)).await.unwrap(), [served]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_faults_of_a_desk_are_told_together() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        fresh_desk(db, "Kerlann", Locale::Fr).await;
        let wrong = NewDesk {
            name: "  ".into(),
            zone: "Europe/Rennes".into(),
            phone: "0".repeat(41),
            calendar_id: Some(9999),
            confirm_days: 0,
            reopen_days: 366,
            organisations: vec![9999],
            ..NewDesk::named("", Locale::Fr, "")
        };
        let outcome = write(db, move |tx| desks::create_desk(tx, &admin(), &wrong)).await;
        let expected = [
            ("name", "required"),
            ("zone", "zone"),
            ("phone", "too-long"),
            ("calendar_id", "absent"),
            ("confirm_days", "range"),
            ("reopen_days", "range"),
            ("organisations", "absent"),
        ];
        assert_eq!(faults(outcome), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        let twin = NewDesk::named("KERLANN ", Locale::Fr, "Europe/Paris");
        assert_eq!(fault(write(db, move |tx| desks::create_desk(tx, &admin(), &twin)).await), "name taken");
        let found = db.read(|r| desks::desk_by_name(r, "kerlann")).await.unwrap();
        assert_eq!(found.map(|desk| desk.name).as_deref(), Some("Kerlann"));
        assert_eq!(db.read(desks::desks).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matrix_is_kept_compared_and_brought_back() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (id, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let (other, _) = fresh_desk(db, "Brest", Locale::Fr).await;
        let seen = db.read(move |r| desks::desk(r, id)).await.unwrap().unwrap().version;
        let mut odd = Matrix::default();
        odd.0[0][0] = Priority::P4;
        write(db, move |tx| desks::set_matrix(tx, &admin(), id, Some(seen), odd)).await.unwrap();
        assert_eq!(db.read(move |r| desks::matrix(r, id)).await.unwrap(), odd);
        assert!(!odd.is_monotonic(), "an odd matrix is kept: pages warn");
        assert_eq!(db.read(move |r| desks::matrix(r, other)).await.unwrap(), Matrix::default());
        let (_, entry) = last_entry(db, Stream::Desk(id)).await;
        assert_eq!(entry.kind, "matrix.changed");
        assert_eq!(entry.payload.unwrap().changes, vec![Change::new("matrix.high.high", "P1", "P4")]);

        let outcome =
            write(db, move |tx| desks::set_matrix(tx, &admin(), id, Some(seen), Matrix::default())).await;
        assert_eq!(outcome, Err(AppError::Conflict { current: Some(seen + 1) }));
        write(db, move |tx| desks::set_matrix(tx, &admin(), id, None, Matrix::default())).await.unwrap();
        assert_eq!(db.read(move |r| desks::matrix(r, id)).await.unwrap(), Matrix::default());
        let outcome = write(db, |tx| desks::set_matrix(tx, &admin(), 9999, None, Matrix::default())).await;
        assert_eq!(outcome, Err(AppError::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_is_any_value_with_its_history() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let read = || db.read(|r| desks::setting::<Vec<i64>>(r, "retention"));
        assert_eq!(read().await.unwrap(), None);
        for value in [vec![1], vec![2, 3], vec![2, 3]] {
            write(db, move |tx| desks::set_setting(tx, &admin(), "retention", &value)).await.unwrap();
        }
        assert_eq!(read().await.unwrap(), Some(vec![2, 3]));
        let (entries, entry) = last_entry(db, Stream::Installation).await;
        assert_eq!((entries, entry.kind.as_str()), (2, "setting.changed"));
        assert_eq!(entry.payload.unwrap().changes, vec![Change::new("retention", json!([1]), json!([2, 3]))]);
        assert!(db.read(|r| desks::setting::<String>(r, "retention")).await.is_err());
    })
    .await;
}
