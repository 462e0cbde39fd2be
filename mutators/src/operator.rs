//! What a mutation operator is: a card that describes it, and the sites where it applies.

use crate::edit::Site;
use crate::prompt::Prompt;
use serde::Serialize;

/// A family of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Other words for the same thing.
    Lexical,
    /// Other sentences for the same thing.
    Grammatical,
    /// Other names for functions and parameters.
    Naming,
    /// Other layout.
    Format,
    /// Mistakes, for robustness runs only.
    Noise,
}

impl Strategy {
    /// Every strategy, in the order of the manual.
    pub const ALL: [Self; 5] = [
        Self::Lexical,
        Self::Grammatical,
        Self::Naming,
        Self::Format,
        Self::Noise,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lexical => "lexical",
            Self::Grammatical => "grammatical",
            Self::Naming => "naming",
            Self::Format => "format",
            Self::Noise => "noise",
        }
    }
}

/// How an operator is known to keep the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Tier 0: equivalent by construction.
    Construction,
    /// Tier 1: a rule with guards.
    Guarded,
    /// Not equivalent: mistakes for robustness runs.
    Noise,
}

/// What `--list` shows of an operator.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Card {
    /// `strategy/operator`.
    pub name: &'static str,
    /// The family.
    pub strategy: Strategy,
    /// How it keeps the meaning.
    pub tier: Tier,
    /// Changes when its rewrites change.
    pub version: u32,
    /// An example, before.
    pub before: &'static str,
    /// The example, after.
    pub after: &'static str,
    /// What makes it refuse.
    pub guard: &'static str,
    /// False for operators that run only when they are named.
    pub by_default: bool,
    /// Its source, whose opening comment is its manual page.
    #[serde(skip)]
    pub(crate) source: &'static str,
}

impl Card {
    /// The manual page: what it does, an example, when it refuses.
    #[must_use]
    pub fn manual(&self) -> String {
        self.source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A mutation operator: proposes rewrites of free prose, or renamings.
pub trait Operator: Sync {
    /// Describes it.
    fn card(&self) -> &'static Card;

    /// The places where it applies, each with one or more proposals. Empty where there is none.
    fn sites(&self, prompt: &Prompt) -> Vec<Site>;
}

/// Declares an operator with its card; `sites` is a function of the module.
macro_rules! operator {
    (
        $type:ident, $name:literal, $strategy:ident, $tier:ident, version $version:literal,
        $before:literal => $after:literal, guard $guard:literal, source $source:literal
        $(, by_default $default:literal)?
    ) => {
        #[doc = concat!("`", $name, "`: ", $before, " → ", $after)]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $type;

        impl $crate::operator::Operator for $type {
            fn card(&self) -> &'static $crate::operator::Card {
                const CARD: $crate::operator::Card = $crate::operator::Card {
                    name: $name,
                    strategy: $crate::operator::Strategy::$strategy,
                    tier: $crate::operator::Tier::$tier,
                    version: $version,
                    before: $before,
                    after: $after,
                    guard: $guard,
                    by_default: $crate::operator::operator!(@default $($default)?),
                    source: include_str!($source),
                };
                &CARD
            }

            fn sites(&self, prompt: &$crate::prompt::Prompt) -> Vec<$crate::edit::Site> {
                sites(prompt)
            }
        }
    };
    (@default) => { true };
    (@default $default:literal) => { $default };
}
pub(crate) use operator;
