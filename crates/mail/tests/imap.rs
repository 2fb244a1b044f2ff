//! IMAP with a real Dovecot: what is fetched, what wakes, what breaks and how it is told.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod fake;

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use mail::{
    imap::{
        Account, DONE_KEYWORD, Done, ImapError, Patience, Secret, Security, Session, Step, Trouble, Woken,
    },
    tls::Trust,
};
use testkit::{Dovecot, MAILBOX_PASSWORD};
use tokio::sync::watch;

const MAIL: &[u8] =
    b"From: a@b.example\r\nSubject: printer\r\nMessage-ID: <1@b.example>\r\n\r\nIt smokes.\r\n";
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(10),
    answer: Duration::from_secs(10),
    message: Duration::from_secs(20),
};
/// Far in the future: the token's expiry is Dovecot's to judge, by the machine's clock.
const FOREVER: i64 = 4_000_000_000;

fn account(port: u16, security: Security, secret: Secret) -> Account {
    Account {
        host: "localhost".to_owned(),
        port,
        security,
        user: "it".to_owned(),
        secret,
        patience: PATIENCE,
    }
}

fn password() -> Secret {
    Secret::Password(MAILBOX_PASSWORD.to_owned())
}

fn nobody() -> Trust {
    Trust::only(b"").unwrap()
}

async fn plain(dovecot: &Dovecot) -> Session {
    Session::connect(&account(dovecot.imap, Security::Plain, password()), &nobody()).await.unwrap()
}

#[tokio::test]
async fn mail_is_found_fetched_and_marked() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    dovecot.append("it", "INBOX", MAIL).await;
    dovecot.append("it", "INBOX", &[MAIL, &b"x".repeat(100_000), b"\r\n"].concat()).await;
    let mut session = plain(&dovecot).await;
    let selected = session.select("INBOX").await.unwrap();
    assert_eq!((selected.messages, selected.uid_next, selected.writable), (2, Some(3), true));
    assert_eq!(session.new_uids(0).await.unwrap(), [1, 2]);
    assert_eq!(session.new_uids(1).await.unwrap(), [2]);
    assert_eq!(session.new_uids(2).await.unwrap(), [] as [u32; 0], "n:* names the last message all the same");
    assert_eq!(session.new_uids(u32::MAX).await.unwrap(), [] as [u32; 0]);

    let first = session.fetch(1, 1000).await.unwrap().unwrap();
    assert_eq!(
        (first.raw.as_slice(), first.size, first.truncated, first.done),
        (MAIL, MAIL.len() as u64, false, false)
    );
    let age = now().duration_since(first.received.unwrap());
    assert!(age.abs() < SignedDuration::from_mins(5), "{age}");
    let whole = session.fetch(1, MAIL.len() as u64).await.unwrap().unwrap();
    assert_eq!((whole.raw.as_slice(), whole.truncated), (MAIL, false));
    let giant = session.fetch(2, 1000).await.unwrap().unwrap();
    assert_eq!((giant.raw.len(), giant.truncated, giant.size), (1000, true, MAIL.len() as u64 + 100_002));
    assert!(giant.raw.starts_with(MAIL));
    assert_eq!(session.fetch(77, 1000).await.unwrap(), None);

    let flags = dovecot.command("it", "INBOX", "UID SEARCH SEEN").await;
    assert!(flags.contains("* SEARCH\r\n"), "fetching marks nothing: {flags}");
    session.mark_done(1, &Done::Mark).await.unwrap();
    session.mark_done(1, &Done::Mark).await.unwrap();
    assert!(session.fetch(1, 1000).await.unwrap().unwrap().done);
    let flags = dovecot.command("it", "INBOX", "UID FETCH 1 (FLAGS)").await;
    assert!(flags.contains("\\Seen") && flags.contains(DONE_KEYWORD), "{flags}");

    let folder = Done::Move("Traités & rangés".to_owned());
    session.mark_done(2, &folder).await.unwrap();
    session.mark_done(2, &folder).await.unwrap();
    assert_eq!(session.fetch(2, 1000).await.unwrap(), None);
    assert_eq!(session.select("Traités & rangés").await.unwrap().messages, 1);
    session.logout().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "Dovecot's own clock is the machine's")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[tokio::test]
