//! Identifiers: their words, their style, and which may be a new name.

use crate::lexicon::lookup;
use crate::tables::{rows, table};
use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static RESERVED: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    rows(table!("reserved"))
        .flat_map(|row| row[0].split(' '))
        .collect()
});

/// The case style of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `two_words`
    Snake,
    /// `twoWords`
    Camel,
    /// `TwoWords`
    Pascal,
    /// `word`, `WORD`, or a mixture
    Other,
}

/// Splits off leading and trailing underscores.
fn bare(name: &str) -> (&str, &str, &str) {
    let head = name.len() - name.trim_start_matches('_').len();
    let tail = name.trim_end_matches('_').len().max(head);
    (&name[..head], &name[head..tail], &name[tail..])
}

/// The style of a name.
pub(crate) fn style(name: &str) -> Style {
    let (_, body, _) = bare(name);
    let upper = body.bytes().any(|byte| byte.is_ascii_uppercase());
    let first_upper = body.starts_with(|first: char| first.is_ascii_uppercase());
    match (body.contains('_'), upper) {
        (true, false) => Style::Snake,
        (false, true) if !first_upper => Style::Camel,
        (false, true) if body.bytes().any(|byte| byte.is_ascii_lowercase()) => Style::Pascal,
        _ => Style::Other,
    }
}

/// Writes a name in another style, keeping its outer underscores; nothing for dunders.
pub(crate) fn restyle(name: &str, style: Style) -> Option<String> {
    let (head, body, tail) = bare(name);
    if head.len() >= 2 || body.is_empty() {
        return None;
    }
    let body = match style {
        Style::Snake => body.to_snake_case(),
        Style::Camel => body.to_lower_camel_case(),
        Style::Pascal => body.to_upper_camel_case(),
        Style::Other => body.to_owned(),
    };
    Some(format!("{head}{body}{tail}"))
}

/// The words of a name in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let (_, body, _) = bare(name);
    body.to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Joins words in the style of a model name.
pub(crate) fn join_like(words: &[String], model: &str) -> String {
    let (head, _, tail) = bare(model);
    let snake = words.join("_");
    let body = match style(model) {
        Style::Camel => snake.to_lower_camel_case(),
        Style::Pascal => snake.to_upper_camel_case(),
        Style::Other if is_constant(model) => snake.to_ascii_uppercase(),
        Style::Snake | Style::Other => snake,
    };
    format!("{head}{body}{tail}")
}

/// True for `MAX_LEN`: a name in capitals.
fn is_constant(name: &str) -> bool {
    let letters = || name.bytes().filter(u8::is_ascii_alphabetic);
    letters().count() > 1 && letters().all(|byte| byte.is_ascii_uppercase())
}

/// True for an identifier that is no keyword, builtin, or usual alias of a module.
pub(crate) fn is_valid_name(name: &str) -> bool {
    let mut marks = name.chars();
    let first = marks
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    first
        && name.len() <= 64
        && marks.all(|mark| mark.is_ascii_alphanumeric() || mark == '_')
        && !RESERVED.contains(name)
}

/// True for a spelling that no English word has: `max_len`, `lst`, `point2d`, `camelCase`.
pub(crate) fn is_distinct(name: &str) -> bool {
    let odd = name.contains('_')
        || name.bytes().any(|byte| byte.is_ascii_digit())
        || name.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    if odd {
        return true;
    }
    let vowels = name.bytes().any(|byte| b"aeiouyAEIOUY".contains(&byte));
    let short = [
        "arr", "nums", "num", "img", "idx", "strs", "obj", "elem", "elems", "df", "num", "arg",
        "func",
    ];
    (!vowels || short.contains(&name) || name.len() == 1 && !matches!(name, "a" | "i" | "A" | "I"))
        && lookup(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_keep_digits_and_outer_underscores() {
        assert_eq!(
            restyle("draw_point2d", Style::Camel).as_deref(),
            Some("drawPoint2d")
        );
        assert_eq!(
            restyle("_draw_point", Style::Camel).as_deref(),
            Some("_drawPoint")
        );
        assert_eq!(
            restyle("minSubArraySum", Style::Snake).as_deref(),
            Some("min_sub_array_sum")
        );
        assert_eq!(restyle("__init__", Style::Camel), None);
    }

    #[test]
    fn names_are_told_from_words() {
        for name in ["max_len", "lst", "n", "arr", "point2d", "isPrime"] {
            assert!(is_distinct(name), "{name}");
        }
        for word in ["numbers", "text", "a", "fruit", "threshold"] {
            assert!(!is_distinct(word), "{word}");
        }
        assert!(!is_valid_name("list") && !is_valid_name("2d") && is_valid_name("render_point"));
    }
}
