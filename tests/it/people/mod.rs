//! People and their rights, on both engines: signing in, links, sessions, roles, tokens, walls, pages and API.

use std::sync::Arc;

use base::{
    app::{App, AppConfig},
    audit::{self, Entry, Stream},
    ctx::{Channel, Ctx},
    people::{self, Actor, Attempt, NewUser, Role, SignIn},
};
use db::{Db, Migration, Tx, params};
use jiff::{SignedDuration, Timestamp};
use testkit::TestDb;
use web::{error::AppError, i18n::Locale, live::Hub, signed::Keys};
use work::Clock;

mod browser;
mod http;
mod http_settings;
mod idempotency;
mod links;
mod local_administrators;
mod roles;
mod sessions;
mod sign_in;
mod store;
mod teams;
mod tokens;
mod walls;

/// The schema: this slice looks into the tables of others.
const STEPS: &[Migration] = vigie::migrations::MIGRATIONS;

/// A password that the rules accept.
const PASSWORD: &str = "un cheval bleu dort";

fn start() -> Timestamp {
    "2026-11-20T09:42:00Z".parse().unwrap()
}

/// The program as far as this slice needs it, on a database of its own.
struct Site {
    app: App,
    _test: TestDb,
}

impl Site {
    fn on(test: TestDb) -> Self {
        let config = AppConfig {
            public_url: "http://vigie.example".into(),
            https: false,
            data: std::env::temp_dir(),
            brand: "Kerlann".into(),
            max_attachment: 1 << 20,
            relay: false,
        };
        let app = App {
            db: test.db.clone(),
            clock: Clock::manual(start()),
            keys: Keys::new([7u8; 32], []).unwrap(),
            hub: Hub::new(),
            slots: vigie::boot::slots(&config),
            config: Arc::new(config),
        };
        Self { app, _test: test }
    }

    fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    fn pass(&self, by: SignedDuration) {
        self.app.clock.advance(by);
    }

    /// Vigie itself, or the command line.
    fn system(&self) -> Ctx {
        Ctx::system(self.now())
    }

    /// Runs a write.
    async fn write<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.app.db.write(run).await
    }

    /// A person, without a password.
    async fn person(&self, email: &'static str, name: &'static str) -> i64 {
        let cx = self.system();
        self.write(move |tx| people::create_user(tx, &cx, &NewUser::new(email, name))).await.unwrap()
    }

    /// A person who signs in with [`PASSWORD`].
    async fn user(&self, email: &'static str, name: &'static str) -> i64 {
        let (cx, hash) = (self.system(), people::hash_password(PASSWORD).await.unwrap());
        let new = move || NewUser { password_hash: Some(hash.clone()), ..NewUser::new(email, name) };
        self.write(move |tx| people::create_user(tx, &cx, &new())).await.unwrap()
    }

    async fn grant(&self, user: i64, role: Role, desk: Option<i64>) {
        let cx = self.system();
        self.write(move |tx| people::grant_role(tx, &cx, user, role, desk)).await.unwrap();
    }

    /// Somebody with a role who signs in with [`PASSWORD`].
    async fn staff(&self, email: &'static str, name: &'static str, role: Role, desk: Option<i64>) -> i64 {
        let id = self.user(email, name).await;
        self.grant(id, role, desk).await;
        id
    }

    async fn organisation(&self, name: &'static str, kind: people::OrganisationKind) -> i64 {
        let cx = self.system();
        self.write(move |tx| people::create_organisation(tx, &cx, name, kind)).await.unwrap()
    }

    /// A desk, serving these organisations.
    async fn desk(&self, name: &'static str, organisations: &[i64]) -> i64 {
        let (organisations, now) = (organisations.to_vec(), self.now());
        self.write(move |tx| {
            let id = tx.insert(
                "INSERT INTO desks (name, sort_key, locale, zone, phone, confirm_days, reopen_days, version, created_at) \
                 VALUES ($1, $1, 'fr', 'Europe/Paris', '', 5, 30, 1, $2) RETURNING id",
                params![name, now],
            )?;
            for organisation in &organisations {
                tx.execute(
                    "INSERT INTO desk_organisations (desk_id, organisation_id) VALUES ($1, $2)",
                    params![id, *organisation],
                )?;
            }
            Ok(id)
        })
        .await
        .unwrap()
    }

    async fn team(&self, desk_id: i64, name: &'static str) -> i64 {
        let cx = self.system();
        let team = move || people::TeamEdit {
            desk_id,
            name: name.into(),
            tier: 1,
            next_tier_id: None,
            email: String::new(),
            description: String::new(),
        };
        self.write(move |tx| people::create_team(tx, &cx, &team())).await.unwrap()
    }

    async fn move_to(&self, user: i64, organisation: i64) {
        let edit = people::UserEdit {
            organisation_id: Some(organisation),
            ..people::UserEdit::from(&self.load(user).await)
        };
        let version = self.load(user).await.version;
        people::update_user(&self.app, &self.system(), user, version, edit).await.unwrap();
    }

    async fn load(&self, user: i64) -> people::User {
        self.app.db.read(move |r| people::user(r, user)).await.unwrap().unwrap()
    }

    /// A person acting on a page, with the rights that they hold now.
    async fn acting(&self, user: i64) -> Ctx {
        let actor =
            self.app.db.read(move |r| people::load_actor(r, user, None, None)).await.unwrap().unwrap();
        self.call(actor)
    }

    fn call(&self, actor: Actor) -> Ctx {
        Ctx { actor, now: self.now(), channel: Channel::Web, locale: Locale::En, request_id: "test".into() }
    }

    /// Before signing in.
    fn nobody(&self) -> Ctx {
        self.call(Actor::nobody())
    }

    async fn try_sign_in(&self, email: &str, password: &str, address: &str) -> SignIn {
        let attempt = Attempt {
            email: email.into(),
            password: password.into(),
            address: address.parse().ok(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".into(),
            former: None,
        };
        people::sign_in(&self.app, &self.nobody(), attempt).await.unwrap()
    }

    /// Signs in and gives the session's token.
    async fn sign_in(&self, email: &str) -> String {
        match self.try_sign_in(email, PASSWORD, "192.0.2.7").await {
            SignIn::Done { token, .. } => token,
            other => panic!("not signed in: {other:?}"),
        }
    }

    async fn entries(&self, stream: Stream) -> Vec<Entry> {
        self.app.db.read(move |r| audit::stream_entries(r, stream, 0, 1000)).await.unwrap()
    }

    async fn kinds(&self, stream: Stream) -> Vec<String> {
        self.entries(stream).await.into_iter().map(|entry| entry.kind).collect()
    }
}

/// Runs a test once on each engine.
async fn on_both<F, Fut>(test: F)
where
    F: Fn(Site) -> Fut,
    Fut: Future<Output = ()>,
{
    testkit::on_both(STEPS, |database| test(Site::on(database))).await;
}

/// The faults of a refusal, as `field code`.
fn faults<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> Vec<String> {
    match outcome {
        Err(AppError::Invalid(faults)) => {
            faults.into_iter().map(|f| format!("{} {}", f.field, f.code)).collect()
        }
        other => panic!("not refused as invalid: {other:?}"),
    }
}

/// The one number that a statement gives.
async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read(move |r| r.first(sql, &[])?.unwrap().at(0)).await.unwrap()
}
