//! All the SQL for `jobs`, `timers` and `leases`; it decides nothing.
//!
//! States are written as literals, since the engines choose a partial index only by its literal condition.

pub(crate) mod jobs;
pub(crate) mod leases;
pub(crate) mod timers;

use db::Error;
use serde_json::Value as Json;

/// The longest reason that is kept, in characters.
const REASON_MAX: usize = 2000;

/// A reason as it can be stored: both engines refuse U+0000 or cut at it.
fn storable(reason: &str) -> String {
    reason.chars().filter(|c| *c != '\0').take(REASON_MAX).collect()
}

fn json(text: &str) -> Result<Json, Error> {
    serde_json::from_str(text)
        .map_err(|_| Error::Decode { column: "payload".to_owned(), problem: "not a JSON document" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_cut_and_freed_of_what_cannot_be_stored() {
        assert_eq!(storable("a\0b"), "ab");
        assert_eq!(storable(&"é".repeat(3000)).chars().count(), REASON_MAX);
    }
}
