//! Who acts, and the rights they hold at this moment.

use std::fmt;

use web::layout::Prefs;

/// A right given to a person, for one help desk or for all. Everyone is a requester without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Works tickets: takes, qualifies, answers, resolves.
    Agent,
    /// Leads a desk's agents: also cancels after work began, reopens, overrides.
    Lead,
    /// Runs the incident process: sees everything of the desk, edits its commitments.
    IncidentManager,
    /// Reads everything of the desk, changes nothing: direction, auditors.
    Observer,
    /// Installs, connects, configures.
    Administrator,
    /// Belongs to a provider: works the tickets handed to their organisation, and sees no others.
    Provider,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Agent, Self::Lead, Self::IncidentManager, Self::Observer, Self::Administrator, Self::Provider];

    /// The stored number.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Agent => 1,
            Self::Lead => 2,
            Self::IncidentManager => 3,
            Self::Observer => 4,
            Self::Administrator => 5,
            Self::Provider => 6,
        }
    }

    /// The role of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::IncidentManager => "incident_manager",
            Self::Observer => "observer",
            Self::Administrator => "administrator",
            Self::Provider => "provider",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A role and the desk that it is for; `None` is every desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grant {
    /// What may be done.
    pub role: Role,
    /// Where; `None` is everywhere.
    pub desk_id: Option<i64>,
}

/// What an API token may be used for: never more than its owner may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Read tickets, people and configuration that the owner may see.
    TicketsRead,
    /// Open and change tickets.
    TicketsWrite,
    /// Configure, where the owner is an administrator.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TicketsRead, Self::TicketsWrite, Self::Admin];

    /// The word in the API and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TicketsRead => "tickets:read",
            Self::TicketsWrite => "tickets:write",
            Self::Admin => "admin",
        }
    }

    /// The scope of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// A set of scopes, stored as words with commas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// The scopes of a list of words; the unknown word is the error.
    ///
    /// # Errors
    /// The first word that names no scope.
    pub fn parse(words: &str) -> Result<Self, String> {
        let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
        words
            .map(|word| Scope::parse(word).ok_or_else(|| word.to_owned()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a scope is in the set. Writing includes reading.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope) || (scope == Scope::TicketsRead && self.0.contains(&Scope::TicketsWrite))
    }

    /// Whether everything that the others allow is allowed here.
    #[must_use]
    pub fn cover(&self, others: &Self) -> bool {
        others.0.iter().all(|scope| self.has(*scope))
    }

    /// The scopes, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Whether nothing is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(","))
    }
}

/// Who is behind an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    User(i64),
    /// Vigie itself, or its administrator on the command line.
    System,
    /// Nobody has signed in.
    Nobody,
}

/// What the pages of a visit need to know of who visits. Nothing in it gives a right.
#[derive(Clone, Default)]
pub struct Visit {
    /// The token that lets this page's forms through ([`web::csrf`]); empty outside pages.
    pub csrf: String,
    /// The person's time zone, by its IANA name; empty for nobody.
    pub zone: String,
    /// Theme, density and rail of this browser.
    pub prefs: Prefs,
    /// Notifications that the person has not read, at most 100.
    pub unread: u32,
    /// Path and query of the page that was asked for; empty for anything that cannot be shown again.
    pub here: String,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token is a secret.
        f.debug_struct("Visit").field("zone", &self.zone).field("prefs", &self.prefs).finish_non_exhaustive()
    }
}

/// Who acts, loaded once per request.
#[derive(Debug, Clone)]
pub struct Actor {
    subject: Subject,
    name: String,
    /// The person's roles.
    pub grants: Vec<Grant>,
    /// The teams they belong to.
    pub teams: Vec<i64>,
    /// The organisation they belong to.
    pub organisation_id: Option<i64>,
    /// What their API token allows; `None` on a page, where everything of theirs is allowed.
    pub scopes: Option<Scopes>,
    /// The session, on a page.
    pub session_id: Option<i64>,
    /// What pages need to know of who visits.
    pub visit: Visit,
}

impl Actor {
    /// Vigie itself.
    #[must_use]
    pub fn system() -> Self {
        Self { subject: Subject::System, name: "Vigie".into(), ..Self::nobody() }
    }

    /// Before signing in.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            subject: Subject::Nobody,
            name: String::new(),
            grants: Vec::new(),
            teams: Vec::new(),
            organisation_id: None,
            scopes: None,
            session_id: None,
            visit: Visit::default(),
        }
    }

    /// A person, without roles yet.
    #[must_use]
    pub fn user(id: i64, name: impl Into<String>) -> Self {
        Self { subject: Subject::User(id), name: name.into(), ..Self::nobody() }
    }

    /// Who it is.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The person's row id, if it is a person.
    #[must_use]
    pub fn user_id(&self) -> Option<i64> {
        match self.subject {
            Subject::User(id) => Some(id),
            Subject::System | Subject::Nobody => None,
        }
    }

    /// The name that the journal keeps.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the person holds a role for a desk.
    #[must_use]
    pub fn has(&self, role: Role, desk_id: i64) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.desk_id.is_none_or(|desk| desk == desk_id))
    }

    /// Whether the person holds a role for any desk.
    #[must_use]
    pub fn has_anywhere(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the person works in the agents' pages at all.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.subject == Subject::System || !self.grants.is_empty()
    }

    /// Whether the call's token allows this; a page has no token and allows all that its person may do.
    #[must_use]
    pub fn may_use(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.has(scope))
    }
}
