//! Commitments in the settings: the list with what it means for a ticket opened now, and the form.

use base::{
    desks::{Category, Desk, StoredCalendar, path},
    people::{Organisation, Team},
    services::Service,
    settings::{Answer, Here, desk_switch, priority, priority_name},
};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use rules::{
    calendar::Calendar,
    priority::Priority,
    sla::{Agreement, Metric, Target, Targets},
    ticket_state::{Kind, PendingOn},
};
use web::{
    components::{Button, Choice, Column, Field, checkbox, table},
    fmt,
    i18n::{Locale, t},
    t,
};

use super::model::{Policy, ReactionAt, ReactionDo};

/// The value of the calendar field that means 24×7.
pub(super) const ALWAYS: &str = "always";

/// An amount as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedTarget {
    pub(super) amount: String,
    /// `minutes`, `hours` or `days`.
    pub(super) unit: String,
}

impl From<Option<Target>> for TypedTarget {
    fn from(target: Option<Target>) -> Self {
        let (amount, unit) = match target {
            None => (String::new(), "hours"),
            Some(Target::Days(days)) => (days.to_string(), "days"),
            Some(Target::Seconds(seconds)) if seconds % 3600 == 0 => ((seconds / 3600).to_string(), "hours"),
            // A target of the API that is no whole minute is shown rounded up: a form never loosens a promise unseen.
            Some(Target::Seconds(seconds)) => ((seconds / 60).max(1).to_string(), "minutes"),
        };
        Self { amount, unit: unit.to_owned() }
    }
}

/// A policy as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) agreement: String,
    pub(super) kind: String,
    pub(super) priority: String,
    pub(super) category: Option<i64>,
    pub(super) service: Option<i64>,
    pub(super) organisation: Option<i64>,
    pub(super) team: Option<i64>,
    pub(super) provider: Option<i64>,
    /// Acknowledge, update, resolve.
    pub(super) targets: [TypedTarget; 3],
    /// A calendar's row, [`ALWAYS`], or empty for the desk's.
    pub(super) calendar: String,
    pub(super) pauses_on: Vec<String>,
    /// `50, 75, 90`.
    pub(super) warnings: String,
    /// `90:notify_leads`, `breach:escalate`.
    pub(super) reactions: Vec<String>,
    pub(super) position: String,
}

impl Typed {
    /// A policy that nobody has typed yet.
    pub(super) fn blank() -> Self {
        let empty = || TypedTarget::from(None);
        Self {
            agreement: Agreement::Sla.as_str().to_owned(),
            targets: [empty(), empty(), empty()],
            pauses_on: vec![PendingOn::User.as_str().to_owned()],
            warnings: "50, 75, 90".to_owned(),
            reactions: ["50", "75", "90", "breach"].map(|at| format!("{at}:notify_assignee")).to_vec(),
            position: "0".to_owned(),
            ..Self::default()
        }
    }
}

impl From<&Policy> for Typed {
    fn from(policy: &Policy) -> Self {
        let rule = &policy.rule;
        let word = |at: ReactionAt| match at {
            ReactionAt::Warning(percent) => percent.to_string(),
            ReactionAt::Breach => "breach".to_owned(),
        };
        let percents: Vec<String> = policy.warnings.iter().map(u16::to_string).collect();
        Self {
            name: policy.name.clone(),
            agreement: rule.agreement.as_str().to_owned(),
            kind: policy.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            priority: rule.scope.priority.map(|priority| priority.as_str().to_owned()).unwrap_or_default(),
            category: rule.scope.category,
            service: rule.scope.service,
            organisation: rule.scope.organisation,
            team: rule.scope.team,
            provider: rule.scope.provider,
            targets: [rule.targets.acknowledge, rule.targets.update, rule.targets.resolve]
                .map(TypedTarget::from),
            calendar: match rule.calendar {
                _ if policy.always_open => ALWAYS.to_owned(),
                Some(id) => id.to_string(),
                None => String::new(),
            },
            pauses_on: rule.pauses_on.iter().map(|on| on.as_str().to_owned()).collect(),
            warnings: percents.join(", "),
            reactions: policy
                .reactions
                .iter()
                .map(|r| format!("{}:{}", word(r.at), r.act.as_str()))
                .collect(),
            position: rule.position.to_string(),
        }
    }
}

