//! Setting up mailboxes.

use base::{
    audit::{self, Change, NewEntry, Stream},
    ctx::Ctx,
    desks,
    people::policy::{Act, may},
};
use db::Tx;
use serde_json::{Value, json};
use web::error::{AppError, FieldError};

use crate::inbox::{
    imap::CHANGED,
    model::{Auth, Imap, Kind, Mailbox, NewMailbox, Secrets, Tls},
    store,
};

fn authorise(cx: &Ctx, desk_id: i64) -> Result<(), AppError> {
    if may(&cx.actor, Act::ManageDesk(desk_id)) { Ok(()) } else { Err(AppError::Forbidden) }
}

/// A mailbox as it will be stored, or its faults. `secrets` are those that it will have.
fn checked(
    tx: &Tx<'_>,
    cx: &Ctx,
    new: &NewMailbox,
    own: Option<i64>,
    secrets: Secrets,
) -> Result<NewMailbox, AppError> {
    let mut faults: Vec<(&str, &str)> = Vec::new();
    let clean = NewMailbox {
        name: new.name.trim().to_owned(),
        address: mail::address::normalise(&new.address),
        authserv: mail::address::normalise_domain(new.authserv.trim()),
        imap: new.imap.as_ref().map(cleaned),
        secrets,
        ..new.clone()
    };
    if clean.name.is_empty() || clean.name.chars().count() > 200 {
        faults.push(("name", "name"));
    }
    if !mail::address::is_plausible(&clean.address) {
        faults.push(("address", "address"));
    } else if store::mailbox_by_address(tx, &clean.address)?.is_some_and(|other| Some(other.id) != own) {
        faults.push(("address", "address-taken"));
    }
    if clean.authserv.len() > 253 || clean.authserv.contains(char::is_whitespace) {
        faults.push(("authserv", "authserv"));
    }
    if let Some(id) = clean.category_id
        && desks::category(tx, id)?
            .is_none_or(|category| category.desk_id != clean.desk_id || category.archived)
    {
        faults.push(("category", "category"));
    }
    let said = |key: &str, prefix: &str| web::i18n::t(cx.locale, &format!("{prefix}{key}"));
    let mut all: Vec<FieldError> = faults
        .iter()
        .map(|(field, code)| FieldError::new(*field, *code, said(code, "inbox-fault-")))
        .collect();
    let of_imap = match (clean.kind, &clean.imap) {
        (Kind::Imap, Some(imap)) => imap_faults(imap, &clean.secrets),
        (Kind::Imap, None) => vec![("host", "host")],
        (Kind::Lmtp, Some(_)) => vec![("kind", "kind")],
        (Kind::Lmtp, None) => Vec::new(),
    };
    all.extend(
        of_imap
            .iter()
            .map(|(field, code)| FieldError::new(*field, *code, said(code, "inbox-mailbox-fault-"))),
    );
    if all.is_empty() { Ok(clean) } else { Err(AppError::Invalid(all)) }
}

/// What nobody means to type is taken away; what the way of signing in does not use is not kept.
fn cleaned(imap: &Imap) -> Imap {
    let of_tokens = |text: &str| match imap.auth {
        Auth::Xoauth2 => text.trim().to_owned(),
        Auth::Password => String::new(),
    };
    Imap {
        host: imap.host.trim().trim_end_matches('.').to_lowercase(),
        login: imap.login.trim().to_owned(),
        token_url: of_tokens(&imap.token_url),
        client_id: of_tokens(&imap.client_id),
        scope: of_tokens(&imap.scope),
        folder: imap.folder.trim().to_owned(),
        ..*imap
    }
}

/// The faults of where mail is fetched: field and code.
fn imap_faults(imap: &Imap, secrets: &Secrets) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let is_name = |text: &str| {
        !text.is_empty()
            && text.len() <= 253
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
    };
    if !is_name(&imap.host) {
        faults.push(("host", "host"));
    }
    if imap.port == 0 {
        faults.push(("port", "port"));
    }
    let is_here = imap.host == "localhost"
        || imap.host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    if imap.tls == Tls::None && !is_here {
        faults.push(("tls", "tls"));
    }
    let is_text =
        |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
    if imap.login.is_empty() || !is_text(&imap.login, 320) {
        faults.push(("login", "login"));
    }
    if imap.folder.is_empty() || !is_text(&imap.folder, 500) {
        faults.push(("folder", "folder"));
    }
    let asks = !imap.token_url.is_empty();
    if asks && (imap.token_url.len() > 2_000 || !mail::oauth::is_endpoint(&imap.token_url)) {
        faults.push(("token_url", "token-url"));
    }
    if !is_text(&imap.client_id, 500) || (asks && imap.client_id.is_empty()) {
        faults.push(("client_id", "client-id"));
    }
    if !is_text(&imap.scope, 1_000) {
        faults.push(("scope", "scope"));
    }
    let missing = secrets.secret.is_empty() && (!asks || secrets.refresh.is_empty());
    if missing {
        faults.push(("secret", if imap.auth == Auth::Password { "secret" } else { "token-secret" }));
    }
    faults
}

