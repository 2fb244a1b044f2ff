//! `users` and `user_words`.

use std::collections::HashMap;

use db::{Read, Result, Row, Tx, Value, list, params};
use jiff::Timestamp;
use rules::text::{fold, sort_key, words};
use web::{i18n::Locale, layout::Theme};

use super::{ids, prefix_bounds, reach::Reach};
use crate::people::model::{NewUser, ProfileEdit, User, UserEdit};

pub(in crate::people) const COLUMNS: &str = "u.id, u.email, u.name, u.organisation_id, u.job_title, u.phone, u.site, u.locale, u.zone, \
     u.theme, u.vip, u.password_hash IS NOT NULL AS has_password, u.version, u.created_at, u.last_seen_at, \
     u.disabled_at";

pub(in crate::people) fn to_user(row: &Row) -> Result<User> {
    Ok(User {
        id: row.get("id")?,
        email: row.get("email")?,
        name: row.get("name")?,
        organisation_id: row.get("organisation_id")?,
        job_title: row.get("job_title")?,
        phone: row.get("phone")?,
        site: row.get("site")?,
        locale: row.get::<String>("locale")?.parse().unwrap_or(Locale::En),
        zone: row.get("zone")?,
        theme: Theme::from_code(&row.get::<String>("theme")?),
        vip: row.get("vip")?,
        has_password: row.get("has_password")?,
        version: row.get("version")?,
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
        disabled_at: row.get("disabled_at")?,
    })
}

/// How an address is compared: trimmed, in lower case, nothing else, since the local part is its host's business.
pub(in crate::people) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// How a telephone number is compared: its digits, and of a whole number the last nine, so that `+33 2 98…` and
/// `02 98…` are the same.
pub(in crate::people) fn phone_key(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 9 {
        return digits.trim_start_matches('0').to_owned();
    }
    digits.get(digits.len() - 9..).unwrap_or_default().to_owned()
}

/// A person.
///
/// # Errors
/// When the database fails.
pub fn user(read: &Read<'_>, id: i64) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users u WHERE u.id = $1");
    read.first(&sql, params![id])?.as_ref().map(to_user).transpose()
}

/// Several people at once.
///
/// # Errors
/// When the database fails.
pub fn users(read: &Read<'_>, list_of_ids: &[i64]) -> Result<HashMap<i64, User>> {
    let mut found = HashMap::with_capacity(list_of_ids.len());
    for chunk in list_of_ids.chunks(500) {
        let sql = format!("SELECT {COLUMNS} FROM users u WHERE u.id IN ({})", list(1, chunk.len()));
        for row in read.query(&sql, &ids(chunk))? {
            let user = to_user(&row)?;
            found.insert(user.id, user);
        }
    }
    Ok(found)
}

/// The person with this address, whatever its case.
///
/// # Errors
/// When the database fails.
pub fn user_by_email(read: &Read<'_>, email: &str) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users u WHERE u.email_key = $1");
    read.first(&sql, params![email_key(email)])?.as_ref().map(to_user).transpose()
}

/// The person with this address and the hash of their password.
pub(in crate::people) fn user_and_hash(
    read: &Read<'_>,
    email: &str,
) -> Result<Option<(User, Option<String>)>> {
    let sql = format!("SELECT {COLUMNS}, u.password_hash FROM users u WHERE u.email_key = $1");
    read.first(&sql, params![email_key(email)])?
        .map(|row| Ok((to_user(&row)?, row.get("password_hash")?)))
        .transpose()
}

pub(in crate::people) fn password_hash(read: &Read<'_>, id: i64) -> Result<Option<String>> {
    let row = read.first("SELECT password_hash FROM users WHERE id = $1", params![id])?;
    row.map_or(Ok(None), |row| row.at(0))
}

/// How people are found: a typed text, and who may be found by whom.
#[derive(Debug, Clone, Default)]
pub(in crate::people) struct Search {
    pub(in crate::people) text: String,
    pub(in crate::people) role: Option<i64>,
    pub(in crate::people) organisation_id: Option<i64>,
    /// `Some(true)` for disabled accounts only, `None` for both.
    pub(in crate::people) disabled: Option<bool>,
    /// The sort key and id after which to go on.
    pub(in crate::people) after: Option<(String, i64)>,
}

