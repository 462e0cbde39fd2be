//! Renaming forward over a problem and backward over candidates.

mod common;

use common::{SIGNATURE, run, texts};
use mutagree_mutators::{NameError, NameMap, Problem, Prompt, Rename, RenameKind, Request, mutate};

fn map(prompt: &str, entry: &str, renames: &[(&str, &str, RenameKind)]) -> NameMap {
    let renames = renames
        .iter()
        .map(|(from, to, kind)| Rename {
            from: (*from).into(),
            to: (*to).into(),
            kind: *kind,
        })
        .collect();
    NameMap::new(&Prompt::new(prompt, Some(entry)), renames).expect("free names")
}

fn longest() -> NameMap {
    map(
        SIGNATURE,
        "find_longest",
        &[
            ("find_longest", "locateLongest", RenameKind::Function),
            ("max_len", "limit", RenameKind::Parameter),
        ],
    )
}

#[test]
fn a_renaming_reaches_signature_prose_and_doctests() {
    let renamed = longest().forward_prompt(&Prompt::new(SIGNATURE, Some("find_longest")));
    assert!(renamed.contains("def locateLongest(words, limit):"));
    assert!(renamed.contains("Words longer than limit are ignored."));
    assert!(renamed.contains(">>> locateLongest(['aa', 'b'], limit=3)"));
    assert!(!renamed.contains("max_len") && !renamed.contains("find_longest"));
}

#[test]
fn undoing_a_renaming_restores_the_bytes() {
    let prompt = Prompt::new(SIGNATURE, Some("find_longest"));
    let map = longest();
    let renamed = Prompt::new(&map.forward_prompt(&prompt), Some("locateLongest"));
    assert_eq!(map.inverse().forward_prompt(&renamed), SIGNATURE);
}

#[test]
fn names_are_renamed_by_role_and_never_by_letters() {
    let prompt = "def f(x, defined):\n    \"\"\"Call f on x and `defined`.\"\"\"\n";
    let map = map(prompt, "f", &[("f", "g2", RenameKind::Function)]);
    let renamed = map.forward_prompt(&Prompt::new(prompt, Some("f")));
    assert_eq!(
        renamed,
        "def g2(x, defined):\n    \"\"\"Call g2 on x and `defined`.\"\"\"\n"
    );
}

#[test]
fn recursion_keywords_and_tests_follow() {
    let map = longest();
    let solution = "def find_longest(words, max_len):\n    other.max_len = 1\n    g(max_len=max_len)\n    return find_longest(words[1:], max_len=max_len)\n";
    let renamed = map.forward_code(solution);
    assert_eq!(
        renamed,
        "def locateLongest(words, limit):\n    other.max_len = 1\n    g(max_len=limit)\n    return locateLongest(words[1:], limit=limit)\n"
    );
    let tests = "def check(candidate):\n    assert candidate(['a'], max_len=2) == 'a'\n    assert find_longest([], max_len=1) is None\n";
    let renamed = map.forward_code(tests);
    assert!(
        renamed.contains("candidate(['a'], limit=2)")
            && renamed.contains("locateLongest([], limit=1)")
    );
    assert_eq!(map.inverse().forward_code(&renamed), tests);
}

#[test]
fn f_strings_and_patched_paths_follow_and_other_strings_do_not() {
    let map = longest();
    let code = "patch('__main__.find_longest')\nprint('find the longest')\ndef find_longest(words, max_len):\n    return f'{max_len} max'\n";
    let renamed = map.forward_code(code);
    assert!(
        renamed.contains("patch('__main__.locateLongest')") && renamed.contains("f'{limit} max'")
    );
    assert!(renamed.contains("print('find the longest')"));
}

#[test]
fn a_new_name_that_is_taken_or_reserved_is_refused() {
    let prompt = Prompt::new(SIGNATURE, Some("find_longest"));
    let rename = |from: &str, to: &str, kind| {
        NameMap::new(
            &prompt,
            vec![Rename {
                from: from.into(),
                to: to.into(),
                kind,
            }],
        )
    };
    assert_eq!(
        rename("find_longest", "list", RenameKind::Function),
        Err(NameError::Reserved("list".into()))
    );
    assert_eq!(
        rename("max_len", "vowels", RenameKind::Parameter),
        Err(NameError::Captured("vowels".into()))
    );
    assert_eq!(
        rename("words", "terms", RenameKind::Parameter),
        Err(NameError::Unclear("words".into()))
    );
}

#[test]
fn a_name_that_the_tests_use_is_not_taken() {
    let request = Request::new(&["naming/case-style"], 8, 1).expect("known");
    let problem = |companions| Problem {
        task_id: "t",
        prompt: SIGNATURE,
        entry_point: Some("find_longest"),
        companions,
    };
    assert_eq!(mutate(&problem(&[]), &request).count(), 2);
    let blocked = mutate(&problem(&["findLongest = 3", "FindLongest = 4"]), &request);
    assert_eq!(blocked.count(), 0);
    assert_eq!(blocked.reasons().get("code"), Some(&4));
}

#[test]
fn a_candidate_goes_back_to_the_original_names() {
    let map = longest();
    let candidate = "def helper(limit):\n    return limit\n\n\ndef locateLongest(words, limit):\n    return helper(limit) and locateLongest(words, limit=limit)\n";
    let back = map.backward(candidate);
    assert!(back.complete);
    assert_eq!(
        back.source,
        "def helper(limit):\n    return limit\n\n\ndef find_longest(words, max_len):\n    return helper(max_len) and find_longest(words, max_len=max_len)\n"
    );
}

