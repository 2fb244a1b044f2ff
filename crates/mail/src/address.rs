//! Addresses: compared as mail systems compare them, and made to carry which ticket or which sending they answer, signed so
//! that nobody can make one up (protocols.md §7, A10).

use data_encoding::{BASE32_NOPAD, DecodePartial};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// An address as it is compared: no blanks, lower case, the domain in its ASCII form (IDNA) without a final dot. The local part
/// is compared without case, as every system in use does.
pub fn normalise(address: &str) -> String {
    let address: String =
        address.trim().chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = normalise_domain(domain);
            let local = local.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or(local);
            format!("{}@{domain}", local.trim().to_lowercase())
        }
        None => address.to_lowercase(),
    }
}

/// A domain as it is compared: ASCII (IDNA), lower case, no final dot.
pub fn normalise_domain(domain: &str) -> String {
    let domain = domain.trim().trim_end_matches('.');
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

/// Whether both are the same mailbox.
pub fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && normalise(one) == normalise(other)
}

/// What follows the `@`, normalised; empty without one.
pub fn domain(address: &str) -> String {
    address.rsplit_once('@').map(|(_, domain)| normalise_domain(domain)).unwrap_or_default()
}

/// Whether an address can be written to: one `@`, both sides there, no blanks or control characters, lengths of RFC 5321
/// §4.5.3.1.
pub fn is_plausible(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain = |text: &str| {
        !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','))
    };
    (1..=64).contains(&local.len())
        && (1..=255).contains(&domain.len())
        && plain(address)
        && (!local.contains('@') || local.starts_with('"'))
        && !domain.starts_with('.')
        && !domain.contains("..")
}

/// What a signed address of ours says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Token {
    /// An answer to this ticket.
    Ticket(i64),
    /// A bounce of this sending.
    Delivery(i64),
}

/// Makes and reads signed addresses. Holding one gives no right: it says which ticket is meant, not who writes.
#[derive(Clone)]
pub struct Signer {
    /// The first signs, all are accepted, so that a key can be changed.
    keys: Vec<Hmac<Sha256>>,
    separator: char,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({} keys, {:?})", self.keys.len(), self.separator)
    }
}

/// Ten bytes, 80 bits: sixteen letters of base32.
const MAC_BYTES: usize = 10;

/// What may stand before the token, whatever the separator is now: addresses that were given out stay good.
const SEPARATORS: [char; 5] = ['+', '-', '=', '_', '.'];

impl Signer {
    /// `key` signs; the `former` keys are still accepted. `separator` stands between mailbox and token: `+`, or whatever the
    /// receiving mail server keeps (`-`, `=`, `_`); any other is taken for `+`.
    pub fn new<'a>(key: &'a [u8], former: impl IntoIterator<Item = &'a [u8]>, separator: char) -> Self {
        let keys = std::iter::once(key).chain(former).map(Self::mac_of).collect();
        Self { keys, separator: if SEPARATORS.contains(&separator) { separator } else { '+' } }
    }

    fn mac_of(key: &[u8]) -> Hmac<Sha256> {
        // Hashed to one block, so that any length of key will do.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(Sha256::digest(key)).for_each(|(to, from)| *to = from);
        Hmac::new(&block)
    }

    /// The address that answers to a ticket go to: `support@x.fr` gives `support+t.42.<mac>@x.fr`. None if `mailbox` is no
    /// address or its local part leaves no room (RFC 5321: 64 bytes).
    pub fn reply_address(&self, mailbox: &str, ticket: i64) -> Option<String> {
        let (local, domain) = mailbox.rsplit_once('@')?;
        let token = self.token(Token::Ticket(ticket))?;
        let address = format!("{local}{}{token}@{domain}", self.separator);
        is_plausible(&address).then_some(address)
    }

    /// The envelope sender of a sending, to which its bounces go (VERP): `b+7781.<mac>@x.fr`. `local` is the mailbox that takes
    /// bounces in this domain, usually `b`.
    pub fn bounce_address(&self, local: &str, domain: &str, delivery: i64) -> Option<String> {
        let token = self.token(Token::Delivery(delivery))?;
        let address = format!("{local}{}{token}@{domain}", self.separator);
        is_plausible(&address).then_some(address)
    }

    fn token(&self, token: Token) -> Option<String> {
        let mac = self.keys.first()?.clone().chain_update(signed(token)).finalize().into_bytes();
        let mac = BASE32_NOPAD.encode(mac.get(..MAC_BYTES)?).to_ascii_lowercase();
        Some(match token {
            Token::Ticket(number) => format!("t.{number}.{mac}"),
            Token::Delivery(number) => format!("{number}.{mac}"),
        })
    }

    /// What an address says, if one of our keys signed it. Case does not matter: mail systems change it.
    pub fn read(&self, address: &str) -> Option<Token> {
        let address = address.trim().trim_matches(['<', '>', '"', '\'']);
        let (local, _) = address.rsplit_once('@')?;
        let local = local.trim_matches('"').to_ascii_uppercase();
        let (head, mac) = local.rsplit_once('.')?;
        let (before, number) =
            head.rsplit_once(|c: char| !c.is_ascii_digit()).map_or(("", head), |(_, number)| {
                (head.get(..head.len() - number.len()).unwrap_or_default(), number)
            });
        if number.is_empty() || number.len() > 19 || (number.len() > 1 && number.starts_with('0')) {
            return None;
        }
        let number: i64 = number.parse().ok()?;
        let mut tag = [0; MAC_BYTES];
        if BASE32_NOPAD.decode_len(mac.len()) != Ok(MAC_BYTES) {
            return None;
        }
        BASE32_NOPAD
            .decode_mut(mac.as_bytes(), &mut tag)
            .map_err(|DecodePartial { error, .. }| error)
            .ok()?;
        let token = match before.strip_suffix("T.") {
            Some(mailbox) if mailbox.is_empty() || mailbox.ends_with(SEPARATORS) => Token::Ticket(number),
            _ if before.is_empty() || before.ends_with(SEPARATORS) => Token::Delivery(number),
            _ => return None,
        };
        let good = self.keys.iter().fold(false, |good, key| {
            good | key.clone().chain_update(signed(token)).verify_truncated_left(&tag).is_ok()
        });
        good.then_some(token)
    }
}

