//! What holds for any bytes: mails are read, texts are split without loss, pages become harmless.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::sync::LazyLock;

use mail::message::{Limits, parse, parse_within};
use mail::{bounce, html, origin, quote, thread, trust};
use proptest::prelude::*;

static MAILS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mails");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
});

/// Everything that is asked of a mail.
fn ask(raw: &[u8]) {
    let message = parse(raw);
    assert!(!message.message_id.is_empty());
    assert!(!message.subject.contains(['\n', '\r', '\0']));
    for part in &message.parts {
        assert!(!part.name.is_empty() && !part.name.contains(['/', '\\', '\0', '\n']), "{:?}", part.name);
    }
    let _ = origin::origin(&message, &origin::Ours { addresses: &["support@desk.example"], loop_name: "x" });
    let _ = bounce::bounce(&message);
    let _ = trust::trust(&message, &["mx.desk.example"]);
    let signer = mail::address::Signer::new(b"key", [], '+');
    let _ = thread::candidates(&message, &signer, &["INC", "REQ"]);
    whole(&message.text);
    if let Some(page) = &message.html {
        harmless(page);
    }
}

/// A split loses nothing.
fn whole(text: &str) {
    let mut at = 0;
    for segment in quote::split(text) {
        assert_eq!(segment.range.start, at);
        assert!(text.get(segment.range.clone()).is_some_and(|piece| !piece.is_empty()));
        at = segment.range.end;
    }
    assert_eq!(at, text.len());
}

/// A page has nothing left that runs, and folding it changes nothing but the wrappers.
fn harmless(page: &str) {
    let safe = html::sanitise(page, false, |_| None);
    let lower = safe.html.to_lowercase();
    for bad in ["<script", "<iframe", "<form", "<object", "<meta", "<link", "<style", "<svg", "<base"] {
        assert!(!lower.contains(bad), "{bad} in {lower}");
    }
    let folded = quote::fold_html(&safe.html);
    let unfolded = folded
        .html
        .replace("<details class=\"mail-quote\"><summary></summary>", "")
        .replace("</details>", "");
    assert_eq!(unfolded, safe.html);
    // What was made harmless stays as it is.
    let again =
        html::sanitise(&folded.html.replace("<details", "<x").replace("</details", "</x"), false, |_| None);
    assert!(!again.html.to_lowercase().contains("<script"));
    let _ = html::text_of(page);
}

fn page_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<blockquote type=cite>",
            "</blockquote>",
            "<div class=gmail_quote>",
            "<div id=\"divRplyFwdMsg\">",
            "<br>",
            "<hr>",
            "<table><tr><td>",
            "</table>",
            "<img src=cid:a>",
            "<img src=http://x/y.png>",
            "<script>alert(1)</script>",
            "<svg><style><img src=x onerror=alert(1)>",
            "<math>",
            "<a href=\"javascript:x\">",
            "</a>",
            "<b>From:</b> Ana<br>",
            "<b>Sent:</b> today<br>",
            "<b>To:</b> x<br>",
            "On Monday Ana wrote:",
            "<div style=\"position:fixed\">",
            "<!--",
            "-->",
            "<textarea>",
            "<x y=\"",
            "\">",
            "&lt;",
            "&amp;",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            "> quoted",
            ">> deeper",
            "-- ",
            "--",
            "Cordialement,",
            "Le lun. 3 nov. 2026 à 09:12, Ana <a@x.fr> a écrit :",
            "On Mon, Nov 3, 2026 at 9:12 AM Ana",
            "<a@x.fr> wrote:",
            "-----Message d'origine-----",
            "De : Ana",
            "Envoyé : lundi",
            "À : moi",
            "Objet : x",
            "________________________________",
            "Sent from my iPhone",
            "Bonjour,",
            "\r",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,30}",
    ]
}

#[test]
fn every_own_mail_is_read() {
    MAILS.iter().for_each(|raw| ask(raw));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_bytes_are_a_mail(raw in prop::collection::vec(any::<u8>(), 0..2000)) {
        ask(&raw);
    }

    #[test]
    fn damaged_mails_are_read(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
    ) {
        let mut raw = which.get(&MAILS).clone();
        for (at, byte, what) in changes {
            let at = at.index(raw.len().max(1)).min(raw.len().saturating_sub(1));
            match what {
                0 if !raw.is_empty() => raw[at] = byte,
                1 if !raw.is_empty() => { raw.remove(at); }
                2 => raw.insert(at, byte),
                _ => raw.truncate(at.max(1)),
            }
        }
        ask(&raw);
    }

    #[test]
    fn a_split_loses_nothing(lines in prop::collection::vec(line(), 0..30), crlf: bool) {
        whole(&lines.join(if crlf { "\r\n" } else { "\n" }));
    }

    #[test]
    fn any_page_becomes_harmless(pieces in prop::collection::vec(page_piece(), 0..40)) {
        harmless(&pieces.concat());
    }

    #[test]
    fn limits_hold(parts in 0..60_usize, depth in 0..8_usize) {
        let mut raw = String::from("From: a@x\n");
        for n in 0..depth {
            raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
        }
        raw.push_str("Content-Type: multipart/mixed; boundary=z\n\n");
        for n in 0..parts {
            raw.push_str(&format!("--z\nContent-Type: application/x\n\npart {n}\n"));
        }
        let limits = Limits { depth: 5, parts: 30, ..Limits::default() };
        let message = parse_within(raw.as_bytes(), &limits);
        prop_assert!(message.parts.len() <= 30);
        // What is too deep but empty is no loss.
        let fits = depth < 5 && parts + depth <= 30;
        prop_assert!(message.dropped.is_empty() || !fits);
        prop_assert!(!message.dropped.is_empty() || fits || parts == 0);
    }
}
