//! A desk's own texts: broken ones are refused with their line, and no notice is ever lost for its words.

use base::people::Role;
use db::params;
use reqwest::Method;
use serde_json::json;
use testkit::{Client, address, on_each};

use super::turns::{Post, act};

async fn manager(post: &Post) -> (i64, Client) {
    let lead = post.site.app.person("Lea", None, &[(Role::Lead, Some(post.site.desk.id))]).await;
    let client = post.client(lead, "tickets:read,tickets:write,admin").await;
    (lead, client)
}

fn path(post: &Post, kind: &str) -> String {
    format!("/api/v1/desks/{}/mail-texts/{kind}/en", post.site.desk.id)
}

#[tokio::test]
async fn a_desk_writes_its_own_words_and_takes_the_products_back() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let (_, lead) = manager(&post).await;
        let path = path(&post, "taken");
        let own = json!({ "subject": "{{ number }}: {{ by }}", "body": "Ahoy {{ name }}!\n\n[Look]({{ link }})\n-- \n{{ desk }}" });
        let written = lead.api(Method::PUT, &path, Some(&own)).await;
        assert_eq!((written.status, written.json()["changed"].as_bool()), (200, Some(true)), "{}", written.text);
        let number = post.report("VPN").await;
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        act(&agent, Method::POST, &number, "/take", json!({})).await;
        let letter = post.one("Marie").await;
        assert_eq!(letter.subject, format!("{number}: Amina"));
        assert!(letter.text.starts_with("Ahoy Marie!"), "{}", letter.text);
        assert!(letter.html.unwrap().contains("Ahoy Marie!"));
        let restored = lead.api(Method::DELETE, &path, None).await;
        assert_eq!((restored.status, restored.json()["changed"].as_bool()), (200, Some(false)), "{}", restored.text);
        let stale = lead.request(Method::PUT, &path).header("if-match", "\"1\"").json(&own).send().await.unwrap();
        assert_eq!(stale.status().as_u16(), 409, "a version is never seen twice");
        let other = post.report("Screen").await;
        act(&agent, Method::POST, &other, "/take", json!({})).await;
        assert!(post.one("Marie").await.text.contains("is working on your request"));
        let agent_may = agent.api(Method::PUT, &path, Some(&own)).await;
        assert_eq!(agent_may.status, 403, "{}", agent_may.text);
    })
    .await;
}

