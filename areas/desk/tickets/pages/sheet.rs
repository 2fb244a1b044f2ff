//! Everything that a ticket's page shows, read in one snapshot.

use std::collections::{BTreeSet, HashMap, hash_map};

use base::{
    app::App,
    audit::{self, Entry, Stream},
    ctx::Ctx,
    desks::{self, Category, Desk},
    people::{self, Organisation, OrganisationKind, Team, User, policy::Access},
    services::{self, Service},
    slots::{Slot, Slots},
};
use db::Read;
use jiff::{SignedDuration, Timestamp};
use maud::Markup;
use rules::{
    calendar::Calendar,
    priority::Matrix,
    ticket_state::{self, Facts, Legal, Party},
};
use web::AppError;

use crate::{
    sla,
    tickets::{
        actions,
        model::{
            Attachment, Brief, Draft, Link, LinkKind, Macro, Presence, Relation, Task, Ticket, WorkEntry,
        },
        store,
    },
};

/// What of the journal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::tickets) enum Show {
    /// Everything.
    #[default]
    All,
    /// What people said.
    Conversation,
    /// What happened.
    Journal,
}

impl Show {
    pub(in crate::tickets) const ALL: [Self; 3] = [Self::All, Self::Conversation, Self::Journal];

    pub(in crate::tickets) const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Conversation => "conversation",
            Self::Journal => "journal",
        }
    }

    fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.word() == word).unwrap_or_default()
    }
}

/// How many entries a page shows at first; each "earlier" adds as many.
pub(in crate::tickets) const PAGE: i64 = 50;
/// More are read by following the journal from its export.
const MOST: i64 = 2_000;

/// What of the journal is shown, and how far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tickets) struct Window {
    pub(in crate::tickets) show: Show,
    pub(in crate::tickets) entries: i64,
}

impl Window {
    pub(super) fn new(show: Option<&str>, entries: Option<i64>) -> Self {
        Self {
            show: Show::parse(show.unwrap_or_default()),
            entries: entries.unwrap_or(PAGE).clamp(PAGE, MOST),
        }
    }

    /// What the query of a page's address says.
    pub(super) fn of_query(query: &str) -> Self {
        let value = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        Self::new(value("show"), value("entries").and_then(|value| value.parse().ok()))
    }

    /// The query of its address.
    pub(in crate::tickets) fn query(self) -> String {
        format!("show={}&entries={}", self.show.word(), self.entries)
    }
}

/// A clock as shown.
pub(in crate::tickets) struct ShownClock {
    pub(in crate::tickets) view: sla::View,
    pub(in crate::tickets) policy: Option<sla::Policy>,
    /// Seconds of a working day.
    pub(in crate::tickets) day: u64,
    /// Why it stands still.
    pub(in crate::tickets) cause: Option<rules::sla::PauseCause>,
}

