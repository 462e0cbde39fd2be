//! Cuts the prose of a block into free words, marks and protected atoms.

use super::atom::{self, bracket_end, is_data, quote_end, word_end};
use super::token::{Token, TokenKind};
use crate::lexicon::{Classes, Entry, Form, is, lookup};
use crate::span::SpanKind;
use std::ops::Range;

/// What the scanner needs to know of the whole prompt.
pub(crate) struct Scope<'a> {
    pub(crate) text: &'a str,
    /// The text in ASCII lower case: the same length.
    pub(crate) lower: &'a str,
    /// True for a name that the program binds.
    pub(crate) names: &'a dyn Fn(&str) -> bool,
    /// The prose is written in capitals, so capitals mark no names.
    pub(crate) shouting: bool,
}

/// Appends the tokens of a range.
pub(crate) fn scan(scope: &Scope<'_>, range: Range<usize>, out: &mut Vec<Token>) {
    let mut scanner = Scanner {
        scope,
        at: range.start,
        end: range.end,
        first: out.len(),
        newline: false,
        space: false,
        out,
    };
    scanner.run();
    let first = scanner.first;
    super::formula::merge(scope.text, first, out);
}

struct Scanner<'a, 'b> {
    scope: &'a Scope<'a>,
    at: usize,
    end: usize,
    first: usize,
    newline: bool,
    space: bool,
    out: &'b mut Vec<Token>,
}

impl Scanner<'_, '_> {
    fn run(&mut self) {
        let text = self.scope.text;
        while self.at < self.end {
            let Some(next) = text[self.at..self.end].chars().next() else {
                return;
            };
            if next.is_whitespace() {
                self.newline |= next == '\n';
                self.space = true;
                self.at += next.len_utf8();
            } else {
                self.token(next);
            }
        }
    }

    fn token(&mut self, next: char) {
        let glued = self.at > 0 && !self.space && self.out.len() > self.first;
        match next {
            '`' => self.quoted('`', '`', SpanKind::CodeSpan),
            '"' => self.quoted('"', '"', SpanKind::Quoted),
            '\'' if !glued || !self.after_letter() => self.quoted('\'', '\'', SpanKind::Quoted),
            '“' => self.quoted('“', '”', SpanKind::Quoted),
            '‘' => self.quoted('‘', '’', SpanKind::Quoted),
            '[' | '{' => self.bracket(true),
            '(' => self.bracket(false),
            '0'..='9' => self.number(),
            '-' | '+' | '.' if self.starts_number() => self.number(),
            '.' if self.starts_extension() => self.extension(),
            _ if next.is_alphabetic() || next == '_' => self.word(),
            _ if atom::is_operator(next) => self.operator(),
            _ => {
                let first = self.scope.text.as_bytes()[self.at];
                self.push(self.at + next.len_utf8(), TokenKind::Punct(first));
            }
        }
    }

    fn push(&mut self, end: usize, kind: TokenKind) {
        self.push_known(end, kind, None);
    }

    fn push_known(&mut self, end: usize, kind: TokenKind, entry: Option<&'static Entry>) {
        self.out.push(Token {
            start: self.at,
            end,
            kind,
            newline_before: self.newline,
            space_before: self.space,
            entry,
        });
        self.at = end;
        self.newline = false;
        self.space = false;
    }

    /// Says whether a file's extension stands here by itself, such as `.png`.
    fn starts_extension(&self) -> bool {
        let before = self.scope.text[..self.at].chars().next_back();
        before.is_none_or(|mark| mark.is_whitespace() || matches!(mark, '(' | '[' | '/'))
            && self.rest()[1..].starts_with(|first: char| first.is_ascii_lowercase())
    }

