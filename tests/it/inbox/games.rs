//! Loop games: Vigie, by LMTP in and SMTP out, against programs that answer it. Each ends within a budget that is stated, and
//! an agent is told.

use std::net::SocketAddr;

use base::people;
use desk::inbox;
use jiff::SignedDuration;
use mail::{
    smtp::{Patience, Relay},
    tls::Trust,
};
use serde_json::json;
use testkit::{
    LmtpClient, Received, SmtpSink, TestApp, address,
    mail_robots::{
        Echo, Robotic, delivered, delivery_report, echo, handed_on, polite_vacation, rude_vacation,
        wordy_bounce,
    },
    on_each,
};
use tokio::{net::TcpListener, task::JoinHandle};

use super::{AUTHSERV, Site};

pub(super) const SUPPORT: &str = "support@desk.example";
/// Rounds after which a game that still goes on is lost.
const ROUNDS: usize = 400;

/// A Vigie with a relay that keeps what it gets, and a listener.
pub(super) struct Player {
    pub(super) site: Site,
    pub(super) sink: SmtpSink,
    door: SocketAddr,
    served: JoinHandle<std::io::Result<()>>,
    seen: usize,
    _stop: tokio::sync::watch::Sender<bool>,
}

impl Drop for Player {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Player {
    pub(super) async fn on(mut app: TestApp, mailbox: &str) -> Self {
        let sink = SmtpSink::start().await;
        let trust = Trust::only(&[]).unwrap();
        let relay =
            Relay::new(sink.url().parse().unwrap(), "desk.example", &trust, Patience::default()).unwrap();
        app.post_by(relay);
        let site = Site::with_mailbox(app, mailbox).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let door = listener.local_addr().unwrap();
        let stop = tokio::sync::watch::Sender::new(false);
        let served = tokio::spawn(inbox::listen(site.app.app.clone(), listener, stop.subscribe()));
        Self { site, sink, door, served, seen: 0, _stop: stop }
    }

    /// Hands over a mail whose sender the receiving server verified.
    pub(super) async fn take(&self, mail: &Robotic) {
        let author = mail.raw.lines().find(|line| line.starts_with("From:")).unwrap_or_default();
        let author = author.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>'));
        let checked = format!(
            "Authentication-Results: {AUTHSERV}; dmarc=pass header.from={}\n{}",
            author.unwrap_or_default(),
            mail.raw
        );
        let mut client = LmtpClient::connect(self.door).await;
        let answers = client.deliver(&mail.from, &[&mail.to], checked.as_bytes()).await;
        assert!(answers.iter().all(|answer| answer.starts_with("250")), "{answers:?}");
    }

    /// Marie writes.
    pub(super) async fn report(&self, n: usize, subject: &str) {
        let from = address("Marie");
        let raw = format!(
            "From: Marie <{from}>\nTo: {SUPPORT}\nMessage-ID: <report{n}@home.example>\nSubject: {subject}\n\nIt drops ({n}).\n"
        );
        self.take(&Robotic { from, to: SUPPORT.to_owned(), raw }).await;
    }

    /// What was sent since the last time.
    pub(super) async fn sent(&mut self) -> Vec<Received> {
        // What the first run journals is told in the second.
        self.site.app.run_until_idle().await;
        self.site.app.run_until_idle().await;
        // An agent who is told by mail too answers nothing.
        let all = self.sink.received().into_iter().filter(|received| received.to != [address("Amina")]);
        let all: Vec<Received> = all.collect();
        let new = all.get(self.seen..).unwrap_or_default().to_vec();
        self.seen = all.len();
        new
    }

    /// Plays until nothing more is sent, moving the clock between rounds; the number of rounds.
    async fn play(
        &mut self,
        pace: SignedDuration,
        mut answer: impl FnMut(&Received, usize) -> Option<Robotic>,
    ) -> usize {
        let mut n = 0;
        for round in 0..ROUNDS {
            let sent = self.sent().await;
            if sent.is_empty() {
                return round;
            }
            for received in &sent {
                n += 1;
                if let Some(mail) = answer(received, n) {
                    self.site.app.app.clock.advance(pace);
                    self.take(&mail).await;
                }
            }
        }
        panic!("it goes on after {ROUNDS} rounds: {} mails sent", self.sink.received().len());
    }

    /// What the agent was told in the page, of these kinds.
    pub(super) async fn told(&self, kinds: &[&str]) -> Vec<String> {
        let agent = self.site.agent;
        let all = self.site.app.app.db.read(move |r| people::notifications(r, agent, 200)).await.unwrap();
        all.into_iter().filter(|n| kinds.contains(&n.kind.as_str())).map(|n| n.body).collect()
    }

    /// How many rows a table has, with a condition.
    pub(super) async fn count(&self, what: &'static str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {what}");
        self.site.app.app.db.read(move |r| r.first(&sql, &[])).await.unwrap().unwrap().at(0).unwrap()
    }

