//! The lines of code that need not be whole, and which of them begin a statement.

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Outside of all strings and brackets.
    Fresh,
    /// After a bracket or a backslash that the line before left open.
    Inside,
    /// In a string.
    InString,
}

/// A line with its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) at: At,
}

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The spaces and tabs that it begins with.
    pub(super) fn indent(&self) -> &str {
        indent(self.text)
    }
}

/// The spaces and tabs that a text begins with.
pub(super) fn indent(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
}

/// How often an open string at the end is taken for a stray quote.
const STRAY_QUOTES: usize = 8;

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .map(|text| {
            let line = Line {
                text,
                start,
                at: At::Fresh,
            };
            start += text.len();
            line
        })
        .collect();
    let mut from = 0;
    for _ in 0..=STRAY_QUOTES {
        match place(&mut lines[from..]) {
            Some(open) => from += open + 1,
            None => break,
        }
    }
    lines
}

/// Says how each line begins; the answer is the line that opens a string which nothing closes.
fn place(lines: &mut [Line<'_>]) -> Option<usize> {
    let mut state = State::default();
    let mut opened = 0;
    for (number, line) in lines.iter_mut().enumerate() {
        if state.quote.is_none() && begins_definition(line.text) {
            state.depth = 0;
            state.continues = false;
        }
        line.at = match state {
            State { quote: Some(_), .. } => At::InString,
            State {
                depth: 0,
                continues: false,
                ..
            } => At::Fresh,
            State { .. } => At::Inside,
        };
        let was_open = state.quote.is_some();
        state.read(line.text);
        if !was_open && state.quote.is_some() {
            opened = number;
        }
    }
    state.quote.map(|_| opened)
}

/// Says whether a line begins a statement whatever is open: prose leaves brackets open.
fn begins_definition(line: &str) -> bool {
    [
        "def ",
        "class ",
        "import ",
        "assert ",
        "async def ",
        "@",
        ">>> ",
        "if __name__",
    ]
    .iter()
    .any(|word| line.starts_with(word))
        || line.starts_with("from ") && line.contains(" import ")
}

/// Says whether all brackets and strings of a text are closed.
pub(super) fn is_closed(text: &str) -> bool {
    let mut state = State::default();
    text.lines().for_each(|line| state.read(line));
    state.quote.is_none() && state.depth == 0 && !state.is_wrong
}

/// The most brackets that are open at once.
pub(super) fn deepest(text: &str) -> usize {
    let mut state = State::default();
    text.lines().for_each(|line| state.read(line));
    state.deepest
}

/// What is open at a place.
#[derive(Default)]
struct State {
    quote: Option<&'static str>,
    depth: usize,
    deepest: usize,
    continues: bool,
    /// Whether a bracket was closed that was not open.
    is_wrong: bool,
}

impl State {
    fn read(&mut self, line: &str) {
        self.continues = false;
        let mut rest = line.trim_end();
        while let Some(next) = rest.chars().next() {
            if let Some(quote) = self.quote {
                rest = if let Some(after) = rest.strip_prefix(quote) {
                    self.quote = None;
                    after
                } else {
                    after(rest, if next == '\\' { 2 } else { 1 })
                };
                continue;
            }
            rest = match next {
                '#' => return,
                '"' | '\'' => self.string(rest),
                '\\' if rest.len() == 1 => {
                    self.continues = true;
                    return;
                }
                _ => {
                    match next {
                        '(' | '[' | '{' => {
                            self.depth += 1;
                            self.deepest = self.deepest.max(self.depth);
                        }
                        ')' | ']' | '}' => {
                            self.is_wrong |= self.depth == 0;
                            self.depth = self.depth.saturating_sub(1);
                        }
                        _ => {}
                    }
                    after(rest, 1)
                }
            };
        }
    }

    /// Reads a string on one line, or the beginning of a longer one.
    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        for quote in ["\"\"\"", "'''"] {
            if let Some(after) = rest.strip_prefix(quote) {
                self.quote = Some(quote);
                return after;
            }
        }
        let quote = rest.chars().next();
        let mut rest = after(rest, 1);
        loop {
            let next = rest.chars().next();
            rest = match next {
                None => return rest,
                Some('\\') if rest.len() == 1 => {
                    self.continues = true;
                    return "";
                }
                Some('\\') => after(rest, 2),
                _ => after(rest, 1),
            };
            if next == quote {
                return rest;
            }
        }
    }
}

/// The text after some characters.
fn after(text: &str, count: usize) -> &str {
    let mut characters = text.chars();
    characters.by_ref().take(count).for_each(drop);
    characters.as_str()
}

/// The text without the indentation of its first line, which is taken from each line that does not begin in a string.
pub(super) fn dedent(text: &str) -> String {
    let lines = lines(text);
    let Some(first) = lines.iter().find(|line| !line.is_blank()) else {
        return text.to_owned();
    };
    let margin = first.indent();
    let dedented = |line: &Line<'_>| match line.at {
        At::InString => line.text.to_owned(),
        _ => line
            .text
            .strip_prefix(margin)
            .unwrap_or(line.text)
            .to_owned(),
    };
    lines.iter().map(dedented).collect()
}

/// The text with an indentation before each line that does not begin in a string.
pub(super) fn indented(text: &str, margin: &str) -> String {
    let indented = |line: &Line<'_>| match line.at {
        At::InString => line.text.to_owned(),
        _ if line.is_blank() => line.text.to_owned(),
        _ => format!("{margin}{}", line.text),
    };
    lines(text).iter().map(indented).collect()
}
