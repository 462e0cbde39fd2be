//! Names are known before anything is changed: where prose declares them, they stay; a renaming changes every use or is refused.

mod common;

use common::{run, texts};

/// Every variant of every operator that keeps the meaning.
fn all(prompt: &str) -> Vec<String> {
    texts("all", prompt, None)
}

/// Fails where a variant has lost one of the texts.
fn keeps(prompt: &str, kept: &[&str]) {
    for variant in all(prompt) {
        for text in kept {
            assert!(
                variant.contains(text),
                "`{text}` of {prompt:?} is gone in {variant:?}"
            );
        }
    }
}

/// Fails where a renaming leaves the old name, or there is none at all.
fn renames_every_use(prompt: &str, name: &str) {
    let variants = texts("naming", prompt, None);
    assert!(!variants.is_empty(), "{prompt:?} is not renamed");
    for variant in variants {
        let mut words = variant.split(|mark: char| !(mark.is_alphanumeric() || mark == '_'));
        assert!(
            !words.any(|word| word == name),
            "`{name}` is left in {variant:?}"
        );
    }
}

#[test]
fn a_renaming_reaches_what_follows_a_fence_on_its_closing_line() {
    for prompt in [
        "Count the rows.\n```\ndef task_func(rows):\n``` The function name should be task_func.\n",
        "Count the rows.\n```python\ndef task_func(rows):\n    pass\n```\nThe name of the function must be task_func.\n",
        "Write a function called task_func that counts rows. It is used as `task_func(rows)`.\n~~~\ntask_func([1])\n~~~ Here task_func gives one row.\n",
    ] {
        renames_every_use(prompt, "task_func");
    }
}

#[test]
fn a_name_that_is_a_word_too_is_renamed_where_it_stands_as_the_name() {
    let prompt = "Write a function called shrink to shrink the image by half. Use it as `out = shrink(img)`.\n";
    let variants = texts("naming", prompt, None);
    assert!(!variants.is_empty());
    for variant in variants {
        assert!(
            !variant.contains("called shrink") && !variant.contains("= shrink("),
            "{variant}"
        );
        assert!(variant.contains("to shrink the image"), "{variant}");
    }
    let quoted =
        "Write a function called shrink. With the mode 'shrink' it makes the image smaller.\n";
    assert!(
        texts("naming", quoted, None).is_empty(),
        "the quoted word may be a text"
    );
}

#[test]
fn what_a_library_calls_the_same_keeps_its_name() {
    for (prompt, kept) in [
        (
            "def isclose(a, b):\n    \"\"\"Say whether two arrays are close, as `np.isclose` does.\"\"\"\n    return np.isclose(a, b)\n",
            "np.isclose(a, b)",
        ),
        (
            "Write a function named count_nonzero that counts with np.count_nonzero(x) and torch.count_nonzero.\n",
            "with np.count_nonzero(x) and torch.count_nonzero",
        ),
    ] {
        let entry = ["isclose", "count_nonzero"]
            .into_iter()
            .find(|name| prompt.contains(name));
        let mutated = run(&["naming"], prompt, entry);
        assert!(mutated.count() > 0, "{prompt}");
        for variant in &mutated.variants[1..] {
            assert!(variant.prompt.contains(kept), "{}", variant.prompt);
        }
    }
}

#[test]
fn what_others_call_by_its_name_is_never_renamed() {
    for (name, prompt) in [
        (
            "__init__",
            "Write the `__init__` method of the class `Gate(nn.Module)` that keeps the number of experts.\n",
        ),
        (
            "step_all",
            "Write a Python method named `step_all` for the `Walker` class that moves every leg of the walker.\n",
        ),
        (
            "def forward(",
            "Generate a Python function called `forward` that performs the forward pass.\n```python\nclass Net(Module):\n    def forward(self, x):\n```\n",
        ),
        (
            "def compute_all(",
            "Generate a function `compute_all` that computes all values.\n```python\nclass Crop(Base):\n    def compute_all(self, x):\n```\n",
        ),
    ] {
        keeps(prompt, &[name]);
    }
    let own = "Write a function `push_all` that pushes all values.\n```python\nclass Stack:\n    def push_all(self, values):\n```\n";
    renames_every_use(own, "push_all");
}

#[test]
fn the_entry_point_is_read_from_the_prose_and_told() {
    let prompt = "Write a Python function named `draw_point2d` to set the given pixels of an image to a color.\n";
    let mutated = run(&["naming"], prompt, None);
    assert!(mutated.count() > 1);
    assert_eq!(
        mutated.variants[0].entry_point.as_deref(),
        Some("draw_point2d")
    );
    for variant in &mutated.variants[1..] {
        let name = variant.entry_point.as_deref().expect("a name");
        assert!(
            variant.prompt.contains(&format!("`{name}`")),
            "{}",
            variant.prompt
        );
    }
    let unnamed = run(
        &["naming"],
        "Write a function to sort a list of tuples.\n",
        None,
    );
    assert_eq!(
        (unnamed.count(), unnamed.variants[0].entry_point.as_deref()),
        (0, None)
    );
}

#[test]
fn a_name_made_from_the_task_is_that_of_its_verb_and_object() {
    for (prompt, name) in [
        (
            "Generate a Python function called blend_all that merges two binary masks.\n",
            "merge_binary_masks",
        ),
        (
            "Write a Python function named `run_it` to compute the mean of all positive values.\n",
            "compute_mean_of_positive_values",
        ),
    ] {
        let variants = texts("naming/task-name", prompt, None);
        assert!(variants.iter().any(|it| it.contains(name)), "{variants:?}");
        assert!(
            variants.iter().all(|it| !it.contains("python_function")),
            "{variants:?}"
        );
    }
}

#[test]
fn parameters_that_prose_lists_keep_their_spelling() {
    keeps(
        "The function takes mask (a tensor), color (the color of the paint) and normalize (boolean), and returns the colored mask.\n",
        &["mask (", "color (", "normalize ("],
    );
    keeps(
        "Resize the picture to height (integer) with the tolerance eps (float), and return the result.\n",
        &["height (", "eps ("],
    );
    keeps(
        "Normalize the colors.\n- color: the color of the first item\n- normalize (bool): whether to normalize\n",
        &["color: ", "normalize ("],
    );
    keeps(
        "Compute the loss of a list of tensors called vs. The function returns a number.\n",
        &[" vs"],
    );
}

#[test]
fn code_that_nothing_fences_stays() {
    keeps(
        "Compute the total of all rows.\nif total is None:\n    raise ValueError(\"no total\")\nReturn the total of them.\n",
        &["if total is None:\n    raise ValueError(\"no total\")"],
    );
    keeps(
        "Sum the elements as in this loop, and return the result:\nfor element in elements:\n    total += element\n    if not element:\n        break\n",
        &["for element in elements:\n    total += element\n    if not element:\n        break"],
    );
}
