//! Threads, executors, event loops and processes: what programs that use them print here and in native `CPython`.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/native.rs"]
mod native;

use common::sandbox;
use mutagree_sandbox::{Job, Judge, Limit, Outcome, Tests};

/// The outcomes of tests in the candidate's own interpreter, and what was printed.
fn run(candidate: &str, tests: &[&str]) -> (Vec<Outcome>, String) {
    let suite = sandbox().compile(&Tests::new(tests)).unwrap();
    let mut job = Job::new(candidate, &suite);
    job.judge = Judge::Shared;
    let report = sandbox().run(&job).unwrap();
    (report.outcomes, String::from_utf8(report.output).unwrap())
}

#[test]
fn programs_print_what_native_python_prints() {
    assert_eq!(native::differences("concurrency"), Vec::<String>::new());
}

#[test]
fn tests_may_start_threads_of_their_own() {
    let candidate = "import threading\nclass C:\n  def __init__(self): self.n = 0; self.lock = threading.Lock()\n  \
        def inc(self):\n    with self.lock: self.n += 1";
    let test = "import threading, time\nc = C()\ndef work():\n  for _ in range(10): c.inc(); time.sleep(0.01)\n\
        ts = [threading.Thread(target=work) for _ in range(4)]\nfor t in ts: t.start()\nfor t in ts: t.join()\nassert c.n == 40";
    assert_eq!(run(candidate, &[test]).0, [Outcome::Passed]);
}

#[test]
fn a_thread_runs_until_it_waits_and_sleeps_overlap() {
    let program = "import threading, time\ndef work(n):\n  print('begin', n); time.sleep(1); print('end', n)\n\
        t0 = time.monotonic()\nts = [threading.Thread(target=work, args=(n,)) for n in range(2)]\n\
        for t in ts: t.start()\nprint('started')\nfor t in ts: t.join()\nprint(round(time.monotonic() - t0, 1))";
    let expected = "begin 0\nbegin 1\nstarted\nend 0\nend 1\n1.0\n";
    assert_eq!(native::output(program), expected);
}

#[test]
fn a_deadlock_lasts_until_the_limit_and_cannot_be_caught() {
    let candidate = "import threading, asyncio\ndef f():\n  l = threading.Lock(); l.acquire()\n  try: l.acquire()\n  \
        except BaseException: pass\ndef g():\n  async def wait(): await asyncio.get_running_loop().create_future()\n  \
        try: asyncio.run(wait())\n  except BaseException: pass";
    let (outcomes, output) = run(candidate, &["f()", "g()", "assert True"]);
    let time = Outcome::LimitReached(Limit::Time);
    assert_eq!(outcomes, [time.clone(), time, Outcome::Passed]);
    assert!(output.contains("deadlock: every thread waits for another one"));
}

#[test]
fn what_a_thread_does_for_ever_is_bounded() {
    let candidate = "import threading\ndef f():\n  t = threading.Thread(target=f); t.start(); t.join()\n\
        def g():\n  while True: threading.Thread(target=print).start()\n\
        def h():\n  t = threading.Thread(target=lambda: [None for _ in iter(int, 1)]); t.start(); t.join()";
    for outcome in run(candidate, &["f()", "g()", "h()"]).0 {
        assert!(!outcome.passed(), "{outcome:?}");
    }
}

#[test]
fn a_busy_thread_gives_way_to_the_others() {
    let candidate = "import threading\nstop = False\ndef spin():\n  while not stop: pass\ndef f():\n  global stop\n  \
        t = threading.Thread(target=spin); t.start(); stop = True; t.join(); return t.is_alive()";
    assert_eq!(
        run(candidate, &["assert f() is False"]).0,
        [Outcome::Passed]
    );
}

#[test]
fn the_same_threads_run_in_the_same_order_each_time() {
    let program = "import threading, time, random\nout = []\ndef work(n):\n  for i in range(3):\n    \
        time.sleep(random.random()); out.append((n, i))\nts = [threading.Thread(target=work, args=(n,)) for n in range(5)]\n\
        for t in ts: t.start()\nfor t in ts: t.join()\nprint(out)";
    assert_eq!(native::output(program), native::output(program));
}
