//! THE policy: the one place that decides who may do what, on every path (pages, API, live, export, search).
//!
//! What one may not see is answered 404, so that nothing is learnt from a refusal. Rights on a ticket are one
//! ladder ([`Access`]); everything else asks [`may`].

use super::{
    actor::{Actor, Grant, Role, Scope, Subject},
    model::User,
};

/// How far a person may go with a ticket. Each step includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// May not know that it exists.
    None,
    /// Hears what the desk says to all, on the portal: a person touched by the fault, who may have said "me too" without
    /// anybody letting them in. What the requester wrote is not theirs to read.
    Hear,
    /// Reads what is public: a watcher.
    Follow,
    /// Answers, validates, refuses, cancels before work began: the requester.
    Request,
    /// Reads everything, changes nothing.
    Observe,
    /// Works it: the desk's agents, the provider it was handed to.
    Work,
    /// Also cancels after work began, reopens, changes what others decided.
    Lead,
}

/// What the policy looks at in a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketFacts {
    /// The desk it belongs to.
    pub desk_id: i64,
    /// Who reported it.
    pub requester_id: i64,
    /// Who works on it.
    pub assignee_id: Option<i64>,
    /// The team it is with.
    pub team_id: Option<i64>,
    /// The provider it was handed to.
    pub provider_id: Option<i64>,
    /// Whether only those concerned and leads may see it.
    pub sensitive: bool,
    /// Whether the actor watches it.
    pub follows: bool,
    /// Whether the actor is touched by the fault.
    pub touched: bool,
}

/// How far the actor may go with this ticket.
#[must_use]
pub fn ticket_access(actor: &Actor, ticket: &TicketFacts) -> Access {
    let ladder = by_role(actor, ticket).max(by_relation(actor, ticket));
    // A token that may only read takes its owner's writing rights away.
    match (actor.may_use(Scope::TicketsRead), actor.may_use(Scope::TicketsWrite)) {
        (true, true) => ladder,
        (true, false) => match ladder {
            Access::Work | Access::Lead => Access::Observe,
            Access::Request => Access::Follow,
            lower => lower,
        },
        _ => Access::None,
    }
}

fn by_role(actor: &Actor, ticket: &TicketFacts) -> Access {
    if actor.subject() == Subject::System {
        return Access::Lead;
    }
    let desk = ticket.desk_id;
    if LEADING.iter().any(|role| actor.has(*role, desk)) {
        return Access::Lead;
    }
    let concerned = ticket.assignee_id.is_some_and(|id| actor.user_id() == Some(id))
        || ticket.team_id.is_some_and(|team| actor.teams.contains(&team));
    if actor.has(Role::Agent, desk) && (!ticket.sensitive || concerned) {
        return Access::Work;
    }
    let handed = ticket.provider_id.is_some() && ticket.provider_id == actor.organisation_id;
    if actor.has_anywhere(Role::Provider) && handed {
        return Access::Work;
    }
    if actor.has(Role::Observer, desk) && !ticket.sensitive {
        return Access::Observe;
    }
    Access::None
}

fn by_relation(actor: &Actor, ticket: &TicketFacts) -> Access {
    match actor.user_id() {
        Some(id) if id == ticket.requester_id => Access::Request,
        Some(_) if ticket.follows => Access::Follow,
        Some(_) if ticket.touched => Access::Hear,
        _ => Access::None,
    }
}

/// Which tickets a list may show the actor: the same decision as [`ticket_access`], as terms of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visibility {
    /// Everything.
    pub all: bool,
    /// Everything of these desks, sensitive tickets included.
    pub whole_desks: Vec<i64>,
    /// What is not sensitive of these desks, and what the actor's teams or the actor hold; `None` is every desk.
    pub desks: Option<Vec<i64>>,
    /// What is not sensitive of these desks, whoever holds it; `None` is every desk.
    pub observed_desks: Option<Vec<i64>>,
    /// The actor's teams.
    pub teams: Vec<i64>,
    /// What was handed to this provider.
    pub provider_id: Option<i64>,
    /// What this person reported, watches, or is affected by.
    pub person_id: Option<i64>,
}

