//! Random secrets: 256 bits, shown once, stored hashed. The one home of randomness in this crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a token: what is stored. A fast hash is right for 256 random bits; passwords are another matter.
pub type Hash = [u8; 32];

/// Length of a token's text: 256 bits in base64url without padding.
pub const LENGTH: usize = 43;

/// A new token and the hash to store.
pub fn new() -> (String, Hash) {
    let plain = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = hash(&plain);
    (plain, hash)
}

/// The hash of a token's text.
pub fn hash(plain: &str) -> Hash {
    Sha256::digest(plain.as_bytes()).into()
}

/// Whether `text` has the form of a token; what has not is not worth a look-up.
pub fn is_well_formed(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A short random name for something that is no secret, such as a request: 60 bits in letters and digits that do not look alike.
pub fn short_id() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bits = rand::random::<u64>();
    (0..12)
        .map(|_| {
            let letter = LETTERS.get((bits & 31) as usize).copied().unwrap_or(b'a');
            bits >>= 5;
            char::from(letter)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_different_and_hashed() {
        let (a, hash_a) = new();
        let (b, hash_b) = new();
        assert!(is_well_formed(&a) && is_well_formed(&b));
        assert_ne!(a, b);
        assert_ne!(hash_a, hash_b);
        assert_eq!(hash(&a), hash_a);
        assert!(!is_well_formed("short") && !is_well_formed(&"é".repeat(21)));
    }

    #[test]
    fn short_ids_are_plain_words() {
        let id = short_id();
        assert!(id.len() == 12 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{id}");
    }
}
