//! What a message and a prompt say of the names in the candidate.

use super::builtin;
use super::names::Names;
use crate::reason::failure::Failure;

/// The name that a message says is not defined.
pub(super) fn undefined<'a>(failure: &Failure<'a>) -> Option<&'a str> {
    let class = failure.exception_class()?;
    let is_name = matches!(class, "NameError" | "UnboundLocalError");
    is_name.then(|| quoted(failure.said()).next()).flatten()
}

/// The texts between single quotes.
fn quoted(said: &str) -> impl Iterator<Item = &str> {
    said.split('\'').skip(1).step_by(2)
}

/// The functions and classes whose headings stand in the prompt.
fn asked<'a>(failure: &Failure<'a>) -> Vec<&'a str> {
    failure
        .prompt
        .lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let line = line.strip_prefix("async ").unwrap_or(line);
            line.strip_prefix("def ")
                .or_else(|| line.strip_prefix("class "))
        })
        .map(|rest| {
            let end = |letter: char| !letter.is_alphanumeric() && letter != '_';
            rest.split(end).next().unwrap_or_default()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// Says whether the code defines nothing of what the prompt has headings of.
pub(super) fn lacks_asked(failure: &Failure<'_>, names: &Names) -> bool {
    let asked = asked(failure);
    !asked.is_empty() && !asked.iter().any(|name| names.binds(name))
}

/// Says whether the code imports what the prompt has the heading of.
pub(super) fn imports_asked(failure: &Failure<'_>, names: &Names) -> bool {
    let from_modules = |name: &&str| names.asked_of_modules.contains(*name);
    asked(failure).iter().any(from_modules)
}

/// Says whether something else imports a name that the candidate does not have: it is none that the candidate imports.
pub(super) fn is_import_refused(failure: &Failure<'_>, names: &Names) -> bool {
    let said = failure.said();
    let is_import = failure.exception_class() == Some("ImportError");
    let name = quoted(said).next().unwrap_or_default();
    is_import
        && failure.in_candidate != Some(true)
        && said.contains("cannot import name")
        && !names.asked_of_modules.contains(name)
        && !names.exported.contains(name)
}

/// Says whether a function of the candidate does not take the arguments with which it was called from elsewhere.
pub(super) fn is_call_refused(failure: &Failure<'_>, names: &Names) -> bool {
    let Some((called, trouble)) = failure.said().split_once("()") else {
        return false;
    };
    let called = called.rsplit(['.', ' ']).next().unwrap_or(called);
    let is_refused = ["missing", "takes", "unexpected keyword", "multiple values"];
    failure.exception_class() == Some("TypeError")
        && failure.in_candidate != Some(true)
        && is_refused.iter().any(|word| trouble.contains(word))
        && (names.defined.contains(called) || called == "__init__")
}

/// Says whether the object that lacks what is asked of it is of a type of Python itself.
pub(super) fn has_builtin_value(failure: &Failure<'_>) -> bool {
    failure.said().contains("' object")
        && quoted(failure.said()).next().is_some_and(builtin::is_type)
}

/// Says whether a missing attribute is one that the code asks of `self` and never sets.
pub(super) fn lacks_own_attribute(failure: &Failure<'_>, names: &Names) -> bool {
    let attribute = quoted(failure.said()).nth(1).unwrap_or_default();
    failure.exception_class() == Some("AttributeError")
        && names.used_on_self.contains(attribute)
        && !names.set_on_self.contains(attribute)
        && !names.defined.contains(attribute)
}

#[cfg(test)]
mod tests {
    use crate::reason::facts::{Fact, Facts};
    use crate::reason::failure::{Failure, Outcome};

    fn has(fact: Fact, code: &str, prompt: &str, exception: &str, message: &str) -> bool {
        let failure = Failure {
            code,
            prompt,
            outcome: Outcome::Raised,
            exception: Some(exception),
            message: Some(message),
            in_candidate: None,
        };
        Facts::of(&failure).has(fact)
    }

    #[test]
    fn a_heading_in_the_prompt_asks_for_its_name() {
        let prompt = "Complete this:\n    async def area(side):\n        ...";
        let has = |code| has(Fact::AskedNameMissing, code, prompt, "E", "");
        assert!(has("def surface(side): return side ** 2\n"));
        assert!(!has("def area(side): return side ** 2\n"));
    }

    #[test]
    fn code_that_imports_what_it_should_write_is_found_out() {
        let prompt = "def area(side):";
        let has = |code| has(Fact::ImportsWhatIsAsked, code, prompt, "E", "");
        assert!(has("from shapes import area\n"));
        assert!(!has("from shapes import side\ndef area(side): return 1\n"));
    }

    #[test]
    fn an_import_of_the_candidate_is_told_from_one_that_it_makes() {
        let said = "cannot import name 'area' from 'pkg.answer' (/x/answer.py)";
        let has = |code| {
            has(
                Fact::ImportOfCandidateRefused,
                code,
                "",
                "ImportError",
                said,
            )
        };
        assert!(has("def surface(side): return 1\n"));
        assert!(has("class Shape:\n    def area(self): return 1\n"));
        assert!(!has("from pkg.answer import area\n"));
    }

    #[test]
    fn a_call_of_the_candidate_is_told_from_one_that_it_makes() {
        let code = "def area(side): return side ** 2\n";
        let has = |said| has(Fact::CallOfCandidateRefused, code, "", "TypeError", said);
        assert!(has("area() takes 1 positional argument but 2 were given"));
        assert!(has(
            "Shape.area() missing 1 required positional argument: 'side'"
        ));
        assert!(!has(
            "volume() takes 1 positional argument but 2 were given"
        ));
        assert!(!has("area() of nothing"));
    }

    #[test]
    fn types_of_python_are_told_from_those_of_libraries() {
        let has = |said| has(Fact::BuiltinValue, "", "", "AttributeError", said);
        assert!(has("'list' object has no attribute 'shape'"));
        assert!(!has("'Tensor' object has no attribute 'size_of'"));
    }

    #[test]
    fn an_attribute_of_self_that_nothing_sets_is_missing() {
        let said = "'Net' object has no attribute 'gate'";
        let has = |code| has(Fact::OwnAttributeMissing, code, "", "AttributeError", said);
        assert!(has("def forward(self, x):\n    return self.gate(x)\n"));
        assert!(!has(
            "def forward(self, x):\n    return self.actor.gate(x)\n"
        ));
        assert!(!has(
            "def forward(self, x):\n    self.gate = 1\n    return self.gate\n"
        ));
    }
}
