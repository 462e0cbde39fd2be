//! What can be read off a failed candidate and what its run said.

mod bodies;
mod builtin;
mod calculation;
mod library;
mod message;
mod names;
mod raised;
mod syntax;

use crate::reason::failure::Failure;
use names::Names;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something that is true or false of a failure. Where it cannot be known, it is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The code is no Python.
    DoesNotParse,
    /// The last frame of the traceback stands in the candidate.
    InCandidate,
    /// The last frame of the traceback stands elsewhere.
    OutsideCandidate,
    /// The code imports a library of arrays or tensors, or the prompt names one.
    DeepLearning,
    /// A function has nothing in its body that does anything.
    EmptyBody,
    /// A comment or a text says that something only stands for what would have to be written.
    Placeholder,
    /// Something is asked to give a value, and no function does.
    GivesNothing,
    /// The code uses a name that nothing binds.
    UnboundName,
    /// The code uses a name that nothing binds and by which a module is usually known.
    UnboundModule,
    /// The prompt asks for a function or class that the code does not define.
    AskedNameMissing,
    /// The code imports from elsewhere what the prompt asks it to write.
    ImportsWhatIsAsked,
    /// The exception comes from a `raise` of the code.
    OwnRaise,
    /// Something else imports from the candidate a name that it does not have.
    ImportOfCandidateRefused,
    /// A function of the candidate does not take the arguments with which it was called.
    CallOfCandidateRefused,
    /// The object that lacks an attribute is of a type of Python itself.
    BuiltinValue,
    /// The attribute that is missing is one of `self` that the code never sets.
    OwnAttributeMissing,
    /// The prompt speaks of one library of arrays, and the code computes with another only.
    OtherLibrary,
    /// The code calculates much with operators.
    Arithmetic,
    /// The code demands a certain shape or number of dimensions.
    FixedShape,
    /// The code has several numbers that are not whole.
    FloatConstants,
    /// A condition or a cast stands twice.
    Repeated,
    /// A loop stands in a loop.
    NestedLoops,
}

impl Fact {
    /// The name by which a rule calls it.
    pub(crate) fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }
}

/// The facts that are true of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeSet<Fact>);

impl Facts {
    /// Reads the facts of a failure.
    #[must_use]
    pub fn of(failure: &Failure<'_>) -> Self {
        let code = failure.code;
        let tree = syntax::parse(code);
        let nodes = tree
            .as_ref()
            .map(|tree| syntax::all(tree.root_node()))
            .unwrap_or_default();
        let names = Names::of(&nodes, code);
        let parses = tree
            .as_ref()
            .is_none_or(|tree| !tree.root_node().has_error());
        let facts = [
            (Fact::DoesNotParse, !parses),
            (Fact::InCandidate, failure.in_candidate == Some(true)),
            (Fact::OutsideCandidate, failure.in_candidate == Some(false)),
            (Fact::DeepLearning, library::is_deep(failure, &names)),
            (Fact::OtherLibrary, library::is_other(failure, &names)),
            (Fact::EmptyBody, bodies::has_empty(&nodes, code)),
            (Fact::Placeholder, bodies::has_placeholder(&nodes, code)),
            (Fact::GivesNothing, bodies::gives_nothing(&nodes, failure)),
            (Fact::UnboundName, !names.unbound().is_empty()),
            (Fact::UnboundModule, library::has_unbound(failure, &names)),
            (
                Fact::AskedNameMissing,
                message::lacks_asked(failure, &names),
            ),
            (
                Fact::ImportsWhatIsAsked,
                message::imports_asked(failure, &names),
            ),
            (Fact::OwnRaise, raised::is_own(&nodes, failure)),
            (
                Fact::ImportOfCandidateRefused,
                message::is_import_refused(failure, &names),
            ),
            (
                Fact::CallOfCandidateRefused,
                message::is_call_refused(failure, &names),
            ),
            (Fact::BuiltinValue, message::has_builtin_value(failure)),
            (
                Fact::OwnAttributeMissing,
                message::lacks_own_attribute(failure, &names),
            ),
            (Fact::Arithmetic, calculation::is_arithmetic(&nodes)),
            (Fact::FixedShape, calculation::fixes_shape(&nodes, code)),
            (Fact::FloatConstants, calculation::has_floats(&nodes)),
            (Fact::Repeated, calculation::repeats(&nodes, code)),
            (Fact::NestedLoops, calculation::nests_loops(&nodes)),
        ];
        let holding = facts.into_iter().filter(|(_, holds)| *holds);
        Self(holding.map(|(fact, _)| fact).collect())
    }

    /// Says whether a fact is true.
    #[must_use]
    pub fn has(&self, fact: Fact) -> bool {
        self.0.contains(&fact)
    }

    /// The facts that are true.
    pub fn iter(&self) -> impl Iterator<Item = Fact> {
        self.0.iter().copied()
    }
}
