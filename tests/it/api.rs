//! `/api/v1/tickets` as programs use it, over real HTTP.

mod hanging;

use desk::tickets::store;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use rules::ticket_state::State;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, on_each};

use crate::lifecycle::Site;

struct Programs {
    site: Site,
    agent: Client,
    colleague: Client,
    requester: Client,
    reader: Client,
}

impl Programs {
    async fn on(app: TestApp) -> Self {
        let site = Site::on(app).await;
        let token = async |user: i64, scopes: &str| {
            site.app.browser().with_token(&site.app.token(user, scopes).await)
        };
        let agent = token(site.agent, "tickets:write").await;
        let colleague = token(site.colleague, "tickets:write").await;
        let requester = token(site.requester, "tickets:write").await;
        let reader = token(site.requester, "tickets:read").await;
        Self { agent, colleague, requester, reader, site }
    }

    async fn open(&self, body: Value) -> Answer {
        self.agent.api(Method::POST, "/api/v1/tickets", Some(&body)).await
    }
}

async fn post(client: &Client, path: &str, body: Value) -> Answer {
    client.api(Method::POST, path, Some(&body)).await
}

async fn get(client: &Client, path: &str) -> Answer {
    client.api(Method::GET, path, None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_opened_with_its_reasons() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let made = on
            .open(json!({
                "kind": "incident", "title": "VPN : connexion impossible", "description": "Erreur 809", "category": "Réseau/VPN",
                "requester": "claire.morvan@test.example", "urgency": "medium", "occurred_at": "2026-06-05T07:40:00Z",
                "severity": "high", "team": "Réseau", "desk": "Assistance", "tags": ["Brest"],
            }))
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        let body = made.json();
        let number = body["number"].as_str().unwrap();
        assert!(number.starts_with("INC-"));
        assert_eq!(made.location(), format!("/api/v1/tickets/{number}"));
        assert_eq!(made.header("etag"), format!("\"{}\"", body["version"]));
        assert_eq!((&body["priority"], &body["state"], &body["title"]), (&json!("P3"), &json!("new"), &json!("VPN : connexion impossible")));
        assert_eq!(body["priority_reason"], json!({ "because": "matrix", "impact": "medium", "urgency": "medium" }));
        let basis = json!({ "category": "confirmed", "impact": "category", "urgency": "confirmed", "team": "confirmed" });
        assert_eq!(body["qualification"], basis);
        assert_eq!((&body["category"]["code"], &body["requester"]["name"]), (&json!("network/vpn"), &json!("Claire Morvan")));
        assert_eq!((&body["tags"], &body["channel"]), (&json!(["brest"]), &json!("api")));
        assert_eq!(body["clocks"].as_array().unwrap().len(), 2);
        let read = get(&on.agent, &format!("/api/v1/tickets/{}", number.to_lowercase())).await;
        assert_eq!((read.status, read.json()), (200, body.clone()));

        let bare = on.open(json!({ "title": "Bonjour" })).await.json();
        assert_eq!((&bare["impact"], &bare["urgency"], &bare["priority"]), (&json!("low"), &json!("low"), &json!("P5")));
        assert_eq!(bare["requester"]["name"], json!("Karim Benali"));
        let manual = on.open(json!({ "title": "Direction", "priority": "P1", "priority_reason": "Conseil d’administration" })).await.json();
        assert_eq!(manual["priority_reason"]["because"], json!("manual"));
        let done = on
            .open(json!({
                "title": "Compte verrouillé", "category": "security/locked-account", "impact": "low", "urgency": "high",
                "assignee": "karim.benali@test.example", "resolution": { "text": "Déverrouillé", "kind": "fix" },
            }))
            .await;
        assert_eq!((done.status, &done.json()["state"]), (201, &json!("resolved")), "{}", done.text);
        on.site.sound().await;
    })
    .await;
}

