//! Which clauses speak of the code that is asked for.

use super::noun::CODE;
use super::tree::{Clause, Item, ItemKind, Kind, Parse, Person, Shape};
use crate::lexicon::{Verbs, lookup};
use crate::prompt::Prompt;
use std::ops::Range;

/// Verbs that ask for code to be written.
const REQUESTS: &[&str] = &[
    "write",
    "create",
    "implement",
    "develop",
    "design",
    "build",
    "construct",
    "define",
    "make",
    "generate",
    "provide",
    "produce",
    "code",
    "program",
    "need",
    "want",
    "give",
];

/// Verbs that only code is the subject of, so that `a string that holds x and returns y` has one reading.
const ALONE: &[&str] = &[
    "return",
    "raise",
    "throw",
    "compute",
    "calculate",
    "print",
    "output",
    "apply",
    "check",
    "convert",
    "sort",
    "remove",
    "create",
    "generate",
    "find",
    "count",
    "filter",
    "plot",
    "save",
    "write",
    "read",
    "perform",
    "handle",
    "accept",
    "process",
    "validate",
    "determine",
    "draw",
    "display",
];

/// What else code does to its inputs and outputs, so that `it` before these verbs is the code.
const ACTS: &[&str] = &[
    "take",
    "use",
    "support",
    "receive",
    "ensure",
    "verify",
    "extract",
    "give",
    "add",
    "append",
    "assign",
    "build",
    "clip",
    "combine",
    "compare",
    "concatenate",
    "construct",
    "copy",
    "crop",
    "decode",
    "delete",
    "detect",
    "divide",
    "download",
    "encode",
    "estimate",
    "evaluate",
    "execute",
    "fetch",
    "fill",
    "flatten",
    "format",
    "group",
    "identify",
    "implement",
    "initialize",
    "insert",
    "iterate",
    "join",
    "load",
    "map",
    "measure",
    "merge",
    "modify",
    "multiply",
    "normalize",
    "pad",
    "parse",
    "produce",
    "rename",
    "replace",
    "reshape",
    "resize",
    "reverse",
    "rotate",
    "round",
    "sample",
    "scale",
    "select",
    "set",
    "shuffle",
    "skip",
    "split",
    "standardize",
    "store",
    "subtract",
    "sum",
    "swap",
    "transform",
    "trim",
    "truncate",
    "update",
    "visualize",
    "warp",
    "warn",
    "ignore",
    "log",
    "shift",
    "mask",
    "project",
    "interpolate",
    "aggregate",
    "adjust",
    "analyze",
    "encrypt",
];

/// True for what code does, so that an order to do it is an order to the code.
pub(crate) fn is_act(lemma: &str) -> bool {
    ALONE.contains(&lemma) || ACTS.contains(&lemma)
}

/// True for what only code does.
pub(super) fn is_act_of_code(lemma: &str) -> bool {
    ALONE.contains(&lemma)
}

/// `as input`, `as an argument`, `as output`: it says nothing more than that something is taken or returned.
pub(crate) fn is_as_input(prompt: &Prompt, range: Range<usize>) -> bool {
    let words: Vec<&str> = range.map(|at| lower(prompt, at)).collect();
    matches!(
        words[..],
        [
            "as",
            "input" | "inputs" | "arguments" | "parameters" | "output"
        ] | [
            "as",
            "an" | "a" | "its",
            "input" | "argument" | "parameter" | "inputs"
        ]
    )
}

fn lower(prompt: &Prompt, at: usize) -> &str {
    prompt.lower(&prompt.tokens()[at])
}

fn lemma(prompt: &Prompt, at: usize) -> &str {
    let word = lower(prompt, at);
    lookup(word)
        .and_then(|entry| entry.verb)
        .map_or(word, |(verb, _)| Verbs::lemma(verb))
}

/// True for a clause whose subject is the code that is asked for, or the reader who is to write it.
pub(crate) fn speaks_of_code(prompt: &Prompt, clause: &Clause) -> bool {
    let (Some(agent), Some(verb)) = (&clause.agent, &clause.verb) else {
        return false;
    };
    if verb.passive {
        return false;
    }
    let head = lower(prompt, agent.head);
    let word = prompt.word(&prompt.tokens()[agent.head]).trim_matches('`');
    if agent.range.len() + 1 < clause.subject.len() {
        return false;
    }
    match head {
        "it" | "you" => {
            !verb.copula
                && (is_act(lemma(prompt, verb.main))
                    || verb
                        .modal
                        .is_some_and(|modal| matches!(lower(prompt, modal), "should" | "must")))
        }
        _ if prompt.entry_point() == Some(word) => true,
        _ => {
            let determined = matches!(lower(prompt, agent.range.start), "the" | "this" | "your");
            // `the first function` or `the other method` may be another one.
            let plain = (agent.range.start + 1..agent.head)
                .all(|at| prompt.tokens()[at].is_span() || lower(prompt, at) == "python");
            determined
                && plain
                && matches!(
                    head,
                    "function" | "method" | "program" | "script" | "class" | "implementation"
                )
        }
    }
}