impl Visibility {
    /// Whether the actor sees what others reported at some desk, rather than a few tickets of their own.
    #[must_use]
    pub fn works_at_a_desk(&self) -> bool {
        let some = |desks: &Option<Vec<i64>>| desks.as_ref().is_none_or(|desks| !desks.is_empty());
        self.all || !self.whole_desks.is_empty() || some(&self.desks) || some(&self.observed_desks)
    }
}

/// What lists may show the actor.
#[must_use]
pub fn visibility(actor: &Actor) -> Visibility {
    if !actor.may_use(Scope::TicketsRead) {
        return Visibility {
            desks: Some(Vec::new()),
            observed_desks: Some(Vec::new()),
            ..Visibility::default()
        };
    }
    let desks_of = |roles: &[Role]| -> Option<Vec<i64>> {
        actor.grants.iter().filter(|grant| roles.contains(&grant.role)).map(|grant| grant.desk_id).collect()
    };
    let whole = desks_of(&LEADING);
    Visibility {
        all: actor.subject() == Subject::System || whole.is_none(),
        whole_desks: whole.unwrap_or_default(),
        desks: desks_of(&[Role::Agent]),
        observed_desks: desks_of(&[Role::Observer]),
        teams: actor.teams.clone(),
        provider_id: actor.organisation_id.filter(|_| actor.has_anywhere(Role::Provider)),
        person_id: actor.user_id(),
    }
}

/// Who manages a desk.
const LEADING: [Role; 3] = [Role::Lead, Role::IncidentManager, Role::Administrator];
/// Who opens tickets for others.
const OPENING: [Role; 4] = [Role::Agent, Role::Lead, Role::IncidentManager, Role::Administrator];

fn administers_everything(actor: &Actor) -> bool {
    actor.grants.contains(&Grant { role: Role::Administrator, desk_id: None })
}

/// Everything but working on a given ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Use the portal: report, follow one's own tickets.
    UsePortal,
    /// Use the agents' pages: queue, board, search.
    UseDesk,
    /// Open a ticket on someone's behalf at a desk.
    OpenFor(i64),
    /// Create a person without rights, to open a ticket for them or to give them roles.
    RegisterRequester,
    /// See names and addresses of the people one works for.
    ReadPeople,
    /// Read the mail that came to a desk: whoever works there.
    ReadMail(i64),
    /// Decide about mail that waits, at the desks where one works.
    SortMail,
    /// Read a desk's configuration: categories, teams, calendars, policies.
    ReadConfiguration,
    /// Look at how desks are set up, in the settings: whoever manages one of them.
    ReadSettings,
    /// Change a desk's categories, matrix, teams, macros, commitments.
    ManageDesk(i64),
    /// Create and change people and give roles, as far as [`may_grant`] and [`may_administer`] go.
    ManagePeople,
    /// Create and change what all desks share: desks, calendars, services, organisations, settings, tokens of others;
    /// imports; dead jobs. For administrators of everything.
    Administer,
    /// Read the journal of anything but tickets.
    ReadAudit,
    /// Change one's own account.
    ManageSelf,
}

/// Whether the actor may do this.
#[must_use]
pub fn may(actor: &Actor, act: Act) -> bool {
    let system = actor.subject() == Subject::System;
    let user = actor.user_id().is_some();
    let at = |desk: i64, roles: &[Role]| system || roles.iter().any(|role| actor.has(*role, desk));
    let anywhere = |roles: &[Role]| system || roles.iter().any(|role| actor.has_anywhere(*role));
    let (allowed, scope) = match act {
        Act::UsePortal => (user, Scope::TicketsRead),
        Act::ManageSelf => (user, Scope::TicketsWrite),
        Act::UseDesk | Act::ReadPeople | Act::ReadConfiguration => (actor.is_staff(), Scope::TicketsRead),
        Act::OpenFor(desk) => (at(desk, &OPENING), Scope::TicketsWrite),
        Act::ReadMail(desk) => (at(desk, &OPENING), Scope::TicketsRead),
        Act::RegisterRequester if may(actor, Act::ManagePeople) => (true, Scope::Admin),
        Act::RegisterRequester | Act::SortMail => (anywhere(&OPENING), Scope::TicketsWrite),
        Act::ReadSettings => (anywhere(&LEADING), Scope::Admin),
        Act::ManageDesk(desk) => (at(desk, &LEADING), Scope::Admin),
        Act::ManagePeople => (anywhere(&[Role::Administrator]), Scope::Admin),
        Act::Administer | Act::ReadAudit => (system || administers_everything(actor), Scope::Admin),
    };
    allowed && actor.may_use(scope)
}

