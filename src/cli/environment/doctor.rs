//! `mutagree environment doctor`: which engines answer, which would be used, and whether what was built works.

use super::list::built;
use super::named::named_or_all;
use super::surroundings;
use crate::cli::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree_sandbox::{
    Definition, Engine, EngineKind, EnvironmentError, Environments, Place, Session, places,
};
use serde::Serialize;
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;

/// Say which engines answer, and try what was built.
#[derive(Args)]
#[command(after_help = "\
Looks at DOCKER_HOST, CONTAINER_HOST, XDG_RUNTIME_DIR and the usual sockets, and for `bwrap` in PATH. Every environment that
was built is started, and imports its modules as they would be for a job.

Exit codes: 0 an engine answers, and all that was built works; 1 usage; 2 there is no such environment, or its folder
cannot be used; 4 no engine answers, or something that was built does not work")]
pub(crate) struct Doctor {
    /// Names, or folders of your own [default: all that come with mutagree]
    names: Vec<String>,
}

/// What came of a place where an engine may be.
#[derive(Serialize)]
pub(crate) struct Answer {
    engine: &'static str,
    address: String,
    origin: &'static str,
    /// None where nothing answers.
    pub(crate) version: Option<String>,
    fault: Option<String>,
}

/// What came of an environment that was built.
#[derive(Serialize)]
struct Trial {
    environment: String,
    engine: &'static str,
    /// From the start to the end of the imports.
    seconds: f64,
    fault: Option<String>,
}

/// What was found.
#[derive(Serialize)]
struct Findings {
    engines: Vec<Answer>,
    /// The engine that is used where none is named.
    used: Option<&'static str>,
    trials: Vec<Trial>,
}

impl Doctor {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        let definitions = named_or_all(&self.names)?;
        let environments = global.environments()?;
        let session = environments.session()?;
        let (engines, found) = ask(global.environment.engine.engine, &session);
        let mut trials = Vec::new();
        for engine in &found {
            for definition in &definitions {
                let is_built = built(&environments, definition)
                    .iter()
                    .any(|it| it.engine == engine.kind().name());
                if is_built {
                    trials.push(attempt(&environments, definition, engine));
                }
            }
        }
        let used = found.first().map(|it| it.kind().name());
        let findings = Findings {
            engines,
            used,
            trials,
        };
        if global.json {
            say(&serde_json::to_string(&findings)?)?;
        } else {
            show(&findings)?;
        }
        let is_well = used.is_some() && findings.trials.iter().all(|it| it.fault.is_none());
        Ok(if is_well { 0 } else { UNWELL })
    }
}

/// No engine answers, or something that was built does not work.
const UNWELL: u8 = 4;

/// What came of each place where an engine may be.
pub(crate) fn answers(environments: &Environments) -> Result<Vec<Answer>, EnvironmentError> {
    Ok(ask(None, &environments.session()?).0)
}

/// Asks every place, and gives the first engine of each kind that answers.
fn ask(wanted: Option<EngineKind>, session: &Arc<Session>) -> (Vec<Answer>, Vec<Engine>) {
    let (mut answers, mut found) = (Vec::new(), Vec::<Engine>::new());
    for place in places(&surroundings()) {
        if wanted.is_some_and(|wanted| place.kind != wanted) {
            continue;
        }
        let Place {
            kind,
            address,
            origin,
        } = place.clone();
        let answer = |kind: EngineKind, version, fault| Answer {
            engine: kind.name(),
            address,
            origin,
            version,
            fault,
        };
        match Engine::open(&place, session) {
            Ok(engine) => {
                answers.push(answer(
                    engine.kind(),
                    Some(engine.version().to_owned()),
                    None,
                ));
                if found.iter().all(|it| it.kind() != engine.kind()) {
                    found.push(engine);
                }
            }
            Err(fault) => answers.push(answer(kind, None, Some(fault))),
        }
    }
    (answers, found)
}

/// Starts an environment and imports its modules.
fn attempt(environments: &Environments, definition: &Definition, engine: &Engine) -> Trial {
    let begun = Instant::now();
    let program = format!(
        "import {}\nprint('done')",
        definition.manifest().modules.join(", ")
    );
    let told = environments
        .start(definition, engine, &["-c", &program])
        .map(|mut process| {
            let mut text = String::new();
            let _ = process.output.read_to_string(&mut text);
            (text == "done\n", process.control.log())
        });
    Trial {
        environment: definition.name().to_owned(),
        engine: engine.kind().name(),
        seconds: begun.elapsed().as_secs_f64(),
        fault: match told {
            Ok((true, _)) => None,
            Ok((false, log)) => Some(log.trim().to_owned()),
            Err(error) => Some(error.to_string()),
        },
    }
}

/// An answer as a line.
pub(crate) fn describe(answer: &Answer) -> String {
    let Answer {
        engine,
        address,
        origin,
        version,
        fault,
    } = answer;
    match (version, fault) {
        (Some(version), _) => format!("{engine} {version} at `{address}` ({origin})"),
        (None, fault) => {
            let fault = fault.as_deref().unwrap_or("no answer").replace('\n', "; ");
            format!("{engine} does not answer at `{address}` ({origin}): {fault}")
        }
    }
}

fn show(findings: &Findings) -> anyhow::Result<()> {
    for answer in &findings.engines {
        say(&format!("engine       {}", describe(answer)))?;
    }
    if !findings
        .engines
        .iter()
        .any(|it| it.engine == EngineKind::Bubblewrap.name())
    {
        say("engine       there is no `bwrap` in PATH")?;
    }
    say(&format!(
        "used         {}",
        findings
            .used
            .unwrap_or("none: start Docker or Podman, or install bubblewrap")
    ))?;
    for it in &findings.trials {
        let verdict = it.fault.as_deref().unwrap_or("works");
        say(&format!(
            "environment  {} on {}, {:.1} s: {verdict}",
            it.environment, it.engine, it.seconds
        ))?;
    }
    Ok(())
}
