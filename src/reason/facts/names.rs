//! The names of a module: which it binds anywhere, and which it uses.

use super::builtin;
use super::syntax::{children, is_field, text};
use std::collections::{BTreeMap, BTreeSet};
use tree_sitter::Node;

type Set = BTreeSet<String>;

/// The names of a candidate. Scopes are not told apart, so that a name counts as unbound only where nothing at all binds it.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Functions and classes.
    pub(super) defined: Set,
    /// Functions and classes that the module itself has, so that others can import them.
    pub(super) exported: Set,
    /// Names that imports bind, and the modules that they come from.
    pub(super) imported: BTreeMap<String, String>,
    /// The names in other modules that imports ask for.
    pub(super) asked_of_modules: Set,
    /// Attributes of `self` that are set.
    pub(super) set_on_self: Set,
    /// Attributes of `self` that are used, also where they are set.
    pub(super) used_on_self: Set,
    bound: Set,
    used: Set,
    imports_all: bool,
}

impl Names {
    pub(super) fn of(nodes: &[Node<'_>], code: &str) -> Self {
        let mut names = Self::default();
        for node in nodes {
            names.read(*node, code);
        }
        names
    }

    /// Names that are used and that nothing binds; none where an import may bind any.
    pub(super) fn unbound(&self) -> Vec<&str> {
        let names = self.used.iter().map(String::as_str);
        names
            .filter(|name| !self.imports_all && !self.binds(name) && !builtin::has(name))
            .collect()
    }

    /// Says whether anything binds a name.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.bound.contains(name) || self.imported.contains_key(name)
    }

    /// Says whether the code imports a module or something in it.
    pub(super) fn imports(&self, module: &str) -> bool {
        let roots = self.imported.values().map(|path| path.split('.').next());
        roots.flatten().any(|root| root == module)
    }

    fn read(&mut self, node: Node<'_>, code: &str) {
        match node.kind() {
            "function_definition" | "class_definition" => {
                if let Some(name) = node.child_by_field_name("name") {
                    self.defined.insert(text(name, code).to_owned());
                    if !is_within_definition(node) {
                        self.exported.insert(text(name, code).to_owned());
                    }
                    self.bind(name, code);
                }
            }
            "import_statement" | "import_from_statement" | "future_import_statement" => {
                self.import(node, code);
            }
            "wildcard_import" => self.imports_all = true,
            "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause" => {
                if let Some(left) = node.child_by_field_name("left") {
                    self.bind(left, code);
                }
            }
            "named_expression" | "default_parameter" | "typed_default_parameter" => {
                if let Some(name) = node.child_by_field_name("name") {
                    self.bind(name, code);
                }
            }
            "parameters" | "lambda_parameters" | "global_statement" | "nonlocal_statement"
            | "as_pattern_target" | "case_pattern" | "typed_parameter" | "type_parameter" => {
                self.bind_children(node, code);
            }
            "identifier" => self.mention(node, code),
            "attribute" => self.note_self(node, code),
            _ => {}
        }
    }

    fn bind_children(&mut self, node: Node<'_>, code: &str) {
        for child in children(node) {
            self.bind(child, code);
        }
    }

    fn bind(&mut self, target: Node<'_>, code: &str) {
        let mut left = vec![target];
        while let Some(node) = left.pop() {
            match node.kind() {
                "identifier" => {
                    self.bound.insert(text(node, code).to_owned());
                }
                "attribute" => {
                    if let Some(name) = self_attribute(node, code) {
                        self.set_on_self.insert(name.to_owned());
                    }
                }
                // Their names are used, not bound.
                "subscript" | "type" | "default_parameter" | "typed_default_parameter" => {}
                _ => left.extend(children(node)),
            }
        }
    }

    fn import(&mut self, node: Node<'_>, code: &str) {
        let module = node.child_by_field_name("module_name");
        let from = module.map(|module| text(module, code));
        for name in node.children_by_field_name("name", &mut node.walk()) {
            let path = name.child_by_field_name("name").unwrap_or(name);
            let path = text(path, code);
            let alias = name
                .child_by_field_name("alias")
                .map(|alias| text(alias, code));
            let first = path.split('.').next().unwrap_or(path);
            self.imported.insert(
                alias.unwrap_or(first).to_owned(),
                from.unwrap_or(path).to_owned(),
            );
            if from.is_some() {
                self.asked_of_modules.insert(path.to_owned());
            }
        }
    }