/// The people that match, in the order of their names.
pub(in crate::people) fn search(
    read: &Read<'_>,
    reach: &Reach,
    search: &Search,
    limit: i64,
) -> Result<Vec<(User, String)>> {
    let mut terms = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let tokens = tokens(&search.text);
    if tokens.is_empty() && !search.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    for token in tokens {
        let (from, to) = prefix_bounds(&token);
        let n = values.len();
        values.extend([Value::Text(from), Value::Text(to)]);
        terms.push(format!(
            "u.id IN (SELECT user_id FROM user_words WHERE word >= ${} AND word < ${})",
            n + 1,
            n + 2
        ));
    }
    if let Some(role) = search.role {
        values.push(Value::Int(role));
        terms.push(format!("u.id IN (SELECT user_id FROM user_roles WHERE role = ${})", values.len()));
    }
    if let Some(organisation) = search.organisation_id {
        values.push(Value::Int(organisation));
        terms.push(format!("u.organisation_id = ${}", values.len()));
    }
    match search.disabled {
        Some(true) => terms.push("u.disabled_at IS NOT NULL".into()),
        Some(false) => terms.push("u.disabled_at IS NULL".into()),
        None => {}
    }
    if let Some((key, id)) = &search.after {
        values.extend([Value::Text(key.clone()), Value::Int(*id)]);
        let n = values.len();
        terms.push(format!("(u.sort_key > ${a} OR (u.sort_key = ${a} AND u.id > ${b}))", a = n - 1, b = n));
    }
    terms.extend(reach.term(&mut values));
    terms.push("u.erased_at IS NULL".into());
    values.push(Value::Int(limit));
    let sql = format!(
        "SELECT {COLUMNS}, u.sort_key FROM users u WHERE {} ORDER BY u.sort_key, u.id LIMIT ${}",
        terms.join(" AND "),
        values.len()
    );
    read.query(&sql, &values)?.iter().map(|row| Ok((to_user(row)?, row.get("sort_key")?))).collect()
}

/// What was typed, as beginnings of the words of `user_words`: a telephone number is one word, spaces or not.
fn tokens(text: &str) -> Vec<String> {
    let text = text.trim();
    let is_phone = text.chars().all(|c| c.is_ascii_digit() || " .-+()/".contains(c));
    if is_phone {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_whole = digits.len() >= 9;
        let key = if is_whole { phone_key(text) } else { digits.trim_start_matches('0').to_owned() };
        return Some(key).filter(|key| !key.is_empty()).into_iter().collect();
    }
    text.split_whitespace()
        .take(6)
        .flat_map(|word| if word.contains('@') { vec![email_key(word)] } else { words(&fold(word)) })
        .collect()
}

/// The words by which a person is found.
fn found_by(email: &str, name: &str, phone: &str) -> Vec<String> {
    let mut all = words(name);
    let email = email_key(email);
    let local = email.split('@').next().unwrap_or_default().to_owned();
    all.extend(words(&local.replace(['.', '_', '+'], " ")));
    all.extend([local, email, phone_key(phone)]);
    all.push(phone.chars().filter(char::is_ascii_digit).collect());
    all.retain(|word| !word.is_empty());
    all.sort();
    all.dedup();
    all
}

fn set_words(tx: &mut Tx<'_>, id: i64, email: &str, name: &str, phone: &str) -> Result<()> {
    tx.execute("DELETE FROM user_words WHERE user_id = $1", params![id])?;
    let all = found_by(email, name, phone);
    let rows: Vec<String> = (2..=all.len() + 1).map(|n| format!("(${n}, $1)")).collect();
    let mut values = vec![Value::Int(id)];
    values.extend(all.into_iter().map(Value::Text));
    tx.execute(&format!("INSERT INTO user_words (word, user_id) VALUES {}", rows.join(", ")), &values)?;
    Ok(())
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &NewUser, now: Timestamp) -> Result<i64> {
    let id = tx.insert(
        "INSERT INTO users (email, email_key, name, sort_key, organisation_id, job_title, phone, phone_key, site, \
         locale, zone, theme, vip, password_hash, password_changed_at, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16) RETURNING id",
        params![
            new.email,
            email_key(&new.email),
            new.name,
            sort_key(&new.name),
            new.organisation_id,
            new.job_title,
            new.phone,
            phone_key(&new.phone),
            new.site,
            new.locale.lang(),
            new.zone,
            Theme::default().code(),
            new.vip,
            new.password_hash,
            new.password_hash.as_ref().map(|_| now),
            now
        ],
    )?;
    set_words(tx, id, &new.email, &new.name, &new.phone)?;
    Ok(id)
}

