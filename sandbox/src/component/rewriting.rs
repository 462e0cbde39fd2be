//! Replaces bytes of a component, and counts the sizes anew that are written before what they are in.

/// Replaces bytes that are there exactly once. Gives nothing where they are not.
pub(super) fn replace(component: &mut Vec<u8>, find: &[u8], put: &[u8]) -> Option<()> {
    let at = only(component, find)?;
    let sizes = sizes_around(component, at)?;
    component.splice(at..at + find.len(), put.iter().copied());
    let (mut before, mut after) = (find.len(), put.len());
    for size in sizes.into_iter().rev() {
        // What it counts has grown from `before` to `after`, and so may it.
        let written = leb128(size.value + after - before);
        before += size.end - size.begin;
        after += written.len();
        component.splice(size.begin..size.end, written);
    }
    Some(())
}

/// Where some bytes are, if that is one place.
fn only(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut places = haystack
        .windows(needle.len())
        .enumerate()
        .filter(|(_, window)| *window == needle);
    let (place, _) = places.next()?;
    places.next().is_none().then_some(place)
}

/// A size that is written before what it counts.
struct Size {
    begin: usize,
    end: usize,
    value: usize,
}

/// The size of each thing that a place is in, the outermost first: sections, modules in them, functions.
fn sizes_around(bytes: &[u8], at: usize) -> Option<Vec<Size>> {
    const HEADER: usize = 8;
    const MODULE: u8 = 1;
    const CODE: u8 = 10;
    let section = section_around(bytes, HEADER, at)?;
    if section.0 != MODULE {
        return None;
    }
    let inner = section_around(bytes, section.1.end + HEADER, at)?;
    let mut sizes = vec![section.1, inner.1];
    if inner.0 == CODE {
        let count = size_at(bytes, sizes[1].end)?;
        let mut function = size_at(bytes, count.end)?;
        while function.end + function.value <= at {
            function = size_at(bytes, function.end + function.value)?;
        }
        sizes.push(function);
    }
    Some(sizes)
}

/// The kind and size of the section that a place is in, of those from `first` on.
fn section_around(bytes: &[u8], first: usize, at: usize) -> Option<(u8, Size)> {
    let mut begin = first;
    loop {
        let kind = *bytes.get(begin)?;
        let size = size_at(bytes, begin + 1)?;
        let end = size.end + size.value;
        if at < end {
            return Some((kind, size));
        }
        begin = end;
    }
}

fn size_at(bytes: &[u8], begin: usize) -> Option<Size> {
    let mut value = 0;
    for (place, byte) in bytes.get(begin..)?.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            let end = begin + place + 1;
            return Some(Size { begin, end, value });
        }
    }
    None
}

fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;

    /// A component of a custom section and a module, whose section of code has these functions.
    fn component(functions: &[&[u8]]) -> Vec<u8> {
        let sized = |bytes: &[u8]| [leb128(bytes.len()), bytes.to_vec()].concat();
        let functions = functions.iter().flat_map(|it| sized(it));
        let code: Vec<u8> = [2].into_iter().chain(functions).collect();
        let module = [&b"\0asm\x01\0\0\0"[..], b"\x01\x01\x00\x0a", &sized(&code)].concat();
        [
            &b"\0asm\x0d\0\x01\0"[..],
            b"\x00\x02\x01x\x01",
            &sized(&module),
            b"\x00\x02\x01y",
        ]
        .concat()
    }

    #[test]
    fn what_grows_is_counted_anew_however_long_its_size_is() {
        for length in 0..300 {
            let rest = vec![b'-'; length];
            let (short, long) = (
                [&rest, &b"ab"[..]].concat(),
                [&rest, &b"abcde"[..]].concat(),
            );
            let first = |it: &[u8]| component(&[it, b"same"]);
            let second = |it: &[u8]| component(&[b"same", it]);
            for with in [&first as &dyn Fn(&[u8]) -> Vec<u8>, &second] {
                let mut bytes = with(&short);
                replace(&mut bytes, b"ab", b"abcde").unwrap();
                assert_eq!(bytes, with(&long), "{length}");
                replace(&mut bytes, b"abcde", b"ab").unwrap();
                assert_eq!(bytes, with(&short), "{length}");
            }
        }
    }

    #[test]
    fn what_is_not_there_or_there_twice_is_left_alone() {
        let before = component(&[b"ab", b"ab"]);
        for find in [&b"ab"[..], b"abc"] {
            let mut bytes = before.clone();
            assert_eq!(replace(&mut bytes, find, b"x"), None);
            assert_eq!(bytes, before);
        }
        assert_eq!(replace(&mut Vec::new(), b"ab", b"x"), None);
        assert_eq!(
            replace(
                &mut b"\0asm\x0d\0\x01\0\x01\xff\xff\xff\xffab".to_vec(),
                b"ab",
                b"x"
            ),
            None
        );
    }
}
