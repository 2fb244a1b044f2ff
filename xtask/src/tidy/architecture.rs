//! ARCHITECTURE.md tells the truth: what its tree names exists, and every top folder and slice is named there.
//!
//! The tree is the block fenced with the word `tree`: two spaces of indentation a level, folders end with a slash and
//! stand alone on their line, files may share one; a remark follows after two spaces or in brackets.

use std::collections::BTreeSet;

use super::Finding;
use super::checkout::{Checkout, fenced};
use super::slices::Order;

/// The page that every boundary is read from.
pub const PAGE: &str = "ARCHITECTURE.md";

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let Some(page) = checkout.file(PAGE) else {
        return vec![Finding::new(
            PAGE,
            1,
            "missing",
            "write it, with a block fenced `tree` and one fenced `slices`",
        )];
    };
    let mut findings = Vec::new();
    for block in ["tree", "slices"] {
        if fenced(&page.text, block).is_empty() {
            findings.push(Finding::new(
                PAGE,
                1,
                format!("no block fenced ```{block}"),
                "add it; tidy reads it",
            ));
        }
    }
    let named = tree(&page.text);
    for (line, path) in named.iter().filter(|(_, path)| !checkout.has(path)) {
        findings.push(Finding::new(
            PAGE,
            *line,
            format!("the tree names {path}, which does not exist"),
            "correct the tree",
        ));
    }
    let known = |folder: &str| named.iter().any(|(_, path)| path.starts_with(&format!("{folder}/")));
    for folder in folders(checkout, 1).iter().filter(|folder| !known(folder)) {
        findings.push(Finding::new(
            PAGE,
            1,
            format!("the tree does not name {folder}/"),
            "add it with a few words",
        ));
    }
    let order = Order::read(checkout);
    let listed: BTreeSet<String> =
        order.iter().map(|(area, slice)| format!("areas/{area}/{slice}")).collect();
    for slice in slices(checkout) {
        if !known(&slice) {
            findings.push(Finding::new(
                PAGE,
                1,
                format!("the tree does not name the slice {slice}/"),
                "add it with a few words",
            ));
        }
        if !listed.contains(&slice) {
            findings.push(Finding::new(
                PAGE,
                1,
                format!("the slice list does not name {slice}"),
                "add it in reading order",
            ));
        }
    }
    for slice in listed.iter().filter(|slice| !checkout.has(slice) && !checkout.has(&format!("{slice}.rs"))) {
        findings.push(Finding::new(
            PAGE,
            1,
            format!("the slice list names {slice}, which does not exist"),
            "correct the list",
        ));
    }
    findings
}

/// Every path of the tree block, with its line.
fn tree(page: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let mut above: Vec<(usize, String)> = Vec::new();
    for (line, text) in fenced(page, "tree") {
        let indent = text.chars().take_while(|c| *c == ' ').count();
        above.retain(|(depth, _)| *depth < indent);
        let parent = above.last().map(|(_, path)| path.clone()).unwrap_or_default();
        let Some(first) = text.split_whitespace().next() else { continue };
        if first.ends_with('/') {
            let path = format!("{parent}{first}");
            above.push((indent, path.clone()));
            named.push((line, path));
            continue;
        }
        for chunk in text.split("  ").filter(|chunk| !chunk.trim().is_empty()) {
            let name = chunk.split('(').next().unwrap_or_default().trim();
            if !name.is_empty() && !name.contains(' ') {
                named.push((line, format!("{parent}{name}")));
            }
        }
    }
    named
}

/// The folders `depth` levels below the root.
fn folders(checkout: &Checkout, depth: usize) -> BTreeSet<String> {
    checkout
        .paths()
        .map(|path| path.split('/').collect::<Vec<_>>())
        .filter(|parts| parts.len() > depth)
        .map(|parts| parts.into_iter().take(depth).collect::<Vec<_>>().join("/"))
        .collect()
}

fn slices(checkout: &Checkout) -> BTreeSet<String> {
    folders(checkout, 3).into_iter().filter(|folder| folder.starts_with("areas/")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "```tree\nARCHITECTURE.md  .ci/run (what CI runs)\nareas/    the product\n  base/   who\n    audit/   the journal: append\n    lib.rs  the crate's root\nsrc/   the binary\n```\n```slices\nbase/audit\n```\n";

    fn found(page: &str, more: &[&str]) -> Vec<String> {
        let paths = [".ci/run", "areas/base/audit/mod.rs", "areas/base/lib.rs", "src/main.rs"];
        let mut files: Vec<(&str, &str)> = paths.iter().chain(more).map(|path| (*path, "")).collect();
        files.push((PAGE, page));
        check(&Checkout::of(&files)).into_iter().map(|f| format!("{}:{}", f.line, f.what)).collect()
    }

    #[test]
    fn a_true_tree_passes() {
        assert_eq!(found(GOOD, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_is_named_must_exist() {
        let page = GOOD.replace("src/   the binary", "src/   the binary\n  cli.rs\nui/   pages");
        assert_eq!(
            found(&page, &[]),
            [
                "8:the tree names src/cli.rs, which does not exist",
                "9:the tree names ui/, which does not exist"
            ]
        );
        let page = GOOD.replace("base/audit\n", "base/audit\nbase/search\n");
        assert_eq!(found(&page, &[]), ["1:the slice list names areas/base/search, which does not exist"]);
    }

    #[test]
    fn what_exists_must_be_named() {
        assert_eq!(
            found(GOOD, &["docs/a.md", "areas/base/people/mod.rs"]),
            [
                "1:the tree does not name docs/",
                "1:the tree does not name the slice areas/base/people/",
                "1:the slice list does not name areas/base/people"
            ]
        );
    }

    #[test]
    fn a_page_without_its_blocks_is_found() {
        assert!(found("# x\n", &[]).contains(&"1:no block fenced ```slices".to_owned()));
        assert_eq!(check(&Checkout::of(&[])).len(), 1);
    }
}
