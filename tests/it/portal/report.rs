//! Saying what is wrong, and asking for something: once, with files, losing nothing.

use desk::tickets::Basis;
use rules::ticket_state::Kind;

use super::*;

#[tokio::test]
async fn a_report_has_what_was_said_and_is_opened_once() {
    on_both(|site| async move {
        let mut elodie = site.browser("elodie@example.org").await;
        let home = elodie.get("/portal").await;
        is_clean(&home);
        assert!(home.body().contains("Bonjour Élodie, que se passe-t-il\u{202f}?"), "{}", home.body());
        let word = home.values("word").remove(0);
        let fields = [
            ("what", "<script>alert(1)</script> & \"l’écran\" noir"),
            ("since", "hour"),
            ("who", "team"),
            ("blocks", "yes"),
            ("service", ""),
            ("word", word.as_str()),
        ];
        let first = elodie.send("/portal/report", &fields, &[("../écran.png", PNG), ("", b"")]).await;
        let number = first.number();
        assert_eq!(first.location(), format!("/portal/tickets/INC-{number}?done=sent"));
        let again = elodie.send("/portal/report", &fields, &[("../écran.png", PNG), ("", b"")]).await;
        assert_eq!(again.number(), number, "sent twice");
        assert_eq!(site.count().await, 1);
        let other = [("what", "autre chose"), ("word", word.as_str())];
        let second = elodie.send("/portal/report", &other, &[]).await.number();
        assert_ne!(second, number, "gone back, and something else written");

        let ticket = site.ticket(number).await;
        assert_eq!(
            (ticket.kind, ticket.state, ticket.requester_id),
            (Kind::Incident, State::New, site.elodie)
        );
        assert_eq!((ticket.impact, ticket.urgency), (Level::Medium, Level::High));
        assert_eq!(
            (ticket.qualification.impact, ticket.qualification.urgency),
            (Basis::Reported, Basis::Reported)
        );
        assert_eq!(ticket.occurred_at, Some(site.now() - SignedDuration::from_hours(1)));
        assert_eq!((ticket.desk_id, ticket.channel.as_str()), (site.desk, "portal"));
        assert!(ticket.description.contains("une équipe"), "{}", ticket.description);

        let page = elodie.get(first.location()).await;
        is_clean(&page);
        let body = page.body();
        assert!(body.contains(&format!("Votre numéro est INC-{number}.")), "{body}");
        assert!(body.contains("première réponse au plus tard aujourd’hui à"), "{body}");
        assert!(
            body.contains("&lt;script&gt;") && body.contains("écran.png") && !body.contains("../"),
            "{body}"
        );
        let file = format!(
            "/portal/files/{}",
            body.split("/portal/files/").nth(1).unwrap().split('"').next().unwrap()
        );
        let picture = elodie.get(&file).await;
        assert_eq!((picture.header(header::CONTENT_TYPE), picture.bytes.as_slice()), ("image/png", PNG));
        assert!(picture.header(header::CONTENT_DISPOSITION).starts_with("inline"));
        let page_file = site.browser("paul@example.org").await.get(&file).await;
        assert_eq!(page_file.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_words_and_files() {
    on_both(|site| async move {
        let mut paul = site.browser("paul@example.org").await;
        let large = vec![b'x'; usize::try_from(LARGEST).unwrap() + 1];
        let fields = [("what", "The printer smokes"), ("who", "everybody"), ("word", "w")];
        let refused = paul.send("/portal/report", &fields, &[("big.log", &large), ("photo.png", PNG)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_clean(&refused);
        let body = refused.body();
        assert!(body.contains("big.log is too large") && body.contains("The printer smokes"), "{body}");
        assert!(body.contains("value=\"everybody\" selected") && body.contains("photo.png"), "{body}");
        let kept = refused.values("kept").remove(0);
        let empty = paul.send("/portal/report", &[("what", "  "), ("kept", &kept), ("word", "w")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept_still = empty.values("kept").remove(0);
        let stolen = [("what", "With another's file"), ("kept", kept.as_str()), ("word", "v")];
        let zoes = site.browser("zoe@example.org").await.send("/portal/report", &stolen, &[]).await.number();
        let zoes = site.ticket(zoes).await.id;
        let sent = paul
            .send(
                "/portal/report",
                &[("what", "The printer smokes"), ("kept", &kept_still), ("word", "w")],
                &[],
            )
            .await;
        let id = site.ticket(sent.number()).await.id;
        let files = site.app.db.read(move |r| tickets::store::attachments(r, id, true)).await.unwrap();
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["photo.png"]);
        assert!(
            site.app.db.read(move |r| tickets::store::attachments(r, zoes, true)).await.unwrap().is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn strange_forms_are_refused_and_open_nothing() {
    on_both(|site| async move {
        let mut paul = site.browser("paul@example.org").await;
        let many: Vec<(&str, &[u8])> = (0..12).map(|_| ("a.txt", b"words".as_slice())).collect();
        let nul = [("what", "a\0b"), ("word", "w")];
        let unknown = [("what", "a"), ("requester_id", "1"), ("word", "w")];
        let service = [("what", "a"), ("service", "999"), ("word", "w")];
        for (fields, files, what) in [
            (nul.as_slice(), [].as_slice(), "a null character"),
            (&unknown, &[], "a field of another form"),
            (&service, &[], "an unknown service"),
            (&[("what", "a"), ("word", "w")], &many, "too many files"),
            (&[("what", "a"), ("word", "w")], &[("a.txt", b"".as_slice())], "an empty file"),
        ] {
            let answer = paul.send("/portal/report", fields, files).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.body());
        }
        let csrf = std::mem::take(&mut paul.csrf);
        let forged = paul.send("/portal/report", &[("what", "a"), ("word", "w")], &[]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        paul.csrf = csrf;
        let reply = paul.ask(Method::GET, "/portal/suggest?q=vpn", &[], Body::empty()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "a fragment does not stand alone");
        assert_eq!(site.count().await, 0);
    })
    .await;
}

#[tokio::test]
async fn without_script_known_incidents_are_shown_before_it_is_sent() {
    on_both(|site| async move {
        let number = site.reported("elodie@example.org", "Le VPN se coupe").await;
        site.qualify(number).await;
        let mut paul = site.browser("paul@example.org").await;
        let fields = [("what", "vpn coupe"), ("word", "w")];
        let asked = paul.send("/portal/report", &fields, &[("photo.png", PNG)]).await;
        assert_eq!(asked.status, StatusCode::OK);
        is_clean(&asked);
        let body = asked.body();
        assert!(
            body.contains("is it one of these") && body.contains("photo.png") && body.contains("vpn coupe"),
            "{body}"
        );
        assert_eq!(site.count().await, 1);
        let (kept, shown) = (asked.values("kept").remove(0), asked.values("shown").remove(0));
        assert_eq!(shown, number.to_string());
        let fields = [("what", "vpn coupe"), ("word", "w"), ("shown", &shown), ("kept", &kept)];
        let sent = paul.send("/portal/report", &fields, &[]).await.number();
        assert_ne!(sent, number);
        assert_eq!(site.count().await, 2);
    })
    .await;
}

#[tokio::test]
async fn something_can_be_asked_for() {
    on_both(|site| async move {
        let mut paul = site.browser("paul@example.org").await;
        let page = paul.get("/portal/request").await;
        is_clean(&page);
        assert!(page.body().contains("what do you need?") && !page.body().contains("data-suggest"));
        let word = page.values("word").remove(0);
        let sent = paul.send("/portal/request", &[("what", "A second screen"), ("word", &word)], &[]).await;
        assert_eq!(site.ticket(sent.number()).await.kind, Kind::Request);
        assert!(sent.location().starts_with("/portal/tickets/REQ-"), "{}", sent.location());
        is_clean(&paul.get(sent.location()).await);
    })
    .await;
}
