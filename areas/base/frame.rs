//! The frames around pages: agents' shell, settings, portal, plain. What stands in the rail and in the settings' index
//! is said here once; only what exists and what the reader may use is shown.

use maud::{Markup, html};
use web::{
    components::{Attrs, Crumb, MenuItem, crumbs},
    i18n::{Locale, t},
    layout::{self, Bell, NavItem, NewAction, Plain, Portal, Shell},
};

use crate::{
    app::App,
    ctx::Ctx,
    people::policy::{Act, may},
};

/// A place in the agents' rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// The live board.
    Board,
    /// What one has to do.
    MyWork,
    /// The queue and its tickets.
    Queue,
    /// The mail that came in.
    Mail,
    /// Settings.
    Settings,
    /// One's own account; not in the rail.
    Profile,
    /// What one was told; not in the rail.
    Notifications,
    /// What was searched for; not in the rail.
    Search,
}

impl Section {
    const RAIL: [Self; 5] = [Self::Board, Self::MyWork, Self::Queue, Self::Mail, Self::Settings];
    /// How many of them are for every day: they are the tabs of a phone, too.
    const DAILY: usize = 4;

    const fn href(self) -> &'static str {
        match self {
            Self::Board => "/board",
            Self::MyWork => "/my-work",
            Self::Queue => "/queue",
            Self::Mail => "/mails",
            Self::Settings => "/settings",
            Self::Profile => "/profile",
            Self::Notifications => "/notifications",
            Self::Search => "/search",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::MyWork => "my-work",
            Self::Queue => "queue",
            Self::Mail => "mail",
            Self::Settings => "settings",
            Self::Profile => "profile",
            Self::Notifications => "notifications",
            Self::Search => "search",
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Board => "gauge",
            Self::MyWork => "mine",
            Self::Queue => "queue",
            Self::Mail => "mail",
            Self::Settings => "gear",
            Self::Profile => "user",
            Self::Notifications => "bell",
            Self::Search => "search",
        }
    }

    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Board => Some("g b"),
            Self::MyWork => Some("g m"),
            Self::Queue => Some("g q"),
            _ => None,
        }
    }

    /// Where what waits there is counted.
    const fn counted_at(self) -> Option<&'static str> {
        match self {
            Self::Mail => Some("/mails/waiting"),
            _ => None,
        }
    }

    fn is_open_to(self, cx: &Ctx) -> bool {
        match self {
            Self::Mail => may(&cx.actor, Act::SortMail),
            Self::Settings => SettingsPage::ALL.iter().any(|page| page.is_open_to(cx)),
            _ => true,
        }
    }
}

/// A page of the settings, with the group it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingsPage {
    /// Help desks.
    Desks,
    /// Categories.
    Categories,
    /// Impact × urgency.
    Matrix,
    /// Working hours and holidays.
    Calendars,
    /// SLA, OLA, underpinning contracts.
    Commitments,
    /// Mailboxes.
    Mailboxes,
    /// Macros.
    Macros,
    /// The texts of mail.
    MailTexts,
    /// Business services.
    Services,
    /// Codes to print for places and devices.
    Codes,
    /// People.
    People,
    /// Teams.
    Teams,
    /// Organisations.
    Organisations,
    /// API tokens.
    Tokens,
    /// Background work that failed.
    Jobs,
    /// The journal.
    Audit,
}

/// What settings are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingsGroup {
    /// How a desk works.
    Desk,
    /// Who there is.
    People,
    /// The installation itself.
    System,
}

impl SettingsGroup {
    /// In the order of the index.
    pub const ALL: [Self; 3] = [Self::Desk, Self::People, Self::System];

    /// Its name.
    #[must_use]
    pub fn title(self, locale: Locale) -> String {
        let word = match self {
            Self::Desk => "desk",
            Self::People => "people",
            Self::System => "system",
        };
        t(locale, &format!("app-settings-group-{word}"))
    }
}

