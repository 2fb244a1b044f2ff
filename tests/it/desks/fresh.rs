//! What a fresh desk has is the table of product.md §2.5.

use base::desks::{self, path};
use base::people;
use rules::priority::{Matrix, decide};
use testkit::on_both;
use web::i18n::Locale;

use super::{STEPS, fresh_desk};

/// Sub-category, priority by the default matrix, team.
const TABLE: [(&str, &str, &str); 39] = [
    ("Security › Unauthorised access", "P1", "Security operations"),
    ("Security › Intrusion attempt", "P1", "Security operations"),
    ("Security › Phishing", "P1", "Security operations"),
    ("Security › Malware", "P1", "Security operations"),
    ("Security › DDoS", "P1", "Security operations"),
    ("Security › Data leak", "P1", "Security operations"),
    ("Security › Locked account", "P3", "Help desk"),
    ("Network › Outage", "P1", "Network"),
    ("Network › Server unreachable", "P1", "Network"),
    ("Network › ISP failure", "P1", "Network"),
    ("Network › Latency", "P2", "Network"),
    ("Network › Bandwidth overload", "P2", "Network"),
    ("Network › Firewall error", "P2", "Network"),
    ("Network › VPN", "P2", "Network"),
    ("Network › Wi-Fi", "P2", "Network"),
    ("Hardware › Server", "P2", "IT support"),
    ("Hardware › Disk", "P2", "IT support"),
    ("Hardware › Power", "P2", "IT support"),
    ("Hardware › Overheating", "P2", "IT support"),
    ("Hardware › Workstation", "P3", "IT support"),
    ("Hardware › Printer", "P3", "IT support"),
    ("Application › Crash of a business application", "P2", "Development"),
    ("Application › Bug of a business application", "P2", "Development"),
    ("Application › Frozen application", "P3", "Development"),
    ("Application › Failed update", "P3", "Development"),
    ("Application › Minor fault", "P3", "Development"),
    ("Performance › Slow response", "P2", "Application support"),
    ("Performance › Intermittent failure", "P3", "Application support"),
    ("Cloud / SaaS › Service unreachable", "P2", "Application support"),
    ("Cloud / SaaS › Synchronisation failed", "P3", "Application support"),
    ("Human error › Misconfiguration", "P2", "IT support"),
    ("Human error › Accidental deletion", "P3", "IT support"),
    ("Human error › Missed update", "P3", "IT support"),
    ("User access › New account", "P3", "Help desk"),
    ("User access › Rights", "P3", "Help desk"),
    ("User access › Password", "P4", "Help desk"),
    ("Question › How-to", "P5", "Help desk"),
    ("Question › Advice", "P5", "Help desk"),
    ("Question › Minor enhancement", "P5", "Help desk"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_sub_category_has_the_priority_and_the_team_of_the_reference() {
    on_both(STEPS, |test| async move {
        let (desk, _) = fresh_desk(&test.db, "Kerlann", Locale::En).await;
        let read = test.db.read(move |r| {
            let teams = people::teams(r, Some(desk))?;
            Ok::<_, db::Error>((desks::categories(r, desk)?, desks::matrix(r, desk)?, teams))
        });
        let (categories, matrix, teams) = read.await.unwrap();
        assert_eq!(matrix, Matrix::default());
        let team = |id: Option<i64>| teams.iter().find(|team| Some(team.id) == id).unwrap().name.clone();
        let found: Vec<(String, String, String)> = categories
            .iter()
            .filter(|category| category.parent_id.is_some())
            .map(|category| {
                let priority = decide(&matrix, category.impact, category.urgency, None).priority;
                (path(&categories, category.id, Locale::En), priority.to_string(), team(category.team_id))
            })
            .collect();
        let expected: Vec<(String, String, String)> = TABLE
            .iter()
            .map(|(path, priority, team)| ((*path).to_owned(), (*priority).to_owned(), (*team).to_owned()))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(categories.iter().filter(|category| category.parent_id.is_none()).count(), 9);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_category_speaks_both_languages_and_can_be_recognised() {
    on_both(STEPS, |test| async move {
        let (desk, _) = fresh_desk(&test.db, "Kerlann", Locale::Fr).await;
        let categories = test.db.read(move |r| desks::categories(r, desk)).await.unwrap();
        for category in &categories {
            let texts = [
                &category.name_fr,
                &category.name_en,
                &category.business_impact_fr,
                &category.business_impact_en,
            ];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", category.code);
            assert!(category.synonyms.len() >= 4, "{}", category.code);
            assert!(category.team_id.is_some(), "{}", category.code);
            let parent = categories.iter().find(|other| Some(other.id) == category.parent_id);
            if let Some(parent) = parent {
                assert!(category.code.starts_with(&format!("{}/", parent.code)), "{}", category.code);
                assert!(category.impact.is_some() && category.urgency.is_some(), "{}", category.code);
            }
        }
        for (text, code) in [
            ("Réseau/VPN", "network/vpn"),
            ("réseau › wi-fi", "network/wi-fi"),
            ("user-access/password", "user-access/password"),
            ("Accès > Mot de passe", "user-access/password"),
            ("hameconnage", "security/phishing"),
            ("Cloud / SaaS/Service inaccessible", "cloud/service-unreachable"),
        ] {
            let found = test.db.read(move |r| desks::category_by_path(r, desk, text)).await.unwrap();
            assert_eq!(found.map(|category| category.code).as_deref(), Some(code), "{text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_escalate_and_the_desk_has_hours() {
    on_both(STEPS, |test| async move {
        let (desk, seeded) = fresh_desk(&test.db, "Kerlann", Locale::Fr).await;
        let read = test.db.read(move |r| {
            let hours = desks::calendar_row(r, seeded.working_hours)?.unwrap();
            let always = desks::calendar(r, seeded.around_the_clock)?.unwrap();
            Ok::<_, db::Error>((desks::desk(r, desk)?.unwrap(), people::teams(r, Some(desk))?, hours, always))
        });
        let (desk, teams, hours, always) = read.await.unwrap();
        assert_eq!(desk.calendar_id, Some(seeded.working_hours));
        assert_eq!((desk.confirm_days, desk.reopen_days), (5, 14));
        let tiers: Vec<(&str, i64, Option<i64>)> =
            teams.iter().map(|team| (team.name.as_str(), team.tier, team.next_tier_id)).collect();
        let expected = [
            ("Centre de services", 1, Some(seeded.it_support)),
            ("Développement", 3, None),
            ("Opérations de sécurité", 3, None),
            ("Réseau", 3, None),
            ("Support applicatif", 2, Some(seeded.development)),
            ("Support informatique", 2, Some(seeded.network)),
        ];
        assert_eq!(tiers, expected);
        assert_eq!((hours.name.as_str(), hours.spec.region.code()), ("Heures ouvrées", "FR"));
        assert!(always.is_open("2026-12-25T03:00:00Z".parse().unwrap()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_desk_shares_calendars_of_the_same_rule_only() {
    on_both(STEPS, |test| async move {
        let (first, one) = fresh_desk(&test.db, "Kerlann", Locale::Fr).await;
        let (second, two) = fresh_desk(&test.db, "Brest", Locale::Fr).await;
        assert_ne!(first, second);
        assert_eq!((one.working_hours, one.around_the_clock), (two.working_hours, two.around_the_clock));
        let run = |tx: &mut db::Tx<'_>| -> Result<_, web::error::AppError> {
            let new = desks::NewDesk::named("Montréal", Locale::Fr, "America/Toronto");
            let id = desks::create_desk(tx, &super::admin(), &new)?;
            desks::seed::standard(tx, &super::admin(), id, Locale::Fr)
        };
        let three = super::write(&test.db, run).await.unwrap();
        assert_ne!(one.working_hours, three.working_hours);
        let row = test.db.read(move |r| desks::calendar_row(r, three.working_hours)).await.unwrap().unwrap();
        assert_eq!(
            (row.name.as_str(), row.spec.zone.as_str()),
            ("Heures ouvrées – Montréal", "America/Toronto")
        );
    })
    .await;
}
