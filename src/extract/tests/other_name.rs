//! Suites that call another name in the place of the entry point: the only name in them that nothing defines.

use super::Tests;
use super::calls::{Calls, stands_for_entry_point};
use super::collect::Collector;
use super::function::Function;
use super::renaming::{called, only_uses, renamed, says};
use crate::extract::forgotten::{is_well_known, may_bind};
use crate::extract::names::Set;
use crate::extract::signature::Signature;
use crate::extract::statement::Statement;
use crate::extract::syntax::{all, field, parse};
use crate::extract::unused::Unused;
use crate::extract::{Asked, Reason};

/// The tests of blocks in which none calls the entry point, where they call one other name in its place; else `found`, and
/// why it stays so.
pub(super) fn mended(mut found: Tests, blocks: &[String], asked: &Asked<'_>) -> Tests {
    let name = asked.entry_point.trim();
    match other(blocks, asked) {
        Other::One(other) => {
            let blocks: Vec<String> = blocks.iter().map(|it| renamed(it, &other, name)).collect();
            let mut mended = Collector::new(name).collect(&blocks);
            for test in &mut mended.tests {
                test.written = Some(renamed(&test.source, name, &other));
            }
            mended.called = Some(other);
            if mended.tests.is_empty() {
                found
            } else {
                mended
            }
        }
        Other::None => found,
        Other::Unfitting(other) => {
            let reason = Reason::OtherArguments;
            found.unused.push(Unused::new(reason, &other));
            found
        }
        Other::Several(others) => {
            let reason = Reason::OtherNames;
            found.unused.push(Unused::new(reason, &others.join(", ")));
            found
        }
    }
}

/// Whole sources of tests with the entry point in the place of the other name that they call, and that name. Nothing where
/// one of them says the entry point, or that name is not sure.
pub(super) fn mended_sources(
    sources: &[String],
    asked: &Asked<'_>,
) -> Option<(Vec<String>, String)> {
    let name = asked.entry_point.trim();
    let says = |source: &String| says(source, name);
    match other(sources, asked) {
        Other::One(other) if !sources.iter().any(says) => {
            let sources = sources.iter().map(|it| renamed(it, &other, name));
            Some((sources.collect(), other))
        }
        _ => None,
    }
}

/// What a suite calls that nothing defines.
#[derive(Debug, PartialEq, Eq)]
enum Other {
    None,
    One(String),
    /// One name, but with arguments that the entry point does not take.
    Unfitting(String),
    Several(Vec<String>),
}

fn other(blocks: &[String], asked: &Asked<'_>) -> Other {
    let name = asked.entry_point.trim();
    let statements = Collector::new(name).statements_of(blocks);
    let is_wild = |it: &Statement| it.is_import() && it.code().trim_end().ends_with('*');
    let uses = |it: &Statement| it.names.uses(name);
    if name.is_empty()
        || statements
            .iter()
            .any(|it| is_wild(it) || uses(it) || is_given(it, name))
    {
        return Other::None;
    }
    let signature = Signature::of(asked.prompt, name);
    let (mut calls, mut wrong) = (Set::new(), Set::new());
    for statement in &statements {
        let (called, misfit) = called(statement.code(), signature.as_ref());
        calls.extend(called);
        wrong.extend(misfit);
    }
    let defined = defined(asked.prompt);
    let is_unknown = |it: &String| {
        let used = |statement: &Statement| statement.names.uses(it);
        !is_builtin(it)
            && !is_well_known(it)
            && !defined.contains(it)
            && statements.iter().any(used)
            && !statements.iter().any(|statement| may_bind(statement, it))
    };
    let unknown: Vec<String> = calls.into_iter().filter(is_unknown).collect();
    match &unknown[..] {
        [] => Other::None,
        [only] if wrong.contains(only) => Other::Unfitting(only.clone()),
        [only] => {
            let is_free = |it: &Statement| only_uses(it.code(), only);
            let is_sure = may_stand_in(only, name) && statements.iter().all(is_free);
            if is_sure {
                Other::One(only.clone())
            } else {
                Other::None
            }
        }
        _ => Other::Several(unknown),
    }
}

/// Says whether a statement is a function that gets the entry point as its parameter.
fn is_given(statement: &Statement, entry_point: &str) -> bool {
    let calls = Calls::read(&[], entry_point);
    let function = Function::read(statement.code());
    function.is_some_and(|it| match &it.parameters[..] {
        [only] => stands_for_entry_point(only, &it.name, &calls),
        _ => false,
    })
}

/// Says whether a name may be that of a function that is tested: it has letters, is no class where the entry point is none, and no
/// name of a check.
fn may_stand_in(name: &str, entry_point: &str) -> bool {
    let is_class = |name: &str| name.trim_start_matches('_').starts_with(char::is_uppercase);
    let checks = [
        "assert", "test", "check", "verify", "expect", "raises", "approx",
    ];
    name.contains(char::is_alphabetic)
        && (is_class(entry_point) || !is_class(name))
        && !checks.iter().any(|it| name.to_lowercase().starts_with(it))
}

/// The functions and classes that a prompt defines: a test may call them beside the entry point.
fn defined(prompt: &str) -> Set {
    let tree = parse(prompt);
    let nodes = tree.iter().flat_map(|tree| all(tree.root_node()));
    let definitions = nodes.filter(|it| it.kind().ends_with("_definition"));
    definitions
        .map(|it| field(it, "name", prompt).to_owned())
        .collect()
}

fn is_builtin(name: &str) -> bool {
    BUILTINS.contains(&name) || name.ends_with("Error") || name.ends_with("Exception")
}

/// The functions and classes that Python has by itself, but for exceptions with usual names, and what extraction adds.
const BUILTINS: [&str; 75] = [
    "__import__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "is_close",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "unichr",
    "vars",
    "zip",
];
