//! The filter language, case by case, against arbitrary input, and the canonical round trip over arbitrary
//! trees.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::number::TicketNumber;
use crate::priority::{Level, Priority, Severity};
use crate::ticket_state::{Channel, Kind, State};

fn canonical(text: &str) -> String {
    match parse(text) {
        Ok(filter) => filter.to_canonical(),
        Err(errors) => panic!("{text}: {errors:?}"),
    }
}

fn faults(text: &str) -> Vec<ErrorKind> {
    parse(text).unwrap_err().into_iter().map(|error| error.kind).collect()
}

#[test]
fn filters_are_written_back_in_canonical_words() {
    let table = [
        ("", ""),
        ("  ", ""),
        ("priority:P1 team:network is:unassigned sla:<1h", "priority:P1 team:network is:unassigned sla:<1h"),
        ("priorité:P1", "priority:P1"),
        ("PRIORITE:critique,élevée", "priority:P1,P2"),
        ("état:ouvert", "is:open"),
        ("state:open,resolved", "state:new,qualified,assigned,in_progress,pending,resolved"),
        ("etat:\"en cours\"", "state:in_progress"),
        ("type:incident,demandes", "kind:incident,request"),
        ("centre:Ouest équipe:\"Réseau, Nord\"", "desk:Ouest team:\"Réseau, Nord\""),
        ("technicien:moi", "assignee:me"),
        ("technicien:aucun", "assignee:none"),
        ("assignee:\"me\"", "assignee:\"me\""),
        ("équipe:« Support N2 »", "team:\" Support N2 \""),
        ("imprimante bloquée", "imprimante bloquée"),
        ("\"écran noir\" -wifi", "\"écran noir\" -wifi"),
        ("INC-42 #43 44 \"INC-42\"", "number:INC-42 number:43 44 \"INC-42\""),
        ("a b OR c", "a b OR c"),
        ("a (b OU c)", "a (b OR c)"),
        ("a (b | c | d)", "a (b OR c OR d)"),
        ("(a b) ET ((c))", "a b c"),
        ("NOT a NON -b", "-a b"),
        ("-(a b) -(c OR d)", "-(a b) -(c OR d)"),
        ("--a", "a"),
        ("or ou and", "or ou and"),
        ("\"OR\"", "\"OR\""),
        ("created:2026-01-01..2026-02-01", "created:2026-01-01..2026-02-01"),
        ("créé:01/01/2026..", "created:>=2026-01-01"),
        ("créé:..hier", "created:<=yesterday"),
        ("created:>7j", "created:>7d"),
        ("created:2w", "created:<=14d"),
        ("updated:<1h30", "updated:<1h30m"),
        ("sla:<-1h", "sla:<-1h"),
        ("échéance:demain", "sla:tomorrow"),
        ("created:2026-11-20T10:42", "created:2026-11-20T10:42"),
        ("priority:≤P2", "priority:<=P2"),
        ("priority:P1..P3", "priority:P1..P3"),
        ("number:>1000", "number:>1000"),
        ("is:breached,à-risque", "is:overdue,at-risk"),
        ("en-attente-de:prestataire", "pending_on:provider"),
        ("tag:vip,vip", "tag:vip"),
        ("https://intranet.example/x", "\"https://intranet.example/x\""),
        ("10:30", "\"10:30\""),
        ("titre:\"a\\\"b\\\\\"", "\"a\\\"b\\\\\""),
    ];
    for (text, expected) in table {
        let written = canonical(text);
        assert_eq!(written, expected, "{text}");
        assert_eq!(canonical(&written), written, "again: {text}");
    }
}

#[test]
fn faults_say_where_what_and_what_was_expected() {
    let error = |text: &str| parse(text).unwrap_err().remove(0);
    let unknown = error("vpn prority:P1");
    assert_eq!(unknown.at, 4..11);
    assert_eq!(unknown.kind, ErrorKind::UnknownKey { key: "prority".to_owned(), nearest: Some("priority") });
    assert!(unknown.expected.contains(&"priority"));
    let value = error("é priority:P1,P9");
    assert_eq!(value.at, 15..17);
    assert_eq!(value.kind, ErrorKind::UnknownValue { column: Column::Priority, value: "P9".to_owned() });
    assert_eq!(value.expected, ["P1", "P2", "P3", "P4", "P5"]);
    assert_eq!(value.to_string(), "priority does not take “P9” (at 15)");

    let missing = ErrorKind::MissingValue;
    let comparable = |column| ErrorKind::NotComparable { column };
    let table = [
        ("team:", missing.clone()),
        ("team: x", missing.clone()),
        ("team:a,", missing.clone()),
        ("created:..", missing),
        ("team:<x", comparable(Column::Team)),
        ("state:>new", comparable(Column::State)),
        ("priority:<P1,P2", ErrorKind::NotCombinable),
        ("created:7d,today", ErrorKind::NotCombinable),
        ("created:7d..today", ErrorKind::NotCombinable),
        ("resolved:<none", ErrorKind::NotCombinable),
        ("priority:none", ErrorKind::UnknownValue { column: Column::Priority, value: "none".to_owned() }),
        ("created:-7d", ErrorKind::UnknownValue { column: Column::Created, value: "-7d".to_owned() }),
        ("created:2026-02-01..2026-01-01", ErrorKind::ReversedRange),
        ("\"abc", ErrorKind::UnclosedQuote),
        ("(a", ErrorKind::UnclosedParenthesis),
        ("a)", ErrorKind::UnopenedParenthesis),
        ("()", ErrorKind::EmptyGroup),
        ("a OR", ErrorKind::DanglingOperator),
        ("OR a", ErrorKind::DanglingOperator),
        ("a OR OR b", ErrorKind::DanglingOperator),
        ("a AND", ErrorKind::DanglingOperator),
        ("NOT", ErrorKind::DanglingOperator),
        ("NOT OR a", ErrorKind::DanglingOperator),
        ("a\0", ErrorKind::Null),
    ];
    for (text, kind) in table {
        assert_eq!(faults(text).first(), Some(&kind), "{text}");
    }
    assert_eq!(faults("foo:1 priority:P9 team:").len(), 3, "all faults are told at once");
}

