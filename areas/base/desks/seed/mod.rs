//! What a fresh desk starts with (product.md §2.5): teams, categories with their defaults, calendars. Everything is an
//! ordinary row afterwards, to be changed or put away.

mod table;

use db::Tx;
use rules::calendar::{CalendarSpec, RangeSpec, WeekSpec};
use rules::holidays::Region;
use web::error::AppError;
use web::i18n::Locale;

use super::actions::{change_desk, create_calendar, create_category};
use super::check::allow;
use super::model::{CategoryFields, NewCalendar, NewCategory, NewDesk};
use super::store;
use crate::ctx::Ctx;
use crate::people::{self, TeamEdit, policy::Act};
use table::{Group, Leaf, TABLE, Team};

/// The rows that [`standard`] made or found, for what builds on them (commitments, samples).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// First line: takes what nobody else is named for.
    pub help_desk: i64,
    /// Workstations, servers, human errors.
    pub it_support: i64,
    /// Network.
    pub network: i64,
    /// Security.
    pub security: i64,
    /// Business applications.
    pub development: i64,
    /// Performance, cloud.
    pub application_support: i64,
    /// The calendar « Heures ouvrées », also the desk's.
    pub working_hours: i64,
    /// The calendar that is always open.
    pub around_the_clock: i64,
}

impl Seeded {
    fn team(&self, team: Team) -> i64 {
        match team {
            Team::HelpDesk => self.help_desk,
            Team::ItSupport => self.it_support,
            Team::Network => self.network,
            Team::Security => self.security,
            Team::Development => self.development,
            Team::ApplicationSupport => self.application_support,
        }
    }
}

/// Fills a new desk. Names of teams and calendars are in the desk's language, categories have both.
///
/// # Errors
/// `Forbidden` unless the actor administers; `NotFound` without that desk; `Invalid` if it already has such teams.
pub fn standard(tx: &mut Tx<'_>, cx: &Ctx, desk_id: i64, locale: Locale) -> Result<Seeded, AppError> {
    allow(cx, Act::Administer)?;
    let desk = store::desk(tx, desk_id)?.ok_or(AppError::NotFound)?;
    let seeded = teams(tx, cx, desk_id, locale)?;
    let seeded = Seeded {
        working_hours: calendar(tx, cx, &desk.name, working_hours(&desk.zone, locale))?,
        around_the_clock: calendar(tx, cx, &desk.name, around_the_clock(&desk.zone))?,
        ..seeded
    };
    let organisations = store::organisations_served(tx, desk_id)?;
    let calendar_id = desk.calendar_id.or(Some(seeded.working_hours));
    change_desk(tx, cx, desk_id, None, &NewDesk { calendar_id, ..NewDesk::of(&desk, organisations) })?;
    for group in TABLE {
        let parent = create_category(tx, cx, &group_of(desk_id, group, &seeded))?;
        for leaf in group.leaves {
            create_category(tx, cx, &leaf_of(desk_id, parent, group, leaf, &seeded))?;
        }
    }
    Ok(seeded)
}

/// The teams, the highest tier first so that each can name where it escalates to.
fn teams(tx: &mut Tx<'_>, cx: &Ctx, desk_id: i64, locale: Locale) -> Result<Seeded, AppError> {
    let mut create = |team: Team, tier: i64, next_tier_id: Option<i64>| {
        let (name, description) = team.words(locale);
        let edit = TeamEdit {
            desk_id,
            name: name.to_owned(),
            tier,
            next_tier_id,
            email: String::new(),
            description: description.to_owned(),
        };
        people::create_team(tx, cx, &edit)
    };
    let network = create(Team::Network, 3, None)?;
    let security = create(Team::Security, 3, None)?;
    let development = create(Team::Development, 3, None)?;
    let application_support = create(Team::ApplicationSupport, 2, Some(development))?;
    let it_support = create(Team::ItSupport, 2, Some(network))?;
    let help_desk = create(Team::HelpDesk, 1, Some(it_support))?;
    Ok(Seeded {
        help_desk,
        it_support,
        network,
        security,
        development,
        application_support,
        working_hours: 0,
        around_the_clock: 0,
    })
}

