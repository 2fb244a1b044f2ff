//! Settings of the program: a flag wins over its environment variable, the variable over `vigie.toml` in the data
//! folder, the file over the default.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Deserialize;

/// The file of settings in the data folder.
pub const FILE: &str = "vigie.toml";
/// The SQLite database in the data folder.
pub const DATABASE: &str = "vigie.db";
/// The largest attachment, in bytes: what mail servers let through, and a recording of a screen.
const MAX_ATTACHMENT: u64 = 50 * 1024 * 1024;

/// Where an installation lies: what every command needs.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Folder of the database, attachments and keys
    #[arg(long, env = "VIGIE_DATA", value_name = "DIR", default_value = "./vigie-data")]
    pub data: PathBuf,
    /// Database: postgres://user:password@host/name, or the path of an SQLite file [default: vigie.db in the data folder]
    #[arg(long, env = "VIGIE_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
}

/// How people reach an installation: what the commands that serve or make links need.
#[derive(Debug, Clone, Args)]
pub struct Front {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "VIGIE_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// How people reach the server; links begin with it [default: http(s):// and the listening address]
    #[arg(long, env = "VIGIE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Certificate chain, PEM
    #[arg(long, env = "VIGIE_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, env = "VIGIE_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Address and port at which a mail server hands over mail by LMTP [default: none]
    #[arg(long, env = "VIGIE_LMTP", value_name = "ADDR")]
    pub lmtp: Option<SocketAddr>,
    /// Relay that takes mail to people: smtp://user:password@host:587, smtps://host [default: none]
    #[arg(long, env = "VIGIE_SMTP", value_name = "URL", hide_env_values = true)]
    pub smtp: Option<String>,
}

/// What `vigie.toml` may hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    database: Option<String>,
    public_url: Option<String>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    lmtp: Option<SocketAddr>,
    smtp: Option<String>,
}

/// A setting that cannot be used, with what to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(pub String);

/// Certificate and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate chain, PEM.
    pub cert: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The database: `postgres://…`, or the path of the SQLite file.
    pub database: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How people reach the server, without a slash at the end.
    pub public_url: String,
    /// Certificate and key, when Vigie itself speaks TLS.
    pub tls: Option<Tls>,
    /// Where mail is handed over by LMTP.
    pub lmtp: Option<SocketAddr>,
    /// The relay that takes mail to people.
    pub smtp: Option<mail::smtp::Place>,
    /// The largest attachment, in bytes.
    pub max_attachment: u64,
}

impl Settings {
    /// Merges flags and variables (which clap has merged already) with the file and the defaults.
    ///
    /// # Errors
    /// A file that cannot be read or holds an unknown key; half a pair of certificate and key; a public address that
    /// is none.
    pub fn new(place: &Place, front: Option<&Front>) -> Result<Self, Wrong> {
        let file = read(&place.data.join(FILE))?;
        let given = |pick: fn(&Front) -> Option<PathBuf>| front.and_then(pick);
        let in_data = |path: PathBuf| if path.is_relative() { place.data.join(path) } else { path };
        let cert = given(|f| f.tls_cert.clone()).or(file.tls_cert.map(in_data));
        let key = given(|f| f.tls_key.clone()).or(file.tls_key.map(in_data));
        let tls = match (cert, key) {
            (Some(cert), Some(key)) => Some(Tls { cert, key }),
            (None, None) => None,
            _ => return Err(Wrong("--tls-cert and --tls-key go together: one of them is missing".into())),
        };
        let listen = front.and_then(|f| f.listen).or(file.listen).unwrap_or(([127, 0, 0, 1], 8080).into());
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url = front
            .and_then(|f| f.public_url.clone())
            .or(file.public_url)
            .map_or_else(|| Ok(format!("{scheme}://{listen}")), |url| public_url(&url))?;
        let smtp = front.and_then(|f| f.smtp.clone()).or(file.smtp);
        let database = place.database.clone().or(file.database);
        let database = database.unwrap_or_else(|| place.data.join(DATABASE).to_string_lossy().into_owned());
        Ok(Self {
            data: place.data.clone(),
            database,
            listen,
            public_url,
            tls,
            lmtp: front.and_then(|f| f.lmtp).or(file.lmtp),
            smtp: smtp.map(|url| relay(&url)).transpose()?,
            max_attachment: MAX_ATTACHMENT,
        })
    }

    /// Whether people come by TLS.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The database without its password, for messages.
    #[must_use]
    pub fn database_shown(&self) -> String {
        match self
            .database
            .split_once("://")
            .and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)))
        {
            Some((scheme, (user, host))) => {
                format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default())
            }
            None => self.database.clone(),
        }
    }
}

fn read(path: &Path) -> Result<File, Wrong> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).map_err(|error| Wrong(format!("{}: {}", path.display(), error.message())))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(Wrong(format!("{}: {error}", path.display()))),
    }
}

/// The relay of an address; the message does not repeat it, since it may hold a password.
fn relay(url: &str) -> Result<mail::smtp::Place, Wrong> {
    url.parse().map_err(|error: mail::smtp::PlaceError| Wrong(format!("--smtp: {error}")))
}

/// The public address in the form that links need: scheme and host, no path that routes would not know, no slash.
fn public_url(text: &str) -> Result<String, Wrong> {
    let url = text.trim().trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err(Wrong(format!(
            "--public-url {text}: write it as https://support.example.org, without a path"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(data: &Path) -> Place {
        Place { data: data.to_owned(), database: None }
    }

    fn front() -> Front {
        Front { listen: None, public_url: None, tls_cert: None, tls_key: None, lmtp: None, smtp: None }
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let bare = Settings::new(&place(folder.path()), None).unwrap();
        assert_eq!(
            (bare.listen.to_string(), bare.public_url.as_str()),
            ("127.0.0.1:8080".into(), "http://127.0.0.1:8080")
        );
        assert_eq!(bare.database, folder.path().join("vigie.db").to_string_lossy());
        std::fs::write(
            folder.path().join(FILE),
            "listen = \"127.0.0.1:1\"\npublic_url = \"https://a.example/\"\n",
        )
        .unwrap();
        let filed = Settings::new(&place(folder.path()), Some(&front())).unwrap();
        assert_eq!(
            (filed.listen.port(), filed.public_url.as_str(), filed.https()),
            (1, "https://a.example", true)
        );
        let flags = Front { listen: Some(([127, 0, 0, 1], 2).into()), ..front() };
        assert_eq!(Settings::new(&place(folder.path()), Some(&flags)).unwrap().listen.port(), 2);
    }

    #[test]
    fn an_unknown_key_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "lisen = \"127.0.0.1:1\"\n").unwrap();
        let Wrong(why) = Settings::new(&place(folder.path()), None).unwrap_err();
        assert!(why.contains("lisen"), "{why}");
    }

    #[test]
    fn half_a_pair_and_odd_addresses_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let half = Front { tls_cert: Some("a.pem".into()), ..front() };
        assert!(Settings::new(&place(folder.path()), Some(&half)).is_err());
        for url in
            ["support.example.org", "ftp://x", "https://", "https://x/vigie", "https://a@b", "https://x?y"]
        {
            let odd = Front { public_url: Some(url.into()), ..front() };
            assert!(Settings::new(&place(folder.path()), Some(&odd)).is_err(), "{url}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let url = Some("postgres://vigie:s3cr:et@db.example/vigie".to_owned());
        let settings = Settings::new(&Place { database: url, ..place(folder.path()) }, None).unwrap();
        assert_eq!(settings.database_shown(), "postgres://vigie@db.example/vigie");
    }
}
