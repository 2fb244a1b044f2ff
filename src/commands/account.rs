//! Accounts, links to choose a password, and access tokens.

use anyhow::{Context as _, Result};
use base::{
    app::App,
    people::{self, LinkPurpose, NewUser, Role, Scopes},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{AppError, Locale};

use super::{Report, context, told};

/// A person to be created.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// Address.
    pub email: String,
    /// Full name.
    pub name: String,
    /// With the role of administrator everywhere.
    pub admin: bool,
    /// Language: `fr` or `en`.
    pub language: String,
    /// IANA time zone.
    pub zone: String,
    /// The password; without one a link to choose it is given.
    pub password: Option<String>,
}

/// Creates a person; on an empty installation too.
///
/// # Errors
/// Why not, field by field.
pub async fn create_user(app: &App, new: CreateUser) -> Result<Report> {
    let cx = context(app);
    let locale: Locale = new.language.parse().context("--language takes fr or en")?;
    let password_hash = match &new.password {
        Some(password) => {
            people::check_password(password, &new.email, &new.name)
                .map_err(|fault| told(AppError::Invalid(vec![fault.of_field(Locale::En, "password")])))?;
            Some(people::hash_password(password).await.map_err(told)?)
        }
        None => None,
    };
    let invited = password_hash.is_none();
    let user =
        NewUser { locale, zone: new.zone.clone(), password_hash, ..NewUser::new(&*new.email, &*new.name) };
    let admin = new.admin;
    let (id, link) = app
        .db
        .write(move |tx| {
            let id = people::create_user(tx, &cx, &user)?;
            if admin {
                people::grant_role(tx, &cx, id, Role::Administrator, None)?;
            }
            let link =
                if invited { Some(people::issue_link(tx, &cx, id, LinkPurpose::Invitation)?) } else { None };
            Ok::<_, AppError>((id, link))
        })
        .await
        .map_err(told)?;
    let link = link.map(|secret| password_page(app, &secret));
    let text = match &link {
        Some(link) => format!(
            "{} was created. This link chooses the password, once, within seven days:\n{link}",
            new.email
        ),
        None => format!("{} was created.", new.email),
    };
    Ok(Report { good: true, json: json!({ "id": id, "email": new.email, "link": link }), text })
}

fn password_page(app: &App, secret: &str) -> String {
    format!("{}/reset/{secret}", app.config.public_url)
}

/// Whose password is to be chosen anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetLink {
    /// Address.
    pub email: String,
}

/// Makes a link by which a person chooses a new password.
///
/// # Errors
/// When there is no such open account.
pub async fn reset_link(app: &App, wanted: ResetLink) -> Result<Report> {
    let cx = context(app);
    let user = find(app, &wanted.email).await?;
    let secret =
        app.db.write(move |tx| people::issue_link(tx, &cx, user, LinkPurpose::Reset)).await.map_err(told)?;
    let link = password_page(app, &secret);
    let text = format!("This link chooses a new password, once, within 30 minutes:\n{link}");
    Ok(Report { good: true, json: json!({ "email": wanted.email, "link": link }), text })
}

async fn find(app: &App, email: &str) -> Result<i64> {
    let address = email.to_owned();
    let found = app.db.read(move |read| people::user_by_email(read, &address)).await?;
    Ok(found.with_context(|| format!("nobody has the address {email}"))?.id)
}

/// A token to be created.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// Whose rights it carries at most.
    pub email: String,
    /// What it is for.
    pub name: String,
    /// What it may do, by commas.
    pub scopes: String,
    /// Days until it ends; for ever without.
    pub days: Option<u32>,
}

/// Creates an access token; its secret is printed once and is nowhere else.
///
/// # Errors
/// When there is no such account, or it has no use for a scope.
pub async fn create_token(app: &App, new: CreateToken) -> Result<Report> {
    let cx = context(app);
    let scopes = Scopes::parse(&new.scopes)
        .map_err(|word| anyhow::anyhow!("there is no scope {word}: tickets:read, tickets:write, admin"))?;
    let user = find(app, &new.email).await?;
    let ends = new.days.map(|days| cx.now + jiff::SignedDuration::from_hours(24 * i64::from(days)));
    let token = people::create_token(app, &cx, user, &new.name, &scopes, ends).await.map_err(told)?;
    Ok(Report { good: true, text: token.clone(), json: json!({ "token": token }) })
}
