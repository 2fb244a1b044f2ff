//! One's own account: profile, password, sessions, tokens.

use maud::{Markup, html};
use web::{
    components::{Button, Choice, Column, Field, checkbox, csrf_field, empty, table},
    i18n::t,
    layout::Theme,
    t,
};

use super::kit::{Answer, Here, languages, zones};
use crate::people::{
    actor::Scope,
    model::{ApiToken, ProfileEdit, Session, User},
    notice::{NoticeDelivery, NoticePreferences, NoticeTopic},
    password::SHORTEST,
};

/// What the page shows of an account.
pub(in crate::people) struct Account {
    pub(in crate::people) user: User,
    pub(in crate::people) sessions: Vec<Session>,
    pub(in crate::people) tokens: Vec<ApiToken>,
    pub(in crate::people) notices: NoticePreferences,
}

/// A profile as it is typed, with the version that the form carries.
pub(in crate::people) struct Typed {
    pub(in crate::people) edit: ProfileEdit,
    pub(in crate::people) version: i64,
}

impl From<&User> for Typed {
    fn from(user: &User) -> Self {
        let edit = ProfileEdit {
            name: user.name.clone(),
            phone: user.phone.clone(),
            locale: user.locale,
            zone: user.zone.clone(),
            theme: user.theme,
        };
        Self { edit, version: user.version }
    }
}

/// The page of one's own account.
pub(in crate::people) fn page(here: Here<'_>, account: &Account, typed: &Typed, answer: &Answer) -> Markup {
    html! {
        div class="page" {
            (here.head(&here.t("people-profile-title"), &account.user.email, None))
            (answer.show(here.locale()))
            section class="card" {
                header { h2 { (here.t("people-profile-card")) } }
                div class="body" { (profile(here, typed, answer)) }
            }
            section class="card" id="password" {
                header { h2 { (here.t("people-password-card")) } }
                div class="body" { (password(here, &account.user, answer)) }
            }
            section class="card" id="notices" {
                header { h2 { (here.t("people-notice-card")) } }
                div class="body" { (notices(here, &account.notices)) }
            }
            section class="card" id="sessions" {
                header { h2 { (here.t("people-sessions-card")) } (end_all(here, account)) }
                div class="body flush" { (sessions(here, &account.sessions)) }
            }
            section class="card" id="tokens" {
                header { h2 { (here.t("people-tokens-card")) } }
                div class="body" { (new_token(here, answer)) }
                div class="body flush" { (tokens(here, &account.tokens)) }
            }
        }
    }
}

fn profile(here: Here<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let (name, phone) = (here.t("people-name"), here.t("people-phone"));
    let (language, zone, theme) = (here.t("people-locale"), here.t("people-zone"), here.t("people-theme"));
    let themes = [Theme::System, Theme::Light, Theme::Dark]
        .map(|theme| (theme.code(), here.t(&format!("people-theme-{}", theme.code()))));
    let themes = themes.each_ref().map(|(value, label)| Choice { value, label });
    let field = |name, label| Field::new(here.locale(), name, label).errors(&answer.faults);
    let body = html! {
        input type="hidden" name="version" value=(typed.version);
        div class="fields" {
            (field("name", &name).required().attr("autocomplete", "name").attr("maxlength", "200").text(&typed.edit.name))
            (field("phone", &phone).attr("autocomplete", "tel").attr("maxlength", "50").input("tel", &typed.edit.phone))
            (field("locale", &language).required().select(&languages(), typed.edit.locale.lang()))
            (field("zone", &zone).required().attr("list", "zones").text(&typed.edit.zone))
            (field("theme", &theme).required().select(&themes, typed.edit.theme.code()))
        }
        (zones())
    };
    let foot = html! { (Button::submit(here.t("people-save")).primary().icon("check")) };
    here.form("/profile", &body, &foot)
}

fn password(here: Here<'_>, user: &User, answer: &Answer) -> Markup {
    let (current, new) = (here.t("people-current-password"), here.t("people-new-password"));
    let (again, hint) =
        (here.t("people-password-again"), t!(here.locale(), "people-password-hint", n = SHORTEST));
    let field = |name, label| {
        Field::new(here.locale(), name, label).required().attr("maxlength", "256").errors(&answer.faults)
    };
    let new_one = |name, label| field(name, label).attr("autocomplete", "new-password");
    html! {
        @if user.has_password {
            form class="form" method="post" action="/profile/password" {
                (csrf_field(&here.cx.actor.visit.csrf))
                input class="sr" type="text" name="account" value=(user.email) autocomplete="username" readonly
                    tabindex="-1" aria-label=(here.t("people-email"));
                div class="fields" {
                    (field("current_password", &current).attr("autocomplete", "current-password").input("password", ""))
                    (new_one("new_password", &new).hint(&hint).input("password", ""))
                    (new_one("again", &again).input("password", ""))
                }
                div class="row" { (Button::submit(here.t("people-password-change"))) }
                p class="small muted" { (here.t("people-password-effect")) }
            }
        } @else {
            p { (here.t("people-password-none")) }
        }
    }
}

