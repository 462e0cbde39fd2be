//! Scorers on matrices with known answers, and what no scorer may depend on.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::consensus::{
    ConsensusSet, Layers, Ranking, Reliability, Scorer, Weigh, confidence, rank, rank_all,
};
use mutagree::matrix::{Bits, ExecutionMatrix};
use mutagree::origin::Origins;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A matrix as a person writes it.
#[derive(Clone, Debug)]
struct Case {
    /// For each candidate, `P` for each test that it passes.
    passes: Vec<String>,
    candidates: Vec<usize>,
    tests: Vec<usize>,
    /// For each candidate, its outputs; `!` is none.
    outputs: Vec<Vec<String>>,
    /// Outputs that are no test's.
    added: usize,
}

impl Case {
    fn new(passes: &[&str]) -> Self {
        Self {
            passes: passes.iter().map(|row| (*row).to_owned()).collect(),
            candidates: vec![1; passes.len()],
            tests: vec![1; passes[0].len()],
            outputs: Vec::new(),
            added: 0,
        }
    }

    /// Gives each candidate a letter for each call.
    fn with_outputs(mut self, rows: &[&str], added: usize) -> Self {
        let letters = |row: &&str| row.chars().map(String::from).collect();
        self.outputs = rows.iter().map(letters).collect();
        self.added = added;
        self
    }

    fn matrix(&self) -> ExecutionMatrix {
        let passes: Vec<Vec<bool>> = self
            .passes
            .iter()
            .map(|row| row.chars().map(|letter| letter == 'P').collect())
            .collect();
        let matrix = ExecutionMatrix::new(&passes, self.candidates.clone(), self.tests.clone());
        if self.outputs.is_empty() {
            return matrix;
        }
        matrix.with_outputs(&self.outputs, self.added)
    }

    fn rank(&self, scorer: &str) -> Vec<ConsensusSet> {
        rank(&self.matrix(), scorer.parse().unwrap())
    }

    /// The candidates of the sets, best first.
    fn order(&self, scorer: &str) -> Vec<Vec<usize>> {
        let sets = self.rank(scorer).into_iter();
        sets.map(|set| set.candidates).collect()
    }

