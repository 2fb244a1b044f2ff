//! The plans of lists and figures on many tickets: the order comes from an index, and nothing reads the whole table.

use db::{Engine, Read, Value};
use desk::queues::{self, ListQuery, Sort};
use testkit::on_each;

use super::{Site, opened, zone};

/// Doubles the tickets this often: 131,072 of them, 4 % open.
const DOUBLINGS: usize = 16;

async fn many(site: &Site) {
    opened(site, 2).await;
    let columns =
        site.app.app.db.read(|r| {
            Ok::<_, db::Error>(r.query("SELECT * FROM tickets LIMIT 1", &[])?[0].columns().to_vec())
        });
    let columns: Vec<String> = columns.await.unwrap().into_iter().filter(|column| column != "id").collect();
    // One transaction a step: each stays far below the time that a write may take.
    for _ in 0..DOUBLINGS {
        let columns = columns.clone();
        let doubled = site.app.app.db.write_locked(move |tx| {
            let max: i64 = tx.first("SELECT MAX(number) FROM tickets", &[])?.unwrap().at(0)?;
            let of =
                |column: &String| if column == "number" { format!("number + {max}") } else { column.clone() };
            let values: Vec<String> = columns.iter().map(of).collect();
            let (columns, values) = (columns.join(", "), values.join(", "));
            tx.execute(&format!("INSERT INTO tickets ({columns}) SELECT {values} FROM tickets"), &[])
        });
        doubled.await.unwrap();
    }
    let spread = site.app.app.db.write_locked(|tx| {
        tx.execute(
            "UPDATE tickets SET state = CASE WHEN number % 25 = 0 THEN (number / 25) % 5 ELSE 6 END, \
             priority = 1 + number % 5, breached = (number % 100 = 0), due_key = CASE WHEN number % 3 = 0 THEN 9223372036854775807 ELSE created_at + number * 1000000 END, \
             created_at = created_at - number * 60000000, updated_at = updated_at - number * 50000000, \
             resolved_at = CASE WHEN number % 25 = 0 THEN NULL ELSE created_at - number * 30000000 END",
            &[],
        )
    });
    spread.await.unwrap();
    analysed(site).await;
}

async fn analysed(site: &Site) {
    site.app.app.db.write_locked(|tx| tx.batch("ANALYZE")).await.unwrap();
}

/// Gives nearly all of them to one agent: what the planner knows of the columns changes, and no plan may.
async fn held_by_one(site: &Site) {
    let agent = site.agent;
    let write = site.app.app.db.write_locked(move |tx| {
        tx.execute("UPDATE tickets SET assignee_id = $1 WHERE number % 50 <> 0", &[Value::Int(agent)])
    });
    write.await.unwrap();
    analysed(site).await;
}

/// Why a plan is not good enough; nothing when it is.
fn fault(read: &Read<'_>, sql: &str, values: &[Value], ordered: bool) -> Option<String> {
    let explain = if read.engine() == Engine::Sqlite { "EXPLAIN QUERY PLAN " } else { "EXPLAIN " };
    let rows = read.query(&format!("{explain}{sql}"), values).unwrap();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| match row.values().last() {
            Some(Value::Text(text)) => text.clone(),
            other => format!("{other:?}"),
        })
        .collect();
    let plan = lines.join("\n");
    let whole = match read.engine() {
        Engine::Sqlite => {
            lines.iter().any(|line| line.trim_start().starts_with("SCAN tickets") && !line.contains("INDEX"))
        }
        Engine::Postgres => plan.contains("Seq Scan on tickets"),
    };
    let sorted = match read.engine() {
        Engine::Sqlite => plan.contains("TEMP B-TREE FOR ORDER BY") || plan.contains("TEMP B-TREE FOR LAST"),
        Engine::Postgres => lines
            .iter()
            .any(|line| line.trim_start().trim_start_matches("->").trim_start().starts_with("Sort")),
    };
    (whole || (ordered && sorted)).then(|| format!("{sql}\n{plan}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_read_in_the_order_of_an_index() {
    on_each(|app| async {
        let site = Site::on(app).await;
        many(&site).await;
        // Nobody holds any of them, and then one agent nearly all: few are unassigned then, and may be sorted.
        lists_follow_an_index(&site, true).await;
        held_by_one(&site).await;
        lists_follow_an_index(&site, false).await;
    })
    .await;
}

async fn lists_follow_an_index(site: &Site, unassigned: bool) {
    // What finds few of the open tickets may be read by another index and sorted; what finds most of them may not.
    let filters = [
        ("is:open", true),
        ("is:open -is:snoozed", true),
        ("is:open is:overdue", false),
        ("is:open priority:P1", false),
        ("is:open is:at-risk sla:<1h", false),
        ("is:open created:>1d", false),
    ];
    for who in [site.agent, site.lead] {
        let cx = site.app.cx_of(who).await;
        for (filter, ordered) in filters {
            for sort in Sort::ALL {
                let first = super::list(site, &cx, filter, sort, None, 5).await;
                for cursor in [None, first.next.as_deref()] {
                    let query = ListQuery::read(cx.locale, filter, Some(sort.as_str()), cursor, 50).unwrap();
                    let by = cx.clone();
                    let found = site.app.app.db.read(move |r| {
                        let (sql, values) = queues::statement(r, &by, &query, by.now, &zone())?;
                        // Few open tickets may be sorted in memory; the two orders made for them are never.
                        Ok::<_, web::AppError>(fault(r, &sql, &values, ordered && sort.is_for_open()))
                    });
                    let found = found.await.unwrap();
                    assert!(found.is_none(), "{filter} by {sort:?}: {}", found.unwrap());
                }
            }
        }
        let all = ["", "is:closed", "state:closed", "state:resolved,closed"];
        let orders = [Sort::Created, Sort::Updated, Sort::Number];
        let all = all.iter().flat_map(|filter| orders.map(|sort| (*filter, sort)));
        for (filter, sort) in all.chain([("is:open is:unassigned", Sort::Due)]) {
            let query = ListQuery::read(cx.locale, filter, Some(sort.as_str()), None, 50).unwrap();
            let by = cx.clone();
            let found = site.app.app.db.read(move |r| {
                let (sql, values) = queues::statement(r, &by, &query, by.now, &zone())?;
                let ordered = unassigned || !filter.contains("is:unassigned");
                Ok::<_, web::AppError>(fault(r, &sql, &values, ordered))
            });
            let found = found.await.unwrap();
            assert!(found.is_none(), "{filter:?} by {sort:?}: {}", found.unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_the_board_comes_from_an_index() {
    on_each(|app| async {
        let site = Site::on(app).await;
        many(&site).await;
        for who in [site.agent, site.lead] {
            let cx = site.app.cx_of(who).await;
            for desk in [None, Some(site.desk.id)] {
                for (name, sql, values) in queues::board_statements(&cx, desk, &zone()) {
                    let found = site
                        .app
                        .app
                        .db
                        .read(move |r| Ok::<_, db::Error>(fault(r, &sql, &values, false)))
                        .await
                        .unwrap();
                    assert!(found.is_none(), "{name}: {}", found.unwrap());
                }
            }
            let board = site.app.app.db.read(move |r| queues::board(r, &cx, None, &zone())).await.unwrap();
            assert_eq!(board.open.open, board.open.by_priority.iter().sum::<i64>());
            assert_eq!(board.open.open, board.teams.iter().flat_map(|team| team.by_age).sum::<i64>());
            assert!(board.open.open > 500);
        }
    })
    .await;
}
