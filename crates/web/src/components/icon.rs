//! Icons and glyphs of the one sprite. They say nothing by themselves: a word, visible or not, always stands beside them.

use maud::{Markup, html};

use crate::assets::icon_url;

/// An icon at the size of a button's: `icon("bell")` is the symbol `i-bell`.
pub fn icon(name: &str) -> Markup {
    draw("ic", name)
}

/// A small icon, beside text.
pub fn icon_s(name: &str) -> Markup {
    draw("ic s", name)
}

/// A large icon, in empty states.
pub fn icon_l(name: &str) -> Markup {
    draw("ic l", name)
}

fn draw(class: &str, name: &str) -> Markup {
    html! { svg class=(class) aria-hidden="true" { use href=(icon_url(&format!("i-{name}"))) {} } }
}

/// A glyph of priority, state or brand: `glyph("p1")` is the symbol `g-p1`.
pub fn glyph(name: &str) -> Markup {
    html! { svg aria-hidden="true" { use href=(icon_url(&format!("g-{name}"))) {} } }
}
