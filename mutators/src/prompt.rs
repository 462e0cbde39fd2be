//! A prompt as operators see it: protected spans, and blocks of free prose.

use crate::edit::apply;
use crate::grammar::{Parse, parse};
use crate::intake::{self, Foreign, Refusal};
pub use crate::segment::PromptKind;
use crate::segment::python::{NameUse, Signature};
use crate::segment::skeleton::Skeleton;
use crate::segment::token::{Block, Role, Sentence, Token};
use crate::segment::{Reading, read, read_changed};
use crate::span::Span;
use crate::syntax::{Tag, tag_sentence};
use std::ops::Range;
use std::sync::OnceLock;

/// One prompt, read once; every operator works on this.
#[derive(Clone, Debug)]
pub struct Prompt {
    text: String,
    lower: String,
    reading: Reading,
    tags: OnceLock<Vec<Tag>>,
    parses: OnceLock<Vec<Option<Parse>>>,
    code_noun: OnceLock<Option<&'static str>>,
    margin: OnceLock<usize>,
    stem: OnceLock<usize>,
}

impl Prompt {
    /// Reads a prompt. Any text is accepted: Python that does not parse is read as a document. Without an entry point
    /// it is read from the prose: "a function named `draw`".
    ///
    /// ```
    /// use mutagree_mutators::{Prompt, PromptKind};
    /// let prompt = Prompt::new("Write a function to sort a list.", None);
    /// assert_eq!(prompt.kind(), PromptKind::Prose);
    /// ```
    #[must_use]
    pub fn new(text: &str, entry_point: Option<&str>) -> Self {
        let entry_point = entry_point.filter(|name| !name.is_empty());
        let lower = text.to_ascii_lowercase();
        let reading = read(text, &lower, entry_point);
        Self::with_reading(text.to_owned(), lower, reading)
    }

    /// Reads what splices, in order and disjoint, make of this prompt: the same as reading the new text,
    /// in less time where only prose changed.
    #[must_use]
    pub fn changed(&self, splices: &[(Range<usize>, &str)]) -> Self {
        let text = apply(&self.text, splices.iter().cloned());
        let lower = text.to_ascii_lowercase();
        let entry_point = self.entry_point();
        let known = (&*self.text, &self.reading);
        let reading = read_changed(known, splices, (&text, &lower), entry_point);
        Self::with_reading(text, lower, reading)
    }

    fn with_reading(text: String, lower: String, reading: Reading) -> Self {
        Self {
            text,
            lower,
            reading,
            tags: OnceLock::new(),
            parses: OnceLock::new(),
            code_noun: OnceLock::new(),
            margin: OnceLock::new(),
            stem: OnceLock::new(),
        }
    }

    /// The text, byte for byte as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the function that the task asks for: the one that was given, or the one that the prose names.
    #[must_use]
    pub fn entry_point(&self) -> Option<&str> {
        self.reading.entry_point.as_deref()
    }

    /// The shape that was recognised.
    #[must_use]
    pub fn kind(&self) -> PromptKind {
        self.reading.kind
    }

