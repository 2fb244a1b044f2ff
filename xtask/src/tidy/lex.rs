//! Just enough of Rust's grammar to tell code from comments and strings, and to find where a block ends.

/// A string literal: the line on which it begins, and its text as written.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// A Rust text taken apart.
#[derive(Debug, Default)]
pub struct Lexed {
    /// The text with comments and the contents of literals blanked, line for line.
    pub code: Vec<char>,
    /// The string literals, in order.
    pub strings: Vec<Literal>,
}

/// A function with a body: its name, the line of its `fn`, and how many lines it takes up to its closing brace.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// A word or a sign of the code, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub line: usize,
    pub text: String,
}

struct Cursor {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Lexed,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Cursor {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.out.code.push(c);
        self.step(c);
        Some(c)
    }

    fn blank(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.out.code.push(if c == '\n' { '\n' } else { ' ' });
        self.step(c);
        Some(c)
    }

    fn step(&mut self, c: char) {
        self.at += 1;
        self.line += usize::from(c == '\n');
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth = depth.saturating_sub(1),
                (None, _) => return,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        let mut text = String::new();
        self.keep();
        while let Some(c) = self.peek(0) {
            if c == '"' {
                self.keep();
                break;
            }
            text.push(c);
            self.blank();
            if c == '\\'
                && let Some(escaped) = self.blank()
            {
                text.push(escaped);
            }
        }
        self.out.strings.push(Literal { line, text });
    }

    fn raw_string(&mut self, hashes: usize) {
        let line = self.line;
        let mut text = String::new();
        for _ in 0..=hashes {
            self.blank();
        }
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                break;
            }
            text.push(c);
            self.blank();
        }
        for _ in 0..=hashes {
            self.blank();
        }
        self.out.strings.push(Literal { line, text });
    }

    fn quote(&mut self) {
        if self.peek(1) == Some('\\') {
            for _ in 0..3 {
                self.blank();
            }
            while self.blank().is_some_and(|c| c != '\'') {}
        } else if self.peek(2) == Some('\'') {
            for _ in 0..3 {
                self.blank();
            }
        } else {
            self.keep();
        }
    }

    fn word(&mut self) {
        let mut word = String::new();
        while let Some(c) = self.peek(0).filter(|c| is_word(*c)) {
            word.push(c);
            self.keep();
        }
        if matches!(word.as_str(), "r" | "br" | "cr") {
            let hashes = (0..).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
            if self.peek(hashes) == Some('"') {
                self.raw_string(hashes);
            }
        }
    }
}

/// Takes a Rust text apart.
pub fn lex(text: &str) -> Lexed {
    let mut cursor = Cursor { chars: text.chars().collect(), at: 0, line: 1, out: Lexed::default() };
    while let Some(c) = cursor.peek(0) {
        match (c, cursor.peek(1)) {
            ('/', Some('/')) => cursor.line_comment(),
            ('/', Some('*')) => cursor.block_comment(),
            ('"', _) => cursor.string(),
            ('\'', _) => cursor.quote(),
            _ if is_word(c) => cursor.word(),
            _ => {
                cursor.keep();
            }
        }
    }
    cursor.out
}

impl Lexed {
    /// Words and signs in order, without white space.
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut line = 1;
        let mut joined = false;
        for &c in &self.code {
            if c.is_whitespace() {
                line += usize::from(c == '\n');
                joined = false;
                continue;
            }
            match tokens.last_mut() {
                Some(last) if joined && is_word(c) => last.text.push(c),
                _ => tokens.push(Token { line, text: c.to_string() }),
            }
            joined = is_word(c);
        }
        tokens
    }

    /// Every function that has a body.
    pub fn functions(&self) -> Vec<Function> {
        let tokens = self.tokens();
        let mut found = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            let Some(name) = tokens.get(index + 1).filter(|_| token.text == "fn") else { continue };
            if !name.text.starts_with(is_word) {
                continue;
            }
            if let Some(end) = block_end(&tokens, index) {
                let lines = end + 1 - token.line;
                found.push(Function { name: name.text.clone(), line: token.line, lines });
            }
        }
        found
    }

    /// The lines, first and last, of what is compiled for tests alone.
    pub fn test_lines(&self) -> Vec<(usize, usize)> {
        let tokens = self.tokens();
        let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
        let marked = |index: usize| {
            mark.iter()
                .enumerate()
                .all(|(ahead, text)| tokens.get(index + ahead).is_some_and(|t| t.text == *text))
        };
        tokens
            .iter()
            .enumerate()
            .filter(|(index, _)| marked(*index))
            .filter_map(|(index, token)| Some((token.line, block_end(&tokens, index + mark.len())?)))
            .collect()
    }
}

/// The line on which the first block after `from` closes; none when a `;` outside brackets ends the item first.
fn block_end(tokens: &[Token], from: usize) -> Option<usize> {
    let (mut round, mut braces) = (0_i32, 0_i32);
    for token in tokens.iter().skip(from) {
        match token.text.as_str() {
            "(" | "[" => round += 1,
            ")" | "]" => round -= 1,
            ";" if round == 0 && braces == 0 => return None,
            "{" => braces += 1,
            "}" => {
                braces -= 1;
                if braces == 0 && round == 0 {
                    return Some(token.line);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        lex(text).code.into_iter().collect()
    }

    fn strings(text: &str) -> Vec<(usize, String)> {
        lex(text).strings.into_iter().map(|literal| (literal.line, literal.text)).collect()
    }

    #[test]
    fn comments_and_literals_are_blanked_line_for_line() {
        let text = "a // { \"x\"\n/* { /* \n */ } */ b '{' '\\'' b'\\\\' 'life \"{\\\"\" r#\"}\"{\"# c";
        let blanked = code(text);
        assert_eq!(blanked.chars().count(), text.chars().count());
        assert_eq!(blanked.lines().count(), text.lines().count());
        assert!(!blanked.contains(['{', '}']), "{blanked}");
        for word in ["a", "b", "life", "c"] {
            assert!(blanked.contains(word), "{word} in {blanked}");
        }
    }

    #[test]
    fn strings_come_with_the_line_on_which_they_begin() {
        let text = "f(\"one\",\n  r#\"two \"quoted\"\n more\"#, b\"three\", \"fo\\\"ur\")";
        let expected = [(1, "one"), (2, "two \"quoted\"\n more"), (3, "three"), (3, "fo\\\"ur")];
        let expected: Vec<_> = expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        assert_eq!(strings(text), expected);
    }

    #[test]
    fn raw_identifiers_and_lifetimes_are_not_strings() {
        assert!(strings("fn f<'a>(r#type: &'a str) -> &'static str { r#type }").is_empty());
    }

    #[test]
    fn functions_are_measured_from_fn_to_closing_brace() {
        let text = "pub fn long(\n  a: [u8; 4],\n) -> bool\nwhere\n  A: B,\n{\n  let c = '}';\n  { x }\n}\nfn none();\nfn one() {}\n";
        let functions = lex(text).functions();
        let measured: Vec<_> = functions.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(measured, [("long", 1, 9), ("one", 11, 1)]);
    }

    #[test]
    fn test_modules_are_found_and_test_imports_are_not_blocks() {
        let text = "#[cfg(test)]\nuse a;\nfn f() {}\n#[cfg(test)]\nmod tests {\n  fn g() {}\n}\nfn h() {}\n";
        assert_eq!(lex(text).test_lines(), [(4, 7)]);
    }
}
