//! The reader beside the list: a ticket's head and its last exchanges.

use maud::{Markup, html};
use rules::sla::Metric;
use web::{
    components::{self, Avatar, Message, Tone, Voice, badge, badge_icon, bar, icon_s, kbd},
    fmt,
    markdown::markdown,
    t,
};

use super::{
    kit::{Here, face, look, present, priority_code, priority_text, state_label, team_name},
    rows::{assignee_name, edit_href, href},
};
use crate::{
    queues::model::{List, Row},
    sla::{ClockState, View},
    tickets::Comment,
};

/// What was said, with the name of who said it.
pub(in crate::queues) struct Said {
    pub(in crate::queues) comment: Comment,
    pub(in crate::queues) author: Option<String>,
    pub(in crate::queues) by_requester: bool,
    pub(in crate::queues) by_me: bool,
}

/// A ticket in the reader.
pub(in crate::queues) struct Shown<'a> {
    pub(in crate::queues) list: &'a List,
    pub(in crate::queues) row: &'a Row,
    pub(in crate::queues) description: &'a str,
    pub(in crate::queues) said: &'a [Said],
    /// How many messages came before those.
    pub(in crate::queues) earlier: usize,
    /// Whether the reader works this ticket.
    pub(in crate::queues) works: bool,
}

/// What the reader shows before a ticket is chosen.
pub(in crate::queues) fn nothing(here: Here<'_>) -> Markup {
    html! {
        div class="p-body" tabindex="0" role="region" aria-label=(here.t("queues-reader")) {
            (components::empty("queue", &here.t("queues-reader-empty"), &here.t("queues-reader-empty-text"), None))
        }
    }
}

/// The inside of the reader.
pub(in crate::queues) fn reader(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let (locale, list, row) = (here.locale(), shown.list, shown.row);
    let page = href(row);
    html! {
        header {
            div class="row" {
                span class="num" { (row.label()) }
                (components::state_tag(look(row.state), &state_label(locale, row)))
                span class="push presence" { (present(here, list, row)) }
                a class="btn quiet sm icon" href=(page) data-full="1" aria-label=(here.t("queues-reader-open")) title=(here.t("queues-reader-open")) { (icon_s("ext")) }
            }
            h2 { a class="t-link" href=(page) { (row.title) } }
            (facts(here, shown))
            (clocks(here, shown))
        }
        div class="p-body" tabindex="0" role="region" aria-label=(here.t("queues-reader-last")) {
            div class="feed" { (feed(here, shown)) }
        }
        footer class="p-foot" {
            @if shown.works {
                a class="btn" href={ (page) "?compose=public#composer" } data-key="r" data-label=(here.t("queues-reply")) { (icon_s("reply")) (here.t("queues-reply")) " " (kbd("r")) }
                a class="btn" href={ (page) "?compose=internal#composer" } data-key="n" data-label=(here.t("queues-note")) { (icon_s("lock")) (here.t("queues-note")) " " (kbd("n")) }
                form class="push" method="post" action="/queue/bulk/take" hx-post="/queue/bulk/take" hx-swap="none" {
                    (here.csrf())
                    input type="hidden" name="id" value=(row.number);
                    input type="hidden" name="back" value=(page);
                    button class="btn quiet" type="submit" { (here.t("queues-bulk-take")) }
                }
            } @else {
                a class="btn" href=(page) data-full="1" { (icon_s("ext")) (here.t("queues-reader-open")) }
            }
        }
    }
}

fn facts(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let (locale, list, row) = (here.locale(), shown.list, shown.row);
    let back = href(row);
    let priority =
        components::priority_tag(priority_code(row.priority), &priority_text(locale, row.priority));
    let assignee = html! { (face(here, list, row.assignee_id, true)) (assignee_name(here, list, row)) };
    let team = team_name(list, row.team_id).map_or_else(|| here.t("queues-no-team"), str::to_owned);
    let category = row.category_id.and_then(|id| list.names.categories.get(&id));
    let category =
        category.map_or_else(|| here.t("queues-no-category"), |category| category.name(locale).to_owned());
    html! {
        div class="row" {
            @if shown.works {
                a href=(edit_href(row, "priority", &back)) data-edit title=(here.t("queues-bulk-priority")) { (priority) }
                a class="btn sm" href=(edit_href(row, "assignee", &back)) data-edit { (assignee) " " (icon_s("down")) }
                a class="btn sm" href=(edit_href(row, "state", &back)) data-edit { (here.t("queues-bulk-state")) " " (icon_s("down")) }
                a class="badge" href=(edit_href(row, "team", &back)) data-edit title=(here.t("queues-bulk-team")) { (team) }
                a class="badge" href=(edit_href(row, "category", &back)) data-edit title=(here.t("queues-bulk-category")) { (category) }
            } @else {
                (priority) span class="row nowrap" { (assignee) } (badge(Tone::Neutral, &team)) (badge(Tone::Neutral, &category))
            }
            @if row.major { (badge(Tone::Solid, &here.t("queues-major"))) }
            @if row.sensitive { (badge_icon(Tone::Neutral, "shield", &here.t("queues-sensitive"))) }
            @if row.affected_count > 1 {
                (badge_icon(Tone::Neutral, "users", &t!(locale, "queues-affected", n = row.affected_count)))
            }
        }
    }
}

