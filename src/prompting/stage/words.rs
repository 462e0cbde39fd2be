//! What the classifier sees of a text: the stems of its words and of the parts of its identifiers.

use std::collections::BTreeSet;

/// Words that say nothing about the stage.
const STOP_WORDS: [&str; 71] = [
    "a", "an", "the", "of", "to", "and", "or", "in", "on", "for", "with", "is", "are", "be", "by",
    "from", "it", "its", "that", "this", "which", "as", "at", "i", "my", "you", "your", "write",
    "python", "function", "def", "return", "returns", "given", "create", "args", "none", "self",
    "n", "s", "int", "float", "list", "str", "t", "we", "into", "each", "if", "not", "no", "have",
    "has", "was", "were", "will", "can", "do", "does", "how", "should", "use", "using", "used",
    "example", "note", "import", "true", "false", "problem", "code",
];

/// Endings that are taken off, the first that fits.
const ENDINGS: [&str; 20] = [
    "ization", "isation", "izing", "ising", "ized", "ised", "izer", "iser", "ation", "ition",
    "ing", "ed", "er", "or", "ion", "ment", "ly", "ize", "ise", "e",
];

/// How much of a text is read, in characters. A prompt says first what is wanted; the words of examples and notes
/// after it mislead.
const LONGEST: usize = 600;

/// The distinct stems of a text, in order.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    let words = words(text).into_iter();
    words
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .filter(|word| !word.chars().all(char::is_numeric))
        .map(stem)
        .collect()
}

/// Splits at everything but letters and digits, and before capitals within a word.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut after_small) = (Vec::new(), String::new(), false);
    for letter in text.chars().take(LONGEST) {
        if !letter.is_alphanumeric() || (after_small && letter.is_uppercase()) {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase();
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Takes off the plural and one ending, after which at least four letters remain.
fn stem(mut word: String) -> String {
    let keeps_its_s = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !keeps_its_s {
        word.pop();
    }
    let fits = |ending: &&str| {
        let least = if ending.len() == 1 { 3 } else { 4 };
        word.len() >= ending.len() + least && word.ends_with(*ending)
    };
    if let Some(ending) = ENDINGS.into_iter().find(fits) {
        word.truncate(word.len() - ending.len());
    }
    let mut last = word.chars().rev();
    let (one, other) = (last.next(), last.next());
    if word.len() > 3 && one == other && one.is_some_and(|it| !"ls".contains(it)) {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            ["normalize", "normalization"],
            ["cropped", "cropping"],
            ["losses", "loss"],
            ["batches", "batch"],
        ] {
            let stems = forms.map(|form| stem(form.to_owned()));
            assert!(stems[0].starts_with(&stems[1]), "{stems:?}");
        }
    }

    #[test]
    fn identifiers_are_split_into_their_parts() {
        assert_eq!(
            words("ResidualBlock(x_mean)"),
            ["residual", "block", "x", "mean"]
        );
    }
}
