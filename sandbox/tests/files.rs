//! The file system in memory, as a program sees it: what `CPython` does on Linux, and nothing of the host.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::sandbox;
use mutagree_sandbox::{Job, Judge, Limits, Outcome, Report, Tests};

fn run(candidate: &str, tests: &[&str], limits: Limits) -> Report {
    let suite = sandbox().compile(&Tests::new(tests)).unwrap();
    let mut job = Job::new(candidate, &suite);
    job.judge = Judge::Shared;
    job.limits = limits;
    sandbox().run(&job).unwrap()
}

/// What a program prints.
fn printed(program: &str) -> String {
    let report = run(program, &["pass"], Limits::DEFAULT);
    assert_eq!(report.outcomes, [Outcome::Passed], "{program}");
    String::from_utf8(report.output).unwrap()
}

#[track_caller]
fn passes(test: &str) {
    let report = run("", &[test], Limits::DEFAULT);
    assert_eq!(report.outcomes, [Outcome::Passed], "{test}");
}

/// The exception that a test ends with.
fn raised(test: &str) -> String {
    match &run("", &[test], Limits::DEFAULT).outcomes[0] {
        Outcome::Raised(fault) => fault.kind.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_program_begins_in_an_empty_folder_of_its_own() {
    passes("import os\nassert os.getcwd() == '/world' and os.listdir() == []");
    passes("import os\nassert os.listdir('/') == ['dev', 'home', 'tmp', 'world']");
    passes("import tempfile\nassert tempfile.gettempdir() == '/tmp'");
    passes("import pathlib\nassert str(pathlib.Path.home()) == '/home/candidate'");
    passes(
        "import getpass, os, pwd\nassert getpass.getuser() == pwd.getpwuid(os.getuid()).pw_name == 'candidate'",
    );
}

#[test]
fn what_is_written_is_read_back() {
    passes(
        "with open('a', 'w') as f: assert f.write('é\\n' * 9) == 18\nassert open('a').read() == 'é\\n' * 9",
    );
    passes(
        "b = bytes(range(256)) * 9999\nopen('a', 'wb').write(b)\nassert open('a', 'rb').read() == b",
    );
    passes("open(0x41 and '/dev/null', 'w').write('x')\nassert open('/dev/null').read() == ''");
}

#[test]
fn a_descriptor_has_one_position() {
    // The guest's C library keeps streams that are behind: each line here went wrong with them.
    let program = "import os\n\
        fd = os.open('a', os.O_RDWR | os.O_CREAT)\n\
        os.write(fd, b'hello world'); os.lseek(fd, 0, 0); os.write(fd, b'J')\n\
        print(os.lseek(fd, 0, 2), os.write(fd, b'end'), os.lseek(fd, 0, 1))\n\
        os.lseek(fd, 6, 0); os.write(fd, b'W'); print(os.read(fd, 3)); os.write(fd, b'!')\n\
        os.fstat(fd); print(os.read(fd, 9), open('a').read())";
    assert_eq!(printed(program), "11 3 14\nb'orl'\nb'end' Jello Worl!end\n");
}

#[test]
fn errors_are_those_of_linux() {
    let kinds = [
        ("open('no')", "FileNotFoundError"),
        ("open('/etc/passwd')", "FileNotFoundError"),
        ("open('no/a', 'w')", "FileNotFoundError"),
        ("open('/a', 'w')", "PermissionError"),
        ("os.makedirs('/a/b')", "PermissionError"),
        ("open('/tmp', 'w')", "IsADirectoryError"),
        ("open('/tmp')", "IsADirectoryError"),
        ("open('/dev/null/a')", "NotADirectoryError"),
        ("os.mkdir('/tmp')", "FileExistsError"),
        (
            "os.mkdir('a'); open('a/b', 'w').close(); os.rmdir('a')",
            "OSError",
        ),
        ("os.remove('/tmp')", "IsADirectoryError"),
        ("os.rmdir('/dev/null')", "NotADirectoryError"),
        ("open('a', 'x').close(); open('a', 'x')", "FileExistsError"),
        ("os.listdir('no')", "FileNotFoundError"),
        ("os.chdir('no')", "FileNotFoundError"),
        ("os.rename('no', 'a')", "FileNotFoundError"),
        ("open('a', 'w').read()", "UnsupportedOperation"),
        ("open('a\\0b')", "ValueError"),
        ("os.mkdir('a'); os.rename('a', 'a/b')", "OSError"),
        ("os.symlink('a', 'a'); open('a')", "OSError"),
    ];
    for (test, kind) in kinds {
        assert_eq!(raised(&format!("import os\n{test}")), kind, "{test}");
    }
}

#[test]
fn names_that_are_too_long_or_not_unicode_are_an_error() {
    for name in ["'x' * 256", "'x/' * 3000"] {
        assert_eq!(raised(&format!("open({name})")), "OSError");
    }
    assert_eq!(raised("open('\\udcff', 'w')"), "FileNotFoundError");
    passes(
        "import errno\ntry: open('x' * 256)\nexcept OSError as e: assert e.errno == errno.ENAMETOOLONG",
    );
}

#[test]
fn a_full_file_system_is_an_error_and_has_room_again() {
    let test = "import errno, os\n\
        try:\n  for n in range(99): open(f'f{n}', 'wb').write(bytes(1 << 20))\n  assert False\n\
        except OSError as e: assert n == 32, (e, n)\n\
        os.remove('f0'); open('g', 'wb').write(bytes(1 << 20))";
    passes(test);
    let many = "import errno\n\
        try:\n  for n in range(5000): open(f'f{n}', 'w').close()\n  assert False\n\
        except OSError as e: assert e.errno == errno.ENOSPC, e";
    passes(many);
    let limits = Limits {
        file_bytes: 100,
        ..Limits::DEFAULT
    };
    for test in [
        "with open('a', 'w') as f: f.write('x' * 101)",
        "print('x' * 101, file=open('a', 'w'), flush=True)",
        "import os, shutil; open('a', 'w').write('x' * 60); shutil.copy('a', 'b')",
        "f = open('a', 'wb', 0); assert f.write(bytes(101)) == 100 and f.tell() == 100; f.write(b'x')",
        "f = open('a', 'ab', 0); assert f.write(bytes(99)) == 99 and f.write(b'xyz') == 1; f.write(b'x')",
        "import os; os.pwrite(os.open('a', os.O_RDWR | os.O_CREAT), b'x', 100)",
        "f = open('a', 'wb'); f.seek((1 << 63) - 2); f.write(b'xyz'); f.flush()",
    ] {
        let report = run("", &[test], limits);
        let Outcome::Raised(fault) = &report.outcomes[0] else {
            panic!("{test}: {:?}", report.outcomes);
        };
        assert_eq!(
            fault.message, "[Errno 28] No space left on device",
            "{test}"
        );
        assert_eq!(fault.kind, "OSError", "{test}");
    }
}

#[test]
fn a_hole_takes_room_and_a_huge_offset_none() {
    passes(
        "with open('a', 'wb') as f: f.seek(1 << 20); f.write(b'x')\nassert len(open('a', 'rb').read()) == (1 << 20) + 1",
    );
    for test in [
        "open('a', 'wb').truncate(1 << 40)",
        "f = open('a', 'wb', 0); f.seek((1 << 63) - 2); f.write(b'xyz')",
        "f = open('a', 'wb', 0); f.seek(1 << 40); f.write(b'x')",
        "import os; os.pwrite(os.open('a', os.O_RDWR | os.O_CREAT), b'x', 1 << 62)",
    ] {
        assert_eq!(raised(test), "OSError", "{test}");
    }
}

#[test]
fn what_the_host_does_for_files_costs_instructions() {
    let test = "f = open('a', 'wb')\nwhile True: f.truncate(30 << 20); f.truncate(0)";
    let report = run("", &[test], Limits::DEFAULT);
    assert_eq!(report.outcomes[0].letter(), 'T');
    assert!(report.repeatable, "not the wall clock");
}

#[test]
fn the_next_job_finds_nothing() {
    passes("open('/tmp/a', 'w').write('x'); open('b', 'w').write('x')");
    passes("import os\nassert os.listdir('/tmp') == os.listdir() == []");
}

#[test]
fn test_and_candidate_see_the_same_files_where_they_share_an_interpreter() {
    let candidate = "def f():\n  with open('a', 'w') as file: file.write('x')";
    let report = run(
        candidate,
        &["f()\nassert open('a').read() == 'x'"],
        Limits::DEFAULT,
    );
    assert_eq!(report.outcomes, [Outcome::Passed]);
}

#[test]
fn everything_about_files_is_the_same_in_every_run() {
    let program = "import os, tempfile, time\n\
        time.sleep(1.5)\n\
        for name in 'cab': open(name, 'w').write(name)\n\
        fd, path = tempfile.mkstemp(); print(os.listdir(), path, os.stat('a'), os.fstat(fd), os.lstat('/'))";
    let first = printed(program);
    assert!(first.starts_with("['a', 'b', 'c'] /tmp/tmp"), "{first}");
    assert!(first.contains("st_mtime=1767225601"), "{first}");
    assert_eq!(first, printed(program));
}

#[test]
fn the_library_of_the_guest_comes_from_memory_still() {
    passes("import sys, os\nassert not sys.path and not os.environ\nimport tarfile, wave, sqlite3");
    passes(
        "import sys\nopen('mine.py', 'w').write('x = 7')\nsys.path.insert(0, '.')\nimport mine\nassert mine.x == 7",
    );
}

/// Scripts over most of what programs do with files, and what `CPython` 3.11 on Linux printed in an empty folder.
const SCRIPTS: [(&str, &str); 3] = [
    (
        include_str!("files/script.py"),
        include_str!("files/script.txt"),
    ),
    (
        include_str!("files/positions.py"),
        include_str!("files/positions.txt"),
    ),
    (
        include_str!("files/errors.py"),
        include_str!("files/errors.txt"),
    ),
];

#[test]
fn long_scripts_print_what_they_print_in_cpython() {
    for (script, in_cpython) in SCRIPTS {
        let printed = printed(script);
        for (here, native) in printed.lines().zip(in_cpython.lines()) {
            assert_eq!(here, native);
        }
        assert_eq!(printed, in_cpython);
    }
}

#[test]
fn a_judge_knows_errors_by_the_same_numbers() {
    let candidate = "def f(name):\n  return open(name).read()\ndef g(n):\n  return OSError(n, 'x')";
    let test = "import errno\n\
        try: f('none')\n\
        except FileNotFoundError as e: assert str(e) == \"[Errno 2] No such file or directory: 'none'\" and e.errno == errno.ENOENT\n\
        else: assert False";
    let suite = sandbox().compile(&Tests::new(&[test])).unwrap();
    for judge in [Judge::Auto, Judge::Shared] {
        let mut job = Job::new(candidate, &suite);
        job.judge = judge;
        let report = sandbox().run(&job).unwrap();
        assert_eq!(report.outcomes, [Outcome::Passed], "{judge:?}");
    }
}
