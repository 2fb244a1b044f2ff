//! The head of a ticket: where one is, what may be done, how far it is, what it is, and its commitments.

use base::people::Team;
use maud::{Markup, html};
use rules::ticket_state::{Status, stepper};
use web::{
    components::{
        Attrs, Avatar, Button, MenuItem, Tone, badge, badge_icon, glyph, icon_s, menu, state_tag, steps,
        steps_short,
    },
    t,
};

use super::{Here, act, clocks::clocks, why::why, words};
use crate::tickets::{model::PresenceMode, pages::deed::Deed};

/// The head; it keeps itself up to date.
pub(in crate::tickets) fn head(here: &Here<'_>) -> Markup {
    let here = *here;
    let ticket = &here.sheet.ticket;
    html! {
        header class="t-head" id="t-head" data-live={ "ticket:" (ticket.number) } data-live-src=(here.href("/header")) {
            (bar(here))
            div class="row t-title" {
                h1 {
                    (ticket.title)
                    @if here.sheet.may_edit() {
                        " " (Button::link(here.href("/edit/title"), here.t("tickets-edit-title")).quiet().small().only_icon("pencil").attr("data-edit", ""))
                    }
                }
                (acts(here))
            }
            (lifecycle(here))
            div class="row t-props" { (properties(here)) (clocks(here)) }
        }
    }
}

fn bar(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let place = |brief: &Option<crate::tickets::model::Brief>,
                 key: &str,
                 shortcut: &'static str,
                 class: &str| {
        let label = here.t(key);
        html! {
            @match brief {
                Some(brief) => a class={ "btn quiet sm icon" (class) } href={ "/tickets/" (brief.label()) } data-key=(shortcut)
                    aria-label=(t!(locale, "tickets-neighbour", what = label.as_str(), number = brief.label(), title = brief.title.as_str())) { (icon_s("up")) },
                None => span class={ "btn quiet sm icon" (class) } role="link" aria-disabled="true" aria-label=(label) { (icon_s("up")) },
            }
        }
    };
    html! {
        div class="row t-bar" {
            nav class="row crumbs" aria-label=(here.t("web-crumbs-label")) {
                a href="/queue" { (here.t("tickets-queue")) }
                @if let Some(team) = sheet.team() {
                    (icon_s("right"))
                    a href={ "/queue?q=team:" (slug(&team.name)) } { (team.name) }
                }
            }
            span class="num" { (sheet.ticket.label()) }
            @if sheet.ticket.major { (badge(Tone::Solid, &here.t("tickets-major"))) }
            @if sheet.ticket.sensitive { (badge_icon(Tone::Warn, "lock", &here.t("tickets-sensitive"))) }
            (presence(here))
            (place(&sheet.previous, "tickets-previous", "k", ""))
            (place(&sheet.next, "tickets-next", "j", " flip"))
        }
    }
}

/// A name as a word of a filter: quoted when it has spaces.
fn slug(name: &str) -> String {
    let quoted = if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() };
    let mut encoded = String::new();
    for byte in quoted.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Who is here, and who writes.
fn presence(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let others: Vec<(&str, PresenceMode)> = sheet
        .presence
        .iter()
        .filter(|presence| Some(presence.user_id) != here.me())
        .map(|presence| (sheet.name(presence.user_id), presence.mode))
        .collect();
    let writer = others.iter().find(|(_, mode)| *mode == PresenceMode::Writing).map(|(name, _)| *name);
    let said = match (writer, others.as_slice()) {
        (Some(name), _) => Some(t!(locale, "tickets-presence-writing", name = name)),
        (None, [(name, _)]) => Some(t!(locale, "tickets-presence-one", name = *name)),
        (None, []) => None,
        (None, several) => Some(t!(locale, "tickets-presence-many", n = several.len())),
    };
    html! {
        span class="presence push" aria-live="polite" {
            span class="avs" {
                (Avatar::Me(here.cx.actor.name()).small(locale))
                @for (name, mode) in others.iter().take(5) {
                    @if *mode == PresenceMode::Writing { (Avatar::Writing(name).small(locale)) }
                    @else { (Avatar::Person(name).small(locale)) }
                }
            }
            @if let Some(said) = said { span class="t-pres" { (said) } }
        }
    }
}

