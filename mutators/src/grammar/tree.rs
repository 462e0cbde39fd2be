//! What a sentence was read as.

use std::ops::Range;

/// A sentence that was read wholly; places are indices of tokens of the prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parse {
    pub(crate) shape: Shape,
    /// In the order of their first words; a clause stands before the clauses inside it.
    pub(crate) clauses: Vec<Clause>,
    /// What stands before the main clause, each with its comma: `Given x,`, `Then`, `For each item,`.
    pub(crate) openers: Vec<Opener>,
    /// One past the last token before the mark that ends it.
    pub(crate) end: usize,
    /// What a conjunction joins may belong to one of two clauses.
    pub(crate) doubtful: bool,
}

/// What kind of sentence it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// `Return the sum.`
    Imperative,
    /// `The function returns the sum.`
    Statement,
    /// `Returns the sum.`
    Third,
    /// `Can you return the sum?`
    Question,
    /// `The sum of the list.`
    #[default]
    Fragment,
}

/// Something before the main clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opener {
    pub(crate) kind: OpenerKind,
    /// Its tokens, without the comma behind it.
    pub(crate) range: Range<usize>,
    /// The clause inside it.
    pub(crate) clause: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenerKind {
    /// `If x is empty,`
    Condition,
    /// `Given a list,`
    Given,
    /// `To compute the sum,`
    Purpose,
    /// `For each item,`
    Phrase,
    /// `Then`, `Additionally,`, `Otherwise,`
    Adverb,
}

/// What a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Main,
    /// Goes on with the subject of another clause: `and returns y`.
    Joined(usize),
    /// `that contains x`
    Relative,
    /// `to sort x`
    Infinitive,
    /// `containing x`
    Gerund,
    /// `sorted by x`
    Participle,
    /// `if x is empty`
    Condition,
    /// `whether x is empty`, `that x is empty`, `how to sort x`
    Content,
}

/// Which form a finite verb has, or which other form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// `return`, alone or behind a modal or `to`
    Base,
    /// `returns`, `is`
    Third,
    /// `they return`, `are`
    Plural,
    /// `returned`, `was`
    Past,
    Gerund,
    Participle,
}

/// A verb with its auxiliaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    /// From the first auxiliary to the main verb.
    pub(crate) range: Range<usize>,
    /// The main verb, or the form of `be` where there is none.
    pub(crate) main: usize,
    pub(crate) person: Person,
    pub(crate) modal: Option<usize>,
    pub(crate) negated: bool,
    pub(crate) passive: bool,
    /// `is`, `are`, `be` with a complement.
    pub(crate) copula: bool,
}

/// A noun phrase without what follows its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noun {
    pub(crate) range: Range<usize>,
    pub(crate) head: usize,
    /// Nothing where it cannot be told.
    pub(crate) plural: Option<bool>,
    pub(crate) pronoun: bool,
}

/// A stretch inside a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) kind: ItemKind,
    pub(crate) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A noun phrase, by its place in `Clause::nouns`.
    Noun(usize),
    /// `, y` or `and y` behind a noun phrase.
    Join,
    /// A preposition with what it takes.
    Phrase,
    /// `in` of `takes in`.
    Particle,
    Adverb,
    Adjective,
    /// In brackets.
    Aside,
    /// A clause, by its index.
    Clause(usize),
}

/// A clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) kind: Kind,
    /// The clause that it stands in.
    pub(crate) parent: Option<usize>,
    /// All of it, the marker and what is nested included.
    pub(crate) range: Range<usize>,
    /// The words that open it: `if`, `that`, `, and`.
    pub(crate) marker: Range<usize>,
    /// Its subject and what belongs to it; empty where there is none.
    pub(crate) subject: Range<usize>,
    /// The head of the subject.
    pub(crate) agent: Option<Noun>,
    /// None where a formula stands for the whole clause, or for a fragment.
    pub(crate) verb: Option<Verb>,
    /// What follows the verb, in order.
    pub(crate) items: Vec<Item>,
    pub(crate) nouns: Vec<Noun>,
}

impl Clause {
    /// The direct object or the complement: the first noun phrase behind the verb, where nothing but a particle is before it.
    pub(crate) fn object(&self) -> Option<&Noun> {
        let at = self
            .items
            .iter()
            .position(|item| !matches!(item.kind, ItemKind::Particle | ItemKind::Adverb))?;
        match self.items[at].kind {
            ItemKind::Noun(noun) => self.nouns.get(noun),
            _ => None,
        }
    }
}

impl Parse {
    /// The clauses that share the subject of one, itself first.
    pub(crate) fn chain(&self, first: usize) -> Vec<usize> {
        let mut chain = vec![first];
        for (at, clause) in self.clauses.iter().enumerate() {
            if matches!(clause.kind, Kind::Joined(with) if chain.contains(&with)) {
                chain.push(at);
            }
        }
        chain
    }
}
