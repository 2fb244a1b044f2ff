//! One's own tickets, from the report to the thanks.

use super::*;

async fn kinds(site: &Site, number: i64, kind: &str) -> usize {
    let id = site.ticket(number).await.id;
    let stream = base::audit::Stream::Ticket(id);
    let entries = site.app.db.read(move |r| base::audit::stream_entries(r, stream, 0, 500)).await.unwrap();
    entries.iter().filter(|entry| entry.kind == kind).count()
}

#[tokio::test]
async fn a_resolution_is_validated_once_and_rated() {
    on_both(|site| async move {
        let number = site.reported("elodie@example.org", "Souris cassée").await;
        let page = format!("/portal/tickets/INC-{number}");
        let mut elodie = site.browser("elodie@example.org").await;
        let early = elodie.post(&format!("{page}/validate"), "").await;
        assert_eq!(early.status, StatusCode::CONFLICT, "nothing to confirm yet");
        is_clean(&early);
        site.qualify(number).await;
        let taken = elodie.get(&page).await;
        assert!(
            taken.body().contains("Karim Benali") && taken.body().contains("Pris en charge"),
            "{}",
            taken.body()
        );
        site.resolve(number).await;
        let asked = elodie.get(&page).await;
        is_clean(&asked);
        assert!(
            asked.body().contains("Est-ce réparé") && asked.body().contains("Câble remplacé."),
            "{}",
            asked.body()
        );
        let home = elodie.get("/portal").await.body();
        assert!(home.contains(&format!("{page}/validate")), "one button on the first page: {home}");
        for _ in 0..2 {
            assert_eq!(elodie.post(&format!("{page}/validate"), "").await.number(), number);
        }
        assert_eq!(site.ticket(number).await.state, State::Closed);
        for bad in ["score=0", "score=6", "words=x"] {
            let answer = elodie.post(&format!("{page}/rate"), bad).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        }
        for _ in 0..2 {
            assert_eq!(
                elodie.post(&format!("{page}/rate"), "score=2&words=trop+long").await.number(),
                number
            );
        }
        let rated = site.ticket(number).await;
        assert_eq!((rated.score, rated.score_comment.as_str()), (Some(2), "trop long"));
        assert_eq!(kinds(&site, number, "ticket.rated").await, 1, "twice is once");
        let done = elodie.get(&page).await;
        is_clean(&done);
        assert!(done.body().contains("2 sur 5"), "{}", done.body());
    })
    .await;
}

