//! Mail handed over by a mail server of the site, well and badly.

use std::{net::SocketAddr, time::Duration};

use desk::inbox;
use testkit::{LmtpClient, on_each};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

use super::{AUTHSERV, Site, verified};

const SUPPORT: &str = "support@desk.example";

/// Opens the door of a site.
struct Door {
    at: SocketAddr,
    served: JoinHandle<std::io::Result<()>>,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Door {
    async fn of(site: &Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let stop = tokio::sync::watch::Sender::new(false);
        let served = tokio::spawn(inbox::listen(site.app.app.clone(), listener, stop.subscribe()));
        Self { at, served, stop }
    }

    async fn close(self) {
        self.stop.send_replace(true);
        let ended = timeout(Duration::from_secs(20), self.served).await;
        ended.expect("the listener ends").unwrap().unwrap();
    }
}

fn mail(id: &str) -> String {
    verified("Marie", id, "Subject: Badge\n", "Lost.")
}

async fn listed(site: &Site) -> Vec<serde_json::Value> {
    site.app.run_until_idle().await;
    site.get("/api/v1/mails?limit=200").await["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_delivery_is_acknowledged_when_it_is_safe_and_once() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        let mail = mail("lmtp@home.example").replace('\n', "\r\n");
        let talk = format!(
            "LHLO relay.example\r\nMAIL FROM:<marie@test.example>\r\nRCPT TO:<support@desk.example>\r\n\
             RCPT TO:<Support+t.1.aaaaaaaaaaaaaaaa@desk.example>\r\nRCPT TO:<sales@desk.example>\r\nDATA\r\n{mail}.\r\nQUIT\r\n"
        );
        let mut stream = TcpStream::connect(door.at).await.unwrap();
        stream.write_all(talk.as_bytes()).await.unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        assert!(heard.contains("550 5.1.1"), "nobody has the third address: {heard}");
        assert_eq!(heard.matches("250 2.0.0 <").count(), 2, "both of ours are kept: {heard}");
        let mails = listed(&site).await;
        assert_eq!(mails.len(), 1, "one mail, though it came to two addresses: {mails:?}");
        assert_eq!(mails[0]["outcome"], "ticket");
        assert_eq!(mails[0]["envelope_from"], "marie@test.example");
        assert_eq!(mails[0]["envelope_to"], "Support+t.1.aaaaaaaaaaaaaaaa@desk.example", "the address that says most");
        door.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_null_sender_is_answered_by_nothing() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        let mut client = LmtpClient::connect(door.at).await;
        // The mail itself claims that somebody sent it.
        let raw = format!("Return-Path: <marie@test.example>\n{}", mail("null@home.example"));
        let heard = client.deliver("", &[SUPPORT], raw.as_bytes()).await;
        assert!(heard[0].starts_with("250"), "{heard:?}");
        let mails = listed(&site).await;
        let guard =
            mails[0]["steps"].as_array().unwrap().iter().find(|step| step["step"] == "loop-guard").unwrap();
        assert_eq!(guard["reason"], "machine", "{}", mails[0]);
        door.close().await;
    })
    .await;
}

