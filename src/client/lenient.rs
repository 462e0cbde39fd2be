//! JSON that a server wrote wrongly, in places that nobody needs: an answer was paid for, and is not thrown away for that.

use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// Words that other languages' writers put where JSON has no number.
const NO_NUMBERS: [&str; 3] = ["NaN", "-Infinity", "Infinity"];

/// What stands for half of a character that has no other half.
const UNKNOWN: &str = "\\ufffd";

/// Reads JSON. Bytes that are no UTF-8 and halves of characters are U+FFFD, what is no number is null, control characters
/// in texts are themselves, and a byte order mark is nothing.
pub(super) fn read(body: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Some(value);
    }
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(&mended(text.trim_start_matches('\u{feff}'))).ok()
}

fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        mended.push_str(&without_words(&rest[..quote]));
        let inside = &rest[quote + 1..];
        let end = end_of_string(inside);
        mended.push('"');
        push_string(&mut mended, &inside[..end]);
        rest = &inside[end..];
        if let Some(behind) = rest.strip_prefix('"') {
            mended.push('"');
            rest = behind;
        }
    }
    mended.push_str(&without_words(rest));
    mended
}

/// What stands between strings, without words that are no values.
fn without_words(text: &str) -> Cow<'_, str> {
    if !NO_NUMBERS.iter().any(|word| text.contains(word)) {
        return text.into();
    }
    let replaced = |text: String, word: &&str| text.replace(*word, "null");
    NO_NUMBERS.iter().fold(text.to_owned(), replaced).into()
}

/// Where a string ends, which begins behind its quote.
fn end_of_string(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate();
    while let Some((place, byte)) = bytes.next() {
        match byte {
            b'"' => return place,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// Writes the inside of a string: a half of a character stays only beside its other half.
fn push_string(mended: &mut String, text: &str) {
    let mut rest = text;
    while let Some(place) = rest.find(|it: char| it == '\\' || it.is_control()) {
        mended.push_str(&rest[..place]);
        rest = &rest[place..];
        let taken = match unit(rest) {
            Some(high @ 0xd800..0xdc00) => match rest.get(6..).and_then(unit) {
                Some(low @ 0xdc00..0xe000) => {
                    let pair = char::decode_utf16([high, low]).flatten();
                    mended.extend(pair);
                    12
                }
                _ => unknown(mended),
            },
            Some(0xdc00..0xe000) => unknown(mended),
            _ => escape(mended, rest),
        };
        rest = &rest[taken..];
    }
    mended.push_str(rest);
}

/// The UTF-16 unit of an escape such as `\u00e9` with which a text begins.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

fn unknown(mended: &mut String) -> usize {
    mended.push_str(UNKNOWN);
    6
}

/// Writes another escape as it is, and a bare control character as an escape; gives its length.
fn escape(mended: &mut String, text: &str) -> usize {
    let mut chars = text.chars();
    match chars.next() {
        Some('\\') => {
            let length = 1 + chars.next().map_or(0, char::len_utf8);
            mended.push_str(&text[..length]);
            length
        }
        Some(control) => {
            let _ = write!(mended, "\\u{:04x}", u32::from(control));
            control.len_utf8()
        }
        None => 0,
    }
}
