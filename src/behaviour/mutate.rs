//! Mutation of one plain value into another of the same type.

use super::arrays;
use mutagree_sandbox::{Call, Value};
use rand::{Rng, RngExt};

/// The most items or characters that a mutated value gets.
const LONGEST: usize = 200;

/// Values further from zero than the largest of the tests are made by this factor at most, since a candidate
/// may count up to its argument.
const STRETCH: i64 = 2;

/// Mutates values with what the tests' own arguments are made of.
pub(super) struct Mutator {
    /// The integer furthest from zero in the arguments.
    largest: i64,
    /// Integers, floats and strings of the arguments.
    ingredients: Vec<Value>,
    /// The characters of their strings.
    letters: Vec<char>,
}

impl Mutator {
    pub(super) fn new(calls: &[&Call]) -> Self {
        let mut mutator = Self {
            largest: 10,
            ingredients: Vec::new(),
            letters: Vec::new(),
        };
        for call in calls {
            let named = call.named.iter().map(|(_, value)| value);
            for value in call.positional.iter().chain(named) {
                mutator.learn(value);
            }
        }
        mutator.letters.sort_unstable();
        mutator.letters.dedup();
        mutator
    }

    fn learn(&mut self, value: &Value) {
        match value {
            Value::Int(number) => {
                self.largest = self.largest.max(number.saturating_abs());
                self.ingredients.push(value.clone());
            }
            Value::Float(_) => self.ingredients.push(value.clone()),
            Value::Text(text) => {
                self.letters.extend(String::from_utf8_lossy(text).chars());
                self.ingredients.push(value.clone());
            }
            Value::List(items)
            | Value::Tuple(items)
            | Value::Set(items)
            | Value::FrozenSet(items) => items.iter().for_each(|item| self.learn(item)),
            Value::Dict(pairs) => {
                for (key, value) in pairs {
                    self.learn(key);
                    self.learn(value);
                }
            }
            _ => {}
        }
    }

    /// Changes a value into another of its type, as a rule a different one.
    pub(super) fn mutate(&self, value: &mut Value, random: &mut impl Rng) {
        if random.random_ratio(1, 5)
            && let Some(other) = self.ingredient(value, random)
        {
            *value = other;
            return;
        }
        match value {
            Value::None | Value::Long(..) | Value::Complex(..) => {}
            Value::Library(..) => arrays::mutate(value, random),
            Value::Bool(value) => *value = !*value,
            Value::Int(number) => *number = self.number(*number, random),
            Value::Float(number) => *number = float(*number, random),
            Value::Text(text) => {
                let mut letters: Vec<char> = String::from_utf8_lossy(text).chars().collect();
                self.letters(&mut letters, random);
                *text = letters.into_iter().collect::<String>().into_bytes();
            }
            Value::Bytes(bytes) => sequence(bytes, random, |byte, random| {
                *byte = random.random();
            }),
            Value::List(rows) if is_rectangular(rows) => self.matrix(rows, random),
            Value::List(items) => sequence(items, random, |item, random| {
                self.mutate(item, random);
            }),
            Value::Tuple(items) | Value::Set(items) | Value::FrozenSet(items) => {
                if let Some(item) = any(items, random) {
                    self.mutate(item, random);
                }
            }
            Value::Dict(pairs) => self.pairs(pairs, random),
        }
        if let Value::Set(items) | Value::FrozenSet(items) = value {
            distinct(items);
        }
    }

    /// Another value of the same type that a test uses somewhere.
    fn ingredient(&self, value: &Value, random: &mut impl Rng) -> Option<Value> {
        let same = |other: &&Value| std::mem::discriminant(*other) == std::mem::discriminant(value);
        let alike: Vec<&Value> = self.ingredients.iter().filter(same).collect();
        let place = (!alike.is_empty()).then(|| random.random_range(0..alike.len()))?;
        Some(alike[place].clone())
    }

    fn number(&self, number: i64, random: &mut impl Rng) -> i64 {
        let bound = self.largest.saturating_mul(STRETCH);
        let number = match random.random_range(0..6) {
            0 | 1 => number.saturating_add(1),
            2 | 3 => number.saturating_sub(1),
            4 => number.saturating_mul(2),
            _ => random.random_range(-1..=self.largest),
        };
        number.clamp(-bound, bound)
    }

