//! What hangs on a ticket: tasks, time, people, tags, links, merge, split, bulk.

use reqwest::Method;
use serde_json::json;
use testkit::{Answer, on_each};

use super::{Programs, get, post};

async fn time_people_and_tags(on: &Programs, a: &str) {
    assert_eq!(
        post(&on.agent, &format!("{a}/time"), json!({ "minutes": 25, "note": "Analyse" })).await.status,
        200
    );
    assert_eq!(post(&on.agent, &format!("{a}/time"), json!({ "minutes": 0 })).await.status, 422);
    assert_eq!(
        get(&on.agent, &format!("{a}/time")).await.json()["items"][0]["worked_on"],
        json!("2026-06-05")
    );

    assert_eq!(
        post(&on.agent, &format!("{a}/watchers"), json!({ "person": "marie.le.goff@test.example" }))
            .await
            .status,
        200
    );
    assert_eq!(
        get(&on.agent, &format!("{a}/watchers")).await.json()["items"][0]["name"],
        json!("Marie Le Goff")
    );
    assert_eq!(
        on.agent.api(Method::DELETE, &format!("{a}/watchers/{}", on.site.colleague), None).await.status,
        200
    );
    let affected = post(&on.agent, &format!("{a}/affected"), json!({ "person": on.site.requester })).await;
    assert_eq!(affected.json()["affected_count"], json!(2), "{}", affected.text);
    let reader = || get(&on.reader, a);
    assert_eq!(
        reader().await.status,
        404,
        "who is touched hears of it on the portal, and reads no more of it"
    );
    let watched = post(&on.agent, &format!("{a}/watchers"), json!({ "person": on.site.requester })).await;
    assert_eq!(watched.status, 200, "{}", watched.text);
    assert_eq!(reader().await.status, 200, "who watches it reads it");
    assert_eq!(get(&on.reader, &format!("{a}/tasks")).await.status, 403);
    assert_eq!(post(&on.reader, &format!("{a}/comments"), json!({ "body": "x" })).await.status, 403);

    assert_eq!(
        post(&on.agent, &format!("{a}/tags"), json!({ "tags": ["Brest", "vpn"] })).await.json()["tags"],
        json!(["brest", "vpn"])
    );
    assert_eq!(
        on.agent.api(Method::DELETE, &format!("{a}/tags/brest"), None).await.json()["tags"],
        json!(["vpn"])
    );
}

async fn links(on: &Programs, a: &str, b_number: &str) {
    assert_eq!(
        post(&on.agent, &format!("{a}/links"), json!({ "kind": "related", "ticket": b_number })).await.status,
        200
    );
    let links = get(&on.agent, &format!("{a}/links")).await.json();
    assert_eq!(
        (&links["items"][0]["ticket"], &links["items"][0]["outgoing"]),
        (&json!(b_number), &json!(true))
    );
    let link = links["items"][0]["id"].as_i64().unwrap();
    assert_eq!(on.agent.api(Method::DELETE, &format!("{a}/links/{link}"), None).await.status, 200);
    for ticket in ["INC-9999", "nonsense"] {
        assert_eq!(
            post(&on.agent, &format!("{a}/links"), json!({ "kind": "related", "ticket": ticket }))
                .await
                .status,
            422
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_on_a_ticket() {
    on_each(|app| async {
        let on = Programs::on(app).await;
        let a = on
            .open(json!({ "title": "VPN en panne", "category": "network/vpn" }))
            .await
            .location()
            .to_owned();
        let b = on.open(json!({ "title": "Pas de VPN", "requester": "claire.morvan@test.example" })).await;
        let b_number = b.json()["number"].as_str().unwrap().to_owned();
        let task = post(
            &on.agent,
            &format!("{a}/tasks"),
            json!({ "title": "Rappeler", "assignee": on.site.colleague, "due_at": "2026-06-06T08:00:00Z" }),
        )
        .await;
        assert_eq!(
            (task.status, &task.json()["assignee"]["name"]),
            (201, &json!("Marie Le Goff")),
            "{}",
            task.text
        );
        let place = task.location().to_owned();
        let done = on.agent.api(Method::PATCH, &place, Some(&json!({ "done": true }))).await;
        assert!(done.json()["done_at"].is_string());
        let stale = on
            .agent
            .request(Method::PATCH, &place)
            .header("if-match", "\"1\"")
            .json(&json!({ "title": "x" }));
        assert_eq!(Answer::of(stale).await.status, 409);
        assert_eq!(on.agent.api(Method::DELETE, &place, None).await.status, 200);
        assert_eq!(get(&on.agent, &format!("{a}/tasks")).await.json()["items"], json!([]));

        time_people_and_tags(&on, &a).await;
        links(&on, &a, &b_number).await;
        let split = post(&on.agent, &format!("{a}/split"), json!({ "title": "Écran noir" })).await;
        assert_eq!(split.status, 201, "{}", split.text);
        let merged = post(&on.agent, &format!("{a}/merge"), json!({ "tickets": [b_number] })).await;
        assert_eq!(merged.status, 200, "{}", merged.text);
        assert_eq!(get(&on.agent, b.location()).await.json()["state"], json!("cancelled"));

        let numbers = json!([a.rsplit('/').next().unwrap(), split.json()["number"]]);
        let bulk = post(
            &on.agent,
            "/api/v1/tickets/bulk",
            json!({ "tickets": numbers, "change": { "impact": "high" } }),
        )
        .await;
        assert_eq!(bulk.json()["changed"].as_array().unwrap().len(), 2, "{}", bulk.text);
        let undo = on
            .agent
            .api(Method::POST, &format!("/api/v1/tickets/bulk/{}/undo", bulk.json()["id"]), None)
            .await;
        assert_eq!(undo.json()["changed"].as_array().unwrap().len(), 2, "{}", undo.text);
        assert_eq!(
            post(&on.requester, "/api/v1/tickets/bulk", json!({ "tickets": ["1"], "change": {} }))
                .await
                .status,
            403
        );
        let taken = on.agent.api(Method::POST, &format!("{a}/take"), None).await;
        assert_eq!(taken.json()["assignee"]["name"], json!("Karim Benali"));
        assert_eq!(
            post(&on.agent, &format!("{a}/escalate"), json!({ "reason": "x" })).await.status,
            422,
            "the network has no next tier"
        );
        on.site.sound().await;
    })
    .await;
}
