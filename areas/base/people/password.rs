//! Passwords: which are accepted, and how they are kept.
//!
//! Rules: NIST SP 800-63B-4 §3.1.1.2. At least 12 characters, any characters, no rules of composition, no forced
//! change; refused are the commonly used, the trivially regular, and those made of the person's own name or address.
//! Kept by Argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use rules::text::{fold, words};
use tokio::sync::Semaphore;
use web::{AppError, FieldError, Locale, t};

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most: far above any passphrase, and a bound on what is hashed.
pub const LONGEST: usize = 256;

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`].
    Long,
    /// Among the first that anybody would try.
    Common,
    /// It holds the person's name or address, or Vigie's name.
    Personal,
}

impl PasswordFault {
    /// A stable word for programs and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Short => "password-short",
            Self::Long => "password-long",
            Self::Common => "password-common",
            Self::Personal => "password-personal",
        }
    }

    /// The fault as one of a form's field.
    #[must_use]
    pub fn of_field(self, locale: Locale, field: &str) -> FieldError {
        let n = if self == Self::Long { LONGEST } else { SHORTEST };
        FieldError::new(field, self.code(), t!(locale, &format!("people-{}", self.code()), n = n))
    }
}

/// Whether a password may be chosen by the person with this address and name.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordFault::Short);
    }
    if length > LONGEST {
        return Err(PasswordFault::Long);
    }
    let folded = fold(password);
    if is_common(&folded) || is_regular(&folded) {
        return Err(PasswordFault::Common);
    }
    let own = words(&email.replace(['@', '.', '_', '+'], " ")).into_iter().chain(words(name));
    if own.chain(["vigie".to_owned()]).any(|word| word.chars().count() >= 4 && folded.contains(&word)) {
        return Err(PasswordFault::Personal);
    }
    Ok(())
}

fn is_common(folded: &str) -> bool {
    static COMMON: LazyLock<std::collections::HashSet<String>> =
        LazyLock::new(|| include_str!("common_passwords.txt").lines().map(fold).collect());
    // Punctuation and a year put at the end make nothing better.
    let stem = folded.trim_end_matches(|c: char| !c.is_alphanumeric());
    COMMON.contains(folded) || COMMON.contains(stem)
}

/// Few different characters, or a run such as `abcdefgh…` and `9876…` all through.
fn is_regular(folded: &str) -> bool {
    let all: Vec<u32> = folded.chars().map(u32::from).collect();
    let mut different = all.clone();
    different.sort_unstable();
    different.dedup();
    let steps: Vec<i64> = all.windows(2).map(step).collect();
    different.len() < 4 || steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == -1)
}

fn step(pair: &[u32]) -> i64 {
    match pair {
        [a, b] => i64::from(*b) - i64::from(*a),
        _ => 0,
    }
}

/// As many hashes as run at a time, half the cores: each keeps one busy and takes 19 MiB.
static RUNNING: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Semaphore::new((cores / 2).max(1))
});
/// As many as may run or wait; beyond, people are asked to come back, and the rest of the server goes on.
static ADMITTED: Semaphore = Semaphore::const_new(64);

/// The right to hash one password, held while it is worked on.
pub(super) struct Turn(
    #[expect(dead_code, reason = "held for its drop")] tokio::sync::SemaphorePermit<'static>,
);

/// Asks for a turn before anything else is done for a sign-in.
///
/// # Errors
/// 503 when too many wait already.
pub(super) fn turn() -> Result<Turn, AppError> {
    ADMITTED.try_acquire().map(Turn).map_err(|_| AppError::Unavailable { retry_after: 2 })
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

async fn on_own_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let _running = RUNNING.acquire().await.map_err(AppError::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)
}

/// What is stored of a password: a PHC string with its own salt.
///
/// # Errors
/// 503 when too many passwords wait to be hashed.
pub async fn hash_password(password: &str) -> Result<String, AppError> {
    let _turn = turn()?;
    let plain = password.to_owned();
    let hashed = on_own_thread(move || hash_now(&plain)).await?;
    hashed.map_err(AppError::internal)
}

fn hash_now(plain: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(hasher().hash_password(plain.as_bytes())?.to_string())
}

/// Whether a password is the one of a stored hash. Without a hash the same work is done for nothing, so that time
/// does not tell whether there is one.
pub(super) async fn verify(_turn: &Turn, password: &str, stored: Option<String>) -> Result<bool, AppError> {
    static NOBODYS: LazyLock<String> =
        LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());
    let plain = password.to_owned();
    on_own_thread(move || {
        let is_known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODYS.clone());
        let matches = PasswordHash::new(&stored)
            .is_ok_and(|hash| hasher().verify_password(plain.as_bytes(), &hash).is_ok());
        matches && is_known
    })
    .await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn passwords_follow_the_table() {
        let table = [
            ("short", Err(PasswordFault::Short)),
            ("elevenchars", Err(PasswordFault::Short)),
            ("un cheval bleu", Ok(())),
            ("ééééééûûûûàà çç", Ok(())),
            ("motdepasse123", Err(PasswordFault::Common)),
            ("MotDePasse123!", Err(PasswordFault::Common)),
            ("azertyuiop123", Err(PasswordFault::Common)),
            ("aaaaaaaaaaaab", Err(PasswordFault::Common)),
            ("abcdefghijklmnop", Err(PasswordFault::Common)),
            ("zyxwvutsrqponm", Err(PasswordFault::Common)),
            ("morvan rentre tard", Err(PasswordFault::Personal)),
            ("MORVÂN-98-bleu", Err(PasswordFault::Personal)),
            ("kerlann forever", Err(PasswordFault::Personal)),
            ("vigie sur le toit", Err(PasswordFault::Personal)),
        ];
        for (password, expected) in table {
            let found = check_password(password, "c.morvan@kerlann.example", "Claire Morvan");
            assert_eq!(found, expected, "{password}");
        }
        assert_eq!(check_password(&"é".repeat(LONGEST + 1), "a@b.example", "A"), Err(PasswordFault::Long));
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_salted_and_verifies_only_its_password() {
        let (one, two) =
            (hash_password("un cheval bleu").await.unwrap(), hash_password("un cheval bleu").await.unwrap());
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        let turn = turn().unwrap();
        assert!(verify(&turn, "un cheval bleu", Some(one.clone())).await.unwrap());
        assert!(!verify(&turn, "un cheval vert", Some(one)).await.unwrap());
        assert!(!verify(&turn, "nobody has this password", None).await.unwrap());
        assert!(!verify(&turn, "x", Some("not a hash".into())).await.unwrap());
    }

    proptest! {
        #[test]
        fn any_password_is_judged_without_a_panic(password in any::<String>()) {
            let _ = check_password(&password, "a@b.example", "Name");
        }
    }
}
