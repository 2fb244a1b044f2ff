//! What a mail says that is new, what it repeats, and who signs. For display only: nothing is lost, the pieces put together
//! are the whole again (protocols.md §7).

mod html;
mod markers;
mod text;

pub use html::{FoldedHtml, fold_html};
pub use text::{new_words, split};

use std::ops::Range;

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What the sender wrote now.
    New,
    /// An earlier mail, with the line that introduces it.
    Quote,
    /// Name, functions, device, legal text.
    Signature,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub kind: Kind,
    /// Where it is: bytes of the text that was split, on line borders.
    pub range: Range<usize>,
}

#[cfg(test)]
mod tests;