#[tokio::test]
async fn a_resolution_is_refused_and_a_closed_one_comes_back() {
    on_both(|site| async move {
        let number = site.reported("paul@example.org", "Dead mouse").await;
        let page = format!("/portal/tickets/INC-{number}");
        let mut paul = site.browser("paul@example.org").await;
        site.qualify(number).await;
        site.resolve(number).await;
        for _ in 0..2 {
            assert_eq!(paul.post(&format!("{page}/refuse"), "words=Still+dead").await.number(), number);
        }
        let ticket = site.ticket(number).await;
        assert_eq!((ticket.state, ticket.reopen_count), (State::InProgress, 1));
        assert_eq!(kinds(&site, number, "comment.added").await, 1);
        site.resolve(number).await;
        assert_eq!(paul.post(&format!("{page}/validate"), "").await.number(), number);
        let mute = paul.post(&format!("{page}/refuse"), "words=").await;
        assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY, "reopening takes a few words");
        let again = paul.get(&page).await;
        is_clean(&again);
        assert!(again.body().contains("Has the trouble come back"), "{}", again.body());
        assert_eq!(paul.post(&format!("{page}/refuse"), "words=It+is+back").await.number(), number);
        assert_eq!(site.ticket(number).await.reopen_count, 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_final_goes_on_in_a_linked_ticket() {
    on_both(|site| async move {
        let number = site.reported("paul@example.org", "Dead mouse").await;
        let page = format!("/portal/tickets/INC-{number}");
        site.qualify(number).await;
        site.resolve(number).await;
        let mut paul = site.browser("paul@example.org").await;
        assert_eq!(paul.post(&format!("{page}/validate"), "").await.number(), number);
        let early = paul.post(&format!("{page}/follow-up"), "word=w&words=again").await;
        assert_eq!(early.status, StatusCode::CONFLICT, "it can still be reopened");
        site.pass(SignedDuration::from_hours(24 * 20));
        let mut paul = site.browser("paul@example.org").await;
        let late = paul.post(&format!("{page}/refuse"), "words=again").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body().contains("follow-up"), "{}", late.body());
        let said = paul.send(&format!("{page}/answer"), &[("body", "hello?")], &[]).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_clean(&said);
        let next = paul.post(&format!("{page}/follow-up"), "word=w&words=Dead+again").await.number();
        assert_eq!(paul.post(&format!("{page}/follow-up"), "word=w&words=Dead+again").await.number(), next);
        assert_eq!(site.count().await, 2);
        let (old, new) = (site.ticket(number).await, site.ticket(next).await);
        let id = new.id;
        let links = site.app.db.read(move |r| tickets::store::links(r, id)).await.unwrap();
        assert_eq!(
            links.iter().map(|link| (link.to_id, link.kind)).collect::<Vec<_>>(),
            [(old.id, tickets::LinkKind::FollowUp)]
        );
        let stream = base::audit::Stream::Ticket(id);
        let last = site.app.db.read(move |r| base::audit::last_entry_no(r, stream)).await.unwrap();
        assert_eq!(new.version, last, "its version is its last entry");
    })
    .await;
}

#[tokio::test]
async fn a_request_is_withdrawn_before_work_began() {
    on_both(|site| async move {
        let mut paul = site.browser("paul@example.org").await;
        let number = site.reported("paul@example.org", "Dead mouse").await;
        for _ in 0..2 {
            let page = format!("/portal/tickets/INC-{number}/withdraw");
            assert_eq!(paul.post(&page, "words=found+another").await.number(), number);
        }
        assert_eq!(site.ticket(number).await.state, State::Cancelled);
        is_clean(&paul.get(&format!("/portal/tickets/INC-{number}")).await);
        let begun = site.reported("paul@example.org", "Dead screen").await;
        site.qualify(begun).await;
        site.agent(move |tx, cx| {
            actions::transition(tx, cx, begun, &Step::to(State::InProgress), None).map(drop)
        })
        .await;
        let late = paul.post(&format!("/portal/tickets/INC-{begun}/withdraw"), "words=").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_sent_once_and_resumes_what_waited() {
    on_both(|site| async move {
        let number = site.reported("elodie@example.org", "Souris cassée").await;
        site.qualify(number).await;
        let step = Step {
            pending_on: Some(rules::ticket_state::PendingOn::User),
            comment: Some(NewComment::public("Quelle souris ?")),
            ..Step::to(State::Pending)
        };
        site.agent(move |tx, cx| actions::transition(tx, cx, number, &step, None).map(drop)).await;
        let mut elodie = site.browser("elodie@example.org").await;
        let page = format!("/portal/tickets/INC-{number}");
        let waiting = elodie.get(&page).await;
        is_clean(&waiting);
        assert!(waiting.body().contains("Nous attendons votre réponse"), "{}", waiting.body());
        let empty = elodie.send(&format!("{page}/answer"), &[("body", " "), ("word", "w")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..2 {
            let sent = elodie
                .send(
                    &format!("{page}/answer"),
                    &[("body", "La <b>grise</b>"), ("word", "w")],
                    &[("s.png", PNG)],
                )
                .await;
            assert_eq!(sent.number(), number);
        }
        assert_eq!(kinds(&site, number, "comment.added").await, 2);
        assert_eq!(kinds(&site, number, "attachment.added").await, 1);
        assert_ne!(site.ticket(number).await.state, State::Pending);
        let body = elodie.get(&page).await.body();
        assert!(body.contains("La &lt;b&gt;grise&lt;/b&gt;") && body.contains("s.png"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_from_page_to_page() {
    on_both(|site| async move {
        let mut paul = site.browser("paul@example.org").await;
        is_clean(&paul.get("/portal/tickets").await);
        let mut numbers = Vec::new();
        for n in 0..23 {
            let word = format!("w{n}");
            let what = format!("Trouble number {n}");
            numbers
                .push(paul.send("/portal/report", &[("what", &what), ("word", &word)], &[]).await.number());
        }
        for number in &numbers[21..] {
            paul.post(&format!("/portal/tickets/INC-{number}/withdraw"), "words=").await.number();
        }
        let first = paul.get("/portal/tickets").await;
        is_clean(&first);
        let body = first.body();
        let next = body.split("href=\"").find(|rest| rest.starts_with("/portal/tickets?cursor=")).unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let second = paul.get(&next).await.body();
        let shown =
            |body: &str, number: i64| body.contains(&format!("href=\"/portal/tickets/INC-{number}\""));
        for (place, number) in numbers.iter().enumerate() {
            let on_first = (1..21).contains(&place);
            assert_eq!((shown(&body, *number), shown(&second, *number)), (on_first, !on_first), "{place}");
        }
        let junk = paul.get("/portal/tickets?cursor=junk").await;
        assert_eq!(junk.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
