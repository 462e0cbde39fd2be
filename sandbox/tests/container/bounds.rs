//! What a job may use, and that nothing of it is left.

use crate::environment::{LIMITS, letters, open, plain, run};
use mutagree_sandbox::{Fault, Job, Judge, Limit, Limits, Outcome, Tests};
use std::time::{Duration, Instant};

fn outcome(source: &str) -> Option<Outcome> {
    let container = plain()?;
    let report = run(&container, source, &["assert f(1) == 1"], Judge::Auto);
    report.outcomes.into_iter().next()
}

#[test]
fn each_limit_that_is_reached_is_named() {
    for (source, limit) in [
        ("def f(x):\n    while True: pass", Limit::Time),
        (
            "def f(x):\n    import os\n    for _ in range(8):\n        if not os.fork():\n            while True: pass\n    os.wait()",
            Limit::Time,
        ),
        ("def f(x): return bytearray(600 << 20)", Limit::Memory),
        (
            "def f(x):\n    while True: print('x' * 10000)",
            Limit::Output,
        ),
        ("def f(x): return b'x' * (100 << 20)", Limit::Output),
    ] {
        let Some(outcome) = outcome(source) else {
            return;
        };
        assert_eq!(outcome, Outcome::LimitReached(limit), "{source}");
    }
}

