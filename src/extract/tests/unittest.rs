//! The assertions of `unittest` as plain ones.

use super::pytest::{arguments, deferred};
use super::unroll::body;
use crate::extract::syntax::{Edits, all, children, expression, field, parse, text};
use tree_sitter::Node;

/// Writes the body of a test method without `self`, where that is possible.
pub(super) fn plain(body: &str, own: &[String]) -> Option<String> {
    let tree = parse(body)?;
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        match node.kind() {
            "expression_statement" => {
                let call = node.named_child(0).filter(|it| it.kind() == "call");
                if let Some(written) = call.and_then(|call| assertion(call, body)) {
                    edits.replace(node.byte_range(), written);
                }
            }
            "with_item" => {
                if let Some(written) = context(node, body) {
                    edits.replace(node.byte_range(), written);
                }
            }
            _ => {}
        }
    }
    let body = edits.apply(body);
    let tree = parse(&body)?;
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        let attribute = field(node, "attribute", &body);
        let is_own = matches!(field(node, "object", &body), "self" | "cls")
            && own.iter().any(|it| it == attribute);
        if node.kind() == "attribute" && is_own {
            edits.replace(node.byte_range(), attribute);
        }
    }
    let body = edits.apply(&body);
    (!uses_self(&body)?).then_some(body)
}

/// Says whether code uses `self` but for `self.subTest`.
fn uses_self(body: &str) -> Option<bool> {
    let tree = parse(body)?;
    let nodes = all(tree.root_node());
    let count = |kind: &str, source: &[&str]| {
        let is_it = |node: &&Node<'_>| node.kind() == kind && source.contains(&text(**node, body));
        nodes.iter().filter(is_it).count()
    };
    Some(count("identifier", &["self", "cls"]) > count("attribute", &["self.subTest"]))
}

/// Writes the context managers of `unittest` as those of pytest.
fn context(item: Node<'_>, code: &str) -> Option<String> {
    let call = item
        .child_by_field_name("value")
        .filter(|it| it.kind() == "call")?;
    let (plain, _) = arguments(call, code);
    match (field(call, "function", code), &plain[..]) {
        ("self.assertRaises", [exception]) => Some(format!("pytest.raises({exception})")),
        ("self.assertRaisesRegex", [exception, pattern]) => {
            Some(format!("pytest.raises({exception}, match={pattern})"))
        }
        _ => None,
    }
}

/// Writes an assertion of `unittest` as a statement.
fn assertion(call: Node<'_>, code: &str) -> Option<String> {
    let name = field(call, "function", code).strip_prefix("self.")?;
    let (plain, named) = arguments(call, code);
    let sources: Vec<String> = plain.iter().map(|it| operand(it)).collect();
    let named = |name: &str| named.iter().find(|it| it.0 == name).map(|it| it.1);
    if name == "assertRaises" {
        let [exception, function, ..] = plain[..] else {
            return None;
        };
        let body = deferred(call, function, code);
        return Some(format!("with pytest.raises({exception}): {body}"));
    }
    if name == "fail" {
        return Some("raise AssertionError".to_owned());
    }
    if let ("assertTrue" | "assert_" | "assertFalse", Some(value)) = (name, plain.first()) {
        return Some(if name == "assertFalse" {
            format!("assert not {}", operand(value))
        } else {
            format!("assert {}", on_one(value))
        });
    }
    let sign = match name {
        "assertIsNone" => return Some(format!("assert {} is None", sources.first()?)),
        "assertIsNotNone" => return Some(format!("assert {} is not None", sources.first()?)),
        "assertEqual"
        | "assertEquals"
        | "assertListEqual"
        | "assertDictEqual"
        | "assertTupleEqual"
        | "assertSetEqual"
        | "assertMultiLineEqual"
        | "assertSequenceEqual" => "==",
        "assertNotEqual" => "!=",
        "assertIs" => "is",
        "assertIsNot" => "is not",
        "assertIn" => "in",
        "assertNotIn" => "not in",
        "assertGreater" => ">",
        "assertGreaterEqual" => ">=",
        "assertLess" => "<",
        "assertLessEqual" => "<=",
        "assertIsInstance" | "assertNotIsInstance" => "",
        "assertAlmostEqual" | "assertAlmostEquals" | "assertNotAlmostEqual" => "~",
        _ => return None,
    };
    let [one, other, ..] = &sources[..] else {
        return None;
    };
    Some(match (sign, name) {
        ("", "assertNotIsInstance") => format!("assert not isinstance({}, {})", plain[0], plain[1]),
        ("", _) => format!("assert isinstance({}, {})", plain[0], plain[1]),
        ("~", _) => {
            let places = plain.get(2).copied().or_else(|| named("places"));
            let close = almost(one, other, places, named("delta"));
            if name == "assertNotAlmostEqual" {
                format!("assert not ({close})")
            } else {
                format!("assert {close}")
            }
        }
        _ => format!("assert {one} {sign} {other}"),
    })
}