    fn extension(&mut self) {
        let name = &self.rest()[1..];
        let length = name
            .find(|mark: char| !mark.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        self.push(self.at + 1 + length, TokenKind::Span(SpanKind::Identifier));
    }

    fn rest(&self) -> &str {
        &self.scope.text[self.at..self.end]
    }

    fn after_letter(&self) -> bool {
        self.scope.text[..self.at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    }

    fn quoted(&mut self, open: char, close: char, kind: SpanKind) {
        match quote_end(self.rest(), open, close) {
            Some(len) => self.push(self.at + len, TokenKind::Span(kind)),
            None => self.push(
                self.at + open.len_utf8(),
                TokenKind::Punct(self.scope.text.as_bytes()[self.at]),
            ),
        }
    }

    fn bracket(&mut self, always: bool) {
        let len = bracket_end(self.rest());
        let names = self.scope.names;
        match len {
            Some(len) if always || is_data(&self.rest()[1..len - 1], names) => {
                self.push(self.at + len, TokenKind::Span(SpanKind::Shape));
            }
            _ => {
                let mark = self.scope.text.as_bytes()[self.at];
                self.push(self.at + 1, TokenKind::Punct(mark));
            }
        }
    }

    fn starts_number(&self) -> bool {
        !self.after_letter() && self.rest()[1..].starts_with(|next: char| next.is_ascii_digit())
    }

    fn number(&mut self) {
        let len = atom::number_end(self.rest());
        self.push(self.at + len, TokenKind::Span(SpanKind::Number));
    }

    fn operator(&mut self) {
        let len = self
            .rest()
            .find(|mark| !atom::is_operator(mark))
            .unwrap_or(self.rest().len());
        let glued = !self.space && self.out.len() > self.first;
        if self.rest().starts_with(">>>") {
            let line = self.rest().find('\n').unwrap_or(self.rest().len());
            return self.push(self.at + line, TokenKind::Span(SpanKind::Doctest));
        }
        if glued && self.rest().starts_with('/') {
            return self.slash(len);
        }
        self.push(self.at + len, TokenKind::Span(SpanKind::Formula));
    }

    /// `and/or`, `rows/columns`: one atom.
    fn slash(&mut self, len: usize) {
        let tail = &self.rest()[len..];
        let word = tail
            .find(|mark: char| !(mark.is_alphanumeric() || mark == '_' || mark == '/'))
            .unwrap_or(tail.len());
        let end = self.at + len + word;
        if let Some(last) = self.out.last_mut() {
            last.end = end;
            last.entry = None;
            last.kind = TokenKind::Span(SpanKind::Identifier);
        }
        self.at = end;
    }

    fn word(&mut self) {
        let rest = self.rest();
        let heads = ["http://", "https://", "www.", "ftp://"];
        if rest.starts_with(['h', 'w', 'f']) && heads.iter().any(|head| rest.starts_with(head)) {
            let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
            return self.push(self.at + len, TokenKind::Span(SpanKind::Url));
        }
        let mut len = word_end(rest);
        if rest[..len].ends_with('.') && (self.scope.names)(&rest[..len - 1]) {
            len -= 1;
        }
        let word = &rest[..len];
        if rest[len..].starts_with('(')
            && let Some(arguments) = bracket_end(&rest[len..])
        {
            return self.push(
                self.at + len + arguments,
                TokenKind::Span(SpanKind::Formula),
            );
        }
        let subscript = rest[len..]
            .starts_with('[')
            .then(|| bracket_end(&rest[len..]))
            .flatten();
        if let Some(subscript) = subscript {
            return self.push(
                self.at + len + subscript,
                TokenKind::Span(SpanKind::Identifier),
            );
        }
        let entry = lookup(&self.scope.lower[self.at..self.at + len]);
        let kind = self.kind_of(word, entry);
        let entry = entry.filter(|_| kind == TokenKind::Word);
        self.push_known(self.at + len, kind, entry);
    }

    fn kind_of(&self, word: &str, entry: Option<&Entry>) -> TokenKind {
        let span = |kind| TokenKind::Span(kind);
        if matches!(
            word,
            "True" | "False" | "None" | "NaN" | "NaT" | "nan" | "inf"
        ) {
            return span(SpanKind::Literal);
        }
        if (self.scope.names)(word) && !self.reads_as_article(word) && !self.reads_as_verb(word) {
            return span(SpanKind::Identifier);
        }
        if word.len() > 5
            && ["Error", "Exception", "Warning"]
                .iter()
                .any(|tail| word.ends_with(tail))
        {
            return span(SpanKind::ErrorName);
        }
        if atom::is_abbreviation(word) {
            return TokenKind::Word;
        }
        if !self.scope.shouting && atom::is_name(word) || word.contains(['_', '.']) {
            return span(SpanKind::Identifier);
        }
        let listed = || self.scope.lower[self.at + word.len()..].starts_with([',', ')', ']', '/']);
        if word.len() == 1 && (!matches!(word, "a" | "A" | "I" | "i") || listed()) {
            return span(SpanKind::Identifier);
        }
        let term = entry.is_some_and(|entry| entry.classes.meets(Classes::TERM));
        if term || self.is_proper(word, entry) {
            return span(SpanKind::Term);
        }
        TokenKind::Word
    }

    /// A parameter named `a` or `i` next to an article or a pronoun is taken for the latter.
    fn reads_as_article(&self, word: &str) -> bool {
        let tail = &self.scope.lower[self.at + word.len()..self.end];
        let next: String = tail
            .trim_start()
            .chars()
            .take_while(|mark| mark.is_alphabetic())
            .collect();
        matches!(word, "a" | "A" | "I")
            && tail.starts_with(' ')
            && next.len() > 1
            && !matches!(
                &*next,
                "and" | "or" | "is" | "to" | "by" | "with" | "from" | "are" | "of" | "in"
            )
    }

    /// `count` in `it should count the rows` is a verb, whatever else is called so.
    fn reads_as_verb(&self, word: &str) -> bool {
        let modal = self.out[self.first..].last().is_some_and(|last| {
            last.is_word() && is(&self.scope.lower[last.start..last.end], Classes::MODAL)
        });
        let verb = || {
            lookup(word)
                .and_then(|entry| entry.verb)
                .is_some_and(|(_, form)| form.has(Form::BASE))
        };
        let next = || {
            let tail = self.scope.lower[self.at + word.len()..self.end].strip_prefix(' ');
            tail.and_then(|tail| tail.split(' ').next())
        };
        modal
            && verb()
            && next().is_some_and(|next| is(next, Classes::ARTICLE.or(Classes::DETERMINER)))
    }

    /// A capital inside a sentence marks a proper name.
    fn is_proper(&self, word: &str, entry: Option<&Entry>) -> bool {
        if self.scope.shouting
            || !word.starts_with(|first: char| first.is_uppercase())
            || word == "I"
        {
            return false;
        }
        let inside = self.out.len() > self.first
            && self.out.last().is_some_and(|last| {
                !matches!(
                    last.kind,
                    TokenKind::Punct(b'.' | b'?' | b'!' | b':' | b'"' | b'(' | b';' | b'-' | b'*')
                ) && !self.newline
            });
        inside && !word.starts_with("I'") && entry.is_none_or(|entry| entry.classes.is_open())
    }
}
