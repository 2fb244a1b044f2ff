//! Texts whose keys are made from codes: there is one for each, in each language, in good French.

use base::services::Criticality;
use rules::holidays::{Region, holidays};
use rules::priority::{Level, Priority};
use web::i18n::{Locale, check, exists};

#[test]
fn every_code_has_its_words() {
    let mut keys: Vec<String> = Vec::new();
    for region in Region::ALL {
        keys.push(format!("desks-region-{}", region.code().to_lowercase()));
        for year in 1990..2040 {
            keys.extend(
                holidays(region, year)
                    .iter()
                    .map(|day| format!("desks-holiday-{}", day.key.replace('_', "-"))),
            );
        }
    }
    for level in Level::ALL {
        keys.extend([format!("desks-impact-{level}"), format!("desks-urgency-{level}")]);
    }
    keys.extend(Priority::ALL.iter().map(|priority| format!("desks-priority-{}", priority.code())));
    keys.extend(
        Criticality::ALL.iter().map(|criticality| format!("services-criticality-{}", criticality.as_str())),
    );
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        keys.extend([format!("desks-day-{day}"), format!("desks-day-short-{day}")]);
    }
    keys.sort();
    keys.dedup();
    for key in keys {
        for locale in Locale::ALL {
            assert!(exists(locale, &key), "{key} in {locale}");
        }
    }
}

#[test]
fn the_french_is_well_set() {
    for text in
        [include_str!("../../../locales/fr/desks.ftl"), include_str!("../../../locales/fr/services.ftl")]
    {
        for line in text.lines().filter_map(|line| line.split_once(" = ").map(|(_, text)| text)) {
            assert_eq!(check::french(line), Vec::<String>::new());
        }
    }
}
