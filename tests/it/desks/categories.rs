//! The tree of categories.

use base::audit::Stream;
use base::desks::{self, Category, CategoryFields, NewCategory, Placement};
use db::Db;
use testkit::on_both;
use web::error::AppError;
use web::i18n::Locale;

use super::{STEPS, admin, category, fault, faults, fresh_desk, last_entry, write};

fn named(name: &str) -> CategoryFields {
    CategoryFields { name_en: name.to_owned(), ..CategoryFields::default() }
}

async fn add(db: &Db, desk_id: i64, parent_id: Option<i64>, name: &str) -> Result<i64, AppError> {
    let new = NewCategory { desk_id, parent_id, code: String::new(), fields: named(name) };
    write(db, move |tx| desks::create_category(tx, &admin(), &new)).await
}

async fn relocate(db: &Db, id: i64, parent_id: Option<i64>, position: usize) -> Result<(), AppError> {
    write(db, move |tx| desks::move_category(tx, &admin(), id, None, Placement { parent_id, position })).await
}

async fn codes_under(db: &Db, desk: i64, parent: Option<i64>) -> Vec<String> {
    let all = db.read(move |r| desks::categories(r, desk)).await.unwrap();
    all.into_iter().filter(|category| category.parent_id == parent).map(|category| category.code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_made_from_names_and_stay_unique() {
    on_both(STEPS, |test| async move {
        let (db, network) = (&test.db, "network");
        let (desk, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let network = category(db, desk, network).await.id;
        for expected in ["network/dns-dhcp", "network/dns-dhcp-2", "network/dns-dhcp-3"] {
            let id = add(db, desk, Some(network), "DNS & DHCP").await.unwrap();
            let found = db.read(move |r| desks::category(r, id)).await.unwrap().unwrap();
            assert_eq!((found.code.as_str(), found.name(Locale::Fr)), (expected, "DNS & DHCP"));
        }
        let (_, entry) = last_entry(db, Stream::Desk(desk)).await;
        assert_eq!(entry.kind, "category.created");
        for (code, expected) in
            [("Network/VPN", "code taken"), ("a b", "code code"), ("-a", "code code"), ("a//b", "code code")]
        {
            let new =
                NewCategory { desk_id: desk, parent_id: None, code: code.to_owned(), fields: named("X") };
            assert_eq!(
                fault(write(db, move |tx| desks::create_category(tx, &admin(), &new)).await),
                expected,
                "{code}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_never_stands_under_itself_nor_too_deep_nor_elsewhere() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (desk, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let (other, _) = fresh_desk(db, "Brest", Locale::Fr).await;
        let network = category(db, desk, "network").await.id;
        let vpn = category(db, desk, "network/vpn").await.id;
        let elsewhere = category(db, other, "network").await.id;
        assert_eq!(fault(relocate(db, network, Some(network), 0).await), "parent_id cycle");
        assert_eq!(fault(relocate(db, network, Some(vpn), 0).await), "parent_id cycle");
        assert_eq!(fault(relocate(db, network, Some(elsewhere), 0).await), "parent_id absent");
        assert_eq!(fault(add(db, desk, Some(elsewhere), "X").await), "parent_id absent");
        let third = add(db, desk, Some(vpn), "Third").await.unwrap();
        let fourth = add(db, desk, Some(third), "Fourth").await.unwrap();
        assert_eq!(fault(add(db, desk, Some(fourth), "Fifth").await), "parent_id too-deep");
        let security = category(db, desk, "security").await.id;
        assert_eq!(fault(relocate(db, network, Some(security), 0).await), "parent_id too-deep");
        relocate(db, third, Some(security), 0).await.unwrap();
        assert_eq!(codes_under(db, desk, Some(security)).await[0], "network/vpn/third");
        assert_eq!(codes_under(db, desk, Some(third)).await, ["network/vpn/third/fourth"], "children follow");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn siblings_are_put_in_order() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (desk, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let question = category(db, desk, "question").await;
        let (how_to, advice) =
            (category(db, desk, "question/how-to").await, category(db, desk, "question/advice").await);
        relocate(db, advice.id, Some(question.id), 0).await.unwrap();
        let expected = ["question/advice", "question/how-to", "question/minor-enhancement"];
        assert_eq!(codes_under(db, desk, Some(question.id)).await, expected);
        let (before, entry) = last_entry(db, Stream::Desk(desk)).await;
        assert_eq!(entry.kind, "category.moved");
        relocate(db, advice.id, Some(question.id), 0).await.unwrap();
        assert_eq!(last_entry(db, Stream::Desk(desk)).await.0, before, "nothing moved, nothing written");
        relocate(db, how_to.id, None, usize::MAX).await.unwrap();
        let tops = codes_under(db, desk, None).await;
        assert_eq!((tops.len(), tops.last().map(String::as_str)), (10, Some("question/how-to")));
        let stale = write(db, move |tx| {
            let to = Placement { parent_id: None, position: 0 };
            desks::move_category(tx, &admin(), how_to.id, Some(how_to.version), to)
        });
        assert_eq!(stale.await, Err(AppError::Conflict { current: Some(how_to.version + 1) }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_checked_and_compared() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (desk, seeded) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let (_, elsewhere) = fresh_desk(db, "Brest", Locale::Fr).await;
        let vpn = category(db, desk, "network/vpn").await;
        let change = |fields: CategoryFields, version: Option<i64>| {
            let id = vpn.id;
            write(db, move |tx| desks::change_category(tx, &admin(), id, version, &fields))
        };
        let wrong = CategoryFields {
            name_fr: " ".into(),
            name_en: String::new(),
            business_impact_en: "x".repeat(301),
            team_id: Some(elsewhere.network),
            ..CategoryFields::from(&vpn)
        };
        let expected = [("name_en", "required"), ("business_impact_en", "too-long"), ("team_id", "absent")];
        let found = faults(change(wrong, None).await);
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));

        let synonyms = ["tunnel", " Tunnel ", "Télétravail", "teletravail", ""].map(str::to_owned).to_vec();
        let edit =
            CategoryFields { synonyms, team_id: Some(seeded.it_support), ..CategoryFields::from(&vpn) };
        change(edit.clone(), Some(vpn.version)).await.unwrap();
        let id = vpn.id;
        let now: Category = db.read(move |r| desks::category(r, id)).await.unwrap().unwrap();
        assert_eq!(now.synonyms, ["tunnel", "Télétravail"]);
        let (_, entry) = last_entry(db, Stream::Desk(desk)).await;
        let payload = entry.payload.unwrap();
        assert_eq!(entry.kind, "category.changed");
        assert_eq!(payload.data["code"], "network/vpn");
        let fields: Vec<&str> = payload.changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["team_id", "synonyms"]);
        let stale = change(edit, Some(vpn.version)).await;
        assert_eq!(stale, Err(AppError::Conflict { current: Some(vpn.version + 1) }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_can_be_taken_back() {
    on_both(STEPS, |test| async move {
        let db = &test.db;
        let (desk, _) = fresh_desk(db, "Kerlann", Locale::Fr).await;
        let (question, how_to) =
            (category(db, desk, "question").await, category(db, desk, "question/how-to").await);
        let version = question.version;
        write(db, move |tx| desks::archive_category(tx, &admin(), question.id, Some(version))).await.unwrap();
        assert_eq!(codes_under(db, desk, None).await.len(), 8);
        let away = db.read(move |r| desks::archived_categories(r, desk)).await.unwrap();
        assert_eq!(away.len(), 4, "with all that stands under it");
        let by_id = db.read(move |r| desks::categories_by_id(r, &[how_to.id, 9999])).await.unwrap();
        assert!(by_id.len() == 1 && by_id[0].archived, "old tickets still find it");
        assert_eq!(db.read(move |r| desks::category_by_code(r, desk, "question")).await.unwrap(), None);

        write(db, move |tx| desks::restore_category(tx, &admin(), how_to.id, None)).await.unwrap();
        let tops = codes_under(db, desk, None).await;
        assert_eq!(
            tops.last().map(String::as_str),
            Some("question/how-to"),
            "at the top, its parent is away"
        );
        add(db, desk, None, "Question").await.unwrap();
        let taken = write(db, move |tx| desks::restore_category(tx, &admin(), question.id, None)).await;
        assert_eq!(fault(taken), "code taken");
        let (_, entry) = last_entry(db, Stream::Desk(desk)).await;
        assert_eq!(entry.kind, "category.created");
    })
    .await;
}
