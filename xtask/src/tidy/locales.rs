//! Every language has the same files with the same messages; what one lacks is found before a reader does.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::checkout::{Checkout, File};

/// The language that the others are compared with, and that has everything first.
const REFERENCE: &str = "en";

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let mut languages: BTreeMap<&str, BTreeMap<&str, &File>> =
        BTreeMap::from([("en", BTreeMap::new()), ("fr", BTreeMap::new())]);
    for file in &checkout.files {
        if let Some((language, name)) =
            file.path.strip_prefix("locales/").and_then(|rest| rest.split_once('/'))
        {
            languages.entry(language).or_default().insert(name, file);
        }
    }
    let names: BTreeSet<&str> = languages.values().flat_map(|files| files.keys().copied()).collect();
    let mut findings = Vec::new();
    for name in names {
        for (language, files) in &languages {
            let Some(file) = files.get(name) else {
                let path = format!("locales/{language}/{name}");
                findings.push(Finding::new(
                    &path,
                    1,
                    "missing, another language has it",
                    "translate the file",
                ));
                continue;
            };
            let reference = languages.get(REFERENCE).and_then(|files| files.get(name));
            if let Some(reference) = reference.filter(|_| *language != REFERENCE) {
                findings.extend(lacks(file, reference));
                findings.extend(lacks(reference, file));
            }
        }
    }
    findings
}

/// The messages of `other` that `file` has not.
fn lacks(file: &File, other: &File) -> Vec<Finding> {
    let own: BTreeSet<&str> = messages(&file.text).map(|(_, id)| id).collect();
    messages(&other.text)
        .filter(|(_, id)| !own.contains(id))
        .map(|(line, id)| {
            Finding::new(
                &other.path,
                line,
                format!("message {id} is not in {}", file.path),
                "translate it there",
            )
        })
        .collect()
}

/// The identifiers of a Fluent file's messages and terms, with their lines.
fn messages(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let (id, _) = line.split_once('=')?;
        let id = id.trim_end();
        let begins = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        let goes_on = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (begins && goes_on).then_some((index + 1, id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Checkout::of(files)).into_iter().map(|f| format!("{}:{} {}", f.path, f.line, f.what)).collect()
    }

    #[test]
    fn equal_languages_pass_whatever_their_values() {
        let english = "# a = b\nhello = Hello, { $name }\n  .title = x = y\n-brand = Vigie\n";
        let french = "hello =\n  Bonjour { $name }\n-brand = Vigie\n";
        assert!(found(&[("locales/en/a.ftl", english), ("locales/fr/a.ftl", french)]).is_empty());
    }

    #[test]
    fn missing_files_and_messages_are_found_in_either_language() {
        let files = [
            ("locales/en/a.ftl", "one = 1\ntwo = 2\n"),
            ("locales/fr/a.ftl", "two = 2\nthree = 3\n"),
            ("locales/fr/b.ftl", ""),
        ];
        assert_eq!(
            found(&files),
            [
                "locales/en/a.ftl:1 message one is not in locales/fr/a.ftl",
                "locales/fr/a.ftl:2 message three is not in locales/en/a.ftl",
                "locales/en/b.ftl:1 missing, another language has it",
            ]
        );
    }
}
