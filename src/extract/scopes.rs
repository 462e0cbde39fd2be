//! The scopes of Python, and what an identifier means at its place.

use super::names::Set;
use tree_sitter::Node;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Function,
    Lambda,
    Class,
    Comprehension,
    /// A default or an annotation: it stands in a function, but belongs to the scope around it.
    Outer,
}

pub(super) struct Scope {
    pub(super) kind: Kind,
    pub(super) made: Set,
    pub(super) uses: Set,
    pub(super) nested: Set,
    pub(super) changed: Set,
    pub(super) global: Set,
}

impl Scope {
    pub(super) fn new(kind: Kind) -> Self {
        let [made, uses, nested, changed, global] = std::array::from_fn(|_| Set::new());
        Self {
            kind,
            made,
            uses,
            nested,
            changed,
            global,
        }
    }
}

/// What an identifier means at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Use,
    Make,
    Change,
    Parameter,
    Global,
    Nothing,
}

/// What an identifier means, by the node that it stands in, what is meant there, and the field.
pub(super) fn role(kind: &str, around: (&str, Role), field: Option<&str>) -> Role {
    let (parent, outer) = around;
    match (parent, field) {
        ("import_statement" | "import_from_statement" | "future_import_statement", _)
        | ("attribute", Some("attribute"))
        | ("keyword_argument" | "function_definition" | "class_definition", Some("name")) => {
            Role::Nothing
        }
        (
            "assignment" | "for_statement" | "for_in_clause" | "type_alias_statement",
            Some("left"),
        )
        | ("named_expression", Some("name"))
        | ("except_clause" | "as_pattern", Some("alias"))
        | ("case_pattern", _) => Role::Make,
        ("augmented_assignment", Some("left")) | ("delete_statement", _) => Role::Change,
        ("global_statement" | "nonlocal_statement", _) => Role::Global,
        ("default_parameter" | "typed_default_parameter", Some("name"))
        | ("parameters" | "lambda_parameters", _) => Role::Parameter,
        (
            "as_pattern_target"
            | "pattern_list"
            | "tuple_pattern"
            | "list_pattern"
            | "list_splat_pattern"
            | "dictionary_splat_pattern"
            | "tuple"
            | "list"
            | "dotted_name"
            | "aliased_import"
            | "parenthesized_expression",
            _,
        )
        | ("typed_parameter", None) => outer,
        _ if kind == "as_pattern_target" => Role::Make,
        _ => Role::Use,
    }
}

pub(super) fn scope_of(node: Node<'_>) -> Option<Kind> {
    Some(match node.kind() {
        "function_definition" => Kind::Function,
        "lambda" if node.is_named() => Kind::Lambda,
        "class_definition" => Kind::Class,
        "list_comprehension"
        | "set_comprehension"
        | "dictionary_comprehension"
        | "generator_expression" => Kind::Comprehension,
        _ => return None,
    })
}
