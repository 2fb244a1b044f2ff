//! Links in mail: one effect, by a button only, for whom the mail was, and no more than the mail asked.

use base::{audit::feed, people};
use db::params;
use desk::tickets::{
    Ticket,
    actions::{self, Edit, Step},
    store,
};
use jiff::SignedDuration;
use mail::{
    message::parse,
    smtp::{Patience, Relay},
    tls::Trust,
};
use reqwest::Method;
use rules::{priority::Level, ticket_state::State};
use serde_json::json;
use testkit::{Answer, Client, SmtpSink, TestApp, address, on_each};
use web::AppError;

use crate::inbox::{Site, claimed, verified};

/// A desk that tells people by mail.
async fn telling(mut app: TestApp, sink: &SmtpSink) -> Site {
    let trust = Trust::only(&[]).unwrap();
    let relay = Relay::new(sink.url().parse().unwrap(), "desk.example", &trust, Patience::default()).unwrap();
    app.post_by(relay);
    Site::on(app).await
}

fn number_of(mail: &serde_json::Value) -> i64 {
    let digits: String = mail["ticket"].as_str().unwrap().chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// An agent resolves it; the mail that asks about it goes out.
async fn resolve(site: &Site, number: i64) {
    let categories = site.desk.id;
    let category = site
        .app
        .app
        .db
        .read(move |r| base::desks::categories(r, categories))
        .await
        .unwrap()
        .into_iter()
        .find(|one| one.parent_id.is_some())
        .unwrap()
        .id;
    let cx = site.app.cx_of(site.agent).await;
    let step = Step {
        resolution: Some("The **tunnel** was restarted.".into()),
        edit: Edit {
            category_id: Some(Some(category)),
            impact: Some(Level::Low),
            urgency: Some(Level::Low),
            assignee_id: Some(Some(site.agent)),
            ..Edit::default()
        },
        ..Step::to(State::Resolved)
    };
    let done = site.app.app.db.write_locked(move |tx| {
        actions::transition(tx, &cx, number, &step, None).map_err(|refused| refused.into_app(cx.locale))
    });
    done.await.unwrap();
    site.app.run_until_idle().await;
    site.app.run_until_idle().await;
}

/// The paths of the links in the mails so far, the latest last.
fn links(sink: &SmtpSink) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for received in sink.received() {
        let text = parse(&received.raw).text;
        for piece in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')')) {
            if let Some((_, token)) = piece.split_once("/m/") {
                let token: String =
                    token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
                let path = format!("/m/{token}");
                if !found.contains(&path) {
                    found.push(path);
                }
            }
        }
    }
    found
}

async fn ticket(site: &Site, number: i64) -> Ticket {
    site.app.app.db.read(move |r| store::by_number(r, number)).await.unwrap().unwrap()
}

async fn journal_end(site: &Site) -> i64 {
    feed::number_now(&site.app.app.db).await.unwrap();
    site.app.app.db.read(feed::last).await.unwrap()
}

/// A hidden field of a page.
fn field(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.text.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Presses a button of a page that was opened when it still had one.
async fn press_on(browser: &Client, link: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("page", token)];
    all.extend(fields);
    browser.post(link, &all).await
}

async fn press(browser: &Client, link: &str, fields: &[(&str, &str)]) -> Answer {
    let token = field(&browser.get(link).await, "page");
    press_on(browser, link, &token, fields).await
}

/// Marie's ticket, resolved, and the link that asks her.
async fn asked(app: TestApp, sink: &SmtpSink) -> (Site, i64, String) {
    let site = telling(app, sink).await;
    let mail = site
        .deliver(&verified("Marie", "l1@home.example", "Subject: VPN drops\n", "It drops."))
        .await
        .unwrap();
    let number = number_of(&mail);
    site.app.run_until_idle().await;
    resolve(&site, number).await;
    let link = links(sink).pop().unwrap_or_else(|| {
        let texts: Vec<String> = sink.received().iter().map(|received| parse(&received.raw).text).collect();
        panic!("no link in {texts:?}")
    });
    (site, number, link)
}

