//! What a mail becomes, and why.

use testkit::on_each;

use super::{Site, claimed, reason, verified};

#[tokio::test]
async fn a_known_and_verified_person_opens_a_ticket_of_theirs() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let more = "Subject: =?utf-8?q?Imprimante_du_quai_=C3=A9teinte?=\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n";
        let body = "--b\nContent-Type: text/plain; charset=utf-8\n\nElle ne répond plus depuis ce matin.\n\
             --b\nContent-Type: image/png; name=quai.png\nContent-Disposition: attachment; filename=quai.png\n\
             Content-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUgAA\n--b--\n";
        let mail = site.deliver(&verified("Marie", "one@home.example", more, body)).await.unwrap();
        assert_eq!((mail["outcome"].as_str(), mail["reason"].as_str()), (Some("ticket"), Some("opened")));
        assert_eq!(reason(&mail, "sender"), "known");
        let ticket = site.ticket(&mail).await;
        assert_eq!(ticket["requester"]["id"].as_i64(), Some(site.marie));
        assert_eq!(ticket["title"], "Imprimante du quai éteinte");
        assert_eq!(ticket["description"], "Elle ne répond plus depuis ce matin.");
        assert_eq!(ticket["channel"], "email");
        let files = site.get(&format!("/api/v1/tickets/{}/attachments", mail["ticket"].as_str().unwrap())).await;
        assert_eq!(files["items"][0]["name"], "quai.png");
        assert_eq!(files["items"][0]["media_type"], "image/png");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_proves_nothing_acts_for_nobody() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = claimed("Marie", "two@home.example", "Subject: Give me access\n", "Please.");
        let mail = site.deliver(&mail).await.unwrap();
        assert_eq!((mail["outcome"].as_str(), reason(&mail, "sender")), (Some("ticket"), "unverified"));
        let ticket = site.ticket(&mail).await;
        assert_ne!(ticket["requester"]["id"].as_i64(), Some(site.marie));
        // Somebody else's verification is worth nothing.
        let forged = format!(
            "Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=test.example\n{}",
            claimed("Marie", "three@home.example", "Subject: Again\n", "Please.")
        );
        let mail = site.deliver(&forged).await.unwrap();
        assert_eq!(reason(&mail, "sender"), "unverified");
    })
    .await;
}

#[tokio::test]
async fn machines_open_nothing_and_are_told_apart() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let table = [
            ("Auto-Submitted: auto-replied\nSubject: Out of office\n", "refused", "auto-reply"),
            ("List-Id: <news.example>\nPrecedence: list\nSubject: News\n", "refused", "list"),
            ("Subject: Printer\n", "ticket", "opened"),
        ];
        for (n, (more, outcome, why)) in table.into_iter().enumerate() {
            let mail = verified("Marie", &format!("m{n}@home.example"), more, "I am away.");
            let mail = site.deliver(&mail).await.unwrap();
            assert_eq!((mail["outcome"].as_str(), mail["reason"].as_str()), (Some(outcome), Some(why)), "{more}");
        }
        let own = "From: Support <support@desk.example>\nMessage-ID: <own@x>\nSubject: Loop\n\nagain\n";
        let mail = site.deliver(own).await.unwrap();
        assert_eq!((mail["outcome"].as_str(), mail["reason"].as_str()), (Some("refused"), Some("own-mail")));
        let bounce = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nMessage-ID: <b@mx>\nSubject: Undelivered\n\
             MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
             Content-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n";
        let mail = site.deliver(bounce).await.unwrap();
        assert_eq!((mail["reason"].as_str(), mail["detail"].as_str()), (Some("bounce"), Some("bob@example.org")));
    })
    .await;
}

#[tokio::test]
async fn one_mail_is_taken_once_and_a_forged_identifier_hides_nothing() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mail = verified("Marie", "same@home.example", "Subject: Screen\n", "It is black.");
        assert!(site.deliver(&mail).await.is_some());
        assert!(site.deliver(&mail).await.is_none(), "the same mail again");
        // It came by another way: what stands above it has grown.
        let other_way = format!("Received: from list.example\n{mail}");
        assert!(site.deliver(&other_way).await.is_none(), "the same mail by a list");
        let other = verified("Marie", "same@home.example", "Subject: Screen\n", "Something else.");
        assert!(site.deliver(&other).await.is_some(), "the same identifier on another mail");
    })
    .await;
}

#[tokio::test]
async fn who_writes_faster_than_people_do_is_held() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mut outcomes = Vec::new();
        for n in 0..12 {
            let mail =
                verified("Marie", &format!("storm{n}@home.example"), "Subject: Help\n", &format!("{n}"));
            outcomes.push(site.deliver(&mail).await.unwrap()["outcome"].as_str().unwrap().to_owned());
        }
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "ticket").count(), 10, "{outcomes:?}");
        assert_eq!(&outcomes[10..], ["quarantined", "quarantined"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_in_a_mail_panics_or_is_lost() {
    on_each(|app| async {
        let site = Site::on(app).await;
        for (n, raw) in
            ["", "\n", "From:\n\n", "Subject: \u{0}\n\nx\u{0}y\n", "no header at all"].into_iter().enumerate()
        {
            let mail = site.deliver(raw).await;
            let outcome = mail.as_ref().map(|mail| mail["outcome"].as_str().unwrap().to_owned());
            assert!(matches!(outcome.as_deref(), Some("quarantined") | None), "{n}: {mail:?}");
        }
    })
    .await;
}
