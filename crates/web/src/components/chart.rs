//! Small charts as SVG from the server, sized by attributes: the policy on styles allows nothing inline.

use std::fmt::Write as _;

use maud::{Markup, html};

/// The line under a figure that shows how much is used, 0 to 100. For eyes only: the figure stands beside it.
pub fn bar(percent: u8) -> Markup {
    draw("bar", percent)
}

/// The same, 6 px tall.
pub(super) fn bar_tall(percent: u8) -> Markup {
    draw("bar h6", percent)
}

fn draw(class: &str, percent: u8) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect class="f" width=(percent.min(100)) height="4" {}
        }
    }
}

/// A part of a whole that stands alone and so has a name; `text` says it in words.
pub fn meter(label: &str, value: u64, max: u64, text: &str) -> Markup {
    html! { meter min="0" max=(max) value=(value.min(max)) aria-label=(label) { (text) } }
}

/// The course of a figure as a filled line, oldest first. For eyes only. Nothing is drawn for fewer than two values, nor when one
/// is not a number.
pub fn spark_line(values: &[f64]) -> Markup {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    if values.len() < 2 || !span.is_finite() || values.iter().any(|v| !v.is_finite()) {
        return html! {};
    }
    let step = 100.0 / as_f64(values.len() as u64 - 1);
    let mut path = String::new();
    for (i, value) in values.iter().enumerate() {
        let letter = if i == 0 { "M" } else { " L" };
        let _ =
            write!(path, "{letter}{:.1} {:.1}", as_f64(i as u64) * step, 30.0 - (value - low) / span * 26.0);
    }
    let area = format!("M0 34 L{} L100 34z", path.trim_start_matches('M'));
    html! {
        svg class="spark" viewBox="0 0 100 34" preserveAspectRatio="none" aria-hidden="true" {
            path class="a" d=(area) {}
            path class="l" d=(path) {}
        }
    }
}

/// How often something happened, as small columns, oldest first. For eyes only.
pub fn spark_bars(values: &[u32]) -> Markup {
    let most = f64::from(values.iter().copied().max().unwrap_or(0).max(1));
    let step = 100.0 / as_f64(values.len().max(1) as u64);
    html! {
        svg class="spark sm" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" {
            @for (i, value) in values.iter().enumerate() {
                @let height = f64::from(*value) / most * 24.0;
                rect class="b" x=(tenths(as_f64(i as u64) * step)) y=(tenths(24.0 - height)) width=(tenths(step * 0.65)) height=(tenths(height)) {}
            }
        }
    }
}

/// Columns in pairs over time: what came in and what went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What stands under the pair; empty for none.
    pub label: String,
    /// What came in.
    pub incoming: u32,
    /// What went out.
    pub outgoing: u32,
}

/// A bar chart with a scale. `summary` says in words what it shows: it is all that a screen reader gets, next to a table of the
/// same figures.
pub fn bar_chart(summary: &str, bars: &[Bars]) -> Markup {
    const LEFT: f64 = 26.0;
    const BOTTOM: f64 = 170.0;
    const HEIGHT: f64 = 152.0;
    const WIDTH: f64 = 484.0;
    let most = bars.iter().map(|b| b.incoming.max(b.outgoing)).max().unwrap_or(0).into();
    let step = tick(most);
    let top = most.div_ceil(step).max(1) * step;
    let y = |value: u64| BOTTOM - as_f64(value) / as_f64(top) * HEIGHT;
    let slot = WIDTH / as_f64(bars.len().max(1) as u64);
    let width = (slot * 0.33).min(12.0);
    html! {
        svg class="vol" viewBox="0 0 512 194" role="img" aria-label=(summary) {
            @for n in 0..=(top / step) {
                @let at = y(n * step);
                line class="grid" x1="26" x2="510" y1=(tenths(at)) y2=(tenths(at)) {}
                text x="20" y=(tenths(at + 4.0)) text-anchor="end" { (n * step) }
            }
            @for (i, pair) in bars.iter().enumerate() {
                @let middle = LEFT + slot * (as_f64(i as u64) + 0.5);
                rect class="in" x=(tenths(middle - width - 1.0)) y=(tenths(y(pair.incoming.into()))) width=(tenths(width)) height=(tenths(BOTTOM - y(pair.incoming.into()))) rx="1.5" {}
                rect class="out" x=(tenths(middle + 1.0)) y=(tenths(y(pair.outgoing.into()))) width=(tenths(width)) height=(tenths(BOTTOM - y(pair.outgoing.into()))) rx="1.5" {}
                @if !pair.label.is_empty() { text x=(tenths(middle)) y="188" text-anchor="middle" { (pair.label) } }
            }
        }
    }
}

/// A round step of the scale, that makes at most five lines: 1, 2 or 5 times a power of ten.
fn tick(most: u64) -> u64 {
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if most / (power * factor) <= 4 {
                return power * factor;
            }
        }
        power *= 10;
    }
}

fn tenths(x: f64) -> String {
    format!("{x:.1}")
}

#[expect(clippy::cast_precision_loss, reason = "charts have few points")]
const fn as_f64(n: u64) -> f64 {
    n as f64
}
