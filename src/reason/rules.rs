//! The table of rules, read from TOML and checked.

use crate::reason::fault::RulesFault;
use crate::reason::rule::Rule;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::str::FromStr;
use toml::Spanned;

/// The table that comes with this.
const TABLE: &str = include_str!("reasons.toml");

/// Rules in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    rule: Vec<Spanned<Rule>>,
}

impl Rules {
    /// The rules, in the order in which they are tried.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// The same rules, where those of one order are tried by falling weight. It is how the order of peers is learned
    /// from labelled failures.
    #[must_use]
    pub fn with_peers_by(mut self, weight: impl Fn(&Rule) -> u64) -> Self {
        self.0
            .sort_by_key(|rule| (rule.order, Reverse(weight(rule))));
        self
    }
}

impl Default for Rules {
    /// The rules that come with this.
    ///
    /// # Panics
    /// Never: a test reads them.
    fn default() -> Self {
        TABLE
            .parse()
            .unwrap_or_else(|fault| panic!("reasons.toml: {fault}"))
    }
}

impl FromStr for Rules {
    type Err = RulesFault;

    fn from_str(file: &str) -> Result<Self, RulesFault> {
        let table: Table = toml::from_str(file).map_err(|error| unread(file, &error))?;
        if table.rule.is_empty() {
            let problem = "there is no rule".to_owned();
            let advice = "write at least one [[rule]]".to_owned();
            return Err(RulesFault::at(file, 0..0, problem, advice));
        }
        let last = table.rule.iter().map(|rule| rule.get_ref().order).max();
        let mut names = BTreeSet::new();
        for rule in &table.rule {
            let fault = fault_in(rule.get_ref(), last, &mut names);
            if let Some((problem, advice)) = fault {
                return Err(RulesFault::at(
                    file,
                    rule.span(),
                    problem,
                    advice.to_owned(),
                ));
            }
        }
        let mut rules: Vec<Rule> = table.rule.into_iter().map(Spanned::into_inner).collect();
        rules.sort_by_key(|rule| rule.order);
        Ok(Self(rules))
    }
}

/// What is wrong with a rule that could be read, and what mends it.
fn fault_in<'r>(
    rule: &'r Rule,
    last: Option<u32>,
    names: &mut BTreeSet<&'r str>,
) -> Option<(String, &'static str)> {
    let never = |list: Option<usize>| list == Some(0);
    let blank =
        |list: &Option<Vec<String>>| list.iter().flatten().any(|item| item.trim().is_empty());
    let strayed = rule
        .subtype
        .filter(|subtype| rule.bug != Some(subtype.bug()));
    if rule.name.trim().is_empty() {
        return fault("its name is empty", "give it one that says when it matches");
    }
    if !names.insert(&rule.name) {
        return fault("another rule has this name", "give it another");
    }
    if rule.kind.is_none() && rule.bug.is_none() {
        return fault("it says neither kind nor bug", "add `kind` or `bug`");
    }
    if let Some(subtype) = strayed {
        let problem = format!("\"{subtype}\" is a form of {}", subtype.bug());
        return Some((problem, "correct `bug`, or leave `subtype` out"));
    }
    if never(rule.outcome.as_ref().map(Vec::len))
        || never(rule.exception.as_ref().map(Vec::len))
        || never(rule.message.as_ref().map(Vec::len))
    {
        return fault(
            "an empty list matches nothing",
            "fill the list, or leave it out",
        );
    }
    if blank(&rule.exception) || blank(&rule.message) {
        return fault("a text in a list is empty", "fill it, or leave it out");
    }
    if let Some(fact) = rule.fact.iter().find(|fact| rule.not_fact.contains(fact)) {
        let problem = format!("`{}` must be both true and false", fact.name());
        return Some((problem, "leave it out of `fact` or of `not_fact`"));
    }
    if !rule.has_conditions() && Some(rule.order) != last {
        let problem = "it matches everything, so that no rule after it is tried";
        return fault(problem, "add a condition, or give it the highest order");
    }
    None
}

#[allow(clippy::unnecessary_wraps)] // It stands where a fault is returned.
fn fault(problem: &str, advice: &'static str) -> Option<(String, &'static str)> {
    Some((problem.to_owned(), advice))
}

