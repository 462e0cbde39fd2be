//! Programs that read standard input: what they print, how they end, and that their bounds hold.

#[path = "../common/stdin.rs"]
mod stdin;

use crate::environment::{LIMITS, plain};
use mutagree_sandbox::{Exchange, Job, Limit, Outcome, Report, Suite};
use stdin::differences;

fn report(program: &str, exchanges: &[(&str, &str)]) -> Option<Report> {
    let container = plain()?;
    let exchanges = exchanges
        .iter()
        .map(|(input, output)| Exchange::new(*input, *output));
    let suite = Suite::of_programs(exchanges.collect()).unwrap();
    let mut job = Job::new(program, &suite);
    job.limits = LIMITS;
    Some(container.run(&job).unwrap())
}

#[test]
fn programs_print_and_end_as_they_do_natively() {
    let Some(container) = &plain() else { return };
    let execute = |source: &str, input: &[u8]| container.execute(source, input, LIMITS).unwrap();
    assert_eq!(differences(execute), Vec::<String>::new());
}

#[test]
fn what_a_program_prints_is_compared_input_by_input() {
    let program = "n = int(input())\nprint(n * n)";
    let exchanges = [
        ("2\n", "4"),
        ("3", "9.0"),
        ("-1", "2"),
        ("x", "1"),
        ("", "0"),
    ];
    let Some(report) = report(program, &exchanges) else {
        return;
    };
    let letters: String = report.outcomes.iter().map(Outcome::letter).collect();
    assert_eq!(letters, "PPFRR");
    assert_eq!(report.outputs[0], "\"4\"");
}

#[test]
fn a_program_that_is_killed_or_goes_on_is_told_and_leaves_nothing() {
    for (program, expected) in [
        ("while True: pass", Outcome::LimitReached(Limit::Time)),
        (
            "while True: print('x' * 10000)",
            Outcome::LimitReached(Limit::Output),
        ),
        (
            "x = bytearray(600 << 20)",
            Outcome::LimitReached(Limit::Memory),
        ),
        (
            "import ctypes; ctypes.string_at(0)",
            Outcome::Crashed("ended by SIGSEGV".to_owned()),
        ),
        (
            "import os, time\nprint(4, flush=True)\nif os.fork() == 0: time.sleep(1000)\nos._exit(0)",
            Outcome::Passed,
        ),
        (
            "import os\nos.closerange(3, 256)\nprint(4)",
            Outcome::Passed,
        ),
    ] {
        let Some(report) = report(program, &[("", "4")]) else {
            return;
        };
        assert_eq!(report.outcomes, [expected], "{program}");
    }
}

/// The program looks for the word with each letter moved by one, so that it does not find its own.
#[test]
fn no_program_finds_what_it_is_to_print() {
    let program = "table, found = bytes((n + 1) % 256 for n in range(256)), 0\nfor name in ('self', '1'):\n    try:\n        with open(f'/proc/{name}/maps') as maps, open(f'/proc/{name}/mem', 'rb', 0) as memory:\n\
        \u{20}           for line in maps:\n                if 'rw' not in line: continue\n                begin, end = (int(it, 16) for it in line.split()[0].split('-'))\n\
        \u{20}               try:\n                    memory.seek(begin)\n                    found += memory.read(end - begin).translate(table).count(b'txpsegjti')\n\
        \u{20}               except OSError: pass\n    except OSError: pass\nprint(found)";
    let Some(report) = report(program, &[("", "swordfish")]) else {
        return;
    };
    assert_eq!(report.outputs, ["\"0\""]);
}
