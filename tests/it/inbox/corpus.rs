//! The odd mails of other desks' tests, where they are at hand: every one is accounted for, by LMTP and through a Dovecot.
//!
//! The whole table, with what `crates/mail` reads in each of them beside other programs:
//! `cargo nextest run -p mail -p it --no-capture -E 'test(corpus)'`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use desk::inbox::{self, Fetcher};
use jiff::SignedDuration;
use mail::{message::parse, tls::Trust};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{
    Client, Corpus, CorpusMail, Dovecot, LmtpClient, MAILBOX_PASSWORD, PATIENCE, TestApp, on_each,
};
use tokio::{net::TcpListener, time::interval};

use super::{AUTHSERV, Site};

/// What became of a mail.
#[derive(Debug, Clone)]
struct Became {
    id: i64,
    outcome: i64,
    reason: String,
    step: String,
}

const OUTCOMES: [&str; 5] = ["waiting", "ticket", "reply", "refused", "quarantined"];

/// The rows of a mailbox, the first one first.
async fn rows(site: &Site, mailbox: i64) -> Vec<Became> {
    let sql = "SELECT id, outcome, reason, steps FROM mails WHERE mailbox_id = $1 ORDER BY id";
    let rows = site.app.app.db.read(move |r| r.query(sql, db::params![mailbox])).await.unwrap();
    rows.iter()
        .map(|row| {
            let steps: Vec<Value> = serde_json::from_str(&row.get::<String>("steps").unwrap()).unwrap();
            let last = steps.last().and_then(|step| step["step"].as_str()).unwrap_or_default();
            Became {
                id: row.get("id").unwrap(),
                outcome: row.get("outcome").unwrap(),
                reason: row.get("reason").unwrap(),
                step: last.to_owned(),
            }
        })
        .collect()
}

/// What makes two files one mail.
fn same(mail: &CorpusMail) -> ([String; 4], Vec<u8>) {
    let message = parse(&mail.raw);
    let text = mail.raw.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<_>>();
    let at = text.windows(2).position(|two| two == b"\n\n").unwrap_or(text.len());
    let body = text[at..].trim_ascii_end().to_vec();
    let date = message.date.map(|date| date.to_string()).unwrap_or_default();
    ([message.message_id, message.from.address, date, message.subject], body)
}

fn engine(app: &TestApp) -> &'static str {
    match app.app.db.engine() {
        db::Engine::Sqlite => "SQLite",
        db::Engine::Postgres => "PostgreSQL",
    }
}

/// Counts the outcomes, none of which may be missing, and says them.
fn tell(way: &str, site: &Site, handed: usize, rows: &[Became]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let outcome = OUTCOMES[usize::try_from(row.outcome).unwrap()];
        assert_ne!(outcome, "waiting", "mail {}", row.id);
        assert!(!row.reason.is_empty() && !row.step.is_empty(), "mail {}", row.id);
        *counts.entry(format!("{outcome:<12} {}", row.reason)).or_default() += 1;
    }
    println!("\n{way}, {}: {handed} in, {} rows, each with its outcome", engine(&site.app), rows.len());
    for (what, count) in counts {
        println!("  {count:>4}  {what}");
    }
}

