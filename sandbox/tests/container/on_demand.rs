//! Environments that start when they are needed: what happens where one ends in the middle, does not start again at once, or
//! has to make room.

use crate::environment::{LIMITS, bubblewrap, python, works};
use mutagree_sandbox::{
    Job, Judge, Life, MemoryBudget, OnDemand, Origin, Outcome, Report, SandboxError, Streams, Tests,
};
use std::io::Read;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// What a candidate prints that brings its environment down, as often as it may.
const DEADLY: &str = "the word that kills";

/// What is known of the environments that were started.
#[derive(Default)]
struct Watch {
    lives: Mutex<Vec<Weak<dyn Life>>>,
    /// How many more environments the word kills.
    kills: AtomicUsize,
    /// How many more starts fail, after the first.
    refusals: AtomicUsize,
    /// How many more environments end while they start.
    early_ends: AtomicUsize,
}

impl Watch {
    /// How many environments are alive.
    fn alive(&self) -> usize {
        let lives = self.lives.lock().unwrap();
        lives.iter().filter(|it| it.strong_count() > 0).count()
    }

    fn started(&self) -> usize {
        self.lives.lock().unwrap().len()
    }
}

/// Takes one of so many, where there is one left.
fn take(left: &AtomicUsize) -> bool {
    let less = |left: usize| left.checked_sub(1);
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
        .is_ok()
}

/// The output of a zygote, which is killed where the word is heard.
struct Ear {
    output: Box<dyn Read + Send>,
    heard: Vec<u8>,
    life: Weak<dyn Life>,
    watch: Arc<Watch>,
}

impl Read for Ear {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.output.read(buffer)?;
        self.heard.extend_from_slice(&buffer[..length]);
        let word = DEADLY.as_bytes();
        if self.heard.windows(word.len()).any(|it| it == word) {
            self.heard.clear();
            if take(&self.watch.kills) {
                self.life.upgrade().unwrap().kill();
            }
        }
        Ok(length)
    }
}

/// An environment of this machine's files; nothing where bubblewrap does not run.
fn open(watch: &Arc<Watch>, memory_mib: u64, budget: &Arc<MemoryBudget>) -> Option<OnDemand> {
    if !works() {
        return None;
    }
    let watch = Arc::clone(watch);
    let start = move || {
        if watch.started() > 0 && take(&watch.refusals) {
            return Err(SandboxError::Container("not now".to_owned()));
        }
        let command = if take(&watch.early_ends) {
            Command::new("true")
        } else {
            let mut command = bubblewrap();
            command.arg(python());
            command
        };
        let mut streams = Streams::of_command(command).unwrap();
        let life = Arc::downgrade(&streams.life);
        watch.lives.lock().unwrap().push(life.clone());
        streams.output = Box::new(Ear {
            output: streams.output,
            heard: Vec::new(),
            life,
            watch: Arc::clone(&watch),
        });
        Ok(streams)
    };
    let origin = Origin {
        name: "this machine".to_owned(),
        preload: Vec::new(),
        python: None,
        memory_mib,
        repository: None,
        start: Box::new(start),
    };
    Some(OnDemand::new(origin, budget))
}

fn alone(kills: usize) -> Option<(OnDemand, Arc<Watch>)> {
    let watch = Arc::new(Watch::default());
    watch.kills.store(kills, Ordering::SeqCst);
    let environment = open(&watch, 0, &Arc::new(MemoryBudget::of_machine()))?;
    Some((environment, watch))
}

fn run(environment: &OnDemand, source: &str) -> Result<Report, SandboxError> {
    let suite = environment.compile(&Tests::new(&["assert f(1) == 1"]))?;
    let mut job = Job::new(source, &suite);
    job.judge = Judge::Auto;
    job.limits = LIMITS;
    environment.run(&job)
}

/// A candidate that is right where it is let live.
fn deadly() -> String {
    format!("import time\nprint({DEADLY:?}, flush=True)\ntime.sleep(1)\ndef f(x): return x")
}

const HONEST: &str = "import time\ndef f(x):\n    time.sleep(0.5)\n    return x";

#[test]
fn nothing_is_started_before_it_is_needed_and_everything_ends_with_it() {
    let Some((environment, watch)) = alone(0) else {
        return;
    };
    assert_eq!(watch.started(), 0);
    let report = run(&environment, HONEST).unwrap();
    assert_eq!(report.outcomes, [Outcome::Passed]);
    assert_eq!((watch.started(), watch.alive()), (1, 1));
    drop(environment);
    assert_eq!(watch.alive(), 0);
}

#[test]
fn a_job_whose_environment_is_killed_runs_again() {
    let Some((environment, watch)) = alone(1) else {
        return;
    };
    let report = run(&environment, &deadly()).unwrap();
    assert_eq!(report.outcomes, [Outcome::Passed]);
    assert!(report.repeatable);
    assert_eq!((watch.started(), environment.restarts()), (2, 1));
}

