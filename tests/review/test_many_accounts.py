"""Measuring grows with the number of accounts, not with its square: what is summed over all of them is not summed again for each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kam.measures.books import Books
from kam.params import load_params
from kam.review import open_books
from kam.review.ledger import compile_ledger
from tests.browser.crowd import HEAD, RULES, crowd
from tests.review.acme import write

OVER_ALL = ("at_end", "costed", "in_quarter", "net_ttm", "territories")


def asked(place: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the books of so many accounts are gone through from end to end."""
    books, counts = open_books(load_params(write(place, crowd(count), rules=RULES, head=HEAD))), Counter[str]()
    with monkeypatch.context() as watched:
        for name in OVER_ALL:
            watched.setattr(Books, name, _counting(getattr(Books, name), name, counts))
        compile_ledger(books, books.quarters[-1])
    return counts


def _counting(method: Any, name: str, counts: Counter[str]) -> Any:
    def counted(*given: Any) -> Any:
        counts[name] += 1
        return method(*given)

    return counted


def test_more_accounts_do_not_ask_the_books_more_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (asked(tmp_path / str(count), count, monkeypatch) for count in (12, 24))
    assert set(few) == set(OVER_ALL)
    # A few more where more stars moved; once for each account would be twelve.
    assert {name: more for name in OVER_ALL if (more := many[name] - few[name]) >= 12} == {}
