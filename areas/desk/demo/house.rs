//! The house as it stands when the month begins: people, desk, services, commitments, macros.

use std::collections::{BTreeSet, HashMap};

use base::{
    ctx::Ctx,
    desks::{self, NewDesk, seed::Seeded},
    people::{self, Actor, NewUser, OrganisationKind, Role},
    services::{self, Criticality, NewService},
};
use db::Tx;
use jiff::Timestamp;
use rules::{
    calendar::Calendar,
    priority::{Level, Matrix, Priority},
    sla::{Agreement, Scope, Target, Targets, policy::pauses_on_the_user},
};
use web::{error::AppError, i18n::Locale};

use super::cast::{self, Crew};
use crate::{
    sla::{self, NewPolicy, Reaction, ReactionAt, ReactionDo},
    tickets::{MacroStep, actions},
};

const ZONE: &str = "Europe/Paris";

/// The services: name, what it does, weight, the team that runs it, users, cost of an hour of one of them in cents.
const SERVICES: [(&str, &str, Criticality, Crew, i64, i64); 8] = [
    (
        "Sillage",
        "Gestion des entrepôts : réceptions, stocks, expéditions",
        Criticality::Critical,
        Crew::ApplicationSupport,
        312,
        4_200,
    ),
    (
        "Cadence",
        "Ordres de transport et bons de livraison",
        Criticality::Critical,
        Crew::Development,
        420,
        3_900,
    ),
    (
        "Accès distant (VPN)",
        "Connexion depuis les agences et à distance",
        Criticality::High,
        Crew::Network,
        640,
        3_500,
    ),
    (
        "Messagerie",
        "Courriel, calendriers, listes",
        Criticality::High,
        Crew::ApplicationSupport,
        1_150,
        3_300,
    ),
    (
        "Portail transporteurs",
        "Prises de rendez-vous et suivi pour les transporteurs",
        Criticality::High,
        Crew::Development,
        90,
        3_000,
    ),
    ("Téléphonie", "Postes fixes, softphones, serveur vocal", Criticality::Medium, Crew::Network, 800, 3_200),
    ("Impression", "Imprimantes, étiqueteuses, copieurs", Criticality::Medium, Crew::ItSupport, 950, 2_900),
    ("Paie", "Bulletins, déclarations, temps", Criticality::High, Crew::ApplicationSupport, 12, 3_800),
];

/// A category as the plan needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) id: i64,
    pub(super) crew: Crew,
    pub(super) impact: Level,
    pub(super) urgency: Level,
    pub(super) priority: Priority,
}

/// Somebody who reports.
#[derive(Debug, Clone)]
pub(super) struct Requester {
    pub(super) id: i64,
    pub(super) site: &'static str,
}

impl Requester {
    pub(super) fn is_english(&self) -> bool {
        self.site == cast::ENGLISH_SITE
    }
}

/// Everything that the month refers to.
#[derive(Clone)]
pub(super) struct House {
    pub(super) desk_id: i64,
    /// When the desk works.
    pub(super) hours: Calendar,
    pub(super) categories: HashMap<String, Kind>,
    pub(super) services: HashMap<&'static str, i64>,
    pub(super) crews: HashMap<Crew, Vec<i64>>,
    pub(super) requesters: Vec<Requester>,
    pub(super) provider: i64,
    by_name: HashMap<&'static str, i64>,
    actors: HashMap<i64, Actor>,
}

impl House {
    /// A person of the cast; 0, whom nobody is, for a name that is not in it.
    pub(super) fn person(&self, name: &str) -> i64 {
        self.by_name.get(name).copied().unwrap_or_default()
    }

    /// A person with their rights.
    pub(super) fn actor(&self, id: i64) -> Option<&Actor> {
        self.actors.get(&id)
    }

    pub(super) fn category(&self, code: &str) -> Option<Kind> {
        self.categories.get(code).copied()
    }
}

