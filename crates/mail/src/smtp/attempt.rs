//! One message on one connection, step by step, so that it is known how far it got.

use lettre::transport::smtp::{
    Error,
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Rcpt},
    extension::{Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use tokio::time::{error::Elapsed, timeout};

use super::{Envelope, Patience, Sent, Unsent};

/// Hands over a message whose lines end as [`super::canonical`] makes them.
pub(super) async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
    patience: Patience,
) -> Sent {
    match begin(connection, envelope, content, patience).await {
        Ok(()) => finish(connection, content, patience).await,
        Err(sent) => sent,
    }
}

/// Up to the relay's go-ahead: until then it can have taken nothing.
async fn begin(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
    patience: Patience,
) -> Result<(), Sent> {
    let parameters = parameters(connection, envelope, content)?;
    let limit = patience.command;
    let mail = Mail::new(envelope.from.clone(), parameters);
    before_content(timeout(limit, connection.command(mail)).await)?;
    for to in &envelope.to {
        before_content(timeout(limit, connection.command(Rcpt::new(to.clone(), Vec::new()))).await)?;
    }
    let go = before_content(timeout(limit, connection.command(Data)).await)?;
    if go.has_code(354) {
        return Ok(());
    }
    Err(Sent::Unsent(Unsent::Lost(format!("DATA was answered {}", reply(&go)))))
}

fn parameters(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
) -> Result<Vec<MailParameter>, Sent> {
    let relay = connection.server_info();
    let mut parameters = Vec::new();
    if envelope.needs_utf8() {
        if !relay.supports_feature(Extension::SmtpUtfEight) {
            let reply = "the relay cannot write to an address with such characters (no SMTPUTF8)".to_owned();
            return Err(Sent::Refused { code: 553, reply });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !content.is_ascii() {
        if !relay.supports_feature(Extension::EightBitMime) {
            let reply = "the relay takes only 7-bit messages (no 8BITMIME)".to_owned();
            return Err(Sent::Refused { code: 554, reply });
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

/// From the first byte of the content on, only the relay's answer says whether it was taken.
async fn finish(connection: &mut AsyncSmtpConnection, content: &[u8], patience: Patience) -> Sent {
    match timeout(patience.content, connection.message(content)).await {
        Ok(Ok(answer)) if answer.code().severity as u16 == 2 => Sent::Accepted(reply(&answer)),
        Ok(Ok(answer)) => Sent::Unknown(format!("the content was answered {}", reply(&answer))),
        Ok(Err(error)) => refusal(&error).unwrap_or_else(|| Sent::Unknown(words(&error))),
        Err(_) => {
            Sent::Unknown(format!("no answer within {} s after the content", patience.content.as_secs()))
        }
    }
}

fn before_content(answer: Result<Result<Response, Error>, Elapsed>) -> Result<Response, Sent> {
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refusal(&error).unwrap_or_else(|| Sent::Unsent(Unsent::Lost(words(&error))))),
        Err(_) => Err(Sent::Unsent(Unsent::Lost("no answer in time".to_owned()))),
    }
}

/// What the relay itself said no with.
fn refusal(error: &Error) -> Option<Sent> {
    let code = u16::from(error.status()?);
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let reply = plain(&format!("{code} {said}"));
    Some(if error.is_transient() { Sent::Later(reply) } else { Sent::Refused { code, reply } })
}

fn reply(answer: &Response) -> String {
    plain(&format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" ")))
}

/// An error in one line.
pub(super) fn words(error: &Error) -> String {
    plain(&error.to_string())
}

fn plain(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect();
    flat.trim().to_owned()
}
