"""Jobs over files of problems: an evaluation of samples, and the whole job with a model."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Generator, Optional, Sequence, Union

from . import _mutagree
from .answers import answers
from .errors import InputError
from .place import StrPath, place
from .progress import callback
from .types import Boosted, Evaluation, Model, ProgressCallback, Rows

__all__ = ["boost", "evaluate"]


def evaluate(
    problems: Union[StrPath, Rows],
    samples: Union[StrPath, Rows],
    *,
    k: Sequence[int] = (1,),
    missing: str = "zero",
    ignore_unknown: bool = False,
    seed: int = 0,
    cache_dir: Optional[StrPath] = None,
    jobs: Optional[int] = None,
    progress: Union[bool, ProgressCallback] = False,
) -> Evaluation:
    """Measures samples against the problems' own tests: pass@k with 95 % intervals, and how many samples of each problem are right.

    `problems` and `samples` are files of any form that the command reads, or lists of such rows: `{"task_id", "prompt", "test",
    "entry_point"}` and `{"task_id", "solution"}` among others. Problems without samples count as not solved, or with
    `missing="skip"` are left out.

    Raises `InputError` where a row cannot be used, `SandboxError` where the sandbox fails.
    """
    if missing not in ("zero", "skip"):
        raise InputError(f"`{missing}` is neither `zero` nor `skip`")
    with _file(problems, "problems") as problem_file, _file(samples, "samples") as sample_file:
        return _mutagree.evaluate(
            place(cache_dir, jobs),
            problem_file,
            sample_file,
            list(k),
            missing == "skip",
            ignore_unknown,
            seed,
            callback(progress),
        )


def boost(
    problems: Union[StrPath, Rows],
    model: Model,
    *,
    run: Optional[StrPath] = None,
    name: str = "function",
    at_once: int = 1,
    candidates: int = 20,
    tests: int = 50,
    tests_per_reply: int = 10,
    variants: int = 8,
    strategies: Sequence[str] = ("all",),
    strength: str = "medium",
    method: str = "zero-shot",
    test_form: str = "asserts",
    distinguish: int = 0,
    repair: int = 0,
    temperature: float = 0.8,
    top_p: float = 0.95,
    max_tokens: int = 2048,
    sure: Optional[int] = None,
    scorer: Optional[str] = None,
    limit: Optional[int] = None,
    seed: int = 0,
    cache_dir: Optional[StrPath] = None,
    jobs: Optional[int] = None,
    progress: Union[bool, ProgressCallback] = False,
) -> Boosted:
    """Does the whole job: asks the model for candidates and tests of every variant, runs them, ranks, and selects a solution for each
    problem.

    `model` is any function that takes a `Request` and gives a text. It is called on this thread, or with `at_once` above 1 on so many
    others. `problems` is a file or a list of rows, as for `evaluate`. `run` is the directory of the run: each reply is in it before
    it is used, so the same call goes on after an interrupt, and every verb of the command takes it; where nothing is said, a new
    temporary folder, which stays. `name` is the model's name there. `sure` takes candidates until a selection is right with this
    probability in percent. The others are the options of `mutagree boost` of the same names.

    Raises `InputError` where a problem or an argument cannot be used, or the run was begun with other ones; `SandboxError` where the
    sandbox fails; and what `model` or `progress` raises.
    """
    folder = tempfile.mkdtemp(prefix="mutagree-") if run is None else os.fspath(run)
    with _file(problems, "problems") as problem_file:
        wanted = {
            "problems": problem_file,
            "run": folder,
            "model": name,
            "method": method,
            "test_form": test_form,
            "strategies": list(strategies),
            "variants": variants,
            "strength": strength,
            "candidates": candidates,
            "tests": tests,
            "tests_per_reply": tests_per_reply,
            "distinguish": distinguish,
            "repair": repair,
            "temperature": temperature,
            "top_p": top_p,
            "max_tokens": max_tokens,
            "sure": sure,
            "scorer": scorer,
            "limit": limit,
            "seed": seed,
        }
        return _mutagree.boost(place(cache_dir, jobs), wanted, answers(model, at_once), callback(progress))


@contextmanager
def _file(rows: Union[StrPath, Rows], name: str) -> Generator[str, None, None]:
    """The file that was named, or one with the rows that were given."""
    if isinstance(rows, (str, os.PathLike)):
        yield os.fspath(rows)
        return
    with tempfile.TemporaryDirectory(prefix="mutagree-") as folder:
        path = Path(folder) / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        yield str(path)