impl Parse {
    /// True for a main clause that asks for code: `Write a function …`.
    pub(crate) fn is_request(&self, index: usize, prompt: &Prompt) -> bool {
        let clause = &self.clauses[index];
        let Some(verb) = &clause.verb else {
            return false;
        };
        let asks = REQUESTS.contains(&lemma(prompt, verb.main)) && !verb.negated;
        let asking = matches!(self.shape, Shape::Imperative | Shape::Question)
            && clause.kind == Kind::Main
            || clause.kind == Kind::Infinitive
                && clause
                    .parent
                    .is_some_and(|parent| self.task(parent, prompt) == Some(index))
            || clause
                .agent
                .as_ref()
                .is_some_and(|agent| matches!(lower(prompt, agent.head), "you" | "i" | "we"));
        let object = if verb.passive {
            clause.agent.as_ref()
        } else {
            clause.object()
        };
        let passive = verb.passive && verb.modal.is_some();
        asks && (asking || passive)
            && object.is_some_and(|noun| {
                CODE.contains(&lower(prompt, noun.head)) && lower(prompt, noun.head) != "it"
                    || noun.range.clone().any(|at| {
                        matches!(
                            lower(prompt, at),
                            "function" | "method" | "class" | "program"
                        )
                    })
            })
    }

    /// What `Your task is to …` says that the task is.
    pub(crate) fn task(&self, index: usize, prompt: &Prompt) -> Option<usize> {
        let clause = &self.clauses[index];
        let agent = clause
            .agent
            .as_ref()
            .filter(|agent| agent.range.len() == 2 && clause.subject.len() == 2)?;
        let task = matches!(
            lower(prompt, agent.head),
            "task" | "goal" | "job" | "objective"
        ) && matches!(lower(prompt, agent.range.start), "your" | "the");
        let copula = clause
            .verb
            .as_ref()
            .is_some_and(|verb| verb.copula && verb.modal.is_none() && !verb.negated);
        match clause.items[..] {
            [
                Item {
                    kind: ItemKind::Clause(at),
                    ..
                },
            ] if task && copula && self.clauses[at].kind == Kind::Infinitive => Some(at),
            _ => None,
        }
    }

    /// True for a clause that tells what the code does that a request asks for: `a function called f that returns x`.
    pub(crate) fn is_told_of_request(&self, index: usize, prompt: &Prompt) -> bool {
        let clause = &self.clauses[index];
        let Some(parent) = clause.parent else {
            return false;
        };
        let holder = &self.clauses[parent];
        let behind_name = |clause: &Clause| {
            clause
                .items
                .iter()
                .take_while(|item| item.kind != ItemKind::Clause(index))
                .all(|item| matches!(item.kind, ItemKind::Noun(_) | ItemKind::Aside))
        };
        match holder.kind {
            Kind::Main | Kind::Infinitive => {
                self.is_request(parent, prompt)
                    && holder
                        .items
                        .iter()
                        .take_while(|item| item.kind != ItemKind::Clause(index))
                        .enumerate()
                        .all(|(at, item)| match item.kind {
                            ItemKind::Noun(_) => at == 0,
                            ItemKind::Aside => true,
                            ItemKind::Clause(naming) => self.names(naming, prompt),
                            ItemKind::Phrase => {
                                matches!(lower(prompt, item.range.start), "in" | "called" | "named")
                            }
                            _ => false,
                        })
            }
            Kind::Participle => {
                self.names(parent, prompt)
                    && behind_name(holder)
                    && self.is_told_of_request(parent, prompt)
            }
            _ => false,
        }
    }

    /// True for a condition behind `if` or `when`, which say the same there: it has a finite verb, nothing narrows the word, and
    /// no time or case is told of. `When the list is sorted` may be as soon as that is done.
    pub(crate) fn supposes(&self, index: usize, prompt: &Prompt) -> bool {
        const BEFORE: &[&str] = &[
            "only", "even", "as", "what", "time", "times", "moment", "point", "case", "cases",
            "day", "date", "step", "state",
        ];
        let clause = &self.clauses[index];
        let at = clause.marker.start;
        let finite = clause.verb.as_ref().is_some_and(|verb| {
            !verb.passive && matches!(verb.person, Person::Third | Person::Plural | Person::Base)
        });
        let before = at.checked_sub(1).map(|before| lower(prompt, before));
        clause.kind == Kind::Condition
            && clause.marker.len() == 1
            && matches!(lower(prompt, at), "if" | "when")
            && !clause.subject.is_empty()
            && finite
            && !before.is_some_and(|word| BEFORE.contains(&word))
    }

    /// `called x`, `named x`
    pub(crate) fn names(&self, index: usize, prompt: &Prompt) -> bool {
        let clause = &self.clauses[index];
        clause.kind == Kind::Participle
            && clause
                .verb
                .as_ref()
                .is_some_and(|verb| matches!(lemma(prompt, verb.main), "call" | "name"))
    }

    /// The condition behind a main clause that nothing else shares, and that is the last of it.
    pub(crate) fn trailing_condition(&self, index: usize, prompt: &Prompt) -> Option<usize> {
        let clause = &self.clauses[index];
        let other = |at| matches!(lower(prompt, at), "otherwise" | "else");
        if self.chain(index).len() > 1 {
            return None;
        }
        let last = clause.items.last()?;
        match last.kind {
            ItemKind::Clause(at)
                if self.clauses[at].kind == Kind::Condition
                    && last.range.end == clause.range.end
                    && !last.range.clone().any(other) =>
            {
                Some(at)
            }
            _ => None,
        }
    }

    /// `by the function` in a passive.
    pub(crate) fn agent_phrase(&self, index: usize, prompt: &Prompt) -> Option<Range<usize>> {
        let clause = &self.clauses[index];
        let passive = clause.verb.as_ref().is_some_and(|verb| verb.passive);
        let item = clause.items.iter().find(|item| {
            item.kind == ItemKind::Phrase && lower(prompt, item.range.start) == "by"
        })?;
        let words: Vec<&str> = item
            .range
            .clone()
            .skip(1)
            .map(|at| lower(prompt, at))
            .collect();
        (passive
            && matches!(
                words[..],
                [
                    "the" | "this",
                    "function" | "method" | "program" | "script" | "class"
                ]
            ))
        .then(|| item.range.clone())
    }
}
