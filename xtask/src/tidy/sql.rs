//! SQL stands only in stores, and a table is written by its owner alone (§3.2).

use std::collections::{BTreeMap, BTreeSet};

use super::checkout::{Checkout, File};
use super::{Finding, lex};

/// How a statement begins, as a literal is written; the second word keeps prose in capitals out.
const BEGINNINGS: [&str; 5] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "];

/// Words that must follow before an ambiguous beginning is taken for SQL.
const CONFIRMING: [(&str, &str); 2] = [("UPDATE ", " SET "), ("WITH ", " AS ")];

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let tables = tables(checkout);
    let mut findings = Vec::new();
    let mut writers: BTreeMap<String, BTreeMap<String, (String, usize)>> = BTreeMap::new();
    for file in checkout.rust().filter(|file| !file.is_test()) {
        let lexed = lex::lex(&file.text);
        let tests = lexed.test_lines();
        for literal in &lexed.strings {
            let tested = tests.iter().any(|(first, last)| (*first..=*last).contains(&literal.line));
            let text = flat(&literal.text);
            if tested || !is_sql(&text) {
                continue;
            }
            if !may_hold_sql(file) {
                let remedy = "move it to the slice's store.rs, and call that";
                findings.push(Finding::new(&file.path, literal.line, "SQL outside a store", remedy));
            }
            for table in written(&text).filter(|table| tables.contains(*table)) {
                let owners = writers.entry(table.to_owned()).or_default();
                owners.entry(owner(file)).or_insert_with(|| (file.path.clone(), literal.line));
            }
        }
    }
    for (table, owners) in writers.into_iter().filter(|(_, owners)| owners.len() > 1) {
        let names: Vec<&str> = owners.keys().map(String::as_str).collect();
        let what = format!("table {table} is written by {}", names.join(" and "));
        for (path, line) in owners.values() {
            findings.push(Finding::new(
                path,
                *line,
                &what,
                "one owner writes it; the others call the owner's mod.rs",
            ));
        }
    }
    findings
}

fn may_hold_sql(file: &File) -> bool {
    file.name() == "store.rs" || file.path.contains("/store/") || file.path.starts_with("crates/db/")
}

/// One line, with single spaces: literals are wrapped freely.
fn flat(text: &str) -> String {
    text.replace("\\n", " ").replace('\\', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_sql(text: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        && CONFIRMING.iter().all(|(beginning, word)| !text.starts_with(beginning) || text.contains(word))
}

/// The tables that a statement inserts into, updates or deletes from.
fn written(text: &str) -> impl Iterator<Item = &str> {
    ["INSERT INTO ", "UPDATE ", "DELETE FROM "].into_iter().flat_map(move |verb| {
        text.match_indices(verb).filter_map(move |(at, _)| {
            let rest = text.get(at + verb.len()..)?;
            rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
        })
    })
}

/// The slice, the crate or the top folder that a file belongs to.
fn owner(file: &File) -> String {
    let depth = match file.path.split('/').next() {
        Some("areas") => 3,
        Some("crates") => 2,
        _ => 1,
    };
    let parts: Vec<&str> = file.path.split('/').take(depth).collect();
    parts.join("/").trim_end_matches(".rs").to_owned()
}

/// The names of all tables that migrations create.
fn tables(checkout: &Checkout) -> BTreeSet<String> {
    checkout
        .files
        .iter()
        .filter(|file| file.path.starts_with("migrations/"))
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.trim().strip_prefix("CREATE TABLE "))
        .filter_map(|rest| {
            rest.trim_start_matches("IF NOT EXISTS ").split(|c: char| !c.is_alphanumeric() && c != '_').next()
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Checkout::of(files)).into_iter().map(|f| format!("{}:{} {}", f.path, f.line, f.what)).collect()
    }

    const QUERY: &str = "fn f() {\n  q(\"SELECT id\n FROM t\");\n}";

    #[test]
    fn sql_in_a_page_is_found_on_its_line() {
        assert_eq!(
            found(&[("areas/desk/tickets/pages.rs", QUERY)]),
            ["areas/desk/tickets/pages.rs:2 SQL outside a store"]
        );
    }

    #[test]
    fn stores_the_database_crate_and_tests_may_hold_sql() {
        let inline = format!("fn g() {{}}\n#[cfg(test)]\nmod tests {{\n{QUERY}\n}}");
        for path in [
            "areas/a/b/store.rs",
            "areas/a/b/store/open.rs",
            "crates/db/src/lib.rs",
            "tests/it/main.rs",
            "areas/a/b/tests.rs",
        ] {
            assert!(found(&[(path, QUERY)]).is_empty(), "{path}");
        }
        assert!(found(&[("src/doctor.rs", &inline)]).is_empty());
    }

    #[test]
    fn prose_is_not_sql() {
        for text in ["SELECTED", "WITH care", "UPDATE the page", "Select one", "DELETE", "update t set a"] {
            assert!(!is_sql(&flat(text)), "{text}");
        }
        for text in [
            "SELECT 1",
            "WITH a AS (SELECT 1) SELECT 2",
            "UPDATE t\n   SET a = 1",
            "INSERT INTO t\\n (a)",
            "DELETE FROM t",
        ] {
            assert!(is_sql(&flat(text)), "{text}");
        }
    }

    #[test]
    fn a_table_written_by_two_slices_is_found_in_both() {
        let files = [
            ("areas/base/people/store.rs", "f(\"INSERT INTO users (a) VALUES ($1)\")"),
            ("areas/desk/portal/store.rs", "f(\"UPDATE users SET a = 1\"); f(\"SELECT 1 FROM teams\")"),
            (
                "migrations/0001_people.sql",
                "CREATE TABLE users (\n a {int}\n);\nCREATE TABLE teams (a {int});",
            ),
        ];
        let what = "table users is written by areas/base/people and areas/desk/portal";
        assert_eq!(
            found(&files),
            [format!("areas/base/people/store.rs:1 {what}"), format!("areas/desk/portal/store.rs:1 {what}")]
        );
    }
}
