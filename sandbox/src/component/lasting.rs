//! Lets the objects of the snapshot be immortal: `CPython` counts no uses of those, so a job does not write to their pages.
//!
//! The guest lists all of them, and holds them for ever (`guest/heap.py`). Here their counts are replaced in the data of the
//! module that has the memory.

use std::ops::Range;
use wasmparser::{DataKind, Operator, Parser, Payload};

/// What stands before the number of objects, this inverted, and their addresses.
const MARK: &[u8] = b"objects that last";

/// The count of an immortal object where a word has 32 bits (`_Py_IMMORTAL_INITIAL_REFCNT`), and the least of any
/// (`_Py_IMMORTAL_MINIMUM_REFCNT`).
const IMMORTAL: u32 = 5 << 28;
const LEAST_IMMORTAL: u32 = 1 << 30;

const WORD: usize = size_of::<u32>();

/// Replaces the counts, or says why that cannot be.
pub(super) fn immortalize(component: &mut [u8]) -> Result<(), String> {
    let missing = || "the list of the snapshot's objects is not there once".to_owned();
    let (list, count) = list(component).ok_or_else(missing)?;
    let memory = Memory::around(component, list)?;
    for place in 0..count {
        let address = word(component, list + place * WORD).ok_or_else(missing)?;
        // What is zero at the end of a part is left out of it, so a count may be cut off there: that object stays as it is.
        let Some(at) = memory.place(address) else {
            continue;
        };
        match word(component, at) {
            Some(0) | None => return Err(format!("there is no object at {address:#x}")),
            Some(LEAST_IMMORTAL..) => {}
            Some(_) => component[at..at + WORD].copy_from_slice(&IMMORTAL.to_le_bytes()),
        }
    }
    Ok(())
}

/// Where the addresses begin, and how many there are. The mark alone may be there more often, in memory that was freed.
fn list(component: &[u8]) -> Option<(usize, usize)> {
    let marks = component.windows(MARK.len()).enumerate();
    let mut lists = marks.filter(|(_, it)| *it == MARK).filter_map(|(at, _)| {
        let first = at + MARK.len();
        let count = word(component, first)?;
        let is_list = word(component, first + WORD)? == !count;
        is_list.then_some((first + 2 * WORD, count as usize))
    });
    let list = lists.next()?;
    lists.next().is_none().then_some(list)
}

fn word(component: &[u8], at: usize) -> Option<u32> {
    let bytes = component.get(at..at + WORD)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

/// The parts of a memory that are not zero: the address of each, and where it is in the component; in their order.
struct Memory(Vec<(u32, Range<usize>)>);

impl Memory {
    /// The memory whose data a place is in.
    fn around(component: &[u8], place: usize) -> Result<Self, String> {
        let said = |error: wasmparser::BinaryReaderError| error.to_string();
        for payload in Parser::new(0).parse_all(component) {
            let Payload::DataSection(section) = payload.map_err(said)? else {
                continue;
            };
            if !section.range().contains(&place) {
                continue;
            }
            let mut parts = Vec::new();
            for data in section {
                let data = data.map_err(said)?;
                let DataKind::Active { offset_expr, .. } = data.kind else {
                    continue;
                };
                let first = offset_expr.get_operators_reader().read().map_err(said)?;
                if let Operator::I32Const { value } = first {
                    let begin = data.range.end - data.data.len();
                    parts.push((value.cast_unsigned(), begin..data.range.end));
                }
            }
            parts.sort_by_key(|(address, _)| *address);
            return Ok(Self(parts));
        }
        Err("the list of the snapshot's objects is not in a memory".to_owned())
    }

    /// Where a word of the memory is in the component, if it is there whole.
    fn place(&self, address: u32) -> Option<usize> {
        let after = self.0.partition_point(|(begin, _)| *begin <= address);
        let (begin, range) = self.0.get(after.checked_sub(1)?)?;
        let at = range.start + (address - begin) as usize;
        (at + WORD <= range.end).then_some(at)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;

    /// A component of a module with a memory, which has some parts.
    fn component(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let count = u8::try_from(parts.len()).unwrap();
        let mut section = vec![count];
        for (address, bytes) in parts {
            section.extend([0, 0x41, *address, 0x0b, u8::try_from(bytes.len()).unwrap()]);
            section.extend(*bytes);
        }
        let sized = |kind: u8, bytes: &[u8]| {
            [&[kind, u8::try_from(bytes.len()).unwrap()][..], bytes].concat()
        };
        let module = [
            &b"\0asm\x01\0\0\0"[..],
            &sized(5, b"\x01\x00\x01"),
            &sized(11, &section),
        ]
        .concat();
        [&b"\0asm\x0d\0\x01\0"[..], &sized(1, &module)].concat()
    }

    fn list(addresses: &[u32]) -> Vec<u8> {
        let count = u32::try_from(addresses.len()).unwrap();
        let words = [&[count, !count][..], addresses].concat();
        [
            MARK.to_vec(),
            words.iter().flat_map(|it| it.to_le_bytes()).collect(),
        ]
        .concat()
    }

    #[test]
    fn what_is_listed_is_immortal_and_all_else_as_it_was() {
        let words = |it: [u32; 5]| it.map(u32::to_le_bytes).concat();
        let objects = words([1, 77, 2, 7 << 28, 3]);
        let mut bytes = component(&[
            (8, &objects),
            (32, &[9, 0, 0, 0, 9]),
            (40, &list(&[8, 16, 20, 36])),
            (63, MARK),
        ]);
        let before = bytes.clone();
        immortalize(&mut bytes).unwrap();
        let begin = before.windows(20).position(|it| it == objects).unwrap();
        let after = words([IMMORTAL, 77, IMMORTAL, 7 << 28, 3]);
        let (head, tail) = (&before[..begin], &before[begin + objects.len()..]);
        assert_eq!(bytes, [head, &after, tail].concat());
    }

    #[test]
    fn a_list_that_cannot_be_right_is_told() {
        for (parts, told) in [
            (&[(8, &[1, 0, 0, 0][..])][..], "is not there once"),
            (
                &[(8, &[0, 0, 0, 0][..]), (40, &list(&[8])[..])][..],
                "no object at 0x8",
            ),
            (&[(40, &list(&[8])[..26])][..], "is not there once"),
            (
                &[(8, &list(&[])[..]), (40, &list(&[])[..])][..],
                "is not there once",
            ),
        ] {
            let said = immortalize(&mut component(parts)).unwrap_err();
            assert!(said.contains(told), "{said}");
        }
        assert!(immortalize(&mut list(&[])).is_err());
    }
}