async fn a_folder_made_anew_has_another_validity() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    let mut session = plain(&dovecot).await;
    dovecot.command("it", "INBOX", "CREATE desk").await;
    dovecot.append("it", "desk", MAIL).await;
    let before = session.select("desk").await.unwrap();
    dovecot.recreate("it", "desk").await;
    dovecot.append("it", "desk", MAIL).await;
    let mut session = plain(&dovecot).await;
    let after = session.select("desk").await.unwrap();
    assert_ne!(before.uid_validity, after.uid_validity);
    assert_eq!(session.new_uids(0).await.unwrap(), [1]);
    let missing = session.select("nowhere").await.unwrap_err();
    assert_eq!(
        (missing.trouble(), missing.trouble().needs_a_person()),
        (Trouble::Refused, true),
        "{missing}"
    );
    assert_eq!(session.select("desk").await.unwrap().messages, 1, "a refusal leaves the session usable");
}

#[tokio::test]
async fn news_a_stop_and_the_time_wake() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    let (stop, mut stopping) = watch::channel(false);
    let mut session = plain(&dovecot).await;
    session.select("INBOX").await.unwrap();
    assert_eq!(session.idle(Duration::from_millis(50), &mut stopping).await.unwrap(), Woken::Limit);

    let (woken, appended) = tokio::join!(
        async {
            let woken = session.idle(Duration::from_secs(60), &mut stopping).await;
            (woken, Instant::now())
        },
        async {
            dovecot.append("it", "INBOX", MAIL).await;
            Instant::now()
        }
    );
    assert_eq!(woken.0.unwrap(), Woken::News);
    assert!(woken.1.saturating_duration_since(appended) < Duration::from_secs(2));
    assert_eq!(session.new_uids(0).await.unwrap(), [1]);

    dovecot.append("it", "INBOX", MAIL).await;
    assert!(session.fetch(1, 1000).await.unwrap().is_some());
    assert_eq!(
        session.idle(Duration::from_secs(60), &mut stopping).await.unwrap(),
        Woken::News,
        "told in between"
    );
    assert_eq!(session.new_uids(1).await.unwrap(), [2]);

    let (woken, ()) = tokio::join!(session.idle(Duration::from_secs(60), &mut stopping), async {
        stop.send(true).unwrap();
    });
    assert_eq!(woken.unwrap(), Woken::Stop);
    assert_eq!(session.new_uids(2).await.unwrap(), [] as [u32; 0], "the session goes on after a wait");
}

