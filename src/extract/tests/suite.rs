//! A suite of `unittest` as it stands in benchmarks: each of its methods is a test of its own, where they share nothing.

use super::keeping::keeps_something;
use crate::extract::syntax::{children, field, parse, text, undecorated};
use std::collections::{BTreeMap, BTreeSet};
use tree_sitter::Node;

/// Gives the tests of a module with classes of `unittest`, in the order in which `unittest` runs them: each is the module,
/// and a run of one method with all that prepares it and cleans up after it. Where a method may leave something to the next
/// (a list of the module, what `setUpClass` makes) all of them are one test. A method that skips itself has not passed.
/// Empty where the module has no such class.
///
/// ```
/// let module = "import unittest\nclass Cases(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(f(1), 2)\n";
/// let [test] = &mutagree::extract::tests_of_suite(module)[..] else { panic!() };
/// assert!(test.contains(r#"[Cases("test_it")]"#));
/// ```
#[must_use]
pub fn tests_of_suite(module: &str) -> Vec<String> {
    let Some(tree) = parse(module) else {
        return Vec::new();
    };
    let statements = children(tree.root_node()).into_iter().map(undecorated);
    let classes: BTreeMap<&str, Class<'_>> = statements
        .filter(|it| it.kind() == "class_definition")
        .map(|it| (field(it, "name", module), Class::read(it, module)))
        .collect();
    let cases = classes
        .iter()
        .filter(|(name, _)| is_case(&classes, name, DEPTH));
    let methods: Vec<String> = cases
        .flat_map(|(name, class)| {
            let mut methods = class.tests.clone();
            inherit(&classes, class, &mut methods, DEPTH);
            methods
                .into_iter()
                .map(move |method| format!("{name}({method:?})"))
        })
        .collect();
    let at_once = if keeps_something(tree.root_node(), module) {
        methods.len()
    } else {
        1
    };
    let run = |methods: &[String]| {
        let run = RUN.replace("COUNT", &methods.len().to_string());
        format!(
            "{}\n{}",
            module.trim_end(),
            run.replace("CASES", &methods.join(", "))
        )
    };
    methods.chunks(at_once.max(1)).map(run).collect()
}

/// Gives the import statements of a module, but for those in its classes and functions.
///
/// ```
/// let module = "import os\nfrom math import (pi,\n    e)\nif os.sep: import re\ndef f():\n    import json\n";
/// assert_eq!(mutagree::extract::imports_of_suite(module), "import os\nfrom math import (pi,\n    e)\n");
/// ```
#[must_use]
pub fn imports_of_suite(module: &str) -> String {
    let tree = parse(module);
    let statements = tree.iter().flat_map(|tree| children(tree.root_node()));
    let imports =
        statements.filter(|it| matches!(it.kind(), "import_statement" | "import_from_statement"));
    imports.flat_map(|it| [text(it, module), "\n"]).collect()
}

/// Runs some methods; what went wrong is said at its end, where the reason stands.
const RUN: &str = "\
import unittest as _unittest
_result = _unittest.TestResult()
_unittest.TestSuite([CASES]).run(_result)
_faults = [text for _, text in _result.errors + _result.failures + _result.skipped]
assert _result.testsRun == COUNT and not _faults and _result.wasSuccessful(), ''.join(_faults)[-500:]
";

/// The longest chain of classes that is followed, since a broken module may derive two from one another.
const DEPTH: usize = 20;

/// A class of the module.
struct Class<'m> {
    /// The names of its bases, without the modules that they are in.
    bases: Vec<&'m str>,
    tests: BTreeSet<&'m str>,
}

impl<'m> Class<'m> {
    fn read(class: Node<'_>, module: &'m str) -> Self {
        let bases = class.child_by_field_name("superclasses").map(children);
        let name = |node| text(node, module).rsplit('.').next().unwrap_or_default();
        let body = class.child_by_field_name("body").map(children);
        let methods = body.into_iter().flatten().map(undecorated);
        let methods = methods.filter(|it| it.kind() == "function_definition");
        Self {
            bases: bases.into_iter().flatten().map(name).collect(),
            tests: methods
                .map(|it| field(it, "name", module))
                .filter(|name| name.starts_with("test"))
                .collect(),
        }
    }
}

/// Says whether `unittest` runs a class: it derives from one of its own.
fn is_case(classes: &BTreeMap<&str, Class<'_>>, name: &str, depth: usize) -> bool {
    match classes.get(name).filter(|_| depth > 0) {
        Some(class) => class
            .bases
            .iter()
            .any(|base| is_case(classes, base, depth - 1)),
        None => matches!(name, "TestCase" | "IsolatedAsyncioTestCase"),
    }
}

/// Adds the tests that a class has from its bases.
fn inherit<'m>(
    classes: &BTreeMap<&str, Class<'m>>,
    class: &Class<'m>,
    methods: &mut BTreeSet<&'m str>,
    depth: usize,
) {
    let bases = class.bases.iter().filter_map(|base| classes.get(base));
    for base in bases.take_while(|_| depth > 0) {
        methods.extend(&base.tests);
        inherit(classes, base, methods, depth - 1);
    }
}
