//! What results of earlier jobs are known by: everything that decides an outcome.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::extract::Parameter;
use mutagree::store::{Outputs, ResultKey, Results, SuiteKey};
use mutagree_sandbox::{
    Call, Case, Code, Fault, Isolation, Job, Judge, Limits, Namespace, Outcome, Packing, Report,
    Tests, Value as PythonValue,
};
use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Everything that decides the outcomes of a job.
#[derive(Clone, Debug)]
struct Ingredients {
    component: String,
    engine: String,
    candidate: String,
    sources: Vec<String>,
    packing: Packing,
    entry_point: String,
    outputs: Option<Outputs>,
    limits: Limits,
    isolation: Isolation,
    namespace: Namespace,
    judge: Judge,
    tests: Option<Vec<u32>>,
    added: bool,
    until_failure: bool,
    cases: Vec<Case>,
    parameters: Vec<Parameter>,
}

impl Ingredients {
    /// The key of a job. A field that is added to a job or to its tests does not compile here until it is a part of
    /// the key.
    fn key(&self) -> [u8; 32] {
        let sources: Vec<&str> = self.sources.iter().map(String::as_str).collect();
        let Tests {
            sources,
            packing,
            entry_point,
        } = Tests {
            sources: &sources,
            packing: self.packing,
            entry_point: &self.entry_point,
        };
        let suite = SuiteKey {
            sources,
            packing,
            entry_point,
            outputs: self.outputs,
            cases: &self.cases,
            parameters: &self.parameters,
        };
        ResultKey {
            component: &self.component,
            engine: &self.engine,
            candidate: &self.candidate,
            suite: suite.digest(),
            limits: self.limits,
            isolation: self.isolation,
            namespace: self.namespace,
            judge: self.judge,
            tests: self.tests.as_deref(),
            added: self.added,
            until_failure: self.until_failure,
        }
        .digest()
    }

    /// The same but for one ingredient, for each of them. A field that is added anywhere does not compile here until
    /// it is changed too.
    fn others(&self) -> Vec<Self> {
        let Self {
            component,
            engine,
            candidate,
            sources,
            packing,
            entry_point,
            outputs,
            limits,
            isolation,
            namespace,
            judge,
            tests,
            added,
            until_failure,
            cases,
            parameters,
        } = self;
        let mut others = Vec::new();
        let mut other = |change: &dyn Fn(&mut Self)| {
            let mut ingredients = self.clone();
            change(&mut ingredients);
            others.push(ingredients);
        };
        other(&|it| it.component = longer(component));
        other(&|it| it.engine = longer(engine));
        other(&|it| it.candidate = longer(candidate));
        other(&|it| it.sources.push(String::new()));
        other(&|it| it.sources.extend(sources.first().cloned()));
        other(&|it| it.sources = vec![sources.concat(), String::new(), String::new()]);
        other(&|it| it.packing = *next(packing, &[Packing::Isolated, Packing::Packed]));
        other(&|it| it.entry_point = longer(entry_point));
        let isolations = [Isolation::Candidate, Isolation::Test];
        other(&|it| it.isolation = *next(isolation, &isolations));
        let namespaces = [Namespace::Module, Namespace::Bare];
        other(&|it| it.namespace = *next(namespace, &namespaces));
        for judge in [Judge::Auto, Judge::Split, Judge::Shared]
            .into_iter()
            .filter(|it| it != judge)
        {
            other(&|it| it.judge = judge);
        }
        other(&|it| it.tests = tests.is_none().then(Vec::new));
        other(&|it| it.tests = Some([&[7][..], tests.as_deref().unwrap_or(&[])].concat()));
        other(&|it| it.added = !added);
        other(&|it| it.until_failure = !until_failure);
        other(&|it| it.cases.push(case(cases.len() as u64)));
        let parameter = Parameter {
            name: "x".to_owned(),
            annotation: None,
        };
        other(&|it| {
            it.parameters = [parameters.as_slice(), std::slice::from_ref(&parameter)].concat();
        });
        match outputs {
            None => other(&|it| it.outputs = Some(Outputs { inputs: 0, seed: 0 })),
            Some(Outputs { inputs, seed }) => {
                other(&|it| it.outputs = None);
                other(&|it| it.outputs.as_mut().unwrap().inputs = inputs + 1);
                other(&|it| it.outputs.as_mut().unwrap().seed = seed ^ 1);
            }
        }
        let Limits {
            instructions,
            memory,
            output,
            sleep,
            file_bytes,
            files,
        } = limits;
        other(&|it| it.limits.instructions = instructions ^ 1);
        other(&|it| it.limits.memory = memory ^ 1);
        other(&|it| it.limits.output = output ^ 1);
        other(&|it| it.limits.sleep = *sleep + Duration::from_nanos(1));
        other(&|it| it.limits.file_bytes = file_bytes ^ 1);
        other(&|it| it.limits.files = files ^ 1);
        others
    }
}

