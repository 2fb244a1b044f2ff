//! Beside a ticket: people, service and category, links, and what `work` adds.

mod work;

use maud::{Markup, html};
use web::{
    components::{Avatar, Button, Choice, Tone, badge, icon_s, priority},
    i18n::t,
    t,
};

use super::{Here, feed, head, words};
use crate::tickets::model::{Brief, LinkKind, Relation};

/// Everything beside the conversation; it keeps itself up to date.
pub(in crate::tickets) fn side(here: &Here<'_>) -> Markup {
    let here = *here;
    html! {
        aside class="t-side" id="t-side" aria-label=(here.t("tickets-side")) data-live={ "ticket:" (here.sheet.ticket.number) } data-live-src=(here.href("/side")) {
            (people(here))
            (service(here))
            @for panel in &here.sheet.panels { (panel) }
            (work::tasks(here))
            (links(here))
            (attachments(here))
            (work::time(here))
            (tags(here))
            (facts(here))
        }
    }
}

fn people(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let ticket = &sheet.ticket;
    let requester = sheet.people.get(&ticket.requester_id);
    let open: Vec<&Brief> = sheet.requester_tickets.iter().filter(|brief| brief.state.is_open()).collect();
    html! {
        section class="card" {
            header {
                h2 { (here.t("tickets-people")) }
                @if ticket.affected_count > 1 { span class="small" { (t!(locale, "tickets-affected", n = ticket.affected_count)) } }
                @if sheet.may_edit() {
                    (Button::link(here.href("/edit/requester"), here.t("tickets-edit-requester")).quiet().small().only_icon("pencil").attr("data-edit", ""))
                }
            }
            div class="body stack" {
                @if let Some(user) = requester {
                    div class="person" {
                        (Avatar::Person(&user.name).large(locale))
                        div class="who" {
                            b { (user.name) @if user.vip { " " (badge(Tone::Warn, &here.t("tickets-vip"))) } }
                            span { (place(here, user)) }
                            a class="small" href={ "mailto:" (user.email) } { (user.email) }
                        }
                        @if !user.phone.is_empty() {
                            a class="btn quiet sm icon" href={ "tel:" (dial(&user.phone)) } title=(user.phone)
                                aria-label=(t!(locale, "tickets-call", phone = user.phone.as_str())) { (icon_s("phone")) }
                        }
                    }
                }
                @for note in &sheet.notes { (note) }
                dl class="dl" {
                    dt { (here.t("tickets-their-tickets")) }
                    dd {
                        (t!(locale, "tickets-their-count", open = open.len(), year = sheet.requester_tickets.len()))
                        @if !open.is_empty() {
                            ul class="small" { @for brief in open.iter().take(5) { li { (brief_link(here, brief)) } } }
                        }
                    }
                    (related(here, Relation::Affected, "tickets-affected-people"))
                    (related(here, Relation::Watcher, "tickets-watchers"))
                }
                @if sheet.may_work() { (add_people(here)) }
            }
        }
    }
}

