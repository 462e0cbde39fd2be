"""The shapes of what goes in and comes out: all of it is plain lists and dicts."""

from __future__ import annotations

from typing import Any, Callable, Optional, Sequence, TypedDict, Union

__all__ = [
    "Boosted",
    "Certificate",
    "ConsensusSet",
    "Edit",
    "Evaluation",
    "Message",
    "Model",
    "Outcome",
    "Progress",
    "ProgressCallback",
    "Report",
    "Request",
    "Row",
    "Rows",
    "Selected",
    "Variant",
    "Verdict",
]


class Edit(TypedDict):
    """One replaced span of a prompt; offsets are bytes into the original."""

    operator: str
    version: int
    draft: int
    start: int
    end: int
    before: str
    after: str


class Certificate(TypedDict):
    """What was checked, and the verdict: `equivalent`, `different`, `unknown` or `noise`."""

    verdict: str
    checks: list[dict[str, Any]]


class Variant(TypedDict):
    """A prompt that says the same: number 0 is the original."""

    task_id: str
    variant_id: int
    prompt: str
    entry_point: Optional[str]
    strategy: str
    operators: list[str]
    edits: list[Edit]
    renames: list[dict[str, Any]]
    certificate: Certificate
    seed: int


class Outcome(TypedDict):
    """What a candidate did on a test.

    `kind` is `passed`, `failed`, `raised`, `unviable`, `limit` or `crashed`; `error` is the class of an exception, or the limit
    that was reached (`time`, `memory`, `output`).
    """

    kind: str
    error: str
    message: str


class Report(TypedDict):
    """What a candidate did: `passed` and `outcomes` have one entry for each test."""

    passed: list[bool]
    outcomes: list[Outcome]
    unloadable: Optional[Outcome]
    """Why the candidate does not load, where it does not."""
    output: str
    """What it printed."""
    outputs: list[str]
    """What it gave for each call of the tests with literal arguments: the same text is the same behaviour."""
    shared: list[int]
    """The tests that were judged in the candidate's own interpreter, since their values cannot cross."""


class ConsensusSet(TypedDict):
    """Candidates that belong together, by their place in the matrix, and the tests that all of them pass."""

    candidates: list[int]
    tests: list[int]
    score: float


class Verdict(TypedDict):
    """How many samples of a problem are right, and how many a limit stopped."""

    task_id: str
    samples: int
    right: int
    stopped: int


class _Evaluation(TypedDict):
    problems: int
    pass_at: dict[int, float]
    interval: dict[int, Any]
    per_problem: list[Verdict]


class Evaluation(_Evaluation, total=False):
    """pass@k by k, as fractions, with 95 % bootstrap intervals over the problems."""

    unsampled: list[str]
    stopped: dict[str, int]
    scorer: str
    submission: float
    baseline: dict[int, float]


class Selected(TypedDict):
    """What was selected for a problem; `right` says what the problem's own tests say of it."""

    task_id: str
    samples: int
    tests: int
    agree: int
    on_tests: int
    candidate_id: Optional[int]
    is_agreed: bool
    confidence: Optional[float]
    right: Optional[bool]
    solution: Optional[str]


class Boosted(TypedDict):
    """What a run gave. `run` is its directory, which every verb of the command takes."""

    run: str
    submission: str
    selected: list[Selected]
    evaluation: Evaluation
    generated: dict[str, Any]


class Message(TypedDict):
    """One message of a conversation."""

    role: str
    content: str


class Request(TypedDict):
    """What a model is asked: one reply is wanted."""

    messages: list[Message]
    temperature: Optional[float]
    top_p: Optional[float]
    max_tokens: int
    task_id: str
    variant_id: str
    purpose: str
    sample: int


class Progress(TypedDict):
    """How far a stage is; `text` where there is something to say."""

    stage: str
    done: int
    total: int
    text: str


Model = Callable[[Request], str]
"""Any function that answers a request with a text."""

ProgressCallback = Callable[[Progress], object]
"""Is called on the thread that called mutagree; what it raises ends the work and passes."""

Row = dict[str, Any]
Rows = Sequence[Row]

Matrix = Union[Sequence[Report], Sequence[Sequence[bool]], Any]
"""Reports, or a row for each candidate with a truth value for each test: lists, or what has `tolist()`, as arrays of NumPy do."""
