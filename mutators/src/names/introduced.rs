//! Whether a word stands as a name by what is before it.

use super::last_word;

/// Words right before a name.
const BEFORE: [&str; 8] = [
    "called",
    "named",
    "function",
    "method",
    "class",
    "def",
    "parameter",
    "argument",
];

/// True when the word at the end of `before` introduces the name that follows: "called `X`", "the function `X`",
/// "the function name should be `X`".
pub(crate) fn is_introduced(before: &str) -> bool {
    let word = last_word(before);
    if BEFORE.iter().any(|other| word.eq_ignore_ascii_case(other)) {
        return true;
    }
    let is_said = ["is", "be", ""].contains(&word) && !before.trim_end().ends_with('.');
    is_said && says_name(before)
}

/// True when "name … is", "name … should be" or "name:" ends a text.
fn says_name(before: &str) -> bool {
    const FAR: usize = 60;
    let near = before.len().saturating_sub(FAR);
    let near = &before[before.floor_char_boundary(near)..];
    let clause = near.rsplit(['.', ',', ';', '\n']).next().unwrap_or(near);
    let clause = clause.trim_end_matches([' ', '`', '\'', '"', '*']);
    let Some(at) = clause.rfind("name") else {
        return false;
    };
    let rest = clause[at + "name".len()..].trim();
    let rest = rest.strip_prefix("of the function").unwrap_or(rest).trim();
    matches!(
        rest,
        "is" | "should be" | "must be" | "will be" | "shall be" | ":"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_introduced_by_what_stands_before_it() {
        for before in [
            "Write a function called ",
            "a method named `",
            "The function name should be ",
            "The name of the function must be '",
            "Function name: ",
            "the function ",
        ] {
            assert!(is_introduced(before), "{before}");
        }
        for before in [
            "shrink the ",
            "The result is ",
            "Its name. It should be ",
            "",
        ] {
            assert!(!is_introduced(before), "{before}");
        }
    }
}
