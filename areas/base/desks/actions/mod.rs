//! The use cases of this slice. Each asks the policy first, checks what it is given, writes, and appends its journal
//! entry, in the caller's transaction.

mod calendars;
mod categories;
mod desks;
mod settings;

pub(super) use calendars::WEEKDAY_KEYS;
pub use calendars::{change_calendar, create_calendar};
pub use categories::{archive_category, change_category, create_category, move_category, restore_category};
pub use desks::{change_desk, create_desk, set_matrix};
pub use settings::set_setting;
