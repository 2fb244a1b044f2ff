//! The pieces that are easy to get wrong: escaping, ARIA, thresholds.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Render, html};

use super::*;
use crate::error::FieldError;
use crate::fmt;
use crate::i18n::Locale;

const FR: Locale = Locale::Fr;

fn view(state: SlaState, remaining_secs: i64) -> SlaView {
    SlaView {
        state,
        remaining_secs,
        total_secs: 4 * 3600,
        at: Timestamp::from_second(1_800_000_000).unwrap(),
        open_until: None,
        warn_secs: None,
        day_secs: fmt::DAY,
        due: Some("20/11/2026 12:52".to_owned()),
    }
}

#[test]
fn priorities_have_a_shape_a_code_and_a_word() {
    let shown = priority(2, "élevée").0;
    assert!(
        shown.starts_with("<span class=\"prio p2\"><svg aria-hidden=\"true\"><use href=\"/assets/"),
        "{shown}"
    );
    assert!(
        shown.contains("#g-p2\"") && shown.ends_with("P2<span class=\"sr\"> élevée</span></span>"),
        "{shown}"
    );
    assert!(priority_tag(9, "x").0.contains("prio p5 tag"));
    assert!(priority_word(0, "<x>").0.contains("P1 <i>&lt;x&gt;</i>"));
}

#[test]
fn clocks_are_coloured_by_what_is_left_and_tick_only_while_they_run() {
    for (state, left, class, figure, ticks) in [
        (SlaState::Running, 2 * 3600 + 600, "sla ok", "2\u{A0}h\u{A0}10", true),
        (SlaState::Running, 3599, "sla warn", "59\u{A0}min", true),
        (SlaState::Running, -1500, "sla late", "−\u{A0}25\u{A0}min", true),
        (SlaState::Breached, -1500, "sla late", "−\u{A0}25\u{A0}min", true),
        (SlaState::Paused, 600, "sla pause", "En pause", false),
        (SlaState::Met, 600, "sla met", "Tenu", false),
        (SlaState::Missed, -600, "sla late", "Dépassé", false),
    ] {
        let shown = sla(FR, &view(state, left)).0;
        assert!(shown.contains(&format!("class=\"{class}\"")), "{shown}");
        assert!(shown.contains(&format!("<span class=\"v\">{figure}</span>")), "{shown}");
        assert_eq!(shown.contains("data-remaining"), ticks, "{shown}");
        assert!(shown.contains("title=\"20/11/2026 12:52\""));
    }
    let told = SlaView { warn_secs: Some(60), ..view(SlaState::Running, 600) };
    assert!(sla(FR, &told).0.contains("sla ok"), "a stated threshold wins over the default");
    assert_eq!(view(SlaState::Running, 3600).used_percent(), 75);
    assert_eq!(SlaView { total_secs: 0, ..view(SlaState::Running, i64::MIN) }.used_percent(), 100);
    assert_eq!(view(SlaState::Running, i64::MAX).used_percent(), 0);
}

#[test]
fn people_are_named() {
    for (avatar, class, label, shown) in [
        (Avatar::Person("Yanis Belkacem"), "av", "Yanis Belkacem", ">YB<"),
        (Avatar::Me("Sophie Le Goff"), "av me", "Sophie Le Goff, vous", ">SG<"),
        (Avatar::Writing("T R"), "av live", "T R écrit", ">TR<"),
        (Avatar::Provider("J P"), "av ext", "J P, prestataire", ">JP<"),
        (Avatar::Machine, "av bot", "Automatisme", "#i-spark"),
        (Avatar::Nobody, "av none", "Non affecté", "#i-user"),
    ] {
        let html = avatar.show(FR).0;
        assert!(html.contains(&format!("class=\"{class}\" role=\"img\" aria-label=\"{label}\"")), "{html}");
        assert!(html.contains(shown), "{html}");
    }
    for (name, expected) in
        [("Élodie Fontaine", "ÉF"), ("  ", "?"), ("<script>", "S"), ("Jean-Luc", "JL"), ("ßen Ü", "SSÜ")]
    {
        assert_eq!(initials(name), expected);
    }
    assert!(!Avatar::Person("\"><script>").show(FR).0.contains("<script>"));
}

#[test]
fn buttons_carry_their_attributes_escaped() {
    let button =
        Button::new("Affecter <vite>").primary().icon("user").key("e").attr("hx-post", "/a?b=1&c=\"2\"");
    let shown = button.render().0;
    assert!(shown.starts_with("<button class=\"btn primary\" type=\"button\" hx-post=\"/a?b=1&amp;c=&quot;2&quot;\" data-key=\"e\">"), "{shown}");
    assert!(shown.ends_with("</svg>Affecter &lt;vite&gt; <kbd>e</kbd></button>"), "{shown}");
    let icon = Button::link("/x", "Autres actions").only_icon("dots").render().0;
    assert!(icon.contains("aria-label=\"Autres actions\"") && icon.contains("class=\"btn icon\""), "{icon}");
    assert!(
        Button::post("/out", "x").render().0.contains("type=\"submit\" form=\"post\" formaction=\"/out\"")
    );
    assert!(Button::new("x").disabled(true).render().0.contains(" disabled=\"\""));
    assert!(group("Affichage", &[Button::new("Mois").pressed(false)]).0.contains("aria-pressed=\"false\""));
}

