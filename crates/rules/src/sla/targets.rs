//! How much working time a commitment grants, and the defaults of a fresh installation (product.md §2.5 bis).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::priority::Priority;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a clock measures.
    pub enum Metric("metric") {
        /// From the opening to the acknowledgement: a person took it, or answered in public.
        Acknowledge = 1, "acknowledge";
        /// From one public update to the next, while the ticket is open; each one starts the clock again.
        Update = 2, "update";
        /// From the opening to the resolution.
        Resolve = 3, "resolve";
    }
}

/// An amount of working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Working seconds of the calendar.
    Seconds(u32),
    /// Working days. A day is worth the calendar's mean working day ([`Calendar::mean_working_day`]): three days
    /// from Monday 10:00 end on Thursday at 10:00 at a desk that works the same hours each day, whatever they are.
    Days(u16),
}

impl Target {
    /// That many minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self::Seconds(minutes.saturating_mul(60))
    }

    /// That many hours.
    pub const fn hours(hours: u32) -> Self {
        Self::minutes(hours.saturating_mul(60))
    }

    /// The working time that it is in a calendar.
    pub fn in_calendar(self, calendar: &Calendar) -> SignedDuration {
        match self {
            Self::Seconds(seconds) => SignedDuration::from_secs(i64::from(seconds)),
            Self::Days(days) => calendar.mean_working_day() * i32::from(days),
        }
    }
}

/// The targets of a policy; a metric without one has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Targets {
    /// To the acknowledgement.
    pub acknowledge: Option<Target>,
    /// The longest time between two public updates.
    pub update: Option<Target>,
    /// To the resolution.
    pub resolve: Option<Target>,
}

impl Targets {
    /// The target of a metric.
    pub const fn of(&self, metric: Metric) -> Option<Target> {
        match metric {
            Metric::Acknowledge => self.acknowledge,
            Metric::Update => self.update,
            Metric::Resolve => self.resolve,
        }
    }
}

/// The default commitment for one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultTarget {
    /// The priority it is for.
    pub priority: Priority,
    /// To the acknowledgement.
    pub acknowledge: Target,
    /// To the resolution.
    pub resolve: Target,
    /// Counted 24×7 ([`Calendar::always`]) rather than in the desk's calendar.
    pub always: bool,
}

impl DefaultTarget {
    /// The same as a policy's targets, without an update interval.
    pub const fn targets(&self) -> Targets {
        Targets { acknowledge: Some(self.acknowledge), update: None, resolve: Some(self.resolve) }
    }
}

/// Product.md §2.5 bis, P1 first.
pub const DEFAULT_TARGETS: [DefaultTarget; 5] = [
    default(Priority::P1, Target::minutes(15), Target::hours(4)),
    default(Priority::P2, Target::minutes(30), Target::hours(8)),
    default(Priority::P3, Target::hours(4), Target::Days(3)),
    default(Priority::P4, Target::hours(8), Target::Days(5)),
    default(Priority::P5, Target::Days(2), Target::Days(10)),
];

const fn default(priority: Priority, acknowledge: Target, resolve: Target) -> DefaultTarget {
    DefaultTarget { priority, acknowledge, resolve, always: matches!(priority, Priority::P1) }
}

/// The percentages of a target at which one is warned (product.md §5.4).
pub const DEFAULT_WARNINGS: [u16; 3] = [50, 75, 90];