#[test]
fn a_candidate_that_kept_the_old_names_stays_as_it_is() {
    let candidate = "def find_longest(words, max_len):\n    return words\n";
    let back = longest().backward(candidate);
    assert_eq!(back.source, candidate);
    assert_eq!(longest().shim(candidate), None);
}

#[test]
fn a_candidate_that_kept_the_function_but_took_the_parameter_goes_back() {
    let back = longest().backward("def find_longest(words, limit):\n    return limit\n");
    assert_eq!(
        back.source,
        "def find_longest(words, max_len):\n    return max_len\n"
    );
}

#[test]
fn a_candidate_that_binds_the_old_name_itself_is_not_captured() {
    let candidate = "def find_longest(a):\n    return a\n\n\ndef locateLongest(words, limit):\n    max_len = 3\n    return find_longest(limit + max_len)\n";
    let back = longest().backward(candidate);
    assert!(!back.complete);
    assert_eq!(back.source, candidate);
}

#[test]
fn a_candidate_in_a_class_goes_back_and_is_shimmed() {
    let candidate = "class Solution:\n    def locateLongest(self, words, limit):\n        return self.locateLongest(words, limit)\n";
    let back = longest().backward(candidate);
    assert!(
        back.source
            .contains("def find_longest(self, words, max_len):")
    );
    assert!(back.source.contains("self.find_longest(words, max_len)"));
    let shim = longest().shim(candidate).expect("a shim");
    assert!(
        shim.contains("Solution().locateLongest(*args") && shim.contains("\"max_len\": \"limit\"")
    );
}

#[test]
fn the_shim_answers_to_the_original_names() {
    let candidate = "def locateLongest(words, limit):\n    return words\n";
    let shim = longest().shim(candidate).expect("a shim");
    assert_eq!(
        shim,
        "\n\n_renamed_locateLongest = locateLongest\n\ndef find_longest(*args, **kwargs):\n    names = {\"max_len\": \"limit\"}\n    return _renamed_locateLongest(*args, **{names.get(key, key): value for key, value in kwargs.items()})\n"
    );
    let only_function = map(
        SIGNATURE,
        "find_longest",
        &[("find_longest", "locateLongest", RenameKind::Function)],
    );
    assert_eq!(
        only_function.shim(candidate).as_deref(),
        Some("\n\nfind_longest = locateLongest\n")
    );
}

#[test]
fn naming_operators_rename_as_their_manual_says() {
    let prompt = "def draw_point2d(image, num_items):\n    \"\"\"Draw num_items points on the `image`.\"\"\"\n";
    let entry = Some("draw_point2d");
    let starts = |operator: &str, head: &str| {
        let found = texts(operator, prompt, entry);
        assert!(
            found.iter().any(|text| text.starts_with(head)),
            "{operator}: {found:#?}"
        );
    };
    starts("naming/case-style", "def drawPoint2d(");
    starts("naming/entry-synonym", "def render_point2d(");
    starts(
        "naming/expand-abbreviate",
        "def draw_point2d(image, number_items):",
    );
    starts(
        "naming/parameter",
        "def draw_point2d(img, num_items):\n    \"\"\"Draw num_items points on the `img`.",
    );
    starts("naming/opaque", "def f0(a0, a1):");
    starts("naming/adversarial-name", "def ");
    let task = texts(
        "naming/task-name",
        "def f(x):\n    \"\"\"Return the largest prime factor of x.\"\"\"\n",
        Some("f"),
    );
    assert!(
        task[0].starts_with("def return_largest_prime_factor(x):"),
        "{task:?}"
    );
}

#[test]
fn a_variant_may_rename_the_function_and_a_parameter_and_goes_back_whole() {
    let request = Request::new(&["naming"], 8, 7).expect("known");
    let problem = Problem {
        task_id: "t",
        prompt: SIGNATURE,
        entry_point: Some("find_longest"),
        companions: &[],
    };
    let variants = mutate(&problem, &request).variants;
    let both = variants.iter().find_map(|variant| {
        let map = variant.renames.as_ref()?;
        let renames = |kind| map.renames().iter().any(|rename| rename.kind == kind);
        let whole = renames(RenameKind::Function) && renames(RenameKind::Parameter);
        whole.then_some((variant, map))
    });
    let (variant, map) = both.expect("a variant with both");
    let renamed = Prompt::new(&variant.prompt, variant.entry_point.as_deref());
    assert_eq!(map.inverse().forward_prompt(&renamed), SIGNATURE);
}

#[test]
fn methods_of_a_framework_are_never_renamed() {
    let class = "class Net:\n    def forward(self, x):\n        return self.add_bias(x)\n\n    def add_bias(self, x):\n        \"\"\"Adds the bias to x.\"\"\"\n";
    let found = texts("naming/class-method", class, None);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("def forward(")
            && found[0].contains("self.addBias(x)")
            && found[0].contains("def addBias(")
    );
    let derived = class.replace("class Net:", "class Net(nn.Module):");
    assert_eq!(
        run(&["naming/class-method"], &derived, None).no_site,
        ["naming/class-method"]
    );
}

#[test]
fn a_helper_with_the_old_name_of_a_parameter_is_no_capture() {
    let candidate = "def helper(max_len):\n    return max_len\n\n\ndef locateLongest(words, limit):\n    return helper(limit)\n";
    let back = longest().backward(candidate);
    assert!(
        back.complete
            && back
                .source
                .ends_with("def find_longest(words, max_len):\n    return helper(max_len)\n")
    );
}
