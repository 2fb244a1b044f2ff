//! The names of the source, and the people, teams and categories that stand for them.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::line::Line;

/// Addresses of placeholders lie under a domain that never exists (RFC 2606).
const DOMAIN: &str = "incident-log.invalid";

/// Who reported a ticket when the source does not know.
pub(super) const NOBODY: &str = "Unknown caller";

/// A name of the source. Ordered so that a category comes before its sub-categories.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Name {
    Person(String),
    Team(String),
    Category(String),
    SubCategory(String, String),
}

impl Name {
    /// The stored number of its kind.
    pub(super) const fn kind(&self) -> i64 {
        match self {
            Self::Person(_) => 1,
            Self::Team(_) => 2,
            Self::Category(_) => 3,
            Self::SubCategory(..) => 4,
        }
    }

    /// The stored text; one that no other name of its kind has.
    pub(super) fn external_id(&self) -> String {
        match self {
            Self::Person(name) | Self::Team(name) | Self::Category(name) => name.clone(),
            Self::SubCategory(category, name) => format!("{category}\u{1f}{name}"),
        }
    }
}

/// Which names stand for which rows.
pub(super) type Known = HashMap<Name, i64>;

/// The requester of a line.
pub(super) fn requester(line: &Line) -> Name {
    Name::Person(line.caller.clone().unwrap_or_else(|| NOBODY.to_owned()))
}

/// The category of a line, the narrowest that is known.
pub(super) fn category(line: &Line) -> Option<Name> {
    match (&line.category, &line.subcategory) {
        (Some(category), Some(sub)) => Some(Name::SubCategory(category.clone(), sub.clone())),
        (Some(one), None) | (None, Some(one)) => Some(Name::Category(one.clone())),
        (None, None) => None,
    }
}

/// The names that a ticket's lines bring along.
pub(super) fn named(lines: &[Line]) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    for line in lines {
        let people = [&line.opened_by, &line.assignee, &line.resolved_by];
        names.insert(requester(line));
        names.extend(people.into_iter().flatten().cloned().map(Name::Person));
        names.extend(line.group.clone().map(Name::Team));
        let category = category(line);
        if let Some(Name::SubCategory(above, _)) = &category {
            names.insert(Name::Category(above.clone()));
        }
        names.extend(category);
    }
    names
}

/// The address of a person's placeholder: `caller-2403@incident-log.invalid`.
pub(super) fn address(name: &str) -> String {
    format!("{}@{DOMAIN}", slug(name, 60))
}

/// The code of a category: `incident-log/category-55`, `incident-log/category-55/subcategory-170`.
pub(super) fn code(category: &str, sub: Option<&str>) -> String {
    let above = format!("incident-log/{}", slug(category, 50));
    sub.map_or_else(|| above.clone(), |sub| format!("{above}/{}", slug(sub, 50)))
}

/// Words in small letters with dashes. A name that is not wholly said by that gets a part of its hash, so that two
/// names never share one.
fn slug(name: &str, longest: usize) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let plain = words.join("-");
    let is_said = words.join(" ") == name.to_ascii_lowercase() && plain.len() <= longest;
    if is_said {
        return plain;
    }
    let hash: String =
        Sha256::digest(name.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let start: String = plain.chars().take(longest - hash.len() - 1).collect();
    format!("{}-{hash}", start.trim_end_matches('-')).trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses_that_no_two_share() {
        assert_eq!(address("Caller 2403"), "caller-2403@incident-log.invalid");
        let all = [
            "Caller 1",
            "Caller-1",
            "Caller/1",
            "José",
            "Jose",
            "李",
            "?!",
            &"x".repeat(300),
            &"x".repeat(301),
        ];
        let made: BTreeSet<String> = all.iter().map(|name| address(name)).collect();
        assert_eq!(made.len(), all.len(), "{made:?}");
        assert!(made.iter().all(|address| {
            address.split('@').next().is_some_and(|local| !local.is_empty() && local.len() <= 64)
        }));
    }

    #[test]
    fn codes_are_those_that_categories_accept() {
        assert_eq!(code("Category 55", Some("Subcategory 170")), "incident-log/category-55/subcategory-170");
        assert!(
            code("Réseau", None)
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-/".contains(&b))
        );
    }
}
