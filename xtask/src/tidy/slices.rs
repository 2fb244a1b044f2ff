//! A slice imports only slices listed before it in ARCHITECTURE.md's block fenced with the word `slices` (§3.4).

use super::checkout::{Checkout, File, fenced};
use super::lex::{self, Token};
use super::{Finding, architecture};

const REMEDY: &str =
    "a slice knows only earlier ones; read the change feed, or move what is shared to the earlier slice";

/// The slices in reading order, one `area/slice` a line; words after it are a remark.
pub struct Order {
    slices: Vec<(String, String)>,
}

impl Order {
    /// Reads the list; it is empty where ARCHITECTURE.md or its list is missing.
    pub fn read(checkout: &Checkout) -> Self {
        let text = checkout.file(architecture::PAGE).map_or("", |page| page.text.as_str());
        let slices = fenced(text, "slices")
            .into_iter()
            .filter_map(|(_, line)| line.split_whitespace().next()?.trim_end_matches('/').split_once('/'))
            .map(|(area, slice)| (area.to_owned(), slice.to_owned()))
            .collect();
        Self { slices }
    }

    pub fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.slices.iter()
    }

    fn position(&self, area: &str, slice: &str) -> Option<usize> {
        self.slices.iter().position(|(a, s)| a == area && s == slice)
    }

    fn area_position(&self, area: &str) -> Option<usize> {
        self.slices.iter().position(|(a, _)| a == area)
    }
}

/// What a file of an area is: its area, its slice (none at the area's root), and its module path within the area.
struct Place {
    area: String,
    slice: String,
    modules: usize,
}

impl Place {
    fn of(file: &File) -> Option<Self> {
        let mut parts = file.path.strip_prefix("areas/")?.split('/');
        let area = parts.next()?.to_owned();
        let mut modules: Vec<&str> = parts.map(|part| part.trim_end_matches(".rs")).collect();
        if matches!(modules.last(), Some(&"mod" | &"lib")) {
            modules.pop();
        }
        let slice = modules.first().copied().unwrap_or_default().to_owned();
        Some(Self { area, slice, modules: modules.len() })
    }
}

pub fn check(checkout: &Checkout) -> Vec<Finding> {
    let order = Order::read(checkout);
    let mut findings = Vec::new();
    for file in checkout.rust() {
        let Some(place) = Place::of(file) else { continue };
        for (line, area, slice) in imports(&lex::lex(&file.text).tokens(), &place, &order) {
            let later = match (order.position(&place.area, &place.slice), order.position(&area, &slice)) {
                (Some(own), Some(other)) => other > own,
                _ => area != place.area && order.area_position(&area) > order.area_position(&place.area),
            };
            if later {
                let own = if place.slice.is_empty() {
                    place.area.clone()
                } else {
                    format!("{}/{}", place.area, place.slice)
                };
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("{own} imports the later {area}/{slice}"),
                    REMEDY,
                ));
            }
        }
    }
    findings
}

/// Every (line, area, slice) that paths in the code lead to.
fn imports(tokens: &[Token], place: &Place, order: &Order) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut inline: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let text = |ahead: usize| tokens.get(index + ahead).map_or("", |t| t.text.as_str());
        match token.text.as_str() {
            "{" => {
                depth += 1;
                let named = index >= 2 && tokens.get(index - 2).is_some_and(|t| t.text == "mod");
                if named {
                    inline.push(depth);
                }
            }
            "}" => {
                inline.pop_if(|opened| *opened == depth);
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let continues = index >= 2
            && tokens.get(index - 1).is_some_and(|t| t.text == ":")
            && tokens.get(index - 2).is_some_and(|t| t.text == ":");
        if continues || text(1) != ":" || text(2) != ":" {
            continue;
        }
        let (area, after) = match token.text.as_str() {
            "crate" => (place.area.clone(), index + 3),
            "super" => {
                let supers = (0..).take_while(|n| text(n * 3) == "super").count();
                if supers != place.modules + inline.len() {
                    continue;
                }
                (place.area.clone(), index + supers * 3)
            }
            area if order.area_position(area).is_some() => (area.to_owned(), index + 3),
            _ => continue,
        };
        found.extend(heads(tokens, after).into_iter().map(|(line, name)| (line, area.clone(), name)));
    }
    found
}

/// The first names of a path's rest at `at`: one, or one for each branch of a `{…}` group.
fn heads(tokens: &[Token], at: usize) -> Vec<(usize, String)> {
    let Some(first) = tokens.get(at) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.line, first.text.clone())];
    }
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut fresh = false;
    for token in tokens.iter().skip(at) {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                fresh = depth == 1;
            }
            "}" => depth = depth.saturating_sub(1),
            "," => fresh = depth == 1,
            _ if fresh => {
                names.push((token.line, token.text.clone()));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# x\n```slices\nbase/audit   the journal\nbase/people\ndesk/sla\ndesk/tickets\n```\n";

    fn found(path: &str, source: &str) -> Vec<String> {
        let checkout = Checkout::of(&[("ARCHITECTURE.md", PAGE), (path, source)]);
        check(&checkout).into_iter().map(|f| format!("{} {}", f.line, f.what)).collect()
    }

    #[test]
    fn earlier_slices_and_oneself_may_be_imported() {
        for source in [
            "use crate::sla::Clock;",
            "use base::{audit, people::{User, tickets}};",
            "use super::model::Ticket;",
            "use crate::tickets::model;",
            "use std::sync::Arc; // use crate::later::x",
        ] {
            assert!(found("areas/desk/tickets/pages.rs", source).is_empty(), "{source}");
        }
    }

    #[test]
    fn later_slices_are_found_however_they_are_named() {
        let expected = ["1 desk/sla imports the later desk/tickets"];
        for source in [
            "use crate::tickets::Ticket;",
            "use crate::{sla::x, tickets::{self, y}};",
            "fn f() { crate::tickets::open() }",
            "use super::super::tickets::open;",
            "mod tests { use super::super::super::tickets::open; }",
        ] {
            assert_eq!(found("areas/desk/sla/pages.rs", source), expected, "{source}");
        }
        assert_eq!(found("areas/desk/sla/mod.rs", "use super::tickets::open;"), expected);
    }

    #[test]
    fn later_areas_are_found_even_from_an_area_s_root() {
        assert_eq!(
            found("areas/base/lib.rs", "use desk::tickets;"),
            ["1 base imports the later desk/tickets"]
        );
        assert_eq!(
            found("areas/base/people/mod.rs", "\nuse desk::x;"),
            ["2 base/people imports the later desk/x"]
        );
    }
}