/// What there is beside the policies of a desk.
pub(super) struct Around {
    /// The desk; none for policies of every desk.
    pub(super) desk: Option<Desk>,
    pub(super) categories: Vec<Category>,
    pub(super) teams: Vec<Team>,
    pub(super) services: Vec<Service>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) providers: Vec<Organisation>,
    pub(super) calendars: Vec<StoredCalendar>,
}

/// When the targets of a policy would be due for a ticket opened now.
pub(super) struct Preview {
    zone: TimeZone,
    due: Vec<(Metric, Option<Timestamp>)>,
}

impl Preview {
    pub(super) fn of(now: Timestamp, zone: &TimeZone, calendar: &Calendar, targets: &Targets) -> Self {
        let due = Metric::ALL.iter().filter_map(|metric| {
            let target = targets.of(*metric)?.in_calendar(calendar);
            let (clock, _) = rules::sla::Clock::start(now, rules::sla::Terms { target, calendar });
            Some((*metric, clock.due_at(calendar)))
        });
        Self { zone: zone.clone(), due: due.collect() }
    }

    fn due(&self, metric: Metric) -> Option<Option<Timestamp>> {
        self.due.iter().find(|(known, _)| *known == metric).map(|(_, due)| *due)
    }

    /// The instant in the desk's zone; « jamais » for a calendar that never opens long enough, nothing without a target.
    fn words(&self, locale: Locale, metric: Metric) -> String {
        match self.due(metric) {
            None => "–".to_owned(),
            Some(None) => t(locale, "sla-never"),
            Some(Some(at)) => moment(locale, at, &self.zone),
        }
    }
}

/// « vendredi 20 novembre à 14 h 30 »
fn moment(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone()).datetime();
    let (day, time) = (fmt::date_long(locale, local.date()), fmt::time_prose(locale, local.time()));
    t!(locale, "sla-moment", day = day, time = time)
}

fn metric_name(locale: Locale, metric: Metric) -> String {
    t(locale, &format!("sla-metric-{}", metric.as_str()))
}

fn agreement_name(locale: Locale, agreement: Agreement) -> String {
    t(locale, &format!("sla-agreement-{}", agreement.as_str()))
}

fn target_words(locale: Locale, target: Option<Target>) -> String {
    match target {
        None => "–".to_owned(),
        Some(Target::Days(days)) => t!(locale, "sla-days", n = i64::from(days)),
        Some(Target::Seconds(seconds)) => {
            fmt::duration_words(locale, jiff::SignedDuration::from_secs(i64::from(seconds)))
        }
    }
}

fn calendar_words(locale: Locale, policy: &Policy, around: &Around) -> String {
    let id = match (policy.always_open, policy.rule.calendar) {
        (true, _) => return t(locale, "sla-always"),
        (false, None) => return t(locale, "sla-desk-calendar"),
        (false, Some(id)) => id,
    };
    around.calendars.iter().find(|calendar| calendar.id == id).map(|c| c.name.clone()).unwrap_or_default()
}

/// For which tickets a policy holds, in words.
fn scope_words(locale: Locale, policy: &Policy, around: &Around) -> String {
    let scope = &policy.rule.scope;
    let named = |organisations: &[Organisation], id: i64| {
        organisations.iter().find(|organisation| organisation.id == id).map(|o| o.name.clone())
    };
    let parts = [
        scope.provider.and_then(|id| named(&around.providers, id)),
        scope
            .team
            .and_then(|id| around.teams.iter().find(|team| team.id == id).map(|team| team.name.clone())),
        scope.service.and_then(|id| around.services.iter().find(|s| s.id == id).map(|s| s.name.clone())),
        scope.organisation.and_then(|id| named(&around.organisations, id)),
        scope.category.map(|id| path(&around.categories, id, locale)),
        scope.priority.map(|priority| format!("{priority} {}", priority_name(locale, priority))),
        policy.kind.map(|kind| t(locale, &format!("sla-kind-{kind}"))),
        scope.desk.is_none().then(|| t(locale, "sla-every-desk")),
    ];
    let words: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if words.is_empty() { t(locale, "sla-scope-all") } else { words.join("\u{A0}· ") }
}

