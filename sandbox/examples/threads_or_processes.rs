//! The same jobs on two threads of one process, or on two worker processes:
//! `/usr/bin/time target/release/examples/threads_or_processes threads`, and `processes`.

use mutagree_sandbox::{
    ComponentStore, Job, Options, Pool, Sandbox, SandboxError, Tests, WorkerCommand, serve,
};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const JOBS: usize = 4000;
const CANDIDATE: &str = "def double(x): return 2 * x";
const TESTS: [&str; 3] = [
    "assert double(2) == 4",
    "assert double('a') == 'aa'",
    "double(None)",
];

fn main() -> Result<(), SandboxError> {
    let mode = std::env::args().nth(1).unwrap_or_default();
    if mode == "worker" {
        return serve();
    }
    let cache = std::env::var_os("MUTAGREE_CACHE_DIR")
        .map_or_else(|| std::env::temp_dir().join("mutagree"), PathBuf::from);
    let component = ComponentStore::new(cache, "python3".to_owned()).component(&|_| {})?;
    let options = Options {
        jobs: 2,
        ..Options::default()
    };
    if mode == "threads" {
        let sandbox = Sandbox::open(&component, &options, &|_| {})?;
        let suite = sandbox.compile(&Tests::new(&TESTS))?;
        on_two_threads(|| sandbox.run(&Job::new(CANDIDATE, &suite)).map(drop))
    } else {
        let program = std::env::current_exe().unwrap_or_default();
        let command = WorkerCommand {
            program,
            arguments: vec!["worker".into()],
        };
        let pool = Pool::open(&component, &options, command, &|_| {})?;
        let suite = pool.compile(&Tests::new(&TESTS))?;
        on_two_threads(|| pool.run(&Job::new(CANDIDATE, &suite)).map(drop))
    }
}

fn on_two_threads(job: impl Fn() -> Result<(), SandboxError> + Sync) -> Result<(), SandboxError> {
    let begun = AtomicUsize::new(0);
    let work = || {
        while begun.fetch_add(1, Ordering::Relaxed) < JOBS {
            job()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(Sandbox::STACK);
        let other = builder.spawn_scoped(scope, work);
        let mine = work();
        other
            .map_or(Ok(()), |thread| thread.join().unwrap_or(Ok(())))
            .and(mine)
    })
}
