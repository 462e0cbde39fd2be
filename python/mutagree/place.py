"""Finds the command that came with the module, and says where work is done."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import Iterator, Optional, Union

from . import _mutagree
from .errors import SandboxError

__all__ = ["StrPath", "command", "place"]

StrPath = Union[str, "os.PathLike[str]"]


def _folders() -> Iterator[Path]:
    yield Path(sysconfig.get_path("scripts"))
    yield Path(sys.executable).parent
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else "posix_user"
    yield Path(sysconfig.get_path("scripts", user))
    # `pip install --target DIR` puts commands into `DIR/bin`.
    yield Path(__file__).parent.parent / "bin"


@lru_cache(maxsize=None)
def command() -> Path:
    """The command `mutagree` of this version, whose processes run candidates; `MUTAGREE_COMMAND` names another.

    Raises `SandboxError` where there is none.
    """
    named = os.environ.get("MUTAGREE_COMMAND")
    paths = [Path(named)] if named else [folder / "mutagree" for folder in _folders()]
    for path in paths:
        if path.is_file():
            _check(path)
            return path
    said = ", ".join(f"`{path}`" for path in paths)
    raise SandboxError(
        f"there is no command `mutagree` at {said}\nhint: install the package anew, or name it in `MUTAGREE_COMMAND`"
    )


def _check(path: Path) -> None:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout.split()
    if said[-1:] != [_mutagree.__version__]:
        found = " ".join(said) or "nothing that runs"
        raise SandboxError(
            f"`{path}` is {found}, and the module is {_mutagree.__version__}\nhint: install the package anew"
        )


def place(cache_dir: Optional[StrPath], jobs: Optional[int]) -> _mutagree.Place:
    """The place that arguments and the environment name."""
    folder = cache_dir or os.environ.get("MUTAGREE_CACHE_DIR")
    python = os.environ.get("MUTAGREE_PYTHON") or sys.executable or "python3"
    component = os.environ.get("MUTAGREE_COMPONENT")
    return _mutagree.Place(str(command()), python, None if folder is None else os.fspath(folder), component, jobs)
