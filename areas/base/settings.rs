//! What the settings pages of every slice share: the form around fields, what a page says back, the two refusals that a
//! form's reader can mend. They were made for desks, where most settings stand.

pub use crate::desks::{
    pages::{Done, Refused, Version, chosen_desk, here, refused, shown, shown_again},
    views::{
        categories::desk_switch,
        kit::{Answer, Here, impact, priority, priority_name, urgency},
    },
};
