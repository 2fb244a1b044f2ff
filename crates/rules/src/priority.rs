//! Priority (ITIL 4, product.md §2.4): impact × urgency through a matrix that each help desk may change, or
//! a manual override with its reason. The decision always carries why, since it is stored and shown ("Why
//! P2?").

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How far the harm reaches (impact) or how soon it hurts (urgency): the two axes of the matrix.
    pub enum Level("level") {
        /// Business-critical, all users or a core service; or: it hurts now.
        High = 1, "high";
        /// A team or a department; or: it hurts soon.
        Medium = 2, "medium";
        /// One or a few users, or a workaround exists; or: it can wait.
        Low = 3, "low";
    }
}

vocabulary! {
    /// The order of work, P1 first. `P1 < P2`: the smaller, the more pressing.
    pub enum Priority("priority") {
        /// Critical « critique ».
        P1 = 1, "P1";
        /// High « élevée ».
        P2 = 2, "P2";
        /// Medium « moyenne ».
        P3 = 3, "P3";
        /// Low « faible ».
        P4 = 4, "P4";
        /// Planned « planifiée ».
        P5 = 5, "P5";
    }
}

vocabulary! {
    /// How bad the fault is in itself « gravité », apart from the order of work (product.md §2.2).
    pub enum Severity("severity") {
        /// The service is lost or its data are in danger.
        Critical = 1, "critical";
        /// A main function is lost.
        High = 2, "high";
        /// A function is degraded.
        Medium = 3, "medium";
        /// A minor or cosmetic fault.
        Low = 4, "low";
    }
}

/// A help desk's priority matrix: rows are impact (high, medium, low), columns urgency (high, medium, low).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Matrix(pub [[Priority; 3]; 3]);

impl Default for Matrix {
    /// The matrix of product.md §2.4.
    fn default() -> Self {
        use Priority::{P1, P2, P3, P4, P5};
        Self([[P1, P2, P3], [P2, P3, P4], [P3, P4, P5]])
    }
}

impl Matrix {
    /// The priority for an impact and an urgency.
    pub const fn get(&self, impact: Level, urgency: Level) -> Priority {
        let [high, medium, low] = self.0;
        let [at_high, at_medium, at_low] = match impact {
            Level::High => high,
            Level::Medium => medium,
            Level::Low => low,
        };
        match urgency {
            Level::High => at_high,
            Level::Medium => at_medium,
            Level::Low => at_low,
        }
    }

    /// Whether more impact or more urgency never lowers the priority. Settings warn about a matrix for which
    /// it does.
    pub fn is_monotonic(&self) -> bool {
        let steps = [(Level::High, Level::Medium), (Level::Medium, Level::Low)];
        Level::ALL.iter().all(|&other| {
            steps.iter().all(|&(more, less)| {
                self.get(more, other) <= self.get(less, other)
                    && self.get(other, more) <= self.get(other, less)
            })
        })
    }
}

/// A manual override needs a reason (product.md §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a manual priority needs a reason")]
pub struct MissingReason;

/// A priority set by a person, with the reason that it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manual {
    priority: Priority,
    reason: String,
}

impl Manual {
    /// An override; the reason is trimmed.
    ///
    /// # Errors
    /// `MissingReason` when the reason is blank.
    pub fn new(priority: Priority, reason: &str) -> Result<Self, MissingReason> {
        match reason.trim() {
            "" => Err(MissingReason),
            reason => Ok(Self { priority, reason: reason.to_owned() }),
        }
    }

    /// The priority set.
    pub const fn priority(&self) -> Priority {
        self.priority
    }

    /// Why, in the person's words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Why a ticket has its priority; stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum PriorityReason {
    /// From the matrix, both axes known.
    Matrix {
        /// The impact used.
        impact: Level,
        /// The urgency used.
        urgency: Level,
    },
    /// From the matrix, with `medium` in place of what nobody has said yet (nothing but title and requester
    /// is mandatory).
    Assumed {
        /// The impact, if known.
        impact: Option<Level>,
        /// The urgency, if known.
        urgency: Option<Level>,
    },
    /// Set by a person.
    Manual {
        /// The person's words.
        reason: String,
        /// What the matrix would have given.
        otherwise: Priority,
    },
}

