//! The variables of the texts, and what they say of a notice.

use base::app::App;
use web::{Locale, i18n, t};

use super::{Facts, Kind, Notice};
use crate::inbox::links::{self, Deed};

/// A variable of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Variable {
    /// One line of plain words: nothing in it is read as formatting.
    Line(&'static str),
    /// A paragraph of its own, formatted by itself.
    Block(&'static str),
    /// An address of ours.
    Link(&'static str),
}

impl Variable {
    /// All of them, in the order in which they are explained.
    pub(in crate::inbox) const ALL: [Self; 20] = [
        Self::Line("number"),
        Self::Line("title"),
        Self::Line("name"),
        Self::Line("requester"),
        Self::Line("desk"),
        Self::Line("by"),
        Self::Block("words"),
        Self::Line("due"),
        Self::Line("was"),
        Self::Line("awaited"),
        Self::Line("into"),
        Self::Line("service"),
        Self::Line("meanwhile"),
        Self::Line("news"),
        Self::Block("list"),
        Self::Line("count"),
        Self::Link("link"),
        Self::Link("confirm"),
        Self::Link("refuse"),
        Self::Link("rate"),
    ];

    /// The name that stands between braces.
    pub(in crate::inbox) const fn name(self) -> &'static str {
        match self {
            Self::Line(name) | Self::Block(name) | Self::Link(name) => name,
        }
    }
}

/// What each variable says, in the order of [`Variable::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Filled(pub(in crate::inbox) Vec<(Variable, String)>);

impl Filled {
    /// What a variable says.
    pub(in crate::inbox) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(variable, _)| variable.name() == name).map_or("", |(_, value)| value.as_str())
    }
}

/// What the variables say of a notice. `told` are those that a digest tells, and nobody's for any other.
pub(in crate::inbox) fn filled(app: &App, notice: &Notice, desk: &str, told: &[Notice]) -> Filled {
    let public = &app.config.public_url;
    let page = |staff: bool, number: &str| {
        format!("{public}{}/tickets/{number}", if staff { "" } else { "/portal" })
    };
    let Facts { number, .. } = &notice.facts;
    let link = match notice.kind {
        Kind::Digest => format!("{public}/notifications"),
        // Whoever only follows a service may not open its incidents.
        Kind::Service | Kind::Restored if !notice.facts.staff => format!("{public}/portal"),
        _ => page(notice.facts.staff, number),
    };
    let answers = matches!(notice.kind, Kind::Resolved | Kind::Reminder);
    let rates = matches!(notice.kind, Kind::Closed | Kind::Expired);
    let deed = |wanted: bool, deed| if wanted { links::address(app, notice, deed) } else { String::new() };
    let confirm = deed(answers, Deed::Answer);
    let refuse = if answers { format!("{confirm}#refuse") } else { String::new() };
    let rate = deed(rates, Deed::Rate);
    let list = list(notice.locale, told, &page);
    let count = if told.is_empty() { String::new() } else { told.len().to_string() };
    let facts = notice.facts.clone();
    let say = |variable: Variable| match variable.name() {
        "number" => facts.number.clone(),
        "title" => facts.title.clone(),
        "name" => notice.name.clone(),
        "requester" => facts.requester.clone(),
        "desk" => desk.to_owned(),
        "by" => facts.by.clone(),
        "words" => notice.words.clone(),
        "due" => facts.due.clone(),
        "was" => facts.was.clone(),
        "awaited" => facts.awaited.clone(),
        "into" => facts.into.clone(),
        "service" => facts.service.clone(),
        "meanwhile" => facts.meanwhile.clone(),
        "news" => facts.news.clone(),
        "list" => list.clone(),
        "count" => count.clone(),
        "link" => link.clone(),
        "confirm" => confirm.clone(),
        "refuse" => refuse.clone(),
        _ => rate.clone(),
    };
    Filled(Variable::ALL.into_iter().map(|variable| (variable, say(variable))).collect())
}

/// What happened on each ticket, as Markdown: ticket after ticket, each in the order in which it happened.
fn list(locale: Locale, told: &[Notice], page: &dyn Fn(bool, &str) -> String) -> String {
    let mut tickets: Vec<(&str, Vec<&Notice>)> = Vec::new();
    for notice in told {
        match tickets.iter_mut().find(|(number, _)| *number == notice.facts.number) {
            Some((_, all)) => all.push(notice),
            None => tickets.push((&notice.facts.number, vec![notice])),
        }
    }
    let mut text = String::new();
    for (number, all) in tickets {
        let Some(first) = all.first() else { continue };
        let line = t!(locale, "inbox-mail-digest-ticket", number = number, title = plain(&first.facts.title));
        text.push_str(&format!("**{}**\n<{}>\n\n", escaped(&line), page(first.facts.staff, number)));
        for notice in all {
            let words =
                rules::text::excerpt(&notice.words.split_whitespace().collect::<Vec<_>>().join(" "), 200);
            let said = if words.is_empty() {
                String::new()
            } else {
                format!(" {}", escaped(&quoted(locale, &words)))
            };
            text.push_str(&format!("- {}{said}\n", escaped(&notice.facts.news)));
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

fn quoted(locale: Locale, words: &str) -> String {
    t!(locale, "inbox-mail-quoted", words = words)
}

/// Words on one line, without control characters and without those that stand for blocks while a letter is made.
pub(super) fn plain(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !is_private(*c))
        .collect();
    clean.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Characters of Unicode's private use: ours while a letter is made, nobody's in a text.
pub(super) const fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// Words in which no sign is formatting.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What the variables say of an invented ticket: by it texts are checked, and shown before there is a real one.
pub(in crate::inbox) fn sample(locale: Locale, kind: Kind, desk: &str, public_url: &str) -> Filled {
    let say = |key: &str| i18n::t(locale, &format!("inbox-mail-sample-{key}"));
    let news = i18n::t(locale, &format!("inbox-mail-news-{}", kind.as_str()));
    Filled(
        Variable::ALL
            .into_iter()
            .map(|variable| {
                let value = match (variable, variable.name()) {
                    (Variable::Link(_), name) => format!("{public_url}/#{name}"),
                    (_, "number") => "INC-42".to_owned(),
                    (_, "into") => "INC-40".to_owned(),
                    (_, "count") => "12".to_owned(),
                    (_, "desk") => desk.to_owned(),
                    (_, "news") => news.clone(),
                    (_, name) => say(name),
                };
                (variable, value)
            })
            .collect(),
    )
}
