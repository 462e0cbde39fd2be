//! Where the atoms of prose end: quotes, brackets, numbers and words.

/// True for a mark that makes a formula.
pub(super) fn is_operator(mark: char) -> bool {
    matches!(
        mark,
        '=' | '<'
            | '>'
            | '+'
            | '*'
            | '/'
            | '^'
            | '%'
            | '|'
            | '&'
            | '~'
            | '@'
            | '\\'
            | '$'
            | '#'
            | '→'
            | '➞'
            | '⟹'
            | '≤'
            | '≥'
            | '≠'
            | '×'
            | '±'
            | '÷'
    )
}

/// The length of a quotation that opens the text, or nothing where it does not close nearby.
pub(super) fn quote_end(text: &str, open: char, close: char) -> Option<usize> {
    const FAR: usize = 240;
    let text = &text[..text.floor_char_boundary(FAR + 64)];
    let width = text.len() - text.trim_start_matches(open).len();
    if open == '`' || open == close && width == 3 {
        let mark = &text[..width];
        let at = text[width..].find(mark)?;
        return (at <= FAR).then_some(width + at + width);
    }
    if open == close && width >= 2 {
        return Some(2 * open.len_utf8());
    }
    let mut from = open.len_utf8();
    loop {
        let at = from + text[from..].find(close)?;
        let after = at + close.len_utf8();
        let closes = close == '"' || !text[after..].starts_with(char::is_alphanumeric);
        if after > FAR || text[..at].contains("\n\n") {
            return None;
        }
        if closes {
            return Some(after);
        }
        from = after;
    }
}

/// The length of a bracket that opens the text, with what is nested in it.
pub(super) fn bracket_end(text: &str) -> Option<usize> {
    const FAR: usize = 2000;
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().take(FAR) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// True when the inside of round brackets is data, a type or a shape, and not a remark.
pub(super) fn is_data(inside: &str, names: &dyn Fn(&str) -> bool) -> bool {
    const TYPES: &[&str] = &[
        "int",
        "str",
        "float",
        "bool",
        "list",
        "dict",
        "tuple",
        "set",
        "optional",
        "of",
        "or",
        "string",
        "integer",
        "array",
        "default",
        "inclusive",
        "exclusive",
        "bytes",
        "callable",
        "object",
        "number",
        "numeric",
    ];
    if inside.trim().is_empty() {
        return true;
    }
    inside
        .split(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
        .filter(|word| !word.is_empty())
        .all(|word| {
            word.len() == 1
                || word.starts_with(|first: char| first.is_ascii_digit())
                || names(word)
                || TYPES.contains(&word)
                || is_name(word)
        })
}

/// The length of a number that opens the text, with sign, fraction, exponent and what touches it.
pub(super) fn number_end(text: &str) -> usize {
    let mut end = 1;
    let bytes = text.as_bytes();
    while end < bytes.len() {
        let byte = bytes[end];
        let inner = matches!(byte, b'.' | b',' | b':' | b'-' | b'/' | b'^')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !(byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'%')
            || inner
            || hyphenated(bytes, end))
        {
            break;
        }
        end += 1;
    }
    end
}

/// The hyphen of `3-dimensional`.
fn hyphenated(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'-' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// The length of a word that opens the text: letters, digits, `_`, and inner `-`, `'` and `.`.
pub(super) fn word_end(text: &str) -> usize {
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let head = text.bytes().take_while(joins).count();
    let mut end = head;
    let mut marks = text[head..].char_indices().peekable();
    while let Some((at, mark)) = marks.next() {
        let at = head + at;
        let next = marks.peek().map(|(_, next)| *next);
        let inner = matches!(mark, '-' | '\'' | '’' | '.')
            && next.is_some_and(|next| next.is_alphanumeric() || mark == '.' && next == '_')
            && (mark != '.' || at > 0);
        if !(mark.is_alphanumeric() || mark == '_' || inner) {
            break;
        }
        end = at + mark.len_utf8();
    }
    if text[end..].starts_with('.') && is_abbreviation(&text[..end]) {
        end += 1;
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

/// True for abbreviations whose dots end no sentence.
pub(super) fn is_abbreviation(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "e.g" | "i.e" | "etc" | "vs" | "w.r.t" | "E.g" | "I.e" | "cf" | "approx" | "resp"
    )
}

/// True for a spelling that only a name has: `_`, a digit, capitals inside, or capitals only.
pub(super) fn is_name(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase();
    let ascii = word.as_bytes().first().is_some_and(u8::is_ascii);
    if ascii && word.bytes().skip(1).all(plain) {
        return word.starts_with(|first: char| first == '_' || first.is_ascii_digit());
    }
    let body = word.trim_start_matches(|mark: char| mark.is_uppercase());
    let capitals = word.len() - body.len();
    word.contains('_')
        || word.bytes().any(|byte| byte.is_ascii_digit())
        || capitals >= 2
        || capitals <= 1 && word.chars().skip(1).any(char::is_uppercase) && !word.contains('-')
        || word.contains('-')
            && word
                .split('-')
                .any(|part| part.len() > 1 && part.chars().skip(1).any(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atoms_end_where_they_should() {
        assert_eq!(quote_end("'mode' and", '\'', '\''), Some(6));
        assert_eq!(quote_end("'it's so' x", '\'', '\''), Some(9));
        assert_eq!(quote_end("\"never closed", '"', '"'), None);
        assert_eq!(bracket_end("[0, [1], 2] x"), Some(11));
        assert_eq!(number_end("3.5 and"), 3);
        assert_eq!(number_end("100%."), 4);
        assert_eq!(word_end("np.array([1])"), 8);
        assert_eq!(word_end("e.g. this"), 4);
        assert_eq!(word_end("list."), 4);
        assert_eq!(word_end("don't stop"), 5);
    }

    #[test]
    fn names_are_told_from_words_by_their_spelling() {
        for name in [
            "max_len",
            "DataFrame",
            "point2d",
            "CSV",
            "camelCase",
            "TF-IDF",
        ] {
            assert!(is_name(name), "{name}");
        }
        for word in ["list", "Return", "sub-array", "I"] {
            assert!(!is_name(word), "{word}");
        }
    }
}