fn unread(file: &str, error: &toml::de::Error) -> RulesFault {
    let said = error.message().trim().replace('\n', ", ");
    let advice = match &said {
        said if said.starts_with("unknown variant") => "write one of those that are expected",
        said if said.starts_with("unknown field") => "correct its spelling, or take it out",
        said if said.starts_with("missing field") => "add it to the rule",
        said if said.starts_with("invalid type") => "write a value of that type",
        _ => "correct the TOML",
    };
    RulesFault::at(file, error.span().unwrap_or(0..0), said, advice.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use crate::reason::RulesFault;

    const WHOLE: &str = "[[rule]]\nname = \"a\"\norder = 1\nbug = \"performance\"\noutcome = [\"time\"]\nexample = \"x\"\n";

    fn fault(file: &str) -> RulesFault {
        file.parse::<Rules>().expect_err("it has a fault")
    }

    fn with(from: &str, to: &str) -> String {
        assert!(WHOLE.contains(from));
        format!(
            "{WHOLE}\n{}",
            WHOLE.replace("\"a\"", "\"b\"").replace(from, to)
        )
    }

    #[test]
    fn the_rules_that_come_with_this_have_no_fault() {
        assert!(Rules::default().iter().count() > 20);
    }

    #[test]
    fn lower_orders_come_first_and_peers_stay_as_written() {
        let file = format!(
            "{}\n{}\n{}",
            WHOLE.replace("= 1", "= 2"),
            WHOLE.replace("\"a\"", "\"b\"").replace("= 1", "= 2"),
            WHOLE.replace("\"a\"", "\"c\"")
        );
        let rules: Rules = file.parse().expect("no fault");
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["c", "a", "b"]);
        let rules = rules.with_peers_by(|rule| u64::from(rule.name == "b"));
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
    }

    #[test]
    fn a_bug_that_the_taxonomy_does_not_have_is_a_fault_with_line_rule_and_advice() {
        let fault = fault(&with("\"performance\"", "\"speed\""));
        assert_eq!(fault.line, 11);
        assert_eq!(fault.rule.as_deref(), Some("b"));
        assert!(fault.problem.contains("speed"), "{fault}");
        assert!(fault.advice.contains("expected"), "{fault}");
        assert!(fault.to_string().starts_with("line 11, rule \"b\": "));
    }

    #[test]
    fn a_label_that_only_stands_for_no_decision_is_a_fault() {
        assert!(
            fault(&with("\"performance\"", "\"unclear\""))
                .problem
                .contains("unclear")
        );
    }

    #[test]
    fn a_fact_that_nobody_reads_is_a_fault() {
        let fault = fault(&with("example", "fact = [\"moonlight\"]\nexample"));
        assert!(fault.problem.contains("moonlight"), "{fault}");
    }

    #[test]
    fn a_key_that_no_rule_has_is_a_fault() {
        let fault = fault(&with("example", "exeption = [\"E\"]\nexample"));
        assert!(fault.problem.contains("exeption"), "{fault}");
        assert!(fault.advice.contains("spelling"), "{fault}");
    }

    #[test]
    fn a_rule_without_an_example_is_a_fault() {
        let fault = fault(&with("example = \"x\"\n", ""));
        assert!(fault.problem.contains("example"), "{fault}");
        assert_eq!(fault.rule.as_deref(), Some("b"));
    }

    #[test]
    fn a_value_of_another_type_is_a_fault() {
        assert_eq!(fault(&with("[\"time\"]", "\"time\"")).line, 12);
    }

    #[test]
    fn a_file_that_is_no_toml_is_a_fault() {
        let fault = fault(&with("= 1", "= = 1"));
        assert_eq!(fault.line, 10);
        assert!(fault.advice.contains("TOML"), "{fault}");
    }

    #[test]
    fn a_file_without_rules_is_a_fault() {
        let fault = fault("");
        assert_eq!((fault.line, fault.rule), (1, None));
    }

    #[test]
    fn a_name_that_two_rules_have_is_a_fault() {
        let fault = fault(&format!("{WHOLE}\n{WHOLE}"));
        assert_eq!(fault.line, 8);
        assert!(fault.problem.contains("name"), "{fault}");
    }

    #[test]
    fn a_rule_without_a_name_to_read_is_a_fault() {
        assert!(
            fault(&WHOLE.replace("\"a\"", "\" \""))
                .problem
                .contains("empty")
        );
    }

    #[test]
    fn a_rule_that_decides_nothing_is_a_fault() {
        assert!(
            fault(&with("bug = \"performance\"\n", ""))
                .problem
                .contains("neither")
        );
    }

    #[test]
    fn a_subtype_of_another_bug_is_a_fault() {
        let fault = fault(&with("example", "subtype = \"wrong_library\"\nexample"));
        assert!(fault.problem.contains("misinterpretation"), "{fault}");
    }

    #[test]
    fn an_empty_list_is_a_fault() {
        assert!(
            fault(&with("[\"time\"]", "[]"))
                .problem
                .contains("empty list")
        );
    }

    #[test]
    fn an_empty_pattern_is_a_fault() {
        let fault = fault(&with("example", "message = [\"\"]\nexample"));
        assert!(fault.problem.contains("empty"), "{fault}");
    }

    #[test]
    fn a_fact_that_must_be_true_and_false_is_a_fault() {
        let both = "fact = [\"placeholder\"]\nnot_fact = [\"placeholder\"]\nexample";
        assert!(
            fault(&with("example", both))
                .problem
                .contains("placeholder")
        );
    }

    #[test]
    fn a_rule_that_hides_those_after_it_is_a_fault() {
        let hiding = WHOLE.replace("outcome = [\"time\"]\n", "");
        let later = WHOLE.replace("\"a\"", "\"b\"").replace("= 1", "= 2");
        assert!(
            fault(&format!("{hiding}\n{later}"))
                .problem
                .contains("everything")
        );
    }
}
