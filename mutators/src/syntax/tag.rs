//! Tells verbs from nouns by their neighbours, and says nothing where it is unsure.

use crate::lexicon::{Classes, Entry, Form};
use crate::segment::token::{Sentence, Token, TokenKind};

/// What a word is in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Not told.
    #[default]
    Unsure,
    /// A verb in this form.
    Verb(Form),
    /// A noun; true for the plural.
    Noun(bool),
}

/// What a token is good for as a neighbour.
const OBJECT: Classes = Classes::DETERMINER
    .or(Classes::REFERENCE)
    .or(Classes::PRONOUN)
    .or(Classes::ADJECTIVE)
    .or(Classes::POSSESSIVE)
    .or(Classes::TERM);

/// Tags the words of one sentence into `tags`, which runs along `tokens`.
pub(crate) fn tag_sentence(lower: &str, tokens: &[Token], sentence: &Sentence, tags: &mut [Tag]) {
    let mut tagger = Tagger {
        lower,
        tokens,
        first: sentence.first,
        end: sentence.end,
        clause: None,
    };
    for at in sentence.first..sentence.end {
        let Some(entry) = tokens[at].entry.filter(|_| tokens[at].is_word()) else {
            continue;
        };
        tags[at] = tagger.tag(at, entry);
        if let Tag::Verb(form) = tags[at]
            && (form == Form::BASE || form == Form::THIRD)
        {
            tagger.clause = Some(form);
        }
    }
}

struct Tagger<'a> {
    lower: &'a str,
    tokens: &'a [Token],
    first: usize,
    end: usize,
    /// The form of the last finite verb of the sentence.
    clause: Option<Form>,
}

