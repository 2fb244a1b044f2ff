//! How each help desk works: desks, categories, priority matrices, calendars, and the installation's settings.
//!
//! Tables: `desks`, `desk_organisations`, `categories`, `priority_matrices`, `calendars`, `settings`. Changes in the journal:
//! `desk.*`, `category.*` and `matrix.changed` on the desk's stream, `calendar.*` on the calendar's, `setting.changed` on the
//! installation's. Commitments follow `calendar.changed` and `matrix.changed`.

mod actions;
mod api;
pub(crate) mod check;
mod hours;
mod model;
pub(crate) mod pages;
mod preview;
pub mod seed;
mod store;
pub(crate) mod views;

pub use actions::{
    archive_category, change_calendar, change_category, change_desk, create_calendar, create_category,
    create_desk, move_category, restore_category, set_matrix, set_setting,
};
pub use api::api;
pub use model::{
    Category, CategoryFields, Desk, NewCalendar, NewCategory, NewDesk, Placement, StoredCalendar, ancestry,
    depth, path,
};
pub use pages::routes;
pub use store::{
    archived_categories, calendar, calendar_by_name, calendar_row, calendars, categories, categories_by_id,
    category, category_by_code, category_by_path, desk, desk_by_name, desk_for, desks, matrix,
    organisations_served, setting,
};