#[tokio::test]
async fn refusals_to_sign_in_are_told_apart() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    let sign_in =
        |secret| async { Session::connect(&account(dovecot.imap, Security::Plain, secret), &nobody()).await };
    let wrong = sign_in(Secret::Password("guess\r\nx LOGOUT".to_owned())).await.unwrap_err();
    assert_eq!(wrong.trouble(), Trouble::Password, "{wrong}");
    let good = dovecot.token("it", FOREVER);
    sign_in(Secret::AccessToken(good.clone()))
        .await
        .unwrap_or_else(|error| panic!("{error}: {}", dovecot.log()));
    for bad in [dovecot.token("it", 1_000_000), format!("{good}x"), "nonsense".to_owned()] {
        let error = sign_in(Secret::AccessToken(bad)).await.unwrap_err();
        assert_eq!(error.trouble(), Trouble::Token, "{error}");
        assert!(error.to_string().contains("expired or revoked token"), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_is_believed_only_when_its_root_is_given() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    let known = Trust::only(dovecot.root_pem.as_bytes()).unwrap();
    let system = Trust::system_and(b"").unwrap();
    for (port, security) in [(dovecot.imap, Security::StartTls), (dovecot.imaps, Security::Tls)] {
        let account = account(port, security, password());
        let mut session = Session::connect(&account, &known).await.unwrap();
        assert_eq!(session.select("INBOX").await.unwrap().messages, 0);
        for trust in [&system, &nobody()] {
            let error = Session::connect(&account, trust).await.unwrap_err();
            assert_eq!(error.trouble(), Trouble::Unsafe, "{error}");
        }
        let elsewhere = Account { host: "127.0.0.1".to_owned(), ..account };
        assert_eq!(Session::connect(&elsewhere, &known).await.unwrap_err().trouble(), Trouble::Unsafe);
    }
}

#[tokio::test]
async fn a_connection_that_dies_in_the_middle_of_a_message_is_lost_and_the_message_is_fetched_again() {
    if !Dovecot::is_installed() {
        return;
    }
    let dovecot = Dovecot::start().await;
    let body = b"0123456789abcdef\r\n".repeat(20_000);
    dovecot.append("it", "INBOX", &[MAIL, &body].concat()).await;
    let relay = fake::cutting_relay(dovecot.imap, 100_000).await;
    let mut session =
        Session::connect(&account(relay, Security::Plain, password()), &nobody()).await.unwrap();
    session.select("INBOX").await.unwrap();
    let error = session.fetch(1, 10_000_000).await.unwrap_err();
    assert_eq!(error.trouble(), Trouble::Lost, "{error}");
    assert_eq!(
        session.new_uids(0).await.unwrap_err().trouble(),
        Trouble::Lost,
        "a broken session stays broken"
    );
    let mut again = plain(&dovecot).await;
    again.select("INBOX").await.unwrap();
    let fetched = again.fetch(1, 10_000_000).await.unwrap().unwrap();
    assert_eq!((fetched.raw.len(), fetched.done), (MAIL.len() + body.len(), false));
}

#[tokio::test]
async fn servers_that_misbehave_are_told_apart() {
    let quick =
        Patience { connect: Duration::from_millis(300), answer: Duration::from_millis(300), ..PATIENCE };
    let connect = |lines: &'static [&'static str], secret: Secret| async move {
        let port = fake::server(lines).await;
        Session::connect(&Account { patience: quick, ..account(port, Security::Plain, secret) }, &nobody())
            .await
    };
    let token = || Secret::AccessToken("t".to_owned());
    let table: [(&[&str], Secret, Trouble); 8] = [
        (&["* BYE too many connections"], password(), Trouble::Unreachable),
        (&[], password(), Trouble::Unreachable),
        (&["HTTP/1.1 400 Bad Request"], password(), Trouble::Protocol),
        (&["* OK hi", "V1 NO [UNAVAILABLE] database is down"], token(), Trouble::Unreachable),
        (&["* OK hi", "V1 NO Unsupported mechanism"], token(), Trouble::Refused),
        (
            &["* OK hi", "+ ", "+ eyJzdGF0dXMiOiI0MDEifQ==", "V1 NO AUTHENTICATE failed."],
            token(),
            Trouble::Token,
        ),
        (&["* OK hi", "+ ", "+ eyJzdGF0dXMiOiI0MDEifQ==", "V1 BAD no"], token(), Trouble::Protocol),
        (&["* OK hi", "+ ", "silence"], token(), Trouble::Unreachable),
    ];
    for (lines, secret, expected) in table {
        let error = connect(lines, secret).await.unwrap_err();
        assert_eq!(error.trouble(), expected, "{lines:?}: {error}");
    }
    let revoked = connect(&["* OK hi", "+ ", "+ eyJzdGF0dXMiOiI0MDEifQ==", "V1 NO failed"], token()).await;
    assert_eq!(
        revoked.unwrap_err(),
        ImapError::RevokedToken("failed; {\"status\":\"401\"}".to_owned()),
        "the server's own words are kept"
    );
    let closed = account(1, Security::Plain, password());
    assert_eq!(Session::connect(&closed, &nobody()).await.unwrap_err().trouble(), Trouble::Unreachable);
}

#[tokio::test]
async fn a_mailbox_that_answers_no_is_not_an_empty_one() {
    let port = fake::server(&[
        "* OK hi",
        "+ ",
        "V1 OK in",
        "* CAPABILITY IMAP4rev1\r\nV2 OK so",
        "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nV3 OK open",
        "V4 NO server is busy",
        "V5 NO again",
        "V6 OK nothing",
        "* BYE shutting down",
    ])
    .await;
    let token = Secret::AccessToken("t".to_owned());
    let mut session = Session::connect(&account(port, Security::Plain, token), &nobody()).await.unwrap();
    session.select("INBOX").await.unwrap();
    for step in [Step::Search, Step::Fetch] {
        let error = match step {
            Step::Search => session.new_uids(0).await.unwrap_err(),
            _ => session.fetch(1, 10).await.unwrap_err(),
        };
        assert!(matches!(&error, ImapError::Refused { step: at, .. } if *at == step), "{error}");
    }
    assert_eq!(session.fetch(1, 10).await.unwrap(), None);
    let lost = session.new_uids(0).await.unwrap_err();
    assert_eq!(lost, ImapError::Lost { step: Step::Search, reason: "shutting down".to_owned() });
}
