//! Public holidays, computed for any year of the Gregorian calendar (product.md §5.2).
//!
//! What is computed is the law in force, applied to every year; where a date was moved by law
//! the year of the move is known ([`regions`]). Local days that an employer adds (a town's feast,
//! customary closures) belong to a calendar's yearly days or exceptional closings.

mod regions;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A territory with one list of public holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Region {
    /// No public holiday at all.
    #[default]
    None,
    /// Metropolitan France: Code du travail, art. L3133-1.
    France,
    /// Bas-Rhin, Haut-Rhin and Moselle: L3133-1 and local law, Code du travail, art. L3134-13.
    AlsaceMoselle,
    /// Guadeloupe: L3133-1 and L3422-2.
    Guadeloupe,
    /// Martinique: L3133-1 and L3422-2.
    Martinique,
    /// French Guiana « Guyane »: L3133-1 and L3422-2.
    FrenchGuiana,
    /// Réunion: L3133-1 and L3422-2.
    Reunion,
    /// Mayotte: L3133-1 and L3422-2 (the Muslim feasts that L3422-2 allows are set by agreement or custom).
    Mayotte,
    /// Saint-Barthélemy: L3133-1 and L3422-2.
    SaintBarthelemy,
    /// Saint-Martin: L3133-1 and the collectivity's date of the commemoration.
    SaintMartin,
    /// Saint-Pierre-et-Miquelon: L3133-1.
    SaintPierreEtMiquelon,
    /// New Caledonia: Code du travail de Nouvelle-Calédonie.
    NewCaledonia,
    /// French Polynesia: Code du travail de la Polynésie française.
    FrenchPolynesia,
    /// Wallis and Futuna: the national list and the three days of the territory.
    WallisAndFutuna,
    /// Belgium: law of 4 January 1974 and royal decree of 18 April 1974.
    Belgium,
    /// Luxembourg: Code du travail, art. L232-2.
    Luxembourg,
    /// Switzerland: the federal day (Constitution, art. 110) and the days of all or nearly all cantons.
    Switzerland,
    /// Germany: the nine days common to all Länder.
    Germany,
    /// England and Wales: Banking and Financial Dealings Act 1971, with substitute days.
    EnglandAndWales,
}

impl Region {
    /// Every region, in the order in which a list shows them.
    pub const ALL: [Self; 19] = [
        Self::None,
        Self::France,
        Self::AlsaceMoselle,
        Self::Guadeloupe,
        Self::Martinique,
        Self::FrenchGuiana,
        Self::Reunion,
        Self::Mayotte,
        Self::SaintBarthelemy,
        Self::SaintMartin,
        Self::SaintPierreEtMiquelon,
        Self::NewCaledonia,
        Self::FrenchPolynesia,
        Self::WallisAndFutuna,
        Self::Belgium,
        Self::Luxembourg,
        Self::Switzerland,
        Self::Germany,
        Self::EnglandAndWales,
    ];

    /// The stable code that is stored: ISO 3166 where there is one, `FR-ALS` for the three departments
    /// of local law, `none`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::France => "FR",
            Self::AlsaceMoselle => "FR-ALS",
            Self::Guadeloupe => "FR-GP",
            Self::Martinique => "FR-MQ",
            Self::FrenchGuiana => "FR-GF",
            Self::Reunion => "FR-RE",
            Self::Mayotte => "FR-YT",
            Self::SaintBarthelemy => "FR-BL",
            Self::SaintMartin => "FR-MF",
            Self::SaintPierreEtMiquelon => "FR-PM",
            Self::NewCaledonia => "FR-NC",
            Self::FrenchPolynesia => "FR-PF",
            Self::WallisAndFutuna => "FR-WF",
            Self::Belgium => "BE",
            Self::Luxembourg => "LU",
            Self::Switzerland => "CH",
            Self::Germany => "DE",
            Self::EnglandAndWales => "GB-EAW",
        }
    }

    /// The region of a code; department numbers of Alsace-Moselle (`FR-57`, `FR-67`, `FR-68`) are understood.
    ///
    /// # Errors
    /// [`UnknownRegion`] when no region has this code.
    pub fn parse(code: &str) -> Result<Self, UnknownRegion> {
        if matches!(code, "FR-57" | "FR-67" | "FR-68") {
            return Ok(Self::AlsaceMoselle);
        }
        Self::ALL.into_iter().find(|r| r.code() == code).ok_or_else(|| UnknownRegion(code.to_owned()))
    }
}

impl TryFrom<String> for Region {
    type Error = UnknownRegion;

    fn try_from(code: String) -> Result<Self, UnknownRegion> {
        Self::parse(&code)
    }
}

impl From<Region> for &'static str {
    fn from(region: Region) -> Self {
        region.code()
    }
}

/// A code that names no [`Region`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown region of public holidays: {0}")]
pub struct UnknownRegion(pub String);

/// One public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The civil day, midnight to midnight in the calendar's zone.
    pub date: Date,
    /// A stable name to translate, such as `easter_monday`.
    pub key: &'static str,
}

/// The public holidays of a region in a year, by date, one a date (when two fall together, as 1 May and
/// Ascension in 2008, the fixed one names it). Years outside 1583..=9999 have none: the Gregorian calendar
/// began in October 1582, and instants end with 9999.
pub fn holidays(region: Region, year: i16) -> Vec<Holiday> {
    let mut days = BTreeMap::new();
    if (1583..=9999).contains(&year) {
        regions::each(region, year, &mut |date, key| {
            days.entry(date).or_insert(key);
        });
    }
    days.into_iter().map(|(date, key)| Holiday { date, key }).collect()
}

/// Whether the day is a public holiday of the region.
pub fn is_holiday(region: Region, date: Date) -> bool {
    holidays(region, date.year()).iter().any(|holiday| holiday.date == date)
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, *Astronomical Algorithms*, ch. 8),
/// as month and day.
pub const fn easter(year: i16) -> (i8, i8) {
    let year = year as i32;
    let golden = year % 19;
    let century = year / 100;
    let in_century = year % 100;
    let lunar_correction = (century + 8) / 25;
    let proemptosis = (century - lunar_correction + 1) / 3;
    let epact = (19 * golden + century - century / 4 - proemptosis + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let exception = (golden + 11 * epact + 22 * to_sunday) / 451;
    let month_day = epact + to_sunday - 7 * exception + 114;
    ((month_day / 31) as i8, (month_day % 31 + 1) as i8)
}

/// The day this many days after Easter Sunday.
fn after_easter(year: i16, days: i64) -> Option<Date> {
    let (month, day) = easter(year);
    let sunday = Date::new(year, month, day).ok()?;
    sunday.checked_add(jiff::SignedDuration::from_hours(24 * days)).ok()
}

/// The nth such weekday of a month; negative counts from the end.
fn nth(year: i16, month: i8, n: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(n, weekday).ok()
}

#[cfg(test)]
mod tests;
