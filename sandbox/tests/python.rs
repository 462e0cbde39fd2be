//! Where the guest's Python is what its users have: what programs print here and in native `CPython` 3.11.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/native.rs"]
mod native;

use native::{differences, output};

#[test]
fn programs_print_what_native_python_prints() {
    assert_eq!(differences("python"), Vec::<String>::new());
}

#[test]
fn a_loop_is_made_where_a_program_asks_for_one() {
    let program = "import asyncio\nasync def f(): return 3\nloop = asyncio.get_event_loop()\n\
        print(loop.run_until_complete(f()), loop is asyncio.get_event_loop())";
    assert_eq!(output(program), "3 True\n");
}

#[test]
fn what_is_not_there_says_so_when_it_is_imported() {
    let program = "for name in ('bz2', 'lzma', 'curses', 'readline', 'fcntl', 'resource'):\n  \
        try: __import__(name); print(name)\n  except ImportError: pass\nimport sqlite3, zlib, zoneinfo, hashlib\n\
        print(sqlite3.connect(':memory:').execute('select 1+1').fetchone(), zlib.decompress(zlib.compress(b'a')))";
    assert_eq!(output(program), "(2,) b'a'\n");
}

#[test]
fn nobody_counts_who_uses_an_object_of_the_snapshot() {
    let program = "import os, sys\nheld = [os.path.join] * 100\n\
        print(sys.getrefcount(os.path.join) > 1 << 28, sys.getrefcount(held) < 10)";
    assert_eq!(output(program), "True True\n");
}