/// A ticket and all that its page shows.
pub(in crate::tickets) struct Sheet {
    pub(in crate::tickets) ticket: Ticket,
    pub(in crate::tickets) access: Access,
    pub(in crate::tickets) desk: Desk,
    pub(in crate::tickets) window: Window,
    pub(in crate::tickets) facts: Facts,
    pub(in crate::tickets) legal: Vec<Legal>,
    /// Everyone named on the page.
    pub(in crate::tickets) people: HashMap<i64, User>,
    /// Who works tickets of this desk.
    pub(in crate::tickets) staff: Vec<User>,
    pub(in crate::tickets) teams: Vec<Team>,
    pub(in crate::tickets) categories: Vec<Category>,
    pub(in crate::tickets) services: Vec<Service>,
    pub(in crate::tickets) providers: Vec<Organisation>,
    pub(in crate::tickets) organisation: Option<Organisation>,
    pub(in crate::tickets) matrix: Matrix,
    pub(in crate::tickets) clocks: Vec<ShownClock>,
    /// The first entry: how it was reported.
    pub(in crate::tickets) opening: Option<Entry>,
    /// The latest entries but the first.
    pub(in crate::tickets) entries: Vec<Entry>,
    /// How many stand between the two.
    pub(in crate::tickets) earlier: i64,
    pub(in crate::tickets) attachments: Vec<Attachment>,
    /// Of a comment, its entry.
    pub(in crate::tickets) comment_entries: HashMap<i64, i64>,
    pub(in crate::tickets) links: Vec<(Link, Brief)>,
    pub(in crate::tickets) merged_into: Option<Brief>,
    pub(in crate::tickets) tasks: Vec<Task>,
    pub(in crate::tickets) work: Vec<WorkEntry>,
    pub(in crate::tickets) tags: Vec<String>,
    pub(in crate::tickets) relations: Vec<(i64, Relation)>,
    pub(in crate::tickets) presence: Vec<Presence>,
    pub(in crate::tickets) draft: Option<Draft>,
    pub(in crate::tickets) macros: Vec<Macro>,
    /// The requester's tickets of the last twelve months that the reader may see, but this one.
    pub(in crate::tickets) requester_tickets: Vec<Brief>,
    /// The last comment that the requester sees: what a writer has seen.
    pub(in crate::tickets) last_message: i64,
    pub(in crate::tickets) previous: Option<Brief>,
    pub(in crate::tickets) next: Option<Brief>,
    /// What later slices note of the requester.
    pub(in crate::tickets) notes: Vec<Markup>,
    /// What later slices show beside it.
    pub(in crate::tickets) panels: Vec<Markup>,
}

impl Sheet {
    /// Whether the reader works on it.
    pub(in crate::tickets) fn may_work(&self) -> bool {
        self.access >= Access::Work
    }

    /// Whether its fields may be edited by the reader.
    pub(in crate::tickets) fn may_edit(&self) -> bool {
        self.access >= Access::Lead || (self.may_work() && !self.ticket.state.is_ended())
    }

    /// A person's name; someone erased has none.
    pub(in crate::tickets) fn name(&self, user_id: i64) -> &str {
        self.people.get(&user_id).map_or("", |user| user.name.as_str())
    }

    /// The team that has it.
    pub(in crate::tickets) fn team(&self) -> Option<&Team> {
        self.ticket.team_id.and_then(|id| self.teams.iter().find(|team| team.id == id))
    }
}

/// Loads a ticket for someone who may observe it.
///
/// # Errors
/// `NotFound` for anyone else.
pub(in crate::tickets) async fn load(
    app: &App,
    cx: &Ctx,
    number: i64,
    window: Window,
) -> Result<Sheet, AppError> {
    let (cx, slots) = (cx.clone(), app.slots.clone());
    app.db.read(move |read| gather(read, &cx, &slots, number, window)).await
}

fn parties(cx: &Ctx, ticket: &Ticket, access: Access) -> Vec<Party> {
    let mut parties = Vec::new();
    if cx.actor.user_id() == Some(ticket.requester_id) {
        parties.push(Party::Requester);
    }
    if access >= Access::Work {
        parties.push(Party::Agent);
    }
    if access >= Access::Lead {
        parties.push(Party::Lead);
    }
    parties
}

