//! The portal, on both engines, through its pages: reports, known incidents and their walls, one's own tickets.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
};
use base::{
    app::{App, AppConfig},
    ctx::{Channel, Ctx},
    desks::{self, NewDesk},
    people::{self, NewUser, OrganisationKind, Role},
};
use db::Tx;
use desk::{
    sla,
    tickets::{
        self, Refused, Ticket,
        actions::{self, Edit, NewComment, Step},
    },
};
use jiff::{SignedDuration, Timestamp};
use rules::{priority::Level, ticket_state::State};
use testkit::TestDb;
use tower::ServiceExt as _;
use web::{cookie::SessionCookie, error::AppError, i18n::Locale, live::Hub, signed::Keys};
use work::Clock;

mod mine;
mod report;
mod walls;

const PASSWORD: &str = "un cheval bleu dort";
/// The largest attachment of these tests.
const LARGEST: u64 = 10_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-the-rest-of-a-picture";

/// A desk that serves two organisations, one agent, two people of the first organisation and one of the second.
struct Site {
    app: App,
    desk: i64,
    category: i64,
    agent: i64,
    elodie: i64,
    zoe: i64,
    _folder: tempfile::TempDir,
    _test: TestDb,
}

impl Site {
    async fn on(test: TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = AppConfig {
            public_url: "http://vigie.example".into(),
            https: false,
            data: folder.path().to_owned(),
            brand: "Kerlann".into(),
            max_attachment: LARGEST,
            relay: false,
        };
        let app = App {
            db: test.db.clone(),
            clock: Clock::manual("2026-11-20T09:42:00Z".parse().unwrap()),
            keys: Keys::new([7u8; 32], []).unwrap(),
            hub: Hub::new(),
            slots: vigie::boot::slots(&config),
            config: Arc::new(config),
        };
        let hash = people::hash_password(PASSWORD).await.unwrap();
        let cx = Ctx::system(app.clock.now());
        let (desk, category, [agent, elodie, zoe]) = app
            .db
            .write(move |tx| {
                let a = people::create_organisation(tx, &cx, "Kerlann", OrganisationKind::Customer)?;
                let b = people::create_organisation(tx, &cx, "Morvan", OrganisationKind::Customer)?;
                let new = NewDesk {
                    organisations: vec![a, b],
                    phone: "01 99 00 40 00".into(),
                    ..NewDesk::named("Assistance", Locale::Fr, "Europe/Paris")
                };
                let desk = desks::create_desk(tx, &cx, &new)?;
                desks::seed::standard(tx, &cx, desk, Locale::Fr)?;
                sla::standard(tx, &cx, desk)?;
                let person = |tx: &mut Tx<'_>, email: &str, name: &str, organisation, locale| {
                    let password_hash = Some(hash.clone());
                    let zone = "Europe/Paris".to_owned();
                    let organisation_id = organisation;
                    people::create_user(
                        tx,
                        &cx,
                        &NewUser {
                            password_hash,
                            zone,
                            organisation_id,
                            locale,
                            ..NewUser::new(email, name)
                        },
                    )
                };
                let agent = person(tx, "agent@example.org", "Karim Benali", None, Locale::Fr)?;
                people::grant_role(tx, &cx, agent, Role::Agent, Some(desk))?;
                let elodie = person(tx, "elodie@example.org", "Élodie Fontaine", Some(a), Locale::Fr)?;
                person(tx, "paul@example.org", "Paul Le Goff", Some(a), Locale::En)?;
                let zoe = person(tx, "zoe@example.org", "Zoé Morvan", Some(b), Locale::Fr)?;
                let categories = desks::categories(tx, desk)?;
                let category = categories.iter().find(|one| one.parent_id.is_some()).unwrap().id;
                Ok::<_, AppError>((desk, category, [agent, elodie, zoe]))
            })
            .await
            .unwrap();
        Self { app, desk, category, agent, elodie, zoe, _folder: folder, _test: test }
    }

    async fn cx(&self, user: i64, channel: Channel) -> Ctx {
        let actor =
            self.app.db.read(move |r| people::load_actor(r, user, None, None)).await.unwrap().unwrap();
        Ctx { actor, now: self.app.clock.now(), channel, locale: Locale::En, request_id: "test".into() }
    }

    /// Runs an action as the agent, on a page.
    async fn agent<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Refused> + Send + 'static,
    ) -> T {
        let cx = self.cx(self.agent, Channel::Web).await;
        self.app.db.write_locked(move |tx| run(tx, &cx)).await.unwrap()
    }

    /// The agent says what it is and takes it.
    async fn qualify(&self, number: i64) {
        let (category, agent) = (self.category, self.agent);
        let edit = Edit {
            category_id: Some(Some(category)),
            impact: Some(Level::Low),
            urgency: Some(Level::Low),
            assignee_id: Some(Some(agent)),
            ..Edit::default()
        };
        self.agent(move |tx, cx| actions::edit(tx, cx, number, &edit, None).map(drop)).await;
    }

    async fn say(&self, number: i64, comment: NewComment) {
        self.agent(move |tx, cx| actions::comment(tx, cx, number, &comment).map(drop)).await;
    }

    async fn resolve(&self, number: i64) {
        let step = Step { resolution: Some("Câble remplacé.".into()), ..Step::to(State::Resolved) };
        self.agent(move |tx, cx| actions::transition(tx, cx, number, &step, None).map(drop)).await;
    }

    async fn ticket(&self, number: i64) -> Ticket {
        self.app.db.read(move |r| tickets::store::by_number(r, number)).await.unwrap().unwrap()
    }

    async fn count(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM tickets";
        self.app.db.read(move |r| r.first(sql, &[])?.unwrap().at::<i64>(0)).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    fn pass(&self, by: SignedDuration) {
        self.app.clock.advance(by);
    }

    async fn browser(&self, email: &str) -> Browser {
        let attempt = people::Attempt {
            email: email.into(),
            password: PASSWORD.into(),
            address: "192.0.2.7".parse().ok(),
            user_agent: "Firefox".into(),
            former: None,
        };
        let nobody = Ctx { actor: people::Actor::nobody(), ..Ctx::system(self.now()) };
        let people::SignIn::Done { token, .. } = people::sign_in(&self.app, &nobody, attempt).await.unwrap()
        else {
            panic!("{email} was not signed in")
        };
        let routes = desk::portal::routes()
            .fallback(web::error::not_found)
            .layer(from_fn(people::layer))
            .layer(from_fn_with_state(people::guard(&self.app), web::csrf::layer))
            .with_state(self.app.clone());
        let router = web::request::stack(routes, false, Duration::from_secs(20));
        let csrf = web::csrf::token(&self.app.keys, &token);
        Browser { router, cookie: format!("{}={token}", SessionCookie { https: false }.name()), csrf }
    }

    /// Reports something as this person, and gives the number.
    async fn reported(&self, email: &str, what: &str) -> i64 {
        let mut browser = self.browser(email).await;
        let word = web::token::new().0;
        let answer = browser.send("/portal/report", &[("what", what), ("word", &word)], &[]).await;
        answer.number()
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// The number of the ticket that one was led to.
    fn number(&self) -> i64 {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body());
        let digits: String =
            self.location().split('?').next().unwrap().chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    }

    /// The values of a hidden field.
    fn values(&self, name: &str) -> Vec<String> {
        let body = self.body();
        let mark = format!("name=\"{name}\" value=\"");
        body.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }
}

