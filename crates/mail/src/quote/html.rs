//! HTML: the elements that mail programs put around earlier mails, wrapped so that a page can fold them. Works on what
//! [`crate::html::sanitise`] gave.

use std::ops::Range;

use super::markers::{self, Label};
use crate::html::scan::{Piece, attribute, is_void, pieces, unescape};

/// A page with its quotes wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedHtml {
    /// The page; each quote inside `<details class="mail-quote"><summary></summary>…</details>`.
    pub html: String,
    /// How many quotes were wrapped.
    pub quotes: usize,
    /// Whether words are left outside the quotes; if not, the page had better show the quotes open.
    pub has_new_words: bool,
}

/// What is put before and after each quote. Taking them out gives the page back.
const BEFORE: &str = "<details class=\"mail-quote\"><summary></summary>";
const AFTER: &str = "</details>";

/// An element of the page.
#[derive(Debug)]
struct Element {
    parent: Option<usize>,
    range: Range<usize>,
    /// Without its tags.
    content: Range<usize>,
    marker: Marker,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Nothing,
    /// The element is a quote.
    Quote,
    /// The element introduces the quote that follows.
    Introduction,
    /// Everything from this element to the end is quoted.
    Rest,
}

/// Wraps the quotes of a sanitised page.
pub fn fold_html(sanitised: &str) -> FoldedHtml {
    let page = read(sanitised);
    let mut ranges = quotes(sanitised, &page);
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut outer: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match outer.last() {
            Some(last) if range.start < last.end => {}
            _ => outer.push(range),
        }
    }
    let mut html = String::with_capacity(sanitised.len() + outer.len() * (BEFORE.len() + AFTER.len()));
    let mut at = 0;
    let mut outside = String::new();
    for range in &outer {
        let before = sanitised.get(at..range.start).unwrap_or_default();
        outside.push_str(before);
        html.push_str(before);
        html.push_str(BEFORE);
        html.push_str(sanitised.get(range.clone()).unwrap_or_default());
        html.push_str(AFTER);
        at = range.end;
    }
    let rest = sanitised.get(at..).unwrap_or_default();
    outside.push_str(rest);
    html.push_str(rest);
    FoldedHtml { html, quotes: outer.len(), has_new_words: has_words(&outside) }
}

/// Whether there is anything to read or see in a piece of a page.
fn has_words(html: &str) -> bool {
    pieces(html).any(|(_, piece)| match piece {
        Piece::Text(text) => unescape(text).chars().any(|c| !c.is_whitespace()),
        Piece::Open { name, .. } => name == "img",
        Piece::Close { .. } => false,
    })
}

/// A page's elements, and its texts with the block that each begins.
struct Page {
    elements: Vec<Element>,
    /// Text by block: the element and its words, in order.
    blocks: Vec<(usize, String)>,
}

fn read(html: &str) -> Page {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut fresh = true;
    for (at, piece) in pieces(html) {
        match piece {
            Piece::Open { name, attributes } => {
                let void = is_void(name);
                fresh |= is_block(name);
                let tag_end = html.get(at..).and_then(tag_length).map_or(html.len(), |length| at + length);
                elements.push(Element {
                    parent: open.last().copied(),
                    range: at..tag_end,
                    content: tag_end..tag_end,
                    marker: marker(name, attributes),
                });
                if !void {
                    open.push(elements.len() - 1);
                }
            }
            Piece::Close { name } => {
                fresh |= is_block(name);
                if let Some(element) = open.pop().and_then(|n| elements.get_mut(n)) {
                    element.content.end = at;
                    element.range.end = at + name.len() + 3;
                }
            }
            Piece::Text(text) => {
                let text = unescape(text);
                if text.trim().is_empty() && fresh {
                    continue;
                }
                if std::mem::take(&mut fresh) || blocks.is_empty() {
                    if let Some(&element) = open.last() {
                        blocks.push((element, text));
                    }
                } else if let Some((_, words)) = blocks.last_mut()
                    && words.len() < 2000
                {
                    words.push_str(&text);
                }
            }
        }
    }
    for n in open {
        if let Some(element) = elements.get_mut(n) {
            element.content.end = html.len();
            element.range.end = html.len();
        }
    }
    Page { elements, blocks }
}

fn tag_length(text: &str) -> Option<usize> {
    let mut walk = pieces(text);
    walk.next()?;
    Some(walk.next().map_or(text.len(), |(at, _)| at))
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "br"
            | "hr"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "ul"
            | "ol"
            | "li"
            | "blockquote"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "center"
            | "section"
            | "article"
    )
}

