//! Mail as it should not be: whatever comes has an outcome, nothing is lost, and nothing acts for somebody else.

use std::fmt::Write as _;

use desk::inbox::{self, Arrival};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Corpus, address, on_each};

use super::{AUTHSERV, Site, claimed, games::Player, reason, verified};

/// Delivers bytes as they are; what became of them, or nothing when they were here already.
async fn take(site: &Site, raw: &[u8]) -> Option<Value> {
    let arrival = Arrival {
        mailbox_id: site.mailbox,
        envelope_from: String::new(),
        envelope_to: "support@desk.example".to_owned(),
        raw: raw.to_vec(),
    };
    let id = inbox::receive(&site.app.app, arrival).await.unwrap()?;
    site.app.run_until_idle().await;
    Some(site.get(&format!("/api/v1/mails/{id}")).await)
}

fn text<'v>(mail: &'v Value, field: &str) -> &'v str {
    mail[field].as_str().unwrap_or_default()
}

/// The head of a verified mail of Marie's, without the empty line.
fn head(id: &str, more: &str) -> String {
    verified("Marie", id, more, "").trim_end().to_owned() + "\n"
}

fn nested(levels: usize) -> String {
    let mut mail = head("nested@home.example", "Subject: Deep\nMIME-Version: 1.0\n");
    for level in 0..levels {
        write!(mail, "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n").unwrap();
    }
    mail + "Content-Type: text/plain\n\nAt the bottom.\n"
}

