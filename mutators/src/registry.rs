//! Every operator, the names and aliases to choose them by, and what was meant by an unknown one.

use crate::operator::{Card, Operator, Strategy};
use crate::{format, grammatical, lexical, naming, noise};
use thiserror::Error;

/// Every operator, in the order of the manual.
static OPERATORS: &[&dyn Operator] = &[
    &lexical::verb_synonym::VerbSynonym,
    &lexical::noun_synonym::NounSynonym,
    &lexical::adjective_synonym::AdjectiveSynonym,
    &lexical::phrase::Phrase,
    &lexical::spelling::Spelling,
    &lexical::abbreviation::Abbreviation,
    &lexical::contraction::Contraction,
    &lexical::number_word::NumberWord,
    &lexical::comparator::Comparator,
    &lexical::quantifier::Quantifier,
    &lexical::discourse::Discourse,
    &lexical::type_alias::TypeAlias,
    &lexical::term_alias::TermAlias,
    &lexical::uppercase::Uppercase,
    &lexical::politeness::Politeness,
    &grammatical::passive::Passive,
    &grammatical::interrogative::Interrogative,
    &grammatical::declarative::Declarative,
    &grammatical::frame::Frame,
    &grammatical::person::Person,
    &grammatical::condition_order::ConditionOrder,
    &grammatical::condition_word::ConditionWord,
    &grammatical::given_order::GivenOrder,
    &grammatical::input_output::InputOutput,
    &grammatical::fronting::Fronting,
    &grammatical::split_merge::SplitMerge,
    &grammatical::conjunct_order::ConjunctOrder,
    &grammatical::negation::Negation,
    &grammatical::relative::Relative,
    &naming::case_style::CaseStyle,
    &naming::task_name::TaskName,
    &naming::adversarial_name::AdversarialName,
    &naming::entry_synonym::EntrySynonym,
    &naming::parameter::Parameter,
    &naming::expand_abbreviate::ExpandAbbreviate,
    &naming::opaque::Opaque,
    &naming::class_method::ClassMethod,
    &format::docstring_style::DocstringStyle,
    &format::comments::Comments,
    &format::bullets::Bullets,
    &format::wrap::Wrap,
    &format::code_span::CodeSpan,
    &format::example_form::ExampleForm,
    &format::type_hints::TypeHints,
    &noise::typo::Typo,
    &noise::swap::Swap,
    &noise::case::Case,
    &noise::space::Space,
    &noise::repeat::Repeat,
    &noise::delete::Delete,
];

const REPHRASE: &[&str] = &[
    "lexical/phrase",
    "grammatical/declarative",
    "grammatical/frame",
    "grammatical/condition-order",
    "grammatical/given-order",
    "grammatical/fronting",
    "grammatical/input-output",
    "grammatical/split-merge",
    "grammatical/relative",
];

/// Other names for one operator or several: the seven mutations of the thesis behind the project, one of them by two names.
const ALIASES: &[(&str, &[&str])] = &[
    ("rephrase-prompt", REPHRASE),
    ("active-to-passive", &["grammatical/passive"]),
    (
        "declarative-to-interrogative",
        &["grammatical/interrogative"],
    ),
    ("verb-to-similar-verb", &["lexical/verb-synonym"]),
    ("lower-to-upper-case", &["lexical/uppercase"]),
    ("rephrase", REPHRASE),
    ("task-function-name", &["naming/task-name"]),
    ("adversarial-function-name", &["naming/adversarial-name"]),
];

/// A name that stands for no strategy and no operator.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("there is no strategy or operator `{name}` (hint: did you mean `{nearest}`?)")]
pub struct UnknownStrategy {
    /// What was asked for.
    pub name: String,
    /// The known name that is most like it.
    pub nearest: String,
}

/// Every operator, for `--list`.
#[must_use]
pub fn operators() -> &'static [&'static dyn Operator] {
    OPERATORS
}

/// The aliases and the operators that each stands for, for `--list`.
#[must_use]
pub fn aliases() -> &'static [(&'static str, &'static [&'static str])] {
    ALIASES
}

/// The card of an operator.
#[must_use]
pub fn card(name: &str) -> Option<&'static Card> {
    OPERATORS
        .iter()
        .map(|operator| operator.card())
        .find(|card| card.name == name)
}

/// The operators that names stand for: strategies, operators, aliases, and `all`.
///
/// `all` is every strategy that keeps the meaning, so not `noise`. Operators that are off by default run only
/// when they are named.
///
/// # Errors
/// Fails on the first unknown name, and says which known name is nearest.
///
/// ```
/// use mutagree_mutators::resolve;
/// assert_eq!(resolve(&["naming/case-style"]).expect("known").len(), 1);
/// assert_eq!(resolve(&["lexcal"]).err().map(|error| error.nearest), Some("lexical".to_owned()));
/// ```
pub fn resolve<S: AsRef<str>>(names: &[S]) -> Result<Vec<&'static dyn Operator>, UnknownStrategy> {
    let mut wanted = vec![false; OPERATORS.len()];
    for name in names {
        let name = &spelled(name.as_ref());
        let mut known = false;
        for (operator, wanted) in OPERATORS.iter().zip(&mut wanted) {
            if stands_for(name, operator.card()) {
                known = true;
                *wanted = true;
            }
        }
        if !known {
            return Err(UnknownStrategy {
                name: name.to_owned(),
                nearest: nearest(name),
            });
        }
    }
    Ok(OPERATORS
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| *wanted)
        .map(|(operator, _)| *operator)
        .collect())
}

