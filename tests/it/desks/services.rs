//! Business services.

use base::audit::{Change, Stream};
use base::people::{self, NewUser};
use base::services::{self, Criticality, NewService};
use testkit::on_both;
use web::error::AppError;
use web::i18n::Locale;

use super::{STEPS, admin, fault, faults, fresh_desk, last_entry, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_kept_changed_and_priced() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (_, seeded) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let owner =
            write(db, |tx| people::create_user(tx, &admin(), &NewUser::new("a@kerlann.example", "Anne")));
        let owner = owner.await.unwrap();
        let new = NewService {
            owner_id: Some(owner),
            team_id: Some(seeded.network),
            users_count: 1200,
            hourly_cost_cents: 3550,
            ..NewService::named(" Messagerie ", Criticality::Critical)
        };
        let id = write(db, move |tx| services::create(tx, &admin(), &new)).await.unwrap();
        let found = db.read(|r| services::service_by_name(r, "messagerie")).await.unwrap().unwrap();
        assert_eq!((found.id, found.name.as_str(), found.cost_of_an_hour()), (id, "Messagerie", 4_260_000));
        let (edit, seen) =
            (NewService { criticality: Criticality::High, ..NewService::from(&found) }, found.version);
        let stale = edit.clone();
        write(db, move |tx| services::change(tx, &admin(), id, Some(seen), &edit)).await.unwrap();
        let outcome = write(db, move |tx| services::change(tx, &admin(), id, Some(seen), &stale)).await;
        assert_eq!(outcome, Err(AppError::Conflict { current: Some(seen + 1) }));
        let (entries, entry) = last_entry(db, Stream::Service(id)).await;
        assert_eq!((entries, entry.kind.as_str()), (2, "service.changed"));
        assert_eq!(entry.payload.unwrap().changes, vec![Change::new("criticality", "critical", "high")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_faults_of_a_service_are_told_together() {
    on_both(STEPS, |test| async move {
        let wrong = NewService {
            description: "x".repeat(2001),
            owner_id: Some(9999),
            team_id: Some(9999),
            users_count: -1,
            hourly_cost_cents: -1,
            ..NewService::named("", Criticality::Low)
        };
        let outcome = write(&test.db, move |tx| services::create(tx, &admin(), &wrong)).await;
        let fields: Vec<String> = faults(outcome).into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            ["name", "description", "owner_id", "team_id", "users_count", "hourly_cost_cents"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_put_away_leaves_its_name_to_another() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let create =
            || write(db, |tx| services::create(tx, &admin(), &NewService::named("Paie", Criticality::High)));
        let id = create().await.unwrap();
        assert_eq!(fault(create().await), "name taken");
        write(db, move |tx| services::archive(tx, &admin(), id, Some(1))).await.unwrap();
        assert!(db.read(services::services).await.unwrap().is_empty());
        assert_eq!(db.read(move |r| services::services_by_id(r, &[id])).await.unwrap().len(), 1);
        let second = create().await.unwrap();
        assert_eq!(fault(write(db, move |tx| services::restore(tx, &admin(), id, None)).await), "name taken");
        write(db, move |tx| services::archive(tx, &admin(), second, None)).await.unwrap();
        write(db, move |tx| services::restore(tx, &admin(), id, None)).await.unwrap();
        let (entries, entry) = last_entry(db, Stream::Service(id)).await;
        assert_eq!((entries, entry.kind.as_str()), (3, "service.restored"));
        assert_eq!(db.read(services::archived_services).await.unwrap().len(), 1);
    })
    .await;
}