#[tokio::test]
async fn the_link_validates_once_and_asks_for_a_score() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let page = anybody.get(&link).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-robots-tag"), "noindex");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        for said in ["VPN drops", "<strong>tunnel</strong>", "Marie"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        assert!(!page.text.contains("It drops."), "nothing that the mail did not say");
        let token = field(&page, "page");
        let done = press_on(&anybody, &link, &token, &[("act", "validate")]).await;
        assert_eq!((done.status, done.location()), (303, link.as_str()));
        let closed = ticket(&site, number).await;
        assert_eq!(closed.state, State::Closed);
        // Once more, also from an old page: said in plain words, and nothing happens.
        let end = journal_end(&site).await;
        for act in ["validate", "refuse"] {
            let again = press_on(&anybody, &link, &token, &[("act", act), ("words", "No!")]).await;
            assert_eq!(again.status, 303);
        }
        assert_eq!(journal_end(&site).await, end);
        let page = anybody.get(&link).await;
        assert!(page.text.contains("name=\"score\"") && !page.text.contains("value=\"validate\""));
        let none = press(&anybody, &link, &[("act", "rate"), ("words", "All well")]).await;
        assert_eq!(none.status, 422);
        assert!(none.text.contains("All well") && none.text.contains("f-score-error"), "{}", none.text);
        let odd = press(&anybody, &link, &[("act", "rate"), ("score", "9")]).await;
        assert_eq!(odd.status, 422);
        let rated = press(&anybody, &link, &[("act", "rate"), ("score", "4"), ("words", "Quick")]).await;
        assert_eq!(rated.status, 303);
        let rated = press_on(&anybody, &link, &token, &[("act", "rate"), ("score", "1")]).await;
        assert_eq!(rated.status, 303);
        let closed = ticket(&site, number).await;
        assert_eq!((closed.score, closed.score_comment.as_str()), (Some(4), "Quick"));
        let id = closed.id;
        let entries = site
            .app
            .app
            .db
            .read(move |r| {
                let sql = "SELECT kind, actor, channel FROM journal WHERE stream = 'ticket' AND \
                     stream_id = $1 AND channel = 'link' ORDER BY entry_no";
                let row = |row: &db::Row| Ok::<_, db::Error>((row.at(0)?, row.at(1)?, row.at(2)?));
                r.query(sql, params![id])?
                    .iter()
                    .map(row)
                    .collect::<db::Result<Vec<(String, String, String)>>>()
            })
            .await
            .unwrap();
        let kinds: Vec<&str> = entries.iter().map(|(kind, ..)| kind.as_str()).collect();
        assert!(entries.iter().all(|(_, actor, _)| actor == "Marie"), "{entries:?}");
        assert_eq!(kinds.iter().filter(|kind| **kind == "mail.link_used").count(), 2, "{kinds:?}");
        assert!(kinds.contains(&"ticket.moved") && kinds.contains(&"ticket.rated"), "{kinds:?}");
    })
    .await;
}

