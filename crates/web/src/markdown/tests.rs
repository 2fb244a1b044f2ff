//! What comes out, and what never does.

use proptest::prelude::*;

use super::*;

fn known(reference: Reference<'_>) -> Option<Target> {
    match reference {
        Reference::Ticket("INC-1") => Some(Target { href: "/tickets/INC-1".to_owned(), label: None }),
        Reference::Mention("sophie") => {
            Some(Target { href: "/people/sophie".to_owned(), label: Some("Sophie <Le Goff>".to_owned()) })
        }
        Reference::Mention("evil") => Some(Target { href: "javascript:alert(1)".to_owned(), label: None }),
        _ => None,
    }
}

fn md(source: &str) -> String {
    markdown(source, &known).0
}

#[test]
fn markdown_is_rendered() {
    assert_eq!(
        md("**a** *b* ~~c~~ `d`").trim(),
        "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>"
    );
    assert_eq!(md("# Titre").trim(), "<h3>Titre</h3>");
    assert!(md("| a |\n|---|\n| b |").contains("<td>b</td>"));
    assert!(md("- [x] fait").contains("type=\"checkbox\""));
    assert!(md("une ligne\nune autre").contains("<br"));
}

#[test]
fn references_become_links_except_in_code_and_links() {
    assert!(md("voir INC-1").contains("<a class=\"ref\" href=\"/tickets/INC-1\""), "{}", md("voir INC-1"));
    let mention = md("@sophie ?");
    assert!(mention.contains("class=\"mention\"") && mention.contains("Sophie &lt;Le Goff&gt;"), "{mention}");
    assert!(!md("`INC-1`").contains("<a"));
    assert!(!md("```\nINC-1\n```").contains("<a"));
    assert_eq!(md("[INC-1](/x)").matches("<a").count(), 1);
    assert!(!md("INC-2 @inconnu").contains("<a"));
    assert!(!md("@evil").contains("<a"));
}

#[test]
fn links_say_nothing_about_the_reader() {
    let link = md("https://a.example/?a=1&b=2");
    assert!(link.contains("href=\"https://a.example/?a=1&amp;b=2\"") && link.contains(REL), "{link}");
    assert!(md("[x](https://a.example)").contains(REL));
}

#[test]
fn nothing_dangerous_survives() {
    for source in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href=\"vbscript:x\">x</a>",
        "<iframe src=//evil.example></iframe>",
        "<svg/onload=alert(1)>",
        "```<script>\n</script>```",
        "[x]: javascript:alert(1)\n[x]",
        "![a](//evil.example/x.png)",
        "<style>*{display:none}</style>",
    ] {
        let safe = md(source);
        let harmless = [
            "<script",
            "<img",
            "<iframe",
            "<svg",
            "<style",
            "<a href=\"javascript",
            "<a href=\"data",
            "<a href=\"vbscript",
        ];
        for tag in harmless {
            assert!(!safe.to_lowercase().contains(tag), "{source} → {safe}");
        }
    }
}

#[test]
fn images_are_ours_or_links() {
    assert!(
        md("![photo](/files/1)").contains("<img src=\"/files/1\" alt=\"photo\""),
        "{}",
        md("![photo](/files/1)")
    );
    let remote = md("![pixel](https://spy.example/p.gif) ![b](/files/2)");
    assert!(remote.contains(">pixel</a>") && !remote.contains("src=\"https:"), "{remote}");
    assert!(remote.contains("<img src=\"/files/2\""), "{remote}");
}

#[test]
fn plain_text_keeps_its_lines_and_nothing_else() {
    let text = plain_text("Bonjour,\r\nvoir INC-1 <b>\r\n\r\n\r\n  https://a.example\n", &known).0;
    assert_eq!(
        text,
        "<p>Bonjour,<br>voir <a class=\"ref\" href=\"/tickets/INC-1\">INC-1</a> &lt;b&gt;</p>\
         <p>  <a href=\"https://a.example\" rel=\"noopener noreferrer nofollow\">https://a.example</a></p>"
    );
    assert_eq!(plain_text("", &known).0, "");
}

proptest! {
    #[test]
    fn any_text_gives_html_without_script(source in ".{0,200}") {
        let safe = md(&source).to_lowercase();
        prop_assert!(!safe.contains("<script") && !safe.contains("onerror=\""));
        let _ = plain_text(&source, &known);
    }
}
