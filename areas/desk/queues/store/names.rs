//! The rows that a filter names: people, teams, organisations, desks, services, categories. A few queries, whatever the
//! number of names.

use std::collections::{BTreeSet, HashMap};

use base::people::{self, Actor};
use db::{FromValue, Read, Result, Row, Value, list};
use rules::{
    filter::{Column, Expr, Op, Value as Wanted},
    text::{fold, sort_key},
};

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::queues) enum Thing {
    Person,
    Team,
    Organisation,
    Desk,
    Service,
    Category,
}

impl Thing {
    /// What a column names; tags have no rows.
    pub(in crate::queues) const fn of(column: Column) -> Option<Self> {
        match column {
            Column::Assignee | Column::Requester | Column::Watcher => Some(Self::Person),
            Column::Team => Some(Self::Team),
            Column::Organisation | Column::Provider => Some(Self::Organisation),
            Column::Desk => Some(Self::Desk),
            Column::Service => Some(Self::Service),
            Column::Category => Some(Self::Category),
            _ => None,
        }
    }
}

/// The rows of each name, by its folded text.
#[derive(Debug, Clone, Default)]
pub(in crate::queues) struct Known(HashMap<(Thing, String), Vec<i64>>);

impl Known {
    /// The rows of a name; empty when there is none.
    pub(in crate::queues) fn rows(&self, thing: Thing, name: &str) -> &[i64] {
        self.0.get(&(thing, fold(name))).map_or(&[], Vec::as_slice)
    }
}

/// Every name in a filter, with the column that it stands for.
pub(in crate::queues) fn names_in(expr: &Expr) -> Vec<(Column, &str)> {
    let mut found = Vec::new();
    collect(expr, &mut found);
    found
}

fn collect<'e>(expr: &'e Expr, found: &mut Vec<(Column, &'e str)>) {
    match expr {
        Expr::And(terms) | Expr::Or(terms) => terms.iter().for_each(|term| collect(term, found)),
        Expr::Not(inner) => collect(inner, found),
        Expr::Test(test) => {
            if let Op::Any(values) = &test.op {
                found.extend(values.iter().filter_map(|value| match value {
                    Wanted::Name(name) => Some((test.column, name.as_str())),
                    _ => None,
                }));
            }
        }
    }
}

/// Looks up every name of a filter. People whom the actor may not know of are unknown to them.
pub(in crate::queues) fn look_up(read: &Read<'_>, actor: &Actor, expr: &Expr) -> Result<Known> {
    let mut wanted: HashMap<Thing, BTreeSet<String>> = HashMap::new();
    for (column, name) in names_in(expr) {
        if let Some(thing) = Thing::of(column) {
            wanted.entry(thing).or_default().insert(name.to_owned());
        }
    }
    let mut known = Known::default();
    for (thing, names) in wanted {
        let names: Vec<String> = names.into_iter().collect();
        let found = match thing {
            Thing::Person => persons(read, actor, &names)?,
            Thing::Category => categories(read, &names)?,
            Thing::Team => named(read, "SELECT id, name FROM teams", &names)?,
            Thing::Organisation => named(read, "SELECT id, name FROM organisations", &names)?,
            Thing::Desk => named(read, "SELECT id, name FROM desks", &names)?,
            Thing::Service => named(read, "SELECT id, name FROM services", &names)?,
        };
        for (name, id) in found {
            known.0.entry((thing, fold(&name))).or_default().push(id);
        }
    }
    Ok(known)
}

fn texts(names: &[String], key: fn(&str) -> String) -> Vec<Value> {
    names.iter().map(|name| Value::Text(key(name))).collect()
}

fn at<T: FromValue>(row: &Row, place: usize) -> Result<T> {
    row.at(place)
}

/// Rows by name. The sort key finds candidates by index, the folded name decides.
fn named(read: &Read<'_>, select: &str, names: &[String]) -> Result<Vec<(String, i64)>> {
    let sql = format!("{select} WHERE sort_key IN ({}) ORDER BY id LIMIT 2000", list(1, names.len()));
    let rows = read.query(&sql, &texts(names, sort_key))?;
    rows.iter().map(|row| Ok((at(row, 1)?, at(row, 0)?))).collect()
}

/// People by name or address.
fn persons(read: &Read<'_>, actor: &Actor, names: &[String]) -> Result<Vec<(String, i64)>> {
    let sql = format!(
        "SELECT id, name, email, organisation_id FROM users WHERE sort_key IN ({}) OR email_key IN ({}) \
         ORDER BY id LIMIT 2000",
        list(1, names.len()),
        list(1 + names.len(), names.len())
    );
    let mut values = texts(names, sort_key);
    values.extend(texts(names, |name| name.trim().to_lowercase()));
    let rows = read.query(&sql, &values)?;
    let reach = people::reach(read, actor)?;
    let organisations: Vec<i64> = rows
        .iter()
        .map(|row| at(row, 3))
        .collect::<Result<Vec<Option<i64>>>>()?
        .into_iter()
        .flatten()
        .collect();
    let organisations = match reach {
        people::Reach::Everyone => HashMap::new(),
        _ => people::organisations_by_id(read, &organisations)?,
    };
    let mut found = Vec::new();
    for row in &rows {
        let (id, organisation): (i64, Option<i64>) = (at(row, 0)?, at(row, 3)?);
        if reach.holds(id, organisation.and_then(|id| organisations.get(&id))) {
            found.push((at(row, 1)?, id));
            found.push((at(row, 2)?, id));
        }
    }
    Ok(found)
}

struct Branch {
    id: i64,
    parent: Option<i64>,
    names: [String; 3],
}

/// Categories by their own name, by that of any above them, by code, or by a path of names from the root.
fn categories(read: &Read<'_>, names: &[String]) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT id, parent_id, name_fr, name_en, code FROM categories ORDER BY id LIMIT 10000";
    let rows = read.query(sql, &[])?;
    let branch = |row: &Row| -> Result<(i64, Branch)> {
        let text = |place| Ok::<_, db::Error>(fold(&at::<String>(row, place)?));
        let (id, parent) = (at(row, 0)?, at(row, 1)?);
        Ok((id, Branch { id, parent, names: [text(2)?, text(3)?, text(4)?] }))
    };
    let tree: HashMap<i64, Branch> = rows.iter().map(branch).collect::<Result<_>>()?;
    let mut found = Vec::new();
    for category in tree.values() {
        let up = std::iter::successors(Some(category), |branch| branch.parent.and_then(|id| tree.get(&id)));
        // A damaged tree may hold a circle.
        let mut path: Vec<&Branch> = up.take(16).collect();
        path.reverse();
        for name in names {
            let wanted = fold(name);
            if path.iter().any(|branch| branch.names.contains(&wanted)) || is_path(&path, &wanted) {
                found.push((name.clone(), category.id));
            }
        }
    }
    Ok(found)
}

fn is_path(path: &[&Branch], wanted: &str) -> bool {
    let joined = |language: usize, depth: usize| {
        let names =
            path.iter().take(depth).map(|branch| branch.names.get(language).map_or("", String::as_str));
        names.collect::<Vec<_>>().join("/")
    };
    (1..=path.len()).any(|depth| (0..2).any(|language| joined(language, depth) == wanted))
}
