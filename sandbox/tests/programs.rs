//! Programs: what they read, how they end, what is compared, and what hostile ones come to.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/stdin.rs"]
mod stdin;

use common::sandbox;
use mutagree_sandbox::{Exchange, Isolation, Job, Limits, Report, Suite};
use stdin::differences;

const LIMITS: Limits = Limits {
    instructions: 300_000_000,
    ..Limits::DEFAULT
};

fn report(program: &str, exchanges: &[(&str, &str)]) -> Report {
    let exchanges = exchanges
        .iter()
        .map(|(input, output)| Exchange::new(*input, *output));
    let suite = Suite::of_programs(exchanges.collect()).unwrap();
    let job = Job {
        limits: LIMITS,
        ..Job::new(program, &suite)
    };
    sandbox().run(&job).unwrap()
}

/// The letters of a program's outcomes.
fn letters(program: &str, exchanges: &[(&str, &str)]) -> String {
    let outcomes = report(program, exchanges).outcomes;
    outcomes
        .iter()
        .map(mutagree_sandbox::Outcome::letter)
        .collect()
}

#[test]
fn programs_print_and_end_as_they_do_natively() {
    let execute =
        |source: &str, input: &[u8]| sandbox().execute(source, input, Limits::default()).unwrap();
    assert_eq!(differences(execute), Vec::<String>::new());
}

#[test]
fn a_program_reads_its_input_in_every_way() {
    let input = "3\n1 2 \u{e9}\n";
    for program in [
        "input(); print(input().split()[2])",
        "import sys\nprint(sys.stdin.read().split()[3])",
        "import sys\nprint([line for line in sys.stdin][1].split()[2])",
        "import sys\ninput = sys.stdin.readline\ninput()\nprint(input().split()[2])",
        "import sys\nprint(sys.stdin.buffer.read().split()[3].decode())",
        "import sys\nprint(sys.stdin.readlines()[1].split()[2])",
        "print(open(0).read().split()[3])",
        "import fileinput\nprint([line for line in fileinput.input()][1].split()[2])",
        "import os\nprint(os.read(0, 100).decode().split()[3])",
        "import io, os\nread = io.BytesIO(os.read(0, os.fstat(0).st_size or 100)).readline\nread()\nprint(read().decode().split()[2])",
        "import io, os, sys\nsys.stdin = io.TextIOWrapper(sys.stdin.buffer)\ninput()\nprint(input().split()[2])",
    ] {
        assert_eq!(letters(program, &[(input, "\u{e9}")]), "P", "{program}");
    }
}

#[test]
fn a_program_prints_in_every_way() {
    for program in [
        "print(1); print(2)",
        "import sys\nsys.stdout.write('1\\n2')",
        "import sys\nsys.stdout.buffer.write(b'1\\n2\\n')",
        "import os\nos.write(1, b'1\\n2\\n')",
        "import sys, io\nsys.stdout = io.StringIO()\nprint(3)\nsys.__stdout__.write('1\\n2')",
        "out = open(1, 'w')\nout.write('1\\n2')",
        "import os\nassert os.write(1, b' ' * 200_000 + b'1\\n2') == 200_003",
        "import sys, io\nprint(1)\nsys.stdout = io.StringIO()\nprint(3)\nsys.__stdout__.write('2')",
        "import sys\nassert type(sys.stdout.buffer).__name__ == 'BufferedWriter' and sys.stdout.name == '<stdout>'\nprint('1\\n2')",
        "import atexit\natexit.register(print, 2)\nprint(1)",
        "import threading\ndef main():\n    print(1)\n    print(2)\nthreading.Thread(target=main).start()",
        "import threading, time\ndef late():\n    time.sleep(1)\n    print(2)\nthreading.Thread(target=late).start()\nprint(1)",
        "import threading, time\ndef late():\n    time.sleep(1)\n    print(3)\nthreading.Thread(target=late, daemon=True).start()\nprint('1\\n2')",
        "import sys\nprint('no answer', file=sys.stderr)\nprint('1\\n2')",
    ] {
        assert_eq!(letters(program, &[("", "1\n2\n")]), "P", "{program}");
    }
    assert_eq!(
        letters("print(input('how many? '))", &[("1", "how many? 1")]),
        "P"
    );
}

#[test]
fn a_program_is_the_main_module() {
    let program = "\
import sys
def main():
    print(sys.argv, __name__, sys.modules['__main__'].main is main)
if __name__ == '__main__':
    main()
";
    assert_eq!(letters(program, &[("", "['main.py'] __main__ True")]), "P");
}

