//! The agents' pages of tickets over HTTP: who may have them, what a clash and a newer message show, what comes of
//! files, and that hostile text stays text.

use base::people::{OrganisationKind, Role};
use desk::tickets::{
    self, NewTicket, Ticket,
    actions::{self, Edit, NewComment},
    store,
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use rules::ticket_state::State;
use testkit::{Answer, Client, TestApp, on_each};

use crate::lifecycle::Site;

const AGENT: &str = "Karim Benali";
const COLLEAGUE: &str = "Marie Le Goff";
const REQUESTER: &str = "Claire Morvan";

/// A piece of a page, as a script asks for it.
async fn piece(client: &Client, path: &str) -> Answer {
    Answer::of(client.request(Method::GET, path).header("hx-request", "true")).await
}

/// A form sent by a script.
async fn post_piece(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", testkit::encoded(v))).collect();
    let request = client.request(Method::POST, path).header("hx-request", "true");
    Answer::of(request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"))).await
}

/// The composer's form, as a browser without script sends it.
async fn message(
    client: &Client,
    number: i64,
    fields: &[(&str, &str)],
    files: Vec<(&str, Vec<u8>)>,
) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for (name, bytes) in files {
        form = form.part("file", Part::bytes(bytes).file_name(name.to_owned()));
    }
    let path = format!("/tickets/{number}/messages");
    Answer::of(client.request(Method::POST, &path).header("accept", "text/html").multipart(form)).await
}

async fn stored(site: &Site, number: i64) -> Ticket {
    site.app.app.db.read(move |read| store::by_number(read, number)).await.unwrap().unwrap()
}

/// The agent's pages are in this language from now on.
async fn speaks(site: &Site, locale: web::Locale) {
    let (cx, id) = (site.app.cx_of(site.agent).await, site.agent);
    let user = site.app.app.db.read(move |read| base::people::user(read, id)).await.unwrap().unwrap();
    let edit = base::people::ProfileEdit {
        name: user.name.clone(),
        phone: user.phone.clone(),
        locale,
        zone: "Europe/Paris".into(),
        theme: user.theme,
    };
    base::people::update_profile(&site.app.app, &cx, user.version, edit).await.unwrap();
}

/// No page shows the name of a text instead of the text, nor anything that a strict policy forbids.
#[track_caller]
fn is_sound(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    for bad in [">tickets-", "\"tickets-", " tickets-", "style=\"", "onclick", "javascript:"] {
        let at = answer.text.find(bad);
        assert!(
            at.is_none(),
            "{bad}: {}",
            &answer.text[at.unwrap_or(0)..][..80.min(answer.text.len() - at.unwrap_or(0))]
        );
    }
}

#[tokio::test]
async fn a_page_is_for_those_who_work_there_and_nobody_else_learns_of_it() {
    on_each(|app| async move {
        let site = Site::on(app).await;
        let provider = site.app.organisation("Infogérance Armor", OrganisationKind::Provider).await;
        let stranger = site.app.organisation("Autre Prestataire", OrganisationKind::Provider).await;
        site.app.person("Julien Pruvost", Some(provider), &[(Role::Provider, None)]).await;
        site.app.person("Ana Silva", Some(stranger), &[(Role::Provider, None)]).await;
        let other = site.app.desk("Ailleurs", &[]).await;
        site.app.person("Yves Autre", None, &[(Role::Agent, Some(other.id))]).await;
        let ticket = site.open("VPN coupé", site.vpn).await;
        let number = ticket.number;
        site.edit(site.agent, number, Edit { provider_id: Some(Some(provider)), ..Edit::default() }).await;
        let page = format!("/tickets/INC-{number}");
        let agent = site.app.sign_in(AGENT).await;
        is_sound(&agent.get(&page).await);
        assert_eq!(
            agent.get(&format!("/tickets/{number}?show=journal")).await.location(),
            format!("{page}?show=journal")
        );
        assert_eq!(agent.get(&format!("/tickets/REQ-{number}")).await.location(), page);
        let handed = site.app.sign_in("Julien Pruvost").await;
        assert_eq!(handed.get(&page).await.status, 200);
        let requester = site.app.sign_in(REQUESTER).await;
        let led = requester.get(&page).await;
        assert_eq!((led.status, led.location()), (303, format!("/portal{page}").as_str()));
        for part in ["header", "timeline", "side", "do/take", "edit/title"] {
            assert_eq!(piece(&requester, &format!("{page}/{part}")).await.status, 404, "{part}");
        }
        for name in ["Yves Autre", "Ana Silva"] {
            let outsider = site.app.sign_in(name).await;
            assert_eq!(outsider.get(&page).await.status, 404, "{name}");
            for part in ["header", "timeline", "side", "do/take", "edit/title"] {
                assert_eq!(piece(&outsider, &format!("{page}/{part}")).await.status, 404, "{name} {part}");
            }
            let forms: [(&str, &[(&str, &str)]); 9] = [
                ("do/take", &[]),
                ("edit/title", &[("title", "x")]),
                ("people", &[("person", "karim.benali@test.example"), ("as", "watcher")]),
                ("links", &[("kind", "related_to"), ("ticket", "1")]),
                ("links", &[("kind", "related"), ("ticket", "INC-1")]),
                ("tasks", &[("title", "x")]),
                ("work", &[("minutes", "5"), ("on", "2026-06-05")]),
                ("tags", &[("tag", "x")]),
                ("presence", &[("mode", "viewing")]),
            ];
            for (path, fields) in forms {
                assert_eq!(
                    outsider.post(&format!("{page}/{path}"), fields).await.status,
                    404,
                    "{name} {path}"
                );
            }
            assert_eq!(message(&outsider, number, &[("body", "x")], vec![]).await.status, 404, "{name}");
        }
        assert_eq!(piece(&agent, &format!("{page}/header")).await.status, 200);
        assert_eq!(
            agent.get(&format!("{page}/header")).await.status,
            404,
            "a piece never stands alone in a tab"
        );
        assert_eq!(stored(&site, number).await.assignee_id, None, "nothing was changed by any of them");
    })
    .await;
}

#[tokio::test]
async fn both_languages_show_every_state_in_words() {
    let site = Site::on(TestApp::sqlite().await).await;
    let number = site.open("VPN coupé", site.vpn).await.number;
    let mut agent = site.app.sign_in(AGENT).await;
    site.confirm(number).await;
    site.take(number).await;
    let steps: [(&str, &[(&str, &str)]); 4] = [
        ("do/start", &[]),
        ("do/hold", &[("pending_on", "user"), ("comment", "Quel poste ?"), ("tell", "true")]),
        ("do/resolve", &[("resolution", "Profil refait"), ("resolution_kind", "fix"), ("cause", "software")]),
        ("do/close", &[("reason", "Vu avec elle")]),
    ];
    for language in ["fr", "en"] {
        speaks(&site, language.parse().unwrap()).await;
        agent = site.app.sign_in(AGENT).await;
        let page = format!("/tickets/INC-{number}");
        for path in [
            page.clone(),
            format!("{page}?show=conversation"),
            format!("{page}?show=journal&entries=100"),
            "/tickets/new".into(),
            "/tickets/new?caller=claire&title=vpn".into(),
        ] {
            is_sound(&agent.get(&path).await);
        }
        for word in [
            "title",
            "description",
            "priority",
            "assignee",
            "team",
            "category",
            "service",
            "severity",
            "expected",
            "sensitive",
            "requester",
        ] {
            is_sound(&agent.get(&format!("{page}/edit/{word}")).await);
        }
        for word in ["start", "hold", "resolve", "snooze", "merge", "split", "convert", "escalate"] {
            let form = agent.get(&format!("{page}/do/{word}")).await;
            assert!([200, 404].contains(&form.status), "{word}: {}", form.status);
        }
    }
    for (path, fields) in steps {
        let answer = agent.post(&format!("/tickets/INC-{number}/{path}"), fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text);
        is_sound(&agent.get(answer.location()).await);
        is_sound(&piece(&agent, &format!("/tickets/INC-{number}/timeline")).await);
    }
    assert_eq!(stored(&site, number).await.state, State::Closed);
}

#[tokio::test]
async fn what_the_lifecycle_needs_is_asked_for_and_said() {
    let site = Site::on(TestApp::sqlite().await).await;
    let number = site.open("Imprimante", site.vpn).await.number;
    let agent = site.app.sign_in(AGENT).await;
    let form = piece(&agent, &format!("/tickets/{number}/do/resolve")).await;
    for field in ["name=\"category\"", "name=\"impact\"", "name=\"assignee\"", "name=\"resolution\""] {
        assert!(form.text.contains(field), "{field}: {}", form.text);
    }
    let bare = agent
        .post(&format!("/tickets/{number}/do/resolve"), &[("resolution", "Cartouche <b>changée</b>")])
        .await;
    assert_eq!(bare.status, 422);
    assert!(bare.text.contains("Cartouche &lt;b&gt;changée"), "what was typed is kept: {}", bare.text);
    let (vpn, me) = (site.vpn.to_string(), site.agent.to_string());
    let whole = [
        ("resolution", "Cartouche changée"),
        ("category", vpn.as_str()),
        ("impact", "low"),
        ("urgency", "low"),
        ("assignee", me.as_str()),
    ];
    let done = post_piece(&agent, &format!("/tickets/{number}/do/resolve"), &whole).await;
    assert_eq!((done.status, done.header("hx-reswap")), (200, "none"));
    for part in ["#t-head", "#t-feed", "#t-side", "#composer-seen", "#toasts"] {
        assert!(done.text.contains(&format!("hx-target=\"{part}\"")), "{part}");
    }
    let illegal = agent.post(&format!("/tickets/{number}/do/cancel"), &[("reason", "x")]).await;
    assert_eq!(illegal.status, 422, "a resolved ticket is not cancelled");
}

#[tokio::test]
async fn two_people_on_one_field_are_shown_each_other() {
    on_each(|app| async move {
        let site = Site::on(app).await;
        let ticket = site.open("VPN coupé", site.vpn).await;
        let (number, seen) = (ticket.number, ticket.version.to_string());
        let agent = site.app.sign_in(AGENT).await;
        let colleague = site.app.sign_in(COLLEAGUE).await;
        let path = format!("/tickets/{number}/edit/title");
        assert_eq!(colleague.post(&path, &[("seen", &seen), ("title", "VPN <de> Marie")]).await.status, 303);
        let clash = agent.post(&path, &[("seen", &seen), ("title", "VPN de Karim")]).await;
        assert_eq!(clash.status, 409);
        for part in ["VPN &lt;de&gt; Marie", COLLEAGUE, "VPN de Karim", "class=\"conflict\""] {
            assert!(clash.text.contains(part), "{part}: {}", clash.text);
        }
        assert_eq!(stored(&site, number).await.title, "VPN <de> Marie", "nothing was overwritten");
        let other = agent
            .post(&format!("/tickets/{number}/edit/severity"), &[("seen", &seen), ("severity", "high")])
            .await;
        assert_eq!(other.status, 303, "another field is merged");
        let now = stored(&site, number).await.version.to_string();
        assert_eq!(
            agent.post(&path, &[("seen", &now), ("title", "VPN de Karim")]).await.status,
            303,
            "keep mine"
        );
        assert_eq!(stored(&site, number).await.title, "VPN de Karim");
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_held_back_when_someone_answered_meanwhile() {
    on_each(|app| async move {
        let site = Site::on(app).await;
        let number = site.open("VPN coupé", site.vpn).await.number;
        let agent = site.app.sign_in(AGENT).await;
        let draft = agent.request(Method::PUT, &format!("/tickets/{number}/draft"));
        let draft = draft.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(Answer::of(draft.body("body=Bonjour%2C&visibility=internal")).await.status, 204);
        let page = agent.get(&format!("/tickets/INC-{number}")).await;
        assert!(page.text.contains("Bonjour,</textarea>"), "the draft is restored");
        assert!(page.text.contains("value=\"internal\" checked"), "and its kind");
        let reply = NewComment::public("Le poste est le 4217 <script>");
        site.act(site.requester, move |tx, cx| actions::comment(tx, cx, number, &reply)).await;
        let mine = [("seen", "0"), ("visibility", "public"), ("body", "Quel poste ?")];
        let held = message(&agent, number, &mine, vec![]).await;
        assert_eq!(held.status, 409);
        assert!(
            held.text.contains("4217 &lt;script&gt;") && held.text.contains("Quel poste ?</textarea>"),
            "{}",
            held.text
        );
        let forced = [("seen", "0"), ("visibility", "public"), ("body", "Quel poste ?"), ("force", "1")];
        assert_eq!(message(&agent, number, &forced, vec![]).await.status, 303);
        let note = [("seen", "0"), ("visibility", "internal"), ("body", "Voir @Marie Le Goff")];
        assert_eq!(message(&agent, number, &note, vec![]).await.status, 303, "a note waits for nobody");
        let colleague = site.colleague;
        let told =
            site.app.app.db.read(move |read| base::people::notifications(read, colleague, 5)).await.unwrap();
        assert!(told.iter().any(|notice| notice.kind == "mentioned"), "{told:?}");
        assert_eq!(
            message(&agent, number, &[("visibility", "public"), ("body", " ")], vec![]).await.status,
            422
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_may_put_on_hold_or_resolve() {
    let site = Site::on(TestApp::sqlite().await).await;
    let number = site.open("VPN coupé", site.vpn).await.number;
    let agent = site.app.sign_in(AGENT).await;
    let hold = [("visibility", "public"), ("body", "Quel poste ?"), ("then", "pending")];
    let refused = message(&agent, number, &hold, vec![]).await;
    assert_eq!(refused.status, 422, "it is not qualified");
    assert!(refused.text.contains("Quel poste ?</textarea>"));
    site.confirm(number).await;
    site.take(number).await;
    assert_eq!(message(&agent, number, &hold, vec![("trace.txt", b"ping".to_vec())]).await.status, 303);
    assert_eq!(stored(&site, number).await.state, State::Pending);
    let solve = [("visibility", "public"), ("body", "Profil refait."), ("then", "resolved")];
    assert_eq!(message(&agent, number, &solve, vec![]).await.status, 303);
    let ticket = stored(&site, number).await;
    assert_eq!((ticket.state, ticket.resolution.as_str()), (State::Resolved, "Profil refait."));
    let files = site.app.app.db.read(move |read| store::attachments(read, ticket.id, false)).await.unwrap();
    assert!(files.len() == 1 && files[0].comment_id.is_some());
}

#[tokio::test]
async fn files_are_checked_kept_and_given_only_to_those_who_see_the_ticket() {
    on_each(|app| async move {
        let site = Site::on(app).await;
        let other = site.app.desk("Ailleurs", &[]).await;
        site.app.person("Yves Autre", None, &[(Role::Agent, Some(other.id))]).await;
        let ticket = site.open("VPN coupé", site.vpn).await;
        let number = ticket.number;
        let agent = site.app.sign_in(AGENT).await;
        let upload = async |name: &str, bytes: Vec<u8>| {
            let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
            let request = agent.request(Method::POST, &format!("/tickets/{number}/files"));
            Answer::of(request.header("accept", "application/json").multipart(form)).await
        };
        assert_eq!(upload("grand.bin", vec![7; 5 * 1024 * 1024 + 1]).await.status, 413);
        let empty = upload("vide.txt", Vec::new()).await;
        assert!(empty.status == 422 && empty.text.contains("vide.txt"), "{}", empty.text);
        let sent = upload("../../été \"x\"\u{202e}.html", b"<script>alert(1)</script>".to_vec()).await;
        assert_eq!(sent.status, 201, "{}", sent.text);
        assert_eq!(sent.json()["name"], "été \"x\".html");
        let files = store_attachments(&site, ticket.id).await;
        assert!(files.is_empty(), "nothing is on the ticket before the answer is sent");
        let handle = sent.json()["id"].as_str().unwrap().to_owned();
        let too_large = message(
            &agent,
            number,
            &[("body", "Voyez"), ("attachment", &handle)],
            vec![("g", vec![7; 5 * 1024 * 1024 + 1])],
        )
        .await;
        assert_eq!(too_large.status, 413);
        assert!(
            too_large.text.contains("Voyez</textarea>") && too_large.text.contains("name=\"attachment\""),
            "nothing is lost"
        );
        let fields = [("visibility", "internal"), ("body", "Voyez"), ("attachment", handle.as_str())];
        let chosen =
            vec![("capture.png", b"\x89PNG\r\n\x1a\n....".to_vec()), ("outil.exe", b"MZ\x90\x00".to_vec())];
        assert_eq!(message(&agent, number, &fields, chosen).await.status, 303);
        let files = store_attachments(&site, ticket.id).await;
        assert_eq!(files.len(), 3);
        let page = agent.get(&format!("/tickets/INC-{number}")).await;
        is_sound(&page);
        for file in &files {
            let path = format!("/attachments/{}/x", file.token);
            let given = agent.get(&path).await;
            assert_eq!((given.status, given.header("x-content-type-options")), (200, "nosniff"));
            assert!(given.header("content-security-policy").starts_with("sandbox"), "{:?}", given.headers);
            let shown = given.header("content-disposition").starts_with("inline");
            assert_eq!(shown, !file.name.ends_with(".exe"), "{}", given.header("content-disposition"));
            let kind = match file.name.rsplit('.').next() {
                Some("png") => "image/png",
                // What is text is shown as the text that it is, whatever its name says.
                Some("html") => "text/plain; charset=utf-8",
                _ => "application/octet-stream",
            };
            assert_eq!(given.header("content-type"), kind, "{}", file.name);
            for name in ["Yves Autre", REQUESTER] {
                assert_eq!(
                    site.app.sign_in(name).await.get(&path).await.status,
                    404,
                    "{name}: it is internal, or not theirs"
                );
            }
            assert_eq!(site.app.browser().get(&path).await.status, 303, "nobody is sent to sign in");
        }
        assert_eq!(agent.get(&format!("/attachments/{}/x", "a".repeat(43))).await.status, 404);
        let stolen = site.app.sign_in(COLLEAGUE).await;
        assert_eq!(message(&stolen, number, &fields, vec![]).await.status, 303);
        assert_eq!(store_attachments(&site, ticket.id).await.len(), 3, "a handle is worth nothing to others");
    })
    .await;
}

async fn store_attachments(site: &Site, ticket_id: i64) -> Vec<tickets::Attachment> {
    site.app.app.db.read(move |read| store::attachments(read, ticket_id, false)).await.unwrap()
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let site = Site::on(TestApp::sqlite().await).await;
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    let new = NewTicket {
        description: format!("{evil} [x](javascript:alert(3)) https://a.example/\"onmouseover=alert(4)"),
        category_id: Some(site.vpn),
        tags: vec!["\"><script>alert(1)</script>".to_owned()],
        ..NewTicket::titled(evil)
    };
    let number = site.act(site.agent, move |tx, cx| tickets::open(tx, cx, &new)).await.ticket.number;
    for body in [evil, "<iframe src=//evil.example>", "![x](https://evil.example/p.png)"] {
        let note = NewComment::internal(body);
        site.act(site.agent, move |tx, cx| actions::comment(tx, cx, number, &note)).await;
    }
    site.act(site.agent, move |tx, cx| actions::add_task(tx, cx, number, evil, None, None)).await;
    let agent = site.app.sign_in(AGENT).await;
    let page = agent.get(&format!("/tickets/INC-{number}")).await;
    assert_eq!(page.status, 200);
    for bad in [
        "<script>alert",
        "<img src=x",
        "href=\"javascript",
        "<iframe",
        "<img src=\"https://evil",
        "a.example/\"onmouseover",
    ] {
        assert!(!page.text.contains(bad), "{bad}");
    }
    let entry = agent.post("/tickets/new", &[("caller", evil), ("title", evil), ("category", evil)]).await;
    assert_eq!(entry.status, 422);
    assert!(!entry.text.contains("<script>alert") && entry.text.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_call_is_written_down_without_losing_a_word() {
    on_each(|app| async move {
        let site = Site::on(app).await;
        let agent = site.app.sign_in(AGENT).await;
        let wrong = [
            ("caller", "Personne Inconnue"),
            ("title", "VPN coupé depuis ce matin"),
            ("description", "Erreur 0x2AF9"),
            ("category", "VPN"),
            ("urgency", "high"),
        ];
        let again = agent.post("/tickets/new", &wrong).await;
        assert_eq!(again.status, 422);
        for kept in
            ["Personne Inconnue", "VPN coupé depuis ce matin", "Erreur 0x2AF9", "value=\"high\" selected"]
        {
            assert!(again.text.contains(kept), "{kept}: {}", again.text);
        }
        let found = piece(&agent, "/tickets/new/callers?q=claire").await;
        assert!(
            found.text.contains("type=\"radio\" name=\"requester\"") && found.text.contains(REQUESTER),
            "{}",
            found.text
        );
        let opened = agent
            .post(
                "/tickets/new",
                &[("caller", "claire"), ("title", "VPN coupé depuis ce matin"), ("category", "Réseau › VPN")],
            )
            .await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let first = stored(&site, 1).await;
        assert_eq!((first.requester_id, first.category_id), (site.requester, Some(site.vpn)));
        assert!(opened.location().ends_with("?done=opened"));
        assert!(
            piece(&agent, "/tickets/new/callers?q=claire").await.text.contains("INC-1"),
            "their open tickets"
        );
        let similar = piece(&agent, "/tickets/new/similar?q=vpn+coup%C3%A9+encore").await;
        assert!(similar.text.contains("name=\"attach\" value=\"1\""), "{}", similar.text);
        let joined = agent
            .post(
                "/tickets/new",
                &[("new_email", "paul@test.example"), ("new_name", "Paul Neuf"), ("attach", "1")],
            )
            .await;
        assert_eq!(joined.location(), "/tickets/INC-1?done=affected");
        assert_eq!(stored(&site, 1).await.affected_count, 2);
        let live = piece(&agent, "/tickets/new/priority?impact=high&urgency=high").await;
        assert!(live.text.contains("P1"), "{}", live.text);
        let solved = [
            ("caller", "paul@test.example"),
            ("title", "Mot de passe"),
            ("category", "Réseau › VPN"),
            ("impact", "low"),
            ("urgency", "low"),
            ("resolution", "Réinitialisé au téléphone"),
            ("resolution_kind", "fix"),
        ];
        let answer = agent.post("/tickets/new", &solved).await;
        assert!(answer.location().ends_with("?done=opened-resolved"), "{} {}", answer.status, answer.text);
        let second = stored(&site, 2).await;
        assert_eq!((second.state, second.assignee_id), (State::Resolved, Some(site.agent)));
        let requester = site.app.sign_in(REQUESTER).await;
        assert_eq!(requester.get("/tickets/new").await.location(), "/portal");
    })
    .await;
}

#[tokio::test]
async fn what_stands_beside_a_ticket_is_changed_in_place() {
    let site = Site::on(TestApp::sqlite().await).await;
    let (first, second) =
        (site.open("VPN coupé", site.vpn).await.number, site.open("Encore", site.vpn).await.number);
    let agent = site.app.sign_in(AGENT).await;
    let page = format!("/tickets/INC-{first}");
    let forms: [(&str, &[(&str, &str)]); 6] = [
        ("people", &[("person", "Marie"), ("as", "watcher")]),
        ("people/me", &[]),
        ("links", &[("kind", "related"), ("ticket", "INC-2")]),
        ("tasks", &[("title", "Relever la configuration"), ("due", "2026-06-05T12:00")]),
        ("work", &[("minutes", "25"), ("on", "2026-06-05"), ("note", "Analyse")]),
        ("tags", &[("tag", "Agence Ouest")]),
    ];
    for (path, fields) in forms {
        let answer = post_piece(&agent, &format!("{page}/{path}"), fields).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert!(answer.text.contains("class=\"toast\""), "{path}");
    }
    let side = piece(&agent, &format!("{page}/side")).await;
    for shown in
        [COLLEAGUE, &format!("INC-{second}"), "Relever la configuration", "25\u{a0}min", "agence-ouest"]
    {
        assert!(side.text.contains(shown), "{shown}: {}", side.text);
    }
    let unknown =
        post_piece(&agent, &format!("{page}/links"), &[("kind", "related"), ("ticket", "INC-999")]).await;
    assert_eq!(unknown.status, 422);
    let merged = agent.post(&format!("/tickets/{second}/do/merge"), &[("ticket", "INC-1")]).await;
    assert_eq!(merged.location(), "/tickets/INC-1");
    let feed = piece(&agent, &format!("{page}/timeline")).await;
    assert!(
        feed.text.contains(&format!("/tickets/INC-{second}#t-feed")),
        "its conversation is reached from here"
    );
    let split = agent.post(&format!("{page}/do/split"), &[("title", "L’autre panne")]).await;
    assert_eq!(split.location(), "/tickets/INC-3");
    let found = agent.get("/suggest/tickets?q=autre").await;
    assert_eq!(found.json()["items"][0]["value"], "INC-3");
}

#[tokio::test]
async fn a_macro_is_written_by_a_lead_and_run_by_an_agent() {
    let site = Site::on(TestApp::sqlite().await).await;
    let number = site.open("VPN coupé", site.vpn).await.number;
    let agent = site.app.sign_in(AGENT).await;
    assert_eq!(agent.get("/settings/macros").await.status, 404, "agents use them");
    let lead = site.app.sign_in("Soizic Kerven").await;
    is_sound(&lead.get("/settings/macros").await);
    let names = [("name_fr", "Prise de contact"), ("name_en", "First contact")];
    let fields: Vec<(&str, &str)> = names.into_iter().chain([("add", "answer")]).collect();
    let editor = lead.post("/settings/macros/new", &fields).await;
    assert!(
        editor.status == 200 && editor.text.contains("name=\"step\" value=\"answer\""),
        "{}",
        editor.text
    );
    let whole: Vec<(&str, &str)> = names
        .into_iter()
        .chain([("step", "take"), ("text", ""), ("row", ""), ("to", ""), ("on", "")])
        .chain([("step", "answer"), ("text", "Bonjour {{requester}}"), ("row", ""), ("to", ""), ("on", "")])
        .collect();
    let saved = lead.post("/settings/macros/new", &whole).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    is_sound(&lead.get(saved.location()).await);
    is_sound(&lead.get("/settings/macros/1").await);
    let run = agent.post(&format!("/tickets/{number}/macros/1"), &[]).await;
    assert_eq!(run.status, 303, "{}", run.text);
    let page = agent.get(&format!("/tickets/INC-{number}")).await;
    assert!(page.text.contains("Bonjour Claire Morvan"));
    assert_eq!(stored(&site, number).await.assignee_id, Some(site.agent));
    let archived = lead.post("/settings/macros/1/archive", &[("version", "1")]).await;
    assert_eq!(archived.status, 303, "{}", archived.text);
    assert_eq!(agent.post(&format!("/tickets/{number}/macros/1"), &[]).await.status, 404);
}
