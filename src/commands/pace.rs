//! How far long work is, in lines for a terminal: at most one a second.

use std::time::{Duration, Instant};

use desk::imports::Progress;

/// The shortest time between two lines.
const EVERY: Duration = Duration::from_secs(1);

/// What was told so far, and since when.
#[derive(Debug, Default)]
pub struct Pace {
    /// Where the work began, and when: an interrupted import goes on in the middle.
    began: Option<(usize, Instant)>,
    told: Option<Instant>,
}

impl Pace {
    /// The line that tells how far the work is, unless another was told within a second.
    pub fn line(&mut self, at: Progress, now: Instant) -> Option<String> {
        let (first, began) = *self.began.get_or_insert((at.done, now));
        if self.told.is_some_and(|told| now.duration_since(told) < EVERY) {
            return None;
        }
        self.told = Some(now);
        let (done, seconds) = (at.done.saturating_sub(first), now.duration_since(began).as_secs_f64());
        let far = format!("{} of {} tickets", at.done, at.total);
        if done == 0 || seconds <= 0.0 {
            return Some(far);
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate")]
        let (rate, left) = (done as f64 / seconds, at.total.saturating_sub(at.done) as f64);
        Some(format!("{far}, {rate:.0} a second, {} left", span(left / rate)))
    }
}

/// `45 s`, `3 min 20 s`, `2 h 05 min`; an estimate that no clock can hold is the longest one.
fn span(seconds: f64) -> String {
    let whole = Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX).as_secs();
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_at_most_once_a_second_and_say_how_long_it_takes() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let table = [
            (0, 1000, Some("1000 of 25000 tickets")),
            (400, 1200, None),
            (999, 1400, None),
            (2000, 1500, Some("1500 of 25000 tickets, 250 a second, 1 min 34 s left")),
            (2900, 2000, None),
            (10_000, 5000, Some("5000 of 25000 tickets, 400 a second, 50 s left")),
            (60_000, 25_000, Some("25000 of 25000 tickets, 400 a second, 0 s left")),
        ];
        for (millis, done, expected) in table {
            let at = Progress { done, total: 25_000 };
            let line = pace.line(at, start + Duration::from_millis(millis));
            assert_eq!(line.as_deref(), expected, "after {millis} ms");
        }
    }

    #[test]
    fn spans_are_said_in_the_two_greatest_units() {
        for (seconds, expected) in
            [(0.0, "0 s"), (0.2, "1 s"), (59.4, "1 min 00 s"), (200.0, "3 min 20 s"), (7500.0, "2 h 05 min")]
        {
            assert_eq!(span(seconds), expected);
        }
    }
}
