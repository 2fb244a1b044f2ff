//! Things over the page: native dialogs and popovers, which the browser closes, focuses and announces by itself.

use maud::{Markup, html};

use super::attrs::Attrs;
use super::button::{Button, POST_FORM};
use super::icon::icon_s;
use super::nav::kbd;

/// A dialog, opened by a button with `data-dialog="#id"`; its footer says what can be done.
pub fn dialog(id: &str, title: &str, body: &Markup, footer: &Markup) -> Markup {
    html! {
        dialog class="dialog" id=(id) aria-labelledby={ (id) "-t" } {
            header { h2 id={ (id) "-t" } { (title) } }
            div class="body" { (body) }
            footer { (footer) }
        }
    }
}

/// A popover with a name; a button opens it with [`Button::opens`].
pub fn popover(id: &str, label: &str, body: &Markup) -> Markup {
    html! { div class="pop" id=(id) popover role="dialog" aria-label=(label) { (body) } }
}

/// One act of a menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MenuItem {
    /// An icon before it.
    pub symbol: &'static str,
    /// What it does.
    pub label: String,
    /// Its key.
    pub key: Option<&'static str>,
    /// A link.
    pub href: Option<String>,
    /// Where it sends a POST, as [`Button::post`] does. With neither it is a button for a script or a popover.
    pub post: Option<String>,
    /// Destroys something: stands apart, in red.
    pub danger: bool,
    /// `hx-post`, `data-dialog`, `form`, `name`…
    pub attrs: Attrs,
}

impl MenuItem {
    fn show(&self) -> Markup {
        let inner =
            html! { (icon_s(self.symbol)) (self.label) @if let Some(key) = self.key { " " (kbd(key)) } };
        let keyed = |attrs: Attrs| attrs.and(&self.attrs).maybe("data-key", self.key);
        match (&self.href, &self.post) {
            (Some(href), _) => keyed(Attrs::new().with("href", href)).element("a", &inner),
            (None, Some(action)) => {
                let attrs =
                    Attrs::new().with("type", "submit").with("form", POST_FORM).with("formaction", action);
                keyed(attrs).element("button", &inner)
            }
            (None, None) => keyed(Attrs::new().with("type", "button")).element("button", &inner),
        }
    }
}

/// A list of acts in a popover.
pub fn menu(id: &str, label: &str, items: &[MenuItem]) -> Markup {
    html! {
        div class="pop menu" id=(id) popover aria-label=(label) {
            ul {
                @for (i, item) in items.iter().enumerate() {
                    @if item.danger && i > 0 { li class="sep" aria-hidden="true" {} }
                    li class=[item.danger.then_some("danger")] { (item.show()) }
                }
            }
        }
    }
}

/// The button of three dots and the menu that it opens.
pub fn menu_button(id: &str, label: &str, items: &[MenuItem]) -> Markup {
    html! { (Button::new(label).quiet().only_icon("dots").opens(id)) (menu(id, label, items)) }
}
