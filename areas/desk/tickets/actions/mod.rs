//! Everything that may be done to a ticket. The only place that changes one.
//!
//! Each action runs in the caller's transaction (`Db::write_locked`), takes the ticket's row lock first, and leaves
//! nothing half done. Numbers name tickets; a ticket that the actor may not see is not found.

mod attach;
mod bulk;
mod changes;
mod closure;
mod comment;
mod edit;
mod link;
mod macros;
mod merge;
mod people;
mod session;
mod task;
mod transition;
mod writing;

pub use attach::{NewAttachment, attach, detach};
pub use bulk::{BulkChange, BulkOutcome, MOST, bulk_edit, bulk_undo};
pub use changes::{PUBLIC_FIELDS, visible_changes};
pub(super) use closure::leads;
pub use closure::{rate, refuse, validate};
pub use comment::{NewComment, comment};
pub use edit::{Edit, edit, escalate, take};
pub(super) use edit::{apply, escalate_in, settle, valid_text, valid_title};
pub use link::{convert, link, unlink};
pub use macros::{NewMacro, archive_macro, change_macro, create_macro, run_macro};
pub use merge::{merge, split};
pub use people::{affect, me_too, unwatch, watch};
pub(super) use session::Session;
pub use session::{audible, no_clash, parties, readable, readable_by_number};
pub use task::{TaskChange, add_task, change_task, log_work, remove_task};
pub use transition::{Step, transition};
pub(super) use transition::{go, walk};
pub use writing::{keep_draft, leave, show_presence};
