//! Where in a reply the entry point is defined, from the most to the least likely place.

use super::alternative::is_alternative;
use super::chunks::chunks;
use super::compose::compose;
use super::continuation::continued;
use super::definition::{are_similar, defines, has_method, is_stub, mentions, nested};
use super::fences::blocks;
use super::forgotten::forgotten;
use super::lines::{indent, lines};
use super::names::Set;
use super::parameters::parameters;
use super::program::{Form, Program};
use super::reach::Sequence;
use super::statement::{Part, Statement, made, parts_of};
use super::task::Task;

/// Names of functions that use an answer and are none.
const USERS: [&str; 4] = ["main", "check", "demo", "run"];

/// The statements of a block, and how the block stands in the reply.
pub(super) struct Unit {
    pub(super) statements: Vec<Statement>,
    pub(super) broken: Vec<String>,
    pub(super) text: String,
    /// Whether the reply announces it as another way to do the same.
    is_alternative: bool,
    form: Form,
}

/// A reply, ready to be searched.
pub(super) struct Search {
    pub(super) task: Task,
    pub(super) units: Vec<Unit>,
}

impl Search {
    pub(super) fn new(text: &str, task: Task) -> Self {
        let (blocks, outside) = blocks(text);
        let fenced = blocks
            .into_iter()
            .filter(|block| block.may_be_python() && !block.text.trim().is_empty());
        let unit = |text: String, form| Unit::new(text, form, &task.entry_point);
        let mut units: Vec<Unit> = vec![unit(outside, Form::Bare)];
        units.extend(fenced.map(|block| Unit {
            is_alternative: is_alternative(&block.said),
            ..unit(block.text, Form::Fenced)
        }));
        Self { task, units }
    }

    pub(super) fn find(&self) -> Option<Program> {
        let first = &self.units[0];
        let is_raw =
            self.task.is_in_docstring || starts_with_body(&first.text, &self.task.entry_point);
        let is_raw = is_raw && self.units.len() == 1;
        let raw = is_raw.then(|| self.continuation(0));
        raw.flatten()
            .or_else(|| self.definition())
            .or_else(|| self.method())
            .or_else(|| self.places().find_map(|place| self.continuation(place)))
            .or_else(|| self.nested())
            .or_else(|| self.renamed())
    }

    /// The units from the most to the least likely: blocks from the last, then the text around them.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.units.len()).rev()
    }

    fn definition(&self) -> Option<Program> {
        let name = &self.task.entry_point;
        let is_it = |statement: &Statement| {
            defines(statement, name) || self.task.is_method && has_method(statement, name)
        };
        let defining = |&place: &usize| self.units[place].statements.iter().any(is_it);
        let mut places = self.places().filter(defining).peekable();
        let mut place = places.next()?;
        while self.units[place].is_alternative
            && let Some(before) = places.next_if(|&before| before > 0)
        {
            place = before;
        }
        let unit = &self.units[place];
        let classes = unit
            .statements
            .iter()
            .filter(|it| is_it(it))
            .filter_map(|it| it.name.clone());
        let roots: Set = classes.chain([name.clone()]).collect();
        Some(self.program(place, &unit.statements, &roots, "", unit.form))
    }

    fn method(&self) -> Option<Program> {
        let name = &self.task.entry_point;
        self.places().find_map(|place| {
            let statements = &self.units[place].statements;
            let class = statements
                .iter()
                .rev()
                .find(|it| has_method(it, name))?
                .name
                .clone()?;
            let call = format!(
                "\n\ndef {name}(*args, **kwargs):\n    return {class}().{name}(*args, **kwargs)\n"
            );
            Some(self.program(place, statements, &Set::from([class]), &call, Form::Method))
        })
    }

    fn continuation(&self, place: usize) -> Option<Program> {
        let statements = continued(&self.task, &self.units[place].text)?;
        let roots = Set::from([self.task.entry_point.clone()]);
        Some(self.program(place, &statements, &roots, "", Form::Continuation))
    }

    fn nested(&self) -> Option<Program> {
        let name = &self.task.entry_point;
        self.places().find_map(|place| {
            let statements = &self.units[place].statements;
            let code = statements.iter().rev().find_map(|it| nested(it, name))?;
            let hoisted = Unit::new(code, Form::Nested, name).statements;
            let statements: Vec<Statement> = statements.iter().cloned().chain(hoisted).collect();
            let is_whole = statements.last().is_some_and(|it| defines(it, name));
            is_whole.then(|| {
                self.program(
                    place,
                    &statements,
                    &Set::from([name.clone()]),
                    "",
                    Form::Nested,
                )
            })
        })
    }

    /// The only function of the reply, where its name is nearly that of the entry point, or it takes as many arguments.
    fn renamed(&self) -> Option<Program> {
        let name = &self.task.entry_point;
        let functions = |place: usize| {
            let functions = self.units[place]
                .statements
                .iter()
                .filter(|it| it.kind == "function_definition");
            functions
                .filter_map(|it| it.name.clone())
                .filter(|it| !it.starts_with("test"))
                .collect::<Set>()
        };
        let place = self.places().find(|&place| !functions(place).is_empty())?;
        let other = functions(place)
            .into_iter()
            .next()
            .filter(|_| functions(place).len() == 1)?;
        let is_real = |it: &Statement| defines(it, &other);
        let statements = &self.units[place].statements;
        let is_it = statements.iter().any(is_real)
            && (are_similar(&other, name) || self.may_stand_in(place, &other));
        let alias = format!("\n\n{name} = {other}\n");
        is_it.then(|| {
            self.program(
                place,
                statements,
                &Set::from([other]),
                &alias,
                Form::Renamed,
            )
        })
    }

    /// Says whether a function of another name takes as many arguments as the prompt asks for, and is neither a program
    /// nor a use of the entry point.
    fn may_stand_in(&self, place: usize, other: &str) -> bool {
        let (name, unit) = (&self.task.entry_point, &self.units[place]);
        let asked = parameters(&self.task.rest, name).len();
        let is_use = |it: &Statement| it.name.as_deref() == Some(other) && it.names.uses(name);
        asked > 0
            && asked == parameters(&unit.text, other).len()
            && !USERS.contains(&other)
            && !unit.statements.iter().any(is_use)
    }

    /// Writes the program of a unit: what the roots and the names of the prompt's preamble need.
    fn program(
        &self,
        place: usize,
        own: &[Statement],
        roots: &Set,
        suffix: &str,
        form: Form,
    ) -> Program {
        let name = &self.task.entry_point;
        let mut sequence = Sequence::default();
        let others = (0..self.units.len())
            .filter(|&it| it != place)
            .map(|it| &self.units[it].statements);
        let others = others.flatten().filter(|it| !it.makes(name));
        let own = own
            .iter()
            .filter(|it| !it.makes(name) || !is_stub(it.code()));
        let mut seen = Set::new();
        for statement in self.task.preamble.iter().chain(others).chain(own) {
            let is_wild = statement.names.made.is_empty() && statement.is_import();
            let is_new = !is_wild || seen.insert(statement.code().to_owned());
            if is_new && belongs(statement, name) {
                sequence.push(statement.clone());
            }
        }
        let names = &made(&self.task.preamble) | roots;
        let kept = sequence.reach(&names, &sequence.settings(), false);
        let kept: Vec<&Statement> = kept.iter().map(|&it| &sequence.statements[it]).collect();
        let forgotten = forgotten(&kept, name);
        let source = compose(forgotten.iter().chain(kept));
        Program {
            source: source + suffix,
            form,
            imports: forgotten.iter().map(|it| it.code().to_owned()).collect(),
        }
    }
}

