//! A job beside a bare `fork` and beside a container of its own, on each engine.

use crate::jobs::{calls, measure};
use mutagree_sandbox::{
    Container, Definition, Engine, EngineKind, Environments, Surroundings, places, zygote_arguments,
};
use std::io::Read;
use std::time::Instant;
use std::{env, error};

/// The job as a process alone would do it.
const JOB: &str = "names = {}; exec('def f(x): return x', names); exec('assert f(0) == 0', names)";

/// Imports modules, then makes so many forks that each do the job; prints the milliseconds that one takes.
const FORKS: &str = "
import importlib, os, sys, time
for name in sys.argv[3:]: importlib.import_module(name)
job, count = compile(sys.argv[1], '', 'exec'), int(sys.argv[2])
begun = time.monotonic()
for _ in range(count):
    if not os.fork():
        exec(job)
        os._exit(0)
    os.wait()
print(1000 * (time.monotonic() - begun) / count)
";

/// Containers of their own, of which the median counts.
const CONTAINERS: usize = 11;

/// An environment on an engine.
struct Carried<'a> {
    environments: &'a Environments,
    definition: &'a Definition,
    engine: Engine,
}

/// Prints what a job takes on each engine.
pub(crate) fn print(jobs: usize, name: &str) -> Result<(), Box<dyn error::Error>> {
    let cache = env::var_os("MUTAGREE_CACHE_DIR").ok_or("set MUTAGREE_CACHE_DIR")?;
    let environments = Environments::new(cache.as_ref(), "python3".to_owned());
    let surroundings = Surroundings {
        docker_host: env::var("DOCKER_HOST").ok(),
        container_host: env::var("CONTAINER_HOST").ok(),
        runtime_folder: env::var_os("XDG_RUNTIME_DIR").map(Into::into),
        path: env::var_os("PATH"),
        ..Surroundings::default()
    };
    let places = places(&surroundings);
    let mut definitions = Definition::bundled()?.into_iter();
    let definition = definitions.find(|it| it.name() == name);
    let definition = &definition.ok_or("there is no such environment")?;
    let session = environments.session()?;
    println!("| milliseconds | {name}, {jobs} jobs | of a bare fork | a container each takes |");
    println!("|---|---|---|---|");
    for kind in EngineKind::ALL {
        match Engine::find(&places, Some(kind), &session) {
            Ok(_) if environments.built(definition, kind).is_none() => {
                println!("| {kind} | `{name}` is not built | | |");
            }
            Ok(engine) => Carried {
                environments: &environments,
                definition,
                engine,
            }
            .print(jobs)?,
            Err(_) => println!("| {kind} | does not answer | | |"),
        }
    }
    Ok(())
}

impl Carried<'_> {
    fn print(&self, jobs: usize) -> Result<(), Box<dyn error::Error>> {
        let preload = &self.definition.manifest().preload;
        let engine = format!("{} {}", self.engine.kind(), self.engine.version());
        let fork = self.fork(jobs, preload)?;
        let streams =
            self.environments
                .start(self.definition, &self.engine, &zygote_arguments())?;
        let container = Container::open(streams.into_streams(), preload)?;
        let by_host = measure(&container, &calls(1, false), jobs, 1)?.wall;
        let by_judge = measure(&container, &calls(1, true), jobs, 1)?.wall;
        drop(container);
        let alone = self.container(&[])?;
        let imported = self.container(preload)?;
        let row = |what: &str, wall: f64| {
            let (forks, times) = (wall / fork, imported / wall);
            println!("| {engine}: {what} | {wall:.2} | {forks:.1} times | {times:.0} times |");
        };
        row("a bare `fork`", fork);
        row("a job that the host decides", by_host);
        row("a job with a judge", by_judge);
        row("a container for each job, nothing imported", alone);
        row("a container for each job", imported);
        Ok(())
    }

    fn fork(&self, jobs: usize, modules: &[String]) -> Result<f64, Box<dyn error::Error>> {
        let count = jobs.to_string();
        let mut words = vec!["-c", FORKS, JOB, &count];
        words.extend(modules.iter().map(String::as_str));
        Ok(self.output(&words)?.trim().parse()?)
    }

    /// What a container takes that imports modules and does the job, from its making to its end.
    fn container(&self, modules: &[String]) -> Result<f64, Box<dyn error::Error>> {
        let imports = modules.iter().flat_map(|it| ["import ", it, "\n"]);
        let imports: String = imports.collect();
        let program = format!("{imports}{JOB}\nprint('done')");
        let mut all = Vec::new();
        for _ in 0..CONTAINERS {
            let begun = Instant::now();
            if self.output(&["-c", &program])? != "done\n" {
                return Err("the job fails in a container of its own".into());
            }
            all.push(1000.0 * begun.elapsed().as_secs_f64());
        }
        all.sort_by(f64::total_cmp);
        Ok(all[CONTAINERS / 2])
    }

    /// What Python prints with some words.
    fn output(&self, words: &[&str]) -> Result<String, Box<dyn error::Error>> {
        let mut process = self
            .environments
            .start(self.definition, &self.engine, words)?;
        let mut said = String::new();
        process.output.read_to_string(&mut said)?;
        if said.is_empty() {
            return Err(process.control.log().into());
        }
        Ok(said)
    }
}