/// Makes the house.
pub(super) fn found(tx: &mut Tx<'_>, now: Timestamp, hash: &str) -> Result<House, AppError> {
    let cx = Ctx { locale: Locale::Fr, ..Ctx::system(now) };
    let own = people::create_organisation(tx, &cx, "Groupe Kerlann", OrganisationKind::Internal)?;
    let customer = people::create_organisation(tx, &cx, "Transports Le Dantec", OrganisationKind::Customer)?;
    let provider = people::create_organisation(tx, &cx, "Ormelis Infogérance", OrganisationKind::Provider)?;
    let desk = NewDesk {
        phone: "01 99 00 40 00".to_owned(),
        ..NewDesk::named("Centre de services Ouest", Locale::Fr, ZONE)
    };
    let desk_id = desks::create_desk(tx, &cx, &desk)?;
    let seeded = desks::seed::standard(tx, &cx, desk_id, Locale::Fr)?;
    let mut house = House {
        desk_id,
        hours: desks::calendar(tx, seeded.working_hours)?.unwrap_or_else(Calendar::always),
        categories: categories(tx, desk_id, &seeded)?,
        services: HashMap::new(),
        crews: HashMap::new(),
        requesters: Vec::new(),
        provider,
        by_name: HashMap::new(),
        actors: HashMap::new(),
    };
    let mut hire = Hire { tx, cx: &cx, hash, house: &mut house };
    hire.staff(own, &seeded)?;
    hire.requesters(own, customer)?;
    hire.others(own, provider)?;
    house.services = services(tx, &cx, &seeded, &house)?;
    commitments(tx, &cx, &seeded, &house)?;
    macros(tx, &cx, &seeded, &house)?;
    let ids: Vec<i64> = house.by_name.values().copied().collect();
    for id in ids {
        if let Some(actor) = people::load_actor(tx, id, None, None)? {
            house.actors.insert(id, actor);
        }
    }
    Ok(house)
}

fn team_of(seeded: &Seeded, crew: Crew) -> i64 {
    match crew {
        Crew::HelpDesk => seeded.help_desk,
        Crew::ItSupport => seeded.it_support,
        Crew::Network => seeded.network,
        Crew::Security => seeded.security,
        Crew::Development => seeded.development,
        Crew::ApplicationSupport => seeded.application_support,
    }
}

fn categories(tx: &mut Tx<'_>, desk_id: i64, seeded: &Seeded) -> Result<HashMap<String, Kind>, AppError> {
    let crews = [
        Crew::HelpDesk,
        Crew::ItSupport,
        Crew::Network,
        Crew::Security,
        Crew::Development,
        Crew::ApplicationSupport,
    ];
    let matrix = Matrix::default();
    let all = desks::categories(tx, desk_id)?.into_iter().map(|category| {
        let crew = crews.into_iter().find(|crew| Some(team_of(seeded, *crew)) == category.team_id);
        let (impact, urgency) =
            (category.impact.unwrap_or(Level::Low), category.urgency.unwrap_or(Level::Low));
        let crew = crew.unwrap_or(Crew::HelpDesk);
        (
            category.code,
            Kind { id: category.id, crew, impact, urgency, priority: matrix.get(impact, urgency) },
        )
    });
    Ok(all.collect())
}

struct Hire<'h, 't, 'c> {
    tx: &'h mut Tx<'c>,
    cx: &'t Ctx,
    hash: &'t str,
    house: &'h mut House,
}

