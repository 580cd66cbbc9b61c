"""Exports changed in a known way change every figure in the way that it is declared to, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kam.figures import Figure
from kam.params import load_params
from kam.review.ledger import compile_ledger
from kam.review.review import open_books
from tests.review import acme

from . import changed
from .declared import TABLE, of

Key = tuple[str, str, str, str]
Ledger = dict[Key, Figure]
CLOSE = Decimal("0.00001")
# Nothing is clustered in so small a company.
CLUSTERED = ("agreement_ari", "agreement_v", "agreement_rank", "agreement_chance")


@pytest.fixture(scope="module", autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAM_CACHE", str(tmp_path_factory.getbasetemp() / "metamorphic"))
        yield


def ledger(params: Path) -> Ledger:
    """Every figure of the newest quarter's ledger."""
    books = open_books(load_params(params))
    return {(row.metric, row.account_id, row.dimension, row.quarter): row for row in compile_ledger(books, books.quarters[-1]).figures}


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return ledger(changed.written(tmp_path_factory.mktemp("as-it-is"), changed.company()))


def test_every_metric_says_what_it_does(as_it_is: Ledger) -> None:
    """A metric that nobody declared is one of which nobody knows what moves it."""
    assert sorted({metric for metric, *_ in as_it_is} - TABLE.keys()) == []


def test_the_small_company_measures_almost_every_metric(as_it_is: Ledger) -> None:
    """Unknown figures stay unknown whatever is changed, and would hold nothing."""
    known = {row.metric for row in as_it_is.values() if row.value is not None}
    assert {metric for metric, *_ in as_it_is} - known <= {"segments", "quarters_to_refill", *CLUSTERED}


@pytest.mark.parametrize("change", [changed.shuffled, changed.split, changed.rebooked])
def test_row_order_files_and_rebooking_change_no_figure(tmp_path: Path, as_it_is: Ledger, change: Callable[[Path, acme.Tables], Path]) -> None:
    """I-2, I-8, G5: not the last digit, not the count of rows behind it."""
    assert moved(as_it_is, ledger(change(tmp_path, changed.company()))) == []


def moved(before: Ledger, after: Ledger) -> list[tuple[Key, Figure | None, Figure | None]]:
    return [(key, before.get(key), after.get(key)) for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def test_doubling_all_money_doubles_what_is_money_and_nothing_else(tmp_path: Path, as_it_is: Ledger) -> None:
    """Stars stay: no default band is an amount (metrics.md I)."""
    twice = ledger(changed.doubled(tmp_path, changed.company()))
    assert sorted(as_it_is) == sorted(twice)
    assert [(key, row.value, twice[key].value) for key, row in as_it_is.items() if not as_declared(row, twice[key])] == []


def as_declared(row: Figure, twice: Figure) -> bool:
    """Whether a figure did under doubling what its metric declares."""
    if row.value is None or twice.value is None:
        return (row.value, row.reason) == (twice.value, twice.reason)
    declared = of(row.metric, row.dimension)
    expected = 2 * row.value if declared.doubles else row.value
    close = max(CLOSE, Decimal(declared.within)) if isinstance(row.value, Decimal) else declared.within * max(1.0, abs(float(expected)))
    return abs(twice.value - expected) <= close and (row.n, row.reason) == (twice.n, twice.reason)  # type: ignore[operator]


def test_another_account_moves_only_what_is_compared_with_others(tmp_path: Path, as_it_is: Ledger) -> None:
    joined = ledger(changed.joined(tmp_path, changed.company()))
    others = {key: row for key, row in joined.items() if key[1] not in ("", changed.NEWCOMER)}
    different = moved({key: row for key, row in as_it_is.items() if key[1]}, others)
    assert [one for one in different if not of(one[0][0], one[0][2]).compared] == []
    assert {"share", "sales_before", "net_sales_change_share"} <= {key[0] for key, *_ in different}
