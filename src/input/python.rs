//! Python files, decoded as CPython does: a byte order mark, or a declaration of the encoding (PEP 263).

use super::{InputError, Source};
use std::path::Path;

/// The encodings that are read here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Latin1,
    Ascii,
}

/// Reads a Python file; `-` is standard input.
///
/// # Errors
/// Where the file cannot be read, or is not in the encoding that it declares, or in one that is not known here.
pub fn read_python(path: &Path) -> Result<String, InputError> {
    let source = Source::read(path)?;
    let bytes = source.bytes();
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let text = marked.unwrap_or(bytes);
    let encoding = match declaration(text) {
        None => Encoding::Utf8,
        Some((line, name)) => known(&name)
            .filter(|it| marked.is_none() || *it == Encoding::Utf8)
            .ok_or_else(|| {
                let but = if marked.is_some() {
                    ", but its byte order mark says UTF-8"
                } else {
                    ""
                };
                InputError::new(path, format!("declares the encoding `{name}`{but}"))
                    .at_line(line)
                    .hint("save the file as UTF-8, without the declaration")
            })?,
    };
    decode(text, encoding).map_err(|place| {
        let line = text[..place].split(|it| *it == b'\n').count();
        let name = if encoding == Encoding::Ascii { "ASCII" } else { "UTF-8" };
        InputError::new(path, format!("is not {name} (byte 0x{:02x})", text[place]))
            .at_line(line)
            .hint("save the file as UTF-8, or declare its encoding in the first line: `# coding: latin-1`")
    })
}

/// Gives the text, or the place of the first byte that is none.
fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, usize> {
    match encoding {
        Encoding::Latin1 => Ok(bytes.iter().copied().map(char::from).collect()),
        Encoding::Ascii if !bytes.is_ascii() => {
            Err(bytes.iter().take_while(|it| it.is_ascii()).count())
        }
        Encoding::Ascii | Encoding::Utf8 => {
            let text = str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
            Ok(text.to_owned())
        }
    }
}

/// The line and the name of the encoding that one of the first two lines declares; the second counts only after a
/// first one without code.
fn declaration(bytes: &[u8]) -> Option<(usize, String)> {
    let mut rest = bytes;
    for number in 1..=2 {
        let is_inside = |it: &&u8| !matches!(**it, b'\n' | b'\r');
        let end = rest.iter().take_while(is_inside).count();
        let (line, after) = rest.split_at(end);
        let line = line.trim_ascii_start();
        let comment = line.strip_prefix(b"#");
        if let Some(name) = comment.and_then(named) {
            return Some((number, name));
        }
        if comment.is_none() && !line.is_empty() {
            return None;
        }
        rest = match after {
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => return None,
        };
    }
    None
}

/// The name in a comment such as `-*- coding: NAME -*-`: what follows the first `coding` with `:` or `=`.
fn named(comment: &[u8]) -> Option<String> {
    let word = b"coding";
    let mut places = 0..comment.len().saturating_sub(word.len());
    places.find_map(|place| {
        let rest = comment[place..].strip_prefix(word)?;
        let rest = rest
            .strip_prefix(b":")
            .or_else(|| rest.strip_prefix(b"="))?;
        let start = rest
            .iter()
            .take_while(|it| matches!(it, b' ' | b'\t'))
            .count();
        let is_name = |it: &&u8| it.is_ascii_alphanumeric() || b"-_.".contains(it);
        let name: Vec<u8> = rest[start..].iter().take_while(is_name).copied().collect();
        String::from_utf8(name).ok().filter(|it| !it.is_empty())
    })
}

/// The encoding of a name, by the aliases of CPython's codecs.
fn known(name: &str) -> Option<Encoding> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        "utf-8" | "utf8" | "utf" | "u8" | "cp65001" => Some(Encoding::Utf8),
        "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819"
        | "iso-latin-1" => Some(Encoding::Latin1),
        "ascii" | "us-ascii" | "646" => Some(Encoding::Ascii),
        name if name.starts_with("utf-8-") => Some(Encoding::Utf8),
        name if name.starts_with("latin-1-") || name.starts_with("iso-8859-1-") => {
            Some(Encoding::Latin1)
        }
        _ => None,
    }
}
