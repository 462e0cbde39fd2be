//! Functions that test: their cases, and what their parameters stand for.

use super::bind::{Binding, items};
use super::pytest::arguments;
use super::unroll::{ROUNDS, body, values};
use crate::extract::Reason;
use crate::extract::lines::indented;
use crate::extract::parameters::required;
use crate::extract::reach::Sequence;
use crate::extract::syntax::{children, expression, field, parse, text, undecorated};
use tree_sitter::Node;

/// A function, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    /// The sources of its decorators without the sign.
    pub(super) decorators: Vec<String>,
    /// The parameters that a call must give.
    pub(super) parameters: Vec<String>,
    /// The parameters that have a value already.
    pub(super) defaults: Vec<Binding>,
    /// Its source without decorators.
    pub(super) bare: String,
    /// Its statements, at the left margin.
    pub(super) body: String,
    pub(super) is_async: bool,
}

impl Function {
    /// Takes a definition apart.
    pub(super) fn read(code: &str) -> Option<Self> {
        let tree = parse(code)?;
        let node = tree.root_node().named_child(0)?;
        let definition = undecorated(node);
        let block = definition
            .child_by_field_name("body")
            .filter(|_| definition.kind() == "function_definition")?;
        let name = |node| match children(node).first() {
            Some(inner) if node.kind() == "typed_parameter" => text(*inner, code).to_owned(),
            _ => text(node, code).to_owned(),
        };
        let parameters = definition.child_by_field_name("parameters")?;
        let decorators = children(node)
            .into_iter()
            .filter(|it| it.kind() == "decorator");
        Some(Self {
            name: field(definition, "name", code).to_owned(),
            decorators: decorators
                .map(|it| text(it, code).trim_start_matches('@').trim().to_owned())
                .collect(),
            parameters: required(parameters).into_iter().map(name).collect(),
            defaults: defaults(parameters, code),
            bare: text(definition, code).to_owned(),
            body: body(block, code),
            is_async: text(definition, code).starts_with("async"),
        })
    }

    /// Says whether it is a fixture of pytest.
    pub(super) fn is_fixture(&self) -> bool {
        let is_it = |it: &String| {
            it.starts_with("pytest.fixture") || it == "fixture" || it.starts_with("fixture(")
        };
        self.decorators.iter().any(is_it)
    }

    /// The decorators that change what it does.
    pub(super) fn wrappers(&self) -> impl Iterator<Item = &String> {
        let known = ["pytest.", "parameterized", "staticmethod", "parametrize"];
        let is_known = move |it: &&String| known.iter().any(|known| it.starts_with(known));
        self.decorators.iter().filter(move |it| !is_known(it))
    }

    /// Says whether its decorators give it its arguments.
    pub(super) fn is_patched(&self) -> bool {
        self.wrappers().any(|it| it.contains("patch"))
    }

    /// The parameters of a fixture that gives them as they are.
    pub(super) fn choices(&self, setup: &Sequence) -> Option<Vec<String>> {
        let decorator = self.decorators.iter().find(|it| it.contains("params"))?;
        let tree = parse(decorator)?;
        let (_, keywords) = arguments(expression(&tree)?, decorator);
        let given = keywords.iter().find(|it| it.0 == "params")?.1;
        let is_plain = matches!(
            self.body.trim(),
            "return request.param" | "yield request.param"
        );
        values(given, setup).filter(|_| is_plain)
    }

    /// The source of a fixture that returns what it yielded, without what comes after. None where it yields in a block.
    pub(super) fn returning(&self) -> Option<String> {
        let body = &self.body;
        if !body.contains("yield") {
            return Some(self.bare.clone());
        }
        let tree = parse(body)?;
        let nodes = children(tree.root_node()).into_iter();
        let mut values = nodes.filter_map(|it| it.named_child(0).filter(|it| it.kind() == "yield"));
        let value = values.next()?;
        let before = &body[..value.start_byte()];
        let value = text(value, body).strip_prefix("yield")?;
        let is_only = !before.contains("yield") && values.next().is_none();
        let lines = indented(&format!("{before}return{value}"), "    ");
        is_only.then(|| format!("def {}():\n{lines}", self.name))
    }

    /// Says whether its author marked it to be skipped or to fail.
    pub(super) fn is_skipped(&self) -> bool {
        self.decorators.iter().any(|it| marks_skip(it))
    }

