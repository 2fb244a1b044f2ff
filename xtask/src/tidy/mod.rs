//! `cargo xtask tidy`: the rules of ARCHITECTURE.md §3 as code. A finding names the file, the line, what is wrong and the remedy.

mod architecture;
mod checkout;
mod lex;
mod locales;
mod migrations;
mod pure;
mod shape;
mod slices;
mod sql;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::Result;

pub use checkout::Checkout;

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    line: usize,
    what: String,
    remedy: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {}", self.path, self.line, self.what, self.remedy)
    }
}

/// Checks the checkout at `root`, prints the findings and their number; true when there are none.
pub fn report(root: &Path) -> Result<bool> {
    let checkout = Checkout::read(root)?;
    let findings = check(&checkout);
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} files, {} findings", checkout.files.len(), findings.len());
    Ok(findings.is_empty())
}

/// All rules, in the order in which their findings are shown.
fn check(checkout: &Checkout) -> Vec<Finding> {
    let rules = [
        pure::check,
        sql::check,
        slices::check,
        shape::check,
        architecture::check,
        migrations::check,
        locales::check,
        words::check,
    ];
    rules
        .iter()
        .flat_map(|rule| {
            let mut found = rule(checkout);
            found.sort();
            found
        })
        .collect()
}
