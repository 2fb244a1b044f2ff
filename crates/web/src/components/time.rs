//! Instants, with the exact one on hover and for machines. The page keeps relative ones true.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::fmt;
use crate::i18n::Locale;

/// « il y a 2 h », kept true.
pub fn ago(locale: Locale, at: Timestamp, now: Timestamp, zone: &TimeZone) -> Markup {
    let exact = fmt::datetime(locale, at, zone);
    html! {
        time datetime=(fmt::iso(at)) title=(exact) data-as="relative" { (fmt::relative(locale, at, now, zone)) }
    }
}

/// « 1 h 37 » since then, kept true.
pub fn elapsed(locale: Locale, since: Timestamp, now: Timestamp, zone: &TimeZone) -> Markup {
    let exact = fmt::datetime(locale, since, zone);
    html! {
        time datetime=(fmt::iso(since)) title=(exact) data-as="elapsed" {
            (fmt::duration(locale, now.duration_since(since)))
        }
    }
}

/// The date and the time of day: `20/11/2026 14:32`; only `14:32` when that is today for the reader.
pub fn moment(locale: Locale, at: Timestamp, now: Timestamp, zone: &TimeZone) -> Markup {
    let local = at.to_zoned(zone.clone());
    let exact = fmt::datetime(locale, at, zone);
    let today = local.date() == now.to_zoned(zone.clone()).date();
    html! {
        time datetime=(fmt::iso(at)) title=(exact) {
            @if today { (fmt::time(local.time())) } @else { (exact) }
        }
    }
}