/// A calendar of this name and rule: the one there is, or a new one, named after the desk where the name is taken.
fn calendar(tx: &mut Tx<'_>, cx: &Ctx, desk: &str, new: NewCalendar) -> Result<i64, AppError> {
    match store::calendar_by_name(tx, &new.name)? {
        None => create_calendar(tx, cx, &new),
        Some(found) if found.spec == new.spec => Ok(found.id),
        Some(_) => {
            let name = rules::text::excerpt(&format!("{} – {desk}", new.name), 80);
            create_calendar(tx, cx, &NewCalendar { name, ..new })
        }
    }
}

fn working_hours(zone: &str, locale: Locale) -> NewCalendar {
    let name = match locale {
        Locale::Fr => "Heures ouvrées",
        Locale::En => "Working hours",
    };
    let week = WeekSpec::working_days(&[range("09:00", "18:00")]);
    let region = region_of_zone(zone);
    NewCalendar {
        name: name.to_owned(),
        spec: CalendarSpec { zone: zone.to_owned(), week, region, ..CalendarSpec::default() },
    }
}

fn around_the_clock(zone: &str) -> NewCalendar {
    let day = vec![range("00:00", "24:00")];
    let week = WeekSpec { sat: day.clone(), sun: day.clone(), ..WeekSpec::working_days(&day) };
    NewCalendar {
        name: "24×7".to_owned(),
        spec: CalendarSpec { zone: zone.to_owned(), week, ..CalendarSpec::default() },
    }
}

fn range(from: &str, to: &str) -> RangeSpec {
    [from.to_owned(), to.to_owned()]
}

/// The public holidays that go with a zone, as a first proposal; none where a zone does not tell.
#[must_use]
pub fn region_of_zone(zone: &str) -> Region {
    match zone {
        "Europe/Paris" => Region::France,
        "America/Guadeloupe" => Region::Guadeloupe,
        "America/Martinique" => Region::Martinique,
        "America/Cayenne" => Region::FrenchGuiana,
        "Indian/Reunion" => Region::Reunion,
        "Indian/Mayotte" => Region::Mayotte,
        "America/St_Barthelemy" => Region::SaintBarthelemy,
        "America/Marigot" => Region::SaintMartin,
        "America/Miquelon" => Region::SaintPierreEtMiquelon,
        "Pacific/Noumea" => Region::NewCaledonia,
        "Pacific/Tahiti" | "Pacific/Marquesas" | "Pacific/Gambier" => Region::FrenchPolynesia,
        "Pacific/Wallis" => Region::WallisAndFutuna,
        "Europe/Brussels" => Region::Belgium,
        "Europe/Luxembourg" => Region::Luxembourg,
        "Europe/Zurich" => Region::Switzerland,
        "Europe/Berlin" => Region::Germany,
        "Europe/London" => Region::EnglandAndWales,
        _ => Region::None,
    }
}

fn group_of(desk_id: i64, group: &Group, seeded: &Seeded) -> NewCategory {
    let fields = CategoryFields {
        name_fr: group.fr.to_owned(),
        name_en: group.en.to_owned(),
        impact: None,
        urgency: None,
        team_id: Some(seeded.team(group.team)),
        business_impact_fr: group.impact_fr.to_owned(),
        business_impact_en: group.impact_en.to_owned(),
        synonyms: words(group.synonyms),
    };
    NewCategory { desk_id, parent_id: None, code: group.code.to_owned(), fields }
}

fn leaf_of(desk_id: i64, parent: i64, group: &Group, leaf: &Leaf, seeded: &Seeded) -> NewCategory {
    let (impact, urgency) = leaf.levels;
    let fields = CategoryFields {
        name_fr: leaf.fr.to_owned(),
        name_en: leaf.en.to_owned(),
        impact: Some(impact),
        urgency: Some(urgency),
        team_id: Some(seeded.team(leaf.team.unwrap_or(group.team))),
        business_impact_fr: group.impact_fr.to_owned(),
        business_impact_en: group.impact_en.to_owned(),
        synonyms: words(leaf.synonyms),
    };
    NewCategory { desk_id, parent_id: Some(parent), code: format!("{}/{}", group.code, leaf.code), fields }
}

fn words(synonyms: &str) -> Vec<String> {
    synonyms.split(", ").map(str::to_owned).collect()
}
