//! Whether the sender is who the mail says: what our own mail server found out (SPF, DKIM, DMARC), as it wrote it into
//! `Authentication-Results` (RFC 8601). A field of anybody else's is worth nothing.

use crate::address;
use crate::message::{FromSource, Message};

/// The verdict of one method (RFC 8601 §2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It does not, says somebody who is not sure.
    SoftFail,
    /// The domain says nothing about it.
    Neutral,
    /// There was nothing to check.
    None,
    /// It could not be checked now.
    TempError,
    /// It cannot be checked.
    PermError,
    /// The site's own policy.
    Policy,
}

/// The verdict of one method on one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was found.
    pub verdict: Verdict,
    /// The domain that it was found of (`header.d`, `smtp.mailfrom`, `header.from`), normalised; empty if not said.
    pub domain: String,
}

/// What our mail server found out about a sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// The envelope sender's domain lets this host send.
    pub spf: Option<Check>,
    /// The signatures.
    pub dkim: Vec<Check>,
    /// The `From` domain's own rule.
    pub dmarc: Option<Check>,
    /// Why the sender is, or is not, taken for who the mail says.
    pub alignment: Alignment,
}

/// Whether what was checked is the domain that the reader sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Alignment {
    /// DMARC passed for the domain of `From`.
    Dmarc,
    /// No DMARC verdict; a signature of the domain of `From`, or of one above it.
    Dkim,
    /// No DMARC verdict; the envelope sender is of the domain of `From`, or of one above it.
    Spf,
    /// Our server wrote no result.
    #[default]
    Unchecked,
    /// Results, and none is about the domain of `From`.
    Unaligned,
    /// The domain of `From` refuses this mail.
    Failed,
    /// `From` names several senders, or none.
    Ambiguous,
}

impl Trust {
    /// Whether the sender may act as the person whose address this is.
    pub fn is_aligned(&self) -> bool {
        matches!(self.alignment, Alignment::Dmarc | Alignment::Dkim | Alignment::Spf)
    }
}

/// Reads the results that one of the `trusted` servers wrote (authserv-ids, compared as domains). Of each method the topmost
/// field counts: servers write above what they received. Your server must strip fields of its own name from outside (RFC 8601 §5).
pub fn trust(message: &Message, trusted: &[&str]) -> Trust {
    let mut trust = Trust::default();
    let mut any = false;
    for value in message.headers.all("authentication-results") {
        let Some(results) = results(value, trusted) else { continue };
        any = true;
        let mut signatures = Vec::new();
        for Found { method, verdict, properties } in results {
            let property = |names: &[&str]| {
                let find = |name: &&str| {
                    properties.iter().find(|(n, _)| n == name).map(|(_, value)| domain_of(value))
                };
                names.iter().find_map(find).unwrap_or_default()
            };
            match method.as_str() {
                "spf" if trust.spf.is_none() => {
                    trust.spf = Some(Check {
                        verdict,
                        domain: property(&["smtp.mailfrom", "smtp.mail", "smtp.helo"]),
                    });
                }
                "dkim" => signatures.push(Check { verdict, domain: property(&["header.d", "header.i"]) }),
                "dmarc" if trust.dmarc.is_none() => {
                    trust.dmarc = Some(Check { verdict, domain: property(&["header.from"]) });
                }
                _ => {}
            }
        }
        if trust.dkim.is_empty() {
            trust.dkim = signatures;
        }
    }
    trust.alignment = if any { alignment(message, &trust) } else { Alignment::Unchecked };
    trust
}

fn alignment(message: &Message, trust: &Trust) -> Alignment {
    let from = address::domain(&message.from.address);
    let all_from = message.headers.all("from").flat_map(crate::message::parse_list);
    let others = all_from.filter(|mailbox| !address::same(&mailbox.address, &message.from.address)).count();
    if from.is_empty() || message.from_source != FromSource::From || others > 0 {
        return Alignment::Ambiguous;
    }
    match &trust.dmarc {
        Some(Check { verdict: Verdict::Pass, domain }) if domain.is_empty() || *domain == from => {
            return Alignment::Dmarc;
        }
        Some(Check { verdict: Verdict::Fail, .. }) => return Alignment::Failed,
        Some(Check { verdict: Verdict::Pass, .. }) => return Alignment::Unaligned,
        _ => {}
    }
    let holds = |check: &Check| check.verdict == Verdict::Pass && covers(&check.domain, &from);
    if trust.dkim.iter().any(holds) {
        Alignment::Dkim
    } else if trust.spf.as_ref().is_some_and(holds) {
        Alignment::Spf
    } else {
        Alignment::Unaligned
    }
}

