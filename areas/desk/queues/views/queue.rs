//! The queue: views with their counts, filter, list, bulk bar, reader.

use maud::{Markup, html};
use web::{
    FieldError,
    components::{Attrs, Button, MenuItem, chip, count, empty, icon, icon_s, kbd, menu},
    fmt, t,
};

use super::{
    filter::{Chip, chips},
    kit::{Here, address},
    rows,
};
use crate::queues::{
    model::{COUNT_CAP, ColumnChoice, Columns, List, Sort},
    standard::{Key, View},
};

/// What the queue shows and how its address says it.
pub(in crate::queues) struct Shown<'a> {
    /// The address of this installation, for links to give away.
    pub(in crate::queues) site: &'a str,
    /// All views of the reader, each with its count.
    pub(in crate::queues) views: &'a [(View, Option<i64>)],
    /// The view that is open.
    pub(in crate::queues) key: Key,
    /// The filter's text, canonical unless it is faulty.
    pub(in crate::queues) filter: &'a str,
    /// Whether it differs from the view's.
    pub(in crate::queues) changed: bool,
    /// What is wrong with it.
    pub(in crate::queues) faults: &'a [FieldError],
    /// What was being added to it when it went wrong.
    pub(in crate::queues) typed: &'a str,
    /// The order that was asked for.
    pub(in crate::queues) sort: Option<Sort>,
    /// The columns left out.
    pub(in crate::queues) columns: &'a Columns,
    /// The tickets.
    pub(in crate::queues) list: &'a List,
    /// How many there are.
    pub(in crate::queues) total: i64,
    /// How many rows are shown.
    pub(in crate::queues) limit: u32,
    /// Whether this is not the first page.
    pub(in crate::queues) deeper: bool,
}

/// Rows are added to the list up to this many; then a next page begins.
const LONGEST: u32 = 200;

impl Shown<'_> {
    /// The address of something about this list.
    pub(in crate::queues) fn at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let (key, columns) = (self.key.to_string(), self.columns.to_text());
        let mut pairs = vec![
            ("view", key.as_str()),
            ("q", if self.changed { self.filter } else { "" }),
            ("sort", self.sort.map_or("", Sort::as_str)),
            ("cols", columns.as_str()),
        ];
        for (name, value) in more {
            match pairs.iter_mut().find(|(known, _)| known == name) {
                Some(pair) => pair.1 = value,
                None => pairs.push((name, value)),
            }
        }
        address(path, &pairs)
    }
}

/// The page.
pub(in crate::queues) fn page(here: Here<'_>, shown: &Shown<'_>, reader: &Markup) -> Markup {
    html! {
        div class="queue" data-queue {
            div class="q-head" {
                h1 { (here.t("queues-title")) }
                (tabs(here, shown))
                span class="presence q-live" data-live-state { (icon_s("bolt")) span data-live-text { (here.t("ui-live-on")) } }
            }
            (filters(here, shown))
            div class="split" {
                section class="q-list" aria-label=(t!(here.locale(), "queues-results", n = shown.total)) {
                    form method="post" action="/queue/bulk/take" {
                        (here.csrf())
                        input type="hidden" name="back" value=(shown.at("/queue", &[]));
                        (scroll(here, shown))
                        (bulk_bar(here))
                    }
                }
                article class="preview" data-reader aria-label=(here.t("queues-reader")) { (reader) }
            }
            (menus(here, shown))
        }
    }
}

/// The views, as a fragment of its own: counts are live.
pub(in crate::queues) fn tabs(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let src = shown.at("/queue/tabs", &[]);
    let tab = |view: &View| view.tab || view.key == shown.key;
    html! {
        nav class="tabs" id="q-tabs" aria-label=(here.t("queues-views")) data-live="queue" data-live-src=(src) {
            @for (view, total) in shown.views.iter().filter(|(view, _)| tab(view)) {
                a href=(address("/queue", &[("view", &view.key.to_string())])) aria-current=[(view.key == shown.key).then_some("page")] {
                    @if let Some(symbol) = view.symbol { (icon_s(symbol)) }
                    (view.name)
                    @if let Some(total) = total { " " (count(if *total > 0 { view.tone } else { web::components::Tone::Neutral }, &fmt::capped(here.locale(), *total, COUNT_CAP))) }
                }
            }
            a href=(shown.at("/queue/views/new", &[("q", shown.filter)])) aria-label=(here.t("queues-view-new")) { (icon_s("plus")) }
        }
    }
}