#[tokio::test]
async fn many_recipients_are_answered_one_by_one() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        let mut client = LmtpClient::connect(door.at).await;
        let to: Vec<String> = (0..1_000).map(|n| format!("support+{n}@desk.example")).collect();
        let to: Vec<&str> = to.iter().map(String::as_str).collect();
        let heard = client.deliver("marie@test.example", &to, mail("many@home.example").as_bytes()).await;
        let of = |code: &str| heard.iter().filter(|answer| answer.starts_with(code)).count();
        // RFC 5321 §4.5.3.1.10: the rest comes in another transaction.
        assert_eq!((of("250"), of("452")), (100, 900), "{:?}", heard.last());
        assert_eq!(listed(&site).await.len(), 1, "one mail");
        door.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_breaks_the_protocol_breaks_nothing_else() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        // Somebody who says nothing, and somebody who goes in the middle of a mail, stand in nobody's way.
        let silent = LmtpClient::greeted(door.at).await;
        let mut gone = LmtpClient::connect(door.at).await;
        gone.say("MAIL FROM:<>").await;
        gone.say(&format!("RCPT TO:<{SUPPORT}>")).await;
        gone.say("DATA").await;
        gone.write(b"Subject: half\r\n\r\nhal").await;
        drop(gone);
        let mut client = LmtpClient::greeted(door.at).await;
        let table = [
            ("MAIL FROM:<a@b.example>", "503"),
            ("EHLO relay.example", "500"),
            ("LHLO relay.example", "250"),
            ("DATA", "503"),
            (&format!("RCPT TO:<{SUPPORT}>"), "503"),
            ("MAIL FROM:nobody", "501"),
            ("MAIL FROM:<a@b.example> SIZE=999999999999", "552"),
            ("MAIL FROM:<a@b.example> SIZE=-1 BODY=8BITMIME SMTPUTF8", "250"),
            ("MAIL FROM:<a@b.example>", "503"),
            ("RCPT TO:<>", "501"),
            ("RCPT TO:<postmaster>", "550"),
            ("RCPT TO:<support@desk.example\u{0}>", "501"),
            ("DATA", "503"),
            ("BDAT 10 LAST", "500"),
            ("\u{0}\u{1}\u{2}", "500"),
            ("", "500"),
            ("RSET", "250"),
            ("NOOP", "250"),
        ];
        for (command, code) in table {
            let heard = client.say(command).await;
            assert!(heard.starts_with(code), "{command:?}: {heard}");
        }
        // A line that never ends is not waited for.
        client.write(&vec![b'x'; 10_000]).await;
        assert!(client.rest().await.starts_with("500 5.5.2"), "and the conversation ends");
        let mut client = LmtpClient::connect(door.at).await;
        let heard =
            client.deliver("marie@test.example", &[SUPPORT], mail("after@home.example").as_bytes()).await;
        assert!(heard[0].starts_with("250"), "{heard:?}");
        assert_eq!(listed(&site).await.len(), 1, "the half mail is its sender's still");
        drop((client, silent));
        door.close().await;
    })
    .await;
}

#[tokio::test]
async fn lines_of_a_mail_may_be_long_slow_and_odd() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        let mut client = LmtpClient::connect(door.at).await;
        // One line of two megabytes.
        let long = verified("Marie", "long@home.example", "Subject: Long\n", &"x".repeat(2 << 20));
        let heard = client.deliver("marie@test.example", &[SUPPORT], long.as_bytes()).await;
        assert!(heard[0].starts_with("250"), "{heard:?}");
        // Byte by byte, and only CRLF ends a line: what follows a bare LF is the same mail.
        client.say("MAIL FROM:<marie@test.example>").await;
        client.say(&format!("RCPT TO:<{SUPPORT}>")).await;
        client.say("DATA").await;
        let smuggled = format!(
            "Authentication-Results: {AUTHSERV}; dmarc=pass header.from=test.example\r\nFrom: <marie@test.example>\r\n\
             Message-ID: <slow@home.example>\r\nSubject: Slow\r\n\r\nBefore\n.\nMAIL FROM:<eve@evil.example>\n..after\r\n.\r\n"
        );
        for byte in smuggled.as_bytes() {
            client.write(&[*byte]).await;
        }
        assert!(client.reply().await.starts_with("250 2.0.0"));
        assert!(client.say("NOOP").await.starts_with("250"), "no answer to what was smuggled in");
        let mails = listed(&site).await;
        assert_eq!(mails.len(), 2);
        let text = site.ticket(&mails[0]).await["description"].as_str().unwrap().to_owned();
        assert!(text.contains("MAIL FROM:<eve@evil.example>"), "{text}");
        // Without QUIT.
        drop(client);
        door.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_megabytes_are_taken_and_more_than_the_limit_is_refused() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let door = Door::of(&site).await;
        let mut client = LmtpClient::connect(door.at).await;
        let body = ("0123456789abcdef".repeat(4) + "\n").repeat(50_000_000 / 65);
        let large = verified("Marie", "large@home.example", "Subject: Log\n", &body);
        let heard = client.deliver("marie@test.example", &[SUPPORT], large.as_bytes()).await;
        assert!(heard[0].starts_with("250"), "{heard:?}");
        let larger = verified("Marie", "larger@home.example", "Subject: Log\n", &(body.clone() + &body));
        let heard = client.deliver("marie@test.example", &[SUPPORT], larger.as_bytes()).await;
        assert!(heard[0].starts_with("552"), "{heard:?}");
        let mails = listed(&site).await;
        assert_eq!((mails.len(), mails[0]["outcome"].as_str()), (1, Some("ticket")));
        door.close().await;
    })
    .await;
}