#[test]
fn a_field_is_labelled_described_and_keeps_what_was_typed() {
    let errors = [FieldError::new("mail", "value", "Il manque la fin.")];
    let field = Field::new(FR, "mail", "Adresse").hint("Par exemple…").required().errors(&errors);
    let shown = field.input("email", "a\"b").0;
    for part in [
        "<div class=\"field bad\"><label for=\"f-mail\">Adresse</label>",
        "id=\"f-mail\" name=\"mail\" required=\"\" aria-invalid=\"true\" aria-describedby=\"f-mail-hint f-mail-error\"",
        "type=\"email\" value=\"a&quot;b\"",
        "<span class=\"hint\" id=\"f-mail-hint\">",
        "<span class=\"err\" id=\"f-mail-error\">",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let optional = Field::new(FR, "team", "Équipe");
    let choices = [Choice { value: "1", label: "Réseau" }, Choice { value: "2", label: "<Poste>" }];
    let select = optional.select(&choices, "2").0;
    assert!(
        select.contains("facultatif")
            && select.contains("<option value=\"2\" selected>&lt;Poste&gt;</option>"),
        "{select}"
    );
    let area = Field::new(FR, "t", "T").textarea("\n</textarea><script>", 3).0;
    assert!(area.contains(">\n\n&lt;/textarea&gt;"), "{area}");
    assert!(!Field::new(FR, "p", "P").input("password", "secret").0.contains("secret"));
    assert!(errors_summary(FR, &errors).0.contains("<a href=\"#f-mail\">Il manque la fin.</a>"));
    assert_eq!(errors_summary(FR, &[]).0, "");
}

#[test]
fn boxes_are_inside_their_labels() {
    let shown = checkbox("a", "1", "Prévenir", true).0;
    assert_eq!(
        shown,
        "<label class=\"row med\"><input class=\"check\" type=\"checkbox\" name=\"a\" value=\"1\" checked>Prévenir</label>"
    );
    assert!(switch("s", "Nuit", false).0.contains("role=\"switch\""));
    let choices = [Choice { value: "a", label: "A" }, Choice { value: "b", label: "B" }];
    assert_eq!(radios("Quand ?", "r", &choices, "b").0.matches("checked").count(), 1);
}

#[test]
fn the_stepper_says_where_one_is() {
    let stages: Vec<String> = ["Enregistrement", "Diagnostic", "Clôture"].map(String::from).into();
    let shown = steps(FR, &stages, 1).0;
    assert!(
        shown.contains("<li class=\"now\" aria-current=\"step\"><span class=\"nd\">2</span>Diagnostic</li>"),
        "{shown}"
    );
    assert_eq!(shown.matches("(fait)").count(), 1);
    assert!(steps_short(FR, &stages, 1).0.contains("étape 2 sur 3"));
    assert!(steps_short(FR, &[], 4).0.contains("étape 0 sur 0"));
}

#[test]
fn tabs_and_crumbs_and_pages_are_links() {
    let all = [Tab {
        href: "/q?v=1".into(),
        label: "À risque".into(),
        count: Some((Tone::Warn, "4".into())),
        current: true,
        ..Tab::default()
    }];
    let shown = tabs("Vues", &all).0;
    assert_eq!(
        shown,
        "<nav class=\"tabs\" aria-label=\"Vues\"><a href=\"/q?v=1\" aria-current=\"page\">À risque <b class=\"count warn\">4</b></a></nav>"
    );
    let places = [
        Crumb { href: "/queue".into(), label: "File".into() },
        Crumb { href: "/q".into(), label: "Réseau".into() },
    ];
    assert_eq!(crumbs(FR, &places).0.matches("<svg").count(), 1);
    assert_eq!(pager(FR, None, None).0, "");
    assert!(pager(FR, None, Some("/q?cursor=x")).0.contains("rel=\"next\""));
    assert_eq!(keys(FR, &["g", "q"]).0, "<span><kbd>g</kbd> puis <kbd>q</kbd></span>");
}

#[test]
fn charts_survive_any_values() {
    for values in [vec![], vec![1.0], vec![f64::NAN, 1.0], vec![2.0, 2.0], vec![-1.0, f64::MAX]] {
        let shown = spark_line(&values).0;
        assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
    }
    assert!(spark_line(&[1.0, 3.0]).0.contains("d=\"M0.0 30.0 L100.0 4.0\""));
    assert_eq!(spark_bars(&[0, 0]).0.matches("height=\"0.0\"").count(), 2);
    let bars = [
        Bars { label: "6 h".into(), incoming: 21, outgoing: u32::MAX },
        Bars { label: String::new(), incoming: 0, outgoing: 0 },
    ];
    let chart = bar_chart("Pic à 9 h", &bars).0;
    assert!(chart.contains("role=\"img\" aria-label=\"Pic à 9 h\"") && !chart.contains("style="), "{chart}");
    assert!(bar_chart("rien", &[]).0.contains("<svg"));
    assert!(bar(200).0.contains("width=\"100\""));
}

#[test]
fn messages_are_told_apart_by_words() {
    let message_of = |voice| {
        let m = Message {
            id: "e1",
            voice,
            author: Avatar::Person("N G"),
            name: "N <G>",
            via: "portail",
            time: html! { time { "08:52" } },
            body: html! { p { "x" } },
            footer: None,
        };
        message(FR, &m).0
    };
    assert!(
        message_of(Voice::Internal).contains("class=\"ev note\" id=\"e1\"")
            && message_of(Voice::Internal).contains("Note interne")
    );
    assert!(
        message_of(Voice::Public).contains("ev agent")
            && message_of(Voice::Public).contains("Réponse publique")
    );
    assert!(
        !message_of(Voice::Requester).contains("badge")
            && message_of(Voice::Requester).contains("N &lt;G&gt;")
    );
    let folded = collapsed("5 événements", &[(html! { time { "1" } }, html! { "a" })]).0;
    assert!(folded.contains("<details class=\"sysgrp\"><summary>"));
    assert!(line(Line::Call, "e2", &html! { "x" }, &html! {}, None).0.contains("ev call"));
}

#[test]
fn overlays_are_native() {
    let shown = menu_button(
        "m1",
        "Actions",
        &[
            MenuItem { symbol: "user", label: "Affecter".into(), key: Some("e"), ..MenuItem::default() },
            MenuItem {
                symbol: "x",
                label: "Annuler".into(),
                danger: true,
                href: Some("/c".into()),
                ..MenuItem::default()
            },
        ],
    )
    .0;
    assert!(shown.contains("popovertarget=\"m1\"") && shown.contains("id=\"m1\" popover"), "{shown}");
    assert!(
        shown.contains("<li class=\"sep\" aria-hidden=\"true\"></li><li class=\"danger\"><a href=\"/c\">"),
        "{shown}"
    );
    let dialog = dialog("d", "Fusionner ?", &html! {}, &html! {}).0;
    assert!(
        dialog
            .starts_with("<dialog class=\"dialog\" id=\"d\" aria-labelledby=\"d-t\"><header><h2 id=\"d-t\">"),
        "{dialog}"
    );
}

#[test]
fn results_can_be_undone_and_filters_taken_away() {
    let shown = toast(FR, "3 tickets affectés", Some(Undo { action: "/undo/1", csrf: "tok" })).0;
    assert!(shown.contains("name=\"csrf\" value=\"tok\"") && shown.contains("data-undo"), "{shown}");
    let beside = toast_partial(&toast(FR, "Fait", None)).0;
    assert!(
        beside.starts_with("<hx-partial hx-target=\"#toasts\" hx-swap=\"beforeend\"><div class=\"toast\">"),
        "{beside}"
    );
    let chip = chip(FR, "équipe", "Réseau", "team:network").0;
    assert!(
        chip.contains("équipe\u{A0}:</span>") && chip.contains("aria-label=\"Retirer le filtre équipe\""),
        "{chip}"
    );
    assert!(skeleton(FR, 3).0.matches("class=\"sk c\"").count() == 3);
    assert!(
        empty("queue", "Rien", "Ici viendront…", Some(&Button::link("/", "Voir")))
            .0
            .contains("<h2>Rien</h2>")
    );
    assert!(banner(Notice::Major, html! { "x" }, html! {}).0.contains("banner major"));
}

#[test]
fn times_carry_the_exact_instant() {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let at: Timestamp = "2026-11-20T07:52:00Z".parse().unwrap();
    let now: Timestamp = "2026-11-20T09:52:00Z".parse().unwrap();
    assert_eq!(
        ago(FR, at, now, &zone).0,
        "<time datetime=\"2026-11-20T07:52:00Z\" title=\"20/11/2026 08:52\" data-as=\"relative\">il y a 2\u{A0}h</time>"
    );
    assert!(moment(FR, at, now, &zone).0.ends_with(">08:52</time>"));
    assert!(elapsed(FR, at, now, &zone).0.contains("data-as=\"elapsed\">2\u{A0}h</time>"));
    let columns = [
        Column::named("N°"),
        Column { label: "État".into(), hidden: true, sorted: Some(Sort::Ascending), ..Column::default() },
    ];
    let shown = table("Tickets", &columns, &html! { tr {} }).0;
    assert!(shown.contains("tabindex=\"0\" role=\"region\" aria-label=\"Tickets\""), "{shown}");
    assert!(
        shown.contains("<th scope=\"col\" aria-sort=\"ascending\"><span class=\"sr\">État</span></th>"),
        "{shown}"
    );
    assert!(definitions(FR, &[("Où".into(), None)]).0.contains("non renseigné"));
    assert!(card("T", &html! {}, &html! {}).0.contains("<h2>T</h2>"));
    assert!(meter("Charge", 9, 5, "tout").0.contains("value=\"5\""));
}
