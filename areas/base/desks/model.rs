//! Help desks, categories and calendars as the product speaks of them.

use jiff::tz::TimeZone;
use rules::calendar::CalendarSpec;
use rules::priority::Level;
use rules::text::fold;
use web::i18n::Locale;

/// A help desk « centre de services » (product.md §15.1): one queue, one language, one way of working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Row id.
    pub id: i64,
    /// Its name, unique among the desks in use.
    pub name: String,
    /// The language in which it writes when its correspondent has none.
    pub locale: Locale,
    /// The IANA zone on whose clock its days are counted.
    pub zone: String,
    /// The telephone number shown to requesters; empty if none.
    pub phone: String,
    /// Its working hours; `None` is always open.
    pub calendar_id: Option<i64>,
    /// Working days before a resolved ticket closes by itself.
    pub confirm_days: i64,
    /// Days for which a closed ticket may still be reopened; later a reply opens a follow-up (product.md §2.3).
    pub reopen_days: i64,
    /// Whether people without an account may report here, once they have shown that their address is theirs.
    pub guests: bool,
    /// For optimistic concurrency; covers the matrix too.
    pub version: i64,
}

impl Desk {
    /// The desk's zone; UTC if this machine's zone database no longer knows it.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

/// What a desk is made of, to create it or to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDesk {
    /// Its name.
    pub name: String,
    /// Its language.
    pub locale: Locale,
    /// Its IANA zone.
    pub zone: String,
    /// Its telephone number, or empty.
    pub phone: String,
    /// Its working hours; `None` is always open.
    pub calendar_id: Option<i64>,
    /// Working days before a resolved ticket closes by itself, 1 to 60.
    pub confirm_days: i64,
    /// Days for which a closed ticket may still be reopened, 0 to 365.
    pub reopen_days: i64,
    /// Whether people without an account may report here.
    pub guests: bool,
    /// The organisations it serves; none means that it serves everyone.
    pub organisations: Vec<i64>,
}

impl NewDesk {
    /// A desk with the usual delays, serving everyone, without hours of its own yet.
    #[must_use]
    pub fn named(name: impl Into<String>, locale: Locale, zone: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            locale,
            zone: zone.into(),
            phone: String::new(),
            calendar_id: None,
            confirm_days: 5,
            reopen_days: 14,
            guests: false,
            organisations: Vec::new(),
        }
    }

    /// A desk as it is, to change a part of it.
    #[must_use]
    pub fn of(desk: &Desk, organisations: Vec<i64>) -> Self {
        Self {
            name: desk.name.clone(),
            locale: desk.locale,
            zone: desk.zone.clone(),
            phone: desk.phone.clone(),
            calendar_id: desk.calendar_id,
            confirm_days: desk.confirm_days,
            reopen_days: desk.reopen_days,
            guests: desk.guests,
            organisations,
        }
    }
}

/// A node of a desk's tree of categories (product.md §2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Row id.
    pub id: i64,
    /// The desk it belongs to.
    pub desk_id: i64,
    /// The category it stands under.
    pub parent_id: Option<i64>,
    /// A stable word for programs and imports, unique in the desk: `network/vpn`.
    pub code: String,
    /// The French name; empty if the desk only speaks English.
    pub name_fr: String,
    /// The English name; empty if the desk only speaks French.
    pub name_en: String,
    /// The impact proposed for its tickets.
    pub impact: Option<Level>,
    /// The urgency proposed for its tickets.
    pub urgency: Option<Level>,
    /// The team its tickets go to.
    pub team_id: Option<i64>,
    /// What it costs the business, in French.
    pub business_impact_fr: String,
    /// What it costs the business, in English.
    pub business_impact_en: String,
    /// Words people use for it, in any language, for search and classification.
    pub synonyms: Vec<String>,
    /// Its place among its siblings, from 0.
    pub position: i64,
    /// For optimistic concurrency.
    pub version: i64,
    /// Whether it was put away: old tickets keep it, new ones cannot take it.
    pub archived: bool,
}

impl Category {
    /// The name in a language, or in the other one if it has none there.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        in_language(locale, &self.name_fr, &self.name_en)
    }

    /// What it costs the business, in a language, or in the other one.
    #[must_use]
    pub fn business_impact(&self, locale: Locale) -> &str {
        in_language(locale, &self.business_impact_fr, &self.business_impact_en)
    }
}