/// A deed as a button that opens its form beside it. Taking needs no question while nobody has the ticket.
fn deed(here: Here<'_>, deed: Deed) -> Button {
    let ticket = &here.sheet.ticket;
    let label = act::label(here, deed);
    let button = if deed == Deed::Take && ticket.assignee_id.is_none() {
        let action = here.href("/do/take");
        Button::post(action.clone(), label)
            .attr("hx-post", action)
            .attr("hx-swap", "none")
            .attr("hx-include", "#post")
    } else {
        Button::link(here.href(&format!("/do/{}", deed.word())), label).attr("data-edit", "")
    };
    match deed.key() {
        Some(key) => button.icon(deed.symbol()).attr("data-key", key),
        None => button.icon(deed.symbol()),
    }
}

/// Three deeds at most in sight, the one that comes next in colour; the rest in a menu.
fn acts(here: Here<'_>) -> Markup {
    let sheet = here.sheet;
    let open = |wanted: Deed| wanted.is_open(sheet);
    let mine = sheet.ticket.assignee_id.is_some() && sheet.ticket.assignee_id == here.me();
    let take = open(Deed::Take) && !mine;
    let primary = if take && sheet.ticket.assignee_id.is_none() {
        Some(Deed::Take)
    } else {
        [Deed::Resolve, Deed::Close, Deed::Reopen, Deed::Restore].into_iter().find(|deed| open(*deed))
    };
    let second =
        [Deed::Start, Deed::Hold, Deed::Reopen].into_iter().find(|d| open(*d) && Some(*d) != primary);
    let first = Some(Deed::Escalate).filter(|deed| open(*deed));
    let shown: Vec<Deed> = [first, second, primary].into_iter().flatten().collect();
    let rest = [
        Deed::Take,
        Deed::Start,
        Deed::Hold,
        Deed::Resolve,
        Deed::Close,
        Deed::Snooze,
        Deed::Provider,
        Deed::Merge,
        Deed::Split,
        Deed::Convert,
        Deed::Cancel,
    ];
    let rest = rest.into_iter().filter(|d| open(*d) && !shown.contains(d) && (*d != Deed::Take || !mine));
    let items: Vec<MenuItem> = rest.map(|deed| menu_item(here, deed)).chain(macros(here)).collect();
    html! {
        div class="row t-acts" {
            @for deed in [first, second].into_iter().flatten() { (self::deed(here, deed)) }
            @if let Some(deed) = primary { (self::deed(here, deed).primary()) }
            @if !items.is_empty() {
                (Button::new(here.t("tickets-more-acts")).quiet().only_icon("dots").opens("t-more").attr("data-key", "."))
                (menu("t-more", &here.t("tickets-more-acts"), &items))
            }
        }
    }
}

fn menu_item(here: Here<'_>, deed: Deed) -> MenuItem {
    let href = here.href(&format!("/do/{}", deed.word()));
    MenuItem {
        symbol: deed.symbol(),
        label: act::label(here, deed),
        key: deed.key(),
        href: Some(href),
        danger: deed == Deed::Cancel,
        attrs: Attrs::new().with("data-edit", ""),
        ..MenuItem::default()
    }
}

/// The macros that the reader may run, after everything else.
fn macros(here: Here<'_>) -> impl Iterator<Item = MenuItem> {
    let may = here.sheet.may_work();
    here.sheet.macros.iter().filter(move |_| may).map(move |m| {
        let name = super::macros::name(here.locale(), m);
        let action = here.href(&format!("/macros/{}", m.id));
        MenuItem {
            symbol: "tpl",
            label: name.to_owned(),
            post: Some(action.clone()),
            attrs: Attrs::new().with("hx-post", action).with("hx-swap", "none").with("hx-include", "#post"),
            ..MenuItem::default()
        }
    })
}

