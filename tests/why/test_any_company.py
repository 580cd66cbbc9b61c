"""Companies that a calm one never is: whatever the ledger of one says, its rows give."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam.review.ledger import compile_ledger
from kam.why import Exports
from tests.recomputed.companies import books_of

from .conftest import differing

UNTIDY = {
    0: "no list of accounts",
    2: "a task of an own shop whose figure it has not",
    3: "more cash paid back than came, and a prospect that is scored",
    9: "an own shop at the order fair",
    11: "a stage in the company's own word",
    33: "a delivery before the first invoice, and the middle of two amounts",
    18: "goods sold on before the first invoice, and a mean score of half a millionth",
    136: "lines on time that fell by just what the warning allows",
}


def agrees(place: Path, seed: int) -> None:
    books, _ = books_of(place, seed)
    newest = books.quarters[-1]
    assert differing(Exports(books.inputs, books.params), newest, compile_ledger(books, newest).figures) == []


@pytest.mark.parametrize("seed", UNTIDY, ids=UNTIDY.get)
def test_every_figure_of_an_untidy_company_is_found_again(tmp_path: Path, seed: int) -> None:
    agrees(tmp_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_every_figure_of_many_companies_is_found_again(tmp_path: Path, seed: int) -> None:
    agrees(tmp_path, seed)
