//! Vigie itself speaks TLS: a certificate made on the spot, asked by a client that trusts nothing else.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use testkit::{PASSWORD, encoded, vigie};

use super::{
    Folder,
    node::{Node, free},
};

/// A self-signed certificate for this machine and its key.
fn certificate(folder: &Folder, name: &str) -> (PathBuf, PathBuf) {
    let (cert, key) = (folder.beside(&format!("{name}.pem")), folder.beside(&format!("{name}-key.pem")));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-out"])
        .arg(&cert)
        .arg("-keyout")
        .arg(&key)
        .output()
        .expect("openssl");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (cert, key)
}

/// Sends a request through TLS and gives the head of the answer, in small letters.
fn ask(address: &str, trusted: &Path, request: &str) -> String {
    let mut client = Command::new("openssl")
        .args([
            "s_client",
            "-quiet",
            "-verify_return_error",
            "-verify_ip",
            "127.0.0.1",
            "-connect",
            address,
            "-CAfile",
        ])
        .arg(trusted)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl");
    client.stdin.as_mut().unwrap().write_all(request.as_bytes()).unwrap();
    let out = client.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).to_lowercase();
    let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
    assert!(head.starts_with("http/1.1 "), "{head} {}", String::from_utf8_lossy(&out.stderr));
    head
}

fn get(address: &str, trusted: &Path, path: &str) -> String {
    ask(
        address,
        trusted,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"),
    )
}

fn refused(out: &Output, status: i32, words: &[&str]) {
    let error = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(status), "{error}");
    for word in words {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(!error.contains("panicked"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_it_serves_https_and_nothing_is_said_in_clear() {
    let folder = Folder::new();
    let (cert, key) = certificate(&folder, "quay");
    let (cert_path, key_path) = (cert.to_str().unwrap(), key.to_str().unwrap());
    let mut create = vigie(&[
        "user",
        "create",
        "--admin",
        "--email",
        "admin@test.example",
        "--name",
        "Admin",
        "--password-stdin",
    ]);
    let mut create =
        create.args(["--data", folder.data.to_str().unwrap()]).stdin(Stdio::piped()).spawn().unwrap();
    create.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(create.wait().unwrap().success());

    let address = free();
    let mut command = vigie(&["serve", "--listen", &address, "--tls-cert", cert_path, "--tls-key", key_path]);
    command.args(["--data", folder.data.to_str().unwrap()]);
    let node = Node::start(command, &folder.beside("printed")).await;
    assert!(node.printed().contains(&format!("Vigie listens on https://{address}")), "{}", node.printed());

    let ready = get(&address, &cert, "/readyz");
    assert!(ready.starts_with("http/1.1 200"), "{ready}");
    let page = get(&address, &cert, "/login");
    assert!(page.starts_with("http/1.1 200"), "{page}");
    for head in [&ready, &page] {
        assert!(head.contains("strict-transport-security: max-age=63072000; includesubdomains"), "{head}");
    }
    let form = format!("email=admin%40test.example&password={}&next=%2F", encoded(PASSWORD));
    let signed_in = ask(
        &address,
        &cert,
        &format!(
            "POST /login HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
            form.len()
        ),
    );
    assert!(signed_in.starts_with("http/1.1 303"), "{signed_in}");
    let cookies: Vec<&str> = signed_in.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__host-vigie=")).expect("a session");
    assert!(session.contains("; httponly"), "{session}");
    for cookie in cookies {
        let marks: Vec<&str> = cookie.split("; ").collect();
        assert!(marks.contains(&"secure") && marks.contains(&"path=/"), "{cookie}");
        assert!(!cookie.contains("domain="), "{cookie}");
    }
    // Whoever speaks plain HTTP to the port is not answered with a page.
    assert!(reqwest::get(format!("http://{address}/login")).await.is_err());
    // Whoever trusts another certificate does not get as far as a request.
    let (other, _) = certificate(&folder, "other");
    let stranger = Command::new("openssl")
        .args(["s_client", "-quiet", "-verify_return_error", "-connect", &address, "-CAfile"])
        .arg(&other)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!stranger.status.success());

    let doctor =
        vigie(&["doctor", "--json", "--listen", &address, "--tls-cert", cert_path, "--tls-key", key_path])
            .args(["--data", folder.data.to_str().unwrap()])
            .output()
            .unwrap();
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    assert_eq!(node.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_or_key_that_does_not_do_is_named_and_nothing_is_served() {
    let folder = Folder::new();
    let (cert, key) = certificate(&folder, "quay");
    let (_, other_key) = certificate(&folder, "other");
    let junk = folder.beside("junk.pem");
    std::fs::write(&junk, "this is no key\n").unwrap();
    let gone = folder.beside("gone.pem");
    let serve = |cert: &Path, key: &Path| {
        let args = [
            "serve",
            "--listen",
            &free(),
            "--tls-cert",
            cert.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
        ];
        folder.run(&args)
    };
    for (cert, key) in [(&cert, &gone), (&cert, &junk), (&cert, &other_key), (&gone, &key), (&junk, &key)] {
        refused(&serve(cert, key), 1, &[cert.to_str().unwrap(), key.to_str().unwrap()]);
    }
    // Half a pair is a wrong call.
    let half = folder.run(&["serve", "--listen", &free(), "--tls-cert", cert.to_str().unwrap()]);
    refused(&half, 2, &["--tls-key"]);
    let half = folder.run(&["serve", "--listen", &free(), "--tls-key", key.to_str().unwrap()]);
    refused(&half, 2, &["--tls-cert"]);
    // doctor says the same before anybody tries.
    let args =
        ["doctor", "--json", "--tls-cert", cert.to_str().unwrap(), "--tls-key", other_key.to_str().unwrap()];
    let out = folder.run(&args);
    assert_eq!(out.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let wrong = checks.iter().find(|check| check["name"] == "certificate").unwrap();
    assert!(wrong["remedy"].is_string(), "{wrong}");
}
