//! Entries in words, in both languages.

use jiff::Timestamp;
use serde_json::{Value, json};
use web::i18n::Locale;

use super::{details, kind};
use crate::{
    audit::{Change, Entry, Payload, Stream},
    ctx::{Channel, Ctx},
};

fn shown(locale: Locale, changes: Vec<Change>, reason: Option<&str>, data: Value) -> String {
    let cx = Ctx { locale, ..Ctx::system(Timestamp::UNIX_EPOCH) };
    let entry = Entry {
        id: 1,
        feed_no: Some(1),
        stream: Stream::Installation,
        entry_no: 1,
        at: Timestamp::UNIX_EPOCH,
        actor_id: None,
        actor: "Vigie".to_owned(),
        channel: Channel::System,
        kind: "policy.changed".to_owned(),
        public: false,
        payload: Some(Payload { changes, reason: reason.map(str::to_owned), data }),
        erased_at: None,
    };
    details(&cx, &entry).into_string()
}

/// What a reader sees, without the elements.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn kinds_have_words_in_both_languages_and_unknown_ones_their_name() {
    for locale in Locale::ALL {
        for known in
            ["user.created", "role.granted", "matrix.changed", "team.member_added", "payloads.erased"]
        {
            assert!(!kind(locale, known).0.contains("<code>"), "{known} in {locale}");
        }
        assert_eq!(kind(locale, "later.invented").0, "<code>later.invented</code>");
    }
}

#[test]
fn a_change_says_what_was_and_what_is() {
    let change = vec![Change::new("locale", "fr", "en"), Change::new("phone", "", "12")];
    let told = text(&shown(Locale::En, change, None, Value::Null));
    assert_eq!(told, "Language: French → EnglishTelephone: none → 12");
}

#[test]
fn a_changed_structure_is_told_part_by_part() {
    let was = json!({ "resolve": { "seconds": 14_400 }, "acknowledge": { "seconds": 900 }, "update": null });
    let is = json!({ "resolve": { "days": 3 }, "acknowledge": { "seconds": 900 }, "update": null });
    let told = text(&shown(Locale::Fr, vec![Change::new("targets", was, is)], None, Value::Null));
    assert_eq!(told, "Objectifs, Résolution\u{a0}: 4\u{a0}h → 3 jours ouvrés");
}

#[test]
fn a_cell_of_the_matrix_is_named_by_its_row_and_column() {
    let change = vec![Change::new("matrix.high.low", "P2", "P3")];
    let told = text(&shown(Locale::En, change, Some("Seen with the board"), Value::Null));
    assert_eq!(told, "Impact high, urgency low: P2 → P3Reason: Seen with the board");
}

#[test]
fn nothing_is_shown_as_it_is_stored() {
    let hours = json!({ "mon": [["09:00", "12:00"], ["14:00", "18:00"]], "sun": [] });
    let step = json!({ "do": "comment", "public": true, "body": "Bonjour\n<b>{{requester}}</b>" });
    let data = json!({
        "spec": { "week": hours, "zone": "Europe/Paris", "exceptions": [] },
        "steps": [step, { "do": "team", "team_id": 5 }],
        "reactions": [{ "at": { "warning": 75 }, "do": "escalate" }, { "at": "breach", "do": "unassign" }],
        "scope": { "desk": 1, "team": null },
        "deep": { "a": { "b": { "c": { "d": { "e": 1 } } } } },
        "hourly_cost_cents": 123_456,
        "lead": false,
    });
    for locale in Locale::ALL {
        let told = text(&shown(locale, Vec::new(), None, data.clone()));
        for stored in ["\":", "[\"", "null", "true", "{\"", "team_id", "\\n"] {
            assert!(!told.contains(stored), "{stored} in {told}");
        }
        assert!(told.contains("09:00–12:00, 14:00–18:00"), "{told}");
        assert!(!told.contains("<b>"));
    }
}

#[test]
fn what_was_erased_is_said_to_be() {
    let cx = Ctx { locale: Locale::En, ..Ctx::system(Timestamp::UNIX_EPOCH) };
    let mut entry = Entry {
        id: 1,
        feed_no: None,
        stream: Stream::User(3),
        entry_no: 1,
        at: Timestamp::UNIX_EPOCH,
        actor_id: None,
        actor: String::new(),
        channel: Channel::Web,
        kind: "user.changed".to_owned(),
        public: false,
        payload: None,
        erased_at: Some(Timestamp::UNIX_EPOCH),
    };
    assert!(details(&cx, &entry).0.contains("erased"));
    entry.payload = Some(Payload::default());
    assert_eq!(details(&cx, &entry).0, "");
}
