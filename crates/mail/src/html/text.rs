//! A page as readable plain text: paragraphs, lists, quotes, rows of tables, addresses of links.

use super::clean;
use super::scan::{Piece, attribute, pieces, unescape};

/// The words of a page, lines ended by `\n`. The page need not be harmless: only text comes out.
pub fn text_of(html: &str) -> String {
    let page = clean::clean(html);
    let mut writer = Writer::default();
    for (_, piece) in pieces(&page) {
        match piece {
            Piece::Open { name, attributes } => writer.open(name, attributes),
            Piece::Close { name } => writer.close(name),
            Piece::Text(text) => writer.text(&unescape(text)),
        }
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Line ends owed before the next word.
    owed: usize,
    blank: bool,
    quotes: usize,
    /// How deep in quotes the last line was.
    written: usize,
    /// How many elements around keep blanks and line ends.
    kept: usize,
    /// Per open `div`: whether it keeps them.
    divs: Vec<bool>,
    /// Per list: the next number, or none for bullets.
    lists: Vec<Option<usize>>,
    links: Vec<(String, usize)>,
    /// A cell was closed in this row.
    cell: bool,
}

impl Writer {
    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "br" => self.line(),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" | "figure" => self.owe(2),
            "ul" | "ol" => {
                self.owe(if self.lists.is_empty() { 2 } else { 1 });
                let numbered = name == "ol";
                let start = attribute(attributes, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push(numbered.then_some(start));
            }
            "li" => {
                self.owe(1);
                let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(10));
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{indent}{number}. ");
                        *number += 1;
                        mark
                    }
                    _ => format!("{indent}- "),
                };
                self.word(&mark);
                self.blank = false;
            }
            "blockquote" => {
                self.owe(2);
                self.quotes += 1;
            }
            "hr" => {
                self.owe(1);
                self.word("----------");
                self.owe(1);
            }
            "tr" => {
                self.owe(1);
                self.cell = false;
            }
            "td" | "th" if std::mem::take(&mut self.cell) && self.owed == 0 => {
                self.word("\t");
                self.blank = false;
            }
            "pre" => {
                self.owe(1);
                self.kept += 1;
            }
            "img" => {
                if let Some(alt) = attribute(attributes, "alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!("[{}]", alt.trim()));
                }
            }
            "a" => self.links.push((attribute(attributes, "href").unwrap_or_default(), self.out.len())),
            _ if is_block(name) => {
                self.owe(1);
                if name == "div" {
                    let keeps = attribute(attributes, "style").is_some_and(|s| s.contains("white-space:pre"));
                    self.divs.push(keeps);
                    self.kept += usize::from(keeps);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" | "figure" => self.owe(2),
            "ul" | "ol" => {
                self.lists.pop();
                self.owe(if self.lists.is_empty() { 2 } else { 1 });
            }
            "blockquote" => {
                self.owe(2);
                self.quotes = self.quotes.saturating_sub(1);
            }
            "td" | "th" => self.cell = true,
            "tr" | "li" | "dt" | "dd" => self.owe(1),
            "pre" => {
                self.kept = self.kept.saturating_sub(1);
                self.owe(1);
            }
            "a" => {
                if let Some((href, at)) = self.links.pop() {
                    let shown = self.out.get(at..).unwrap_or_default().trim().to_owned();
                    let bare = href.trim_start_matches("mailto:").trim_start_matches("tel:");
                    let says_it = shown.contains(bare.trim_end_matches('/'))
                        || bare.trim_end_matches('/').ends_with(&shown) && shown.contains('.');
                    if !bare.is_empty() && !shown.is_empty() && !says_it {
                        self.text(&format!(" <{bare}>"));
                    }
                }
            }
            _ if is_block(name) => {
                if name == "div" && self.divs.pop() == Some(true) {
                    self.kept = self.kept.saturating_sub(1);
                }
                self.owe(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.kept > 0 {
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    self.line();
                }
                if !line.is_empty() {
                    self.word(line);
                }
            }
            return;
        }
        for (n, word) in text.split([' ', '\n', '\t', '\r', '\u{c}']).enumerate() {
            if n > 0 {
                self.blank = true;
            }
            if word.chars().all(|c| c == '\u{a0}') {
                self.blank |= !word.is_empty();
            } else {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        let fresh = self.settle();
        if std::mem::take(&mut self.blank) && !fresh && !self.out.ends_with([' ', '\n', '\t']) {
            self.out.push(' ');
        }
        // A no-break space is for layout; text has none.
        self.out.extend(word.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }));
    }

    /// Writes the line ends that are owed; whether a new line begins.
    fn settle(&mut self) -> bool {
        if self.out.is_empty() {
            self.owed = 0;
            self.prefix();
            return true;
        }
        if self.owed == 0 {
            return false;
        }
        while self.out.ends_with([' ', '\t']) {
            self.out.pop();
        }
        for n in 0..std::mem::take(&mut self.owed) {
            // An empty line is quoted if the lines on both sides are.
            if n > 0 {
                self.out.extend(std::iter::repeat_n('>', self.quotes.min(self.written).min(10)));
            }
            self.out.push('\n');
        }
        self.prefix();
        true
    }

    fn prefix(&mut self) {
        if self.quotes > 0 {
            self.out.extend(std::iter::repeat_n('>', self.quotes.min(10)));
            self.out.push(' ');
        }
        self.written = self.quotes;
    }

    fn owe(&mut self, lines: usize) {
        self.blank = false;
        self.owed = self.owed.max(lines);
    }

    /// A line end that counts.
    fn line(&mut self) {
        self.blank = false;
        if self.owed < 3 {
            self.owed += 1;
        }
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "address"
            | "article"
            | "aside"
            | "center"
            | "dt"
            | "dd"
            | "figcaption"
            | "footer"
            | "header"
            | "main"
            | "section"
            | "caption"
            | "li"
            | "tbody"
            | "thead"
            | "tfoot"
    )
}
