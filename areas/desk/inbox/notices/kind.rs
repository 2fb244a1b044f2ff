//! What notices tell, and to whom.

use base::people::NoticeTopic;

/// Declares the kinds with their stored words.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $topic:ident;)+) => {
        /// What a notice tells.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(in crate::inbox) enum Kind {
            $($(#[$doc])* $variant,)+
        }

        impl Kind {
            /// All of them, in the order in which pages list them.
            pub(in crate::inbox) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word, also of addresses, texts and message keys.
            pub(in crate::inbox) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The kind of news that it is, by which people choose.
            pub(in crate::inbox) const fn topic(self) -> NoticeTopic {
                match self { $(Self::$variant => NoticeTopic::$topic,)+ }
            }
        }
    };
}

kinds! {
    /// It is recorded: its number, what happens next, by when, and what to do meanwhile.
    Received = "received", Mine;
    /// Somebody has taken it.
    Taken = "taken", Mine;
    /// An agent wrote.
    Answered = "answered", Mine;
    /// Its expected restoration changed.
    Expected = "expected", Mine;
    /// It waits: for the reader, or for somebody else.
    Pending = "pending", Mine;
    /// It waits no more.
    Resumed = "resumed", Mine;
    /// It is resolved: is it?
    Resolved = "resolved", Mine;
    /// It is resolved and nobody said whether: it will be closed.
    Reminder = "reminder", Mine;
    /// It is closed.
    Closed = "closed", Mine;
    /// It is closed because nobody answered.
    Expired = "expired", Mine;
    /// It is worked on again.
    Reopened = "reopened", Mine;
    /// It is cancelled.
    Cancelled = "cancelled", Mine;
    /// Another ticket goes on with it.
    Merged = "merged", Mine;
    /// There is news of a ticket that the reader follows.
    Followed = "followed", Followed;
    /// A service that the reader follows has a critical or major incident.
    Service = "service", Services;
    /// That is over.
    Restored = "restored", Services;
    /// An agent was given a ticket.
    Assigned = "assigned", Work;
    /// An agent was named in a comment.
    Mentioned = "mentioned", Work;
    /// The requester wrote on an agent's ticket.
    Replied = "replied", Work;
    /// Anything else that an agent should look at.
    Alert = "alert", Work;
    /// Several of these in one letter.
    Digest = "digest", Followed;
}

impl Kind {
    /// The kind of a stored word.
    pub(in crate::inbox) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether it comes at once whatever its reader chose: it acknowledges what they did, asks something of them, or answers them
    /// (product.md §3.7, §7.6).
    pub(in crate::inbox) const fn is_essential(self) -> bool {
        matches!(
            self,
            Self::Received | Self::Answered | Self::Pending | Self::Resolved | Self::Reminder | Self::Digest
        )
    }

    /// Whether it goes to the ticket's requester.
    pub(in crate::inbox) fn is_to_requester(self) -> bool {
        self.topic() == NoticeTopic::Mine
    }

    /// Of two things that happened in one moment, the one with the greater weight is told.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Resumed => 1,
            Self::Taken => 2,
            Self::Answered => 3,
            Self::Expected => 4,
            Self::Received => 5,
            Self::Pending => 6,
            Self::Reopened => 7,
            Self::Resolved => 8,
            Self::Closed | Self::Expired => 9,
            Self::Cancelled => 10,
            Self::Merged => 11,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_words_of_their_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Kind::parse("nonsense"), None);
    }
}
