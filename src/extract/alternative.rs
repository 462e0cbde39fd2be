//! What a reply says of a block before it: that it is another way to do what an earlier one does, or that it is better.

/// Words that announce another way.
const OTHER: [&str; 10] = [
    "alternativ",
    "another way",
    "another approach",
    "another option",
    "another version",
    "other approach",
    "different approach",
    "can also",
    "could also",
    "if you prefer",
];

/// Words by which a reply says that what comes is right where what came before was not.
const BETTER: [&str; 14] = [
    "correct", "fix", "mistake", "bug", "wrong", "error", "revis", "updat", "improv", "final",
    "better", "oops", "sorry", "apolog",
];

/// Says whether what stands before a block announces another way, and says nothing of a correction.
pub(super) fn is_alternative(said: &str) -> bool {
    let said = said.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    has(&OTHER) && !has(&BETTER)
}
