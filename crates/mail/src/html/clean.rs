//! The allow-list, applied by ammonia (html5ever underneath, so that it reads what a browser reads).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{of_text, style};

/// Words that mark quotes and signatures (see `quote`), the only classes and identifiers that stay.
const MARKERS: [&str; 34] = [
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "gmail_extra",
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-cite-prefix",
    "moz-signature",
    "moz-forward-container",
    "yahoo_quoted",
    "yahoo-signature",
    "ydp-signature",
    "protonmail_quote",
    "protonmail_signature_block",
    "tutanota_quote",
    "zmail_extra",
    "zmail_extra_hr",
    "WordSection1",
    "OutlookMessageHeader",
    "ms-outlook-mobile-signature",
    "ms-outlook-mobile-reference-message",
    "AppleMailSignature",
    "AppleOriginalContents",
    "divRplyFwdMsg",
    "appendonsend",
    "reply-intro",
    "zwchr",
    "mail-editor-reference-message-container",
    "Signature",
    "isForwardContent",
    "isReplyContent",
    "divtagdefaultwrapper",
    "lineBreakAtBeginningOfMessage",
    "mobile-signature",
];

/// More elements within each other than any mail has; the parser's work grows with the square.
const DEEPEST: usize = 400;

/// How many elements the parser may have to open again, at most.
const MOST_REPEATED: usize = 3_000_000;

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let words = |list: &'static str| list.split_whitespace().collect::<HashSet<&'static str>>();
    let own = |tag: &'static str, list: &'static str| (tag, words(list));
    let mut policy = Builder::empty();
    policy
        .tags(words(
            "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div \
             dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s \
             samp section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr",
        ))
        .clean_content_tags(words(
            "script style title head noscript template iframe object embed applet svg math textarea select option \
             audio video canvas frameset xml noembed noframes",
        ))
        .generic_attributes(words("dir lang title align valign bgcolor class id style data-marker"))
        .tag_attributes(HashMap::from([
            own("a", "href"),
            own("img", "src alt width height border"),
            own("table", "width height border cellpadding cellspacing bordercolor"),
            own("td", "width height colspan rowspan nowrap"),
            own("th", "width height colspan rowspan nowrap scope"),
            own("tr", "height"),
            own("col", "width span"),
            own("colgroup", "width span"),
            own("font", "color face size"),
            own("blockquote", "type"),
            own("div", "name"),
            own("ol", "type start"),
            own("ul", "type"),
            own("li", "type value"),
            own("hr", "width size color noshade"),
        ]))
        .url_schemes(words("http https mailto tel cid data"))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_values(HashMap::from([("a", HashMap::from([("target", "_blank")]))]))
        .attribute_filter(attribute);
    policy
});

/// Decides what stays of an attribute that the list allows.
fn attribute<'u>(element: &str, name: &str, value: &'u str) -> Option<Cow<'u, str>> {
    match (element, name) {
        (_, "style") => style::filter(value).map(Cow::Owned),
        (_, "class" | "id") => {
            let kept: Vec<&str> = value.split_whitespace().filter_map(marker).collect();
            (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
        }
        (_, "data-marker") => {
            matches!(value, "__QUOTED_TEXT__" | "__HEADERS__" | "__SIG_PRE__" | "__SIG_POST__")
                .then_some(Cow::Borrowed(value))
        }
        ("div", "name") => (value == "quote").then_some(Cow::Borrowed(value)),
        ("blockquote", "type") => value.eq_ignore_ascii_case("cite").then_some(Cow::Borrowed("cite")),
        ("a", "href") => {
            has_scheme(value, &["http:", "https:", "mailto:", "tel:"]).then_some(Cow::Borrowed(value))
        }
        ("img", "src") => {
            let is_picture = has_scheme(value, &["http:", "https:", "cid:"])
                || has_scheme(
                    value,
                    &[
                        "data:image/png;",
                        "data:image/jpeg;",
                        "data:image/jpg;",
                        "data:image/gif;",
                        "data:image/webp;",
                    ],
                );
            is_picture.then_some(Cow::Borrowed(value))
        }
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The marker that a class or identifier is; Outlook puts `x_` before those of mails that it quotes.
fn marker(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches("x_");
    MARKERS.iter().find(|marker| marker.eq_ignore_ascii_case(word)).copied()
}

fn has_scheme(value: &str, schemes: &[&str]) -> bool {
    let value = value.trim_start();
    schemes
        .iter()
        .any(|scheme| value.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

/// The page without anything that the list does not name, balanced. One nested beyond sense is shown as its words.
pub(super) fn clean(html: &str) -> String {
    if is_beyond_sense(html) {
        return of_text(&words_of(html));
    }
    POLICY.clean(html).to_string()
}

/// Whether the page is made so that the parser's work grows out of bounds: elements within each other beyond [`DEEPEST`], or
/// formatting that is left open and has to be opened again in each of many blocks (HTML §13.2.4.3).
fn is_beyond_sense(html: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut formatting, mut work) = (0_usize, 0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        let rest = html.get(at + 1..).unwrap_or_default();
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.get(..12).unwrap_or(name).to_ascii_lowercase();
        if name.is_empty() || is_self_ending(&name) {
            work += formatting;
        } else if closes {
            let Some(count) = open.get_mut(&name).filter(|count| **count > 0) else { continue };
            *count -= 1;
            depth -= 1;
            formatting -= usize::from(is_formatting(&name));
        } else {
            work += formatting;
            depth += 1;
            formatting += usize::from(is_formatting(&name));
            *open.entry(name).or_default() += 1;
        }
        if depth > DEEPEST || work > MOST_REPEATED {
            return true;
        }
    }
    false
}

/// Elements whose end tag is left out by many, or that have none.
fn is_self_ending(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "td"
            | "th"
            | "tr"
            | "br"
            | "hr"
            | "img"
            | "meta"
            | "link"
            | "col"
            | "dt"
            | "dd"
            | "option"
            | "input"
            | "wbr"
            | "base"
            | "area"
            | "tbody"
            | "thead"
    )
}

/// Elements that the parser opens again by itself.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// The text between tags, without looking at what they are.
fn words_of(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                if !out.ends_with(char::is_whitespace) {
                    out.push(' ');
                }
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
