//! What pytest adds to Python, written without it: the sandbox has no such module.

use super::unroll::body;
use crate::extract::lines::{dedent, indented};
use crate::extract::syntax::{Edits, all, children, field, parse, text};
use tree_sitter::Node;

/// How far a number may be from what is expected, as pytest has it.
const RELATIVE: &str = "1e-06";
const ABSOLUTE: &str = "1e-12";

/// Compares as `pytest.approx` does, inside lists and dictionaries too.
pub(super) const CLOSE: &str = "\
def is_close(actual, expected, relative, absolute):
    if isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(
            is_close(actual[key], expected[key], relative, absolute) for key in expected
        )
    if isinstance(expected, (list, tuple)):
        return len(actual) == len(expected) and all(
            is_close(*pair, relative, absolute) for pair in zip(actual, expected)
        )
    return actual == expected or abs(actual - expected) <= max(relative * abs(expected), absolute)
";

/// Writes code without pytest where it has a plain form.
pub(super) fn plain(code: &str) -> String {
    let mut code = code.to_owned();
    let has_context = |code: &str| code.contains("raises(");
    for _ in 0..8 {
        let written = if has_context(&code) {
            without_raises(&code)
        } else {
            None
        };
        match written {
            Some(written) => code = written,
            None => break,
        }
    }
    without_calls(&code)
}

/// Writes out the outermost blocks that expect an exception.
fn without_raises(code: &str) -> Option<String> {
    let tree = parse(code)?;
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        let written = match node.kind() {
            "with_statement" => raises(node, code),
            "expression_statement" => raises_call(node, code).map(|it| (node.end_byte(), it)),
            _ => None,
        };
        if let Some((end, written)) = written {
            edits.replace(node.start_byte()..end, written);
        }
    }
    (!edits.is_empty()).then(|| edits.apply(code))
}

fn is_raises(call: Node<'_>, code: &str) -> bool {
    let name = field(call, "function", code);
    call.kind() == "call" && (name == "pytest.raises" || name == "raises")
}

/// The arguments of a call by position, and those with a name.
pub(super) fn arguments<'a>(
    call: Node<'_>,
    code: &'a str,
) -> (Vec<&'a str>, Vec<(&'a str, &'a str)>) {
    let all = call
        .child_by_field_name("arguments")
        .map(children)
        .unwrap_or_default();
    let (named, plain): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|it| it.kind() == "keyword_argument");
    let pair = |node: Node<'_>| (field(node, "name", code), field(node, "value", code));
    (
        plain.into_iter().map(|it| text(it, code)).collect(),
        named.into_iter().map(pair).collect(),
    )
}

/// Writes `with pytest.raises(E): …` as `try`, together with what looks at the exception after it; gives the end of that.
fn raises(with: Node<'_>, code: &str) -> Option<(usize, String)> {
    let items = children(with.named_child(0)?);
    let [item] = items[..] else {
        return None;
    };
    let value = item.child_by_field_name("value")?;
    let (call, alias) = match value.kind() {
        "as_pattern" => (value.named_child(0)?, field(value, "alias", code)),
        _ => (value, ""),
    };
    if !is_raises(call, code) {
        return None;
    }
    let block = with.child_by_field_name("body")?;
    let last = last_about(alias, with, code);
    let end = last.map_or(with.end_byte(), |it| it.end_byte());
    let looks = last.map_or(Some(String::new()), |last| {
        of_exception(alias, &statements(with.next_named_sibling()?, last, code))
    })?;
    let (exceptions, named) = arguments(call, code);
    let pattern = named.iter().find(|it| it.0 == "match").map(|it| it.1);
    let handler = Handler {
        exception: exceptions.first()?,
        pattern,
        alias,
        looks: &looks,
    };
    let written = handler.expecting(&body(block, code), &margin(with, code));
    Some((end, written))
}

/// The last statement after a block that looks at the exception which the block caught.
fn last_about<'t>(alias: &str, with: Node<'t>, code: &str) -> Option<Node<'t>> {
    let start = format!("{alias}.");
    let next = |node: &Node<'t>| node.next_named_sibling();
    let later = std::iter::successors(with.next_named_sibling(), next);
    later
        .filter(|it| !alias.is_empty() && text(*it, code).contains(&start))
        .last()
}

/// The source of statements from one to another, at the left margin.
fn statements(first: Node<'_>, last: Node<'_>, code: &str) -> String {
    let line = first.start_byte() - margin(first, code).len();
    dedent(&code[line..last.end_byte()])
}

/// Statements that look at an exception itself, and not at what pytest keeps about it. None where they look at more.
fn of_exception(alias: &str, code: &str) -> Option<String> {
    let tree = parse(code)?;
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        if node.kind() != "attribute" || field(node, "object", code) != alias {
            continue;
        }
        let written = match field(node, "attribute", code) {
            "value" => alias.to_owned(),
            "type" => format!("type({alias})"),
            _ => return None,
        };
        edits.replace(node.byte_range(), written);
    }
    Some(edits.apply(code))
}