    /// What each case of its decorators binds: one case that binds nothing where there are none.
    pub(super) fn cases(&self, setup: &Sequence) -> Result<Rows, Reason> {
        let mut cases = vec![Ok(Vec::new())];
        for decorator in &self.decorators {
            let Some(rows) = parametrised(decorator, &self.parameters, setup)? else {
                continue;
            };
            if cases.len() * rows.len() > ROUNDS {
                return Err(Reason::TooMany);
            }
            let with = |case: &Row, row: &Row| match (case, row) {
                (Ok(case), Ok(row)) => Ok([&row[..], &case[..]].concat()),
                (Err(reason), _) | (_, Err(reason)) => Err(*reason),
            };
            cases = rows
                .iter()
                .flat_map(|row| cases.iter().map(move |case| with(case, row)))
                .collect();
        }
        Ok(cases)
    }
}

/// The parameters with defaults in a list, and their defaults.
fn defaults(list: Node<'_>, code: &str) -> Vec<Binding> {
    let is_default = |it: &Node<'_>| it.kind().ends_with("default_parameter");
    let pair = |it: Node<'_>| {
        let (name, value) = (field(it, "name", code), field(it, "value", code));
        (name.to_owned(), value.to_owned())
    };
    let list = children(list).into_iter();
    list.filter(is_default).map(pair).collect()
}

fn marks_skip(decorator: &str) -> bool {
    [
        "pytest.mark.skip",
        "pytest.mark.xfail",
        "unittest.skip",
        "unittest.expectedFailure",
        "skip(",
    ]
    .iter()
    .any(|it| decorator.starts_with(it))
}

/// What one case binds.
pub(super) type Row = Result<Vec<Binding>, Reason>;

pub(super) type Rows = Vec<Row>;

/// The rows of a `parametrize` decorator, or of one of `parameterized`, which names no parameters.
fn parametrised(
    decorator: &str,
    parameters: &[String],
    setup: &Sequence,
) -> Result<Option<Rows>, Reason> {
    let tree = parse(decorator);
    let Some(call) = tree
        .as_ref()
        .and_then(expression)
        .filter(|it| it.kind() == "call")
    else {
        return Ok(None);
    };
    let function = field(call, "function", decorator);
    if !function.ends_with("parametrize") && !function.starts_with("parameterized") {
        return Ok(None);
    }
    let (plain, keywords) = arguments(call, decorator);
    if function.starts_with("parameterized") {
        let source = plain.first().ok_or(Reason::NeedsArgument)?;
        let rows = values(source, setup).ok_or(Reason::NeedsArgument)?;
        let row = |row: &String| bound_row(parameters, &as_tuple(row));
        return Ok(Some(rows.iter().map(row).collect()));
    }
    if keywords.iter().any(|it| it.0 == "indirect") {
        return Err(Reason::NeedsArgument);
    }
    let keyword = |wanted: &str| keywords.iter().find(|it| it.0 == wanted).map(|it| it.1);
    let names = plain
        .first()
        .copied()
        .or_else(|| keyword("argnames"))
        .ok_or(Reason::NeedsArgument)?;
    let source = plain
        .get(1)
        .copied()
        .or_else(|| keyword("argvalues"))
        .ok_or(Reason::NeedsArgument)?;
    let rows = values(source, setup).ok_or(Reason::NeedsArgument)?;
    let names = argument_names(names);
    Ok(Some(
        rows.iter().map(|row| bound_row(&names, row)).collect(),
    ))
}

/// The names in `"a, b"`, `("a", "b")` or `["a", "b"]`.
fn argument_names(source: &str) -> Vec<String> {
    let is_letter = |it: char| it.is_alphanumeric() || it == '_';
    source
        .split(|it| !is_letter(it))
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A row of `parameterized` as a parameter of pytest: one that stands alone is taken out of its tuple.
fn as_tuple(row: &str) -> String {
    match items(row).as_deref() {
        Some([only]) => only.clone(),
        _ => row.to_owned(),
    }
}

fn bound_row(names: &[String], row: &str) -> Result<Vec<Binding>, Reason> {
    let tree = parse(row);
    let call = tree
        .as_ref()
        .and_then(expression)
        .filter(|it| field(*it, "function", row).ends_with("param"));
    let row = match call {
        Some(call) => {
            let (plain, keywords) = arguments(call, row);
            if keywords
                .iter()
                .any(|it| it.0 == "marks" && (it.1.contains("xfail") || it.1.contains("skip")))
            {
                return Err(Reason::Skipped);
            }
            if names.len() == 1 {
                plain.concat()
            } else {
                format!("({},)", plain.join(", "))
            }
        }
        None => row.to_owned(),
    };
    let whole = match names {
        [name] => Some(vec![(name.clone(), row)]),
        _ => items(&row)
            .filter(|it| it.len() == names.len())
            .map(|it| names.iter().cloned().zip(it).collect()),
    };
    whole.ok_or(Reason::NeedsArgument)
}
