//! `/settings/commitments`: the policies of each desk.

use std::collections::BTreeSet;

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::{
    app::App,
    ctx::Ctx,
    desks::{self, Desk},
    frame::SettingsPage,
    people::{self, OrganisationKind, Staff, policy::Act},
    services,
    settings::{Answer, Done, Here, Refused, Version, chosen_desk, here, refused, shown, shown_again},
};
use db::{Read, Tx};
use maud::Markup;
use rules::{
    calendar::Calendar,
    priority::Priority,
    sla::{Agreement, Metric, Scope, Target, Targets},
    ticket_state::{Kind, PendingOn},
};
use serde::Deserialize;
use web::{
    error::{AppError, FieldError},
    extract::{Form, Query},
    i18n::{Locale, t},
};

use super::{
    model::{Policy, Reaction, ReactionAt, ReactionDo},
    policies::{NewPolicy, archive_policy, change_policy, create_policy},
    store,
    views::{self, Around, Preview, Typed, TypedTarget},
};

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/commitments", get(list))
        .route("/settings/commitments/new", get(blank).post(create))
        .route("/settings/commitments/{id}", get(edit).post(change))
        .route("/settings/commitments/{id}/archive", post(archive))
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Asked {
    #[serde(default)]
    desk: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
struct PolicyForm {
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    then: Option<String>,
    #[serde(default)]
    desk: Option<i64>,
    name: String,
    #[serde(default)]
    agreement: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    priority: String,
    #[serde(default)]
    category: Option<i64>,
    #[serde(default)]
    service: Option<i64>,
    #[serde(default)]
    organisation: Option<i64>,
    #[serde(default)]
    team: Option<i64>,
    #[serde(default)]
    provider: Option<i64>,
    #[serde(default)]
    acknowledge: String,
    #[serde(default)]
    acknowledge_unit: String,
    #[serde(default)]
    update: String,
    #[serde(default)]
    update_unit: String,
    #[serde(default)]
    resolve: String,
    #[serde(default)]
    resolve_unit: String,
    #[serde(default)]
    calendar: String,
    #[serde(default)]
    pauses_on: Vec<String>,
    #[serde(default)]
    warnings: String,
    #[serde(default)]
    reactions: Vec<String>,
    #[serde(default)]
    position: String,
}

impl PolicyForm {
    fn typed(self) -> Typed {
        let target = |amount: String, unit: String| TypedTarget { amount, unit };
        Typed {
            targets: [
                target(self.acknowledge, self.acknowledge_unit),
                target(self.update, self.update_unit),
                target(self.resolve, self.resolve_unit),
            ],
            name: self.name,
            agreement: self.agreement,
            kind: self.kind,
            priority: self.priority,
            category: self.category,
            service: self.service,
            organisation: self.organisation,
            team: self.team,
            provider: self.provider,
            calendar: self.calendar,
            pauses_on: self.pauses_on,
            warnings: self.warnings,
            reactions: self.reactions,
            position: self.position,
        }
    }
}

/// A target as typed: nothing, or a number of minutes, hours or days.
fn target(typed: &TypedTarget) -> Result<Option<Target>, ()> {
    let text = typed.amount.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number: u32 = text.parse().map_err(|_| ())?;
    let seconds = |each: u32| number.checked_mul(each).map(Target::Seconds).ok_or(());
    match typed.unit.as_str() {
        "hours" => seconds(3600).map(Some),
        "days" => u16::try_from(number).map(|days| Some(Target::Days(days))).map_err(|_| ()),
        _ => seconds(60).map(Some),
    }
}

/// The percentages of a list: `50, 75, 90`.
fn percents(text: &str) -> Result<Vec<u16>, ()> {
    let words = text
        .split([',', ';', ' '])
        .map(|word| word.trim().trim_end_matches('%'))
        .filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(|_| ())).collect()
}

/// A reaction as a box sends it: `90:notify_leads`, `breach:escalate`.
fn reaction(word: &str) -> Option<Reaction> {
    let (at, act) = word.split_once(':')?;
    let at = if at == "breach" { ReactionAt::Breach } else { ReactionAt::Warning(at.parse().ok()?) };
    let act = ReactionDo::ALL.into_iter().find(|known| known.as_str() == act)?;
    Some(Reaction { at, act })
}

