//! Classes that test: `unittest`'s, and those of pytest.

use super::function::Function;
use super::{pytest, unittest};
use crate::extract::lines::indented;
use crate::extract::names::Set;
use crate::extract::statement::Statement;
use crate::extract::syntax::{Edits, children, field, parse, text, undecorated};
use tree_sitter::{Node, Tree};

/// A class, taken apart.
pub(super) struct Class<'a> {
    code: &'a str,
    tree: Tree,
    name: String,
    is_case: bool,
    /// Whether it takes over what another class of the reply has.
    is_derived: bool,
}

/// One test method.
pub(super) struct Method {
    /// The method as a plain function, where it needs no object.
    pub(super) plain: Option<Function>,
    /// The method as written.
    pub(super) function: Function,
    /// The class without its other tests, and a call of this one.
    pub(super) whole: String,
}

impl<'a> Class<'a> {
    /// Takes a class apart, if it is one that tests. `cases` are the classes that `unittest` runs.
    pub(super) fn read(statement: &'a Statement, cases: &Set) -> Option<Self> {
        let code = Some(statement.code()).filter(|_| statement.kind == "class_definition")?;
        let tree = parse(code)?;
        let node = undecorated(tree.root_node().named_child(0)?);
        let name = field(node, "name", code).to_owned();
        let is_case = cases.contains(&name);
        let is_test = is_case
            || name.starts_with("Test")
            || name.ends_with("Test")
            || name.ends_with("Tests");
        let is_derived = !parents(node, code).is_empty();
        let class = Self {
            code,
            tree,
            name,
            is_case,
            is_derived,
        };
        (is_test && !class.tests().is_empty()).then_some(class)
    }

    /// Says whether its author marked all of it to be skipped.
    pub(super) fn is_skipped(&self) -> bool {
        let head = self.code.split("class ").next().unwrap_or_default();
        head.contains("skip") || head.contains("xfail")
    }

    /// Its decorators that give parameters to its methods; none where others are among them.
    fn parametrised(&self) -> Vec<String> {
        let node = self.tree.root_node().named_child(0);
        let all = node.map(children).unwrap_or_default().into_iter();
        let decorators = all.filter(|it| it.kind() == "decorator");
        let source = |it| text(it, self.code).trim_start_matches('@').trim();
        let sources: Vec<&str> = decorators.map(source).collect();
        let is_known = |it: &&str| it.starts_with("pytest.mark.parametrize");
        let all_known = sources.iter().all(is_known);
        let kept = sources.into_iter().filter(|_| all_known);
        kept.map(str::to_owned).collect()
    }

