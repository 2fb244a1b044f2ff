//! Our own mails, each of a kind that desks receive, read as a person would.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use mail::message::{FromSource, Message, PartKind, Placement, Protection, parse};
use mail::origin::{Kind, Ours, origin};

fn read(name: &str) -> Message {
    parse(&raw(name))
}

fn raw(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/mails/{name}.eml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn names(message: &Message) -> Vec<&str> {
    message.parts.iter().map(|part| part.name.as_str()).collect()
}

#[test]
fn subjects_senders_and_words_are_what_people_wrote() {
    // Mail, subject, name, address, beginning of the words.
    let table = [
        (
            "plain_fr",
            "Imprimante du 2e étage éteinte",
            "Ana Morel",
            "ana.morel@usine.example",
            "Bonjour,\n\nL'imprimante du deuxième étage ne s'allume plus depuis ce matin.",
        ),
        (
            "latin1_unlabelled",
            "Problème de réseau",
            "Ana Morel",
            "ana.morel@usine.example",
            "Le réseau est coupé, ça presse.",
        ),
        (
            "split_character",
            "Panne déjà signalée hier",
            "Ana Morel",
            "ana.morel@usine.example",
            "Voir le sujet.",
        ),
        ("bare_cr", "Old Mac", "Ana Morel", "ana.morel@usine.example", "line one\nline two"),
        (
            "no_empty_line",
            "No separator",
            "Ana Morel",
            "ana.morel@usine.example",
            "The body begins at once.\nThen: it goes on.",
        ),
        ("broken_header_line", "Folded wrongly", "Ana Morel", "ana.morel@usine.example", "Still a mail."),
        ("two_froms", "Deux expéditeurs", "Léa", "lea@usine.example", "Bonjour"),
        ("no_from", "No sender", "", "lea@usine.example", "Hello"),
        ("comment_name", "Names", "Léa Petit", "lea@usine.example", "Hello"),
        ("never_closed", "Cut short", "Ana Morel", "ana.morel@usine.example", "plain words"),
        (
            "empty_plain",
            "HTML says it",
            "Ana Morel",
            "ana.morel@usine.example",
            "The badge reader of door 4 beeps all day.",
        ),
        ("iso2022jp", "プリンターが動きません", "Ken", "ken@usine.example", "プリンターが動きません"),
        ("gb2312", "國際打印机坏了", "Li", "li@usine.example", "國際打印机坏了，请帮忙"),
        ("utf7", "écran", "Ana Morel", "ana.morel@usine.example", "éteint depuis hier"),
        (
            "flowed",
            "Flowed",
            "Ana Morel",
            "ana.morel@usine.example",
            "This paragraph was broken by the program, not by the writer.\n\n-- \nAna",
        ),
        ("nul_bytes", "NUL", "Ana Morel", "ana.morel@usine.example", "words"),
    ];
    for (name, subject, sender, address, words) in table {
        let message = read(name);
        assert_eq!(message.subject.trim_end_matches('\u{20ac}').trim(), subject, "{name}");
        assert_eq!((message.from.name.as_str(), message.from.address.as_str()), (sender, address), "{name}");
        assert!(message.text.starts_with(words), "{name}: {:?}", message.text);
        assert_eq!(message.dropped, [], "{name}");
    }
    assert_eq!(read("no_from").from_source, FromSource::ReplyTo);
    assert!(read("empty_plain").text_is_from_html);
    let to: Vec<String> = read("comment_name").to.into_iter().map(|mailbox| mailbox.address).collect();
    assert_eq!(to, ["Support", "support@desk.example"]);
}

#[test]
fn files_have_the_names_that_their_senders_gave() {
    let message = read("names");
    assert_eq!(
        names(&message),
        [
            "devis n° 4.pdf",
            "capture décran 1.png",
            "startup.bat",
            "log.txt",
            "attachment-5.jpg",
            "Re_ a-b.eml"
        ]
    );
    assert_eq!(message.text.trim(), "Six files.");
    let inner = message.parts.iter().find(|part| part.kind == PartKind::Message).unwrap();
    assert_eq!(parse(&inner.bytes).message_id, "inner@usine.example");
    assert_eq!(names(&read("never_closed")), ["valeurs.csv"]);
}

#[test]
fn pictures_belong_where_the_page_shows_them() {
    let message = read("inline_image");
    let placements: Vec<(&str, Placement)> =
        message.parts.iter().map(|part| (part.name.as_str(), part.placement)).collect();
    assert_eq!(placements, [("shot.png", Placement::Inline), ("other.png", Placement::Attachment)]);
    let html = message.html.as_deref().unwrap();
    let safe = mail::html::sanitise(html, false, |id| (id == "shot@usine").then(|| "/files/1".to_owned()));
    assert_eq!((safe.remote_images, safe.missing_images), (1, 0));
    assert!(safe.html.contains("src=\"/files/1\"") && safe.html.contains("l'écran"), "{}", safe.html);
    assert!(safe.html.contains("data-src=\"http://pixel.example/p.gif\""), "{}", safe.html);
}

#[test]
fn special_parts_are_known_for_what_they_are() {
    let kind = |name: &str| read(name).parts.first().map(|part| part.kind.clone());
    assert_eq!(kind("winmail"), Some(PartKind::Tnef));
    assert_eq!(kind("smime"), Some(PartKind::SmimeEncrypted));
    assert_eq!(kind("pgp_signed"), Some(PartKind::PgpSignature));
    assert_eq!(kind("empty_plain"), Some(PartKind::Calendar { method: Some("REQUEST".to_owned()) }));
    assert_eq!(read("smime").protection, Some(Protection::SmimeEncrypted));
    assert_eq!(read("pgp_signed").protection, Some(Protection::PgpSigned));
    assert_eq!(read("plain_fr").protection, None);
}

#[test]
fn machines_are_told_from_people() {
    let ours = Ours { addresses: &["support@desk.example"], loop_name: "desk.example" };
    let table = [
        ("plain_fr", Kind::Person),
        ("reply_outlook_fr", Kind::Person),
        ("out_of_office_fr", Kind::AutoReply),
        ("newsletter", Kind::Bulk),
        ("monitoring", Kind::Notification),
        ("dsn_failed", Kind::Bounce),
        ("dsn_delayed", Kind::Bounce),
        ("bounce_qmail", Kind::Bounce),
        ("bounce_exchange_fr", Kind::Bounce),
        ("read_receipt", Kind::Report),
        ("own_loop", Kind::OwnLoop),
    ];
    for (name, kind) in table {
        let found = origin(&read(name), &ours);
        assert_eq!(found.kind, kind, "{name}: {:?}", found.reasons);
        assert_eq!(found.may_be_answered(), kind == Kind::Person, "{name}: {:?}", found.reasons);
    }
}

#[test]
fn bounces_lead_to_the_mail_that_came_back() {
    let table = [
        (
            "dsn_failed",
            "t42.c9.7781@desk.example",
            "bob@usine.example",
            Some((5, 1, 1)),
            mail::bounce::Severity::Hard,
        ),
        (
            "dsn_delayed",
            "t42.c10.7790@desk.example",
            "bob@usine.example",
            Some((4, 4, 1)),
            mail::bounce::Severity::Soft,
        ),
        (
            "bounce_qmail",
            "t7.c1.55@desk.example",
            "bob@old.example",
            Some((5, 1, 1)),
            mail::bounce::Severity::Hard,
        ),
        (
            "bounce_exchange_fr",
            "t8.c2.60@desk.example",
            "zoe@grande.example",
            Some((5, 1, 10)),
            mail::bounce::Severity::Hard,
        ),
    ];
    for (name, id, address, status, severity) in table {
        let bounce = mail::bounce::bounce(&read(name)).unwrap();
        assert_eq!(bounce.original_id.as_deref(), Some(id), "{name}");
        let first = bounce.recipients.first().unwrap();
        assert_eq!(
            (first.address.as_str(), first.status, first.severity()),
            (address, status, severity),
            "{name}"
        );
    }
    let two = mail::bounce::bounce(&read("dsn_failed")).unwrap();
    assert_eq!(two.recipients.last().unwrap().severity(), mail::bounce::Severity::Soft);
    assert_eq!(two.reporter.as_deref(), Some("mx.usine.example"));
    assert_eq!(mail::bounce::bounce(&read("plain_fr")), None);
}

#[test]
fn only_the_new_words_of_an_answer_are_new() {
    let message = read("reply_outlook_fr");
    assert_eq!(mail::quote::new_words(&message.text), "Toujours éteinte ce matin.");
    assert_eq!(mail::subject::base(&message.subject), "[INC-42] Imprimante");
}

#[test]
fn the_same_mail_without_an_identifier_is_the_same() {
    assert_eq!(read("no_from").message_id, read("no_from").message_id);
    assert!(!read("no_from").has_own_id && read("plain_fr").has_own_id);
}
