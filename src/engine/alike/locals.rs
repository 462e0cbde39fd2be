//! The local variables of one function, whose names nothing outside can see.

use std::collections::HashMap;
use std::ops::Range;
use tree_sitter::Node;

/// What makes the scope of a name more than the function's body, or its name visible.
const OPEN: [&str; 9] = [
    "function_definition",
    "lambda",
    "class_definition",
    "global_statement",
    "nonlocal_statement",
    "match_statement",
    "import_statement",
    "import_from_statement",
    "interpolation",
];

/// Local variables, numbered in the order in which they are asked for.
#[derive(Default)]
pub(super) struct Locals<'a> {
    numbers: HashMap<&'a str, Option<usize>>,
    next: usize,
    body: Range<usize>,
}

impl<'a> Locals<'a> {
    /// The variables that statements of a function bind; none where a name may be seen from elsewhere.
    ///
    /// A name that a statement binds is local in the whole function. Parameters are not counted, since they may be
    /// given by name, nor are names that only a comprehension binds, which may mean something else outside it.
    pub(super) fn of(function: Node<'_>, source: &'a str) -> Self {
        let mut locals = Self::default();
        let Some(body) = function.child_by_field_name("body") else {
            return locals;
        };
        let parameters = function
            .child_by_field_name("parameters")
            .map_or("", |list| &source[list.byte_range()]);
        let mut open = vec![body];
        while let Some(node) = open.pop() {
            if OPEN.contains(&node.kind()) {
                return Self::default();
            }
            if matches!(
                node.kind(),
                "assignment" | "augmented_assignment" | "for_statement"
            ) && let Some(target) = node.child_by_field_name("left")
            {
                locals.bind(target, parameters, source);
            }
            let mut cursor = node.walk();
            open.extend(node.named_children(&mut cursor));
        }
        locals.body = body.byte_range();
        locals
    }

    fn bind(&mut self, target: Node<'_>, parameters: &str, source: &'a str) {
        match target.kind() {
            "identifier" => {
                let name = &source[target.byte_range()];
                let mut words =
                    parameters.split(|mark: char| !(mark.is_alphanumeric() || mark == '_'));
                if words.all(|word| word != name) {
                    self.numbers.insert(name, None);
                }
            }
            "pattern_list" | "tuple_pattern" | "list_pattern" => {
                let mut cursor = target.walk();
                let parts: Vec<Node<'_>> = target.named_children(&mut cursor).collect();
                for part in parts {
                    self.bind(part, parameters, source);
                }
            }
            _ => {}
        }
    }

    /// The number of a local variable; nothing for other tokens, attributes and names of arguments.
    pub(super) fn number(
        &mut self,
        node: Node<'_>,
        parent: Option<&Node<'_>>,
        source: &str,
    ) -> Option<usize> {
        if node.kind() != "identifier" || !self.body.contains(&node.start_byte()) {
            return None;
        }
        let field = match parent.map(Node::kind) {
            Some("attribute") => "attribute",
            Some("keyword_argument") => "name",
            _ => "",
        };
        if !field.is_empty() && parent?.child_by_field_name(field) == Some(node) {
            return None;
        }
        let number = self.numbers.get_mut(&source[node.byte_range()])?;
        if number.is_none() {
            *number = Some(self.next);
            self.next += 1;
        }
        *number
    }
}
