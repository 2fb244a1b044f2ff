//! Pages go on after a key: complete and without doubles, whatever comes in meanwhile.

use std::collections::BTreeSet;

use desk::queues::Sort;
use testkit::on_each;

use super::{Site, list, numbers, opened};

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_complete_and_without_doubles_while_tickets_come_in() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let cx = site.app.cx_of(site.agent).await;
        for sort in Sort::ALL {
            let before: BTreeSet<i64> = opened(&site, 23).await.into_iter().collect();
            let (mut seen, mut cursor): (Vec<i64>, Option<String>) = (Vec::new(), None);
            loop {
                let page = list(&site, &cx, "is:open", sort, cursor.as_deref(), 7).await;
                assert_eq!(page.sort, sort);
                assert!(page.rows.len() <= 7);
                seen.extend(numbers(&page));
                opened(&site, 2).await;
                cursor = page.next;
                if cursor.is_none() || seen.len() > 2_000 {
                    break;
                }
            }
            let once: BTreeSet<i64> = seen.iter().copied().collect();
            assert_eq!(once.len(), seen.len(), "{sort:?}: a ticket is shown twice");
            assert!(before.is_subset(&once), "{sort:?}: a ticket is lost");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_order_is_refused_and_closed_tickets_have_an_order_of_their_own() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let cx = site.app.cx_of(site.agent).await;
        opened(&site, 5).await;
        let page = list(&site, &cx, "is:open", Sort::Due, None, 2).await;
        let query =
            desk::queues::ListQuery::read(cx.locale, "is:open", Some("number"), page.next.as_deref(), 2)
                .unwrap();
        let by = cx.clone();
        let answer =
            site.app.app.db.read(move |r| desk::queues::list(r, &by, &query, by.now, &super::zone())).await;
        assert!(matches!(answer, Err(web::AppError::Invalid(_))));
        assert_eq!(list(&site, &cx, "", Sort::Due, None, 2).await.sort, Sort::Updated);
    })
    .await;
}
