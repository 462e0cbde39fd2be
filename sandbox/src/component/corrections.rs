//! What the C library and `CPython` in the component do otherwise than on Linux, corrected in their machine code: there is
//! nowhere else to do it. `requirements.txt` pins their bytes, which are the same in the package for every platform, and a
//! correction that does not find its place fails the build.

use super::rewriting::replace;

/// Bytes that are there exactly once, and what they become.
struct Correction {
    what: &'static str,
    find: &'static [u8],
    put: &'static [u8],
}

const CORRECTIONS: [Correction; 6] = [
    // `file_seek` of wasi-libc takes a file that appends to be at its end, wherever it was read last.
    Correction {
        what: "seeking where a file appends",
        find: b"\x02\x40\x20\x00\x2d\x00\x10\x41\x01\x71\x45\x0d\x00\x20\x00\x10\xda\x83\x80\x80\x00\x41\x00\x4e\x0d\x00\x42\x7f\x0f\x0b\
            \x02\x40\x02\x40\x02\x40\x02\x40\x20\x02\x0e\x03\x03\x02\x00\x01\x0b\
            \x20\x00\x2d\x00\x10\x41\x01\x71\x0d\x01\x20\x00\x10\xda\x83\x80\x80\x00",
        put: b"\x02\x40\x02\x40\x02\x40\x02\x40\x20\x02\x0e\x03\x03\x02\x00\x01\x0b\
            \x20\x00\x10\xda\x83\x80\x80\x00",
    },
    // It is there before a write: `if (oflag & O_APPEND) file_seek_end(file)`, first thing in `file_get_write_stream`.
    Correction {
        what: "the position of a file that appends",
        find: b"\x02\x40\x02\x40\x20\x00\x28\x02\x18\x22\x03\x0d\x00\x20\x00\x41\x18\x6a\x21\x03\x20\x00\x28\x02\x10\x21\x04",
        put: b"\x20\x00\x2d\x00\x10\x41\x01\x71\x04\x40\x20\x00\x10\xda\x83\x80\x80\x00\x1a\x0b\
            \x02\x40\x02\x40\x20\x00\x28\x02\x18\x22\x03\x0d\x00\x20\x00\x41\x18\x6a\x21\x03\x20\x00\x28\x02\x10\x21\x04",
    },
    // `make_absolute`, in `__wasilibc_find_relpath_alloc`, takes an empty path to be the working folder. It is `ENOENT`.
    Correction {
        what: "an empty path",
        find: b"\x20\x00\x2d\x00\x00\x22\x06\x41\x52\x6a\x0e\x02\x00\x04\x01\x0b",
        put: b"\x20\x00\x2d\x00\x00\x45\x04\x40\x23\x83\x80\x80\x80\x00\x41\x2c\x36\x02\x00\x41\x7f\x21\x00\x0c\x08\x0b\
            \x20\x00\x2d\x00\x00\x22\x06\x41\x52\x6a\x0e\x02\x00\x04\x01\x0b",
    },
    // `__wasilibc_write` drops the reason and says `EIO`. A stream fails here for one reason alone: `ENOSPC`.
    Correction {
        what: "the error of a full disk",
        find: b"\x0c\x04\x0b\x0b\x20\x03\x28\x02\x2c\x10\xa5\x84\x80\x80\x00\x41\x1d\x21\x06",
        put: b"\x0c\x04\x0b\x0b\x20\x03\x28\x02\x2c\x10\xa5\x84\x80\x80\x00\x41\x33\x21\x06",
    },
    // `PyErr_SetFromErrnoWithFilenameObjects`, from which every error of C comes, puts 68034 - 1000 n for a number n before
    // it asks for its text: no number that a program makes, and 34 for `ERANGE`, as on Linux. `guest/errors.py` has the rest.
    Correction {
        what: "the numbers of errors",
        find: b"\x20\x04\x41\x1b\x47\x0d\x00\x10\xbc\xbc\x80\x80\x00\x0d\x03\x0b",
        put: b"\x20\x04\x41\x1b\x47\x0d\x00\x10\xbc\xbc\x80\x80\x00\x0d\x03\x0b\
            \x20\x04\x41\x98\x78\x6c\x41\xc2\x93\x04\x6a\x21\x04",
    },
    // The text of 34, which an `OverflowError` has too. It covers texts that nobody sees.
    Correction {
        what: "the text of an overflow",
        find: b"\0Too many links\0No locks availa",
        put: b"\0Numerical result out of range\0",
    },
];

/// Corrects a component, or says what cannot be corrected.
pub(super) fn correct(component: &mut Vec<u8>) -> Result<(), String> {
    CORRECTIONS.iter().try_for_each(|correction| {
        replace(component, correction.find, correction.put)
            .ok_or_else(|| format!("the place of this is not there once: {}", correction.what))
    })
}
