//! A sentence that was read wholly, as the operators look at it.

use crate::edit::Splice;
use crate::grammar::{Clause, ItemKind, Kind, Noun, Parse, Person, Shape, Verb, is_act};
use crate::lexicon::{Form, Verbs, lookup};
use crate::prompt::Prompt;
use crate::segment::token::{Block, Sentence};
use std::ops::Range;

/// Words that stand for something said before: they do not go before it.
pub(super) const PRONOUNS: &[&str] = &[
    "it",
    "they",
    "them",
    "its",
    "their",
    "this",
    "these",
    "those",
    "such",
    "one",
    "ones",
    "so",
    "itself",
    "themselves",
    "former",
    "latter",
    "both",
    "respectively",
];

/// One sentence with its reading.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) prompt: &'a Prompt,
    pub(super) parse: &'a Parse,
    pub(super) sentence: Sentence,
    /// Its place among the sentences of the prompt.
    index: usize,
}

impl<'a> Told<'a> {
    /// Every sentence that was read, but captions of examples.
    pub(super) fn all(prompt: &'a Prompt) -> impl Iterator<Item = Told<'a>> {
        (0..prompt.sentences().len())
            .filter_map(move |index| Self::at(prompt, index))
            .filter(|told| !told.is_caption())
    }

    fn at(prompt: &'a Prompt, index: usize) -> Option<Self> {
        Some(Told {
            prompt,
            parse: prompt.parses().get(index)?.as_ref()?,
            sentence: prompt.sentences()[index],
            index,
        })
    }

    /// The sentence before it in its block.
    pub(super) fn previous(&self) -> Option<Self> {
        let before = Self::at(self.prompt, self.index.checked_sub(1)?)?;
        (before.sentence.block == self.sentence.block).then_some(before)
    }

    /// The sentence of running text whose mood and order may change: it is whole, and no item of a list.
    pub(super) fn is_running(&self) -> bool {
        self.is_whole() && !self.is_numbered() && self.prompt.is_running_text(self.block())
    }

    /// The sentence of running text that a colon ends: it says of its own what it says, and what follows stays behind it.
    pub(super) fn is_leading(&self) -> bool {
        let last = self.sentence.end - 1;
        self.prompt.tokens()[last].is_punct(b':')
            && self.parse.end == last
            && !self.is_numbered()
            && self.prompt.is_running_text(self.block())
    }

    /// It is the last sentence of its block.
    pub(super) fn is_last(&self) -> bool {
        self.sentence.end == self.block().tokens.end
    }

    /// The next sentence of the block goes on about the subject of this one.
    pub(super) fn is_taken_up(&self) -> bool {
        let block = self.block();
        let next = (self.sentence.end..block.tokens.end).take(3);
        next.into_iter()
            .any(|at| self.is(at, &["it", "its", "this"]))
    }

    fn block(&self) -> &'a Block {
        self.prompt.block_of(&self.sentence)
    }

    /// It ends with a full stop, or with its block and no other mark, and nothing goes on behind.
    pub(super) fn is_whole(&self) -> bool {
        let tokens = self.prompt.tokens();
        let stop =
            tokens[self.sentence.end - 1].is_punct(b'.') && self.parse.end == self.sentence.end - 1;
        let rest = self.prompt.text()[self.block().end..].trim_start();
        let goes_on = rest.starts_with(['$', '\\'])
            || rest.starts_with(|first: char| first.is_ascii_lowercase());
        stop && self.parse.end < self.sentence.end
            || self.sentence.end == self.block().tokens.end
                && self.parse.end == self.sentence.end
                && !goes_on
    }

    /// An item of a numbered list: `1. Sort the list.`
    fn is_numbered(&self) -> bool {
        let start = self.prompt.tokens()[self.sentence.first].start;
        let before = self.prompt.text()[..start].trim_end();
        before
            .strip_suffix(['.', ')', ':'])
            .is_some_and(|rest| rest.ends_with(|mark: char| mark.is_ascii_digit()))
            || before.ends_with('-')
            || before.ends_with('*')
    }

    /// The caption of a doctest, which says what the example does and not what is asked.
    fn is_caption(&self) -> bool {
        let tokens = self.prompt.tokens();
        let block = self.block();
        let (before, after) = self
            .prompt
            .text()
            .split_at(tokens[self.sentence.end - 1].end);
        after.trim_start().starts_with(">>>")
            && block.tokens.end == self.sentence.end
            && (block.tokens.start < self.sentence.first || before.contains(">>>"))
    }

