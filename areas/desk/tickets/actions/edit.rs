//! Editing fields, taking, escalating.

use base::{
    ctx::Ctx,
    desks,
    people::{self, Team, policy::Access},
    services,
};
use db::Tx;
use jiff::Timestamp;
use rules::{
    priority::{Level, Manual, Priority, Severity},
    ticket_state::{self, Party},
};
use web::error::{AppError, FieldError};

use super::{Session, transition::go};
use crate::tickets::{
    model::{Basis, Ticket},
    refusal::Refused,
    store,
};

/// The fields to change; `None` leaves one as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of `Ticket`")]
pub struct Edit {
    pub title: Option<String>,
    pub description: Option<String>,
    pub category_id: Option<Option<i64>>,
    pub impact: Option<Level>,
    pub urgency: Option<Level>,
    /// A priority by hand with its reason; `Some(None)` gives it back to the matrix.
    pub priority: Option<Option<(Priority, String)>>,
    pub severity: Option<Option<Severity>>,
    pub team_id: Option<Option<i64>>,
    pub assignee_id: Option<Option<i64>>,
    pub provider_id: Option<Option<i64>>,
    pub service_id: Option<Option<i64>>,
    pub requester_id: Option<i64>,
    pub sensitive: Option<bool>,
    pub occurred_at: Option<Option<Timestamp>>,
    pub detected_at: Option<Option<Timestamp>>,
    pub expected_at: Option<Option<Timestamp>>,
    pub snoozed_until: Option<Option<Timestamp>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    /// Says that category, impact and urgency are right as proposed.
    pub confirm: bool,
}

impl Edit {
    /// The fields that are set, by the names of the journal.
    fn fields(&self) -> Vec<&'static str> {
        let set = [
            ("title", self.title.is_some()),
            ("description", self.description.is_some()),
            ("category", self.category_id.is_some()),
            ("impact", self.impact.is_some()),
            ("urgency", self.urgency.is_some()),
            ("priority", self.priority.is_some()),
            ("severity", self.severity.is_some()),
            ("team", self.team_id.is_some()),
            ("assignee", self.assignee_id.is_some()),
            ("provider", self.provider_id.is_some()),
            ("service", self.service_id.is_some()),
            ("requester", self.requester_id.is_some()),
            ("sensitive", self.sensitive.is_some()),
            ("occurred_at", self.occurred_at.is_some()),
            ("detected_at", self.detected_at.is_some()),
            ("expected_at", self.expected_at.is_some()),
            ("snoozed_until", self.snoozed_until.is_some()),
        ];
        set.into_iter().filter(|(_, set)| *set).map(|(field, _)| field).collect()
    }
}

/// Changes fields of a ticket. `seen` is the version that the actor looked at: what others changed since then in
/// other fields is merged, in the same ones refused with what is there now.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, or a clash.
pub fn edit(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    number: i64,
    edit: &Edit,
    seen: Option<i64>,
) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    apply(&mut session, edit, seen)?;
    session.save()
}

/// The body of [`edit`], for actions that change fields and do more in one go.
pub(in crate::tickets) fn apply(
    session: &mut Session<'_, '_>,
    edit: &Edit,
    seen: Option<i64>,
) -> Result<(), Refused> {
    session.no_clash(seen, &edit.fields())?;
    if session.ticket.state.is_ended() && !edit.fields().is_empty() && session.access < Access::Lead {
        return Err(fault(session.cx, "state", "ended").into());
    }
    texts(session, edit)?;
    classification(session, edit)?;
    hands(session, edit)?;
    tags(session, edit)?;
    session.record("ticket.changed", None)?;
    settle(session)
}

fn fault(cx: &Ctx, field: &str, code: &str) -> AppError {
    let message = web::i18n::t(cx.locale, &format!("tickets-fault-{code}"));
    AppError::Invalid(vec![FieldError::new(field, code, message)])
}

fn texts(session: &mut Session<'_, '_>, edit: &Edit) -> Result<(), Refused> {
    let cx = session.cx;
    if let Some(title) = &edit.title {
        session.ticket.title = valid_title(cx, title)?;
    }
    if let Some(description) = &edit.description {
        session.ticket.description = valid_text(cx, "description", description)?;
    }
    if let Some(requester) = edit.requester_id {
        let user = people::user(session.tx, requester)?.filter(|user| user.disabled_at.is_none());
        let user = user.ok_or_else(|| fault(cx, "requester", "unknown-person"))?;
        session.ticket.requester_id = user.id;
        session.ticket.organisation_id = user.organisation_id;
    }
    session.ticket.sensitive = edit.sensitive.unwrap_or(session.ticket.sensitive);
    session.ticket.occurred_at = edit.occurred_at.unwrap_or(session.ticket.occurred_at);
    session.ticket.detected_at = edit.detected_at.unwrap_or(session.ticket.detected_at);
    session.ticket.snoozed_until = edit.snoozed_until.unwrap_or(session.ticket.snoozed_until);
    if let Some(expected) = edit.expected_at.filter(|expected| *expected != session.ticket.expected_at) {
        session.ticket.expected_at = expected;
        let requester = session.ticket.requester_id;
        session.tell(&[requester], "expected", "")?;
    }
    Ok(())
}

