//! Many tickets at once: changed, reported, taken back; one ticket edited by two people.

use desk::tickets::actions::Edit;
use reqwest::Method;
use rules::ticket_state::State;
use testkit::{Answer, Client, encoded, on_each};

use super::{Site, opened};

/// A form sent as htmx does.
async fn sent(client: &Client, path: &str, fields: &[(&str, String)]) -> Answer {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request =
        client.request(Method::POST, path).header("hx-request", "true").header("accept", "text/html");
    Answer::of(request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"))).await
}

fn ids(numbers: &[i64]) -> Vec<(&'static str, String)> {
    numbers.iter().map(|number| ("id", number.to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tickets_are_assigned_at_once_and_taken_back() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let numbers = opened(&site, 50).await;
        let karim = site.app.sign_in("Karim Benali").await;
        let mut fields = ids(&numbers);
        fields.push(("value", site.colleague.to_string()));
        let answer = sent(&karim, "/queue/edit/assignee", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.text.matches("hx-target=\"#t-").count(), 50, "every line comes back");
        let action = answer
            .text
            .split("action=\"/queue/undo/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned();
        for number in &numbers {
            let ticket = site.ticket(*number).await;
            assert_eq!(ticket.assignee_id, Some(site.colleague));
            assert!(site.kinds(&ticket).await.iter().any(|kind| kind == "ticket.changed"));
        }
        // Somebody touches one of them: it is left as they made it.
        site.edit(site.lead, numbers[0], Edit { assignee_id: Some(Some(site.lead)), ..Edit::default() })
            .await;
        let marie = site.app.sign_in("Marie Le Goff").await;
        assert_eq!(
            sent(&marie, &format!("/queue/undo/{action}"), &[]).await.status,
            404,
            "not hers to take back"
        );
        let undone = sent(&karim, &format!("/queue/undo/{action}"), &[]).await;
        assert_eq!(undone.status, 200, "{}", undone.text);
        assert!(undone.text.contains("data-sticky"), "what was not taken back is said: {}", undone.text);
        assert_eq!(site.ticket(numbers[0]).await.assignee_id, Some(site.lead));
        for number in &numbers[1..] {
            let ticket = site.ticket(*number).await;
            assert_eq!(ticket.assignee_id, None);
            assert!(site.kinds(&ticket).await.iter().any(|kind| kind == "ticket.undone"));
        }
        assert_eq!(sent(&karim, &format!("/queue/undo/{action}"), &[]).await.status, 404, "once");
        site.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_selection_goes_on_in_parts() {
    let site = Site::on(testkit::TestApp::sqlite().await).await;
    let numbers = opened(&site, 230).await;
    let karim = site.app.sign_in("Karim Benali").await;
    let fields = vec![("all", "true".to_owned()), ("q", "is:open".to_owned()), ("add", "vague".to_owned())];
    let answer = sent(&karim, "/queue/edit/tags", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(
        answer.text.contains("hx-trigger=\"load\"") && answer.text.contains("<progress"),
        "{}",
        answer.text
    );
    let hidden = |name: &str| -> Vec<String> {
        let begin = format!("name=\"{name}\" value=\"");
        answer
            .text
            .split(&begin)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let mut rest: Vec<(&str, String)> = Vec::new();
    let progress = answer.text.rsplit("<form").next().unwrap();
    assert!(progress.contains("data-sticky"));
    for name in ["add", "changed", "total", "undone"] {
        rest.extend(hidden(name).into_iter().map(|value| (name, value)));
    }
    rest.extend(numbers[200..].iter().map(|number| ("id", number.to_string())));
    let last = sent(&karim, "/queue/edit/tags", &rest).await;
    assert_eq!(last.status, 200, "{}", last.text);
    assert!(last.text.contains("230 tickets") && last.text.contains("/queue/undo/"), "{}", last.text);
    let tagged = site
        .app
        .app
        .db
        .read(|r| r.query("SELECT ticket_id FROM ticket_tags WHERE tag = 'vague'", &[]))
        .await
        .unwrap();
    assert_eq!(tagged.len(), 230);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_to_edit_a_field_is_shown_what_the_first_did() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let number = opened(&site, 1).await[0];
        let seen = site.ticket(number).await.version;
        site.edit(site.lead, number, Edit { assignee_id: Some(Some(site.lead)), ..Edit::default() }).await;
        let karim = site.app.sign_in("Karim Benali").await;
        let mut fields = ids(&[number]);
        fields.extend([("seen", seen.to_string()), ("value", "me".to_owned())]);
        let answer = sent(&karim, "/queue/edit/assignee", &fields).await;
        assert_eq!(answer.status, 409, "{}", answer.text);
        assert!(answer.text.contains("Soizic Kerven"), "{}", answer.text);
        assert_eq!(site.ticket(number).await.assignee_id, Some(site.lead), "nothing is overwritten");
        let now = site.ticket(number).await.version;
        assert!(
            answer.text.contains(&format!("name=\"seen\" value=\"{now}\"")),
            "the form goes on from there"
        );
        fields[1].1 = now.to_string();
        assert_eq!(sent(&karim, "/queue/edit/assignee", &fields).await.status, 200);
        assert_eq!(site.ticket(number).await.assignee_id, Some(site.agent));
        let form =
            sent(&karim, "/queue/edit/priority", &[ids(&[number])[0].clone(), ("value", "1".to_owned())])
                .await;
        assert_eq!(form.status, 422, "a priority by hand needs its reason");
        let taken = sent(&karim, "/queue/bulk/take", &ids(&[number])).await;
        assert_eq!(taken.status, 200);
        assert!(site.ticket(number).await.acknowledged_at.is_some(), "taking acknowledges");
        let illegal =
            sent(&karim, "/queue/edit/state", &[ids(&[number])[0].clone(), ("value", "closed".to_owned())])
                .await;
        assert_eq!(illegal.status, 422, "{}", illegal.text);
        assert_ne!(site.ticket(number).await.state, State::Closed);
    })
    .await;
}
