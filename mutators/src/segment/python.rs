//! What tree-sitter says of the Python in a prompt: docstrings, comments, names and the signature.

use super::token::Place;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use tree_sitter::{Node, Parser, Tree};

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Parses Python, or returns nothing where the grammar cannot be loaded.
pub(crate) fn parse(text: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser
                .set_language(&tree_sitter_python::LANGUAGE.into())
                .ok()?;
            *slot = Some(parser);
        }
        slot.as_mut()?.parse(text, None)
    })
}

/// Code whose last line is a header, as prompts end where a function is to be written, with a body for it.
pub(crate) fn with_body(code: &str) -> Cow<'_, str> {
    let Some(line) = code.lines().rev().find(|line| !line.trim().is_empty()) else {
        return Cow::Borrowed(code);
    };
    if !line.trim_end().ends_with(':') {
        return Cow::Borrowed(code);
    }
    let indent = &line[..line.len() - line.trim_start().len()];
    Cow::Owned(format!("{}\n{indent}    pass\n", code.trim_end()))
}

/// Visits every named node below a root with its ancestors, the root first.
fn walk<'tree>(root: Node<'tree>, visit: &mut impl FnMut(Node<'tree>, &[Node<'tree>])) {
    let mut cursor = root.walk();
    let mut ancestors: Vec<Node<'tree>> = Vec::new();
    loop {
        let node = cursor.node();
        if node.is_named() {
            visit(node, &ancestors);
        }
        if cursor.goto_first_child() {
            ancestors.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            ancestors.pop();
        }
    }
}

/// Prose inside Python: the content of a docstring or of a comment.
#[derive(Clone, Debug)]
pub(crate) struct Carrier {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

/// A parameter of the entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// Where its name stands.
    pub(crate) range: Range<usize>,
    pub(crate) annotated: bool,
    /// `*args` and `**kwargs` are variadic.
    pub(crate) variadic: bool,
}

/// The signature of one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
    /// The whole definition.
    pub(crate) range: Range<usize>,
    /// The class that it is a method of.
    pub(crate) class: Option<String>,
    /// The classes that this class derives from are not only `object`.
    pub(crate) derived: bool,
    /// The code that it stands in parses, so that every use of its parameters is known.
    pub(crate) parses: bool,
}

/// How an identifier is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UseRole {
    /// A variable, a function, a parameter.
    Plain,
    /// What follows a dot; the range is the object before it.
    Attribute(Range<usize>),
    /// The name of a keyword argument; the range is the name of what is called.
    Keyword(Range<usize>),
}

/// One identifier of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameUse {
    pub(crate) range: Range<usize>,
    pub(crate) role: UseRole,
}

/// What a piece of Python holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct PythonFacts {
    pub(crate) carriers: Vec<Carrier>,
    /// Names that the code binds or mentions as functions, parameters and variables.
    pub(crate) names: Vec<String>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) uses: Vec<NameUse>,
    /// The contents of strings that are not docstrings.
    pub(crate) strings: Vec<Range<usize>>,
}

impl PythonFacts {
    /// Visits every range of the facts.
    pub(crate) fn ranges_mut(&mut self, mut visit: impl FnMut(&mut Range<usize>)) {
        for carrier in &mut self.carriers {
            visit(&mut carrier.range);
        }
        self.strings.iter_mut().for_each(&mut visit);
        for signature in &mut self.signatures {
            visit(&mut signature.range);
            for parameter in &mut signature.parameters {
                visit(&mut parameter.range);
            }
        }
        for used in &mut self.uses {
            visit(&mut used.range);
            if let UseRole::Attribute(other) | UseRole::Keyword(other) = &mut used.role {
                visit(other);
            }
        }
    }
}

/// Reads the facts of a parsed text.
pub(crate) fn facts(text: &str, tree: &Tree) -> PythonFacts {
    let mut facts = PythonFacts {
        uses: Vec::with_capacity(32),
        ..PythonFacts::default()
    };
    walk(tree.root_node(), &mut |node, ancestors| match node.kind() {
        "string" => match docstring(text, node, ancestors) {
            Some(carrier) => facts.carriers.push(carrier),
            None => facts.strings.push(node.byte_range()),
        },
        "comment" => facts.carriers.push(comment(text, node)),
        "function_definition" => facts.signatures.extend(signature(text, node, ancestors)),
        "identifier" => {
            if binds(node, ancestors) {
                facts.names.push(text[node.byte_range()].to_owned());
            }
            facts.uses.push(NameUse {
                range: node.byte_range(),
                role: use_role(node, ancestors),
            });
        }
        _ => {}
    });
    let parses = !tree.root_node().has_error();
    for signature in &mut facts.signatures {
        signature.parses = parses;
        facts.names.push(signature.name.clone());
        facts.names.extend(
            signature
                .parameters
                .iter()
                .map(|parameter| parameter.name.clone()),
        );
    }
    facts.names.sort();
    facts.names.dedup();
    facts
}

