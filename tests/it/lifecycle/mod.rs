//! Tickets from the opening to the closure, through their actions, on both engines: every state, every clock to the second, and
//! a journal that is sound at the end.

mod clocks;
mod concurrency;
mod many;
mod relations;
mod states;

use base::{
    audit::{self, Entry, Stream},
    ctx::Ctx,
    desks,
    people::{self, Role},
};
use db::Tx;
use desk::{
    sla::{self, StoredClock},
    tickets::{
        self, NewTicket, Refused, Ticket,
        actions::{self, Edit, NewComment, Step},
    },
};
use jiff::{SignedDuration, Timestamp};
use rules::{
    sla::{Agreement, Metric},
    ticket_state::{PendingOn, State},
};
use testkit::{Desk, TestApp};

/// A desk of three agents and a lead, and someone who asks.
pub(crate) struct Site {
    pub(crate) app: TestApp,
    pub(crate) desk: Desk,
    pub(crate) requester: i64,
    pub(crate) agent: i64,
    pub(crate) colleague: i64,
    pub(crate) lead: i64,
    /// P2 by default: 30 minutes and 8 hours, in working hours; the network team's.
    pub(crate) vpn: i64,
    /// P1 by default: 15 minutes and 4 hours, around the clock.
    pub(crate) outage: i64,
}

/// An instant in Paris, summer time.
pub(crate) fn paris(local: &str) -> Timestamp {
    format!("{local}+02:00").parse().unwrap()
}

pub(crate) fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

impl Site {
    pub(crate) async fn on(app: TestApp) -> Self {
        let desk = app.desk("Assistance", &[]).await;
        let requester = app.person("Claire Morvan", None, &[]).await;
        let agent = app.person("Karim Benali", None, &[(Role::Agent, Some(desk.id))]).await;
        let colleague = app.person("Marie Le Goff", None, &[(Role::Agent, Some(desk.id))]).await;
        let lead = app.person("Soizic Kerven", None, &[(Role::Lead, Some(desk.id))]).await;
        let (cx, team) = (app.cx(), desk.seeded.network);
        let found = app.app.db.write(move |tx| {
            people::add_member(tx, &cx, team, agent, false)?;
            people::add_member(tx, &cx, team, lead, true)?;
            let code = |tx: &Tx<'_>, code: &str| desks::category_by_path(tx, desk.id, code);
            Ok::<_, web::AppError>(
                [code(tx, "network/vpn")?, code(tx, "network/outage")?].map(|found| found.unwrap().id),
            )
        });
        let [vpn, outage] = found.await.unwrap();
        Self { app, desk, requester, agent, colleague, lead, vpn, outage }
    }

    /// Runs an action as a person, now.
    pub(crate) async fn try_as<T, F>(&self, who: i64, run: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Refused> + Send + 'static,
    {
        let cx = self.app.cx_of(who).await;
        self.app.app.db.write_locked(move |tx| run(tx, &cx)).await
    }

    /// The same, where it must succeed.
    pub(crate) async fn act<T, F>(&self, who: i64, run: F) -> T
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Ctx) -> Result<T, Refused> + Send + 'static,
    {
        self.try_as(who, run).await.unwrap()
    }

    /// The requester reports.
    pub(crate) async fn open(&self, title: &str, category: i64) -> Ticket {
        let new = NewTicket { category_id: Some(category), ..NewTicket::titled(title) };
        self.act(self.requester, move |tx, cx| tickets::open(tx, cx, &new)).await.ticket
    }

    /// An agent confirms the qualification.
    pub(crate) async fn confirm(&self, number: i64) -> Ticket {
        let edit = Edit { confirm: true, ..Edit::default() };
        self.act(self.agent, move |tx, cx| actions::edit(tx, cx, number, &edit, None)).await
    }

    /// The agent takes it.
    pub(crate) async fn take(&self, number: i64) -> Ticket {
        self.act(self.agent, move |tx, cx| actions::take(tx, cx, number, None)).await
    }

