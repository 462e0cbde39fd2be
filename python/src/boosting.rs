//! The whole job with a function of Python as the model.

use crate::calling::{Callbacks, Told, work};
use crate::engine::{Place, listener};
use crate::error::{Failure, unusable};
use crate::function::Function;
use crate::mutation::strength_of;
use crate::ranking::ranking;
use mutagree::client::Client;
use mutagree::consensus::Ranking;
use mutagree::engine::{self, Begun, Figures, Generator, Interview, Settings};
use mutagree::input::Subset;
use mutagree::prompting::{ANSWER_TEMPLATE, Api, Method, REPAIR_TEMPLATE, TestForm};
use mutagree::store::{Compat, EventLog, Generation, Outputs, Placement};
use mutagree_mutators::Request;
use pyo3::prelude::*;
use pythonize::{depythonize, pythonize};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;

/// What the half in Python says of a job; it has the defaults.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    problems: PathBuf,
    run: PathBuf,
    model: String,
    method: Method,
    test_form: TestForm,
    strategies: Vec<String>,
    variants: usize,
    strength: String,
    candidates: usize,
    tests: usize,
    tests_per_reply: NonZeroUsize,
    distinguish: usize,
    repair: usize,
    temperature: f64,
    top_p: f64,
    max_tokens: u32,
    sure: Option<u8>,
    scorer: Option<String>,
    limit: Option<usize>,
    seed: u64,
}

/// The mutated inputs of a problem whose outputs are kept.
const INPUTS: usize = 20;

/// Asks the model for candidates and tests, executes, ranks and selects.
#[pyfunction]
#[pyo3(signature = (place, wanted, model, progress))]
pub(crate) fn boost<'py>(
    py: Python<'py>,
    place: &Bound<'py, Place>,
    wanted: &Bound<'py, PyAny>,
    model: Bound<'py, PyAny>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let place = place.get();
    let wanted: Wanted = depythonize(wanted)?;
    let strategies = &wanted.strategies;
    let by_rules = strategies.iter().filter(|it| !it.starts_with("model"));
    for name in by_rules.filter(|it| *it != "original") {
        Request::new(&[name], 0, 0).map_err(unusable)?;
    }
    let ranking = ranking(wanted.scorer.as_deref(), true)?;
    let generation = wanted.generation()?;
    let interrupted = AtomicBool::new(false);
    let callbacks = Callbacks {
        progress,
        model: Some(model),
    };
    let said = work(py, callbacks, &interrupted, &|| {}, |tell| {
        let job = Work {
            place,
            wanted: &wanted,
            generation,
            ranking,
            interrupted: &interrupted,
        };
        job.run(tell)
    })?;
    Ok(pythonize(py, &said)?)
}

impl Wanted {
    fn generation(&self) -> PyResult<Generation> {
        Ok(Generation {
            model: self.model.clone(),
            base_url: None,
            api: Api::Chat,
            method: self.method,
            solution_template: self.method.solution_template().to_owned(),
            test_form: self.test_form,
            test_template: self.method.tests_template(self.test_form).to_owned(),
            strategies: self.strategies.clone(),
            variants: self.variants,
            strength: strength_of(&self.strength)?,
            candidates: self.candidates,
            shares: mutagree::sampling::Shares::default(),
            samples_per_variant: None,
            tests: self.tests,
            tests_per_reply: self.tests_per_reply,
            test_shares: Vec::new(),
            distinguish: self.distinguish,
            answer_template: (self.distinguish > 0).then(|| ANSWER_TEMPLATE.to_owned()),
            repair: self.repair,
            repair_template: (self.repair > 0).then(|| REPAIR_TEMPLATE.to_owned()),
            temperature: Some(self.temperature),
            top_p: Some(self.top_p),
            max_tokens: self.max_tokens,
            extra: Map::new(),
            seed: self.seed,
        })
    }

    fn settings(&self) -> Settings {
        let compat = Compat::None;
        Settings {
            compat,
            placement: Placement::Wasm,
            tests_per_sample: None,
            limits: compat.limits(),
            reserve: compat.reserve(),
            isolation: mutagree_sandbox::Isolation::default(),
            judge: compat.judge(),
            outputs: Some(Outputs {
                inputs: INPUTS,
                seed: self.seed,
            }),
            adaptive: None,
            seed: self.seed,
        }
    }
}

/// A job under way.
struct Work<'w> {
    place: &'w Place,
    wanted: &'w Wanted,
    generation: Generation,
    ranking: Ranking,
    interrupted: &'w AtomicBool,
}

impl Work<'_> {
    fn run(&self, tell: &Sender<Told>) -> Result<Value, Failure> {
        let (folder, problems): (&Path, &Path) = (&self.wanted.run, &self.wanted.problems);
        let log = EventLog::of(folder);
        let told = listener(tell);
        let listener = |event| {
            log.take(&event);
            told(event);
        };
        let generator = Generator {
            client: Client::function(Box::new(Function(tell.clone()))),
            component: self.place.component(&listener)?.digest,
            listener: &listener,
            interrupted: self.interrupted,
            partial: false,
        };
        let settings = self.wanted.settings();
        let subset = Subset {
            limit: self.wanted.limit,
            ..Subset::default()
        };
        let begun = Begun {
            generation: &self.generation,
            settings: &settings,
            sure: self.wanted.sure,
            record: None,
            subset: &subset,
            shard: None,
        };
        let (run, mut interview) = Interview::begin(&generator, folder, problems, &begun)?;
        let memory = settings.limits.memory;
        let engine = self.place.engine(memory, &listener, self.interrupted)?;
        let loaded = if self.wanted.sure.is_some() {
            engine::interview_until_sure(&engine, &run, &mut interview, self.ranking)?
        } else {
            let all = interview.most();
            interview.take(&run, &all)?;
            let loaded = engine::load(&run)?;
            engine::execute(&engine, &run, &loaded)?;
            loaded
        };
        let loaded = engine::follow_up(&engine, &run, &mut interview, self.ranking, loaded)?;
        let agreement = engine::agree(&run, &loaded, self.ranking, 0.0)?;
        let generated = interview.finish(Some(&agreement))?;
        let figures = Figures {
            ks: &[NonZeroUsize::MIN],
            seed: self.wanted.seed,
            skips_unsampled: false,
            by: &[],
        };
        let evaluation = engine::evaluate(&engine, &run, &loaded, &agreement, figures)?;
        let rows = engine::selected(&loaded, &agreement, &evaluation);
        let solution = |problem: usize| {
            let selected = agreement.selected[problem]?;
            Some(&loaded.candidates[problem][selected].solution)
        };
        let rows = rows.iter().enumerate();
        let rows: Vec<Value> = rows
            .map(|(place, row)| with(json!(row), "solution", json!(solution(place))))
            .collect();
        Ok(json!({
            "run": run.folder(), "submission": run.path("submission.jsonl"), "selected": rows,
            "evaluation": evaluation, "generated": generated,
        }))
    }
}

/// An object with one more field.
fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}