/// What is authenticated: the purpose and the number, so that one cannot be turned into the other.
fn signed(token: Token) -> Vec<u8> {
    let (purpose, number): (&[u8], i64) = match token {
        Token::Ticket(number) => (b"mail-reply\0", number),
        Token::Delivery(number) => (b"mail-bounce\0", number),
    };
    [purpose, &number.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer() -> Signer {
        Signer::new(b"a key of this desk that nobody knows", [], '+')
    }

    #[test]
    fn addresses_compare_as_mail_systems_do() {
        let table = [
            ("Ana@X.FR", "ana@x.fr", true),
            ("ana@x.fr.", "<ana@x.fr>", true),
            ("zoe@münchen.de", "ZOE@xn--mnchen-3ya.de", true),
            ("\"ana\"@x.fr", "ana@x.fr", true),
            ("ana@x.fr", "ana@sub.x.fr", false),
            ("ana+a@x.fr", "ana@x.fr", false),
            ("", "", false),
        ];
        for (one, other, expected) in table {
            assert_eq!(same(one, other), expected, "{one} {other}");
        }
        assert!(
            is_plausible("a@b.c") && !is_plausible("a b@c") && !is_plausible("a@") && !is_plausible("a@b@c")
        );
    }

    #[test]
    fn a_made_up_or_changed_token_is_refused() {
        let signer = signer();
        let good = signer.reply_address("support@x.fr", 42).unwrap();
        assert!(good.starts_with("support+t.42."), "{good}");
        assert_eq!(signer.read(&good), Some(Token::Ticket(42)));
        for bad in [
            good.replace("t.42.", "t.43."),
            good.replace("t.42.", "42."),
            good.replace("t.42.", "t.042."),
            good.replace('@', "a@"),
            "support@x.fr".into(),
            "support+t.42.@x.fr".into(),
            String::new(),
        ] {
            assert_eq!(signer.read(&bad), None, "{bad}");
        }
        assert_eq!(Signer::new(b"another", [], '+').read(&good), None);
        let changed = Signer::new(b"new", [&b"a key of this desk that nobody knows"[..]], '-');
        assert_eq!(changed.read(&good), Some(Token::Ticket(42)));
        assert_eq!(signer.reply_address(&format!("{}@x.fr", "a".repeat(60)), 1), None);
    }

    proptest! {
        #[test]
        fn tokens_survive_mail_systems(number in 1..=i64::MAX, separator in prop::sample::select(&SEPARATORS[..]), upper: bool) {
            let signer = Signer::new(b"k", [], separator);
            let reply = signer.reply_address("help.desk-fr@x.fr", number).unwrap();
            let bounce = signer.bounce_address("b", "x.fr", number).unwrap();
            let change = |address: String| if upper { format!("<{}>", address.to_uppercase()) } else { address };
            prop_assert_eq!(signer.read(&change(reply)), Some(Token::Ticket(number)));
            prop_assert_eq!(signer.read(&change(bounce)), Some(Token::Delivery(number)));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            prop_assert_eq!(signer().read(&text), None);
            let _ = normalise(&text);
        }
    }
}