/// Changes a person if they are still at this version, and says whether they were.
pub(in crate::people) fn update(tx: &mut Tx<'_>, id: i64, version: i64, edit: &UserEdit) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE users SET email = $3, email_key = $4, name = $5, sort_key = $6, organisation_id = $7, job_title = $8, \
         phone = $9, phone_key = $10, site = $11, locale = $12, zone = $13, vip = $14, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![
            id,
            version,
            edit.email,
            email_key(&edit.email),
            edit.name,
            sort_key(&edit.name),
            edit.organisation_id,
            edit.job_title,
            edit.phone,
            phone_key(&edit.phone),
            edit.site,
            edit.locale.lang(),
            edit.zone,
            edit.vip
        ],
    )?;
    if changed == 1 {
        set_words(tx, id, &edit.email, &edit.name, &edit.phone)?;
    }
    Ok(changed == 1)
}

/// As [`update`], for what people change in themselves.
pub(in crate::people) fn update_profile(
    tx: &mut Tx<'_>,
    user: &User,
    version: i64,
    edit: &ProfileEdit,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE users SET name = $3, sort_key = $4, phone = $5, phone_key = $6, locale = $7, zone = $8, theme = $9, \
         version = version + 1 WHERE id = $1 AND version = $2",
        params![
            user.id,
            version,
            edit.name,
            sort_key(&edit.name),
            edit.phone,
            phone_key(&edit.phone),
            edit.locale.lang(),
            edit.zone,
            edit.theme.code()
        ],
    )?;
    if changed == 1 {
        set_words(tx, user.id, &user.email, &edit.name, &edit.phone)?;
    }
    Ok(changed == 1)
}

/// Sets language or theme alone, from the switches of every page; not an edit of what others may be editing.
pub(in crate::people) fn set_look(
    tx: &mut Tx<'_>,
    id: i64,
    locale: Option<Locale>,
    theme: Option<Theme>,
) -> Result<()> {
    tx.execute(
        "UPDATE users SET locale = COALESCE($2, locale), theme = COALESCE($3, theme) WHERE id = $1",
        params![id, locale.map(Locale::lang), theme.map(Theme::code)],
    )?;
    Ok(())
}

pub(in crate::people) fn set_disabled(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    at: Option<Timestamp>,
) -> Result<bool> {
    let sql = "UPDATE users SET disabled_at = $3, version = version + 1 WHERE id = $1 AND version = $2";
    Ok(tx.execute(sql, params![id, version, at])? == 1)
}

pub(in crate::people) fn set_password(tx: &mut Tx<'_>, id: i64, hash: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE users SET password_hash = $2, password_changed_at = $3 WHERE id = $1",
        params![id, hash, now],
    )?;
    Ok(())
}

pub(in crate::people) fn set_last_seen(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE users SET last_seen_at = $2 WHERE id = $1", params![id, now])?;
    Ok(())
}

/// Whether nobody has an account yet: the first run.
///
/// # Errors
/// When the database fails.
pub fn is_empty(read: &Read<'_>) -> Result<bool> {
    Ok(read.first("SELECT id FROM users LIMIT 1", &[])?.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_the_same_however_they_are_written() {
        for phone in ["+33 2 98 00 12 34", "02.98.00.12.34", "0033298001234", "(0)298001234"] {
            assert_eq!(phone_key(phone), "298001234", "{phone}");
        }
        assert_eq!(phone_key("4512"), "4512");
        assert_eq!(phone_key(""), "");
    }

    #[test]
    fn people_are_found_by_each_word_of_theirs() {
        let words = found_by("Claire.Morvan@Kerlann.example", "Claire Le Morvan", "02 98 00 12 34");
        for typed in
            ["cla", "mor", "le", "claire.m", "claire.morvan@ker", "0298", "02 98 00 12 34", "+33298001234"]
        {
            for token in tokens(typed) {
                assert!(words.iter().any(|word| word.starts_with(&token)), "{typed}: {token} in {words:?}");
            }
        }
        assert_eq!(tokens("MÔR  Cla"), ["mor", "cla"]);
        assert!(tokens("  ").is_empty());
    }
}
