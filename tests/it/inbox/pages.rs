//! The pages of mail: what each list shows and to whom, what may be done with a mail, and how its HTML is served.

use base::people::Role;
use serde_json::Value;
use testkit::{Answer, Client, on_each};

use super::{Site, claimed, verified};

/// A picture, as far as its first bytes go.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAA";

fn id(mail: &Value) -> i64 {
    mail["id"].as_i64().unwrap()
}

/// A mail with HTML, a picture in it, a script as a file and an invitation.
fn dressed(name: &str, id: &str) -> String {
    let more = "Subject: <b>Quay</b>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n";
    let body = format!(
        "--m\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html; charset=utf-8\n\n\
         <p onclick=alert(1)>Hello <script>alert(1)</script><b>quay</b></p><img src=\"cid:pic@x\">\
         <img src=\"https://canary.invalid/a.png\"><img src=\"cid:gone@x\">\
         <div class=gmail_quote>On Monday, Bob wrote:<blockquote>old words</blockquote></div>\n\
         --r\nContent-Type: image/png; name=pic.png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n{PNG}\n--r--\n\
         --m\nContent-Type: text/html; name=evil.html\nContent-Disposition: attachment; filename=evil.html\n\n\
         <script>alert(1)</script>\n\
         --m\nContent-Type: image/svg+xml; name=evil.svg\nContent-Disposition: attachment; filename=evil.svg\n\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>\n\
         --m\nContent-Type: image/png; name=lie.png\nContent-Disposition: attachment; filename=lie.png\n\n\
         <html><script>alert(1)</script></html>\n\
         --m\nContent-Type: text/calendar; method=REQUEST; name=invite.ics\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--m--\n"
    );
    verified(name, id, more, &body)
}

async fn page(browser: &Client, path: &str) -> Answer {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer
}

