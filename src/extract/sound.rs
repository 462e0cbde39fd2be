//! What CPython compiles, as near as a tree shows it.

use super::lines::{At, lines};
use super::syntax::{Step, children, parse, text, walk};
use tree_sitter::{Node, Tree};

/// Parses code that CPython would compile.
pub(super) fn sound(code: &str) -> Option<Tree> {
    parse(code).filter(|tree| !tree.root_node().has_error() && is_sound(tree.root_node(), code))
}

fn is_sound(root: Node<'_>, code: &str) -> bool {
    let mut is_sound = true;
    let fresh = lines(code).into_iter().filter(|line| line.at == At::Fresh);
    let fresh: Vec<usize> = fresh.map(|line| line.start).collect();
    let mut around: Vec<&str> = Vec::new();
    walk(root, |step, node, _| {
        let kind = node.kind();
        let is_around = matches!(
            kind,
            "function_definition"
                | "class_definition"
                | "lambda"
                | "for_statement"
                | "while_statement"
        );
        match step {
            Step::Enter => {
                is_sound &= !node.is_named() || stands_well(node, code, &around);
                is_sound &= !is_simple(kind) || is_on_one_line(node, &fresh);
                if is_around {
                    around.push(kind);
                }
            }
            Step::Leave if is_around => drop(around.pop()),
            Step::Leave => {}
        }
    });
    is_sound
}

fn is_simple(kind: &str) -> bool {
    let is_block = ["if_", "for_", "while_", "try_", "with_", "match_"];
    kind.ends_with("_statement") && !is_block.iter().any(|it| kind.starts_with(it))
}

/// Says whether a statement goes on to another line only in brackets, in a string or after a backslash.
fn is_on_one_line(statement: Node<'_>, fresh: &[usize]) -> bool {
    let next = fresh.partition_point(|&start| start <= statement.start_byte());
    fresh
        .get(next)
        .is_none_or(|&start| start >= statement.end_byte())
}

/// Says whether a node is complete and stands where it may.
fn stands_well(node: Node<'_>, code: &str, around: &[&str]) -> bool {
    let definition = |kind: &&&str| kind.ends_with("definition") || **kind == "lambda";
    match node.kind() {
        "return_statement" | "yield" | "await" => {
            let scope = around.iter().rev().find(definition);
            scope.is_some_and(|kind| *kind != "class_definition")
        }
        "break_statement" | "continue_statement" => around
            .last()
            .is_some_and(|kind| kind.ends_with("statement")),
        "print_statement" | "exec_statement" => {
            let whole = text(node, code);
            let word = if node.kind() == "exec_statement" {
                "exec"
            } else {
                "print"
            };
            let rest = whole.strip_prefix(word).unwrap_or(whole).trim_start();
            rest.is_empty() || rest.starts_with('(') || rest.starts_with(">>")
        }
        "module" => is_aligned(node, code, Some("")),
        "block" => is_aligned(node, code, None) && !children(node).is_empty(),
        "argument_list" => positional_first(node),
        _ => true,
    }
}

/// Says whether the statements of a block are indented alike.
fn is_aligned(block: Node<'_>, code: &str, indent: Option<&str>) -> bool {
    let mut expected = indent;
    for statement in children(block) {
        let start = statement.start_byte();
        let line = code[..start].rfind('\n').map_or(0, |place| place + 1);
        let indent = &code[line..start];
        if !indent.trim().is_empty() {
            continue;
        }
        if *expected.get_or_insert(indent) != indent {
            return false;
        }
    }
    true
}

/// Says whether no positional argument follows a named one.
fn positional_first(arguments: Node<'_>) -> bool {
    let is_named =
        |node: &&Node<'_>| matches!(node.kind(), "keyword_argument" | "dictionary_splat");
    let is_open = |node: &Node<'_>| is_named(&node) || node.kind() == "list_splat";
    let arguments = children(arguments);
    arguments
        .iter()
        .skip_while(|node| !is_named(node))
        .all(is_open)
}
