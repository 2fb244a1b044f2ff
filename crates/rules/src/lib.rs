//! The rules of the product, pure: no async, no SQL, no HTTP, no clock, no randomness. A rule takes facts
//! and `now` and returns a decision with its reason; who asks (page, API, mail, job, test) makes no
//! difference.

pub mod calendar;
pub mod filter;
pub mod holidays;
pub mod number;
pub mod priority;
pub mod similar;
pub mod sla;
pub mod text;
pub mod throttle;
pub mod ticket_state;
pub mod vocabulary;