/// A title of one line, trimmed.
pub(in crate::tickets) fn valid_title(cx: &Ctx, title: &str) -> Result<String, AppError> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(fault(cx, "title", "no-title"));
    }
    if title.chars().count() > 250 {
        return Err(fault(cx, "title", "long-title"));
    }
    rules::text::check_text(&title, 4_000).map_err(|_| fault(cx, "title", "bad-text"))?;
    Ok(title)
}

/// A text of up to 200 kB.
pub(in crate::tickets) fn valid_text(cx: &Ctx, field: &str, text: &str) -> Result<String, AppError> {
    rules::text::check_text(text, 200_000).map_err(|_| fault(cx, field, "bad-text"))?;
    Ok(text.trim().to_owned())
}

fn classification(session: &mut Session<'_, '_>, edit: &Edit) -> Result<(), Refused> {
    let cx = session.cx;
    let ticket = &mut session.ticket;
    if let Some(category_id) = edit.category_id {
        let category = category_id.map(|id| desks::category(session.tx, id)).transpose()?.flatten();
        if category_id.is_some()
            && category.as_ref().is_none_or(|category| category.desk_id != ticket.desk_id)
        {
            return Err(fault(cx, "category", "unknown-category").into());
        }
        ticket.category_id = category_id;
        ticket.qualification.category = if category_id.is_some() { Basis::Confirmed } else { Basis::Assumed };
        // A category brings its defaults along, but never over what someone decided.
        if let Some(category) = category {
            if ticket.qualification.impact != Basis::Confirmed
                && edit.impact.is_none()
                && let Some(impact) = category.impact
            {
                (ticket.impact, ticket.qualification.impact) = (impact, Basis::Category);
            }
            if ticket.qualification.urgency != Basis::Confirmed
                && edit.urgency.is_none()
                && let Some(urgency) = category.urgency
            {
                (ticket.urgency, ticket.qualification.urgency) = (urgency, Basis::Category);
            }
            if ticket.qualification.team != Basis::Confirmed
                && edit.team_id.is_none()
                && category.team_id.is_some()
            {
                (ticket.team_id, ticket.qualification.team) = (category.team_id, Basis::Category);
            }
        }
    }
    if let Some(impact) = edit.impact {
        (ticket.impact, ticket.qualification.impact) = (impact, Basis::Confirmed);
    }
    if let Some(urgency) = edit.urgency {
        (ticket.urgency, ticket.qualification.urgency) = (urgency, Basis::Confirmed);
    }
    if edit.confirm {
        if ticket.category_id.is_none() {
            return Err(fault(cx, "category", "confirm-without-category").into());
        }
        ticket.qualification.category = Basis::Confirmed;
        ticket.qualification.impact = Basis::Confirmed;
        ticket.qualification.urgency = Basis::Confirmed;
    }
    ticket.severity = edit.severity.unwrap_or(ticket.severity);
    if let Some(service_id) = edit.service_id {
        if let Some(id) = service_id {
            services::service(session.tx, id)?.ok_or_else(|| fault(cx, "service", "unknown-service"))?;
        }
        session.ticket.service_id = service_id;
    }
    match &edit.priority {
        Some(Some((priority, reason))) => {
            let manual =
                Manual::new(*priority, reason).map_err(|_| fault(cx, "reason", "priority-reason"))?;
            session.override_priority(Some(&manual))
        }
        Some(None) => session.override_priority(None),
        None => session.prioritise(),
    }
}

fn hands(session: &mut Session<'_, '_>, edit: &Edit) -> Result<(), Refused> {
    let cx = session.cx;
    let (team_before, assignee_before) = (session.ticket.team_id, session.ticket.assignee_id);
    if let Some(provider) = edit.provider_id {
        if let Some(id) = provider {
            let known = people::organisation(session.tx, id)?;
            let provider = known.filter(|o| o.kind == people::OrganisationKind::Provider);
            provider.ok_or_else(|| fault(cx, "provider", "unknown-provider"))?;
        }
        session.ticket.provider_id = provider;
    }
    if let Some(team_id) = edit.team_id {
        if let Some(id) = team_id {
            let team = people::team(session.tx, id)?.filter(|team| team.desk_id == session.ticket.desk_id);
            team.ok_or_else(|| fault(cx, "team", "unknown-team"))?;
        }
        session.ticket.team_id = team_id;
        session.ticket.qualification.team = Basis::Confirmed;
        // Another team's person does not keep the ticket, unless the same action names one.
        if team_id != team_before && edit.assignee_id.is_none() {
            let keeps = match (team_id, assignee_before) {
                (Some(team), Some(user)) => {
                    people::members(session.tx, team)?.iter().any(|m| m.user.id == user)
                }
                _ => team_id.is_none(),
            };
            session.ticket.assignee_id = assignee_before.filter(|_| keeps);
        }
    }
    if let Some(assignee) = edit.assignee_id {
        if let Some(id) = assignee {
            assignable(session, id)?;
        }
        session.ticket.assignee_id = assignee;
    }
    let moved = |was: Option<i64>, is: Option<i64>| was.is_some() && was != is;
    if moved(team_before, session.ticket.team_id) || moved(assignee_before, session.ticket.assignee_id) {
        session.ticket.reassignment_count += 1;
    }
    if session.ticket.assignee_id != assignee_before
        && let Some(assignee) = session.ticket.assignee_id
    {
        let title = session.ticket.title.clone();
        session.tell(&[assignee], "assigned", &title)?;
    }
    if team_before != session.ticket.team_id || assignee_before != session.ticket.assignee_id {
        hand_over(session)?;
    }
    Ok(())
}

