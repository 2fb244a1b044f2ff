//! A whole Vigie for a test: real HTTP on a loopback port, a real database, a clock that the test moves.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use base::{
    app::{App, AppConfig},
    audit::feed,
    ctx::{Channel, Ctx},
    people::{self, Actor, NewUser, OrganisationKind, Role, Scopes},
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::OnceCell, task::JoinSet};
use vigie::migrations::MIGRATIONS;
use web::{Locale, live::Hub, signed::Keys};
use work::{Clock, Registry};

use crate::{Client, TestDb};

/// The password of everybody whom a test creates.
pub const PASSWORD: &str = "a grey horse on the quay";

/// A running Vigie, stopped and removed with this value.
pub struct TestApp {
    /// The handles that the server uses too.
    pub app: App,
    /// Where it listens, without a slash at the end.
    pub url: String,
    /// Its database; dropped last.
    pub database: TestDb,
    registry: Registry,
    _tasks: JoinSet<()>,
    _data: TempDir,
}

/// A help desk with its standard teams, categories and commitments.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    /// Row id.
    pub id: i64,
    /// The rows of the standard content.
    pub seeded: base::desks::seed::Seeded,
}

/// When every test begins: a Friday morning in Paris, summer time.
///
/// # Panics
/// Never: the instant is well written.
#[must_use]
pub fn start() -> Timestamp {
    "2026-06-05T08:00:00Z".parse().expect("an instant")
}

