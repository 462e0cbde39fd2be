//! Imports that a program or a test forgot: names that it uses and nothing binds, which everybody knows where to find. Without the
//! import each would be a `NameError`, so adding it cannot break what works.

use super::names::Set;
use super::statement::{Part, Statement, parts_of};

/// Modules, each by the name under which it is used.
const MODULES: [&str; 29] = [
    "ast",
    "bisect",
    "cmath",
    "collections",
    "copy",
    "decimal",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "np",
    "operator",
    "os",
    "pd",
    "plt",
    "random",
    "re",
    "statistics",
    "string",
    "sys",
    "tf",
    "time",
    "torch",
    "typing",
];

/// The modules that have another name than the one under which they are used.
const ALIASES: [(&str, &str); 4] = [
    ("np", "numpy"),
    ("pd", "pandas"),
    ("plt", "matplotlib.pyplot"),
    ("tf", "tensorflow"),
];

/// Names that are used without their module.
const MEMBERS: [(&str, &[&str]); 9] = [
    ("bisect", &["bisect_left", "bisect_right", "insort"]),
    (
        "collections",
        &[
            "Counter",
            "OrderedDict",
            "defaultdict",
            "deque",
            "namedtuple",
        ],
    ),
    ("dataclasses", &["dataclass", "field"]),
    ("decimal", &["Decimal"]),
    ("fractions", &["Fraction"]),
    (
        "functools",
        &["cmp_to_key", "lru_cache", "partial", "reduce"],
    ),
    ("heapq", &["heapify", "heappop", "heappush"]),
    (
        "itertools",
        &[
            "accumulate",
            "chain",
            "combinations",
            "groupby",
            "permutations",
            "product",
            "zip_longest",
        ],
    ),
    (
        "typing",
        &[
            "Any", "Callable", "Dict", "Iterable", "Iterator", "List", "Optional", "Sequence",
            "Set", "Tuple", "Union",
        ],
    ),
];

/// The imports that statements need and do not have, in the order of the modules' names.
pub(super) fn forgotten(statements: &[&Statement], entry_point: &str) -> Vec<Statement> {
    let is_wild = |it: &&&Statement| it.is_import() && it.code().trim_end().ends_with('*');
    if statements.iter().any(|it| is_wild(&it)) {
        return Vec::new();
    }
    let mut unbound = Set::new();
    for statement in statements {
        let names = &statement.names;
        unbound.extend(names.now.iter().chain(&names.later).cloned());
    }
    for statement in statements {
        unbound.retain(|name| !may_bind(statement, name));
    }
    unbound.remove(entry_point);
    lines(&unbound)
        .iter()
        .flat_map(|line| {
            parts_of(line, entry_point)
                .into_iter()
                .filter_map(sound)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Says whether everybody knows where to find a name.
pub(super) fn is_well_known(name: &str) -> bool {
    MODULES.contains(&name) || MEMBERS.iter().any(|(_, members)| members.contains(&name))
}

/// Says whether a statement binds a name, or may. A call of a method changes its object, but binds nothing.
pub(super) fn may_bind(statement: &Statement, name: &str) -> bool {
    let names = &statement.names;
    let is_call = matches!(
        &*statement.kind,
        "expression_statement" | "assert_statement"
    );
    let is_global = || statement.code().contains("global ");
    names.made.contains(name)
        || names.changed.contains(name) && !is_call
        || names.effects.contains(name) && is_global()
}

fn sound(part: Part<'_>) -> Option<Statement> {
    match part {
        Part::Sound(statement) => Some(statement),
        Part::Broken(_) => None,
    }
}

fn lines(unbound: &Set) -> Vec<String> {
    let modules = MODULES.iter().filter(|name| unbound.contains(**name));
    let module = |name: &&str| match ALIASES.iter().find(|(alias, _)| alias == name) {
        Some((alias, module)) => format!("import {module} as {alias}"),
        None => format!("import {name}"),
    };
    let members = MEMBERS.iter().filter_map(|(module, members)| {
        let used: Vec<&str> = members
            .iter()
            .copied()
            .filter(|it| unbound.contains(*it))
            .collect();
        (!used.is_empty()).then(|| format!("from {module} import {}", used.join(", ")))
    });
    modules.map(module).chain(members).collect()
}
