//! Figures: thousands, decimals, percentages and sizes of files.

use super::NBSP;
use crate::i18n::Locale;

/// A whole number with its thousands apart: `10 000` (U+202F) or `10,000`.
pub fn number(locale: Locale, n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if n < 0 {
        text.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(match locale {
                Locale::Fr => '\u{202F}',
                Locale::En => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// A count that is not counted past `cap`: `10 000+` once `n` reaches it.
pub fn capped(locale: Locale, n: i64, cap: i64) -> String {
    if n >= cap { format!("{}+", number(locale, cap)) } else { number(locale, n) }
}

/// A number with at most `places` decimals (6 at most), without useless zeros: `1,5` or `1.5`. What is not a number is a dash.
pub fn decimal(locale: Locale, x: f64, places: u8) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let places = usize::from(places.min(6));
    let rounded = format!("{:.places$}", x.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((rounded.as_str(), ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.parse::<i64>().map_or_else(|_| whole.to_owned(), |n| number(locale, n));
    let sign = if x < 0.0 && (whole != "0" || !fraction.is_empty()) { "\u{2212}" } else { "" };
    let point = match locale {
        Locale::Fr => ',',
        Locale::En => '.',
    };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{fraction}") }
}

/// A share (0.8 is 80 %) with at most `places` decimals: `99,4 %` or `99.4%`.
pub fn percent(locale: Locale, share: f64, places: u8) -> String {
    let figure = decimal(locale, share * 100.0, places);
    match locale {
        Locale::Fr => format!("{figure}{NBSP}%"),
        Locale::En => format!("{figure}%"),
    }
}

/// A size in bytes, decimal multiples (SI): `184 ko`, `2,4 Mo`, `2.4 MB`.
pub fn size(locale: Locale, bytes: u64) -> String {
    let units = match locale {
        Locale::Fr => ["octets", "ko", "Mo", "Go", "To"],
        Locale::En => ["bytes", "kB", "MB", "GB", "TB"],
    };
    #[expect(clippy::cast_precision_loss, reason = "a size is shown with two or three digits")]
    let mut figure = bytes as f64;
    let mut last = units[0];
    for (i, unit) in units.into_iter().enumerate() {
        last = unit;
        if figure < 999.5 || i == units.len() - 1 {
            break;
        }
        figure /= 1000.0;
    }
    if bytes == 1 {
        last = last.trim_end_matches('s');
    }
    let places = if figure < 10.0 && bytes >= 1000 { 1 } else { 0 };
    format!("{}{NBSP}{last}", decimal(locale, figure, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (n, fr, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (10_000, "10\u{202F}000", "10,000"),
            (-1_234_567, "−1\u{202F}234\u{202F}567", "−1,234,567"),
            (
                i64::MIN,
                "−9\u{202F}223\u{202F}372\u{202F}036\u{202F}854\u{202F}775\u{202F}808",
                "−9,223,372,036,854,775,808",
            ),
        ] {
            assert_eq!(number(Locale::Fr, n), fr);
            assert_eq!(number(Locale::En, n), en);
        }
        assert_eq!(capped(Locale::En, 12_000, 10_000), "10,000+");
        assert_eq!(capped(Locale::En, 64, 10_000), "64");
    }

    #[test]
    fn decimals_and_shares() {
        assert_eq!(decimal(Locale::Fr, 1.5, 2), "1,5");
        assert_eq!(decimal(Locale::En, 1.0, 2), "1");
        assert_eq!(decimal(Locale::En, -0.001, 2), "0");
        assert_eq!(decimal(Locale::En, -12_345.678, 1), "−12,345.7");
        assert_eq!(decimal(Locale::En, f64::NAN, 1), "–");
        assert_eq!(percent(Locale::Fr, 0.8, 0), "80\u{A0}%");
        assert_eq!(percent(Locale::En, 0.9936, 1), "99.4%");
    }

    #[test]
    fn sizes() {
        for (bytes, fr, en) in [
            (0, "0 octets", "0 bytes"),
            (1, "1 octet", "1 byte"),
            (999, "999 octets", "999 bytes"),
            (184_000, "184 ko", "184 kB"),
            (2_400_000, "2,4 Mo", "2.4 MB"),
            (999_999, "1 Mo", "1 MB"),
            (3_000_000_000_000_000, "3\u{202F}000 To", "3,000 TB"),
        ] {
            assert_eq!(size(Locale::Fr, bytes).replace('\u{A0}', " "), fr);
            assert_eq!(size(Locale::En, bytes).replace('\u{A0}', " "), en);
        }
    }
}
