//! The word in a link's address: a row, a deed, and 256 bits that only our key makes from what the row says. A guess costs
//! one row and one computation, and there are 2^256 of them: they need no counter.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use web::signed::Keys;

const PURPOSE: &str = "mail-link";

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Deed {
    /// To say whether it is repaired, and then how one was served.
    Answer,
    /// To say how one was served.
    Rate,
    /// To say that an address is one's own, so that what was reported from it is taken in.
    ConfirmAddress,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Answer, Self::Rate, Self::ConfirmAddress];

    const fn code(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::Rate => 2,
            Self::ConfirmAddress => 3,
        }
    }
}

/// A word as it was presented. Nothing in it is to be believed before [`Presented::is_ours`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Presented {
    /// The notice; for [`Deed::ConfirmAddress`] the report that waits.
    pub(super) id: i64,
    pub(super) deed: Deed,
    mac: Vec<u8>,
}

/// What is signed. `bound` is what the row says, so that another row under the same number is another link.
fn content(id: i64, deed: Deed, bound: &str) -> Vec<u8> {
    let mut content = id.to_be_bytes().to_vec();
    content.push(deed.code());
    content.extend(bound.as_bytes());
    content
}

/// The word of a row and a deed.
pub(super) fn sign(keys: &Keys, id: i64, deed: Deed, bound: &str) -> String {
    let mut bytes = id.to_be_bytes().to_vec();
    bytes.push(deed.code());
    bytes.extend(keys.mac(PURPOSE, &content(id, deed, bound)));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a word claims; `None` when it is not in the form of ours.
pub(super) fn read(word: &str) -> Option<Presented> {
    let bytes = URL_SAFE_NO_PAD.decode(word).ok()?;
    let (id, rest) = bytes.split_first_chunk::<8>()?;
    let (deed, mac) = rest.split_first()?;
    let deed = Deed::ALL.into_iter().find(|known| known.code() == *deed)?;
    (mac.len() == 32).then(|| Presented { id: i64::from_be_bytes(*id), deed, mac: mac.to_vec() })
}

impl Presented {
    /// Whether a key of ours made it for a row that says this.
    pub(super) fn is_ours(&self, keys: &Keys, bound: &str) -> bool {
        keys.verify(PURPOSE, &content(self.id, self.deed, bound), &self.mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::new([byte; 32], []).unwrap()
    }

    #[test]
    fn a_word_says_its_row_and_deed_and_is_bound_to_what_the_row_says() {
        for deed in Deed::ALL {
            let word = sign(&keys(1), 42, deed, "7\nmarie@home.example");
            let presented = read(&word).unwrap();
            assert_eq!((presented.id, presented.deed), (42, deed));
            assert!(presented.is_ours(&keys(1), "7\nmarie@home.example"));
            assert!(!presented.is_ours(&keys(1), "7\npaul@home.example"), "another row under that number");
            assert!(!presented.is_ours(&keys(2), "7\nmarie@home.example"), "another installation's key");
        }
    }

    #[test]
    fn whatever_is_changed_or_cut_is_not_ours() {
        let word = sign(&keys(1), 42, Deed::Answer, "x");
        for place in 0..word.len() {
            for other in ['A', 'Q', 'g', '_'] {
                let changed: String =
                    word.chars().enumerate().map(|(i, c)| if i == place { other } else { c }).collect();
                let ours = read(&changed).is_some_and(|found| found.is_ours(&keys(1), "x"));
                assert!(!ours || changed == word, "{changed}");
            }
            assert!(read(&word[..place]).is_none(), "cut after {place}");
        }
        for junk in ["", ".", "é", "AAAA", &"A".repeat(43), &"A".repeat(500)] {
            assert!(read(junk).is_none(), "{junk}");
        }
    }
}
