//! Forms of bounces that the mails of `tests/mails` do not show.

use super::*;
use crate::message::parse;

#[test]
fn the_status_is_found_where_it_is() {
    let table = [
        ("550 5.1.1 unknown", Some((5, 1, 1))),
        ("550-5.7.26 refused", Some((5, 7, 26))),
        ("host said: 550 no such user (in reply to RCPT TO)", Some((5, 0, 0))),
        ("(#5.1.1)", Some((5, 1, 1))),
        ("version 5.1 of 10.0.0.1", None),
        ("at 2026", None),
    ];
    for (text, status) in table {
        assert_eq!(status_in(text), status, "{text}");
    }
}

#[test]
fn severity_is_about_the_address() {
    let recipient =
        |action, status| Recipient { address: String::new(), action, status, diagnostic: None, remote: None };
    let table = [
        (Action::Failed, Some((5, 1, 1)), Severity::Hard),
        (Action::Failed, Some((5, 4, 4)), Severity::Hard),
        (Action::Failed, Some((5, 2, 2)), Severity::Soft),
        (Action::Failed, Some((5, 7, 1)), Severity::Soft),
        (Action::Failed, Some((4, 4, 7)), Severity::Soft),
        (Action::Failed, None, Severity::Hard),
        (Action::Delayed, Some((4, 4, 1)), Severity::Soft),
        (Action::Delivered, Some((2, 0, 0)), Severity::None),
    ];
    for (action, status, severity) in table {
        assert_eq!(recipient(action, status).severity(), severity, "{action:?} {status:?}");
    }
}

#[test]
fn a_block_without_blank_lines_and_a_vague_status_are_read() {
    let bounce = delivery_status(b"Reporting-MTA: dns;mx.x\r\nFinal-Recipient: RFC822;<Bob@X.fr>\r\nAction: Failed (really)\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp;550\r\n\t5.1.1 unknown\r\n");
    assert_eq!(bounce.recipients.len(), 1);
    let first = &bounce.recipients[0];
    assert_eq!((first.address.as_str(), first.status), ("bob@x.fr", Some((5, 1, 1))));
    assert_eq!(first.diagnostic.as_deref(), Some("550 5.1.1 unknown"));
}

#[test]
fn exim_names_who_failed() {
    let raw = b"From: Mailer <mailer-daemon@x>\nX-Failed-Recipients: bob@y.fr\nSubject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail delivery software.\n\n  bob@y.fr\n    550 Unknown user\n\n------ This is a copy of the message ------\n\nReturn-path: <a@x>\nMessage-Id: <t1@x>\nSubject: s\n\nwords";
    let bounce = bounce(&parse(raw)).unwrap();
    assert_eq!(bounce.original_id.as_deref(), Some("t1@x"));
    assert_eq!(bounce.recipients[0].status, Some((5, 0, 0)));
    assert_eq!(bounce.recipients[0].diagnostic.as_deref(), Some("550 unknown user"));
    assert_eq!(bounce.severity(), Severity::Hard);
}

#[test]
fn a_person_is_not_a_bounce() {
    assert_eq!(bounce(&parse(b"From: ana@x\nSubject: Printer\n\nIt prints 550 pages.")), None);
}
