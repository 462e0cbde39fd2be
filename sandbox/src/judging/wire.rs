//! Checks what a candidate sends: marshalled plain values, and nothing that `marshal.loads` could choke on.
//!
//! The format is that of Python's `marshal`, version 2, restricted to plain values. The judge reads with
//! `marshal.loads`, which trusts its input, so every tag, length and digit is checked here first.

use crate::value::{Cursor, Value, is_sound};
use thiserror::Error;

/// How deep values may be nested.
const DEEPEST: usize = 200;

/// Why an answer is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum WireError {
    #[error("a malformed answer: it ends too early")]
    Truncated,
    #[error("a malformed answer: something follows its end")]
    Trailing,
    #[error("a malformed answer: `{0:#04x}` is no tag of a plain value")]
    Tag(u8),
    #[error("a malformed answer: nested too deeply")]
    Depth,
    #[error("a malformed answer: a bad length, number or text")]
    Value,
    #[error("a malformed answer: a key that cannot be hashed")]
    Unhashable,
    #[error("a malformed answer: it does not say how a call ended")]
    Shape,
}

/// Values whose parts must fit together.
const ARRAYS: [&[u8]; 5] = [b"ndarray", b"tensor", b"eager", b"scalar", b"dtype"];

/// The longest name of a type, or text of an exception, in bytes.
const LONGEST_NAME: usize = 1000;

/// Kinds of what a call returned, or a name stands for; `guest/crossing.py` counts them too.
const KINDS: i32 = 8;

/// Says whether the bytes are the answer to a call: `(True, kind, value, changed, coded)` or
/// `(False, built-in type, text, type, arguments, changed, exact)`, where `changed` is a list, `False` or nothing.
pub(crate) fn check_answer(bytes: &[u8]) -> Result<(), WireError> {
    check(bytes)?;
    let mut reader = Reader { bytes };
    let (tag, count, returned) = (reader.tag()?, reader.number()?, reader.tag()?);
    match (tag, count, returned) {
        (b'(', 5, b'T') => {
            let (tag, kind) = (reader.tag()?, reader.number()?);
            if tag != b'i' || !(0..KINDS).contains(&kind) {
                return Err(WireError::Shape);
            }
            reader.value(1, false)?;
        }
        (b'(', 7, b'F') => {
            reader.name()?;
            reader.name()?;
            reader.name()?;
            if reader.bytes.first() != Some(&b'[') {
                return Err(WireError::Shape);
            }
            reader.value(1, false)?;
        }
        _ => return Err(WireError::Shape),
    }
    if !matches!(reader.bytes.first(), Some(b'N' | b'F' | b'[')) {
        return Err(WireError::Shape);
    }
    reader.value(1, false)?;
    match reader.tag()? {
        b'T' | b'F' => Ok(()),
        _ => Err(WireError::Shape),
    }
}

/// Says whether the bytes are one marshalled plain value.
pub(crate) fn check(bytes: &[u8]) -> Result<(), WireError> {
    let mut reader = Reader { bytes };
    reader.value(0, false)?;
    if reader.bytes.is_empty() {
        Ok(())
    } else {
        Err(WireError::Trailing)
    }
}

/// Reads one marshalled plain value; nothing where the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    check(bytes).ok()?;
    Value::read(bytes)
}

