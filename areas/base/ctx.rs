//! Who acts, when, by which way: the first argument of every action.

use jiff::Timestamp;
use web::i18n::Locale;

use crate::people::Actor;

/// The way by which a change comes, as the journal names it (product.md §2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A page for agents or administrators.
    Web,
    /// The requesters' portal.
    Portal,
    /// An agent wrote down a phone call.
    Phone,
    /// The REST API.
    Api,
    /// An e-mail.
    Mail,
    /// A link in one of our e-mails, without signing in.
    Link,
    /// An alert of a monitoring tool.
    Alert,
    /// Another system's history.
    Import,
    /// The command line.
    Cli,
    /// Vigie itself: a timer, a rule, a job.
    System,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Web,
        Self::Portal,
        Self::Phone,
        Self::Api,
        Self::Mail,
        Self::Link,
        Self::Alert,
        Self::Import,
        Self::Cli,
        Self::System,
    ];

    /// The stable word that is stored and used in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Portal => "portal",
            Self::Phone => "phone",
            Self::Api => "api",
            Self::Mail => "mail",
            Self::Link => "link",
            Self::Alert => "alert",
            Self::Import => "import",
            Self::Cli => "cli",
            Self::System => "system",
        }
    }

    /// The channel of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// What an action knows about its call. Time is passed in: an action never reads a clock.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Who acts, with the rights they hold.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
    /// By which way.
    pub channel: Channel,
    /// The language in which refusals are written.
    pub locale: Locale,
    /// The request's id, for the log.
    pub request_id: String,
}

impl Ctx {
    /// Vigie acting by itself, for timers, rules and jobs.
    #[must_use]
    pub fn system(now: Timestamp) -> Self {
        Self {
            actor: Actor::system(),
            now,
            channel: Channel::System,
            locale: Locale::En,
            request_id: String::new(),
        }
    }

    /// The same call by another way: a phone call written down on a page.
    #[must_use]
    pub fn by(&self, channel: Channel) -> Self {
        Self { channel, ..self.clone() }
    }
}
