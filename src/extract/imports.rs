//! What a program imports: the top-level names of its modules.

use super::syntax::{all, children, field, parse, text};
use std::collections::BTreeSet;
use tree_sitter::Node;

/// Gives the top-level names of all modules that a program imports, anywhere in it, also by `__import__("name")` and
/// `import_module("name")`. Imports that are relative to a package name nothing.
///
/// ```
/// use mutagree::extract::imports;
///
/// let found = imports("import os.path, numpy as np\ndef f():\n    from scipy.stats import norm");
/// assert_eq!(Vec::from_iter(found), ["numpy", "os", "scipy"]);
/// ```
#[must_use]
pub fn imports(code: &str) -> BTreeSet<String> {
    let Some(tree) = parse(code) else {
        return BTreeSet::new();
    };
    let nodes = all(tree.root_node());
    let names = nodes.into_iter().flat_map(|node| modules(node, code));
    let tops = names.map(|name| name.split('.').next().unwrap_or_default().trim().to_owned());
    tops.filter(|it| !it.is_empty()).collect()
}

/// The modules that one statement or call imports, with all their parts.
fn modules<'a>(node: Node<'_>, code: &'a str) -> Vec<&'a str> {
    match node.kind() {
        "import_statement" => children(node)
            .into_iter()
            .map(|name| plain(name, code))
            .collect(),
        "import_from_statement" => vec![field(node, "module_name", code)],
        "future_import_statement" => vec!["__future__"],
        "call" => called(node, code).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The name before `as`.
fn plain<'a>(name: Node<'_>, code: &'a str) -> &'a str {
    match name.kind() {
        "aliased_import" => field(name, "name", code),
        _ => text(name, code),
    }
}

/// The module of a call that imports one by a literal.
fn called<'a>(call: Node<'_>, code: &'a str) -> Option<&'a str> {
    let function = field(call, "function", code);
    if !matches!(
        function,
        "__import__" | "import_module" | "importlib.import_module"
    ) {
        return None;
    }
    let argument = *children(call.child_by_field_name("arguments")?).first()?;
    let [_, content, _] = &parts(argument)[..] else {
        return None;
    };
    (content.kind() == "string_content").then(|| text(*content, code))
}

/// The children of a string: its quotes, and what stands between.
fn parts(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        "string" => children(node),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> Vec<String> {
        Vec::from_iter(imports(code))
    }

    #[test]
    fn every_form_of_import_is_found_wherever_it_stands() {
        let code = "\
from __future__ import annotations
import numpy as np, os.path
class A:
    def f(self):
        try:
            from torch.nn import (Module,
                                  functional as F)
        except ImportError:
            import jax
";
        assert_eq!(found(code), ["__future__", "jax", "numpy", "os", "torch"]);
    }

    #[test]
    fn calls_that_import_by_a_literal_are_found_and_others_are_not() {
        let code = "\
import importlib
a = importlib.import_module('pandas.core')
b = __import__(\"sklearn\")
c = __import__(name)
d = load('scipy')
";
        assert_eq!(found(code), ["importlib", "pandas", "sklearn"]);
    }

    #[test]
    fn relative_imports_and_texts_name_nothing() {
        assert_eq!(
            found("from . import a\nfrom .b import c\nd = 'import e'  # import f"),
            [""; 0]
        );
    }

    #[test]
    fn a_program_that_is_broken_still_names_what_it_imports() {
        assert!(found("import numpy\ndef f(:\n  return").contains(&"numpy".to_owned()));
    }
}
