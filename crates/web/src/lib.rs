//! The edge towards people and programs, and nothing of the product: languages, errors, sessions without storage, forms and JSON,
//! paging, the live hub, safe text, and the look of every page.
//!
//! | module | for |
//! | --- | --- |
//! | [`i18n`], [`fmt`] | texts by language; dates, durations and figures as readers write them |
//! | [`request`], [`headers`] | what surrounds every request: id, log, limits, panics, security headers |
//! | [`error`] | the one error, as page, fragment or `problem+json` |
//! | [`cookie`], [`token`], [`csrf`], [`signed`] | sessions, secrets, forged requests, expiring links |
//! | [`extract`], [`page`], [`etag`] | what requests carry: forms, JSON, cursors, versions |
//! | [`layout`], [`components`], [`assets`] | pages and their pieces |
//! | [`live`] | hints to open pages |
//! | [`markdown`] | what people write, as safe HTML |

pub mod assets;
pub mod components;
pub mod cookie;
pub mod csrf;
pub mod error;
pub mod etag;
pub mod extract;
pub mod fmt;
pub mod headers;
pub mod i18n;
pub mod layout;
pub mod live;
pub mod markdown;
pub mod page;
pub mod request;
pub mod signed;
pub mod token;

pub use error::{AppError, FieldError};
pub use i18n::Locale;
