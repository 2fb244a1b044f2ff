//! Who may do what, on every route: each is tried by everybody, with what belongs to another organisation's desk.
//!
//! `routes.txt` says for each route who is let in; a route of the program that it does not list fails the test, and so
//! does one that it lists and the program does not have. Bodies are empty: whoever is let in is told what is missing,
//! and whoever is not must not even be told that, and must leave no trace.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use testkit::{Answer, TestApp, on_each};

use super::{
    house::{
        House, Reader,
        Reader::{
            Admin, AdminB, AgentA, AgentB, LeadA, LeadB, ManagerA, Nobody, ObserverA, Provider, Requester,
            Stranger,
        },
        house,
    },
    routes::inventory,
};

const TABLE: &str = include_str!("routes.txt");

/// `(method, path)` of each line of a table, with the heading that it stands under.
pub(super) fn table(text: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    let mut need = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ").and_then(|route| route.split_once(' ')) {
            Some((method, path)) => {
                let before = found.insert((method.to_owned(), path.to_owned()), need.clone());
                assert!(before.is_none(), "{method} {path} is listed twice");
            }
            None => line.clone_into(&mut need),
        }
    }
    found
}

fn listed() -> BTreeMap<(String, String), String> {
    table(TABLE)
}

#[test]
fn every_route_is_listed_and_every_listed_route_exists() {
    let routes: BTreeSet<(String, String)> = inventory(&vigie::router::routes()).into_iter().collect();
    let listed: BTreeSet<(String, String)> = listed().into_keys().collect();
    let unlisted: Vec<_> = routes.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&routes).collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "say who may use these: {unlisted:?}\nthese are gone: {gone:?}"
    );
}

/// The address of a route in the house.
pub(super) fn address(house: &House, path: &str) -> String {
    let by_prefix = [
        ("/people/", house.victim),
        ("/teams/", house.desk.seeded.help_desk),
        ("/organisations/", house.organisation),
        ("/desks/", house.desk.id),
        ("/calendars/", house.desk.seeded.working_hours),
        ("/categories/", house.category),
        ("/policies/", house.policy),
        ("/commitments/", house.policy),
        ("/services/", house.service),
        ("/mailboxes/", house.mailbox),
        ("/mails/", house.mail),
    ];
    let id = by_prefix.iter().find(|(prefix, _)| path.contains(prefix)).map_or(1, |(_, id)| *id);
    let mut filled = path.replace("{number}", &house.number.to_string());
    for (hole, value) in [
        ("{kind}", "resolved".to_owned()),
        ("{locale}", "en".to_owned()),
        ("{theme}", "dark".to_owned()),
        ("{field}", "priority".to_owned()),
        ("{property}", "priority".to_owned()),
        ("{deed}", "resolve".to_owned()),
        ("{tag}", "quay".to_owned()),
        ("{person}", house.victim.to_string()),
        ("{user}", house.victim.to_string()),
        ("{user_id}", house.victim.to_string()),
        ("{token}", "A".repeat(43)),
        ("{name}", "x".to_owned()),
        ("{ids}", "1".to_owned()),
        ("{part}", "0".to_owned()),
        ("{*path}", "x".to_owned()),
        ("{id}", id.to_string()),
    ] {
        filled = filled.replace(hole, &value);
    }
    match path {
        "/live" => format!("/live?topics=ticket:{}", house.number),
        "/api/v1/priority-matrix"
        | "/api/v1/categories"
        | "/api/v1/policies"
        | "/settings/matrix"
        | "/settings/categories"
        | "/settings/commitments" => {
            format!("{filled}?desk={0}&desk_id={0}", house.desk.id)
        }
        _ => filled,
    }
}

async fn ask(house: &House, reader: Reader, method: &str, path: &str) -> Answer {
    let (_, browser) = house.browsers.iter().find(|(other, _)| *other == reader).unwrap();
    let request = browser.request(method.parse::<Method>().unwrap(), &address(house, path));
    let request = if path.starts_with("/api/") {
        if method == "GET" { request } else { request.json(&serde_json::json!({})) }
    } else {
        let request = request.header("accept", "text/html");
        // Fragments are for pages that are open already.
        let request = if is_fragment(path) { request.header("hx-request", "true") } else { request };
        if method == "GET" {
            request
        } else {
            request.header("content-type", "application/x-www-form-urlencoded")
        }
    };
    if path == "/live" {
        let answer = request.send().await.unwrap();
        return Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: String::new(),
        };
    }
    Answer::of(request).await
}

fn is_fragment(path: &str) -> bool {
    let pieces = [
        "/board/fresh",
        "/my-work/fresh",
        "/queue/list",
        "/queue/row",
        "/queue/reader",
        "/queue/tabs",
        "/queue/all",
        "/queue/edit",
        "/queue/suggest",
        "/notifications/bell",
        "/portal/suggest",
        "/portal/colleagues",
        "/tickets/new/",
        "/mails/waiting",
        "/live",
        "/header",
        "/side",
        "/timeline",
        "/suggest/",
    ];
    !path.starts_with("/live") && pieces.iter().any(|piece| path.contains(piece))
}