/// The policies of a desk, by agreement.
pub(super) fn list(
    here: &Here<'_>,
    desks: &[Desk],
    policies: &[Policy],
    foreseen: &[(Priority, String, Preview)],
    around: &Around,
    answer: &Answer,
) -> Markup {
    let locale = here.locale();
    let desk_id = around.desk.as_ref().map_or(0, |desk| desk.id);
    let add = Button::link(format!("/settings/commitments/new?desk={desk_id}"), here.t("sla-add"));
    html! {
        (here.head(&here.t("sla-title"), &here.t("sla-lead"), Some(add.primary().icon("plus"))))
        (desk_switch(here, "/settings/commitments", desks, desk_id))
        (answer.show(locale))
        @if policies.is_empty() { (here.nothing("clock", &here.t("sla-title"), "sla-empty")) }
        @for agreement in Agreement::ALL.iter().copied() {
            @let of: Vec<&Policy> = policies.iter().filter(|policy| policy.rule.agreement == agreement).collect();
            @if !of.is_empty() { (agreement_card(here, agreement, &of, around)) }
        }
        @if !foreseen.is_empty() { (foreseen_card(here, foreseen)) }
    }
}

fn agreement_card(here: &Here<'_>, agreement: Agreement, policies: &[&Policy], around: &Around) -> Markup {
    let locale = here.locale();
    let title = agreement_name(locale, agreement);
    let mut columns: Vec<Column> =
        ["name", "scope"].map(|field| Column::named(here.t(&format!("sla-field-{field}")))).to_vec();
    columns.extend(Metric::ALL.iter().map(|metric| Column::named(metric_name(locale, *metric))));
    columns.push(Column::named(here.t("sla-field-calendar")));
    let rows = html! {
        @for policy in policies {
            tr {
                td { a class="t-link" href={ "/settings/commitments/" (policy.rule.id) } { (policy.name) } }
                td { (scope_words(locale, policy, around)) }
                @for metric in Metric::ALL { td { (target_words(locale, policy.rule.targets.of(*metric))) } }
                td { (calendar_words(locale, policy, around)) }
            }
        }
    };
    html! {
        section class="card" {
            header { h2 { (title) } span class="muted small" { (t(locale, &format!("sla-agreement-{}-hint", agreement.as_str()))) } }
            (table(&title, &columns, &rows))
        }
    }
}

/// What the promises mean now, per priority.
fn foreseen_card(here: &Here<'_>, foreseen: &[(Priority, String, Preview)]) -> Markup {
    let locale = here.locale();
    let title = here.t("sla-foreseen");
    let columns = [
        here.t("sla-field-priority"),
        here.t("sla-field-policy"),
        here.t("sla-due-acknowledge"),
        here.t("sla-due-resolve"),
    ]
    .map(Column::named);
    let rows = html! {
        @for (level, name, preview) in foreseen {
            tr {
                td { (priority(locale, *level)) }
                td { (name) }
                td { (preview.words(locale, Metric::Acknowledge)) }
                td { (preview.words(locale, Metric::Resolve)) }
            }
        }
    };
    html! {
        section class="card" {
            header { h2 { (title) } }
            (table(&title, &columns, &rows))
        }
    }
}