#[test]
fn the_exit_decides_and_not_how_it_was_made() {
    for (end, letter) in [
        ("", "P"),
        ("import sys; sys.exit()", "P"),
        ("import sys; sys.exit(0)", "P"),
        ("exit()", "P"),
        ("quit(0)", "P"),
        ("raise SystemExit", "P"),
        ("import os, sys; sys.stdout.flush(); os._exit(0)", "P"),
        ("import os; os._exit(0)", "F"), // what was not flushed is lost
        ("import os, sys; sys.stdout.flush(); os._exit(3)", "R"),
        ("import sys; sys.exit(1)", "R"),
        ("import sys; sys.exit('no')", "R"),
        ("1 / 0", "R"),
        ("raise KeyboardInterrupt", "R"),
        ("while True: pass", "T"),
        ("import time; time.sleep(1e6)", "T"),
        ("x = bytes(1 << 30)", "M"),
        ("while True: print('1' * 1000)", "O"),
        ("import sys\nwhile True: sys.stderr.write('1' * 1000)", "O"),
    ] {
        let program = format!("print(1)\n{end}\n");
        assert_eq!(letters(&program, &[("", "1")]), letter, "{end}");
    }
    assert_eq!(letters("print(1", &[("", "1"), ("", "2")]), "UU");
}

#[test]
fn what_was_printed_is_compared_and_told() {
    let report = report(
        "print(float(input()) * 2)",
        &[("1", "2"), ("2", "5"), ("x", "1")],
    );
    let letters: String = report
        .outcomes
        .iter()
        .map(mutagree_sandbox::Outcome::letter)
        .collect();
    assert_eq!(letters, "PFR");
    assert_eq!(report.outputs, ["\"2\"", "\"4\"", "!ValueError"]);
    assert!(report.loaded && report.shared.is_empty() && report.repeatable);
}

#[test]
fn nothing_is_left_for_the_next_input() {
    let program = "\
import builtins, os, sys, random
seen = os.path.exists('/tmp/seen') or hasattr(builtins, 'seen') or 'seen' in sys.modules
open('/tmp/seen', 'w').close()
builtins.seen = sys.modules['seen'] = 1
print(seen, random.random())
";
    let report = report(program, &[("1", "False"), ("2", "False"), ("3", "False")]);
    assert!(report.outputs[0].starts_with("\"False"));
    assert!(
        report
            .outputs
            .iter()
            .all(|output| *output == report.outputs[0])
    );
}

#[test]
fn a_program_does_not_find_what_is_expected() {
    let secret = "secret-7291";
    for program in [
        "import gc\nprint([it for it in gc.get_objects() if isinstance(it, str) and it.startswith('secret-')])",
        "import sys\nprint(sys._getframe().f_back.f_back.f_locals)",
        "import sys\nsys.stdin.read()\nprint(sys.stdin.read(), sys.stdin.buffer.read())",
        "import os\nfor folder, _, files in os.walk('/tmp'):\n    for file in files: print(open(os.path.join(folder, file)).read())",
        "import os\nfor fd in range(3, 20):\n    try: print(os.read(fd, 100))\n    except OSError: pass",
        "import wit_world\nwit_world.loaded()\nwit_world.report(0, wit_world.Verdict_Passed())",
        "class Any(str):\n    def __eq__(self, other): return True\nprint(Any('x'))",
        "import sys\nsys.stdout.write = lambda text: len(text)\nimport os\nos.write(1, b'P')",
    ] {
        let letter = letters(program, &[("", secret)]);
        assert!(
            ["F", "R", "C"].contains(&letter.as_str()),
            "{letter}: {program}"
        );
    }
}

#[test]
fn what_is_expected_may_be_larger_than_the_limit_on_output() {
    let expected = "7".repeat(3 << 20);
    assert_eq!(
        letters("print('7' * (3 << 20))", &[("", &expected), ("", "7")]),
        "PO"
    );
}

#[test]
fn only_the_tests_that_were_chosen_run() {
    let pairs = ["1", "2", "3"].map(|text| Exchange::new(text, text));
    let suite = Suite::of_programs(pairs.to_vec()).unwrap();
    let job = Job {
        tests: Some(&[0, 2]),
        isolation: Isolation::Test,
        ..Job::new("print(input())", &suite)
    };
    let report = sandbox().run(&job).unwrap();
    assert_eq!(report.outcomes.len(), 2);
    assert_eq!(report.outputs, ["\"1\"", Report::NOT_RUN, "\"3\""]);
    let silent = suite.without_outputs();
    let report = sandbox().run(&Job::new("print(input())", &silent)).unwrap();
    assert_eq!((report.outputs.len(), report.outcomes.len()), (0, 3));
}