/// Bodies and numbers that no client of ours sends.
async fn odd_requests(on: &Programs) {
    let agent = &on.agent;
    let raw = |body: &'static str, kind: &'static str| {
        Answer::of(agent.request(Method::POST, "/api/v1/tickets").header("content-type", kind).body(body))
    };
    assert_eq!(raw("{\"title\":", "application/json").await.status, 400);
    assert_eq!(raw("[]", "application/json").await.status, 422);
    assert_eq!(raw("title=x", "application/x-www-form-urlencoded").await.status, 415);
    let long = format!("{{\"title\":\"x\",\"description\":\"{}\"}}", "a".repeat(1_100_000));
    let long =
        agent.request(Method::POST, "/api/v1/tickets").header("content-type", "application/json").body(long);
    assert_eq!(Answer::of(long).await.status, 413);

    for number in [
        "INC-0",
        "0",
        "-1",
        "99999999999999999999999",
        "INC-9223372036854775807",
        "%F0%9F%92%A9",
        "PRB",
        "1%002",
        "..%2f",
    ] {
        let answer = get(agent, &format!("/api/v1/tickets/{number}")).await;
        assert_eq!(answer.status, 404, "{number}: {}", answer.text);
    }
    assert_eq!(get(agent, "/api/v1/tickets/%FF").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_told_field_by_field_and_never_breaks() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let (agent, requester) = (&on.agent, &on.requester);
        let table = [
            (json!({}), "title"),
            (json!({ "title": "" }), "title"),
            (json!({ "title": "x".repeat(251) }), "title"),
            (json!({ "title": "x", "role": "admin" }), "role"),
            (json!({ "title": "x", "kind": "problem" }), "kind"),
            (json!({ "title": "x", "impact": "huge" }), "impact"),
            (json!({ "title": "x", "category": "nothing" }), "category"),
            (json!({ "title": "x", "category": 9_223_372_036_854_775_807_i64 }), "category"),
            (json!({ "title": "x", "category": 18_446_744_073_709_551_615_u64 }), "category"),
            (json!({ "title": "x", "category": 1.5 }), "category"),
            (json!({ "title": "x", "requester": "nobody@test.example" }), "requester"),
            (json!({ "title": "x", "service": -1 }), "service"),
            (json!({ "title": "x", "team": "Sorciers" }), "team"),
            (json!({ "title": "x", "desk": "Ailleurs" }), "desk"),
            (json!({ "title": "x", "assignee": "claire.morvan@test.example" }), "assignee"),
            (json!({ "title": "x", "priority": "P1" }), "priority_reason"),
            (json!({ "title": "x", "priority_reason": "parce que" }), "priority_reason"),
            (json!({ "title": "x", "occurred_at": "-009999-01-02T01:59:59Z" }), "occurred_at"),
            (json!({ "title": "x", "occurred_at": "hier" }), "occurred_at"),
            (json!({ "title": "x", "tags": vec!["t"; 51] }), "tags"),
            (json!({ "title": "x", "tags": ["t".repeat(60)] }), "tags"),
            (json!({ "title": "x\u{0}" }), ""),
        ];
        for (body, field) in table {
            let answer = on.open(body.clone()).await;
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (422, "application/problem+json"),
                "{body}: {}",
                answer.text
            );
            assert_eq!(answer.json()["errors"][0]["field"], json!(field), "{body}: {}", answer.text);
        }
        odd_requests(&on).await;
        for (query, expected) in [
            ("filter=is:open", 200),
            ("filter=gibberish:", 422),
            ("sort=colour", 422),
            ("limit=0", 422),
            ("limit=99999999999999999999", 422),
            ("cursor=junk", 422),
            ("filter=%00", 404),
            ("unknown=1", 200),
        ] {
            assert_eq!(get(agent, &format!("/api/v1/tickets?{query}")).await.status, expected, "{query}");
        }
        assert_eq!(agent.api(Method::PUT, "/api/v1/tickets", None).await.status, 405);
        assert_eq!(get(&on.site.app.browser(), "/api/v1/tickets").await.status, 401);
        assert_eq!(get(&on.site.app.browser().with_token("nonsense"), "/api/v1/tickets").await.status, 401);
        assert_eq!(
            post(&on.reader, "/api/v1/tickets", json!({ "title": "x" })).await.status,
            403,
            "a reading token writes nothing"
        );
        let on_behalf = json!({ "title": "x", "requester": "claire.morvan@test.example" });
        assert_eq!(post(requester, "/api/v1/tickets", on_behalf).await.status, 201, "one may name oneself");
        assert_eq!(
            post(
                requester,
                "/api/v1/tickets",
                json!({ "title": "x", "assignee": "claire.morvan@test.example" })
            )
            .await
            .status,
            422
        );
        on.site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_answered_as_the_first_time() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let send = |key: &'static str, title: &'static str| {
            let request = on.agent.request(Method::POST, "/api/v1/tickets").header("idempotency-key", key);
            Answer::of(request.json(&json!({ "title": title })))
        };
        let first = send("abc-1", "Une fois").await;
        let again = send("abc-1", "Une fois").await;
        assert_eq!((again.status, again.json(), again.location()), (201, first.json(), first.location()));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(send("abc-1", "Autre chose").await.status, 422, "a key is for one request");
        assert_ne!(send("abc-2", "Une fois").await.location(), first.location());
        assert_eq!(send("with space", "x").await.status, 422);

        let number = first.json()["number"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/tickets/{number}/comments");
        for _ in 0..3 {
            let request = on.agent.request(Method::POST, &path).header("idempotency-key", "c-1");
            assert_eq!(Answer::of(request.json(&json!({ "body": "Bonjour" }))).await.status, 201);
        }
        assert_eq!(get(&on.agent, &path).await.json()["items"].as_array().unwrap().len(), 1);

        // Sixteen at once: one ticket.
        let mut racing = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let request = on.agent.request(Method::POST, "/api/v1/tickets").header("idempotency-key", "race");
            racing.spawn(Answer::of(request.json(&json!({ "title": "Course" }))));
        }
        let answers = racing.join_all().await;
        assert!(
            answers.iter().all(|answer| answer.status == 201 || answer.status == 409),
            "{:?}",
            answers.iter().map(|a| a.status).collect::<Vec<_>>()
        );
        let found = get(&on.agent, "/api/v1/tickets?filter=course").await;
        assert_eq!(found.json()["items"].as_array().unwrap().len(), 1, "{}", found.text);
        on.site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_merged_field_by_field() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let made = on.open(json!({ "title": "VPN", "category": "network/vpn" })).await;
        let (path, etag) = (made.location().to_owned(), made.header("etag").to_owned());
        let patch = |client: &Client, etag: &str, body: Value| {
            Answer::of(client.request(Method::PATCH, &path).header("if-match", etag).json(&body))
        };
        let theirs =
            patch(&on.colleague, &etag, json!({ "title": "VPN en panne", "add_tags": ["panne"] })).await;
        assert_eq!((theirs.status, &theirs.json()["tags"]), (200, &json!(["panne"])), "{}", theirs.text);
        assert_ne!(theirs.header("etag"), etag);
        let merged = patch(&on.agent, &etag, json!({ "severity": "critical", "impact": "high" })).await;
        assert_eq!(
            (merged.status, &merged.json()["title"], &merged.json()["priority"]),
            (200, &json!("VPN en panne"), &json!("P1"))
        );
        let clash = patch(&on.agent, &etag, json!({ "title": "Autre", "severity": null })).await;
        assert_eq!(clash.status, 409);
        assert_eq!(clash.header("etag"), merged.header("etag"), "the present version");
        let errors = clash.json()["errors"].clone();
        assert_eq!(
            (errors.as_array().unwrap().len(), &errors[0]["field"], &errors[0]["code"]),
            (1, &json!("title"), &json!("changed"))
        );
        assert!(errors[0]["message"].as_str().unwrap().contains("VPN en panne"), "{errors}");
        assert_eq!(patch(&on.agent, clash.header("etag"), json!({ "title": "Autre" })).await.status, 200);
        assert_eq!(patch(&on.agent, "\"x\"", json!({})).await.status, 422);
        assert_eq!(
            patch(&on.requester, &etag, json!({ "title": "x" })).await.status,
            404,
            "not theirs, not there"
        );

        let nulls = on
            .agent
            .api(Method::PATCH, &path, Some(&json!({ "severity": null, "team": null, "category": null })))
            .await
            .json();
        assert_eq!(
            (&nulls["severity"], &nulls["team"], &nulls["category"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        let request = on.agent.api(Method::PATCH, &path, Some(&json!({ "kind": "request" }))).await.json();
        assert!(request["number"].as_str().unwrap().starts_with("REQ-"));
        assert_eq!(get(&on.agent, &path).await.status, 200, "a former number still leads there");
        on.site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lifecycle_goes_by_transitions() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let made = post(&on.requester, "/api/v1/tickets", json!({ "title": "VPN", "category": "network/vpn" })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = made.location().to_owned();
        assert_eq!(made.json()["clocks"], Value::Null, "the desk's clocks are its own");
        let legal = get(&on.agent, &format!("{path}/transitions")).await.json();
        assert_eq!(legal["state"], json!("new"));
        let resolve = legal["legal"].as_array().unwrap().iter().find(|one| one["to"] == "resolved").unwrap().clone();
        assert!(resolve["missing"].as_array().unwrap().contains(&json!("resolution")), "{resolve}");

        let steps = format!("{path}/transitions");
        let refused = post(&on.agent, &steps, json!({ "to": "resolved", "resolution": "Fait" })).await;
        assert_eq!(refused.status, 422);
        let fields: Vec<Value> = refused.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
        assert!(fields.contains(&json!("assignee")) && fields.contains(&json!("category")), "{fields:?}");
        assert_eq!(post(&on.agent, &steps, json!({ "to": "closed" })).await.json()["errors"][0]["field"], json!("to"));
        assert_eq!(post(&on.agent, &steps, json!({ "to": "nowhere" })).await.status, 422);

        let begun = post(&on.agent, &steps, json!({
            "to": "in_progress", "category": "network/vpn", "impact": "medium", "urgency": "high",
            "assignee": on.site.agent, "comment": "Je regarde.",
        }))
        .await;
        assert_eq!((begun.status, &begun.json()["state"]), (200, &json!("in_progress")), "{}", begun.text);
        let pending = post(&on.agent, &steps, json!({ "to": "pending", "pending_on": "user", "reason": "Redémarrage demandé" })).await;
        assert_eq!(pending.json()["pending_on"], json!("user"));
        let said = post(&on.requester, &format!("{path}/comments"), json!({ "body": "Redémarré, sans effet." })).await;
        assert_eq!(said.status, 201, "{}", said.text);
        assert_eq!(get(&on.requester, &path).await.json()["state"], json!("in_progress"));
        let note = post(&on.agent, &format!("{path}/comments"), json!({ "body": "Certificat périmé ?", "public": false })).await;
        assert_eq!(note.status, 201);
        assert_eq!(post(&on.requester, &format!("{path}/comments"), json!({ "body": "x", "public": false })).await.status, 403);

        let done = post(&on.agent, &steps, json!({
            "to": "resolved", "resolution": "Certificat renouvelé", "resolution_kind": "fix", "cause_code": "missed_update",
        }))
        .await;
        assert_eq!((done.status, &done.json()["cause_code"]), (200, &json!("missed_update")), "{}", done.text);
        assert_eq!(post(&on.requester, &format!("{path}/rate"), json!({ "score": 9 })).await.status, 422);
        assert_eq!(post(&on.requester, &format!("{path}/refuse"), json!({ "comment": "Toujours pas." })).await.json()["reopen_count"], json!(1));
        post(&on.agent, &steps, json!({ "to": "resolved", "resolution": "Vraiment" })).await;
        let closed = on.requester.api(Method::POST, &format!("{path}/validate"), None).await;
        assert_eq!((closed.status, &closed.json()["state"]), (200, &json!("closed")), "{}", closed.text);
        assert_eq!(post(&on.requester, &format!("{path}/rate"), json!({ "score": 4, "comment": "Merci" })).await.json()["score"], json!(4));
        assert_eq!(on.site.ticket(number_of(&closed)).await.state, State::Closed);

        // Requesters see their part of the journal, agents the whole.
        let whole = get(&on.agent, &format!("{path}/journal?limit=200")).await.json();
        let part = get(&on.requester, &format!("{path}/journal?limit=200")).await.json();
        let kinds = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
        };
        assert!(kinds(&whole).contains(&"comment.noted".to_owned()) && kinds(&whole).contains(&"clock.paused".to_owned()));
        assert!(!kinds(&part).iter().any(|kind| kind == "comment.noted" || kind.starts_with("clock.")), "{:?}", kinds(&part));
        assert!(!part.to_string().contains("Redémarrage demandé") && !part.to_string().contains("Certificat périmé"));
        let fields = |page: &Value| page["items"].as_array().unwrap().iter().flat_map(|e| e["changes"].as_array().unwrap().clone()).map(|c| c["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert!(fields(&part).iter().all(|field| !["impact", "urgency", "team", "priority", "cause_code"].contains(&field.as_str())), "{:?}", fields(&part));
        let first = get(&on.agent, &format!("{path}/journal?limit=3")).await.json();
        let next = get(&on.agent, &format!("{path}/journal?limit=3&cursor={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!((&first["items"][0]["entry"], &next["items"][0]["entry"]), (&json!(1), &json!(4)));
        on.site.sound().await;
    })
    .await;
}

fn number_of(answer: &Answer) -> i64 {
    answer.json()["number"].as_str().unwrap().rsplit('-').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_attached_once_and_read_by_those_who_may() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let made = post(&on.requester, "/api/v1/tickets", json!({ "title": "VPN" })).await;
        let path = format!("{}/attachments", made.location());
        let form = |bytes: Vec<u8>, name: &str, public: &'static str| {
            Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned())).text("public", public)
        };
        let send =
            |client: &Client, form: Form| Answer::of(client.request(Method::POST, &path).multipart(form));
        let png = b"\x89PNG\r\n\x1a\n-and-so-on".to_vec();
        let added = send(&on.requester, form(png.clone(), "../../capture écran.png", "true")).await;
        assert_eq!(added.status, 201, "{}", added.text);
        let file = added.json()["items"][0].clone();
        assert_eq!(
            (&file["name"], &file["media_type"], &file["size"]),
            (&json!("capture écran.png"), &json!("image/png"), &json!(png.len()))
        );
        let internal = send(&on.agent, form(b"secret".to_vec(), "note.txt", "false")).await;
        assert_eq!(internal.status, 201);
        assert_eq!(send(&on.requester, form(b"x".to_vec(), "x", "false")).await.status, 403);
        assert_eq!(send(&on.requester, form(vec![0; 6 * 1024 * 1024], "gros.bin", "true")).await.status, 413);
        assert_eq!(send(&on.requester, Form::new().text("public", "true")).await.status, 422);
        assert_eq!(send(&on.requester, Form::new().text("other", "x")).await.status, 422);
        assert_eq!(post(&on.requester, &path, json!({})).await.status, 415);
        let broken = on
            .agent
            .request(Method::POST, &path)
            .header("content-type", "multipart/form-data; boundary=x")
            .body("--x\r\nnothing");
        assert_eq!(Answer::of(broken).await.status, 400);

        let keyed = || {
            let request = on.agent.request(Method::POST, &path).header("idempotency-key", "f-1");
            Answer::of(request.multipart(form(b"journal".to_vec(), "syslog.txt", "false")))
        };
        let (first, second) = (keyed().await, keyed().await);
        assert_eq!((first.status, first.json()), (201, second.json()));

        let count =
            async |client: &Client| get(client, &path).await.json()["items"].as_array().unwrap().len();
        assert_eq!((count(&on.agent).await, count(&on.requester).await), (3, 1));
        let content = get(&on.requester, file["href"].as_str().unwrap()).await;
        assert_eq!((content.status, content.header("content-type")), (200, "application/octet-stream"));
        assert!(content.header("content-disposition").starts_with("attachment;"));
        let hidden = internal.json()["items"][0]["href"].as_str().unwrap().to_owned();
        assert_eq!(get(&on.requester, &hidden).await.status, 404);
        assert_eq!(get(&on.agent, &hidden).await.text, "secret");
        assert_eq!(on.requester.api(Method::DELETE, file["href"].as_str().unwrap(), None).await.status, 200);
        assert_eq!(get(&on.requester, file["href"].as_str().unwrap()).await.status, 404);
        let incoming = on.site.app.app.config.data.join("files").join("incoming");
        assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0, "nothing half received stays");
        on.site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_sorted_paged_and_walled() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        for n in 0..7 {
            let urgency = if n % 2 == 0 { "high" } else { "low" };
            on.open(json!({ "title": format!("Ticket {n}"), "category": "network/vpn", "impact": "high", "urgency": urgency })).await;
        }
        post(&on.requester, "/api/v1/tickets", json!({ "title": "À moi" })).await;
        let titles = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
        };
        let found = get(&on.agent, "/api/v1/tickets?filter=is:open%20priority:P1&sort=number&limit=3").await;
        assert_eq!(titles(&found.json()), ["Ticket 6", "Ticket 4", "Ticket 2"], "{}", found.text);
        assert!(found.header("link").contains("rel=\"next\""));
        let next = found.json()["next"].as_str().unwrap().to_owned();
        let rest = get(&on.agent, &format!("/api/v1/tickets?filter=is:open%20priority:P1&sort=number&limit=3&cursor={next}")).await;
        assert_eq!((titles(&rest.json()), rest.json().get("next").is_some()), (vec!["Ticket 0".to_owned()], false));
        assert_eq!(titles(&get(&on.requester, "/api/v1/tickets").await.json()), ["À moi"], "one sees one's own");
        let all = get(&on.agent, "/api/v1/tickets?limit=200").await.json();
        assert_eq!(titles(&all).len(), 8);
        assert!(all["items"][0].get("description").is_none());

        // A sensitive ticket is there for those concerned and for leads.
        let secret = on.open(json!({ "title": "Fuite", "category": "security/data-leak", "sensitive": true })).await;
        assert_eq!(secret.status, 201, "{}", secret.text);
        let number = number_of(&secret);
        let stored = on.site.app.app.db.read(move |r| store::by_number(r, number)).await.unwrap().unwrap();
        assert!(stored.sensitive);
        assert_eq!(get(&on.colleague, secret.location()).await.status, 404);
        assert!(!titles(&get(&on.colleague, "/api/v1/tickets?limit=200").await.json()).contains(&"Fuite".to_owned()));
        on.site.sound().await;
    })
    .await;
}
