//! The board and its wallboard. Every figure is a link to its tickets and says on hover what it counts.

use base::desks::Desk;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rules::priority::Priority;
use web::{
    assets::asset_url,
    components::{Button, bar_chart, empty, icon_s, priority_word},
    fmt,
    i18n::ui_texts,
    t,
};

use super::{
    kit::{Here, address, priority_code, priority_text},
    quoted, rows,
};
use crate::queues::board::{Aged, Board, OpenFigures, desk_term, risk_filter};

/// The live part of the page: all of it on the page of agents, the whole screen on a wall.
pub(in crate::queues) fn body(here: Here<'_>, board: &Board, wall: bool) -> Markup {
    let desk = board.desk.as_ref().map(|desk| desk.id.to_string()).unwrap_or_default();
    let src = address("/board/fresh", &[("desk", &desk), ("wall", if wall { "true" } else { "" })]);
    let inside = html! {
        div class="page-head" {
            h1 { (here.t("queues-board")) }
            span class="presence" data-live-state { (icon_s("bolt")) span data-live-text { (here.t("ui-live-on")) } " " (here.moment(here.cx.now)) }
            (switch(here, board, wall))
            @if wall {
                button class="btn sm" type="button" data-fullscreen { (icon_s("full")) (here.t("queues-board-fullscreen")) }
                (Button::link(address("/board", &[("desk", &desk)]), here.t("queues-board-leave")).small().icon("x").attr("data-key", "Escape"))
            } @else {
                (Button::link(address("/board", &[("desk", &desk), ("wall", "true")]), here.t("queues-board-wall")).small().icon("ext"))
            }
        }
        (figures(here, board))
        div class="b-cols" { (by_priority(here, board)) (today(here, board)) (by_team(here, board)) }
        (risks(here, board))
    };
    html! {
        @if wall { main id="main" tabindex="-1" data-live="queue" data-live-src=(src) { (inside) } }
        @else { div class="page wall" id="board" data-live="queue" data-live-src=(src) { (inside) } }
    }
}

/// Which desk.
fn switch(here: Here<'_>, board: &Board, wall: bool) -> Markup {
    let wall = if wall { "true" } else { "" };
    let at = |desk: Option<&Desk>| {
        address(
            "/board",
            &[("desk", &desk.map(|desk| desk.id.to_string()).unwrap_or_default()), ("wall", wall)],
        )
    };
    let here_now = |desk: Option<&Desk>| desk.map(|desk| desk.id) == board.desk.as_ref().map(|desk| desk.id);
    html! {
        @if board.desks.len() > 1 {
            nav class="btn-group" aria-label=(here.t("queues-board-scope")) {
                @for desk in &board.desks {
                    a class="btn sm" href=(at(Some(desk))) aria-current=[here_now(Some(desk)).then_some("true")] { (desk.name) }
                }
                a class="btn sm" href=(at(None)) aria-current=[here_now(None).then_some("true")] { (here.t("queues-board-every-desk")) }
            }
        }
    }
}

fn queue(board: &Board, filter: &str) -> String {
    address("/queue", &[("q", &format!("{filter}{}", desk_term(board.desk.as_ref())))])
}

struct Figure<'a> {
    key: &'a str,
    href: String,
    value: Markup,
    detail: String,
    late: bool,
}

/// A figure with its units set smaller: of « 18 min » the number is what is read from afar.
fn units_small(text: &str) -> Markup {
    let runs: Vec<char> = text.chars().collect();
    html! {
        @for run in runs.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            @let text: String = run.iter().collect();
            @if run.first().is_some_and(char::is_ascii_digit) { (text) } @else { small { (text) } }
        }
    }
}

fn figures(here: Here<'_>, board: &Board) -> Markup {
    let locale = here.locale();
    let number = |n: i64| html! { (fmt::number(locale, n)) };
    let open: &OpenFigures = &board.open;
    let oldest = open.oldest_unassigned.map(|at| fmt::duration(locale, here.cx.now.duration_since(at)));
    let median = match board.acknowledged_in {
        Some(median) => units_small(&fmt::duration(locale, median)),
        None => html! { "–" },
    };
    let all = [
        Figure {
            key: "open",
            href: queue(board, "is:open"),
            value: number(open.open),
            detail: t!(locale, "queues-fig-open-detail", n = board.opened_today),
            late: false,
        },
        Figure {
            key: "unassigned",
            href: queue(board, "is:open is:unassigned"),
            value: number(open.unassigned),
            detail: oldest.map_or_else(
                || here.t("queues-fig-unassigned-none"),
                |age| t!(locale, "queues-fig-unassigned-detail", age = age),
            ),
            late: false,
        },
        Figure {
            key: "breached",
            href: queue(board, "is:open is:overdue"),
            value: number(open.breached),
            detail: t!(locale, "queues-fig-breached-detail", n = open.at_risk),
            late: open.breached > 0,
        },
        Figure {
            key: "acknowledged",
            href: queue(board, "created:<24h"),
            value: median,
            detail: t!(locale, "queues-fig-acknowledged-detail", n = board.acknowledged),
            late: false,
        },
        Figure {
            key: "resolved",
            href: queue(board, "resolved:today"),
            value: number(board.resolved_today),
            detail: t!(locale, "queues-fig-resolved-detail", n = board.opened_today),
            late: false,
        },
    ];
    html! {
        section class="figs" aria-label=(here.t("queues-figs")) {
            @for figure in &all {
                a class={ "fig" @if figure.late { " late" } } href=(figure.href) title=(here.t(&format!("queues-fig-{}-what", figure.key))) {
                    span class="lbl" { (here.t(&format!("queues-fig-{}", figure.key))) }
                    span class="v" { (figure.value) }
                    span class="d" { (figure.detail) }
                }
            }
        }
    }
}