fn many_parts(parts: usize) -> String {
    let more = "Subject: Many\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
    let mut mail = head("many@home.example", more) + "\n--b\n\nSee the files.\n";
    for part in 0..parts {
        write!(
            mail,
            "--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=f{part}.csv\n\n{part}\n"
        )
        .unwrap();
    }
    mail + "--b--\n"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_structures_still_become_tickets() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let multi = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
        let table = [
            (
                "never closed",
                head("s1@x", multi) + "\n--b\nContent-Type: text/plain\n\nHelp.\n",
                "opened",
                "files",
            ),
            ("no part at all", head("s2@x", multi) + "\nHelp.\n", "opened", "files"),
            (
                "another boundary",
                head("s3@x", multi) + "\n--c\nContent-Type: text/plain\n\nHelp.\n--c--\n",
                "opened",
                "files",
            ),
            ("only the end", head("s4@x", multi) + "\n--b--\n", "opened", "files"),
            (
                "a part that is only headers",
                head("s5@x", multi) + "\n--b\nContent-Type: text/plain\n--b--\n",
                "opened",
                "files",
            ),
            (
                "base64 that is none",
                head("s6@x", "Content-Transfer-Encoding: base64\n") + "\n%%% not base64 at all $$$\n",
                "opened",
                "files",
            ),
            (
                "quoted-printable that is none",
                head("s7@x", "Content-Transfer-Encoding: quoted-printable\n") + "\nHelp =ZZ =\n=\n",
                "opened",
                "files",
            ),
            ("an empty mail", head("s8@x", ""), "opened", "files"),
            ("200 levels", nested(200), "opened", "files-cut"),
            ("5,000 parts", many_parts(5_000), "opened", "files-cut"),
        ];
        for (n, (what, raw, why, files)) in table.iter().enumerate() {
            // Not all within ten minutes.
            site.app.app.clock.advance(jiff::SignedDuration::from_mins(3));
            let mail = take(&site, raw.as_bytes()).await.unwrap();
            assert_eq!(
                (text(&mail, "outcome"), text(&mail, "reason")),
                ("ticket", *why),
                "{n} {what}: {mail}"
            );
            assert_eq!(reason(&mail, "attachments"), *files, "{what}");
            let path = format!("/api/v1/tickets/{}/attachments?limit=200", text(&mail, "ticket"));
            let attached = site.get(&path).await["items"].as_array().unwrap().len();
            assert!(attached <= 100, "{what}: {attached} files");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_charset_is_read() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let table: [(&str, &[u8], &str); 17] = [
            ("utf-8", "dépôt €".as_bytes(), "dépôt €"),
            ("iso-8859-1", b"d\xe9p\xf4t", "dépôt"),
            ("us-ascii", b"d\xe9p\xf4t \x80", "dépôt €"),
            ("windows-1252", b"d\xe9p\xf4t \x80", "dépôt €"),
            ("iso-8859-15", b"d\xe9p\xf4t \xa4", "dépôt €"),
            ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
            ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
            ("iso-8859-7", b"\xc3\xe5\xe9\xe1", "Γεια"),
            ("shift_jis", b"\x93\xfa\x96\x7b", "日本"),
            ("euc-jp", b"\xc6\xfc\xcb\xdc", "日本"),
            ("iso-2022-jp", b"\x1b$BF|K\\\x1b(B", "日本"),
            ("gb2312", b"\xd6\xd0\xce\xc4", "中文"),
            ("gb18030", b"\xd6\xd0\xce\xc4", "中文"),
            ("big5", b"\xa4\xa4\xa4\xe5", "中文"),
            ("ks_c_5601-1987", b"\xc7\xd1\xb1\xb9", "한국"),
            ("utf-7", b"d+AOk-p+APQ-t", "dépôt"),
            ("unknown-8bit", "dépôt".as_bytes(), "dépôt"),
        ];
        for (charset, bytes, expected) in table {
            site.app.app.clock.advance(jiff::SignedDuration::from_mins(3));
            let more = format!("Subject: {charset}\nContent-Type: text/plain; charset={charset}\n");
            let mut raw = head(&format!("{charset}@home.example"), &more).into_bytes();
            raw.push(b'\n');
            raw.extend_from_slice(bytes);
            let mail = take(&site, &raw).await.unwrap();
            assert_eq!(site.ticket(&mail).await["description"], expected, "{charset}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_huge_is_kept_and_cut() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let line = "QUJD".repeat(19) + "\n";
        let file = |lines: usize| {
            format!(
                "--b\n\nSee the file.\n--b\nContent-Type: application/octet-stream\n\
                 Content-Disposition: attachment; filename=dump.bin\nContent-Transfer-Encoding: base64\n\n{}--b--\n",
                line.repeat(lines)
            )
        };
        let multi = "Subject: Dump\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
        let padding = "X-Padding: ".to_owned() + &"x".repeat(10 << 20) + "\n";
        let huge_name = format!("From: \"{}\" <marie@test.example>\n", "n".repeat(100_000));
        let table = [
            ("50 MB", head("h1@x", multi) + "\n" + &file(50_000_000 / line.len()), "ticket", "files-cut"),
            ("a header of 10 MB", head("h2@x", &("Subject: Padded\n".to_owned() + &padding)) + "\nHelp.\n", "ticket", "files-cut"),
            ("a subject of 1 MB", head("h3@x", &format!("Subject: {}\n", "mot ".repeat(1 << 18))) + "\nHelp.\n", "ticket", "files-cut"),
            (
                "a name of 100 kB",
                head("h4@x", "Subject: Name\n").replace("From: Marie <marie@test.example>\n", &huge_name) + "\nHelp.\n",
                "ticket",
                "files",
            ),
            ("a text of 2 MB", head("h5@x", "Subject: Long\n") + "\n" + &"Encore. ".repeat(1 << 18), "ticket", "files"),
            (
                "100,000 references",
                head("h6@x", &format!("Subject: Refs\nReferences: {}\n", "<a@b.c> ".repeat(100_000))) + "\nHelp.\n",
                "ticket",
                "files",
            ),
        ];
        for (what, raw, outcome, files) in table {
            let mail = take(&site, raw.as_bytes()).await.unwrap();
            assert_eq!(text(&mail, "outcome"), outcome, "{what}: {}", mail["reason"]);
            assert_eq!(mail["size"].as_u64(), Some(raw.len() as u64), "{what}: the mail itself is whole");
            assert_eq!(reason(&mail, "attachments"), files, "{what}");
            let ticket = site.ticket(&mail).await;
            assert!(text(&ticket, "title").chars().count() <= 250, "{what}");
            assert!(text(&ticket, "description").chars().count() <= 100_000, "{what}");
        }
        let long = format!("From: <{}@home.example>\nMessage-ID: <h7@x>\nSubject: Who\n\nHelp.\n", "a".repeat(5_000));
        let mail = take(&site, long.as_bytes()).await.unwrap();
        assert_eq!((text(&mail, "outcome"), text(&mail, "reason")), ("quarantined", "no-sender"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_file_is_kept_as_it_is() {
    on_each(|app| async {
        let site = Site::on(app).await;
        // The head of a zip that would unpack to a hundred gigabytes is some bytes like any others.
        let more = "Subject: Archive\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
        let body = "\n--b\n\nSee.\n--b\nContent-Type: application/zip\nContent-Disposition: attachment; filename=bomb.zip\n\
             Content-Transfer-Encoding: base64\n\nUEsDBBQAAAAIAAAAIQD///////////////8EAAAAYm9tYgMAUEsFBgAAAAA=\n--b--\n";
        let mail = take(&site, (head("zip@x", more) + body).as_bytes()).await.unwrap();
        let path = format!("/api/v1/tickets/{}/attachments", text(&mail, "ticket"));
        let files = site.get(&path).await;
        assert_eq!((files["items"][0]["name"].as_str(), files["items"][0]["size"].as_i64()), (Some("bomb.zip"), Some(44)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_header_is_smuggled_into_what_we_send() {
    on_each(|app| async {
        let mut player = Player::on(app, "support@desk.example").await;
        let more = "Subject: =?utf-8?q?VPN=0D=0ABcc:_all@test.example=0D=0A=0D=0AHello?=\n";
        let raw = verified("Marie", "smuggle@home.example", more, "It drops.")
            .replace("From: Marie <", "From: =?utf-8?q?Marie=0D=0ABcc:_all@test.example?= <");
        let mail = player.site.deliver(&raw).await.unwrap();
        let title = player.site.ticket(&mail).await["title"].as_str().unwrap().to_owned();
        assert!(!title.contains(['\r', '\n']), "{title:?}");
        let sent = player.sent().await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].to, [address("Marie")]);
        let head = sent[0].text().split("\r\n\r\n").next().unwrap().to_lowercase();
        assert!(!head.lines().any(|line| line.starts_with("bcc")), "{head}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_heads_have_their_outcomes() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let to = "To: support@desk.example\n";
        let trusted = format!("Authentication-Results: {AUTHSERV}; dmarc=pass header.from=test.example\n");
        let table: Vec<(&str, Vec<u8>, &str, &str)> = vec![
            ("no From", format!("{to}Message-ID: <o1@x>\nSubject: Who\n\nHelp.\n").into_bytes(), "quarantined", "no-sender"),
            ("an empty From", format!("From: < >\n{to}Message-ID: <o2@x>\n\nHelp.\n").into_bytes(), "quarantined", "no-sender"),
            (
                "many in From",
                format!("{trusted}From: Marie <marie@test.example>, Eve <eve@evil.example>\n{to}Message-ID: <o3@x>\n\nHelp.\n")
                    .into_bytes(),
                "ticket",
                "opened",
            ),
            (
                "two From",
                format!("{trusted}From: Eve <eve@evil.example>\nFrom: <marie@test.example>\n{to}Message-ID: <o4@x>\n\nHelp.\n")
                    .into_bytes(),
                "ticket",
                "opened",
            ),
            ("our own address", format!("From: Support <SUPPORT@desk.example>\n{to}Message-ID: <o5@x>\n\nHelp.\n").into_bytes(), "refused", "own-mail"),
            (
                "our own address with a token",
                format!("From: <support+t.1.aaaaaaaaaaaaaaaa@desk.example>\n{to}Message-ID: <o6@x>\n\nHelp.\n").into_bytes(),
                "refused",
                "own-mail",
            ),
            ("U+0000 everywhere", b"From: Ma\0rie <m\0arie@test.example>\nMessage-ID: <o\x007@x>\nSubject: V\0PN\n\nIt \0 drops.\n".to_vec(), "ticket", "opened"),
            ("a date before time", head("o8@x", "Date: Mon, 1 Jan 0001 00:00:00 +0000\n").replace("Date: Fri, 5 Jun 2026 09:00:00 +0200\n", "").into_bytes(), "ticket", "opened"),
            ("a date after time", head("o9@x", "Date: Fri, 31 Dec 9999 23:59:59 -2359\n").replace("Date: Fri, 5 Jun 2026 09:00:00 +0200\n", "").into_bytes(), "ticket", "opened"),
            ("a date of a day that is none", head("o10@x", "Date: Xyz, 99 Foo 20266666666666666666 77:88:99 +9999\n").replace("Date: Fri, 5 Jun 2026 09:00:00 +0200\n", "").into_bytes(), "ticket", "opened"),
            ("bare CR", b"From: <cr@elsewhere.example>\rSubject: CR\rMessage-ID: <o11@x>\r\rHelp.\r".to_vec(), "ticket", "opened"),
            ("raw bytes", [b"From: <raw@elsewhere.example>\nSubject: ".as_slice(), &[0xff, 0xfe, 0x80, 0xc3], b"\n\n", &[0xf0, 0x28, 0x8c]].concat(), "ticket", "opened"),
            ("an address that no account may have", format!("Authentication-Results: {AUTHSERV}; dmarc=pass header.from=elsewhere.example\nFrom: \"a;b\"@elsewhere.example\n{to}Message-ID: <o13@x>\n\nHelp.\n").into_bytes(), "ticket", "opened"),
        ];
        for (what, raw, outcome, why) in table {
            site.app.app.clock.advance(jiff::SignedDuration::from_mins(3));
            let mail = take(&site, &raw).await.unwrap();
            assert_eq!((text(&mail, "outcome"), text(&mail, "reason")), (outcome, why), "{what}: {mail}");
            if what.contains("From") && outcome == "ticket" {
                assert_eq!(reason(&mail, "sender"), "unverified", "{what}: nobody acts as Marie");
                assert_ne!(site.ticket(&mail).await["requester"]["id"].as_i64(), Some(site.marie), "{what}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_identifier_takes_no_conversation_over() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.app.person("Paul", None, &[]).await;
        for forged_first in [false, true] {
            let id = format!("conversation-{forged_first}@home.example");
            let hers = verified("Marie", &id, "Subject: VPN\n", "It drops.");
            let his = verified("Paul", &id, "Subject: Mine\n", "Tell me all.");
            let (first, second) = if forged_first { (&his, &hers) } else { (&hers, &his) };
            let first = site.deliver(first).await.unwrap();
            let second = site.deliver(second).await.unwrap();
            assert_ne!(first["ticket"], second["ticket"], "other content is another mail");
            let own = if forged_first { &second } else { &first };
            let more = format!("Subject: Re: VPN\nIn-Reply-To: <{id}>\n");
            let reply = verified("Marie", &format!("answer-{forged_first}@home.example"), &more, "Still.");
            let reply = site.deliver(&reply).await.unwrap();
            assert_eq!((text(&reply, "outcome"), &reply["ticket"]), ("reply", &own["ticket"]), "{reply}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_mail_to_several_mailboxes_is_one_ticket_a_desk() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let other = site.app.desk("Buildings", &[]).await;
        let second = site.another_mailbox(site.desk.id, "help@desk.example").await;
        let elsewhere = site.another_mailbox(other.id, "buildings@desk.example").await;
        let raw =
            verified("Marie", "both@home.example", "Cc: help@desk.example\nSubject: Door\n", "It is stuck.");
        let mut mails = Vec::new();
        for mailbox_id in [site.mailbox, second, elsewhere] {
            let arrival = Arrival {
                mailbox_id,
                envelope_from: String::new(),
                envelope_to: String::new(),
                // By another way, with another end.
                raw: format!("Received: from mx{mailbox_id}\n{raw}\n").into_bytes(),
            };
            let id = inbox::receive(&site.app.app, arrival).await.unwrap().unwrap();
            site.app.run_until_idle().await;
            let sql = "SELECT reason, ticket_id FROM mails WHERE id = $1";
            let row = site.app.app.db.read(move |r| r.first(sql, db::params![id])).await.unwrap().unwrap();
            mails.push((row.at::<String>(0).unwrap(), row.at::<Option<i64>>(1).unwrap()));
        }
        assert_eq!(mails[0].0, "opened");
        assert_eq!((mails[1].0.as_str(), mails[1].1), ("same-mail", mails[0].1), "one desk has one ticket");
        assert_eq!(mails[2].0, "opened", "another desk has its own");
        assert_ne!(mails[2].1, mails[0].1);
        let sql = "SELECT COUNT(*) FROM ticket_links";
        let links: i64 =
            site.app.app.db.read(move |r| r.first(sql, &[])).await.unwrap().unwrap().at(0).unwrap();
        assert_eq!(links, 1, "they know of each other");
        // An answer to both goes on once.
        let more = "Subject: Re: Door\nIn-Reply-To: <both@home.example>\n";
        let answer = verified("Marie", "both2@home.example", more, "Still.");
        let first = site.deliver(&answer).await.unwrap();
        assert_eq!(text(&first, "outcome"), "reply");
        let arrival = Arrival {
            mailbox_id: second,
            envelope_from: String::new(),
            envelope_to: String::new(),
            raw: answer.into_bytes(),
        };
        let id = inbox::receive(&site.app.app, arrival).await.unwrap().unwrap();
        site.app.run_until_idle().await;
        assert_eq!(text(&site.get(&format!("/api/v1/mails/{id}")).await, "reason"), "same-mail");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_follows_a_merged_ticket_and_a_signed_address() {
    on_each(|app| async {
        let mut player = Player::on(app, "support@desk.example").await;
        let first = player
            .site
            .deliver(&verified("Marie", "m1@home.example", "Subject: VPN\n", "It drops."))
            .await
            .unwrap();
        let second = player
            .site
            .deliver(&verified("Marie", "m2@home.example", "Subject: VPN too\n", "Again."))
            .await
            .unwrap();
        let numbers = [&first, &second].map(|mail| text(mail, "ticket").to_owned());
        let sent = player.sent().await;
        let reply_to = |number: &str| {
            let wanted = format!("[{number}]");
            let notice = sent.iter().find(|sent| sent.text().contains(&wanted)).unwrap();
            testkit::mail_robots::address_in(notice, "reply-to")
        };
        let site = &player.site;
        // The signed address of another ticket of hers, though the rest says the first.
        let more = format!(
            "Subject: Re: [{}] VPN\nIn-Reply-To: <m1@home.example>\nCc: {}\n",
            numbers[0],
            reply_to(&numbers[1])
        );
        let mail =
            site.deliver(&verified("Marie", "m3@home.example", &more, "To the second.")).await.unwrap();
        assert_eq!((text(&mail, "outcome"), text(&mail, "ticket")), ("reply", numbers[1].as_str()));
        // Stolen, it opens nothing of hers.
        site.app.person("Paul", None, &[]).await;
        let more = format!("Subject: Re: VPN\nCc: {}\n", reply_to(&numbers[1]));
        for (n, raw) in [
            verified("Paul", "m4@home.example", &more, "Tell me."),
            claimed("Marie", "m5@home.example", &more, "Tell me."),
            claimed("Nobody", "m6@home.example", &more, "Tell me."),
        ]
        .iter()
        .enumerate()
        {
            let mail = site.deliver(raw).await.unwrap();
            assert_eq!(
                (text(&mail, "outcome"), reason(&mail, "thread")),
                ("ticket", "not-concerned"),
                "{n}: {mail}"
            );
            assert_ne!(text(&mail, "ticket"), numbers[1], "{n}");
        }
        let comments = site.get(&format!("/api/v1/tickets/{}/comments", numbers[1])).await;
        assert_eq!(comments["items"].as_array().unwrap().len(), 1, "hers alone: {comments}");
        // Merged: the answer goes where it went.
        let path = format!("/api/v1/tickets/{}/merge", numbers[0]);
        let merged = site.program.api(Method::POST, &path, Some(&json!({ "tickets": [numbers[1]] }))).await;
        assert_eq!(merged.status, 200, "{}", merged.text);
        let more =
            format!("Subject: Re: VPN\nIn-Reply-To: <m2@home.example>\nCc: {}\n", reply_to(&numbers[1]));
        let mail = site.deliver(&verified("Marie", "m7@home.example", &more, "Still.")).await.unwrap();
        assert_eq!((text(&mail, "outcome"), text(&mail, "ticket")), ("reply", numbers[0].as_str()), "{mail}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_gives_no_right() {
    on_each(|app| async {
        let site = Site::on(app).await;
        site.app.person("Paul", None, &[]).await;
        let more = "Cc: Paul <paul@test.example>\nSubject: Salary\n";
        let mail = site.deliver(&verified("Marie", "cc@home.example", more, "It is wrong.")).await.unwrap();
        let number = text(&mail, "ticket");
        let paul = site.app.sign_in("Paul").await;
        assert_eq!(paul.get(&format!("/portal/tickets/{number}")).await.status, 404);
        let marie = site.app.sign_in("Marie").await;
        assert_eq!(marie.get(&format!("/portal/tickets/{number}")).await.status, 200);
        // Nor does answering it: a reply to all of a copy is a stranger's.
        let more = "Subject: Re: Salary\nIn-Reply-To: <cc@home.example>\n";
        let answer = site.deliver(&verified("Paul", "cc2@home.example", more, "Mine too.")).await.unwrap();
        assert_ne!(text(&answer, "ticket"), number);
        assert_eq!(paul.get(&format!("/portal/tickets/{number}")).await.status, 404);
    })
    .await;
}

/// Random numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }
}

/// A mail with some bytes changed, cut out, doubled, or put in from another.
fn mutated(dice: &mut Dice, mails: &[Vec<u8>]) -> Vec<u8> {
    const ODD: [&[u8]; 12] = [
        b"\0",
        b"\r",
        b"\n\n",
        b"--",
        b"Content-Type: multipart/mixed; boundary=\"\"\n",
        b"=?utf-8?b?//8=?=",
        b"\xff\xfe",
        b"From: a@b.c, d@e.f\n",
        b"Content-Transfer-Encoding: base64\n",
        b"<",
        b"\"",
        b"(((",
    ];
    let mut mail = mails[dice.roll(mails.len())].clone();
    mail.truncate(200_000);
    for _ in 0..=dice.roll(12) {
        let at = dice.roll(mail.len() + 1);
        match dice.roll(5) {
            0 if at < mail.len() => mail[at] = u8::try_from(dice.roll(256)).unwrap(),
            1 => drop(mail.drain(at..(at + dice.roll(200)).min(mail.len()))),
            2 => drop(mail.splice(at..at, ODD[dice.roll(ODD.len())].iter().copied())),
            3 => {
                let other = &mails[dice.roll(mails.len())];
                let from = dice.roll(other.len() + 1);
                let piece = other[from..(from + dice.roll(400)).min(other.len())].to_vec();
                drop(mail.splice(at..at, piece));
            }
            _ => {
                let piece = mail[at..(at + dice.roll(300)).min(mail.len())].to_vec();
                drop(mail.splice(at..at, piece));
            }
        }
    }
    mail
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_changed_in_a_mail_it_has_an_outcome() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/mail/tests/mails");
    let mut mails: Vec<Vec<u8>> =
        std::fs::read_dir(own).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
    mails.sort();
    mails.extend(Corpus::find().into_iter().flat_map(|corpus| corpus.mails()).map(|mail| mail.raw));
    let rounds = if std::env::var_os("VIGIE_TEST_FULL").is_some() { 5_000 } else { 100 };
    on_each(|app| async {
        let site = Site::on(app).await;
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let (mut kept, mut same) = (0, 0);
        for round in 0..rounds {
            let raw = mutated(&mut dice, &mails);
            let arrival = Arrival {
                mailbox_id: site.mailbox,
                envelope_from: String::new(),
                envelope_to: "support@desk.example".to_owned(),
                raw,
            };
            match inbox::receive(&site.app.app, arrival).await {
                Ok(Some(_)) => kept += 1,
                Ok(None) => same += 1,
                Err(error) => panic!("mail {round} of the dice: {error}"),
            }
            if round % 25 == 24 {
                site.app.advance(jiff::SignedDuration::from_mins(11)).await;
            }
        }
        site.app.run_until_idle().await;
        let sql = "SELECT outcome, reason, COUNT(*) FROM mails GROUP BY outcome, reason ORDER BY 3 DESC";
        let rows = site.app.app.db.read(move |r| r.query(sql, &[])).await.unwrap();
        let mut counted = 0;
        for row in &rows {
            let (outcome, why, count): (i64, String, i64) =
                (row.at(0).unwrap(), row.at(1).unwrap(), row.at(2).unwrap());
            assert_ne!(outcome, 0, "mails without an outcome");
            assert_ne!(why, "failed", "{count} mails could not be processed");
            counted += count;
        }
        assert_eq!((counted, counted + same), (kept, rounds), "each is accounted for");
        println!("{rounds} changed mails: {kept} kept, {same} the same again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_has_held_mail_processed_whatever_the_budget() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let mut held = Vec::new();
        for n in 0..13 {
            let mail =
                verified("Marie", &format!("held{n}@home.example"), "Subject: Help\n", &format!("{n}"));
            let mail = site.deliver(&mail).await.unwrap();
            if text(&mail, "outcome") == "quarantined" {
                held.push(mail);
            }
        }
        assert_eq!(
            held.iter().map(|mail| text(mail, "reason")).collect::<Vec<_>>(),
            ["too-many", "held", "held"]
        );
        // Whoever writes her address uses nothing of hers up, nor is held by hers.
        let claim =
            site.deliver(&claimed("Marie", "held-claim@home.example", "Subject: Me\n", "Me.")).await.unwrap();
        assert_eq!(text(&claim, "outcome"), "ticket");
        let path = format!("/api/v1/mails/{}/again", held[0]["id"]);
        assert_eq!(site.program.api(Method::POST, &path, None).await.status, 200);
        site.app.run_until_idle().await;
        let mail = site.get(&format!("/api/v1/mails/{}", held[0]["id"])).await;
        assert_eq!((text(&mail, "outcome"), reason(&mail, "budget")), ("ticket", "asked-again"), "{mail}");
    })
    .await;
}