    fn scores(&self, scorer: &str) -> Vec<f64> {
        let sets = self.rank(scorer);
        sets.iter().map(|set| set.score).collect()
    }
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

#[test]
fn codet_multiplies_the_root_of_the_candidates_by_the_tests() {
    let mut case = Case::new(&["PP.", "PP.", "..P", "..."]);
    case.candidates = vec![1, 3, 1, 5];
    case.tests = vec![2, 1, 5];
    assert_eq!(case.order("codet"), [vec![0, 1], vec![2]]);
    assert_close(&case.scores("codet"), &[6.0, 5.0]);
    assert_close(&case.scores("codet-product"), &[12.0, 5.0]);
    assert_close(&case.scores("codet+unique"), &[5.0, 2.0_f64.sqrt() * 3.0]);
    assert_eq!(case.order("max-pass"), [vec![2], vec![0, 1]]);
    assert_eq!(case.order("random"), [vec![0, 1, 2, 3]]);
}

/// log B(a, b) of whole numbers, by its definition.
fn log_beta(a: u32, b: u32) -> f64 {
    let log_factorial = |n: u32| (2..=n).map(|it| f64::from(it).ln()).sum::<f64>();
    log_factorial(a - 1) + log_factorial(b - 1) - log_factorial(a + b - 1)
}

#[test]
fn b4_is_the_sum_of_four_log_beta_functions() {
    let case = Case::new(&["PP.", "PP.", "P.P", "..."]);
    // Outside of {0, 1}: 1 of 4 cells of its tests, 1 of 2 of the others. Outside of {2}: 2 of 6, 2 of 3.
    let first = log_beta(1002, 2) + log_beta(1002, 3) + log_beta(2, 4) + log_beta(2, 100_001);
    let second = log_beta(1002, 2) + log_beta(1001, 4) + log_beta(3, 5) + log_beta(3, 100_001);
    assert!(first > second);
    assert_eq!(case.order("b4"), [vec![0, 1], vec![2]]);
    assert_close(&case.scores("b4"), &[first, second]);
}

#[test]
fn srank_adds_what_clusters_have_in_common() {
    let case = Case::new(&["PP", "PP", "P.", ".P"]).with_outputs(&["abc", "abc", "ab!", "!bd"], 1);
    // Of the two calls that tests make {0, 1, 2} and {3} have one in common; tests that all of a cluster pass count.
    let expected = [3.0 + 0.5, 0.5 * 3.0 + 0.5];
    assert_eq!(case.order("srank"), [vec![0, 1, 2], vec![3]]);
    assert_close(&case.scores("srank"), &expected);
}

#[test]
fn mbr_exec_takes_the_most_common_outputs_that_are_any() {
    let mut case = Case::new(&["P", ".", ".", "P"]).with_outputs(&["ab", "ab", "!!", "cd"], 0);
    case.candidates = vec![1, 1, 9, 1];
    assert_eq!(case.order("mbr-exec"), [vec![0, 1], vec![3], vec![2]]);
}

#[test]
fn latent_trusts_the_tests_that_the_largest_group_passes() {
    let case = Case::new(&["PPPP..", "PPPP..", "PPPP..", "....PP", "P...P."]);
    assert_eq!(case.order("latent")[0], [0, 1, 2]);
}

#[test]
fn frequency_lets_the_variant_win_whose_candidates_agree() {
    let origins = |names: &[&str]| {
        let mut origins = Origins::default();
        for name in names {
            origins.add(name);
        }
        origins
    };
    let case = Case::new(&["PP", "P.", ".P", "PP"]);
    let all = [&["original"][..], &["original"], &["v1", "v1"], &["v1"]];
    let matrix = case.matrix().with_origins(all.map(origins).to_vec());
    let ranking = |name: &str| -> Ranking { name.parse().unwrap() };
    // The original: 1/2 · 2 + 1/2 · 1; v1: 2/3 · 1 + 1/3 · 2.
    let sets = rank(&matrix, ranking("frequency"));
    assert_eq!(sets[0].candidates, [0]);
    assert_eq!(sets[1].candidates, [1]);
    let by_origin = rank(&matrix, ranking("codet+origins"));
    assert_close(&[by_origin[0].score], &[2.0_f64.sqrt() * 2.0]);
    assert_eq!(by_origin[0].candidates, [0, 3]);
    let rooted = rank(&matrix, ranking("codet+sqrt-per-origin"));
    assert_close(&[rooted[0].score], &[2.0_f64.sqrt() * 2.0]);
}

#[test]
fn overlap_counts_what_is_nearly_the_same() {
    // 3 and 4 are the largest behaviour; 0, 1 and 2 differ in one call of four and pass more.
    let outputs = ["aaaa", "aaab", "aaac", "xyzw", "xyzw"];
    let case = Case::new(&["PP", "PP", "PP", ".P", ".P"]).with_outputs(&outputs, 2);
    assert_eq!(case.order("overlap")[0], [0]);
    assert_eq!(case.order("mbr-exec"), [vec![0, 1, 2], vec![3, 4]]);
    let votes_of_the_first = 4 * 3 + 3 * 3 + 3 * 3;
    assert!(votes_of_the_first > 4 * 2 * 2);
}

#[test]
fn a_behaviour_that_was_chosen_takes_its_votes_with_it() {
    // 0 and its near copy 1 win; without their votes 2 and 3 come before what is left of 1.
    let outputs = ["aaaa", "aaaa", "aaaa", "aaab", "wxyz", "wxyz", "wxyz"];
    let case = Case::new(&["P", "P", "P", "P", "P", "P", "P"]).with_outputs(&outputs, 0);
    assert_eq!(
        case.order("overlap"),
        [vec![0, 1, 2], vec![4, 5, 6], vec![3]]
    );
}

#[test]
fn fusion_needs_a_test_passed_where_any_is() {
    let outputs = ["aa", "aa", "aa", "bc"];
    let case = Case::new(&[".", ".", ".", "P"]).with_outputs(&outputs, 0);
    assert_eq!(case.order("fusion"), [vec![3], vec![0, 1, 2]]);
    let case = Case::new(&[".", ".", ".", "."]).with_outputs(&outputs, 0);
    assert_eq!(case.order("fusion"), [vec![0, 1, 2], vec![3]]);
}

/// Two candidates that agree and fail one test of five, and one that passes all.
fn two_against_one() -> Case {
    Case::new(&["PPPP.", "PPPP.", "PPPPP"]).with_outputs(&["aaaaa", "aaaaa", "aaaab"], 0)
}

/// Two candidates that agree, and pass all tests or none.
fn agreed(passes: bool) -> Case {
    let row = if passes { "PPPPP" } else { "....." };
    Case::new(&[row, row]).with_outputs(&["aaaaa", "aaaaa"], 0)
}

/// Two candidates that differ everywhere, of which one passes all tests or one of them.
fn torn(passes: bool) -> Case {
    let row = if passes { "PPPPP" } else { "P...." };
    Case::new(&[row, "....."]).with_outputs(&["aaaaa", "bbbbb"], 0)
}

#[test]
fn trust_believes_tests_as_far_as_other_problems_bear_them_out() {
    let best = |others: &Case| {
        let mut matrices = vec![others.matrix(); 40];
        matrices.push(two_against_one().matrix());
        let ranked = rank_all(&matrices, Ranking::default());
        ranked[40][0].candidates.clone()
    };
    // What matters is how much better tests are than candidates.
    assert_eq!(best(&torn(true)), [2]);
    assert_eq!(best(&torn(false)), [0, 1]);
    assert_eq!(best(&agreed(true)), [0, 1]);
}

#[test]
fn trust_is_fusion_where_tests_are_rather_wrong() {
    let case = Case::new(&["P....", "P....", ".P..."]).with_outputs(&["ab", "ab", "cd"], 0);
    assert_eq!(case.rank("trust"), case.rank("fusion"));
}

#[test]
fn reliability_is_what_agrees_with_the_consensus_and_a_half_before_that() {
    let of = |cases: &[Case]| {
        let matrices: Vec<_> = cases.iter().map(Case::matrix).collect();
        let reliability = Reliability::of(&matrices, None);
        [reliability.tests, reliability.candidates]
    };
    assert_close(&of(&[]), &[0.5, 0.5]);
    assert_close(&of(&[agreed(true)]), &[2.0 / 3.0, 2.0 / 3.0]);
    // The two of three that agree pass 4 of 5 tests; the others give the same for 9 of 10 calls.
    let both = [agreed(false), two_against_one()];
    assert_close(&of(&both), &[1.8 / 4.0, 2.9 / 4.0]);
    // One candidate agrees with none, and without tests there is nothing to pass.
    let lone = Case::new(&["PP"]).with_outputs(&["ab"], 0);
    assert_close(&of(&[lone]), &[2.0 / 3.0, 0.5]);
    let untested = Case::new(&[""]).with_outputs(&["ab"], 2);
    assert_close(&of(&[untested]), &[0.5, 0.5]);
}

/// How sure the selection of candidate 0 is, in a run of this problem alone.
fn sure(case: &Case) -> f64 {
    confidence(&[case.matrix()], &[Some(0)])[0].unwrap()
}

#[test]
fn one_sample_is_not_believed_for_agreeing_with_itself() {
    let lone = |row: &str| sure(&Case::new(&[row]).with_outputs(&["abc"], 3 - row.len()));
    let wrong = lone("..");
    let passes_one = lone("P");
    assert!(wrong < 0.2, "{wrong}");
    assert!(wrong < passes_one && passes_one < 0.5, "{passes_one}");
}

#[test]
fn nothing_is_known_where_nothing_was_executed_or_selected() {
    let untested = Case::new(&["", ""]);
    assert_eq!(confidence(&[untested.matrix()], &[Some(0)]), [None]);
    let tested = Case::new(&["P"]);
    assert_eq!(confidence(&[tested.matrix()], &[None]), [None]);
    // With inputs of its own, a problem without tests is told by agreement.
    let called = Case::new(&["", ""]).with_outputs(&["ab", "ab"], 2);
    assert!(sure(&called) < 0.5);
}

#[test]
fn confidence_rises_with_tests_passed_and_with_samples_that_agree() {
    let passes = |count: usize| {
        let row = format!("{}{}", "P".repeat(count), ".".repeat(10 - count));
        sure(&Case::new(&[&row]).with_outputs(&["aaaaaaaaaa"], 0))
    };
    assert!((0..10).all(|it| passes(it) < passes(it + 1)));
    let agree = |count: usize| {
        let mut case = Case::new(&["PP"]).with_outputs(&["ab"], 0);
        case.candidates = vec![count];
        sure(&case)
    };
    assert!((1..20).all(|it| agree(it) < agree(it + 1)));
}

#[test]
fn an_example_that_is_failed_makes_a_selection_less_sure() {
    let shown = |row: &str| {
        let case = Case::new(&[row, "PP"]).with_outputs(&["ab", "cd"], 2);
        let examples = Bits::from_bools(&[true, true]);
        confidence(&[case.matrix().with_examples(examples)], &[Some(0)])[0].unwrap()
    };
    assert!(shown("..") < shown("P.") && shown("P.") < shown("PP"));
    assert!(shown("PP") < 0.5);
    let lone = Case::new(&["P"])
        .matrix()
        .with_examples(Bits::from_bools(&[true]));
    assert!(confidence(&[lone], &[Some(0)])[0].unwrap() < 0.5);
}

#[test]
fn other_problems_say_how_strong_a_model_is() {
    let case = Case::new(&["PP", ".."]).with_outputs(&["ab", "cd"], 0);
    let among = |others: &Case| {
        let mut matrices = vec![others.matrix(); 20];
        matrices.push(case.matrix());
        confidence(&matrices, &[Some(0); 21])[20].unwrap()
    };
    let strong = Case::new(&["PP", "PP"]).with_outputs(&["ab", "ab"], 0);
    let weak = Case::new(&["P.", "..", "..", ".."]).with_outputs(&["ab", "cd", "ef", "gh"], 0);
    assert!(among(&strong) > among(&weak));
}

#[test]
fn layers_help_where_no_test_is_passed_and_within_a_set() {
    let outputs = ["ab", "cc", "cc", "!!", "!!", "!!"];
    let none = Case::new(&["."; 6]).with_outputs(&outputs, 0);
    assert!(none.order("codet").is_empty());
    let order = none.order("codet+fallback");
    assert_eq!(order, [vec![0], vec![1, 2], vec![3, 4, 5]]);
    let all = Case::new(&["P"; 6]).with_outputs(&outputs, 0);
    assert_eq!(all.order("codet"), [vec![0, 1, 2, 3, 4, 5]]);
    let order = all.order("codet+tie-break");
    assert_eq!(order, [vec![3, 4, 5], vec![1, 2], vec![0]]);
}

#[test]
fn a_ranking_has_a_name_that_says_all_of_it() {
    for name in ["fusion", "b4+raw+fallback+tie-break", "codet-product"] {
        let ranking: Ranking = name.parse().unwrap();
        assert_eq!(ranking.to_string(), name);
    }
    assert!("best".parse::<Ranking>().unwrap_err().contains("fusion"));
    assert!("b4+half".parse::<Ranking>().unwrap_err().contains("unique"));
}

fn letters(count: usize) -> impl Strategy<Value = String> {
    let letter = |passes| if passes { 'P' } else { '.' };
    vec(any::<bool>(), count).prop_map(move |row| row.into_iter().map(letter).collect())
}

fn case() -> impl Strategy<Value = Case> {
    (1..7_usize, 1..7_usize, 0..4_usize).prop_flat_map(|(candidates, tests, calls)| {
        (
            vec(letters(tests), candidates),
            vec(1..5_usize, candidates),
            vec(1..5_usize, tests),
            vec(vec("[ab!]", calls), candidates),
            0..=calls,
        )
            .prop_map(|(passes, candidates, tests, outputs, added)| Case {
                passes,
                candidates,
                tests,
                outputs,
                added,
            })
    })
}

/// A case, and an order of its candidates and of its tests.
fn shuffled() -> impl Strategy<Value = (Case, Vec<usize>, Vec<usize>)> {
    case().prop_flat_map(|case| {
        let candidates: Vec<usize> = (0..case.candidates.len()).collect();
        let tests: Vec<usize> = (0..case.tests.len()).collect();
        let orders = (Just(candidates).prop_shuffle(), Just(tests).prop_shuffle());
        (Just(case), orders.0, orders.1)
    })
}

fn permuted<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&place| values[place].clone()).collect()
}