/// The places of the parts, by their names.
fn place(page: &str, name: &str) -> String {
    let at = page.find(&format!("<bdi>{name}</bdi>")).unwrap_or_else(|| panic!("{name} in {page}"));
    let href = page[..at].rfind("href=\"").unwrap() + 6;
    page[href..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_mail_is_listed_with_its_outcome_and_found_by_address_and_identifier() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let browser = site.app.sign_in("Amina").await;
        let empty = page(&browser, "/mails").await;
        assert!(empty.text.contains("No mail yet"), "{}", empty.text);
        site.deliver(&verified("Marie", "one@home.example", "Subject: Badge lost\n", "On the quay."))
            .await
            .unwrap();
        site.deliver(&claimed("Paul", "two@home.example", "List-Id: <x.y>\nSubject: News\n", "Read."))
            .await
            .unwrap();
        let all = page(&browser, "/mails").await.text;
        for word in [
            "Badge lost",
            "News",
            "Opened a ticket",
            "Set aside",
            "A list or a mass mailing",
            "Verified",
            "INC-1",
        ] {
            assert!(all.contains(word), "{word}: {all}");
        }
        let table = [
            ("/mails?outcome=refused", "News", "Badge lost"),
            ("/mails?outcome=ticket", "Badge lost", "News"),
            ("/mails?q=marie%40test.example", "Badge lost", "News"),
            ("/mails?q=%20MARIE%40Test.Example%20", "Badge lost", "News"),
            ("/mails?q=%3Ctwo%40home.example%3E", "News", "Badge lost"),
            ("/mails?q=two%40home.example&outcome=refused&mailbox=", "News", "Badge lost"),
        ];
        for (path, there, absent) in table {
            let text = page(&browser, path).await.text;
            assert!(text.contains(there) && !text.contains(absent), "{path}: {text}");
        }
        let none = page(&browser, "/mails?outcome=quarantined").await.text;
        assert!(none.contains("Nothing waits for you"), "{none}");
        assert!(page(&browser, "/mails?q=nobody").await.text.contains("No mail found"));
        assert!(page(&browser, "/mails?mailbox=99999").await.text.contains("No mail found"));
        assert_eq!(browser.get("/mails?cursor=junk").await.status, 422);
        let found = site.get("/api/v1/mails?q=marie@test.example").await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_from_page_to_page() {
    on_each(|app| async {
        let site = Site::on(app).await;
        for n in 0..53 {
            let from = format!("p{n}@home.example");
            let raw =
                format!("From: {from}\nList-Id: <l>\nMessage-ID: <l{n}@x>\nSubject: Letter {n:02}\n\nx\n");
            site.deliver(&raw).await.unwrap();
        }
        let browser = site.app.sign_in("Amina").await;
        let first = page(&browser, "/mails?outcome=refused").await.text;
        assert!(first.contains("Letter 52") && first.contains("Letter 03") && !first.contains("Letter 02"));
        let at = first.find("cursor=").unwrap();
        let href = &first[first[..at].rfind("href=\"").unwrap() + 6..];
        let next = href.split('"').next().unwrap().replace("&amp;", "&");
        let second = page(&browser, &next).await.text;
        assert!(
            second.contains("Letter 02") && second.contains("Letter 00") && !second.contains("Letter 03")
        );
        assert!(!second.contains("cursor="), "the last page");
    })
    .await;
}

#[tokio::test]
async fn mail_is_as_hidden_as_its_desk_and_its_ticket() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = site.deliver(&dressed("Marie", "d@home.example")).await.unwrap();
        let (id, ticket) = (id(&mail), mail["ticket"].as_str().unwrap().to_owned());
        let other = site.app.desk("Elsewhere", &[]).await;
        site.app.person("Bruno", None, &[(Role::Agent, Some(other.id))]).await;
        site.app.person("Olga", None, &[(Role::Observer, Some(site.desk.id))]).await;
        let paths = [
            format!("/mails/{id}"),
            format!("/mails/{id}/raw"),
            format!("/mails/{id}/html"),
            format!("/mails/{id}/parts/0"),
            format!("/tickets/{ticket}/mail"),
        ];
        for name in ["Bruno", "Marie", "Olga"] {
            let browser = site.app.sign_in(name).await;
            for path in &paths {
                let answer = browser.get(path).await;
                let led_away = answer.status == 303 && answer.location().starts_with("/portal");
                // An observer reads the ticket: that it came by mail is no secret, the mail is.
                let told = name == "Olga" && path.ends_with("/mail");
                assert!(answer.status == 404 || led_away || told, "{name} {path}: {}", answer.status);
            }
            for act in ["again", "aside", "ticket"] {
                let answer = browser.post(&format!("/mails/{id}/{act}"), &[]).await;
                assert!(matches!(answer.status, 403 | 404), "{name} {act}: {}", answer.status);
            }
        }
        let bruno = site.app.sign_in("Bruno").await;
        assert!(!page(&bruno, "/mails").await.text.contains("Quay"));
        let amina = site.app.sign_in("Amina").await;
        assert_eq!(amina.get(&paths[4]).await.location(), format!("/mails/{id}#mail-html"));
        // Only those concerned may see a sensitive ticket, and its mail with it.
        let (path, hide) = (format!("/api/v1/tickets/{ticket}"), serde_json::json!({ "sensitive": true }));
        let kept = site.program.api(reqwest::Method::PATCH, &path, Some(&hide)).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        if amina.get(&format!("/tickets/{ticket}")).await.status == 404 {
            for path in &paths {
                assert_eq!(amina.get(path).await.status, 404, "{path}");
            }
            assert!(!page(&amina, "/mails").await.text.contains("Quay"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_mail_says_what_became_of_it_and_what_came_with_it() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = site.deliver(&dressed("Marie", "d@home.example")).await.unwrap();
        let browser = site.app.sign_in("Amina").await;
        let shown = page(&browser, &format!("/mails/{}", id(&mail))).await;
        assert!(shown.header("content-security-policy").contains("frame-src 'self'"));
        for word in [
            "&lt;b&gt;Quay&lt;/b&gt;",
            "Sender verified and known: Marie",
            "Verified: your mail server found that the mail is of this domain (DMARC).",
            "DMARC pass (test.example)",
            "Calendar invitation; nothing was accepted",
            "shown within the mail",
            "One picture of this mail lies on another server.",
            "One picture is not shown",
            "<summary>Quoted text</summary>",
            "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"",
        ] {
            assert!(shown.text.contains(word), "{word}: {}", shown.text);
        }
        assert!(!shown.text.contains("Make a ticket"), "it is on a ticket already");
        let ticket = page(&browser, &format!("/tickets/{}", mail["ticket"].as_str().unwrap())).await.text;
        assert!(ticket.contains("Show the mail as it came"), "{ticket}");
    })
    .await;
}

#[tokio::test]
async fn the_html_of_a_mail_is_served_so_that_nothing_runs_and_nothing_is_fetched() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = site.deliver(&dressed("Marie", "d@home.example")).await.unwrap();
        let browser = site.app.sign_in("Amina").await;
        let path = format!("/mails/{}/html", id(&mail));
        let shown = page(&browser, &path).await;
        let policy = shown.header("content-security-policy").to_owned();
        assert!(policy.starts_with("sandbox ") && policy.contains("default-src 'none'"), "{policy}");
        assert!(policy.contains("img-src data:;") && policy.contains("frame-ancestors 'self'"), "{policy}");
        for forbidden in ["allow-scripts", "allow-same-origin", "allow-forms", "script-src", "https:"] {
            assert!(!policy.contains(forbidden), "{policy}");
        }
        assert_eq!(shown.header("referrer-policy"), "no-referrer");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert_eq!(shown.header("content-type"), "text/html; charset=utf-8");
        for bad in ["<script", "onclick", " src=\"https:", "cid:"] {
            assert!(!shown.text.contains(bad), "{bad}: {}", shown.text);
        }
        assert!(shown.text.contains(&format!("src=\"data:image/png;base64,{PNG}\"")), "{}", shown.text);
        assert!(
            shown.text.contains("<details class=\"mail-quote\"><summary>Quoted text</summary>"),
            "{}",
            shown.text
        );
        // The reader asked for the pictures, for this once.
        let asked = page(&browser, &format!("{path}?images=1")).await;
        let policy = asked.header("content-security-policy");
        assert!(policy.contains("img-src data: https:;") && policy.starts_with("sandbox "), "{policy}");
        assert!(asked.text.contains(" src=\"https://canary.invalid/a.png\" referrerpolicy=\"no-referrer\""));
        // A mail without HTML has no such page.
        let plain =
            site.deliver(&verified("Marie", "p@home.example", "Subject: Plain\n", "Words.")).await.unwrap();
        assert_eq!(browser.get(&format!("/mails/{}/html", id(&plain))).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_part_is_shown_in_place_only_when_its_bytes_are_a_picture() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = site.deliver(&dressed("Marie", "d@home.example")).await.unwrap();
        let browser = site.app.sign_in("Amina").await;
        let shown = page(&browser, &format!("/mails/{}", id(&mail))).await.text;
        let table = [
            ("pic.png", "image/png", "inline"),
            ("evil.html", "application/octet-stream", "attachment"),
            ("evil.svg", "application/octet-stream", "attachment"),
            ("lie.png", "application/octet-stream", "attachment"),
            ("invite.ics", "application/octet-stream", "attachment"),
        ];
        for (name, kind, way) in table {
            let part = page(&browser, &place(&shown, name)).await;
            assert_eq!(part.header("content-type"), kind, "{name}");
            assert!(part.header("content-disposition").starts_with(way), "{name}");
            assert!(part.header("content-security-policy").starts_with("sandbox"), "{name}");
            assert_eq!(part.header("x-content-type-options"), "nosniff", "{name}");
        }
        let absent = browser.get(&format!("/mails/{}/parts/99", id(&mail))).await;
        assert_eq!(absent.status, 404);
        let raw = page(&browser, &format!("/mails/{}/raw", id(&mail))).await;
        assert!(
            raw.header("content-disposition").starts_with("attachment") && raw.text.contains("cid:pic@x")
        );
    })
    .await;
}