    pub(super) fn clause(&self, index: usize) -> &'a Clause {
        &self.parse.clauses[index]
    }

    /// The only main clause, where what is joined belongs to it for certain.
    pub(super) fn main(&self) -> Option<(usize, &'a Clause, &'a Verb)> {
        let mut mains = self
            .parse
            .clauses
            .iter()
            .enumerate()
            .filter(|(_, clause)| clause.kind == Kind::Main && clause.parent.is_none());
        let (index, clause) = mains.next()?;
        let verb = clause.verb.as_ref()?;
        (mains.next().is_none() && !self.parse.doubtful).then_some((index, clause, verb))
    }

    pub(super) fn lower(&self, at: usize) -> &'a str {
        self.prompt.lower(&self.prompt.tokens()[at])
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.lower(at))
    }

    pub(super) fn any(&self, range: Range<usize>, words: &[&str]) -> bool {
        range.into_iter().any(|at| self.is(at, words))
    }

    pub(super) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let all = self.prompt.tokens();
        all[tokens.start].start..all[tokens.end - 1].end
    }

    pub(super) fn text(&self, tokens: Range<usize>) -> &'a str {
        &self.prompt.text()[self.bytes(tokens)]
    }

    /// All bytes of the sentence.
    pub(super) fn claim(&self) -> Range<usize> {
        self.bytes(self.sentence.first..self.sentence.end)
    }

    /// The lemma of a word that is a verb.
    pub(super) fn lemma(&self, at: usize) -> &'a str {
        let word = self.lower(at);
        lookup(word)
            .and_then(|entry| entry.verb)
            .map_or(word, |(verb, _)| Verbs::lemma(verb))
    }

    pub(super) fn verb_row(&self, at: usize) -> Option<u16> {
        lookup(self.lower(at))
            .and_then(|entry| entry.verb)
            .map(|(verb, _)| verb)
    }

    /// The word of a verb, free to be written in another form.
    pub(super) fn inflected(&self, at: usize, form: Form) -> Option<&'static str> {
        let row = self.verb_row(at)?;
        self.prompt.tokens()[at]
            .is_word()
            .then(|| Verbs::form(row, form))
    }

    /// Every word of the sentence is a word, a mark or a name, and none is personal.
    pub(super) fn is_impersonal(&self) -> bool {
        !self.any(
            self.sentence.first..self.sentence.end,
            &["you", "your", "i", "my", "me", "we", "us", "our", "let"],
        )
    }

    /// Splices that put the verbs of some clauses into their base form or third person.
    pub(super) fn inflect(&self, clauses: &[usize], form: Form) -> Option<Vec<Splice>> {
        clauses
            .iter()
            .map(|index| self.inflect_one(*index, form))
            .collect()
    }

    fn inflect_one(&self, index: usize, form: Form) -> Option<Splice> {
        let verb = self.clause(index).verb.as_ref()?;
        if verb.modal.is_some()
            || verb.negated
            || matches!(
                verb.person,
                Person::Past | Person::Gerund | Person::Participle
            )
        {
            return None;
        }
        let be = verb.range.clone().find(|at| self.is(*at, &["is", "be"]));
        let (at, word) = match be {
            Some(at) => (at, if form.has(Form::BASE) { "be" } else { "is" }),
            None => (verb.main, self.inflected(verb.main, form)?),
        };
        Some(Splice::new(
            self.bytes(at..at + 1),
            crate::lexical::match_case(self.text(at..at + 1), word),
        ))
    }

    /// Main clauses that are orders to the code: each verb is something that code does.
    pub(super) fn is_order(&self) -> Option<(usize, &'a Clause, &'a Verb)> {
        let (index, clause, verb) = self.main()?;
        let told = matches!(self.parse.shape, Shape::Imperative | Shape::Third)
            && !self.parse.is_request(index, self.prompt);
        let acts = self.parse.chain(index).iter().all(|at| {
            self.clause(*at)
                .verb
                .as_ref()
                .is_some_and(|verb| verb.copula || verb.passive || is_act(self.lemma(verb.main)))
        });
        (told && acts && !verb.negated && self.is_impersonal()).then_some((index, clause, verb))
    }

    /// The clauses that tell what the code does that a request asks for, in order: `that takes x and returns y`.
    pub(super) fn told_of_request(&self) -> Option<(usize, Vec<usize>)> {
        let (main, ..) = self.main()?;
        if !self.parse.is_request(main, self.prompt) {
            return None;
        }
        let first = (0..self.parse.clauses.len()).find(|index| {
            matches!(
                self.clause(*index).kind,
                Kind::Relative | Kind::Infinitive | Kind::Gerund
            ) && self.parse.is_told_of_request(*index, self.prompt)
        })?;
        Some((first, self.parse.chain(first)))
    }

    /// The object of a clause with what belongs to it for certain, and what stays with the verb.
    pub(super) fn object_region(&self, clause: &Clause) -> Option<(Range<usize>, Range<usize>)> {
        let verb = clause.verb.as_ref()?;
        let row = self.verb_row(verb.main)?;
        let first = clause.items.first()?;
        let ItemKind::Noun(noun) = first.kind else {
            return None;
        };
        let noun = clause.nouns.get(noun)?;
        let lemma = self.lemma(verb.main);
        let whole = matches!(
            lemma,
            "return"
                | "compute"
                | "calculate"
                | "print"
                | "raise"
                | "determine"
                | "generate"
                | "create"
        );
        let takes = |word: &str| {
            if lemma == "return" {
                word == "as"
            } else {
                Verbs::has_preposition(row, word)
            }
        };
        let mut end = first.range.end;
        let mut behind = clause.range.end;
        for item in &clause.items[1..] {
            let word = self.lower(item.range.start);
            let of_noun = noun_takes(self.lower(noun.head), word);
            let belongs = match item.kind {
                // Behind a longer object the phrase may as well belong to a noun in it.
                ItemKind::Phrase
                    if takes(word)
                        && end > first.range.end
                        && matches!(word, "in" | "on" | "from" | "at" | "with" | "for") =>
                {
                    return None;
                }
                ItemKind::Phrase if takes(word) => false,
                ItemKind::Phrase
                    if word == "of"
                        || of_noun
                        || whole
                            && matches!(
                                word,
                                "for"
                                    | "with"
                                    | "between"
                                    | "from"
                                    | "in"
                                    | "among"
                                    | "within"
                                    | "that"
                                    | "containing"
                            ) =>
                {
                    true
                }
                ItemKind::Phrase if matches!(word, "with" | "between") => true,
                ItemKind::Aside | ItemKind::Join => true,
                ItemKind::Clause(at) => match self.clause(at).kind {
                    Kind::Relative => true,
                    Kind::Gerund | Kind::Participle if self.clause(at).marker.is_empty() => true,
                    Kind::Infinitive | Kind::Joined(_) | Kind::Condition => {
                        behind = item.range.start;
                        return Some((first.range.start..end, end..behind.min(clause.range.end)));
                    }
                    _ => return None,
                },
                ItemKind::Phrase if word == "using" && end == first.range.end => false,
                _ => return None,
            };
            if !belongs {
                return Some((first.range.start..end, end..self.rest_end(clause)));
            }
            end = item.range.end;
        }
        Some((first.range.start..end, end..behind))
    }

    /// Where a clause ends without the clauses joined to it.
    fn rest_end(&self, clause: &Clause) -> usize {
        let joined = clause.items.iter().find(|item| matches!(item.kind, ItemKind::Clause(at) if matches!(self.clause(at).kind, Kind::Joined(_))));
        joined.map_or(clause.range.end, |item| item.range.start)
    }

    /// The number of a noun phrase with all that is joined to it; nothing where it cannot be told.
    pub(super) fn is_plural(
        &self,
        noun: &Noun,
        region: &Range<usize>,
        clause: &Clause,
    ) -> Option<bool> {
        let joins: Vec<_> = clause
            .items
            .iter()
            .filter(|item| item.kind == ItemKind::Join && region.contains(&item.range.start))
            .collect();
        match joins.last() {
            None => noun.plural,
            Some(_)
                if clause
                    .items
                    .get(1)
                    .is_some_and(|item| item.kind == ItemKind::Join)
                    && joins
                        .iter()
                        .any(|item| self.any(item.range.clone(), &["and"])) =>
            {
                Some(true)
            }
            Some(_) => None,
        }
    }

    /// Where a new sentence would say `The function`: the noun for the code, where the prompt has one.
    pub(super) fn code_noun(&self) -> Option<&'static str> {
        self.prompt.code_noun(|| code_noun(self.prompt))
    }
}

