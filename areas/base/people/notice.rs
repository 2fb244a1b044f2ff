//! What people want to be told by mail, and when (product.md §3.7): one choice for each kind of news. Inside Vigie they
//! are told of everything, at once.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeTopic {
    /// What becomes of one's own requests.
    Mine,
    /// What becomes of tickets that one follows or is affected by.
    Followed,
    /// What an agent is to do.
    Work,
    /// Critical and major incidents of the services that one follows.
    Services,
}

impl NoticeTopic {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Followed, Self::Work, Self::Services];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Mine => 1,
            Self::Followed => 2,
            Self::Work => 3,
            Self::Services => 4,
        }
    }

    /// The word of forms, of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Followed => "followed",
            Self::Work => "work",
            Self::Services => "services",
        }
    }
}

/// When a kind of news comes by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeDelivery {
    /// One mail for each, as it happens.
    #[default]
    AtOnce,
    /// One mail for all of an hour, on working days from 8:00 to 18:00.
    Hourly,
    /// One mail for all of a day, at 8:00.
    Daily,
    /// No mail, but for what asks something of its reader.
    Never,
}

/// When something is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Now.
    Now,
    /// With what else there is by then.
    At(Timestamp),
    /// Not by mail.
    Never,
}

impl NoticeDelivery {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::AtOnce, Self::Hourly, Self::Daily, Self::Never];

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::AtOnce => 1,
            Self::Hourly => 2,
            Self::Daily => 3,
            Self::Never => 4,
        }
    }

    /// The choice of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|delivery| delivery.code() == code)
    }

    /// The word of forms, of the API and of message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    /// When something that happens now is told, by the reader's wall clock.
    #[must_use]
    pub fn told(self, now: Timestamp, zone: &TimeZone) -> Told {
        let hours: &[i8] = match self {
            Self::AtOnce => return Told::Now,
            Self::Never => return Told::Never,
            Self::Hourly => &[8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
            Self::Daily => &[8],
        };
        let today = now.to_zoned(zone.clone()).date();
        // A weekend and a day between are the longest that an hour of work is away.
        let days = (0..=4).filter_map(|n| today.checked_add(n.days()).ok());
        let days = days.filter(|day| self == Self::Daily || is_working(*day));
        let found = days
            .flat_map(|day| hours.iter().filter_map(move |hour| instant(day, *hour, zone)))
            .find(|at| *at > now);
        found.map_or(Told::Now, Told::At)
    }
}

fn is_working(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}

fn instant(day: Date, hour: i8, zone: &TimeZone) -> Option<Timestamp> {
    day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok().map(|at| at.timestamp())
}

/// What a person chose; what they never chose comes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticePreferences {
    /// What becomes of one's own requests. What asks something of the reader, and what acknowledges them, comes at once whatever is chosen.
    pub mine: NoticeDelivery,
    /// What becomes of tickets that one follows.
    pub followed: NoticeDelivery,
    /// What an agent is to do.
    pub work: NoticeDelivery,
    /// Critical and major incidents of the services that one follows.
    pub services: NoticeDelivery,
}

impl NoticePreferences {
    /// The choice for a kind of news.
    #[must_use]
    pub const fn of(&self, topic: NoticeTopic) -> NoticeDelivery {
        match topic {
            NoticeTopic::Mine => self.mine,
            NoticeTopic::Followed => self.followed,
            NoticeTopic::Work => self.work,
            NoticeTopic::Services => self.services,
        }
    }

    /// Changes the choice for a kind of news.
    pub const fn set(&mut self, topic: NoticeTopic, delivery: NoticeDelivery) {
        match topic {
            NoticeTopic::Mine => self.mine = delivery,
            NoticeTopic::Followed => self.followed = delivery,
            NoticeTopic::Work => self.work = delivery,
            NoticeTopic::Services => self.services = delivery,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(delivery: NoticeDelivery, now: &str) -> String {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        match delivery.told(now.parse().unwrap(), &zone) {
            Told::At(at) => at.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_digest_comes_when_its_reader_is_there() {
        use NoticeDelivery::{AtOnce, Daily, Hourly, Never};
        let table = [
            (AtOnce, "2026-06-05T08:00:00Z", "Now"),
            (Never, "2026-06-05T08:00:00Z", "Never"),
            // Friday, 10:20 in Paris.
            (Hourly, "2026-06-05T08:20:00Z", "2026-06-05T09:00:00Z"),
            (Hourly, "2026-06-05T09:00:00Z", "2026-06-05T10:00:00Z"),
            // After six o'clock it is Monday at eight.
            (Hourly, "2026-06-05T16:00:00Z", "2026-06-08T06:00:00Z"),
            (Hourly, "2026-06-07T10:00:00Z", "2026-06-08T06:00:00Z"),
            (Daily, "2026-06-05T05:59:00Z", "2026-06-05T06:00:00Z"),
            (Daily, "2026-06-05T06:00:00Z", "2026-06-06T06:00:00Z"),
            // The clocks go back on 25 October: eight o'clock is an hour later in UTC.
            (Daily, "2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z"),
        ];
        for (delivery, now, expected) in table {
            assert_eq!(told(delivery, now), expected, "{delivery:?} {now}");
        }
    }

    #[test]
    fn choices_keep_their_numbers_and_words() {
        for delivery in NoticeDelivery::ALL {
            assert_eq!(NoticeDelivery::from_code(delivery.code()), Some(delivery));
            assert_eq!(serde_json::to_value(delivery).unwrap(), delivery.as_str());
        }
        let mut chosen = NoticePreferences::default();
        for topic in NoticeTopic::ALL {
            chosen.set(topic, NoticeDelivery::Daily);
            assert_eq!(chosen.of(topic), NoticeDelivery::Daily);
        }
    }
}