/// Writes `pytest.raises(E, f, 1)` as `try`.
fn raises_call(statement: Node<'_>, code: &str) -> Option<String> {
    let call = statement.named_child(0).filter(|it| is_raises(*it, code))?;
    let (plain, _) = arguments(call, code);
    let [exception, function, ..] = plain[..] else {
        return None;
    };
    let body = deferred(call, function, code);
    let handler = Handler {
        exception,
        pattern: None,
        alias: "",
        looks: "",
    };
    Some(handler.expecting(&body, &margin(statement, code)))
}

/// The call that `raises(E, f, 1)` makes, from what stands after the first two arguments; the body of a lambda that
/// takes nothing.
pub(super) fn deferred(call: Node<'_>, function: &str, code: &str) -> String {
    let all = call.child_by_field_name("arguments").map(children);
    let all = all.unwrap_or_default();
    let rest: Vec<&str> = all.iter().skip(2).map(|it| text(*it, code)).collect();
    let body = function.strip_prefix("lambda:").filter(|_| rest.is_empty());
    let rest = rest.join(", ");
    match body {
        Some(body) => body.trim().to_owned(),
        None if function.starts_with("lambda") => format!("({function})({rest})"),
        None => format!("{function}({rest})"),
    }
}

fn margin(node: Node<'_>, code: &str) -> String {
    let line = code[..node.start_byte()]
        .rfind('\n')
        .map_or(0, |place| place + 1);
    let before = &code[line..node.start_byte()];
    before[..before.len() - before.trim_start().len()].to_owned()
}

/// What is expected of an exception.
struct Handler<'a> {
    exception: &'a str,
    /// The pattern that its text matches.
    pattern: Option<&'a str>,
    /// Its name, where it has one.
    alias: &'a str,
    /// The statements that look at it.
    looks: &'a str,
}

impl Handler<'_> {
    /// Writes a `try` around a body that must raise.
    fn expecting(&self, body: &str, margin: &str) -> String {
        let (body, handler) = (indented(body.trim_end(), "    "), self.write());
        let whole = format!(
            "try:\n{body}\n{handler}\nelse:\n    raise AssertionError(\"nothing was raised\")"
        );
        let whole = indented(&whole, margin);
        whole.strip_prefix(margin).unwrap_or(&whole).to_owned()
    }

    fn write(&self) -> String {
        let name = match (self.looks, self.pattern) {
            ("", None) => return format!("except {}:\n    pass", self.exception),
            ("", _) => "error",
            _ => self.alias,
        };
        let matches = self
            .pattern
            .map(|pattern| format!("import re\nassert re.search({pattern}, str({name}))\n"));
        let lines = matches.unwrap_or_default() + self.looks;
        let lines = indented(lines.trim_end(), "    ");
        format!("except {} as {name}:\n{lines}", self.exception)
    }
}

/// Writes out comparisons with `pytest.approx`, and calls of `pytest.fail`.
fn without_calls(code: &str) -> String {
    let is_used = code.contains("approx(") || code.contains("pytest.fail(");
    let Some(tree) = parse(code).filter(|_| is_used) else {
        return code.to_owned();
    };
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        let written = match node.kind() {
            "comparison_operator" => approximately(node, code),
            "expression_statement" => failing(node, code),
            _ => None,
        };
        if let Some(written) = written {
            edits.replace(node.byte_range(), written);
        }
    }
    edits.apply(code)
}

fn failing(statement: Node<'_>, code: &str) -> Option<String> {
    let call = statement.named_child(0)?;
    let is_it = call.kind() == "call" && field(call, "function", code) == "pytest.fail";
    is_it.then(|| "raise AssertionError".to_owned())
}

/// Writes `a == pytest.approx(b)` with a tolerance.
fn approximately(comparison: Node<'_>, code: &str) -> Option<String> {
    let operands = children(comparison);
    let [one, other] = operands[..] else {
        return None;
    };
    let is_approx = |node: Node<'_>| {
        node.kind() == "call" && matches!(field(node, "function", code), "pytest.approx" | "approx")
    };
    let (actual, call) = if is_approx(other) {
        (one, other)
    } else {
        (other, one)
    };
    let between = code[one.end_byte()..other.start_byte()].trim();
    if !is_approx(call) || !matches!(between, "==" | "!=") {
        return None;
    }
    let (plain, named) = arguments(call, code);
    let named = |name: &str| named.iter().find(|it| it.0 == name).map(|it| it.1);
    let expected = *plain.first()?;
    let relative = plain.get(1).copied().or_else(|| named("rel"));
    let absolute = plain.get(2).copied().or_else(|| named("abs"));
    let close = tolerance(text(actual, code), expected, relative, absolute);
    Some(if between == "!=" {
        format!("not {close}")
    } else {
        close
    })
}

fn tolerance(
    actual: &str,
    expected: &str,
    relative: Option<&str>,
    absolute: Option<&str>,
) -> String {
    let no_relative = if absolute.is_some() { "0" } else { RELATIVE };
    let (relative, absolute) = (
        relative.unwrap_or(no_relative),
        absolute.unwrap_or(ABSOLUTE),
    );
    let is_number = expected.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number {
        let bound = if relative == "0" {
            absolute.to_owned()
        } else {
            format!("max({relative} * abs({expected}), {absolute})")
        };
        return format!("abs({actual} - {expected}) <= {bound}");
    }
    format!("is_close({actual}, {expected}, {relative}, {absolute})")
}
