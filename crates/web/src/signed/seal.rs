//! Secrets at rest: passwords and tokens that Vigie itself must say again to another server. They are sealed by the ring of
//! keys, which lies apart from the database: who has only a copy of the database has none of them.
//!
//! ChaCha20-Poly1305 (RFC 8439) under a key of its own for each sealing, derived from the ring's key, the purpose and 256
//! random bits; so the nonce need not vary.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use super::{Key, Keys, LinkError};

const SALT: usize = 32;

impl Key {
    fn sealing(&self, purpose: &str, salt: &[u8; SALT]) -> Option<LessSafeKey> {
        let bytes = self.mac(&format!("seal:{purpose}"), salt).finalize().into_bytes();
        UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok().map(LessSafeKey::new)
    }
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

impl Keys {
    /// A text that says `secret` to who has the ring and names the same purpose. Sealing twice gives two texts.
    ///
    /// # Errors
    /// [`LinkError::Malformed`] for a secret too long to be sealed (256 GB).
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<String, LinkError> {
        let salt = rand::random::<[u8; SALT]>();
        let mut text = secret.as_bytes().to_vec();
        let key = self.current.sealing(purpose, &salt).ok_or(LinkError::Malformed)?;
        key.seal_in_place_append_tag(nonce(), Aad::empty(), &mut text).map_err(|_| LinkError::Malformed)?;
        Ok(URL_SAFE_NO_PAD.encode([self.current.id.as_slice(), &salt, &text].concat()))
    }

    /// What was sealed for `purpose`.
    ///
    /// # Errors
    /// [`LinkError::Malformed`], or [`LinkError::Forged`] when no key of the ring sealed it for this purpose.
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Result<String, LinkError> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| LinkError::Malformed)?;
        let (id, rest) = bytes.split_first_chunk::<4>().ok_or(LinkError::Malformed)?;
        let (salt, text) = rest.split_first_chunk::<SALT>().ok_or(LinkError::Malformed)?;
        let ring = self.all().find(|key| key.id == *id).ok_or(LinkError::Forged)?;
        let key = ring.sealing(purpose, salt).ok_or(LinkError::Malformed)?;
        let mut text = text.to_vec();
        let plain = key.open_in_place(nonce(), Aad::empty(), &mut text).map_err(|_| LinkError::Forged)?;
        String::from_utf8(plain.to_vec()).map_err(|_| LinkError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(current: u8, previous: &[u8]) -> Keys {
        Keys::new(vec![current; 32], previous.iter().map(|byte| vec![*byte; 32])).unwrap()
    }

    #[test]
    fn a_secret_comes_back_for_its_purpose_only() {
        let keys_1 = keys(1, &[]);
        let sealed = keys_1.seal("mailbox", "sésame").unwrap();
        assert_ne!(sealed, keys_1.seal("mailbox", "sésame").unwrap());
        assert!(!sealed.contains("same"));
        assert_eq!(keys_1.unseal("mailbox", &sealed).as_deref(), Ok("sésame"));
        assert_eq!(keys_1.unseal("webhook", &sealed), Err(LinkError::Forged));
        assert_eq!(keys(2, &[1]).unseal("mailbox", &sealed).as_deref(), Ok("sésame"), "after a rotation");
        assert_eq!(keys(2, &[3]).unseal("mailbox", &sealed), Err(LinkError::Forged));
    }

    #[test]
    fn any_change_breaks_it() {
        let keys = keys(1, &[]);
        let sealed = keys.seal("mailbox", "secret").unwrap();
        for at in 0..sealed.len() {
            let mut other = sealed.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            assert!(keys.unseal("mailbox", &other).is_err(), "byte {at}");
        }
        for junk in ["", "AAAA", "é"] {
            assert!(keys.unseal("mailbox", junk).is_err());
        }
    }
}
