//! What waits for a person.

use base::people::Role;
use reqwest::Method;
use serde_json::json;
use testkit::{Client, on_each};

use super::{Site, claimed};

#[tokio::test]
async fn an_agent_makes_a_ticket_of_what_was_set_aside_once() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let raw = claimed(
            "Marie",
            "l@home.example",
            "List-Id: <all.example>\nSubject: Water in the server room\n",
            "It rises.",
        );
        let mail = site.deliver(&raw).await.unwrap();
        assert_eq!(mail["outcome"], "refused");
        let path = format!("/api/v1/mails/{}/ticket", mail["id"]);
        let made = site.program.api(Method::POST, &path, None).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let ticket = site.ticket(&made.json()).await;
        assert_eq!(
            (ticket["title"].as_str(), ticket["description"].as_str()),
            (Some("Water in the server room"), Some("It rises."))
        );
        let again = site.program.api(Method::POST, &path, None).await;
        assert_eq!(again.status, 409, "{}", again.text);
    })
    .await;
}

#[tokio::test]
async fn a_mail_goes_through_the_steps_again_after_a_change() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let lead = site.app.person("Lea", None, &[(Role::Lead, Some(site.desk.id))]).await;
        let token = site.app.token(lead, "tickets:read,tickets:write,admin").await;
        let lead = Client::new(&site.app.url).with_token(&token);
        let mailbox = format!("/api/v1/mailboxes/{}", site.mailbox);
        let closed = lead.api(Method::PATCH, &mailbox, Some(&json!({ "guests": false }))).await;
        assert_eq!(closed.status, 200, "{}", closed.text);
        let raw = claimed("Marie", "q@home.example", "Subject: Screen\n", "Black.");
        let mail = site.deliver(&raw).await.unwrap();
        assert_eq!(
            (mail["outcome"].as_str(), mail["reason"].as_str()),
            (Some("quarantined"), Some("no-guests"))
        );
        let listed = site.get("/api/v1/mails?outcome=quarantined").await;
        assert_eq!(listed["items"][0]["id"], mail["id"]);
        let open = lead.api(Method::PATCH, &mailbox, Some(&json!({ "guests": true }))).await;
        assert_eq!(open.status, 200, "{}", open.text);
        let again =
            site.program.api(Method::POST, &format!("/api/v1/mails/{}/again", mail["id"]), None).await;
        assert_eq!(
            (again.status, again.json()["outcome"].as_str()),
            (200, Some("waiting")),
            "{}",
            again.text
        );
        site.app.run_until_idle().await;
        assert_eq!(site.get(&format!("/api/v1/mails/{}", mail["id"])).await["outcome"], "ticket");
        let raw = site.program.api(Method::GET, &format!("/api/v1/mails/{}/raw", mail["id"]), None).await;
        assert!(raw.text.contains("Subject: Screen\r\n"), "{}", raw.text);
    })
    .await;
}

#[tokio::test]
async fn mail_of_another_desk_is_nobody_elses_business() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let other = site.app.desk("Elsewhere", &[]).await;
        let agent = site.app.person("Bruno", None, &[(Role::Agent, Some(other.id))]).await;
        let token = site.app.token(agent, "tickets:read,tickets:write").await;
        let program = Client::new(&site.app.url).with_token(&token);
        let mail =
            site.deliver(&claimed("Marie", "s@home.example", "Subject: Screen\n", "Black.")).await.unwrap();
        for (method, path) in
            [(Method::GET, ""), (Method::GET, "/raw"), (Method::POST, "/again"), (Method::POST, "/ticket")]
        {
            let answer = program.api(method, &format!("/api/v1/mails/{}{path}", mail["id"]), None).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        let listed = program.api(Method::GET, "/api/v1/mails", None).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 0);
        assert_ne!(site.agent, agent);
    })
    .await;
}