    fn mention(&mut self, node: Node<'_>, code: &str) {
        let Some(parent) = node.parent() else { return };
        let is_path = parent.kind() == "dotted_name";
        let is_label = parent.kind() == "keyword_argument" && is_field(node, "name");
        let is_attribute = parent.kind() == "attribute" && is_field(node, "attribute");
        if !is_path && !is_label && !is_attribute {
            self.used.insert(text(node, code).to_owned());
        }
    }

    fn note_self(&mut self, node: Node<'_>, code: &str) {
        let Some(name) = node.child_by_field_name("attribute") else {
            return;
        };
        if self_attribute(node, code).is_some() {
            self.used_on_self.insert(text(name, code).to_owned());
        }
    }
}

fn is_within_definition(node: Node<'_>) -> bool {
    let parents = std::iter::successors(node.parent(), Node::parent);
    let is_definition =
        |kind: &str| matches!(kind, "function_definition" | "class_definition" | "lambda");
    parents.map(|parent| parent.kind()).any(is_definition)
}

/// The attribute in `self.attribute`.
fn self_attribute<'c>(node: Node<'_>, code: &'c str) -> Option<&'c str> {
    let object = node.child_by_field_name("object")?;
    let attribute = node.child_by_field_name("attribute")?;
    (text(object, code) == "self").then(|| text(attribute, code))
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::reason::facts::syntax::{all, parse};

    fn names(code: &str) -> Names {
        let tree = parse(code).expect("a tree");
        Names::of(&all(tree.root_node()), code)
    }

    #[test]
    fn names_of_every_form_of_binding_are_bound() {
        let code = "\
import a.b, c as d
from e import f as g
h, (i, *j) = 1, (2, 3)
k: int = 1
for l in []: pass
with open('x') as m: pass
try: pass
except E as n: pass
def o(p, q=1, *r, s: int, t: int = 2, **u): global v
w = [x for x in []]
(y := 1)
z = lambda aa, bb=1: aa + bb
match z:
    case [cc, dd]: pass
";
        let uses = "a d g h i j k l m n o p q r s t u v w x y z aa bb cc dd";
        let code = format!("{code}{}\n", uses.replace(' ', "\n"));
        assert_eq!(names(&code).unbound(), ["E"]);
    }

    #[test]
    fn attributes_and_labels_of_arguments_are_no_names() {
        let code = "def f(x):\n    x.a[0] = print(x.b, end=x)\n    x.c: int = 1\n";
        assert!(names(code).unbound().is_empty());
    }

    #[test]
    fn an_import_of_everything_may_bind_any_name() {
        assert!(names("from math import *\nsqrt(2)\n").unbound().is_empty());
    }

    #[test]
    fn annotations_use_names() {
        assert_eq!(names("def f(x: Tensor): pass\n").unbound(), ["Tensor"]);
    }

    #[test]
    fn attributes_that_self_gets_are_told_from_those_it_is_asked_for() {
        let names = names("def f(self):\n    self.a, b = 1, 2\n    self.c(b)\n");
        assert!(names.set_on_self.contains("a") && !names.set_on_self.contains("c"));
        assert!(names.used_on_self.contains("c"));
    }

    #[test]
    fn a_method_is_nothing_that_others_can_import() {
        let names = names("class A:\n    def b(self): pass\nif c:\n    def d(): pass\n");
        assert!(names.exported.contains("A") && names.exported.contains("d"));
        assert!(names.defined.contains("b") && !names.exported.contains("b"));
    }

    #[test]
    fn imports_know_the_modules_they_come_from() {
        let names = names("import torch.nn as nn\nfrom scipy.linalg import inv\n");
        assert!(names.imports("torch") && names.imports("scipy") && !names.imports("nn"));
        assert!(names.asked_of_modules.contains("inv"));
    }
}