impl TestApp {
    /// On SQLite.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn sqlite() -> Self {
        Self::on(TestDb::sqlite()).await
    }

    /// On PostgreSQL; nothing, said aloud, when no server is named.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn postgres() -> Option<Self> {
        match TestDb::postgres() {
            Some(database) => Some(Self::on(database).await),
            None => None,
        }
    }

    /// On this database.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn on(database: TestDb) -> Self {
        Self::with(database, true).await
    }

    /// On this database, without a relay that would take mail to people.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn without_relay(database: TestDb) -> Self {
        Self::with(database, false).await
    }

    async fn with(database: TestDb, relay: bool) -> Self {
        database.migrate(MIGRATIONS).await;
        let data = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let url = format!("http://{address}");
        let config = AppConfig {
            public_url: url.clone(),
            https: false,
            data: data.path().to_owned(),
            brand: "Kerlann".into(),
            max_attachment: 5 * 1024 * 1024,
            relay,
        };
        let app = App {
            db: database.db.clone(),
            clock: Clock::manual(start()),
            keys: Keys::new([7; 32], []).expect("a key"),
            hub: Hub::new(),
            slots: vigie::boot::slots(&config),
            config: Arc::new(config),
        };
        let router = vigie::router::application(&app, None).expect("the application");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        tasks.spawn(feed::number(app.db.clone()));
        tasks.spawn(vigie::live::publish(app.clone()));
        let registry = vigie::background::registry(&app, None);
        Self { app, url, database, registry, _tasks: tasks, _data: data }
    }

    /// Vigie acting by itself, now.
    #[must_use]
    pub fn cx(&self) -> Ctx {
        Ctx {
            actor: Actor::system(),
            now: self.app.clock.now(),
            channel: Channel::Cli,
            locale: Locale::En,
            request_id: String::new(),
        }
    }

    /// Acting as this person would, now.
    ///
    /// # Panics
    /// When there is no such person.
    pub async fn cx_of(&self, user_id: i64) -> Ctx {
        let actor = self.app.db.read(move |read| people::load_actor(read, user_id, None, None)).await;
        let actor = actor.expect("a reading").expect("an open account");
        Ctx { actor, channel: Channel::Web, ..self.cx() }
    }

    /// A desk with the standard content, in Paris, in French; it serves these organisations, or everybody.
    ///
    /// # Panics
    /// When it cannot be created.
    pub async fn desk(&self, name: &str, organisations: &[i64]) -> Desk {
        let (cx, name, organisations) = (self.cx(), name.to_owned(), organisations.to_vec());
        let made = self.app.db.write(move |tx| {
            let mut new = base::desks::NewDesk::named(&*name, Locale::Fr, "Europe/Paris");
            new.organisations.clone_from(&organisations);
            let id = base::desks::create_desk(tx, &cx, &new)?;
            let seeded = base::desks::seed::standard(tx, &cx, id, Locale::Fr)?;
            desk::sla::standard(tx, &cx, id)?;
            Ok::<_, web::AppError>(Desk { id, seeded })
        });
        made.await.expect("a desk")
    }

    /// An organisation.
    ///
    /// # Panics
    /// When it cannot be created.
    pub async fn organisation(&self, name: &str, kind: OrganisationKind) -> i64 {
        let (cx, name) = (self.cx(), name.to_owned());
        self.app
            .db
            .write(move |tx| people::create_organisation(tx, &cx, &name, kind))
            .await
            .expect("an organisation")
    }

    /// A person with [`PASSWORD`] and these roles; their address is `<name>@test.example`.
    ///
    /// # Panics
    /// When they cannot be created.
    pub async fn person(&self, name: &str, organisation: Option<i64>, roles: &[(Role, Option<i64>)]) -> i64 {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let hash = HASH
            .get_or_init(|| async { people::hash_password(PASSWORD).await.expect("a hash") })
            .await
            .clone();
        let mut new = NewUser::new(address(name), name);
        new.password_hash = Some(hash);
        new.organisation_id = organisation;
        new.zone = "Europe/Paris".to_owned();
        let (cx, roles) = (self.cx(), roles.to_vec());
        let made = self.app.db.write(move |tx| {
            let id = people::create_user(tx, &cx, &new)?;
            for (role, desk) in &roles {
                people::grant_role(tx, &cx, id, *role, *desk)?;
            }
            Ok::<_, web::AppError>(id)
        });
        made.await.expect("a person")
    }

    /// An access token of a person.
    ///
    /// # Panics
    /// When it cannot be created.
    pub async fn token(&self, user_id: i64, scopes: &str) -> String {
        let scopes = Scopes::parse(scopes).expect("scopes");
        people::create_token(&self.app, &self.cx(), user_id, "test", &scopes, None).await.expect("a token")
    }

    /// A browser in which nobody is signed in.
    #[must_use]
    pub fn browser(&self) -> Client {
        Client::new(&self.url)
    }

    /// A browser in which the person of this name is signed in, through the form.
    ///
    /// # Panics
    /// When the sign-in is refused.
    pub async fn sign_in(&self, name: &str) -> Client {
        let mut client = self.browser();
        let form = [("email", address(name)), ("password", PASSWORD.to_owned()), ("next", "/".to_owned())];
        let answer =
            client.post("/login", &form.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        let session =
            answer.cookie("vigie").unwrap_or_else(|| panic!("no session for {name}: {}", answer.status));
        client.keep(session.clone(), web::csrf::token(&self.app.keys, &session));
        client
    }

    /// Lets people be told by mail, through this relay.
    pub fn post_by(&mut self, relay: mail::smtp::Relay) {
        let post = desk::inbox::Post { app: self.app.clone(), relay: std::sync::Arc::new(relay) };
        self.registry = vigie::background::registry(&self.app, Some(post));
    }

    /// Runs what is due by the clock and every job that is ready, until nothing is left.
    ///
    /// # Panics
    /// When background work fails.
    pub async fn run_until_idle(&self) {
        feed::number_now(&self.app.db).await.expect("the change feed");
        work::run_until_idle(&self.app.db, &self.app.clock, &self.registry).await.expect("background work");
    }

    /// Moves the clock, then runs what has become due.
    ///
    /// # Panics
    /// When background work fails.
    pub async fn advance(&self, by: SignedDuration) {
        self.app.clock.advance(by);
        self.run_until_idle().await;
    }
}

/// The address that [`TestApp::person`] gives to a name.
#[must_use]
pub fn address(name: &str) -> String {
    format!("{}@test.example", name.to_lowercase().replace(' ', "."))
}

/// Runs a test once on each engine, each time on a fresh Vigie.
///
/// # Panics
/// When one cannot be started, or the test fails.
pub async fn on_each<F, Fut>(test: F)
where
    F: Fn(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    test(TestApp::sqlite().await).await;
    if let Some(app) = TestApp::postgres().await {
        test(app).await;
    }
}

/// How long a test waits for something that comes by itself.
pub const PATIENCE: Duration = Duration::from_secs(30);