fn gather(read: &Read<'_>, cx: &Ctx, slots: &Slots, number: i64, window: Window) -> Result<Sheet, AppError> {
    let (ticket, access) = actions::readable_by_number(read, cx, number)?;
    if access < Access::Observe {
        return Err(AppError::NotFound);
    }
    let desk = desks::desk(read, ticket.desk_id)?.ok_or(AppError::NotFound)?;
    let facts = ticket.facts(&parties(cx, &ticket, access), cx.now, desk.reopen_days);
    let legal = if access >= Access::Work { ticket_state::legal(&facts) } else { Vec::new() };
    let (opening, entries, earlier) = journal(read, &ticket, window)?;
    let attachments = store::attachments(read, ticket.id, false)?;
    let with_comment: BTreeSet<i64> =
        attachments.iter().filter_map(|attachment| attachment.comment_id).collect();
    let with_comment: Vec<i64> = with_comment.into_iter().collect();
    let tasks = store::tasks(read, ticket.id)?;
    let work = store::work_entries(read, ticket.id)?;
    let relations = store::people(read, ticket.id)?;
    let presence = store::presence(read, &[ticket.id], cx.now)?;
    let visible = |brief: &Brief| people::policy::ticket_access(&cx.actor, &brief.facts) >= Access::Observe;
    let a_year_ago = cx.now - SignedDuration::from_hours(365 * 24);
    let mut requester_tickets = store::briefs_of_requester(read, ticket.requester_id, a_year_ago, 100)?;
    requester_tickets.retain(|brief| brief.id != ticket.id && visible(brief));
    let (before, after) = store::neighbours(read, ticket.id, ticket.team_id, ticket.desk_id)?;
    let me = cx.actor.user_id();
    let mut named: BTreeSet<i64> =
        [Some(ticket.requester_id), ticket.assignee_id, me].into_iter().flatten().collect();
    named.extend(relations.iter().map(|(user, _)| *user));
    named.extend(presence.iter().map(|presence| presence.user_id));
    named.extend(tasks.iter().filter_map(|task| task.assignee_id));
    named.extend(work.iter().map(|work| work.user_id));
    named.extend(entries.iter().chain(&opening).filter_map(|entry| entry.actor_id));
    let named: Vec<i64> = named.into_iter().collect();
    let providers = people::organisations(read)?;
    Ok(Sheet {
        access,
        window,
        facts,
        legal,
        people: people::users(read, &named)?,
        staff: people::staff_of_desk(read, desk.id)?,
        teams: people::teams(read, Some(desk.id))?,
        categories: categories(read, &ticket)?,
        services: services::services(read)?,
        providers: providers.into_iter().filter(|o| o.kind == OrganisationKind::Provider).collect(),
        organisation: ticket.organisation_id.map(|id| people::organisation(read, id)).transpose()?.flatten(),
        matrix: desks::matrix(read, desk.id)?,
        clocks: clocks(read, cx.now, &ticket)?,
        opening,
        entries,
        earlier,
        comment_entries: store::comment_entries(read, &with_comment)?.into_iter().collect(),
        attachments,
        links: links(read, cx, ticket.id)?,
        merged_into: ticket
            .merged_into_id
            .map(|id| store::briefs_by_id(read, &[id]))
            .transpose()?
            .unwrap_or_default()
            .into_iter()
            .find(visible),
        tasks,
        work,
        tags: store::tags(read, ticket.id)?,
        relations,
        presence,
        draft: me.map(|user| store::draft(read, user, ticket.id)).transpose()?.flatten(),
        macros: macros(read, cx, &ticket)?,
        requester_tickets,
        last_message: store::last_comment_id(read, ticket.id, true)?,
        previous: before.into_iter().find(visible),
        next: after.into_iter().find(visible),
        notes: slots.shown(Slot::Requester, read, cx, ticket.id)?,
        panels: slots.shown(Slot::TicketSide, read, cx, ticket.id)?,
        desk,
        ticket,
    })
}

/// The first entry, the latest ones, and how many stand between.
fn journal(
    read: &Read<'_>,
    ticket: &Ticket,
    window: Window,
) -> Result<(Option<Entry>, Vec<Entry>, i64), AppError> {
    let stream = Stream::Ticket(ticket.id);
    let after = (ticket.version - window.entries).max(0);
    // Entries written after the ticket was read belong to the same snapshot; a margin costs nothing.
    let mut entries = audit::stream_entries(read, stream, after, window.entries + 100)?;
    if after == 0 {
        let opening = (!entries.is_empty()).then(|| entries.remove(0));
        return Ok((opening, entries, 0));
    }
    Ok((audit::entry(read, stream, 1)?, entries, after - 1))
}

