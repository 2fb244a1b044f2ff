//! The walls between organisations, as a term of every list of people.

use db::{Read, Result, Value, list};

use super::ids;
use crate::people::model::{Organisation, OrganisationKind};

/// Which people somebody may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everyone,
    /// Those of some organisations, and some by themselves.
    Some {
        /// Oneself, and for administrators of desks those who hold a role there.
        people: Vec<i64>,
        /// Whether everybody internal is among them: internal organisations, and people of none.
        internal: bool,
        /// The organisations.
        organisations: Vec<i64>,
    },
    /// Nobody.
    Nobody,
}

impl Reach {
    /// Whether this person, of this organisation, is among them: the same decision as the term of a list.
    #[must_use]
    pub fn holds(&self, user_id: i64, organisation: Option<&Organisation>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Nobody => false,
            Self::Some { people, internal, organisations } => {
                let is_internal = organisation.is_none_or(|found| found.kind == OrganisationKind::Internal);
                people.contains(&user_id)
                    || (*internal && is_internal)
                    || organisation.is_some_and(|found| organisations.contains(&found.id))
            }
        }
    }

    /// The term on `users u`, if one is needed; its values are added to `values`.
    pub(super) fn term(&self, values: &mut Vec<Value>) -> Option<String> {
        match self {
            Self::Everyone => None,
            Self::Nobody => Some("1 = 0".into()),
            Self::Some { people, internal, organisations } => {
                let own = list(values.len() + 1, people.len());
                values.extend(ids(people));
                let holes = list(values.len() + 1, organisations.len());
                values.extend(ids(organisations));
                let internal = if *internal {
                    " OR u.organisation_id IS NULL OR u.organisation_id IN (SELECT id FROM organisations WHERE kind = 0)"
                } else {
                    ""
                };
                Some(format!("(u.id IN ({own}) OR u.organisation_id IN ({holes}){internal})"))
            }
        }
    }
}

/// Whom these desks serve: organisations, and whether one of the desks serves everybody internal.
pub(in crate::people) fn served_by(read: &Read<'_>, desks: &[i64]) -> Result<(bool, Vec<i64>)> {
    let sql = format!(
        "SELECT desk_id, organisation_id FROM desk_organisations WHERE desk_id IN ({}) ORDER BY desk_id, organisation_id",
        list(1, desks.len())
    );
    let rows = read.query(&sql, &ids(desks))?;
    let pairs = rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect::<Result<Vec<(i64, i64)>>>()?;
    let internal = desks.iter().any(|desk| pairs.iter().all(|(known, _)| known != desk));
    Ok((internal, pairs.into_iter().map(|(_, organisation)| organisation).collect()))
}
