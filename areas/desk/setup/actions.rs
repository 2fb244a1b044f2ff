//! The steps of the first run. Each is one transaction, and the next one is found again from what is there.

use base::{
    app::App,
    ctx::{Channel, Ctx},
    desks::{self, NewCalendar, NewDesk},
    people::{
        self, Actor, NewUser, OrganisationKind, Role, UserEdit,
        policy::{Act, may},
    },
};
use db::{Read, Tx};
use jiff::tz::TimeZone;
use rules::{holidays::Region, ticket_state::Kind};
use serde::{Deserialize, Serialize};
use web::{AppError, FieldError, Locale, i18n::t, signed::Keys};

use crate::{
    sla,
    tickets::{self, NewTicket, Refused},
};

/// The organisation's name in the frame of every page.
const BRAND: &str = "brand";
/// What the second step chose, for the third.
const CHOSEN: &str = "setup";
/// What the code's bytes are bound to.
const PURPOSE: &str = "setup-code";
/// Letters that are not mistaken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// The code that the first step asks for: 80 bits made from the signing key, so that a restart or another node prints
/// the same one, and only who can read the server's console knows it.
#[must_use]
pub fn code(keys: &Keys) -> String {
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).map_or('a', |letter| char::from(*letter));
    let letters: Vec<char> = keys.mac(PURPOSE, &[]).iter().take(16).map(letter).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Whether somebody typed the code; dashes, spaces and case do not matter. Every try takes the same time.
fn is_code(keys: &Keys, typed: &str) -> bool {
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase()
    };
    let (right, typed) = (plain(&code(keys)), plain(typed));
    let differs = right.bytes().zip(typed.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    right.len() == typed.len() && differs == 0
}

/// Whether nobody has an account yet.
///
/// # Errors
/// When the database fails.
pub fn is_fresh(read: &Read<'_>) -> db::Result<bool> {
    people::is_empty(read)
}

/// The organisation's name for the frame of every page; empty before the first run.
///
/// # Errors
/// When the database fails.
pub fn brand(read: &Read<'_>) -> db::Result<String> {
    Ok(desks::setting(read, BRAND)?.unwrap_or_default())
}

/// Where somebody goes on who has begun: an administrator of an installation without a help desk.
///
/// # Errors
/// When the database fails.
pub async fn next_step(app: &App, cx: &Ctx) -> Result<Option<&'static str>, AppError> {
    if !may(&cx.actor, Act::Administer) {
        return Ok(None);
    }
    Ok(app
        .db
        .read(|read| {
            if !desks::desks(read)?.is_empty() {
                return Ok::<_, db::Error>(None);
            }
            let chosen: Option<Chosen> = desks::setting(read, CHOSEN)?;
            Ok(Some(if chosen.is_none() { "/setup/organisation" } else { "/setup/desk" }))
        })
        .await?)
}

/// The first step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Administrator {
    /// The code from the console.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Creates the first account, with every right.
///
/// # Errors
/// `Invalid` with a fault for each field; `NotFound` when somebody has an account already.
pub async fn create_administrator(app: &App, locale: Locale, new: &Administrator) -> Result<(), AppError> {
    let mut faults = Vec::new();
    if !is_code(&app.keys, &new.code) {
        tracing::warn!("a wrong setup code was typed");
        faults.push(FieldError::new("code", "code", t(locale, "setup-fault-code")));
    }
    if let Err(fault) = people::check_password(&new.password, &new.email, &new.name) {
        faults.push(fault.of_field(locale, "password"));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let password_hash = Some(people::hash_password(&new.password).await?);
    let zone = proposed_zone(locale);
    let user = NewUser { locale, zone, password_hash, ..NewUser::new(&*new.email, &*new.name) };
    let cx = Ctx {
        actor: Actor::system(),
        now: app.clock.now(),
        channel: Channel::Web,
        locale,
        request_id: String::new(),
    };
    app.db
        .write(move |tx| {
            if !is_fresh(tx)? {
                return Err(AppError::NotFound);
            }
            let id = people::create_user(tx, &cx, &user)?;
            people::grant_role(tx, &cx, id, Role::Administrator, None)?;
            Ok(())
        })
        .await
}

/// The zone that is most likely meant: the machine's, unless it is a server set to UTC.
pub(super) fn proposed_zone(locale: Locale) -> String {
    let system = TimeZone::system();
    let named = system.iana_name().filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    named.map_or_else(|| if locale == Locale::Fr { "Europe/Paris" } else { "UTC" }.to_owned(), str::to_owned)
}

/// The second step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// The language of its help desk.
    pub language: String,
    /// Its IANA zone.
    pub zone: String,
    /// The code of the region whose public holidays it keeps.
    pub region: String,
}

/// What the third step needs of the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub(super) organisation: String,
    pub(super) locale: Locale,
    pub(super) zone: String,
    pub(super) region: Region,
}

/// What the second step chose, if it was taken.
pub(super) fn chosen(read: &Read<'_>) -> db::Result<Option<Chosen>> {
    desks::setting(read, CHOSEN)
}

