//! Mailboxes in the settings: a tile each with how it is, and the form.

use base::{
    desks::{Category, Desk, path},
    settings::{Answer, Here, desk_switch},
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use web::{
    components::{
        Button, Choice, Field, Notice, Tab, Tone, ago, badge, banner, definitions, elapsed, moment, switch,
        tabs,
    },
    i18n::{Locale, t},
    t,
};

use super::top;
use crate::inbox::{
    imap::{Condition, Failure, Health, Opened, Trial},
    model::{Auth, Kind, Mailbox, Tls},
};

/// A mailbox in the list.
pub(in crate::inbox) struct Tile {
    pub(in crate::inbox) mailbox: Mailbox,
    pub(in crate::inbox) health: Health,
    /// The desk's name.
    pub(in crate::inbox) desk: String,
}

/// A mailbox as it is typed; the secrets are never shown.
#[derive(Debug, Clone)]
pub(in crate::inbox) struct Typed {
    pub(in crate::inbox) kind: Kind,
    pub(in crate::inbox) name: String,
    pub(in crate::inbox) address: String,
    pub(in crate::inbox) authserv: String,
    pub(in crate::inbox) guests: bool,
    pub(in crate::inbox) enabled: bool,
    pub(in crate::inbox) category: Option<i64>,
    pub(in crate::inbox) host: String,
    pub(in crate::inbox) port: String,
    pub(in crate::inbox) tls: String,
    pub(in crate::inbox) login: String,
    pub(in crate::inbox) auth: String,
    pub(in crate::inbox) token_url: String,
    pub(in crate::inbox) client_id: String,
    pub(in crate::inbox) scope: String,
    pub(in crate::inbox) folder: String,
}

impl Typed {
    /// One that nobody has typed yet.
    pub(in crate::inbox) fn blank(kind: Kind) -> Self {
        let empty = String::new;
        Self {
            kind,
            name: empty(),
            address: empty(),
            authserv: empty(),
            guests: true,
            enabled: true,
            category: None,
            host: empty(),
            port: empty(),
            tls: Tls::Implicit.as_str().to_owned(),
            login: empty(),
            auth: Auth::Password.as_str().to_owned(),
            token_url: empty(),
            client_id: empty(),
            scope: empty(),
            folder: "INBOX".to_owned(),
        }
    }
}

impl From<&Mailbox> for Typed {
    fn from(mailbox: &Mailbox) -> Self {
        let mut typed = Self {
            name: mailbox.name.clone(),
            address: mailbox.address.clone(),
            authserv: mailbox.authserv.clone(),
            guests: mailbox.guests,
            enabled: mailbox.enabled,
            category: mailbox.category_id,
            ..Self::blank(mailbox.kind)
        };
        if let Some(imap) = &mailbox.imap {
            typed.host.clone_from(&imap.host);
            typed.port = imap.port.to_string();
            imap.tls.as_str().clone_into(&mut typed.tls);
            typed.login.clone_from(&imap.login);
            imap.auth.as_str().clone_into(&mut typed.auth);
            typed.token_url.clone_from(&imap.token_url);
            typed.client_id.clone_from(&imap.client_id);
            typed.scope.clone_from(&imap.scope);
            typed.folder.clone_from(&imap.folder);
        }
        typed
    }
}

/// What there is beside a mailbox.
pub(in crate::inbox) struct Around {
    /// The desks that the reader manages.
    pub(in crate::inbox) desks: Vec<Desk>,
    /// The mailbox's.
    pub(in crate::inbox) desk: Desk,
    pub(in crate::inbox) categories: Vec<Category>,
    /// How it is, when it exists.
    pub(in crate::inbox) health: Option<Health>,
    /// Whether a relay takes mail to people.
    pub(in crate::inbox) relay: bool,
}

/// What the page of a mailbox shows.
pub(in crate::inbox) struct Shown<'a> {
    /// The mailbox, with the version that the form carries.
    pub(in crate::inbox) known: Option<(&'a Mailbox, i64)>,
    pub(in crate::inbox) typed: &'a Typed,
    pub(in crate::inbox) answer: &'a Answer,
    /// What a trial saw.
    pub(in crate::inbox) trial: Option<&'a Result<Trial, Failure>>,
}

fn tone(condition: Condition) -> Tone {
    match condition {
        Condition::Well => Tone::Ok,
        Condition::New | Condition::Off => Tone::Neutral,
        Condition::Late | Condition::Stuck | Condition::Token => Tone::Warn,
        Condition::Failing => Tone::Late,
    }
}

fn condition(here: &Here<'_>, health: &Health) -> Markup {
    let word = health.condition.as_str();
    badge(tone(health.condition), &here.t(&format!("inbox-mailbox-condition-{word}")))
}

fn kind_name(here: &Here<'_>, kind: Kind) -> String {
    here.t(match kind {
        Kind::Imap => "inbox-mailbox-kind-imap",
        Kind::Lmtp => "inbox-mailbox-kind-lmtp",
    })
}

/// The mailboxes.
pub(in crate::inbox) fn list(here: &Here<'_>, tiles: &[Tile], answer: &Answer, relay: bool) -> Markup {
    let add = Button::link("/settings/mailboxes/new", here.t("inbox-mailbox-add")).primary().icon("plus");
    html! {
        (top(here, (&here.t("inbox-mailbox-title"), &here.t("inbox-mailbox-lead")), Some(add), answer, relay))
        @if tiles.is_empty() {
            (here.nothing("mail", &here.t("inbox-mailbox-title"), "inbox-mailbox-empty"))
        }
        @for tile in tiles { (tile_card(here, tile)) }
    }
}

fn tile_card(here: &Here<'_>, tile: &Tile) -> Markup {
    let Tile { mailbox, health: its, desk } = tile;
    html! {
        section class="card" {
            header {
                h2 { a class="t-link" href={ "/settings/mailboxes/" (mailbox.id) } { (mailbox.name) } }
                (condition(here, its))
            }
            div class="body stack" {
                p class="small muted" { (mailbox.address) " · " (desk) " · " (kind_name(here, mailbox.kind)) }
                (health(here, mailbox, its))
            }
        }
    }
}

/// How it is: what is wrong first, then the figures.
fn health(here: &Here<'_>, mailbox: &Mailbox, health: &Health) -> Markup {
    let (locale, now) = (here.locale(), here.cx.now);
    let zone = &TimeZone::get(&here.cx.actor.visit.zone).unwrap_or(TimeZone::UTC);
    let when = |at: Timestamp| moment(locale, at, now, zone);
    let mut facts = Vec::new();
    if mailbox.kind == Kind::Imap {
        let fetched = health.fetched_at.map(|at| ago(locale, at, now, zone));
        facts.push((here.t("inbox-mailbox-fetched"), fetched));
    }
    facts.push((here.t("inbox-mailbox-received"), health.received_at.map(|at| ago(locale, at, now, zone))));
    let lag = health.waiting_since.map_or_else(
        || html! { (here.t("inbox-mailbox-no-lag")) },
        |since| elapsed(locale, since, now, zone),
    );
    facts.push((here.t("inbox-mailbox-lag"), Some(lag)));
    if let Some(until) = health.token_until {
        let key = if health.renews { "inbox-mailbox-token-renews" } else { "inbox-mailbox-token-ends" };
        facts.push((here.t("inbox-mailbox-token"), Some(html! { (when(until)) " " (here.t(key)) })));
    }
    html! {
        @if let Some(since) = health.failing_since {
            (banner(Notice::Warn, html! {
                b { (here.t(&format!("inbox-mailbox-trouble-{}", health.trouble))) }
                " " (t!(locale, "inbox-mailbox-failing-since", since = web::fmt::datetime(locale, since, zone)))
                @if !health.error.is_empty() { br; span class="small" { (health.error) } }
            }, html! {}))
        }
        @if health.condition == Condition::Token {
            (banner(Notice::Warn, html! { (here.t("inbox-mailbox-trouble-token-ends")) }, html! {}))
        }
        (definitions(locale, &facts))
        @if !health.stuck.is_empty() {
            details {
                summary { (t!(locale, "inbox-mailbox-stuck", n = health.stuck.len())) }
                p class="small" { (here.t("inbox-mailbox-stuck-text")) }
                ul class="small" {
                    @for stuck in &health.stuck {
                        li {
                            (t!(locale, "inbox-mailbox-stuck-mail", uid = i64::from(stuck.uid), n = stuck.attempts))
                            " " (when(stuck.tried_at)) ": " (stuck.error)
                        }
                    }
                }
            }
        }
    }
}

/// What a trial saw, in plain words.
fn trial(here: &Here<'_>, trial: &Result<Trial, Failure>) -> Markup {
    let locale = here.locale();
    let refused = |failure: &Failure| {
        html! {
            b { (here.t(&format!("inbox-mailbox-trouble-{}", failure.word()))) }
            br; span class="small" { (failure.words()) }
        }
    };
    let said = match trial {
        Err(failure) => banner(Notice::Warn, refused(failure), html! {}),
        Ok(Trial { opened: Ok(Opened { messages, new }), folders }) => {
            let text = t!(locale, "inbox-mailbox-trial-well", messages = i64::from(*messages), new = *new);
            banner(Notice::Info, html! { b { (text) } (folder_list(here, folders)) }, html! {})
        }
        Ok(Trial { opened: Err(failure), folders }) => {
            banner(Notice::Warn, html! { (refused(failure)) (folder_list(here, folders)) }, html! {})
        }
    };
    html! { div role="status" id="trial" { (said) } }
}

fn folder_list(here: &Here<'_>, folders: &[String]) -> Markup {
    html! {
        @if !folders.is_empty() {
            br; span class="small" { (here.t("inbox-mailbox-trial-folders")) " " (folders.join(", ")) }
        }
    }
}

/// The page of a mailbox.
pub(in crate::inbox) fn form(here: &Here<'_>, shown: &Shown<'_>, around: &Around) -> Markup {
    let Shown { known, typed, answer, .. } = shown;
    let (title, action) = match known {
        Some((mailbox, _)) => (mailbox.name.clone(), format!("/settings/mailboxes/{}", mailbox.id)),
        None => (here.t("inbox-mailbox-new"), "/settings/mailboxes/new".to_owned()),
    };
    let body = html! {
        @match known {
            Some((_, version)) => input type="hidden" name="version" value=(version);,
            None => {
                input type="hidden" name="desk" value=(around.desk.id);
                input type="hidden" name="kind" value=(kind_value(typed.kind));
            }
        }
        (fields(here, *known, typed, around, answer))
        @if typed.kind == Kind::Imap { (server(here, *known, typed, answer)) }
    };
    html! {
        (top(here, (&title, &here.t("inbox-mailbox-form-lead")), None, answer, around.relay))
        @if let Some(seen) = shown.trial { (trial(here, seen)) }
        @match known {
            None => {
                (desk_switch(here, "/settings/mailboxes/new", &around.desks, around.desk.id))
                (kinds(here, typed.kind, around.desk.id))
            }
            Some((mailbox, _)) => @if let Some(its) = &around.health { (state(here, mailbox, its)) },
        }
        section class="card" { div class="body" { (here.form(&action, &body, &here.save("/settings/mailboxes"))) } }
        @if let Some((mailbox, version)) = known && here.may {
            section class="card danger-zone" {
                header { h2 { (here.t("inbox-mailbox-archive-title")) } }
                div class="body stack" {
                    p class="small" { (here.t("inbox-mailbox-archive-text")) }
                    (here.press(
                        &format!("/settings/mailboxes/{}/archive", mailbox.id),
                        Some(*version),
                        &Button::submit(t!(here.locale(), "inbox-mailbox-archive", name = mailbox.name.as_str())).danger(),
                    ))
                }
            }
        }
    }
}

fn kind_value(kind: Kind) -> &'static str {
    match kind {
        Kind::Imap => "imap",
        Kind::Lmtp => "lmtp",
    }
}