/// What comes by mail: agents are asked about their work, who are not staff are not.
fn notices(here: Here<'_>, chosen: &NoticePreferences) -> Markup {
    let staff = here.cx.actor.is_staff();
    let topics = NoticeTopic::ALL.into_iter().filter(|topic| staff || *topic != NoticeTopic::Work);
    let words = NoticeDelivery::ALL.map(|delivery| {
        (delivery.as_str(), here.t(&format!("people-notice-{}", delivery.as_str().replace('_', "-"))))
    });
    let choices = words.each_ref().map(|(value, label)| Choice { value, label });
    let essential = here.t("people-notice-essential");
    let body = html! {
        p class="small muted" { (here.t("people-notice-lead")) }
        div class="fields" {
            @for topic in topics {
                @let label = here.t(&format!("people-notice-topic-{}", topic.as_str()));
                @let field = Field::new(here.locale(), topic.as_str(), &label).required();
                @let field = if topic == NoticeTopic::Mine { field.hint(&essential) } else { field };
                (field.select(&choices, chosen.of(topic).as_str()))
            }
        }
        p { a href="/profile/services" { (here.t("people-notice-services")) } }
    };
    let foot = html! { (Button::submit(here.t("people-save")).icon("check")) };
    here.form("/profile/notices", &body, &foot)
}

fn end_all(here: Here<'_>, account: &Account) -> Markup {
    html! {
        @if account.sessions.len() > 1 {
            (here.press("/profile/sessions/end", &[], &Button::submit(here.t("people-sessions-end-others")).small()))
        }
    }
}

fn sessions(here: Here<'_>, sessions: &[Session]) -> Markup {
    let own = here.cx.actor.session_id;
    html! {
        ul class="items" {
            @for session in sessions {
                li {
                    (web::components::icon_s("screen"))
                    span class="t" {
                        b { (browser(here, &session.user_agent)) }
                        small {
                            (session.address) " · " (here.t("people-session-since")) " " (here.moment(session.created_at))
                            " · " (here.t("people-session-seen")) " " (here.moment(session.last_seen_at))
                        }
                    }
                    @if own == Some(session.id) {
                        span class="small muted" { (here.t("people-session-this")) }
                    } @else {
                        (here.press(&format!("/profile/sessions/{}/end", session.id), &[],
                            &Button::submit(here.t("people-session-end")).small()))
                    }
                }
            }
        }
    }
}

/// The browser and system that a `User-Agent` names, in the few words that a person recognises.
pub(in crate::people) fn browser(here: Here<'_>, agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t(here.locale(), "people-session-unknown"),
    }
}

fn new_token(here: Here<'_>, answer: &Answer) -> Markup {
    let (name, days) = (here.t("people-token-name"), here.t("people-token-days"));
    let hint = here.t("people-token-name-hint");
    let lives = ["30", "90", "365"]
        .map(|n| (n, t!(here.locale(), "people-token-for-days", n = n.parse::<i64>().unwrap_or(0))));
    let forever = here.t("people-token-forever");
    let mut lives: Vec<Choice<'_>> = lives.iter().map(|(value, label)| Choice { value, label }).collect();
    lives.push(Choice { value: "", label: &forever });
    let field = |name, label| Field::new(here.locale(), name, label).required().errors(&answer.faults);
    html! {
        form class="form" method="post" action="/profile/tokens" {
            (csrf_field(&here.cx.actor.visit.csrf))
            div class="fields" {
                (field("token_name", &name).hint(&hint).attr("maxlength", "100").text(""))
                (field("days", &days).select(&lives, "90"))
            }
            fieldset id="f-scopes" {
                legend { (here.t("people-token-scopes")) }
                div class="stack" {
                    @for scope in Scope::ALL {
                        (checkbox("scopes", scope.as_str(), &here.t(scope_key(scope)), scope == Scope::TicketsRead))
                    }
                }
            }
            div class="row" { (Button::submit(here.t("people-token-create")).icon("key")) }
        }
    }
}

/// The message key of a scope's name.
pub(in crate::people) const fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::TicketsRead => "people-scope-tickets-read",
        Scope::TicketsWrite => "people-scope-tickets-write",
        Scope::Admin => "people-scope-admin",
    }
}

/// What a token may be used for, in words.
pub(in crate::people) fn scope_words(here: Here<'_>, token: &ApiToken) -> String {
    token.scopes.iter().map(|scope| here.t(scope_key(scope))).collect::<Vec<_>>().join(", ")
}

fn tokens(here: Here<'_>, tokens: &[ApiToken]) -> Markup {
    let mut columns = ["name", "scopes", "used", "expires"]
        .map(|key| Column::named(here.t(&format!("people-token-{key}"))))
        .to_vec();
    columns.push(Column { label: here.t("people-token-revoke"), hidden: true, ..Column::default() });
    let rows = html! {
        @for token in tokens {
            tr {
                td { (token.name) " " span class="muted" { "…" (token.hint) } }
                td { (scope_words(here, token)) }
                td { @if let Some(at) = token.last_used_at { (here.moment(at)) } @else { (here.t("people-never")) } }
                td { @if let Some(at) = token.expires_at { (here.moment(at)) } @else { (here.t("people-never")) } }
                td class="r" {
                    (here.press(&format!("/profile/tokens/{}/revoke", token.id), &[],
                        &Button::submit(here.t("people-token-revoke")).small()))
                }
            }
        }
    };
    html! {
        @if tokens.is_empty() {
            (empty("key", &here.t("people-tokens-empty"), &here.t("people-tokens-empty-text"), None))
        } @else {
            (table(&here.t("people-tokens-card"), &columns, &rows))
        }
    }
}
