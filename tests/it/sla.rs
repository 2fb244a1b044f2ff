//! Commitments as administrators change them: open tickets follow, pages and API agree.

use base::desks::{self, NewCalendar};
use desk::sla::{ClockState, NewPolicy, Policy, archive_policy, change_policy, policies};
use jiff::SignedDuration;
use rules::{
    calendar::WeekSpec,
    priority::Priority,
    sla::{Agreement, Metric, Scope, Target, Targets},
};
use serde_json::json;
use testkit::{TestApp, on_each};

use crate::lifecycle::{Site, minutes, paris};

/// The standard policy of a priority.
async fn standard(site: &Site, priority: Priority) -> Policy {
    let desk = site.desk.id;
    let all = site.app.app.db.read(move |r| policies(r, desk)).await.unwrap();
    all.into_iter().find(|policy| policy.rule.scope.priority == Some(priority)).unwrap()
}

fn as_new(policy: &Policy) -> NewPolicy {
    NewPolicy {
        name: policy.name.clone(),
        agreement: policy.rule.agreement,
        scope: policy.rule.scope.clone(),
        kind: policy.kind,
        targets: policy.rule.targets,
        calendar_id: policy.rule.calendar,
        always_open: policy.always_open,
        pauses_on: policy.rule.pauses_on.clone(),
        warnings: policy.warnings.clone(),
        reactions: policy.reactions.clone(),
        position: policy.rule.position,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_tickets_follow_a_changed_and_a_withdrawn_policy() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN", site.vpn).await;
        site.app.advance(minutes(30)).await;
        let policy = standard(&site, Priority::P2).await;
        let (id, version) = (policy.rule.id, policy.version);
        let targets =
            Targets { acknowledge: Some(Target::hours(1)), resolve: Some(Target::hours(2)), update: None };
        let new = NewPolicy { targets, ..as_new(&policy) };
        site.act(site.lead, move |tx, cx| Ok(change_policy(tx, cx, id, version, &new)?)).await;
        site.app.run_until_idle().await;
        let now = site.ticket(ticket.number).await;
        // Counted from the opening, not from the change.
        assert_eq!(now.due_at, Some(ticket.created_at + minutes(60)));
        assert_eq!(site.clock(&ticket, Metric::Resolve).await.due_at, Some(ticket.created_at + minutes(120)));
        assert!(!now.breached, "the former target was reached and is no promise any more");
        assert!(site.kinds(&ticket).await.iter().any(|kind| kind == "clock.recomputed"));
        let version = now.version;
        site.app.run_until_idle().await;
        assert_eq!(site.ticket(ticket.number).await.version, version, "nothing changes twice");

        site.act(site.lead, move |tx, cx| Ok(archive_policy(tx, cx, id, 2)?)).await;
        site.app.run_until_idle().await;
        let now = site.ticket(ticket.number).await;
        assert_eq!(now.due_at, None);
        assert!(site.clocks(&ticket).await.iter().all(|clock| clock.state() == ClockState::Cancelled));
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_tickets_follow_a_changed_calendar_and_a_desk_that_takes_another() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.app.advance(minutes(60)).await;
        let ticket = site.open("VPN", site.vpn).await;
        assert_eq!(site.clock(&ticket, Metric::Resolve).await.due_at, Some(paris("2026-06-08T10:00:00")));
        let calendar = site.desk.seeded.working_hours;
        let (cx, row) = (
            site.app.cx(),
            site.app.app.db.read(move |r| desks::calendar_row(r, calendar)).await.unwrap().unwrap(),
        );
        let mut spec = row.spec.clone();
        spec.week = WeekSpec::working_days(&[["09:00".to_owned(), "20:00".to_owned()]]);
        let new = NewCalendar { name: row.name, spec };
        site.app.app.db.write(move |tx| desks::change_calendar(tx, &cx, calendar, None, &new)).await.unwrap();
        site.app.run_until_idle().await;
        assert_eq!(site.clock(&ticket, Metric::Resolve).await.due_at, Some(paris("2026-06-05T19:00:00")));

        let (cx, desk) = (site.app.cx(), site.desk.id);
        let always = site.desk.seeded.around_the_clock;
        let change = site.app.app.db.write(move |tx| {
            let desk = desks::desk(tx, desk)?.ok_or(web::AppError::NotFound)?;
            let new = desks::NewDesk { calendar_id: Some(always), ..desks::NewDesk::of(&desk, Vec::new()) };
            desks::change_desk(tx, &cx, desk.id, None, &new)
        });
        change.await.unwrap();
        let p3 = site.open("Compte verrouillé", site.vpn).await;
        site.app.run_until_idle().await;
        let clock = site.clock(&ticket, Metric::Resolve).await;
        assert_eq!((clock.calendar_id, clock.due_at), (Some(always), Some(paris("2026-06-05T19:00:00"))));
        assert_eq!(site.clock(&p3, Metric::Resolve).await.calendar_id, Some(always));
        site.sound().await;
    })
    .await;
}