/// How the mail of a new mailbox comes.
fn kinds(here: &Here<'_>, current: Kind, desk: i64) -> Markup {
    let tab = |kind: Kind| Tab {
        href: format!("/settings/mailboxes/new?desk={desk}&kind={}", kind_value(kind)),
        label: kind_name(here, kind),
        symbol: None,
        count: None,
        current: kind == current,
    };
    tabs(&here.t("inbox-mailbox-kind"), &[tab(Kind::Imap), tab(Kind::Lmtp)])
}

/// How a mailbox is, on its own page, with the button that tries it.
fn state(here: &Here<'_>, mailbox: &Mailbox, its: &Health) -> Markup {
    html! {
        section class="card" {
            header { h2 { (here.t("inbox-mailbox-health")) } (condition(here, its)) }
            div class="body stack" {
                (health(here, mailbox, its))
                @if mailbox.kind == Kind::Imap && here.may {
                    (here.press(
                        &format!("/settings/mailboxes/{}/try", mailbox.id),
                        None,
                        &Button::submit(here.t("inbox-mailbox-try")).icon("plug"),
                    ))
                    p class="small muted" { (here.t("inbox-mailbox-try-hint")) }
                }
            }
        }
    }
}

fn fields(
    here: &Here<'_>,
    known: Option<(&Mailbox, i64)>,
    typed: &Typed,
    around: &Around,
    answer: &Answer,
) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("inbox-mailbox-{field}"));
    let (name, address, authserv, category) =
        (label("name"), label("address"), label("authserv"), label("category"));
    let (address_hint, authserv_hint, none) =
        (label("address-hint"), label("authserv-hint"), label("no-category"));
    let names: Vec<(String, String)> = around
        .categories
        .iter()
        .map(|category| (category.id.to_string(), path(&around.categories, category.id, locale)))
        .collect();
    let mut choices = vec![Choice { value: "", label: &none }];
    choices.extend(names.iter().map(|(id, name)| Choice { value: id, label: name }));
    let chosen = typed.category.map(|id| id.to_string()).unwrap_or_default();
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        div class="fields" {
            (field("name", &name).required().attr("maxlength", "200").text(&typed.name))
            @match known {
                None => (field("address", &address).required().hint(&address_hint).attr("maxlength", "254")
                    .attr("autocomplete", "off").input("email", &typed.address)),
                Some((mailbox, _)) => div class="field" { span class="med" { (address) } p { (mailbox.address) } },
            }
            (field("authserv", &authserv).hint(&authserv_hint).attr("maxlength", "253")
                .attr("autocomplete", "off").text(&typed.authserv))
            (field("category", &category).select(&choices, &chosen))
        }
        (switch("guests", &label("guests"), typed.guests))
        @if known.is_some() { (switch("enabled", &label("enabled"), typed.enabled)) }
    }
}