/// The policy that was typed, or what cannot be read in it. What it means is the action's to check.
fn read(locale: Locale, desk_id: Option<i64>, typed: &Typed) -> Result<NewPolicy, AppError> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str| {
        faults.push(FieldError::new(field, code, t(locale, &format!("sla-fault-{code}"))));
    };
    let mut targets = [None; 3];
    for ((slot, typed), metric) in targets.iter_mut().zip(&typed.targets).zip(Metric::ALL) {
        match target(typed) {
            Ok(target) => *slot = target,
            Err(()) => fault(metric.as_str(), "amount"),
        }
    }
    let [acknowledge, update, resolve] = targets;
    let warnings = percents(&typed.warnings).unwrap_or_else(|()| {
        fault("warnings", "warnings");
        Vec::new()
    });
    let position = match typed.position.trim() {
        "" => 0,
        text => text.parse().unwrap_or_else(|_| {
            fault("position", "position");
            0
        }),
    };
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    // A box of a warning that was taken away belongs to nothing any more.
    let reactions =
        typed.reactions.iter().filter_map(|word| reaction(word)).filter(|reaction| match reaction.at {
            ReactionAt::Warning(percent) => warnings.contains(&percent),
            ReactionAt::Breach => true,
        });
    let pauses_on: BTreeSet<PendingOn> =
        typed.pauses_on.iter().filter_map(|word| word.parse().ok()).collect();
    Ok(NewPolicy {
        name: typed.name.clone(),
        agreement: typed.agreement.parse().unwrap_or(Agreement::Sla),
        scope: Scope {
            provider: typed.provider,
            team: typed.team,
            service: typed.service,
            organisation: typed.organisation,
            category: typed.category,
            priority: typed.priority.parse().ok(),
            desk: desk_id,
        },
        kind: typed.kind.parse().ok(),
        targets: Targets { acknowledge, update, resolve },
        calendar_id: typed.calendar.parse().ok(),
        always_open: typed.calendar == views::ALWAYS,
        pauses_on,
        reactions: reactions.collect(),
        warnings,
        position,
    })
}

/// What a page shows beside the policies of a desk; `None` is every desk.
fn around(r: &Read<'_>, desk: Option<Desk>) -> Result<Around, AppError> {
    let organisations = people::organisations(r)?;
    let (providers, organisations) =
        organisations.into_iter().partition(|organisation| organisation.kind == OrganisationKind::Provider);
    Ok(Around {
        categories: desk.as_ref().map(|desk| desks::categories(r, desk.id)).transpose()?.unwrap_or_default(),
        teams: people::teams(r, desk.as_ref().map(|desk| desk.id))?,
        services: services::services(r)?,
        calendars: desks::calendars(r)?,
        organisations,
        providers,
        desk,
    })
}

async fn desk_and_around(app: &App, desk_id: Option<i64>) -> Result<Around, AppError> {
    app.db
        .read(move |r| {
            let desk = match desk_id {
                Some(id) => Some(desks::desk(r, id)?.ok_or(AppError::NotFound)?),
                None => None,
            };
            around(r, desk)
        })
        .await
}

/// When the targets of a policy would be due for a ticket opened now at a desk.
fn preview(r: &Read<'_>, cx: &Ctx, desk: &Desk, policy: &Policy) -> db::Result<Preview> {
    let calendar =
        policy.calendar_id(desk.calendar_id).map(|id| desks::calendar(r, id)).transpose()?.flatten();
    let calendar = calendar.unwrap_or_else(Calendar::always);
    Ok(Preview::of(cx.now, &desk.time_zone(), &calendar, &policy.rule.targets))
}

fn act(desk_id: Option<i64>) -> Act {
    desk_id.map_or(Act::Administer, Act::ManageDesk)
}

