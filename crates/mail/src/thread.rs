//! Which ticket a mail may belong to: where to look, in which order, and why (protocols.md §7, peers.md §3.4 rule 5). The caller
//! asks the database and the rights; the first that holds wins, and none means a new ticket.

use crate::address::{Signer, Token};
use crate::message::Message;
use crate::subject;

/// Somewhere to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What to ask for.
    pub lookup: Lookup,
    /// What in the mail says so.
    pub reason: Reason,
}

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// This ticket: its address was signed by us.
    Ticket(i64),
    /// The ticket of the message with this identifier, sent or received.
    MessageId(String),
    /// This number, only if the sender already has to do with the ticket; else a new ticket, linked to it.
    Number {
        /// The prefix as configured; perhaps of a former kind.
        prefix: String,
        /// The number.
        number: i64,
    },
}

/// What in the mail points there, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A signed reply address among the recipients.
    ReplyToken,
    /// `In-Reply-To`.
    InReplyTo,
    /// `References`, from the last to the first.
    References,
    /// `[INC-42]` in the subject.
    SubjectToken,
    /// `INC-42` in the subject without brackets: somebody typed it.
    SubjectMention,
}

/// How many places of one kind are looked at: each costs the caller a question to its database.
const MOST: usize = 20;

/// Where to look, in order. Each place once, under its strongest reason.
pub fn candidates(message: &Message, signer: &Signer, prefixes: &[&str]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |lookup: Lookup, reason: Reason| {
        if !found.iter().any(|candidate| candidate.lookup == lookup) {
            found.push(Candidate { lookup, reason });
        }
    };
    for address in recipients(message) {
        if let Some(Token::Ticket(number)) = signer.read(address) {
            add(Lookup::Ticket(number), Reason::ReplyToken);
        }
    }
    for id in message.in_reply_to.iter().take(MOST) {
        add(Lookup::MessageId(id.clone()), Reason::InReplyTo);
    }
    for id in message.references.iter().rev().take(MOST) {
        add(Lookup::MessageId(id.clone()), Reason::References);
    }
    for token in subject::numbers(&message.subject, prefixes).into_iter().take(MOST) {
        let reason = if token.bracketed { Reason::SubjectToken } else { Reason::SubjectMention };
        add(Lookup::Number { prefix: token.prefix, number: token.number }, reason);
    }
    found
}

/// Everyone a mail went to, the envelope first.
pub fn recipients(message: &Message) -> impl Iterator<Item = &str> {
    let shown = message.to.iter().chain(&message.cc).map(|mailbox| mailbox.address.as_str());
    message.envelope_recipients.iter().map(String::as_str).chain(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;

    #[test]
    fn the_order_is_token_headers_subject() {
        let signer = Signer::new(b"key", [], '+');
        let reply = signer.reply_address("support@x.fr", 42).unwrap();
        let raw = format!(
            "Delivered-To: {}\nTo: support@x.fr\nFrom: ana@x.fr\nIn-Reply-To: <c@x>\nReferences: <root@x> <b@x> <c@x>\n\
             Subject: Re: [INC-7] and INC-8\n\nhello",
            reply.to_uppercase()
        );
        let found: Vec<(Lookup, Reason)> = candidates(&parse(raw.as_bytes()), &signer, &["INC", "REQ"])
            .into_iter()
            .map(|candidate| (candidate.lookup, candidate.reason))
            .collect();
        let id = |id: &str| Lookup::MessageId(id.to_owned());
        let number = |number| Lookup::Number { prefix: "INC".to_owned(), number };
        assert_eq!(
            found,
            [
                (Lookup::Ticket(42), Reason::ReplyToken),
                (id("c@x"), Reason::InReplyTo),
                (id("b@x"), Reason::References),
                (id("root@x"), Reason::References),
                (number(7), Reason::SubjectToken),
                (number(8), Reason::SubjectMention),
            ]
        );
    }

    #[test]
    fn a_forged_token_and_a_plain_mail_point_nowhere() {
        let signer = Signer::new(b"key", [], '+');
        let raw = b"To: support+t.42.aaaaaaaaaaaaaaaa@x.fr\nFrom: a@x\nSubject: Hello\n\nhello";
        assert_eq!(candidates(&parse(raw), &signer, &["INC"]), []);
    }
}
