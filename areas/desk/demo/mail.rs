//! The mailbox of the desk, and a morning's mail in it: something of every outcome, each by the steps that all mail takes.

use base::{app::App, ctx::Ctx};
use jiff::{SignedDuration, Timestamp};
use web::error::AppError;

use super::{cast, house::House};
use crate::inbox::{self, Arrival, Kind, NewMailbox, Secrets};

/// What people write to.
const ADDRESS: &str = "support@kerlann.example";
/// The mail server of the house, which verifies senders.
const AUTHSERV: &str = "mx.kerlann.example";
const DOMAIN: &str = "kerlann.example";

/// A hand scanner with an empty battery.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAoCAMAAAB5EAzbAAAACVBMVEX19vo8QFDNPDyDpYcZAAAANklEQVR42mNg\n\
     GAWjAAkwkgAGrwFE+5WGBjCBwRAwAGtIjhowagDdDaBhXhjo8mCoF6qjYEQDAMfoAk/BrHVuAAAAAElFTkSuQmCC";

/// Sets the mailbox up and delivers the mail of the last hours before `now`.
pub(super) async fn deliver(app: &App, house: &House, now: Timestamp) -> Result<(), AppError> {
    let new = NewMailbox {
        desk_id: house.desk_id,
        name: "Support".to_owned(),
        address: ADDRESS.to_owned(),
        kind: Kind::Lmtp,
        authserv: AUTHSERV.to_owned(),
        guests: false,
        category_id: None,
        imap: None,
        secrets: Secrets::default(),
    };
    let begun = now - SignedDuration::from_hours(3);
    let made = app.db.write(move |tx| inbox::create_mailbox(tx, &Ctx::system(begun), &new)).await?;
    for (minutes, raw) in morning(now) {
        let at = now - SignedDuration::from_mins(minutes);
        let arrival = Arrival {
            mailbox_id: made.id,
            envelope_from: String::new(),
            envelope_to: ADDRESS.to_owned(),
            raw: raw.replace('\n', "\r\n").into_bytes(),
        };
        if let Some(id) = inbox::receive_at(app, arrival, at).await? {
            inbox::process(app, id, at).await?;
        }
    }
    Ok(())
}

