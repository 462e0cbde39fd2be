"""A scorer of inspect_ai: a sample's `target` holds the tests, and the completion is run against them in mutagree's sandbox."""

import mutagree
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer
from inspect_ai.solver import TaskState


@scorer(metrics=[accuracy()])
def passes_tests() -> Scorer:
    sandbox = mutagree.Sandbox()

    async def score(state: TaskState, target: Target) -> Score:
        try:
            program = mutagree.program(state.output.completion)
        except mutagree.InputError as error:
            return Score(value=INCORRECT, explanation=str(error))
        report = sandbox.run(program, target.text)
        right = bool(report["passed"]) and all(report["passed"])
        said = ", ".join(it["error"] or it["kind"] for it in report["outcomes"])
        return Score(value=CORRECT if right else INCORRECT, answer=program, explanation=said)

    return score
