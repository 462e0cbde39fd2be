//! Kinds of values, read from type annotations and names of parameters, and values of each.

use mutagree_sandbox::Value;
use rand::{Rng, RngExt};

/// What kind of value a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Float,
    Bool,
    Text,
    None,
    List(Box<Kind>),
    Set(Box<Kind>),
    Tuple(Vec<Kind>),
    Dict(Box<Kind>, Box<Kind>),
}

/// The kinds that a parameter is tried with of which nothing is known, the most usual first.
pub(super) const USUAL: [fn() -> Kind; 5] = [
    || Kind::List(Box::new(Kind::Int)),
    || Kind::Int,
    || Kind::Text,
    || Kind::List(Box::new(Kind::Text)),
    || Kind::Float,
];

const INTS: [i64; 14] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, -1, -4];
const FLOATS: [f64; 8] = [0.0, 1.0, 0.5, 2.5, -1.5, 3.25, 10.0, 7.75];
const TEXTS: [&str; 14] = [
    "",
    "a",
    "ab",
    "abc",
    "aab",
    "aba",
    "hello",
    "Hello",
    "hello world",
    "Hello World 12",
    "1 2 3",
    "42",
    "racecar",
    "a,b,c",
];
const LONGEST: usize = 6;

impl Kind {
    /// Reads a type annotation; nothing where it says nothing of use.
    pub(super) fn of_annotation(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['"', '\'']);
        let text = text.strip_prefix("typing.").unwrap_or(text);
        if let Some((first, _)) = split_outside(text, '|') {
            return Self::of_annotation(first);
        }
        let (name, arguments) = match text.split_once('[') {
            Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(']')?),
            None => (text, ""),
        };
        let arguments = split_all(arguments);
        let item = |place: usize| {
            let argument = arguments
                .get(place)
                .and_then(|text| Self::of_annotation(text));
            Box::new(argument.unwrap_or(Self::Int))
        };
        Some(match name {
            "int" => Self::Int,
            "float" | "complex" => Self::Float,
            "bool" => Self::Bool,
            "str" => Self::Text,
            "None" => Self::None,
            "list" | "List" | "Sequence" | "Iterable" | "Collection" => Self::List(item(0)),
            "set" | "Set" | "frozenset" | "FrozenSet" => Self::Set(item(0)),
            "dict" | "Dict" | "Mapping" => match arguments.len() {
                2 => Self::Dict(item(0), item(1)),
                _ => Self::Dict(Box::new(Self::Text), Box::new(Self::Int)),
            },
            "tuple" | "Tuple" if arguments.get(1) == Some(&"...") || arguments.is_empty() => {
                Self::Tuple(vec![*item(0); 3])
            }
            "tuple" | "Tuple" => Self::Tuple((0..arguments.len()).map(|it| *item(it)).collect()),
            "Optional" | "Union" => *item(0),
            _ => return None,
        })
    }

    /// Guesses from a parameter's name, as programmers use it.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let list = |kind| Some(Self::List(Box::new(kind)));
        match name {
            "n" | "k" | "m" | "x" | "y" | "z" | "a" | "b" | "i" | "j" | "num" | "number"
            | "count" | "size" | "limit" | "start" | "end" | "year" | "index" => Some(Self::Int),
            "s" | "t" | "string" | "text" | "str" | "word" | "sentence" | "line" | "message"
            | "name" | "pattern" | "s1" | "s2" => Some(Self::Text),
            "words" | "strings" | "names" | "strs" => list(Self::Text),
            "lst" | "arr" | "array" | "nums" | "numbers" | "l" | "xs" | "ys" | "list"
            | "values" | "items" | "data" => list(Self::Int),
            "matrix" | "grid" => list(Self::List(Box::new(Self::Int))),
            _ => None,
        }
    }

    /// Draws a value.
    pub(super) fn draw(&self, random: &mut impl Rng) -> Value {
        match self {
            Self::Int => Value::Int(*pick(&INTS, random)),
            Self::Float => Value::Float(*pick(&FLOATS, random)),
            Self::Bool => Value::Bool(random.random()),
            Self::Text => Value::text(pick::<&str>(&TEXTS, random)),
            Self::None => Value::None,
            Self::List(kind) => {
                let count = random.random_range(0..=LONGEST);
                match kind.as_ref() {
                    Self::List(item) => rows(item, count, random),
                    _ => Value::List((0..count).map(|_| kind.draw(random)).collect()),
                }
            }
            Self::Set(kind) => {
                let mut items: Vec<Value> = Vec::new();
                for _ in 0..random.random_range(0..=LONGEST) {
                    let item = kind.draw(random);
                    if !items.contains(&item) {
                        items.push(item);
                    }
                }
                Value::Set(items)
            }
            Self::Tuple(kinds) => Value::Tuple(kinds.iter().map(|it| it.draw(random)).collect()),
            Self::Dict(key, value) => {
                let mut pairs: Vec<(Value, Value)> = Vec::new();
                for _ in 0..random.random_range(0..=LONGEST / 2) {
                    let new = key.draw(random);
                    if pairs.iter().all(|(old, _)| *old != new) {
                        pairs.push((new, value.draw(random)));
                    }
                }
                Value::Dict(pairs)
            }
        }
    }
}

/// A matrix: lists of one length.
fn rows(item: &Kind, count: usize, random: &mut impl Rng) -> Value {
    let width = random.random_range(1..=4);
    let mut row = || Value::List((0..width).map(|_| item.draw(random)).collect());
    Value::List((0..count).map(|_| row()).collect())
}

fn pick<'a, T>(values: &'a [T], random: &mut impl Rng) -> &'a T {
    &values[random.random_range(0..values.len())]
}

/// Splits at the first separator that is in no brackets.
fn split_outside(text: &str, separator: char) -> Option<(&str, &str)> {
    let mut depth = 0_i32;
    for (place, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if letter == separator && depth == 0 => {
                return Some((&text[..place], &text[place + letter.len_utf8()..]));
            }
            _ => {}
        }
    }
    None
}

fn split_all(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some((first, rest)) = split_outside(text, ',') {
        parts.push(first.trim());
        text = rest;
    }
    if !text.trim().is_empty() {
        parts.push(text.trim());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_read_with_what_stands_in_their_brackets() {
        let list = |kind| Kind::List(Box::new(kind));
        for (text, kind) in [
            ("int", Kind::Int),
            ("List[float]", list(Kind::Float)),
            ("list", list(Kind::Int)),
            ("typing.List[List[str]]", list(list(Kind::Text))),
            ("Optional[str]", Kind::Text),
            ("int | None", Kind::Int),
            ("Tuple[int, str]", Kind::Tuple(vec![Kind::Int, Kind::Text])),
            ("Tuple[int, ...]", Kind::Tuple(vec![Kind::Int; 3])),
            (
                "Dict[str, List[int]]",
                Kind::Dict(Box::new(Kind::Text), Box::new(list(Kind::Int))),
            ),
        ] {
            assert_eq!(Kind::of_annotation(text), Some(kind), "{text}");
        }
        assert_eq!(Kind::of_annotation("torch.Tensor"), None);
        assert_eq!(Kind::of_annotation("List[int"), None);
    }
}
