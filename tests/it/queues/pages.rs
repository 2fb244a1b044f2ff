//! The pages as browsers and htmx see them.

use desk::tickets::actions::Edit;
use reqwest::Method;
use testkit::{Answer, Client, encoded, on_each};

use super::{Site, opened};

async fn fragment(client: &Client, path: &str) -> Answer {
    Answer::of(client.request(Method::GET, path).header("hx-request", "true").header("accept", "text/html"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_shows_views_filters_and_lines() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let numbers = opened(&site, 3).await;
        let first = site.open("Prix <b> & « co »", site.vpn).await;
        site.edit(site.lead, first.number, Edit { assignee_id: Some(Some(site.agent)), ..Edit::default() })
            .await;
        let karim = site.app.sign_in("Karim Benali").await;
        let page = karim.get("/queue").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Prix &lt;b&gt; &amp; « co »") && !page.text.contains("Prix <b>"));
        assert!(
            page.text.contains(&format!("data-id=\"{}\"", numbers[0]))
                && page.text.contains("/queue/reader/")
        );
        assert!(
            page.text.contains("data-queue")
                && page.text.contains("vigie-filter")
                && page.text.contains("class=\"bulk\"")
        );
        assert!(
            !page.text.contains(" style=") && !page.text.contains("queues-"),
            "no inline style, no missing text: {}",
            page.text
        );
        let mine = karim.get("/queue?view=mine").await.text;
        assert!(mine.contains("Prix") && !mine.contains("Panne 0"));
        let added = karim.get("/queue?view=mine&q=is%3Aopen&add=Prix").await;
        assert_eq!((added.status, added.location()), (303, "/queue?view=mine&q=is:open%20Prix"));
        let dropped = karim.get("/queue?q=is%3Aopen%20Prix&drop=is%3Aopen").await;
        assert_eq!(dropped.location(), "/queue?view=all&q=Prix");
        let everything = karim.get("/queue?q=Prix&drop=Prix").await;
        assert_eq!(everything.location(), "/queue?view=all&q=%2A");
        assert_eq!(karim.get("/queue?q=%2A").await.status, 200);
        let wrong = karim.get("/queue?view=all&q=is%3Aopen&add=prority%3AP1").await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("prority:P1") && wrong.text.contains("priority"),
            "what was typed is kept: {}",
            wrong.text
        );
        assert_eq!(karim.get("/queue?q=team%3Anowhere").await.status, 422);
        let columns = karim.get("/queue?view=all&columns=set&show=s&show=l").await;
        assert_eq!(columns.location(), "/queue?view=all&cols=a,m");
        assert!(karim.get("/queue?view=all&cols=a,m").await.text.contains("q-tbl hide-a hide-m"));
        assert!(karim.get("/queue?view=nothing").await.status == 200, "a view that is gone gives way");
        let empty = karim.get("/queue?view=breached").await.text;
        assert!(empty.contains("class=\"empty\"") && empty.contains("/tickets/new"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_are_fetched_with_the_rights_of_their_reader() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("VPN coupé", site.vpn).await;
        site.say(site.requester, ticket.number, "Depuis ce **matin**.").await;
        let karim = site.app.sign_in("Karim Benali").await;
        let (row, reader) =
            (format!("/queue/row/{}?q=is%3Aopen", ticket.number), format!("/queue/reader/{}", ticket.number));
        assert_eq!(karim.get(&row).await.status, 404, "a fragment never stands alone");
        let line = fragment(&karim, &row).await;
        assert!(line.status == 200 && line.text.starts_with("<tr id=\"t-"), "{}", line.text);
        let gone = format!("/queue/row/{}?q=is%3Aclosed", ticket.number);
        assert_eq!(fragment(&karim, &gone).await.status, 404, "what left the list is removed from it");
        let shown = fragment(&karim, &reader).await;
        assert!(
            shown.text.contains("<strong>matin</strong>") && shown.text.contains("p-foot"),
            "{}",
            shown.text
        );
        for path in [
            "/queue/tabs",
            "/queue/list?rows=100",
            "/my-work/fresh",
            "/board/fresh",
            "/board/fresh?wall=true",
        ] {
            let answer = fragment(&karim, path).await;
            assert!(
                answer.status == 200 && answer.text.contains("data-live-src"),
                "{path}: {} {}",
                answer.status,
                answer.text
            );
        }
        site.edit(
            site.lead,
            ticket.number,
            Edit { sensitive: Some(true), team_id: Some(Some(site.desk.seeded.security)), ..Edit::default() },
        )
        .await;
        for path in [&row, &reader] {
            assert_eq!(fragment(&karim, path).await.status, 404, "{path}");
        }
        let claire = site.app.sign_in("Claire Morvan").await;
        for path in ["/queue", "/board", "/my-work", "/queue.csv", "/search?q=1"] {
            assert_ne!(claire.get(path).await.status, 200, "{path} is not for requesters");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_saved_shared_arranged_and_deleted() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let karim = site.app.sign_in("Karim Benali").await;
        let team = site.desk.seeded.network.to_string();
        let form = |name: &str, owner: &str| -> Vec<(&'static str, String)> {
            vec![
                ("name_fr", name.to_owned()),
                ("name_en", String::new()),
                ("filter", "priorité:P1 is:open".to_owned()),
                ("sort", "priority".to_owned()),
                ("columns", "m".to_owned()),
                ("owner", owner.to_owned()),
                ("pinned", "true".to_owned()),
            ]
        };
        let post = async |client: &Client, path: &str, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client.post(path, &fields).await
        };
        assert_eq!(karim.get("/queue/views/new?q=is%3Aopen").await.status, 200);
        assert_eq!(post(&karim, "/queue/views", form("", "me")).await.status, 422);
        let made = post(&karim, "/queue/views", form("Urgences", "me")).await;
        let own = made.location().strip_prefix("/queue?view=").unwrap().to_owned();
        let shared = post(&karim, "/queue/views", form("Réseau P1", &team)).await;
        let shared = shared.location().strip_prefix("/queue?view=").unwrap().to_owned();
        let foreign = site.desk.seeded.security.to_string();
        assert_eq!(
            post(&karim, "/queue/views", form("Ailleurs", &foreign)).await.status,
            403,
            "not a team of his"
        );
        let page = karim.get("/queue").await.text;
        assert!(page.contains("Urgences") && page.contains("Réseau P1"));
        assert!(
            karim.get(&format!("/queue?view={own}")).await.text.contains("priority:P1"),
            "stored in canonical words"
        );
        let soizic = site.app.sign_in("Soizic Kerven").await;
        let hers = soizic.get("/queue").await.text;
        assert!(hers.contains("Réseau P1") && !hers.contains("Urgences"), "her team's, not his");
        assert_eq!(soizic.get(&format!("/queue?view={own}")).await.status, 200, "an address can be shared");
        assert_eq!(soizic.get(&format!("/queue/views/{own}")).await.status, 404);
        assert_eq!(
            post(&soizic, &format!("/queue/views/{own}/delete"), vec![("version", "1".into())]).await.status,
            404
        );
        let mut renamed = form("Urgences du jour", "me");
        renamed.push(("version", "1".to_owned()));
        assert_eq!(post(&karim, &format!("/queue/views/{own}"), renamed.clone()).await.status, 303);
        assert_eq!(
            post(&karim, &format!("/queue/views/{own}"), renamed).await.status,
            409,
            "of an older version"
        );
        assert_eq!(
            post(&karim, &format!("/queue/views/{own}/up"), vec![("version", "2".into())]).await.status,
            303
        );
        assert!(karim.get("/queue/views").await.text.contains("Urgences du jour"));
        assert_eq!(
            post(&karim, &format!("/queue/views/{own}/delete"), vec![("version", "2".into())]).await.status,
            303
        );
        assert!(!karim.get("/queue").await.text.contains("Urgences du jour"));
        let id: i64 = own.parse().unwrap();
        let kinds = site
            .app
            .app
            .db
            .read(move |r| base::audit::stream_entries(r, base::audit::Stream::View(id), 0, 50))
            .await
            .unwrap();
        assert_eq!(
            kinds.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(),
            ["view.created", "view.changed", "view.deleted"]
        );
        assert!(!shared.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_suggestions_export_work_and_board() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let ticket = site.open("=HYPERLINK(\"x\") Écran noir", site.vpn).await;
        opened(&site, 2).await;
        site.edit(site.lead, ticket.number, Edit { assignee_id: Some(Some(site.agent)), ..Edit::default() })
            .await;
        let karim = site.app.sign_in("Karim Benali").await;
        for typed in ["INC-1", "1", "#req-1"] {
            let answer = karim.get(&format!("/search?q={}", encoded(typed))).await;
            assert_eq!((answer.status, answer.location()), (303, "/tickets/INC-1"), "{typed}");
        }
        let words = karim.get("/search?q=ecran+NOIR").await;
        assert!(
            words.status == 200 && words.text.contains("Écran noir") && !words.text.contains("Panne 0"),
            "{}",
            words.text
        );
        assert!(karim.get("/search?q=nothing-like-it").await.text.contains("class=\"empty\""));
        assert_eq!(karim.get("/search").await.status, 200);
        let suggest = karim.get("/queue/suggest?q=prio").await.json();
        assert_eq!(suggest["items"][0]["value"], "priority:");
        let people = karim.get("/queue/suggest?q=assignee%3Asoi").await.text;
        assert!(people.contains("assignee:\\\"Soizic Kerven\\\""), "{people}");
        let csv = karim.get("/queue.csv?view=all").await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);
        assert!(csv.text.contains("'=HYPERLINK") && !csv.text.contains(",\"=HYPERLINK"), "{}", csv.text);
        let work = karim.get("/my-work").await;
        assert!(
            work.status == 200 && work.text.contains("Écran noir") && !work.text.contains("queues-"),
            "{}",
            work.text
        );
        let board = karim.get("/board").await;
        assert!(
            board.status == 200 && board.text.contains("class=\"figs\"") && !board.text.contains("queues-"),
            "{}",
            board.text
        );
        for wall in ["1", "true"] {
            let wall = karim.get(&format!("/board?wall={wall}")).await;
            assert!(wall.status == 200 && wall.text.contains("data-wallboard"), "{}", wall.text);
        }
        assert_eq!(karim.get("/board?desk=9999").await.status, 404);
        for field in ["priority", "assignee", "team", "category", "state", "snooze", "tags", "merge"] {
            for path in [format!("/queue/edit/{field}?id=1&id=2"), format!("/queue/edit/{field}?id=1")] {
                let whole = karim.get(&path).await;
                assert!(
                    whole.status == 200 && whole.text.contains("<html") && !whole.text.contains("queues-"),
                    "{path}: {}",
                    whole.text
                );
                let form = fragment(&karim, &path).await;
                assert!(form.status == 200 && form.text.starts_with("<form"), "{path}: {}", form.text);
            }
        }
        assert_eq!(karim.get("/queue/edit/nothing?id=1").await.status, 404);
        assert_eq!(karim.get("/queue/edit/team?id=4711").await.status, 404);
    })
    .await;
}
