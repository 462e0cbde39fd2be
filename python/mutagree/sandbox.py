"""Candidates and tests in the sandbox."""

from __future__ import annotations

from types import TracebackType
from typing import Optional, Sequence, Union

from . import _mutagree
from .place import StrPath, place
from .progress import callback
from .types import ProgressCallback, Report

__all__ = ["Sandbox"]


class Sandbox:
    """Runs candidates against tests in WebAssembly: without files, network, environment, clock or entropy of this machine.

    Worker processes start with the first job and end with `close`, a `with` block or the object. What is needed is built on first use
    into `cache_dir` (20 to 40 s, for which Python's `venv` and a package index are needed; `MUTAGREE_CACHE_DIR`, else the user's
    cache folder). `jobs` run at the same time, as many as there are cores where nothing is said. Each test may use `instructions` of
    WebAssembly (a billion) and `memory` in MiB (256).

    An object may be used from several threads. Ctrl-C ends the work within a moment, and the object can be used again.
    """

    def __init__(
        self,
        *,
        cache_dir: Optional[StrPath] = None,
        jobs: Optional[int] = None,
        instructions: Optional[int] = None,
        memory: Optional[int] = None,
    ) -> None:
        self._workers = _mutagree.Workers(place(cache_dir, jobs), instructions, memory)

    def install(self, *, progress: Union[bool, ProgressCallback] = False) -> None:
        """Makes everything ready that the first job would.

        Raises `SandboxError` where the cache folder cannot be written, or nothing can be built.
        """
        self._workers.install(callback(progress))

    def run(self, candidate: str, tests: Union[str, Sequence[str]], *, entry_point: str = "") -> Report:
        """Runs one candidate, a Python source, against tests: a report with an outcome for each.

        `tests` are Python sources, each one test, or the text of a file, whose assertions, test functions and test methods are
        (`split` shows them). With an `entry_point` tests may call the candidate's function as `candidate`.

        What the candidate does is an outcome. Raises `SandboxError` where the sandbox fails.
        """
        return self.run_many([candidate], tests, entry_point=entry_point)[0]

    def run_many(
        self,
        candidates: Sequence[str],
        tests: Union[str, Sequence[str]],
        *,
        entry_point: str = "",
        progress: Union[bool, ProgressCallback] = False,
    ) -> list[Report]:
        """Runs every candidate against every test: a report for each candidate, in their order. `rank` takes the list.

        Tests are compiled once, and candidates run on all jobs. Errors are those of `run`.
        """
        single = self.split(tests) if isinstance(tests, str) else list(tests)
        return self._workers.run_many(list(candidates), single, entry_point, callback(progress))

    @staticmethod
    def split(text: str) -> list[str]:
        """The single tests of a file: its assertions, its functions `test_…` and the methods of its test classes."""
        return _mutagree.Workers.split(text)

    def close(self) -> None:
        """Ends the worker processes."""
        self._workers.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()