#[tokio::test]
async fn a_broken_text_is_refused_naming_line_and_problem() {
    on_each(|app| async {
        let post = Post::on(app).await;
        let (_, lead) = manager(&post).await;
        let table = [
            ("Hello\n\n{{ password }}", "Line 3: there is no variable “password”."),
            ("{% for a in title %}x{% endfor %}", "Line 1: “for a in title” is not understood"),
            ("a\nb {{ title.__class__ }}", "Line 2: “title.__class__” is not understood"),
            ("a\n{% if by %}b", "Line"),
            ("{{ title", "Line 1: a brace is opened"),
            ("  ", "Line 1: there is nothing to write."),
        ];
        for (body, problem) in table {
            let own = json!({ "subject": "{{ number }}", "body": body });
            for (method, path) in [
                (Method::PUT, path(&post, "resolved")),
                (Method::POST, format!("{}/preview", path(&post, "resolved"))),
            ] {
                let refused = lead.api(method, &path, Some(&own)).await;
                assert_eq!(refused.status, 422, "{body}: {}", refused.text);
                let error = &refused.json()["errors"][0];
                assert_eq!(error["field"], "body");
                assert!(error["message"].as_str().unwrap().starts_with(problem), "{error}");
            }
        }
        let lines = json!({ "subject": "a\nBcc: x@y", "body": "x" });
        assert_eq!(lead.api(Method::PUT, &path(&post, "resolved"), Some(&lines)).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_fails_when_it_is_sent_gives_way_and_the_administrators_know() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let root = post.site.app.person("Root", None, &[(Role::Administrator, None)]).await;
        let (_, lead) = manager(&post).await;
        let own = json!({ "subject": "{{ number }}", "body": "Fine." });
        let written = lead.api(Method::PUT, &path(&post, "taken"), Some(&own)).await;
        assert_eq!(written.status, 200, "{}", written.text);
        // As after a downgrade: what was accepted once is not understood.
        let spoilt = "{{ gone }}".to_owned();
        post.site
            .app
            .app
            .db
            .write(move |tx| tx.execute("UPDATE notice_texts SET body = $1", params![spoilt]))
            .await
            .unwrap();
        let agent = post.client(post.site.agent, "tickets:read,tickets:write").await;
        for subject in ["VPN", "Screen"] {
            let number = post.report(subject).await;
            act(&agent, Method::POST, &number, "/take", json!({})).await;
            let sent = post.sent().await;
            let hers = sent.iter().filter(|(to, _)| *to == address("Marie"));
            assert!(
                hers.clone().all(|(_, letter)| letter.text.contains("is working on your request"))
                    && hers.count() == 1
            );
        }
        let told =
            post.site.app.app.db.read(move |r| base::people::notifications(r, root, 10)).await.unwrap();
        let told: Vec<&str> =
            told.iter().filter(|one| one.kind == "mail.text").map(|one| one.body.as_str()).collect();
        assert_eq!(told.len(), 1, "once for each version: {told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_letter_is_looked_at_with_a_real_ticket_and_sent_to_nobody() {
    on_each(|app| async {
        let mut post = Post::on(app).await;
        let (_, lead) = manager(&post).await;
        let number = post.report("VPN <b>drops</b>").await;
        let path = format!("{}/preview", path(&post, "received"));
        let seen = lead.api(Method::POST, &path, Some(&json!({ "ticket": number }))).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        let letter = seen.json();
        assert!(letter["text"].as_str().unwrap().contains(&format!("recorded as {number}")));
        assert!(!letter["html"].as_str().unwrap().contains("<b>drops"), "{}", letter["html"]);
        let invented = lead.api(Method::POST, &path, Some(&json!({}))).await.json();
        assert!(invented["subject"].as_str().unwrap().contains("INC-42"), "{invented}");
        let none = lead.api(Method::POST, &path, Some(&json!({ "ticket": "INC-99999" }))).await;
        assert_eq!(none.status, 422, "{}", none.text);
        post.nothing().await;
        // The page: a list, an editor, a frame that runs nothing.
        let browser = post.site.app.sign_in("Lea").await;
        let list = browser.get("/settings/mail-texts").await;
        assert!(list.status == 200 && list.text.contains("Product’s text"), "{}", list.text);
        let page = format!("/settings/desks/{}/mail-texts/resolved/fr", post.site.desk.id);
        let editor = browser.get(&page).await;
        assert!(editor.text.contains("Cela fonctionne") && editor.text.contains("iframe"), "{}", editor.text);
        let frame = browser.get(&format!("{page}/preview?show=dark&ticket={number}")).await;
        assert!(
            frame.header("content-security-policy").starts_with("sandbox;"),
            "{}",
            frame.header("content-security-policy")
        );
        assert!(frame.text.contains("color-scheme:dark") && frame.text.contains(&number), "{}", frame.text);
        let broken =
            browser.post(&page, &[("version", "0"), ("subject", "x"), ("body", "a\n{{ nobody }}")]).await;
        assert_eq!(broken.status, 422);
        assert!(broken.text.contains("Line 2") && broken.text.contains("{{ nobody }}"), "{}", broken.text);
        let saved = browser
            .post(&page, &[("version", "0"), ("subject", "Bonjour"), ("body", "Voilà {{ number }}.")])
            .await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let stale = browser.post(&page, &[("version", "0"), ("subject", "Salut"), ("body", "Voici.")]).await;
        assert!(stale.status == 409 && stale.text.contains("<del>Bonjour</del>"), "{}", stale.text);
        assert!(browser.get(&page).await.text.contains("Restore the product’s text"));
    })
    .await;
}
