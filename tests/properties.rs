//! Properties of what takes open input: estimates, replies, and files that a crash tore.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::evaluation::pass_at_k;
use mutagree::extract;
use mutagree::input::{Source, read_problems, read_solutions};
use mutagree::matrix::MatrixRow;
use mutagree::problem::Problem;
use mutagree::store::Journal;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;

proptest! {
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
            shared: Vec::new(), outputs: Vec::new(), ran: None, like: None,
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
    fn no_reply_makes_extraction_panic(text in r"(?s)(```|python|def f\(|assert f|\n| |[a-z(]|\PC){0,60}") {
        let problem = Problem {
            task_id: "T/0".to_owned(),
            prompt: "def f(x):\n".to_owned(),
            entry_point: "f".to_owned(),
            reference_tests: Vec::new(),
        };
        if let Some(program) = extract::program(&text, &problem) {
            prop_assert!(program.contains("def f("));
        }
        for test in extract::tests(&text, "f") {
            prop_assert!(test.contains('f'));
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
            if let Err(error) = read_solutions(&source, &[]) {
                prop_assert!(error.to_string().contains("input"));
            }
        }
    }
}
