//! Days, times of day, and how long ago.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::duration::duration;
use crate::i18n::Locale;
use crate::t;

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn month(locale: Locale, date: Date) -> &'static str {
    let names = match locale {
        Locale::Fr => &MONTHS_FR,
        Locale::En => &MONTHS_EN,
    };
    let place = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    names.get(place).copied().unwrap_or_default()
}

fn weekday(locale: Locale, date: Date) -> &'static str {
    match (locale, date.weekday()) {
        (Locale::Fr, Weekday::Monday) => "lundi",
        (Locale::Fr, Weekday::Tuesday) => "mardi",
        (Locale::Fr, Weekday::Wednesday) => "mercredi",
        (Locale::Fr, Weekday::Thursday) => "jeudi",
        (Locale::Fr, Weekday::Friday) => "vendredi",
        (Locale::Fr, Weekday::Saturday) => "samedi",
        (Locale::Fr, Weekday::Sunday) => "dimanche",
        (Locale::En, Weekday::Monday) => "Monday",
        (Locale::En, Weekday::Tuesday) => "Tuesday",
        (Locale::En, Weekday::Wednesday) => "Wednesday",
        (Locale::En, Weekday::Thursday) => "Thursday",
        (Locale::En, Weekday::Friday) => "Friday",
        (Locale::En, Weekday::Saturday) => "Saturday",
        (Locale::En, Weekday::Sunday) => "Sunday",
    }
}

/// `20/11/2026` or `20 Nov 2026`.
pub fn date(locale: Locale, date: Date) -> String {
    match locale {
        Locale::Fr => format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()),
        Locale::En => {
            let short: String = month(locale, date).chars().take(3).collect();
            format!("{} {short} {}", date.day(), date.year())
        }
    }
}

/// `vendredi 20 novembre 2026` (the first of the month is « 1er ») or `Friday 20 November 2026`.
pub fn date_long(locale: Locale, date: Date) -> String {
    let day = match (locale, date.day()) {
        (Locale::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    };
    format!("{} {day} {} {}", weekday(locale, date), month(locale, date), date.year())
}

/// `14:32`, in both languages: for tables.
pub fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `14 h 32`, `8 h`, in French prose; `14:32` in English.
pub fn time_prose(locale: Locale, at: Time) -> String {
    match (locale, at.minute()) {
        (Locale::Fr, 0) => format!("{}\u{A0}h", at.hour()),
        (Locale::Fr, minute) => format!("{}\u{A0}h\u{A0}{minute:02}", at.hour()),
        (Locale::En, _) => time(at),
    }
}

/// `20/11/2026 14:32` or `20 Nov 2026, 14:32`, at the wall clock of `zone`.
pub fn datetime(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone()).datetime();
    let join = match locale {
        Locale::Fr => " ",
        Locale::En => ", ",
    };
    format!("{}{join}{}", date(locale, local.date()), time(local.time()))
}

/// For `datetime` attributes: RFC 3339 in UTC, to the second.
pub fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// « à l’instant », « il y a 2 h », « dans 18 min », `2 h ago`, `in 18 min`: one unit, rounded to the nearest. From 30 days on, the
/// date at the wall clock of `zone`. The pages' scripts keep it true by the same steps.
pub fn relative(locale: Locale, then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let gap = now.duration_since(then).as_secs();
    let secs = gap.abs();
    let nearest = |unit: i64| (secs + unit / 2) / unit;
    let span = if secs < 45 {
        return t!(locale, "web-time-now");
    } else if secs < 45 * MINUTE {
        duration(locale, SignedDuration::from_secs(nearest(MINUTE) * MINUTE))
    } else if secs < 22 * HOUR {
        duration(locale, SignedDuration::from_secs(nearest(HOUR) * HOUR))
    } else if secs < 30 * DAY {
        duration(locale, SignedDuration::from_secs(nearest(DAY) * DAY))
    } else {
        return date(locale, then.to_zoned(zone.clone()).date());
    };
    if gap > 0 { t!(locale, "web-time-ago", span = span) } else { t!(locale, "web-time-in", span = span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_hours() {
        let day = jiff::civil::date(2026, 11, 20);
        assert_eq!(date(Locale::Fr, day), "20/11/2026");
        assert_eq!(date(Locale::En, day), "20 Nov 2026");
        assert_eq!(date(Locale::Fr, jiff::civil::date(2026, 3, 5)), "05/03/2026");
        assert_eq!(date_long(Locale::Fr, day), "vendredi 20 novembre 2026");
        assert_eq!(date_long(Locale::Fr, jiff::civil::date(2027, 1, 1)), "vendredi 1er janvier 2027");
        assert_eq!(date_long(Locale::En, day), "Friday 20 November 2026");
        assert_eq!(time(jiff::civil::time(9, 5, 59, 0)), "09:05");
        assert_eq!(time_prose(Locale::Fr, jiff::civil::time(14, 32, 0, 0)), "14\u{A0}h\u{A0}32");
        assert_eq!(time_prose(Locale::Fr, jiff::civil::time(8, 0, 0, 0)), "8\u{A0}h");
        assert_eq!(time_prose(Locale::En, jiff::civil::time(8, 0, 0, 0)), "08:00");
    }

    #[test]
    fn an_instant_is_shown_at_the_readers_wall_clock() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        assert_eq!(datetime(Locale::Fr, at("2026-11-20T13:32:00Z"), &zone), "20/11/2026 14:32");
        assert_eq!(datetime(Locale::En, at("2026-07-20T22:32:00Z"), &zone), "21 Jul 2026, 00:32");
        assert_eq!(iso(at("2026-11-20T13:32:05.25Z")), "2026-11-20T13:32:05Z");
    }

    #[test]
    fn how_long_ago() {
        let now = at("2026-11-20T12:00:00Z");
        let zone = TimeZone::get("Europe/Paris").unwrap();
        for (then, fr, en) in [
            ("2026-11-20T11:59:30Z", "à l’instant", "just now"),
            ("2026-11-20T12:00:44Z", "à l’instant", "just now"),
            ("2026-11-20T11:59:00Z", "il y a 1\u{A0}min", "1\u{A0}min ago"),
            ("2026-11-20T11:00:20Z", "il y a 1\u{A0}h", "1\u{A0}h ago"),
            ("2026-11-20T10:00:00Z", "il y a 2\u{A0}h", "2\u{A0}h ago"),
            ("2026-11-20T12:18:00Z", "dans 18\u{A0}min", "in 18\u{A0}min"),
            ("2026-11-14T12:00:00Z", "il y a 6\u{A0}j", "6\u{A0}d ago"),
            ("2026-11-19T12:00:00Z", "il y a 1\u{A0}j", "1\u{A0}d ago"),
            ("2026-08-20T23:00:00Z", "21/08/2026", "21 Aug 2026"),
        ] {
            assert_eq!(relative(Locale::Fr, at(then), now, &zone), fr);
            assert_eq!(relative(Locale::En, at(then), now, &zone), en);
        }
    }
}
