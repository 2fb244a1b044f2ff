//! Every statement of every `store` is prepared on both engines: what one of them does not know is found here and not
//! by the first person who needs it.
//!
//! Statements are the string literals of the sources that begin with an SQL verb. Constants of a slice that are put
//! into them (`{COLUMNS}`) are filled in; a few that are put together from conditions are left to the slices' tests.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use postgres::NoTls;
use testkit::TestDb;
use vigie::migrations::MIGRATIONS;

const VERBS: [&str; 5] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "];
/// Statements put together at run time; raise it only with a test of the slice that runs them on both engines.
const ASSEMBLED: usize = 60;
/// What only one engine has, and what is asked of it alone.
const POSTGRES_ONLY: [&str; 2] = ["setval(", "clock_timestamp()"];

/// A statement, and the engine that it is for if it is for one.
struct Statement {
    place: String,
    text: String,
    only: Option<&'static str>,
}

/// The string literals of a source with what stands before each, after cutting off its unit tests.
fn literals(source: &str) -> Vec<(String, String)> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut before = String::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
            }
            '\'' => {
                // A character: its quote must not open a string.
                before.push(c);
                let next = chars.next();
                if next == Some('\\') || chars.peek() == Some(&'\'') {
                    chars.by_ref().find(|c| *c == '\'');
                }
            }
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                            Some('n') => text.push('\n'),
                            Some(other) => text.push(other),
                            None => break,
                        },
                        c => text.push(c),
                    }
                }
                found.push((before.trim_end().to_owned(), text));
                before.clear();
            }
            c => before.push(c),
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_store(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "store")
        || path.file_name().is_some_and(|name| name == "store.rs")
}

/// The slice that a source belongs to: constants are looked up there.
fn slice_of(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    let at = parts.iter().position(|part| part.as_os_str() == "store" || part.as_os_str() == "store.rs");
    parts.into_iter().take(at.unwrap_or_default()).collect()
}

fn collect() -> (Vec<Statement>, usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut statements, mut assembled) = (Vec::new(), 0);
    for path in ["areas", "crates/work/src"]
        .iter()
        .flat_map(|folder| sources(&root.join(folder)))
        .filter(|p| is_store(p))
    {
        let mut constants: BTreeMap<String, String> = BTreeMap::new();
        for file in sources(&slice_of(&path)).into_iter().filter(|file| is_store(file)).chain([path.clone()])
        {
            for (before, text) in literals(&std::fs::read_to_string(file).unwrap()) {
                let named = before.rsplit_once("const ").and_then(|(_, rest)| rest.split_once(": &str ="));
                if let Some((name, "")) = named.map(|(name, rest)| (name, rest.trim())) {
                    constants.insert(name.to_owned(), text);
                }
            }
        }
        for (before, text) in literals(&std::fs::read_to_string(&path).unwrap()) {
            let mut text = text;
            // A constant may hold another.
            for _ in 0..3 {
                for (name, value) in &constants {
                    text = text.replace(&format!("{{{name}}}"), value);
                }
            }
            let is_statement = VERBS.iter().any(|verb| text.trim_start().starts_with(verb));
            let is_constant = before
                .rsplit_once("const ")
                .is_some_and(|(_, rest)| rest.contains(": &str =") && rest.trim().ends_with('='));
            let is_begun = before.ends_with("push_str(") || text.trim_end().ends_with(',');
            if !is_statement {
                continue;
            }
            if text.contains('{') || is_constant || is_begun || before.contains("let mut sql") {
                assembled += usize::from(!is_constant);
                continue;
            }
            let split = [("sqlite:", "sqlite"), ("postgres:", "postgres")];
            let only = split.iter().find(|(word, _)| before.ends_with(word)).map(|(_, engine)| *engine);
            let only = only.or(POSTGRES_ONLY.iter().any(|word| text.contains(word)).then_some("postgres"));
            let place = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
            statements.push(Statement { place, text, only });
        }
    }
    (statements, assembled)
}

/// As `db` does: SQLite numbers `$n` by first appearance.
fn for_sqlite(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) { '?' } else { c });
    }
    out
}

#[tokio::test]
async fn every_statement_is_known_to_both_engines() {
    let (statements, assembled) = collect();
    assert!(statements.len() > 200, "only {} statements were found", statements.len());
    assert!(assembled <= ASSEMBLED, "{assembled} statements are put together at run time");
    let sqlite = TestDb::sqlite();
    sqlite.migrate(MIGRATIONS).await;
    let conn = rusqlite::Connection::open(&sqlite.options.url).unwrap();
    let mut wrong = Vec::new();
    for Statement { place, text, .. } in statements.iter().filter(|s| s.only != Some("postgres")) {
        if let Err(error) = conn.prepare(&for_sqlite(text)) {
            wrong.push(format!("{place} on SQLite: {error}\n  {text}"));
        }
    }
    if let Some(postgres) = TestDb::postgres() {
        postgres.migrate(MIGRATIONS).await;
        let url = postgres.options.url.clone();
        let prepare = move || {
            let mut client = postgres::Client::connect(&url, NoTls).unwrap();
            let for_it = statements.iter().filter(|s| s.only != Some("sqlite"));
            let prepared = for_it.map(|s| (s, client.prepare(&s.text).err())).collect::<Vec<_>>();
            let failed = prepared.into_iter().filter_map(|(s, error)| error.map(|error| (s, error)));
            failed
                .map(|(s, error)| format!("{} on PostgreSQL: {error:?}\n  {}", s.place, s.text))
                .collect::<Vec<_>>()
        };
        wrong.extend(std::thread::spawn(prepare).join().unwrap());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn literals_are_read_with_their_continuations() {
    let source = "const A: &str = \"a \\\n    b\"; let c = '\"'; // \"no\"\n f(\"SELECT 'it''s'\")";
    let found: Vec<String> = literals(source).into_iter().map(|(_, text)| text).collect();
    assert_eq!(found, ["a b", "SELECT 'it''s'"]);
}
