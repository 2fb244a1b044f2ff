//! What SQL finds is what the rules find in memory: for filters, and for the policy.

use std::collections::BTreeSet;

use base::people::{OrganisationKind, Role, policy};
use db::Value;
use desk::queues::Sort;
use jiff::{SignedDuration, Timestamp};
use rules::{
    filter::{self, Flag, Record, Viewer},
    number::TicketNumber,
    priority::{Level, Priority, Severity},
    ticket_state::{Channel, Kind, PendingOn, State},
};
use testkit::on_each;

use super::{Dice, Site, actor, force, list, numbers, opened, zone};

const TITLES: [&str; 6] = [
    "VPN coupé à Rennes",
    "Imprimante 100 % bloquée",
    "srv_mail lent",
    "Écran noir",
    "Mot de passe",
    "L’accès \\\\quai\\3",
];

fn before(dice: &mut Dice, now: Timestamp) -> Timestamp {
    now - SignedDuration::from_mins(i64::try_from(dice.roll(40_000)).unwrap())
}

fn qualities(all: [(bool, Flag); 5]) -> BTreeSet<Flag> {
    all.into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag).collect()
}

fn titled(title: &str) -> [(&'static str, Value); 2] {
    [("title", Value::Text(title.to_owned())), ("title_key", Value::Text(rules::text::fold(title)))]
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

/// A ticket as a filter looks at it, with the row that says the same.
fn random(
    dice: &mut Dice,
    site: &Site,
    now: Timestamp,
    number: i64,
    teams: &[(i64, &str)],
    provider: i64,
) -> (Record, Vec<(&'static str, Value)>) {
    let opt = |n: Option<i64>| n.map_or(Value::Null, Value::Int);
    let past = |dice: &mut Dice| before(dice, now);
    let state = *dice.pick(State::ALL);
    let pending = (state == State::Pending).then(|| *dice.pick(PendingOn::ALL));
    let (kind, priority) = (*dice.pick(Kind::ALL), *dice.pick(Priority::ALL));
    let (impact, urgency) = (*dice.pick(Level::ALL), *dice.pick(Level::ALL));
    let (severity, channel) = (dice.chance(40).then(|| *dice.pick(Severity::ALL)), *dice.pick(Channel::ALL));
    let team = dice.chance(70).then(|| *dice.pick(teams));
    let assignee = dice
        .chance(60)
        .then(|| if dice.chance(50) { (site.agent, "Karim Benali") } else { (site.lead, "Soizic Kerven") });
    let category = dice.chance(60).then(|| {
        if dice.chance(50) {
            (site.vpn, ["Réseau", "VPN"])
        } else {
            (site.outage, ["Réseau", "Panne générale"])
        }
    });
    let (handed, created, updated) = (dice.chance(30), past(dice), past(dice));
    let resolved = (state >= State::Resolved && dice.chance(80)).then(|| past(dice));
    let closed = (state >= State::Closed).then(|| past(dice));
    let due = dice
        .chance(60)
        .then(|| now + SignedDuration::from_mins(i64::try_from(dice.roll(4_000)).unwrap() - 1_000));
    let risk = due.filter(|_| dice.chance(80)).map(|due| due - SignedDuration::from_hours(1));
    let snoozed =
        dice.chance(30).then(|| now + SignedDuration::from_hours(i64::try_from(dice.roll(20)).unwrap() - 10));
    let (breached, major, reopened) =
        (dice.chance(30), dice.chance(15), i64::try_from(dice.roll(3)).unwrap());
    let title = *dice.pick(&TITLES);
    let flags = qualities([
        (breached, Flag::Overdue),
        (!breached && risk.is_some_and(|at| at <= now), Flag::AtRisk),
        (snoozed.is_some_and(|until| until > now), Flag::Snoozed),
        (reopened > 0, Flag::Reopened),
        (major, Flag::Major),
    ]);
    let person = |name: &str, address: &str| vec![name.to_owned(), address.to_owned()];
    let record = Record {
        number: Some(TicketNumber::new(kind, number)),
        kind: Some(kind),
        state: Some(state),
        priority: Some(priority),
        impact: Some(impact),
        urgency: Some(urgency),
        severity,
        channel: Some(channel),
        pending_on: pending,
        title: title.to_owned(),
        text: title.to_owned(),
        team: team.iter().map(|(_, name)| (*name).to_owned()).collect(),
        assignee: assignee.map_or_else(Vec::new, |(_, name)| person(name, &testkit::address(name))),
        requester: person("Claire Morvan", &testkit::address("Claire Morvan")),
        desk: names(&["Assistance"]),
        category: category.map_or_else(Vec::new, |(_, path)| names(&path)),
        provider: names(if handed { &["Océane Réseaux"] } else { &[] }),
        created: Some(created),
        updated: Some(updated),
        resolved,
        closed,
        sla: due,
        flags,
        ..Record::default()
    };
    let at = |at: Option<Timestamp>| opt(at.map(Timestamp::as_microsecond));
    let mut row = vec![
        ("state", Value::Int(i64::from(state.code()))),
        ("pending_on", opt(pending.map(|on| i64::from(on.code())))),
        ("kind", Value::Int(i64::from(kind.code()))),
        ("priority", Value::Int(i64::from(priority.code()))),
        ("impact", Value::Int(i64::from(impact.code()))),
        ("urgency", Value::Int(i64::from(urgency.code()))),
        ("severity", opt(severity.map(|one| i64::from(one.code())))),
        ("channel", Value::Text(channel.as_str().to_owned())),
        ("team_id", opt(team.map(|(id, _)| id))),
        ("assignee_id", opt(assignee.map(|(id, _)| id))),
        ("category_id", opt(category.map(|(id, _)| id))),
        ("provider_id", opt(handed.then_some(provider))),
        ("created_at", at(Some(created))),
        ("updated_at", at(Some(updated))),
        ("resolved_at", at(resolved)),
        ("closed_at", at(closed)),
        ("due_key", Value::Int(due.map_or(i64::MAX, Timestamp::as_microsecond))),
        ("risk_at", at(risk)),
        ("snoozed_until", at(snoozed)),
        ("breached", Value::Bool(breached)),
        ("major", Value::Bool(major)),
        ("reopen_count", Value::Int(reopened)),
    ];
    row.extend(titled(title));
    (record, row)
}

const TERMS: [&str; 62] = [
    "is:open",
    "is:resolved",
    "is:closed",
    "is:pending",
    "is:unassigned",
    "is:mine",
    "is:my-team",
    "is:overdue",
    "is:at-risk",
    "is:snoozed",
    "is:reopened",
    "is:major",
    "is:watched",
    "state:open",
    "state:new,closed",
    "state:pending",
    "priority:P1",
    "priority:P2..P4",
    "priority:<P3",
    "priority:>=P4",
    "kind:incident",
    "kind:problem,change",
    "impact:high",
    "urgency:low,medium",
    "severity:critical",
    "severity:none",
    "severity:none,low",
    "channel:portal,phone",
    "pending_on:user",
    "pending_on:none",
    "team:me",
    "team:none",
    "team:réseau",
    "team:\"Réseau\",none",
    "assignee:me",
    "assignee:none",
    "assignee:\"karim benali\"",
    "assignee:soizic.kerven@test.example",
    "requester:me",
    "requester:\"Claire Morvan\"",
    "category:vpn",
    "category:réseau",
    "category:réseau/vpn",
    "category:none",
    "provider:\"Océane Réseaux\"",
    "provider:none",
    "desk:assistance",
    "tag:none",
    "tag:quai",
    "created:>7d",
    "created:today",
    "created:<2d",
    "updated:1d..10d",
    "resolved:none",
    "resolved:>3d",
    "closed:none",
    "closed:<20d",
    "sla:<1h",
    "sla:none",
    "sla:>=4h",
    "sla:tomorrow",
    "number:>5",
];
const WORDS: [&str; 6] = ["vpn", "\"100 %\"", "srv_mail", "ecran", "title:noir", "\"\\\\\\\\quai\""];

fn expression(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.chance(40) {
        let word = dice.chance(12);
        return if word { (*dice.pick(&WORDS)).to_owned() } else { (*dice.pick(&TERMS)).to_owned() };
    }
    let (left, right) = (expression(dice, depth - 1), expression(dice, depth - 1));
    match dice.roll(3) {
        0 => format!("-({left})"),
        1 => format!("({left} OR {right})"),
        _ => format!("({left} {right})"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sql_finds_is_what_the_rules_find() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let provider = site.app.organisation("Océane Réseaux", OrganisationKind::Provider).await;
        let seeded = site.desk.seeded;
        let teams = site
            .app
            .app
            .db
            .read(move |r| base::people::teams_by_id(r, &[seeded.network, seeded.help_desk, seeded.security]))
            .await
            .unwrap();
        let teams: Vec<(i64, &str)> = teams.values().map(|team| (team.id, team.name.as_str())).collect();
        let mut dice = Dice(42);
        let cx = site.app.cx_of(site.agent).await;
        let made = opened(&site, 60).await;
        let mut records = Vec::new();
        for number in made {
            let (record, row) = random(&mut dice, &site, cx.now, number, &teams, provider);
            force(&site, number, row).await;
            records.push((number, record));
        }
        let mine = teams
            .iter()
            .filter(|(id, _)| *id == seeded.network)
            .map(|(_, name)| (*name).to_owned())
            .collect();
        let viewer = Viewer { me: Some("Karim Benali".to_owned()), teams: mine, now: cx.now, zone: zone() };
        let mut terms: Vec<String> = TERMS.iter().chain(&WORDS).map(|term| (*term).to_owned()).collect();
        terms.extend((0..400).map(|_| expression(&mut dice, 4)));
        let mut found_some = 0;
        for text in terms {
            let parsed = filter::parse(&text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
            let expected: BTreeSet<i64> = records
                .iter()
                .filter(|(_, record)| parsed.matches(record, &viewer))
                .map(|(number, _)| *number)
                .collect();
            let found: BTreeSet<i64> =
                numbers(&list(&site, &cx, &text, Sort::Number, None, 200).await).into_iter().collect();
            assert_eq!(found, expected, "{text}");
            found_some += usize::from(!found.is_empty() && found.len() < records.len());
        }
        assert!(found_some > 200, "the filters tell tickets apart: {found_some}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_exactly_what_the_policy_lets_one_see() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let other = site.app.desk("Comptabilité", &[]).await;
        let provider = site.app.organisation("Océane", OrganisationKind::Provider).await;
        let mut dice = Dice(7);
        let teams =
            [Value::Null, Value::Int(site.desk.seeded.network), Value::Int(site.desk.seeded.security)];
        let people = [site.requester, site.agent, site.colleague, site.lead];
        for number in opened(&site, 80).await {
            let assignee = if dice.chance(50) { Value::Int(*dice.pick(&people)) } else { Value::Null };
            let columns = vec![
                ("desk_id", Value::Int(if dice.chance(50) { site.desk.id } else { other.id })),
                ("requester_id", Value::Int(*dice.pick(&people))),
                ("assignee_id", assignee),
                ("team_id", dice.pick(&teams).clone()),
                ("provider_id", if dice.chance(40) { Value::Int(provider) } else { Value::Null }),
                ("sensitive", Value::Bool(dice.chance(40))),
            ];
            force(&site, number, columns).await;
            if dice.chance(30) {
                let (follower, relation) = (*dice.pick(&people), i64::try_from(dice.roll(2)).unwrap() + 1);
                let follow = site.app.app.db.write_locked(move |tx| {
                    let id = desk::tickets::store::by_number(tx, number)?.unwrap().id;
                    let relation = desk::tickets::Relation::from_code(relation).unwrap();
                    desk::tickets::store::add_person(tx, id, follower, relation, Timestamp::UNIX_EPOCH)
                });
                follow.await.unwrap();
            }
        }
        let roles = Role::ALL;
        let desks = [None, Some(site.desk.id), Some(other.id)];
        for round in 0..60 {
            let grants: Vec<_> =
                (0..dice.roll(3)).map(|_| (*dice.pick(&roles), *dice.pick(&desks))).collect();
            let mut somebody = actor(*dice.pick(&people), &grants);
            somebody.teams = if dice.chance(40) { vec![site.desk.seeded.network] } else { Vec::new() };
            somebody.organisation_id = dice.chance(50).then_some(provider);
            let mut cx = site.app.cx();
            cx.actor = somebody.clone();
            let expected = site.app.app.db.read(move |r| {
                let rows = r.query("SELECT number FROM tickets ORDER BY number DESC", &[])?;
                let mut seen = Vec::new();
                for row in rows {
                    let ticket = desk::tickets::store::by_number(r, row.at(0)?)?.unwrap();
                    let relation = desk::tickets::store::relation(r, ticket.id, somebody.user_id().unwrap())?;
                    if policy::ticket_access(&somebody, &ticket.policy_facts(relation)) > policy::Access::None
                    {
                        seen.push(ticket.number);
                    }
                }
                Ok::<_, db::Error>(seen)
            });
            let found = numbers(&list(&site, &cx, "", Sort::Number, None, 200).await);
            assert_eq!(found, expected.await.unwrap(), "round {round}: {:?}", cx.actor);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_or_may_not_be_known_is_a_fault_of_the_filter() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let customer = site.app.organisation("Autre client", OrganisationKind::Customer).await;
        site.app.person("Walled Off", Some(customer), &[]).await;
        let faulty = async |who: i64, text: &str| {
            let cx = site.app.cx_of(who).await;
            let query = desk::queues::ListQuery::read(cx.locale, text, None, None, 10).unwrap();
            site.app.app.db.read(move |r| desk::queues::list(r, &cx, &query, cx.now, &zone())).await.is_err()
        };
        assert!(faulty(site.agent, "team:nobody-knows-it").await);
        assert!(faulty(site.agent, "-team:nobody-knows-it").await);
        assert!(!faulty(site.agent, "tag:nobody-used-it").await, "tags come and go");
        assert!(faulty(site.agent, "requester:\"Walled Off\"").await, "behind a wall nobody is known");
        assert!(!faulty(site.requester, "is:open created:>1d").await);
        for hidden in ["tag:vip", "team:none", "is:overdue", "sla:<1h", "-assignee:none"] {
            assert!(
                faulty(site.requester, hidden).await,
                "{hidden} would tell a requester what they may not see"
            );
        }
    })
    .await;
}