impl SettingsPage {
    /// In the order of the index.
    pub const ALL: [Self; 16] = [
        Self::Desks,
        Self::Categories,
        Self::Matrix,
        Self::Calendars,
        Self::Commitments,
        Self::Mailboxes,
        Self::Macros,
        Self::MailTexts,
        Self::Services,
        Self::Codes,
        Self::People,
        Self::Teams,
        Self::Organisations,
        Self::Tokens,
        Self::Jobs,
        Self::Audit,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Desks => "desks",
            Self::Categories => "categories",
            Self::Matrix => "matrix",
            Self::Calendars => "calendars",
            Self::Commitments => "commitments",
            Self::Mailboxes => "mailboxes",
            Self::Macros => "macros",
            Self::MailTexts => "mail-texts",
            Self::Services => "services",
            Self::Codes => "qr",
            Self::People => "people",
            Self::Teams => "teams",
            Self::Organisations => "organisations",
            Self::Tokens => "tokens",
            Self::Jobs => "jobs",
            Self::Audit => "audit",
        }
    }

    /// Where it is.
    #[must_use]
    pub fn href(self) -> String {
        format!("/settings/{}", self.word())
    }

    /// Its icon.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Desks => "home",
            Self::Categories => "tag",
            Self::Matrix => "grid",
            Self::Calendars => "calendar",
            Self::Commitments => "clock",
            Self::Mailboxes => "mail",
            Self::Macros => "bolt",
            Self::MailTexts => "doc",
            Self::Services => "server",
            Self::Codes => "grid",
            Self::People => "user",
            Self::Teams => "team",
            Self::Organisations => "building",
            Self::Tokens => "key",
            Self::Jobs => "refresh",
            Self::Audit => "history",
        }
    }

    /// Its group.
    #[must_use]
    pub const fn group(self) -> SettingsGroup {
        match self {
            Self::Desks
            | Self::Categories
            | Self::Matrix
            | Self::Calendars
            | Self::Commitments
            | Self::Mailboxes
            | Self::Macros
            | Self::MailTexts
            | Self::Services
            | Self::Codes => SettingsGroup::Desk,
            Self::People | Self::Teams | Self::Organisations | Self::Tokens => SettingsGroup::People,
            Self::Jobs | Self::Audit => SettingsGroup::System,
        }
    }

    /// Its name.
    #[must_use]
    pub fn title(self, locale: Locale) -> String {
        t(locale, &format!("app-settings-{}", self.word()))
    }

    /// What is found there, in one line.
    #[must_use]
    pub fn hint(self, locale: Locale) -> String {
        t(locale, &format!("app-settings-{}-hint", self.word()))
    }

    /// Whether the reader may open it.
    #[must_use]
    pub fn is_open_to(self, cx: &Ctx) -> bool {
        let act = match self {
            Self::Desks
            | Self::Categories
            | Self::Matrix
            | Self::Calendars
            | Self::Commitments
            | Self::Mailboxes
            | Self::Macros
            | Self::MailTexts
            | Self::Services
            | Self::Codes
            | Self::Teams => Act::ReadSettings,
            Self::People => Act::ManagePeople,
            Self::Organisations | Self::Tokens | Self::Jobs => Act::Administer,
            Self::Audit => Act::ReadAudit,
        };
        may(&cx.actor, act)
    }
}

/// A place in the portal's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PortalSection {
    /// « Que se passe-t-il ? »
    Home,
    /// Asking for something.
    Request,
    /// One's own tickets.
    Tickets,
    /// One's own account.
    Profile,
}

/// How an agents' page differs from the usual.
#[derive(Debug, Clone, Default)]
pub struct Extra<'a> {
    /// The page fills the window and scrolls inside.
    pub fixed: bool,
    /// What is being searched for.
    pub query: &'a str,
    /// Results to show at once, made by `components::toast`.
    pub said: Markup,
}

/// An agents' page.
#[must_use]
pub fn page(app: &App, cx: &Ctx, section: Section, title: &str, body: Markup) -> Markup {
    page_with(app, cx, section, title, &Extra { said: html! {}, ..Extra::default() }, &body)
}

