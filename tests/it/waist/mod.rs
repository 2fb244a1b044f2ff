//! The database waist: what both engines promise.

mod archive;
mod closures;
