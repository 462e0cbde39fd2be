//! What the entry point of a problem takes: as the prompt says, and where it does not, as the candidates' own code does.

use crate::extract::{Parameter, parameters, taken};
use crate::problem::Problem;

/// The parameters of a problem's entry point. What the prompt leaves open, the first candidate that defines the function tells: the
/// first, so that candidates that come later change nothing.
pub fn signature<'c>(
    problem: &Problem,
    candidates: impl Iterator<Item = &'c str>,
) -> Vec<Parameter> {
    let name = problem.entry_point.as_str();
    let mut asked = parameters(&problem.prompt, name);
    if !asked.is_empty() && asked.iter().all(|it| it.annotation.is_some()) {
        return asked;
    }
    let mut own = candidates.map(|it| taken(it, name));
    let Some(own) = own.find(|it| !it.is_empty()) else {
        return asked;
    };
    if asked.is_empty() {
        return own;
    }
    if asked.len() == own.len() {
        for (parameter, own) in asked.iter_mut().zip(own) {
            parameter.annotation = parameter.annotation.take().or(own.annotation);
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(prompt: &str, candidates: &[&str]) -> Vec<(String, Option<String>)> {
        let problem = serde_json::json!({"task_id": "T/0", "prompt": prompt, "entry_point": "f"});
        let problem = serde_json::from_value(problem).unwrap();
        let found = signature(&problem, candidates.iter().copied()).into_iter();
        found.map(|it| (it.name, it.annotation)).collect()
    }

    #[test]
    fn candidates_tell_what_the_prompt_leaves_open() {
        let text = Some("str".to_owned());
        let code = "def f(s):\n    return s.upper()\n";
        let named = |name: &str, kind: &Option<String>| vec![(name.to_owned(), kind.clone())];
        assert_eq!(
            of("Write f.", &["f = 1", code, "def f(a, b): pass"]),
            named("s", &text)
        );
        assert_eq!(of("def f(x):\n", &[code]), named("x", &text));
        let asked = Some("int".to_owned());
        assert_eq!(of("def f(x: int):\n", &[code]), named("x", &asked));
        assert_eq!(of("def f(x):\n", &["def f(a, b): pass"]), named("x", &None));
        assert_eq!(of("Write f.", &[]), []);
    }
}