/// Requests of one person's browser, through the whole router.
struct Browser {
    router: Router,
    cookie: String,
    csrf: String,
}

impl Browser {
    async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 22).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], Body::empty()).await
    }

    async fn fragment(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("hx-request", "true")], Body::empty()).await
    }

    /// What is proposed while this is being typed.
    async fn suggested(&mut self, query: &str) -> String {
        let query = query.replace(' ', "+");
        let answer = self.fragment(&format!("/portal/suggest?q={query}")).await;
        assert!(matches!(answer.status, StatusCode::OK | StatusCode::NO_CONTENT), "{}", answer.body());
        answer.body()
    }

    async fn post(&mut self, path: &str, form: &str) -> Answer {
        let body = format!("csrf={}&{form}", self.csrf);
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.ask(Method::POST, path, &kind, Body::from(body)).await
    }

    /// Sends a form that may carry files.
    async fn send(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
            body.extend(
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, content) in files {
            let head =
                format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let kind = [("content-type", "multipart/form-data; boundary=b")];
        self.ask(Method::POST, path, &kind, Body::from(body)).await
    }
}

/// Runs a test once on each engine.
async fn on_both<F, Fut>(test: F)
where
    F: Fn(Site) -> Fut,
    Fut: Future<Output = ()>,
{
    testkit::on_both(vigie::migrations::MIGRATIONS, |database| async {
        test(Site::on(database).await).await
    })
    .await;
}

/// Nothing on this page is a key instead of a text, and nothing came out unescaped.
fn is_clean(answer: &Answer) {
    let body = answer.body();
    let visible = body.split('>').skip(1).filter_map(|piece| piece.split('<').next());
    let keys: HashMap<&str, ()> =
        visible.filter(|text| text.trim().starts_with("portal-")).map(|text| (text, ())).collect();
    assert!(keys.is_empty(), "{keys:?}");
    assert!(!body.contains("<script>alert"), "{body}");
}
