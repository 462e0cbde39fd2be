//! What a program's function takes, as its own code tells: its annotations, its defaults, and how it uses its parameters.

use super::parameters::{Parameter, parameter, required};
use super::syntax::{Step, all, children, expression, field, parse, text, walk};
use std::collections::BTreeMap;
use tree_sitter::Node;

/// Gives the parameters of a program's function without defaults, or with them where all have some. Where a parameter has no annotation, the
/// type of its default or of what is done with it stands in its place.
///
/// ```
/// let program = "def f(s, n=3):\n    return s.upper() * n\n";
/// let [parameter] = &mutagree::extract::taken(program, "f")[..] else { panic!() };
/// assert_eq!((parameter.name.as_str(), parameter.annotation.as_deref()), ("s", Some("str")));
/// ```
#[must_use]
pub fn taken(program: &str, function: &str) -> Vec<Parameter> {
    let tree = parse(program);
    let nodes = tree.iter().flat_map(|tree| all(tree.root_node()));
    let is_it = |node: &Node<'_>| {
        node.kind() == "function_definition" && field(*node, "name", program) == function
    };
    let found = nodes.filter(is_it).last();
    let list = found.and_then(|it| it.child_by_field_name("parameters"));
    let body = found.and_then(|it| it.child_by_field_name("body"));
    let (Some(list), Some(body)) = (list, body) else {
        return Vec::new();
    };
    let is_own = |it: &Parameter| !matches!(it.name.as_str(), "self" | "cls");
    let plain = required(list).into_iter().map(|it| parameter(it, program));
    let mut found: Vec<Parameter> = plain.filter(is_own).collect();
    if found.is_empty() {
        found = with_defaults(list, program);
    }
    for parameter in &mut found {
        if parameter.annotation.is_none() {
            parameter.annotation = used_as(body, &parameter.name, program, DEPTH);
        }
    }
    found
}

/// The parameters with defaults, with the types of these.
fn with_defaults(list: Node<'_>, code: &str) -> Vec<Parameter> {
    let list = children(list).into_iter();
    let list = list.filter(|it| it.kind().ends_with("default_parameter"));
    list.map(|it| {
        let annotation = it.child_by_field_name("type").map(|it| text(it, code));
        let default = field(it, "value", code);
        Parameter {
            name: field(it, "name", code).to_owned(),
            annotation: annotation.or_else(|| kind_of(default)).map(str::to_owned),
        }
    })
    .collect()
}

/// The type of a literal.
fn kind_of(literal: &str) -> Option<&'static str> {
    let tree = parse(literal)?;
    Some(match expression(&tree)?.kind() {
        "integer" => "int",
        "float" => "float",
        "string" => "str",
        "true" | "false" => "bool",
        "list" => "list",
        "dictionary" => "dict",
        "set" => "set",
        "tuple" => "tuple",
        _ => return None,
    })
}

/// How deep the items of items are looked at.
const DEPTH: usize = 2;

/// Methods of texts, of texts of one letter too, and of other types.
const OF_TEXT: [&str; 16] = [
    "split",
    "lower",
    "upper",
    "strip",
    "lstrip",
    "rstrip",
    "replace",
    "startswith",
    "endswith",
    "title",
    "capitalize",
    "swapcase",
    "find",
    "encode",
    "splitlines",
    "zfill",
];
const OF_LETTER: [&str; 6] = [
    "isalpha", "isdigit", "isupper", "islower", "isspace", "isalnum",
];
const OF_DICT: [&str; 5] = ["items", "keys", "values", "get", "setdefault"];
const OF_LIST: [&str; 6] = ["append", "sort", "extend", "insert", "reverse", "pop"];
const OF_SET: [&str; 4] = ["add", "union", "intersection", "difference"];

/// Functions of numbers, and of what has items.
const OF_NUMBERS: [&str; 9] = [
    "range",
    "bin",
    "hex",
    "chr",
    "abs",
    "round",
    "isqrt",
    "gcd",
    "factorial",
];
const OF_ITEMS: [&str; 9] = [
    "len",
    "sorted",
    "sum",
    "max",
    "min",
    "enumerate",
    "reversed",
    "any",
    "all",
];

/// The type that a name's uses show best, as an annotation.
fn used_as(body: Node<'_>, name: &str, code: &str, depth: usize) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    if is_text_by_name(name) {
        votes.insert("str".to_owned(), 3);
    }
    let mut around: Vec<Node<'_>> = Vec::new();
    walk(body, |step, node, place| {
        if step == Step::Leave {
            around.pop();
            return;
        }
        if node.kind() == "identifier" && text(node, code) == name {
            if let Some((kind, weight)) = use_of(&around, place, code) {
                *votes.entry(kind.to_owned()).or_default() += weight;
            }
            if let Some(target) = rounds(&around, place) {
                let (kind, weight) = of_items(body, target, code, depth);
                *votes.entry(kind).or_default() += weight;
            }
        }
        around.push(node);
    });
    let best = votes
        .iter()
        .max_by_key(|(kind, votes)| (**votes, kind.len()));
    best.map(|(kind, _)| kind.clone())
}

/// Says whether programmers call a text so.
fn is_text_by_name(name: &str) -> bool {
    let name = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '_');
    matches!(name, "s" | "str" | "text" | "word" | "sentence" | "txt") || name.ends_with("string")
}

