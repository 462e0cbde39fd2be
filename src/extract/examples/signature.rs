//! The function that a prompt asks for, as far as calls must fit it.

use super::value::balanced;
use crate::extract::signature::Signature;
use crate::extract::syntax::{all, field, parse};
use tree_sitter::Node;

/// The signature of the function; nothing where the prompt does not define it. Prose around a definition may keep it from being
/// read as code, so its head is read alone then.
pub(super) fn signature(prompt: &str, entry_point: &str) -> Option<Signature> {
    let alone = || {
        let start = prompt.find(&format!("def {entry_point}("))?;
        let list = start + "def ".len() + entry_point.len();
        let end = list + balanced(&prompt[list..])?;
        let head = format!("{}: pass", &prompt[start..end]);
        Signature::of(&head, entry_point)
    };
    Signature::of(prompt, entry_point).or_else(alone)
}

/// Says whether code calls the function, and each call gives it what it needs and nothing else.
pub(super) fn fits(signature: Option<&Signature>, code: &str, entry_point: &str) -> bool {
    let Some(tree) = parse(code) else {
        return false;
    };
    let nodes = all(tree.root_node()).into_iter();
    let is_call =
        |node: &Node<'_>| node.kind() == "call" && field(*node, "function", code) == entry_point;
    let mut calls = nodes.filter(is_call).peekable();
    calls.peek().is_some() && calls.all(|call| signature.is_none_or(|it| it.fits(call, code)))
}
