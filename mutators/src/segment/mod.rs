//! Cuts a prompt into protected code and blocks of prose.

mod atom;
mod document;
mod formula;
mod inherit;
mod lines;
pub(crate) mod python;
mod scan;
mod sentence;
mod shape;
pub(crate) mod skeleton;
pub(crate) mod token;

pub(crate) use inherit::read_changed;
pub(crate) use shape::is_keyword_of_statements;

use crate::intake::{self, Foreign};
use crate::names;
use crate::span::{Span, SpanKind};
use lines::{KnownLines, Line, LineClass, Look};
use python::{Carrier, NameUse, PythonFacts, Signature};
use rustc_hash::FxHashSet;
use scan::Scope;
use serde::Serialize;
use skeleton::Skeleton;
use std::ops::Range;
use std::sync::Arc;
use token::{Block, Place, Role, Sentence, Token, TokenKind};

/// The shape of a prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromptKind {
    /// An instruction in running text.
    #[default]
    Prose,
    /// Python: a signature with a docstring, or code with comments.
    Signature,
    /// Sections, fenced code, tables.
    Document,
}

/// A prompt, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) kind: PromptKind,
    pub(crate) spans: Vec<Span>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) names: Arc<FxHashSet<String>>,
    /// The names that were known before the prose was read.
    given: Arc<FxHashSet<String>>,
    /// Those of them that the prose declares.
    declared: Arc<FxHashSet<String>>,
    /// The function that is asked for, where it is given or the prose names it.
    pub(crate) entry_point: Option<String>,
    pub(crate) shouting: bool,
    pub(crate) skeleton: Skeleton,
    /// Identifiers of the code, in order.
    pub(crate) uses: Vec<NameUse>,
    /// Strings of the code that are not docstrings.
    pub(crate) strings: Vec<Range<usize>>,
    /// The docstrings, comments or stretches of a document that prose stands in.
    pub(crate) carriers: Vec<Carrier>,
    /// What is no task for Python: protected, and never renamed.
    pub(crate) foreign: Foreign,
    /// What its lines were taken for.
    lines: KnownLines,
}

/// Reads a prompt; `lower` is its text in ASCII lower case.
pub(crate) fn read(text: &str, lower: &str, entry_point: Option<&str>) -> Reading {
    let Layout {
        kind,
        facts,
        code,
        skeleton,
        foreign,
    } = layout(text);
    let entry_point = entry_point.or_else(|| names::entry_point(text, &facts.carriers));
    let declared: FxHashSet<String> = declared_in(text, &facts.carriers)
        .map(str::to_owned)
        .collect();
    let mut names: FxHashSet<String> = facts.names.into_iter().collect();
    names.extend(entry_point.map(str::to_owned));
    names.extend(declared.iter().cloned());
    let names = Arc::new(names);
    let reading = Reading {
        kind,
        entry_point: entry_point.map(str::to_owned),
        skeleton,
        signatures: facts.signatures,
        uses: facts.uses,
        strings: facts.strings,
        given: Arc::clone(&names),
        names,
        declared: Arc::new(declared),
        carriers: facts.carriers,
        foreign,
        ..Reading::default()
    };
    reading.read_prose(text, lower, code)
}

/// The names that the prose of some carriers declares.
fn declared_in<'a>(text: &'a str, carriers: &'a [Carrier]) -> impl Iterator<Item = &'a str> {
    let proses = carriers.iter().map(|it| &text[it.range.clone()]);
    proses.flat_map(names::declared)
}

/// Where code and prose stand.
struct Layout {
    kind: PromptKind,
    facts: PythonFacts,
    code: Vec<Range<usize>>,
    skeleton: Skeleton,
    foreign: Foreign,
}