/// Creates the organisation, or renames it when the step is taken again, and keeps what the help desk needs.
///
/// # Errors
/// `Forbidden`; `Invalid` with a fault for each field; `NotFound` once there is a help desk.
pub fn save_organisation(tx: &mut Tx<'_>, cx: &Ctx, new: &Organisation) -> Result<(), AppError> {
    administers_fresh(tx, cx)?;
    let region = Region::ALL.into_iter().find(|region| region.code() == new.region);
    let zone = TimeZone::get(new.zone.trim()).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    let locale = new.language.parse::<Locale>().ok();
    let (Some(region), Some(zone), Some(locale)) = (region, zone.clone(), locale) else {
        let fault =
            |field: &str| FieldError::new(field, field, t(cx.locale, &format!("setup-fault-{field}")));
        let wrong = [("region", region.is_none()), ("zone", zone.is_none()), ("language", locale.is_none())];
        return Err(AppError::Invalid(
            wrong.iter().filter(|(_, wrong)| *wrong).map(|(field, _)| fault(field)).collect(),
        ));
    };
    let known = people::organisation_by_name(tx, new.name.trim())?;
    let organisation_id = match known {
        Some(known) => known.id,
        None => people::create_organisation(tx, cx, &new.name, OrganisationKind::Internal)?,
    };
    let Some(organisation) = people::organisation(tx, organisation_id)? else {
        return Err(AppError::NotFound);
    };
    if let Some(user) = cx.actor.user_id().map(|id| people::user(tx, id)).transpose()?.flatten() {
        let edit = UserEdit {
            organisation_id: Some(organisation_id),
            locale,
            zone: zone.clone(),
            ..UserEdit::from(&user)
        };
        people::update_user_in(tx, cx, user.id, user.version, edit)?;
    }
    desks::set_setting(tx, cx, BRAND, &organisation.name)?;
    desks::set_setting(tx, cx, CHOSEN, &Chosen { organisation: organisation.name, locale, zone, region })
}

fn administers_fresh(tx: &Tx<'_>, cx: &Ctx) -> Result<(), AppError> {
    if !may(&cx.actor, Act::Administer) {
        return Err(AppError::Forbidden);
    }
    if desks::desks(tx)?.is_empty() { Ok(()) } else { Err(AppError::NotFound) }
}

/// The third step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstDesk {
    /// Its name.
    pub name: String,
    /// The telephone number that requesters see, or empty.
    pub phone: String,
}

/// Creates the help desk with its teams, categories, calendars and commitments, and a sample ticket that explains.
///
/// # Errors
/// `Forbidden`; `Invalid` with a fault for each field; `NotFound` when the step before was not taken, or there is a
/// help desk already.
pub fn create_desk(tx: &mut Tx<'_>, cx: &Ctx, new: &FirstDesk) -> Result<i64, AppError> {
    administers_fresh(tx, cx)?;
    let chosen = chosen(tx)?.ok_or(AppError::NotFound)?;
    let desk =
        NewDesk { phone: new.phone.clone(), ..NewDesk::named(&*new.name, chosen.locale, &*chosen.zone) };
    let desk_id = desks::create_desk(tx, cx, &desk)?;
    let seeded = desks::seed::standard(tx, cx, desk_id, chosen.locale)?;
    if let Some(hours) = desks::calendar_row(tx, seeded.working_hours)?
        && hours.spec.region != chosen.region
    {
        let mut spec = hours.spec;
        spec.region = chosen.region;
        desks::change_calendar(
            tx,
            cx,
            hours.id,
            Some(hours.version),
            &NewCalendar { name: hours.name, spec },
        )?;
    }
    sla::standard(tx, cx, desk_id)?;
    if let Some(user) = cx.actor.user_id() {
        people::add_member(tx, cx, seeded.help_desk, user, true)?;
    }
    sample(tx, cx, desk_id, seeded.help_desk, chosen.locale)?;
    Ok(desk_id)
}

/// A ticket that says what a ticket is.
fn sample(tx: &mut Tx<'_>, cx: &Ctx, desk_id: i64, team_id: i64, locale: Locale) -> Result<(), AppError> {
    let ticket = NewTicket {
        kind: Kind::Incident,
        description: t(locale, "setup-sample-text"),
        desk_id: Some(desk_id),
        team_id: Some(team_id),
        ..NewTicket::titled(&t(locale, "setup-sample-title"))
    };
    tickets::open(tx, cx, &ticket).map_err(|refused: Refused| refused.into_app(cx.locale))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_same_for_one_key_and_forgives_how_it_is_typed() {
        let keys = Keys::new(vec![1; 32], []).unwrap();
        let right = code(&keys);
        assert_eq!((right.len(), right.clone()), (19, code(&keys)));
        assert!(is_code(&keys, &right) && is_code(&keys, &right.replace('-', " ").to_uppercase()));
        assert!(!is_code(&keys, "") && !is_code(&keys, &right[1..]));
        assert!(!is_code(&Keys::new(vec![2; 32], []).unwrap(), &right));
    }
}
