//! The types of people and of what belongs to them.

use jiff::Timestamp;
use web::{i18n::Locale, layout::Theme};

use super::actor::Scopes;

/// A person: requester, agent, administrator, provider's staff.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Row id.
    pub id: i64,
    /// Address, as it was written; two people never share one, whatever the case.
    pub email: String,
    /// Full name, as shown.
    pub name: String,
    /// Where they belong; without one they count as internal.
    pub organisation_id: Option<i64>,
    /// What they do there.
    pub job_title: String,
    /// Telephone, as it was written.
    pub phone: String,
    /// Building, town or office.
    pub site: String,
    /// Language of pages and messages.
    pub locale: Locale,
    /// IANA time zone.
    pub zone: String,
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Whose tickets deserve attention.
    pub vip: bool,
    /// Whether they can sign in with a password.
    pub has_password: bool,
    /// For optimistic concurrency.
    pub version: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When they last used a page, to about a minute.
    pub last_seen_at: Option<Timestamp>,
    /// Since when they may not sign in.
    pub disabled_at: Option<Timestamp>,
}

impl User {
    /// One or two capitals for the avatar.
    #[must_use]
    pub fn initials(&self) -> String {
        rules::text::initials(&self.name)
    }

    /// Whether the account may be used.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// A person to be created.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Address; unique.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Where they belong.
    pub organisation_id: Option<i64>,
    /// What they do there.
    pub job_title: String,
    /// Telephone.
    pub phone: String,
    /// Building, town or office.
    pub site: String,
    /// Language.
    pub locale: Locale,
    /// IANA time zone.
    pub zone: String,
    /// Whose tickets deserve attention.
    pub vip: bool,
    /// What [`hash_password`](super::hash_password) made of their password, if they have one yet.
    pub password_hash: Option<String>,
}

impl NewUser {
    /// A person of whom only name and address are known.
    #[must_use]
    pub fn new(email: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            name: name.into(),
            organisation_id: None,
            job_title: String::new(),
            phone: String::new(),
            site: String::new(),
            locale: Locale::default(),
            zone: "UTC".into(),
            vip: false,
            password_hash: None,
        }
    }
}

/// What an administrator changes in a person.
#[derive(Debug, Clone, PartialEq)]
pub struct UserEdit {
    /// Address; unique.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Where they belong.
    pub organisation_id: Option<i64>,
    /// What they do there.
    pub job_title: String,
    /// Telephone.
    pub phone: String,
    /// Building, town or office.
    pub site: String,
    /// Language.
    pub locale: Locale,
    /// IANA time zone.
    pub zone: String,
    /// Whose tickets deserve attention.
    pub vip: bool,
}

impl From<&User> for UserEdit {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            organisation_id: user.organisation_id,
            job_title: user.job_title.clone(),
            phone: user.phone.clone(),
            site: user.site.clone(),
            locale: user.locale,
            zone: user.zone.clone(),
            vip: user.vip,
        }
    }
}

/// What people change in themselves. Their address is the administrators' business: it is what they sign in with.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileEdit {
    /// Full name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Language.
    pub locale: Locale,
    /// IANA time zone.
    pub zone: String,
    /// Light, dark, or as the system.
    pub theme: Theme,
}

/// What kind of organisation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// Part of the house.
    Internal,
    /// Served by it, and walled off from other customers.
    Customer,
    /// Works tickets that are handed to it.
    Provider,
}

impl OrganisationKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Customer, Self::Provider];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Internal => 0,
            Self::Customer => 1,
            Self::Provider => 2,
        }
    }

    /// The kind of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Customer => "customer",
            Self::Provider => "provider",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A company, an administration, a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Row id.
    pub id: i64,
    /// Unique name.
    pub name: String,
    /// What it is to us.
    pub kind: OrganisationKind,
    /// For optimistic concurrency.
    pub version: i64,
}

/// A group of people who hold tickets together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Row id.
    pub id: i64,
    /// The desk it works for.
    pub desk_id: i64,
    /// Name, unique at its desk.
    pub name: String,
    /// Support tier: 1, 2, 3.
    pub tier: i64,
    /// Where a ticket goes when it is escalated.
    pub next_tier_id: Option<i64>,
    /// A shared address, or nothing.
    pub email: String,
    /// What it looks after.
    pub description: String,
    /// For optimistic concurrency.
    pub version: i64,
}

/// A team to be created, or what it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamEdit {
    /// The desk it works for; never changes afterwards.
    pub desk_id: i64,
    /// Name, unique at its desk.
    pub name: String,
    /// Support tier: 1, 2, 3.
    pub tier: i64,
    /// Where a ticket goes when it is escalated: another team of the same desk.
    pub next_tier_id: Option<i64>,
    /// A shared address, or nothing.
    pub email: String,
    /// What it looks after.
    pub description: String,
}

impl From<&Team> for TeamEdit {
    fn from(team: &Team) -> Self {
        Self {
            desk_id: team.desk_id,
            name: team.name.clone(),
            tier: team.tier,
            next_tier_id: team.next_tier_id,
            email: team.email.clone(),
            description: team.description.clone(),
        }
    }
}

/// A person in a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// Whether they answer for the team.
    pub lead: bool,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub user_id: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to about a minute.
    pub last_seen_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// What the browser says it is.
    pub user_agent: String,
    /// The network address it began at.
    pub address: String,
}

/// An API token, without its secret, which is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Row id.
    pub id: i64,
    /// Whose rights it carries at most.
    pub user_id: i64,
    /// What its owner calls it.
    pub name: String,
    /// The end of the secret, to recognise it.
    pub hint: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<Timestamp>,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// What a single-use link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Choose a new password.
    Reset,
    /// Choose a first password.
    Invitation,
}

impl LinkPurpose {
    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Reset => 1,
            Self::Invitation => 2,
        }
    }

    /// The purpose of a stored number.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Reset),
            2 => Some(Self::Invitation),
            _ => None,
        }
    }

    /// The word of the journal and of the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Invitation => "invitation",
        }
    }

    /// How long it may wait to be used: 30 minutes for an account that is in use, 7 days for one that is not.
    #[must_use]
    pub const fn lifetime(self) -> jiff::SignedDuration {
        match self {
            Self::Reset => jiff::SignedDuration::from_mins(30),
            Self::Invitation => jiff::SignedDuration::from_hours(7 * 24),
        }
    }
}

/// A single-use link as stored: the secret itself is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Row id.
    pub id: i64,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The account it is bound to.
    pub user_id: i64,
    /// Who made it; `None` is the command line.
    pub created_by: Option<i64>,
    /// When it ends unused.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Something that a person is told inside Vigie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Row id.
    pub id: i64,
    /// What happened, as a dotted word: `ticket.assigned`.
    pub kind: String,
    /// The ticket it is about.
    pub ticket_id: Option<i64>,
    /// The entry of that ticket's journal.
    pub entry_no: Option<i64>,
    /// One line for people.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}
