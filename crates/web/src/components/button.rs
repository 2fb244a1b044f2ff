//! Buttons and links that look like them. One primary per region; red only for a destructive act.

use maud::{Markup, Render, html};

use super::attrs::Attrs;
use super::icon::icon_s;
use super::nav::kbd;

/// The id of the empty form that every page with a session has.
pub(crate) const POST_FORM: &str = "post";

/// A button, put together by its methods and shown by being spliced into a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    tag: &'static str,
    label: String,
    classes: String,
    symbol: Option<&'static str>,
    key: Option<&'static str>,
    icon_only: bool,
    attrs: Attrs,
}

impl Button {
    fn of(tag: &'static str, label: impl Into<String>, attrs: Attrs) -> Self {
        let classes = "btn".to_owned();
        Self { tag, label: label.into(), classes, symbol: None, key: None, icon_only: false, attrs }
    }

    /// A button that a script or a popover acts on.
    pub fn new(label: impl Into<String>) -> Self {
        Self::of("button", label, Attrs::new().with("type", "button"))
    }

    /// A button that sends the form it stands in.
    pub fn submit(label: impl Into<String>) -> Self {
        Self::of("button", label, Attrs::new().with("type", "submit"))
    }

    /// A link.
    pub fn link(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of("a", label, Attrs::new().with("href", href))
    }

    /// A button that sends a POST by itself, without a form around it: it uses the page's one empty form, which carries the token.
    pub fn post(action: impl Into<String>, label: impl Into<String>) -> Self {
        let attrs = Attrs::new().with("type", "submit").with("form", POST_FORM).with("formaction", action);
        Self::of("button", label, attrs)
    }

    fn class(mut self, class: &str) -> Self {
        self.classes.push(' ');
        self.classes.push_str(class);
        self
    }

    /// The one thing to do here.
    #[must_use]
    pub fn primary(self) -> Self {
        self.class("primary")
    }

    /// Without a frame.
    #[must_use]
    pub fn quiet(self) -> Self {
        self.class("quiet")
    }

    /// Destroys something.
    #[must_use]
    pub fn danger(self) -> Self {
        self.class("danger")
    }

    /// Small.
    #[must_use]
    pub fn small(self) -> Self {
        self.class("sm")
    }

    /// Large, on the portal.
    #[must_use]
    pub fn large(self) -> Self {
        self.class("lg")
    }

    /// Pushed to the end of its row.
    #[must_use]
    pub fn push(self) -> Self {
        self.class("push")
    }

    /// With an icon before the label.
    #[must_use]
    pub const fn icon(mut self, symbol: &'static str) -> Self {
        self.symbol = Some(symbol);
        self
    }

    /// Only an icon: the label is for screen readers and on hover.
    #[must_use]
    pub fn only_icon(mut self, symbol: &'static str) -> Self {
        self.symbol = Some(symbol);
        self.icon_only = true;
        self.class("icon")
    }

    /// With its key, shown and working: `e`, `g q`.
    #[must_use]
    pub const fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Not available now.
    #[must_use]
    pub fn disabled(self, disabled: bool) -> Self {
        if !disabled {
            return self;
        }
        if self.tag == "a" { self.attr("aria-disabled", "true") } else { self.attr("disabled", "") }
    }

    /// Pressed or not, in a group of choices.
    #[must_use]
    pub fn pressed(self, pressed: bool) -> Self {
        self.attr("aria-pressed", pressed.to_string())
    }

    /// Opens the popover `id`.
    #[must_use]
    pub fn opens(self, id: impl Into<String>) -> Self {
        self.attr("popovertarget", id)
    }

    /// Any other attribute.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attrs = self.attrs.with(name, value);
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let attrs = Attrs::new()
            .with("class", self.classes.clone())
            .and(&self.attrs)
            .maybe("data-key", self.key)
            .maybe("aria-label", self.icon_only.then(|| self.label.clone()))
            .maybe("title", self.icon_only.then(|| self.label.clone()));
        let inner = html! {
            @if let Some(symbol) = self.symbol { (icon_s(symbol)) }
            @if !self.icon_only { (self.label) @if let Some(key) = self.key { " " (kbd(key)) } }
        };
        attrs.element(self.tag, &inner)
    }
}

/// Buttons side by side as one control, with a name.
pub fn group(label: &str, buttons: &[Button]) -> Markup {
    html! { div class="btn-group" role="group" aria-label=(label) { @for button in buttons { (button) } } }
}