/// Says whether a statement can be a part of a program: no check, print or example call.
pub(super) fn belongs(statement: &Statement, entry_point: &str) -> bool {
    let names = &statement.names;
    let is_output =
        statement.kind == "expression_statement" && statement.code().starts_with("print");
    let is_about = statement.makes(entry_point) || names.changed.contains(entry_point);
    let is_example = names.now.contains(entry_point) && !is_about && !statement.is_definition();
    let is_check = statement.kind == "assert_statement";
    !is_output && !is_example && !is_check && !statement.is_main_guard()
}

/// Says whether a text begins inside a definition.
pub(super) fn starts_with_body(text: &str, entry_point: &str) -> bool {
    let lines = lines(text);
    let Some(first) = lines.iter().find(|line| !line.is_blank()) else {
        return false;
    };
    let word = first.text.trim_start();
    let begins = ["import ", "from ", "@", "class ", "```", "- ", "* "];
    !first.indent().is_empty()
        && !mentions(first.text, entry_point)
        && !begins.iter().any(|it| word.starts_with(it))
}

impl Unit {
    fn new(text: String, form: Form, entry_point: &str) -> Self {
        let (mut statements, mut broken) = read(&text, entry_point);
        if !statements
            .iter()
            .any(|it| it.makes(entry_point) || mentions(it.code(), entry_point))
            && let Some(shifted) = shifted(&text, entry_point)
        {
            let (others, rest) = read(&shifted, entry_point);
            if others.iter().any(|it| defines(it, entry_point)) {
                (statements, broken) = (others, rest);
            }
        }
        Self {
            statements,
            broken,
            text,
            is_alternative: false,
            form,
        }
    }
}

fn read(text: &str, entry_point: &str) -> (Vec<Statement>, Vec<String>) {
    let (mut statements, mut broken) = (Vec::new(), Vec::new());
    let is_needed = |chunk: &str| !chunk.starts_with("assert ") && !chunk.starts_with("print(");
    let parts = chunks(text)
        .into_iter()
        .map(|it| it.text)
        .filter(|it| is_needed(it));
    for part in parts.flat_map(|chunk| parts_of(chunk, entry_point)) {
        match part {
            Part::Sound(statement) => statements.push(statement),
            Part::Broken(text) => broken.push(text.to_owned()),
        }
    }
    (statements, broken)
}

/// The text with the indentation of the last definition of the entry point taken from each line that has it.
fn shifted(text: &str, entry_point: &str) -> Option<String> {
    let heads = text
        .lines()
        .filter(|line| line.trim_start().starts_with("def ") && mentions(line, entry_point));
    let margin = heads.map(indent).rfind(|margin| !margin.is_empty())?;
    let shift = |line: &str| line.strip_prefix(margin).unwrap_or(line).to_owned();
    Some(text.split_inclusive('\n').map(shift).collect())
}