    fn body(&self) -> Vec<Node<'_>> {
        let class = self.tree.root_node().named_child(0).map(undecorated);
        let body = class.and_then(|node| node.child_by_field_name("body"));
        body.map(children).unwrap_or_default()
    }

    fn tests(&self) -> Vec<Node<'_>> {
        let is_test = |node: &Node<'_>| {
            self.method(*node)
                .is_some_and(|name| name.starts_with("test"))
        };
        self.body().into_iter().filter(is_test).collect()
    }

    /// The name of a method.
    fn method(&self, node: Node<'_>) -> Option<&str> {
        let function = undecorated(node);
        (function.kind() == "function_definition").then(|| field(function, "name", self.code))
    }

    /// Its test methods.
    pub(super) fn methods(&self) -> Vec<Method> {
        let preparation = unittest::preparation(&self.body(), self.code);
        let parametrised = self.parametrised();
        let method = |node: Node<'_>| {
            let mut function = Function::read(text(node, self.code))?;
            let body = indented(text(undecorated(node), self.code), "");
            function.body = Function::read(&reindented(node, self.code)).map_or(body, |it| it.body);
            let is_static = function.decorators.iter().any(|it| it == "staticmethod");
            if !is_static && !function.parameters.is_empty() {
                function.parameters.remove(0);
            }
            let is_decorated = self.code.starts_with('@') && parametrised.is_empty();
            let is_wrapped = is_decorated || function.wrappers().next().is_some();
            function.decorators.extend(parametrised.iter().cloned());
            let preparation = preparation
                .as_ref()
                .filter(|_| !is_wrapped && !self.is_derived);
            let plain = preparation.and_then(|it| plain(&function, it));
            let whole = self.whole(node, &function);
            Some(Method {
                plain,
                function,
                whole,
            })
        };
        self.tests().into_iter().filter_map(method).collect()
    }

    /// The class without its other tests, and a call of one.
    fn whole(&self, test: Node<'_>, function: &Function) -> String {
        let mut edits = Edits::default();
        for other in self.tests().into_iter().filter(|it| *it != test) {
            let line = self.code[..other.start_byte()]
                .rfind('\n')
                .map_or(0, |place| place + 1);
            edits.replace(line..other.end_byte(), "");
        }
        let class = edits.apply(self.code);
        let lines: Vec<&str> = class
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        format!("{}\n{}", lines.join("\n"), self.call(function))
    }

    fn call(&self, function: &Function) -> String {
        let (class, test) = (&self.name, &function.name);
        let has = |name: &str| {
            self.body()
                .into_iter()
                .any(|node| self.method(node) == Some(name))
        };
        let mut lines = Vec::new();
        if self.is_case && (has("setUpClass") || self.is_derived) {
            lines.push(format!("{class}.setUpClass()"));
        }
        if self.is_case {
            lines.push(format!("{class}(\"{test}\").debug()"));
        } else {
            lines.push(format!("case = {class}()"));
            let setups = [
                "setup_class",
                "setUpClass",
                "setup_method",
                "setUp",
                "setup",
            ];
            lines.extend(
                setups
                    .into_iter()
                    .filter(|it| has(it))
                    .map(|it| format!("case.{it}({})", self.argument(it))),
            );
            lines.push(format!("case.{test}()"));
        }
        lines.join("\n")
    }

    /// What a method that prepares takes beside its object.
    fn argument(&self, name: &str) -> &'static str {
        let node = self
            .body()
            .into_iter()
            .find(|node| self.method(*node) == Some(name));
        let function = node.and_then(|node| Function::read(&reindented(node, self.code)));
        if function.is_some_and(|it| it.parameters.len() > 1) {
            "None"
        } else {
            ""
        }
    }
}

/// The classes that `unittest` runs: those that derive from its own, in any number of steps.
pub(super) fn cases(statements: &[Statement]) -> Set {
    let mut cases = Set::new();
    for statement in statements {
        let (bases, parents) = bases(statement);
        if bases.contains("TestCase") || parents.iter().any(|it| cases.contains(it)) {
            cases.extend(statement.name.clone());
        }
    }
    cases
}

/// The bases of a class as written, and the names of those that are no classes of `unittest`.
pub(super) fn bases(statement: &Statement) -> (String, Vec<String>) {
    let code = statement.code();
    let tree = parse(code).filter(|_| statement.kind == "class_definition");
    let node = tree
        .as_ref()
        .and_then(|tree| tree.root_node().named_child(0));
    node.map(undecorated).map_or_else(Default::default, |node| {
        let bases = field(node, "superclasses", code);
        (bases.to_owned(), parents(node, code))
    })
}

/// The names of the bases of a class that are no classes of `unittest`.
fn parents(class: Node<'_>, code: &str) -> Vec<String> {
    let bases = class.child_by_field_name("superclasses").map(children);
    let name = |base: &str| base.rsplit('.').next().unwrap_or_default().to_owned();
    let foreign = ["TestCase", "IsolatedAsyncioTestCase", "object"];
    let names = bases.into_iter().flatten().map(|it| name(text(it, code)));
    names
        .filter(|it| !foreign.contains(&it.as_str()) && !it.contains('='))
        .collect()
}

/// A method with the indentation that it has in its class.
fn reindented(node: Node<'_>, code: &str) -> String {
    let line = code[..node.start_byte()]
        .rfind('\n')
        .map_or(0, |place| place + 1);
    crate::extract::lines::dedent(&code[line..node.end_byte()])
}

/// A method as a function, after what prepares it.
fn plain(function: &Function, (lines, own): &(String, Vec<String>)) -> Option<Function> {
    let body = unittest::plain(&function.body, own)?;
    let body = pytest::plain(&format!("{lines}{body}"));
    let word = if function.is_async {
        "async def"
    } else {
        "def"
    };
    let parameters = function.parameters.join(", ");
    let bare = format!(
        "{word} {}({parameters}):\n{}",
        function.name,
        indented(body.trim_end(), "    ")
    );
    Some(Function {
        bare,
        body,
        ..function.clone()
    })
}