/// The secrets that a mailbox will have. Those that are not given stay, but never for another server than they were given
/// for: whoever may change a mailbox could have them sent to a server of their own.
fn kept_secrets(before: (&Imap, Secrets), imap: &Imap, given: &Secrets) -> Secrets {
    let (was, mut kept) = before;
    let same = was.host == imap.host
        && was.port == imap.port
        && was.tls == imap.tls
        && was.auth == imap.auth
        && was.token_url == imap.token_url;
    if !same {
        kept = Secrets::default();
    }
    if !given.secret.is_empty() {
        kept.secret.clone_from(&given.secret);
    }
    if !given.refresh.is_empty() {
        kept.refresh.clone_from(&given.refresh);
    }
    kept
}

/// Sets a mailbox up.
///
/// # Errors
/// `Forbidden`, `NotFound` without such a desk, `Invalid` with a fault for each field.
pub fn create_mailbox(tx: &mut Tx<'_>, cx: &Ctx, new: &NewMailbox) -> Result<Mailbox, AppError> {
    authorise(cx, new.desk_id)?;
    desks::desk(tx, new.desk_id)?.ok_or(AppError::NotFound)?;
    let clean = checked(tx, cx, new, None, new.secrets.clone())?;
    let id = store::insert_mailbox(tx, &clean, cx.now)?;
    if clean.kind == Kind::Imap {
        store::insert_state(tx, id)?;
        tx.wake(CHANGED);
    }
    let data = json!({ "mailbox_id": id, "name": clean.name, "address": clean.address });
    audit::append(tx, cx, &NewEntry::new(Stream::Desk(clean.desk_id), "mailbox.created").data(data))?;
    store::mailbox(tx, id)?.ok_or(AppError::NotFound)
}

/// Changes a mailbox whose version is the one that was seen. Its desk, address and kind stay: mail was received there.
/// Secrets that are not given stay, unless the server is another one.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`, `Conflict`.
pub fn change_mailbox(
    tx: &mut Tx<'_>,
    cx: &Ctx,
    id: i64,
    version: i64,
    new: &NewMailbox,
    enabled: bool,
) -> Result<Mailbox, AppError> {
    let before = store::mailbox(tx, id)?.ok_or(AppError::NotFound)?;
    authorise(cx, before.desk_id)?;
    let new = NewMailbox {
        address: before.address.clone(),
        desk_id: before.desk_id,
        kind: before.kind,
        ..new.clone()
    };
    let secrets = match (&before.imap, new.imap.as_ref().map(cleaned)) {
        (Some(was), Some(is)) => kept_secrets((was, store::secrets(tx, id)?), &is, &new.secrets),
        _ => Secrets::default(),
    };
    let clean = checked(tx, cx, &new, Some(id), secrets)?;
    if store::update_mailbox(tx, id, version, &clean, enabled)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    let given = new.secrets != Secrets::default();
    if let (Some(was), Some(is)) = (&before.imap, &clean.imap) {
        if (&was.host, was.port, &was.login, &was.folder) != (&is.host, is.port, &is.login, &is.folder) {
            store::forget_folder(tx, id)?;
        }
        if was != is || given {
            store::forget_token(tx, id)?;
        }
        tx.wake(CHANGED);
    }
    let entry = NewEntry::new(Stream::Desk(before.desk_id), "mailbox.changed");
    let data = json!({ "mailbox_id": id, "secret_given": given });
    audit::append(tx, cx, &entry.changes(changes(&before, &clean, enabled)).data(data))?;
    store::mailbox(tx, id)?.ok_or(AppError::NotFound)
}