fn clocks(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let clocks = shown.list.clocks.get(&shown.row.id).map_or(&[][..], Vec::as_slice);
    let last = |metric: Metric| clocks.iter().rfind(|view| view.metric == metric);
    let named = [Metric::Acknowledge, Metric::Update, Metric::Resolve].map(|metric| (metric, last(metric)));
    html! {
        @if named.iter().any(|(_, view)| view.is_some()) {
            div class="clocks" {
                @for (metric, view) in &named {
                    @if let Some(view) = view {
                        div {
                            span class="muted small" { (here.t(&format!("tickets-metric-{}", metric.as_str()))) }
                            (clock_text(here, shown, view))
                        }
                    }
                }
            }
        }
    }
}

fn clock_text(here: Here<'_>, shown: &Shown<'_>, view: &View) -> Markup {
    let locale = here.locale();
    let day = shown.list.days.get(&shown.row.id).copied().unwrap_or(fmt::DAY);
    let used = fmt::duration(locale, view.used);
    match view.state {
        ClockState::Met => {
            html! { b class="ok-t" { (icon_s("check")) (t!(locale, "queues-clock-met", used = used)) } }
        }
        ClockState::Missed => {
            html! { b class="late-t" { (icon_s("over")) (t!(locale, "queues-clock-missed", used = used)) } }
        }
        ClockState::Cancelled => html! { b class="muted" { "–" } },
        ClockState::Paused => html! { b { (icon_s("pause")) (here.t("web-sla-paused")) } },
        ClockState::Running => {
            let percent = super::kit::clock(here, view, day).used_percent();
            let left = fmt::time_left(locale, view.remaining.as_secs(), day);
            html! {
                b class=[view.remaining.is_negative().then_some("late-t")] { (t!(locale, "queues-clock-left", left = left)) }
                (bar(percent))
            }
        }
    }
}

fn feed(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let (locale, list, row) = (here.locale(), shown.list, shown.row);
    let requester =
        list.names.people.get(&row.requester_id).map_or_else(String::new, |user| user.name.clone());
    let channel = here.t(&format!("queues-channel-{}", row.channel.as_str().replace('_', "-")));
    let first = Message {
        id: "r-0",
        voice: Voice::Requester,
        author: Avatar::Person(&requester),
        name: &requester,
        via: &channel,
        time: here.moment(row.created_at),
        body: if shown.description.trim().is_empty() {
            html! { p class="muted" { (here.t("queues-no-description")) } }
        } else {
            markdown(shown.description, &|_| None)
        },
        footer: None,
    };
    html! {
        (components::message(locale, &first))
        @if shown.earlier > 0 {
            div class="ev" {
                span class="dot" { (icon_s("dots")) }
                div class="line" { a href=(href(row)) data-full="1" { (t!(locale, "queues-reader-earlier", n = shown.earlier)) } }
            }
        }
        @for said in shown.said { (message(here, said)) }
    }
}

fn message(here: Here<'_>, said: &Said) -> Markup {
    let comment = &said.comment;
    let nobody = here.t("web-person-machine");
    let name = said.author.as_deref().unwrap_or(&nobody);
    let id = format!("r-{}", comment.entry_no);
    let message = Message {
        id: &id,
        voice: match (comment.public, said.by_requester) {
            (false, _) => Voice::Internal,
            (true, true) => Voice::Requester,
            (true, false) => Voice::Public,
        },
        author: match said.author.as_deref() {
            None => Avatar::Machine,
            Some(name) if said.by_me => Avatar::Me(name),
            Some(name) => Avatar::Person(name),
        },
        name,
        via: "",
        time: here.moment(comment.created_at),
        body: markdown(&comment.body, &|_| None),
        footer: None,
    };
    components::message(here.locale(), &message)
}
