//! `run.json`: what a run was begun with. A run is only ever continued with the same.

use super::Generation;
use crate::input::Subset;
use crate::sampling::Shares;
use crate::shard::Part;
use mutagree_sandbox::{Isolation, Judge, Limits, Namespace, Packing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

/// The version of the run directory's format.
pub const FORMAT_VERSION: u32 = 1;

/// The resolved configuration of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// The version of the run directory's format.
    pub format_version: u32,
    /// The version of mutagree.
    pub mutagree_version: String,
    /// The SHA-256 of the sandbox's component: the environment that candidates run in.
    pub component: String,
    /// Who decides where a problem runs.
    #[serde(default, skip_serializing_if = "Placement::is_by_name")]
    pub placement: Placement,
    /// The environments that problems run in beside that, by the words that name them, with their digests.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environments: BTreeMap<String, String>,
    /// The files that the run was made from.
    pub inputs: Vec<InputFile>,
    /// Whose behaviour is reproduced.
    pub compat: Compat,
    /// The most tests that are taken from one reply, where it was said.
    pub tests_per_sample: Option<NonZeroUsize>,
    /// What loading a candidate, and then each test, may use.
    pub limits: Limits,
    /// The instructions that are kept back for each problem, for tests that use up theirs while other tests favour the
    /// candidate; none where a limit was said.
    #[serde(default)]
    pub reserve: Option<u64>,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where tests are judged.
    pub judge: Judge,
    /// Which outputs are kept; none where this is nothing.
    #[serde(default)]
    pub outputs: Option<Outputs>,
    /// The ranking that decides which pairs of candidates and tests run; all of them where this is nothing.
    #[serde(default)]
    pub adaptive: Option<String>,
    /// The most samples of a problem; all where this is nothing.
    #[serde(default)]
    pub budget: Option<usize>,
    /// How sure a selection must be for no more samples to be taken, in percent.
    #[serde(default)]
    pub sure: Option<u8>,
    /// Which problems of their file the run has.
    #[serde(default, skip_serializing_if = "Subset::is_all")]
    pub subset: Subset,
    /// Which of these problems the run has, where it is a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Part>,
    /// How samples of recorded replies are shared out among variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
    /// How candidates and tests were asked for; they were given as files where this is nothing.
    #[serde(default)]
    pub generation: Option<Generation>,
    /// The seed of everything that is drawn at random.
    pub seed: u64,
}

/// Who decides in which environment a problem runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// The problem, by the environment that it names; else it runs in the usual one.
    #[default]
    Name,
    /// The problem, where it names an environment; else what candidates and tests import.
    Auto,
    /// The user: all run in WebAssembly.
    Wasm,
}

impl Placement {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    fn is_by_name(&self) -> bool {
        *self == Self::Name
    }
}

/// What loading a candidate, and then each test, may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Where problems run that name and need no other environment.
    pub usual: Limits,
    /// In the environments of all others.
    pub frameworks: Limits,
}

/// Which outputs of candidates are kept: those of the tests' own calls with literal arguments, and of more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Outputs {
    /// The most mutated inputs of a problem.
    pub inputs: usize,
    /// The seed that they are drawn with.
    pub seed: u64,
}

/// A file that a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// What the file holds: `problems`, `solutions`, `tests` or `replies`.
    pub role: String,
    /// Where it was.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub digest: String,
}

/// Whose behaviour is reproduced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compat {
    /// mutagree's own.
    #[default]
    None,
    /// `CodeT`'s, as far as it decides what passes.
    Codet,
}

impl Compat {
    /// How tests are compiled.
    #[must_use]
    pub fn packing(self) -> Packing {
        match self {
            Self::None => Packing::Isolated,
            Self::Codet => Packing::Packed,
        }
    }

    /// Where a candidate's names live.
    #[must_use]
    pub fn namespace(self) -> Namespace {
        match self {
            Self::None => Namespace::Module,
            Self::Codet => Namespace::Bare,
        }
    }

    /// Where tests are judged: `CodeT` knows no judge apart.
    #[must_use]
    pub fn judge(self) -> Judge {
        match self {
            Self::None => Judge::Auto,
            Self::Codet => Judge::Shared,
        }
    }

    /// The instructions that are kept back for each problem: `CodeT` keeps nothing back.
    #[must_use]
    pub fn reserve(self) -> Option<u64> {
        match self {
            Self::None => Some(Limits::RESERVE),
            Self::Codet => None,
        }
    }

    /// What each test may use. `CodeT` stops a test after 0.1 s of wall clock.
    #[must_use]
    pub fn limits(self) -> Limits {
        match self {
            Self::None => Limits::default(),
            Self::Codet => Limits {
                instructions: 50_000_000,
                sleep: Duration::from_millis(100),
                ..Limits::default()
            },
        }
    }
}

impl RunConfig {
    /// What tests may use. The limits are those of the usual environment; in others what nobody said is what frameworks
    /// need.
    #[must_use]
    pub fn allowance(&self) -> Allowance {
        let default = self.compat.limits();
        let says_how_long = self.limits.instructions != default.instructions
            || self.reserve.is_some() != self.compat.reserve().is_some();
        let mut frameworks = Limits::FRAMEWORKS;
        if says_how_long {
            frameworks.instructions = self.limits.instructions;
        }
        if self.limits.memory != default.memory {
            frameworks.memory = self.limits.memory;
        }
        Allowance {
            usual: self.limits,
            frameworks,
        }
    }

    /// Says what differs from another configuration, where something that matters does.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let digests = |config: &Self| -> Vec<(String, String)> {
            let inputs = config.inputs.iter();
            inputs
                .map(|input| (input.role.clone(), input.digest.clone()))
                .collect()
        };
        let which = |config: &Self| config.shard.as_ref().map(|it| it.which);
        let settings = [
            (
                "format version",
                self.format_version == other.format_version,
            ),
            (
                "mutagree version",
                self.mutagree_version == other.mutagree_version,
            ),
            ("sandbox component", self.component == other.component),
            ("`--environment`", self.placement == other.placement),
            ("`--compat`", self.compat == other.compat),
            (
                "`--tests-per-sample`",
                self.tests_per_sample == other.tests_per_sample,
            ),
            (
                "set of limits",
                (self.limits, self.reserve) == (other.limits, other.reserve),
            ),
            ("`--isolation`", self.isolation == other.isolation),
            ("`--judge`", self.judge == other.judge),
            (
                "`--inputs`",
                self.outputs.map(|it| it.inputs) == other.outputs.map(|it| it.inputs),
            ),
            ("`--seed`", self.outputs == other.outputs),
            ("`--adaptive`", self.adaptive == other.adaptive),
            ("`--budget`", self.budget == other.budget),
            ("`--adaptive-sampling`", self.sure == other.sure),
            ("`--share`", self.shares == other.shares),
            (
                "choice of problems (`--only`, `--limit`, `--shuffle`)",
                self.subset == other.subset,
            ),
            ("set of input files", digests(self) == digests(other)),
            ("`--shard`", which(self) == which(other)),
        ];
        let different = settings.into_iter().find(|(_, same)| !same);
        different
            .map(|(name, _)| name.to_owned())
            .or_else(|| self.difference_in_asking(other))
    }

    /// Says what differs in what a model is asked.
    fn difference_in_asking(&self, other: &Self) -> Option<String> {
        match (&self.generation, &other.generation) {
            (Some(one), Some(two)) => one.difference(two).map(|field| format!("`{field}`")),
            (None, None) => None,
            _ => Some("source of candidates".to_owned()),
        }
    }
}