fn filters(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let locale = here.locale();
    let parsed = rules::filter::parse(shown.filter).ok();
    let found: Vec<Chip> = parsed.as_ref().map(|filter| chips(locale, filter)).unwrap_or_default();
    let sort =
        t!(locale, "queues-sort-by", sort = here.t(&format!("queues-sort-{}", shown.list.sort.as_str())));
    let faulty = !shown.faults.is_empty();
    html! {
        form class="q-filters" method="get" action="/queue" role="search" aria-label=(here.t("queues-filters")) {
            // The first button is the one that Enter presses.
            button class="sr" type="submit" tabindex="-1" { (here.t("queues-filter-apply")) }
            input type="hidden" name="view" value=(shown.key);
            input type="hidden" name="q" value=(shown.filter);
            @if let Some(sort) = shown.sort { input type="hidden" name="sort" value=(sort.as_str()); }
            @if !shown.columns.0.is_empty() { input type="hidden" name="cols" value=(shown.columns.to_text()); }
            vigie-filter class="q-box" suggest="/queue/suggest" {
                (icon_s("filter"))
                @for one in &found { (chip(locale, &one.key, &one.value, &one.text)) }
                input name="add" value=(shown.typed) aria-label=(here.t("queues-filter-add")) placeholder=(here.t("queues-filter-hint"))
                    autocomplete="off" spellcheck="false" data-key="f" data-label=(here.t("queues-filter-add"))
                    aria-invalid=[faulty.then_some("true")] aria-describedby=[faulty.then_some("q-fault")];
            }
            button class="btn quiet sm" type="button" popovertarget="q-sort" { (icon_s("hourglass")) (sort) " " (icon_s("down")) }
            button class="btn quiet sm" type="button" popovertarget="q-cols" { (icon_s("cols")) (here.t("queues-columns")) }
            (Button::new(here.t("queues-view-more")).quiet().small().only_icon("dots").opens("q-more"))
        }
    }
}

/// The popovers of the filter's buttons: they stand outside its form.
fn menus(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let sorts: Vec<MenuItem> = Sort::ALL
        .into_iter()
        .map(|sort| MenuItem {
            symbol: if sort == shown.list.sort { "check" } else { "sort" },
            label: here.t(&format!("queues-sort-{}", sort.as_str())),
            href: Some(shown.at("/queue", &[("sort", sort.as_str())])),
            ..MenuItem::default()
        })
        .collect();
    html! {
        (menu("q-sort", &here.t("queues-sort"), &sorts))
        div class="pop" id="q-cols" popover role="dialog" aria-label=(here.t("queues-columns")) {
            form class="stack" method="get" action="/queue" {
                input type="hidden" name="view" value=(shown.key);
                @if shown.changed { input type="hidden" name="q" value=(shown.filter); }
                @if let Some(sort) = shown.sort { input type="hidden" name="sort" value=(sort.as_str()); }
                fieldset class="stack" {
                    legend { (here.t("queues-columns-shown")) }
                    @for choice in ColumnChoice::ALL {
                        (web::components::checkbox("show", choice.as_str(), &here.t(&format!("queues-column-choice-{}", choice.as_str())), shown.columns.shows(choice)))
                    }
                }
                button class="btn primary sm" name="columns" value="set" { (here.t("queues-apply")) }
            }
        }
        (menu("q-more", &here.t("queues-view-more"), &view_acts(here, shown)))
    }
}

fn view_acts(here: Here<'_>, shown: &Shown<'_>) -> Vec<MenuItem> {
    let item = |symbol, key: &str, href: String| MenuItem {
        symbol,
        label: here.t(key),
        href: Some(href),
        ..MenuItem::default()
    };
    let mut acts = Vec::new();
    let hidden = shown.views.iter().filter(|(view, _)| !view.tab);
    acts.extend(hidden.map(|(view, _)| MenuItem {
        symbol: "bookmark",
        label: view.name.clone(),
        href: Some(address("/queue", &[("view", &view.key.to_string())])),
        ..MenuItem::default()
    }));
    acts.push(item("plus", "queues-view-save", shown.at("/queue/views/new", &[("q", shown.filter)])));
    if let Key::Saved(id) = shown.key {
        acts.push(item(
            "pencil",
            "queues-view-edit",
            shown.at(&format!("/queue/views/{id}"), &[("q", shown.filter)]),
        ));
    }
    acts.push(item("sliders", "queues-views-manage", "/queue/views".to_owned()));
    acts.push(MenuItem {
        symbol: "copy",
        label: here.t("queues-view-share"),
        attrs: Attrs::new().with("data-copy", format!("{}{}", shown.site, shown.at("/queue", &[]))),
        ..MenuItem::default()
    });
    if shown.total > 0 {
        let label = t!(here.locale(), "queues-all-matching", n = shown.total);
        acts.push(MenuItem {
            label,
            ..item("task", "queues-view-more", address("/queue/all", &[("q", shown.filter)]))
        });
    }
    acts.push(item("download", "queues-export", shown.at("/queue.csv", &[("q", shown.filter)])));
    acts
}