/// What one use shows, and how surely.
fn use_of<'a>(around: &[Node<'_>], place: Option<&str>, code: &'a str) -> Option<(&'a str, usize)> {
    let parent = around.last()?;
    let outer = around.iter().rev().nth(1);
    match (parent.kind(), place) {
        ("attribute", Some("object")) => match field(*parent, "attribute", code) {
            it if OF_TEXT.contains(&it) || OF_LETTER.contains(&it) => Some(("str", 3)),
            it if OF_DICT.contains(&it) => Some(("dict", 3)),
            it if OF_LIST.contains(&it) => Some(("list", 3)),
            it if OF_SET.contains(&it) => Some(("set", 3)),
            _ => None,
        },
        ("argument_list", _) => {
            let function = outer.map_or("", |it| field(*it, "function", code));
            match function.rsplit('.').next().unwrap_or_default() {
                it if OF_NUMBERS.contains(&it) || function.starts_with("math.") => Some(("int", 3)),
                "ord" => Some(("str", 3)),
                "max" | "min" if children(*parent).len() > 1 => Some(("int", 1)),
                it if OF_ITEMS.contains(&it) => Some(("list", 1)),
                _ => None,
            }
        }
        ("subscript", Some("value")) => match outer.map(Node::kind) {
            Some("subscript") => Some(("list[list[int]]", 2)),
            _ => Some(("list", 1)),
        },
        ("subscript" | "slice", _) => Some(("int", 2)),
        ("binary_operator" | "comparison_operator" | "augmented_assignment", _) => {
            let operands = children(*parent);
            let has = |kind: &str| operands.iter().any(|it| it.kind() == kind);
            let sign = field(*parent, "operator", code);
            match sign {
                _ if has("string") => Some(("str", 2)),
                _ if has("list") => Some(("list", 2)),
                _ if has("float") => Some(("float", 2)),
                "%" | "//" | "**" | "-" | "&" | ">>" | "<<" => Some(("int", 2)),
                _ if has("integer") => Some(("int", 2)),
                _ => None,
            }
        }
        ("not_operator" | "if_statement", _) => Some(("bool", 1)),
        _ => None,
    }
}

/// What stands for each item, where a loop goes over a name.
fn rounds<'t>(around: &[Node<'t>], place: Option<&str>) -> Option<Node<'t>> {
    let parent = around.last()?;
    let is_loop = matches!(parent.kind(), "for_statement" | "for_in_clause");
    parent
        .child_by_field_name("left")
        .filter(|_| is_loop && place == Some("right"))
}

/// The type of what has items, by what is done with one of them.
fn of_items(body: Node<'_>, target: Node<'_>, code: &str, depth: usize) -> (String, usize) {
    if target.kind() != "identifier" {
        return ("list[tuple[int, int]]".to_owned(), 2);
    }
    let name = text(target, code);
    let is_letter = all(body).into_iter().any(|it| {
        let method = field(it, "attribute", code);
        it.kind() == "attribute" && field(it, "object", code) == name && OF_LETTER.contains(&method)
            || it.kind() == "comparison_operator" && compares_letter(it, name, code)
    });
    if is_letter {
        return ("str".to_owned(), 3);
    }
    let item = used_as(body, name, code, depth.saturating_sub(1)).filter(|_| depth > 0);
    let item = item.filter(|it| it != "bool");
    (format!("list[{}]", item.as_deref().unwrap_or("int")), 2)
}

/// Says whether a comparison is one of a name and a text of one letter, or of letters.
fn compares_letter(comparison: Node<'_>, name: &str, code: &str) -> bool {
    let operands = children(comparison);
    let is_it = operands.iter().any(|it| text(*it, code) == name);
    let between = text(comparison, code);
    let is_letter = |it: &Node<'_>| {
        let length = text(*it, code).trim_matches(['"', '\'']).chars().count();
        it.kind() == "string" && (length == 1 || between.contains(" in "))
    };
    is_it && operands.iter().any(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(program: &str) -> Vec<Option<String>> {
        let found = taken(program, "f").into_iter();
        found.map(|it| it.annotation).collect()
    }

    #[test]
    fn annotations_defaults_and_uses_tell_the_types() {
        for (program, expected) in [
            (
                "def f(a: List[int], b): return b % 2",
                &["List[int]", "int"][..],
            ),
            ("def f(a='x', b=2): return a * b", &["str", "int"]),
            ("def f(s): return s.lower().split()", &["str"]),
            ("def f(n): return [i for i in range(n)]", &["int"]),
            ("def f(d): return sorted(d.items())", &["dict"]),
            ("def f(xs): return sum(x for x in xs)", &["list[int]"]),
            (
                "def f(w): return sum(1 for c in w if c in 'aeiou')",
                &["str"],
            ),
            (
                "def f(ws): return [w for w in ws if w.startswith('a')]",
                &["list[str]"],
            ),
            (
                "def f(m):\n    for row in m:\n        for x in row:\n            print(x)",
                &["list[list[int]]"],
            ),
            (
                "def f(ps): return [a + b for a, b in ps]",
                &["list[tuple[int, int]]"],
            ),
            (
                "class S:\n    def f(self, n):\n        return n - 1",
                &["int"],
            ),
        ] {
            let expected: Vec<_> = expected.iter().map(|it| Some((*it).to_owned())).collect();
            assert_eq!(kinds(program), expected, "{program}");
        }
        assert_eq!(kinds("def f(x): return g(x)"), [None]);
        assert_eq!(kinds("f = 1"), []);
    }
}
