//! The classes of attack that desks were hit by (peers.md §3.8), pictures, and pages as text.

use super::*;

fn safe(html: &str) -> String {
    sanitise(html, false, |_| None).html
}

#[test]
fn nothing_runs_moves_or_fetches() {
    let attacks = [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "<svg onload=alert(1)>x</svg>x",
        "<a href=\" java\nscript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<iframe src=//evil></iframe>x",
        "<form action=//evil><input name=p><button>x</button></form>",
        "<meta http-equiv=refresh content='0;url=//evil'>x",
        "<link rel=stylesheet href=//evil>x",
        "<style>@import '//evil';</style>x",
        "<base href=//evil>x",
        "<object data=//evil></object><embed src=//evil>x",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">x",
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;background:url(//evil)\">x</div>",
        "<div style=\"background-image:url('http://evil/x')\">x</div>",
        "<table background=\"http://evil/x.png\"><tr><td>x</td></tr></table>",
        "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">x",
        "<img srcset=\"http://evil/x.png 2x\" src=\"http://ok/y.png\">x",
        "<video src=http://evil autoplay></video><audio src=http://evil></audio>x",
        "<input autofocus onfocus=alert(1)>x",
        "<details open ontoggle=alert(1)>x</details>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x",
        "<p id=location class=modal name=forms>x</p>",
        "<a href=vbscript:msgbox(1)>x</a>",
        "<a href='//evil/x'>x</a>",
        "<img src=\"file:///etc/passwd\">x",
        "<a target=_self href=http://a.b>x</a>",
    ];
    for attack in attacks {
        let html = safe(attack);
        let lower = html.to_lowercase();
        for bad in [
            "<script",
            "onerror=\"",
            "onload",
            "javascript:",
            "vbscript:",
            "<iframe",
            "<form",
            "<input",
            "<button",
            "<meta",
            "<link",
            "<style",
            "<base",
            "<object",
            "<embed",
            "position",
            "url(",
            "background=",
            "svg",
            " srcset",
            "<video",
            "<audio",
            "<details",
            "text/html",
            "file:",
            "id=\"location",
            "class=\"modal",
            "name=",
            "_self",
            "evil/x.png\"",
        ] {
            assert!(!lower.contains(bad), "{bad:?} left of {attack:?}: {html}");
        }
        // The content of formulas goes with them.
        assert!(html.contains('x') || attack.starts_with("<math"), "words lost of {attack:?}: {html}");
        assert!(!lower.contains(" src=\"http"), "{html}");
    }
}

#[test]
fn what_mails_are_made_of_stays() {
    let page = "<table width=\"100%\" cellpadding=2><tr><td style=\"color:red;position:absolute\" bgcolor=#fff>a</td></tr></table>\
                <ul><li>b</li></ul><font color=blue face=Arial>c</font><a href=\"https://x.fr/?a=1&amp;b=2\">d</a>";
    let html = safe(page);
    for kept in [
        "width=\"100%\"",
        "style=\"color:red\"",
        "bgcolor=\"#fff\"",
        "<li>b</li>",
        "color=\"blue\"",
        "https://x.fr/?a=1&amp;b=2",
        "rel=\"noopener noreferrer nofollow\"",
    ] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
}

#[test]
fn pictures_are_fetched_only_when_asked() {
    let page = "<img src=\"http://x/a.png?u=1&amp;v=2\" width=1><img src=cid:one><img src=\"CID:%3Ctwo@x%3E\"><img src=\"data:image/png;base64,aaaa\">";
    let inline = |id: &str| (id != "one").then(|| format!("/f/{id}?a=\"b"));
    let blocked = sanitise(page, false, inline);
    assert_eq!((blocked.remote_images, blocked.missing_images), (1, 1));
    assert!(blocked.html.contains("data-src=\"http://x/a.png?u=1&amp;v=2\""), "{}", blocked.html);
    assert!(blocked.html.contains("src=\"/f/two@x?a=&quot;b\""), "{}", blocked.html);
    assert!(blocked.html.contains("src=\"data:image/png;base64,aaaa\""), "{}", blocked.html);
    let shown = sanitise(page, true, inline);
    assert!(
        shown.html.contains(" src=\"http://x/a.png?u=1&amp;v=2\" referrerpolicy=\"no-referrer\""),
        "{}",
        shown.html
    );
    let large = format!("<img src=\"data:image/png;base64,{}\">", "a".repeat(LARGEST_DATA_IMAGE));
    assert_eq!(sanitise(&large, true, inline).missing_images, 1);
}

#[test]
fn pages_nested_beyond_sense_are_shown_as_words() {
    for tag in ["div", "b", "table", "font", "blockquote", "a"] {
        let page = format!("{}deep words", format!("<{tag}>").repeat(100_000));
        let html = safe(&page);
        assert!(html.contains("deep words") && html.len() < 400_000, "{tag} {}", html.len());
        assert!(text_of(&page).ends_with("deep words"), "{tag}");
    }
}

#[test]
fn pages_that_make_the_parser_repeat_itself_are_shown_as_words() {
    let fonts: String = (0..300).map(|n| format!("<font size={n}>")).collect();
    for page in [
        format!("<p>{fonts}</p>{}deep words", "<p>x</p>".repeat(100_000)),
        format!("{}deep words", "<div></span>".repeat(100_000)),
    ] {
        let html = safe(&page);
        assert!(html.contains("deep words") && html.len() < 2_000_000, "{}", html.len());
    }
}

#[test]
fn pages_read_well_as_text() {
    let table = [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>d", "- a\n- b\n  1. c\n\nd"),
        ("x<blockquote><p>a</p><p>b</p></blockquote>y", "x\n\n> a\n>\n> b\n\ny"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        (
            "<a href=\"https://x.fr/a\">ici</a> <a href=\"https://x.fr\">x.fr</a> <a href=\"mailto:a@x.fr\">a@x.fr</a>",
            "ici <https://x.fr/a> x.fr a@x.fr",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a  \n b&nbsp;c &amp;&lt;d", "a b c &<d"),
        ("<style>x{}</style><title>t</title><p>a</p>", "a"),
        ("<img alt=\"logo\" src=x>", "[logo]"),
        ("", ""),
    ];
    for (html, text) in table {
        assert_eq!(text_of(html), text, "{html}");
    }
    assert_eq!(text_of(&of_text("a\n\n  b <c>")), "a\n\n  b <c>");
}