/// Tells the shape of a prompt and finds where prose may stand.
fn layout(text: &str) -> Layout {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    if looks_like_python(text)
        && let Some(tree) = python::parse(&text[bom..])
        && !tree.root_node().has_error()
    {
        let facts = shifted(python::facts(&text[bom..], &tree), bom);
        let skeleton = skeleton::of_python(&text[bom..], &tree);
        return Layout {
            kind: PromptKind::Signature,
            facts,
            code: Vec::new(),
            skeleton,
            foreign: Foreign::default(),
        };
    }
    let marked = document::code_ranges(text);
    let foreign = intake::foreign(text, &marked);
    let code = document::merged(marked.into_iter().chain(foreign.ranges.clone()).collect());
    let mut facts = PythonFacts::default();
    for range in code.iter().filter(|range| !foreign.meets(range)) {
        let inner = document::code_body(&text[range.clone()]);
        let offset = range.start + inner.start;
        let body = &text[offset..range.start + inner.end];
        let whole = python::with_body(body);
        if let Some(tree) = python::parse(&whole) {
            let mut found = python::facts(&whole, &tree);
            found.ranges_mut(|range| {
                *range = range.start.min(body.len())..range.end.min(body.len());
            });
            let found = shifted(found, offset);
            facts.names.extend(found.names);
            facts.signatures.extend(found.signatures);
            facts.uses.extend(found.uses);
            facts.strings.extend(found.strings);
        }
    }
    let kind = if code.is_empty() && !text.lines().any(|line| line.starts_with(['#', '|'])) {
        PromptKind::Prose
    } else {
        PromptKind::Document
    };
    let mut start = bom;
    for range in &code {
        facts.carriers.push(Carrier {
            range: start..range.start.max(start),
            place: Place::Text,
        });
        start = range.end;
    }
    facts.carriers.push(Carrier {
        range: start..text.len(),
        place: Place::Text,
    });
    let skeleton = skeleton::of_document(text, &code);
    Layout {
        kind,
        facts,
        code,
        skeleton,
        foreign,
    }
}

fn shifted(mut facts: PythonFacts, by: usize) -> PythonFacts {
    if by > 0 {
        facts.ranges_mut(|range| *range = range.start + by..range.end + by);
    }
    facts
}

/// True when the first line reads as Python: prose that the parser must recover from costs much time.
fn looks_like_python(text: &str) -> bool {
    const HEADS: &[&str] = &[
        "def ",
        "class ",
        "import ",
        "from ",
        "async def ",
        "\"\"\"",
        "'''",
        "@",
        "#",
    ];
    let first = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty());
    first.is_some_and(|line| {
        HEADS.iter().any(|head| line.starts_with(head)) || shape::is_code_line(line)
    })
}

/// True when most words of the prose are in capitals.
fn is_shouting(text: &str, carriers: &[Carrier]) -> bool {
    let (mut upper, mut lower) = (0usize, 0usize);
    for carrier in carriers {
        for byte in text[carrier.range.clone()].bytes().take(4000) {
            upper += usize::from(byte.is_ascii_uppercase());
            lower += usize::from(byte.is_ascii_lowercase());
        }
    }
    upper > lower
}

impl Reading {
    /// Reads the prose in the carriers, where the code is read already.
    fn read_prose(mut self, text: &str, lower: &str, code: Vec<Range<usize>>) -> Self {
        let mut layout: Vec<Span> = code
            .into_iter()
            .map(|range| Span::new(range, SpanKind::Code))
            .collect();
        let carriers = std::mem::take(&mut self.carriers);
        self.shouting = is_shouting(text, &carriers);
        self.tokens.reserve(text.len() / 5);
        self.sentences.reserve(text.len() / 60);
        for carrier in &carriers {
            self.read_carrier(text, lower, carrier, &mut layout);
        }
        self.carriers = carriers;
        self.spans = cover(text, &self, layout);
        self
    }

    fn read_carrier(&mut self, text: &str, lower: &str, carrier: &Carrier, layout: &mut Vec<Span>) {
        let mut names = Arc::clone(&self.names);
        let lines = if carrier.place == Place::Comment {
            vec![comment_line(text, carrier)]
        } else {
            lines::classify(
                text,
                carrier.range.clone(),
                carrier.place == Place::Text,
                &|word| names.contains(word),
                &mut self.lines,
            )
        };
        if carrier.place == Place::Text {
            let code = lines.iter().filter(|line| line.class == LineClass::Code);
            for name in code.filter_map(|line| shape::bound_name(&text[line.range.clone()])) {
                if !names.contains(&name) {
                    self.lines.bind(&name);
                    Arc::make_mut(&mut names).insert(name);
                }
            }
        }
        let is_name = |word: &str| names.contains(word);
        let scope = Scope {
            text,
            lower,
            names: &is_name,
            shouting: self.shouting,
        };
        for (range, role) in paragraphs(&lines, layout) {
            self.read_block(&scope, range, role, carrier.place);
        }
        self.names = names;
    }