impl Hire<'_, '_, '_> {
    fn person(&mut self, name: &'static str, domain: &str, details: NewUser) -> Result<i64, AppError> {
        let new = NewUser {
            email: cast::address(name, domain),
            name: name.to_owned(),
            zone: ZONE.to_owned(),
            password_hash: Some(self.hash.to_owned()),
            ..details
        };
        let id = people::create_user(self.tx, self.cx, &new)?;
        self.house.by_name.insert(name, id);
        Ok(id)
    }

    fn staff(&mut self, own: i64, seeded: &Seeded) -> Result<(), AppError> {
        for staff in &cast::STAFF {
            let details = NewUser {
                organisation_id: Some(own),
                job_title: staff.job.to_owned(),
                site: "Siège de Nantes".to_owned(),
                locale: Locale::Fr,
                ..NewUser::new("", "")
            };
            let id = self.person(staff.name, "kerlann.example", details)?;
            let role = if staff.lead { Role::Lead } else { Role::Agent };
            people::grant_role(self.tx, self.cx, id, role, Some(self.house.desk_id))?;
            people::add_member(self.tx, self.cx, team_of(seeded, staff.crew), id, staff.lead)?;
            self.house.crews.entry(staff.crew).or_default().push(id);
        }
        Ok(())
    }

    fn requesters(&mut self, own: i64, customer: i64) -> Result<(), AppError> {
        let first_customer = cast::REQUESTERS.len() - cast::CUSTOMERS;
        for (place, (name, site, job)) in cast::REQUESTERS.into_iter().enumerate() {
            let site = cast::SITES.get(site).copied().unwrap_or_default();
            let (organisation, domain) = if place < first_customer {
                (own, "kerlann.example")
            } else {
                (customer, "ledantec.example")
            };
            let digits = 10 + place;
            let details = NewUser {
                organisation_id: Some(organisation),
                job_title: job.to_owned(),
                phone: format!("01 99 00 41 {digits:02}"),
                site: site.to_owned(),
                locale: if site == cast::ENGLISH_SITE { Locale::En } else { Locale::Fr },
                vip: job.starts_with("Directrice") || job.starts_with("Directeur"),
                ..NewUser::new("", "")
            };
            let id = self.person(name, domain, details)?;
            self.house.requesters.push(Requester { id, site });
        }
        Ok(())
    }

    /// The accounts to look around with that are neither staff nor requesters.
    fn others(&mut self, own: i64, provider: i64) -> Result<(), AppError> {
        for (_, name, _, role) in cast::ACCOUNTS {
            if self.house.by_name.contains_key(name) {
                continue;
            }
            let (organisation, job) = match role {
                Some(Role::Administrator) => (own, "Directeur des systèmes d’information"),
                Some(Role::IncidentManager) => (own, "Gestionnaire des incidents"),
                Some(Role::Provider) => (provider, "Ingénieur d’exploitation"),
                _ => (own, "Directrice générale adjointe"),
            };
            let details = NewUser {
                organisation_id: Some(organisation),
                job_title: job.to_owned(),
                locale: Locale::Fr,
                ..NewUser::new("", "")
            };
            let id = self.person(name, "demo.example", details)?;
            if let Some(role) = role {
                let desk = Some(self.house.desk_id)
                    .filter(|_| role != Role::Administrator && role != Role::Provider);
                people::grant_role(self.tx, self.cx, id, role, desk)?;
            }
        }
        Ok(())
    }
}

fn services(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    seeded: &Seeded,
    house: &House,
) -> Result<HashMap<&'static str, i64>, AppError> {
    let mut made = HashMap::new();
    for (name, description, criticality, crew, users_count, hourly_cost_cents) in SERVICES {
        let owner = cast::STAFF
            .iter()
            .find(|staff| staff.crew == crew && staff.lead)
            .map(|staff| house.person(staff.name));
        let new = NewService {
            description: description.to_owned(),
            owner_id: owner,
            team_id: Some(team_of(seeded, crew)),
            users_count,
            hourly_cost_cents,
            ..NewService::named(name, criticality)
        };
        made.insert(name, services::create(tx, cx, &new)?);
    }
    Ok(made)
}

