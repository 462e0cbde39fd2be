//! The names that a statement makes, changes and uses, by Python's rules of scope.

use super::scopes::{Kind, Role, Scope, role, scope_of};
use super::syntax::{Step, children, root_name, text, walk};
use std::collections::BTreeSet;
use tree_sitter::Node;

pub(super) type Set = BTreeSet<String>;

/// What a statement does with the names of its module.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Names that it makes, where nothing decides whether it does.
    pub(super) made: Set,
    /// Names that it may make or change.
    pub(super) changed: Set,
    /// Names that it hands to the entry point, which may change their values.
    pub(super) handed: Set,
    /// Names that it uses when it runs.
    pub(super) now: Set,
    /// Names that the functions in it use when they are called.
    pub(super) later: Set,
    /// Names that the functions in it change when they are called.
    pub(super) effects: Set,
    /// Functions that it calls when it runs.
    pub(super) called: Set,
}

impl Names {
    pub(super) fn uses(&self, name: &str) -> bool {
        self.now.contains(name) || self.later.contains(name)
    }
}

/// Methods that leave their object as it is.
pub(super) const HARMLESS: [&str; 22] = [
    "copy",
    "count",
    "endswith",
    "find",
    "format",
    "get",
    "index",
    "isdigit",
    "items",
    "join",
    "keys",
    "lower",
    "replace",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "tolist",
    "sum",
    "upper",
    "values",
    "mean",
];

/// Functions that leave their arguments as they are.
const PURE: [&str; 24] = [
    "abs",
    "all",
    "any",
    "bool",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "isinstance",
    "len",
    "list",
    "map",
    "max",
    "min",
    "print",
    "range",
    "repr",
    "set",
    "sorted",
    "str",
    "sum",
    "zip",
];

/// Finds what a statement does with names; `entry_point` is the function whose arguments are handed over.
pub(super) fn names(statement: Node<'_>, code: &str, entry_point: &str) -> Names {
    let mut reader = Reader {
        code,
        entry_point,
        scopes: vec![Scope::new(Kind::Module)],
        around: Vec::new(),
        names: Names::default(),
    };
    walk(statement, |step, node, field| match step {
        Step::Enter => reader.enter(node, field),
        Step::Leave => reader.leave(),
    });
    let Some(module) = reader.scopes.pop() else {
        return reader.names;
    };
    let mut names = reader.names;
    names.now = module.uses;
    names.later = module.nested;
    if makes_surely(statement) {
        names.made = module.made;
        names.changed = module.changed;
    } else {
        names.changed = &module.made | &module.changed;
    }
    names
}

/// Says whether nothing decides which names a statement makes.
fn makes_surely(statement: Node<'_>) -> bool {
    matches!(
        statement.kind(),
        "expression_statement"
            | "function_definition"
            | "class_definition"
            | "decorated_definition"
            | "import_statement"
            | "import_from_statement"
            | "type_alias_statement"
    )
}

/// A node around the one that is read.
struct Around<'t> {
    node: Node<'t>,
    role: Role,
    /// The number of scopes that it opens.
    opens: usize,
}

struct Reader<'t, 'a> {
    code: &'a str,
    entry_point: &'a str,
    scopes: Vec<Scope>,
    around: Vec<Around<'t>>,
    names: Names,
}

