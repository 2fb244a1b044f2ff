//! Dates, durations and figures as a reader writes them. French: 20/11/2026, 14:32 in tables and « 14 h 32 » in prose, 1,5 h,
//! 80 %, 184 ko. English: 20 Nov 2026, 14:32, 1.5 h, 80%, 184 kB. The 24-hour clock everywhere.

mod date;
mod duration;
mod number;

pub use date::{date, date_long, datetime, iso, relative, time, time_prose};
pub use duration::{DAY, duration, duration_words, time_left};
pub use number::{capped, decimal, number, percent, size};

/// Space that does not break, between a figure and its unit.
pub(crate) const NBSP: char = '\u{A0}';