/// The standard commitments, a stricter one for the warehouses' service, an OLA and a provider's contract.
fn commitments(tx: &mut Tx<'_>, cx: &Ctx, seeded: &Seeded, house: &House) -> Result<(), AppError> {
    sla::standard(tx, cx, house.desk_id)?;
    let tell = |at, act| Reaction { at, act };
    let policy = |name: &str, agreement, scope, targets| NewPolicy {
        name: name.to_owned(),
        agreement,
        scope,
        kind: None,
        targets,
        calendar_id: None,
        always_open: false,
        pauses_on: pauses_on_the_user(),
        warnings: vec![75],
        reactions: vec![
            tell(ReactionAt::Warning(75), ReactionDo::NotifyAssignee),
            tell(ReactionAt::Breach, ReactionDo::NotifyLeads),
        ],
        position: 10,
    };
    let sillage = Scope {
        desk: Some(house.desk_id),
        service: house.services.get("Sillage").copied(),
        priority: Some(Priority::P1),
        ..Scope::default()
    };
    let targets = Targets {
        acknowledge: Some(Target::minutes(10)),
        update: Some(Target::hours(1)),
        resolve: Some(Target::hours(4)),
    };
    let mut strict = policy("Sillage, exploitation continue", Agreement::Sla, sillage, targets);
    strict.always_open = true;
    sla::create_policy(tx, cx, &strict)?;
    let network = Scope { desk: Some(house.desk_id), team: Some(seeded.network), ..Scope::default() };
    let targets = Targets { resolve: Some(Target::hours(6)), ..Targets::default() };
    sla::create_policy(tx, cx, &policy("Réseau, délai interne", Agreement::Ola, network, targets))?;
    let contract = Scope { desk: Some(house.desk_id), provider: Some(house.provider), ..Scope::default() };
    let targets = Targets {
        acknowledge: Some(Target::hours(1)),
        resolve: Some(Target::hours(6)),
        ..Targets::default()
    };
    let mut contract = policy("Contrat Ormelis", Agreement::Underpinning, contract, targets);
    contract.pauses_on = BTreeSet::new();
    sla::create_policy(tx, cx, &contract)?;
    Ok(())
}

fn macros(tx: &mut Tx<'_>, cx: &Ctx, seeded: &Seeded, house: &House) -> Result<(), AppError> {
    let say = |body: &str| MacroStep::Comment { public: true, body: body.to_owned() };
    let state = |to: &str, pending_on: Option<&str>, resolution: Option<&str>| MacroStep::State {
        to: to.to_owned(),
        pending_on: pending_on.map(str::to_owned),
        resolution: resolution.map(str::to_owned),
    };
    let password =
        house.category("user-access/password").map(|kind| MacroStep::Category { category_id: kind.id });
    let mut reset = vec![MacroStep::Take];
    reset.extend(password);
    reset.push(say("Bonjour {{requester}},\n\nvotre mot de passe est réinitialisé. Un lien valable trente minutes vous a été envoyé par SMS.\n\n{{agent}}"));
    reset.push(state("resolved", None, Some("Mot de passe réinitialisé, lien envoyé par SMS.")));
    let all = [
        ("Mot de passe réinitialisé", "Password reset", None, reset),
        (
            "Demander une capture d’écran",
            "Ask for a screenshot",
            None,
            vec![
                say(
                    "Bonjour {{requester}},\n\npourriez-vous nous envoyer une capture de l’écran au moment de l’erreur ?\n\n{{agent}}",
                ),
                state("pending", Some("user"), None),
            ],
        ),
        (
            "Passer au support informatique",
            "Hand to IT support",
            Some(seeded.help_desk),
            vec![
                MacroStep::Team { team_id: seeded.it_support },
                MacroStep::Tag { tag: "intervention-sur-site".to_owned() },
            ],
        ),
        (
            "Relais VPN « Ouest 2 »",
            "VPN relay “Ouest 2”",
            Some(seeded.network),
            vec![say(
                "Bonjour {{requester}},\n\nen attendant, choisissez le relais « Ouest 2 » dans l’application : il tient la connexion.\n\n{{agent}}",
            )],
        ),
    ];
    for (name_fr, name_en, team_id, steps) in all {
        let (name_fr, name_en) = (name_fr.to_owned(), name_en.to_owned());
        actions::create_macro(
            tx,
            cx,
            &actions::NewMacro { desk_id: house.desk_id, team_id, name_fr, name_en, steps },
        )?;
    }
    Ok(())
}