/// Whether the actor may report in the name of this person (product.md §3.1): a colleague of their own organisation, so
/// that nobody is found by trying addresses of others. People without an organisation have no colleagues.
#[must_use]
pub fn may_report_for(actor: &Actor, person: &User) -> bool {
    let colleagues = actor.organisation_id.is_some() && actor.organisation_id == person.organisation_id;
    let other = actor.user_id().is_some_and(|id| id != person.id);
    colleagues && other && person.is_enabled() && actor.may_use(Scope::TicketsWrite)
}

/// Whether the actor may give this role to others or take it from them: nobody grants a right that they lack, so
/// the administrators of one desk stay within it. A provider works what any desk hands to their organisation, so that
/// role is for administrators of everything to give, whatever desk it names.
#[must_use]
pub fn may_grant(actor: &Actor, grant: Grant) -> bool {
    if actor.subject() == Subject::System {
        return true;
    }
    let administers = match grant.desk_id {
        Some(desk) if grant.role != Role::Provider => actor.has(Role::Administrator, desk),
        _ => administers_everything(actor),
    };
    administers && may(actor, Act::ManagePeople)
}

/// Whether the roles of an account let the actor take it over, change or close it: whoever could set its password has
/// its rights. Who its owner is, and who serves them, is looked at by `reads::administers`.
#[must_use]
pub fn may_administer(actor: &Actor, grants: &[Grant]) -> bool {
    may(actor, Act::ManagePeople) && grants.iter().all(|grant| may_grant(actor, *grant))
}