#[test]
fn a_test_that_waits_for_ever_ends_by_the_clock_and_is_tried_again_alone() {
    let Some(container) = &plain() else { return };
    let suite = container.compile(&Tests::new(&["f()"])).unwrap();
    let mut job = Job::new("import time\ndef f(): time.sleep(1000)", &suite);
    job.limits = Limits {
        instructions: LIMITS.instructions / 100,
        ..LIMITS
    };
    let began = Instant::now();
    let report = container.run(&job).unwrap();
    assert_eq!(report.outcomes, [Outcome::LimitReached(Limit::Time)]);
    assert!(
        began.elapsed() > Duration::from_secs(6),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_crash_names_its_signal_and_harms_no_other_test() {
    let Some(container) = &plain() else { return };
    let source = "import ctypes\ndef f(x):\n    if x: ctypes.string_at(0)\n    return 1";
    let report = run(
        container,
        source,
        &["assert f(0) == 1", "assert f(1) == 1", "assert f(0) == 1"],
        Judge::Auto,
    );
    assert_eq!(
        report.outcomes[1],
        Outcome::Crashed("ended by SIGSEGV".to_owned())
    );
    assert!(report.outcomes[0].passed() && report.outcomes[2].passed());
}

#[test]
fn an_exit_is_no_pass() {
    let Some(outcome) = outcome("import os\ndef f(x): os._exit(0)") else {
        return;
    };
    assert!(matches!(outcome, Outcome::Raised(Fault { kind, .. }) if kind == "SystemExit"));
}

#[test]
fn processes_and_threads_work_and_are_bounded() {
    let Some(container) = &plain() else { return };
    let source = "import concurrent.futures as c, multiprocessing as m, threading\ndef g(x): return 2 * x\n\
        def f(x):\n    with m.Pool(2) as p: return p.map(g, [x])[0]\n\
        def h(x):\n    with c.ProcessPoolExecutor(2) as p: return list(p.map(g, [x]))[0]\n\
        def t(x):\n    for _ in range(1000): threading.Thread(target=threading.Event().wait).start()";
    let tests = [
        "assert f(2) == 4",
        "assert h(2) == 4",
        "assert t(1) is None",
    ];
    assert_eq!(letters(container, source, &tests, Judge::Auto), "PPR");
}

#[test]
fn what_a_candidate_sees_is_its_own_world() {
    let Some(container) = &plain() else { return };
    let source = "import os, socket\ndef f(x):\n    if x == 'uid': return os.getuid() > 0\n\
        \u{20}   if x == 'processes': return sorted(n for n in os.listdir('/proc') if n.isdigit())\n\
        \u{20}   if x == 'files': return os.listdir('/tmp') + os.listdir('/dev/shm')\n\
        \u{20}   if x == 'rights': return [l.split()[1] for l in open('/proc/self/status') if l.startswith(('CapEff', 'CapBnd', 'NoNewPrivs'))]\n\
        \u{20}   if x == 'write': open('/etc/here', 'w')\n    if x == 'network': socket.create_connection(('127.0.0.1', 80), 1)\n\
        \u{20}   if x == 'limits':\n        import resource\n        resource.setrlimit(resource.RLIMIT_NPROC, (10000, 10000))\n\
        \u{20}   if x == 'mount':\n        import ctypes\n        return ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, b'')\n\
        \u{20}   if x == 'descriptors': return len(os.listdir('/proc/self/fd'))";
    let tests = [
        "assert f('uid') == True",
        "assert f('processes') == ['1']",
        "assert f('files') == []",
        "assert f('rights') == ['0000000000000000', '0000000000000000', '1']",
        "f('write')",
        "f('network')",
        "f('limits')",
        "assert f('mount') == -1",
        "assert f('descriptors') == 5",
    ];
    let report = run(container, source, &tests, Judge::Auto);
    let letters: String = report.outcomes.iter().map(Outcome::letter).collect();
    assert_eq!(letters, "PPPPRRRPP", "{:?}", report.outcomes);
}

#[test]
fn nothing_is_left_of_a_job() {
    let Some(container) = open(&[]) else { return };
    let source = "import os, subprocess, sys\ndef f(x):\n    open('/dev/shm/here', 'w'); open('/tmp/here', 'w')\n\
        \u{20}   os.setsid() if os.fork() == 0 and os.fork() == 0 else None\n\
        \u{20}   return subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(12345.678)']).pid > 0";
    let before = mounts();
    for _ in 0..3 {
        assert_eq!(
            letters(&container, source, &["assert f(1)"], Judge::Auto),
            "P"
        );
    }
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(sleepers(), 0);
    assert_eq!(mounts(), before);
    drop(container);
    assert!(!std::path::Path::new("/dev/shm/here").exists());
}

/// The processes of this machine that sleep as long as those of `nothing_is_left_of_a_job`.
fn sleepers() -> usize {
    let processes = std::fs::read_dir("/proc").unwrap();
    let line =
        |it: std::io::Result<std::fs::DirEntry>| std::fs::read(it.unwrap().path().join("cmdline"));
    let lines = processes.filter_map(|it| line(it).ok());
    lines
        .filter(|line| line.windows(9).any(|it| it == b"12345.678"))
        .count()
}

fn mounts() -> usize {
    std::fs::read_to_string("/proc/self/mounts")
        .unwrap()
        .lines()
        .count()
}

#[test]
fn the_parts_of_a_container_are_of_no_use_to_a_candidate() {
    let Some(container) = &plain() else { return };
    let tests = ["assert f(2) == 3", "n = f(2)\nassert n == 3"];
    for forger in [
        "import wit_world\ndef f(x):\n    wit_world.report(0, wit_world.Verdict_Passed())\n    return 4",
        "import wit_world, marshal\ndef f(x):\n    wit_world.line.say(wit_world.REPORT, marshal.dumps((0, 0, None), 2))\n    return 4",
        "import wit_world\ndef f(x):\n    wit_world.line.say(wit_world.ANSWER, b'(\\x02\\0\\0\\0.u\\xff\\xff\\xff\\xff')\n    return 4",
        "import judge, suites\nsuites.run_test = judge.run = lambda code, namespace, index, report: report(index, suites.PASSED)\ndef f(x): return 4",
        "import os\ndef f(x):\n    os.write(3, b'\\xff' * 64)\n    return 4",
        "import os\nfor fd in range(3, 256):\n    try: os.close(fd)\n    except OSError: pass\ndef f(x): return 4",
    ] {
        for judge in [Judge::Auto, Judge::Split] {
            let letters = letters(container, forger, &tests, judge);
            assert!(!letters.contains('P'), "{letters} {judge:?} {forger}");
        }
    }
    assert_eq!(
        letters(container, "def f(x): return 3", &tests, Judge::Auto),
        "PP"
    );
}

#[test]
fn a_candidate_that_takes_its_time_to_end_has_ended_by_itself_and_one_that_goes_on_has_not() {
    let Some(container) = &plain() else { return };
    let tests = ["assert f(2) == 3"];
    for (end, letter) in [
        ("os._exit(0)", "R"),
        ("os.close(3); time.sleep(1); os._exit(0)", "R"),
        ("x = bytearray(60 << 20); os._exit(0)", "R"),
        ("os.close(3); spin()", "C"),
    ] {
        let candidate =
            format!("import os, time\ndef spin():\n    while True: pass\ndef f(x):\n    {end}\n");
        assert_eq!(
            letters(container, &candidate, &tests, Judge::Split),
            letter,
            "{end}"
        );
    }
}

#[test]
fn no_memory_of_an_earlier_job_holds_a_test() {
    let Some(container) = &plain() else { return };
    let scan = "def f(x):\n    wanted = ''.join(['sword', 'fish', ' of', ' the', ' test']).encode()\n    found = 0\n\
        \u{20}   with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:\n        for line in maps:\n\
        \u{20}           if 'rw' not in line: continue\n            begin, end = (int(it, 16) for it in line.split()[0].split('-'))\n\
        \u{20}           try:\n                memory.seek(begin)\n                found += memory.read(end - begin).count(wanted + b' 1234')\n            except OSError: pass\n    return found";
    let tests = ["expected = 'swordfish of the test 1234'\nassert f(1) == 0, expected"];
    for _ in 0..3 {
        assert_eq!(letters(container, scan, &tests, Judge::Auto), "P");
    }
}

#[test]
fn many_jobs_run_at_the_same_time() {
    let Some(container) = &plain() else { return };
    std::thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || {
                for round in 0..10 {
                    let source = format!("def f(x): return x + {number}");
                    let test = format!("n = f({round})\nassert n == {}", round + number);
                    assert_eq!(letters(container, &source, &[&test], Judge::Auto), "P");
                }
            });
        }
    });
}