impl<'t> Reader<'t, '_> {
    fn enter(&mut self, node: Node<'t>, field: Option<&str>) {
        let role = self.around.last().map_or(Role::Use, |parent| {
            role(node.kind(), (parent.node.kind(), parent.role), field)
        });
        let is_outer = self.is_outer(field);
        self.scopes
            .extend(is_outer.then(|| Scope::new(Kind::Outer)));
        match node.kind() {
            "identifier" if node.is_named() => self.identifier(node, role),
            "attribute" | "subscript" if matches!(role, Role::Make | Role::Change) => {
                self.change(root_name(node, self.code));
            }
            "function_definition" | "class_definition" => {
                if let Some(name) = node.child_by_field_name("name") {
                    self.make(text(name, self.code));
                }
            }
            "import_statement" | "import_from_statement" => self.import(node),
            "call" => self.call(node),
            "decorator" => self.decorator(node),
            _ => {}
        }
        let scope = scope_of(node);
        self.scopes.extend(scope.map(Scope::new));
        self.around.push(Around {
            node,
            role,
            opens: usize::from(is_outer) + usize::from(scope.is_some()),
        });
    }

    /// Says whether a node belongs to the scope around the function that it stands in.
    fn is_outer(&self, field: Option<&str>) -> bool {
        let Some(parent) = self.around.last() else {
            return false;
        };
        let is_parameter = matches!(
            parent.node.kind(),
            "default_parameter" | "typed_default_parameter" | "typed_parameter"
        );
        is_parameter && matches!(field, Some("value" | "type"))
            || parent.node.kind() == "function_definition" && field == Some("return_type")
    }

    fn identifier(&mut self, node: Node<'_>, role: Role) {
        let name = text(node, self.code);
        match role {
            Role::Use => self.use_name(name),
            Role::Make | Role::Parameter => self.make(name),
            Role::Change => {
                self.use_name(name);
                self.change(Some(name));
                self.make_in_function(name);
            }
            Role::Global => {
                self.use_name(name);
                self.scope(|scope| scope.global.insert(name.to_owned()));
            }
            Role::Nothing => {}
        }
    }

    fn scope(&mut self, change: impl FnOnce(&mut Scope) -> bool) {
        if let Some(scope) = self.scopes.last_mut() {
            change(scope);
        }
    }

    fn use_name(&mut self, name: &str) {
        self.scope(|scope| scope.uses.insert(name.to_owned()));
    }

    fn make(&mut self, name: &str) {
        self.scope(|scope| scope.made.insert(name.to_owned()));
    }

    fn change(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.scope(|scope| scope.changed.insert(name.to_owned()));
        }
    }

    fn make_in_function(&mut self, name: &str) {
        self.scope(|scope| scope.kind == Kind::Function && scope.made.insert(name.to_owned()));
    }

    fn import(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            let bound = name
                .child_by_field_name("alias")
                .or_else(|| name.named_child(0));
            self.make(bound.map_or("", |it| text(it, self.code)));
        }
    }

    /// Reads what a decorator may change: the object whose method it is, as a registry's, or what its function changes.
    fn decorator(&mut self, node: Node<'_>) {
        let inner = node.named_child(0);
        let called = inner.and_then(|it| it.child_by_field_name("function"));
        let Some(function) = called.or(inner) else {
            return;
        };
        if function.kind() == "attribute" {
            self.change(root_name(function, self.code));
        } else if self.is_now() {
            self.names
                .called
                .insert(text(function, self.code).to_owned());
        }
    }

    /// Reads what a call may change: the object of a method, and the names among the arguments.
    fn call(&mut self, node: Node<'_>) {
        let Some(function) = node.child_by_field_name("function") else {
            return;
        };
        let name = text(function, self.code);
        if function.kind() == "attribute" {
            let method = function
                .child_by_field_name("attribute")
                .map_or("", |it| text(it, self.code));
            if !HARMLESS.contains(&method) {
                self.change(
                    function
                        .child_by_field_name("object")
                        .and_then(|it| root_name(it, self.code)),
                );
            }
        } else if self.is_now() {
            self.names.called.insert(name.to_owned());
        }
        if PURE.contains(&name) {
            return;
        }
        let arguments = node
            .child_by_field_name("arguments")
            .map(children)
            .unwrap_or_default();
        for argument in arguments.into_iter().filter(|it| it.kind() == "identifier") {
            let argument = text(argument, self.code);
            if name != self.entry_point {
                self.change(Some(argument));
            } else if self.is_now() {
                self.names.handed.insert(argument.to_owned());
            }
        }
    }

    /// Says whether what is read runs together with the statement.
    fn is_now(&self) -> bool {
        let waits = |scope: &Scope| matches!(scope.kind, Kind::Function | Kind::Lambda);
        !self.scopes.iter().any(waits)
    }

    fn leave(&mut self) {
        let opened = self.around.pop().map_or(0, |it| it.opens);
        for _ in 0..opened {
            if let Some(scope) = self.scopes.pop() {
                self.close(scope);
            }
        }
    }

    /// Gives what a scope leaves open to the scope around it.
    fn close(&mut self, scope: Scope) {
        let own = &scope.made - &scope.global;
        let Scope {
            kind,
            uses,
            nested,
            changed,
            global,
            ..
        } = scope;
        let outer = self
            .scopes
            .len()
            .saturating_sub(if kind == Kind::Outer { 2 } else { 1 });
        let Some(around) = self.scopes.get_mut(outer) else {
            return;
        };
        match kind {
            Kind::Function | Kind::Lambda => {
                around.nested.extend(&(&uses | &nested) - &own);
                let effects = &(&changed | &global) - &own;
                self.names.effects.extend(effects);
            }
            Kind::Class => {
                around.uses.extend(&uses - &own);
                around.nested.extend(nested);
                around.changed.extend(&changed - &own);
            }
            Kind::Comprehension => {
                around.uses.extend(&uses - &own);
                around.nested.extend(&nested - &own);
                around.changed.extend(&changed - &own);
            }
            Kind::Outer | Kind::Module => {
                around.uses.extend(uses);
                around.nested.extend(nested);
            }
        }
    }
}