fn longer(text: &str) -> String {
    format!("{text} ")
}

fn next<'a, T: PartialEq>(this: &T, all: &'a [T]) -> &'a T {
    all.iter().find(|it| *it != this).unwrap()
}

fn limits() -> impl Strategy<Value = Limits> {
    let time = || any::<u32>().prop_map(|it| Duration::from_millis(it.into()));
    let numbers = (any::<u64>(), any::<u32>(), any::<u16>());
    let sizes = (any::<u32>(), any::<u16>());
    (numbers, time(), sizes).prop_map(|((instructions, memory, output), sleep, sizes)| Limits {
        instructions,
        memory: memory as usize,
        output: output.into(),
        sleep,
        file_bytes: sizes.0 as usize,
        files: sizes.1.into(),
    })
}

fn case(budget: u64) -> Case {
    let call = Call {
        function: "f".to_owned(),
        positional: Vec::new(),
        named: Vec::new(),
    };
    Case::new(&call, &PythonValue::None, None, budget)
}

fn outputs() -> impl Strategy<Value = Option<Outputs>> {
    let some = (0..100_usize, any::<u64>()).prop_map(|(inputs, seed)| Outputs { inputs, seed });
    proptest::option::of(some)
}

prop_compose! {
    fn ingredients()(
        (component, engine, candidate, entry_point) in
            ("[a-f0-9]{0,8}", "[a-f0-9]{0,8}", "[a-c \n]{0,8}", "[a-c]{0,3}"),
        sources in vec("[a-c \n]{0,4}", 0..4),
        outputs in outputs(),
        limits in limits(),
        (packed, alone, bare, judge) in (any::<bool>(), any::<bool>(), any::<bool>(), 0..3_usize),
        tests in proptest::option::of(vec(0..9_u32, 0..3)),
        added: bool,
        until_failure: bool,
        cases in vec(any::<u64>().prop_map(case), 0..3),
    ) -> Ingredients {
        Ingredients {
            component, engine, candidate, sources, entry_point, outputs, limits, tests, added,
            until_failure, cases,
            parameters: Vec::new(),
            packing: if packed { Packing::Packed } else { Packing::Isolated },
            isolation: if alone { Isolation::Test } else { Isolation::Candidate },
            namespace: if bare { Namespace::Bare } else { Namespace::Module },
            judge: [Judge::Auto, Judge::Split, Judge::Shared][judge],
        }
    }
}

proptest! {
    #[test]
    fn another_ingredient_is_another_key(ingredients in ingredients()) {
        let key = ingredients.key();
        prop_assert_eq!(ingredients.clone().key(), key);
        let others = ingredients.others();
        let different = others.iter().filter(|it| format!("{it:?}") != format!("{ingredients:?}"));
        for other in different {
            prop_assert_ne!(other.key(), key, "{:?} and {:?}", ingredients, other);
        }
        let texts: BTreeSet<String> = others.iter().map(|it| format!("{it:?}")).collect();
        let keys: BTreeSet<_> = others.iter().map(Ingredients::key).collect();
        prop_assert_eq!(texts.len(), keys.len());
    }

    #[test]
    fn what_is_moved_from_one_text_to_the_next_is_another_key(ingredients in ingredients()) {
        let mut moved = ingredients.clone();
        let text = std::mem::take(&mut moved.component);
        moved.engine = text + &moved.engine;
        if moved.engine != ingredients.engine {
            prop_assert_ne!(moved.key(), ingredients.key());
        }
    }
}

/// The key of a job: a field that is added to jobs does not compile here until it is a part of the key.
#[expect(dead_code, reason = "it only has to compile")]
fn key_of<'a>(job: &Job<'a>, suite: [u8; 32]) -> ResultKey<'a> {
    let Job {
        candidate,
        suite: _,
        limits,
        isolation,
        namespace,
        judge,
        tests,
        added,
        until_failure,
    } = *job;
    ResultKey {
        component: "",
        engine: "",
        candidate: match candidate {
            Code::Source(source) => source,
            Code::Program(_) => "",
        },
        suite,
        limits,
        isolation,
        namespace,
        judge,
        tests,
        added,
        until_failure,
    }
}