impl Tagger<'_> {
    fn word(&self, at: usize) -> &str {
        &self.lower[self.tokens[at].range()]
    }

    fn class(&self, at: usize, classes: Classes) -> bool {
        self.tokens[at]
            .entry
            .is_some_and(|entry| entry.classes.meets(classes))
    }

    /// The token before, over adverbs and `not`.
    fn before(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while at > self.first {
            at -= 1;
            let word = self.word(at);
            let adverb = self.class(at, Classes::ADVERB) && !self.class(at, Classes::SUBORDINATOR);
            if !(adverb || word.len() > 4 && word.ends_with("ly") && self.tokens[at].is_word()) {
                return Some(at);
            }
        }
        None
    }

    fn next(&self, at: usize) -> Option<usize> {
        (at + 1 < self.end).then_some(at + 1)
    }

    /// True when what follows can be the object of a verb.
    fn object_follows(&self, at: usize) -> bool {
        let Some(next) = self.next(at) else {
            return false;
        };
        let token = &self.tokens[next];
        token.is_span()
            || self.class(next, OBJECT)
            || token.entry.is_some_and(|entry| entry.noun.is_some())
            || matches!(
                self.word(next),
                "if" | "whether"
                    | "that"
                    | "how"
                    | "only"
                    | "out"
                    | "up"
                    | "what"
                    | "whose"
                    | "more"
                    | "exactly"
                    | "any"
                    | "two"
                    | "over"
                    | "through"
                    | "to"
                    | "with"
                    | "at"
                    | "from"
                    | "into"
            )
            || matches!(token.kind, TokenKind::Punct(b'"' | b'('))
            || token.is_word() && token.entry.is_none()
    }

    /// True when what follows leaves no reading but that of a verb.
    fn surely_object(&self, at: usize) -> bool {
        self.next(at).is_some_and(|next| {
            self.class(next, Classes::DETERMINER.or(Classes::REFERENCE))
                || matches!(
                    self.word(next),
                    "if" | "whether" | "how" | "only" | "up" | "out" | "all" | "each" | "random"
                )
                || self.tokens[next].is_span()
        })
    }

    fn tag(&self, at: usize, entry: &Entry) -> Tag {
        let hyphen = self
            .next(at)
            .is_some_and(|next| self.tokens[next].is_punct(b'-'));
        if hyphen || entry.classes.meets(Classes::ADJECTIVE) && entry.noun.is_none() {
            return Tag::Unsure;
        }
        if let Some((_, form)) = entry.verb
            && let Some(form) = self.verb(at, form, entry.noun.is_some())
        {
            return Tag::Verb(form);
        }
        match entry.noun {
            Some((_, plural)) if self.is_noun(at, entry.verb.is_some()) => Tag::Noun(plural),
            _ => Tag::Unsure,
        }
    }

    fn verb(&self, at: usize, form: Form, noun: bool) -> Option<Form> {
        let Some(before) = self.before(at) else {
            return self.opening_verb(at, form, noun);
        };
        let word = self.word(before);
        if self.class(before, Classes::BE) {
            return (form.has(Form::PARTICIPLE) && !noun).then_some(Form::PARTICIPLE);
        }
        if form.has(Form::BASE) && self.takes_base(before, at, noun) {
            return Some(Form::BASE);
        }
        if form.has(Form::THIRD) && self.takes_third(before, at, noun) {
            return Some(Form::THIRD);
        }
        if form.has(Form::GERUND) && self.takes_gerund(before, at) {
            return Some(Form::GERUND);
        }
        let joined = matches!(word, "and" | "or" | "," | "then" | "to");
        let opened = word == "," && self.clause.is_none() && self.opens_with_clause();
        let wanted = self.clause.or(opened.then_some(Form::BASE));
        let wanted = wanted.filter(|wanted| joined && form.has(*wanted))?;
        let sure = if noun || word == "," {
            self.surely_object(at)
        } else {
            self.object_follows(at)
        };
        sure.then_some(wanted)
    }

    /// `Given x, …` and `If x, …`: an imperative may follow the comma.
    fn opens_with_clause(&self) -> bool {
        matches!(
            self.word(self.first),
            "given" | "if" | "for" | "from" | "when" | "in" | "after"
        )
    }

    fn opening_verb(&self, at: usize, form: Form, noun: bool) -> Option<Form> {
        let next = self.next(at)?;
        if matches!(
            self.word(next),
            "of" | "is" | "are" | "should" | "must" | "can" | "will"
        ) {
            return None;
        }
        let sure = if noun {
            self.surely_object(at) || self.object_follows(at) && form.has(Form::BASE)
        } else {
            self.object_follows(at)
        };
        let sure = sure && !(noun && self.word(next) == "to");
        [Form::BASE, Form::THIRD]
            .into_iter()
            .find(|wanted| sure && form.has(*wanted))
    }

    fn takes_base(&self, before: usize, at: usize, noun: bool) -> bool {
        let word = self.word(before);
        let infinitive = word == "to"
            && !before
                .checked_sub(1)
                .filter(|to| *to >= self.first)
                .is_some_and(|to| {
                    matches!(
                        self.word(to),
                        "equal"
                            | "according"
                            | "due"
                            | "similar"
                            | "close"
                            | "closest"
                            | "closer"
                            | "up"
                            | "relative"
                            | "related"
                            | "respect"
                            | "prior"
                            | "index"
                            | "access"
                            | "belong"
                            | "belongs"
                            | "add"
                            | "added"
                            | "refers"
                            | "identical"
                            | "sum"
                            | "sums"
                            | "next"
                            | "corresponding"
                            | "compared"
                            | "input"
                    )
                });
        let plural = matches!(word, "that" | "which")
            && before
                .checked_sub(1)
                .filter(|at| *at >= self.first)
                .is_some_and(|at| self.is_plural(at))
            || self.is_plural(before) && !noun && self.object_follows(at);
        if infinitive || plural {
            return !noun || self.object_follows(at);
        }
        if self.class(before, Classes::MODAL) && !matches!(word, "does" | "did")
            || matches!(word, "does" | "doesn't" | "please")
        {
            return true;
        }
        matches!(word, "you" | "we" | "they" | "i") && (!noun || self.surely_object(at))
    }

    fn takes_third(&self, before: usize, at: usize, noun: bool) -> bool {
        let word = self.word(before);
        if matches!(word, "that" | "which" | "it" | "who") {
            return self.object_follows(at)
                || self
                    .next(at)
                    .is_none_or(|next| !self.tokens[next].is_word());
        }
        if matches!(word, "function" | "method" | "script" | "code" | "program") {
            return self.object_follows(at);
        }
        let subject = self.tokens[before].is_span()
            || self.tokens[before]
                .entry
                .is_some_and(|entry| matches!(entry.noun, Some((_, false))));
        subject && !noun && self.object_follows(at)
    }

    fn takes_gerund(&self, before: usize, at: usize) -> bool {
        let word = self.word(before);
        let preposition = matches!(
            word,
            "by" | "for"
                | "after"
                | "before"
                | "when"
                | "while"
                | "without"
                | "of"
                | "from"
                | ","
                | "and"
        );
        let noun = self.tokens[before].is_span()
            || self.tokens[before]
                .entry
                .is_some_and(|entry| entry.noun.is_some());
        (preposition || noun) && self.object_follows(at)
    }

    fn is_plural(&self, at: usize) -> bool {
        self.tokens[at]
            .entry
            .is_some_and(|entry| matches!(entry.noun, Some((_, true))))
    }

    fn is_noun(&self, at: usize, verb: bool) -> bool {
        let Some(before) = self.before(at) else {
            return !verb;
        };
        let nominal = Classes::DETERMINER
            .or(Classes::ADJECTIVE)
            .or(Classes::PREPOSITION)
            .or(Classes::POSSESSIVE)
            .or(Classes::TERM);
        let token = &self.tokens[before];
        !verb
            || token.is_span()
            || self.class(before, nominal)
            || token.entry.is_some_and(|entry| entry.noun.is_some())
    }
}
