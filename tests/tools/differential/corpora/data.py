"""Real data, where it is."""

import gzip
import json
import os
from pathlib import Path

from ..case import Absent

ROOT = Path(__file__).resolve().parents[4]


def path(name):
    """A file of real data."""
    folder = Path(os.environ.get("MUTAGREE_DATA") or ROOT.parent / "shared/data")
    if not folder.is_dir():
        raise Absent(f"no real data at `{folder}`; name it with `MUTAGREE_DATA`")
    return folder / name


def rows(name):
    """The rows of a file of real data."""
    with gzip.open(path(name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
