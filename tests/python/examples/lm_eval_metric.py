"""`process_results` of a task of lm-evaluation-harness: whether the completion passes the tests of a document of HumanEval's form.

In the task's YAML: `process_results: !function lm_eval_metric.process_results`, and in its `metric_list` `metric: pass_at_1` with
`aggregation: mean`. `unsafe_code` is not needed: nothing of the completion runs outside the sandbox.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mutagree


@lru_cache(maxsize=None)
def sandbox() -> mutagree.Sandbox:
    return mutagree.Sandbox()


def process_results(doc: dict[str, Any], results: list[Any]) -> dict[str, float]:
    completion = results[0] if isinstance(results[0], str) else results[0][0]
    try:
        candidate = mutagree.program(completion, prompt=doc["prompt"], entry_point=doc["entry_point"])
    except mutagree.InputError:
        return {"pass_at_1": 0.0}
    test = f"{doc['test']}\ncheck({doc['entry_point']})"
    return {"pass_at_1": float(sandbox().run(candidate, [test])["passed"] == [True])}
