//! What is composed is read again, by this crate's own reader and by the parser beneath it.

use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::*;
use crate::notice::Cause;

const NOW: i64 = 1_795_179_600;

fn notice<'a>() -> Notice<'a> {
    Notice {
        cause: Cause::Event,
        message_id: "t42.c9.7781@desk.example",
        in_reply_to: Some("last@mail.example"),
        references: &["root@mail.example", "last@mail.example"],
        reply_to: Some("support+t.42.m4x7c2pd9q@desk.example"),
        list_id: Some("tickets.desk.example"),
        unsubscribe: Some("https://desk.example/profile"),
        loop_name: "desk.example",
    }
}

fn parts<'a>() -> Parts<'a> {
    Parts {
        from: Party { name: "Support informatique – Évry", address: "support@desk.example" },
        to: &[Party { name: "Müller, Jörg \"Jo\"", address: "jo@bücher.example" }],
        cc: &[],
        subject: "[INC-2026-000042] Réponse à votre demande",
        notice: notice(),
        text: "Bonjour,\n\nvotre demande est prise en charge.\n.\nFrom nous",
        html: None,
        enclosed: &[],
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn composed(parts: &Parts<'_>) -> Vec<u8> {
    let raw = compose(parts, now()).unwrap();
    assert!(raw.is_ascii(), "{}", String::from_utf8_lossy(&raw));
    for line in raw.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 998 && !line[..line.len().saturating_sub(1)].contains(&b'\r'));
    }
    raw
}

#[test]
fn a_notice_is_read_as_it_was_written() {
    let raw = composed(&parts());
    let read = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(read.subject(), Some("[INC-2026-000042] Réponse à votre demande"));
    let from = read.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Support informatique – Évry"), Some("support@desk.example"))
    );
    let to = read.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Müller, Jörg \"Jo\""), Some("jo@xn--bcher-kva.example")));
    assert_eq!(read.message_id(), Some("t42.c9.7781@desk.example"));
    assert_eq!(read.in_reply_to().as_text(), Some("last@mail.example"));
    assert_eq!(read.references().as_text_list().unwrap().len(), 2);
    assert_eq!(read.date().unwrap().to_timestamp(), NOW);
    assert_eq!(read.body_text(0).unwrap().trim_end(), parts().text.replace('\n', "\r\n").trim_end());
    let text = String::from_utf8(raw).unwrap();
    for line in
        ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "List-Id: <tickets.desk.example>"]
    {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}\n{text}");
    }
    assert!(text.contains("Date: Fri, 20 Nov 2026 13:00:00 +0000\r\n"), "{text}");
}

#[test]
fn images_stand_beside_the_html_and_attachments_around_it() {
    let enclosed = [
        Enclosure { name: "écran.png", kind: "image/png", bytes: b"\x89PNG", content_id: Some("img1@desk") },
        Enclosure { name: "relevé\r\nX: y.pdf", kind: "no type", bytes: b"%PDF", content_id: None },
    ];
    let parts =
        Parts { html: Some("<p>Voilà <img src=\"cid:img1@desk\"></p>"), enclosed: &enclosed, ..parts() };
    let raw = composed(&parts);
    assert_eq!(raw, composed(&parts));
    let read = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(read.body_html(0).unwrap().trim_end(), parts.html.unwrap());
    let named: Vec<_> = read
        .parts
        .iter()
        .filter_map(|part| {
            Some((
                part.attachment_name()?.to_owned(),
                part.content_id().map(str::to_owned),
                part.contents().to_vec(),
            ))
        })
        .collect();
    assert_eq!(
        named,
        [
            ("écran.png".to_owned(), Some("img1@desk".to_owned()), b"\x89PNG".to_vec()),
            ("relevé  X: y.pdf".to_owned(), None, b"%PDF".to_vec()),
        ]
    );
    let kinds: Vec<String> = read
        .parts
        .iter()
        .filter_map(|part| {
            part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/png",
            "application/octet-stream"
        ]
    );
}

#[test]
fn no_value_begins_another_field() {
    let hostile = "a\r\nBcc: evil@x.example\r\n\r\n<script>";
    let references = [hostile];
    let parts = Parts {
        from: Party { name: hostile, ..parts().from },
        to: &[Party { name: hostile, address: "a@b.example" }],
        subject: hostile,
        notice: Notice {
            message_id: hostile,
            in_reply_to: Some(hostile),
            references: &references,
            reply_to: Some(hostile),
            list_id: Some(hostile),
            unsubscribe: Some(hostile),
            loop_name: hostile,
            ..notice()
        },
        ..parts()
    };
    let raw = composed(&parts);
    let read = MessageParser::default().parse(&raw).unwrap();
    assert!(read.bcc().is_none());
    let text = String::from_utf8(raw).unwrap();
    assert!(
        !text.contains("\nBcc:") && text.split("\r\n\r\n").next().unwrap().contains("Content-Type:"),
        "{text}"
    );
}

#[test]
fn long_subjects_are_folded_and_read_whole() {
    let table = [
        "mot ".repeat(80).trim().to_owned(),
        "très ".repeat(80).trim().to_owned(),
        "x".repeat(3000),
        "漢".repeat(500),
        "=?utf-8?Q?forged?= é".to_owned(),
        "=?utf-8?Q?forged?=".to_owned(),
        "a  b".to_owned(),
        "é  è a  ü".to_owned(),
        String::new(),
    ];
    for subject in &table {
        let raw = composed(&Parts { subject, ..parts() });
        let read = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(read.subject().unwrap_or_default(), subject);
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for bad in [
        "",
        "a",
        "a@b c",
        "a@b.example>\r\nBcc: <c@d.example",
        "jörg@b.example",
        &format!("{}@b.example", "x".repeat(260)),
    ] {
        let to = [Party { name: "", address: bad }];
        assert_eq!(compose(&Parts { to: &to, ..parts() }, now()), Err(ComposeError::Address(bad.to_owned())));
    }
    assert_eq!(compose(&Parts { to: &[], ..parts() }, now()), Err(ComposeError::Nobody));
}

proptest! {
    #[test]
    fn any_name_subject_and_text_come_back(name in "\\PC{0,60}", subject in "\\PC{0,200}", text in "\\PC{0,400}") {
        let to = [Party { name: &name, address: "a@b.example" }];
        let raw = composed(&Parts { to: &to, subject: &subject, text: &text, html: Some(&text), ..parts() });
        let read = MessageParser::default().parse(&raw).unwrap();
        prop_assert_eq!(read.subject().unwrap_or_default(), words::flat(&subject));
        prop_assert_eq!(read.to().unwrap().first().unwrap().address(), Some("a@b.example"));
        let read_text = read.body_text(0).unwrap();
        prop_assert_eq!(read_text.trim_end(), text.trim_end());
    }
}
