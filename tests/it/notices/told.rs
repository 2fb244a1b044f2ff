//! What people are told by mail, through a relay that keeps what it got.

use std::collections::BTreeSet;

use base::people::Role;
use jiff::SignedDuration;
use mail::{
    message::{Message, parse},
    smtp::{Patience, Relay},
    tls::Trust,
};
use reqwest::Method;
use serde_json::json;
use testkit::{Client, Mood, Received, SmtpSink, Stage, TestApp, on_each};

use crate::inbox::{Site, verified};

/// A desk that tells people by mail.
pub(super) async fn telling(mut app: TestApp, sink: &SmtpSink) -> Site {
    let trust = Trust::only(&[]).unwrap();
    let relay = Relay::new(sink.url().parse().unwrap(), "desk.example", &trust, Patience::default()).unwrap();
    app.post_by(relay);
    Site::on(app).await
}

pub(super) fn read(received: &Received) -> Message {
    parse(&received.raw)
}

pub(super) fn header<'m>(message: &'m Message, name: &str) -> &'m str {
    message.headers.first(name).unwrap_or_default().trim()
}

#[tokio::test]
async fn a_report_is_acknowledged_and_an_answer_to_it_finds_its_ticket() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        let first =
            site.deliver(&verified("Marie", "r1@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        site.app.run_until_idle().await;
        let got = sink.received();
        assert_eq!(got.len(), 1, "one acknowledgement");
        let notice = read(&got[0]);
        assert_eq!(got[0].to, [testkit::address("Marie")]);
        assert_eq!(notice.subject, format!("[{number}] VPN"));
        assert!(notice.text.contains(&number), "{}", notice.text);
        assert_eq!(header(&notice, "auto-submitted"), "auto-replied");
        assert_eq!(header(&notice, "in-reply-to"), "<r1@home.example>");
        // She answers the notice: by its signed address alone, as programs do that drop the rest.
        let reply_to = notice.reply_to[0].address.clone();
        let more = format!("Subject: Re: something else\nCc: {reply_to}\n");
        let answer =
            site.deliver(&verified("Marie", "r2@home.example", &more, "Since Monday.")).await.unwrap();
        assert_eq!(
            (answer["outcome"].as_str(), answer["ticket"].as_str()),
            (Some("reply"), Some(number.as_str()))
        );
        // And by what it answers.
        let more = format!("Subject: Re: VPN\nIn-Reply-To: <{}>\n", notice.message_id);
        let answer = site.deliver(&verified("Marie", "r3@home.example", &more, "Still.")).await.unwrap();
        assert_eq!(
            (answer["outcome"].as_str(), answer["ticket"].as_str()),
            (Some("reply"), Some(number.as_str()))
        );
        site.app.run_until_idle().await;
        assert_eq!(sink.received().len(), 1, "nobody is told of what they did themselves");
    })
    .await;
}

#[tokio::test]
async fn an_agents_words_reach_the_requester_once() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        let first =
            site.deliver(&verified("Marie", "w1@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/tickets/{number}/comments");
        let said = json!({ "body": "Which *error* do you see?", "public": true });
        let said = site.program.api(Method::POST, &path, Some(&said)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let noted = json!({ "body": "She always does.", "public": false });
        assert_eq!(site.program.api(Method::POST, &path, Some(&noted)).await.status, 201);
        site.app.run_until_idle().await;
        site.app.run_until_idle().await;
        let texts: Vec<String> = sink.received().iter().map(|received| read(received).text).collect();
        assert_eq!(
            texts.iter().filter(|text| text.contains("Which *error* do you see?")).count(),
            1,
            "{texts:?}"
        );
        assert!(!texts.iter().any(|text| text.contains("She always does.")), "an internal note stays inside");
        let html = sink
            .received()
            .iter()
            .filter_map(|received| read(received).html)
            .any(|html| html.contains("<em>error</em>"));
        assert!(html);
    })
    .await;
}

#[tokio::test]
async fn nothing_answers_a_machine() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        let more = "Subject: Disk full\nAuto-Submitted: auto-generated\n";
        let mail = site.deliver(&verified("Marie", "mon@home.example", more, "/var is full.")).await.unwrap();
        site.app.run_until_idle().await;
        assert_eq!((mail["outcome"].as_str(), sink.received().len()), (Some("ticket"), 0), "{mail}");
    })
    .await;
}

