//! What people write, as safe HTML. Markdown for agents and articles, plain text for everything that came by mail or from a form.
//! Raw HTML is shown as the text that it is; images from elsewhere become links (they would tell a stranger who reads); the result is cut
//! down to a short list of elements again at the end, whatever came before.

mod scan;

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

pub use scan::Reference;
use scan::{Piece, pieces};

use crate::request::local_path;

/// Where a mention or a ticket reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// An address of ours.
    pub href: String,
    /// What is shown instead of what was written; the title of the ticket, the name of the person.
    pub label: Option<String>,
}

/// Turns a reference into its link, or leaves it as text: the caller knows who may see what.
pub type Resolve<'a> = &'a dyn Fn(Reference<'_>) -> Option<Target>;

/// Markdown (CommonMark with tables, strikethrough and task lists) as safe HTML. Headings begin at the third level, since they stand
/// inside a page that has its own.
pub fn markdown(source: &str, resolve: Resolve<'_>) -> Markup {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = TextMergeStream::new(Parser::new_ext(source, options));
    let mut inside = Inside::default();
    let mut safe: Vec<Event<'_>> = Vec::new();
    for event in events {
        inside.watch(&event);
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => safe.push(Event::Text(raw)),
            Event::Text(text) if inside.takes_links() => {
                safe.push(Event::InlineHtml(CowStr::from(linked(&text, resolve).into_string())));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                safe.push(Event::Start(Tag::Heading {
                    level: lower(level),
                    id: None,
                    classes: vec![],
                    attrs: vec![],
                }));
            }
            Event::End(TagEnd::Heading(level)) => safe.push(Event::End(TagEnd::Heading(lower(level)))),
            Event::Start(Tag::Image { dest_url, title, .. }) if !is_local(&dest_url) => {
                let link =
                    Tag::Link { link_type: LinkType::Inline, dest_url, title, id: CowStr::Borrowed("") };
                safe.push(Event::Start(link));
            }
            Event::End(TagEnd::Image) if inside.closed_remote => safe.push(Event::End(TagEnd::Link)),
            Event::SoftBreak => safe.push(Event::HardBreak),
            other => safe.push(other),
        }
    }
    let mut rendered = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut rendered, safe.into_iter());
    PreEscaped(SANITISER.clean(&rendered).to_string())
}

/// Plain text as safe HTML: empty lines part paragraphs, other line ends stay, addresses and references become links.
pub fn plain_text(source: &str, resolve: Resolve<'_>) -> Markup {
    let text = source.replace("\r\n", "\n");
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        match (line.trim().is_empty(), paragraphs.last_mut()) {
            (true, Some(last)) if !last.is_empty() => paragraphs.push(Vec::new()),
            (false, Some(last)) => last.push(line.trim_end()),
            _ => {}
        }
    }
    html! {
        @for lines in paragraphs.iter().filter(|lines| !lines.is_empty()) {
            p { @for (i, line) in lines.iter().enumerate() { @if i > 0 { br; } (linked(line, resolve)) } }
        }
    }
}

/// A text with its addresses, mentions and references as links.
fn linked(text: &str, resolve: Resolve<'_>) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Url(url) => a href=(url) rel=(REL) { (url) },
                Piece::Reference(written, reference) => (reference_link(written, reference, resolve)),
            }
        }
    }
}

fn reference_link(written: &str, reference: Reference<'_>, resolve: Resolve<'_>) -> Markup {
    let class = match reference {
        Reference::Mention(_) => "mention",
        Reference::Ticket(_) => "ref",
    };
    match resolve(reference).filter(|target| is_local(&target.href)) {
        Some(target) => {
            html! { a class=(class) href=(target.href) { (target.label.as_deref().unwrap_or(written)) } }
        }
        None => written.render(),
    }
}

/// What the text now being read stands in.
#[derive(Default)]
struct Inside {
    links: usize,
    code: usize,
    images: Vec<bool>,
    closed_remote: bool,
}

impl Inside {
    fn watch(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Link { .. }) => self.links += 1,
            Event::End(TagEnd::Link) => self.links = self.links.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => self.code += 1,
            Event::End(TagEnd::CodeBlock) => self.code = self.code.saturating_sub(1),
            Event::Start(Tag::Image { dest_url, .. }) => self.images.push(!is_local(dest_url)),
            Event::End(TagEnd::Image) => self.closed_remote = self.images.pop().unwrap_or(false),
            _ => {}
        }
    }

    fn takes_links(&self) -> bool {
        self.links == 0 && self.code == 0 && self.images.is_empty()
    }
}

fn is_local(url: &str) -> bool {
    local_path(url).is_some()
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

const REL: &str = "noopener noreferrer nofollow";

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "input",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("img", ["src", "alt", "title"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_allowed_classes("a", ["mention", "ref"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some(REL));
    builder
});

#[cfg(test)]
mod tests;
