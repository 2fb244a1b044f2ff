//! Tokens from a server of the test's own: what is asked, and what its answers mean.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use jiff::{SignedDuration, Timestamp};
use mail::{
    oauth::{Grant, OauthError, Registration, fetch},
    tls::Trust,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// Answers one request and gives it back.
async fn server(status: &'static str, body: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/token", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        while !request.ends_with(b"scope=the+end") {
            let read = stream.read(&mut piece).await.unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&request));
            request.extend_from_slice(&piece[..read]);
        }
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (endpoint, asked)
}

fn registration(endpoint: String, client_secret: Option<&str>) -> Registration {
    Registration {
        endpoint,
        client_id: "desk & co".to_owned(),
        client_secret: client_secret.map(str::to_owned),
        // The last pair: the server takes it for the end of the request.
        scope: "the end".to_owned(),
    }
}

#[tokio::test]
async fn a_consent_is_turned_into_a_token() {
    let answer = r#"{"access_token":"new","token_type":"Bearer","expires_in":3599,"refresh_token":"r2"}"#;
    for (grant, secret, expected) in [
        (
            Grant::Refresh("r1=&".to_owned()),
            None,
            "grant_type=refresh_token&refresh_token=r1%3D%26&client_id=desk+%26+co&scope=",
        ),
        (
            Grant::Application,
            Some("s/1"),
            "grant_type=client_credentials&client_id=desk+%26+co&client_secret=s%2F1&scope=",
        ),
    ] {
        let (endpoint, asked) = server("200 OK", answer).await;
        let registration = registration(endpoint, secret);
        let tokens = fetch(&Trust::only(b"").unwrap(), &registration, &grant, now()).await.unwrap();
        let request = asked.await.unwrap();
        assert_eq!((tokens.access.as_str(), tokens.refresh.as_deref()), ("new", Some("r2")));
        assert_eq!(tokens.expires, now() + SignedDuration::from_secs(3599));
        assert!(request.contains(expected), "{request}");
        assert!(request.starts_with("POST /token HTTP/1.1\r\n"), "{request}");
    }
}

#[tokio::test]
async fn a_withdrawn_consent_and_a_silent_server_are_told_apart() {
    let grant = Grant::Refresh("r1".to_owned());
    let (endpoint, _asked) = server("400 Bad Request", r#"{"error":"invalid_grant"}"#).await;
    let error =
        fetch(&Trust::only(b"").unwrap(), &registration(endpoint, None), &grant, now()).await.unwrap_err();
    assert_eq!(error, OauthError::Revoked("invalid_grant".to_owned()));
    let gone = registration("http://127.0.0.1:1/token".to_owned(), None);
    let error = fetch(&Trust::only(b"").unwrap(), &gone, &grant, now()).await.unwrap_err();
    assert!(matches!(error, OauthError::Unreachable(_)), "{error}");
}
