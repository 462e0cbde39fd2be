//! Arguments as prose gives them: values, or values with names, one after the other.

use super::Search;
use super::signature::fits;
use super::value::value;

/// Values in the order of a text, with their names where it gives some.
pub(super) struct Arguments(Vec<(Option<String>, String)>);

impl Arguments {
    /// Reads as many as there are, and gives what is left of the text.
    pub(super) fn read(text: &str) -> (Self, &str) {
        let (mut arguments, mut rest) = (Vec::new(), text);
        loop {
            let from = between(rest, arguments.is_empty());
            let (name, source) = match named(from) {
                Some((name, source)) => (Some(name.to_owned()), source),
                None => (None, from),
            };
            let Some((value, length)) = value(source) else {
                return (Self(arguments), rest);
            };
            arguments.push((name, value));
            rest = &source[length..];
        }
    }

    /// Reads a text that is nothing else.
    pub(super) fn all(text: &str) -> Option<Self> {
        let (arguments, rest) = Self::read(text);
        let is_all = rest
            .trim_matches(|it: char| it.is_whitespace() || ".,;`*".contains(it))
            .is_empty();
        (is_all && !arguments.0.is_empty()).then_some(arguments)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Search<'_> {
    /// The call of the function with such arguments; nothing where they are not all that it needs.
    pub(super) fn call(&self, arguments: &Arguments) -> Option<String> {
        let signature = self.signature.as_ref()?;
        let (names, required) = (signature.places(), signature.required());
        let given = &arguments.0;
        if !(required.max(1)..=names.len()).contains(&given.len()) {
            return None;
        }
        let place = |name: &Option<String>| {
            let name = name.as_deref()?;
            names.iter().position(|it| it.eq_ignore_ascii_case(name))
        };
        let places: Vec<Option<usize>> = given.iter().map(|it| place(&it.0)).collect();
        let is_in_order = places
            .iter()
            .zip(0..)
            .all(|(known, place)| known.is_none_or(|it| it == place));
        let values: Vec<String> = if is_in_order {
            given.iter().map(|it| it.1.clone()).collect()
        } else {
            let by_name = |(known, it): (&Option<usize>, &(_, String))| {
                Some(format!("{}={}", names[(*known)?], it.1))
            };
            places
                .iter()
                .zip(given)
                .map(by_name)
                .collect::<Option<_>>()?
        };
        let call = format!("{}({})", self.entry_point, values.join(", "));
        fits(Some(signature), &call, self.entry_point).then_some(call)
    }
}

/// A text after what may stand between two arguments; before the first there is less.
fn between(text: &str, is_first: bool) -> &str {
    let marks: &[char] = if is_first {
        &[' ', '\t', '`', '\n', '\r', '*']
    } else {
        &[' ', '\t', '`', '\n', '\r', '*', ',', ';']
    };
    let rest = text.trim_start_matches(marks);
    match rest.strip_prefix("and ") {
        Some(rest) if !is_first => rest.trim_start_matches(marks),
        _ => rest,
    }
}

/// The name before a value, and the text from the value on.
fn named(text: &str) -> Option<(&str, &str)> {
    let is_part = |mark: char| mark.is_alphanumeric() || mark == '_';
    let end = text.find(|mark| !is_part(mark))?;
    let (name, rest) = text.split_at(end);
    let is_name = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
    let rest = rest.trim_start_matches([' ', '`', '\'', '"']);
    let rest = rest
        .strip_prefix(['=', ':'])
        .filter(|rest| !rest.starts_with('='))?;
    is_name.then(|| (name, rest.trim_start_matches([' ', '\t', '`', '*', '\n'])))
}