fn in_language<'t>(locale: Locale, fr: &'t str, en: &'t str) -> &'t str {
    match locale {
        Locale::Fr if !fr.is_empty() => fr,
        Locale::En if en.is_empty() => fr,
        Locale::Fr | Locale::En => en,
    }
}

/// What may be edited of a category.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CategoryFields {
    /// The French name; one of the two names is needed.
    pub name_fr: String,
    /// The English name.
    pub name_en: String,
    /// The impact proposed.
    pub impact: Option<Level>,
    /// The urgency proposed.
    pub urgency: Option<Level>,
    /// The team its tickets go to, one of the same desk.
    pub team_id: Option<i64>,
    /// What it costs the business, in French.
    pub business_impact_fr: String,
    /// What it costs the business, in English.
    pub business_impact_en: String,
    /// Words people use for it.
    pub synonyms: Vec<String>,
}

impl From<&Category> for CategoryFields {
    fn from(category: &Category) -> Self {
        Self {
            name_fr: category.name_fr.clone(),
            name_en: category.name_en.clone(),
            impact: category.impact,
            urgency: category.urgency,
            team_id: category.team_id,
            business_impact_fr: category.business_impact_fr.clone(),
            business_impact_en: category.business_impact_en.clone(),
            synonyms: category.synonyms.clone(),
        }
    }
}

/// A category to be added at the end of its siblings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    /// The desk.
    pub desk_id: i64,
    /// The category it goes under.
    pub parent_id: Option<i64>,
    /// The stable code; empty to have it made from the English name.
    pub code: String,
    /// The rest.
    pub fields: CategoryFields,
}

/// Where a category is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The new parent; `None` is the top of the tree.
    pub parent_id: Option<i64>,
    /// The place among the siblings there, from 0; past the end is the end.
    pub position: usize,
}

/// A calendar as it is stored and edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCalendar {
    /// Row id.
    pub id: i64,
    /// Its name, unique.
    pub name: String,
    /// Its rule.
    pub spec: CalendarSpec,
    /// For optimistic concurrency.
    pub version: i64,
}

/// What a calendar is made of, to create it or to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCalendar {
    /// Its name.
    pub name: String,
    /// Its rule.
    pub spec: CalendarSpec,
}

/// The names from the root to a category, as pages show them: "Réseau › VPN". Empty when the id is not in the list.
#[must_use]
pub fn path(categories: &[Category], id: i64, locale: Locale) -> String {
    let mut names: Vec<&str> = ancestry(categories, id).map(|category| category.name(locale)).collect();
    names.reverse();
    names.join(" › ")
}

/// A category, its parent, and so on up to the root. Ends even on a damaged tree.
pub fn ancestry(categories: &[Category], id: i64) -> impl Iterator<Item = &Category> {
    let find = |id: i64| categories.iter().find(|category| category.id == id);
    let up = std::iter::successors(find(id), move |category| category.parent_id.and_then(find));
    up.take(categories.len())
}

/// How deep a category stands: 0 at the top.
#[must_use]
pub fn depth(categories: &[Category], id: i64) -> usize {
    ancestry(categories, id).count().saturating_sub(1)
}

/// Siblings by position brought into the order of the tree: each category right before its descendants. One whose
/// parent is not in the list stands at the top.
pub(super) fn tree_order(categories: Vec<Category>) -> Vec<Category> {
    let known: Vec<i64> = categories.iter().map(|category| category.id).collect();
    let mut left = categories;
    let mut ordered = Vec::with_capacity(left.len());
    take_under(None, &known, &mut left, &mut ordered);
    // What is left hangs on a cycle, which the actions refuse: show it rather than lose it.
    ordered.append(&mut left);
    ordered
}

fn take_under(parent: Option<i64>, known: &[i64], left: &mut Vec<Category>, ordered: &mut Vec<Category>) {
    let parent_of = |category: &Category| category.parent_id.filter(|id| known.contains(id));
    let children: Vec<Category> = left.extract_if(.., |category| parent_of(category) == parent).collect();
    for child in children {
        let id = child.id;
        ordered.push(child);
        take_under(Some(id), known, left, ordered);
    }
}

/// The category that a text names: its code, its path ("Réseau/VPN", "Network › VPN"), or its own name if only one
/// bears it. Case, accents and language do not matter.
pub(super) fn find_by_path<'c>(categories: &'c [Category], text: &str) -> Option<&'c Category> {
    let wanted = steps(text);
    let by_code = categories.iter().find(|category| category.code == fold(text));
    by_code.or_else(|| {
        let full = categories.iter().find(|category| paths(categories, category).contains(&wanted));
        full.or_else(|| {
            let mut named = categories.iter().filter(|category| {
                [&category.name_fr, &category.name_en].iter().any(|name| steps(name) == wanted)
            });
            named.next().filter(|_| !wanted.is_empty() && named.next().is_none())
        })
    })
}

