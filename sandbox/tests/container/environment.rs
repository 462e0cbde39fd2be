//! An environment for tests: this machine's files, read-only, in bubblewrap; or the one that `MUTAGREE_TEST_ENVIRONMENT` names,
//! on the engine of `MUTAGREE_ENGINE`, which must have been built in `MUTAGREE_CACHE_DIR`.

use mutagree_sandbox::{
    Container, Definition, Engine, Environments, Job, Judge, Limits, Outcome, Report, Streams,
    Surroundings, Tests, places, zygote_arguments,
};
use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Limits for tests: a second of CPU time.
pub(crate) const LIMITS: Limits = Limits {
    instructions: Limits::INSTRUCTIONS_PER_SECOND,
    ..Limits::DEFAULT
};

/// The interpreter that `MUTAGREE_TEST_PYTHON` names, whose folder may hold numpy, pandas and torch, or this machine's.
pub(crate) fn python() -> String {
    env::var("MUTAGREE_TEST_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".to_owned())
}

/// Runs a command in bubblewrap. As root it runs as nobody: what root can write, bubblewrap covers, and a covered `/proc`
/// cannot be mounted anew.
pub(crate) fn bubblewrap() -> Command {
    let words = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut words: Vec<&str> = words.split(' ').filter(|_| is_root).collect();
    words.extend(
        "bwrap --unshare-all --die-with-parent --clearenv --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp"
            .split(' '),
    );
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    if let Some(folder) = env::var_os("MUTAGREE_TEST_FOLDER") {
        command.arg("--ro-bind").arg(&folder).arg(&folder);
    }
    command
}

/// Says whether bubblewrap runs Python here.
pub(crate) fn works() -> bool {
    let tried = bubblewrap().arg(python()).args(["-c", ""]).output();
    let works = tried.is_ok_and(|it| it.status.success());
    if !works {
        eprintln!("skipped: bubblewrap does not run Python here");
    }
    works
}

/// A container that has imported some modules; nothing where bubblewrap does not run, or the modules are not there.
pub(crate) fn open(modules: &[&str]) -> Option<Container> {
    let streams = match env::var("MUTAGREE_TEST_ENVIRONMENT") {
        Ok(name) => built(&name),
        Err(_) => this_machine()?,
    };
    let modules: Vec<String> = modules.iter().map(ToString::to_string).collect();
    let container = Container::open(streams, &modules).unwrap();
    if let Some((name, _)) = container.about().missing.first() {
        eprintln!("skipped: `{name}` is not installed for the interpreter of the tests");
        return None;
    }
    Some(container)
}

/// Python in an environment that was built.
fn built(name: &str) -> Streams {
    let folder = env::var_os("MUTAGREE_CACHE_DIR").unwrap();
    let environments = Environments::new(folder.as_ref(), "python3".to_owned());
    let surroundings = Surroundings {
        docker_host: env::var("DOCKER_HOST").ok(),
        container_host: env::var("CONTAINER_HOST").ok(),
        path: env::var_os("PATH"),
        ..Surroundings::default()
    };
    let kind = env::var("MUTAGREE_ENGINE").map_or(None, |it| Some(it.parse().unwrap()));
    let engine = Engine::find(
        &places(&surroundings),
        kind,
        &environments.session().unwrap(),
    )
    .unwrap();
    let mut definitions = Definition::bundled().unwrap().into_iter();
    let definition = definitions.find(|it| it.name() == name).unwrap();
    let process = environments.start(&definition, &engine, &zygote_arguments());
    process.unwrap().into_streams()
}

/// This machine's Python in bubblewrap.
fn this_machine() -> Option<Streams> {
    if !works() {
        return None;
    }
    let mut command = bubblewrap();
    command.arg(python());
    Some(Streams::of_command(command).unwrap())
}

/// A container that tests share while any of them runs. Nobody would end one that were kept for good.
pub(crate) struct SharedContainer(Mutex<Weak<Container>>);

impl SharedContainer {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// The one that others use, or one that has imported some modules; nothing where that cannot be.
    pub(crate) fn get(&self, modules: &[&str]) -> Option<Arc<Container>> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(container) = shared.upgrade() {
            return Some(container);
        }
        let container = Arc::new(open(modules)?);
        *shared = Arc::downgrade(&container);
        Some(container)
    }
}

/// One container without frameworks for all tests.
pub(crate) fn plain() -> Option<Arc<Container>> {
    static CONTAINER: SharedContainer = SharedContainer::new();
    CONTAINER.get(&[])
}

/// Runs a candidate on tests of its function `f`.
pub(crate) fn run(container: &Container, source: &str, tests: &[&str], judge: Judge) -> Report {
    let suite = container.compile(&Tests {
        entry_point: "f",
        ..Tests::new(tests)
    });
    let suite = suite.unwrap();
    let mut job = Job::new(source, &suite);
    job.judge = judge;
    job.limits = LIMITS;
    container.run(&job).unwrap()
}

/// The letters of what comes of a candidate's tests.
pub(crate) fn letters(container: &Container, source: &str, tests: &[&str], judge: Judge) -> String {
    let report = run(container, source, tests, judge);
    report.outcomes.iter().map(Outcome::letter).collect()
}
