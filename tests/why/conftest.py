"""The demo company's newest review, opened once for all explanations."""

from __future__ import annotations

import pytest

from kam.review import Review, open_review
from kam.why import Exports


@pytest.fixture(scope="session")
def review() -> Review:
    return open_review("params/demo.yaml", "2026Q3", "en")


@pytest.fixture(scope="session")
def exports(review: Review) -> Exports:
    return Exports(review.inputs, review.params)