/// What the journal says of a change; secrets are not in it.
fn changes(before: &Mailbox, clean: &NewMailbox, enabled: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, was: Value, is: Value| {
        if was != is {
            changes.push(Change::new(field, was, is));
        }
    };
    compare("name", json!(before.name), json!(clean.name));
    compare("authserv", json!(before.authserv), json!(clean.authserv));
    compare("guests", json!(before.guests), json!(clean.guests));
    compare("category_id", json!(before.category_id), json!(clean.category_id));
    compare("enabled", json!(before.enabled), json!(enabled));
    if let (Some(was), Some(is)) = (&before.imap, &clean.imap) {
        compare("host", json!(was.host), json!(is.host));
        compare("port", json!(was.port), json!(is.port));
        compare("tls", json!(was.tls), json!(is.tls));
        compare("login", json!(was.login), json!(is.login));
        compare("auth", json!(was.auth), json!(is.auth));
        compare("token_url", json!(was.token_url), json!(is.token_url));
        compare("client_id", json!(was.client_id), json!(is.client_id));
        compare("scope", json!(was.scope), json!(is.scope));
        compare("folder", json!(was.folder), json!(is.folder));
    }
    changes
}

/// Puts a mailbox away: it takes no more mail, and what it received stays.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict`.
pub fn archive_mailbox(tx: &mut Tx<'_>, cx: &Ctx, id: i64, version: i64) -> Result<(), AppError> {
    let before = store::mailbox(tx, id)?.ok_or(AppError::NotFound)?;
    authorise(cx, before.desk_id)?;
    if store::archive_mailbox(tx, id, version, cx.now)? == 0 {
        return Err(AppError::Conflict { current: Some(before.version) });
    }
    tx.wake(CHANGED);
    let entry = NewEntry::new(Stream::Desk(before.desk_id), "mailbox.archived");
    audit::append(tx, cx, &entry.data(json!({ "mailbox_id": id })))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imap() -> Imap {
        Imap {
            host: "mail.desk.example".to_owned(),
            port: 993,
            tls: Tls::Implicit,
            login: "support".to_owned(),
            auth: Auth::Password,
            token_url: String::new(),
            client_id: String::new(),
            scope: String::new(),
            folder: "INBOX".to_owned(),
        }
    }

    fn secret(text: &str) -> Secrets {
        Secrets { secret: text.to_owned(), refresh: String::new() }
    }

    #[test]
    fn each_fault_names_its_field() {
        let tokens = Imap {
            auth: Auth::Xoauth2,
            token_url: "https://login.example/token".to_owned(),
            client_id: "desk".to_owned(),
            ..imap()
        };
        let refresh = Secrets { refresh: "r".to_owned(), ..Secrets::default() };
        let text = str::to_owned;
        let table: [(Imap, Secrets, &[&str]); 13] = [
            (imap(), secret("s"), &[]),
            (imap(), Secrets::default(), &["secret"]),
            (Imap { host: text("two words"), ..imap() }, secret("s"), &["host"]),
            (Imap { port: 0, ..imap() }, secret("s"), &["port"]),
            (Imap { tls: Tls::None, ..imap() }, secret("s"), &["tls"]),
            (Imap { tls: Tls::None, host: text("::1"), ..imap() }, secret("s"), &[]),
            (Imap { login: text(""), folder: text("a\nb"), ..imap() }, secret("s"), &["login", "folder"]),
            (tokens.clone(), refresh.clone(), &[]),
            (tokens.clone(), secret("s"), &[]),
            (tokens.clone(), Secrets::default(), &["secret"]),
            (Imap { client_id: text(""), ..tokens.clone() }, refresh.clone(), &["client_id"]),
            (
                Imap { token_url: text("http://login.example/"), ..tokens.clone() },
                refresh.clone(),
                &["token_url"],
            ),
            (Imap { token_url: text(""), ..tokens }, refresh, &["secret"]),
        ];
        for (imap, secrets, expected) in table {
            let fields: Vec<&str> = imap_faults(&imap, &secrets).iter().map(|(field, _)| *field).collect();
            assert_eq!(fields, expected, "{imap:?}");
        }
    }

    #[test]
    fn a_secret_is_kept_for_the_server_that_it_was_given_for() {
        let kept = |imap: &Imap, given: &Secrets| kept_secrets((&self::imap(), secret("old")), imap, given);
        assert_eq!(kept(&imap(), &Secrets::default()), secret("old"));
        assert_eq!(kept(&Imap { folder: "Desk".to_owned(), ..imap() }, &Secrets::default()), secret("old"));
        assert_eq!(kept(&imap(), &secret("new")), secret("new"));
        let elsewhere = Imap { host: "evil.example".to_owned(), ..imap() };
        assert_eq!(kept(&elsewhere, &Secrets::default()), Secrets::default());
        assert_eq!(kept(&elsewhere, &secret("new")), secret("new"));
        let bare = Imap { tls: Tls::None, ..imap() };
        assert_eq!(kept(&bare, &Secrets::default()), Secrets::default());
    }
}
