//! Two help desks of two organisations that must know nothing of each other, and everybody who may come.

use base::people::{OrganisationKind, Role};
use desk::{
    inbox::{self, Arrival, NewMailbox},
    tickets::{self, NewTicket},
};
use testkit::{Client, Desk, TestApp};

/// Who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reader {
    /// Nobody has signed in.
    Nobody,
    /// Reported the ticket of desk A.
    Requester,
    /// Belongs to the organisation of desk B.
    Stranger,
    /// Roles at desk A.
    AgentA,
    LeadA,
    ManagerA,
    ObserverA,
    /// Roles at desk B.
    AgentB,
    LeadB,
    AdminB,
    /// Belongs to a provider to whom the ticket was not handed.
    Provider,
    /// Administers everything.
    Admin,
}

impl Reader {
    pub(super) const ALL: [Self; 12] = [
        Self::Nobody,
        Self::Requester,
        Self::Stranger,
        Self::AgentA,
        Self::LeadA,
        Self::ManagerA,
        Self::ObserverA,
        Self::AgentB,
        Self::LeadB,
        Self::AdminB,
        Self::Provider,
        Self::Admin,
    ];
}

/// What stands in the house.
pub(super) struct House {
    pub(super) app: TestApp,
    pub(super) browsers: Vec<(Reader, Client)>,
    pub(super) desk: Desk,
    pub(super) organisation: i64,
    /// A person of organisation A without roles, whom the routes are about.
    pub(super) victim: i64,
    pub(super) category: i64,
    pub(super) policy: i64,
    pub(super) service: i64,
    pub(super) number: i64,
    pub(super) mailbox: i64,
    pub(super) mail: i64,
}

/// Builds the house.
pub(super) async fn house(app: TestApp) -> House {
    let a = app.organisation("Organisation A", OrganisationKind::Customer).await;
    let b = app.organisation("Organisation B", OrganisationKind::Customer).await;
    let p = app.organisation("Provider", OrganisationKind::Provider).await;
    let desk = app.desk("Desk A", &[a]).await;
    let other = app.desk("Desk B", &[b]).await;
    let mut browsers = vec![(Reader::Nobody, app.browser())];
    let at = |role, desk: &Desk| vec![(role, Some(desk.id))];
    let people = [
        (Reader::Requester, Some(a), Vec::new()),
        (Reader::Stranger, Some(b), Vec::new()),
        (Reader::AgentA, None, at(Role::Agent, &desk)),
        (Reader::LeadA, None, at(Role::Lead, &desk)),
        (Reader::ManagerA, None, at(Role::IncidentManager, &desk)),
        (Reader::ObserverA, None, at(Role::Observer, &desk)),
        (Reader::AgentB, None, at(Role::Agent, &other)),
        (Reader::LeadB, None, at(Role::Lead, &other)),
        (Reader::AdminB, None, at(Role::Administrator, &other)),
        (Reader::Provider, Some(p), vec![(Role::Provider, None)]),
        (Reader::Admin, None, vec![(Role::Administrator, None)]),
    ];
    let mut requester = 0;
    for (reader, organisation, roles) in people {
        let name = format!("{reader:?}");
        let id = app.person(&name, organisation, &roles).await;
        if reader == Reader::Requester {
            requester = id;
        }
        browsers.push((reader, app.sign_in(&name).await));
    }
    let victim = app.person("Victim", Some(a), &[]).await;
    let cx = app.cx();
    let desk_id = desk.id;
    let (number, category, policy, service) = app
        .app
        .db
        .write(move |tx| {
            let ticket = NewTicket {
                desk_id: Some(desk_id),
                requester_id: Some(requester),
                ..NewTicket::titled("The printer of the quay does not answer")
            };
            let opened = tickets::open(tx, &cx, &ticket).map_err(|refused| refused.into_app(cx.locale))?;
            let category = base::desks::categories(tx, desk_id)?.first().map_or(0, |category| category.id);
            let policy = desk::sla::policies(tx, desk_id)?.first().map_or(0, |policy| policy.rule.id);
            let service = base::services::create(
                tx,
                &cx,
                &base::services::NewService::named("Quay", base::services::Criticality::High),
            )?;
            Ok::<_, web::AppError>((opened.ticket.number, category, policy, service))
        })
        .await
        .unwrap();
    let cx = app.cx();
    let new = NewMailbox {
        desk_id,
        name: "Support".to_owned(),
        address: "support@desk.example".to_owned(),
        kind: inbox::Kind::Lmtp,
        authserv: String::new(),
        guests: false,
        category_id: None,
        imap: None,
        secrets: inbox::Secrets::default(),
    };
    let mailbox = app.app.db.write(move |tx| inbox::create_mailbox(tx, &cx, &new)).await.unwrap().id;
    let arrival = Arrival {
        mailbox_id: mailbox,
        envelope_from: "somebody@elsewhere.example".to_owned(),
        envelope_to: "support@desk.example".to_owned(),
        raw: b"From: somebody@elsewhere.example\r\nSubject: Printer\r\n\r\nIt is broken.\r\n".to_vec(),
    };
    let mail = inbox::receive(&app.app, arrival).await.unwrap().unwrap();
    app.run_until_idle().await;
    House { app, browsers, desk, organisation: a, victim, category, policy, service, number, mailbox, mail }
}