#[tokio::test]
async fn the_link_refuses_with_a_reason_and_the_next_mail_asks_anew() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let token = field(&anybody.get(&link).await, "page");
        let blank = press(&anybody, &link, &[("act", "refuse"), ("words", "  ")]).await;
        assert_eq!(blank.status, 422);
        assert!(blank.text.contains("f-words-error"), "{}", blank.text);
        assert_eq!(ticket(&site, number).await.state, State::Resolved);
        let done =
            press(&anybody, &link, &[("act", "refuse"), ("words", "Still <b>drops</b>\nat noon.")]).await;
        assert_eq!(done.status, 303);
        let open = ticket(&site, number).await;
        assert_eq!((open.state, open.reopen_count), (State::InProgress, 1));
        let comments = site.get(&format!("/api/v1/tickets/{}/comments", open.label())).await;
        let said = comments["items"].as_array().unwrap().iter().any(|one| {
            one["body"].as_str().unwrap().contains("at noon.") && one["public"].as_bool() == Some(true)
        });
        assert!(said, "{comments}");
        // Resolved anew: the old link speaks of what is past, the new one asks.
        site.app.advance(SignedDuration::from_hours(1)).await;
        resolve(&site, number).await;
        let again = press_on(&anybody, &link, &token, &[("act", "validate")]).await;
        assert_eq!(again.status, 303);
        assert_eq!(ticket(&site, number).await.state, State::Resolved);
        // By the link it was done in Marie's name: she is told, whoever pressed.
        let told = sink.received().iter().filter(|received| received.to == [address("Marie")]).count();
        assert!(told >= 4, "received, resolved, taken up again, resolved: {told}");
        let new = links(&sink).pop().unwrap();
        assert_ne!(new, link);
        press(&anybody, &new, &[("act", "validate")]).await;
        assert_eq!(ticket(&site, number).await.state, State::Closed);
    })
    .await;
}

/// The addresses on a page of this server.
fn hrefs(page: &str) -> Vec<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|href| href.starts_with('/')).map(|href| href.replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn a_scanner_that_opens_every_link_changes_nothing() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, _) = asked(app, &sink).await;
        let end = journal_end(&site).await;
        let version = ticket(&site, number).await.version;
        let scanner = Client::new(&site.app.url);
        let mut waiting = links(&sink);
        let mut seen: Vec<String> = Vec::new();
        while let Some(path) = waiting.pop() {
            if seen.contains(&path) || seen.len() > 60 {
                continue;
            }
            seen.push(path.clone());
            let head = Answer::of(scanner.request(Method::HEAD, &path)).await;
            assert!(head.status < 500, "{path} {}", head.status);
            let page = scanner.get(&path).await;
            assert!(page.status < 500, "{path} {}", page.status);
            waiting.extend(hrefs(&page.text));
            if page.status == 303 {
                waiting.push(page.location().to_owned());
            }
        }
        assert!(seen.len() > 3, "{seen:?}");
        assert_eq!(journal_end(&site).await, end, "{seen:?}");
        let after = ticket(&site, number).await;
        assert_eq!((after.state, after.version), (State::Resolved, version));
    })
    .await;
}