/// The form of a policy; `known` is the policy and the version that the form carries.
pub(super) fn form(
    here: &Here<'_>,
    known: Option<(&Policy, i64)>,
    typed: &Typed,
    around: &Around,
    preview: Option<&Preview>,
    answer: &Answer,
) -> Markup {
    let (title, action) = match known {
        Some((policy, _)) => (policy.name.clone(), format!("/settings/commitments/{}", policy.rule.id)),
        None => (here.t("sla-new"), "/settings/commitments/new".to_owned()),
    };
    let back = match &around.desk {
        Some(desk) => format!("/settings/commitments?desk={}", desk.id),
        None => "/settings/commitments".to_owned(),
    };
    let foot = html! {
        (here.save(&back))
        (Button::submit(here.t("sla-preview")).icon("eye").attr("name", "then").attr("value", "preview"))
    };
    let body = html! {
        @if let Some((_, version)) = known { input type="hidden" name="version" value=(version); }
        @if let Some(desk) = &around.desk { input type="hidden" name="desk" value=(desk.id); }
        (identity(here, known.is_some(), typed, answer))
        (scope(here, typed, around, answer))
        (targets(here, typed, around, answer))
        (reactions(here, typed, answer))
    };
    html! {
        (here.head(&title, &here.t("sla-form-lead"), None))
        (answer.show(here.locale()))
        section class="card" { div class="body" { (here.form(&action, &body, &foot)) } }
        @if let Some(preview) = preview { (preview_card(here, preview)) }
        @if let Some((policy, version)) = known.filter(|_| here.may) {
            section class="card" {
                header { h2 { (here.t("sla-archive")) } }
                div class="body" {
                    p class="small" { (here.t("sla-archive-hint")) }
                    (here.press(
                        &format!("/settings/commitments/{}/archive", policy.rule.id),
                        Some(version),
                        &Button::submit(here.t("sla-archive")).danger().icon("archive"),
                    ))
                }
            }
        }
    }
}

fn identity(here: &Here<'_>, is_known: bool, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let (name, agreement, position) =
        (here.t("sla-field-name"), here.t("sla-field-agreement"), here.t("sla-field-position"));
    let position_hint = here.t("sla-field-position-hint");
    let names: Vec<String> =
        Agreement::ALL.iter().map(|agreement| agreement_name(locale, *agreement)).collect();
    let choices: Vec<Choice<'_>> =
        Agreement::ALL.iter().zip(&names).map(|(a, label)| Choice { value: a.as_str(), label }).collect();
    html! {
        div class="fields" {
            (Field::new(locale, "name", &name).errors(&answer.faults).required().attr("maxlength", "120").text(&typed.name))
            @if is_known {
                div class="field" {
                    span class="med" { (agreement) }
                    span { (typed.agreement.parse().map_or_else(|_| String::new(), |a| agreement_name(locale, a))) }
                }
            } @else {
                (Field::new(locale, "agreement", &agreement).errors(&answer.faults).required().select(&choices, &typed.agreement))
            }
            (Field::new(locale, "position", &position).errors(&answer.faults).hint(&position_hint).input("number", &typed.position))
        }
    }
}

/// A choice of a row among those with names, or of none.
fn row_choice(
    here: &Here<'_>,
    name: &str,
    rows: &[(i64, String)],
    chosen: Option<i64>,
    answer: &Answer,
) -> Markup {
    let label = here.t(&format!("sla-field-{name}"));
    let any = here.t("sla-any");
    let ids: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
    let mut choices = vec![Choice { value: "", label: &any }];
    choices.extend(rows.iter().zip(&ids).map(|((_, label), id)| Choice { value: id, label }));
    let chosen = chosen.map(|id| id.to_string()).unwrap_or_default();
    Field::new(here.locale(), name, &label).errors(&answer.faults).select(&choices, &chosen)
}

fn scope(here: &Here<'_>, typed: &Typed, around: &Around, answer: &Answer) -> Markup {
    let locale = here.locale();
    let (kind, level, any) = (here.t("sla-field-kind"), here.t("sla-field-priority"), here.t("sla-any"));
    let kinds = [Kind::Incident, Kind::Request];
    let kind_names = kinds.map(|kind| here.t(&format!("sla-kind-{kind}")));
    let mut kind_choices = vec![Choice { value: "", label: &any }];
    kind_choices
        .extend(kinds.iter().zip(&kind_names).map(|(kind, label)| Choice { value: kind.as_str(), label }));
    let names: Vec<String> =
        Priority::ALL.iter().map(|p| format!("{p} {}", priority_name(locale, *p))).collect();
    let mut levels = vec![Choice { value: "", label: &any }];
    levels.extend(Priority::ALL.iter().zip(&names).map(|(p, label)| Choice { value: p.as_str(), label }));
    let categories: Vec<(i64, String)> =
        around.categories.iter().map(|c| (c.id, path(&around.categories, c.id, locale))).collect();
    let organisations =
        |list: &[Organisation]| list.iter().map(|o| (o.id, o.name.clone())).collect::<Vec<_>>();
    let services: Vec<(i64, String)> = around.services.iter().map(|s| (s.id, s.name.clone())).collect();
    let teams: Vec<(i64, String)> = around.teams.iter().map(|team| (team.id, team.name.clone())).collect();
    html! {
        fieldset {
            legend { (here.t("sla-scope")) }
            p class="muted small" { (here.t("sla-scope-hint")) }
            div class="fields" {
                (Field::new(locale, "priority", &level).errors(&answer.faults).select(&levels, &typed.priority))
                (Field::new(locale, "kind", &kind).errors(&answer.faults).select(&kind_choices, &typed.kind))
                @if !categories.is_empty() { (row_choice(here, "category", &categories, typed.category, answer)) }
                (row_choice(here, "service", &services, typed.service, answer))
                (row_choice(here, "organisation", &organisations(&around.organisations), typed.organisation, answer))
                (row_choice(here, "team", &teams, typed.team, answer))
                (row_choice(here, "provider", &organisations(&around.providers), typed.provider, answer))
            }
        }
    }
}