/// What a ranking says, whatever the order of equals.
fn content(sets: &[ConsensusSet]) -> BTreeSet<(Vec<usize>, Vec<usize>, u64)> {
    let content = |set: &ConsensusSet| {
        (
            set.candidates.clone(),
            set.tests.clone(),
            set.score.to_bits(),
        )
    };
    sets.iter().map(content).collect()
}

fn every_ranking() -> Vec<Ranking> {
    let plain = Scorer::all().map(|scorer| Ranking {
        scorer,
        ..Ranking::default()
    });
    let named = ["codet+layers", "b4+raw+layers", "fusion+sqrt-per-origin"];
    plain
        .chain(named.map(|name| name.parse().unwrap()))
        .collect()
}

proptest! {
    #[test]
    fn passing_one_more_test_or_example_never_makes_a_selection_less_sure(
        (case, shown, place) in (case(), vec(any::<bool>(), 8), any::<prop::sample::Index>()),
        others in vec(case(), 0..4),
    ) {
        // Without outputs of its own, a candidate that passes one more is no longer like the others.
        prop_assume!(!case.outputs[0].is_empty());
        let mut case = case;
        case.outputs[0].iter_mut().for_each(|it| "z".clone_into(it));
        let sure = |case: &Case| {
            let examples = Bits::from_bools(&shown[..case.tests.len().min(shown.len())]);
            let examples = if case.tests.len() > shown.len() { Bits::default() } else { examples };
            let mut matrices = vec![case.matrix().with_examples(examples)];
            matrices.extend(others.iter().map(Case::matrix));
            confidence(&matrices, &vec![Some(0); matrices.len()])[0]
        };
        let mut better = case.clone();
        let failed: Vec<usize> = case.passes[0].match_indices('.').map(|it| it.0).collect();
        prop_assume!(!failed.is_empty());
        let place = failed[place.index(failed.len())];
        better.passes[0].replace_range(place..=place, "P");
        if let (Some(less), Some(more)) = (sure(&case), sure(&better)) {
            prop_assert!(less <= more + 1e-12, "{less} {more}");
        }
    }

    #[test]
    fn permuting_candidates_and_tests_changes_no_set((case, candidates, tests) in shuffled()) {
        let mut other = case.clone();
        other.passes = permuted(&case.passes, &candidates);
        other.passes.iter_mut().for_each(|row| {
            let letters: Vec<char> = row.chars().collect();
            *row = permuted(&letters, &tests).into_iter().collect();
        });
        other.candidates = permuted(&case.candidates, &candidates);
        other.outputs = permuted(&case.outputs, &candidates);
        other.tests = permuted(&case.tests, &tests);
        for ranking in every_ranking() {
            let mut back = rank(&other.matrix(), ranking);
            for set in &mut back {
                set.candidates = permuted(&candidates, &set.candidates);
                set.candidates.sort_unstable();
                set.tests = permuted(&tests, &set.tests);
                set.tests.sort_unstable();
            }
            prop_assert_eq!(content(&rank(&case.matrix(), ranking)), content(&back), "{}", ranking);
        }
    }

    #[test]
    fn the_names_of_outputs_change_nothing(case in case()) {
        let mut other = case.clone();
        for output in other.outputs.iter_mut().flatten() {
            *output = match output.as_str() {
                "a" => "other".to_owned(),
                "b" => "a".to_owned(),
                _ => "!other".to_owned(),
            };
        }
        for ranking in every_ranking() {
            prop_assert_eq!(rank(&case.matrix(), ranking), rank(&other.matrix(), ranking));
        }
    }

    #[test]
    fn a_candidate_is_in_one_set_at_most(case in case()) {
        for ranking in every_ranking() {
            let mut seen = BTreeSet::new();
            for set in rank(&case.matrix(), ranking) {
                prop_assert!(set.score.is_finite() && !set.candidates.is_empty());
                prop_assert!(set.candidates.iter().all(|it| seen.insert(*it)), "{}", ranking);
            }
        }
    }

    #[test]
    fn writing_a_program_twice_is_counting_it_twice(case in case()) {
        let mut twice = case.clone();
        twice.passes.push(case.passes[0].clone());
        twice.outputs.push(case.outputs[0].clone());
        twice.candidates.push(1);
        let mut counted = case.clone();
        counted.candidates[0] += 1;
        for ranking in every_ranking() {
            let ranking = Ranking { weigh: Some(Weigh::Raw), layers: Layers::default(), ..ranking };
            let scores = |case: &Case| -> Vec<f64> {
                rank(&case.matrix(), ranking).iter().map(|set| set.score).collect()
            };
            prop_assert_eq!(scores(&twice), scores(&counted), "{}", ranking);
        }
    }

    #[test]
    fn how_often_a_program_was_written_changes_nothing_where_programs_count_once(case in case()) {
        let mut other = case.clone();
        other.candidates[0] += 3;
        for ranking in every_ranking().into_iter().filter(|it| it.scorer != Scorer::Frequency) {
            let ranking = Ranking { weigh: Some(Weigh::Unique), ..ranking };
            prop_assert_eq!(rank(&case.matrix(), ranking), rank(&other.matrix(), ranking), "{}", ranking);
        }
    }

    #[test]
    fn a_test_that_nobody_passes_changes_no_ranking_of_codet(case in case()) {
        let mut more = case.clone();
        more.tests.push(3);
        more.passes.iter_mut().for_each(|row| row.push('.'));
        for name in ["codet", "codet-product", "max-pass", "overlap", "srank"] {
            prop_assert_eq!(case.rank(name), more.rank(name), "{}", name);
        }
    }

    #[test]
    fn a_candidate_that_fails_everything_never_wins_unless_all_do(case in case()) {
        prop_assume!(case.passes.iter().any(|row| row.contains('P')));
        for name in ["codet", "b4", "latent", "frequency", "max-pass", "overlap", "fusion", "trust", "codet+layers"] {
            let sets = case.rank(name);
            let winners = sets.iter().filter(|set| set.score.total_cmp(&sets[0].score).is_eq());
            for winner in winners.flat_map(|set| &set.candidates) {
                prop_assert!(case.passes[*winner].contains('P'), "{}", name);
            }
        }
    }
}