fn use_role<'tree>(node: Node<'tree>, ancestors: &[Node<'tree>]) -> UseRole {
    let Some(parent) = ancestors.last() else {
        return UseRole::Plain;
    };
    match parent.kind() {
        "attribute" if parent.child_by_field_name("attribute") == Some(node) => UseRole::Attribute(
            parent
                .child_by_field_name("object")
                .map_or(0..0, |object| object.byte_range()),
        ),
        "keyword_argument" if parent.child_by_field_name("name") == Some(node) => {
            let call = ancestors.len().checked_sub(3).map(|at| ancestors[at]);
            let callee = call.and_then(|call| call.child_by_field_name("function"));
            UseRole::Keyword(callee.map_or(0..0, |callee| {
                callee
                    .child_by_field_name("attribute")
                    .unwrap_or(callee)
                    .byte_range()
            }))
        }
        _ => UseRole::Plain,
    }
}

/// True when the identifier is a class name, an import or the target of an assignment.
fn binds<'tree>(node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
    let Some(parent) = ancestors.last() else {
        return false;
    };
    match parent.kind() {
        "class_definition" => parent.child_by_field_name("name") == Some(node),
        "assignment" => parent.child_by_field_name("left") == Some(node),
        "aliased_import" | "dotted_name" | "pattern_list" => true,
        _ => false,
    }
}

fn docstring(text: &str, node: Node<'_>, ancestors: &[Node<'_>]) -> Option<Carrier> {
    if ancestors.last()?.kind() != "expression_statement" {
        return None;
    }
    let raw = &text[node.byte_range()];
    let prefix = raw.find(['"', '\''])?;
    if raw[..prefix].contains(['f', 'F', 'b', 'B']) {
        return None;
    }
    let quote = raw.as_bytes()[prefix];
    let triple = raw.len() >= prefix + 6 && raw[prefix..].bytes().take(3).all(|byte| byte == quote);
    let width = if triple { 3 } else { 1 };
    let range = node.start_byte() + prefix + width..node.end_byte().checked_sub(width)?;
    (range.start < range.end).then_some(Carrier {
        range,
        place: Place::Docstring { quote, triple },
    })
}

fn comment(text: &str, node: Node<'_>) -> Carrier {
    let raw = &text[node.byte_range()];
    let marks = raw.len() - raw.trim_start_matches(['#', ' ', '\t', '!']).len();
    Carrier {
        range: node.start_byte() + marks..node.end_byte(),
        place: Place::Comment,
    }
}

/// Reads the signature of a function definition.
fn signature<'tree>(text: &str, node: Node<'tree>, ancestors: &[Node<'tree>]) -> Option<Signature> {
    let name = text[node.child_by_field_name("name")?.byte_range()].to_owned();
    let list = node.child_by_field_name("parameters")?;
    let mut cursor = list.walk();
    let parameters = list
        .named_children(&mut cursor)
        .filter_map(|node| parameter(text, node))
        .collect();
    let class = enclosing_class(ancestors);
    Some(Signature {
        name,
        parameters,
        range: node.byte_range(),
        derived: class.is_some_and(|class| is_derived(text, class)),
        parses: true,
        class: class
            .and_then(|class| class.child_by_field_name("name"))
            .map(|name| text[name.byte_range()].to_owned()),
    })
}

/// The class whose body holds a function directly.
fn enclosing_class<'tree>(ancestors: &[Node<'tree>]) -> Option<Node<'tree>> {
    let mut outer = ancestors
        .iter()
        .rev()
        .filter(|node| node.kind() != "decorated_definition");
    outer.next()?;
    let class = *outer.next()?;
    (class.kind() == "class_definition").then_some(class)
}

fn is_derived(text: &str, class: Node<'_>) -> bool {
    class
        .child_by_field_name("superclasses")
        .is_some_and(|list| {
            !matches!(
                text[list.byte_range()].trim_matches(['(', ')', ' ']),
                "" | "object"
            )
        })
}

fn parameter(text: &str, node: Node<'_>) -> Option<Parameter> {
    let annotated = node.child_by_field_name("type").is_some();
    let mut name = node.child_by_field_name("name").unwrap_or(node);
    if name.kind() == "typed_parameter" {
        name = name.named_child(0)?;
    }
    let variadic = name.kind().ends_with("splat_pattern");
    if variadic {
        name = name.named_child(0)?;
    }
    (name.kind() == "identifier").then(|| Parameter {
        name: text[name.byte_range()].to_owned(),
        range: name.byte_range(),
        annotated,
        variadic,
    })
}
