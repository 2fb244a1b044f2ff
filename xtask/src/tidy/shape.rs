//! Sizes and openings: files, functions, folders, and what each file says it is for (§3.8).

use std::collections::BTreeMap;

use super::checkout::Checkout;
use super::{Finding, lex};

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 100;
const FOLDER_FILES: usize = 15;

/// What a person writes and reads as code.
const SOURCES: [&str; 11] = ["rs", "ts", "tsx", "js", "mjs", "css", "sql", "ftl", "sh", "py", "html"];

/// Folders of many alike files, which may be long: their last names, or their whole paths.
const ALIKE: [&str; 9] = [
    "channels/src",
    "intake",
    "steps",
    "crates/rules/src",
    "migrations",
    "locales/fr",
    "locales/en",
    "tests/it",
    "e2e/specs",
];

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in checkout.files.iter().filter(|file| SOURCES.contains(&file.extension())) {
        *folders.entry(file.folder()).or_default() += 1;
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            let what = format!("{lines} lines, more than {FILE_LINES}");
            findings.push(Finding::new(
                &file.path,
                FILE_LINES + 1,
                what,
                "make it a folder with one file per subject",
            ));
        }
    }
    for file in checkout.rust() {
        if !file.text.starts_with("//!") {
            findings.push(Finding::new(
                &file.path,
                1,
                "no `//!` at the top",
                "say in a sentence what the file is for",
            ));
        }
        for function in lex::lex(&file.text).functions().iter().filter(|f| f.lines > FUNCTION_LINES) {
            let what =
                format!("fn {} has {} lines, more than {FUNCTION_LINES}", function.name, function.lines);
            findings.push(Finding::new(&file.path, function.line, what, "name its steps as functions"));
        }
    }
    for (folder, count) in
        folders.into_iter().filter(|(folder, count)| *count > FOLDER_FILES && !alike(folder))
    {
        let what = format!("{count} source files, more than {FOLDER_FILES}");
        findings.push(Finding::new(folder, 1, what, "split it in two by subject"));
    }
    findings
}

fn alike(folder: &str) -> bool {
    ALIKE.iter().any(|known| folder == *known || folder.ends_with(&format!("/{known}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Checkout::of(files)).into_iter().map(|f| format!("{}:{} {}", f.path, f.line, f.what)).collect()
    }

    #[test]
    fn the_limits_themselves_are_allowed() {
        let file = format!("//! x\n{}", "// y\n".repeat(599));
        let function = format!("//! x\nfn f() {{\n{}}}\n", "a();\n".repeat(98));
        assert!(found(&[("a.rs", &file), ("b.rs", &function), ("LICENSE", &"x\n".repeat(700))]).is_empty());
    }

    #[test]
    fn longer_files_and_functions_and_silent_files_are_found() {
        let file = format!("//! x\n{}", "// y\n".repeat(600));
        let function = format!("\nfn f() {{\n{}}}\n", "a();\n".repeat(99));
        let expected = [
            "a.rs:601 601 lines, more than 600",
            "b.rs:1 no `//!` at the top",
            "b.rs:2 fn f has 101 lines, more than 100",
        ];
        assert_eq!(found(&[("a.rs", &file), ("b.rs", &function)]), expected);
    }

    #[test]
    fn full_folders_are_found_unless_their_files_are_alike() {
        let many =
            |folder: &str| (0..16).map(|n| (format!("{folder}/f{n}.sql"), String::new())).collect::<Vec<_>>();
        for (folder, findings) in [("src", 1), ("migrations", 0), ("areas/watch/alerts/intake", 0)] {
            let files = many(folder);
            let files: Vec<(&str, &str)> =
                files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            assert_eq!(found(&files).len(), findings, "{folder}");
        }
    }
}