fn by_priority(here: Here<'_>, board: &Board) -> Markup {
    let locale = here.locale();
    let most = board.open.by_priority.iter().copied().max().unwrap_or(0).max(1);
    html! {
        section class="card" {
            header { h2 { (here.t("queues-board-priority")) } a class="small" href=(queue(board, "is:open")) { (t!(locale, "queues-tickets", n = board.open.open)) } }
            div class="body flush" {
                ul class="byp" {
                    @for (priority, count) in Priority::ALL.iter().zip(board.open.by_priority) {
                        li {
                            a class={ "p" (priority.code()) } href=(queue(board, &format!("is:open priority:{priority}"))) {
                                (priority_word(priority_code(*priority), &priority_text(locale, *priority)))
                                (web::components::bar(u8::try_from(count * 100 / most).unwrap_or(100)))
                                b { (fmt::number(locale, count)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn today(here: Here<'_>, board: &Board) -> Markup {
    let locale = here.locale();
    let summary = t!(
        locale,
        "queues-board-today-summary",
        opened = board.opened_today,
        resolved = board.resolved_today
    );
    html! {
        section class="card" {
            header {
                h2 { (here.t("queues-board-today")) }
                span class="legend" { span { i {} (here.t("queues-board-opened")) } span { i class="o" {} (here.t("queues-board-resolved")) } }
            }
            div class="body" { (bar_chart(&summary, &board.hours)) }
        }
    }
}

fn by_team(here: Here<'_>, board: &Board) -> Markup {
    let locale = here.locale();
    let ages = ["queues-age-1", "queues-age-3", "queues-age-7", "queues-age-more"];
    let row = |team: &Aged| {
        let known = team.team_id.and_then(|id| board.names.get(&id));
        let name = known.map_or_else(|| here.t("queues-no-team"), |team| team.name.clone());
        let filter = match known {
            Some(team) => format!("is:open team:{}", quoted(&team.name)),
            None => "is:open team:none".to_owned(),
        };
        html! {
            tr {
                th scope="row" { a class="t-link" href=(queue(board, &filter)) { (name) } }
                @for count in team.by_age { td class="r" { @if count > 0 { (fmt::number(locale, count)) } @else { span class="muted" { "0" } } } }
            }
        }
    };
    html! {
        section class="card" {
            header { h2 { (here.t("queues-board-team")) } }
            div class="body flush" {
                div class="xscroll" tabindex="0" role="region" aria-label=(here.t("queues-board-team")) {
                    table class="tbl" {
                        thead { tr { th scope="col" { (here.t("queues-column-team")) } @for age in ages { th class="r" scope="col" { (here.t(age)) } } } }
                        tbody { @for team in &board.teams { (row(team)) } }
                    }
                }
            }
        }
    }
}

fn risks(here: Here<'_>, board: &Board) -> Markup {
    let filter = risk_filter(board.desk.as_ref());
    html! {
        section class="card" {
            header { h2 { (here.t("queues-board-risks")) } a class="small" href=(address("/queue", &[("q", &filter)])) { (here.t("queues-board-see")) } }
            @if board.risks.rows.is_empty() {
                (empty("check", &here.t("queues-board-no-risk"), &here.t("queues-board-no-risk-text"), None))
            } @else {
                div class="body flush" { (rows::plain(here, &board.risks, &here.t("queues-board-risks"))) }
            }
        }
    }
}

/// A screen on a wall: the same figures, dark and large, without the frame of the agents' pages.
pub(in crate::queues) fn mural(here: Here<'_>, board: &Board) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(here.locale().lang()) data-bs-theme="dark" data-zone=(here.cx.actor.visit.zone) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (here.t("queues-board")) " · Vigie" }
                meta name="color-scheme" content="dark";
                meta name="csrf-token" content=(here.cx.actor.visit.csrf);
                meta name="server-now" content=(here.cx.now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"));
                link rel="icon" href=(asset_url("favicon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(asset_url("main.css"));
                script type="module" src=(asset_url("main.js")) {}
                script type="application/json" id="ui-text" { (PreEscaped(ui_texts(here.locale()))) }
            }
            body class="mural" data-wallboard {
                (body(here, board, true))
                div class="toasts" id="toasts" role="status" {}
            }
        }
    }
}