fn noun_takes(noun: &str, preposition: &str) -> bool {
    lookup(noun)
        .and_then(|entry| entry.noun)
        .is_some_and(|(noun, _)| crate::lexicon::Nouns::has_preposition(noun, preposition))
}

/// What the prompt calls the code that it asks for.
fn code_noun(prompt: &Prompt) -> Option<&'static str> {
    const NOUNS: [&str; 4] = ["function", "method", "class", "script"];
    let words: Vec<&str> = prompt
        .tokens()
        .iter()
        .map(|token| prompt.lower(token))
        .collect();
    // Where nothing shows the code, a method or a class may be one of a library.
    let shown = prompt.entry_point().is_some() || !prompt.signatures().is_empty();
    let own = |noun: &str| {
        let asked = |pair: &[&str]| {
            pair[1] == noun && matches!(pair[0], "the" | "this" | "your" | "python" | "a")
        };
        shown && words.contains(&noun) || words.windows(2).any(asked)
    };
    let said: Vec<&'static str> = NOUNS.into_iter().filter(|noun| own(noun)).collect();
    match said[..] {
        [] => (prompt.entry_point().is_some() || !prompt.signatures().is_empty())
            .then_some("function"),
        [noun] => Some(noun),
        _ => Told::all(prompt)
            .find_map(|told| {
                let (index, clause, _) = told.main()?;
                let asked = told
                    .parse
                    .is_request(index, prompt)
                    .then(|| clause.object())??;
                let head = told.lower(asked.head);
                NOUNS.into_iter().find(|noun| *noun == head)
            })
            .filter(|noun| *noun != "class"),
    }
}
