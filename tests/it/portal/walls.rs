//! What people learn of each other's incidents: what may be told, to those who may be told, and nothing else.

use super::*;

/// An incident of Élodie's whose description says more than its title.
async fn incident(site: &Site) -> i64 {
    site.reported("elodie@example.org", "Le VPN se coupe\nmon mot de passe est hortensia, dossier médical")
        .await
}

#[tokio::test]
async fn an_incident_is_proposed_once_an_agent_has_qualified_it() {
    on_both(|site| async move {
        let number = incident(&site).await;
        let (mut paul, mut zoe) =
            (site.browser("paul@example.org").await, site.browser("zoe@example.org").await);
        assert_eq!(paul.suggested("vpn coupe").await, "", "nobody has looked at it yet");
        site.qualify(number).await;
        let shown = paul.suggested("vpn coupe").await;
        assert!(shown.contains("Le VPN se coupe") && shown.contains("Me too"), "{shown}");
        for secret in ["hortensia", "médical", "Élodie", "Fontaine"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert_eq!(paul.suggested("hortensia médical").await, "", "descriptions are not searched");
        assert_eq!(zoe.suggested("vpn coupe").await, "", "another organisation");
        let own = site.browser("elodie@example.org").await.suggested("vpn coupe").await;
        assert!(own.contains("signalement") && !own.contains("me-too"), "{own}");
        let edit = Edit { sensitive: Some(true), ..Edit::default() };
        site.agent(move |tx, cx| actions::edit(tx, cx, number, &edit, None).map(drop)).await;
        assert_eq!(paul.suggested("vpn coupe").await, "", "sensitive");
        assert_eq!(
            paul.post(&format!("/portal/known/{number}/me-too"), "").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn an_agent_opens_it_to_another_organisation_by_naming_one_of_its_people() {
    on_both(|site| async move {
        let number = incident(&site).await;
        site.qualify(number).await;
        let mut zoe = site.browser("zoe@example.org").await;
        let me_too = format!("/portal/known/INC-{number}/me-too");
        assert_eq!(zoe.post(&me_too, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.ticket(number).await.affected_count, 1);
        let user = site.zoe;
        site.agent(move |tx, cx| actions::affect(tx, cx, number, user).map(drop)).await;
        assert!(zoe.suggested("vpn coupe").await.contains("Le VPN se coupe"));
    })
    .await;
}

#[tokio::test]
async fn joining_twice_is_joining_once() {
    on_both(|site| async move {
        let number = incident(&site).await;
        let mut paul = site.browser("paul@example.org").await;
        let me_too = format!("/portal/known/INC-{number}/me-too");
        assert_eq!(paul.post(&me_too, "").await.status, StatusCode::NOT_FOUND, "not qualified");
        site.qualify(number).await;
        for _ in 0..2 {
            assert_eq!(paul.post(&me_too, "").await.number(), number);
        }
        assert_eq!(site.ticket(number).await.affected_count, 2);
        let elodie = site.browser("elodie@example.org").await.post(&me_too, "").await;
        assert_eq!(elodie.number(), number);
        assert_eq!(site.ticket(number).await.affected_count, 2, "its requester is counted already");
        assert!(!paul.suggested("vpn coupe").await.contains("me-too"));
    })
    .await;
}

#[tokio::test]
async fn whoever_joined_reads_what_the_desk_says_to_all() {
    on_both(|site| async move {
        let mut elodie = site.browser("elodie@example.org").await;
        let word = web::token::new().0;
        let fields = [("what", "Le VPN se coupe\nmot de passe hortensia"), ("word", word.as_str())];
        let number = elodie.send("/portal/report", &fields, &[("capture.png", PNG)]).await.number();
        site.qualify(number).await;
        site.say(number, NewComment::public("Madame, votre compte pivoine est débloqué.")).await;
        site.pass(SignedDuration::from_mins(5));
        let mut paul = site.browser("paul@example.org").await;
        assert_eq!(paul.post(&format!("/portal/known/{number}/me-too"), "").await.number(), number);
        site.pass(SignedDuration::from_mins(5));
        site.say(number, NewComment::public("Le relais **Ouest 2** fonctionne.")).await;
        site.say(number, NewComment::internal("note jonquille")).await;
        let page = format!("/portal/tickets/INC-{number}");
        let answered = elodie
            .send(&format!("{page}/answer"), &[("body", "voici mon secret glycine")], &[("b.png", PNG)])
            .await;
        assert_eq!(answered.number(), number);
        assert_eq!(
            paul.send(&format!("{page}/answer"), &[("body", "Idem chez moi")], &[]).await.number(),
            number
        );
        let (full, shared) = (elodie.get(&page).await, paul.get(&page).await);
        for (said, to_elodie, to_paul) in [
            ("hortensia", true, false),
            ("pivoine", true, false),
            ("<strong>Ouest 2</strong>", true, true),
            ("jonquille", false, false),
            ("glycine", true, false),
            ("Idem chez moi", true, true),
            ("capture.png", true, false),
            ("b.png", true, false),
        ] {
            assert_eq!(full.body().contains(said), to_elodie, "{said} to the requester");
            assert_eq!(shared.body().contains(said), to_paul, "{said} to who joined");
            let live = paul.fragment(&format!("{page}/live")).await.body();
            assert_eq!(live.contains(said), to_paul, "{said} live");
        }
        let body = full.body();
        for rest in body.split("/portal/files/").skip(1) {
            let file = format!("/portal/files/{}", rest.split('"').next().unwrap());
            assert_eq!(elodie.get(&file).await.bytes, PNG);
            assert_eq!(paul.get(&file).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(body.matches("/portal/files/").count(), 2);
        for deed in ["validate", "refuse", "rate", "withdraw", "follow-up"] {
            let form = if deed == "validate" { "" } else { "words=x" };
            let answer = paul.post(&format!("{page}/{deed}"), form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{deed} is the requester's");
        }
    })
    .await;
}

#[tokio::test]
async fn anothers_ticket_is_not_there() {
    on_both(|site| async move {
        let number = incident(&site).await;
        let page = format!("/portal/tickets/INC-{number}");
        for email in ["paul@example.org", "zoe@example.org"] {
            let mut other = site.browser(email).await;
            assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
            assert_eq!(other.fragment(&format!("{page}/live")).await.status, StatusCode::NOT_FOUND);
            let answer = other.send(&format!("{page}/answer"), &[("body", "x")], &[("a.png", PNG)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            for deed in ["validate", "refuse", "rate", "withdraw", "follow-up"] {
                let answer = other
                    .post(&format!("{page}/{deed}"), if deed == "rate" { "score=5" } else { "words=x" })
                    .await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{deed}");
            }
            assert!(!other.get("/portal/tickets").await.body().contains("VPN"));
            assert!(!other.get("/portal").await.body().contains("VPN"));
        }
        assert_eq!(site.ticket(number).await.state, State::New);
        let agent = site.browser("agent@example.org").await.get(&page).await;
        assert_eq!(agent.location(), format!("/tickets/INC-{number}"), "agents work elsewhere");
    })
    .await;
}

#[tokio::test]
async fn services_are_disturbed_for_those_concerned_only() {
    on_both(|site| async move {
        let cx = Ctx::system(site.now());
        let service = site
            .app
            .db
            .write(move |tx| {
                let new = base::services::NewService::named("Messagerie", base::services::Criticality::High);
                base::services::create(tx, &cx, &new)
            })
            .await
            .unwrap();
        let number = incident(&site).await;
        let (category, agent) = (site.category, site.agent);
        let edit = Edit {
            category_id: Some(Some(category)),
            impact: Some(Level::High),
            urgency: Some(Level::High),
            service_id: Some(Some(service)),
            assignee_id: Some(Some(agent)),
            ..Edit::default()
        };
        let mut paul = site.browser("paul@example.org").await;
        assert!(paul.get("/portal").await.body().contains("Nothing to report"));
        site.agent(move |tx, cx| actions::edit(tx, cx, number, &edit, None).map(drop)).await;
        let home = paul.get("/portal").await;
        assert!(
            home.body().contains("Badly disrupted") && home.body().contains("Messagerie"),
            "{}",
            home.body()
        );
        let zoe = site.browser("zoe@example.org").await.get("/portal").await;
        assert!(!zoe.body().contains("Très perturbé"), "{}", zoe.body());
    })
    .await;
}