/// The desks whose people the actor may administer; nothing for who administers everything or nothing.
#[must_use]
pub fn administered_desks(actor: &Actor) -> Vec<i64> {
    if !may(actor, Act::ManagePeople) {
        return Vec::new();
    }
    let own = actor.grants.iter().filter(|grant| grant.role == Role::Administrator);
    own.filter_map(|grant| grant.desk_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::actor::Scopes;

    fn person(role: Option<(Role, Option<i64>)>) -> Actor {
        let mut actor = Actor::user(7, "Someone");
        actor.grants = role.map(|(role, desk_id)| Grant { role, desk_id }).into_iter().collect();
        actor.teams = vec![3];
        actor.organisation_id = Some(9);
        actor
    }

    fn ticket() -> TicketFacts {
        TicketFacts { desk_id: 1, requester_id: 100, ..TicketFacts::default() }
    }

    #[test]
    fn rights_on_a_ticket_follow_the_table() {
        let sensitive = TicketFacts { sensitive: true, ..ticket() };
        let held = TicketFacts { team_id: Some(3), ..sensitive };
        let handed = TicketFacts { provider_id: Some(9), ..ticket() };
        let own = TicketFacts { requester_id: 7, ..sensitive };
        let followed = TicketFacts { follows: true, ..ticket() };
        let touched = TicketFacts { touched: true, ..ticket() };
        let table = [
            (None, ticket(), Access::None),
            (None, own, Access::Request),
            (None, followed, Access::Follow),
            (None, touched, Access::Hear),
            (None, handed, Access::None),
            (Some((Role::Agent, Some(1))), ticket(), Access::Work),
            (Some((Role::Agent, Some(2))), ticket(), Access::None),
            (Some((Role::Agent, None)), ticket(), Access::Work),
            (Some((Role::Agent, Some(1))), sensitive, Access::None),
            (Some((Role::Agent, Some(1))), held, Access::Work),
            (Some((Role::Lead, Some(1))), sensitive, Access::Lead),
            (Some((Role::Observer, Some(1))), ticket(), Access::Observe),
            (Some((Role::Observer, Some(1))), sensitive, Access::None),
            (Some((Role::Provider, None)), handed, Access::Work),
            (Some((Role::Provider, None)), ticket(), Access::None),
            (Some((Role::Administrator, None)), sensitive, Access::Lead),
        ];
        for (role, facts, expected) in table {
            assert_eq!(ticket_access(&person(role), &facts), expected, "{role:?} {facts:?}");
        }
    }

    #[test]
    fn a_reading_token_takes_writing_away() {
        let mut agent = person(Some((Role::Agent, None)));
        agent.scopes = Scopes::parse("tickets:read").ok();
        assert_eq!(ticket_access(&agent, &ticket()), Access::Observe);
        agent.scopes = Scopes::parse("admin").ok();
        assert_eq!(ticket_access(&agent, &ticket()), Access::None);
        assert!(!may(&agent, Act::Administer), "a scope gives nothing that the person lacks");
    }

    #[test]
    fn a_role_for_one_desk_is_worth_nothing_at_another() {
        let lead = person(Some((Role::Lead, Some(1))));
        assert!(
            may(&lead, Act::ManageDesk(1)) && !may(&lead, Act::ManageDesk(2)) && !may(&lead, Act::Administer)
        );
    }

    #[test]
    fn an_administrator_of_one_desk_administers_that_desk_and_its_people() {
        let everything = [Act::Administer, Act::ReadAudit];
        let elsewhere = [Act::ManageDesk(1), Act::OpenFor(1)];
        let here = [
            Act::ManageDesk(2),
            Act::OpenFor(2),
            Act::ManagePeople,
            Act::RegisterRequester,
            Act::ReadSettings,
            Act::UseDesk,
        ];
        let local = person(Some((Role::Administrator, Some(2))));
        assert!(everything.iter().chain(&elsewhere).all(|act| !may(&local, *act)));
        assert!(here.iter().all(|act| may(&local, *act)));
        assert_eq!(administered_desks(&local), [2]);
        for actor in [person(Some((Role::Administrator, None))), Actor::system()] {
            assert!(everything.iter().chain(&elsewhere).chain(&here).all(|act| may(&actor, *act)));
            assert!(administered_desks(&actor).is_empty());
        }
        let lead = person(Some((Role::Lead, None)));
        assert!(!may(&lead, Act::ManagePeople) && may(&lead, Act::ReadSettings));
        assert!(!may(&person(Some((Role::Agent, None))), Act::ReadSettings));
    }

    #[test]
    fn a_token_registers_people_by_writing_or_by_administering() {
        let table = [
            (Role::Agent, "tickets:write", true),
            (Role::Agent, "admin", false),
            (Role::Lead, "admin", false),
            (Role::Administrator, "tickets:write", true),
            (Role::Administrator, "admin", true),
            (Role::Administrator, "tickets:read", false),
        ];
        for (role, scopes, expected) in table {
            let mut actor = person(Some((role, Some(1))));
            actor.scopes = Scopes::parse(scopes).ok();
            assert_eq!(may(&actor, Act::RegisterRequester), expected, "{role:?} {scopes}");
        }
    }

    #[test]
    fn nobody_grants_a_right_that_they_lack() {
        let everywhere = Grant { role: Role::Agent, desk_id: None };
        let here = Grant { role: Role::Administrator, desk_id: Some(1) };
        let elsewhere = Grant { role: Role::Agent, desk_id: Some(2) };
        let table = [
            (None, [false, false, false]),
            (Some((Role::Lead, None)), [false, false, false]),
            (Some((Role::Administrator, Some(1))), [false, true, false]),
            (Some((Role::Administrator, None)), [true, true, true]),
        ];
        for (role, expected) in table {
            let actor = person(role);
            assert_eq!(
                [everywhere, here, elsewhere].map(|grant| may_grant(&actor, grant)),
                expected,
                "{role:?}"
            );
        }
        let local = person(Some((Role::Administrator, Some(1))));
        assert!(may_administer(&local, &[here]) && !may_administer(&local, &[here, elsewhere]));
        assert!(may_administer(&local, &[]) && !may_administer(&person(None), &[]));
        let provider = Grant { role: Role::Provider, desk_id: Some(1) };
        assert!(!may_grant(&local, provider), "a provider works for every desk");
        assert!(may_grant(&person(Some((Role::Administrator, None))), provider));
        let mut token = person(Some((Role::Administrator, None)));
        token.scopes = Scopes::parse("tickets:write").ok();
        assert!(!may_grant(&token, everywhere), "a token without the scope grants nothing");
    }
}
