//! What the mail programs of a desk's users write below and above the new words.

use super::*;

fn kinds(text: &str) -> Vec<(Kind, String)> {
    split(text).into_iter().map(|segment| (segment.kind, text[segment.range].trim().to_owned())).collect()
}

#[test]
fn new_words_are_found_in_every_program_s_answers() {
    let answers = [
        "Neu.\n\nOn Mon, Nov 2, 2026 at 9:12 AM Support <s@x.fr> wrote:\n\n> old\n> words\n",
        "Neu.\n\nOn Mon, Nov 2, 2026 at 9:12 AM Support\n<s@x.fr> wrote:\n> old\n",
        "Neu.\n\nLe lun. 2 nov. 2026 à 09:12, Support <s@x.fr> a écrit :\n\n> ancien\n",
        "Neu.\n\nLe 02/11/2026 à 09:12, Support a écrit\u{a0}:\n> ancien\n",
        "Neu.\n\n> Le 2 nov. 2026 à 09:12, Support <s@x.fr> a écrit :\n> \n> ancien\n",
        "Neu.\n\nAm 02.11.2026 um 09:12 schrieb Support:\n> alt\n",
        "Neu.\n\n-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Ana\nSubject: x\n\nold\n",
        "Neu.\n\n-----Message d'origine-----\nDe : Support\nEnvoyé : lundi\n\nancien\n",
        "Neu.\n\n________________________________\nDe : Support <s@x.fr>\nEnvoyé : lundi 2 novembre 2026 09:12\nÀ : Ana\nObjet : x\n\nancien\n",
        "Neu.\n\n*From:* Support\n*Sent:* Monday\n*To:* Ana\n*Subject:* x\n\nold\n",
        "Neu.\n\n---------- Forwarded message ---------\nFrom: Support\n\nold\n",
        "Neu.\n\n----- Mail original -----\nDe: Support\n\nancien\n",
        "Neu.\n\nLe lundi 2 novembre 2026 à 09:12, Support <s@x.fr> a écrit :\n\nancien sans marques\n",
        "Neu.\n\n--- Répondre au-dessus de cette ligne ---\n\nancien\n",
        "Neu.\n\n-- \nAna\n+33 1\n",
        "Neu.\n\nEnvoyé de mon iPhone\n\n> Le 2 nov. 2026 à 09:12, Support a écrit :\n> ancien\n",
        "Neu.\n\nSent from my Galaxy\n",
        "Neu.\n\nBien cordialement,\n\nAna Morel\nAtelier 4\n01 02 03 04 05\n",
        "Neu.\n\nBest regards\nAna\n\nThis message is confidential and may be privileged. If you are not the intended recipient, delete it and do tell us as soon as you can, because it matters to our lawyers.\n",
        "Neu.\r\n\r\nOn 2026-11-02 09:12, Support wrote:\r\n> old\r\n",
    ];
    for answer in answers {
        assert_eq!(new_words(answer), "Neu.", "{answer}");
    }
}

#[test]
fn words_between_and_below_quotes_are_new() {
    let text = "Le 2 nov. 2026 à 09:12, Support a écrit :\n> Quel étage ?\n\nLe deuxième.\n\n> Depuis quand ?\n\nHier.\n\n-- \nAna\n";
    assert_eq!(
        kinds(text),
        [
            (Kind::Quote, "Le 2 nov. 2026 à 09:12, Support a écrit :\n> Quel étage ?".to_owned()),
            (Kind::New, "Le deuxième.".to_owned()),
            (Kind::Quote, "> Depuis quand ?".to_owned()),
            (Kind::New, "Hier.".to_owned()),
            (Kind::Signature, "-- \nAna".to_owned()),
        ]
    );
}

#[test]
fn words_on_both_sides_of_a_desk_s_own_are_new() {
    let text = "above\n\n=-= To answer by email, write above this line =-=\n\nold\n\n=_= To answer by email, write under this line =_=\n\nbelow\n";
    let new: Vec<String> =
        kinds(text).into_iter().filter(|(kind, _)| *kind == Kind::New).map(|(_, words)| words).collect();
    assert_eq!(new, ["above", "below"]);
}

#[test]
fn what_only_looks_like_a_mark_stays_new() {
    let plain = [
        "Bonjour,\nde : rien à dire\nsalut",
        "As I wrote:\nthe printer is dead.",
        "From: here to there is a long way\nand nobody goes.",
        "Merci\nCordialement,\nAna\n\nPS : quand passez-vous ?",
        "a\n--\nb ?\nc",
        "-----------\nTableau\n-----------",
        "On the desk she wrote:\nnothing",
    ];
    for text in plain {
        assert_eq!(kinds(text), [(Kind::New, text.trim().to_owned())], "{text}");
    }
    assert_eq!(new_words("> all\n> quoted"), "> all\n> quoted");
    assert_eq!(split(""), []);
}

fn folded(html: &str) -> FoldedHtml {
    fold_html(&crate::html::sanitise(html, false, |_| None).html)
}

#[test]
fn html_quotes_are_wrapped() {
    let pages = [
        "<div>Neu.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon wrote:<br></div><blockquote>old</blockquote></div>",
        "<p>Neu.</p><div class=moz-cite-prefix>Le 2/11/2026, S a écrit :<br></div><blockquote type=cite>old</blockquote>",
        "<div>Neu.</div><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>De :</b> S</div><div>old</div>",
        "<div class=WordSection1><p>Neu.</p><div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p><b>From:</b> S<br><b>Sent:</b> Monday<br><b>To:</b> A<br><b>Subject:</b> x</p></div></div><p>old</p></div>",
        "<div>Neu.</div><hr id=zwchr><div><b>De: </b>S<br>old</div>",
        "<p>Neu.</p><p>-----Message d'origine-----<br>De : S</p><p>old</p>",
        "<div><p>Neu.</p></div><div><blockquote type=\"cite\"><div>On 2 Nov 2026, at 09:12, S wrote:</div>old</blockquote></div>",
        "<div>Neu.</div><div class=protonmail_quote>On Monday S wrote:<blockquote>old</blockquote></div>",
        "<p id=reply-intro>On 2026-11-02 S wrote:</p><blockquote type=cite>old</blockquote><p>Neu.</p>",
    ];
    for page in pages {
        let folded = folded(page);
        assert!(folded.quotes >= 1 && folded.has_new_words, "{page}: {folded:?}");
        let mut outside = String::new();
        let mut rest = folded.html.as_str();
        while let Some((before, after)) = rest.split_once("<details") {
            outside.push_str(before);
            rest = after.split_once("</details>").map_or("", |(_, rest)| rest);
        }
        outside.push_str(rest);
        assert!(outside.contains("Neu."), "{page}: {}", folded.html);
        assert!(
            !outside.contains("old") && !outside.contains("De :") && !outside.contains("wrote:"),
            "{page}: {}",
            folded.html
        );
    }
}

#[test]
fn a_page_without_quotes_stays_and_a_forward_says_that_nothing_is_new() {
    let page = "<p>From: here to there</p><blockquote>a saying</blockquote>";
    assert_eq!(folded(page).quotes, 0);
    let forward = folded("<div class=gmail_quote>all of it</div>");
    assert_eq!((forward.quotes, forward.has_new_words), (1, false));
}