/// Compares as `assertAlmostEqual` does.
fn almost(one: &str, other: &str, places: Option<&str>, delta: Option<&str>) -> String {
    let close = match delta {
        Some(delta) => format!("abs({one} - {other}) <= {delta}"),
        None => format!(
            "round(abs({one} - {other}), {}) == 0",
            places.unwrap_or("7")
        ),
    };
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number(one) || is_number(other) {
        close
    } else {
        format!("{one} == {other} or {close}")
    }
}

/// An expression, in brackets where it would fall apart beside an operator.
pub(super) fn operand(source: &str) -> String {
    let tree = parse(source);
    let kind = tree
        .as_ref()
        .and_then(expression)
        .map_or("", |node| node.kind());
    let is_loose = matches!(
        kind,
        "" | "comparison_operator"
            | "boolean_operator"
            | "not_operator"
            | "lambda"
            | "conditional_expression"
            | "named_expression"
            | "generator_expression"
            | "await"
    );
    if is_loose {
        format!("({source})")
    } else {
        on_one(source)
    }
}

/// An expression that may stand on lines of its own, or in brackets.
fn on_one(source: &str) -> String {
    let is_closed = source.ends_with([')', ']', '}', '"', '\'']);
    if source.contains('\n') && !is_closed {
        format!("({source})")
    } else {
        source.to_owned()
    }
}

/// The assignments of `setUp` and of a class, as statements without `self`, and the names that they make. None where
/// they are more than that.
pub(super) fn preparation(class_body: &[Node<'_>], code: &str) -> Option<(String, Vec<String>)> {
    let (mut lines, mut own) = (String::new(), Vec::new());
    for node in class_body {
        match (node.kind(), field(*node, "name", code)) {
            ("expression_statement", _) => {
                let Some(name) = assigned(*node, code) else {
                    continue;
                };
                own.push(name.to_owned());
                lines += text(*node, code);
                lines.push('\n');
            }
            ("function_definition", "setUp") => {
                let block = node.child_by_field_name("body")?;
                for statement in children(block) {
                    if matches!(statement.kind(), "pass_statement")
                        || text(statement, code) == "super().setUp()"
                    {
                        continue;
                    }
                    let name = assigned(statement, code)?;
                    own.extend(name.strip_prefix("self.").map(str::to_owned));
                }
                lines += &body(block, code).replace("super().setUp()", "pass");
                lines.push('\n');
            }
            ("function_definition", name) if name.starts_with("test") => {}
            ("function_definition", "tearDown") => {}
            ("function_definition" | "decorated_definition", name) if name != "tearDown" => {
                let is_test = text(*node, code).contains("def test");
                if !is_test {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some((plain(&lines, &own)?, own))
}

/// The target of a plain assignment.
fn assigned<'a>(statement: Node<'_>, code: &'a str) -> Option<&'a str> {
    let assignment = statement
        .named_child(0)
        .filter(|it| it.kind() == "assignment")?;
    let target = assignment.child_by_field_name("left")?;
    matches!(target.kind(), "identifier" | "attribute").then(|| text(target, code))
}
