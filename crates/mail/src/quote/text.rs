//! Plain text: the lines of earlier mails and of signatures, by what mail programs put before them.

use std::ops::Range;

use super::markers::{self, Label};
use super::{Kind, Segment};

struct Line<'a> {
    range: Range<usize>,
    text: &'a str,
    plain: String,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.plain.is_empty()
    }

    fn is_quoted(&self) -> bool {
        self.plain.starts_with('>') || self.plain.starts_with("|>")
    }
}

/// Splits a text into new words, quotes and signatures. The segments cover the text without gaps, in order.
pub fn split(text: &str) -> Vec<Segment> {
    let lines = lines(text);
    let mut kinds = vec![Kind::New; lines.len()];
    mark_quotes(&lines, &mut kinds);
    mark_signatures(&lines, &mut kinds);
    absorb_blanks(&lines, &mut kinds);
    let mut segments: Vec<Segment> = Vec::new();
    for (line, kind) in lines.iter().zip(kinds) {
        match segments.last_mut() {
            Some(last) if last.kind == kind => last.range.end = line.range.end,
            _ => segments.push(Segment { kind, range: line.range.clone() }),
        }
    }
    segments
}

/// The new words only, trimmed; the whole text if nothing in it is new.
pub fn new_words(text: &str) -> String {
    let new: String = split(text)
        .into_iter()
        .filter(|segment| segment.kind == Kind::New)
        .filter_map(|segment| text.get(segment.range))
        .collect();
    let new = new.trim();
    if new.is_empty() { text.trim().to_owned() } else { new.to_owned() }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = at..at + line.len();
            at = range.end;
            // The longest attribution is shorter; a line of a megabyte is not worth comparing.
            let head = line.get(..line.floor_char_boundary(600)).unwrap_or(line);
            Line { range, text: line.trim_end_matches(['\n', '\r']), plain: markers::plain(head) }
        })
        .collect()
}

