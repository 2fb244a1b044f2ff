//! Attributes whose names are known only when the page is made (`data-*`, `hx-*`), which the templates' syntax cannot write.

use std::fmt::Write as _;

use maud::{Escaper, Markup, PreEscaped};

/// A list of attributes. Names come from the code; values are escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attrs(Vec<(&'static str, String)>);

impl Attrs {
    /// No attribute.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one; an empty value writes `name=""`, which is how HTML spells a flag.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// Adds one if there is a value.
    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a flag if `on`.
    #[must_use]
    pub fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.with(name, "") } else { self }
    }

    /// The others after these.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// An element with these attributes around `inner`.
    pub fn element(&self, tag: &'static str, inner: &Markup) -> Markup {
        PreEscaped(format!("{}{}</{tag}>", self.open(tag), inner.0))
    }

    /// An element without content, such as `input`.
    pub fn void(&self, tag: &'static str) -> Markup {
        PreEscaped(self.open(tag))
    }

    fn open(&self, tag: &str) -> String {
        let mut out = format!("<{tag}");
        for (name, value) in &self.0 {
            let _ = write!(out, " {name}=\"");
            let _ = Escaper::new(&mut out).write_str(value);
            out.push('"');
        }
        out.push('>');
        out
    }
}
