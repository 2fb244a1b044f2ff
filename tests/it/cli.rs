//! The command line, as people and scripts call it: exit statuses, JSON, beside a running server and without one.

mod demo;
mod import;
mod node;
mod tls;

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{Client, Server, TestDb, vigie};

struct Folder {
    _root: TempDir,
    data: PathBuf,
}

impl Folder {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        Self { _root: root, data }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.data.with_file_name(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        vigie(args).args(["--data", self.data.to_str().unwrap()]).output().unwrap()
    }
}

fn ok(out: Output) -> String {
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn parsed(out: Output) -> Value {
    serde_json::from_str(&ok(out)).unwrap()
}

fn admin() -> [&'static str; 7] {
    ["user", "create", "--admin", "--email", "admin@test.example", "--name", "Admin"]
}

const TOKEN: [&str; 7] = [
    "token",
    "create",
    "--user",
    "admin@test.example",
    "--scopes",
    "tickets:read,tickets:write,admin",
    "--json",
];

#[test]
fn help_is_a_success_and_a_wrong_call_is_status_2() {
    for args in
        [vec!["--help"], vec!["serve", "--help"], vec!["token", "create", "--help"], vec!["--version"]]
    {
        assert_eq!(vigie(&args).output().unwrap().status.code(), Some(0), "{args:?}");
    }
    for args in [
        vec!["serve", "--lissen", "x"],
        vec!["token", "create"],
        vec!["nothing"],
        vec!["serve", "--listen", "x"],
    ] {
        assert_eq!(vigie(&args).output().unwrap().status.code(), Some(2), "{args:?}");
    }
    let folder = Folder::new();
    std::fs::create_dir(&folder.data).unwrap();
    std::fs::write(folder.data.join("vigie.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let out = folder.run(&["serve"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("lisen"));
}

#[test]
fn an_empty_installation_gets_its_administrator_and_a_token_without_a_server() {
    let folder = Folder::new();
    let text = ok(folder.run(&admin()));
    assert!(text.contains("/reset/"), "{text}");
    let again = folder.run(&admin());
    assert_eq!(again.status.code(), Some(1), "the address is taken");
    assert!(parsed(folder.run(&TOKEN))["token"].as_str().unwrap().len() >= 43);
    let unknown = folder.run(&["token", "create", "--user", "x@test.example", "--scopes", "admin"]);
    assert_eq!(unknown.status.code(), Some(1));
    let scope = folder.run(&["token", "create", "--user", "admin@test.example", "--scopes", "everything"]);
    assert!(!scope.status.success() && String::from_utf8_lossy(&scope.stderr).contains("everything"));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.data), 0o700);
    assert_eq!(mode(&folder.data.join("keys/signing.key")), 0o600);
}

#[tokio::test]
async fn commands_go_to_the_running_server_and_take_effect_at_once() {
    let folder = Folder::new();
    let server = Server::start(&folder.data).await;
    let mode = std::fs::metadata(folder.data.join("vigie.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    ok(folder.run(&admin()));
    let token = parsed(folder.run(&TOKEN));
    let program = Client::new(&server.url).with_token(token["token"].as_str().unwrap());
    let answer = program.api(Method::GET, "/api/v1/me", None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let migrate = folder.run(&["migrate"]);
    assert_eq!(migrate.status.code(), Some(1), "the server holds the folder");
    let link = parsed(folder.run(&["user", "reset-link", "--email", "admin@test.example", "--json"]));
    assert!(link["link"].as_str().unwrap().starts_with(&server.url));
    assert_eq!(server.stop(), Some(0), "SIGTERM ends it gracefully");
    assert!(!folder.data.join("vigie.sock").exists());
    assert_eq!(
        parsed(folder.run(&["migrate", "--json"]))["applied"],
        json!(vigie::migrations::MIGRATIONS.len())
    );
}

#[test]
fn the_api_s_description_is_printed() {
    let text = ok(vigie(&["openapi"]).output().unwrap());
    let description: Value = serde_json::from_str(&text).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(description["paths"].as_object().unwrap().len() > 10);
    let dangling: Vec<&str> = references(&description)
        .into_iter()
        .filter(|reference| description.pointer(reference.strip_prefix('#').unwrap_or(reference)).is_none())
        .collect();
    assert!(dangling.is_empty(), "these lead nowhere: {dangling:?}");
}

/// Every `$ref` of a JSON document.
fn references(value: &Value) -> Vec<&str> {
    let own = value.get("$ref").and_then(Value::as_str);
    let below = value
        .as_object()
        .map(|map| map.values().collect::<Vec<_>>())
        .or_else(|| value.as_array().map(|list| list.iter().collect()));
    own.into_iter().chain(below.unwrap_or_default().into_iter().flat_map(references)).collect()
}

#[tokio::test]
async fn doctor_is_content_with_a_good_installation_and_names_what_is_wrong_with_a_bad_one() {
    let folder = Folder::new();
    let out = folder.run(&["doctor", "--json"]);
    assert_eq!(out.status.code(), Some(1), "there is nothing yet");
    ok(folder.run(&admin()));
    let good = folder.run(&["doctor", "--json"]);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stdout));
    std::fs::set_permissions(&folder.data, std::fs::Permissions::from_mode(0o755)).unwrap();
    let bad: Value = serde_json::from_slice(&folder.run(&["doctor", "--json"]).stdout).unwrap();
    let checks = bad["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == "data folder").unwrap();
    assert!(check["remedy"].as_str().unwrap().contains("chmod 700"));
}

#[tokio::test]
async fn the_journal_is_verified_and_what_was_altered_is_named() {
    let folder = Folder::new();
    ok(folder.run(&admin()));
    let sound = parsed(folder.run(&["audit", "verify", "--json"]));
    assert_eq!((&sound["sound"], &sound["wrong"]), (&json!(true), &json!(0)));
    let conn = rusqlite::Connection::open(folder.data.join("vigie.db")).unwrap();
    conn.execute("UPDATE journal SET actor = 'Somebody else' WHERE entry_no = 1 AND stream = 'user'", [])
        .unwrap();
    drop(conn);
    let out = folder.run(&["audit", "verify", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    let broken: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(broken["sentences"], json!(["user 1, entry 1: altered"]));
}

#[tokio::test]
async fn a_backup_taken_while_it_runs_is_restored_into_an_empty_folder_only() {
    let folder = Folder::new();
    let server = Server::start(&folder.data).await;
    ok(folder.run(&admin()));
    let shelf = folder.data.join("files/ab");
    std::fs::create_dir_all(&shelf).unwrap();
    let hash = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
    std::fs::write(shelf.join(hash), "content").unwrap();
    let archive = folder.beside("archive");
    let taken = parsed(folder.run(&["backup", "--json", archive.to_str().unwrap()]));
    assert_eq!((&taken["files"], &taken["bytes"]), (&json!(1), &json!(7)));
    assert_eq!(
        folder.run(&["backup", archive.to_str().unwrap()]).status.code(),
        Some(1),
        "never over another"
    );
    assert_eq!(
        folder.run(&["restore", archive.to_str().unwrap()]).status.code(),
        Some(1),
        "not into a full folder"
    );
    assert_eq!(server.stop(), Some(0));
    let new = folder.beside("new");
    let restore = |data: &Path| {
        let args = ["restore", "--json", "--data", data.to_str().unwrap(), archive.to_str().unwrap()];
        vigie(&args).output().unwrap()
    };
    let restored = parsed(restore(&new));
    assert_eq!(restored["tables"], taken["tables"]);
    assert_eq!(std::fs::read_to_string(new.join("files/ab").join(hash)).unwrap(), "content");
    std::fs::create_dir_all(new.join("keys")).unwrap();
    std::fs::copy(folder.data.join("keys/signing.key"), new.join("keys/signing.key")).unwrap();
    ok(vigie(&["audit", "verify", "--data", new.to_str().unwrap()]).output().unwrap());
    std::fs::write(archive.join("files/ab").join(hash), "altered").unwrap();
    let altered = restore(&folder.beside("newer"));
    assert_eq!(altered.status.code(), Some(1));
    assert!(!folder.beside("newer").join("vigie.db").exists());
}

#[tokio::test]
async fn an_archive_goes_from_either_engine_to_either() {
    let (Some(first), Some(second)) = (TestDb::postgres(), TestDb::postgres()) else { return };
    let folder = Folder::new();
    let on = |database: &str, data: &Path, args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--data", data.to_str().unwrap()]);
        if !database.is_empty() {
            all.extend(["--database", database]);
        }
        ok(vigie(&all).output().unwrap())
    };
    let create = |database: &str, data: &Path, name: &str| {
        let email = format!("{name}@test.example");
        on(database, data, &["user", "create", "--email", &email, "--name", name]);
    };
    let keys = |from: &Path, to: &Path| {
        std::fs::create_dir_all(to.join("keys")).unwrap();
        std::fs::copy(from.join("keys/signing.key"), to.join("keys/signing.key")).unwrap();
    };
    let (lite, post, back) = (folder.beside("lite"), folder.beside("post"), folder.beside("back"));
    create("", &lite, "One");
    create("", &lite, "Two");
    let archive = folder.beside("first");
    on("", &lite, &["backup", archive.to_str().unwrap()]);
    on(&first.options.url, &post, &["restore", archive.to_str().unwrap()]);
    keys(&lite, &post);
    create(&first.options.url, &post, "Three");
    on(&first.options.url, &post, &["audit", "verify"]);
    let archive = folder.beside("second");
    on(&first.options.url, &post, &["backup", archive.to_str().unwrap()]);
    on("", &back, &["restore", archive.to_str().unwrap()]);
    keys(&lite, &back);
    create("", &back, "Four");
    on("", &back, &["audit", "verify"]);
    let archive = folder.beside("third");
    on("", &back, &["backup", archive.to_str().unwrap()]);
    let last = folder.beside("last");
    on(&second.options.url, &last, &["restore", archive.to_str().unwrap()]);
    keys(&lite, &last);
    create(&second.options.url, &last, "Five");
    on(&second.options.url, &last, &["audit", "verify"]);
}