    fn letters(&self, text: &mut Vec<char>, random: &mut impl Rng) {
        sequence(text, random, |letter, random| {
            *letter = match random.random_range(0..3) {
                0 if letter.is_lowercase() => letter.to_ascii_uppercase(),
                0 => letter.to_ascii_lowercase(),
                _ if self.letters.is_empty() => 'a',
                _ => self.letters[random.random_range(0..self.letters.len())],
            };
        });
        if text.is_empty() && random.random_bool(0.5) {
            text.extend(any(&mut self.letters.clone(), random).copied());
        }
    }

    /// A matrix keeps its shape, or loses or repeats a whole row or column.
    fn matrix(&self, rows: &mut Vec<Value>, random: &mut impl Rng) {
        match random.random_range(0..4) {
            0 => reshape(rows, random.random(), random.random()),
            1 => {
                let (seed, longer) = (random.random(), random.random());
                for row in rows {
                    if let Value::List(items) = row {
                        reshape(items, seed, longer);
                    }
                }
            }
            _ => {
                if let Some(Value::List(items)) = any(rows, random)
                    && let Some(item) = any(items, random)
                {
                    self.mutate(item, random);
                }
            }
        }
    }

    fn pairs(&self, pairs: &mut Vec<(Value, Value)>, random: &mut impl Rng) {
        let Some(place) = (!pairs.is_empty()).then(|| random.random_range(0..pairs.len())) else {
            return;
        };
        match random.random_range(0..4) {
            0 => drop(pairs.remove(place)),
            1 => {
                let mut pair = pairs[place].clone();
                self.mutate(&mut pair.0, random);
                if pairs.iter().all(|(key, _)| *key != pair.0) {
                    pairs.push(pair);
                }
            }
            _ => self.mutate(&mut pairs[place].1, random),
        }
    }
}

/// Removes, repeats, swaps or changes an item.
fn sequence<T: Clone, R: Rng>(
    items: &mut Vec<T>,
    random: &mut R,
    change: impl FnOnce(&mut T, &mut R),
) {
    if items.is_empty() {
        return;
    }
    let place = random.random_range(0..items.len());
    match random.random_range(0..6) {
        0 => drop(items.remove(place)),
        1 if items.len() < LONGEST => items.insert(place, items[place].clone()),
        2 if items.len() < LONGEST => {
            let mut item = items[place].clone();
            change(&mut item, random);
            let end = random.random_range(0..=items.len());
            items.insert(end, item);
        }
        3 => {
            let other = random.random_range(0..items.len());
            items.swap(place, other);
        }
        _ => change(&mut items[place], random),
    }
}

fn any<'a, T>(items: &'a mut [T], random: &mut impl Rng) -> Option<&'a mut T> {
    let place = (!items.is_empty()).then(|| random.random_range(0..items.len()))?;
    items.get_mut(place)
}

fn float(number: f64, random: &mut impl Rng) -> f64 {
    match random.random_range(0..5) {
        0 => number + 1.0,
        1 => number - 1.0,
        2 => -number,
        3 => number * 2.0,
        _ => number / 2.0,
    }
}

/// Says whether a list has several rows of one length: a matrix, or something of a higher order.
fn is_rectangular(rows: &[Value]) -> bool {
    let width = |row: &Value| match row {
        Value::List(items) => Some(items.len()),
        _ => None,
    };
    let first = rows.first().and_then(width);
    rows.len() > 1 && first.is_some_and(|it| it > 1) && rows.iter().all(|row| width(row) == first)
}

/// Repeats or removes one item.
fn reshape(items: &mut Vec<Value>, seed: u64, longer: bool) {
    let count = u64::try_from(items.len()).unwrap_or(1).max(1);
    let Ok(place) = usize::try_from(seed % count) else {
        return;
    };
    if longer && items.len() < LONGEST {
        items.insert(place, items[place].clone());
    } else if items.len() > 1 {
        items.remove(place);
    }
}

fn distinct(items: &mut Vec<Value>) {
    let mut kept: Vec<Value> = Vec::new();
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}