fn mark_quotes(lines: &[Line<'_>], kinds: &mut [Kind]) {
    let mut n = 0;
    while let Some(line) = lines.get(n) {
        if line.is_quoted() {
            mark(kinds, n..n + 1, Kind::Quote);
            n += 1;
        } else if markers::is_divider(&line.plain) || header_block(lines, n) {
            // A rule above the block belongs to it.
            let from = if n > 0 && lines.get(n - 1).is_some_and(is_rule) { n - 1 } else { n };
            let resumes = (n + 1..lines.len())
                .find(|&n| lines.get(n).is_some_and(|line| markers::is_resumption(&line.plain)))
                .map_or(lines.len(), |n| n + 1);
            mark(kinds, from..resumes, Kind::Quote);
            n = resumes;
        } else if let Some((from, after)) = attribution(lines, n) {
            mark(kinds, from..after, Kind::Quote);
            if !followed_by_quote(lines, after) {
                // What follows is quoted without marks, to the end.
                mark(kinds, from..lines.len(), Kind::Quote);
                return;
            }
            n = after;
        } else {
            n += 1;
        }
    }
}

fn mark(kinds: &mut [Kind], range: Range<usize>, kind: Kind) {
    if let Some(kinds) = kinds.get_mut(range) {
        kinds.fill(kind);
    }
}

fn is_rule(line: &Line<'_>) -> bool {
    line.plain.len() >= 5 && line.plain.chars().all(|c| matches!(c, '_' | '-' | '=' | '—'))
}

/// Whether the header of a quoted mail begins here: `From:` and two more labels within the next lines.
fn header_block(lines: &[Line<'_>], n: usize) -> bool {
    let at = |n: usize| lines.get(n).map(|line| line.plain.as_str()).unwrap_or_default();
    if markers::label(at(n)) != Some(Label::From) {
        return false;
    }
    let others = (n + 1..n + 10)
        .take_while(|&n| lines.get(n).is_some())
        .filter(|&n| markers::label(at(n)) == Some(Label::Other));
    others.count() >= 2
}

/// An attribution that ends in line `n` or up to three lines below it, beginning in `n`.
fn attribution(lines: &[Line<'_>], n: usize) -> Option<(usize, usize)> {
    let first = lines.get(n)?;
    if first.is_blank() {
        return None;
    }
    let opens = markers::begins_attribution(&first.plain);
    let mut joined = String::new();
    for end in n..n + 4 {
        let line = lines.get(end)?;
        if line.is_blank() || line.is_quoted() {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&line.plain);
        if markers::ends_attribution(&joined) {
            let dated = joined.contains(|c: char| c.is_ascii_digit());
            let addressed = joined.contains('@');
            let quotes = followed_by_quote(lines, end + 1);
            // Words of the new text can end like this as well: more is needed than the verb.
            let is_one = quotes && (opens || dated || addressed || end == n)
                || opens && (dated || addressed)
                || dated && addressed;
            return is_one.then_some((n, end + 1));
        }
        // Only what begins like an attribution may go on in the next line.
        if !opens {
            return old_gmail(&joined, lines, end).then_some((n, end + 1));
        }
    }
    None
}

/// `2024-05-03 10:12 GMT+02:00 Ana Morel <ana@x.fr>:`.
fn old_gmail(plain: &str, lines: &[Line<'_>], n: usize) -> bool {
    let dated = plain.get(..10).is_some_and(|date| {
        date.chars().filter(char::is_ascii_digit).count() == 8 && date.contains(['-', '/', '.'])
    });
    dated && plain.ends_with(">:") && plain.contains('@') && followed_by_quote(lines, n + 1)
}

fn followed_by_quote(lines: &[Line<'_>], from: usize) -> bool {
    lines.iter().skip(from).take(3).find(|line| !line.is_blank()).is_some_and(Line::is_quoted)
}

/// How many lines with words a signature has at most.
const LONGEST_SIGNATURE: usize = 24;

fn mark_signatures(lines: &[Line<'_>], kinds: &mut [Kind]) {
    let mut start = 0;
    while start < lines.len() {
        if kinds.get(start) != Some(&Kind::New) {
            start += 1;
            continue;
        }
        let end = (start..lines.len()).find(|&n| kinds.get(n) != Some(&Kind::New)).unwrap_or(lines.len());
        if let Some(from) = signature(lines, start, end) {
            mark(kinds, from..end, Kind::Signature);
        }
        start = end;
    }
}

/// Where the signature of the new words between two lines begins. The first line is never one, or nothing would be new.
fn signature(lines: &[Line<'_>], start: usize, end: usize) -> Option<usize> {
    let region = lines.get(start..end)?;
    let first_words = region.iter().position(|line| !line.is_blank())?;
    let candidates = region.iter().enumerate().skip(first_words + 1);
    for (n, line) in candidates {
        let rest = region.get(n + 1..).unwrap_or_default();
        if markers::is_signature_mark(line.text) && (line.text.starts_with("-- ") || fits(rest)) {
            return Some(start + n);
        }
        if markers::is_closing(&line.plain) && fits(rest) {
            return Some(start + n);
        }
    }
    None
}

/// Whether lines can be a signature: few, short unless legal, and nobody goes on talking.
fn fits(rest: &[Line<'_>]) -> bool {
    let mut words = 0;
    for line in rest.iter().filter(|line| !line.is_blank()) {
        if markers::is_disclaimer(&line.plain) {
            return true;
        }
        words += 1;
        let talks = line.plain.ends_with('?')
            || line.plain.starts_with("ps ")
            || line.plain.starts_with("ps:")
            || line.plain.starts_with("p.s")
            || line.plain.starts_with("ps :");
        if words > LONGEST_SIGNATURE || talks || line.plain.chars().count() > 160 {
            return false;
        }
    }
    true
}

/// Blank lines between two pieces of one kind that is not new belong to it.
fn absorb_blanks(lines: &[Line<'_>], kinds: &mut [Kind]) {
    let mut last: Option<Kind> = None;
    let mut blanks = 0..0;
    for (n, line) in lines.iter().enumerate() {
        let Some(&kind) = kinds.get(n) else { continue };
        if line.is_blank() && kind == Kind::New {
            blanks = if blanks.end == n && !blanks.is_empty() { blanks.start..n + 1 } else { n..n + 1 };
            continue;
        }
        if kind == Kind::Quote && last == Some(kind) && blanks.end == n {
            mark(kinds, blanks.clone(), kind);
        }
        last = Some(kind);
    }
}