/// What they do and where, in one line.
fn place(here: Here<'_>, user: &base::people::User) -> String {
    let organisation =
        here.sheet.organisation.as_ref().map(|organisation| organisation.name.as_str()).unwrap_or_default();
    let parts = [user.job_title.as_str(), user.site.as_str(), organisation];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A telephone number as a `tel:` address takes it.
fn dial(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// Another ticket in one line.
pub(super) fn brief_link(here: Here<'_>, brief: &Brief) -> Markup {
    html! {
        (priority(words::code(brief.priority), &words::priority(here.locale(), brief.priority))) " "
        a class="t-link" href={ "/tickets/" (brief.label()) } { (brief.label()) " " (brief.title) } " "
        span class="muted small" { (words::state(here.locale(), brief.state)) }
    }
}

fn related(here: Here<'_>, relation: Relation, key: &str) -> Markup {
    let sheet = here.sheet;
    let users: Vec<i64> =
        sheet.relations.iter().filter(|(_, r)| *r == relation).map(|(user, _)| *user).collect();
    html! {
        @if !users.is_empty() || relation == Relation::Watcher {
            dt { (here.t(key)) }
            dd {
                @if users.is_empty() { span class="muted" { (here.t("tickets-no-watcher")) } }
                @if relation == Relation::Affected {
                    span class="avs" { @for user in users.iter().take(12) { (head::avatar(here, Some(*user), sheet.name(*user))) } }
                    @if users.len() > 12 { " " span class="muted small" { (t!(here.locale(), "tickets-and-more", n = users.len() - 12)) } }
                } @else {
                    ul class="stack small" {
                        @for user in &users {
                            li class="row" {
                                (head::avatar(here, Some(*user), sheet.name(*user))) " " (sheet.name(*user))
                                @if sheet.may_work() || here.me() == Some(*user) { (remove(here, &format!("/people/{user}/remove"), sheet.name(*user))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A cross that takes one thing away.
pub(super) fn remove(here: Here<'_>, under: &str, name: &str) -> Markup {
    let label = t!(here.locale(), "tickets-remove", name = name);
    here.press(under, &Button::submit(label).quiet().small().only_icon("x"))
}

fn add_people(here: Here<'_>) -> Markup {
    let watching =
        here.sheet.relations.iter().any(|(user, r)| *r == Relation::Watcher && Some(*user) == here.me());
    html! {
        div class="row" {
            @if !watching {
                (here.press("/people/me", &Button::submit(here.t("tickets-watch")).small().icon("eye")))
            }
            details {
                summary class="btn quiet sm" { (icon_s("plus")) (here.t("tickets-add-person")) }
                (here.small_form("/people", "stack", &html! {
                    label class="lbl" for="s-person" { (here.t("tickets-field-person")) }
                    input class="input" id="s-person" name="person" required autocomplete="off" placeholder=(here.t("tickets-person-hint"));
                    div class="row" {
                        button class="btn sm" type="submit" name="as" value="watcher" { (here.t("tickets-add-watcher")) }
                        button class="btn sm" type="submit" name="as" value="affected" { (here.t("tickets-add-affected")) }
                    }
                }))
            }
        }
    }
}

fn service(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let service =
        sheet.ticket.service_id.and_then(|id| sheet.services.iter().find(|service| service.id == id));
    let category =
        sheet.ticket.category_id.and_then(|id| sheet.categories.iter().find(|category| category.id == id));
    let provider =
        sheet.ticket.provider_id.and_then(|id| sheet.providers.iter().find(|provider| provider.id == id));
    let change = |word: &str, key: &str| {
        html! { @if sheet.may_edit() { (Button::link(here.href(&format!("/edit/{word}")), here.t(key)).quiet().small().only_icon("pencil").attr("data-edit", "")) } }
    };
    html! {
        section class="card" {
            header { h2 { (here.t("tickets-service-card")) } }
            div class="body flush" {
                ul class="items" {
                    li {
                        (icon_s("globe"))
                        span class="t" {
                            @match service {
                                Some(service) => {
                                    b { (service.name) }
                                    small {
                                        @let criticality = words::word(locale, "criticality", service.criticality.as_str());
                                        (t!(locale, "tickets-service-users", criticality = criticality, n = service.users_count))
                                    }
                                },
                                None => span class="muted" { (here.t("tickets-no-service")) },
                            }
                        }
                        (change("service", "tickets-edit-service"))
                    }
                    li {
                        (icon_s("tag"))
                        span class="t" {
                            @match category {
                                Some(category) => {
                                    b { (base::desks::path(&sheet.categories, category.id, locale)) }
                                    @if !category.business_impact(locale).is_empty() { small { (category.business_impact(locale)) } }
                                },
                                None => span class="muted" { (here.t("tickets-no-category")) },
                            }
                        }
                        (change("category", "tickets-edit-category"))
                    }
                    li {
                        (icon_s("flag"))
                        span class="t" {
                            @match sheet.ticket.severity {
                                Some(severity) => (t!(locale, "tickets-severity-is", severity = words::word(locale, "severity", severity.as_str()))),
                                None => span class="muted" { (here.t("tickets-no-severity")) },
                            }
                        }
                        (change("severity", "tickets-edit-severity"))
                    }
                    @if let Some(provider) = provider {
                        li { (icon_s("ext")) span class="t" { b { (provider.name) } small { (here.t("tickets-field-provider")) } } }
                    }
                }
            }
        }
    }
}

fn links(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    html! {
        section class="card" id="t-links" {
            header { h2 { (here.t("tickets-links")) } }
            div class="body flush" {
                @if !sheet.links.is_empty() {
                    ul class="items" {
                        @for (link, other) in &sheet.links {
                            li {
                                span class="rel" { (words::link(locale, link.kind, link.from_id == sheet.ticket.id)) }
                                span class="t" {
                                    a class="t-link" href={ "/tickets/" (other.label()) } { (other.label()) " " (other.title) }
                                    small { (words::state(locale, other.state)) }
                                }
                                @if sheet.may_work() { (remove(here, &format!("/links/{}/remove", link.id), &other.label())) }
                            }
                        }
                    }
                }
                @if sheet.may_work() { (add_link(here)) }
            }
        }
    }
}

fn add_link(here: Here<'_>) -> Markup {
    let locale = here.locale();
    let kinds: Vec<(&str, String)> =
        LinkKind::ALL.iter().map(|kind| (kind.as_str(), words::link(locale, *kind, true))).collect();
    let choices: Vec<Choice<'_>> = kinds.iter().map(|(value, label)| Choice { value, label }).collect();
    html! {
        details class="add" {
            summary class="btn quiet sm" data-key="l" data-label=(here.t("tickets-add-link")) { (icon_s("plus")) (here.t("tickets-add-link")) " " kbd { "l" } }
            (here.small_form("/links", "stack body", &html! {
                label class="lbl" for="s-kind" { (here.t("tickets-field-link")) }
                select class="input" id="s-kind" name="kind" {
                    @for choice in &choices { option value=(choice.value) selected[choice.value == LinkKind::Related.as_str()] { (choice.label) } }
                }
                label class="lbl" for="s-ticket" { (here.t("tickets-field-number")) }
                input class="input" id="s-ticket" name="ticket" required autocomplete="off" placeholder="INC-42";
                (Button::submit(here.t("tickets-do-link")).small())
            }))
        }
    }
}

fn attachments(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    html! {
        @if !sheet.attachments.is_empty() {
            section class="card" {
                header { h2 { (here.t("tickets-attachments")) } span class="small muted" { (sheet.attachments.len()) } }
                div class="body flush" {
                    ul class="items" {
                        @for file in &sheet.attachments {
                            li {
                                span class="t" {
                                    (feed::attachment(here, file))
                                    small {
                                        (here.moment(file.created_at))
                                        @if let Some(user) = file.uploaded_by { ", " (sheet.name(user)) }
                                        @if !file.public { " " (badge(Tone::Note, &t(locale, "web-voice-internal"))) }
                                    }
                                }
                                @if sheet.access >= base::people::policy::Access::Lead || (file.uploaded_by.is_some() && file.uploaded_by == here.me()) {
                                    (remove(here, &format!("/files/{}/remove", file.id), &file.name))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn tags(here: Here<'_>) -> Markup {
    let sheet = here.sheet;
    html! {
        @if !sheet.tags.is_empty() || sheet.may_edit() {
            section class="card" {
                header { h2 { (here.t("tickets-tags")) } }
                div class="body stack" {
                    @if !sheet.tags.is_empty() {
                        ul class="row" {
                            @for tag in &sheet.tags {
                                li class="chip" {
                                    span class="v" { (tag) }
                                    @if sheet.may_edit() {
                                        (here.small_form("/tags/remove", "press", &html! {
                                            input type="hidden" name="tag" value=(tag);
                                            button type="submit" aria-label=(t!(here.locale(), "tickets-remove", name = tag.as_str())) { (icon_s("x")) }
                                        }))
                                    }
                                }
                            }
                        }
                    }
                    @if sheet.may_edit() {
                        (here.small_form("/tags", "row", &html! {
                            input class="input w-m" name="tag" required maxlength="50" aria-label=(here.t("tickets-add-tag")) placeholder=(here.t("tickets-add-tag"));
                            (Button::submit(here.t("tickets-do-add")).small())
                        }))
                    }
                }
            }
        }
    }
}

/// When it happened and was noticed, and what the tool it came from said of it.
fn facts(here: Here<'_>) -> Markup {
    let (locale, ticket) = (here.locale(), &here.sheet.ticket);
    let source: Vec<(String, String)> = match serde_json::from_str::<serde_json::Value>(&ticket.source_facts)
    {
        Ok(serde_json::Value::Object(facts)) => facts
            .into_iter()
            .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect(),
        _ => Vec::new(),
    };
    let change = |word: &str, key: &str| {
        html! { @if here.sheet.may_edit() { " " (Button::link(here.href(&format!("/edit/{word}")), here.t(key)).quiet().small().only_icon("pencil").attr("data-edit", "")) } }
    };
    html! {
        section class="card" {
            header { h2 { (here.t("tickets-facts")) } }
            div class="body" {
                dl class="dl" {
                    dt { (here.t("tickets-field-kind")) } dd { (words::word(locale, "kind", ticket.kind.as_str())) }
                    dt { (here.t("tickets-field-channel")) } dd { (words::word(locale, "via", ticket.channel.as_str())) }
                    dt { (here.t("tickets-recorded")) } dd { (here.moment(ticket.created_at)) }
                    dt { (here.t("tickets-field-occurred-at")) }
                    dd { @if let Some(at) = ticket.occurred_at { (here.moment(at)) } @else { (here.t("web-value-none")) } (change("occurred", "tickets-edit-occurred")) }
                    dt { (here.t("tickets-field-detected-at")) }
                    dd { @if let Some(at) = ticket.detected_at { (here.moment(at)) } @else { (here.t("web-value-none")) } (change("detected", "tickets-edit-detected")) }
                    dt { (here.t("tickets-expected")) }
                    dd { @if let Some(at) = ticket.expected_at { (here.moment(at)) } @else { (here.t("web-value-none")) } (change("expected", "tickets-edit-expected")) }
                    dt { (here.t("tickets-field-sensitive")) }
                    dd { (here.t(if ticket.sensitive { "tickets-yes" } else { "tickets-no" })) (change("sensitive", "tickets-edit-sensitive")) }
                    @if ticket.reopen_count > 0 { dt { (here.t("tickets-reopened")) } dd { (ticket.reopen_count) } }
                    @if !ticket.resolution.is_empty() {
                        dt { (here.t("tickets-field-resolution")) }
                        dd {
                            (ticket.resolution)
                            @if let Some(kind) = ticket.resolution_kind { br; span class="muted small" { (words::word(locale, "resolution", kind.as_str())) } }
                            @if let Some(cause) = ticket.cause_code { br; span class="muted small" { (words::word(locale, "cause", cause.as_str())) } }
                        }
                    }
                    @if let Some(score) = ticket.score {
                        dt { (here.t("tickets-field-score")) } dd { (t!(locale, "tickets-score", n = score)) " " (ticket.score_comment) }
                    }
                    @if !ticket.source.is_empty() {
                        dt { (here.t("tickets-source")) } dd { (ticket.source) " " (ticket.source_id) }
                    }
                    @for (name, value) in &source { dt { (name) } dd { (value) } }
                }
            }
        }
    }
}
