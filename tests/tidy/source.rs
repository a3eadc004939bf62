//! A Rust file read as text: code, comments and literals apart, tests marked,
//! and every path that the code names.

use std::collections::BTreeSet;

/// One file, by its path below the package.
pub(crate) struct Source {
    /// With `/` between its parts: `src/text/fold.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text with comments and the insides of literals blanked.
    pub(crate) all: String,
    /// The same without items under `#[cfg(test)]`.
    pub(crate) code: String,
    /// Lines of items under `#[cfg(test)]`, counted from 1.
    pub(crate) tests: BTreeSet<usize>,
    /// Insides of string literals, with the line each begins on.
    pub(crate) literals: Vec<(usize, String)>,
    /// Comments, line by line.
    pub(crate) comments: Vec<(usize, String)>,
}

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// A word, a `::`, or any other sign.
pub(crate) struct Token {
    /// Its first character, counted from 0.
    at: usize,
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word_char)
    }
}

impl Source {
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let mut lexer = Lexer::over(text);
        lexer.run();
        let all: String = lexer.code.iter().collect();
        let (code, tests) = without_tests(&all);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            all,
            code,
            tests,
            literals: lexer.literals,
            comments: lexer.comments,
        }
    }

    pub(crate) fn finding(&self, line: usize, what: &str) -> Finding {
        Finding { path: self.path.clone(), line, what: what.to_owned() }
    }

    /// The folder below `src`, or the name of a file beside the folders; none
    /// for `lib.rs`, `main.rs` and files elsewhere.
    pub(crate) fn layer(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let first = below.split('/').next()?.trim_end_matches(".rs");
        (!["lib", "main"].contains(&first)).then_some(first)
    }

    /// Words of the code, in order.
    pub(crate) fn words(&self) -> Vec<(usize, String)> {
        let words = tokens(&self.code).into_iter().filter(Token::is_word);
        words.map(|token| (token.line, token.text)).collect()
    }

    /// Every path of the code, groups taken apart and `super` resolved: `use
    /// super::{a, b::*}` in `src/text/fold.rs` gives `crate::text::a` and
    /// `crate::text::b::*`. With the line of its last part.
    pub(crate) fn paths(&self) -> Vec<(usize, Vec<String>)> {
        let tokens = tokens(&self.code);
        let mut walk = Walk { tokens: &tokens, found: Vec::new() };
        let (mut modules, mut depth, mut at) = (Vec::new(), 0, 0);
        while at < tokens.len() {
            let before = walk.found.len();
            match tokens[at].text.as_str() {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    modules.retain(|(_, opened)| *opened <= depth);
                }
                "mod" if tokens.get(at + 2).is_some_and(|token| token.text == "{") => {
                    modules.push((tokens[at + 1].text.clone(), depth + 1));
                }
                _ => {}
            }
            at = if starts_path(&tokens, at) { walk.path(at, &[]) } else { at + 1 };
            for (_, path) in &mut walk.found[before..] {
                *path = self.resolve(&modules, std::mem::take(path));
            }
        }
        walk.found
    }

    /// A path from `super` or `self` as one from `crate`.
    fn resolve(&self, inner: &[(String, i32)], path: Vec<String>) -> Vec<String> {
        if !["super", "self"].contains(&path[0].as_str()) {
            return path;
        }
        let file = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let own = file.split('/').filter(|part| !["mod", "lib", "main"].contains(part));
        let mut module: Vec<String> = own.map(str::to_owned).collect();
        module.extend(inner.iter().map(|(name, _)| name.clone()));
        let mut rest = path.into_iter().peekable();
        while let Some(up) = rest.next_if(|part| ["super", "self"].contains(&part.as_str())) {
            if up == "super" {
                module.pop();
            }
        }
        std::iter::once("crate".to_owned()).chain(module).chain(rest).collect()
    }
}

/// Whether a path begins here; `pub(crate)` and `pub(in super)` are none.
fn starts_path(tokens: &[Token], at: usize) -> bool {
    let back = |by: usize| at.checked_sub(by).map_or("", |at| tokens[at].text.as_str());
    let closed = tokens.get(at + 1).is_some_and(|token| token.text == ")");
    let visibility = back(2) == "pub" && back(1) == "(" && closed;
    let within = back(3) == "pub" && back(2) == "(" && back(1) == "in";
    let inside = back(1) == "::" && back(2) != "use";
    tokens[at].is_word() && !inside && !visibility && !within
}

/// Takes paths apart.
struct Walk<'a> {
    tokens: &'a [Token],
    found: Vec<(usize, Vec<String>)>,
}

impl Walk<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Reads the path that begins at a token; gives the token behind it.
    fn path(&mut self, mut at: usize, before: &[String]) -> usize {
        let mut path = before.to_vec();
        loop {
            path.push(self.text(at).to_owned());
            let line = self.tokens[at].line;
            let next = self.tokens.get(at + 2);
            if self.text(at + 1) != "::" {
                self.found.push((line, path));
                return at + 1;
            }
            match next {
                Some(token) if token.is_word() || token.text == "*" => at += 2,
                Some(token) if token.text == "{" => return self.group(at + 3, &path),
                _ => {
                    self.found.push((line, path));
                    return at + 2;
                }
            }
        }
    }

    /// Reads `a, b::{c, d}}`; gives the token behind it.
    fn group(&mut self, mut at: usize, before: &[String]) -> usize {
        while at < self.tokens.len() {
            match self.text(at) {
                "}" => return at + 1,
                "," => at += 1,
                "as" => at += 2,
                _ => at = self.path(at, before),
            }
        }
        at
    }
}

