//! What every page must have.

use super::*;
use crate::components::MenuItem;

fn shell() -> Shell<'static> {
    Shell {
        locale: Locale::Fr,
        prefs: Prefs { theme: Theme::Dark, comfort: true, narrow: true },
        zone: "Europe/Paris",
        now: "2026-11-20T09:42:00Z".parse().unwrap(),
        csrf: "token",
        title: "File <d’attente>",
        brand: "Kerlann",
        home: "/board",
        user: "Sophie Le Goff",
        nav: &[],
        tabs: &[],
        desk: Some(Desk { name: "Ouest", hours: "8 h à 19 h" }),
        query: "",
        new: Some(NewAction { href: "/tickets/new", label: "Nouvel incident" }),
        oncall: Some(OnCallNow { href: "/oncall", name: "Yanis Belkacem" }),
        bell: Some(Bell { href: "/notifications", unread: 3 }),
        account: &[],
        palette: Some("/palette"),
        fixed: true,
        said: html! {},
    }
}

#[test]
fn an_agents_page_has_its_landmarks_and_its_settings() {
    let nav = vec![vec![NavItem {
        href: "/queue".to_owned(),
        label: "File d’attente".to_owned(),
        symbol: "queue",
        count: Some("64".to_owned()),
        active: true,
        key: Some("g q"),
        ..NavItem::default()
    }]];
    let account = [MenuItem {
        symbol: "gear",
        label: "Profil".to_owned(),
        href: Some("/me".to_owned()),
        ..MenuItem::default()
    }];
    let shell = Shell { nav: &nav, tabs: &nav[0], account: &account, ..shell() };
    let page = page(&shell, &html! { h1 { "x" } }).0;
    for part in [
        "<!DOCTYPE html><html lang=\"fr\" data-bs-theme=\"dark\" data-zone=\"Europe/Paris\">",
        "<title>File &lt;d’attente&gt; · Vigie</title>",
        "<meta name=\"csrf-token\" content=\"token\">",
        "<meta name=\"server-now\" content=\"2026-11-20T09:42:00.000Z\">",
        "<script type=\"module\" src=\"/assets/",
        "<body class=\"shell fixed narrow\" data-density=\"comfort\">",
        "<a class=\"skip\" href=\"#main\">",
        "<a href=\"/queue\" aria-current=\"page\" data-key=\"g q\">",
        "<form class=\"search\" role=\"search\" action=\"/search\">",
        "<main class=\"main\" id=\"main\" tabindex=\"-1\"><h1>x</h1></main>",
        "<div class=\"toasts\" id=\"toasts\" role=\"status\">",
        "<script type=\"application/json\" id=\"ui-text\">{",
        "has-dot",
        "<form id=\"post\" method=\"post\" hidden><input type=\"hidden\" name=\"csrf\" value=\"token\"></form>",
        "id=\"account-menu\" popover",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(page.ends_with("</div></body></html>"), "the toasts come last");
    assert!(!page.contains("style=") && !page.contains("onclick"), "nothing inline");
}

#[test]
fn a_portal_page_offers_the_other_language() {
    let portal = Portal {
        locale: Locale::Fr,
        theme: Theme::System,
        zone: "Europe/Paris",
        now: Timestamp::UNIX_EPOCH,
        csrf: None,
        title: "Aide",
        name: "Aide informatique",
        organisation: "Kerlann",
        home: "/help",
        nav: &[],
        user: Some(("Élodie Fontaine", "/help/me")),
        languages: &[(Locale::Fr, "/fr"), (Locale::En, "/en")],
        here: None,
        foot: "DSI",
        links: &[PortalLink { href: "/a11y", label: "Accessibilité" }],
        said: html! {},
    };
    let page = portal_page(&portal, &html! { p { "x" } }).0;
    assert!(
        page.contains("<a class=\"btn quiet sm\" href=\"/en\" lang=\"en\" hreflang=\"en\">English</a>"),
        "{page}"
    );
    assert!(
        !page.contains("href=\"/fr\"") && !page.contains("data-bs-theme") && !page.contains("csrf-token")
    );
    assert!(page.contains("<body class=\"portal\">") && page.contains("class=\"p-foot2\""));
    let own = Portal { csrf: Some("abc"), languages: &[], here: Some("/help?a=1&b=2"), ..portal };
    let page = portal_page(&own, &html! {}).0;
    assert!(
        page.contains("action=\"/preferences\"") && page.contains("value=\"/help?a=1&amp;b=2\""),
        "{page}"
    );
    assert!(
        page.contains("name=\"locale\" value=\"en\" lang=\"en\">English<") && !page.contains(">Français<")
    );
}

#[test]
fn the_small_pages_have_no_script() {
    let page =
        bare_page(Locale::En, Theme::System, "Acknowledge", "ack.css", "ack", &html! { main id="main" {} }).0;
    assert!(!page.contains("<script") && page.contains("/assets/ack"), "{page}");
}

#[test]
fn themes_have_words() {
    for theme in [Theme::System, Theme::Light, Theme::Dark] {
        assert_eq!(Theme::from_code(theme.code()), theme);
    }
}
