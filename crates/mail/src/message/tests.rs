//! What is too much, hostile or odd as a whole; the pieces are tested where they are.

use super::*;

#[test]
fn deep_and_wide_mails_are_cut_and_say_so() {
    let mut deep = String::from("From: a@x\n");
    for n in 0..30_000 {
        deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
    }
    let message = parse(deep.as_bytes());
    assert!(matches!(message.dropped.as_slice(), [Dropped::Depth { .. }]), "{:?}", message.dropped);

    let nested = "Content-Type: message/rfc822\n\n".repeat(50_000);
    assert_eq!(parse(nested.as_bytes()).parts.len(), 1);

    let mut wide = String::from("From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n");
    for _ in 0..5000 {
        wide.push_str("--b\nContent-Type: application/x\n\nx\n");
    }
    let message = parse(wide.as_bytes());
    assert_eq!(
        (message.parts.len(), message.dropped.as_slice()),
        (1000, &[Dropped::Parts { count: 4000 }][..])
    );
}

#[test]
fn headers_and_content_beyond_the_limits_are_cut_and_said() {
    let raw = format!("From: a@x\nSubject: s\nX-Long: {}\n\nbody", "y".repeat(2 << 20));
    let message = parse(raw.as_bytes());
    assert_eq!((message.subject.as_str(), message.text.as_str()), ("s", "body"));
    assert!(matches!(message.dropped.as_slice(), [Dropped::Headers { .. }]));

    let limits = Limits { content_bytes: 10, ..Limits::default() };
    let message = parse_within(b"From: a@x\n\n0123456789abc", &limits);
    assert_eq!(message.dropped, [Dropped::Content { bytes: 3 }]);
    assert_eq!(message.text, "0123456789");
}

#[test]
fn headers_full_of_beginnings_are_read_in_time() {
    for piece in
        ["=?a?q?x", "=?utf-8?Q?", "((", "\"\\\",", "<", "a@b,", ":;", "=?=?", "filename*0*=", "%E9\""]
    {
        let long = piece.repeat(100_000 / piece.len());
        let raw = format!(
            "From: {long}\nSubject: {long}\nReferences: {long}\nContent-Type: text/plain; {long}\nContent-Disposition: {long}\nAuthentication-Results: mx; {long}\n\nx"
        );
        let message = parse(raw.as_bytes());
        let _ = crate::trust::trust(&message, &["mx"]);
    }
}

#[test]
fn duplicate_headers_count_once_and_are_listed() {
    let raw = b"From: A <a@x>\nFrom: B <b@x>\nSubject: one\nSubject: two\nMessage-ID: <1@x>\nMessage-ID: <2@x>\n\nx";
    let message = parse(raw);
    assert_eq!((message.from.address.as_str(), message.subject.as_str()), ("a@x", "one"));
    assert_eq!(message.message_id, "1@x");
    assert_eq!(message.senders.len(), 2);
    assert_eq!(message.headers.all("subject").collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn the_envelope_is_read() {
    let raw = b"Return-Path: <>\nDelivered-To: Support+t.1.x@x.fr\nX-Original-To: support@x.fr\nEnvelope-To: support@x.fr\nFrom: a@x\nDate: Tue, 03 Nov 2026 09:12:44 +0100\n\nx";
    let message = parse(raw);
    assert_eq!(message.return_path.as_deref(), Some(""));
    assert_eq!(message.envelope_recipients, ["Support+t.1.x@x.fr", "support@x.fr"]);
    assert_eq!(message.date.map(|date| date.to_string()).as_deref(), Some("2026-11-03T08:12:44Z"));
    assert_eq!(parse(b"Return-Path: ana@x.fr\n\n").return_path.as_deref(), Some("ana@x.fr"));
    assert_eq!(parse(b"Date: nonsense\n\n").date, None);
}

#[test]
fn words_in_several_parts_are_all_there() {
    let raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n--b\nContent-Type: image/png; name=a.png\n\nx\n--b\nContent-Type: text/html\n\n<p>second</p>\n--b\nContent-Type: text/plain\n\nthird <\n--b--";
    let message = parse(raw);
    let html = message.html.as_deref().unwrap_or_default();
    for words in ["first", "second", "third"] {
        assert!(message.text.contains(words) && html.contains(words), "{words}");
    }
    assert!(html.contains("third &lt;"));
    assert_eq!(message.parts.len(), 1);
}

#[test]
fn a_mail_that_is_only_a_file_has_no_words() {
    let raw = b"From: a@x\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\nfile";
    let message = parse(raw);
    assert_eq!((message.text.as_str(), message.parts.len()), ("", 1));
    let empty = parse(b"");
    assert_eq!((empty.from_source, empty.parts.len()), (FromSource::Nowhere, 0));
}