    fn read_block(&mut self, scope: &Scope<'_>, range: Range<usize>, role: Role, place: Place) {
        let first = self.tokens.len();
        scan::scan(scope, range.clone(), &mut self.tokens);
        sentence::protect_examples(scope.text, first, &mut self.tokens, scope.names);
        let tokens = first..self.tokens.len();
        let block = Block {
            start: range.start,
            end: range.end,
            place,
            role,
            tokens,
        };
        sentence::sentences(self.blocks.len(), &block, &self.tokens, &mut self.sentences);
        self.blocks.push(block);
    }
}

/// A comment is prose when it reads as English.
fn comment_line(text: &str, carrier: &Carrier) -> Line {
    let content = text[carrier.range.clone()].trim_end();
    let class = if shape::is_prose(content)
        && !shape::is_code_line(content)
        && !shape::is_table_row(content)
        && !content.starts_with("SOLUTION")
    {
        LineClass::Text
    } else {
        LineClass::Markup
    };
    Line {
        range: carrier.range.start..carrier.range.start + content.len(),
        content: carrier.range.start,
        class,
        look: Look::default(),
    }
}

/// Joins lines of prose into paragraphs; everything else becomes a protected span.
fn paragraphs(lines: &[Line], layout: &mut Vec<Span>) -> Vec<(Range<usize>, Role)> {
    let mut found: Vec<(Range<usize>, Role)> = Vec::new();
    let mut open = false;
    for line in lines {
        let kind = match line.class {
            LineClass::Blank => {
                open = false;
                continue;
            }
            LineClass::Text => {
                match found.last_mut().filter(|_| open) {
                    Some((range, _)) => range.end = line.range.end,
                    None => found.push((line.content..line.range.end, Role::Description)),
                }
                open = true;
                continue;
            }
            LineClass::Item => {
                layout.push(Span::new(line.range.start..line.content, SpanKind::Markup));
                found.push((line.content..line.range.end, Role::Item));
                open = true;
                continue;
            }
            LineClass::Doctest => SpanKind::Doctest,
            // Code that no parser reads is compared as it stands, as an example is.
            LineClass::Example | LineClass::Code => SpanKind::Example,
            LineClass::Markup => SpanKind::Markup,
        };
        open = false;
        layout.push(Span::new(line.range.clone(), kind));
    }
    found
}

/// Puts every protected stretch in order and calls what is left outside the blocks code.
fn cover(text: &str, reading: &Reading, mut spans: Vec<Span>) -> Vec<Span> {
    for token in &reading.tokens {
        if let TokenKind::Span(kind) = token.kind {
            spans.push(Span::new(token.range(), kind));
        }
    }
    spans.sort_by_key(|span| (span.start, span.end));
    spans.reserve(reading.tokens.len());
    let mut covered = Vec::with_capacity(spans.len() + reading.tokens.len() + reading.blocks.len());
    let mut spans = spans.into_iter().peekable();
    let mut at = 0;
    let ends = reading.blocks.iter().map(|block| (block.start, block.end));
    for (start, end) in ends.chain([(text.len(), text.len())]) {
        while let Some(span) = spans.next_if(|span| span.start < start) {
            if span.start > at {
                covered.push(Span::new(at..span.start, SpanKind::Code));
            }
            at = at.max(span.end);
            covered.push(span);
        }
        if start > at {
            covered.push(Span::new(at..start, SpanKind::Code));
        }
        while let Some(span) = spans.next_if(|span| span.start < end) {
            covered.push(span);
        }
        at = at.max(end);
    }
    covered
}
