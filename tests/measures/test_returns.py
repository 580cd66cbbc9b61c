"""Returns over the gross sales that they come from (C1 to C3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.measures.returns import measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def sold(day: str, amount: Any, account: str = "A", **more: Any) -> dict[str, Any]:
    return sale(day, amount, account, **{"qty": 1, **more})


def back(day: str, amount: Any, original: str | None = None, qty: Any = -1, account: str = "A") -> dict[str, Any]:
    return sale(day, amount, account, kind="credit note", qty=qty, original_document=original)


def rates(*rows: dict[str, Any], without: tuple[str, ...] = (), **tables: Any) -> dict[Any, Any]:
    with books({"sales": list(rows), **tables}, without=without) as company:
        return figures(measure(company, NOW))


def test_C1_a_price_only_credit_is_not_a_return() -> None:
    found = rates(sold("2026-07-01", 100), back("2026-08-01", -10, qty=0), back("2026-08-02", -10, qty=None))
    assert (found["return_rate", "A", ""], found["return_rate_ttm", "A", ""]) == (0, 0)


def test_C2_a_linked_return_is_divided_by_the_gross_sales_of_the_quarter_of_its_invoice() -> None:
    """10 of the 100 of Q2 and 8 of the 40 of Q3."""
    rows = (sold("2026-05-01", 100), sold("2026-07-01", 40), back("2026-08-01", -10, "A 2026-05-01"), back("2026-08-02", -8, "A 2026-07-01"))
    assert rates(*rows)["return_rate", "A", ""] == pytest.approx(10 / 100 + 8 / 40)


def test_C2_an_unlinked_return_is_divided_by_its_own_quarter_and_says_so() -> None:
    with books({"sales": [sold("2026-05-01", 100), sold("2026-07-01", 40), back("2026-08-01", -10, "of another ledger")]}) as company:
        row = next(row for row in measure(company, NOW) if (row.metric, row.account_id) == ("return_rate", "A"))
    assert (row.value, row.reason, row.n) == (0.25, "period ratio", 1)


def test_C2_more_than_was_sold_in_the_quarter_may_come_back_and_is_named() -> None:
    with books({"sales": [sold("2026-07-01", 40), back("2026-08-01", -60)]}) as company:
        row = next(row for row in measure(company, NOW) if (row.metric, row.account_id) == ("return_rate", "A"))
    assert (row.value, row.reason) == (1.5, "period ratio; prior-period returns")


def test_C3_without_gross_sales_to_divide_by_the_rate_is_unknown() -> None:
    found = rates(sold("2026-05-01", 100), back("2026-08-01", -10), sold("2026-05-01", 5, "B"))
    assert (found["return_rate", "A", ""], found["return_rate", "B", ""]) == ("base not positive", "no sales this quarter")


def test_C2_G10_the_companys_rate_divides_by_the_companys_gross_sales() -> None:
    rows = (sold("2026-05-01", 100), sold("2026-05-02", 300, "B"), sold("2026-07-01", 50), back("2026-08-01", -20, "A 2026-05-01"))
    found = rates(*rows)
    assert (found["return_rate", "A", ""], found["return_rate", "", ""]) == (0.2, 0.05)


def test_G3_own_shops_have_rows_but_are_not_in_the_companys() -> None:
    shop = [{"account_id": "S", "own_shop": True}]
    found = rates(sold("2026-07-01", 100), sold("2026-07-01", 100, "S"), back("2026-08-01", -30, account="S"), accounts=shop)
    assert (found["return_rate", "S", ""], found["return_rate", "", ""]) == (0.3, 0)


def test_W1_the_trailing_rate_is_that_of_four_quarters() -> None:
    rows = (sold("2025-09-30", 1000), sold("2025-10-01", 60), sold("2026-07-01", 40), back("2025-09-30", -500), back("2025-12-01", -20), back("2026-10-01", -40))
    assert rates(*rows)["return_rate_ttm", "A", ""] == 0.2


@pytest.mark.parametrize(("credits", "reason"), [([], "no credit notes on record"), ([back("2026-06-01", -1, qty=0)], "")])
def test_C3_a_zero_of_a_company_without_any_credit_note_says_so(credits: list[Any], reason: str) -> None:
    with books({"sales": [sold("2025-10-01", 5), sold("2026-07-01", 40), *credits, back("2026-10-02", -1)]}) as company:
        row = next(row for row in measure(company, NOW) if (row.metric, row.account_id) == ("return_rate", "A"))
    assert (row.value, row.reason) == (0, reason)


def test_without_quantities_returns_are_unknown_not_zero() -> None:
    found = rates(sold("2026-07-01", 100, qty=None), without=("sales.qty",))
    assert set(found.values()) == {"no quantities"}


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_C3_the_rate_is_never_negative_and_does_not_depend_on_the_order_of_rows(pairs: list[tuple[int, int]], dice: Any) -> None:
    rows = [row for day, (bought, returned) in enumerate(pairs, 1) for row in (sold(f"2026-07-{day:02d}", bought), back(f"2026-08-{day:02d}", -returned, f"A 2026-07-{day:02d}"))]
    found = rates(*rows)
    assert found["return_rate", "A", ""] == pytest.approx(sum(returned for _, returned in pairs) / sum(bought for bought, _ in pairs))
    assert rates(*dice.sample(rows, len(rows))) == found