#[test]
fn every_file_that_makes_inputs_is_a_part_of_the_key() {
    let text = fs::read_to_string("src/store/result_key.rs").unwrap();
    for file in fs::read_dir("src/behaviour").unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(text.contains(&format!("behaviour/{name}\"")), "{name}");
    }
}

/// A report with something in every field.
fn report() -> Report {
    let fault = Fault {
        kind: "KeyError".to_owned(),
        message: "'x'".to_owned(),
    };
    Report {
        outcomes: vec![Outcome::Passed, Outcome::Raised(fault)],
        outputs: vec!["int 4".to_owned(); 2_000],
        output: b"printed".to_vec(),
        unloadable: Some(Outcome::Crashed("how".to_owned())),
        loaded: true,
        shared: vec![1],
        repeatable: true,
    }
}

const KEY: ResultKey<'_> = ResultKey {
    component: "",
    engine: "",
    candidate: "",
    suite: [0; 32],
    limits: Limits::DEFAULT,
    isolation: Isolation::Candidate,
    namespace: Namespace::Module,
    judge: Judge::Auto,
    tests: None,
    added: true,
    until_failure: false,
};

/// Keeps a report in a folder.
fn keep(folder: &Path, report: &Report) {
    Results::open(folder, &|_| {}).unwrap().put(&KEY, report);
}

fn kept(folder: &Path) -> Option<Report> {
    Results::open(folder, &|_| {}).unwrap().get(&KEY)
}

#[test]
fn a_report_comes_back_as_it_was_but_for_what_was_printed() {
    let folder = tempfile::tempdir().unwrap();
    let short = Report {
        outputs: Vec::new(),
        ..report()
    };
    for report in [report(), short] {
        keep(folder.path(), &report);
        let expected = Report {
            output: Vec::new(),
            ..report
        };
        assert_eq!(kept(folder.path()), Some(expected));
    }
}

#[test]
fn a_report_in_which_a_bit_was_changed_or_that_is_another_s_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let short = Report {
        outputs: Vec::new(),
        ..report()
    };
    keep(folder.path(), &short);
    let database = Connection::open(folder.path().join("results.sqlite")).unwrap();
    let query = "SELECT report FROM results";
    let whole: Vec<u8> = database.query_row(query, [], |row| row.get(0)).unwrap();
    let change = |report: &[u8]| {
        let changed = database.execute("UPDATE results SET report = ?1", [report]);
        assert_eq!(changed.unwrap(), 1);
    };
    for place in 0..whole.len() {
        let mut report = whole.clone();
        report[place] ^= 1;
        change(&report);
        assert_eq!(kept(folder.path()), None, "{place}");
    }
    change(&whole[..3]);
    assert_eq!(kept(folder.path()), None);
    change(&whole);
    assert!(kept(folder.path()).is_some());
    let other = ResultKey {
        added: false,
        ..KEY
    };
    let moved = database.execute("UPDATE results SET key = ?1", [other.digest()]);
    assert_eq!(moved.unwrap(), 1);
    let results = Results::open(folder.path(), &|_| {}).unwrap();
    assert_eq!(results.get(&other), None, "the report is another job's");
}

#[test]
fn of_those_that_find_a_database_broken_at_the_same_time_one_puts_it_aside() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), &report());
    let notes = AtomicUsize::new(0);
    let listener = |_| {
        notes.fetch_add(1, Ordering::Relaxed);
    };
    fs::write(folder.path().join("results.sqlite"), "this is no database").unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let results = Results::open(folder.path(), &listener).unwrap();
                results.put(&KEY, &report());
            });
        }
    });
    assert_eq!(notes.load(Ordering::Relaxed), 1);
    assert!(kept(folder.path()).is_some());
    assert!(!folder.path().join("results.broken-2.sqlite").exists());
}

#[test]
fn who_has_the_broken_database_open_takes_nothing_from_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.sqlite");
    let old = Results::open(folder.path(), &|_| {}).unwrap();
    let other = ResultKey {
        added: false,
        ..KEY
    };
    old.put(&other, &report());
    fs::write(&path, "this is no database").unwrap();
    let new = Results::open(folder.path(), &|_| {}).unwrap();
    for number in 0..1_000 {
        let tests = Some(&[number][..]);
        new.put(&ResultKey { tests, ..KEY }, &report());
    }
    drop(old);
    new.put(&KEY, &report());
    drop(new);
    assert!(kept(folder.path()).is_some());
    let results = Results::open(folder.path(), &|_| {}).unwrap();
    let is_kept = |number: u32| {
        let tests = Some(&[number][..]);
        results.get(&ResultKey { tests, ..KEY }).is_some()
    };
    assert!((0..1_000).all(is_kept));
}