#[test]
fn a_job_that_ends_its_environment_twice_has_crashed_and_no_other_is_blamed() {
    let Some((environment, watch)) = alone(2) else {
        return;
    };
    thread::scope(|scope| {
        let honest = scope.spawn(|| run(&environment, HONEST).unwrap());
        let report = run(&environment, &deadly()).unwrap();
        assert!(
            matches!(&report.outcomes[..], [Outcome::Crashed(how)] if how.contains("ended twice")),
            "{report:?}"
        );
        assert!(!report.repeatable);
        assert_eq!(honest.join().unwrap().outcomes, [Outcome::Passed]);
    });
    assert_eq!(watch.kills.load(Ordering::SeqCst), 0);
    assert_eq!(
        run(&environment, HONEST).unwrap().outcomes,
        [Outcome::Passed]
    );
}

#[test]
fn an_environment_that_does_not_start_again_at_once_is_waited_for() {
    let Some((environment, watch)) = alone(1) else {
        return;
    };
    watch.refusals.store(2, Ordering::SeqCst);
    let report = run(&environment, &deadly()).unwrap();
    assert_eq!(report.outcomes, [Outcome::Passed]);
    assert_eq!(watch.refusals.load(Ordering::SeqCst), 0);
}

#[test]
fn an_environment_that_ends_while_it_starts_for_the_first_time_is_started_once_more() {
    let Some((environment, watch)) = alone(0) else {
        return;
    };
    watch.early_ends.store(1, Ordering::SeqCst);
    let report = run(&environment, HONEST).unwrap();
    assert_eq!(report.outcomes, [Outcome::Passed]);
    assert_eq!((watch.started(), environment.restarts()), (2, 0));
}

#[test]
fn an_environment_that_ends_twice_while_it_starts_for_the_first_time_is_an_error() {
    let Some((environment, watch)) = alone(0) else {
        return;
    };
    watch.early_ends.store(2, Ordering::SeqCst);
    let error = environment.about().unwrap_err().to_string();
    assert!(error.contains("does not start"), "{error}");
    assert_eq!(watch.started(), 2);
}

#[test]
fn an_environment_that_never_started_is_not_waited_for() {
    let origin = Origin {
        name: "nowhere".to_owned(),
        preload: Vec::new(),
        python: None,
        memory_mib: 0,
        repository: None,
        start: Box::new(|| Err(SandboxError::Container("no engine".to_owned()))),
    };
    let begun = Instant::now();
    let environment = OnDemand::new(origin, &Arc::new(MemoryBudget::of_machine()));
    let error = environment.about().unwrap_err().to_string();
    assert_eq!(error, "no engine");
    assert!(begun.elapsed() < Duration::from_millis(400));
}

#[test]
fn one_that_is_stopped_ends_its_jobs_and_starts_no_more() {
    let Some((environment, watch)) = alone(0) else {
        return;
    };
    environment.about().unwrap();
    let begun = Instant::now();
    thread::scope(|scope| {
        let job = scope.spawn(|| {
            run(
                &environment,
                "import time\ntime.sleep(20)\ndef f(x): return x",
            )
        });
        thread::sleep(Duration::from_millis(500));
        environment.stop();
        assert!(matches!(job.join().unwrap(), Err(SandboxError::Lost)));
    });
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(environment.about().is_err());
    assert_eq!(watch.started(), 1);
}

#[test]
fn the_one_that_was_not_used_for_longest_makes_room_once_nothing_runs_in_it() {
    let budget = Arc::new(MemoryBudget::new(200));
    let watches: Vec<Arc<Watch>> = (0..3).map(|_| Arc::default()).collect();
    let opened = watches.iter().map(|it| open(it, 100, &budget));
    let Some(environments) = opened.collect::<Option<Vec<_>>>() else {
        return;
    };
    let alive = || watches.iter().map(|it| it.alive()).collect::<Vec<_>>();
    environments[0].about().unwrap();
    environments[1].about().unwrap();
    environments[0].about().unwrap();
    assert_eq!(alive(), [1, 1, 0]);
    environments[2].about().unwrap();
    assert_eq!(alive(), [1, 0, 1]);
    thread::scope(|scope| {
        let jobs = [0, 2].map(|it| {
            let environment = &environments[it];
            scope.spawn(move || run(environment, HONEST).unwrap())
        });
        thread::sleep(Duration::from_millis(200));
        environments[1].about().unwrap();
        assert!(alive().iter().sum::<usize>() <= 2, "{:?}", alive());
        for job in jobs {
            assert_eq!(job.join().unwrap().outcomes, [Outcome::Passed]);
        }
    });
    assert!(environments.iter().all(|it| it.restarts() == 0));
}

#[test]
fn one_that_needs_more_than_all_may_have_runs_alone() {
    let budget = Arc::new(MemoryBudget::new(1));
    let watch = Arc::new(Watch::default());
    let Some(environment) = open(&watch, 100, &budget) else {
        return;
    };
    assert_eq!(
        run(&environment, HONEST).unwrap().outcomes,
        [Outcome::Passed]
    );
}
