//! Reads sentences of instruction English: clauses with their subjects, verbs and objects.
//!
//! The grammar is that of instructions to programmers: imperatives, statements about a function, third persons
//! without a subject, relatives, infinitives, participles, conditions, coordination, passives, questions and the noun
//! phrases of lists. A phrase behind an object is kept in its place and not attached: whether `of the image` belongs to
//! the noun or to the verb is asked only where a rewrite needs it. So a sentence has one reading, and where the forms
//! of the words allow two that differ in their clauses, it has none.

mod code;
mod complement;
mod joining;
mod noun;
mod opener;
mod sentence;
mod sight;
mod subordinate;
mod tree;
mod verb;

pub(crate) use code::{is_act, is_as_input, speaks_of_code};
pub(crate) use sentence::parse;
pub(crate) use tree::{
    Clause, Item, ItemKind, Kind, Noun, Opener, OpenerKind, Parse, Person, Shape, Verb,
};
