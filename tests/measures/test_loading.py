"""Whether the quarter's end weighs more than usual (C9 to C13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.measures.loading import measure, window_start
from kam.params.quality import QualityRules
from kam.quarters import Quarter
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
ENDS = {"2025Q3": "2025-09-28", "2025Q4": "2025-12-28", "2026Q1": "2026-03-28", "2026Q2": "2026-06-28", "2026Q3": "2026-09-28"}
MIDDLES = {"2025Q3": "2025-08-01", "2025Q4": "2025-11-01", "2026Q1": "2026-02-01", "2026Q2": "2026-05-01", "2026Q3": "2026-08-01"}


def trade(account: str, **late: int) -> list[dict[str, Any]]:
    """100 a quarter, so much of it at the end; 20 where nothing else is said."""
    shares = {name: late.get(f"q{name[2:].replace('Q', '')}", 20) for name in ENDS}
    rows = [(ENDS[name], share) for name, share in shares.items()] + [(MIDDLES[name], 100 - share) for name, share in shares.items()]
    return [sale(day, amount, account, qty=1) for day, amount in rows if amount]


def loading(rows: list[dict[str, Any]], **tables: Any) -> dict[Any, Any]:
    with books({"sales": rows, **tables}) as company:
        return {account: value for (_, account, _), value in figures(measure(company, NOW)).items()}


@pytest.mark.parametrize(("name", "first"), [("2026Q3", date(2026, 9, 17)), ("2026Q2", date(2026, 6, 17)), ("2025Q3", date(2025, 9, 17)), ("2023Q4", date(2023, 12, 18))])
def test_C9_the_window_begins_on_the_tenth_last_weekday(name: str, first: date) -> None:
    """2026-09-30 is a Wednesday; 2023-12-31 a Sunday, which is in the window and no working day."""
    assert window_start(Quarter.parse(name), QualityRules()) == first


def test_C10_holidays_push_the_window_back_and_make_up_days_pull_it_forward() -> None:
    assert window_start(NOW, QualityRules(holidays=[date(2026, 9, 25)])) == date(2026, 9, 16)
    assert window_start(NOW, QualityRules(holidays=[date(2026, 9, 25)], make_up_days=[date(2026, 9, 20)])) == date(2026, 9, 17)


@given(st.integers(2000, 2100), st.integers(1, 4))
def test_C9_every_window_holds_exactly_ten_weekdays(year: int, number: int) -> None:
    one = Quarter.parse(f"{year}Q{number}")
    start = window_start(one, QualityRules())
    days = [date.fromordinal(day) for day in range(start.toordinal(), one.end.toordinal() + 1)]
    assert sum(day.weekday() < 5 for day in days) == 10 and start.weekday() < 5


def test_C12_C13_twice_the_usual_weight_while_the_others_stand_still_is_2() -> None:
    assert loading([*trade("A", q263=40), *trade("B")])["A"] == 2


def test_C13_what_everybody_does_is_taken_out() -> None:
    found = loading([*trade("A", q263=40), *trade("B", q263=40), *trade("C", q263=40)])
    assert (found["A"], found["B"]) == (1, 1)


def test_C13_the_companys_row_is_its_own_ratio_uncompared() -> None:
    assert loading([*trade("A", q263=40), *trade("B", q263=40)])[""] == 2


def test_C12_the_usual_weight_is_the_median_of_the_four_quarters_before() -> None:
    assert loading([*trade("A", q253=10, q254=90, q261=20, q262=20, q263=30), *trade("B")])["A"] == 1.5


def test_C12_a_quarter_without_gross_sales_or_a_median_of_nothing_is_unknown() -> None:
    new = [row for row in trade("A") if row["date"] > "2025-10-01"]
    found = loading([*new, *trade("B"), *trade("C", q253=0, q254=0, q261=0, q262=5)])
    assert (found["A"], found["C"]) == ("no sales in one of five quarters", "nothing usually sold at quarter ends")


def test_C13_an_account_alone_is_not_compared_and_says_so() -> None:
    with books({"sales": trade("A", q263=40)}) as company:
        row = next(row for row in measure(company, NOW) if row.account_id == "A")
    assert (row.value, row.reason) == (2, "not compared with other accounts")


def test_C11_returns_and_credits_do_not_enter() -> None:
    credit = sale("2026-09-29", -15, "A", "credit note", qty=-1)
    assert loading([*trade("A", q263=40), credit, *trade("B")])["A"] == 2


def test_C13_G3_own_shops_are_left_out_of_the_others() -> None:
    shop = [{"account_id": "S", "own_shop": True}]
    found = loading([*trade("A", q263=40), *trade("B"), *trade("S", q263=80)], accounts=shop)
    assert (found["A"], found[""]) == (2, 1.5)


def test_G13_a_quarter_to_date_has_no_end_to_look_at() -> None:
    rows = [row for row in trade("A") if row["date"] < "2026-09-01"]
    with books({"sales": rows}, closed_through=None) as company:
        assert figures(measure(company, NOW))["quarter_end_loading", "A", ""] == "quarter to date"
