//! The headers that an automatic mail of ours carries (RFC 3834; protocols.md A10), so that other programs leave it unanswered
//! and people's programs keep one conversation.

/// The header by which we know our own mail when it comes back; its value is the installation's name.
pub const LOOP_HEADER: &str = "X-Vigie-Loop";

/// Why the mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It answers a mail that just came: an acknowledgement.
    Answer,
    /// Something happened.
    Event,
    /// An agent wrote it: a person's mail, sent by us.
    Person,
}

/// What is known of a mail about to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// Why it is sent.
    pub cause: Cause,
    /// Its own identifier, without brackets: stable, so that sending twice is seen as once.
    pub message_id: &'a str,
    /// The last message of the conversation, without brackets.
    pub in_reply_to: Option<&'a str>,
    /// The conversation so far, root first, without brackets.
    pub references: &'a [&'a str],
    /// The signed address ([`crate::address::Signer::reply_address`]).
    pub reply_to: Option<&'a str>,
    /// The stream that the mail belongs to, as a list identifier (`tickets.desk.example.org`), for notices that a person follows.
    pub list_id: Option<&'a str>,
    /// Where the reader ends that stream (RFC 2369): a page of ours.
    pub unsubscribe: Option<&'a str>,
    /// The installation's name.
    pub loop_name: &'a str,
}

/// How many identifiers `References` holds at most: the root and the last ones.
const MOST_REFERENCES: usize = 20;

/// The fields, names as written. No value holds a line break.
pub fn headers(notice: &Notice<'_>) -> Vec<(&'static str, String)> {
    let mut fields: Vec<(&'static str, String)> = vec![("Message-ID", bracketed(notice.message_id))];
    if let Some(last) = notice.in_reply_to {
        fields.push(("In-Reply-To", bracketed(last)));
    }
    let references = references(notice);
    if !references.is_empty() {
        fields.push(("References", references));
    }
    if let Some(address) = notice.reply_to {
        fields.push(("Reply-To", format!("<{}>", plain(address))));
    }
    fields.push((LOOP_HEADER, plain(notice.loop_name)));
    let automatic = match notice.cause {
        Cause::Person => return fields,
        Cause::Answer => "auto-replied",
        Cause::Event => "auto-generated",
    };
    fields.push(("Auto-Submitted", automatic.to_owned()));
    fields.push(("X-Auto-Response-Suppress", "All".to_owned()));
    fields.push(("Precedence", "bulk".to_owned()));
    if let Some(list) = notice.list_id {
        fields.push(("List-Id", bracketed(list)));
    }
    if let Some(page) = notice.unsubscribe {
        fields.push(("List-Unsubscribe", format!("<{}>", plain(page))));
    }
    fields
}

fn references(notice: &Notice<'_>) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for id in notice.references.iter().copied().chain(notice.in_reply_to) {
        ids.retain(|known| *known != id || ids_first(notice) == Some(id));
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST_REFERENCES {
        ids.drain(1..=ids.len() - MOST_REFERENCES);
    }
    ids.into_iter().map(bracketed).collect::<Vec<_>>().join(" ")
}

fn ids_first<'a>(notice: &Notice<'a>) -> Option<&'a str> {
    notice.references.first().copied()
}

fn bracketed(id: &str) -> String {
    format!("<{}>", crate::message::normalise_id(id))
}

/// A value on one line: what came from outside cannot begin another field.
fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice<'a>() -> Notice<'a> {
        Notice {
            cause: Cause::Event,
            message_id: "t42.c9.7781@x.fr",
            in_reply_to: Some("c@x"),
            references: &["root@x", "b@x"],
            reply_to: Some("support+t.42.abc@x.fr"),
            list_id: None,
            unsubscribe: None,
            loop_name: "desk.x.fr",
        }
    }

    fn value<'a>(fields: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
        fields.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn an_automatic_mail_says_so() {
        let fields = headers(&notice());
        assert_eq!(value(&fields, "Auto-Submitted"), Some("auto-generated"));
        assert_eq!(value(&fields, "X-Auto-Response-Suppress"), Some("All"));
        assert_eq!(value(&fields, "References"), Some("<root@x> <b@x> <c@x>"));
        assert_eq!(value(&fields, "In-Reply-To"), Some("<c@x>"));
        assert_eq!(value(&fields, "Reply-To"), Some("<support+t.42.abc@x.fr>"));
        let answer = headers(&Notice { cause: Cause::Answer, ..notice() });
        assert_eq!(value(&answer, "Auto-Submitted"), Some("auto-replied"));
        let person = headers(&Notice { cause: Cause::Person, ..notice() });
        assert_eq!(value(&person, "Auto-Submitted"), None);
        assert_eq!(value(&person, LOOP_HEADER), Some("desk.x.fr"));
    }

    #[test]
    fn references_keep_the_root_and_the_last_ones() {
        let ids: Vec<String> = (0..50).map(|n| format!("{n}@x")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let fields = headers(&Notice { references: &ids, in_reply_to: Some("49@x"), ..notice() });
        let references: Vec<&str> = value(&fields, "References").unwrap().split(' ').collect();
        assert_eq!(
            (references.len(), references[0], references[1], references[19]),
            (20, "<0@x>", "<31@x>", "<49@x>")
        );
    }

    #[test]
    fn nothing_from_outside_begins_another_field() {
        let evil = Notice {
            unsubscribe: Some("https://x/\r\nBcc: x@y"),
            message_id: "a\r\nBcc: x@y",
            in_reply_to: Some("b>\nX: y"),
            reply_to: Some("a@b\r\nBcc: c@d"),
            loop_name: "x\ny",
            ..notice()
        };
        assert!(headers(&evil).iter().all(|(_, value)| !value.contains(['\r', '\n'])));
    }
}
