//! From a model's reply to code: programs and single tests.

use crate::problem::Problem;
use tree_sitter::{Node, Parser, Tree};

/// Gives the program that a reply holds: the code that defines the entry point, after the imports
/// and helpers of the prompt, or a continuation of the prompt. A reply that is neither holds none.
#[must_use]
pub fn program(reply: &str, problem: &Problem) -> Option<String> {
    let entry_point = &problem.entry_point;
    let blocks = code_blocks(reply);
    if let Some(code) = blocks.iter().rev().find(|code| defines(code, entry_point)) {
        return Some(format!("{}{code}", preamble(&problem.prompt, entry_point)));
    }
    let continuation = blocks.first().map_or(reply, String::as_str);
    let whole = format!("{}{continuation}", problem.prompt);
    let grows = defines(&problem.prompt, entry_point) && !continuation.trim().is_empty();
    (grows && !parse(&whole)?.root_node().has_error()).then_some(whole)
}

/// Gives the single tests that a reply holds: each assertion that calls the entry point, and each
/// `test…` function with a call of it, after the statements that come before it.
#[must_use]
pub fn tests(reply: &str, entry_point: &str) -> Vec<String> {
    let mut blocks = code_blocks(reply);
    if blocks.is_empty() {
        blocks.push(reply.to_owned());
    }
    blocks
        .iter()
        .flat_map(|code| tests_of_block(code, entry_point))
        .collect()
}

fn tests_of_block(code: &str, entry_point: &str) -> Vec<String> {
    let Some(tree) = parse(code) else {
        return Vec::new();
    };
    let (mut tests, mut setup) = (Vec::new(), String::new());
    for node in children(tree.root_node()).filter(|node| !node.has_error()) {
        let text = &code[node.byte_range()];
        let name = function_name(node, code);
        let is_about = text.contains(entry_point) || setup.contains(entry_point);
        match (node.kind(), name) {
            ("assert_statement", _) if is_about => tests.push(format!("{setup}{text}")),
            (_, Some(name)) if name.starts_with("test") && is_about => {
                tests.push(format!("{setup}{text}\n{name}()"));
            }
            _ if sets_up(node, name, entry_point) => {
                setup.push_str(text);
                setup.push('\n');
            }
            _ => {}
        }
    }
    tests
}

/// Says whether a statement makes names that the tests after it may need.
fn sets_up(node: Node<'_>, name: Option<&str>, entry_point: &str) -> bool {
    match node.kind() {
        "import_statement" | "import_from_statement" => true,
        "function_definition" => name != Some(entry_point),
        "expression_statement" => children(node).any(|child| child.kind() == "assignment"),
        _ => false,
    }
}

/// The contents of the fenced blocks of a reply; an unclosed fence reaches to the end.
fn code_blocks(reply: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in reply.lines() {
        if line.trim_start().starts_with("```") {
            open = !open;
            if open {
                blocks.push(String::new());
            }
        } else if let (true, Some(block)) = (open, blocks.last_mut()) {
            *block += line;
            *block += "\n";
        }
    }
    if blocks.is_empty() && !reply.trim().is_empty() {
        blocks.push(reply.to_owned());
    }
    blocks
}

/// The part of a prompt before the entry point: imports, constants and helpers.
fn preamble<'a>(prompt: &'a str, entry_point: &str) -> &'a str {
    let definition = format!("def {entry_point}(");
    match prompt.find(&definition) {
        Some(end) if parse(&prompt[..end]).is_some_and(|tree| !tree.root_node().has_error()) => {
            &prompt[..end]
        }
        _ => "",
    }
}

fn defines(code: &str, entry_point: &str) -> bool {
    let Some(tree) = parse(code).filter(|tree| !tree.root_node().has_error()) else {
        return false;
    };
    children(tree.root_node()).any(|node| {
        let function = match node.kind() {
            "decorated_definition" => node.child_by_field_name("definition").unwrap_or(node),
            _ => node,
        };
        function_name(function, code) == Some(entry_point)
    })
}

/// A parameter that a call must give.
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The source of its type annotation.
    pub annotation: Option<String>,
}

/// The parameters without defaults of a function in code that need not be whole.
#[must_use]
pub fn parameters(code: &str, function: &str) -> Vec<Parameter> {
    let tree = parse(code);
    let Some(list) = tree
        .as_ref()
        .and_then(|tree| find_parameters(tree.root_node(), code, function))
    else {
        return Vec::new();
    };
    let text = |node: Node<'_>| code[node.byte_range()].to_owned();
    let parameter = |node: Node<'_>| match node.kind() {
        "identifier" => Some(Parameter {
            name: text(node),
            annotation: None,
        }),
        "typed_parameter" => Some(Parameter {
            name: text(node.named_child(0).filter(|it| it.kind() == "identifier")?),
            annotation: node.child_by_field_name("type").map(text),
        }),
        _ => None,
    };
    children(list).filter_map(parameter).collect()
}

/// The parameters of the first function of a name, even where the code around it is broken.
fn find_parameters<'t>(node: Node<'t>, code: &str, function: &str) -> Option<Node<'t>> {
    if function_name(node, code) == Some(function) {
        return node.child_by_field_name("parameters");
    }
    children(node).find_map(|child| find_parameters(child, code, function))
}

fn function_name<'a>(node: Node<'_>, code: &'a str) -> Option<&'a str> {
    let is_function = node.kind() == "function_definition";
    let name = node.child_by_field_name("name").filter(|_| is_function)?;
    Some(&code[name.byte_range()])
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    (0..node.child_count()).filter_map(move |place| node.child(place))
}

fn parse(code: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_python::LANGUAGE.into())
        .ok()?;
    parser.parse(code, None)
}
