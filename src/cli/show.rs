//! `mutagree show`.

use super::global::Global;
use crate::terminal::say;
use clap::Args;
use comfy_table::Table;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use mutagree::engine::{self, Agreement, EngineError, Judged, Loaded};
use mutagree::input::InputError;
use mutagree::matrix::MatrixRow;
use mutagree::store::{Run, read_jsonl};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Show one problem of a run: its prompt, what each candidate did on each test, the best sets, and the selected program
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree show runs/first HumanEval/3
  mutagree show runs/first HumanEval/3 --candidates 5")]
pub(crate) struct Show {
    /// Directory of a run that `mutagree agree` has ranked
    run: PathBuf,
    /// Name of the problem
    task: String,
    /// Most candidates that are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    candidates: usize,
}

impl Show {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let run = Run::open(&self.run).map_err(EngineError::from)?;
        let loaded = engine::load(&run)?;
        let agreement = engine::read_agreement(&run, &loaded)?;
        let judged = engine::judged_before(&run, &loaded)?;
        let Some(&place) = loaded.places().get(self.task.as_str()) else {
            let said = format!("`{}` is not among its problems", self.task);
            return Err(EngineError::from(InputError::new(&self.run, said)).into());
        };
        let hint = "run `mutagree execute` first";
        let matrix = run.made("matrix.jsonl", "execution matrix", hint);
        let matrix = matrix.map_err(EngineError::from)?;
        let rows: Vec<MatrixRow> = read_jsonl(&matrix).map_err(EngineError::from)?;
        let own = rows.into_iter().filter(|it| it.task_id == self.task);
        let outcomes: HashMap<usize, String> =
            own.map(|it| (it.candidate_id, it.outcomes)).collect();
        let shown = Shown {
            loaded: &loaded,
            agreement: &agreement,
            judged: &judged[place],
            outcomes: &outcomes,
            place,
        };
        if global.json {
            return say(&shown.json().to_string());
        }
        say(&shown.text(self.candidates, &self.run))
    }
}

struct Shown<'a> {
    loaded: &'a Loaded,
    agreement: &'a Agreement,
    judged: &'a [Option<Judged>],
    outcomes: &'a HashMap<usize, String>,
    place: usize,
}

impl Shown<'_> {
    /// The candidates, those of better sets first.
    fn order(&self) -> Vec<usize> {
        let ranked = self.agreement.sets[self.place]
            .iter()
            .flat_map(|it| &it.candidates);
        let mut order: Vec<usize> = Vec::new();
        for candidate in ranked
            .copied()
            .chain(0..self.loaded.candidates[self.place].len())
        {
            if !order.contains(&candidate) {
                order.push(candidate);
            }
        }
        order
    }

    fn set_of(&self, candidate: usize) -> Option<usize> {
        let sets = &self.agreement.sets[self.place];
        sets.iter()
            .position(|it| it.candidates.contains(&candidate))
    }

    fn outcomes(&self, candidate: usize) -> &str {
        self.outcomes.get(&candidate).map_or("", String::as_str)
    }

    fn right(&self, candidate: usize) -> Option<bool> {
        let has_tests = self.loaded.problems[self.place].has_reference();
        let judged = self.judged[candidate].as_ref();
        judged.filter(|_| has_tests).map(|it| it.right)
    }

    fn json(&self) -> serde_json::Value {
        let candidates = self.order().into_iter().map(|at| {
            let candidate = &self.loaded.candidates[self.place][at];
            serde_json::json!({
                "candidate_id": candidate.candidate_id, "samples": candidate.multiplicity, "set": self.set_of(at),
                "outcomes": self.outcomes(at), "right": self.right(at), "solution": candidate.solution,
            })
        });
        let problem = &self.loaded.problems[self.place];
        serde_json::json!({
            "task_id": problem.task_id, "prompt": problem.prompt,
            "selected": self.agreement.selected[self.place], "confidence": self.agreement.confidence[self.place],
            "candidates": candidates.collect::<Vec<_>>(),
        })
    }

    fn text(&self, most: usize, run: &Path) -> String {
        let problem = &self.loaded.problems[self.place];
        let order = self.order();
        let mut parts = vec![
            problem.prompt.trim_end().to_owned(),
            self.table(&order, most),
        ];
        if order.len() > most {
            parts.push(format!(
                "{} more candidates: `--candidates {}`",
                order.len() - most,
                order.len()
            ));
        }
        let sure =
            self.agreement.confidence[self.place].map(|it| format!(", {:.0} % sure", 100.0 * it));
        match self.agreement.selected[self.place] {
            Some(selected) => {
                let candidate = &self.loaded.candidates[self.place][selected];
                let sure = sure.unwrap_or_default();
                parts.push(format!(
                    "Selected: candidate {}{sure}\n\n{}",
                    candidate.candidate_id,
                    candidate.solution.trim_end()
                ));
            }
            None => parts.push("Selected: nothing".to_owned()),
        }
        parts.push(format!(
            "All of it, with tests and variants: mutagree report {}",
            run.display()
        ));
        parts.join("\n\n")
    }

    fn table(&self, order: &[usize], most: usize) -> String {
        let mut table = Table::new();
        table.load_style(UTF8_BORDERS_ONLY);
        table.set_header([
            "set",
            "candidate",
            "samples",
            "right",
            "tests: P passed, F failed, R raised, U unviable",
        ]);
        for &at in order.iter().take(most) {
            let candidate = &self.loaded.candidates[self.place][at];
            let right = match self.right(at) {
                None => "unknown",
                Some(true) => "yes",
                Some(false) => "no",
            };
            table.add_row([
                self.set_of(at)
                    .map_or_else(String::new, |set| (set + 1).to_string()),
                candidate.candidate_id.to_string(),
                candidate.multiplicity.to_string(),
                right.to_owned(),
                self.outcomes(at).to_owned(),
            ]);
        }
        table.to_string()
    }
}