/// A priority and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The priority.
    pub priority: Priority,
    /// Why.
    pub reason: PriorityReason,
}

/// Decides the priority: the manual one if there is one, otherwise the matrix. An axis that is not known
/// counts as medium, and the reason says so.
pub fn decide(
    matrix: &Matrix,
    impact: impl Into<Option<Level>>,
    urgency: impl Into<Option<Level>>,
    manual: Option<&Manual>,
) -> Decision {
    let (impact, urgency) = (impact.into(), urgency.into());
    let computed = matrix.get(impact.unwrap_or(Level::Medium), urgency.unwrap_or(Level::Medium));
    match (manual, impact, urgency) {
        (Some(manual), _, _) => Decision {
            priority: manual.priority,
            reason: PriorityReason::Manual { reason: manual.reason.clone(), otherwise: computed },
        },
        (None, Some(impact), Some(urgency)) => {
            Decision { priority: computed, reason: PriorityReason::Matrix { impact, urgency } }
        }
        (None, impact, urgency) => {
            Decision { priority: computed, reason: PriorityReason::Assumed { impact, urgency } }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_matrix_is_the_one_of_the_reference() {
        use Level::{High, Low, Medium};
        use Priority::{P1, P2, P3, P4, P5};
        let table = [
            (High, High, P1),
            (High, Medium, P2),
            (High, Low, P3),
            (Medium, High, P2),
            (Medium, Medium, P3),
            (Medium, Low, P4),
            (Low, High, P3),
            (Low, Medium, P4),
            (Low, Low, P5),
        ];
        for (impact, urgency, expected) in table {
            let decision = decide(&Matrix::default(), impact, urgency, None);
            assert_eq!(decision.priority, expected, "{impact} × {urgency}");
            assert_eq!(decision.reason, PriorityReason::Matrix { impact, urgency });
        }
    }

    #[test]
    fn what_is_not_known_counts_as_medium_and_says_so() {
        let decision = decide(&Matrix::default(), None, Level::High, None);
        assert_eq!(decision.priority, Priority::P2);
        assert_eq!(decision.reason, PriorityReason::Assumed { impact: None, urgency: Some(Level::High) });
    }

    #[test]
    fn a_manual_priority_needs_a_reason_and_shows_what_the_matrix_says() {
        assert_eq!(Manual::new(Priority::P1, " \n"), Err(MissingReason));
        let manual = Manual::new(Priority::P1, " The board meets tonight ").unwrap();
        let decision = decide(&Matrix::default(), Level::Low, Level::Low, Some(&manual));
        assert_eq!(decision.priority, Priority::P1);
        let expected =
            PriorityReason::Manual { reason: "The board meets tonight".to_owned(), otherwise: Priority::P5 };
        assert_eq!(decision.reason, expected);
    }

    #[test]
    fn a_decision_survives_json() {
        let decision = decide(&Matrix::default(), Level::High, Level::Low, None);
        let json = serde_json::to_string(&decision).unwrap();
        assert_eq!(
            json,
            r#"{"priority":"P3","reason":{"because":"matrix","impact":"high","urgency":"low"}}"#
        );
        assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
        let matrix = serde_json::to_string(&Matrix::default()).unwrap();
        assert_eq!(matrix, r#"[["P1","P2","P3"],["P2","P3","P4"],["P3","P4","P5"]]"#);
    }

    #[test]
    fn a_matrix_turned_upside_down_is_noticed() {
        assert!(Matrix::default().is_monotonic());
        let [a, b, c] = Matrix::default().0;
        assert!(!Matrix([c, b, a]).is_monotonic());
    }

    proptest! {
        #[test]
        fn the_matrix_is_read_by_row_then_column(cells in prop::array::uniform3(prop::array::uniform3(1i16..=5))) {
            let cells = cells.map(|row| row.map(|code| Priority::from_code(code).unwrap()));
            for &impact in Level::ALL {
                for &urgency in Level::ALL {
                    let expected = cells[impact.code() as usize - 1][urgency.code() as usize - 1];
                    prop_assert_eq!(Matrix(cells).get(impact, urgency), expected);
                }
            }
        }
    }
}
