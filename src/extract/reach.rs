//! What a name needs: the statements that make it, and all that those need, as of a place in the code.

use super::names::{Names, Set};
use super::statement::Statement;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// Settings of the interpreter that stand without a name which anything uses.
const ALWAYS: [&str; 5] = [
    ".setrecursionlimit(",
    ".set_int_max_str_digits(",
    ".stack_size(",
    ".setrlimit(",
    "setrecursionlimit(",
];

/// Calls that change the module that they belong to.
const SETTINGS: [&str; 8] = [
    ".seed(",
    ".manual_seed(",
    "filterwarnings(",
    "simplefilter(",
    ".seterr(",
    ".setlocale(",
    "getcontext().",
    ".set_printoptions(",
];

/// Statements in the order in which they run.
#[derive(Default)]
pub(super) struct Sequence {
    pub(super) statements: Vec<Statement>,
    /// The places at which a name is made or changed.
    index: HashMap<String, Vec<usize>>,
    /// The names that each function changes.
    effects: HashMap<String, Set>,
    imported: Set,
    /// The names that come from `decimal`.
    numbers: Set,
    /// The names of contexts of `decimal`.
    contexts: Set,
}

impl Sequence {
    pub(super) fn len(&self) -> usize {
        self.statements.len()
    }

    /// Adds a statement; calls of functions are taken to change what those functions change.
    pub(super) fn push(&mut self, mut statement: Statement) {
        let names = &mut statement.names;
        for function in &names.called {
            names
                .changed
                .extend(self.effects.get(function).into_iter().flatten().cloned());
        }
        let sets = SETTINGS.iter().any(|call| statement.text().contains(call));
        if !sets {
            let names = &mut statement.names;
            names.changed.retain(|name| !self.imported.contains(name));
        }
        if statement.is_import() {
            self.imported.extend(statement.names.made.iter().cloned());
        }
        self.share_context(&mut statement);
        if let Some(name) = &statement.name {
            self.effects
                .insert(name.clone(), statement.names.effects.clone());
        }
        let place = self.len();
        for name in every(&statement.names) {
            self.index.entry(name).or_default().push(place);
        }
        self.statements.push(statement);
    }

    /// Takes a setting of a context of `decimal` for a change of all that comes from there.
    fn share_context(&mut self, statement: &mut Statement) {
        let code = statement.code();
        let is_of_decimal = code.contains("decimal");
        let sets = code.contains("getcontext(") || code.contains("setcontext(");
        let is_import = statement.is_import();
        let is_definition = statement.is_definition();
        let names = &mut statement.names;
        if is_import && is_of_decimal {
            self.numbers.extend(names.made.iter().cloned());
        } else if is_definition && sets {
            names.effects.extend(self.numbers.iter().cloned());
        } else if !is_import && (sets || !names.changed.is_disjoint(&self.contexts)) {
            names.changed.extend(self.numbers.iter().cloned());
            self.contexts.extend(names.made.iter().cloned());
        }
    }

    /// Forgets the statements from a place on.
    pub(super) fn truncate(&mut self, length: usize) {
        while self.len() > length {
            let Some(statement) = self.statements.pop() else {
                return;
            };
            for name in every(&statement.names) {
                if let Some(places) = self.index.get_mut(&name) {
                    places.pop();
                }
            }
        }
    }

    /// The last statement that makes a name.
    pub(super) fn maker(&self, name: &str) -> Option<&Statement> {
        let places = self.index.get(name)?;
        places
            .iter()
            .rev()
            .map(|&place| &self.statements[place])
            .find(|it| it.makes(name))
    }

    /// The statements that make or change a name.
    pub(super) fn count(&self, name: &str) -> usize {
        self.index.get(name).map_or(0, Vec::len)
    }

    /// The places of statements that stand for themselves: settings, and imports of all names.
    pub(super) fn settings(&self) -> Vec<usize> {
        let is_setting = |place: &usize| is_always_kept(&self.statements[*place]);
        (0..self.len()).filter(is_setting).collect()
    }

    /// The places of the statements that names need at the end, and of those that are given with what they need.
    /// `handed` says whether a call of the entry point counts as a change of its arguments.
    pub(super) fn reach(&self, names: &Set, given: &[usize], handed: bool) -> BTreeSet<usize> {
        let end = self.len();
        let mut todo: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), end)).collect();
        let mut walked: HashMap<&str, Walked> = HashMap::new();
        let mut kept: BTreeSet<usize> = given.iter().copied().collect();
        for &place in given {
            let names = &self.statements[place].names;
            todo.extend(names.now.iter().map(|name| (name.as_str(), place)));
        }
        while let Some((name, before)) = todo.pop() {
            let Some(places) = self.index.get(name) else {
                continue;
            };
            let walked = walked.entry(name).or_default();
            let Some(open) = walked.open(before) else {
                continue;
            };
            let count = |end: usize| places.partition_point(|&place| place < end);
            let mut maker = None;
            for &place in places[count(open.start)..count(open.end)].iter().rev() {
                let statement = &self.statements[place];
                let names = &statement.names;
                let is_maker = names.made.contains(name);
                if !is_maker && !names.changed.contains(name) && !handed {
                    continue;
                }
                if kept.insert(place) {
                    todo.extend(names.now.iter().map(|name| (name.as_str(), place)));
                    todo.extend(names.changed.iter().map(|name| (name.as_str(), place)));
                    todo.extend(names.later.iter().map(|name| (name.as_str(), end)));
                }
                if is_maker {
                    maker = Some(place);
                    break;
                }
            }
            walked.close(before, maker);
        }
        kept
    }
}

/// Stretches of places that were walked back for a name, each from a place on down to the statement that makes the name:
/// whoever sets out from inside one comes to the same statements.
#[derive(Default)]
struct Walked(BTreeMap<usize, usize>);

impl Walked {
    /// What is not walked yet of the way back from before a place.
    fn open(&self, before: usize) -> Option<Range<usize>> {
        let end = self
            .0
            .range(..before)
            .next_back()
            .map_or(0, |(_, end)| *end);
        (end < before).then_some(end..before)
    }

    /// Notes that the way back was walked, down to a maker or to what was walked before.
    fn close(&mut self, before: usize, maker: Option<usize>) {
        let below = self.0.range(..before).next_back().map(|(start, _)| *start);
        self.0.insert(maker.or(below).unwrap_or(0), before);
    }
}

/// The names that a statement makes or may change.
fn every(names: &Names) -> Set {
    let changed = &names.changed | &names.handed;
    &names.made | &changed
}

fn is_always_kept(statement: &Statement) -> bool {
    let is_import = statement.kind == "future_import_statement"
        || statement.kind == "import_from_statement" && statement.code().trim_end().ends_with('*');
    let sets = |call: &str| statement.code().contains(call);
    is_import || statement.kind == "expression_statement" && ALWAYS.iter().any(|call| sets(call))
}
