//! The signature of a function, and which calls fit it.

use super::syntax::{all, children, field, parse, text};
use tree_sitter::Node;

/// What a call of a function may give, and what it must.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// The parameters that may be given by their places, and whether they have defaults.
    places: Vec<(String, bool)>,
    /// Those that can only be given by name.
    named: Vec<(String, bool)>,
    takes_more: bool,
    takes_any_name: bool,
}

impl Signature {
    /// The signature that code, which need not be whole, gives a function; of a method without its object.
    pub(super) fn of(code: &str, function: &str) -> Option<Self> {
        let tree = parse(code)?;
        let is_it = |node: &Node<'_>| {
            node.kind() == "function_definition" && field(*node, "name", code) == function
        };
        let found = all(tree.root_node()).into_iter().find(is_it)?;
        let list = found.child_by_field_name("parameters")?;
        let mut signature = Self::default();
        let mut is_named = false;
        for node in children(list) {
            is_named |= signature.read(node, code, is_named);
        }
        let first = signature.places.first().map(|it| it.0.as_str());
        if matches!(first, Some("self" | "cls")) {
            signature.places.remove(0);
        }
        Some(signature)
    }

    /// The parameters that may be given by their places.
    pub(super) fn places(&self) -> Vec<&str> {
        self.places.iter().map(|it| it.0.as_str()).collect()
    }

    /// The number of parameters that a call must give.
    pub(super) fn required(&self) -> usize {
        let all = self.places.iter().chain(&self.named);
        all.filter(|(_, has_default)| !has_default).count()
    }

    /// Reads a parameter, and says whether those after it can only be given by name.
    fn read(&mut self, node: Node<'_>, code: &str, is_named: bool) -> bool {
        let inner = match node.kind() {
            "typed_parameter" => node.named_child(0).unwrap_or(node),
            _ => node,
        };
        let (name, has_default) = match inner.kind() {
            "identifier" => (text(inner, code), false),
            "default_parameter" | "typed_default_parameter" => (field(inner, "name", code), true),
            "list_splat_pattern" => {
                self.takes_more = true;
                return true;
            }
            "dictionary_splat_pattern" => {
                self.takes_any_name = true;
                return true;
            }
            kind => return kind == "keyword_separator",
        };
        let parameters = if is_named {
            &mut self.named
        } else {
            &mut self.places
        };
        parameters.push((name.to_owned(), has_default));
        false
    }

    /// Says whether a call gives all that it must and nothing else. What a call spreads may be anything.
    pub(super) fn fits(&self, call: Node<'_>, code: &str) -> bool {
        let arguments = call.child_by_field_name("arguments").map(children);
        let arguments = arguments.unwrap_or_default();
        let is_of = |kind: &str| arguments.iter().filter(|it| it.kind() == kind).count();
        let is_spread = is_of("list_splat") + is_of("dictionary_splat") > 0;
        let keywords = arguments
            .iter()
            .filter(|it| it.kind() == "keyword_argument");
        let names: Vec<&str> = keywords.map(|it| field(*it, "name", code)).collect();
        let count = arguments.len() - names.len() - is_of("list_splat") - is_of("dictionary_splat");
        let rest = self.places.get(count..).unwrap_or_default();
        let mut open = rest.iter().chain(&self.named);
        let is_given = |it: &(String, bool)| it.1 || is_spread || names.contains(&it.0.as_str());
        let is_known = |name: &&str| {
            let mut places = rest.iter().chain(&self.named);
            self.takes_any_name || places.any(|it| it.0 == **name)
        };
        (count <= self.places.len() || self.takes_more)
            && names.iter().all(is_known)
            && open.all(is_given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::syntax::expression;

    fn fits(parameters: &str, call: &str) -> bool {
        let signature = Signature::of(&format!("def f({parameters}):\n"), "f").unwrap();
        let tree = parse(call).unwrap();
        signature.fits(expression(&tree).unwrap(), call)
    }

    #[test]
    fn a_call_gives_all_that_it_must_and_nothing_else() {
        assert!(fits("a, b", "g(1, 2)") && !fits("a, b", "g(1)") && !fits("a, b", "g(1, 2, 3)"));
        assert!(fits("a, b=1", "g(1)") && fits("a: int, b: int = 1", "g(1, b=2)"));
        assert!(!fits("a, b=1", "g(1, c=2)") && !fits("a, b=1", "g(1, 2, b=2)"));
        assert!(fits("*a", "g(1, 2)") && fits("**a", "g(b=2)") && !fits("**a", "g(1)"));
        assert!(fits("a, *, b", "g(1, b=2)") && !fits("a, *, b", "g(1, 2)"));
        assert!(fits("a, b", "g(*x)") && fits("a, b", "g(1, **x)") && fits("self, a", "g(1)"));
        assert!(fits("", "g()") && !fits("a", "g()"));
    }
}