/// Whether what is proved of `domain` is proved of `from`: the same, or one above. One below is not enough without a list of
/// public suffixes, since it may be somebody else's.
fn covers(domain: &str, from: &str) -> bool {
    domain.contains('.')
        && (domain == from || from.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// The domain in an address, an `@domain` or a domain.
fn domain_of(value: &str) -> String {
    let value = value.trim_matches(['"', '<', '>']);
    address::normalise_domain(value.rsplit_once('@').map_or(value, |(_, domain)| domain))
}

struct Found {
    method: String,
    verdict: Verdict,
    properties: Vec<(String, String)>,
}

/// The results of one field, if a trusted server wrote it.
fn results(value: &str, trusted: &[&str]) -> Option<Vec<Found>> {
    let value = without_comments(value);
    let mut pieces = split_outside_quotes(&value, ';').into_iter();
    // `id [version]`.
    let server = pieces.next()?.split_whitespace().next()?.trim_matches('"').to_owned();
    let server = address::normalise_domain(&server);
    if !trusted.iter().any(|one| !one.is_empty() && address::normalise_domain(one) == server) {
        return None;
    }
    Some(pieces.filter_map(|piece| found(&piece)).collect())
}

/// `dkim=pass reason="ok" header.d=x.org`.
fn found(piece: &str) -> Option<Found> {
    let joined = join_equals(piece);
    let words = split_outside_quotes(&joined, ' ');
    let mut pairs = words.iter().filter_map(|word| word.split_once('='));
    let (method, verdict) = pairs.next()?;
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let verdict = match verdict.trim_matches('"').to_ascii_lowercase().as_str() {
        "pass" => Verdict::Pass,
        "fail" | "hardfail" => Verdict::Fail,
        "softfail" => Verdict::SoftFail,
        "neutral" => Verdict::Neutral,
        "none" => Verdict::None,
        "temperror" => Verdict::TempError,
        "permerror" => Verdict::PermError,
        "policy" => Verdict::Policy,
        _ => return None,
    };
    let properties =
        pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.trim_matches('"').to_owned())).collect();
    Some(Found { method, verdict, properties })
}

/// Blanks around `=` mean nothing.
fn join_equals(text: &str) -> String {
    let mut joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for spaced in [" =", "= "] {
        while joined.contains(spaced) {
            joined = joined.replace(spaced, "=");
        }
    }
    joined
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in text.chars() {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            '\\' if !was_escaped => escaped = true,
            '"' if depth == 0 && !was_escaped => quoted = !quoted,
            '(' if !quoted && !was_escaped => depth += 1,
            ')' if !quoted && !was_escaped && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

fn split_outside_quotes(text: &str, at: char) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        if c == '"' {
            quoted = !quoted;
        }
        if c == at && !quoted {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;

    fn read(results: &str) -> Trust {
        let raw = format!("{results}From: Ana <ana@x.fr>\nSubject: s\n\nhello");
        trust(&parse(raw.as_bytes()), &["mx.desk.fr"])
    }

    #[test]
    fn only_our_own_server_is_believed() {
        let table = [
            ("", Alignment::Unchecked),
            ("Authentication-Results: evil.org; dmarc=pass header.from=x.fr\n", Alignment::Unchecked),
            (
                "Authentication-Results: mx.desk.fr.evil.org; dmarc=pass header.from=x.fr\n",
                Alignment::Unchecked,
            ),
            (
                "Authentication-Results: evil.org (mx.desk.fr); dmarc=pass header.from=x.fr\n",
                Alignment::Unchecked,
            ),
            (
                "Authentication-Results: MX.desk.fr 1; dmarc=pass (p=reject) header.from=x.fr\n",
                Alignment::Dmarc,
            ),
            (
                "Authentication-Results: mx.desk.fr; dmarc=fail header.from=x.fr; dkim=pass header.d=x.fr\n",
                Alignment::Failed,
            ),
            ("Authentication-Results: mx.desk.fr; dmarc=pass header.from=y.fr\n", Alignment::Unaligned),
            ("Authentication-Results: mx.desk.fr; dkim=pass header.d=x.fr\n", Alignment::Dkim),
            ("Authentication-Results: mx.desk.fr; dkim = pass header.i = @x.fr\n", Alignment::Dkim),
            ("Authentication-Results: mx.desk.fr; dkim=pass header.d=evil.org\n", Alignment::Unaligned),
            ("Authentication-Results: mx.desk.fr; dkim=pass header.d=evil.x.fr\n", Alignment::Unaligned),
            ("Authentication-Results: mx.desk.fr; dkim=pass header.d=fr\n", Alignment::Unaligned),
            ("Authentication-Results: mx.desk.fr; spf=pass smtp.mailfrom=ana@x.fr\n", Alignment::Spf),
            (
                "Authentication-Results: mx.desk.fr; spf=softfail smtp.mailfrom=ana@x.fr\n",
                Alignment::Unaligned,
            ),
            ("Authentication-Results: mx.desk.fr; none\n", Alignment::Unaligned),
            (
                "Authentication-Results: mx.desk.fr; spf=fail reason=\"; dmarc=pass header.from=x.fr\"\n",
                Alignment::Unaligned,
            ),
            (
                "Authentication-Results: mx.desk.fr; dmarc=fail header.from=x.fr\nAuthentication-Results: mx.desk.fr; dmarc=pass header.from=x.fr\n",
                Alignment::Failed,
            ),
            (
                "Authentication-Results: mx.desk.fr; dmarc=pass header.from=x.fr\nFrom: Eve <eve@x.fr>\n",
                Alignment::Ambiguous,
            ),
        ];
        for (headers, expected) in table {
            assert_eq!(read(headers).alignment, expected, "{headers}");
        }
    }

    #[test]
    fn the_details_are_there_for_the_reader() {
        let trust = read(
            "Authentication-Results: mx.desk.fr;\n\tspf=fail (not allowed; really) smtp.mailfrom=bounce@list.org;\n\tdkim=pass header.d=a.org;\n\tdkim=fail header.d=x.fr;\n\tdmarc=none header.from=x.fr\n",
        );
        assert_eq!(trust.spf, Some(Check { verdict: Verdict::Fail, domain: "list.org".into() }));
        assert_eq!(trust.dkim.len(), 2);
        assert_eq!(trust.dmarc.as_ref().map(|check| check.verdict), Some(Verdict::None));
        assert!(!trust.is_aligned());
    }
}
