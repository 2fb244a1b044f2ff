//! Priorities, states, clocks, badges, counts and chips. Never colour alone: each has a shape or a word.

use jiff::Timestamp;
use maud::{Markup, html};

use super::attrs::Attrs;
use super::chart::bar;
use super::icon::{glyph, icon, icon_s};
use crate::fmt;
use crate::i18n::{Locale, t};
use crate::t;

fn priority_parts(code: u8) -> (u8, String) {
    let code = code.clamp(1, 5);
    (code, format!("prio p{code}"))
}

/// A priority in a list: shape and code, the word for screen readers. `code` is 1 (critical) to 5 (planned).
pub fn priority(code: u8, word: &str) -> Markup {
    let (code, class) = priority_parts(code);
    html! { span class=(class) { (glyph(&format!("p{code}"))) "P" (code) span class="sr" { " " (word) } } }
}

/// A priority with its word.
pub fn priority_word(code: u8, word: &str) -> Markup {
    let (code, class) = priority_parts(code);
    html! { span class=(class) { (glyph(&format!("p{code}"))) "P" (code) " " i { (word) } } }
}

/// A priority with its word, framed, for headers.
pub fn priority_tag(code: u8, word: &str) -> Markup {
    let (code, class) = priority_parts(code);
    html! { span class={ (class) " tag" } { (glyph(&format!("p{code}"))) "P" (code) " " i { (word) } } }
}

/// The drawing of a lifecycle state: circles, filled as work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Dashed circle.
    New,
    /// Dot in a circle.
    Qualified,
    /// A quarter filled.
    Assigned,
    /// Half filled.
    InProgress,
    /// Two bars.
    Pending,
    /// A tick.
    Resolved,
    /// Full.
    Closed,
    /// A cross.
    Cancelled,
}

impl Look {
    const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Qualified => "qual",
            Self::Assigned => "asg",
            Self::InProgress => "doing",
            Self::Pending => "wait",
            Self::Resolved => "done",
            Self::Closed => "closed",
            Self::Cancelled => "cancel",
        }
    }
}

/// A state in a list.
pub fn state(look: Look, label: &str) -> Markup {
    html! { span class={ "state " (look.name()) } { (glyph(look.name())) (label) } }
}

/// A state framed, for headers.
pub fn state_tag(look: Look, label: &str) -> Markup {
    html! { span class={ "state " (look.name()) " tag" } { (glyph(look.name())) (label) } }
}

/// Where a clock of a service level stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlaState {
    /// It runs.
    Running,
    /// It runs and its time is over.
    Breached,
    /// It is stopped (pending, outside hours).
    Paused,
    /// It ended in time.
    Met,
    /// It ended too late.
    Missed,
}

/// A clock to draw. All durations are working seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaView {
    /// Where it stands.
    pub state: SlaState,
    /// Time left at `at`; negative once late.
    pub remaining_secs: i64,
    /// The whole time granted.
    pub total_secs: i64,
    /// When `remaining_secs` was true.
    pub at: Timestamp,
    /// When the calendar next closes, if it does while the clock runs: it stands still from then on.
    pub open_until: Option<Timestamp>,
    /// Below this time left the clock is at risk; by default under an hour or past 75 %.
    pub warn_secs: Option<i64>,
    /// Seconds in a working day ([`fmt::DAY`] around the clock), to say long times in days.
    pub day_secs: u64,
    /// The instant due, as the reader writes it: shown on hover.
    pub due: Option<String>,
}

impl SlaView {
    /// The part of the time that is used, 0 to 100.
    pub fn used_percent(&self) -> u8 {
        let left = i128::from(self.remaining_secs.max(0));
        let total = i128::from(self.total_secs.max(1));
        u8::try_from((100 - left * 100 / total).clamp(0, 100)).unwrap_or(100)
    }

