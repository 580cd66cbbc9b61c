"""The demo company's newest review, opened once for all explanations."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kam.figures import Figure
from kam.quarters import Quarter
from kam.review import Review, open_review
from kam.why import Exports, Question, explainer
from kam.why.answer import OF_THE_COMING_QUARTER, explained, same


@pytest.fixture(scope="session")
def review() -> Review:
    return open_review("params/demo.yaml", "2026Q3", "en")


@pytest.fixture(scope="session")
def exports(review: Review) -> Exports:
    return Exports(review.inputs, review.params)


def differing(exports: Exports, quarter: Quarter, figures: Iterable[Figure]) -> list[tuple[Figure, object, str]]:
    """The figures that a quarter's review prints of itself and that the rows do not give, with what these give instead."""
    found = []
    for figure in figures:
        asked = quarter + 1 if figure.metric in OF_THE_COMING_QUARTER else quarter
        if figure.quarter == asked.name:
            explain = explainer(figure.metric)
            assert explain is not None, f"{figure.metric} has no explainer"
            given = explained(explain, exports, Question(figure.metric, asked, figure.account_id, figure.dimension))
            found += [] if same(given, figure) else [(figure, given.value, given.reason)]
    return found
