//! Opening hours as people type them, `9-12:30, 14h-18h30`, and as calendars store them. The pages' script
//! (`ui/src/hours.ts`) reads the same.

use rules::calendar::RangeSpec;

/// The text is not a list of ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotHours;

/// Ranges of a day, earliest first. Whether they end after they start and stay apart is the calendar's to check.
pub(super) fn parse(text: &str) -> Result<Vec<RangeSpec>, NotHours> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let mut ranges: Vec<RangeSpec> = parts.map(range).collect::<Result<_, _>>()?;
    ranges.sort();
    Ok(ranges)
}

fn range(text: &str) -> Result<RangeSpec, NotHours> {
    let (from, to) = text.split_once(['-', '–', '—']).ok_or(NotHours)?;
    Ok([time(from)?, time(to)?])
}

/// `9`, `9h`, `9h30`, `9:30` or `9.30`, up to 24:00, as `HH:MM`.
fn time(text: &str) -> Result<String, NotHours> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', 'h', 'H', '.']).unwrap_or((text, ""));
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let digits = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten().ok_or(NotHours)
    };
    let (hours, minutes) = (number(hours, 1..=2)?, number(minutes, 2..=2)?);
    if minutes < 60 && hours * 60 + minutes <= 1440 {
        Ok(format!("{hours:02}:{minutes:02}"))
    } else {
        Err(NotHours)
    }
}

/// Ranges as [`parse`] reads them.
pub(super) fn format(ranges: &[RangeSpec]) -> String {
    ranges.iter().map(|[from, to]| format!("{from}-{to}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let table = [
            ("09:00-12:30, 14:00-18:00", Some("09:00-12:30, 14:00-18:00")),
            ("9-18", Some("09:00-18:00")),
            ("14h–18h30 ; 9h - 12h", Some("09:00-12:00, 14:00-18:30")),
            ("0-24", Some("00:00-24:00")),
            ("8.15-9", Some("08:15-09:00")),
            ("", Some("")),
            (" , ", Some("")),
            ("18-9", Some("18:00-09:00")),
            ("9", None),
            ("9-", None),
            ("9-25", None),
            ("9-12:60", None),
            ("9-12-14", None),
            ("neuf-dix", None),
            ("9:0-10", None),
            ("24:01-24:30", None),
            ("٩-18", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).ok().map(|ranges| format(&ranges)).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            if let Ok(ranges) = parse(&text) {
                prop_assert_eq!(parse(&format(&ranges)), Ok(ranges));
            }
        }
    }
}
