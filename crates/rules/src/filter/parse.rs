//! Reads the text of a filter into its tree. One pass over the characters, no recursion but for parentheses
//! (capped); goes on after a fault, so that all faults of a text are told at once.

use std::ops::Range;

use super::error::{ErrorKind, FilterError};
use super::tree::{Column, Expr, Op, Test, Value};
use super::{MAX_BYTES, MAX_DEPTH, MAX_TERMS, MAX_VALUES, value, words};
use crate::number::parse_loose;

pub(super) fn parse(text: &str) -> Result<Expr, Vec<FilterError>> {
    let whole = 0..text.len();
    if text.len() > MAX_BYTES {
        return Err(vec![FilterError {
            at: whole,
            kind: ErrorKind::TooLong { max: MAX_BYTES },
            expected: vec![],
        }]);
    }
    if let Some(at) = text.find('\0') {
        return Err(vec![FilterError { at: at..at + 1, kind: ErrorKind::Null, expected: vec![] }]);
    }
    let mut parser = Parser { text, at: 0, terms: 0, depth: 0, errors: Vec::new() };
    let expr = parser.alternatives();
    if parser.errors.is_empty() { Ok(expr) } else { Err(parser.errors) }
}

/// All of these, without needless levels.
pub(super) fn all(terms: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(terms.len());
    for term in terms {
        match term {
            Expr::And(inner) => flat.extend(inner),
            term => flat.push(term),
        }
    }
    if flat.len() == 1 { flat.pop().unwrap_or(Expr::And(vec![])) } else { Expr::And(flat) }
}

fn any(terms: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(terms.len());
    for term in terms {
        match term {
            Expr::Or(inner) => flat.extend(inner),
            term => flat.push(term),
        }
    }
    if flat.len() == 1 { flat.pop().unwrap_or(Expr::And(vec![])) } else { Expr::Or(flat) }
}

fn negated(expr: Expr, times: u32) -> Expr {
    match expr {
        expr if times.is_multiple_of(2) => expr,
        Expr::Not(inner) => *inner,
        expr => Expr::Not(Box::new(expr)),
    }
}

/// The words that are operators, in capitals; in lower case they are text.
pub(super) const OPERATORS: [(&str, Operator); 6] = [
    ("AND", Operator::And),
    ("ET", Operator::And),
    ("OR", Operator::Or),
    ("OU", Operator::Or),
    ("NOT", Operator::Not),
    ("NON", Operator::Not),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    terms: usize,
    depth: usize,
    errors: Vec<FilterError>,
}

/// A value as written.
struct Word {
    text: String,
    at: Range<usize>,
    quoted: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn fault(&mut self, at: Range<usize>, kind: ErrorKind, expected: &[&'static str]) {
        self.errors.push(FilterError { at, kind, expected: expected.to_vec() });
    }

    /// The bare run of characters ahead, up to a space, a parenthesis or `|`.
    fn run(&self) -> &'a str {
        let rest = self.rest();
        rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|'))
            .and_then(|end| rest.get(..end))
            .unwrap_or(rest)
    }

    fn operator(&self) -> Option<(Operator, usize)> {
        if self.peek() == Some('|') {
            return Some((Operator::Or, 1));
        }
        let run = self.run();
        OPERATORS.iter().find(|(word, _)| *word == run).map(|&(word, operator)| (operator, word.len()))
    }

