//! Reads values: words of each vocabulary, dates (ISO and French), durations (`7d`, `1h30`, `2j`).

use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::tree::{Column, Flag, Holds, Relative, Value, When};
use super::words;
use crate::number::parse_loose;
use crate::priority::{Level, Priority, Severity};
use crate::text::fold;
use crate::ticket_state::{Channel, Kind, PendingOn, State};

/// The longest duration a filter takes: a hundred years, so that arithmetic on instants stays in range.
const LONGEST: i64 = 36_525 * 86_400;

/// The values that one word of a list means, or nothing if the column does not take it. Several only for a
/// group of states.
pub(super) fn read(column: Column, word: &str, quoted: bool) -> Option<Vec<Value>> {
    let holds = column.holds();
    if !quoted && column.may_be_unset() && words::is_nothing(word) {
        return Some(vec![Value::Nothing]);
    }
    let value = match holds {
        Holds::Flag => Value::Flag(words::flag(word)?),
        Holds::Priority => Value::Priority(words::priority(word)?),
        Holds::State => match words::state(word) {
            Some(state) => Value::State(state),
            None => {
                words::state_group(word)?;
                return Some(
                    State::ALL
                        .iter()
                        .filter(|state| state.is_open())
                        .map(|&state| Value::State(state))
                        .collect(),
                );
            }
        },
        Holds::Kind => Value::Kind(words::kind(word)?),
        Holds::Level => Value::Level(words::level(word)?),
        Holds::Severity => Value::Severity(words::severity(word)?),
        Holds::Channel => Value::Channel(words::channel(word)?),
        Holds::PendingOn => Value::PendingOn(words::pending_on(word)?),
        Holds::Number => Value::Number(parse_loose(word).ok()?),
        Holds::Person if !quoted && words::is_me(word) => Value::Me,
        Holds::Name | Holds::Person => Value::Name(nonblank(word)?),
        Holds::Text => Value::Text(nonblank(word)?),
        Holds::Past | Holds::Future => match when(word) {
            Some(when) => Value::When(when),
            None => {
                Value::Duration(duration(word).filter(|span| holds == Holds::Future || !span.is_negative())?)
            }
        },
    };
    Some(vec![value])
}

fn nonblank(word: &str) -> Option<String> {
    (!fold(word).is_empty()).then(|| word.to_owned())
}

/// `state:open` alone is the quality `is:open`, which is shorter and says what is meant.
pub(super) fn state_flag(column: Column, word: &str) -> Option<Flag> {
    if column == Column::State && words::state(word).is_none() { words::state_group(word) } else { None }
}

/// What a column takes, for messages and completion.
pub(super) const fn expected(column: Column) -> &'static [&'static str] {
    match column.holds() {
        Holds::Flag => Flag::WORDS,
        Holds::Priority => Priority::WORDS,
        Holds::State => State::WORDS,
        Holds::Kind => Kind::WORDS,
        Holds::Level => Level::WORDS,
        Holds::Severity => Severity::WORDS,
        Holds::Channel => Channel::WORDS,
        Holds::PendingOn => PendingOn::WORDS,
        Holds::Number => &["42", "INC-42"],
        Holds::Name => &["none"],
        Holds::Person => &["me", "none"],
        Holds::Text => &[],
        Holds::Past => {
            &["today", "yesterday", "this-week", "2026-01-31", "2026-01-01..2026-02-01", "<7d", ">2h"]
        }
        Holds::Future => &["<1h", "<-1d", "today", "tomorrow", "this-week", "2026-01-31"],
    }
}