    /// Class of the chip. The same thresholds as the script that keeps it ticking.
    fn level(&self) -> &'static str {
        match self.state {
            SlaState::Paused => "pause",
            SlaState::Met => "met",
            SlaState::Breached | SlaState::Missed => "late",
            SlaState::Running if self.remaining_secs < 0 => "late",
            SlaState::Running => {
                let warn = match self.warn_secs {
                    Some(warn) => self.remaining_secs <= warn,
                    None => self.remaining_secs < 3600 || self.used_percent() >= 75,
                };
                if warn { "warn" } else { "ok" }
            }
        }
    }
}

/// A clock: icon, figure, and the horizon line under it. It ticks in the page while it runs.
pub fn sla(locale: Locale, view: &SlaView) -> Markup {
    let level = view.level();
    let left = || fmt::time_left(locale, view.remaining_secs, view.day_secs);
    let (symbol, figure, said) = match level {
        "pause" => ("pause", t(locale, "web-sla-paused"), t(locale, "ui-agent-paused")),
        "met" => ("check", t(locale, "web-sla-met"), t(locale, "ui-agent-met")),
        "late" if view.state == SlaState::Missed => {
            ("over", t(locale, "web-sla-missed"), t(locale, "ui-agent-overdue"))
        }
        "late" => ("over", left(), t(locale, "ui-agent-overdue")),
        "warn" => ("hourglass", left(), t(locale, "ui-agent-at-risk")),
        _ => ("clock", left(), t(locale, "ui-agent-remaining")),
    };
    let used = if level == "met" { 100 } else { view.used_percent() };
    let ticking = match view.state {
        SlaState::Running => Some("running"),
        SlaState::Breached => Some("breached"),
        _ => None,
    };
    let mut attrs = Attrs::new().with("class", format!("sla {level}")).maybe("title", view.due.as_deref());
    if let Some(state) = ticking {
        attrs = attrs
            .with("data-state", state)
            .with("data-remaining", view.remaining_secs.to_string())
            .with("data-total", view.total_secs.to_string())
            .with("data-at", fmt::iso(view.at))
            .maybe("data-open-until", view.open_until.map(fmt::iso))
            .maybe("data-warn", view.warn_secs.map(|s| s.to_string()))
            .with("data-day", view.day_secs.to_string());
    }
    attrs.element(
        "span",
        &html! { (icon(symbol)) span class="v" { (figure) } span class="sr" { (said) } (bar(used)) },
    )
}

/// What a badge or a count means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Public, selected.
    Accent,
    /// Internal.
    Note,
    /// Kept, reachable.
    Ok,
    /// At risk.
    Warn,
    /// Breached, missing.
    Late,
    /// Major: filled. Never two in a row.
    Solid,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Accent => " accent",
            Self::Note => " note",
            Self::Ok => " ok",
            Self::Warn => " warn",
            Self::Late => " late",
            Self::Solid => " solid",
        }
    }
}

/// A word in a small frame.
pub fn badge(tone: Tone, label: &str) -> Markup {
    html! { span class={ "badge" (tone.class()) } { (label) } }
}

/// The same with an icon before the word.
pub fn badge_icon(tone: Tone, symbol: &str, label: &str) -> Markup {
    html! { span class={ "badge" (tone.class()) } { (icon_s(symbol)) (label) } }
}

/// A count beside a name, already formatted (`64`, `10 000+`).
pub fn count(tone: Tone, figure: &str) -> Markup {
    html! { b class={ "count" (tone.class()) } { (figure) } }
}

/// A filter as a chip in the form of filters: `key`, `value`, and a cross that sends the form with `drop`, the filter to take away.
pub fn chip(locale: Locale, key: &str, value: &str, drop: &str) -> Markup {
    html! {
        span class="chip" {
            span class="k" { (t!(locale, "web-chip-key", key = key)) }
            span class="v" { (value) }
            button name="drop" value=(drop) aria-label=(t!(locale, "web-chip-remove", name = key)) { (icon("x")) }
        }
    }
}
