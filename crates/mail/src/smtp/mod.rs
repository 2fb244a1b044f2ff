//! Handing mail to a relay (RFC 5321), and knowing afterwards what became of it: what was certainly not taken may be sent
//! again, what may have been taken is sent again only as a possible repetition (architecture.md §5).

mod attempt;
mod place;
mod pool;

use std::time::Duration;

use lettre::Address;

pub use place::{Place, PlaceError, Protection};
pub use pool::Relay;

use crate::compose::writable;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The relay has it, for every recipient; its reply.
    Accepted(String),
    /// The relay refuses it for now (4yz), for every recipient; its reply.
    Later(String),
    /// The relay refuses it for ever (5yz), for every recipient.
    Refused {
        /// The reply's three digits; 553 also for an address that cannot be written to.
        code: u16,
        /// The whole reply.
        reply: String,
    },
    /// It was certainly not taken: the relay was not reached, or was lost before it got the content.
    Unsent(Unsent),
    /// It may have been taken: the relay was lost after it began to get the content. The reason.
    Unknown(String),
}

/// Why a message never left.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsent {
    /// No connection.
    #[error("the relay cannot be reached: {0}")]
    Unreachable(String),
    /// No TLS where it is required, or a certificate that is not believed.
    #[error("the connection to the relay cannot be made safe: {0}")]
    Unsafe(String),
    /// The user or the password is wrong.
    #[error("the relay refuses the sign-in: {0}")]
    SignIn(String),
    /// The relay went away, or said what is no SMTP, before the content.
    #[error("the relay was lost before the message was handed over: {0}")]
    Lost(String),
}

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// To connect, with TLS and signing in.
    pub connect: Duration,
    /// For the answer to a command (RFC 5321 §4.5.3.2 asks for five minutes; a relay on the way out answers sooner).
    pub command: Duration,
    /// For the content and its answer (RFC 5321 §4.5.3.2.6: ten minutes).
    pub content: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(120),
            content: Duration::from_secs(600),
        }
    }
}

/// Who a message is from and for, as the relay is told.
struct Envelope {
    /// Nobody for answers that must not be bounced.
    from: Option<Address>,
    to: Vec<Address>,
}

impl Envelope {
    fn new(from: &str, to: &[&str]) -> Result<Self, Sent> {
        let from = if from.is_empty() { None } else { Some(address(from)?) };
        let to = to.iter().map(|to| address(to)).collect::<Result<Vec<_>, _>>()?;
        if to.is_empty() {
            return Err(Sent::Refused { code: 503, reply: "the message has no recipient".to_owned() });
        }
        Ok(Self { from, to })
    }

    fn needs_utf8(&self) -> bool {
        self.from.iter().chain(&self.to).any(|address| !AsRef::<str>::as_ref(address).is_ascii())
    }
}

fn address(text: &str) -> Result<Address, Sent> {
    let reply = || format!("{text:?} is no address that can be written to");
    writable(text).ok_or_else(|| Sent::Refused { code: 553, reply: reply() })
}

/// The content as the wire wants it: every line ends with CRLF (a bare CR or LF could end the message early for a careless
/// relay, and smuggle in another), except the last, which is ended with the final dot.
fn canonical(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(other),
        }
    }
    if out.ends_with(b"\r\n") {
        out.truncate(out.len() - 2);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_with_both_bytes() {
        let table: [(&[u8], &[u8]); 5] = [
            (b"a\r\nb\r\n", b"a\r\nb"),
            (b"a\n.\nb", b"a\r\n.\r\nb"),
            (b"a\r.\r\n", b"a\r\n."),
            (b"a\r\n\r\n", b"a\r\n"),
            (b"", b""),
        ];
        for (raw, expected) in table {
            assert_eq!(canonical(raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn addresses_that_would_break_the_envelope_are_refused() {
        for bad in
            ["", "a", "a@", "@b.example", "a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", "a@b c"]
        {
            assert!(matches!(address(bad), Err(Sent::Refused { code: 553, .. })), "{bad:?}");
        }
        assert_eq!(address("a@bücher.example").unwrap().to_string(), "a@xn--bcher-kva.example");
        assert!(Envelope::new("", &["jörg@b.example"]).is_ok_and(|envelope| envelope.needs_utf8()));
        assert!(matches!(Envelope::new("", &[]), Err(Sent::Refused { code: 503, .. })));
    }
}