    pub(crate) async fn edit(&self, who: i64, number: i64, edit: Edit) -> Ticket {
        self.act(who, move |tx, cx| actions::edit(tx, cx, number, &edit, None)).await
    }

    pub(crate) async fn step(&self, who: i64, number: i64, step: Step) -> Ticket {
        self.act(who, move |tx, cx| actions::transition(tx, cx, number, &step, None)).await
    }

    pub(crate) async fn pend(&self, number: i64, on: PendingOn) -> Ticket {
        self.step(self.agent, number, Step { pending_on: Some(on), ..Step::to(State::Pending) }).await
    }

    pub(crate) async fn resolve(&self, number: i64) -> Ticket {
        let step = Step { resolution: Some("Certificat renouvelé".into()), ..Step::to(State::Resolved) };
        self.step(self.agent, number, step).await
    }

    pub(crate) async fn say(&self, who: i64, number: i64, text: &str) -> Ticket {
        let comment = NewComment::public(text);
        self.act(who, move |tx, cx| actions::comment(tx, cx, number, &comment)).await.0
    }

    pub(crate) async fn ticket(&self, number: i64) -> Ticket {
        let read = self.app.app.db.read(move |r| tickets::store::by_number(r, number));
        read.await.unwrap().unwrap()
    }

    pub(crate) async fn clocks(&self, ticket: &Ticket) -> Vec<StoredClock> {
        let id = ticket.id;
        self.app.app.db.read(move |r| sla::clocks(r, id)).await.unwrap()
    }

    /// The SLA's clock of a target, in its last round.
    pub(crate) async fn clock(&self, ticket: &Ticket, metric: Metric) -> StoredClock {
        let clocks = self.clocks(ticket).await.into_iter();
        let mine = clocks.filter(|clock| clock.agreement == Agreement::Sla && clock.metric == metric);
        mine.max_by_key(|clock| clock.round).unwrap()
    }

    /// Seconds that a clock has used now.
    pub(crate) async fn used(&self, clock: &StoredClock) -> i64 {
        let id = clock.calendar_id;
        let calendar =
            self.app.app.db.read(move |r| id.map(|id| desks::calendar(r, id)).transpose()).await.unwrap();
        let calendar = calendar.flatten().unwrap_or_else(rules::calendar::Calendar::always);
        clock.view(self.app.app.clock.now(), &calendar).used.as_secs()
    }

    pub(crate) async fn journal(&self, ticket: &Ticket) -> Vec<Entry> {
        let id = ticket.id;
        let read = self.app.app.db.read(move |r| audit::stream_entries(r, Stream::Ticket(id), 0, 5_000));
        read.await.unwrap()
    }

    pub(crate) async fn kinds(&self, ticket: &Ticket) -> Vec<String> {
        self.journal(ticket).await.into_iter().map(|entry| entry.kind).collect()
    }

    /// Moves the clock to an instant, running what falls due on the way.
    pub(crate) async fn at(&self, at: Timestamp) {
        let by = at.duration_since(self.app.app.clock.now());
        assert!(!by.is_negative(), "time goes forward");
        self.app.advance(by).await;
    }

    /// The journal as a whole is sound, and each ticket's version is that of its last entry.
    pub(crate) async fn sound(&self) {
        let verdict = audit::verify(&self.app.app.db, &self.app.app.keys, "").await.unwrap();
        assert!(verdict.is_sound() && verdict.entries > 0, "{verdict:?}");
        let versions = self.app.app.db.read(|r| {
            let rows = r.query("SELECT id, version FROM tickets ORDER BY id", &[])?;
            rows.iter()
                .map(|row| {
                    let (id, version): (i64, i64) = (row.at(0)?, row.at(1)?);
                    Ok((version, audit::last_entry_no(r, Stream::Ticket(id))?))
                })
                .collect::<db::Result<Vec<_>>>()
        });
        for (version, last) in versions.await.unwrap() {
            assert_eq!(version, last, "a version is the number of the last entry");
        }
    }
}
