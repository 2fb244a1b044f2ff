//! Handing over to a relay that is well, that refuses, hangs and dies at every stage: what became of the message is never
//! guessed.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::time::Duration;

use mail::{
    smtp::{Patience, Relay, Sent, Unsent},
    tls::Trust,
};
use testkit::{Mood, Offer, SmtpSink, Stage};
use tokio::net::TcpListener;

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    command: Duration::from_secs(5),
    content: Duration::from_secs(5),
};
const RAW: &[u8] = b"Subject: a\r\n\r\n.dot\r\n..\r\nbare\n.\nend\r\n";

fn relay_with(url: &str, root: &str, patience: Patience) -> Relay {
    Relay::new(url.parse().unwrap(), "desk.example", &Trust::only(root.as_bytes()).unwrap(), patience)
        .unwrap()
}

fn relay(url: &str) -> Relay {
    relay_with(url, "", PATIENCE)
}

async fn send(relay: &Relay) -> Sent {
    relay.send("b+1@desk.example", &["jo@bücher.example", "al@x.example"], RAW).await
}

#[tokio::test]
async fn a_message_arrives_as_it_was_with_its_envelope() {
    let sink = SmtpSink::start().await;
    let relay = relay(&sink.url());
    for number in 1..=3 {
        assert_eq!(send(&relay).await, Sent::Accepted(format!("250 2.0.0 kept as {number}")));
    }
    assert_eq!(sink.connections(), 1, "one connection serves many messages");
    let received = sink.wait_for(3, Duration::from_secs(5)).await;
    assert_eq!(received[0].raw, b"Subject: a\r\n\r\n.dot\r\n..\r\nbare\r\n.\r\nend\r\n");
    assert_eq!(received[0].from, "b+1@desk.example");
    assert_eq!(received[0].to, ["jo@xn--bcher-kva.example", "al@x.example"]);
    assert_eq!(relay.send("", &["a@b.example"], RAW).await, Sent::Accepted("250 2.0.0 kept as 4".to_owned()));
    assert_eq!(sink.received()[3].from, "");
}

#[tokio::test]
async fn every_refusal_is_the_relays_own() {
    for stage in [Stage::Mail, Stage::Recipient, Stage::Data, Stage::Content] {
        let sink = SmtpSink::start().await;
        let relay = relay(&sink.url());
        let later = Mood::Answers(stage, "451 4.3.0 come\r\n".trim().to_owned());
        let never = Mood::Answers(stage, "550-5.1.1 no\r\n550 5.1.1 such user".to_owned());
        sink.then([later, never]);
        assert_eq!(send(&relay).await, Sent::Later("451 4.3.0 come".to_owned()), "{stage:?}");
        let refused = send(&relay).await;
        assert!(
            matches!(&refused, Sent::Refused { code: 550, reply } if reply.contains("such user")),
            "{stage:?} {refused:?}"
        );
        assert_eq!(sink.received(), []);
        assert!(matches!(send(&relay).await, Sent::Accepted(_)), "{stage:?}: a refusal spoils nothing");
        assert_eq!(sink.received().len(), 1);
    }
}

#[tokio::test]
async fn what_breaks_before_the_content_is_unsent_and_after_it_unknown() {
    let hasty = Patience {
        connect: Duration::from_millis(300),
        command: Duration::from_millis(300),
        content: Duration::from_millis(300),
    };
    for stage in [Stage::Greeting, Stage::Hello, Stage::Mail, Stage::Recipient, Stage::Data, Stage::Content] {
        for mood in [Mood::Cuts(stage), Mood::Hangs(stage)] {
            let sink = SmtpSink::start().await;
            let relay = relay_with(&sink.url(), "", hasty);
            sink.then([mood.clone()]);
            let sent = send(&relay).await;
            if stage == Stage::Content {
                assert!(matches!(sent, Sent::Unknown(_)), "{mood:?}: {sent:?}");
                assert_eq!(sink.received().len(), 1, "and in truth it was taken");
            } else {
                assert!(matches!(sent, Sent::Unsent(_)), "{mood:?}: {sent:?}");
                assert_eq!(sink.received(), []);
            }
            assert!(matches!(send(&relay).await, Sent::Accepted(_)), "{mood:?}: the next one goes");
        }
    }
}