#[test]
fn limits_hold_without_overflowing_anything() {
    assert_eq!(faults(&"a".repeat(MAX_BYTES + 1)), [ErrorKind::TooLong { max: MAX_BYTES }]);
    assert_eq!(
        faults(&"\\".repeat(MAX_BYTES - 1)),
        [ErrorKind::TooLong { max: MAX_BYTES }],
        "quoted, it would be"
    );
    assert!(parse(&"a ".repeat(MAX_TERMS)).is_ok());
    assert_eq!(faults(&"a ".repeat(MAX_TERMS + 1)), [ErrorKind::TooManyTerms { max: MAX_TERMS }]);
    assert!(parse(&format!("{}a{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH))).is_ok());
    assert_eq!(faults(&"(".repeat(MAX_BYTES)).first(), Some(&ErrorKind::TooDeep { max: MAX_DEPTH }));
    assert_eq!(canonical(&format!("{}a", "-".repeat(MAX_BYTES - 1))), "-a");
    let list = |length: usize| {
        format!("tag:{}", (0..length).map(|tag| tag.to_string()).collect::<Vec<_>>().join(","))
    };
    assert!(parse(&list(MAX_VALUES)).is_ok());
    assert_eq!(faults(&list(MAX_VALUES + 1)), [ErrorKind::TooManyValues { max: MAX_VALUES }]);
}

#[test]
fn chips_can_be_removed_one_by_one() {
    let filter = parse("centre:Ouest état:ouvert (a OR b) -vpn").unwrap();
    let terms = filter.terms();
    let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    assert_eq!(texts, ["desk:Ouest", "is:open", "a OR b", "-vpn"]);
    assert_eq!(terms[0].column, Some(Column::Desk));
    assert_eq!(terms[2].column, None);
    assert_eq!(terms[0].without, "is:open (a OR b) -vpn");
    assert_eq!(terms[2].without, "desk:Ouest is:open -vpn");
    let one = parse("a OR b").unwrap().terms();
    assert_eq!((one.len(), one[0].without.as_str()), (1, ""));
    assert!(parse("").unwrap().terms().is_empty());
    let both = parse("a OR b").unwrap().and(parse("priority:P1").unwrap());
    assert_eq!(both.to_canonical(), "(a OR b) priority:P1");
}

fn record() -> Record {
    let at = |text: &str| Some(text.parse().unwrap());
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Record {
        number: Some(TicketNumber::new(Kind::Incident, 20481)),
        kind: Some(Kind::Incident),
        state: Some(State::InProgress),
        priority: Some(Priority::P2),
        impact: Some(Level::Medium),
        urgency: Some(Level::High),
        severity: Some(Severity::High),
        channel: Some(Channel::Email),
        title: "VPN : coupures répétées pour les agences de l’Ouest".to_owned(),
        text: "VPN : coupures répétées. Le tunnel tombe.".to_owned(),
        team: names(&["Réseau"]),
        assignee: names(&["Yann Berthou", "yberthou"]),
        requester: names(&["Claire Morvan"]),
        desk: names(&["Ouest"]),
        category: names(&["Réseau", "VPN"]),
        tag: names(&["agences", "vip"]),
        created: at("2026-11-20T09:02:00Z"),
        updated: at("2026-11-20T09:41:20Z"),
        sla: at("2026-11-20T11:52:00Z"),
        flags: BTreeSet::from([Flag::AtRisk]),
        ..Record::default()
    }
}

#[test]
fn a_record_is_matched_in_memory() {
    let viewer = Viewer {
        me: Some("yberthou".to_owned()),
        teams: vec!["Réseau".to_owned()],
        now: "2026-11-20T09:42:00Z".parse().unwrap(),
        zone: TimeZone::get("Europe/Paris").unwrap(),
    };
    let yes = [
        "",
        "is:open is:mine is:my-team is:at-risk -is:overdue",
        "priority:P2 priority:<=P2 priority:<P3 priority:P1..P2",
        "equipe:reseau desk:OUEST tag:vip,autre",
        "assignee:me assignee:\"yann berthou\" team:me",
        "provider:none organisation:none pending_on:none severity:high",
        "coupures \"de l'ouest\" text:tunnel",
        "number:20481 INC-20481 REQ-20481 number:>20000",
        "created:today created:<1h -created:<30m created:2026-11-20T10:02 updated:<2h",
        "sla:<3h -sla:<1h resolved:none",
        "category:reseau category:VPN category:\"Réseau/VPN\"",
        "state:open,resolved channel:courriel kind:incident impact:medium urgency:high",
        "tunnel OR vpn",
        "-(priority:P1 OR team:x)",
    ];
    for text in yes {
        assert!(parse(text).unwrap().matches(&record(), &viewer), "{text}");
    }
    let no = [
        "is:closed",
        "is:unassigned",
        "is:overdue,watched",
        "priority:P1,P3",
        "priority:>P2",
        "team:none",
        "assignee:none",
        "watcher:me",
        "tunnel",
        "created:yesterday",
        "created:>1h",
        "sla:none",
        "sla:<2h",
        "resolved:today",
        "category:\"VPN/Réseau\"",
        "organisation:x",
        "-vpn",
    ];
    for text in no {
        assert!(!parse(text).unwrap().matches(&record(), &viewer), "{text}");
    }
    let nobody = Viewer { me: None, teams: vec![], ..viewer };
    assert!(!parse("is:mine,my-team").unwrap().matches(&record(), &nobody));
}

#[test]
fn every_key_and_alias_is_read() {
    for &column in Column::ALL {
        let value =
            column.expected().iter().find(|word| !word.starts_with(['<', '>'])).copied().unwrap_or("x");
        for key in std::iter::once(column.as_str()).chain(column.aliases().iter().copied()) {
            let filter = parse(&format!("{key}:{value}")).unwrap();
            assert_eq!(filter.terms()[0].column, Some(column), "{key}:{value}");
        }
        for word in column.expected() {
            assert!(parse(&format!("{column}:{word}")).is_ok(), "{column}:{word}");
        }
    }
}

fn any_test() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("réseau".to_owned()),
        Just("me".to_owned()),
        Just("none".to_owned()),
        "[a-zé.@,\"\\\\()|: <>=-]{1,8}"
            .prop_map(|name| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))),
    ];
    prop_oneof![
        (prop::sample::select(Column::ALL), name).prop_filter_map("takes names", |(column, name)| {
            let text = format!("{column}:{name}");
            parse(&text).is_ok().then_some(text)
        }),
        (prop::sample::select(Column::ALL), prop::collection::vec(any::<prop::sample::Index>(), 1..4))
            .prop_filter_map("takes lists", |(column, picks)| {
                let words = column.expected();
                let list: Vec<&str> =
                    picks.iter().filter(|_| !words.is_empty()).map(|pick| *pick.get(words)).collect();
                let text = format!("{column}:{}", list.join(","));
                parse(&text).is_ok().then_some(text)
            }),
        (0i64..900_000).prop_map(|seconds| format!("created:>{seconds}s")),
        "[a-zA-Z0-9é'.\\\\,-]{1,10}".prop_filter("is text", |word| parse(word).is_ok()),
    ]
}