    pub(super) async fn mails(&self, reason: &'static str) -> i64 {
        let sql = "SELECT COUNT(*) FROM mails WHERE reason = $1";
        let row = self.site.app.app.db.read(move |r| r.first(sql, db::params![reason])).await;
        row.unwrap().unwrap().at(0).unwrap()
    }

    /// Every mail has its outcome.
    pub(super) async fn settled(&self) {
        assert_eq!(self.count("mails WHERE outcome = 0").await, 0, "mails without an outcome");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_polite_vacation_ends_at_once_and_is_noted() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        assert_eq!(
            player.play(SignedDuration::ZERO, polite_vacation).await,
            1,
            "it does not answer an answer"
        );
        // What an agent wrote looks like anybody's mail to it.
        let said = json!({ "body": "Which error?", "public": true });
        let path = "/api/v1/tickets/INC-1/comments";
        let said = player.site.program.api(reqwest::Method::POST, path, Some(&said)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let rounds = player.play(SignedDuration::ZERO, polite_vacation).await;
        println!("polite vacation: {} sent, {rounds} round", player.seen);
        assert_eq!((player.seen, player.count("tickets").await), (2, 1));
        assert_eq!(
            player.mails("auto-reply-noted").await,
            1,
            "noted on its ticket, by the bounce address alone"
        );
        assert_eq!(player.count("comments WHERE NOT public").await, 1);
        player.settled().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rude_vacation_is_cut_at_any_speed() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        player.play(SignedDuration::ZERO, |received, n| Some(rude_vacation(received, n))).await;
        let (sent, tickets) = (player.seen, player.count("tickets").await);
        println!("rude vacation, at once: {sent} sent, {tickets} tickets");
        assert!(sent <= 10 && tickets <= 10, "{sent} sent, {tickets} tickets");
        let told = player.told(&["mail.breaker"]).await;
        assert_eq!(told.len(), 1, "told once: {told:?}");
        assert!(told[0].contains(&address("Marie")), "{told:?}");
        player.settled().await;
    })
    .await;
    // Slower than any budget of ten minutes or an hour.
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        let pace = SignedDuration::from_mins(7);
        player.play(pace, |received, n| Some(rude_vacation(received, n))).await;
        let (sent, tickets) = (player.seen, player.count("tickets").await);
        println!("rude vacation, every seven minutes: {sent} sent, {tickets} tickets");
        assert!(sent <= 20 && tickets <= 21, "{sent} sent, {tickets} tickets");
        let told = player.told(&["mail.breaker"]).await;
        assert_eq!(told.len(), 1, "told once: {told:?}");
        // The day after nothing starts by itself.
        player.site.app.advance(SignedDuration::from_hours(30)).await;
        assert!(player.sent().await.is_empty());
        player.settled().await;
    })
    .await;
}