    /// `a b OR c`: alternatives of conjunctions, up to the end or the parenthesis that closes this level.
    fn alternatives(&mut self) -> Expr {
        let mut alternatives = Vec::new();
        let mut terms: Vec<Expr> = Vec::new();
        // An operator that still needs what follows it, and whether anything stands before it.
        let mut waiting: Option<Range<usize>> = None;
        let mut filled = false;
        loop {
            self.skip_spaces();
            match self.peek() {
                None => break,
                Some(')') if self.depth > 0 => break,
                Some(')') => {
                    self.fault(self.at..self.at + 1, ErrorKind::UnopenedParenthesis, &[]);
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            match self.operator() {
                Some((operator @ (Operator::And | Operator::Or), length)) => {
                    let at = self.at..self.at + length;
                    self.at += length;
                    if !filled || waiting.is_some() {
                        self.fault(at.clone(), ErrorKind::DanglingOperator, &[]);
                    }
                    if operator == Operator::Or {
                        alternatives.push(all(std::mem::take(&mut terms)));
                    }
                    waiting = Some(at);
                }
                _ => {
                    terms.extend(self.negation());
                    (waiting, filled) = (None, true);
                }
            }
            if self.terms > MAX_TERMS || self.errors.len() > MAX_TERMS {
                self.at = self.text.len();
                return Expr::And(vec![]);
            }
        }
        if let Some(at) = waiting {
            self.fault(at, ErrorKind::DanglingOperator, &[]);
        }
        if !filled && self.depth > 0 {
            self.fault(self.at.saturating_sub(1)..self.at, ErrorKind::EmptyGroup, &[]);
        }
        alternatives.push(all(terms));
        any(alternatives)
    }

    /// `-x`, `NOT x`, any number of times.
    fn negation(&mut self) -> Option<Expr> {
        let mut times = 0;
        let start = self.at;
        loop {
            match self.operator() {
                Some((Operator::Not, length)) => self.at += length,
                _ if self.is_minus() => self.at += 1,
                _ => break,
            }
            times += 1;
            self.skip_spaces();
        }
        let is_joiner = matches!(self.operator(), Some((Operator::And | Operator::Or, _)));
        match self.peek() {
            Some('(') => self.group().map(|expr| negated(expr, times)),
            Some(c) if c != ')' && !is_joiner => self.term().map(|expr| negated(expr, times)),
            _ => {
                self.fault(start..self.at, ErrorKind::DanglingOperator, &[]);
                None
            }
        }
    }

    /// A minus sign that negates: something follows it at once.
    fn is_minus(&self) -> bool {
        let mut chars = self.rest().chars();
        chars.next() == Some('-') && chars.next().is_some_and(|c| !c.is_whitespace() && c != ')' && c != '|')
    }

    fn group(&mut self) -> Option<Expr> {
        let open = self.at;
        if self.depth >= MAX_DEPTH {
            self.fault(open..open + 1, ErrorKind::TooDeep { max: MAX_DEPTH }, &[]);
            self.at = self.text.len();
            return None;
        }
        self.at += 1;
        self.depth += 1;
        let expr = self.alternatives();
        self.depth -= 1;
        if self.peek() == Some(')') {
            self.at += 1;
        } else if self.errors.is_empty() {
            self.fault(open..open + 1, ErrorKind::UnclosedParenthesis, &[")"]);
        }
        Some(expr)
    }

    fn term(&mut self) -> Option<Expr> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            self.fault(self.at..self.text.len(), ErrorKind::TooManyTerms { max: MAX_TERMS }, &[]);
            return None;
        }
        let run = self.run();
        let start = self.at;
        let key = run.split_once(':').map(|(key, _)| key).filter(|key| is_key(key));
        if let Some(key) = key
            && !run.get(key.len() + 1..).is_some_and(|value| value.starts_with("//"))
        {
            self.at += key.len() + 1;
            let column = words::column(key);
            if column.is_none() {
                let kind = ErrorKind::UnknownKey { key: key.to_owned(), nearest: words::nearest_column(key) };
                self.fault(start..start + key.len(), kind, Column::WORDS);
            }
            return self.comparison(column);
        }
        if let Some(closing) = self.peek().and_then(closing_quote) {
            let word = self.quoted(closing)?;
            return self.text_test(Column::Title, word);
        }
        self.at += run.len();
        let marked = run.starts_with('#') || run.starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some(number) = parse_loose(run).ok().filter(|_| marked) {
            return Some(test(Column::Number, Op::Any(vec![Value::Number(number)])));
        }
        self.text_test(Column::Title, Word { text: run.to_owned(), at: start..self.at, quoted: false })
    }

    fn text_test(&mut self, column: Column, word: Word) -> Option<Expr> {
        let values = self.read(column, &word)?;
        Some(test(column, Op::Any(values)))
    }

    /// What follows a key. Without a column (the key is unknown) the value is only skipped.
    fn comparison(&mut self, column: Option<Column>) -> Option<Expr> {
        let start = self.at;
        let signs = [
            ("<=", Sign::Le),
            (">=", Sign::Ge),
            ("≤", Sign::Le),
            ("≥", Sign::Ge),
            ("<", Sign::Lt),
            (">", Sign::Gt),
            ("=", Sign::Eq),
        ];
        let sign = signs.iter().find(|(text, _)| self.rest().starts_with(text));
        self.at += sign.map_or(0, |(text, _)| text.len());
        let words = self.list()?;
        let column = column?;
        let at = start..self.at;
        match sign.map_or(Sign::Eq, |&(_, sign)| sign) {
            Sign::Eq => self.equality(column, &words, at),
            sign => {
                if !column.is_comparable() {
                    self.fault(at, ErrorKind::NotComparable { column }, value::expected(column));
                    return None;
                }
                let [word] = words.as_slice() else {
                    self.fault(at, ErrorKind::NotCombinable, value::expected(column));
                    return None;
                };
                let value = self.single(column, word)?;
                Some(test(column, sign.op(value)))
            }
        }
    }