/// The desk's categories, and the ticket's own even when it was put away.
fn categories(read: &Read<'_>, ticket: &Ticket) -> Result<Vec<Category>, AppError> {
    let mut categories = desks::categories(read, ticket.desk_id)?;
    if let Some(id) = ticket.category_id.filter(|id| categories.iter().all(|category| category.id != *id)) {
        categories.extend(desks::category(read, id)?);
    }
    Ok(categories)
}

/// The last round of each clock that has not ended without a verdict.
fn clocks(read: &Read<'_>, now: Timestamp, ticket: &Ticket) -> Result<Vec<ShownClock>, AppError> {
    let all = sla::clocks(read, ticket.id)?;
    let mut calendars: HashMap<Option<i64>, Calendar> = HashMap::new();
    let mut policies: HashMap<i64, Option<sla::Policy>> = HashMap::new();
    let mut shown = Vec::new();
    for clock in &all {
        let last = all
            .iter()
            .all(|c| c.agreement != clock.agreement || c.metric != clock.metric || c.round <= clock.round);
        if !last || clock.state() == sla::ClockState::Cancelled {
            continue;
        }
        let calendar = match calendars.entry(clock.calendar_id) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(unknown) => {
                let stored = clock.calendar_id.map(|id| desks::calendar(read, id)).transpose()?.flatten();
                unknown.insert(stored.unwrap_or_else(Calendar::always))
            }
        };
        let policy = match policies.entry(clock.policy_id) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(unknown) => unknown.insert(sla::policy(read, clock.policy_id)?),
        };
        shown.push(ShownClock {
            view: clock.view(now, calendar),
            policy: policy.clone(),
            day: u64::try_from(calendar.mean_working_day().as_secs()).unwrap_or(web::fmt::DAY).max(1),
            cause: clock.clock.pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.cause),
        });
    }
    Ok(shown)
}

/// The links to tickets that the reader may see. A parent's link is known from both ends.
fn links(read: &Read<'_>, cx: &Ctx, ticket_id: i64) -> Result<Vec<(Link, Brief)>, AppError> {
    let links = store::links(read, ticket_id)?;
    let other = |link: &Link| if link.from_id == ticket_id { link.to_id } else { link.from_id };
    let mut ids: Vec<i64> = links.iter().map(other).collect();
    ids.sort_unstable();
    ids.dedup();
    let briefs: HashMap<i64, Brief> =
        store::briefs_by_id(read, &ids)?.into_iter().map(|brief| (brief.id, brief)).collect();
    let visible = |brief: &&Brief| people::policy::ticket_access(&cx.actor, &brief.facts) >= Access::Observe;
    let seen = |link: Link| briefs.get(&other(&link)).filter(visible).cloned().map(|brief| (link, brief));
    Ok(links
        .into_iter()
        .filter(|link| link.kind != LinkKind::Duplicate || link.from_id != link.to_id)
        .filter_map(seen)
        .collect())
}

/// The macros that the reader may run here: the desk's, and those of their teams.
fn macros(read: &Read<'_>, cx: &Ctx, ticket: &Ticket) -> Result<Vec<Macro>, AppError> {
    let mut macros = store::macros(read, ticket.desk_id)?;
    macros.retain(|m| {
        m.team_id.is_none_or(|team| cx.actor.teams.contains(&team) || ticket.team_id == Some(team))
    });
    Ok(macros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_survives_its_address() {
        let window = Window { show: Show::Journal, entries: 150 };
        assert_eq!(Window::of_query(&window.query()), window);
        assert_eq!(Window::of_query("entries=9999999&show=x&a"), Window { show: Show::All, entries: MOST });
        assert_eq!(Window::of_query(""), Window { show: Show::All, entries: PAGE });
    }
}
