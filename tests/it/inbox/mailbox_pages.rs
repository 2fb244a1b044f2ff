//! `/settings/mailboxes`: faults beside their fields, secrets that go in and never come out, and the button that tries.

use base::people::Role;
use reqwest::Method;
use serde_json::json;
use testkit::{Answer, Client, Dovecot, MAILBOX_PASSWORD, on_each};

use super::Site;

/// A form of a mailbox that is fetched, with some fields of its own.
fn form<'a>(desk: &'a str, port: &'a str, own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("desk", desk),
        ("kind", "imap"),
        ("name", "Quay"),
        ("address", "quay@desk.example"),
        ("authserv", ""),
        ("guests", "true"),
        ("category", ""),
        ("host", "127.0.0.1"),
        ("port", port),
        ("tls", "none"),
        ("login", "it"),
        ("auth", "password"),
        ("secret", MAILBOX_PASSWORD),
        ("folder", "INBOX"),
    ];
    for (name, value) in own {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_is_set_up_tried_changed_and_put_away() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let site = Site::on(app).await;
        let dovecot = Dovecot::start().await;
        dovecot.append("it", "INBOX", b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n").await;
        dovecot.command("it", "INBOX", "CREATE Trait&AOk-s").await;
        site.app.person("Lea", None, &[(Role::Lead, Some(site.desk.id))]).await;
        let lead = site.app.sign_in("Lea").await;
        let (desk, port) = (site.desk.id.to_string(), dovecot.imap.to_string());
        for page in ["/settings/mailboxes", "/settings/mailboxes/new", "/settings/mailboxes/new?kind=lmtp"] {
            let page = lead.get(page).await;
            assert_eq!(page.status, 200, "{}", page.text);
        }

        let wrong =
            [("host", "two words"), ("port", "99999"), ("tls", "implicit"), ("secret", ""), ("name", "")];
        let answer = lead.post("/settings/mailboxes/new", &form(&desk, &port, &wrong)).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        for field in ["name", "host", "port", "secret"] {
            assert!(answer.text.contains(&format!("id=\"f-{field}-error\"")), "{field}: {}", answer.text);
        }
        assert!(answer.text.contains("two words"), "what was typed stays");
        let bare =
            lead.post("/settings/mailboxes/new", &form(&desk, &port, &[("host", "mail.example")])).await;
        assert!(bare.status == 422 && bare.text.contains("id=\"f-tls-error\""), "{}", bare.text);

        let made = lead.post("/settings/mailboxes/new", &form(&desk, &port, &[])).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let path = made.location().to_owned();
        let page = lead.get(&path).await.text;
        assert!(!page.contains(MAILBOX_PASSWORD) && !page.contains("sésame"), "{page}");

        let tried = lead.post(&format!("{path}/try"), &[]).await;
        assert_eq!(tried.status, 200, "{}", tried.text);
        assert!(tried.text.contains("Traités") && tried.text.contains("id=\"trial\""), "{}", tried.text);
        let seen = dovecot.command("it", "INBOX", "UID SEARCH SEEN").await;
        assert!(seen.contains("* SEARCH\r\n"), "a trial takes nothing: {seen}");

        // Without a secret the one that is set stays; for another server it must be given again.
        let stays = form(&desk, &port, &[("secret", ""), ("folder", "Nowhere"), ("enabled", "true")]);
        let changed = lead.post(&path, &stays).await;
        assert_eq!(changed.status, 303, "{}", changed.text);
        let tried = lead.post(&format!("{path}/try"), &[]).await.text;
        assert!(
            tried.contains("Nowhere") && tried.contains("INBOX"),
            "signed in, and no such folder: {tried}"
        );
        let elsewhere = form(&desk, &port, &[("secret", ""), ("host", "localhost"), ("enabled", "true")]);
        let answer = lead.post(&path, &elsewhere).await;
        assert!(answer.status == 422 && answer.text.contains("id=\"f-secret-error\""), "{}", answer.text);
        let wrong = form(&desk, &port, &[("secret", "guess"), ("enabled", "true")]);
        assert_eq!(lead.post(&path, &wrong).await.status, 303);
        let tried = lead.post(&format!("{path}/try"), &[]).await.text;
        assert!(tried.contains("banner warn") && !tried.contains("guess"), "{tried}");

        let old = form(&desk, &port, &[("version", "1"), ("name", "Late"), ("enabled", "true")]);
        assert_eq!(lead.post(&path, &old).await.status, 409);
        assert!(lead.get("/settings/mailboxes").await.text.contains("quay@desk.example"));
        assert_eq!(lead.post(&format!("{path}/archive"), &[]).await.status, 303);
        assert!(!lead.get("/settings/mailboxes").await.text.contains("quay@desk.example"));
        assert_eq!(lead.get(&path).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_try_a_mailbox_and_put_it_away_as_people_do() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let site = Site::on(app).await;
        let dovecot = Dovecot::start().await;
        dovecot.append("it", "INBOX", b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n").await;
        let lead = site.app.person("Lea", None, &[(Role::Lead, Some(site.desk.id))]).await;
        let token = site.app.token(lead, "tickets:read,tickets:write,admin").await;
        let manager = Client::new(&site.app.url).with_token(&token);
        let new = json!({
            "desk_id": site.desk.id, "name": "Quay", "address": "quay@desk.example", "kind": "imap",
            "host": "127.0.0.1", "port": dovecot.imap, "tls": "none", "login": "it", "secret": "wrong-guess",
        });
        let made = manager.api(Method::POST, "/api/v1/mailboxes", Some(&new)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("/api/v1/mailboxes/{}", made.json()["id"]);
        let tried = format!("{path}/try");
        let seen = manager.api(Method::POST, &tried, None).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        let seen = seen.json();
        assert_eq!(
            (&seen["well"], &seen["trouble"], &seen["messages"]),
            (&json!(false), &json!("password"), &json!(null))
        );
        let secret = json!({ "secret": MAILBOX_PASSWORD });
        assert_eq!(manager.api(Method::PATCH, &path, Some(&secret)).await.status, 200);
        let seen = manager.api(Method::POST, &tried, None).await.json();
        assert_eq!(
            (&seen["well"], &seen["messages"], &seen["new"]),
            (&json!(true), &json!(1), &json!(1)),
            "{seen}"
        );
        assert!(seen["folders"].as_array().unwrap().contains(&json!("INBOX")), "{seen}");
        assert!(
            dovecot.command("it", "INBOX", "UID SEARCH UNSEEN").await.contains("* SEARCH 1"),
            "nothing is marked"
        );
        // Mail that is handed over leaves nothing to try, and an agent has nothing to do here.
        let handed = format!("/api/v1/mailboxes/{}/try", site.mailbox);
        assert_eq!(manager.api(Method::POST, &handed, None).await.status, 404);
        assert_eq!(site.program.api(Method::POST, &tried, None).await.status, 403);
        assert_eq!(site.program.api(Method::DELETE, &path, None).await.status, 403);

        let old = manager.request(Method::DELETE, &path).header("if-match", "\"1\"");
        assert_eq!(Answer::of(old).await.status, 409, "somebody changed it meanwhile");
        let away = manager.api(Method::DELETE, &path, None).await;
        assert_eq!((away.status, &away.json()["archived"]), (200, &json!(true)), "{}", away.text);
        for again in
            [manager.api(Method::DELETE, &path, None).await, manager.api(Method::POST, &tried, None).await]
        {
            assert_eq!(again.status, 404, "{}", again.text);
        }
        let left = manager.api(Method::GET, "/api/v1/mailboxes", None).await.json();
        assert_eq!(left["items"].as_array().unwrap().len(), 1, "{left}");
    })
    .await;
}
