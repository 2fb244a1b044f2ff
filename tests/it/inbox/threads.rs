//! Which ticket a mail answers.

use reqwest::Method;
use serde_json::json;
use testkit::on_each;

use super::{Site, claimed, verified};

#[tokio::test]
async fn an_answer_goes_on_its_ticket_without_what_it_quotes() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let first = verified("Marie", "first@home.example", "Subject: VPN\n", "It drops.");
        let first = site.deliver(&first).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/tickets/{number}/transitions");
        let hold = json!({ "to": "pending", "pending_on": "user", "reason": "Which error?" });
        let take = site.program.api(Method::POST, &format!("/api/v1/tickets/{number}/take"), None).await;
        assert_eq!(take.status, 200, "{}", take.text);
        let qualify = json!({ "category": "network/vpn", "impact": "low", "urgency": "low" });
        let patch = site.program.api(Method::PATCH, &format!("/api/v1/tickets/{number}"), Some(&qualify)).await;
        assert_eq!(patch.status, 200, "{}", patch.text);
        let held = site.program.api(Method::POST, &path, Some(&hold)).await;
        assert_eq!(held.status, 200, "{}", held.text);
        let body = "Error 809.\n\nLe ven. 5 juin 2026 à 09:05, Support <support@desk.example> a écrit :\n> Which error?\n";
        let more = "Subject: Re: VPN\nIn-Reply-To: <first@home.example>\n";
        let answer = site.deliver(&verified("Marie", "second@home.example", more, body)).await.unwrap();
        assert_eq!((answer["outcome"].as_str(), answer["ticket"].as_str()), (Some("reply"), Some(number.as_str())));
        let comments = site.get(&format!("/api/v1/tickets/{number}/comments")).await;
        let last = comments["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((last["body"].as_str(), last["public"].as_bool()), (Some("Error 809."), Some(true)));
        let ticket = site.get(&format!("/api/v1/tickets/{number}")).await;
        assert_ne!(ticket["state"], "pending", "the answer that was waited for resumes it");
    })
    .await;
}

#[tokio::test]
async fn a_number_in_a_subject_counts_only_for_someone_concerned() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let first =
            site.deliver(&verified("Marie", "a@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        let subject = format!("Subject: Re: [{number}] VPN\n");
        site.app.person("Paul", None, &[]).await;
        let stranger = site.deliver(&verified("Paul", "b@home.example", &subject, "Me too.")).await.unwrap();
        assert_eq!(stranger["outcome"], "ticket");
        assert_ne!(stranger["ticket"], first["ticket"]);
        let forged =
            site.deliver(&claimed("Marie", "c@home.example", &subject, "Open it to me.")).await.unwrap();
        assert_ne!(forged["ticket"], first["ticket"], "a claim is not Marie");
        let hers = site.deliver(&verified("Marie", "d@home.example", &subject, "Still.")).await.unwrap();
        assert_eq!(
            (hers["outcome"].as_str(), hers["ticket"].as_str()),
            (Some("reply"), Some(number.as_str()))
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_what_is_at_an_end_opens_a_linked_ticket_and_a_merged_one_leads_on() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let first = site.deliver(&verified("Marie", "x1@home.example", "Subject: A\n", "A.")).await.unwrap();
        let second = site.deliver(&verified("Marie", "x2@home.example", "Subject: B\n", "B.")).await.unwrap();
        let (first, second) =
            (first["ticket"].as_str().unwrap().to_owned(), second["ticket"].as_str().unwrap().to_owned());
        let merge = json!({ "tickets": [first] });
        let merged =
            site.program.api(Method::POST, &format!("/api/v1/tickets/{second}/merge"), Some(&merge)).await;
        assert_eq!(merged.status, 200, "{}", merged.text);
        let more = "Subject: Re: A\nIn-Reply-To: <x1@home.example>\n";
        let answer = site.deliver(&verified("Marie", "x3@home.example", more, "More.")).await.unwrap();
        assert_eq!(
            (answer["outcome"].as_str(), answer["ticket"].as_str()),
            (Some("reply"), Some(second.as_str()))
        );
        let cancel = json!({ "to": "cancelled", "reason": "No longer needed" });
        let path = format!("/api/v1/tickets/{second}/transitions");
        let cancelled = site.program.api(Method::POST, &path, Some(&cancel)).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text);
        let more = "Subject: Re: B\nIn-Reply-To: <x2@home.example>\n";
        let late = site.deliver(&verified("Marie", "x4@home.example", more, "It is back.")).await.unwrap();
        assert_eq!(late["outcome"], "ticket");
        let links = site.get(&format!("/api/v1/tickets/{}/links", late["ticket"].as_str().unwrap())).await;
        assert_eq!(links["items"][0]["ticket"].as_str(), Some(second.as_str()));
    })
    .await;
}

#[tokio::test]
async fn an_automatic_answer_is_noted_and_moves_nothing() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let first =
            site.deliver(&verified("Marie", "o1@home.example", "Subject: VPN\n", "It drops.")).await.unwrap();
        let number = first["ticket"].as_str().unwrap().to_owned();
        let before = site.get(&format!("/api/v1/tickets/{number}")).await;
        let more = "Subject: Out of office\nAuto-Submitted: auto-replied\nIn-Reply-To: <o1@home.example>\n";
        let away = site.deliver(&verified("Marie", "o2@home.example", more, "I am away.")).await.unwrap();
        assert_eq!(
            (away["outcome"].as_str(), away["reason"].as_str()),
            (Some("reply"), Some("auto-reply-noted"))
        );
        let comments = site.get(&format!("/api/v1/tickets/{number}/comments")).await;
        let last = comments["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["public"].as_bool(), Some(false));
        let after = site.get(&format!("/api/v1/tickets/{number}")).await;
        assert_eq!(
            (&after["state"], &after["clocks"][0]["state"]),
            (&before["state"], &before["clocks"][0]["state"])
        );
        assert_eq!(after["requester"]["id"].as_i64(), Some(site.marie));
    })
    .await;
}
