//! All the SQL for `desks`, `desk_organisations`, `categories`, `priority_matrices`, `calendars` and `settings`.

mod calendars;
mod categories;
mod desks;
mod settings;

pub use calendars::*;
pub use categories::*;
pub use desks::*;
pub use settings::*;

/// A stored value that this version cannot read.
fn unreadable(column: &str, problem: &'static str) -> db::Error {
    db::Error::Decode { column: column.to_owned(), problem }
}