/// Two desks that write to each other, by a relay that hands on what it gets in its own way.
async fn two_desks(
    app: TestApp,
    other: TestApp,
    pace: SignedDuration,
    hand_on: impl Fn(&Received, usize) -> Robotic,
) -> (Player, Player) {
    const OTHER: &str = "help@other.example";
    let mut one = Player::on(app, SUPPORT).await;
    let mut two = Player::on(other, OTHER).await;
    // Somebody at the first desk opens a ticket for the second desk's address.
    let raw = format!(
        "From: Help <{OTHER}>\nTo: {SUPPORT}\nMessage-ID: <begin@other.example>\nSubject: Line\n\nIt is down.\n"
    );
    one.take(&Robotic { from: OTHER.to_owned(), to: SUPPORT.to_owned(), raw }).await;
    let mut n = 0;
    for round in 0.. {
        let (from_one, from_two) = (one.sent().await, two.sent().await);
        if from_one.is_empty() && from_two.is_empty() {
            break;
        }
        assert!(round < ROUNDS, "it goes on: {} and {} sent", one.seen, two.seen);
        for (sent, to) in [(from_one, &two), (from_two, &one)] {
            for received in &sent {
                n += 1;
                one.site.app.app.clock.advance(pace);
                two.site.app.app.clock.advance(pace);
                to.take(&hand_on(received, n)).await;
            }
        }
    }
    one.settled().await;
    two.settled().await;
    (one, two)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_desks_do_not_keep_each_other_busy() {
    let engines = [
        (TestApp::sqlite().await, Some(TestApp::sqlite().await)),
        (TestApp::sqlite().await, TestApp::postgres().await),
    ];
    for (app, other) in engines {
        let Some(other) = other else { continue };
        let (one, two) = two_desks(app, other, SignedDuration::ZERO, |received, _| delivered(received)).await;
        println!("two desks: {} and {} sent", one.seen, two.seen);
        assert!(one.seen + two.seen <= 2, "{} and {}", one.seen, two.seen);
    }
    for pace in [SignedDuration::ZERO, SignedDuration::from_mins(7)] {
        let engines = [
            (TestApp::sqlite().await, Some(TestApp::sqlite().await)),
            (TestApp::sqlite().await, TestApp::postgres().await),
        ];
        for (app, other) in engines {
            let Some(other) = other else { continue };
            let (one, two) = two_desks(app, other, pace, handed_on).await;
            println!("two desks, headers lost, {pace:?}: {} and {} sent", one.seen, two.seen);
            assert!(one.seen <= 20 && two.seen <= 20, "{} and {}", one.seen, two.seen);
            let told = [one.told(&["mail.breaker"]).await, two.told(&["mail.breaker"]).await];
            assert!(!told.concat().is_empty(), "nobody was told");
            assert!(told.iter().all(|told| told.len() <= 2), "told once for each budget: {told:?}");
        }
    }
}

pub(super) fn gone(received: &Received, n: usize) -> Robotic {
    delivery_report(received, ("failed", "5.1.1", "550 5.1.1 no such user"), n)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_back_marks_the_address_and_stops_what_is_automatic() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        for n in 0..3 {
            player.report(n, "VPN").await;
            player.play(SignedDuration::from_secs(1), |received, n| Some(gone(received, n))).await;
        }
        assert_eq!(player.seen, 3);
        assert_eq!(player.count("comments WHERE NOT public").await, 3, "one note on each ticket");
        // Her mail is a sign of life each time: three in a row without one.
        assert_eq!(player.count("mail_addresses WHERE bounces = 1").await, 1);
        let told = player.told(&["mail.bounced"]).await;
        assert!(told.iter().any(|told| told.contains(&address("Marie"))), "{told:?}");
        // Tickets that the agent opens for her: each acknowledgement comes back.
        for n in 0..4 {
            let new = json!({ "title": format!("Screen {n}"), "requester": player.site.marie });
            let made = player.site.program.api(reqwest::Method::POST, "/api/v1/tickets", Some(&new)).await;
            assert_eq!(made.status, 201, "{}", made.text);
            player.play(SignedDuration::from_secs(1), |received, n| Some(gone(received, 10 + n))).await;
        }
        assert_eq!(player.seen, 5, "after three nothing automatic goes there");
        assert_eq!(player.count("mail_addresses WHERE bounces = 3").await, 1);
        // She writes: it is good again.
        player.report(9, "Here I am").await;
        player.site.app.run_until_idle().await;
        assert_eq!(player.count("mail_addresses").await, 0);
        assert_eq!(player.sent().await.len(), 1, "and is answered");
        player.settled().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_bounces_opens_nothing_and_says_nothing_twice() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        player.report(0, "VPN").await;
        let sent = player.sent().await;
        for n in 0..500 {
            player.take(&gone(&sent[0], n)).await;
        }
        for n in 0..40 {
            player.take(&wordy_bounce(&sent[0], n)).await;
        }
        // Without our signature: it says that it is about our mail, and marks nobody.
        let forged = gone(&sent[0], 1_000);
        player
            .take(&Robotic { to: SUPPORT.to_owned(), raw: forged.raw.replace(&forged.to, SUPPORT), ..forged })
            .await;
        assert_eq!(player.sent().await.len(), 0, "no bounce is answered");
        assert_eq!(player.count("tickets").await, 1);
        assert_eq!(player.mails("bounce").await, 501);
        assert_eq!(
            player.count("mail_addresses WHERE bounces = 1").await,
            1,
            "one mail came back, however often"
        );
        let notes = player.count("comments WHERE NOT public").await;
        println!("bounce storm: {notes} notes for 541 bounces");
        assert!(notes <= 41, "{notes} notes");
        player.settled().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_echo_is_heard_as_our_own_mail_or_cut() {
    on_each(|app| async {
        let mut player = Player::on(app, SUPPORT).await;
        let mut before = 0;
        for (n, kind) in [Echo::Whole, Echo::Renamed, Echo::Stripped, Echo::Faceless].into_iter().enumerate()
        {
            player.site.app.advance(SignedDuration::from_hours(25)).await;
            player.report(n, "VPN").await;
            player.play(SignedDuration::ZERO, |received, m| Some(echo(received, kind, 1_000 * n + m))).await;
            let sent = player.seen - before;
            before = player.seen;
            println!("echo {kind:?}: {sent} sent");
            assert!(sent <= if kind == Echo::Faceless { 10 } else { 1 }, "{kind:?}: {sent} sent");
        }
        assert_eq!(player.mails("own-mail").await, 2);
        assert_eq!(player.told(&["mail.breaker"]).await.len(), 1);
        player.settled().await;
    })
    .await;
}
