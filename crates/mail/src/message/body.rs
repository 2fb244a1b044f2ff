//! What a message says: its words as text and, when it has them, as HTML, put together from the parts that are its body, and
//! the leaves that are not. Nothing is left out: a part is words or it is an attachment.

use super::structure::{Leaf, Node};
use super::{Dropped, Placement, charset, flowed};
use crate::html;

/// The words of a message and what comes with them.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    /// The leaves that are no words, in order, with the subtype of the multipart around them.
    pub(crate) rest: Vec<(Leaf, Placement, String)>,
}

/// Longer words are no message that anybody reads; the raw mail keeps them.
const LONGEST: usize = 5 << 20;

/// Divides the tree into words and the rest.
pub(crate) fn gather(root: Node, dropped: &mut Vec<Dropped>) -> Gathered {
    let mut gathered = Gathered::default();
    let mut collector = Collector { seen_body: false, rest: Vec::new(), dropped };
    let words = collector.node(root, "");
    gathered.rest = collector.rest;
    gathered.text = words.text;
    gathered.html = words.html;
    gathered
}

#[derive(Debug, Default)]
struct Words {
    text: Option<String>,
    html: Option<String>,
}

struct Collector<'a> {
    seen_body: bool,
    rest: Vec<(Leaf, Placement, String)>,
    dropped: &'a mut Vec<Dropped>,
}

impl Collector<'_> {
    fn node(&mut self, node: Node, around: &str) -> Words {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf, around),
            Node::Multi { subtype, children } if subtype == "alternative" => self.alternative(children),
            Node::Multi { subtype, children } => {
                let words: Vec<Words> =
                    children.into_iter().map(|child| self.node(child, &subtype)).collect();
                sequence(words)
            }
        }
    }

    /// One of several ways to say the same: the plain one and the HTML one are both kept, others become parts.
    fn alternative(&mut self, children: Vec<Node>) -> Words {
        let before = self.seen_body;
        let mut chosen = Words::default();
        let mut html_text: Option<String> = None;
        for child in children {
            // Each is a body in its own right, even if it has a name.
            self.seen_body = before;
            let words = self.node(child, "alternative");
            match words {
                Words { text, html: Some(html) } => {
                    chosen.html = Some(html);
                    html_text = text;
                }
                Words { text: Some(text), html: None } => match &mut chosen.text {
                    // Two plain parts that differ are no alternatives: both are kept.
                    Some(first) if first.trim() != text.trim() && !text.trim().is_empty() => {
                        first.push('\n');
                        first.push_str(&text);
                    }
                    Some(_) => {}
                    none => *none = Some(text),
                },
                Words { text: None, html: None } => {}
            }
        }
        chosen.text = chosen.text.or(html_text);
        self.seen_body = before || chosen.text.is_some() || chosen.html.is_some();
        chosen
    }

    fn leaf(&mut self, leaf: Leaf, around: &str) -> Words {
        let is_attachment = leaf.disposition.value == "attachment";
        let named = leaf.disposition.get("filename").or(leaf.content_type.get("name")).is_some();
        let is_words = !is_attachment && (!named || !self.seen_body);
        match leaf.content_type.value.as_str() {
            "text/plain" if is_words => {
                self.seen_body = true;
                Words { text: Some(self.plain(&leaf)), html: None }
            }
            "text/html" | "application/xhtml+xml" if is_words => {
                self.seen_body = true;
                Words { text: None, html: Some(self.markup(&leaf)) }
            }
            _ => {
                let placement =
                    if around == "alternative" { Placement::Alternative } else { Placement::Attachment };
                self.rest.push((leaf, placement, around.to_owned()));
                Words::default()
            }
        }
    }

    fn plain(&mut self, leaf: &Leaf) -> String {
        let text = charset::decode(&leaf.bytes, leaf.content_type.get("charset"));
        let text = self.bounded(lines(&text));
        let flows =
            leaf.content_type.get("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        if flows {
            let delsp = leaf.content_type.get("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
            flowed::unwrap(&text, delsp)
        } else {
            text
        }
    }

    fn markup(&mut self, leaf: &Leaf) -> String {
        let declared =
            leaf.content_type.get("charset").map(str::to_owned).or_else(|| meta_charset(&leaf.bytes));
        let text = charset::decode(&leaf.bytes, declared.as_deref());
        self.bounded(lines(&text))
    }

    fn bounded(&mut self, mut text: String) -> String {
        if text.len() > LONGEST {
            let end = text.floor_char_boundary(LONGEST);
            self.dropped.push(Dropped::Text { bytes: text.len() - end });
            text.truncate(end);
        }
        text
    }
}

/// Words that follow each other, in the forms they have; with any HTML among them, all of them as HTML too.
fn sequence(words: Vec<Words>) -> Words {
    let any_html = words.iter().any(|words| words.html.is_some());
    let any_text = words.iter().any(|words| words.text.is_some());
    let mut text = String::new();
    let mut markup = String::new();
    for one in words {
        if any_html {
            match (&one.html, &one.text) {
                (Some(html), _) => markup.push_str(html),
                (None, Some(text)) => markup.push_str(&html::of_text(text)),
                (None, None) => {}
            }
        }
        if any_text {
            let own = one.text.or_else(|| one.html.as_deref().map(html::text_of)).unwrap_or_default();
            if !text.is_empty() && !text.ends_with('\n') && !own.is_empty() {
                text.push('\n');
            }
            text.push_str(&own);
        }
    }
    Words { text: any_text.then_some(text), html: any_html.then_some(markup) }
}

/// Line endings as `\n`; no NUL, no other control characters but tabs.
fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                while chars.next_if_eq(&'\r').is_some() {}
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            '\u{c}' | '\u{b}' => out.push('\n'),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The charset that the page itself names, within its first 1024 bytes (WHATWG HTML, prescan).
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let at = head.find("charset=")?;
    head.get(..at)?.rfind("<meta")?;
    let value = head.get(at + 8..)?.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(['"', '\'', ' ', '>', ';', '/']).unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty() && !label.starts_with("utf-16")).map(str::to_owned)
}
