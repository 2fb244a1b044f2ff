//! Signed, expiring links: the mail that asks « is it repaired? », the page that says « acknowledge ». HMAC-SHA256 (RFC 2104) with a
//! ring of keys, so that a key can be replaced without breaking the links already sent. A link is bound to one purpose; it shows one
//! button, and POST acts (mail scanners press links).

mod seal;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// Why a link is not accepted. All but `Expired` deserve no explanation to who presents it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is not in the form of a link of ours.
    #[error("malformed link")]
    Malformed,
    /// No key of the ring made it for this purpose.
    #[error("link not signed by a known key for this purpose")]
    Forged,
    /// It was good, and its time is over.
    #[error("expired link")]
    Expired,
}

/// A key's bytes are too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key has at least 32 bytes")]
pub struct ShortKey;

/// The ring of signing keys. The first signs, all verify.
#[derive(Clone)]
pub struct Keys {
    current: Key,
    previous: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: [u8; 4],
    block: hmac::digest::Key<Hmac<Sha256>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({} previous)", self.previous.len())
    }
}

impl Key {
    fn new(secret: &[u8]) -> Result<Self, ShortKey> {
        if secret.len() < 32 {
            return Err(ShortKey);
        }
        // Hashed to one length, so that the code's constructor, which wants exactly one block, cannot fail.
        let mut key = Self { id: [0; 4], block: Default::default() };
        key.block.iter_mut().zip(Sha256::digest(secret)).for_each(|(to, from)| *to = from);
        let [a, b, c, d, ..]: [u8; 32] = key.mac("key-id", &[]).finalize().into_bytes().into();
        key.id = [a, b, c, d];
        Ok(key)
    }

    fn mac(&self, purpose: &str, data: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.block);
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(data);
        mac
    }
}

impl Keys {
    /// A ring of the current key and the ones before it. Each is at least 32 secret bytes; loading them is the caller's business.
    pub fn new<K: AsRef<[u8]>>(current: K, previous: impl IntoIterator<Item = K>) -> Result<Self, ShortKey> {
        Ok(Self {
            current: Key::new(current.as_ref())?,
            previous: previous.into_iter().map(|k| Key::new(k.as_ref())).collect::<Result<_, _>>()?,
        })
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    /// The authentication code of `data` for `purpose`, with the current key.
    pub fn mac(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        self.current.mac(purpose, data).finalize().into_bytes().into()
    }

    /// Whether any key of the ring made `mac`; takes the same time whatever the answer.
    pub fn verify(&self, purpose: &str, data: &[u8], mac: &[u8]) -> bool {
        self.all().fold(false, |ok, key| ok | key.mac(purpose, data).verify_slice(mac).is_ok())
    }

    /// A token for a URL that says `claims` until `expires` (to the second). What it says can be read by who holds it.
    ///
    /// Fails only if `claims` cannot be written as JSON.
    pub fn sign<T: Serialize>(
        &self,
        purpose: &str,
        claims: &T,
        expires: Timestamp,
    ) -> Result<String, serde_json::Error> {
        let mut content = self.current.id.to_vec();
        content.extend(expires.as_second().to_be_bytes());
        serde_json::to_writer(&mut content, claims)?;
        let mac = self.mac(purpose, &content);
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&content), URL_SAFE_NO_PAD.encode(mac)))
    }

    /// What a token says, if a key of the ring signed it for `purpose` and its time is not over at `now`.
    pub fn open<T: DeserializeOwned>(
        &self,
        purpose: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<T, LinkError> {
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| LinkError::Malformed);
        let (content, mac) = token.split_once('.').ok_or(LinkError::Malformed)?;
        let (content, mac) = (decode(content)?, decode(mac)?);
        let (id, rest) = content.split_first_chunk::<4>().ok_or(LinkError::Malformed)?;
        let (expires, claims) = rest.split_first_chunk::<8>().ok_or(LinkError::Malformed)?;
        let key = self.all().find(|k| k.id == *id).ok_or(LinkError::Forged)?;
        key.mac(purpose, &content).verify_slice(&mac).map_err(|_| LinkError::Forged)?;
        if now.as_second() >= i64::from_be_bytes(*expires) {
            return Err(LinkError::Expired);
        }
        serde_json::from_slice(claims).map_err(|_| LinkError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(current: u8, previous: &[u8]) -> Keys {
        Keys::new(vec![current; 32], previous.iter().map(|b| vec![*b; 32])).unwrap()
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    #[test]
    fn a_link_says_what_was_signed_until_it_expires() {
        let keys = keys(1, &[]);
        let token = keys.sign("acknowledge", &(42, "page"), at(1000)).unwrap();
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{token}");
        assert_eq!(keys.open("acknowledge", &token, at(999)), Ok((42, "page".to_owned())));
        assert_eq!(keys.open::<(i32, String)>("acknowledge", &token, at(1000)), Err(LinkError::Expired));
    }

    #[test]
    fn a_link_serves_one_purpose_only() {
        let keys = keys(1, &[]);
        let token = keys.sign("validate", &1, at(1000)).unwrap();
        assert_eq!(keys.open::<i32>("refuse", &token, at(0)), Err(LinkError::Forged));
    }

    #[test]
    fn a_replaced_key_still_verifies_and_a_removed_one_does_not() {
        let token = keys(1, &[]).sign("x", &1, at(1000)).unwrap();
        assert_eq!(keys(2, &[1]).open("x", &token, at(0)), Ok(1));
        assert_eq!(keys(2, &[3]).open::<i32>("x", &token, at(0)), Err(LinkError::Forged));
        let mac = keys(1, &[]).mac("p", b"data");
        assert!(keys(2, &[1]).verify("p", b"data", &mac));
        assert!(!keys(2, &[]).verify("p", b"data", &mac));
        assert!(!keys(1, &[]).verify("pd", b"ata", &mac));
    }

    #[test]
    fn any_change_breaks_it() {
        let keys = keys(1, &[]);
        let token = keys.sign("x", &"claims", at(1000)).unwrap();
        for i in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[i] = if other[i] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            if other != token {
                assert!(keys.open::<String>("x", &other, at(0)).is_err(), "byte {i}");
            }
        }
        for junk in ["", ".", "a.b", "AAAA.AAAA", "é.é"] {
            assert!(keys.open::<String>("x", junk, at(0)).is_err());
        }
    }

    #[test]
    fn keys_are_long_and_are_not_printed() {
        assert_eq!(Keys::new(vec![1; 31], []).unwrap_err(), ShortKey);
        assert_eq!(format!("{:?}", keys(1, &[2])), "Keys(1 previous)");
    }
}
