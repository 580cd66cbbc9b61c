"""Receivables against sales, and paying later than a year ago (C14, W1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from kam.measures.owing_more import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def item(document: str, day: str, amount: Any, account: str = "A", due: str | None = None) -> dict[str, Any]:
    return {"document": document, "account_id": account, "date": day, "due_date": due or day, "amount": amount}


def paid(document: str, day: str, amount: Any, account: str = "A") -> dict[str, Any]:
    return {"payment": f"K {document}", "document": document, "account_id": account, "date": day, "amount": amount}


SOLD = [sale("2025-09-28", 100), sale("2026-09-28", 110)]
OPEN = [item("1", "2025-09-28", 50), item("2", "2026-09-28", 75)]
SETTLED = [paid("1", "2025-10-05", 50)]


def gap(sales: Any = SOLD, receivables: Any = OPEN, allocations: Any = SETTLED, params: Any = MappingProxyType({}), **tables: Any) -> dict[Any, Any]:
    with books({"sales": sales, "receivables": receivables, "allocations": allocations, **tables}, **params) as company:
        return figures(measure(company, NOW))


def test_C14_the_gap_is_growth_of_receivables_less_growth_of_sales() -> None:
    assert gap()["receivable_gap", "A", ""] == pytest.approx(75 / 50 - 110 / 100)


def test_C14_either_base_not_positive_leaves_it_unknown() -> None:
    assert gap(sales=[sale("2026-09-28", 110)])["receivable_gap", "A", ""] == "base not positive"
    assert gap(receivables=[item("0", "2025-08-01", 50), OPEN[1]], allocations=[paid("0", "2025-08-02", 50)])["receivable_gap", "A", ""] == "base not positive"


def test_C14_G13b_a_quarter_to_date_is_compared_over_the_same_elapsed_days() -> None:
    """On 1 August 75 are open after sales of 110; on that day a year before 50 after sales of 100, and 900 only came later."""
    sold = [sale("2025-07-20", 100), sale("2025-09-28", 900), sale("2026-08-01", 110)]
    owed = [item("1", "2025-07-20", 50), item("2", "2026-08-01", 75)]
    assert gap(sold, owed, params={"closed_through": None})["receivable_gap", "A", ""] == pytest.approx(75 / 50 - 110 / 100)


def test_C14_G10_the_companys_gap_is_that_of_the_sums_and_G3_leaves_own_shops_out() -> None:
    sold = [*SOLD, sale("2025-09-28", 100, "B"), sale("2026-09-28", 100, "B"), sale("2026-09-28", 7, "S")]
    owed = [*OPEN, item("3", "2025-09-28", 50, "B"), item("4", "2026-09-28", 50, "B"), item("5", "2026-09-28", 9000, "S")]
    found = gap(sold, owed, [*SETTLED, paid("3", "2025-10-05", 50, "B")], accounts=[{"account_id": "S", "own_shop": True}])
    assert found["receivable_gap", "", ""] == pytest.approx(125 / 100 - 210 / 200)
    assert found["receivable_gap", "S", ""] == "own shop"


def test_W1_paying_later_is_the_change_in_days_beyond_terms_on_the_year() -> None:
    """Five days late then, forty now."""
    owed = [item("1", "2025-07-01", 50, due="2025-08-01"), item("2", "2026-07-01", 75, due="2026-08-01")]
    found = gap(receivables=owed, allocations=[paid("1", "2025-08-06", 50), paid("2", "2026-09-10", 75)])
    assert found["paying_later", "A", ""] == 35


def test_W1_paying_later_needs_both_years() -> None:
    owed = [item("2", "2026-07-01", 75, due="2026-08-01")]
    assert gap(receivables=owed, allocations=[paid("2", "2026-09-10", 75)])["paying_later", "A", ""] == "not known in both years"


def test_without_receivables_both_are_unknown() -> None:
    with books({"sales": SOLD}) as company:
        found = figures(measure(company, NOW))
    assert (found["receivable_gap", "A", ""], found["paying_later", "A", ""]) == ("no receivables", "no receivables")