#[tokio::test]
async fn two_at_once_are_one() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let before = ticket(&site, number).await.version;
        let page = anybody.get(&link).await;
        let token = field(&page, "page");
        let yes = [("page", token.as_str()), ("act", "validate")];
        let no = [("page", token.as_str()), ("act", "refuse"), ("words", "No")];
        let (a, b, c) =
            tokio::join!(anybody.post(&link, &yes), anybody.post(&link, &yes), anybody.post(&link, &no));
        assert_eq!([a.status, b.status, c.status], [303; 3]);
        let after = ticket(&site, number).await;
        assert!(matches!(after.state, State::Closed | State::InProgress));
        let id = after.id;
        let used = site
            .app
            .app
            .db
            .read(move |r| {
                let sql = "SELECT COUNT(*) FROM link_uses u JOIN notices n ON n.id = u.notice_id WHERE n.ticket_id = $1";
                r.first(sql, params![id])?.unwrap().at::<i64>(0)
            })
            .await
            .unwrap();
        assert_eq!(used, 1);
        assert!(after.version > before);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ours_or_no_longer_good_looks_alike() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let dead = anybody.get("/m/AAAA").await;
        assert_eq!(dead.status, 410);
        let plain = |page: &Answer, own: &str| {
            let own = own.trim_start_matches("/m/");
            page.text.replace(own, "TOKEN")
        };
        let expected = plain(&dead, "AAAA");
        let body = |text: &str| text.split("<h1>").nth(1).unwrap().to_owned();
        let mut changed = link.clone().into_bytes();
        let last = changed.len() - 5;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        let cut = link[..link.len() - 6].to_owned();
        let junk = format!("/m/{}", "A".repeat(55));
        for path in [&changed, &cut, &junk] {
            let page = anybody.get(path).await;
            assert_eq!(page.status, 410, "{path}");
            assert_eq!(body(&plain(&page, path)), body(&expected), "{path}");
            let pressed = anybody.post(path, &[("page", "x"), ("act", "validate")]).await;
            assert!(matches!(pressed.status, 403 | 410), "{}", pressed.status);
        }
        // Without a page of ours having been seen, nothing happens.
        let blind = anybody.post(&link, &[("page", ""), ("act", "validate")]).await;
        assert_eq!(blind.status, 403);
        let other = Answer::of(
            anybody
                .request(Method::POST, &link)
                .header("origin", "https://evil.example")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(format!("page={}&act=validate", field(&anybody.get(&link).await, "page"))),
        )
        .await;
        assert_eq!(other.status, 403);
        assert_eq!(ticket(&site, number).await.state, State::Resolved);
        // Whose account is closed, or whose address is another now, acts no more; nobody is told why.
        let (cx, marie) = (site.app.cx(), site.marie);
        let page_token = field(&anybody.get(&link).await, "page");
        people::disable_user(&site.app.app, &cx, marie, 1).await.unwrap();
        let gone = anybody.get(&link).await;
        assert_eq!((gone.status, body(&plain(&gone, &link))), (410, body(&expected)));
        let pressed = anybody.post(&link, &[("page", &page_token), ("act", "validate")]).await;
        assert_eq!((pressed.status, pressed.location()), (303, link.as_str()));
        assert_eq!(ticket(&site, number).await.state, State::Resolved);
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_after_thirty_days_and_says_nothing_then() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, _, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let token = field(&anybody.get(&link).await, "page");
        // Silence closes it long before; the link then only asks for a score.
        site.app.advance(SignedDuration::from_hours(24 * 20)).await;
        let page = anybody.get(&link).await;
        assert!(page.text.contains("name=\"score\""), "{}", page.text);
        site.app.advance(SignedDuration::from_hours(24 * 11)).await;
        let page = anybody.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("VPN drops") && !page.text.contains("<form"), "{}", page.text);
        let end = journal_end(&site).await;
        anybody.post(&link, &[("page", &token), ("act", "rate"), ("score", "5")]).await;
        assert_eq!(journal_end(&site).await, end);
    })
    .await;
}

#[tokio::test]
async fn of_a_merged_ticket_it_names_the_one_that_goes_on_and_does_nothing() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        let token = field(&anybody.get(&link).await, "page");
        let mail = site
            .deliver(&verified("Marie", "l2@home.example", "Subject: Secret plans of the VPN\n", "Again."))
            .await
            .unwrap();
        let second = mail["ticket"].as_str().unwrap().to_owned();
        let merge = json!({ "tickets": [number.to_string()] });
        let path = format!("/api/v1/tickets/{second}/merge");
        let merged = site.program.api(Method::POST, &path, Some(&merge)).await;
        assert_eq!(merged.status, 200, "{}", merged.text);
        site.app.run_until_idle().await;
        let end = journal_end(&site).await;
        for act in [&[("act", "validate")][..], &[("act", "refuse"), ("words", "No!")]] {
            let late = press_on(&anybody, &link, &token, act).await;
            assert_eq!((late.status, late.location()), (303, link.as_str()), "back to what it says");
        }
        assert_eq!(journal_end(&site).await, end, "nothing happens, on either ticket");
        let page = anybody.get(&link).await;
        assert_eq!(page.status, 200);
        let said = format!("Ticket {second} goes on with this one");
        assert!(page.text.contains(&said), "{}", page.text);
        assert!(!page.text.contains("<form") && !page.text.contains("Secret plans"), "{}", page.text);
        let french = anybody.get(&format!("{link}?lang=fr")).await.text;
        assert!(french.contains(&format!("Le ticket {second} prend la suite")), "{french}");
    })
    .await;
}

