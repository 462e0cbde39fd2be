"""The compiled half; `mutagree` gives its functions names, defaults and manuals."""

from typing import Any, Callable, Iterable, Optional, final

from .types import Boosted, Certificate, ConsensusSet, Evaluation, ProgressCallback, Report, Request, Variant

__version__: str

@final
class Place:
    def __new__(
        cls,
        command: str,
        python: str,
        cache_dir: Optional[str],
        component: Optional[str],
        jobs: Optional[int],
    ) -> Place: ...
    @property
    def cache_dir(self) -> str: ...

@final
class Workers:
    def __new__(cls, place: Place, instructions: Optional[int], memory: Optional[int]) -> Workers: ...
    def install(self, progress: Optional[ProgressCallback]) -> None: ...
    def run_many(
        self,
        candidates: list[str],
        tests: list[str],
        entry_point: str,
        progress: Optional[ProgressCallback],
    ) -> list[Report]: ...
    @staticmethod
    def split(text: str) -> list[str]: ...
    def close(self) -> None: ...

def mutate(
    prompt: str,
    entry_point: Optional[str],
    task_id: str,
    strategies: list[str],
    variants: int,
    strength: str,
    seed: int,
    companions: list[str],
) -> list[Variant]: ...
def certify(
    original: str, variant: str, entry_point: Optional[str], variant_entry_point: Optional[str]
) -> Certificate: ...
def program(reply: str, prompt: str, entry_point: str) -> str: ...
def rank(
    passes: list[list[bool]],
    scorer: Optional[str],
    candidates: list[int],
    tests: list[int],
    outputs: Optional[list[list[str]]],
) -> list[ConsensusSet]: ...
def scorers() -> list[str]: ...
def evaluate(
    place: Place,
    problems: str,
    samples: str,
    k: list[int],
    skips_unsampled: bool,
    ignores_unknown: bool,
    seed: int,
    progress: Optional[ProgressCallback],
) -> Evaluation: ...
def boost(
    place: Place,
    wanted: dict[str, Any],
    model: Callable[[list[Request]], Iterable[tuple[int, str]]],
    progress: Optional[ProgressCallback],
) -> Boosted: ...
