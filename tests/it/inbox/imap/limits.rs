//! Mailboxes that are fetched, at their limits: a mail that is too large, and who gives access tokens under an authority of the
//! site's own.

use std::fs;

use mail::tls::Trust;
use serde_json::json;
use testkit::{Certificate, Dovecot, on_each};
use vigie::{config::Tls, serve};

use super::{FOREVER, Post, TokenService, when};
use crate::inbox::verified;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_too_large_is_left_there_listed_and_holds_nobody_up() {
    if !Dovecot::is_installed() {
        return;
    }
    on_each(|app| async {
        let post = Post::on(app).await;
        // 66 MiB, where 64 are taken.
        let body = ("0123456789abcdef".repeat(4) + "\r\n").repeat((66 << 20) / 66);
        let large =
            verified("Marie", "large@home.example", "Subject: Log\n", "").replace('\n', "\r\n") + &body;
        post.dovecot.append("it", "INBOX", large.as_bytes()).await;
        post.append("INBOX", "behind").await;
        let mailbox = post.mailbox(&json!({})).await;
        let node = post.node("one");
        post.here(1).await;
        let health = post.is(mailbox, "stuck").await;
        let stuck = &health["stuck"][0];
        assert_eq!(
            (&stuck["uid"], &stuck["attempts"]),
            (&json!(1), &json!(1)),
            "the server will not make it smaller"
        );
        assert!(stuck["error"].as_str().unwrap().contains("larger than what is taken"), "{health}");
        assert_eq!(post.seen("INBOX").await, "2", "it stays unread there");
        let page = post.site.app.sign_in("Lea").await.get("/settings/mailboxes").await;
        assert!(page.text.contains("larger than what is taken"), "{}", page.text);
        // Tried again later, and accounted for still.
        post.advance(3 * 3600);
        let again = || async { post.read(mailbox).await["health"]["stuck"][0]["attempts"] == 2 };
        when("another attempt", again).await;
        assert_eq!((post.count().await, post.seen("INBOX").await.as_str()), (1, "2"));
        node.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_come_by_https_from_whom_the_sites_own_authority_vouches_for() {
    if !Dovecot::is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::of_localhost();
    let tls = Tls { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
    fs::write(&tls.cert, &certificate.cert_pem).unwrap();
    fs::write(&tls.key, &certificate.key_pem).unwrap();
    on_each(|app| {
        let (tls, certificate) = (tls.clone(), certificate.clone());
        async move {
            let post = Post::on(app).await;
            let service = TokenService::default();
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let url = format!("https://localhost:{}/token", listener.local_addr().unwrap().port());
            let config = serve::certificate(&tls).await.unwrap();
            let server = axum_server::from_tcp_rustls(listener, config).unwrap();
            let running = tokio::spawn(server.serve(service.router().into_make_service()));

            let good = post.dovecot.token("it", FOREVER);
            service.next(200, json!({ "access_token": good, "token_type": "Bearer", "expires_in": 3600 }));
            let more =
                json!({ "auth": "xoauth2", "token_url": url, "client_id": "desk", "refresh_token": "r1" });
            let mailbox = post.mailbox(&more).await;
            post.append("INBOX", "first").await;
            // Nobody vouches for the service: it is told nothing, not even who asks.
            let node = post.node("stranger");
            when("refused", || async { post.read(mailbox).await["health"]["trouble"] == "token-service" })
                .await;
            let health = post.read(mailbox).await["health"].clone();
            assert!(health["error"].as_str().unwrap().contains("ertificate"), "{health}");
            assert_eq!((service.asked().len(), post.count().await), (0, 0));
            node.end().await;

            let trust = Trust::only(certificate.cert_pem.as_bytes()).unwrap();
            let node = post.node_trusting("of the house", trust);
            post.here_in_time(1).await;
            let health = post.is(mailbox, "well").await;
            assert_eq!((service.asked().len(), &health["token_renews"]), (1, &json!(true)));
            assert!(service.asked()[0].contains("refresh_token=r1&"), "{:?}", service.asked());
            node.end().await;
            running.abort();
        }
    })
    .await;
}
