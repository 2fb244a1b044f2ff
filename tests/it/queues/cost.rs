//! What a list costs: as many statements for fifty rows as for five, whoever reads.

use base::{ctx::Ctx, people::Role};
use db::Read;
use desk::{
    queues::{self, ListQuery, Sort},
    tickets::store,
};
use testkit::on_each;

use super::{Site, opened, zone};

/// How many statements something takes.
fn cost<T>(read: &Read<'_>, run: impl FnOnce() -> T) -> (u32, T) {
    let before = read.statements();
    let done = run();
    (read.statements() - before, done)
}

/// The statements of each list for somebody, with the rows that the first of them found.
async fn costs(site: &Site, cx: &Ctx) -> (usize, Vec<(&'static str, u32)>) {
    let cx = cx.clone();
    let read = site.app.app.db.read(move |read| {
        let zone = zone();
        let mut found = Vec::new();
        let mut rows = 0;
        for (name, filter, sort) in [
            ("open", "is:open", Sort::Due),
            ("newest", "", Sort::Created),
            ("by text", "text:Panne", Sort::Updated),
            ("by priority", "is:open", Sort::Priority),
        ] {
            let query = ListQuery::read(cx.locale, filter, Some(sort.as_str()), None, 100).unwrap();
            let (statements, list) = cost(read, || queues::list(read, &cx, &query, cx.now, &zone));
            let list = list.unwrap();
            rows = rows.max(list.rows.len());
            found.push((name, statements));
            let ids: Vec<i64> = list.rows.iter().map(|row| row.id).collect();
            let (statements, tickets) = cost(read, || store::many(read, &ids));
            assert_eq!(tickets?.len(), ids.len());
            found.push(("whole tickets", statements));
            let (statements, total) = cost(read, || queues::count(read, &cx, &query.filter, cx.now, &zone));
            total.unwrap();
            found.push(("count", statements));
        }
        // Requesters have no board.
        if cx.actor.is_staff() {
            let (statements, board) = cost(read, || queues::board(read, &cx, None, &zone));
            board.unwrap();
            found.push(("board", statements));
        }
        Ok::<_, db::Error>((rows, found))
    });
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_rows_take_no_more_statements_than_five() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let observer = site.app.person("Observer", None, &[(Role::Observer, Some(site.desk.id))]).await;
        let admin = site.app.person("Admin", None, &[(Role::Administrator, None)]).await;
        // Rows that have everything a row may show: a category, an assignee, a clock that runs.
        let numbers = opened(&site, 5).await;
        for number in numbers {
            site.take(number).await;
        }
        let readers = [site.requester, site.agent, site.colleague, site.lead, observer, admin];
        let mut few = Vec::new();
        for who in readers {
            few.push(costs(&site, &site.app.cx_of(who).await).await);
        }
        for number in opened(&site, 45).await {
            site.take(number).await;
        }
        for (who, (rows, before)) in readers.into_iter().zip(few) {
            let (more, after) = costs(&site, &site.app.cx_of(who).await).await;
            assert_eq!((rows, more), (5, 50), "{who}");
            assert_eq!(after, before, "{who}");
            assert!(before.iter().all(|(_, statements)| *statements > 0), "{before:?}");
        }
    })
    .await;
}