/// A path's steps, folded and joined by `/`; a name that itself holds a slash ("Cloud / SaaS") folds the same way.
fn steps(text: &str) -> String {
    let steps = text.split(['/', '›', '>']).map(fold).filter(|step| !step.is_empty());
    steps.collect::<Vec<_>>().join("/")
}

/// Every way to write a category's full path, each step in either language.
fn paths(categories: &[Category], category: &Category) -> Vec<String> {
    ancestry(categories, category.id).fold(vec![String::new()], |tails, step| {
        let mut names = vec![steps(step.name(Locale::Fr)), steps(step.name(Locale::En))];
        names.dedup();
        let join = |tail: &String, name: &String| {
            if tail.is_empty() { name.clone() } else { format!("{name}/{tail}") }
        };
        names.iter().flat_map(|name| tails.iter().map(move |tail| join(tail, name))).collect()
    })
}

/// A stable code made from a name: `Wi-Fi & VPN` is `wi-fi-vpn`.
pub(super) fn slug(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, parent_id: Option<i64>, position: i64, names: (&str, &str)) -> Category {
        Category {
            id,
            desk_id: 1,
            parent_id,
            code: slug(names.1),
            name_fr: names.0.to_owned(),
            name_en: names.1.to_owned(),
            impact: None,
            urgency: None,
            team_id: None,
            business_impact_fr: String::new(),
            business_impact_en: String::new(),
            synonyms: Vec::new(),
            position,
            version: 1,
            archived: false,
        }
    }

    fn tree() -> Vec<Category> {
        vec![
            category(1, None, 0, ("Réseau", "Network")),
            category(2, None, 1, ("Cloud / SaaS", "Cloud / SaaS")),
            category(3, Some(1), 0, ("VPN", "VPN")),
            category(4, Some(2), 0, ("Panne", "Outage")),
            category(5, Some(1), 1, ("Panne", "Outage")),
            category(6, None, 2, ("", "English only")),
        ]
    }

    #[test]
    fn the_tree_is_read_depth_first() {
        let order: Vec<i64> = tree_order(tree()).iter().map(|category| category.id).collect();
        assert_eq!(order, [1, 3, 5, 2, 4, 6]);
    }

    #[test]
    fn a_damaged_tree_loses_nothing() {
        let looped = vec![category(1, Some(2), 0, ("a", "a")), category(2, Some(1), 0, ("b", "b"))];
        assert_eq!(path(&looped, 1, Locale::En), "b › a");
        assert_eq!(tree_order(looped).len(), 2);
        let orphan = vec![category(7, Some(99), 0, ("c", "c"))];
        assert_eq!(tree_order(orphan).len(), 1);
    }

    #[test]
    fn paths_are_written_in_the_reader_s_language() {
        let tree = tree();
        assert_eq!(path(&tree, 5, Locale::Fr), "Réseau › Panne");
        assert_eq!(path(&tree, 5, Locale::En), "Network › Outage");
        assert_eq!(path(&tree, 6, Locale::Fr), "English only");
        assert_eq!(path(&tree, 77, Locale::Fr), "");
        assert_eq!((depth(&tree, 1), depth(&tree, 5)), (0, 1));
    }

    #[test]
    fn a_category_is_found_by_code_path_or_unambiguous_name() {
        let tree = tree();
        let table = [
            ("network", Some(1)),
            ("Réseau/VPN", Some(3)),
            ("reseau › vpn", Some(3)),
            ("NETWORK > vpn", Some(3)),
            ("Réseau/Outage", Some(5)),
            ("Cloud / SaaS", Some(2)),
            ("cloud / saas / panne", Some(4)),
            ("vpn", Some(3)),
            ("Panne ", None),
            ("nothing", None),
            ("", None),
            (" / ", None),
        ];
        for (text, expected) in table {
            assert_eq!(find_by_path(&tree, text).map(|category| category.id), expected, "{text}");
        }
    }

    #[test]
    fn codes_are_kebab() {
        assert_eq!(slug("Wi-Fi & VPN "), "wi-fi-vpn");
        assert_eq!(slug("Accès réseau"), "acces-reseau");
        assert_eq!(slug("»"), "");
    }
}
