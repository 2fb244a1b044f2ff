//! A real Dovecot of one test's own: unprivileged where the test is, on ports of this machine alone, everything in a temporary
//! folder, ended with the value. Debian's `dovecot-imapd` (and `dovecot-lmtpd`) must be installed.
#![expect(clippy::expect_used, clippy::panic, reason = "test support fails by panicking")]

use std::{
    fs,
    net::TcpListener as StdListener,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{interval, timeout},
};

use crate::certificate::Certificate;

const PATIENCE: Duration = Duration::from_secs(20);

/// The password of every user.
pub const MAILBOX_PASSWORD: &str = r#"sésame"ouvre\toi"#;

/// A running Dovecot. Any user may sign in with [`MAILBOX_PASSWORD`], and with a token of [`Dovecot::token`] by XOAUTH2.
#[derive(Debug)]
pub struct Dovecot {
    /// Where IMAP is spoken without TLS, and with STARTTLS; on 127.0.0.1, name `localhost`.
    pub imap: u16,
    /// Where IMAP is spoken over TLS.
    pub imaps: u16,
    /// The certificate that `localhost` shows, self-signed: the root to believe.
    pub root_pem: String,
    dir: TempDir,
    process: Child,
}

impl Dovecot {
    /// Whether Dovecot is installed; says aloud when not, so that a test that passes without it is seen to.
    #[must_use]
    pub fn is_installed() -> bool {
        let found = Path::new("/usr/sbin/dovecot").exists() && Path::new("/usr/lib/dovecot/imap").exists();
        if !found {
            eprintln!("NOT TESTED: dovecot-imapd is not installed");
        }
        found
    }

    /// Starts one, and waits until it greets.
    pub async fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("dovecot-").tempdir().expect("a folder");
        let certificate = Certificate::of_localhost();
        let (imap, imaps) = (free_port(), free_port());
        configure(dir.path(), &certificate, imap, imaps);
        let log = fs::File::create(dir.path().join("out")).expect("a log");
        let process = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(dir.path().join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("dovecot starts");
        let mut started = Self { imap, imaps, root_pem: certificate.cert_pem, dir, process };
        if timeout(PATIENCE, started.greeting()).await.is_err() {
            panic!("dovecot does not answer: {}", started.log());
        }
        started
    }

