//! An installation with a given number of tickets: a year of a large desk, 4 % of them open.

use anyhow::{Result, anyhow};
use base::{
    audit::{self, NewEntry, Stream},
    ctx::{Channel as Way, Ctx},
    desks::{self, NewDesk},
    people::{self, Actor, NewUser, Role},
};
use db::Db;
use desk::{
    sla,
    tickets::{Qualification, Ticket, store},
};
use jiff::{SignedDuration, Timestamp};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rules::{
    priority::{Level, Matrix, decide},
    ticket_state::{Channel, Kind, State},
};
use web::{AppError, Locale};

use crate::place::Place;

/// The administrator whose token the load uses.
pub const ADMINISTRATOR: &str = "admin@bench.example";

/// Their password.
pub const PASSWORD: &str = "measured on the quay";
const REQUESTERS: usize = 2_000;
const AGENTS: usize = 120;
const CHUNK: u64 = 250;

/// Who and what there is.
#[derive(Debug, Clone)]
pub struct People {
    /// The desk.
    pub desk_id: i64,
    /// Its teams.
    pub teams: Vec<i64>,
    /// Its categories.
    pub categories: Vec<i64>,
    /// People who report.
    pub requesters: Vec<i64>,
    /// People who work.
    pub agents: Vec<i64>,
}

fn fail(error: AppError) -> anyhow::Error {
    anyhow!("{error}")
}

/// A desk with its people, and no ticket.
pub async fn installation(place: &Place) -> Result<People> {
    let db = place.open().await?;
    let people = seed(&db).await?;
    db.close();
    Ok(people)
}

async fn seed(db: &Db) -> Result<People> {
    let now = start();
    let cx = Ctx::system(now);
    let at_start = cx.clone();
    let hash = people::hash_password(PASSWORD).await.map_err(fail)?;
    let (desk_id, teams, categories) = db
        .write(move |tx| {
            let cx = &at_start;
            let desk = NewDesk::named("Bench", Locale::En, "Europe/Paris");
            let desk_id = desks::create_desk(tx, cx, &desk)?;
            desks::seed::standard(tx, cx, desk_id, Locale::En)?;
            sla::standard(tx, cx, desk_id)?;
            let administrator = NewUser {
                password_hash: Some(hash.clone()),
                ..NewUser::new(ADMINISTRATOR, "Bench Administrator")
            };
            let admin = people::create_user(tx, cx, &administrator)?;
            people::grant_role(tx, cx, admin, Role::Administrator, None)?;
            let teams = people::teams(tx, Some(desk_id))?.iter().map(|team| team.id).collect::<Vec<_>>();
            let categories = desks::categories(tx, desk_id)?.iter().map(|c| c.id).collect::<Vec<_>>();
            Ok::<_, AppError>((desk_id, teams, categories))
        })
        .await
        .map_err(fail)?;
    let (mut requesters, mut agents) = (Vec::new(), Vec::new());
    for chunk in 0..(REQUESTERS + AGENTS).div_ceil(100) {
        let (cx, teams) = (cx.clone(), teams.clone());
        let made = db
            .write_bulk(move |tx| {
                let mut made = Vec::new();
                for n in chunk * 100..((chunk + 1) * 100).min(REQUESTERS + AGENTS) {
                    let agent = n >= REQUESTERS;
                    let new = NewUser::new(format!("person-{n}@bench.example"), format!("Person Number {n}"));
                    let id = people::create_user(tx, &cx, &new)?;
                    if agent {
                        people::grant_role(tx, &cx, id, Role::Agent, Some(desk_id))?;
                        if let Some(team) = teams.get(n % teams.len().max(1)) {
                            people::add_member(tx, &cx, *team, id, n % 10 == 0)?;
                        }
                    }
                    made.push((agent, id));
                }
                Ok::<_, AppError>(made)
            })
            .await
            .map_err(fail)?;
        for (agent, id) in made {
            if agent { agents.push(id) } else { requesters.push(id) }
        }
    }
    Ok(People { desk_id, teams, categories, requesters, agents })
}

fn start() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

const SUBJECTS: [&str; 12] = [
    "VPN drops every few minutes",
    "Imprimante du quai 3 hors ligne",
    "Mot de passe oublié",
    "Outlook does not start",
    "Lenteur de l’ERP ce matin",
    "Disk almost full on a file server",
    "Accès au dossier partagé",
    "Wi-Fi in meeting room 4",
    "Écran noir au retour de veille",
    "Payroll export fails with error 500",
    "Compte verrouillé",
    "New laptop for a colleague",
];