#[tokio::test]
async fn a_person_decides_about_what_waits() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let browser = site.app.sign_in("Amina").await;
        let badge = |text: String| text.contains("class=\"n\">1<");
        let count = async || {
            let asked = browser.request(reqwest::Method::GET, "/mails/waiting").header("hx-request", "true");
            badge(Answer::of(asked).await.text)
        };
        assert!(!count().await);
        let raw = "From: nobody\nMessage-ID: <q@x>\nSubject: Odd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\n**Not** [a link](https://canary.invalid)\n\
             --b\nContent-Type: image/png; name=quai.png\nContent-Disposition: attachment; filename=quai.png\n\
             Content-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUgAA\n--b--\n";
        let mail = site.deliver(raw).await.unwrap();
        assert_eq!(mail["outcome"], "quarantined");
        assert!(count().await);
        let id = id(&mail);
        let shown = page(&browser, &format!("/mails/{id}")).await.text;
        for word in ["This mail waits for you", "Make a ticket", "Process again", "Set aside"] {
            assert!(shown.contains(word), "{word}");
        }
        let aside = browser.post(&format!("/mails/{id}/aside"), &[]).await;
        let list = page(&browser, aside.location()).await.text;
        assert!(list.contains("The mail is set aside.") && list.contains(&format!("/mails/{id}/again")), "{list}");
        assert!(!count().await);
        let now = site.get(&format!("/api/v1/mails/{id}")).await;
        assert_eq!((now["outcome"].as_str(), now["reason"].as_str()), (Some("refused"), Some("set-aside")));
        // Undone: it goes through the steps, and waits again.
        let again = browser.post(&format!("/mails/{id}/again"), &[]).await;
        assert_eq!(again.location(), format!("/mails/{id}?done=again"));
        site.app.run_until_idle().await;
        assert!(count().await);
        let made = browser.post(&format!("/mails/{id}/ticket"), &[]).await;
        assert!(made.location().starts_with("/tickets/INC-"), "{} {}", made.status, made.text);
        let ticket = page(&browser, made.location()).await.text;
        // What came by mail is nobody's Markdown, and its files are on the ticket.
        assert!(ticket.contains("**Not** [a link]("), "{ticket}");
        assert!(ticket.contains("quai.png"), "{ticket}");
        // A second decision changes nothing and says so.
        for act in ["ticket", "again", "aside"] {
            let answer = browser.post(&format!("/mails/{id}/{act}"), &[]).await;
            assert_eq!(answer.status, 303, "{act}: {}", answer.text);
        }
        assert!(page(&browser, &format!("/mails/{id}?done=meanwhile")).await.text.contains("meanwhile"));
        assert_eq!(site.get(&format!("/api/v1/mails/{id}")).await["outcome"], "ticket");
    })
    .await;
}
