//! The pieces that every page is made of: maud functions, one for each thing on the style sheet. They decide nothing; what they show
//! is given. Names of classes, roles and ARIA attributes are those of the stylesheet in `ui/css`.

mod attrs;
mod button;
mod chart;
mod feedback;
mod form;
mod icon;
mod nav;
mod overlay;
mod people;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod timeline;

pub use attrs::Attrs;
pub(crate) use button::POST_FORM;
pub use button::{Button, group};
pub use chart::{Bars, bar, bar_chart, meter, spark_bars, spark_line};
pub use feedback::{Notice, Undo, banner, empty, skeleton, toast, toast_partial};
pub use form::{Choice, Field, checkbox, csrf_field, errors_summary, radio, radios, switch};
pub use icon::{glyph, icon, icon_l, icon_s};
pub use nav::{Crumb, Tab, crumbs, kbd, keys, pager, steps, steps_short, tabs};
pub use overlay::{MenuItem, dialog, menu, menu_button, popover};
pub use people::{Avatar, initials};
pub use status::{
    Look, SlaState, SlaView, Tone, badge, badge_icon, chip, count, priority, priority_tag, priority_word,
    sla, state, state_tag,
};
pub use table::{Column, Sort, card, definitions, table};
pub use time::{ago, elapsed, moment};
pub use timeline::{Line, Message, Voice, collapsed, line, message};