#[tokio::test]
async fn nobody_there_is_unsent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let sent = send(&relay(&format!("smtp://{address}?tls=none"))).await;
    assert!(matches!(sent, Sent::Unsent(Unsent::Unreachable(_))), "{sent:?}");
    let sent = send(&relay("smtp://nowhere.invalid?tls=none")).await;
    assert!(matches!(sent, Sent::Unsent(Unsent::Unreachable(_))), "{sent:?}");
}

#[tokio::test]
async fn a_relay_that_closed_a_waiting_connection_is_connected_to_again() {
    let sink = SmtpSink::start().await;
    let relay = relay(&sink.url());
    assert!(matches!(send(&relay).await, Sent::Accepted(_)));
    for mood in [Mood::Cuts(Stage::Mail), Mood::Answers(Stage::Mail, "421 4.4.2 idle too long".to_owned())] {
        sink.then([mood]);
        assert!(matches!(send(&relay).await, Sent::Accepted(_)));
    }
    assert_eq!((sink.received().len(), sink.connections()), (3, 3));
}

#[tokio::test]
async fn a_slow_relay_takes_several_at_once() {
    let sink = SmtpSink::start().await;
    sink.set(Mood::Slow(Duration::from_millis(50)));
    let relay = relay(&sink.url());
    let (a, b, c) = tokio::join!(send(&relay), send(&relay), send(&relay));
    assert!([a, b, c].iter().all(|sent| matches!(sent, Sent::Accepted(_))));
    assert_eq!((sink.received().len(), sink.connections()), (3, 3));
}

#[tokio::test]
async fn tls_is_required_offered_or_refused_as_set() {
    let bare = SmtpSink::start().await;
    let sent = send(&relay(&format!("smtp://localhost:{}", bare.address.port()))).await;
    assert!(matches!(sent, Sent::Unsent(Unsent::Unsafe(_))), "{sent:?}");
    let sent = send(&relay(&format!("smtp://localhost:{}?tls=opportunistic", bare.address.port()))).await;
    assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
    assert!(!bare.received()[0].encrypted);

    for (offer, scheme) in [
        (Offer { starttls: true, auth: true, tls: false }, "smtp"),
        (Offer { starttls: false, auth: true, tls: true }, "smtps"),
    ] {
        let sink = SmtpSink::offering(offer).await;
        let root = sink.root_pem.clone().unwrap();
        let url = |user: &str| format!("{scheme}://{user}localhost:{}", sink.address.port());
        let sent = send(&relay(&url(""))).await;
        assert!(matches!(sent, Sent::Unsent(Unsent::Unsafe(_))), "{sent:?}");
        let known = relay_with(&url("it%40desk:secret@"), &root, PATIENCE);
        assert_eq!(known.check().await, Ok(()));
        let sent = send(&known).await;
        assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
        let received = sink.received();
        assert_eq!((received[0].user.as_deref(), received[0].encrypted), (Some("it@desk"), true));
        let stranger = relay_with(&url("it:guess@"), &root, PATIENCE);
        let error = stranger.check().await.unwrap_err();
        assert!(matches!(&error, Unsent::SignIn(reply) if reply.contains("535")), "{error}");
        assert!(!format!("{stranger:?} {error}").contains("guess"));
    }
}

#[tokio::test]
async fn what_cannot_be_written_to_never_reaches_the_relay() {
    let sink = SmtpSink::start().await;
    let relay = relay(&sink.url());
    for bad in ["", "a", "a@b.example>\r\nRCPT TO:<c@d.example"] {
        let sent = relay.send("a@b.example", &[bad], RAW).await;
        assert!(matches!(sent, Sent::Refused { code: 553, .. }), "{bad:?}: {sent:?}");
    }
    assert_eq!((sink.connections(), sink.received().len()), (0, 0));
}
