//! Which of `a` and `an` goes before a word.

/// The indefinite article for a word.
pub(crate) fn article_for(word: &str) -> &'static str {
    if starts_with_vowel_sound(word) {
        "an"
    } else {
        "a"
    }
}

/// True when the word starts with the sound of a vowel.
fn starts_with_vowel_sound(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let silent_h = ["hour", "honest", "honour", "honor", "heir"];
    let consonant = [
        "uni", "use", "user", "usu", "one", "once", "eu", "utf", "url", "uti",
    ];
    if silent_h.iter().any(|stem| lower.starts_with(stem)) {
        return true;
    }
    if consonant.iter().any(|stem| lower.starts_with(stem)) && !lower.starts_with("unin") {
        return false;
    }
    lower.starts_with(['a', 'e', 'i', 'o', 'u'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_follow_the_sound_and_not_the_letter() {
        for (word, article) in [
            ("item", "an"),
            ("unique", "a"),
            ("hour", "an"),
            ("list", "a"),
        ] {
            assert_eq!(article_for(word), article, "{word}");
        }
    }
}