/// Delivers by LMTP, each mail in its own conversation and two minutes after the one before; what became of each, or nothing
/// for one that is the same as one before.
async fn by_lmtp(site: &Site, mails: &[CorpusMail]) -> Vec<Option<Became>> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let stop = tokio::sync::watch::Sender::new(false);
    let served = tokio::spawn(inbox::listen(site.app.app.clone(), listener, stop.subscribe()));
    let (mut became, mut before) = (Vec::new(), rows(site, site.mailbox).await.len());
    for mail in mails {
        let mut client = LmtpClient::connect(at).await;
        // Nobody sends all of them as bounces: the envelope is a person's.
        let from = "somebody@elsewhere.example";
        let answers = client.deliver(from, &["support@desk.example"], &mail.raw).await;
        assert!(answers[0].starts_with("250"), "{}: {answers:?}", mail.name);
        site.app.advance(SignedDuration::from_mins(2)).await;
        let now = rows(site, site.mailbox).await;
        became.push(if now.len() > before { now.last().cloned() } else { None });
        before = now.len();
    }
    served.abort();
    became
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corpus_mails_by_lmtp_are_accounted_for() {
    let Some(corpus) = Corpus::find() else { return };
    let mails = corpus.mails();
    assert!(mails.len() >= 121, "{} mails", mails.len());
    on_each(|app| async {
        let site = Site::on(app).await;
        let became = by_lmtp(&site, &mails).await;
        let mut known = BTreeSet::new();
        for (mail, became) in mails.iter().zip(&became) {
            let first = known.insert(same(mail));
            assert_eq!(first, became.is_some(), "{} was lost, or taken twice", mail.name);
            if let (Some(became), "SQLite") = (became, engine(&site.app)) {
                let outcome = OUTCOMES[usize::try_from(became.outcome).unwrap()];
                println!("{:<46} {outcome:<12} {:<12} {}", mail.name, became.step, became.reason);
            }
        }
        tell("by LMTP", &site, mails.len(), &rows(&site, site.mailbox).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corpus_mails_through_dovecot_are_accounted_for() {
    let Some(corpus) = Corpus::find() else { return };
    if !Dovecot::is_installed() {
        return;
    }
    let mails = [corpus.mails(), corpus.inline_cases(), corpus.glpi_cases()].concat();
    on_each(|app| async {
        let site = Site::on(app).await;
        let dovecot = Dovecot::start().await;
        for mail in &mails {
            dovecot.append("corpus", "INBOX", &mail.raw).await;
        }
        let mailbox = imap_mailbox(&site, &dovecot).await;
        let fetcher = Fetcher {
            app: site.app.app.clone(),
            trust: Trust::only(&[]).unwrap(),
            holder: "corpus".to_owned(),
        };
        let stop = tokio::sync::watch::Sender::new(false);
        let fetching = tokio::spawn(inbox::fetch_mail(fetcher, stop.subscribe()));
        let wanted: BTreeSet<_> = mails.iter().map(same).collect();
        let mut ticks = interval(Duration::from_millis(100));
        let fetched = tokio::time::timeout(PATIENCE * 2, async {
            while rows(&site, mailbox).await.len() < wanted.len() {
                ticks.tick().await;
            }
        });
        let in_time = fetched.await.is_ok();
        site.app.run_until_idle().await;
        let rows = rows(&site, mailbox).await;
        assert!(in_time, "{} of {}", rows.len(), wanted.len());
        assert_eq!(rows.len(), wanted.len(), "each once");
        tell("through Dovecot by IMAP", &site, mails.len(), &rows);
        stop.send_replace(true);
        fetching.await.unwrap();
    })
    .await;
}

/// A mailbox that is fetched from a Dovecot.
async fn imap_mailbox(site: &Site, dovecot: &Dovecot) -> i64 {
    let lead = site.app.person("Lea", None, &[(base::people::Role::Lead, Some(site.desk.id))]).await;
    let token = site.app.token(lead, "tickets:read,tickets:write,admin").await;
    let new = json!({
        "desk_id": site.desk.id, "name": "Corpus", "address": "corpus@desk.example", "kind": "imap",
        "authserv": AUTHSERV, "host": "127.0.0.1", "port": dovecot.imap, "tls": "none", "login": "corpus",
        "secret": MAILBOX_PASSWORD,
    });
    let made = Client::new(&site.app.url)
        .with_token(&token)
        .api(Method::POST, "/api/v1/mailboxes", Some(&new))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json()["id"].as_i64().unwrap()
}

/// A mail, verified for the domain of its sender by our server.
fn vouched(mail: &CorpusMail) -> CorpusMail {
    let domain = parse(&mail.raw).from.address;
    let domain = domain.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let mut raw =
        format!("Authentication-Results: {AUTHSERV}; dmarc=pass header.from={domain}\n").into_bytes();
    // What separates mails in an mbox file is no header.
    let own =
        mail.raw.strip_prefix(b"From system@example.org Mon Oct 21 10:00:00 2025\n").unwrap_or(&mail.raw);
    raw.extend_from_slice(own);
    CorpusMail { raw, ..mail.clone() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corpus_inline_cases_have_their_outcomes() {
    let Some(corpus) = Corpus::find() else { return };
    // Some are the same words of the same sender, each in a database of its own: here an identifier tells them apart.
    let cases: Vec<CorpusMail> = corpus
        .inline_cases()
        .iter()
        .enumerate()
        .map(|(n, case)| {
            let mut case = vouched(case);
            if !parse(&case.raw).has_own_id {
                case.raw = [format!("Message-ID: <inline{n}@home.example>\n").as_bytes(), &case.raw].concat();
            }
            case
        })
        .collect();
    on_each(|app| async {
        let site = Site::on(app).await;
        let became = by_lmtp(&site, &cases).await;
        for (case, became) in cases.iter().zip(&became) {
            let expect = case.expect.as_ref().unwrap();
            let Some(became) = became else { panic!("{} is not there", case.name) };
            let outcome = OUTCOMES[usize::try_from(became.outcome).unwrap()];
            let wanted = if expect["success"] == json!(true) { "ticket" } else { "refused" };
            println!("{:<16} {:<11} {outcome:<8} {}", case.name, engine(&site.app), became.reason);
            assert_eq!(outcome, wanted, "{}: {}", case.name, became.reason);
            let Some(wanted) = expect["result"].as_object() else { continue };
            let mail = site.get(&format!("/api/v1/mails/{}", became.id)).await;
            let ticket = site.ticket(&mail).await;
            // They call a mail without subject "-", and take the word "Subject:" out of a subject; what is longer than a title
            // is cut.
            let title = wanted["0"]["title"].as_str().unwrap();
            let ours = ticket["title"].as_str().unwrap();
            let ours = ours.strip_prefix("Subject: ").unwrap_or(ours);
            if title != "-" {
                let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(title == ours || title.starts_with(ours), "{}: {ours:?}, not {title:?}", case.name);
            }
            if let Some(body) = wanted["1"]["body"].as_str() {
                assert_eq!(ticket["description"], body, "{}", case.name);
            }
            let author = parse(&case.raw).from;
            let users = expect["verify"]["users"].as_array().cloned().unwrap_or_default();
            for user in users.iter().filter(|user| user["email"] == author.address.as_str()) {
                let name = user["fullname"].as_str().map(str::to_owned).unwrap_or_else(|| {
                    [&user["firstname"], &user["lastname"]].map(|part| part.as_str().unwrap()).join(" ")
                });
                assert_eq!(author.name, name, "{}", case.name);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corpus_glpi_cases_have_their_outcomes() {
    let Some(corpus) = Corpus::find() else { return };
    let cases = corpus.glpi_cases();
    on_each(|app| async {
        let site = Site::on(app).await;
        // The ticket that two of them answer: of the technician, by our number in place of theirs.
        let first = b"From: Tech Ni Cian <tech@glpi-project.org>\nMessage-ID: <first@glpi-project.org>\n\
            Subject: New database issue\n\nIt is slow.\n";
        let first = CorpusMail { name: "the ticket".to_owned(), raw: first.to_vec(), expect: None };
        let opened = by_lmtp(&site, &[vouched(&first)]).await.remove(0).unwrap();
        let number =
            site.get(&format!("/api/v1/mails/{}", opened.id)).await["ticket"].as_str().unwrap().to_owned();
        let ours = |case: &CorpusMail| {
            let text = String::from_utf8_lossy(&case.raw);
            let text = text.replace("[GLPI #0000101]", &format!("[{number}]"));
            let text =
                text.replace("GLPI-Ticket-100.1734600000.1234567890@localhost", "first@glpi-project.org");
            vouched(&CorpusMail { raw: text.into_bytes(), ..case.clone() })
        };
        let cases: Vec<CorpusMail> = cases.iter().map(ours).collect();
        let became = by_lmtp(&site, &cases).await;
        for (case, became) in cases.iter().zip(&became) {
            let Some(became) = became else { panic!("{} is not there", case.name) };
            let expect = case.expect.as_ref().unwrap();
            let theirs = expect["becomes"].as_str().unwrap();
            let outcome = OUTCOMES[usize::try_from(became.outcome).unwrap()];
            println!("{:<70} {outcome:<12} {:<14} ({theirs})", case.name, became.reason);
            let mail = site.get(&format!("/api/v1/mails/{}", became.id)).await;
            match theirs {
                "nothing" => assert_eq!(outcome, "refused", "{}", case.name),
                "a refused mail, kept for review" => assert_eq!(outcome, "quarantined", "{}", case.name),
                // A supplier is nobody to whom a ticket of ours belongs: a ticket of its own, which follows that one.
                "followup of ticket 100" => {
                    assert_eq!(outcome, "ticket", "{}", case.name);
                    let links = site
                        .get(&format!("/api/v1/tickets/{}/links", mail["ticket"].as_str().unwrap()))
                        .await;
                    assert_eq!(links["items"][0]["ticket"], number.as_str(), "{}", case.name);
                }
                "new ticket" => {
                    assert_eq!(outcome, "ticket", "{}", case.name);
                    let ticket = site.ticket(&mail).await;
                    if let Some(title) = expect["title"].as_str() {
                        assert_eq!(ticket["title"], title, "{}", case.name);
                    }
                    if let Some(requester) = expect["requester"].as_str() {
                        assert_eq!(mail["from"], requester, "{}", case.name);
                    }
                    if let (Some(content), false) =
                        (expect["content"].as_str(), case.name.contains("missing-charset"))
                    {
                        assert_eq!(ticket["description"], content, "{}", case.name);
                    }
                    if case.name.contains("missing-charset") {
                        let said = ticket["description"].as_str().unwrap();
                        assert!(said.contains("pièces jointes si vous n'êtes pas sûr"), "{said}");
                    }
                }
                _ => {
                    assert_eq!(
                        (outcome, mail["ticket"].as_str()),
                        ("reply", Some(number.as_str())),
                        "{}",
                        case.name
                    );
                }
            }
        }
    })
    .await;
}
