//! Conversations as relays hold them.

use super::*;

#[test]
fn paths_are_read_as_servers_write_them() {
    let table = [
        ("FROM:<a@x.example>", "FROM:", Some("a@x.example")),
        ("from: <a@x.example> SIZE=12 BODY=8BITMIME", "FROM:", Some("a@x.example")),
        ("FROM:<>", "FROM:", Some("")),
        ("TO:<@relay.example:b@y.example>", "TO:", Some("b@y.example")),
        ("TO:b@y.example", "TO:", None),
        ("TO:<b @y.example>", "TO:", None),
        ("é", "TO:", None),
    ];
    for (rest, word, expected) in table {
        assert_eq!(path(rest, word).map(|(address, _)| address).as_deref(), expected, "{rest}");
    }
}

async fn talk(lines: &[u8]) -> String {
    talk_under(terms(), lines).await
}

fn terms() -> Terms {
    Terms { host: "desk.example".to_owned(), limit: 64, conversations: 2, held: 64 }
}

async fn talk_under(terms: Terms, lines: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let served = tokio::spawn(serve(
        listener,
        terms,
        watch::channel(false).1,
        |to: String| async move { to.ends_with("@desk.example") },
        |delivery: Delivery| async move {
            delivery
                .to
                .iter()
                .map(|to| match to.as_str() {
                    "late@desk.example" => Verdict::Later("full\r\n250 forged".to_owned()),
                    "no@desk.example" => Verdict::Refused("no".to_owned()),
                    _ if delivery.raw == b"Subject: a\r\n\r\n.x\r\n" => Verdict::Kept,
                    _ => Verdict::Refused(format!("{:?}", delivery.raw)),
                })
                .collect()
        },
    ));
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(lines).await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    served.abort();
    heard
}

#[tokio::test]
async fn each_recipient_hears_their_own_verdict() {
    let heard = talk(
        b"LHLO relay.example\r\nMAIL FROM:<>\r\nRCPT TO:<it@desk.example>\r\nRCPT TO:<x@elsewhere.example>\r\n\
          RCPT TO:<late@desk.example>\r\nRCPT TO:<no@desk.example>\r\nDATA\r\nSubject: a\r\n\r\n..x\r\n.\r\nQUIT\r\n",
    )
    .await;
    let lines: Vec<&str> = heard.lines().skip_while(|line| !line.starts_with("354")).collect();
    assert_eq!(
        lines,
        [
            "354 end with <CRLF>.<CRLF>",
            "250 2.0.0 <it@desk.example> kept",
            "451 4.3.0 <late@desk.example> full??250 forged",
            "554 5.7.1 <no@desk.example> no",
            "221 2.0.0 bye"
        ]
    );
    assert!(heard.contains("550 5.1.1"), "{heard}");
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_the_conversation_goes_on() {
    let long = format!(
        "LHLO r\r\nMAIL FROM:<a@b.example> SIZE=1000\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<it@desk.example>\r\nDATA\r\n{}\r\n.\r\nNOOP\r\nQUIT\r\n",
        "x".repeat(200)
    );
    let heard = talk(long.as_bytes()).await;
    assert_eq!(heard.matches("552 5.3.4").count(), 2, "{heard}");
    assert!(heard.ends_with("250 2.0.0 ok\r\n221 2.0.0 bye\r\n"), "{heard}");
}

#[tokio::test]
async fn the_order_of_commands_is_kept() {
    let heard = talk(b"MAIL FROM:<a@b.example>\r\nEHLO x\r\nLHLO x\r\nRCPT TO:<it@desk.example>\r\nDATA\r\nFOO\r\nQUIT\r\n").await;
    let codes: Vec<&str> =
        heard.lines().filter(|l| l.as_bytes().get(3) == Some(&b' ')).map(|l| &l[..3]).collect();
    assert_eq!(codes, ["220", "503", "500", "250", "503", "503", "500", "221"], "{heard}");
}

#[tokio::test]
async fn a_second_message_begins_only_after_the_first() {
    let heard = talk(b"LHLO x\r\nMAIL FROM:<a@b.example>\r\nMAIL FROM:<c@b.example>\r\nRSET\r\nMAIL FROM:<c@b.example>\r\nQUIT\r\n");
    assert_eq!(heard.await.matches("503 5.5.1").count(), 1);
}

#[tokio::test]
async fn an_endless_line_ends_the_conversation() {
    let heard = talk(&[b'x'; 5000]).await;
    assert!(heard.ends_with("500 5.5.2 the line is too long\r\n"), "{heard}");
}

#[tokio::test]
async fn a_line_that_is_cut_between_its_two_end_bytes_still_ends() {
    let mut lines = b"LHLO r\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<it@desk.example>\r\nDATA\r\n".to_vec();
    lines.extend(std::iter::repeat_n(b'x', 64 * 1024 - 1));
    lines.extend_from_slice(b"\r\n.\r\nQUIT\r\n");
    let heard = talk(&lines).await;
    assert!(
        heard.ends_with("552 5.3.4 <it@desk.example> the message is too large\r\n221 2.0.0 bye\r\n"),
        "{heard}"
    );
}

#[tokio::test]
async fn a_dot_after_a_bare_line_feed_does_not_end_a_message() {
    let heard = talk(
        b"LHLO r\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<it@desk.example>\r\nDATA\r\na\n.\r\nb\n.\nMAIL FROM:<c@b.example>\r\n.\r\nQUIT\r\n",
    )
    .await;
    let after: Vec<&str> = heard.lines().skip_while(|line| !line.starts_with("354")).collect();
    assert_eq!(after.len(), 3, "{heard}");
}

#[tokio::test]
async fn what_does_not_fit_into_memory_now_is_asked_for_later() {
    let heard = talk_under(
        Terms { held: 8, ..terms() },
        b"LHLO r\r\nMAIL FROM:<>\r\nRCPT TO:<it@desk.example>\r\nDATA\r\nSubject: a\r\n\r\n..x\r\n.\r\nQUIT\r\n",
    )
    .await;
    assert!(heard.contains("452 4.3.1 <it@desk.example>"), "{heard}");
}

#[tokio::test]
async fn one_relay_too_many_comes_again_and_a_stop_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    let served = tokio::spawn(serve(
        listener,
        Terms { conversations: 1, ..terms() },
        stopping,
        |_| async { true },
        |_| async { Vec::new() },
    ));
    let mut first = BufReader::new(TcpStream::connect(at).await.unwrap());
    let mut line = String::new();
    first.read_line(&mut line).await.unwrap();
    assert_eq!(line, "220 desk.example LMTP Vigie\r\n");
    let mut heard = String::new();
    TcpStream::connect(at).await.unwrap().read_to_string(&mut heard).await.unwrap();
    assert!(heard.starts_with("421 4.3.2"), "{heard}");
    stop.send(true).unwrap();
    let mut rest = String::new();
    first.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "421 4.3.2 desk.example stops, come again\r\n");
    served.await.unwrap().unwrap();
}