async fn list(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let all = app.db.read(|r| Ok::<_, AppError>(desks::desks(r)?)).await?;
    let desk = chosen_desk(&cx, &all, asked.desk)?;
    let (cx2, wanted) = (cx.clone(), desk.clone());
    let read = move |r: &Read<'_>| -> Result<_, AppError> {
        let policies = store::policies(r, wanted.id)?;
        let mut foreseen = Vec::new();
        for priority in Priority::ALL {
            let facts =
                rules::sla::Facts { priority: Some(*priority), desk: Some(wanted.id), ..Default::default() };
            let holding =
                policies.iter().filter(|policy| policy.kind.is_none_or(|kind| kind == Kind::Incident));
            let chosen = rules::sla::select(holding.map(|policy| &policy.rule), Agreement::Sla, &facts);
            let policy =
                chosen.and_then(|(rule, _)| policies.iter().find(|policy| policy.rule.id == rule.id));
            if let Some(policy) = policy {
                foreseen.push((*priority, policy.name.clone(), preview(r, &cx2, &wanted, policy)?));
            }
        }
        Ok((policies, foreseen, around(r, Some(wanted.clone()))?))
    };
    let (policies, foreseen, around) = app.db.read(read).await?;
    let here = here(&cx, SettingsPage::Commitments, Act::ManageDesk(desk.id))?;
    let body = views::list(&here, &all, &policies, &foreseen, &around, &Answer::done(done.key()));
    Ok(shown(&app, &cx, SettingsPage::Commitments, &t(cx.locale, "sla-title"), &body))
}

struct Shown<'a> {
    known: Option<(&'a Policy, i64)>,
    desk_id: Option<i64>,
    typed: &'a Typed,
    answer: &'a Answer,
}

async fn page(app: &App, cx: &Ctx, form: Shown<'_>) -> Result<Markup, AppError> {
    let around = desk_and_around(app, form.desk_id).await?;
    let here: Here<'_> = here(cx, SettingsPage::Commitments, act(form.desk_id))?;
    let foreseen = match (read(cx.locale, form.desk_id, form.typed), around.desk.clone()) {
        (Ok(new), Some(desk)) => {
            let made = super::policies::to_policy(0, 1, &new);
            let cx = cx.clone();
            Some(app.db.read(move |r| preview(r, &cx, &desk, &made)).await?)
        }
        _ => None,
    };
    let title = form.known.map_or_else(|| t(cx.locale, "sla-new"), |(policy, _)| policy.name.clone());
    let body = views::form(&here, form.known, form.typed, &around, foreseen.as_ref(), form.answer);
    Ok(shown(app, cx, SettingsPage::Commitments, &title, &body))
}

async fn blank(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
) -> Result<Markup, AppError> {
    let all = app.db.read(|r| Ok::<_, AppError>(desks::desks(r)?)).await?;
    let desk = chosen_desk(&cx, &all, asked.desk)?;
    let typed = Typed::blank();
    let form = Shown { known: None, desk_id: Some(desk.id), typed: &typed, answer: &Answer::default() };
    page(&app, &cx, form).await
}

async fn known(app: &App, id: i64) -> Result<Policy, AppError> {
    app.db
        .read(move |r| store::policy(r, id)?.filter(|policy| !policy.archived).ok_or(AppError::NotFound))
        .await
}

async fn edit(State(app): State<App>, Staff(cx): Staff, Path(id): Path<i64>) -> Result<Markup, AppError> {
    let policy = known(&app, id).await?;
    let typed = Typed::from(&policy);
    let form = Shown {
        known: Some((&policy, policy.version)),
        desk_id: policy.rule.scope.desk,
        typed: &typed,
        answer: &Answer::default(),
    };
    page(&app, &cx, form).await
}

fn back(desk_id: Option<i64>) -> Response {
    let desk = desk_id.map(|id| format!("desk={id}&")).unwrap_or_default();
    Redirect::to(&format!("/settings/commitments?{desk}done=saved")).into_response()
}

async fn create(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<PolicyForm>,
) -> Result<Response, AppError> {
    save(&app, &cx, None, form).await
}

async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<PolicyForm>,
) -> Result<Response, AppError> {
    let policy = known(&app, id).await?;
    save(&app, &cx, Some(policy), form).await
}

