//! One command and its whole answer: tags, literals, NO apart from BAD apart from a lost connection.

use std::{io, time::Duration};

use async_imap::{
    Client,
    imap_proto::{Response, ResponseCode, Status},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::{ImapError, Patience, Step, error::words};

/// What a conversation runs over: TCP, with or without TLS.
pub(crate) trait Wire: AsyncRead + AsyncWrite + std::fmt::Debug + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + std::fmt::Debug + Send + Sync + Unpin> Wire for T {}

/// A command, in the pieces between which the server is awaited (RFC 3501 §4.3, synchronising literals).
#[derive(Default)]
pub(super) struct Command {
    pieces: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl Command {
    pub(super) fn new(words: &str) -> Self {
        Self { pieces: Vec::new(), last: words.as_bytes().to_vec() }
    }

    /// Adds a string as the protocol allows it: quoted, or as a literal when it holds more than printable ASCII.
    pub(super) fn string(mut self, text: &str) -> Self {
        self.last.push(b' ');
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
            self.last.extend_from_slice(format!("\"{quoted}\"").as_bytes());
        } else {
            self.last.extend_from_slice(format!("{{{}}}", text.len()).as_bytes());
            self.pieces.push(std::mem::take(&mut self.last));
            self.last.extend_from_slice(text.as_bytes());
        }
        self
    }

    fn lines(self) -> impl Iterator<Item = Vec<u8>> {
        self.pieces.into_iter().chain([self.last]).map(|mut piece| {
            piece.extend_from_slice(b"\r\n");
            piece
        })
    }
}

/// What the server said.
pub(super) enum Heard {
    /// It waits for more; with its challenge.
    Continue(String),
    /// The exchange is over.
    Done(Result<(), ImapError>),
    /// It is about to close the connection, and why.
    Bye(String),
    /// Data, or the end of another exchange.
    Untagged,
}

/// A connection on which commands are asked one after another.
#[derive(Debug)]
pub(super) struct Conversation {
    client: Client<Box<dyn Wire>>,
    pub(super) patience: Patience,
    asked: u32,
    /// Set while an answer is outstanding: what is left then would be taken for the next command's answer.
    spoiled: bool,
}

impl Conversation {
    /// Over a fresh connection whose greeting has not been read.
    pub(super) fn new(wire: Box<dyn Wire>, patience: Patience) -> Self {
        Self { client: Client::new(wire), patience, asked: 0, spoiled: false }
    }

    /// The bare connection, to put TLS around it. What the server said ahead of time is forgotten, so nobody can slip
    /// answers in before the protection begins.
    pub(super) fn into_wire(self) -> Box<dyn Wire> {
        self.client.into_inner()
    }

    /// Begins an exchange and gives its tag. It ends with [`Heard::Done`]; until then no other can begin.
    pub(super) fn begin(&mut self, step: Step) -> Result<String, ImapError> {
        if self.spoiled {
            return Err(ImapError::Lost {
                step,
                reason: "an earlier exchange was left unfinished".to_owned(),
            });
        }
        self.spoiled = true;
        self.asked = self.asked.wrapping_add(1);
        Ok(format!("V{}", self.asked))
    }

    pub(super) async fn write(&mut self, step: Step, bytes: &[u8]) -> Result<(), ImapError> {
        let wire = self.client.get_mut();
        let written = async {
            wire.write_all(bytes).await?;
            wire.flush().await
        };
        written.await.map_err(|error| broken(step, &error))
    }

    /// The next response within the exchange of `tag`; `each` sees it when it is untagged. Dropping the future loses
    /// nothing.
    pub(super) async fn hear(
        &mut self,
        step: Step,
        tag: &str,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<Heard, ImapError> {
        let response = match self.client.read_response().await {
            Ok(Some(response)) => response,
            Ok(None) => return Err(ImapError::Lost { step, reason: "the server closed it".to_owned() }),
            Err(error) => return Err(broken(step, &error)),
        };
        Ok(match response.parsed() {
            Response::Continue(outcome) => {
                Heard::Continue(outcome.information.as_deref().unwrap_or_default().to_owned())
            }
            Response::Done { tag: of, status, outcome } if of.0 == tag => {
                self.spoiled = false;
                Heard::Done(verdict(step, status, outcome.information.as_deref()))
            }
            Response::Data { status: Status::Bye, outcome } => {
                Heard::Bye(words(outcome.information.as_deref().unwrap_or("the server says goodbye")))
            }
            other => {
                each(other);
                Heard::Untagged
            }
        })
    }

    /// Asks and gives each untagged response to `each`.
    pub(super) async fn ask(
        &mut self,
        step: Step,
        command: Command,
        each: impl FnMut(&Response<'_>),
    ) -> Result<(), ImapError> {
        let after = self.patience.answer;
        self.ask_within(after, step, command, each).await
    }

    /// As [`Conversation::ask`], with a patience of its own.
    pub(super) async fn ask_within(
        &mut self,
        after: Duration,
        step: Step,
        command: Command,
        each: impl FnMut(&Response<'_>),
    ) -> Result<(), ImapError> {
        timeout(after, self.exchange(step, command, each))
            .await
            .unwrap_or(Err(ImapError::Slow { step, after }))
    }

    async fn exchange(
        &mut self,
        step: Step,
        command: Command,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<(), ImapError> {
        let tag = self.begin(step)?;
        let mut lines = command.lines();
        let first = lines.next().unwrap_or_default();
        self.write(step, &[tag.as_bytes(), b" ", &first].concat()).await?;
        let mut farewell = None;
        loop {
            let heard = match (self.hear(step, &tag, &mut each).await, farewell.take()) {
                (Err(ImapError::Lost { .. }), Some(reason)) => return Err(ImapError::Lost { step, reason }),
                (heard, kept) => {
                    farewell = kept;
                    heard?
                }
            };
            match heard {
                Heard::Continue(_) => match lines.next() {
                    Some(line) => self.write(step, &line).await?,
                    None => return Err(unexpected(step, "it asks for more than there is")),
                },
                Heard::Done(verdict) => return verdict,
                Heard::Bye(reason) => farewell = Some(reason),
                Heard::Untagged => (),
            }
        }
    }

    /// The server's capabilities, asked for.
    pub(super) async fn capabilities(&mut self, step: Step) -> Result<Vec<String>, ImapError> {
        let mut found = Vec::new();
        self.ask(step, Command::new("CAPABILITY"), |response| {
            if let Response::Capabilities(all) = response {
                found = all.iter().map(name_of).collect();
            }
        })
        .await?;
        Ok(found)
    }
}

fn name_of(capability: &async_imap::imap_proto::Capability<'_>) -> String {
    use async_imap::imap_proto::Capability::{Atom, Auth, Imap4rev1};
    match capability {
        Imap4rev1 => "IMAP4rev1".to_owned(),
        Auth(mechanism) => format!("AUTH={mechanism}"),
        Atom(name) => name.to_string(),
    }
}

/// What a tagged answer means.
fn verdict(step: Step, status: &Status, information: Option<&str>) -> Result<(), ImapError> {
    let reply = words(information.unwrap_or_default());
    match status {
        Status::Ok => Ok(()),
        Status::No => Err(ImapError::Refused { step, reply }),
        Status::Bad | Status::PreAuth | Status::Bye => Err(ImapError::Protocol { step, reply }),
    }
}

pub(super) fn unexpected(step: Step, what: &str) -> ImapError {
    ImapError::Protocol { step, reply: what.to_owned() }
}

/// The parser reports what it cannot read as an error of kind `Other`.
fn broken(step: Step, error: &io::Error) -> ImapError {
    if error.kind() == io::ErrorKind::Other {
        ImapError::Protocol { step, reply: words(&error.to_string()) }
    } else {
        ImapError::Lost { step, reason: words(&error.to_string()) }
    }
}

/// The code of an untagged status response.
pub(super) fn code_of<'r>(response: &'r Response<'_>) -> Option<&'r ResponseCode<'r>> {
    match response {
        Response::Data { outcome, .. } => outcome.code.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_or_sent_as_literals() {
        let lines = |command: Command| -> Vec<String> {
            command.lines().map(|line| String::from_utf8(line).unwrap()).collect()
        };
        let table: [(&str, &[&str]); 4] = [
            ("it", &["LOGIN \"it\"\r\n"]),
            ("a\"b\\c", &["LOGIN \"a\\\"b\\\\c\"\r\n"]),
            ("é", &["LOGIN {2}\r\n", "é\r\n"]),
            ("a\r\nV9 DELETE x", &["LOGIN {14}\r\n", "a\r\nV9 DELETE x\r\n"]),
        ];
        for (text, expected) in table {
            assert_eq!(lines(Command::new("LOGIN").string(text)), expected, "{text:?}");
        }
        assert_eq!(lines(Command::new("LOGIN").string("é").string("b")), ["LOGIN {2}\r\n", "é \"b\"\r\n"]);
    }
}