#[tokio::test]
async fn a_relay_that_is_down_for_an_hour_loses_and_doubles_nothing() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        sink.set(Mood::Down);
        let mut wanted = BTreeSet::new();
        for n in 0..8 {
            let mail = verified(
                "Marie",
                &format!("down{n}@home.example"),
                &format!("Subject: Trouble {n}\n"),
                "Help.",
            );
            let mail = site.deliver(&mail).await.unwrap();
            wanted.insert(format!("[{}] Trouble {n}", mail["ticket"].as_str().unwrap()));
        }
        for _ in 0..6 {
            site.app.advance(SignedDuration::from_mins(10)).await;
        }
        assert_eq!(sink.received().len(), 0);
        sink.set(Mood::Well);
        for _ in 0..4 {
            site.app.advance(SignedDuration::from_hours(1)).await;
        }
        let got: Vec<String> = sink.received().iter().map(|received| read(received).subject).collect();
        assert_eq!(got.len(), wanted.len(), "none twice: {got:?}");
        assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), wanted, "none missing");
    })
    .await;
}

#[tokio::test]
async fn what_may_have_arrived_is_sent_again_as_the_same_mail_and_a_refusal_is_final() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        sink.then([Mood::Cuts(Stage::Content)]);
        site.deliver(&verified("Marie", "u1@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        site.app.run_until_idle().await;
        site.app.advance(SignedDuration::from_mins(5)).await;
        let got = sink.received();
        assert_eq!(got.len(), 2, "the relay was lost after it had the mail");
        assert_eq!(got[0].raw, got[1].raw, "the same mail");
        sink.then([Mood::Answers(Stage::Recipient, "550 5.1.1 no such user".to_owned())]);
        site.deliver(&verified("Marie", "u2@home.example", "Subject: Screen\n", "Black.")).await.unwrap();
        site.app.run_until_idle().await;
        site.app.advance(SignedDuration::from_hours(2)).await;
        let hers = sink.received().into_iter().filter(|got| got.to == [testkit::address("Marie")]).count();
        assert_eq!(hers, 2, "refused for ever is not tried again");
    })
    .await;
}

#[tokio::test]
async fn a_bounce_is_noted_on_the_ticket_that_it_is_about() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        let first = site.deliver(&verified("Marie", "b1@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        site.app.run_until_idle().await;
        let envelope = sink.received()[0].from.clone();
        assert!(envelope.starts_with("support+"), "bounces say which notice they are about: {envelope}");
        let bounce = format!(
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: {envelope}\nMessage-ID: <back@mx>\nSubject: Undelivered\n\
             MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
             Content-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822; marie@test.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 unknown user\n--b--\n"
        );
        let mail = site.deliver(&bounce).await.unwrap();
        assert_eq!((mail["reason"].as_str(), mail["ticket"].as_str()), (Some("bounce"), Some(number.as_str())));
        let comments = site.get(&format!("/api/v1/tickets/{number}/comments")).await;
        let last = comments["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["public"].as_bool(), Some(false));
        assert!(last["body"].as_str().unwrap().contains("unknown user"), "{last}");
        site.app.run_until_idle().await;
        let told: Vec<String> = sink.received().iter().skip(1).flat_map(|mail| mail.to.clone()).collect();
        assert_eq!(told, [testkit::address("Amina")], "whom it did not reach is not written to about that");
        // The address is marked for the desk that wrote to it, and for no other.
        let other = site.app.desk("Elsewhere", &[]).await;
        let zoe = site.app.person("Zoe", None, &[(Role::Agent, Some(other.id))]).await;
        let stranger =
            Client::new(&site.app.url).with_token(&site.app.token(zoe, "tickets:read,tickets:write").await);
        let (list, clear) = ("/api/v1/mail-addresses", "/api/v1/mail-addresses/good");
        let marie = json!({ "address": testkit::address("Marie") });
        assert_eq!(site.get(list).await["items"][0]["address"], marie["address"]);
        assert_eq!(stranger.api(Method::GET, list, None).await.json()["items"], json!([]));
        assert_eq!(stranger.api(Method::POST, clear, Some(&marie)).await.status, 404);
        assert_eq!(site.program.api(Method::POST, clear, Some(&marie)).await.status, 204);
        assert_eq!(site.get(list).await["items"], json!([]));
    })
    .await;
}