/// Clocks go back in Paris on 25 October 2026 at 03:00.
#[tokio::test(flavor = "multi_thread")]
async fn around_the_clock_counts_every_second_of_the_night_of_the_change() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.at("2026-10-24T22:30:00Z".parse().unwrap()).await;
        let ticket = site.open("Plus de réseau", site.outage).await;
        let due = "2026-10-25T02:30:00Z".parse().unwrap();
        assert_eq!(site.clock(&ticket, Metric::Resolve).await.due_at, Some(due), "four real hours");
        site.at(due - SignedDuration::from_secs(1)).await;
        let used = site.used(&site.clock(&ticket, Metric::Resolve).await).await;
        assert_eq!(used, 4 * 3600 - 1);
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_are_checked_before_they_promise_anything() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let good = NewPolicy {
            name: "Tout".into(),
            agreement: Agreement::Sla,
            scope: Scope { desk: Some(site.desk.id), ..Scope::default() },
            ..as_new(&standard(&site, Priority::P2).await)
        };
        let nothing = Targets::default();
        let zero = Targets { resolve: Some(Target::Seconds(0)), ..nothing };
        let scope =
            |scope: Scope| NewPolicy { scope: Scope { desk: Some(site.desk.id), ..scope }, ..good.clone() };
        let table = [
            (NewPolicy { name: " ".into(), ..good.clone() }, "name"),
            (NewPolicy { targets: nothing, ..good.clone() }, "targets"),
            (NewPolicy { targets: zero, ..good.clone() }, "targets"),
            (NewPolicy { warnings: vec![100], ..good.clone() }, "warnings"),
            (NewPolicy { warnings: vec![10], ..good.clone() }, "reactions"),
            (scope(Scope { category: Some(99_999), ..Scope::default() }), "category"),
            (scope(Scope { team: Some(99_999), ..Scope::default() }), "team"),
            (scope(Scope { service: Some(99_999), ..Scope::default() }), "service"),
            (scope(Scope { provider: Some(99_999), ..Scope::default() }), "provider"),
            (NewPolicy { calendar_id: Some(99_999), ..good.clone() }, "calendar"),
        ];
        for (new, field) in table {
            let outcome =
                site.try_as(site.lead, move |tx, cx| Ok(desk::sla::create_policy(tx, cx, &new)?)).await;
            let Err(desk::tickets::Refused::App(web::AppError::Invalid(faults))) = outcome else {
                panic!("{field}: {outcome:?}")
            };
            assert_eq!(faults[0].field, field, "{faults:?}");
        }
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_show_preview_and_change_policies() {
    on_each(|app: TestApp| async {
        let site = Site::on(app).await;
        let lead = site.app.sign_in("Soizic Kerven").await;
        let page = lead.get("/settings/commitments").await;
        assert_eq!(page.status, 200, "{}", page.text);
        for text in ["P1", "P5"] {
            assert!(page.text.contains(text), "{text}");
        }
        let policy = standard(&site, Priority::P2).await;
        let path = format!("/settings/commitments/{}", policy.rule.id);
        assert_eq!(lead.get(&path).await.status, 200);
        let desk = site.desk.id.to_string();
        let form = |version: &'static str, amount: &'static str| {
            vec![
                ("version", version),
                ("name", "P2"),
                ("priority", "P2"),
                ("acknowledge", "30"),
                ("acknowledge_unit", "minutes"),
                ("update", ""),
                ("update_unit", "hours"),
                ("resolve", amount),
                ("resolve_unit", "hours"),
                ("calendar", ""),
                ("pauses_on", "user"),
                ("pauses_on", "provider"),
                ("warnings", "50, 90"),
                ("reactions", "90:notify_leads"),
                ("reactions", "breach:escalate"),
                ("position", "1"),
            ]
        };
        let mut preview = form("1", "6");
        preview.push(("then", "preview"));
        assert_eq!(lead.post(&path, &preview).await.status, 200);
        assert_eq!(standard(&site, Priority::P2).await.version, 1, "a preview changes nothing");
        assert_eq!(lead.post(&path, &form("1", "six")).await.status, 422);
        let saved = lead.post(&path, &form("1", "6")).await;
        assert_eq!(
            (saved.status, saved.location().to_owned()),
            (303, format!("/settings/commitments?desk={desk}&done=saved"))
        );
        let stale = lead.post(&path, &form("1", "7")).await;
        assert_eq!(stale.status, 409);
        let changed = standard(&site, Priority::P2).await;
        assert_eq!(changed.rule.targets.resolve, Some(Target::hours(6)));
        assert_eq!(
            (changed.warnings.clone(), changed.reactions.len(), changed.rule.pauses_on.len()),
            (vec![50, 90], 2, 2)
        );

        let agent = site.app.sign_in("Karim Benali").await;
        assert_eq!(agent.get("/settings/commitments").await.status, 404);
        assert_ne!(agent.post(&path, &form("2", "1")).await.status, 303);
        assert_eq!(standard(&site, Priority::P2).await.version, 2);
        let gone = lead.post(&format!("{path}/archive"), &[("version", "2")]).await;
        assert_eq!(gone.status, 303, "{}", gone.text);
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_and_change_policies() {
    use reqwest::Method;
    on_each(|app: TestApp| async {
        let site = Site::on(app).await;
        let lead = site.app.browser().with_token(&site.app.token(site.lead, "tickets:write,admin").await);
        let list = lead.api(Method::GET, &format!("/api/v1/policies?desk={}", site.desk.id), None).await;
        assert_eq!((list.status, list.json()["items"].as_array().unwrap().len()), (200, 5));
        let body = json!({
            "name": "VPN", "scope": { "desk": site.desk.id, "category": site.vpn }, "always_open": true,
            "targets": { "acknowledge": { "seconds": 300 }, "resolve": { "days": 1 } },
            "warnings": [50], "reactions": [{ "percent": 50, "do": "notify_leads" }, { "do": "escalate" }],
        });
        let made = lead.api(Method::POST, "/api/v1/policies", Some(&body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = made.location().to_owned();
        assert_eq!((made.json()["version"].as_i64(), made.header("etag")), (Some(1), "\"1\""));
        let patch = json!({ "targets": { "resolve": { "seconds": 3600 } } });
        let stale = lead.request(Method::PATCH, &path).header("if-match", "\"7\"").json(&patch);
        assert_eq!(testkit::Answer::of(stale).await.status, 409);
        let changed = lead.api(Method::PATCH, &path, Some(&patch)).await;
        assert_eq!(
            changed.json()["targets"],
            json!({ "acknowledge": null, "update": null, "resolve": { "seconds": 3600 } })
        );
        assert_eq!(changed.json()["reactions"], body["reactions"]);
        assert_eq!(lead.api(Method::DELETE, &path, None).await.json()["archived"], json!(true));
        assert_eq!(lead.api(Method::DELETE, &path, None).await.status, 404);

        let agent = site.app.browser().with_token(&site.app.token(site.agent, "tickets:write").await);
        assert_eq!(agent.api(Method::POST, "/api/v1/policies", Some(&body)).await.status, 403);
        let requester = site.app.browser().with_token(&site.app.token(site.requester, "tickets:write").await);
        assert_eq!(requester.api(Method::GET, "/api/v1/policies?desk=1", None).await.status, 403);
        let unknown =
            json!({ "name": "x", "scope": { "desk": 999 }, "targets": { "resolve": { "days": 1 } } });
        assert_eq!(lead.api(Method::POST, "/api/v1/policies", Some(&unknown)).await.status, 403);
        site.sound().await;
    })
    .await;
}