    fn equality(&mut self, column: Column, words: &[Word], at: Range<usize>) -> Option<Expr> {
        if let [word] = words {
            if let Some(flag) = value::state_flag(column, &word.text) {
                return Some(test(Column::Is, Op::Any(vec![Value::Flag(flag)])));
            }
            if column.is_comparable()
                && !word.quoted
                && let Some((from, to)) = word.text.split_once("..")
            {
                return self.range(column, word, from, to);
            }
        }
        let mut values: Vec<Value> = Vec::new();
        for word in words {
            for value in self.read(column, word)? {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        match values.as_slice() {
            // A duration is never met to the second: `created:7d` means "within seven days".
            [Value::Duration(_)] => values.pop().map(|value| test(column, Op::Le(value))),
            several if several.iter().any(|value| matches!(value, Value::Duration(_))) => {
                self.fault(at, ErrorKind::NotCombinable, value::expected(column));
                None
            }
            _ => Some(test(column, Op::Any(values))),
        }
    }

    fn range(&mut self, column: Column, word: &Word, from: &str, to: &str) -> Option<Expr> {
        let split = word.at.start + from.len();
        let low = Word { text: from.to_owned(), at: word.at.start..split, quoted: false };
        let high = Word { text: to.to_owned(), at: split + 2..word.at.end, quoted: false };
        let op = match (from.is_empty(), to.is_empty()) {
            (true, true) => {
                self.fault(word.at.clone(), ErrorKind::MissingValue, value::expected(column));
                return None;
            }
            (false, true) => Op::Ge(self.single(column, &low)?),
            (true, false) => Op::Le(self.single(column, &high)?),
            (false, false) => {
                let (low, high) = (self.single(column, &low)?, self.single(column, &high)?);
                match super::window::order(&low, &high) {
                    Some(order) if order.is_le() => Op::Between(low, high),
                    Some(_) => {
                        self.fault(word.at.clone(), ErrorKind::ReversedRange, &[]);
                        return None;
                    }
                    None => {
                        self.fault(word.at.clone(), ErrorKind::NotCombinable, value::expected(column));
                        return None;
                    }
                }
            }
        };
        Some(test(column, op))
    }

    /// One value that can be compared.
    fn single(&mut self, column: Column, word: &Word) -> Option<Value> {
        let value = self.read(column, word)?.pop()?;
        if value == Value::Nothing {
            self.fault(word.at.clone(), ErrorKind::NotCombinable, value::expected(column));
            return None;
        }
        Some(value)
    }

    fn read(&mut self, column: Column, word: &Word) -> Option<Vec<Value>> {
        let values = value::read(column, &word.text, word.quoted);
        if values.is_none() {
            let kind = ErrorKind::UnknownValue { column, value: word.text.clone() };
            self.fault(word.at.clone(), kind, value::expected(column));
        }
        values
    }

    /// `a,b,"c d"`. Nothing after a fault.
    fn list(&mut self) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            let word = self.word()?;
            words.push(word);
            if words.len() > MAX_VALUES {
                self.fault(self.at..self.at, ErrorKind::TooManyValues { max: MAX_VALUES }, &[]);
                self.at += self.run().len();
                return None;
            }
            if self.peek() != Some(',') {
                return Some(words);
            }
            self.skip(',');
        }
    }

    fn word(&mut self) -> Option<Word> {
        if let Some(closing) = self.peek().and_then(closing_quote) {
            return self.quoted(closing);
        }
        let run = self.run();
        let word = run.split(',').next().unwrap_or(run);
        let start = self.at;
        self.at += word.len();
        if word.is_empty() {
            self.fault(start..self.at, ErrorKind::MissingValue, &[]);
            return None;
        }
        Some(Word { text: word.to_owned(), at: start..self.at, quoted: false })
    }

    fn quoted(&mut self, closing: char) -> Option<Word> {
        let start = self.at;
        let mut text = String::new();
        let mut escaped = false;
        let mut chars = self.rest().char_indices().skip(1);
        let end = chars.find_map(|(offset, c)| match c {
            c if escaped => {
                if c != closing && c != '\\' {
                    text.push('\\');
                }
                text.push(c);
                escaped = false;
                None
            }
            '\\' => {
                escaped = true;
                None
            }
            c if c == closing => Some(offset + c.len_utf8()),
            c => {
                text.push(c);
                None
            }
        });
        let Some(length) = end else {
            self.fault(start..self.text.len(), ErrorKind::UnclosedQuote, &["\""]);
            self.at = self.text.len();
            return None;
        };
        self.at += length;
        Some(Word { text, at: start..self.at, quoted: true })
    }
}

#[derive(Clone, Copy)]
enum Sign {
    Eq,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Sign {
    fn op(self, value: Value) -> Op {
        match self {
            Self::Eq => Op::Any(vec![value]),
            Self::Lt => Op::Lt(value),
            Self::Le => Op::Le(value),
            Self::Gt => Op::Gt(value),
            Self::Ge => Op::Ge(value),
        }
    }
}

fn test(column: Column, op: Op) -> Expr {
    Expr::Test(Test { column, op })
}

fn closing_quote(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '«' => Some('»'),
        '“' => Some('”'),
        _ => None,
    }
}

fn is_key(key: &str) -> bool {
    key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '\u{301}' | '\u{300}'))
}