/// Where it is fetched.
fn server(here: &Here<'_>, known: Option<(&Mailbox, i64)>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("inbox-mailbox-{field}"));
    let labels = ["host", "port", "tls", "login", "auth", "secret", "folder"].map(label);
    let [host, port, tls, login, auth, secret, folder] = &labels;
    let hints = ["host-hint", "port-hint", "login-hint", "folder-hint"].map(label);
    let [host_hint, port_hint, login_hint, folder_hint] = &hints;
    let words = Tls::ALL.map(|tls| label(&format!("tls-{}", tls.as_str())));
    let protections =
        Tls::ALL.iter().zip(&words).map(|(tls, word)| Choice { value: tls.as_str(), label: word });
    let ways = Auth::ALL.map(|auth| label(&format!("auth-{}", auth.as_str())));
    let ways = Auth::ALL.iter().zip(&ways).map(|(auth, word)| Choice { value: auth.as_str(), label: word });
    let is_set = known.is_some_and(|(mailbox, _)| mailbox.has_secret);
    let secret_hint = label(if is_set { "secret-is-set" } else { "secret-hint" });
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        h2 { (label("server")) }
        div class="fields" {
            (field("host", host).required().hint(host_hint).attr("maxlength", "253").attr("autocomplete", "off")
                .text(&typed.host))
            (field("tls", tls).required().select(&protections.collect::<Vec<_>>(), &typed.tls))
            (field("port", port).hint(port_hint).attr("inputmode", "numeric").attr("maxlength", "5").text(&typed.port))
            (off_text(field("login", login).hint(login_hint), &typed.login))
            (field("auth", auth).required().select(&ways.collect::<Vec<_>>(), &typed.auth))
            (field("secret", secret).hint(&secret_hint).attr("autocomplete", "new-password").input("password", ""))
            (off_text(field("folder", folder).hint(folder_hint), &typed.folder))
        }
        (tokens(here, known, typed, answer))
    }
}

