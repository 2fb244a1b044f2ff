//! What a mail goes through, in one visible list. Each step looks at the case, adds what it found, and answers whether
//! to go on; the answers with their reasons are kept with the mail, so that its page can say why it became what it is.

mod attachments;
mod auto_reply;
mod bounce;
mod budget;
mod intake;
mod list;
mod loop_guard;
mod sender;
mod thread;
mod words;

pub(super) use loop_guard::MACHINE;

use base::{ctx::Ctx, people::User};
use db::Tx;
use mail::{address::Signer, message::Message, origin::Origin};

use super::model::{Mail, Mailbox, Outcome, Trace};
use crate::tickets::{Refused, Ticket, actions::NewAttachment};

/// A step: it looks, and answers.
type Step = fn(&mut Tx<'_>, &Ctx, &mut Case<'_>) -> Result<Answer, Refused>;

/// The steps in their order.
const STEPS: [(&str, Step); 10] = [
    ("loop-guard", loop_guard::step),
    ("bounce", bounce::step),
    ("list", list::step),
    ("sender", sender::step),
    ("thread", thread::step),
    ("budget", budget::step),
    ("auto-reply", auto_reply::step),
    ("words", words::step),
    ("attachments", attachments::step),
    ("intake", intake::step),
];

/// What is known of a mail when the steps begin, and what they find.
pub(super) struct Case<'m> {
    /// The mail as received.
    pub(super) mail: &'m Mail,
    /// The same, read.
    pub(super) message: &'m Message,
    /// Where it came in.
    pub(super) mailbox: &'m Mailbox,
    /// What kind of mail it is.
    pub(super) origin: &'m Origin,
    /// Makes and reads the signed addresses.
    pub(super) signer: &'m Signer,
    /// Its files, which lie on disk.
    pub(super) files: &'m [NewAttachment],
    /// How many of its files do not lie there: too large, or too many.
    pub(super) left_out: usize,
    /// The notice whose signed address for bounces it came to.
    pub(super) delivery: Option<i64>,
    /// Where the same mail went that came to another desk.
    pub(super) twin: Option<Ticket>,
    /// Who wrote it, as far as that can be believed.
    pub(super) sender: Sender,
    /// The ticket that it belongs to.
    pub(super) thread: Thread,
    /// What it says that is new.
    pub(super) words: String,
    /// The ticket that it opened or went on, and what it said there.
    pub(super) became: (Option<i64>, Option<i64>),
}

/// Who wrote a mail.
#[derive(Debug, Clone, Default)]
pub(super) enum Sender {
    /// Not looked at yet.
    #[default]
    Unknown,
    /// Somebody we know, and it is them.
    Known(Box<User>),
    /// Nobody we know; the address is theirs.
    Guest,
    /// Nothing shows that the address is the sender's: nothing is done in its name.
    Unverified,
}

/// Where a mail belongs.
#[derive(Debug, Clone, Default)]
pub(super) enum Thread {
    /// To nothing that we have.
    #[default]
    New,
    /// To this ticket.
    Of(Box<Ticket>),
    /// To a new one that follows this ticket, which is at an end or is not the sender's.
    After(Box<Ticket>),
}

/// What a step answers.
pub(super) enum Answer {
    /// The next one goes on.
    Continue(Why),
    /// The mail has its outcome.
    Stop(Outcome, Why),
}

/// Why: a word, and what it is about.
pub(super) struct Why(&'static str, String);

impl Why {
    pub(super) fn new(word: &'static str) -> Self {
        Self(word, String::new())
    }

    /// The detail is cut to what fits a line; no database can hold U+0000.
    pub(super) fn about(word: &'static str, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self(word, detail.chars().filter(|c| *c != '\0').take(300).collect())
    }
}

/// Takes a mail through the steps; the outcome, with what each of them said.
pub(super) fn run(tx: &mut Tx<'_>, cx: &Ctx, case: &mut Case<'_>) -> Result<(Outcome, Vec<Trace>), Refused> {
    // What an agent decided about it before stays in sight.
    let mut traces: Vec<Trace> = case.mail.asked_again().cloned().into_iter().collect();
    for (name, step) in STEPS {
        let (Why(reason, detail), outcome) = match step(tx, cx, case)? {
            Answer::Continue(why) => (why, None),
            Answer::Stop(outcome, why) => (why, Some(outcome)),
        };
        traces.push(Trace { step: name.to_owned(), reason: reason.to_owned(), detail });
        if let Some(outcome) = outcome {
            return Ok((outcome, traces));
        }
    }
    traces.push(Trace { step: "end".to_owned(), reason: "undecided".to_owned(), detail: String::new() });
    Ok((Outcome::Quarantined, traces))
}
