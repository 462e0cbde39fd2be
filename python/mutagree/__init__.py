"""Say a programming task many ways, run every answer against every test, keep what they agree on.

    >>> import mutagree
    >>> variants = mutagree.mutate("Write a function `double(x)` that returns the double of x.")
    >>> with mutagree.Sandbox() as sandbox:
    ...     reports = sandbox.run_many(["def double(x): return 2 * x"], ["assert double(2) == 4"])
    >>> mutagree.rank(reports)[0]["candidates"]
    [0]

`evaluate` measures samples against the tests of problems, and `boost` does the whole job with any function as the model.
Results are plain lists and dicts; `frame` makes a data frame of them where pandas or polars is installed.
"""

from ._mutagree import __version__
from .agreement import rank, scorers
from .errors import InputError, ModelError, MutagreeError, SandboxError
from .frames import frame
from .jobs import boost, evaluate
from .replies import program
from .sandbox import Sandbox
from .types import (
    Boosted,
    Certificate,
    ConsensusSet,
    Edit,
    Evaluation,
    Message,
    Model,
    Outcome,
    Progress,
    ProgressCallback,
    Report,
    Request,
    Selected,
    Variant,
    Verdict,
)
from .variants import certify, mutate

__all__ = [
    "Boosted",
    "Certificate",
    "ConsensusSet",
    "Edit",
    "Evaluation",
    "InputError",
    "Message",
    "Model",
    "ModelError",
    "MutagreeError",
    "Outcome",
    "Progress",
    "ProgressCallback",
    "Report",
    "Request",
    "Sandbox",
    "SandboxError",
    "Selected",
    "Variant",
    "Verdict",
    "__version__",
    "boost",
    "certify",
    "evaluate",
    "frame",
    "mutate",
    "program",
    "rank",
    "scorers",
]