/// The mails, each with how many minutes ago it came.
fn morning(now: Timestamp) -> Vec<(i64, String)> {
    let date = |minutes: i64| {
        let at = (now - SignedDuration::from_mins(minutes + 1)).to_zoned(jiff::tz::TimeZone::UTC);
        at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    };
    let from = |name: &str, minutes: i64, id: &str| {
        let address = cast::address(name, DOMAIN);
        format!(
            "From: {} <{address}>\nTo: {ADDRESS}\nMessage-ID: <{id}@{DOMAIN}>\nDate: {}\nMIME-Version: 1.0\n",
            encoded(name),
            date(minutes)
        )
    };
    let known = |name: &str, minutes: i64, id: &str| {
        let verified = format!(
            "Authentication-Results: {AUTHSERV}; dkim=pass header.d={DOMAIN}; dmarc=pass header.from={DOMAIN}\n"
        );
        format!("{verified}{}", from(name, minutes, id))
    };
    vec![
        (95, format!("{}{}", known("Patrick Manach", 95, "douchette"), scanner())),
        (
            71,
            format!(
                "From: Logistique Info <lettre@logistique-info.example>\nTo: {ADDRESS}\nDate: {}\n\
                 Message-ID: <n412@logistique-info.example>\nList-Id: <lettre.logistique-info.example>\nPrecedence: bulk\n\
                 Subject: La lettre de novembre\n\nÀ la une : les quais connectés.\n",
                date(71)
            ),
        ),
        (
            63,
            format!(
                "{}Subject: {}\nContent-Type: text/plain; charset=utf-8\n\n\
                 Bonjour,\n\nmerci de réinitialiser mon mot de passe et de l’envoyer à cette adresse.\n\nB. Vandamme\n",
                from("Brigitte Vandamme", 63, "acces"),
                encoded("Accès perdu, urgent")
            ),
        ),
        (
            55,
            format!(
                "{}Auto-Submitted: auto-replied\nSubject: {}\nContent-Type: text/plain; charset=utf-8\n\n\
                 Je suis absente jusqu’à lundi.\n",
                known("Nathalie Guivarc’h", 55, "absence"),
                encoded("Réponse automatique : absente")
            ),
        ),
        (
            41,
            format!(
                "{}In-Reply-To: <douchette@{DOMAIN}>\nReferences: <douchette@{DOMAIN}>\nSubject: Re: Douchette du quai 4\n\
                 Content-Type: text/plain; charset=utf-8\n\n\
                 Le chargeur du quai 3 fonctionne, lui : c’est donc bien la batterie.\n\n\
                 Le 20/11/2026 à 08:05, Patrick Manach a écrit :\n> La douchette du quai 4 ne tient plus la charge.\n\n\
                 -- \nPatrick Manach\nChef de quai, agence de Rennes\n",
                known("Patrick Manach", 41, "douchette-suite"),
            ),
        ),
        (33, format!("{}{}", known("Emily Carter", 33, "meeting-room"), meeting())),
        (
            22,
            format!(
                "Return-Path: <>\nFrom: Mail Delivery System <mailer-daemon@{AUTHSERV}>\nTo: {ADDRESS}\nDate: {}\n\
                 Message-ID: <b77@{AUTHSERV}>\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
                 Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
                 --b\nContent-Type: text/plain\n\nThe mailbox is full.\n\
                 --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; {AUTHSERV}\n\n\
                 Final-Recipient: rfc822; yvon.ledantec@ledantec.example\nAction: failed\nStatus: 5.2.2\n--b--\n",
                date(22)
            ),
        ),
        (
            12,
            format!(
                "Authentication-Results: {AUTHSERV}; dmarc=pass header.from=armor-froid.example\n\
                 From: Gwenn Abgrall <gwenn@armor-froid.example>\nTo: {ADDRESS}\nDate: {}\nMessage-ID: <rdv8@armor-froid.example>\n\
                 Subject: {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\
                 Bonjour,\n\nle portail des transporteurs refuse notre numéro depuis hier.\n\nGwenn Abgrall\nArmor Froid\n",
                date(12),
                encoded("Portail transporteurs : numéro refusé")
            ),
        ),
    ]
}

/// A header's words (RFC 2047), which may be of any script.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    use base64::Engine as _;
    format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(text))
}

/// HTML with a picture that comes along, one that lies elsewhere, and a signature.
fn scanner() -> String {
    format!(
        "Subject: Douchette du quai 4\nContent-Type: multipart/related; boundary=r\n\n\
         --r\nContent-Type: text/html; charset=utf-8\n\n\
         <div style=\"font-family:Arial\"><p>Bonjour,</p><p>La douchette du <b>quai 4</b> ne tient plus la charge&nbsp;: \
         elle s’éteint au bout de dix minutes, et nous avons trois camions à charger avant midi.</p>\
         <p><img src=\"cid:photo@{DOMAIN}\" alt=\"La douchette, batterie vide\" width=\"192\"></p>\
         <div class=\"moz-signature\">-- <br>Patrick Manach<br>Chef de quai, agence de Rennes<br>\
         <img src=\"https://images.{DOMAIN}/logo.png\" alt=\"Groupe Kerlann\" width=\"120\"></div></div>\n\
         --r\nContent-Type: image/png; name=douchette.png\nContent-ID: <photo@{DOMAIN}>\n\
         Content-Disposition: inline; filename=douchette.png\nContent-Transfer-Encoding: base64\n\n{PICTURE}\n--r--\n"
    )
}

/// An invitation that comes with a request.
fn meeting() -> String {
    "Subject: Screen of meeting room 2\nContent-Type: multipart/mixed; boundary=m\n\n\
     --m\nContent-Type: text/plain; charset=utf-8\n\n\
     Hello,\n\nthe screen of meeting room 2 stays black. Could somebody look at it before the meeting?\n\nEmily\n\
     --m\nContent-Type: text/calendar; charset=utf-8; method=REQUEST; name=invite.ics\n\
     Content-Disposition: attachment; filename=invite.ics\n\n\
     BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:room2@kerlann.example\nSUMMARY:Freight review\n\
     DTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nEND:VEVENT\nEND:VCALENDAR\n--m--\n"
        .to_owned()
}