fn any_filter() -> impl Strategy<Value = String> {
    any_test().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|terms| format!("({})", terms.join(" "))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|terms| format!("({})", terms.join(" OU "))),
            inner.prop_map(|term| format!("NOT {term}")),
        ]
    })
}

proptest! {
    #[test]
    fn any_input_is_answered(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn any_mix_of_the_languages_signs_is_answered_and_survives(
        text in "([a-z]{0,3}|[():|\"« »<>=,.\\\\-]|priority:|créé:|sla:|team:|OR |NOT |P1|7d|INC-4|me|none|2026-01-0[1-9]| ){0,24}"
    ) {
        match parse(&text) {
            Ok(filter) => {
                let again = parse(&filter.to_canonical());
                prop_assert_eq!(again.as_ref(), Ok(&filter), "{}", filter.to_canonical());
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(text.get(error.at.clone()).is_some(), "{:?} is not a part of the text", error.at);
                }
            }
        }
    }

    #[test]
    fn the_canonical_text_reads_back_as_the_same_tree(text in any_filter()) {
        if let Ok(filter) = parse(&text) {
            let again = parse(&filter.to_canonical());
            prop_assert_eq!(again.as_ref(), Ok(&filter), "{}", filter.to_canonical());
            for term in filter.terms() {
                prop_assert!(parse(&term.text).is_ok() && parse(&term.without).is_ok());
            }
        }
    }
}
