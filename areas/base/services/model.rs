//! Business services as the product speaks of them.

use serde::{Deserialize, Serialize};

/// How much the house depends on a service.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Criticality {
    /// The house stops without it.
    Critical,
    /// A main activity stops.
    High,
    /// Work goes on, with pain.
    Medium,
    /// It can be missed for days.
    Low,
}

impl Criticality {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Critical => 1,
            Self::High => 2,
            Self::Medium => 3,
            Self::Low => 4,
        }
    }

    /// The criticality of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|criticality| criticality.code() == code)
    }

    /// The word of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// A business service: what users know by name and miss when it fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Row id.
    pub id: i64,
    /// Its name, unique among the services in use.
    pub name: String,
    /// What it does, for people.
    pub description: String,
    /// How much the house depends on it.
    pub criticality: Criticality,
    /// Who answers for it.
    pub owner_id: Option<i64>,
    /// The team that runs it.
    pub team_id: Option<i64>,
    /// How many people use it.
    pub users_count: i64,
    /// What one of them costs an hour, in cents: an outage costs users × this (product.md §2.5 bis).
    pub hourly_cost_cents: i64,
    /// For optimistic concurrency.
    pub version: i64,
    /// Whether it was put away.
    pub archived: bool,
}

impl Service {
    /// What an hour of complete outage costs, in cents.
    #[must_use]
    pub const fn cost_of_an_hour(&self) -> i64 {
        self.users_count.saturating_mul(self.hourly_cost_cents)
    }
}

/// What a service is made of, to create it or to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewService {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// How much the house depends on it.
    pub criticality: Criticality,
    /// Who answers for it.
    pub owner_id: Option<i64>,
    /// The team that runs it.
    pub team_id: Option<i64>,
    /// How many people use it.
    pub users_count: i64,
    /// What one of them costs an hour, in cents.
    pub hourly_cost_cents: i64,
}

impl NewService {
    /// A service of which only the name and the weight are known.
    #[must_use]
    pub fn named(name: impl Into<String>, criticality: Criticality) -> Self {
        Self {
            name: name.into(),
            description: String::new(),
            criticality,
            owner_id: None,
            team_id: None,
            users_count: 0,
            hourly_cost_cents: 0,
        }
    }
}

impl From<&Service> for NewService {
    fn from(service: &Service) -> Self {
        Self {
            name: service.name.clone(),
            description: service.description.clone(),
            criticality: service.criticality,
            owner_id: service.owner_id,
            team_id: service.team_id,
            users_count: service.users_count,
            hourly_cost_cents: service.hourly_cost_cents,
        }
    }
}