    /// The protected spans, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.reading.spans
    }

    /// Why this is no English task for Python code that can be said in other ways; nothing where it is one.
    ///
    /// ```
    /// use mutagree_mutators::{Prompt, Reason};
    /// let refusal = |text| Prompt::new(text, None).refusal().map(|it| it.reason);
    /// assert_eq!(refusal("Write a function to sort a list."), None);
    /// assert_eq!(refusal("Write a Java method to sort a list."), Some(Reason::Code));
    /// assert_eq!(refusal("Sortiere die Liste der Zahlen."), Some(Reason::Language));
    /// ```
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        intake::refusal(self)
    }

    /// The free stretches, in order: prose that operators may rewrite.
    #[must_use]
    pub fn free(&self) -> Vec<Range<usize>> {
        let mut free = Vec::new();
        let mut at = 0;
        for span in self.spans() {
            if span.start > at {
                free.push(at..span.start);
            }
            at = at.max(span.end);
        }
        if at < self.text.len() {
            free.push(at..self.text.len());
        }
        free.retain(|range| {
            self.text[range.clone()]
                .bytes()
                .any(|byte| byte.is_ascii_alphabetic())
        });
        free
    }

    /// The sentences of the prose, and whether the grammar reads each wholly.
    #[must_use]
    pub fn sentences_read(&self) -> Vec<(Range<usize>, bool)> {
        let read = self.parses().iter().map(Option::is_some);
        let range = |sentence: &Sentence| {
            let tokens = &self.tokens()[sentence.first..sentence.end];
            tokens.first().map_or(0, |token| token.start)
                ..tokens.last().map_or(0, |token| token.end)
        };
        self.sentences().iter().map(range).zip(read).collect()
    }

    /// What is foreign in it, and protected.
    pub(crate) fn foreign(&self) -> &Foreign {
        &self.reading.foreign
    }

    /// The docstrings, comments or stretches of a document that prose may stand in, in order.
    pub(crate) fn carriers(&self) -> impl Iterator<Item = Range<usize>> {
        self.reading.carriers.iter().map(|it| it.range.clone())
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.reading.blocks
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.reading.tokens
    }

    pub(crate) fn sentences(&self) -> &[Sentence] {
        &self.reading.sentences
    }

    /// What each sentence was read as, where it was read wholly.
    pub(crate) fn parses(&self) -> &[Option<Parse>] {
        let read = |sentence: &Sentence| self.parse_sentence(sentence);
        self.parses
            .get_or_init(|| self.sentences().iter().map(read).collect())
    }

    /// The bytes of a sentence, or of none beyond the last.
    pub(crate) fn sentence_bytes(&self, index: usize) -> Range<usize> {
        let end = self.text.len();
        self.sentences().get(index).map_or(end..end, |sentence| {
            self.tokens()[sentence.first].start..self.tokens()[sentence.end - 1].end
        })
    }

    /// Reads one sentence, without keeping it.
    pub(crate) fn parse_sentence(&self, sentence: &Sentence) -> Option<Parse> {
        parse(&self.lower, self.tokens(), sentence.first..sentence.end)
    }

    /// True for a block of running text: no item of a list, nothing that describes what stands above it, and nothing that
    /// completes `The function should:`.
    pub(crate) fn is_running_text(&self, block: &Block) -> bool {
        let stem = *self
            .stem
            .get_or_init(|| self.lower.find("should:").unwrap_or(usize::MAX));
        block.role == Role::Description && !self.is_indented(block) && block.start < stem
    }

    /// True for a block that is indented deeper than others of its kind: it describes what stands above it.
    fn is_indented(&self, block: &Block) -> bool {
        let margin = *self.margin.get_or_init(|| {
            let blocks = self
                .blocks()
                .iter()
                .filter_map(|block| self.indentation(block));
            blocks.min().unwrap_or(0)
        });
        self.indentation(block).is_some_and(|depth| depth > margin)
    }

    /// How far the line of a block is indented, where the block begins that line.
    fn indentation(&self, block: &Block) -> Option<usize> {
        let start = self.text[..block.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[start..block.start];
        before.trim().is_empty().then_some(before.len())
    }

    /// What the prompt calls the code that it asks for, found once.
    pub(crate) fn code_noun(
        &self,
        find: impl FnOnce() -> Option<&'static str>,
    ) -> Option<&'static str> {
        *self.code_noun.get_or_init(find)
    }

    pub(crate) fn skeleton(&self) -> &Skeleton {
        &self.reading.skeleton
    }

    pub(crate) fn tags(&self) -> &[Tag] {
        self.tags.get_or_init(|| {
            let mut tags = vec![Tag::default(); self.tokens().len()];
            for sentence in self.sentences() {
                tag_sentence(&self.lower, self.tokens(), sentence, &mut tags);
            }
            tags
        })
    }

    pub(crate) fn signatures(&self) -> &[Signature] {
        &self.reading.signatures
    }

    /// The signature of the entry point.
    pub(crate) fn signature(&self) -> Option<&Signature> {
        let name = self.entry_point()?;
        self.reading
            .signatures
            .iter()
            .find(|signature| signature.name == name)
    }

    pub(crate) fn uses(&self) -> &[NameUse] {
        &self.reading.uses
    }

    pub(crate) fn strings(&self) -> &[Range<usize>] {
        &self.reading.strings
    }

    pub(crate) fn is_name(&self, word: &str) -> bool {
        self.reading.names.contains(word)
    }

    pub(crate) fn is_shouting(&self) -> bool {
        self.reading.shouting
    }

    /// The bytes of a token.
    pub(crate) fn word(&self, token: &Token) -> &str {
        &self.text[token.range()]
    }

    /// The bytes of a token in ASCII lower case.
    pub(crate) fn lower(&self, token: &Token) -> &str {
        &self.lower[token.range()]
    }

    /// The whole text in ASCII lower case.
    pub(crate) fn lower_text(&self) -> &str {
        &self.lower
    }

    /// The block that a sentence stands in.
    pub(crate) fn block_of(&self, sentence: &Sentence) -> &Block {
        &self.reading.blocks[sentence.block]
    }
}
