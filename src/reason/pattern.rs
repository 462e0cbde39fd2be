//! Patterns of texts: a star stands for anything, and what is around a pattern does not matter.

/// Says whether a text has somewhere what a pattern describes, whatever the case of its letters.
pub(crate) fn occurs(pattern: &str, text: &str) -> bool {
    in_turn(pattern.to_lowercase().split('*'), &text.to_lowercase())
}

/// Says whether a text has all pieces, one after the other.
pub(crate) fn in_turn<'p>(mut pieces: impl Iterator<Item = &'p str>, text: &str) -> bool {
    let mut rest = text;
    // Without anchors the earliest place of each piece leaves the most room for those after it.
    pieces.all(|piece| match rest.split_once(piece) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::occurs;

    #[test]
    fn a_pattern_without_a_star_is_a_part_of_the_text() {
        assert!(occurs("not defined", "name 'x' is not defined"));
        assert!(!occurs("undefined", "name 'x' is not defined"));
    }

    #[test]
    fn a_star_stands_for_anything_between() {
        assert!(occurs(
            "missing * argument",
            "f() missing 2 required positional arguments"
        ));
        assert!(!occurs(
            "argument * missing",
            "f() missing 2 required positional arguments"
        ));
    }

    #[test]
    fn letters_match_in_either_case() {
        assert!(occurs("nan", "cannot convert float NaN to integer"));
    }

    #[test]
    fn letters_whose_lower_case_is_longer_do_no_harm() {
        assert!(occurs("İ*x", "aİbx"));
    }
}
