//! Addresses as they are found in the wild.

use super::*;

fn list(value: &str) -> Vec<(String, String)> {
    parse_list(value).into_iter().map(|mailbox| (mailbox.name, mailbox.address)).collect()
}

#[test]
fn one_mailbox_in_all_its_forms() {
    let table = [
        ("Ana Morel <ana@x.fr>", "Ana Morel", "ana@x.fr"),
        ("\"Morel, Ana\" <ana@x.fr>", "Morel, Ana", "ana@x.fr"),
        ("Morel, Ana <ana@x.fr>", "Morel, Ana", "ana@x.fr"),
        ("ana@x.fr (Ana Morel)", "Ana Morel", "ana@x.fr"),
        ("ana@x.fr", "", "ana@x.fr"),
        ("<ana@x.fr>", "", "ana@x.fr"),
        ("Ana Morel ana@x.fr", "Ana Morel", "ana@x.fr"),
        ("'Ana Morel' <ana@x.fr>", "Ana Morel", "ana@x.fr"),
        ("\"'Ana'\" <ana@x.fr>", "Ana", "ana@x.fr"),
        ("=?utf-8?Q?Zo=C3=A9?= Petit <zoe@x.fr>", "Zoé Petit", "zoe@x.fr"),
        ("=?utf-8?Q?Zo=C3=A9_<Zo=C3=A9?= <zoe@x.fr>", "Zoé <Zoé", "zoe@x.fr"),
        ("\"=?utf-8?B?Wm/DqQ==?=\" <zoe@x.fr>", "Zoé", "zoe@x.fr"),
        ("=?utf-8?Q?Petit=2C_Zo=C3=A9?= <zoe@x.fr>", "Petit, Zoé", "zoe@x.fr"),
        ("=?utf-8?Q?Zo=C3=A9_<zoe@x.fr>?=", "Zoé", "zoe@x.fr"),
        ("MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System", "MAILER-DAEMON"),
        ("Ana <mailto:ana@x.fr>", "Ana", "ana@x.fr"),
        ("Ana <<ana@x.fr>>", "Ana", "ana@x.fr"),
        ("Ana <ana@x.fr", "Ana", "ana@x.fr"),
        ("ana . morel @ x.fr", "", "ana.morel@x.fr"),
        ("\"ana morel\"@x.fr", "", "\"ana morel\"@x.fr"),
        ("<@relay.org,@b.org:ana@x.fr>", "", "ana@x.fr"),
        ("Ana <ana@x.fr.>", "Ana", "ana@x.fr."),
        ("Zoé <zoé@münchen.de>", "Zoé", "zoé@münchen.de"),
        ("A\u{202e}na <ana@x.fr>", "Ana", "ana@x.fr"),
    ];
    for (value, name, address) in table {
        assert_eq!(list(value), [(name.to_owned(), address.to_owned())], "{value}");
    }
}

#[test]
fn lists_and_groups() {
    let pair = |n: &str, a: &str| (n.to_owned(), a.to_owned());
    assert_eq!(list("a@x, B <b@x>;c@x"), [pair("", "a@x"), pair("B", "b@x"), pair("", "c@x")]);
    assert_eq!(list("Team: a@x, b@x; c@x"), [pair("", "a@x"), pair("", "b@x"), pair("", "c@x")]);
    assert_eq!(list("undisclosed-recipients:;"), []);
    assert_eq!(list("\"A \" <>, \"LTD\" <l@x>"), [pair("A", ""), pair("LTD", "l@x")]);
    assert_eq!(list("[??????]"), [pair("[??????]", "")]);
    assert_eq!(list(""), []);
    assert_eq!(list("root, a@x"), [pair("", "root"), pair("", "a@x")]);
}