#[tokio::test]
async fn what_a_link_did_is_remembered_as_long_as_it_could_do_more() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, _, link) = asked(app, &sink).await;
        let anybody = Client::new(&site.app.url);
        assert_eq!(press(&anybody, &link, &[("act", "validate")]).await.status, 303);
        let uses = async || {
            let read = site
                .app
                .app
                .db
                .read(|r| r.first("SELECT COUNT(*) FROM link_uses", &[])?.unwrap().at::<i64>(0));
            read.await.unwrap()
        };
        assert_eq!(uses().await, 1);
        site.app.advance(SignedDuration::from_hours(24 * 29)).await;
        assert_eq!(uses().await, 1);
        site.app.advance(SignedDuration::from_hours(24 * 2)).await;
        assert_eq!(uses().await, 0, "the journal has it for ever");
        let page = anybody.get(&link).await;
        assert!(page.status == 200 && !page.text.contains("<form"), "{}", page.text);
    })
    .await;
}

#[tokio::test]
async fn forwarded_it_acts_for_its_reader_and_gives_no_other_right() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (site, number, link) = asked(app, &sink).await;
        site.app.person("Paul", None, &[]).await;
        let paul = site.app.sign_in("Paul").await;
        let page = paul.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Marie") && !page.text.contains("Paul"), "as whom one acts is said");
        let label = ticket(&site, number).await.label();
        assert_eq!(paul.get(&format!("/portal/tickets/{label}")).await.status, 404);
        // His own session's token is asked for, as with every form; the link's own right is Marie's.
        let csrf = field(&page, "csrf");
        let token = field(&page, "page");
        let done = paul.post(&link, &[("csrf", &csrf), ("page", &token), ("act", "validate")]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert_eq!(ticket(&site, number).await.state, State::Closed);
        assert_eq!(
            paul.get(&format!("/portal/tickets/{label}")).await.status,
            404,
            "and still knows nothing more"
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_was_not_verified_answers_for_the_ticket_that_went_to_their_address() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let site = telling(app, &sink).await;
        let raw = claimed("Guest", "c1@home.example", "Subject: Badge\n", "It does not open.");
        let mail = site.deliver(&raw).await.unwrap();
        let number = number_of(&mail);
        site.app.run_until_idle().await;
        resolve(&site, number).await;
        let link = links(&sink).pop().expect("a link");
        let anybody = Client::new(&site.app.url);
        let page = anybody.get(&link).await;
        assert!(page.text.contains(&address("Guest")), "{}", page.text);
        press(&anybody, &link, &[("act", "validate")]).await;
        let closed = ticket(&site, number).await;
        assert_eq!(closed.state, State::Closed);
        let id = closed.id;
        let actor = site.app.app.db.read(move |r| {
            let sql = "SELECT actor FROM journal WHERE stream = 'ticket' AND stream_id = $1 AND kind = 'mail.link_used'";
            Ok::<String, AppError>(r.first(sql, params![id])?.unwrap().at(0)?)
        });
        assert_eq!(actor.await.unwrap(), address("Guest"), "the journal names the address, not the desk's account");
    })
    .await;
}

#[tokio::test]
async fn the_page_speaks_both_languages_and_switches_by_a_link() {
    on_each(|app| async {
        let sink = SmtpSink::start().await;
        let (_site, _, link) = asked(app, &sink).await;
        let anybody = Client::new(&_site.app.url);
        let fr = anybody.get(&format!("{link}?lang=fr")).await;
        let en = anybody.get(&format!("{link}?lang=en&utm_source=mail")).await;
        assert!(
            fr.text.contains("<html lang=\"fr\"") && fr.text.contains("Oui, c’est réparé"),
            "{}",
            fr.text
        );
        assert!(en.text.contains("<html lang=\"en\"") && en.text.contains("Yes, it is repaired"));
        assert!(fr.text.contains(&format!("{link}?lang=en")), "the other language is one link away");
        assert!(fr.text.contains(&format!("action=\"{link}?lang=fr\"")), "and stays while one answers");
    })
    .await;
}
