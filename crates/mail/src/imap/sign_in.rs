//! Signing in: LOGIN with a password, or AUTHENTICATE XOAUTH2 with an access token (protocols.md §7).

use data_encoding::BASE64;
use tokio::time::timeout;

use super::{
    Account, ImapError, Secret, Step,
    conversation::{Command, Conversation, Heard},
    error::words,
};

const STEP: Step = Step::SignIn;

pub(super) async fn sign_in(talk: &mut Conversation, account: &Account) -> Result<(), ImapError> {
    match &account.secret {
        Secret::Password(password) => {
            let command = Command::new("LOGIN").string(&account.user).string(password);
            talk.ask(STEP, command, |_| ()).await.map_err(|error| match error {
                ImapError::Refused { reply, .. } if is_passing(&reply) => ImapError::Unreachable(reply),
                ImapError::Refused { reply, .. } => ImapError::WrongPassword(reply),
                other => other,
            })
        }
        Secret::AccessToken(token) => {
            let after = talk.patience.answer;
            timeout(after, with_token(talk, &account.user, token))
                .await
                .unwrap_or(Err(ImapError::Slow { step: STEP, after }))
        }
    }
}

/// Whether the server itself says that the refusal is not about the user (RFC 5530 §3).
fn is_passing(reply: &str) -> bool {
    ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"].iter().any(|code| reply.contains(code))
}

async fn with_token(talk: &mut Conversation, user: &str, token: &str) -> Result<(), ImapError> {
    let tag = talk.begin(STEP)?;
    talk.write(STEP, format!("{tag} AUTHENTICATE XOAUTH2\r\n").as_bytes()).await?;
    // A control character would begin another field of the answer.
    let field = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let answer = format!("user={}\u{1}auth=Bearer {}\u{1}\u{1}", field(user), field(token));
    let mut answer = Some(format!("{}\r\n", BASE64.encode(answer.as_bytes())));
    let mut challenge = None;
    loop {
        match talk.hear(STEP, &tag, |_| ()).await? {
            Heard::Continue(text) => match answer.take() {
                Some(answer) => talk.write(STEP, answer.as_bytes()).await?,
                None => {
                    challenge = Some(readable(&text));
                    // The server's verdict comes only after an empty answer to its challenge.
                    talk.write(STEP, b"\r\n").await?;
                }
            },
            Heard::Done(verdict) => {
                return verdict.map_err(|error| match error {
                    ImapError::Refused { reply, .. } if challenge.is_none() && is_passing(&reply) => {
                        ImapError::Unreachable(reply)
                    }
                    // Refused before the token was even asked for: the server does not know XOAUTH2.
                    ImapError::Refused { reply, .. } if answer.is_none() => {
                        let said = [Some(reply), challenge];
                        ImapError::RevokedToken(said.into_iter().flatten().collect::<Vec<_>>().join("; "))
                    }
                    other => other,
                });
            }
            Heard::Bye(reason) => return Err(ImapError::Unreachable(reason)),
            Heard::Untagged => (),
        }
    }
}

/// The challenge of a refusal is JSON in base64; its own words help whoever reads the error.
fn readable(challenge: &str) -> String {
    let bytes = BASE64.decode(challenge.trim().as_bytes()).unwrap_or_else(|_| challenge.as_bytes().to_vec());
    words(&String::from_utf8_lossy(&bytes))
}
