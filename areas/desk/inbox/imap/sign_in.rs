//! Signing in to a mailbox: the secret is opened for it, and an access token is fetched anew before it ends and once when
//! the server refuses it.

use base::app::App;
use mail::{
    imap::{Account, ImapError, Patience, Secret, Security, Session},
    oauth::{self, Grant, Registration, Tokens},
    tls::Trust,
};

use super::{
    failure::Failure,
    later,
    secret::{expiry, open, seal_token},
};
use crate::inbox::{
    model::{Auth, Imap, Mailbox, Secrets, State, Tls},
    store,
};

/// How long before its end a token is fetched anew (protocols.md §7).
const MARGIN: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// A mailbox with all that signing in takes.
pub(super) struct Door {
    pub(super) mailbox: Mailbox,
    pub(super) imap: Imap,
    pub(super) secrets: Secrets,
    pub(super) state: State,
}

impl Door {
    /// Of a mailbox that is fetched; nothing for one that is not, or was put away.
    pub(super) async fn of(app: &App, id: i64) -> Result<Option<Self>, Failure> {
        let read = move |read: &db::Read<'_>| -> db::Result<Option<Self>> {
            let Some(mailbox) = store::mailbox(read, id)?.filter(|mailbox| !mailbox.archived) else {
                return Ok(None);
            };
            let (Some(imap), Some(state)) = (mailbox.imap.clone(), store::state(read, id)?) else {
                return Ok(None);
            };
            Ok(Some(Self { secrets: store::secrets(read, id)?, mailbox, imap, state }))
        };
        Ok(app.db.read(read).await?)
    }

    /// Connects and signs in.
    pub(super) async fn enter(
        &mut self,
        app: &App,
        trust: &Trust,
        patience: Patience,
    ) -> Result<Session, Failure> {
        let (secret, is_fresh) = self.secret(app, trust, false).await?;
        match Session::connect(&self.account(secret, patience), trust).await {
            Err(ImapError::RevokedToken(_)) if !is_fresh && !self.imap.token_url.is_empty() => {
                let (secret, _) = self.secret(app, trust, true).await?;
                Ok(Session::connect(&self.account(secret, patience), trust).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    fn account(&self, secret: Secret, patience: Patience) -> Account {
        Account {
            host: self.imap.host.clone(),
            port: self.imap.port,
            security: match self.imap.tls {
                Tls::Implicit => Security::Tls,
                Tls::Starttls => Security::StartTls,
                Tls::None => Security::Plain,
            },
            user: self.imap.login.clone(),
            secret,
            patience,
        }
    }

    /// What is said to the server, and whether it was just fetched.
    async fn secret(&mut self, app: &App, trust: &Trust, renew: bool) -> Result<(Secret, bool), Failure> {
        let address = &self.mailbox.address;
        match self.imap.auth {
            Auth::Password => {
                let password = open(&app.keys, address, &self.secrets.secret)?.unwrap_or_default();
                Ok((Secret::Password(password), true))
            }
            Auth::Xoauth2 if self.imap.token_url.is_empty() => {
                let token = open(&app.keys, address, &self.secrets.secret)?.unwrap_or_default();
                let (id, until) = (self.mailbox.id, expiry(&token));
                if self.state.token_until != until {
                    app.db.write(move |tx| store::set_token(tx, id, "", until)).await?;
                }
                Ok((Secret::AccessToken(token), true))
            }
            Auth::Xoauth2 => {
                let now = app.clock.now();
                let holds = self.state.token_until.is_some_and(|until| until > later(now, MARGIN));
                if !renew
                    && holds
                    && let Some(token) = open(&app.keys, address, &self.state.access_token)?
                {
                    return Ok((Secret::AccessToken(token), false));
                }
                Ok((Secret::AccessToken(self.renew(app, trust).await?.access), true))
            }
        }
    }

    /// Fetches an access token; the provider may give a new refresh token with it, and take the old one no more.
    async fn renew(&mut self, app: &App, trust: &Trust) -> Result<Tokens, Failure> {
        let address = &self.mailbox.address;
        let registration = Registration {
            endpoint: self.imap.token_url.clone(),
            client_id: self.imap.client_id.clone(),
            client_secret: open(&app.keys, address, &self.secrets.secret)?,
            scope: self.imap.scope.clone(),
        };
        let before = open(&app.keys, address, &self.secrets.refresh)?;
        let grant = before.clone().map_or(Grant::Application, Grant::Refresh);
        let tokens = oauth::fetch(trust, &registration, &grant, app.clock.now()).await?;
        let sealed = seal_token(&app.keys, address, &tokens.access)?;
        let rotated = match &tokens.refresh {
            Some(after) if before.as_ref().is_some_and(|before| before != after) => {
                Some(seal_token(&app.keys, address, after)?)
            }
            _ => None,
        };
        let (id, until, old) = (self.mailbox.id, tokens.expires, self.secrets.refresh.clone());
        let (access, refresh) = (sealed.clone(), rotated.clone());
        let keep = move |tx: &mut db::Tx<'_>| -> db::Result<()> {
            store::set_token(tx, id, &access, Some(until))?;
            if let Some(refresh) = &refresh {
                store::rotate_refresh(tx, id, &old, refresh)?;
            }
            Ok(())
        };
        app.db.write(keep).await?;
        (self.state.access_token, self.state.token_until) = (sealed, Some(until));
        self.secrets.refresh = rotated.unwrap_or_else(|| self.secrets.refresh.clone());
        Ok(tokens)
    }
}
