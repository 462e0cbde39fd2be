//! Candidates that differ only in comments, docstrings, layout and the names of local variables, which run
//! once.

mod locals;

use locals::Locals;
use std::collections::HashMap;
use tree_sitter::{Node, Parser};

/// What lets a program see its own comments, docstrings, line numbers or names.
const SELF_AWARE: [&str; 18] = [
    "__doc__",
    "__code__",
    "co_",
    "inspect",
    "traceback",
    "_getframe",
    "currentframe",
    "lineno",
    "tb_",
    "settrace",
    "setprofile",
    "help(",
    "locals",
    "globals",
    "vars(",
    "dir(",
    "eval",
    "exec",
];

/// Puts the places of sources that do the same into groups, in the order of their first places.
pub(super) fn groups<'a>(sources: impl Iterator<Item = (usize, &'a str)>) -> Vec<Vec<usize>> {
    let mut parser = parser();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (place, source) in sources {
        let form = parser
            .as_mut()
            .and_then(|parser| normal_form(parser, source));
        let group = form.map_or(groups.len(), |form| {
            *known.entry(form).or_insert(groups.len())
        });
        match groups.get_mut(group) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

fn parser() -> Option<Parser> {
    let mut parser = Parser::new();
    let python = tree_sitter_python::LANGUAGE.into();
    parser.set_language(&python).ok().map(|()| parser)
}

/// The tokens and blocks of a program; nothing for one that does not parse or looks at itself.
fn normal_form(parser: &mut Parser, source: &str) -> Option<String> {
    if SELF_AWARE.iter().any(|word| source.contains(word)) {
        return None;
    }
    let tree = parser.parse(source, None)?;
    if tree.root_node().has_error() {
        return None;
    }
    let mut form = String::with_capacity(source.len());
    let mut cursor = tree.walk();
    let mut ancestors: Vec<Node<'_>> = Vec::new();
    let mut locals = Locals::default();
    loop {
        let node = cursor.node();
        let silent = matches!(node.kind(), "comment" | "line_continuation")
            || is_docstring(node, ancestors.last());
        if !silent {
            if node.kind() == "function_definition" && ancestors.len() == 1 {
                locals = Locals::of(node, source);
            }
            if node.kind() == "block" {
                form.push_str("\u{1}{");
            }
            if node.kind() != "string" && cursor.goto_first_child() {
                ancestors.push(node);
                continue;
            }
            match locals.number(node, ancestors.last(), source) {
                Some(number) => {
                    form.push('\u{2}');
                    form.push_str(&number.to_string());
                }
                None => form.push_str(&source[node.byte_range()]),
            }
            form.push('\u{1}');
        } else if node.kind() == "string" {
            form.push_str("\u{1}\"\"");
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Some(form);
            }
            match ancestors.pop().map(|node| node.kind()) {
                Some("block") => form.push_str("\u{1}}"),
                Some(kind) if kind.ends_with("statement") => form.push_str("\u{1};"),
                _ => {}
            }
        }
    }
}

/// A string that stands alone has no effect, but that of being there, unless it computes a part of itself.
fn is_docstring(node: Node<'_>, parent: Option<&Node<'_>>) -> bool {
    let mut cursor = node.walk();
    node.kind() == "string"
        && !node
            .named_children(&mut cursor)
            .any(|part| part.kind() == "interpolation")
        && parent.is_some_and(|parent| {
            parent.kind() == "expression_statement" && parent.named_child_count() == 1
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        groups([(0, one), (1, other)].into_iter()).len() == 1
    }

    #[test]
    fn comments_docstrings_and_layout_make_no_difference() {
        let plain = "def f(x):\n    \"\"\"Doubles.\"\"\"\n    return 2 * x\n";
        assert!(alike(
            plain,
            "def f( x ):\n  'Twice.'\n  return 2*x # twice\n"
        ));
        assert!(alike(
            plain,
            "\n\ndef f(x):\n\n    \"\"\"Doubles.\"\"\"\n    return 2 * \\\n        x\n"
        ));
    }

    #[test]
    fn names_of_local_variables_make_no_difference() {
        let plain = "def f(x):\n    total = 0\n    for n in x:\n        total += g(n, key=n).n\n    return total\n";
        assert!(alike(plain, &plain.replace("total", "sum_")));
        assert!(alike(
            plain,
            &plain
                .replace(" n in", " m in")
                .replace("(n, key=n)", "(m, key=m)")
        ));
        assert!(!alike(plain, &plain.replace("key=", "name=")));
        assert!(!alike(plain, &plain.replace(").n", ").m")));
        assert!(
            !alike(plain, &plain.replace('x', "y")),
            "parameters may be keywords"
        );
        assert!(!alike(plain, &plain.replace("return total", "return n")));
    }

    #[test]
    fn names_that_may_not_be_local_are_kept() {
        let swapped = |text: &str| {
            let other = text.replace('a', "\0").replace('b', "a").replace('\0', "b");
            alike(text, &other)
        };
        assert!(swapped(
            "def f(x):\n    a = 1\n    b = 2\n    return a - b\n"
        ));
        for text in [
            "def f(x):\n    global a\n    a = 1\n    b = 2\n    return g()\n",
            "def f(x):\n    a = 1\n    b = 2\n    return (lambda: a)()\n",
            "def f(x):\n    return [a for a in x] + a\n",
            "a = 1\nb = 2\n",
            "def f(x):\n    a = 1\n    return a\na = 1\nb = 2\n",
            "def a(x):\n    a = 1\n    return a\n",
            "def f(x) -> a:\n    a = 1\n    return a\n",
        ] {
            assert!(!swapped(text), "{text}");
        }
        let text = "def f(x):\n    a = 1\n    b = 2\n    return f'{a}'\n";
        assert!(!alike(
            text,
            "def f(x):\n    b = 1\n    a = 2\n    return f'{a}'\n"
        ));
    }

    #[test]
    fn what_runs_makes_a_difference() {
        let plain = "def f(x):\n    if x:\n        x = 1\n    return x\n";
        for other in [
            "def f(x):\n    if x:\n        x = 1\n        return x\n",
            "def f(x):\n    if x:\n        x = 11\n    return x\n",
            "def f(x):\n    if x:\n        x = '1'\n    return x\n",
            "def f(x):\n    'A docstring.'\n    if x:\n        x = 1\n    return x\n",
        ] {
            assert!(!alike(plain, other), "{other}");
        }
        assert!(!alike("x = 'a b'", "x = 'a  b'"));
        assert!(!alike("x = f'{a}'", "x = f'{b}'"));
        assert!(!alike("return_ = 1", "return _ == 1"));
        let computed = "def f(x):\n    f\"{1/0}\"\n    return x\n";
        assert!(!alike(computed, "def f(x):\n    'One.'\n    return x\n"));
    }

    #[test]
    fn programs_that_look_at_themselves_or_do_not_parse_run_alone() {
        let doc = "def f():\n    'One.'\n    return f.__doc__\n";
        assert!(!alike(doc, &doc.replace("One", "Two")));
        assert!(!alike("def f(:", "def f(:"));
    }
}
