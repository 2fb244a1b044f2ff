//! Holidays checked against published calendars.

use jiff::civil::{Date, Weekday, date};

use super::{Region, easter, holidays, is_holiday};

fn dates(region: Region, year: i16) -> Vec<String> {
    holidays(region, year).iter().map(|h| h.date.strftime("%m-%d").to_string()).collect()
}

#[test]
fn easter_of_known_years() {
    for (year, month, day) in [
        (1583, 4, 10),
        (1818, 3, 22),
        (1943, 4, 25),
        (1954, 4, 18),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2016, 3, 27),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2038, 4, 25),
        (2285, 3, 22),
    ] {
        assert_eq!(easter(year), (month, day), "{year}");
    }
}

#[test]
fn easter_is_a_sunday_between_22_march_and_25_april_in_every_year() {
    for year in 1583..=9999 {
        let (month, day) = easter(year);
        let sunday = Date::new(year, month, day).unwrap();
        assert_eq!(sunday.weekday(), Weekday::Sunday, "{year}");
        assert!(date(year, 3, 22) <= sunday && sunday <= date(year, 4, 25), "{year}");
    }
}

#[test]
fn france_2026_is_the_labour_codes_list() {
    assert_eq!(
        dates(Region::France, 2026),
        ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"]
    );
}

#[test]
fn alsace_moselle_adds_good_friday_and_26_december() {
    let metropolitan = dates(Region::France, 2026);
    let added: Vec<_> =
        dates(Region::AlsaceMoselle, 2026).into_iter().filter(|d| !metropolitan.contains(d)).collect();
    assert_eq!(added, ["04-03", "12-26"]);
}

#[test]
fn each_overseas_territory_adds_its_own_days() {
    for (region, year, expected) in [
        (Region::Guadeloupe, 2026, &["05-27"][..]),
        (Region::Martinique, 2026, &["05-22"]),
        (Region::FrenchGuiana, 2026, &["06-10"]),
        (Region::Reunion, 2026, &["12-20"]),
        (Region::Mayotte, 2026, &["04-27"]),
        (Region::SaintBarthelemy, 2026, &["10-09"]),
        (Region::SaintMartin, 2017, &["05-27"]),
        (Region::SaintMartin, 2026, &["05-28"]),
        (Region::SaintPierreEtMiquelon, 2026, &[]),
        (Region::NewCaledonia, 2026, &["09-24"]),
        (Region::FrenchPolynesia, 2025, &["03-05", "04-18", "06-29"]),
        (Region::FrenchPolynesia, 2026, &["03-05", "04-03", "11-20"]),
        (Region::WallisAndFutuna, 2026, &["04-28", "06-29", "07-29"]),
    ] {
        let metropolitan = dates(Region::France, year);
        let added: Vec<_> = dates(region, year).into_iter().filter(|d| !metropolitan.contains(d)).collect();
        assert_eq!(added, expected, "{region:?} {year}");
    }
}

#[test]
fn neighbours_2026() {
    for (region, expected) in [
        (
            Region::Belgium,
            &["01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15", "11-01", "11-11", "12-25"][..],
        ),
        (
            Region::Luxembourg,
            &[
                "01-01", "04-06", "05-01", "05-09", "05-14", "05-25", "06-23", "08-15", "11-01", "12-25",
                "12-26",
            ],
        ),
        (Region::Switzerland, &["01-01", "04-03", "04-06", "05-14", "05-25", "08-01", "12-25"]),
        (Region::Germany, &["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"]),
        (Region::None, &[]),
    ] {
        assert_eq!(dates(region, 2026), expected, "{region:?}");
    }
}

#[test]
fn england_has_substitutes_and_single_days() {
    for (year, expected) in [
        // Christmas on a Saturday, New Year on a Friday.
        (
            2021,
            &["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-25", "12-26", "12-27", "12-28"][..],
        ),
        (
            2022,
            &[
                "01-01", "01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-25",
                "12-26", "12-27",
            ],
        ),
        (2020, &["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-26", "12-28"]),
        (2026, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-26", "12-28"]),
    ] {
        assert_eq!(dates(Region::EnglandAndWales, year), expected, "{year}");
    }
}

#[test]
fn two_feasts_on_one_day_are_one_holiday() {
    let days = holidays(Region::France, 2008);
    assert_eq!(days.len(), 10);
    assert!(days.iter().any(|h| h.date == date(2008, 5, 1) && h.key == "labour_day"));
}

#[test]
fn codes_round_trip_and_unknown_ones_are_refused() {
    for region in Region::ALL {
        assert_eq!(Region::parse(region.code()), Ok(region));
        let json = serde_json::to_string(&region).unwrap();
        assert_eq!(serde_json::from_str::<Region>(&json).unwrap(), region);
    }
    assert_eq!(Region::parse("FR-57"), Ok(Region::AlsaceMoselle));
    assert!(Region::parse("fr").is_err());
    assert!(serde_json::from_str::<Region>("\"XX\"").is_err());
}

#[test]
fn no_year_panics() {
    for year in [i16::MIN, -9999, 0, 1582, 9999, i16::MAX] {
        for region in Region::ALL {
            let _ = holidays(region, year);
        }
    }
    assert!(!is_holiday(Region::France, Date::MIN));
    assert!(is_holiday(Region::France, date(9999, 12, 25)));
}