    async fn greeting(&mut self) {
        let mut ticks = interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if let Ok(Some(status)) = self.process.try_wait() {
                panic!("dovecot ended with {status}: {}", self.log());
            }
            let Ok(stream) = TcpStream::connect(("127.0.0.1", self.imap)).await else { continue };
            let mut line = String::new();
            if BufReader::new(stream).read_line(&mut line).await.is_ok_and(|_| line.starts_with("* OK")) {
                return;
            }
        }
    }

    /// What Dovecot wrote so far.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        read("out") + &read("log")
    }

    /// Puts a message into a user's folder by APPEND, as a mail server's delivery shows itself to whoever waits.
    pub async fn append(&self, user: &str, folder: &str, raw: &[u8]) {
        self.script(user, &[(format!("APPEND {folder} {{{}}}", raw.len()), Some(raw))]).await;
    }

    /// Deletes a user's folder and makes it anew: its UIDVALIDITY changes.
    pub async fn recreate(&self, user: &str, folder: &str) {
        self.script(user, &[(format!("DELETE {folder}"), None), (format!("CREATE {folder}"), None)]).await;
    }

    /// Says one IMAP command as a user and gives all that is answered; panics when it is refused.
    pub async fn command(&self, user: &str, folder: &str, command: &str) -> String {
        self.script(user, &[(format!("SELECT {folder}"), None), (command.to_owned(), None)]).await
    }

    async fn script(&self, user: &str, commands: &[(String, Option<&[u8]>)]) -> String {
        let password = MAILBOX_PASSWORD;
        let sign_in = (format!("LOGIN {user} {{{}}}", password.len()), Some(password.as_bytes()));
        let stream = TcpStream::connect(("127.0.0.1", self.imap)).await.expect("dovecot is there");
        let mut stream = BufReader::new(stream);
        let mut heard = String::new();
        stream.read_line(&mut heard).await.expect("a greeting");
        for (number, (command, literal)) in std::iter::once(&sign_in).chain(commands).enumerate() {
            stream.write_all(format!("t{number} {command}\r\n").as_bytes()).await.expect("a command");
            loop {
                let mut line = Vec::new();
                let read = stream.read_until(b'\n', &mut line).await.expect("an answer");
                let line = String::from_utf8_lossy(&line).into_owned();
                assert!(read > 0, "dovecot hung up after {command}: {heard}");
                heard.push_str(&line);
                if let (true, Some(literal)) = (line.starts_with('+'), literal) {
                    stream.write_all(literal).await.expect("a literal");
                    stream.write_all(b"\r\n").await.expect("its end");
                } else if let Some(verdict) = line.strip_prefix(&format!("t{number} ")) {
                    assert!(verdict.starts_with("OK"), "{command}: {verdict}");
                    break;
                }
            }
        }
        heard
    }

    /// An access token that Dovecot takes for a user until `expires` (seconds since 1970).
    #[must_use]
    pub fn token(&self, user: &str, expires: i64) -> String {
        crate::jwt::signed(user, expires)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master ends its children on SIGTERM only; SIGKILL would leave them.
        let pid = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        if !asked.is_ok_and(|status| status.success()) {
            eprintln!("dovecot {pid} could not be asked to end");
        }
        if let Err(error) = self.process.wait() {
            eprintln!("dovecot {pid}: {error}");
        }
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = StdListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

fn write(path: PathBuf, text: &str) {
    fs::write(path, text).expect("a file");
}

fn configure(dir: &Path, certificate: &Certificate, imap: u16, imaps: u16) {
    let owner = fs::metadata(dir).expect("the folder").uid();
    let at = dir.display();
    // As root, Dovecot wants other users for its processes and refuses to touch root's mail.
    let (users, mail_user) = if owner == 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).expect("rights");
        (String::new(), 65534)
    } else {
        let name = Command::new("id").args(["-un"]).output().expect("id");
        let group = Command::new("id").args(["-gn"]).output().expect("id");
        let (name, group) = (String::from_utf8_lossy(&name.stdout), String::from_utf8_lossy(&group.stdout));
        let (name, group) = (name.trim(), group.trim());
        (
            format!(
                "default_internal_user = {name}\ndefault_internal_group = {group}\ndefault_login_user = {name}\n"
            ),
            owner,
        )
    };
    let group = if owner == 0 { 65534 } else { fs::metadata(dir).expect("the folder").gid() };
    fs::create_dir(dir.join("mail")).expect("a folder");
    if owner == 0 {
        std::os::unix::fs::chown(dir.join("mail"), Some(mail_user), Some(group)).expect("an owner");
    }
    write(dir.join("cert.pem"), &certificate.cert_pem);
    write(dir.join("key.pem"), &certificate.key_pem);
    let keys = dir.join("keys/default/HS256");
    fs::create_dir_all(&keys).expect("a folder");
    write(keys.join("default"), crate::jwt::KEY_BASE64);
    write(
        dir.join("oauth2.conf"),
        &format!(
            "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={at}/keys/\n\
             username_attribute = sub\nactive_attribute =\nactive_value =\n"
        ),
    );
    let password = MAILBOX_PASSWORD;
    let chroot = if owner == 0 { "" } else { "service imap-login {\n  chroot =\n}\n" };
    // Wrong passwords are part of the tests; their penalty would make each later sign-in wait for seconds.
    let anvil = "service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}\n";
    write(
        dir.join("dovecot.conf"),
        &format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\n\
             {users}first_valid_uid = 1\nfirst_valid_gid = 0\nmail_location = maildir:{at}/mail/%u\n\
             ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = no\n\
             auth_mechanisms = plain login xoauth2\nauth_failure_delay = 0\nauth_verbose = yes\n\
             imap_idle_notify_interval = 1 mins\n\
             passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {at}/oauth2.conf\n}}\n\
             passdb {{\n  driver = static\n  mechanisms = plain login\n  args = password={password}\n}}\n\
             userdb {{\n  driver = static\n  args = uid={mail_user} gid={group} home={at}/mail/%u\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = {imap}\n  }}\n\
             \x20 inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n{chroot}{anvil}"
        ),
    );
}
