//! The list of each region, with the text of law it comes from.

use jiff::civil::{Date, Weekday};

use super::{Region, after_easter, nth};

type Fixed = (i8, i8, &'static str);
type Movable = (i64, &'static str);

const GOOD_FRIDAY: Movable = (-2, "good_friday");
const EASTER_MONDAY: Movable = (1, "easter_monday");
const ASCENSION: Movable = (39, "ascension");
const WHIT_MONDAY: Movable = (50, "whit_monday");

const NEW_YEAR: Fixed = (1, 1, "new_year");
const LABOUR_DAY: Fixed = (5, 1, "labour_day");
const ASSUMPTION: Fixed = (8, 15, "assumption");
const ALL_SAINTS: Fixed = (11, 1, "all_saints");
const ARMISTICE: Fixed = (11, 11, "armistice_1918");
const CHRISTMAS: Fixed = (12, 25, "christmas");
const SAINT_STEPHEN: Fixed = (12, 26, "saint_stephen");

/// Code du travail, art. L3133-1.
const FRANCE: &[Fixed] = &[
    NEW_YEAR,
    LABOUR_DAY,
    (5, 8, "victory_1945"),
    (7, 14, "bastille_day"),
    ASSUMPTION,
    ALL_SAINTS,
    ARMISTICE,
    CHRISTMAS,
];

const BELGIUM: &[Fixed] =
    &[NEW_YEAR, LABOUR_DAY, (7, 21, "belgian_national_day"), ASSUMPTION, ALL_SAINTS, ARMISTICE, CHRISTMAS];

const LUXEMBOURG: &[Fixed] = &[
    NEW_YEAR,
    LABOUR_DAY,
    (6, 23, "luxembourg_national_day"),
    ASSUMPTION,
    ALL_SAINTS,
    CHRISTMAS,
    SAINT_STEPHEN,
];

const SWITZERLAND: &[Fixed] = &[NEW_YEAR, (8, 1, "swiss_national_day"), CHRISTMAS];

const GERMANY: &[Fixed] = &[NEW_YEAR, LABOUR_DAY, (10, 3, "german_unity_day"), CHRISTMAS, SAINT_STEPHEN];

/// Calls `add` for each holiday of the region in the year, in no order.
pub(super) fn each(region: Region, year: i16, add: &mut impl FnMut(Date, &'static str)) {
    let (fixed, movable): (&[Fixed], &[Movable]) = match region {
        Region::None => (&[], &[]),
        Region::EnglandAndWales => return england_and_wales(year, add),
        Region::Belgium => (BELGIUM, &[EASTER_MONDAY, ASCENSION, WHIT_MONDAY]),
        Region::Luxembourg => (LUXEMBOURG, &[EASTER_MONDAY, ASCENSION, WHIT_MONDAY]),
        Region::Switzerland => (SWITZERLAND, &[GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY]),
        Region::Germany => (GERMANY, &[GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY]),
        Region::AlsaceMoselle | Region::FrenchPolynesia => {
            (FRANCE, &[GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY])
        }
        _ => (FRANCE, &[EASTER_MONDAY, ASCENSION, WHIT_MONDAY]),
    };
    let local = local(region, year);
    for &(month, day, key) in fixed.iter().chain(local) {
        on(year, month, day, key, add);
    }
    for &(days, key) in movable {
        if let Some(date) = after_easter(year, days) {
            add(date, key);
        }
    }
}

/// The days of one territory beside its country's.
fn local(region: Region, year: i16) -> &'static [Fixed] {
    match region {
        // L3134-13: Good Friday and the second day of Christmas. (The text reserves Good Friday to
        // municipalities with a Protestant or mixed church; practice is the three departments.)
        Region::AlsaceMoselle => &[SAINT_STEPHEN],
        Region::Mayotte => &[(4, 27, "abolition_of_slavery")],
        Region::Martinique => &[(5, 22, "abolition_of_slavery")],
        Region::Guadeloupe => &[(5, 27, "abolition_of_slavery")],
        // L3422-2 says 27 May; the collectivity keeps 28 May since 2018 (decree 2012-553, art. 1).
        Region::SaintMartin if year < 2018 => &[(5, 27, "abolition_of_slavery")],
        Region::SaintMartin => &[(5, 28, "abolition_of_slavery")],
        Region::FrenchGuiana => &[(6, 10, "abolition_of_slavery")],
        Region::SaintBarthelemy => &[(10, 9, "abolition_of_slavery")],
        Region::Reunion => &[(12, 20, "abolition_of_slavery")],
        Region::NewCaledonia => &[(9, 24, "new_caledonia_citizenship")],
        // The loi du pays voted on 6 May 2025 replaces 29 June by 20 November from 2026 on.
        Region::FrenchPolynesia if year < 2026 => {
            &[(3, 5, "arrival_of_the_gospel"), (6, 29, "polynesian_autonomy")]
        }
        Region::FrenchPolynesia => &[(3, 5, "arrival_of_the_gospel"), (11, 20, "matarii")],
        Region::WallisAndFutuna => &[
            (4, 28, "saint_peter_chanel"),
            (6, 29, "saints_peter_and_paul"),
            (7, 29, "wallis_and_futuna_territory"),
        ],
        // A holiday since the law of 25 April 2019.
        Region::Luxembourg if year >= 2019 => &[(5, 9, "europe_day")],
        _ => &[],
    }
}

fn on(year: i16, month: i8, day: i8, key: &'static str, add: &mut impl FnMut(Date, &'static str)) {
    if let Ok(date) = Date::new(year, month, day) {
        add(date, key);
    }
}

/// Schedule 1 of the Banking and Financial Dealings Act 1971, the proclamations made each year under it, and
/// the single days proclaimed since 1995. Both a holiday on a week-end and its substitute are listed: a desk
/// that works on Saturdays is closed on Christmas Day too.
fn england_and_wales(year: i16, add: &mut impl FnMut(Date, &'static str)) {
    for (days, key) in [GOOD_FRIDAY, EASTER_MONDAY] {
        if let Some(date) = after_easter(year, days) {
            add(date, key);
        }
    }
    // The early May holiday was moved to VE Day's anniversary in 1995 and 2020, the spring one beside the jubilees.
    match year {
        1995 | 2020 => on(year, 5, 8, "early_may", add),
        _ => nth(year, 5, 1, Weekday::Monday).into_iter().for_each(|date| add(date, "early_may")),
    }
    match year {
        2002 | 2012 => on(year, 6, 4, "spring_bank", add),
        2022 => on(year, 6, 2, "spring_bank", add),
        _ => nth(year, 5, -1, Weekday::Monday).into_iter().for_each(|date| add(date, "spring_bank")),
    }
    if let Some(date) = nth(year, 8, -1, Weekday::Monday) {
        add(date, "summer_bank");
    }
    const SINGLE: [(i16, Fixed); 7] = [
        (1999, (12, 31, "millennium")),
        (2002, (6, 3, "royal_jubilee")),
        (2011, (4, 29, "royal_wedding")),
        (2012, (6, 5, "royal_jubilee")),
        (2022, (6, 3, "royal_jubilee")),
        (2022, (9, 19, "royal_funeral")),
        (2023, (5, 8, "coronation")),
    ];
    for (_, (month, day, key)) in SINGLE.into_iter().filter(|(only, _)| *only == year) {
        on(year, month, day, key, add);
    }
    on(year, 1, 1, "new_year", add);
    on(year, 12, 25, "christmas", add);
    on(year, 12, 26, "boxing_day", add);
    if let Ok(new_year) = Date::new(year, 1, 1) {
        match new_year.weekday() {
            Weekday::Saturday => on(year, 1, 3, "new_year_substitute", add),
            Weekday::Sunday => on(year, 1, 2, "new_year_substitute", add),
            _ => {}
        }
    }
    if let Ok(christmas) = Date::new(year, 12, 25) {
        match christmas.weekday() {
            Weekday::Friday => on(year, 12, 28, "boxing_day_substitute", add),
            Weekday::Saturday => {
                on(year, 12, 27, "christmas_substitute", add);
                on(year, 12, 28, "boxing_day_substitute", add);
            }
            Weekday::Sunday => on(year, 12, 27, "christmas_substitute", add),
            _ => {}
        }
    }
}
