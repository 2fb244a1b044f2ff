//! Migrations are numbered in sequence from 0001: `NNNN_what_it_does.sql`. They only go forward, so a gap is a lost one.

use super::Finding;
use super::checkout::Checkout;

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut expected = 1;
    for file in checkout.files.iter().filter(|file| file.folder() == "migrations") {
        match number(file.name()) {
            None => findings.push(Finding::new(
                &file.path,
                1,
                "not a migration's name",
                "name it NNNN_what_it_does.sql",
            )),
            Some(found) => {
                if found != expected {
                    let what = format!("number {found:04} where {expected:04} comes next");
                    findings.push(Finding::new(
                        &file.path,
                        1,
                        what,
                        "number migrations in sequence, each once",
                    ));
                }
                expected = found + 1;
            }
        }
    }
    findings
}

fn number(name: &str) -> Option<u32> {
    let (digits, words) = name.strip_suffix(".sql")?.split_once('_')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let well_formed = digits.len() == 4 && !words.is_empty() && words.chars().all(plain);
    digits.parse().ok().filter(|_| well_formed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_gaps_repeats_and_odd_names() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["0001_people.sql", "0002_desk_2.sql"], &[]),
            (&["0002_people.sql"], &["number 0002 where 0001 comes next"]),
            (&["0001_a.sql", "0003_b.sql", "0004_c.sql"], &["number 0003 where 0002 comes next"]),
            (&["0001_a.sql", "0001_b.sql"], &["number 0001 where 0002 comes next"]),
            (&["1_a.sql", "notes.txt"], &["not a migration's name", "not a migration's name"]),
        ];
        for (names, expected) in cases {
            let paths: Vec<String> = names.iter().map(|name| format!("migrations/{name}")).collect();
            let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
            let found: Vec<String> = check(&Checkout::of(&files)).into_iter().map(|f| f.what).collect();
            assert_eq!(found, expected, "{names:?}");
        }
    }
}
