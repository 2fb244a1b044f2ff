//! What programs make of a mail that they receive: they answer it, send it back, or hand it on without half of its headers.

use crate::smtp_sink::Received;

/// A mail that a program sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robotic {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// The mail, lines ended with LF.
    pub raw: String,
}

/// A header of a received mail, unfolded; empty without it.
#[must_use]
pub fn header(received: &Received, name: &str) -> String {
    let text = received.text();
    let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    let wanted = format!("{}:", name.to_ascii_lowercase());
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&wanted));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The address in a header such as `From`.
#[must_use]
pub fn address_in(received: &Received, name: &str) -> String {
    let value = header(received, name);
    match value.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end_matches('>').to_owned(),
        None => value,
    }
}

fn owner(received: &Received) -> String {
    received.to.first().cloned().unwrap_or_default()
}

/// An out-of-office program as RFC 3834 wants it: it answers the envelope's sender, from nobody, and says what it is.
#[must_use]
pub fn polite_vacation(received: &Received, n: usize) -> Option<Robotic> {
    if received.from.is_empty() || header(received, "auto-submitted").starts_with("auto-replied") {
        return None;
    }
    Some(Robotic {
        from: String::new(),
        to: received.from.clone(),
        raw: format!(
            "From: <{}>\nTo: <{}>\nMessage-ID: <polite{n}@home.example>\nIn-Reply-To: {}\nSubject: Auto: {}\n\
             Auto-Submitted: auto-replied\n\nI am away.\n",
            owner(received),
            received.from,
            header(received, "message-id"),
            header(received, "subject"),
        ),
    })
}

/// An out-of-office program as it should not be: it answers whatever comes, to whom the mail shows, under a new subject, and
/// says nothing of what it is or answers.
#[must_use]
pub fn rude_vacation(received: &Received, n: usize) -> Robotic {
    let (own, to) = (owner(received), address_in(received, "from"));
    Robotic {
        from: own.clone(),
        to: to.clone(),
        raw: format!(
            "From: <{own}>\nTo: <{to}>\nMessage-ID: <rude{n}@home.example>\nSubject: I am on holiday\n\n\
             Back on Monday ({n}).\n"
        ),
    }
}

/// What a mail server reports of a mail that it could not deliver (RFC 3464), to the envelope's sender.
#[must_use]
pub fn delivery_report(
    received: &Received,
    (action, status, words): (&str, &str, &str),
    n: usize,
) -> Robotic {
    let text = received.text();
    let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n", "\n");
    Robotic {
        from: String::new(),
        to: received.from.clone(),
        raw: format!(
            "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: <{}>\nMessage-ID: <dsn{n}@mx.example>\n\
             Subject: Delivery report\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"cut\"\n\n\
             --cut\nContent-Type: text/plain\n\nReport {n}.\n\
             --cut\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822; {}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {words}\n\n\
             --cut\nContent-Type: text/rfc822-headers\n\n{head}\n\n--cut--\n",
            received.from,
            owner(received),
        ),
    }
}

/// A bounce of a mail server that knows no standard: words alone, from an address like any other.
#[must_use]
pub fn wordy_bounce(received: &Received, n: usize) -> Robotic {
    Robotic {
        from: format!("helpdesk{n}@mx.example"),
        to: received.from.clone(),
        raw: format!(
            "From: Mail service <helpdesk{n}@mx.example>\nTo: <{}>\nMessage-ID: <wordy{n}@mx.example>\n\
             Subject: Your message\n\nHello,\n\nthe mailbox {} is not there any more ({n}).\n",
            received.from,
            owner(received),
        ),
    }
}

/// What an echo sends back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Echo {
    /// The mail as it is.
    Whole,
    /// From the echo's own address, without the headers by which programs know each other; the identifier stays.
    Renamed,
    /// The same, under a new identifier and without what it answers.
    Stripped,
    /// The same, without the number in its subject.
    Faceless,
}

/// A mail handed back to the address that it came from.
#[must_use]
pub fn echo(received: &Received, echo: Echo, n: usize) -> Robotic {
    let (own, to) = (owner(received), address_in(received, "from"));
    let text = received.text().replace("\r\n", "\n");
    let raw = match echo {
        Echo::Whole => text,
        Echo::Renamed => rewritten(&text, &own, &to, &header(received, "message-id"), false),
        Echo::Stripped => rewritten(&text, &own, &to, &format!("<echo{n}@home.example>"), false),
        Echo::Faceless => rewritten(&text, &own, &to, &format!("<echo{n}@home.example>"), true),
    };
    Robotic { from: own, to, raw }
}

/// A mail that a careless gateway hands on to its recipient: under another identifier, without what says that a program wrote
/// it, what it answers and which ticket it is about.
#[must_use]
pub fn handed_on(received: &Received, n: usize) -> Robotic {
    let (from, to) = (address_in(received, "from"), owner(received));
    let text = received.text().replace("\r\n", "\n");
    let raw = rewritten(&text, &from, &to, &format!("<gateway{n}@relay.example>"), true);
    Robotic { from, to, raw }
}

/// A mail handed on to its recipient as it is.
#[must_use]
pub fn delivered(received: &Received) -> Robotic {
    let raw = received.text().replace("\r\n", "\n");
    Robotic { from: received.from.clone(), to: owner(received), raw }
}

fn rewritten(text: &str, from: &str, to: &str, id: &str, faceless: bool) -> String {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let mut lines = vec![format!("From: <{from}>"), format!("To: <{to}>"), format!("Message-ID: {id}")];
    for line in unfolded.lines() {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "subject" if faceless => {
                let subject = line.rsplit_once(']').map_or("Something", |(_, subject)| subject.trim());
                lines.push(format!("Subject: {subject}"));
            }
            "subject" | "date" | "mime-version" => lines.push(line.to_owned()),
            name if name.starts_with("content-") => lines.push(line.to_owned()),
            _ => {}
        }
    }
    format!("{}\n\n{body}", lines.join("\n"))
}