/// Says whether an answer, a tuple, tells of an exception whose text or type has these bytes.
pub(crate) fn raised(answer: &[u8], kind: &[u8]) -> bool {
    answer.get(5) == Some(&b'F') && answer.windows(kind.len()).any(|window| window == kind)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], WireError> {
        let (head, tail) = self
            .bytes
            .split_at_checked(count)
            .ok_or(WireError::Truncated)?;
        self.bytes = tail;
        Ok(head)
    }

    fn tag(&mut self) -> Result<u8, WireError> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Result<i32, WireError> {
        let bytes = self.take(4)?;
        Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A count of things that take at least one byte each.
    fn count(&mut self) -> Result<usize, WireError> {
        let count = usize::try_from(self.number()?).map_err(|_| WireError::Value)?;
        if count > self.bytes.len() {
            return Err(WireError::Truncated);
        }
        Ok(count)
    }

    fn value(&mut self, depth: usize, hashable: bool) -> Result<(), WireError> {
        let tag = self.tag()?;
        self.tagged(tag, depth, hashable)
    }

    fn tagged(&mut self, tag: u8, depth: usize, hashable: bool) -> Result<(), WireError> {
        if depth > DEEPEST {
            return Err(WireError::Depth);
        }
        if hashable && matches!(tag, b'[' | b'{' | b'<') {
            return Err(WireError::Unhashable);
        }
        match tag {
            b'N' | b'T' | b'F' => Ok(()),
            b'i' => self.number().map(drop),
            b'l' => self.long(),
            b'g' => self.take(8).map(drop),
            b'y' => self.take(16).map(drop),
            b's' => {
                let count = self.count()?;
                self.take(count).map(drop)
            }
            b'u' | b't' => self.text().map(drop),
            b'(' => self.tuple(depth, hashable),
            b'[' => self.items(depth, false),
            b'<' | b'>' => self.items(depth, true),
            b'{' => self.pairs(depth),
            _ => Err(WireError::Tag(tag)),
        }
    }

    /// A tuple, or, where it begins with an ellipsis, a value of the library: its name and its parts.
    fn tuple(&mut self, depth: usize, hashable: bool) -> Result<(), WireError> {
        if self.bytes.get(4) != Some(&b'.') {
            return self.items(depth, hashable);
        }
        let count = self.count()?;
        self.tag()?;
        let name = self.bytes;
        self.name()?;
        let name = name
            .get(5..name.len() - self.bytes.len())
            .unwrap_or_default();
        let parts = self.bytes;
        (2..count).try_for_each(|_| self.value(depth + 1, hashable))?;
        let mut cursor = Cursor::new(&parts[..parts.len() - self.bytes.len()]);
        if ARRAYS.contains(&name) {
            let parts: Option<Vec<Value>> = (2..count).map(|_| cursor.value()).collect();
            if !parts.is_some_and(|parts| is_sound(name, &parts)) {
                return Err(WireError::Value);
            }
        }
        Ok(())
    }

    fn items(&mut self, depth: usize, hashable: bool) -> Result<(), WireError> {
        let count = self.count()?;
        (0..count).try_for_each(|_| self.value(depth + 1, hashable))
    }

    fn pairs(&mut self, depth: usize) -> Result<(), WireError> {
        loop {
            let tag = self.tag()?;
            if tag == b'0' {
                return Ok(());
            }
            self.tagged(tag, depth + 1, true)?;
            self.value(depth + 1, false)?;
        }
    }

    /// An integer in digits of 15 bits, the last of which is not zero; the count has its sign.
    fn long(&mut self) -> Result<(), WireError> {
        let digits = self.number()?.unsigned_abs() as usize;
        let bytes = self.take(digits.checked_mul(2).ok_or(WireError::Value)?)?;
        let fits = bytes.chunks_exact(2).all(|digit| digit[1] < 0x80);
        let ends = bytes
            .chunks_exact(2)
            .next_back()
            .is_none_or(|digit| digit != [0, 0]);
        if fits && ends {
            Ok(())
        } else {
            Err(WireError::Value)
        }
    }

    /// The name of a type, or the text of an exception.
    fn name(&mut self) -> Result<(), WireError> {
        if !matches!(self.tag()?, b'u' | b't') || self.text()? > LONGEST_NAME {
            return Err(WireError::Shape);
        }
        Ok(())
    }

    /// UTF-8, in which surrogates may stand; gives its length in bytes.
    fn text(&mut self) -> Result<usize, WireError> {
        let count = self.count()?;
        let mut bytes = self.take(count)?;
        while let Err(error) = std::str::from_utf8(bytes) {
            let rest = &bytes[error.valid_up_to()..];
            if !matches!(rest, [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]) {
                return Err(WireError::Value);
            }
            bytes = &rest[3..];
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A plain value as `marshal` writes it; one that is a key or an item of a set, where `hashable`.
    fn value(hashable: bool) -> impl Strategy<Value = Vec<u8>> {
        let leaf = prop_oneof![
            Just(b"N".to_vec()),
            Just(b"T".to_vec()),
            any::<i32>().prop_map(|number| [b"i", &number.to_le_bytes()[..]].concat()),
            any::<[u8; 8]>().prop_map(|number| [b"g", &number[..]].concat()),
            any::<String>().prop_map(|text| counted(b'u', text.len(), text.as_bytes())),
            any::<Vec<u8>>().prop_map(|bytes| counted(b's', bytes.len(), &bytes)),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            proptest::collection::vec(inner, 0..4).prop_map(move |items| {
                let tag = if hashable || items.len() % 2 == 0 {
                    b'('
                } else {
                    b'['
                };
                counted(tag, items.len(), &items.concat())
            })
        })
    }

    fn counted(tag: u8, count: usize, bytes: &[u8]) -> Vec<u8> {
        let count = u32::try_from(count).expect("a small count");
        [&[tag], &count.to_le_bytes()[..], bytes].concat()
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            let _ = check(&bytes);
        }

        #[test]
        fn every_plain_value_passes_and_no_part_of_it_does(value in value(false), cut: prop::sample::Index) {
            prop_assert_eq!(check(&value), Ok(()));
            prop_assert!(check(&value[..cut.index(value.len())]).is_err());
        }

        #[test]
        fn a_changed_byte_is_read_to_an_end(value in value(true), place: prop::sample::Index, byte: u8) {
            let mut bytes = value;
            let place = place.index(bytes.len());
            bytes[place] = byte;
            let _ = check(&bytes);
        }
    }

    #[test]
    fn plain_values_pass() {
        for bytes in [
            &b"N"[..],
            b"i\x01\x00\x00\x00",
            b"l\xfe\xff\xff\xff\x01\x00\x01\x00",
            b"(\x02\x00\x00\x00T[\x01\x00\x00\x00F",
            b"{u\x01\x00\x00\x00aN0",
            b"u\x03\x00\x00\x00\xed\xa0\x80",
            b"<\x01\x00\x00\x00(\x00\x00\x00\x00",
        ] {
            assert_eq!(check(bytes), Ok(()), "{bytes:?}");
        }
    }

    #[test]
    fn an_answer_says_how_a_call_ended() {
        for bytes in [
            &b"(\x05\x00\x00\x00Ti\x01\x00\x00\x00NNF"[..],
            b"(\x05\x00\x00\x00Ti\x01\x00\x00\x00(\x02\x00\x00\x00.u\x01\x00\x00\x00aFT",
            b"(\x05\x00\x00\x00Ti\x07\x00\x00\x00N[\x00\x00\x00\x00F",
            b"(\x07\x00\x00\x00Fu\x01\x00\x00\x00au\x00\x00\x00\x00t\x01\x00\x00\x00b[\x00\x00\x00\x00NT",
        ] {
            assert_eq!(check_answer(bytes), Ok(()), "{bytes:?}");
        }
        for bytes in [
            &b"N"[..],
            b"(\x01\x00\x00\x00T",
            b"(\x05\x00\x00\x00Ti\x08\x00\x00\x00NNF",
            b"(\x05\x00\x00\x00TNNNF",
            b"(\x05\x00\x00\x00Ti\x01\x00\x00\x00NTF",
            b"(\x05\x00\x00\x00Ti\x01\x00\x00\x00NNN",
            b"(\x05\x00\x00\x00Ti\x01\x00\x00\x00(\x02\x00\x00\x00.NNF",
            b"(\x07\x00\x00\x00FNu\x00\x00\x00\x00u\x01\x00\x00\x00b[\x00\x00\x00\x00NF",
            b"(\x07\x00\x00\x00Fu\x01\x00\x00\x00au\x00\x00\x00\x00u\x01\x00\x00\x00bNNF",
            b"(\x06\x00\x00\x00Fu\x01\x00\x00\x00au\x01\x00\x00\x00b[\x00\x00\x00\x00N",
        ] {
            assert!(check_answer(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn whatever_marshal_could_choke_on_is_refused() {
        for (bytes, error) in [
            (&b""[..], WireError::Truncated),
            (b"c\x00\x00\x00\x00", WireError::Tag(b'c')),
            (b"r\x00\x00\x00\x00", WireError::Tag(b'r')),
            (b"\xce", WireError::Tag(0xce)),
            (b"NN", WireError::Trailing),
            (b"s\xff\xff\xff\x7fa", WireError::Truncated),
            (b"s\xff\xff\xff\xffa", WireError::Value),
            (b"[\x05\x00\x00\x00N", WireError::Truncated),
            (b"l\x01\x00\x00\x00\x00\x00", WireError::Value),
            (b"l\x01\x00\x00\x00\x00\x80", WireError::Value),
            (b"l\x00\x00\x00\x80", WireError::Truncated),
            (b"u\x01\x00\x00\x00\xff", WireError::Value),
            (b"<\x01\x00\x00\x00[\x00\x00\x00\x00", WireError::Unhashable),
            (b"{[\x00\x00\x00\x00N0", WireError::Unhashable),
            (b"{0N", WireError::Trailing),
        ] {
            assert_eq!(check(bytes), Err(error), "{bytes:?}");
        }
        let mut deep = b"[\x01\x00\x00\x00".repeat(300);
        deep.push(b'N');
        assert_eq!(check(&deep), Err(WireError::Depth));
    }
}