fn off_text(field: Field<'_>, value: &str) -> Markup {
    field.attr("autocomplete", "off").attr("maxlength", "320").attr("spellcheck", "false").text(value)
}

/// How access tokens are asked for; folded where a password is used.
fn tokens(here: &Here<'_>, known: Option<(&Mailbox, i64)>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let label = |field: &str| here.t(&format!("inbox-mailbox-{field}"));
    let labels = ["token-url", "client-id", "scope", "refresh-token"].map(label);
    let [token_url, client_id, scope, refresh] = &labels;
    let is_set = known.is_some_and(|(mailbox, _)| mailbox.has_refresh);
    let refresh_hint = label(if is_set { "refresh-is-set" } else { "refresh-hint" });
    let (url_hint, scope_hint) = (label("token-url-hint"), label("scope-hint"));
    let field = |name, label| Field::new(locale, name, label).errors(&answer.faults);
    html! {
        details open[typed.auth == Auth::Xoauth2.as_str()] {
            summary { (label("tokens")) }
            p class="small" { (label("tokens-text")) }
            div class="fields" {
                (field("token_url", token_url).hint(&url_hint).attr("maxlength", "2000").attr("autocomplete", "off")
                    .input("url", &typed.token_url))
                (off_text(field("client_id", client_id), &typed.client_id))
                (field("scope", scope).hint(&scope_hint).attr("maxlength", "1000").attr("autocomplete", "off")
                    .text(&typed.scope))
                (field("refresh_token", refresh).hint(&refresh_hint).attr("autocomplete", "new-password")
                    .input("password", ""))
            }
        }
    }
}

/// What differs between a mailbox and what was typed, for the reader.
pub(in crate::inbox) fn pairs(locale: Locale, now: &Typed, typed: &Typed) -> Vec<(String, String, String)> {
    type Field = (&'static str, fn(&Typed) -> &str);
    let fields: [Field; 10] = [
        ("name", |of| &of.name),
        ("authserv", |of| &of.authserv),
        ("host", |of| &of.host),
        ("port", |of| &of.port),
        ("login", |of| &of.login),
        ("token-url", |of| &of.token_url),
        ("client-id", |of| &of.client_id),
        ("scope", |of| &of.scope),
        ("folder", |of| &of.folder),
        ("auth", |of| &of.auth),
    ];
    let pair = |(field, of): Field| {
        let name = t(locale, &format!("inbox-mailbox-{field}"));
        (name, of(now).to_owned(), of(typed).to_owned())
    };
    fields.into_iter().map(pair).collect()
}