fn lifecycle(here: Here<'_>) -> Markup {
    let locale = here.locale();
    let stages = stepper(&here.sheet.facts);
    if !here.sheet.ticket.kind.has_incident_lifecycle() {
        return html! {};
    }
    let names: Vec<String> =
        stages.iter().map(|step| words::word(locale, "step", step.key.as_str())).collect();
    let at = stages.iter().position(|step| step.status == Status::Now);
    // Without a present step everything up to the last one done is done.
    let done = stages.iter().rposition(|step| step.status == Status::Done).map_or(0, |last| last + 1);
    let current = at.unwrap_or(done);
    html! { (steps(locale, &names, current)) (steps_short(locale, &names, current)) }
}

/// A team with its tier: « Réseau, N2 ».
pub(super) fn team_name(here: Here<'_>, team: &Team) -> String {
    t!(here.locale(), "tickets-team-tier", name = team.name.as_str(), tier = team.tier)
}

fn properties(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let ticket = &sheet.ticket;
    let code = words::code(ticket.priority);
    let category = ticket.category_id.map(|id| base::desks::path(&sheet.categories, id, locale));
    html! {
        button class={ "prio p" (code) " tag as-btn" } type="button" popovertarget="why" {
            (glyph(&format!("p{code}"))) "P" (code) " " i { (words::priority(locale, ticket.priority)) } (icon_s("info"))
        }
        (why(here))
        (state_tag(words::look(ticket.state), &words::standing(locale, ticket)))
        @let assignee = ticket.assignee_id.map(|id| sheet.name(id));
        (property(here, "assignee", &html! {
            @match assignee {
                Some(name) => { (avatar(here, ticket.assignee_id, name)) (name) },
                None => { (Avatar::Nobody.small(locale)) (here.t("web-person-nobody")) },
            }
        }, Some("e")))
        (property(here, "team", &html! {
            (icon_s("users"))
            @match sheet.team() { Some(team) => (team_name(here, team)), None => (here.t("tickets-nobody-team")) }
        }, None))
        (property(here, "category", &html! { (icon_s("tag")) (category.unwrap_or_else(|| here.t("tickets-no-category"))) }, None))
        @if let Some(severity) = ticket.severity {
            (property(here, "severity", &html! {
                (icon_s("flag")) (t!(locale, "tickets-severity-is", severity = words::word(locale, "severity", severity.as_str())))
            }, None))
        }
        @if let Some(expected) = ticket.expected_at {
            (property(here, "expected", &html! { (icon_s("calendar")) (here.t("tickets-expected")) " " (here.moment(expected)) }, None))
        }
        @if let Some(until) = ticket.snoozed_until.filter(|until| *until > here.cx.now) {
            span class="tag small" { (icon_s("snooze")) (here.t("tickets-snoozed")) " " (here.moment(until)) }
        }
        @if let Some(into) = &sheet.merged_into {
            a class="btn sm" href={ "/tickets/" (into.label()) } { (icon_s("merge")) (t!(locale, "tickets-merged-into", number = into.label())) }
        }
    }
}

/// A person's circle; the reader's own is in colour.
pub(super) fn avatar(here: Here<'_>, user_id: Option<i64>, name: &str) -> Markup {
    let mine = user_id.is_some() && user_id == here.me();
    if mine { Avatar::Me(name).small(here.locale()) } else { Avatar::Person(name).small(here.locale()) }
}

/// A property as a button that opens its form; as plain text for those who may not change it.
fn property(here: Here<'_>, word: &str, value: &Markup, key: Option<&'static str>) -> Markup {
    let label = words::field(here.locale(), if word == "expected" { "expected_at" } else { word });
    html! {
        @if here.sheet.may_edit() {
            a class="btn sm" href=(here.href(&format!("/edit/{word}"))) data-edit data-key=[key] data-label=(label) title=(label) {
                (value) " " (icon_s("down"))
            }
        } @else {
            span class="badge" title=(label) { (value) }
        }
    }
}
