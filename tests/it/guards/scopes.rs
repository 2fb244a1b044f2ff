//! What an access token may do on every route of the API: its owner's rights, and of those only what its scopes name.
//!
//! The owner is an administrator of everything, so that only the scopes can keep the token out. Bodies are made from the
//! API's own description, so that a refusal is about the token and not about what was sent.

use std::collections::{BTreeMap, BTreeSet};

use base::people::Role;
use desk::tickets::{self, NewTicket};
use reqwest::Method;
use serde_json::{Map, Value, json};
use testkit::{Answer, Client, TestApp, on_each};

use super::{
    authorisation::{address, is_there, journal_end, table},
    house::{House, house},
    routes::inventory,
};

const TABLE: &str = include_str!("scopes.txt");

fn listed() -> BTreeMap<(String, String), String> {
    table(TABLE)
}

#[test]
fn every_route_of_the_api_names_its_scope() {
    let all = inventory(&vigie::router::routes()).into_iter();
    let routes: BTreeSet<_> = all.filter(|(_, path)| path.starts_with("/api/v1/")).collect();
    let listed: BTreeSet<_> = listed().into_keys().collect();
    let unlisted: Vec<_> = routes.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&routes).collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "name the scope of these: {unlisted:?}\nthese are gone: {gone:?}"
    );
}

/// Tokens that have everything but this scope, and those that have nothing else.
fn tokens(need: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    match need {
        "any" => (Vec::new(), vec!["admin"]),
        "tickets:read" => (vec!["admin"], vec!["tickets:read"]),
        "tickets:write" => (vec!["tickets:read", "tickets:read,admin"], vec!["tickets:write"]),
        "tickets:write,admin" => (vec!["tickets:write", "tickets:read,admin"], vec!["tickets:write,admin"]),
        "tickets:write|admin" => (vec!["tickets:read"], vec!["tickets:write", "admin"]),
        "admin" => (vec!["tickets:read", "tickets:write"], vec!["tickets:read,admin"]),
        other => panic!("{other} is no scope"),
    }
}

/// What a request carries.
enum Body {
    None,
    Json(Value),
    Form,
}

/// The API's description, from which bodies are made.
struct Description {
    all: Value,
    /// The number of a second ticket, which stands for those that the examples name.
    second: i64,
}

impl Description {
    fn read(second: i64) -> Self {
        let text = vigie::router::api().1.to_json().unwrap();
        Self { all: serde_json::from_str(&text).unwrap(), second }
    }

    fn body(&self, method: &str, path: &str) -> Body {
        let operation = &self.all["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not described");
        let content = &operation["requestBody"]["content"];
        if content["multipart/form-data"].is_object() {
            return Body::Form;
        }
        match &content["application/json"]["schema"] {
            Value::Null => Body::None,
            schema => Body::Json(self.least(schema)),
        }
    }

    fn field(&self, name: &str, schema: &Value) -> Value {
        match name {
            "ticket" => json!(self.second.to_string()),
            "tickets" => json!([self.second.to_string()]),
            _ => self.least(schema),
        }
    }

    /// The least that fits a schema: what is required, and no more.
    fn least(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return self.least(&self.all["components"]["schemas"][name]);
        }
        for of in ["oneOf", "anyOf", "allOf"] {
            if let Some(first) =
                schema[of].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"))
            {
                return self.least(first);
            }
        }
        if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
            return word.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").cloned().unwrap_or_default(),
            kind => kind.clone(),
        };
        match (kind.as_str().unwrap_or_default(), &schema["example"]) {
            ("object", Value::Null) => {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let fields = required.iter().filter_map(Value::as_str);
                Value::Object(
                    fields
                        .map(|field| (field.to_owned(), self.field(field, &schema["properties"][field])))
                        .collect::<Map<_, _>>(),
                )
            }
            (_, example) if !example.is_null() => example.clone(),
            ("array", _) => json!([self.least(&schema["items"])]),
            ("integer" | "number", _) => json!(schema["minimum"].as_i64().unwrap_or(1)),
            ("boolean", _) => json!(false),
            ("string", _) if schema["format"] == "date-time" => json!("2026-06-05T08:00:00Z"),
            _ => json!("x"),
        }
    }
}