/// Blanks items under `#[cfg(test)]`; gives their lines too.
fn without_tests(all: &str) -> (String, BTreeSet<usize>) {
    let tokens = tokens(all);
    let mut code: Vec<char> = all.chars().collect();
    let mut lines = BTreeSet::new();
    let is_test = |at: usize| {
        let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
        let here = tokens.iter().skip(at).map(|token| token.text.as_str());
        here.take(mark.len()).eq(mark)
    };
    for start in (0..tokens.len()).filter(|at| is_test(*at)) {
        let end = item_end(&tokens, start + 7).min(tokens.len() - 1);
        lines.extend(tokens[start].line..=tokens[end].line);
        for place in &mut code[tokens[start].at..=tokens[end].at] {
            if *place != '\n' {
                *place = ' ';
            }
        }
    }
    (code.into_iter().collect(), lines)
}

/// The token that ends the item that begins at a token: its `;`, or the brace
/// that closes its body.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let is_use = tokens[start..].iter().take(5).any(|token| token.text == "use");
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 && !is_use {
                    return at;
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    tokens.len()
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words, `::` and single signs of code whose comments are blanked.
pub(crate) fn tokens(code: &str) -> Vec<Token> {
    let chars: Vec<char> = code.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let length = match chars[at] {
            c if is_word_char(c) => chars[at..].iter().take_while(|c| is_word_char(**c)).count(),
            ':' if chars.get(at + 1) == Some(&':') => 2,
            _ => 1,
        };
        if chars[at] == '\n' {
            line += 1;
        } else if !chars[at].is_whitespace() {
            found.push(Token { at, line, text: chars[at..at + length].iter().collect() });
        }
        at += length;
    }
    found
}

/// Tells comments and literals from code.
struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: Vec<char>,
    literals: Vec<(usize, String)>,
    comments: Vec<(usize, String)>,
}

impl Lexer {
    fn over(text: &str) -> Self {
        let (chars, code) = (text.chars().collect(), Vec::new());
        Self { chars, at: 0, line: 1, code, literals: Vec::new(), comments: Vec::new() }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character: as code, or blanked.
    fn take(&mut self, as_code: bool) -> char {
        let c = self.peek(0);
        self.line += usize::from(c == '\n');
        self.code.push(if as_code || c == '\n' { c } else { ' ' });
        self.at += 1;
        c
    }

    fn run(&mut self) {
        while self.at < self.chars.len() {
            let after_word = self.code.last().is_some_and(|c| is_word_char(*c));
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => self.line_comment(),
                ('/', '*') => self.block_comment(),
                ('"', _) => self.string(),
                ('r', '"' | '#') if !after_word || self.is_byte_prefix() => self.raw_string(),
                ('\'', '\\') => self.character(),
                ('\'', _) if self.peek(2) == '\'' => self.character(),
                _ => {
                    self.take(true);
                }
            }
        }
    }

    /// Whether what was just read is the `b` or `c` of `br"…"`, `cr"…"`.
    fn is_byte_prefix(&self) -> bool {
        let mut back = self.code.iter().rev();
        back.next().is_some_and(|c| "bc".contains(*c))
            && !back.next().is_some_and(|c| is_word_char(*c))
    }

    fn line_comment(&mut self) {
        let (line, mut text) = (self.line, String::new());
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            text.push(self.take(false));
        }
        self.comments.push((line, text));
    }

    fn block_comment(&mut self) {
        let (mut depth, mut line, mut text) = (0, self.line, String::new());
        while self.at < self.chars.len() {
            let step = match (self.peek(0), self.peek(1)) {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            depth += step;
            for _ in 0..if step == 0 { 1 } else { 2 } {
                text.push(self.take(false));
            }
            if text.ends_with('\n') {
                self.comments.push((line, std::mem::take(&mut text)));
                line = self.line;
            }
            if depth == 0 {
                break;
            }
        }
        self.comments.push((line, text));
    }

    fn string(&mut self) {
        let (line, mut text) = (self.line, String::new());
        self.take(true);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                text.push(self.take(false));
            }
            text.push(self.take(false));
        }
        self.take(true);
        self.literals.push((line, text));
    }

    fn raw_string(&mut self) {
        self.take(true);
        let hashes = self.chars[self.at..].iter().take_while(|c| **c == '#').count();
        if self.peek(hashes) != '"' {
            return; // A raw word, as in `r#type`.
        }
        for _ in 0..=hashes {
            self.take(true);
        }
        let close: Vec<char> = std::iter::once('"').chain("#".repeat(hashes).chars()).collect();
        let (line, mut text) = (self.line, String::new());
        while self.at < self.chars.len() && !self.chars[self.at..].starts_with(&close) {
            text.push(self.take(false));
        }
        for _ in 0..=hashes.min(self.chars.len() - self.at) {
            self.take(true);
        }
        self.literals.push((line, text));
    }

    fn character(&mut self) {
        self.take(true);
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            if self.peek(0) == '\\' {
                self.take(false);
            }
            self.take(false);
        }
        self.take(true);
    }
}