/// A ticket is given only to someone who may work it.
fn assignable(session: &Session<'_, '_>, user_id: i64) -> Result<(), Refused> {
    let cx = session.cx;
    let unknown = || fault(cx, "assignee", "unknown-person");
    let user =
        people::user(session.tx, user_id)?.filter(|user| user.disabled_at.is_none()).ok_or_else(unknown)?;
    let actor = people::load_actor(session.tx, user.id, None, None)?.ok_or_else(unknown)?;
    let mut facts = session.ticket.policy_facts(None);
    facts.assignee_id = Some(user_id);
    if people::policy::ticket_access(&actor, &facts) < Access::Work {
        return Err(fault(cx, "assignee", "cannot-work").into());
    }
    Ok(())
}

/// The state follows a hand-over: `rules::ticket_state::handed_over`.
fn hand_over(session: &mut Session<'_, '_>) -> Result<(), Refused> {
    let facts = session.facts(&[Party::System]);
    let to = ticket_state::handed_over(&facts);
    // The system's row may ask for what only a person can give; the ticket then stays where it is.
    if to != session.ticket.state && ticket_state::check(&facts, to).is_ok() {
        go(session, to, &[Party::System], None)?;
    }
    Ok(())
}

/// After an edit the ticket moves forward by itself: `rules::ticket_state::settled`.
pub(in crate::tickets) fn settle(session: &mut Session<'_, '_>) -> Result<(), Refused> {
    let facts = session.facts(&[Party::System]);
    let to = ticket_state::settled(&facts);
    if to != session.ticket.state && ticket_state::check(&facts, to).is_ok() {
        go(session, to, &[Party::System], None)?;
    }
    Ok(())
}

fn tags(session: &mut Session<'_, '_>, edit: &Edit) -> Result<(), Refused> {
    let clean = |tag: &String| rules::text::fold(tag).replace(' ', "-");
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for tag in edit.add_tags.iter().map(clean).filter(|tag| !tag.is_empty()) {
        if tag.chars().count() > 50 {
            return Err(fault(session.cx, "tags", "long-tag").into());
        }
        if store::add_tag(session.tx, session.ticket.id, &tag)? {
            added.push(tag);
        }
    }
    for tag in edit.remove_tags.iter().map(clean) {
        if store::remove_tag(session.tx, session.ticket.id, &tag)? {
            removed.push(tag);
        }
    }
    if !(added.is_empty() && removed.is_empty()) {
        let change = base::audit::Change::new("tags", removed, added);
        let entry = base::audit::NewEntry::new(session.stream(), "ticket.tagged").changes(vec![change]);
        session.journal(&entry)?;
    }
    Ok(())
}

/// Takes a ticket: the actor becomes its assignee, and that acknowledges it.
///
/// # Errors
/// `NotFound`, `Forbidden`, or a clash when someone else took it meanwhile.
pub fn take(tx: &mut Tx<'_>, cx: &Ctx, number: i64, seen: Option<i64>) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    let me = cx.actor.user_id().ok_or(AppError::Forbidden)?;
    apply(&mut session, &Edit { assignee_id: Some(Some(me)), ..Edit::default() }, seen)?;
    session.acknowledged()?;
    session.save()
}

/// Hands a ticket to the next tier of its team (functional escalation, product.md §5.5).
///
/// # Errors
/// `Invalid` when the team has no next tier; otherwise as [`edit`].
pub fn escalate(tx: &mut Tx<'_>, cx: &Ctx, number: i64, reason: &str) -> Result<Ticket, Refused> {
    let mut session = Session::open(tx, cx, number, Access::Work)?;
    escalate_in(&mut session, reason)?;
    session.save()
}

pub(in crate::tickets) fn escalate_in(session: &mut Session<'_, '_>, reason: &str) -> Result<(), Refused> {
    let cx = session.cx;
    let team: Option<Team> =
        session.ticket.team_id.map(|id| people::team(session.tx, id)).transpose()?.flatten();
    let next = team.and_then(|team| team.next_tier_id).ok_or_else(|| fault(cx, "team", "no-next-tier"))?;
    session.record("ticket.changed", None)?;
    let edit = Edit { team_id: Some(Some(next)), assignee_id: Some(None), ..Edit::default() };
    hands(session, &edit)?;
    session.record("ticket.escalated", Some(reason))?;
    let members: Vec<i64> = people::members(session.tx, next)?.iter().map(|member| member.user.id).collect();
    let title = session.ticket.title.clone();
    session.tell(&members, "escalated", &title)
}
