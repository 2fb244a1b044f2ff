//! My work: my tickets by urgency, my tasks, what concerns me, what I changed, what I began to write.

use base::people::Notification;
use jiff::Timestamp;
use maud::{Markup, html};
use web::{
    components::{self, Button, card, empty},
    fmt, t,
};

use super::{
    kit::{Here, look, marks, priority_code, priority_text, row_clock, state_label},
    rows::href,
};
use crate::{
    queues::{
        model::{List, Row},
        store::mine::LeftDraft,
    },
    tickets::Task,
};

/// Everything on the page.
pub(in crate::queues) struct Work {
    /// My open tickets.
    pub(in crate::queues) mine: List,
    /// My tasks.
    pub(in crate::queues) tasks: Vec<Task>,
    /// My latest notifications.
    pub(in crate::queues) notices: Vec<Notification>,
    /// The tickets that I changed last.
    pub(in crate::queues) changed: Vec<(i64, Timestamp)>,
    /// The drafts that I left.
    pub(in crate::queues) drafts: Vec<LeftDraft>,
    /// The tickets that these are about, as far as I may see them.
    pub(in crate::queues) others: List,
}

/// How pressing a ticket of mine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Breached,
    AtRisk,
    Today,
    Later,
    Waiting,
}

impl Urgency {
    const ALL: [Self; 5] = [Self::Breached, Self::AtRisk, Self::Today, Self::Later, Self::Waiting];

    fn of(here: Here<'_>, row: &Row) -> Self {
        let day = |at: Timestamp| at.to_zoned(here.zone.clone()).date();
        let today = |at: Timestamp| day(at) <= day(here.cx.now);
        if row.pending_on.is_some() {
            Self::Waiting
        } else if row.breached {
            Self::Breached
        } else if row.is_at_risk(here.cx.now) {
            Self::AtRisk
        } else if row.due_at.is_some_and(today) {
            Self::Today
        } else {
            Self::Later
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Breached => "breached",
            Self::AtRisk => "at-risk",
            Self::Today => "today",
            Self::Later => "later",
            Self::Waiting => "waiting",
        }
    }
}

/// The page's inside, live.
pub(in crate::queues) fn page(here: Here<'_>, work: &Work) -> Markup {
    html! {
        div class="page" id="my-work" data-live="queue" data-live-src="/my-work/fresh" {
            div class="page-head" { h1 { (here.t("queues-work")) } p { (t!(here.locale(), "queues-work-lead", n = work.mine.rows.len())) } }
            div class="work" {
                div class="stack" { (tickets(here, work)) }
                div class="stack" {
                    (card(&here.t("queues-work-tasks"), &html! {}, &tasks(here, work)))
                    (card(&here.t("queues-work-notices"), &html! { a class="small" href="/notifications" { (here.t("queues-work-all")) } }, &notices(here, work)))
                    @if !work.drafts.is_empty() { (card(&here.t("queues-work-drafts"), &html! {}, &drafts(here, work))) }
                    @if !work.changed.is_empty() { (card(&here.t("queues-work-changed"), &html! {}, &changed(here, work))) }
                }
            }
        }
    }
}

fn tickets(here: Here<'_>, work: &Work) -> Markup {
    if work.mine.rows.is_empty() {
        let action = Button::link("/queue?view=unassigned", here.t("queues-work-take")).primary();
        return html! { section class="card" { (empty("check", &here.t("queues-work-empty"), &here.t("queues-work-empty-text"), Some(&action))) } };
    }
    html! {
        @for urgency in Urgency::ALL {
            @let rows: Vec<&Row> = work.mine.rows.iter().filter(|row| Urgency::of(here, row) == urgency).collect();
            @if !rows.is_empty() {
                section class="card" {
                    header {
                        h2 { (here.t(&format!("queues-work-{}", urgency.word()))) }
                        (components::count(components::Tone::Neutral, &fmt::number(here.locale(), i64::try_from(rows.len()).unwrap_or(0))))
                    }
                    div class="body flush" { ul class="items" { @for row in rows { (ticket(here, &work.mine, row)) } } }
                }
            }
        }
    }
}

fn ticket(here: Here<'_>, list: &List, row: &Row) -> Markup {
    let locale = here.locale();
    html! {
        li {
            (components::priority(priority_code(row.priority), &priority_text(locale, row.priority)))
            a class="t" href=(href(row)) { b { (row.title) } small { (row.label()) } }
            (marks(here, list, row))
            (components::state(look(row.state), &state_label(locale, row)))
            (row_clock(here, list, row))
        }
    }
}

fn tasks(here: Here<'_>, work: &Work) -> Markup {
    html! {
        @if work.tasks.is_empty() { p class="muted" { (here.t("queues-work-no-tasks")) } }
        @else {
            ul class="items" {
                @for task in &work.tasks {
                    @if let Some(row) = known(work, task.ticket_id) {
                        li {
                            a class="t" href={ (href(row)) "#task-" (task.id) } { b { (task.title) } small { (row.label()) " · " (row.title) } }
                            @if let Some(due) = task.due_at {
                                span class=[(due < here.cx.now).then_some("late-t")] { (here.ago(due)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn notices(here: Here<'_>, work: &Work) -> Markup {
    html! {
        @if work.notices.is_empty() { p class="muted" { (here.t("queues-work-no-notices")) } }
        @else {
            ul class="items" {
                @for notice in &work.notices {
                    @let row = notice.ticket_id.and_then(|id| known(work, id));
                    li {
                        div class="t" {
                            @match row {
                                Some(row) => a href={ (href(row)) @if let Some(entry) = notice.entry_no { "#e-" (entry) } } {
                                    @if notice.read_at.is_none() { b { (title(notice, row)) } } @else { (title(notice, row)) }
                                },
                                None => (notice.body),
                            }
                            @if let Some(row) = row { small { (row.label()) } }
                        }
                        (here.ago(notice.created_at))
                    }
                }
            }
        }
    }
}

fn title<'a>(notice: &'a Notification, row: &'a Row) -> &'a str {
    if notice.body.is_empty() { &row.title } else { &notice.body }
}

fn drafts(here: Here<'_>, work: &Work) -> Markup {
    html! {
        ul class="items" {
            @for draft in &work.drafts {
                @if let Some(row) = known(work, draft.ticket_id) {
                    li {
                        a class="t" href={ (href(row)) "#composer" } {
                            b { (row.label()) " · " (row.title) }
                            small {
                                (here.t(if draft.public { "web-voice-public" } else { "web-voice-internal" })) " · "
                                (rules::text::excerpt(&draft.body, 80))
                            }
                        }
                        (here.ago(draft.updated_at))
                    }
                }
            }
        }
    }
}

fn changed(here: Here<'_>, work: &Work) -> Markup {
    html! {
        ul class="items" {
            @for (ticket, at) in &work.changed {
                @if let Some(row) = known(work, *ticket) {
                    li {
                        a class="t" href=(href(row)) { b { (row.title) } small { (row.label()) } }
                        (components::state(look(row.state), &state_label(here.locale(), row)))
                        (here.ago(*at))
                    }
                }
            }
        }
    }
}

fn known(work: &Work, ticket: i64) -> Option<&Row> {
    work.others.rows.iter().chain(&work.mine.rows).find(|row| row.id == ticket)
}
