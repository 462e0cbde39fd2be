"""One sandbox for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import mutagree
import pytest


@pytest.fixture(scope="session")
def sandbox() -> Iterator[mutagree.Sandbox]:
    with mutagree.Sandbox(jobs=2) as sandbox:
        yield sandbox
