//! What a sentence says, whatever way it says it: the same for texts that differ in mood, voice, order or words of form only.
//!
//! A frame is a list of atoms. Verbs stand by their lemmas behind a mark that says what they are: what the code does, a fact,
//! a relative, a purpose, a condition. `Return x.`, `It should return x.`, `x should be returned.` and `Can you return x?`
//! have one frame; so have `a list that contains x` and `a list containing x`, and a sentence and the two that it is split
//! into. Phrases keep their places, so nothing moves unseen. A sentence that was not read wholly is a list of its words.

mod clauses;
mod said;
mod writer;

use crate::grammar::Parse;
use crate::prompt::Prompt;
use crate::segment::token::{Sentence, TokenKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use writer::{Writer, plain};

/// One word, name or mark of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// What follows is one of these: `does`, `fact`, `rel`, `to`, `make`, `name`.
    Mark(&'static str),
    /// A word in lower case and American spelling; a verb by its lemma.
    Word(Box<str>),
    /// A protected atom as it stands.
    Name(Box<str>),
}

/// The frames of a prompt, sentence by sentence, each with the key of what it was read from.
pub(super) struct Frames {
    pub(super) atoms: Vec<Rc<[Atom]>>,
    /// By their keys; what variants say is kept as well, for those that come after.
    known: RefCell<FxHashMap<u64, Rc<[Atom]>>>,
}

/// Reads the frames of a prompt.
pub(super) fn frames(prompt: &Prompt) -> Frames {
    let mut known = FxHashMap::default();
    let sentences = prompt.sentences().iter().zip(prompt.parses());
    let atoms = sentences.map(|(sentence, parse)| {
        let atoms: Rc<[Atom]> = frame(prompt, sentence, parse.as_ref()).into();
        known.insert(key(prompt, sentence), Rc::clone(&atoms));
        atoms
    });
    Frames {
        atoms: atoms.collect(),
        known: RefCell::new(known),
    }
}

/// The frames of a variant: only sentences that neither the original nor a variant before it has are read.
pub(super) fn frames_of_variant(prompt: &Prompt, original: &Frames) -> Vec<Rc<[Atom]>> {
    let mut known = original.known.borrow_mut();
    let read = |sentence: &Sentence| {
        let read = || frame(prompt, sentence, prompt.parse_sentence(sentence).as_ref()).into();
        Rc::clone(known.entry(key(prompt, sentence)).or_insert_with(read))
    };
    prompt.sentences().iter().map(read).collect()
}

/// What a frame depends on: the text of a sentence, how it is cut into words, and what each was taken for.
fn key(prompt: &Prompt, sentence: &Sentence) -> u64 {
    let mut hasher = FxHasher::default();
    let tokens = &prompt.tokens()[sentence.first..sentence.end];
    let start = tokens[0].start;
    prompt.text()[start..tokens[tokens.len() - 1].end].hash(&mut hasher);
    for token in tokens {
        let kind = match token.kind {
            TokenKind::Word => 0,
            TokenKind::Punct(_) => 1,
            TokenKind::Span(_) => 2,
        };
        // The white space before a token is part of the text, but for the first one.
        hasher.write_usize((token.start - start) << 2 | kind);
    }
    tokens[0].space_before.hash(&mut hasher);
    hasher.finish()
}

fn frame(prompt: &Prompt, sentence: &Sentence, parse: Option<&Parse>) -> Vec<Atom> {
    let Some(parse) = parse else {
        let mut out = vec![Atom::Mark("raw")];
        for at in sentence.first..sentence.end {
            plain(prompt, at, &mut out);
        }
        return out;
    };
    let mut writer = Writer::new(prompt, parse, sentence);
    writer.mark_clauses();
    writer.write();
    writer.out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_that_are_kept_from_the_original_are_those_that_would_be_read() {
        let original = Prompt::new(
            "Write a function named `scale` that takes a list and returns it. If x is empty, return None. Sort it.",
            None,
        );
        let known = frames(&original);
        for text in [
            "Write a function named `scale` that takes a list and returns it. Return None if x is empty. Sort it.",
            "Sort it. Write a function named `scale` to take a list and return it. If x is empty, return None.",
            "Write a method named `grow` that takes a list and returns it. If `x` is empty, return None. Sort it.",
            "Sort it. Sort it; sort it! If x is empty, return None",
        ] {
            let variant = Prompt::new(text, None);
            assert_eq!(
                frames_of_variant(&variant, &known),
                frames(&variant).atoms,
                "{text}"
            );
        }
    }
}
