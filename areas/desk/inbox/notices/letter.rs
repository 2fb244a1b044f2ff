//! A letter from its text and what its variables say: once as plain text, once as HTML that a narrow column and a dark screen can
//! show.
//!
//! The text is plain words with a little formatting. Empty lines part its paragraphs; a paragraph of `[label](address)` whose
//! address is ours is a button; what stands after `-- ` is the small print. What a variable says is never read as formatting,
//! but for an agent's own words, which stand apart in a paragraph of their own.

use maud::{Markup, PreEscaped, html};
use web::{Locale, markdown};

use super::{
    Fault,
    fill::{Filled, Variable, escaped, is_private, plain},
    template::render,
};

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Letter {
    pub(in crate::inbox) subject: String,
    pub(in crate::inbox) text: String,
    pub(in crate::inbox) html: String,
}

/// For which screens the HTML is made: mail for any, previews for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Look {
    /// As the reader's program has it.
    Any,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Look {
    const fn scheme(self) -> &'static str {
        match self {
            Self::Any => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 250;
/// Opens and closes the name of a block while a letter is made.
const MARK: char = '\u{E000}';

/// What a letter is made of.
enum Block<'a> {
    /// An agent's words, or a digest's list.
    Own(&'static str),
    /// Buttons with their addresses.
    Buttons(Vec<(&'a str, &'a str)>),
    /// A paragraph.
    Words(&'a str),
}

/// Writes a letter.
///
/// # Errors
/// The fault of its subject or its body.
pub(in crate::inbox) fn letter(
    (subject, body): (&str, &str),
    filled: &Filled,
    locale: Locale,
    look: Look,
) -> Result<Letter, Fault> {
    let said: Vec<(&str, String)> = values(filled, plain);
    let subject = plain(&render(subject, &said)?);
    let subject: String = subject.chars().take(LONGEST_SUBJECT).collect();
    let as_text = render(body, &said)?;
    let as_html = render(body, &values(filled, |line| escaped(&plain(line))))?;
    let text = in_text(&as_text, filled);
    let html = page(&as_html, filled, &subject, locale, look).into_string();
    Ok(Letter { subject, text, html })
}

/// Lines as `line` has them; blocks as the mark that stands for them while paragraphs are told apart.
fn values(filled: &Filled, line: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let say = |(variable, value): &(Variable, String)| match variable {
        Variable::Line(name) => (*name, line(value)),
        Variable::Link(name) => (*name, value.clone()),
        Variable::Block(name) if value.trim().is_empty() => (*name, String::new()),
        Variable::Block(name) => (*name, format!("\n\n{MARK}{name}{MARK}\n\n")),
    };
    filled.0.iter().map(say).collect()
}

/// Lines end as we end them (forms send two characters) and without blanks, which conditions leave behind.
fn tidied(written: &str) -> String {
    written.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The body and the small print.
fn parts(written: &str) -> (&str, &str) {
    written.split_once("\n--\n").unwrap_or((written, ""))
}

fn blocks<'a>(written: &'a str, filled: &Filled) -> Vec<Block<'a>> {
    let paragraphs = written.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| block(paragraph, filled)).collect()
}

fn block<'a>(paragraph: &'a str, filled: &Filled) -> Block<'a> {
    for (variable, _) in &filled.0 {
        if let Variable::Block(name) = variable
            && paragraph.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(MARK)) == Some(name)
        {
            return Block::Own(name);
        }
    }
    let buttons: Option<Vec<(&str, &str)>> =
        paragraph.lines().map(|line| button(line.trim(), filled)).collect();
    buttons.map_or(Block::Words(paragraph), Block::Buttons)
}

/// `[label](address)` with an address of ours, and nothing else.
fn button<'a>(line: &'a str, filled: &Filled) -> Option<(&'a str, &'a str)> {
    let (label, address) = line.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    let ours = filled.0.iter().any(|(variable, value)| {
        matches!(variable, Variable::Link(_)) && !value.is_empty() && value == address
    });
    (ours && !label.is_empty()).then_some((label, address))
}

fn in_text(written: &str, filled: &Filled) -> String {
    let written = tidied(written);
    let (body, foot) = parts(&written);
    let shown = blocks(body, filled).into_iter().map(|block| match block {
        Block::Own("list") => unescaped(&clean(filled.get("list"))),
        Block::Own(name) => clean(filled.get(name)),
        Block::Buttons(all) => {
            all.iter().map(|(label, address)| format!("{label}\n{address}")).collect::<Vec<_>>().join("\n\n")
        }
        Block::Words(words) => words.to_owned(),
    });
    let body = shown.collect::<Vec<_>>().join("\n\n");
    let foot = foot.trim();
    if foot.is_empty() { format!("{body}\n") } else { format!("{body}\n\n-- \n{foot}\n") }
}

