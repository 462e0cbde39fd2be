//! Frames as a pair from elsewhere may differ in them: what a reader passes over is left out.

use super::frame::Atom;
use super::words::{american, bare};
use crate::prompt::Prompt;
use rustc_hash::{FxHashMap, FxHashSet};

/// A frame without what only introduces: the request to write the function whose signature stands there, the reader
/// who is given something, and `given` behind an article that says so already.
pub(super) fn loosened(atoms: &[Atom], both: &Both) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = atoms
        .iter()
        .map(|atom| without_case(atom, &both.exact))
        .collect();
    if both.have_signature {
        let told = request(&atoms);
        atoms.drain(..told);
    }
    if let Some((said, verb)) = port(&atoms, both.have_signature) {
        atoms.splice(..said, [Atom::Mark("does"), Atom::Word(verb.into())]);
    }
    let given = ["you", "we"]
        .iter()
        .any(|reader| starts(&atoms, &["fact", reader, "give"]));
    if given {
        atoms.splice(..3, [Atom::Mark("does"), Atom::Word("take".into())]);
    }
    let mut at = 0;
    while at + 2 < atoms.len() {
        let supplied = ["given", "supplied", "provided", "specified"]
            .iter()
            .any(|word| is(&atoms[at + 1], word));
        if is(&atoms[at], "a") && supplied && matches!(atoms[at + 2], Atom::Word(_)) {
            atoms.remove(at + 1);
        }
        at += 1;
    }
    atoms
}

/// `The input is a list` says that the function takes one, and `the output is the sum` that it returns that: it may be printed where
/// no signature says that there is a function.
fn port(atoms: &[Atom], has_signature: bool) -> Option<(usize, &'static str)> {
    const PORTS: [(&str, &str); 2] = [("input", "take"), ("output", "return")];
    let (_, verb) = PORTS[..if has_signature { 2 } else { 1 }]
        .iter()
        .find(|(port, _)| starts(atoms, &["fact", "the", port, "be"]))?;
    let noun = ["a", "the", "two", "three"]
        .iter()
        .any(|word| atoms.get(4).is_some_and(|atom| is(atom, word)));
    noun.then_some((4, *verb))
}

/// How many atoms ask for a function that the rest of the sentence tells of: `make a function (called f) does …`.
fn request(atoms: &[Atom]) -> usize {
    const SAID: &[&[&str]] = &[
        &["make", "a", "function"],
        &["make", "python", "a", "function"],
        &["does", "be", "a", "function"],
    ];
    let Some(head) = SAID.iter().find(|words| starts(atoms, words)) else {
        return 0;
    };
    let mut end = head.len();
    if starts(&atoms[end..], &["rel", "call", "passive"]) {
        end += 3;
    }
    if matches!(atoms.get(end), Some(Atom::Name(_))) {
        end += 1;
    }
    if atoms.get(end).is_some_and(|atom| is(atom, "does")) {
        end
    } else {
        0
    }
}

/// A name that is spelt like a word is that word, wherever in a sentence it stands.
fn without_case(atom: &Atom, exact: &Exact) -> Atom {
    match atom {
        Atom::Name(name) if !exact.holds(name) => {
            Atom::Word(american(&name.to_ascii_lowercase()).into())
        }
        other => other.clone(),
    }
}

/// What holds of a pair as a whole.
pub(super) struct Both {
    /// A signature says in both that a function is asked for: what is found is what it returns.
    pub(super) have_signature: bool,
    pub(super) exact: Exact,
}

impl Both {
    pub(super) fn of(original: &Prompt, variant: &Prompt) -> Self {
        Self {
            have_signature: !original.signatures().is_empty() && !variant.signatures().is_empty(),
            exact: Exact::of([original, variant]),
        }
    }
}

/// The names that are told apart by case, as `Node` and `node` of one prompt are.
#[derive(Default)]
pub(super) struct Exact(FxHashSet<String>);

impl Exact {
    /// The names that one of two prompts spells in two ways.
    pub(super) fn of(prompts: [&Prompt; 2]) -> Self {
        let mut exact = FxHashSet::default();
        for prompt in prompts {
            let mut spelt: FxHashMap<String, &str> = FxHashMap::default();
            for token in prompt.tokens().iter().filter(|token| token.is_span()) {
                let name = bare(prompt.word(token));
                let lower = name.to_ascii_lowercase();
                let known = *spelt.entry(lower.clone()).or_insert(name);
                if known != name {
                    exact.insert(lower);
                }
            }
        }
        Self(exact)
    }

    /// Says whether the case of a name counts.
    pub(super) fn holds(&self, name: &str) -> bool {
        !is_plain(name) || self.0.contains(&name.to_ascii_lowercase())
    }
}

/// A name that may be a word of prose; one or two letters are a variable, in which case counts.
pub(super) fn is_plain(name: &str) -> bool {
    name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn starts(atoms: &[Atom], words: &[&str]) -> bool {
    atoms.len() >= words.len() && words.iter().zip(atoms).all(|(word, atom)| is(atom, word))
}

fn is(atom: &Atom, wanted: &str) -> bool {
    match atom {
        Atom::Mark(mark) => *mark == wanted,
        Atom::Word(word) => &**word == wanted,
        Atom::Name(_) => false,
    }
}
