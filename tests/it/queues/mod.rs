//! Lists: filters and rights against their rules in memory, paging under concurrent inserts, plans, pages, bulk edits.

mod bulk;
mod cost;
mod filters;
mod pages;
mod paging;
mod plans;

use base::{ctx::Ctx, people};
use db::Value;
use desk::{
    queues::{self, List, ListQuery, Sort},
    tickets::{self, NewTicket},
};
use jiff::tz::TimeZone;

use crate::lifecycle::Site;

/// Where days are meant.
fn zone() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

/// A list, as somebody sees it.
async fn list(site: &Site, cx: &Ctx, filter: &str, sort: Sort, cursor: Option<&str>, limit: u32) -> List {
    let query = ListQuery::read(cx.locale, filter, Some(sort.as_str()), cursor, limit).unwrap();
    let cx = cx.clone();
    site.app.app.db.read(move |r| queues::list(r, &cx, &query, cx.now, &zone())).await.unwrap()
}

fn numbers(list: &List) -> Vec<i64> {
    list.rows.iter().map(|row| row.number).collect()
}

/// Opens tickets as Vigie, for the requester.
async fn opened(site: &Site, count: usize) -> Vec<i64> {
    let (cx, desk, requester) = (site.app.cx(), site.desk.id, site.requester);
    let open = site.app.app.db.write_locked(move |tx| {
        (0..count)
            .map(|n| {
                let mut new = NewTicket::titled(&format!("Panne {n}"));
                (new.desk_id, new.requester_id) = (Some(desk), Some(requester));
                Ok(tickets::open(tx, &cx, &new)?.ticket.number)
            })
            .collect::<Result<Vec<i64>, tickets::Refused>>()
    });
    open.await.unwrap()
}

/// Sets columns of a ticket as no action would, to have every kind of row.
async fn force(site: &Site, number: i64, columns: Vec<(&'static str, Value)>) {
    let write = site.app.app.db.write_locked(move |tx| {
        let set: Vec<String> =
            columns.iter().enumerate().map(|(n, (column, _))| format!("{column} = ${}", n + 2)).collect();
        let mut values = vec![Value::Int(number)];
        values.extend(columns.iter().map(|(_, value)| value.clone()));
        tx.execute(&format!("UPDATE tickets SET {} WHERE number = $1", set.join(", ")), &values)
    });
    assert_eq!(write.await.unwrap(), 1);
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.roll(among.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}

/// Somebody who was given rights by hand.
fn actor(id: i64, grants: &[(people::Role, Option<i64>)]) -> people::Actor {
    let mut actor = people::Actor::user(id, "Someone");
    actor.grants =
        grants.iter().map(|(role, desk_id)| people::Grant { role: *role, desk_id: *desk_id }).collect();
    actor
}