/// An agent's words stand as they are; nothing in them begins a signature.
fn clean(words: &str) -> String {
    let line = |line: &str| {
        let line: String = line.trim_end().chars().filter(|c| !is_private(*c)).collect();
        if line == "--" { "—".to_owned() } else { line }
    };
    words.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A list as it is read: without the signs that only HTML needs.
fn unescaped(list: &str) -> String {
    let mut out = String::with_capacity(list.len());
    let mut chars = list.replace("**", "").chars().collect::<Vec<_>>().into_iter().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '<' | '>' => {}
            c => out.push(c),
        }
    }
    out
}

const BUTTON: &str = "display:inline-block;margin:4px 8px 4px 0;padding:12px 18px;border-radius:6px;background:#0b5f6f;\
     color:#ffffff;text-decoration:none;font-weight:600";
/// The second button of a row asks for less attention.
const SECOND: &str = "display:inline-block;margin:4px 8px 4px 0;padding:11px 17px;border-radius:6px;border:1px solid;\
     color:inherit;text-decoration:none;font-weight:600";
/// What cannot stand on an element, since formatting makes it; programs that drop it lose nothing but comfort.
const STYLE: &str = "pre{white-space:pre-wrap;overflow-wrap:anywhere}table{border-collapse:collapse;max-width:100%}\
     td,th{padding:4px 8px;border:1px solid}img{max-width:100%;height:auto}li{margin:4px 0}a{color:inherit}";

/// No image, no script: styles stand on each element, since mail programs drop the rest; colours are left to the reader's
/// program but for the button, which has both of its own, so that a dark screen stays dark.
fn page(written: &str, filled: &Filled, subject: &str, locale: Locale, look: Look) -> Markup {
    let written = tidied(written);
    let (body, foot) = parts(&written);
    let number = plain(filled.get("number"));
    html! {
        (PreEscaped("<!doctype html>"))
        html lang=(locale.lang()) style={ "color-scheme:" (look.scheme()) } {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(look.scheme());
                meta name="supported-color-schemes" content=(look.scheme());
                title { (subject) }
                style { (PreEscaped(STYLE)) }
            }
            body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere" {
                div role="main" style="max-width:600px;margin:0 auto" {
                    h1 style="margin:0 0 16px;font-size:18px;line-height:1.35" {
                        @if number.is_empty() { (subject) } @else {
                            span style="display:block;font-size:13px;font-weight:400" { (number) }
                            (plain(filled.get("title")))
                        }
                    }
                    @for block in blocks(body, filled) { (shown(&block, filled)) }
                    @if !foot.trim().is_empty() {
                        div style="margin-top:28px;padding-top:8px;border-top:1px solid #8888;font-size:13px" { (formatted(&linked(foot, filled))) }
                    }
                }
            }
        }
    }
}

fn shown(block: &Block<'_>, filled: &Filled) -> Markup {
    html! {
        @match block {
            Block::Own("list") => { (formatted(&clean(filled.get("list")))) }
            Block::Own(name) => {
                div style="margin:16px 0;padding:2px 0 2px 14px;border-left:3px solid #0b8ba3" { (formatted(&clean(filled.get(name)))) }
            }
            Block::Buttons(all) => {
                p style="margin:20px 0" {
                    @for (place, (label, address)) in all.iter().enumerate() {
                        a href=(address) style=(if place == 0 { BUTTON } else { SECOND }) { (unescaped_label(label)) }
                    }
                }
            }
            Block::Words(words) => { (formatted(&linked(words, filled))) }
        }
    }
}

/// Our addresses in angle brackets: nothing in them is read as formatting. The longest first, since one may begin another.
fn linked(words: &str, filled: &Filled) -> String {
    let mut links: Vec<&str> = filled
        .0
        .iter()
        .filter(|(variable, value)| matches!(variable, Variable::Link(_)) && !value.is_empty())
        .map(|(_, value)| value.as_str())
        .collect();
    links.sort_by_key(|link| std::cmp::Reverse(link.len()));
    let marked = links
        .iter()
        .enumerate()
        .fold(words.to_owned(), |words, (place, link)| words.replace(link, &format!("{MARK}{place}{MARK}")));
    links.iter().enumerate().fold(marked, |words, (place, link)| {
        words.replace(&format!("{MARK}{place}{MARK}"), &format!("<{link}>"))
    })
}

/// A label is plain words: what a variable said in it was escaped for formatting.
fn unescaped_label(label: &str) -> String {
    let mut chars = label.chars();
    let mut out = String::with_capacity(label.len());
    while let Some(c) = chars.next() {
        if c == '\\' { out.extend(chars.next()) } else { out.push(c) }
    }
    out
}

fn formatted(words: &str) -> Markup {
    let words: String = words.chars().filter(|c| !is_private(*c)).collect();
    markdown::markdown(&words, &|_| None)
}
