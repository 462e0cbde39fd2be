//! The function that a prompt asks for, as far as calls must fit it.

use super::value::{balanced, call};
use crate::extract::syntax::{all, children, field, parse, text};
use tree_sitter::Node;

/// The parameters of a function; nothing is known where the prompt does not define it.
pub(super) struct Signature {
    parameters: Option<Vec<Parameter>>,
}

struct Parameter {
    name: String,
    is_required: bool,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// By its name only.
    Keyword,
    /// `*args`.
    Rest,
    /// `**kwargs`.
    Keywords,
}

impl Signature {
    pub(super) fn read(prompt: &str, entry_point: &str) -> Self {
        Self {
            parameters: parameters(prompt, entry_point),
        }
    }

    /// The names of the parameters that a call may give by their places; nothing where they are not known.
    pub(super) fn names(&self) -> Option<Vec<&str>> {
        let parameters = self.parameters.as_ref()?.iter();
        let plain = parameters.filter(|it| it.kind == Kind::Plain);
        Some(plain.map(|it| it.name.as_str()).collect())
    }

    /// The number of parameters that a call must give.
    pub(super) fn required(&self) -> Option<usize> {
        let parameters = self.parameters.as_ref()?.iter();
        Some(parameters.filter(|it| it.is_required).count())
    }

    /// Says whether all calls of the function in a code give it what it needs, and nothing else.
    pub(super) fn fits(&self, code: &str, entry_point: &str) -> bool {
        let Some(tree) = parse(code) else {
            return false;
        };
        let nodes = all(tree.root_node()).into_iter();
        let mut calls = nodes
            .filter_map(|node| call(node, entry_point, code))
            .peekable();
        calls.peek().is_some() && calls.all(|arguments| self.takes(&arguments, code))
    }

    fn takes(&self, arguments: &[Node<'_>], code: &str) -> bool {
        let Some(parameters) = &self.parameters else {
            return true;
        };
        let has = |kind| parameters.iter().any(|it| it.kind == kind);
        let is_named = |it: &&Node<'_>| it.kind() == "keyword_argument";
        let named: Vec<&str> = (arguments.iter().filter(is_named))
            .map(|it| field(*it, "name", code))
            .collect();
        let given = arguments.len() - named.len();
        let plain: Vec<&Parameter> = parameters
            .iter()
            .filter(|it| it.kind == Kind::Plain)
            .collect();
        let is_known = |name: &&str| {
            let place = plain.iter().position(|it| it.name == **name);
            let is_keyword = |it: &Parameter| it.kind == Kind::Keyword && it.name == **name;
            place.is_some_and(|place| place >= given) || parameters.iter().any(is_keyword)
        };
        let mut needed = plain.iter().skip(given).copied();
        let mut keywords = parameters.iter().filter(|it| it.kind == Kind::Keyword);
        let is_given = |it: &Parameter| !it.is_required || named.contains(&it.name.as_str());
        (given <= plain.len() || has(Kind::Rest))
            && (has(Kind::Keywords) || named.iter().all(|it| is_known(&it)))
            && needed.all(is_given)
            && keywords.all(is_given)
    }
}

fn parameters(prompt: &str, entry_point: &str) -> Option<Vec<Parameter>> {
    let start = prompt.find(&format!("def {entry_point}("))?;
    let list = start + 4 + entry_point.len();
    let end = list + balanced(&prompt[list..])?;
    let code = format!("{}: pass", &prompt[start..end]);
    let tree = parse(&code)?;
    let is_function = |node: &Node<'_>| node.kind() == "function_definition";
    let function = all(tree.root_node()).into_iter().find(is_function)?;
    let nodes = children(function.child_by_field_name("parameters")?);
    let is_keyword_only = |kind: &str| matches!(kind, "keyword_separator" | "list_splat_pattern");
    let mut after = Kind::Plain;
    let mut parameters = Vec::new();
    for (place, node) in nodes.into_iter().enumerate() {
        let kind = inner(node);
        if is_keyword_only(kind) {
            after = Kind::Keyword;
        }
        let name = field(node, "name", &code);
        let name = if name.is_empty() {
            text(node, &code)
        } else {
            name
        };
        let name = name.split([':', '=']).next().unwrap_or(name).trim();
        let kind = match kind {
            "keyword_separator" | "positional_separator" => continue,
            "list_splat_pattern" => Kind::Rest,
            "dictionary_splat_pattern" => Kind::Keywords,
            _ if place == 0 && matches!(name, "self" | "cls") => continue,
            _ => after,
        };
        parameters.push(Parameter {
            name: name.to_owned(),
            is_required: node.child_by_field_name("value").is_none()
                && matches!(kind, Kind::Plain | Kind::Keyword),
            kind,
        });
    }
    Some(parameters)
}

/// The kind of a parameter, below its annotation.
fn inner(node: Node<'_>) -> &str {
    let typed = (node.kind() == "typed_parameter").then(|| node.named_child(0));
    typed.flatten().unwrap_or(node).kind()
}
