//! How long: « 2 h 10 », « 23 min », « 6 j », and in words.

use jiff::SignedDuration;

use super::NBSP;
use crate::i18n::Locale;
use crate::t;

/// Seconds of a day by the clock.
pub const DAY: u64 = 86_400;

/// A duration cut to what matters: seconds below a minute, minutes below an hour, then `2 h 10`, and whole days from a day on. Cut,
/// not rounded: time left is never shown longer than it is. The sign is not shown. The pages' scripts follow the same rules.
pub fn duration(locale: Locale, span: SignedDuration) -> String {
    short(locale, span.as_secs().unsigned_abs(), DAY)
}

/// Time left on a clock, which never shows seconds: `< 1 min`, and `− 25 min` (U+2212) once late. `day` is the number of seconds in
/// a working day ([`DAY`] when the clock never stops).
pub fn time_left(locale: Locale, seconds: i64, day: u64) -> String {
    let secs = seconds.unsigned_abs();
    let sign = if seconds < 0 { "\u{2212}\u{A0}" } else { "" };
    match secs {
        0..60 if seconds >= 0 => format!("<{NBSP}1{NBSP}min"),
        0..60 => format!("{sign}1{NBSP}min"),
        _ => format!("{sign}{}", short(locale, secs, day)),
    }
}

fn short(locale: Locale, secs: u64, day: u64) -> String {
    let letter = match locale {
        Locale::Fr => "j",
        Locale::En => "d",
    };
    let (hours, minutes) = (secs / 3_600, secs / 60 % 60);
    if secs >= day.max(DAY) {
        format!("{}{NBSP}{letter}", secs / day.max(1))
    } else {
        match (hours, minutes) {
            (0, 0) => format!("{secs}{NBSP}s"),
            (0, _) => format!("{minutes}{NBSP}min"),
            (_, 0) => format!("{hours}{NBSP}h"),
            (_, _) => format!("{hours}{NBSP}h{NBSP}{minutes:02}"),
        }
    }
}

/// The same in words, for prose and for screen readers: « 2 heures et 10 minutes », `6 days`. The sign is not said.
pub fn duration_words(locale: Locale, span: SignedDuration) -> String {
    let secs = span.as_secs().unsigned_abs();
    let (days, hours, minutes) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60);
    let days_text = || t!(locale, "web-duration-days", n = days);
    let hours_text = || t!(locale, "web-duration-hours", n = hours);
    let minutes_text = || t!(locale, "web-duration-minutes", n = minutes);
    match (days, hours, minutes) {
        (3.., _, _) | (1.., 0, _) => days_text(),
        (1.., _, _) => t!(locale, "web-duration-pair", a = days_text(), b = hours_text()),
        (0, 1.., 0) => hours_text(),
        (0, 1.., _) => t!(locale, "web-duration-pair", a = hours_text(), b = minutes_text()),
        (0, 0, 1..) => minutes_text(),
        (0, 0, 0) => t!(locale, "web-duration-seconds", n = secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        for (secs, fr, en) in [
            (0, "0 s", "0 s"),
            (45, "45 s", "45 s"),
            (23 * 60 + 59, "23 min", "23 min"),
            (2 * 3600 + 10 * 60, "2 h 10", "2 h 10"),
            (7 * 3600, "7 h", "7 h"),
            (3600 + 5 * 60, "1 h 05", "1 h 05"),
            (28 * 3600 + 120, "1 j", "1 d"),
            (23 * 3600 + 3599, "23 h 59", "23 h 59"),
            (48 * 3600, "2 j", "2 d"),
            (6 * 86_400 + 5 * 3600, "6 j", "6 d"),
            (-25 * 60, "25 min", "25 min"),
        ] {
            let span = SignedDuration::from_secs(secs);
            assert_eq!(duration(Locale::Fr, span).replace('\u{A0}', " "), fr);
            assert_eq!(duration(Locale::En, span).replace('\u{A0}', " "), en);
        }
    }

    #[test]
    fn clocks_show_no_seconds_and_say_when_late() {
        for (secs, day, fr) in [
            (30, DAY, "< 1 min"),
            (-30, DAY, "− 1 min"),
            (-25 * 60, DAY, "− 25 min"),
            (0, DAY, "< 1 min"),
            (2 * 3600 + 10 * 60, DAY, "2 h 10"),
            (26 * 3600, 11 * 3600, "2 j"),
            (i64::MIN, DAY, "− 106751991167300 j"),
        ] {
            assert_eq!(time_left(Locale::Fr, secs, day).replace('\u{A0}', " "), fr);
        }
    }

    #[test]
    fn in_words() {
        for (secs, fr, en) in [
            (1, "1 seconde", "1 second"),
            (60, "1 minute", "1 minute"),
            (2 * 3600 + 10 * 60, "2 heures et 10 minutes", "2 hours and 10 minutes"),
            (28 * 3600, "1 jour et 4 heures", "1 day and 4 hours"),
            (6 * 86_400, "6 jours", "6 days"),
            (-3600, "1 heure", "1 hour"),
        ] {
            let span = SignedDuration::from_secs(secs);
            assert_eq!(duration_words(Locale::Fr, span).replace('\u{A0}', " "), fr);
            assert_eq!(duration_words(Locale::En, span).replace('\u{A0}', " "), en);
        }
    }
}