fn marker(name: &str, attributes: &str) -> Marker {
    let class = attribute(attributes, "class").unwrap_or_default();
    let id = attribute(attributes, "id").unwrap_or_default();
    let data = attribute(attributes, "data-marker").unwrap_or_default();
    let is = |words: &[&str]| class.split(' ').chain(id.split(' ')).any(|word| words.contains(&word));
    if name == "blockquote" && attribute(attributes, "type").as_deref() == Some("cite")
        || is(&[
            "gmail_quote",
            "gmail_quote_container",
            "yahoo_quoted",
            "protonmail_quote",
            "tutanota_quote",
            "zmail_extra",
            "AppleOriginalContents",
            "moz-forward-container",
            "mail-editor-reference-message-container",
            "ms-outlook-mobile-reference-message",
            "isReplyContent",
            "isForwardContent",
        ])
        || data == "__QUOTED_TEXT__"
        || name == "div" && attribute(attributes, "name").as_deref() == Some("quote")
    {
        Marker::Quote
    } else if is(&["divRplyFwdMsg", "appendonsend", "OutlookMessageHeader", "zwchr"]) || data == "__HEADERS__"
    {
        Marker::Rest
    } else if is(&["gmail_attr", "moz-cite-prefix", "reply-intro"]) {
        Marker::Introduction
    } else {
        Marker::Nothing
    }
}

/// The ranges to wrap; each is whole elements within one parent.
fn quotes(html: &str, page: &Page) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut rest: Option<usize> = None;
    for (n, element) in page.elements.iter().enumerate() {
        match element.marker {
            Marker::Quote => ranges.push(with_introduction(html, page, n)),
            Marker::Rest if rest.is_none() => rest = Some(n),
            _ => {}
        }
    }
    // Programs without marks write a header block or an attribution as words.
    let by_words = page
        .blocks
        .iter()
        .enumerate()
        .find(|(n, _)| begins_quote(page, *n))
        .map(|(_, (element, _))| *element);
    let start = |n: Option<usize>| {
        n.and_then(|n| page.elements.get(n)).map_or(usize::MAX, |element| element.range.start)
    };
    let first = if start(by_words) < start(rest) { by_words } else { rest };
    if let Some(n) = first
        && !ranges.iter().any(|range: &Range<usize>| range.contains(&start(Some(n))))
    {
        ranges.extend(to_the_end(html, page, n));
    }
    ranges
}

/// Whether the block of words begins a quoted mail.
fn begins_quote(page: &Page, n: usize) -> bool {
    let plain = |n: usize| page.blocks.get(n).map(|(_, words)| markers::plain(words)).unwrap_or_default();
    let own = plain(n);
    if markers::is_divider(&own) {
        return true;
    }
    if markers::label(&own) != Some(Label::From) {
        return false;
    }
    let others = (n + 1..n + 8).filter(|&n| markers::label(&plain(n)) == Some(Label::Other)).count();
    others >= 2
}

/// A quote with the attribution right before it.
fn with_introduction(html: &str, page: &Page, n: usize) -> Range<usize> {
    let Some(element) = page.elements.get(n) else { return 0..0 };
    let mut range = element.range.clone();
    let before = page.elements.iter().take(n).rev().find(|other| {
        other.parent == element.parent && other.range.end <= range.start && other.marker != Marker::Quote
    });
    if let Some(other) = before {
        let between = html.get(other.range.end..range.start).unwrap_or_default();
        let words = html.get(other.range.clone()).map(words_of).unwrap_or_default();
        let is_introduction =
            other.marker == Marker::Introduction || markers::ends_attribution(&markers::plain(&words));
        if is_introduction && !has_words(between) {
            range.start = other.range.start;
        }
    }
    range
}

fn words_of(html: &str) -> String {
    let texts = pieces(html)
        .filter_map(|(_, piece)| if let Piece::Text(text) = piece { Some(unescape(text)) } else { None });
    texts.take(50).collect()
}

/// From an element to the end of the page: the rest of its parent, and what follows each parent above. An element that is all
/// that its parent begins with stands for the parent.
fn to_the_end(html: &str, page: &Page, n: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut n = n;
    while let Some(element) = page.elements.get(n) {
        let Some((parent_at, parent)) =
            element.parent.and_then(|p| page.elements.get(p).map(|parent| (p, parent)))
        else {
            break;
        };
        let before = html.get(parent.content.start..element.range.start).unwrap_or_default();
        if has_words(before) {
            break;
        }
        n = parent_at;
    }
    let Some(element) = page.elements.get(n) else { return ranges };
    let mut start = element.range.start;
    let mut parent = element.parent;
    loop {
        let end = parent.and_then(|p| page.elements.get(p)).map_or(html.len(), |parent| parent.content.end);
        if start < end && (ranges.is_empty() || has_words(html.get(start..end).unwrap_or_default())) {
            ranges.push(start..end);
        }
        match parent.and_then(|p| page.elements.get(p)) {
            Some(above) => {
                start = above.range.end;
                parent = above.parent;
            }
            None => return ranges,
        }
    }
}
