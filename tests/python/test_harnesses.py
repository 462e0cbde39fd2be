"""The examples for other evaluation harnesses, against their packages where these are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "examples"))

RIGHT = "```python\ndef double(x):\n    return 2 * x\n```"
WRONG = "```python\ndef double(x):\n    return x * x\n```"


def test_inspect_ai_scores_with_the_sandbox(tmp_path: Path) -> None:
    inspect_ai: Any = pytest.importorskip("inspect_ai")
    dataset: Any = pytest.importorskip("inspect_ai.dataset")
    models: Any = pytest.importorskip("inspect_ai.model")
    import inspect_ai_scorer  # pyright: ignore

    sample = dataset.Sample(input="Write `double`.", target="assert double(2) == 4\nassert double(3) == 6\n")
    outputs = [models.ModelOutput.from_content("mockllm/model", it) for it in (RIGHT, WRONG)]
    (log,) = inspect_ai.eval(
        inspect_ai.Task(dataset=[sample, sample], scorer=inspect_ai_scorer.passes_tests()),
        model=models.get_model("mockllm/model", custom_outputs=outputs),
        log_dir=str(tmp_path),
        display="none",
        max_samples=1,
    )
    assert log.status == "success", log.error
    assert log.results.scores[0].metrics["accuracy"].value == 0.5


def test_lm_eval_takes_the_metric() -> None:
    import lm_eval_metric  # pyright: ignore

    doc = {
        "prompt": 'def double(x):\n    """Return the double of x."""\n',
        "entry_point": "double",
        "test": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(5) == 10\n",
    }
    assert lm_eval_metric.process_results(doc, [["    return 2 * x\n"]]) == {"pass_at_1": 1.0}
    assert lm_eval_metric.process_results(doc, [[WRONG]]) == {"pass_at_1": 0.0}
