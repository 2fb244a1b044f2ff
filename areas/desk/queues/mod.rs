//! Lists of tickets (product.md §2.7, §12.1; ux.md "Queue"): the queue with its saved views, my work, the board, search by
//! number and title, exports.
//!
//! A filter in the language of `rules::filter` is rendered within what the policy lets the actor see, so that every list
//! (page, portal, API, export, bulk selection) finds the same tickets. Pages go on after a key, never after a number of
//! rows; each order has its index.
//!
//! Table: `saved_views`. Entries: `view.*`. Everything else is read here and changed by `tickets`.

mod actions;
mod api;
mod board;
mod faults;
mod list;
mod model;
mod pages;
mod standard;
mod store;
mod views;
mod wanted;

pub use api::api;
pub use board::{Aged, Board, OpenFigures, board, statements as board_statements};
pub use list::{count, count_each, list, statement};
pub use model::{COUNT_CAP, ColumnChoice, Columns, List, ListQuery, Names, Owner, Row, SavedView, Sort};
pub use pages::routes;