fn when(word: &str) -> Option<When> {
    if let Some(relative) = words::relative(word) {
        return Some(When::Relative(relative));
    }
    let digits =
        |text: &str| (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
    let number = |text: &str, length: usize| {
        digits(text)?;
        (text.len() <= length).then(|| i16::from_str(text).ok()).flatten()
    };
    let date = |year: i16, month: i16, day: i16| {
        let in_range = (1970..=2999).contains(&year);
        in_range.then(|| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()).flatten()
    };
    if let Some((day, time)) = word.split_once(['T', 't']) {
        let (hour, minute) = time.split_once([':', 'h', 'H'])?;
        let When::Day(day) = when(day)? else { return None };
        let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
        let time = jiff::civil::Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
        return Some(When::Minute(DateTime::from_parts(day, time)));
    }
    if let [day, month, year] = word.split('/').collect::<Vec<_>>().as_slice() {
        return (year.len() == 4)
            .then_some(())
            .and_then(|()| date(number(year, 4)?, number(month, 2)?, number(day, 2)?))
            .map(When::Day);
    }
    let parts: Vec<&str> = word.split('-').collect();
    let year = parts.first().filter(|year| year.len() == 4).and_then(|year| number(year, 4))?;
    match parts.get(1..)? {
        [] => date(year, 1, 1).map(When::Year),
        [month] => date(year, number(month, 2)?, 1).map(When::Month),
        [month, day] => date(year, number(month, 2)?, number(day, 2)?).map(When::Day),
        _ => None,
    }
}

fn duration(word: &str) -> Option<SignedDuration> {
    let folded = fold(word);
    let (sign, mut rest) = match folded.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, folded.as_str()),
    };
    let mut seconds: i64 = 0;
    let mut smallest = i64::MAX;
    while !rest.is_empty() {
        let (count, after) =
            rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))?;
        let (unit, after) =
            after.split_at_checked(after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len()))?;
        let unit = match unit {
            "w" | "sem" | "week" | "weeks" | "semaine" | "semaines" => 604_800,
            "d" | "j" | "day" | "days" | "jour" | "jours" => 86_400,
            "h" | "hour" | "hours" | "heure" | "heures" => 3600,
            "m" | "mn" | "min" | "minute" | "minutes" => 60,
            "s" | "sec" | "second" | "seconds" | "seconde" | "secondes" => 1,
            "" if smallest == 3600 => 60,
            _ => return None,
        };
        let count: i64 = if count.len() <= 10 { count.parse().ok()? } else { return None };
        if unit >= smallest {
            return None;
        }
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        (smallest, rest) = (unit, after);
    }
    (smallest != i64::MAX && seconds <= LONGEST).then(|| SignedDuration::from_secs(sign * seconds))
}

/// The canonical writing of a duration.
pub(super) fn write_duration(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    let mut rest = seconds.unsigned_abs();
    let mut text = String::from(if seconds < 0 { "-" } else { "" });
    for (unit, name) in [(86_400, 'd'), (3600, 'h'), (60, 'm'), (1, 's')] {
        if rest >= unit {
            text.push_str(&(rest / unit).to_string());
            text.push(name);
            rest %= unit;
        }
    }
    if seconds == 0 { "0m".to_owned() } else { text }
}

/// The canonical writing of a date.
pub(super) fn write_when(when: When) -> String {
    match when {
        When::Minute(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
        When::Day(day) => day.to_string(),
        When::Month(month) => month.strftime("%Y-%m").to_string(),
        When::Year(year) => year.strftime("%Y").to_string(),
        When::Relative(relative) => Relative::as_str(relative).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_in_iso_and_french_order() {
        let table = [
            ("2026-11-20", Some(When::Day(date(2026, 11, 20)))),
            ("20/11/2026", Some(When::Day(date(2026, 11, 20)))),
            ("2026-11", Some(When::Month(date(2026, 11, 1)))),
            ("2026", Some(When::Year(date(2026, 1, 1)))),
            ("2026-11-20T10:42", Some(When::Minute(date(2026, 11, 20).at(10, 42, 0, 0)))),
            ("20/11/2026T10h42", Some(When::Minute(date(2026, 11, 20).at(10, 42, 0, 0)))),
            ("Hier", Some(When::Relative(Relative::Yesterday))),
            ("cette semaine", Some(When::Relative(Relative::ThisWeek))),
            ("2026-02-30", None),
            ("2026-13", None),
            ("26-11-20", None),
            ("1969-12-31", None),
            ("20/11/26", None),
            ("2026-11-20T25:00", None),
            ("2026-11-20T", None),
            ("", None),
        ];
        for (word, expected) in table {
            assert_eq!(when(word), expected, "{word}");
        }
    }

    #[test]
    fn durations_are_read_in_both_languages() {
        let table = [
            ("7d", Some(604_800)),
            ("7j", Some(604_800)),
            ("1w", Some(604_800)),
            ("2H", Some(7200)),
            ("1h30", Some(5400)),
            ("1h30m", Some(5400)),
            ("1d12h", Some(129_600)),
            ("45min", Some(2700)),
            ("-1h", Some(-3600)),
            ("0m", Some(0)),
            ("30", None),
            ("h", None),
            ("1h2h", None),
            ("1m30", None),
            ("1.5h", None),
            ("", None),
            ("-", None),
            ("99999999999d", None),
            ("36526d", None),
        ];
        for (word, expected) in table {
            assert_eq!(duration(word).map(|span| span.as_secs()), expected, "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_written_duration_is_read_back(seconds in -LONGEST..=LONGEST) {
            let span = SignedDuration::from_secs(seconds);
            prop_assert_eq!(duration(&write_duration(span)), Some(span));
        }

        #[test]
        fn any_word_is_answered(word in any::<String>(), column in prop::sample::select(Column::ALL)) {
            let _ = read(column, &word, false);
        }
    }
}