/// An agents' page that differs from the usual.
#[must_use]
pub fn page_with(
    app: &App,
    cx: &Ctx,
    section: Section,
    title: &str,
    extra: &Extra<'_>,
    body: &Markup,
) -> Markup {
    let (locale, visit) = (cx.locale, &cx.actor.visit);
    let item = |place: Section| NavItem {
        href: place.href().to_owned(),
        label: t(locale, &format!("app-nav-{}", place.word())),
        symbol: place.symbol(),
        count: None,
        counted_at: place.counted_at(),
        active: place == section,
        key: place.key(),
    };
    let places = |wanted: &[Section]| -> Vec<NavItem> {
        wanted.iter().filter(|place| place.is_open_to(cx)).map(|place| item(*place)).collect()
    };
    let (daily, rest) = Section::RAIL.split_at(Section::DAILY);
    let mut nav = vec![places(daily), places(rest)];
    nav.retain(|group| !group.is_empty());
    let mut tabs = places(daily);
    tabs.push(NavItem {
        href: "/profile".to_owned(),
        label: t(locale, "app-nav-more"),
        symbol: "menu",
        ..NavItem::default()
    });
    let account = account(locale);
    let new_label = t(locale, "app-new-incident");
    let shell = Shell {
        locale,
        prefs: visit.prefs,
        zone: &visit.zone,
        now: cx.now,
        csrf: &visit.csrf,
        title,
        brand: &app.config.brand.get(),
        home: "/",
        user: cx.actor.name(),
        nav: &nav,
        tabs: &tabs,
        desk: None,
        query: extra.query,
        new: Some(NewAction { href: "/tickets/new", label: &new_label }),
        oncall: None,
        bell: Some(Bell { href: "/notifications", unread: visit.unread }),
        account: &account,
        palette: Some("/palette"),
        fixed: extra.fixed,
        said: extra.said.clone(),
    };
    layout::page(&shell, body)
}

fn account(locale: Locale) -> Vec<MenuItem> {
    let item = |symbol, key: &str, href: Option<&str>, post: Option<&str>| MenuItem {
        symbol,
        label: t(locale, key),
        key: None,
        href: href.map(str::to_owned),
        post: post.map(str::to_owned),
        danger: false,
        attrs: Attrs::new(),
    };
    vec![
        item("user", "app-account-profile", Some("/profile"), None),
        item("doc", "app-account-portal", Some("/portal"), None),
        item("signout", "app-account-sign-out", None, Some("/logout")),
    ]
}

/// A page of the settings, with the others beside it.
#[must_use]
pub fn settings(app: &App, cx: &Ctx, current: SettingsPage, title: &str, body: Markup) -> Markup {
    let locale = cx.locale;
    let open: Vec<SettingsPage> = SettingsPage::ALL.into_iter().filter(|page| page.is_open_to(cx)).collect();
    let whole = html! {
        div class="page" {
            (crumbs(locale, &[Crumb { href: "/settings".to_owned(), label: t(locale, "app-nav-settings") }]))
            div class="set" {
                nav class="set-nav" aria-label=(t(locale, "app-nav-settings")) {
                    @for group in SettingsGroup::ALL {
                        @if open.iter().any(|page| page.group() == group) {
                            h2 { (group.title(locale)) }
                            @for page in open.iter().filter(|page| page.group() == group) {
                                a href=(page.href()) aria-current=[(*page == current).then_some("page")] { (page.title(locale)) }
                            }
                        }
                    }
                }
                div { (body) }
            }
        }
    };
    page_with(app, cx, Section::Settings, title, &Extra { said: html! {}, ..Extra::default() }, &whole)
}

/// A page of the portal.
#[must_use]
pub fn portal(app: &App, cx: &Ctx, section: PortalSection, title: &str, body: Markup) -> Markup {
    let (locale, visit) = (cx.locale, &cx.actor.visit);
    let item = |place: PortalSection, href: &str, key: &str| NavItem {
        href: href.to_owned(),
        label: t(locale, key),
        active: place == section,
        ..NavItem::default()
    };
    let mut nav = vec![
        item(PortalSection::Home, "/portal", "app-portal-home"),
        item(PortalSection::Request, "/portal/request", "app-portal-request"),
        item(PortalSection::Tickets, "/portal/tickets", "app-portal-tickets"),
    ];
    if cx.actor.is_staff() {
        nav.push(NavItem {
            href: "/queue".to_owned(),
            label: t(locale, "app-portal-desk"),
            ..NavItem::default()
        });
    }
    let name = t(locale, "app-portal-name");
    let portal = Portal {
        locale,
        theme: visit.prefs.theme,
        zone: &visit.zone,
        now: cx.now,
        csrf: Some(&visit.csrf),
        title,
        name: &name,
        organisation: &app.config.brand.get(),
        home: "/portal",
        nav: &nav,
        user: Some((cx.actor.name(), "/profile")),
        languages: &[],
        here: Some(if visit.here.is_empty() { "/portal" } else { visit.here.as_str() }),
        foot: "",
        links: &[],
        said: html! {},
    };
    layout::portal_page(&portal, &body)
}

/// A page outside the shell: sign-in, first run.
#[must_use]
pub fn plain(locale: Locale, title: &str, body: Markup) -> Markup {
    layout::plain_page(&Plain { locale, title, ..Plain::default() }, &body)
}