/// The list itself, as a fragment of its own.
pub(in crate::queues) fn scroll(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let rows = shown.limit.to_string();
    let src = shown.at("/queue/list", &[("rows", &rows)]);
    let row_src = shown.at("/queue/row/{id}", &[("q", shown.filter)]);
    let back = shown.at("/queue", &[]);
    html! {
        div class="q-scroll" id="q-scroll" tabindex="0" role="region" aria-label=(here.t("queues-list"))
            data-live="queue" data-live-src=(src) data-live-row=(row_src) data-live-list {
            @if !shown.faults.is_empty() { (faults(here, shown)) }
            @else if shown.list.rows.is_empty() { (nothing(here, shown)) }
            @else {
                @if shown.list.bounded { p class="small muted pager" { (here.t("queues-bounded")) } }
                table class=(rows::table_class(shown.columns)) {
                    (rows::head(here, shown.list.sort))
                    tbody { @for row in &shown.list.rows { (rows::line(here, shown.list, row, &back)) } }
                }
                (further(here, shown))
            }
        }
    }
}

/// More rows: the list grows up to its longest; then the next page begins where it ended.
fn further(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    let total = fmt::capped(here.locale(), shown.total, COUNT_CAP);
    let shown_now = t!(here.locale(), "queues-shown", n = shown.list.rows.len(), total = total);
    let more = (shown.limit * 2).min(LONGEST).to_string();
    html! {
        div class="pager" {
            span { (shown_now) }
            @if shown.deeper { a class="btn sm" href=(shown.at("/queue", &[])) { (here.t("web-pager-first")) } }
            @if let Some(next) = &shown.list.next {
                @if shown.limit < LONGEST && !shown.deeper {
                    a class="btn sm" href=(shown.at("/queue", &[("cursor", next)])) rel="next"
                        hx-get=(shown.at("/queue/list", &[("rows", &more)])) hx-target="#q-scroll" hx-swap="outerMorph" {
                        (here.t("queues-more"))
                    }
                } @else {
                    a class="btn sm" href=(shown.at("/queue", &[("cursor", next)])) rel="next" { (here.t("web-pager-next")) }
                }
            }
        }
    }
}

fn faults(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    html! {
        div class="empty" id="q-fault" role="alert" {
            (icon("over"))
            h2 { (here.t("queues-fault-title")) }
            @for fault in shown.faults { p { (fault.message) } }
            p { (here.t("queues-fault-text")) }
            (Button::link(address("/queue", &[("view", &shown.key.to_string())]), here.t("queues-view-back")).primary())
        }
    }
}

/// Why there is nothing, and what to do first.
fn nothing(here: Here<'_>, shown: &Shown<'_>) -> Markup {
    if shown.changed {
        let back = address("/queue", &[("view", &shown.key.to_string())]);
        let action = Button::link(back, here.t("queues-view-back")).primary();
        return empty("filter", &here.t("queues-no-match"), &here.t("queues-no-match-text"), Some(&action));
    }
    let action = Button::link("/tickets/new", here.t("app-new-incident")).primary().icon("plus");
    empty("check", &here.t("queues-empty"), &here.t("queues-empty-text"), Some(&action))
}

fn bulk_bar(here: Here<'_>) -> Markup {
    let edit = |field: &'static str, symbol: &'static str, key: Option<&'static str>| {
        let label = here.t(&format!("queues-bulk-{field}"));
        html! {
            button type="submit" formaction={ "/queue/edit/" (field) } formmethod="get" data-edit data-key=[key] data-label=(label) {
                (icon_s(symbol)) (label) @if let Some(key) = key { " " (kbd(key)) }
            }
        }
    };
    let quiet = |field: &'static str, symbol: &'static str, key: Option<&'static str>| {
        let label = here.t(&format!("queues-bulk-{field}"));
        html! {
            button type="submit" formaction={ "/queue/edit/" (field) } formmethod="get" data-edit data-key=[key] data-label=(label)
                aria-label=(label) title=(label) { (icon_s(symbol)) }
        }
    };
    html! {
        div class="bulk" role="toolbar" aria-label=(here.t("queues-bulk")) {
            b { span class="bulk-n" { "0" } " " span class="wide" { (here.t("queues-bulk-selected")) } }
            (edit("assignee", "user", Some("e")))
            (edit("priority", "flag", Some("p")))
            (edit("state", "task", Some("s")))
            (quiet("team", "users", None))
            (quiet("category", "bookmark", None))
            (quiet("tags", "tag", None))
            (quiet("snooze", "snooze", Some("z")))
            (quiet("merge", "merge", None))
            button type="submit" hx-post="/queue/bulk/take" hx-include="closest form" hx-swap="none" data-key="t" data-label=(here.t("queues-bulk-take")) {
                (here.t("queues-bulk-take")) " " (kbd("t"))
            }
            button type="button" class="push" data-unselect aria-label=(here.t("queues-bulk-unselect")) { (icon_s("x")) }
        }
    }
}
