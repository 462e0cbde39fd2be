//! Properties of what takes open input: estimates, replies, and files that a crash tore.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::behaviour::mutated_inputs;
use mutagree::evaluation::pass_at_k;
use mutagree::extract::{self, Asked};
use mutagree::input::{Source, Unknown, read_problems, read_solutions};
use mutagree::matrix::MatrixRow;
use mutagree::store::Journal;
use mutagree_sandbox::{Call, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;

/// Any plain value.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_map(Value::Float),
        any::<String>().prop_map(|text| Value::text(&text)),
        vec(any::<u8>(), 0..4).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let items = || vec(inner.clone(), 0..4);
        prop_oneof![
            items().prop_map(Value::List),
            items().prop_map(Value::Tuple),
            items().prop_map(|items| Value::Dict(
                items.into_iter().map(|it| (it, Value::None)).collect()
            )),
            vec(any::<i64>(), 0..4)
                .prop_map(|items| Value::Set(items.into_iter().map(Value::Int).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn inputs_are_new_calls_with_as_many_arguments_and_the_same_in_every_run(
        arguments in vec(vec(value(), 1..4), 1..4), seed: u64,
    ) {
        let call = |positional: Vec<Value>| Call {
            function: "f".to_owned(),
            positional,
            named: vec![("key".to_owned(), Value::Int(1))],
        };
        let calls: Vec<Call> = arguments.into_iter().map(call).collect();
        let inputs = mutated_inputs(&calls, 10, seed);
        prop_assert!(inputs.len() <= 10);
        let mut seen: BTreeSet<String> = calls.iter().map(ToString::to_string).collect();
        for input in &inputs {
            prop_assert!(seen.insert(input.to_string()));
            prop_assert!(calls.iter().any(|call| call.positional.len() == input.positional.len()));
        }
        let again = mutated_inputs(&calls, 10, seed);
        prop_assert_eq!(format!("{inputs:?}"), format!("{again:?}"));
    }

    #[test]
    fn pass_at_k_is_a_chance_that_grows_with_k(n in 1..200_usize, right in 0..200_usize, k in 1..50_usize) {
        let (right, k) = (right.min(n), k.min(n));
        let chance = pass_at_k(n, right, k);
        prop_assert!((0.0..=1.0).contains(&chance));
        prop_assert!(k == n || pass_at_k(n, right, k + 1) >= chance - 1e-12);
    }

    #[test]
    fn a_journal_torn_at_any_byte_keeps_every_whole_row(count in 1..6_usize, cut in 0..2000_usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("matrix.jsonl");
        let row = |n: usize| MatrixRow {
            task_id: format!("T/ü{n}"), candidate_id: n, outcomes: "PFR".repeat(n),
            unloadable: false,
            shared: Vec::new(), outputs: Vec::new(), ran: None, like: None, share: None,
        };
        let (mut journal, rows) = Journal::open::<MatrixRow>(&path).unwrap();
        prop_assert!(rows.is_empty());
        (0..count).for_each(|n| journal.append(&row(n)).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(cut);
        let whole = bytes.split(|&byte| byte == b'\n').skip(1).count();
        fs::write(&path, &bytes).unwrap();
        let (mut journal, mut rows) = Journal::open::<MatrixRow>(&path).unwrap();
        prop_assert_eq!(&rows, &(0..whole).map(row).collect::<Vec<_>>());
        journal.append(&row(whole)).unwrap();
        rows.push(row(whole));
        prop_assert_eq!(Journal::open::<MatrixRow>(&path).unwrap().1, rows);
    }

    #[test]
    fn no_reply_makes_extraction_panic(text in r#"(?s)(```|~~~|python|def f\(|def test_f\(|class A:|    |return|assert f|self|"""|if|for|:|\n|\n    | |[a-z(]|\PC){0,60}"#) {
        let asked = Asked { prompt: "def f(x):\n", entry_point: "f" };
        if let Ok(program) = extract::program(&text, &asked) {
            prop_assert!(program.source.contains('f'));
            let again = extract::program(&program.source, &asked).map(|it| it.source);
            prop_assert_eq!(again, Ok(program.source));
        }
        for test in extract::tests(&text, &asked).tests {
            prop_assert!(test.source.contains('f'));
        }
    }

    #[test]
    fn no_file_makes_reading_panic(bytes in vec(any::<u8>(), 0..200), row in r#"\{("task_id"|"prompt"|"samples"|"solution"|:|,|\[|\]|"x"|1|null){0,12}\}"#) {
        let folder = tempfile::tempdir().unwrap();
        for content in [bytes, row.into_bytes()] {
            let path = folder.path().join("input");
            fs::write(&path, &content).unwrap();
            let source = Source::read(&path).unwrap();
            let _ = read_problems(&source);
            if let Err(error) = read_solutions(&source, &[], Unknown::Refused) {
                prop_assert!(error.to_string().contains("input"));
            }
        }
    }
}

/// How likely so uneven a part of `all` coin tosses or a more uneven one is, counted toss by toss.
fn tossed(fixed: usize, broken: usize) -> f64 {
    let all = fixed + broken;
    let uneven = |heads: u32| (2 * heads).abs_diff(u32::try_from(all).unwrap());
    let limit = uneven(u32::try_from(fixed).unwrap());
    let count = (0..1_u32 << all)
        .filter(|tosses| uneven(tosses.count_ones()) >= limit)
        .count();
    f64::from(u32::try_from(count).unwrap()) / f64::from(1_u32 << all)
}

/// Whether the prompt's sample is right, and those of its variants.
type Answers = (bool, Vec<bool>);

/// Robust pass and relative at 1 of one sample each, straight from their definitions.
fn recode(rows: &[Answers]) -> (f64, f64) {
    let count = |holds: &dyn Fn(&Answers) -> bool| {
        let holding = rows.iter().filter(|row| holds(row)).count();
        f64::from(u32::try_from(holding).unwrap()) / f64::from(u32::try_from(rows.len()).unwrap())
    };
    let pass = count(&|(nominal, others)| *nominal && others.iter().all(|it| *it));
    let relative = count(&|(nominal, others)| others.iter().any(|it| it != nominal));
    (pass, relative)
}

proptest! {
    #[test]
    fn mcnemars_test_counts_tosses(fixed in 0..8_usize, broken in 0..8_usize) {
        let chance = mutagree::evaluation::mcnemar(fixed, broken);
        prop_assert!((chance - tossed(fixed, broken)).abs() < 1e-9);
        prop_assert_eq!(chance.to_bits(), mutagree::evaluation::mcnemar(broken, fixed).to_bits());
    }

    #[test]
    fn holms_correction_never_lowers_a_chance_and_keeps_their_order(chances in vec(0.0..1.0_f64, 1..12)) {
        let adjusted = mutagree::evaluation::holm(&chances);
        for (one, (chance, holm)) in chances.iter().zip(&adjusted).enumerate() {
            prop_assert!(holm >= chance && *holm <= 1.0);
            for (other, other_holm) in chances.iter().zip(&adjusted) {
                prop_assert!(chance > other || holm <= other_holm, "{one}");
            }
        }
    }

    #[test]
    fn robustness_of_one_sample_each_is_recodes(
        rows in vec((any::<bool>(), vec(any::<bool>(), 1..4)), 1..10),
    ) {
        use mutagree::evaluation::{Counted, Nominal, robustness};
        let one = |right: bool| Counted { samples: 1, right: usize::from(right) };
        let problems: Vec<Nominal> = rows
            .iter()
            .map(|(nominal, others)| Nominal {
                nominal: one(*nominal),
                perturbed: others.iter().map(|it| one(*it)).collect(),
            })
            .collect();
        let told = robustness(&problems, 1).unwrap();
        let (pass, relative) = recode(&rows);
        prop_assert!((told.robust_pass - pass).abs() < 1e-12);
        prop_assert!((told.robust_relative - relative).abs() < 1e-12);
    }
}
