//! Real mails with odd MIME, and what other programs make of them: see `testkit::Corpus` for where they come from. It prints a
//! table: `cargo nextest run -p mail --no-capture -E 'test(corpus)'`.

use mail::message::{Message, parse};
use serde_json::Value;
use testkit::Corpus;

struct Row {
    what: &'static str,
    right: usize,
    of: usize,
    needed: usize,
    wrong: Vec<String>,
}

impl Row {
    fn new(what: &'static str, needed: usize) -> Self {
        Self { what, right: 0, of: 0, needed, wrong: Vec::new() }
    }

    fn count(&mut self, name: &str, found: &str, expected: &str) {
        self.of += 1;
        if found == expected {
            self.right += 1;
        } else {
            let short = |text: &str| text.chars().take(60).collect::<String>();
            self.wrong.push(format!("{name}: {:?}, expected {:?}", short(found), short(expected)));
        }
    }

    fn print(&self) {
        println!("{:<24} {:>3} of {:>3}  (needed {})", self.what, self.right, self.of, self.needed);
        for wrong in &self.wrong {
            println!("    {wrong}");
        }
    }
}

fn names(message: &Message) -> Vec<&str> {
    message.parts.iter().map(|part| part.name.as_str()).collect()
}

/// How many of the expected names are among the found ones.
fn right_names(found: &[&str], expected: &[&str]) -> usize {
    let mut left: Vec<&str> = found.to_vec();
    expected
        .iter()
        .filter(|name| {
            let at = left.iter().position(|one| one == *name);
            at.map(|at| left.swap_remove(at)).is_some()
        })
        .count()
}

#[test]
fn corpus_mails_are_read_as_others_read_them() {
    let Some(corpus) = Corpus::find() else { return };
    let mut rows = [Row::new("subject", 36), Row::new("address", 33), Row::new("display name", 31)];
    let (mut ours, mut total, mut by_python) = (0, 0, 0);
    let python = corpus.names_by_python();
    let mails = corpus.mails();
    for mail in &mails {
        let message = parse(&mail.raw);
        assert!(!message.message_id.is_empty(), "{}", mail.name);
        let Some(expected) = mail
            .expect
            .as_ref()
            .and_then(|expect| expect.get("parse"))
            .filter(|_| mail.name.starts_with("zammad-2017/") && mail.name.matches('/').count() == 1)
        else {
            continue;
        };
        let name = mail.name.as_str();
        let text = |key: &str| expected.get(key).and_then(Value::as_str).unwrap_or_default();
        rows[0].count(name, &message.subject_as_sent, text("subject"));
        rows[1].count(name, &message.from.address, text("from_email"));
        rows[2].count(name, &message.from.name, text("from_display_name"));
        // Their rendering counts the HTML alternative as a file, which is not neutral.
        let wanted: Vec<&str> = expected
            .get("attachments")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|attachment| attachment.get("filename").and_then(Value::as_str))
            .filter(|name| *name != "message.html")
            .collect();
        total += wanted.len();
        ours += right_names(&names(&message), &wanted);
        if let Some(python) = &python {
            let found: Vec<&str> = python.get(name).into_iter().flatten().map(String::as_str).collect();
            by_python += right_names(&found, &wanted);
        }
        let missing: Vec<&&str> = wanted.iter().filter(|name| !names(&message).contains(name)).collect();
        if !missing.is_empty() {
            println!("{name}: names {missing:?} not among {:?}", names(&message));
        }
    }
    println!("{} mails read, none of them a panic", mails.len());
    for row in &rows {
        row.print();
    }
    match &python {
        Some(_) => {
            println!("{:<24} {ours:>3} of {total:>3}  (needed {by_python}, Python's)", "attachment names")
        }
        None => {
            println!("attachment names {ours} of {total}; left out: the comparison with Python (no python3)")
        }
    }
    for row in &rows {
        assert!(row.right >= row.needed, "{}: {} of {}", row.what, row.right, row.of);
    }
    assert!(ours >= by_python, "attachment names: {ours}, Python's {by_python}");
}