fn targets(here: &Here<'_>, typed: &Typed, around: &Around, answer: &Answer) -> Markup {
    let locale = here.locale();
    let fault = answer.faults.iter().find(|fault| fault.field == "targets");
    let units = ["minutes", "hours", "days"];
    let unit_names = units.map(|unit| here.t(&format!("sla-unit-{unit}")));
    let unit_choices: Vec<Choice<'_>> =
        units.iter().zip(&unit_names).map(|(value, label)| Choice { value, label }).collect();
    let (always, desk, label) =
        (here.t("sla-always"), here.t("sla-desk-calendar"), here.t("sla-field-calendar"));
    let ids: Vec<String> = around.calendars.iter().map(|calendar| calendar.id.to_string()).collect();
    let mut calendars = vec![Choice { value: "", label: &desk }, Choice { value: ALWAYS, label: &always }];
    calendars.extend(around.calendars.iter().zip(&ids).map(|(c, id)| Choice { value: id, label: &c.name }));
    html! {
        fieldset id="f-targets" {
            legend { (here.t("sla-targets")) }
            p class="muted small" { (here.t("sla-targets-hint")) }
            @if let Some(fault) = fault { div class="field bad" { span class="err" { (fault.message) } } }
            @for (metric, typed) in Metric::ALL.iter().zip(&typed.targets) {
                @let name = metric_name(locale, *metric);
                @let unit = t!(locale, "sla-unit-of", target = name.as_str());
                div class="fields" {
                    (Field::new(locale, metric.as_str(), &name).errors(&answer.faults).attr("min", "1").attr("inputmode", "numeric")
                        .input("number", &typed.amount))
                    (Field::new(locale, &format!("{}_unit", metric.as_str()), &unit).required().select(&unit_choices, &typed.unit))
                }
            }
            div class="fields" {
                (Field::new(locale, "calendar", &label).errors(&answer.faults).select(&calendars, &typed.calendar))
            }
        }
        fieldset {
            legend { (here.t("sla-pauses")) }
            p class="muted small" { (here.t("sla-pauses-hint")) }
            @for on in PendingOn::ALL {
                (checkbox("pauses_on", on.as_str(), &here.t(&format!("sla-pending-{on}")), typed.pauses_on.iter().any(|p| p == on.as_str())))
            }
        }
    }
}

/// What happens by itself: a row per warning and one for the breach.
fn reactions(here: &Here<'_>, typed: &Typed, answer: &Answer) -> Markup {
    let locale = here.locale();
    let (warnings, hint) = (here.t("sla-field-warnings"), here.t("sla-field-warnings-hint"));
    let mut moments: Vec<String> = typed
        .warnings
        .split([',', ';', ' '])
        .map(|word| word.trim().trim_end_matches('%').to_owned())
        .filter(|word| word.parse::<u16>().is_ok())
        .collect();
    moments.dedup();
    moments.push("breach".to_owned());
    let said = |at: &str| match at.parse::<u16>() {
        Ok(percent) => t!(locale, "sla-at-warning", percent = i64::from(percent)),
        Err(_) => here.t("sla-at-breach"),
    };
    html! {
        fieldset id="f-reactions" {
            legend { (here.t("sla-reactions")) }
            div class="fields" {
                (Field::new(locale, "warnings", &warnings).errors(&answer.faults).hint(&hint).attr("maxlength", "60").text(&typed.warnings))
            }
            @for at in &moments {
                div class="stack" role="group" aria-label=(said(at)) {
                    p class="med" { (said(at)) }
                    @for act in ReactionDo::ALL {
                        @let value = format!("{at}:{}", act.as_str());
                        (checkbox("reactions", &value, &here.t(&format!("sla-do-{}", act.as_str().replace('_', "-"))), typed.reactions.contains(&value)))
                    }
                }
            }
        }
    }
}