/// Whether an answer keeps somebody out.
fn is_refusal(answer: &Answer, path: &str) -> bool {
    let away = |to: &str| answer.location().starts_with(to);
    match answer.status {
        401 | 403 | 404 => true,
        303 if path.starts_with("/setup") => true,
        303 => {
            away("/login")
                || away("/sign-in")
                || (away("/portal") && !path.starts_with("/portal") && path != "/")
        }
        _ => false,
    }
}

/// Who must be let in, and who must be kept out; for others the route itself is not the question.
fn rule(need: &str) -> (Vec<Reader>, Vec<Reader>) {
    let staff = vec![AgentA, LeadA, ManagerA, ObserverA, AgentB, LeadB, AdminB, Provider, Admin];
    let elsewhere = vec![Nobody, Stranger, AgentB, LeadB, AdminB, Provider];
    let without =
        |let_in: &[Reader]| Reader::ALL.into_iter().filter(|reader| !let_in.contains(reader)).collect();
    let exactly = |let_in: &[Reader]| (let_in.to_vec(), without(let_in));
    match need {
        "open" => exactly(&Reader::ALL),
        "closed" => exactly(&[]),
        "person" => (without(&[Nobody]), vec![Nobody]),
        "staff" => exactly(&staff),
        "opens" => exactly(&[AgentA, LeadA, ManagerA, AgentB, LeadB, AdminB, Admin]),
        "manages" => exactly(&[LeadA, ManagerA, LeadB, AdminB, Admin]),
        "manages-a" => exactly(&[LeadA, ManagerA, Admin]),
        "people" => exactly(&[AdminB, Admin]),
        "admin" | "people-a" => exactly(&[Admin]),
        "sees-a" => exactly(&[AgentA, LeadA, ManagerA, ObserverA, Admin]),
        "works-a" => exactly(&[AgentA, LeadA, ManagerA, Admin]),
        "reads-a" => exactly(&[Requester, AgentA, LeadA, ManagerA, ObserverA, Admin]),
        "answers-a" => exactly(&[Requester, AgentA, LeadA, ManagerA, Admin]),
        "knows-a" => (vec![AgentA, LeadA, ManagerA, Admin], elsewhere),
        "follows-a" => (vec![Requester], elsewhere),
        "own" => (Vec::new(), vec![Nobody]),
        other => panic!("{other} is no rule"),
    }
}

/// Whether the house has what the address names, so that who is let in finds it.
pub(super) fn is_there(path: &str) -> bool {
    let inner = [
        "/attachments/",
        "/links/",
        "/tasks/",
        "/macros/",
        "/watchers/",
        "/files/",
        "/views/",
        "/jobs/",
        "/timers/",
        "/queue/edit",
    ];
    !inner.iter().any(|part| path.contains(part)) && !path.contains("{token}") && !path.contains("{*path}")
}

pub(super) async fn journal_end(app: &TestApp) -> i64 {
    base::audit::feed::number_now(&app.app.db).await.unwrap();
    app.app.db.read(base::audit::feed::last).await.unwrap()
}

async fn matrix(app: TestApp) {
    let house = house(app).await;
    let mut wrong = Vec::new();
    let mut end = journal_end(&house.app).await;
    for ((method, path), need) in listed() {
        for reader in rule(&need).1 {
            let answer = ask(&house, reader, &method, &path).await;
            // A body is read before a right that depends on it; the journal shows that nothing came of it.
            let unread = method != "GET" && matches!(answer.status, 400 | 415 | 422);
            if !is_refusal(&answer, &path) && !unread {
                wrong.push(format!("{reader:?} is let in: {method} {path} ({need}) {}", answer.status));
            }
            if method != "GET" {
                let now = journal_end(&house.app).await;
                if now != end {
                    wrong.push(format!(
                        "{reader:?} leaves a trace: {method} {path} ({need}) {}",
                        answer.status
                    ));
                }
                end = now;
            }
        }
    }
    for ((method, path), need) in listed() {
        if method != "GET" || !is_there(&path) {
            continue;
        }
        for reader in rule(&need).0 {
            let answer = ask(&house, reader, &method, &path).await;
            if is_refusal(&answer, &path) || answer.status >= 500 {
                wrong.push(format!("{reader:?} is kept out: {method} {path} ({need}) {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whoever is let in to change something, and sends nothing, is told what is missing or sees it done.
async fn changes(app: TestApp) {
    let house = house(app).await;
    let mut wrong = Vec::new();
    // Whoever signs out is let in nowhere afterwards.
    let (last, routes): (Vec<_>, Vec<_>) = listed()
        .into_iter()
        .filter(|((method, _), _)| method != "GET")
        .partition(|((_, path), _)| path == "/logout");
    for ((method, path), need) in routes.into_iter().chain(last) {
        for reader in rule(&need).0 {
            let answer = ask(&house, reader, &method, &path).await;
            // What is open to everyone may lead to the sign-in: signing out does.
            let led = answer.status == 303 && (need == "open" || !is_refusal(&answer, &path));
            let done = matches!(answer.status, 200..=299) || led;
            let told = matches!(answer.status, 400 | 404 | 409 | 415 | 422);
            if !done && !told {
                wrong.push(format!("{reader:?} is not served: {method} {path} ({need}) {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn whoever_may_change_something_is_told_what_is_missing() {
    on_each(changes).await;
}

#[tokio::test]
async fn nobody_passes_a_route_that_is_not_theirs() {
    on_each(matrix).await;
}
