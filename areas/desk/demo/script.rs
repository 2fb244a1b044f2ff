//! The plan of the month: what happens when, and how the life of one ticket is written down.

use base::ctx::Channel;
use jiff::{SignedDuration, Timestamp};
use rules::ticket_state::{PendingOn, State};

use super::{dice::Dice, house::House, month, stories};
use crate::tickets::{
    CauseCode, LinkKind, NewTicket, ResolutionKind,
    actions::{Edit, NewComment, Step},
};

/// Something that somebody does. Other tickets are named by their place in the plan.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Open(Box<NewTicket>),
    Edit(Box<Edit>),
    Take,
    Say(NewComment),
    Move(Box<Step>),
    Escalate(&'static str),
    Validate,
    Refuse(String),
    Rate(i64, &'static str),
    MeToo,
    Merge(Vec<usize>),
    Link(LinkKind, usize),
    Watch(i64),
    AddTask(&'static str, Option<Timestamp>),
    DoTask,
    Spend(i64, &'static str),
}

/// A step of the plan.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) at: Timestamp,
    pub(super) ticket: usize,
    pub(super) who: i64,
    pub(super) by: Channel,
    pub(super) act: Act,
}

/// The whole month, in its order, up to now.
pub(super) fn plan(house: &House, start: Timestamp, now: Timestamp) -> Vec<Happening> {
    let mut script = Script { house, now, next: 0, steps: Vec::new() };
    month::write(&mut script, &mut Dice::new(20_476), start);
    stories::write(&mut script);
    let mut steps = script.steps;
    // Steps of one instant stay in the order in which they were written down.
    steps.sort_by_key(|step| step.at);
    steps.retain(|step| step.at <= now);
    steps
}

/// The script while it is written.
pub(super) struct Script<'h> {
    pub(super) house: &'h House,
    pub(super) now: Timestamp,
    next: usize,
    steps: Vec<Happening>,
}

impl Script<'_> {
    /// Writes a ticket's opening down and gives the pen for what follows.
    pub(super) fn open(&mut self, at: Timestamp, who: i64, by: Channel, new: NewTicket) -> Pen<'_> {
        let ticket = self.next;
        self.next += 1;
        let desk_id = Some(self.house.desk_id);
        self.steps.push(Happening {
            at,
            ticket,
            who,
            by,
            act: Act::Open(Box::new(NewTicket { desk_id, ..new })),
        });
        Pen { house: self.house, steps: &mut self.steps, ticket, at }
    }

    /// The latest instant since which this much working time has passed.
    pub(super) fn working_ago(&self, work: SignedDuration) -> Timestamp {
        let (mut early, mut late) = (self.now - SignedDuration::from_hours(24 * 25), self.now);
        while late.duration_since(early) > SignedDuration::from_secs(1) {
            let middle = early + late.duration_since(early) / 2;
            if self.house.hours.working_between(middle, self.now) >= work {
                early = middle;
            } else {
                late = middle;
            }
        }
        early
    }

    /// So long ago, day and night.
    pub(super) fn ago(&self, minutes: i64) -> Timestamp {
        self.now - SignedDuration::from_mins(minutes)
    }
}

/// Writes one ticket's life down; time only goes forward.
pub(super) struct Pen<'s> {
    house: &'s House,
    steps: &'s mut Vec<Happening>,
    pub(super) ticket: usize,
    at: Timestamp,
}

impl Pen<'_> {
    /// So many minutes later, day and night.
    pub(super) fn later(&mut self, minutes: i64) -> &mut Self {
        self.at += SignedDuration::from_mins(minutes);
        self
    }

    /// So many working minutes later.
    pub(super) fn working(&mut self, minutes: i64) -> &mut Self {
        let work = SignedDuration::from_mins(minutes);
        self.at = self.house.hours.add_working(self.at, work).unwrap_or(self.at);
        self
    }

    fn act(&mut self, who: i64, by: Channel, act: Act) -> &mut Self {
        self.steps.push(Happening { at: self.at, ticket: self.ticket, who, by, act });
        self
    }

    /// Something that an agent does.
    pub(super) fn web(&mut self, who: i64, act: Act) -> &mut Self {
        self.act(who, Channel::Web, act)
    }

    /// Something that the requester or another user does.
    pub(super) fn portal(&mut self, who: i64, act: Act) -> &mut Self {
        self.act(who, Channel::Portal, act)
    }

    /// The requester writes.
    pub(super) fn mail(&mut self, who: i64, words: &str) -> &mut Self {
        self.act(who, Channel::Mail, Act::Say(NewComment::public(words)))
    }

    /// An agent answers in public.
    pub(super) fn answer(&mut self, who: i64, words: &str) -> &mut Self {
        self.web(who, Act::Say(NewComment::public(words)))
    }

    /// An agent writes a note.
    pub(super) fn note(&mut self, who: i64, words: &str) -> &mut Self {
        self.web(who, Act::Say(NewComment::internal(words)))
    }

    /// An agent confirms the category, with its impact and urgency.
    pub(super) fn qualify(&mut self, who: i64, category: i64) -> &mut Self {
        let edit = Edit { category_id: Some(Some(category)), confirm: true, ..Edit::default() };
        self.web(who, Act::Edit(Box::new(edit)))
    }

    /// An agent takes the ticket and begins.
    pub(super) fn begin(&mut self, who: i64) -> &mut Self {
        self.web(who, Act::Take).web(who, Act::Move(Box::new(Step::to(State::InProgress))))
    }

    /// An agent asks something and waits for the answer.
    pub(super) fn ask(&mut self, who: i64, words: &str) -> &mut Self {
        let step = Step {
            pending_on: Some(PendingOn::User),
            reason: "Réponse du demandeur".to_owned(),
            comment: Some(NewComment::public(words)),
            ..Step::to(State::Pending)
        };
        self.web(who, Act::Move(Box::new(step)))
    }

    /// An agent resolves.
    pub(super) fn resolve(
        &mut self,
        who: i64,
        words: &str,
        how: ResolutionKind,
        why: CauseCode,
    ) -> &mut Self {
        let step = Step {
            resolution: Some(words.to_owned()),
            resolution_kind: Some(how),
            cause_code: Some(why),
            ..Step::to(State::Resolved)
        };
        self.web(who, Act::Move(Box::new(step)))
    }
}
