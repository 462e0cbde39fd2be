"""What the tests of `RBM` are given. The source distribution lacks the repository's own `tests/conftest.py`; this is not that file."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def affinity_matrix():
    """Ratings of items (columns) by users (rows), from 1 to 5, or 0 where there is none: to train with, and to test with."""
    random = np.random.default_rng(42)
    ratings = random.integers(0, 6, size=(50, 40))
    is_training = random.random(ratings.shape) < 0.75
    ratings[:, :5] = np.arange(1, 6)
    is_training[:, :5] = True
    return np.where(is_training, ratings, 0), np.where(is_training, 0, ratings)