fn preview_card(here: &Here<'_>, preview: &Preview) -> Markup {
    let locale = here.locale();
    html! {
        section class="card" id="preview" {
            header { h2 { (here.t("sla-preview-title")) } }
            div class="body" {
                @if preview.due.is_empty() { p class="small" { (here.t("sla-preview-none")) } }
                ul class="items" {
                    @for (metric, _) in &preview.due {
                        li { span class="t" { (metric_name(locale, *metric)) } (preview.words(locale, *metric)) }
                    }
                }
            }
        }
    }
}

/// What differs between a policy and what was typed, for the reader.
pub(super) fn pairs(
    locale: Locale,
    now: &Typed,
    typed: &Typed,
    around: &Around,
) -> Vec<(String, String, String)> {
    let label = |field: &str| t(locale, &format!("sla-field-{field}"));
    let named = |rows: &[(i64, String)], id: Option<i64>| {
        rows.iter().find(|(row, _)| Some(*row) == id).map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let categories: Vec<(i64, String)> =
        around.categories.iter().map(|c| (c.id, path(&around.categories, c.id, locale))).collect();
    let services: Vec<(i64, String)> = around.services.iter().map(|s| (s.id, s.name.clone())).collect();
    let organisations: Vec<(i64, String)> =
        around.organisations.iter().chain(&around.providers).map(|o| (o.id, o.name.clone())).collect();
    let teams: Vec<(i64, String)> = around.teams.iter().map(|team| (team.id, team.name.clone())).collect();
    let calendar = |typed: &Typed| match typed.calendar.as_str() {
        "" => t(locale, "sla-desk-calendar"),
        ALWAYS => t(locale, "sla-always"),
        id => around
            .calendars
            .iter()
            .find(|c| c.id.to_string() == id)
            .map(|c| c.name.clone())
            .unwrap_or_default(),
    };
    let unit = |target: &TypedTarget| match target.amount.trim() {
        "" => String::new(),
        amount => format!("{amount}\u{A0}{}", t(locale, &format!("sla-unit-{}", target.unit))),
    };
    let of = |read: &dyn Fn(&Typed) -> String| (read(now), read(typed));
    let mut pairs = Vec::new();
    let mut pair = |label: String, (now, typed): (String, String)| pairs.push((label, now, typed));
    pair(label("name"), of(&|t| t.name.clone()));
    pair(label("position"), of(&|t| t.position.clone()));
    pair(label("priority"), of(&|t| t.priority.clone()));
    pair(label("kind"), of(&|t| t.kind.clone()));
    pair(label("category"), of(&|t| named(&categories, t.category)));
    pair(label("service"), of(&|t| named(&services, t.service)));
    pair(label("organisation"), of(&|t| named(&organisations, t.organisation)));
    pair(label("team"), of(&|t| named(&teams, t.team)));
    pair(label("provider"), of(&|t| named(&organisations, t.provider)));
    for ((metric, was), is) in Metric::ALL.iter().zip(&now.targets).zip(&typed.targets) {
        pair(metric_name(locale, *metric), (unit(was), unit(is)));
    }
    pair(label("calendar"), of(&calendar));
    pair(t(locale, "sla-pauses"), of(&|t| t.pauses_on.join(", ")));
    pair(label("warnings"), of(&|t| t.warnings.clone()));
    pair(t(locale, "sla-reactions"), of(&|t| t.reactions.join(", ")));
    pairs
}