/// A name as the registry spells it: `active_to_passive` is `active-to-passive`.
fn spelled(name: &str) -> String {
    name.replace('_', "-")
}

/// One way to change a prompt, by the name that was asked for: an operator, or the operators of an alias.
#[derive(Clone, Debug)]
pub(crate) struct Technique {
    pub(crate) name: String,
    pub(crate) operators: Vec<&'static dyn Operator>,
}

/// The techniques that names stand for: an operator or an alias is one, and of a strategy each operator is.
pub(crate) fn techniques<S: AsRef<str>>(names: &[S]) -> Result<Vec<Technique>, UnknownStrategy> {
    let mut found: Vec<Technique> = Vec::new();
    for name in names {
        let operators = resolve(&[name.as_ref()])?;
        let is_alias = ALIASES
            .iter()
            .any(|(alias, _)| *alias == spelled(name.as_ref()));
        if is_alias {
            found.push(Technique {
                name: name.as_ref().to_owned(),
                operators,
            });
            continue;
        }
        found.extend(operators.into_iter().map(|operator| Technique {
            name: operator.card().name.to_owned(),
            operators: vec![operator],
        }));
    }
    Ok(found)
}

fn stands_for(name: &str, card: &Card) -> bool {
    let family = name == card.strategy.name() || name == "all" && card.strategy != Strategy::Noise;
    name == card.name
        || family && card.by_default
        || ALIASES
            .iter()
            .any(|(alias, operators)| *alias == name && operators.contains(&card.name))
}

/// The known name that is most like an unknown one.
fn nearest(name: &str) -> String {
    let families = Strategy::ALL
        .iter()
        .map(|strategy| strategy.name())
        .chain(["all"]);
    let operators = OPERATORS.iter().map(|operator| operator.card().name);
    let shorts = operators
        .clone()
        .filter_map(|full| full.split_once('/'))
        .map(|(_, short)| short);
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    let best = families
        .chain(operators.clone())
        .chain(aliases)
        .chain(shorts)
        .max_by(|one, other| {
            strsim::jaro_winkler(name, one).total_cmp(&strsim::jaro_winkler(name, other))
        })
        .unwrap_or("all");
    operators
        .clone()
        .find(|full| full.split_once('/').is_some_and(|(_, short)| short == best))
        .unwrap_or(best)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_a_manual_an_example_and_a_guard() {
        for operator in operators() {
            let card = operator.card();
            assert!(card.name.starts_with(card.strategy.name()), "{}", card.name);
            assert!(card.manual().lines().count() >= 3, "{}", card.name);
            assert!(
                !card.guard.is_empty() && card.before != card.after,
                "{}",
                card.name
            );
        }
    }

    #[test]
    fn names_are_unique_and_aliases_stand_for_operators() {
        let names: std::collections::BTreeSet<_> = operators()
            .iter()
            .map(|operator| operator.card().name)
            .collect();
        assert_eq!(names.len(), operators().len());
        assert_eq!(aliases().len(), 8);
        for (alias, targets) in aliases() {
            assert!(
                targets.iter().all(|target| names.contains(target)),
                "{alias}"
            );
        }
    }

    #[test]
    fn an_alias_is_one_technique_and_a_strategy_one_for_each_operator() {
        let names = |asked: &[&str]| -> Vec<String> {
            let found = techniques(asked).expect("known");
            found.into_iter().map(|technique| technique.name).collect()
        };
        assert_eq!(
            names(&["rephrase_prompt", "naming/case-style"]),
            ["rephrase_prompt", "naming/case-style"]
        );
        assert_eq!(names(&["noise"]).len(), 6);
    }

    #[test]
    fn all_leaves_out_noise_and_what_is_off_by_default() {
        let all = resolve(&["all"]).expect("known");
        assert!(
            all.iter()
                .all(|operator| operator.card().strategy != Strategy::Noise)
        );
        assert!(
            all.iter()
                .all(|operator| operator.card().name != "naming/opaque")
        );
        assert_eq!(resolve(&["naming/opaque"]).expect("known").len(), 1);
    }

    #[test]
    fn an_unknown_strategy_suggests_the_nearest_one() {
        for (name, nearest) in [
            ("lexcal", "lexical"),
            ("case-stile", "naming/case-style"),
            ("naming/casestyle", "naming/case-style"),
            ("noisy", "noise"),
        ] {
            let error = resolve(&[name]).expect_err("unknown");
            assert_eq!(error.nearest, nearest, "{name}");
        }
    }
}