async fn ask(house: &House, description: &Description, client: &Client, method: &str, path: &str) -> Answer {
    let query =
        if (method, path) == ("DELETE", "/api/v1/people/{person}/roles") { "?role=agent" } else { "" };
    let address = format!("{}{query}", address(house, path));
    let request = client.request(method.parse::<Method>().unwrap(), &address);
    Answer::of(match description.body(method, path) {
        Body::None => request,
        Body::Json(body) => request.json(&body),
        Body::Form => {
            let file = "--quay\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\na\r\n--quay--\r\n";
            request.header("content-type", "multipart/form-data; boundary=quay").body(file)
        }
    })
    .await
}

/// Whether a token is kept out as it must be: told that it may not, or, of a ticket that it may not even see, that it is
/// not there.
fn is_kept_out(status: u16, need: &str, path: &str) -> bool {
    status == 403 || (status == 404 && need == "tickets:read" && path.contains("{number}"))
}

/// Another ticket of the house's desk; its number.
async fn second(house: &House) -> i64 {
    let (cx, desk_id, victim) = (house.app.cx(), house.desk.id, house.victim);
    let opened = house.app.app.db.write(move |tx| {
        let ticket = NewTicket {
            desk_id: Some(desk_id),
            requester_id: Some(victim),
            ..NewTicket::titled("The lamp of the quay is out")
        };
        tickets::open(tx, &cx, &ticket).map_err(|refused| refused.into_app(cx.locale))
    });
    opened.await.unwrap().ticket.number
}

async fn matrix(app: TestApp) {
    let house = house(app).await;
    let owner = house.app.person("Owner", None, &[(Role::Administrator, None)]).await;
    let mut clients = BTreeMap::new();
    for scopes in ["tickets:read", "tickets:write", "admin", "tickets:read,admin", "tickets:write,admin"] {
        clients.insert(scopes, house.app.browser().with_token(&house.app.token(owner, scopes).await));
    }
    let description = Description::read(second(&house).await);
    let mut wrong = Vec::new();
    let mut end = journal_end(&house.app).await;
    for ((method, path), need) in listed() {
        for scopes in tokens(&need).0 {
            let answer = ask(&house, &description, &clients[scopes], &method, &path).await;
            if !is_kept_out(answer.status, &need, &path) {
                wrong.push(format!(
                    "{scopes} is let in: {method} {path} ({need}) {} {}",
                    answer.status, answer.text
                ));
            }
            let now = journal_end(&house.app).await;
            if now != end {
                wrong.push(format!("{scopes} leaves a trace: {method} {path} ({need}) {}", answer.status));
            }
            end = now;
        }
    }
    // Reading comes first: what is there may be archived by the changes.
    let (reads, changes): (Vec<_>, Vec<_>) =
        listed().into_iter().partition(|((method, _), _)| method == "GET");
    for ((method, path), need) in reads.into_iter().chain(changes) {
        for scopes in tokens(&need).1 {
            let answer = ask(&house, &description, &clients[scopes], &method, &path).await;
            // An administrator of everything is not the requester, who alone says how it went.
            if path.ends_with("/rate") && answer.status == 403 {
                continue;
            }
            let absent = answer.status == 404 && (method != "GET" || !is_there(&path));
            let is_refused = matches!(answer.status, 401 | 403) || (answer.status == 404 && !absent);
            if is_refused || answer.status >= 500 {
                wrong.push(format!(
                    "{scopes} is kept out: {method} {path} ({need}) {} {}",
                    answer.status, answer.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_token_without_the_scope_passes_nowhere() {
    on_each(matrix).await;
}
