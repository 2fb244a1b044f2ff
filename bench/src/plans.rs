//! How each engine reads the lists.

use anyhow::{Result, anyhow};
use base::{ctx::Ctx, people};
use db::{Engine, Read, Value};
use desk::queues::{self, ListQuery};
use jiff::tz::TimeZone;
use web::i18n::Locale;

use crate::{generate::ADMINISTRATOR, place::Place};

const FILTERS: [&str; 4] =
    ["is:open", "is:open priority:P1,P2", "is:open team:Network", "is:open is:unassigned"];

/// Prints the plan of each list.
pub async fn print(place: &Place) -> Result<()> {
    let db = place.open().await?;
    let plans = db.read(|read| plans(read).map_err(|error| db::Error::Engine(error.to_string()))).await?;
    db.close();
    for (filter, lines) in plans {
        println!("\n{filter}");
        lines.iter().for_each(|line| println!("    {line}"));
    }
    Ok(())
}

fn plans(read: &Read<'_>) -> Result<Vec<(&'static str, Vec<String>)>> {
    let user = people::user_by_email(read, ADMINISTRATOR)?.ok_or_else(|| anyhow!("no administrator"))?;
    let actor = people::load_actor(read, user.id, None, None)?.ok_or_else(|| anyhow!("no rights"))?;
    let cx = Ctx { actor, ..Ctx::system(work::Clock::system().now()) };
    let explain = match read.engine() {
        Engine::Sqlite => "EXPLAIN QUERY PLAN",
        Engine::Postgres => "EXPLAIN",
    };
    let mut found = Vec::new();
    for filter in FILTERS {
        let query =
            ListQuery::read(Locale::En, filter, None, None, 50).map_err(|fault| anyhow!("{fault:?}"))?;
        let (sql, values) = queues::statement(read, &cx, &query, cx.now, &TimeZone::UTC)
            .map_err(|error| anyhow!("{error}"))?;
        let rows = read.query(&format!("{explain} {sql}"), &values)?;
        let lines = rows.iter().filter_map(|row| match row.values().last() {
            Some(Value::Text(line)) => Some(line.clone()),
            _ => None,
        });
        found.push((filter, lines.collect()));
    }
    Ok(found)
}