/// Adds tickets until there are `count`. The newest 4 % are open and have their clocks.
pub async fn tickets(place: &Place, people: &People, count: u64) -> Result<()> {
    let db = place.open().await?;
    let first_open = count - count / 25;
    let tasks: Vec<_> = (0..4)
        .map(|lane| {
            let (db, people) = (db.clone(), people.clone());
            tokio::spawn(async move {
                let mut from = lane * CHUNK;
                while from < count {
                    let people = people.clone();
                    let to = (from + CHUNK).min(count);
                    db.write_locked(move |tx| {
                        for n in from..to {
                            one(tx, &people, n, n >= first_open, count)?;
                        }
                        Ok::<_, db::Error>(())
                    })
                    .await?;
                    from += 4 * CHUNK;
                }
                Ok::<_, db::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    audit::feed::number_now(&db).await?;
    db.write(|tx| tx.batch("ANALYZE")).await?;
    db.close();
    Ok(())
}

fn one(tx: &mut db::Tx<'_>, people: &People, n: u64, open: bool, count: u64) -> db::Result<()> {
    let mut dice = StdRng::seed_from_u64(n);
    let pick = |from: &[i64], dice: &mut StdRng| from.get(dice.random_range(0..from.len().max(1))).copied();
    let age =
        if open { dice.random_range(0..200_000) } else { 300_000 + (count - n) * 31_000_000 / count.max(1) };
    let created_at = start() - SignedDuration::from_secs(i64::try_from(age).unwrap_or(0));
    let level = |dice: &mut StdRng| match dice.random_range(0..4) {
        0 => Level::High,
        1 => Level::Medium,
        _ => Level::Low,
    };
    let (impact, urgency) = (level(&mut dice), level(&mut dice));
    let decision = decide(&Matrix::default(), impact, urgency, None);
    let assignee_id = if open && dice.random_bool(0.2) { None } else { pick(&people.agents, &mut dice) };
    let state = match (open, assignee_id) {
        (true, None) => State::Qualified,
        (true, Some(_)) => match dice.random_range(0..4) {
            0 => State::Assigned,
            1 => State::Pending,
            _ => State::InProgress,
        },
        (false, _) => State::Closed,
    };
    let subject = SUBJECTS.get(dice.random_range(0..SUBJECTS.len())).copied().unwrap_or_default();
    let ended = (!open).then(|| created_at + SignedDuration::from_secs(dice.random_range(600..200_000)));
    let mut ticket = Ticket {
        id: 0,
        number: i64::try_from(n).unwrap_or(0) + 1,
        kind: if dice.random_bool(0.7) { Kind::Incident } else { Kind::Request },
        state,
        pending_on: None,
        pending_reason: String::new(),
        title: format!("{subject} ({n})"),
        description: format!(
            "{subject}. It started this morning and touches several colleagues of our office; reference {n}."
        ),
        desk_id: people.desk_id,
        organisation_id: None,
        requester_id: pick(&people.requesters, &mut dice).unwrap_or(1),
        created_by: None,
        assignee_id,
        team_id: pick(&people.teams, &mut dice),
        provider_id: None,
        category_id: pick(&people.categories, &mut dice),
        service_id: None,
        impact,
        urgency,
        qualification: Qualification::CONFIRMED,
        priority: decision.priority,
        priority_reason: decision.reason,
        severity: None,
        major: false,
        sensitive: false,
        channel: Channel::Portal,
        occurred_at: None,
        detected_at: None,
        created_at,
        updated_at: ended.unwrap_or(created_at),
        qualified_at: Some(created_at),
        assigned_at: assignee_id.map(|_| created_at),
        acknowledged_at: assignee_id.map(|_| created_at),
        work_started_at: assignee_id.map(|_| created_at),
        resolved_at: ended,
        closed_at: ended,
        expected_at: None,
        snoozed_until: None,
        due_at: None,
        next_metric: None,
        risk_at: None,
        breached: dice.random_bool(0.06),
        reopen_count: 0,
        reassignment_count: dice.random_range(0..3),
        affected_count: 1,
        last_public_at: None,
        last_requester_at: None,
        resolution: if open {
            String::new()
        } else {
            "Restarted the service and checked with the user.".into()
        },
        resolution_kind: None,
        cause_code: None,
        merged_into_id: None,
        parent_id: None,
        score: None,
        score_comment: String::new(),
        source: String::new(),
        source_id: String::new(),
        source_facts: String::new(),
        version: 0,
    };
    keep(tx, &mut ticket, open)
}

/// Stores a ticket with its opening and, while it is open, its clocks.
fn keep(tx: &mut db::Tx<'_>, ticket: &mut Ticket, open: bool) -> db::Result<()> {
    let cx = Ctx {
        actor: Actor::system(),
        now: ticket.created_at,
        channel: Way::Import,
        locale: Locale::En,
        request_id: String::new(),
    };
    let plan = open.then(|| sla::plan(tx, &cx, &subject(ticket))).transpose()?;
    ticket.version = 1 + plan.as_ref().map_or(0, sla::Plan::entry_count);
    if let Some(commitment) = plan.as_ref().map(|plan| plan.commitment) {
        (ticket.due_at, ticket.next_metric, ticket.risk_at) =
            (commitment.due_at, commitment.metric, commitment.risk_at);
    }
    ticket.id = store::insert(tx, ticket)?;
    let opened = NewEntry::new(Stream::Ticket(ticket.id), "ticket.opened").public();
    let mut entries = vec![opened.data(serde_json::json!({ "title": ticket.title }))];
    entries.extend(plan.iter().flat_map(|plan| plan.entries(ticket.id)));
    audit::append_all(tx, &cx, Stream::Ticket(ticket.id), &entries)?;
    plan.map_or(Ok(()), |plan| sla::begin(tx, &cx, ticket.id, plan))
}

fn subject(ticket: &Ticket) -> sla::Subject {
    sla::Subject {
        ticket_id: ticket.id,
        kind: ticket.kind,
        desk_id: ticket.desk_id,
        desk_calendar: None,
        priority: ticket.priority,
        categories: ticket.category_id.into_iter().collect(),
        service_id: None,
        organisation_id: None,
        team_id: ticket.team_id,
        provider_id: None,
        pending_on: None,
    }
}