/// What the buttons of the form do: a preview, or saving.
async fn save(app: &App, cx: &Ctx, known: Option<Policy>, form: PolicyForm) -> Result<Response, AppError> {
    let desk_id = known.as_ref().map_or(form.desk, |policy| policy.rule.scope.desk);
    let (version, then) = (form.version, form.then.clone());
    let mut typed = form.typed();
    if let Some(policy) = &known {
        policy.rule.agreement.as_str().clone_into(&mut typed.agreement);
    }
    let new = read(cx.locale, desk_id, &typed);
    let current = known.as_ref().map_or(1, |policy| policy.version);
    let seen = version.unwrap_or(current);
    if then.is_some() {
        let answer = match new.err().map(refused).transpose()? {
            Some(Refused::Faults(faults)) => Answer::faults(faults),
            _ => Answer::default(),
        };
        let known = known.as_ref().map(|policy| (policy, seen));
        return Ok(page(app, cx, Shown { known, desk_id, typed: &typed, answer: &answer })
            .await?
            .into_response());
    }
    let id = known.as_ref().map(|policy| policy.rule.id);
    let outcome = match new {
        Ok(new) => {
            let cx = cx.clone();
            let write = move |tx: &mut Tx<'_>| match id {
                Some(id) => change_policy(tx, &cx, id, seen, &new),
                None => create_policy(tx, &cx, &new).map(drop),
            };
            app.db.write(write).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = outcome else { return Ok(back(desk_id)) };
    let refused = refused(error)?;
    let (answer, version) = match (&refused, &known) {
        (Refused::Faults(faults), _) => (Answer::faults(faults.clone()), seen),
        (Refused::Meanwhile, Some(policy)) => {
            let around = desk_and_around(app, desk_id).await?;
            let pairs = views::pairs(cx.locale, &Typed::from(policy), &typed, &around);
            (Answer::meanwhile(pairs), policy.version)
        }
        (Refused::Meanwhile, None) => (Answer::meanwhile(Vec::new()), seen),
    };
    let known = known.as_ref().map(|policy| (policy, version));
    let page = page(app, cx, Shown { known, desk_id, typed: &typed, answer: &answer }).await?;
    Ok(shown_again(&refused, page))
}

async fn archive(
    State(app): State<App>,
    Staff(cx): Staff,
    Path(id): Path<i64>,
    Form(form): Form<Version>,
) -> Result<Response, AppError> {
    let policy = known(&app, id).await?;
    let version = form.version.unwrap_or(policy.version);
    let desk_id = policy.rule.scope.desk;
    app.db.write(move |tx| archive_policy(tx, &cx, id, version)).await?;
    let desk = desk_id.map(|id| format!("desk={id}&")).unwrap_or_default();
    Ok(Redirect::to(&format!("/settings/commitments?{desk}done=archived")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_as_typed() {
        let of = |amount: &str, unit: &str| target(&TypedTarget { amount: amount.into(), unit: unit.into() });
        let table = [
            ("", "hours", Ok(None)),
            (" 30 ", "minutes", Ok(Some(Target::Seconds(1800)))),
            ("8", "hours", Ok(Some(Target::Seconds(28_800)))),
            ("3", "days", Ok(Some(Target::Days(3)))),
            ("70000", "days", Err(())),
            ("4000000", "hours", Err(())),
            ("-1", "hours", Err(())),
            ("1,5", "hours", Err(())),
        ];
        for (amount, unit, expected) in table {
            assert_eq!(of(amount, unit), expected, "{amount} {unit}");
        }
    }

    #[test]
    fn percentages_and_reactions_are_read_as_typed() {
        assert_eq!(percents("50, 75 ; 90 %"), Ok(vec![50, 75, 90]));
        assert_eq!(percents("half"), Err(()));
        let leads = Reaction { at: ReactionAt::Warning(90), act: ReactionDo::NotifyLeads };
        assert_eq!(reaction("90:notify_leads"), Some(leads));
        assert_eq!(
            reaction("breach:escalate"),
            Some(Reaction { at: ReactionAt::Breach, act: ReactionDo::Escalate })
        );
        assert_eq!(reaction("90:dance"), None);
        assert_eq!(reaction("x"), None);
    }
}
