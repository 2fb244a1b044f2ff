//! All the SQL of tickets and what hangs on them.

mod bulk;
mod comments;
mod files;
mod links;
mod pages;
mod people;
mod row;
mod tasks;
mod writing;

pub use bulk::{bulk_edit, insert_bulk_edit, last_bulk_edit, mark_undone};
pub use comments::{comment, comments, insert_comment};
pub use files::{
    attachment, attachment_by_token, attachments, delete_file_row, files_unused_since, hold_file,
    insert_attachment, insert_file, mark_unused_files, release_file, remove_attachment,
};
pub use links::{children, delete_link, insert_link, link_exists, links};
pub use pages::{
    brief_by_number, briefs_by_id, briefs_of_requester, comment_entries, last_comment_id, latest, neighbours,
    ongoing, open_briefs_of,
};
pub use people::{add_person, followers_of, move_people, people, relation, remove_person};
pub use row::{
    by_id, by_number, by_source, insert, lock, lock_by_number, many, next_number, open_of_desk, parse,
    reserve_number, save, set_source_facts,
};
pub use tasks::{
    delete_task, insert_task, insert_work, move_work, my_tasks, task, tasks, update_task, work_entries,
};
pub use writing::{
    add_tag, archive_macro, delete_draft, draft, expire_presence, insert_macro, leave, macro_by_id, macros,
    move_tags, presence, remove_tag, save_draft, set_presence, tags, tags_of, update_macro, used_macro,
};
