"""The coming quarter of the company and its accounts (metrics.md J, J1, G6, G13)."""

from decimal import Decimal
from math import sqrt
from typing import Any

import pytest
from scipy.stats import t

from kam.forecast import CHALLENGERS, coming_quarter, measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def sold(first: str, *values: Any, account: str = "A", **more: Any) -> list[dict[str, Any]]:
    """One invoice in each quarter from ``first``: on its second day, in the last one on its last Monday so that it is whole."""
    start = quarter(first)
    rows = [sale((start + at).start.replace(day=2).isoformat(), value, account, **more) for at, value in enumerate(values)]
    last = start + (len(values) - 1)
    rows[-1] = sale(f"{last.months[2]:%Y-%m}-28", values[-1], account, **more)
    return rows


def expected(rows: list[dict[str, Any]], account: str = "", now: Any = NOW, **params: Any) -> Any:
    with books({"sales": rows}, **params) as company:
        return coming_quarter(company, now, account)


def test_J1_the_forecast_carries_the_quarter_it_predicts_and_is_last_years_value() -> None:
    found = expected(sold("2025Q4", 70, 10, 20, 30))
    assert (found.quarter.name, found.value) == ("2026Q4", 70)


def test_J_with_fewer_than_eight_quarters_last_years_quarter_stands_with_low_confidence() -> None:
    found = expected(sold("2025Q1", 10, 20, 30, 40, 13, 24, 30))
    assert (found.value, found.quarters, found.reason, dict(found.scores)) == (40, 7, "low confidence", {})


def test_the_range_is_the_root_mean_square_of_past_changes_times_students_t() -> None:
    """Changes 3, 4, 0 around 40: root mean square 2.89, t of three at 90 % 1.638."""
    found = expected(sold("2025Q1", 10, 20, 30, 40, 13, 24, 30))
    reach = Decimal(sqrt(25 / 3) * float(t.ppf(0.9, 3))).quantize(Decimal("0.01"))
    assert (found.low, found.high) == (40 - reach, 40 + reach)


def test_the_range_never_goes_below_zero_and_is_unknown_without_a_past_change() -> None:
    assert expected(sold("2025Q1", 100, 1, 1, 1, 1, 90, 90)).low == 0
    first = expected(sold("2025Q4", 70, 10, 20, 30))
    assert (first.value, first.low, first.high) == (70, None, None)


def test_without_a_quarter_a_year_before_the_forecast_is_unknown_never_zero() -> None:
    found = expected(sold("2026Q1", 10, 20, 30))
    assert (found.value, found.reason) == (None, "no sales a year before")


def test_G6_an_account_that_bought_nothing_a_year_before_but_existed_has_a_known_zero() -> None:
    rows = sold("2025Q1", 10, 20, 30, 40, 13, 24, 30)
    other = [sale("2025-02-03", 5, "B"), sale("2026-02-03", 5, "B")]
    assert expected([*rows, *other], "B").value == 0


def test_an_accounts_first_quarter_is_not_whole_unless_the_exports_begin_with_it() -> None:
    rows = [*sold("2025Q1", 10, 20, 30, 40, 13, 24, 30), *sold("2025Q3", 5, 6, 7, 8, 9, account="B")]
    assert (expected(rows, "A").quarters, expected(rows, "B").quarters) == (7, 4)


def test_exports_that_begin_late_in_a_quarter_do_not_count_it() -> None:
    rows = sold("2025Q1", 10, 20, 30, 40, 13, 24, 30)
    late = [{**rows[0], "date": "2025-03-03"}, *rows[1:]]
    assert expected(late).quarters == 6


GROWING = [round(100 * 1.1**at) + (at % 4) * 50 for at in range(12)]


def test_J_a_challenger_is_shown_where_it_missed_by_less_on_past_quarters() -> None:
    found = expected(sold("2023Q4", *GROWING))
    scores = found.scores
    assert found.method == "seasonal_drift" and found.reason == "seasonal drift"
    assert scores["seasonal_drift"].mase < scores["seasonal_naive"].mase and scores["seasonal_naive"].origins == 4


def test_J_a_challenger_that_does_not_beat_last_years_quarter_is_not_shown() -> None:
    stepped = [100, 90, 80, 70, *[160, 150, 140, 130] * 2]
    found = expected(sold("2023Q4", *stepped))
    assert all(found.scores[name].mase >= found.scores["seasonal_naive"].mase for name in CHALLENGERS)
    assert (found.method, found.value, found.reason) == ("seasonal_naive", 160, "")


def test_a_challenger_needs_every_season_once_among_its_past_quarters() -> None:
    found = expected(sold("2024Q1", *GROWING[:11]))
    assert found.scores["seasonal_drift"].origins == 3 and found.method == "seasonal_naive"


def test_G13_a_quarter_to_date_takes_no_part() -> None:
    """The export ends in July: 2026Q4 is expected as in 2025Q4, whatever July brought, and nothing is tried."""
    rows = sold("2023Q4", *GROWING)
    to_date = [*rows[:-1], sale("2026-07-10", 10**6)]
    found = expected(to_date, closed_through=None)
    assert (found.value, found.quarters, dict(found.scores)) == (GROWING[8], 11, {})


def test_nothing_dated_after_the_quarters_end_changes_its_forecast() -> None:
    rows = sold("2023Q4", *GROWING)
    later = [sale("2026-11-05", 10**6), sale("2026-12-30", 5, "Z")]
    assert expected(rows) == expected([*rows, *later])


def ledger(rows: list[dict[str, Any]], **tables: Any) -> dict[Any, Any]:
    with books({"sales": rows, **tables}) as company:
        found = measure(company, NOW)
    assert {row.quarter for row in found} == {"2026Q4"}
    return figures(found)


def test_the_ledger_holds_forecast_range_and_error_of_the_company_and_each_account() -> None:
    found = ledger(sold("2023Q4", *GROWING))
    for account in ("", "A"):
        assert found["forecast", account, "range:low"] <= found["forecast", account, ""] <= found["forecast", account, "range:high"]
        assert found["forecast_mase", account, ""] == found["forecast_mase", account, "method:seasonal_drift"]
    assert figures_reason(sold("2025Q4", 70, 10, 20, 30)) == ("low confidence", "too little history")


def figures_reason(rows: list[dict[str, Any]]) -> tuple[str, str]:
    with books({"sales": rows}) as company:
        kept = {(row.metric, row.account_id, row.dimension): row for row in measure(company, NOW)}
    return kept["forecast", "", ""].reason, kept["forecast", "", "range:low"].reason


def fair(day: str, amount: int, month: str, account: str = "A") -> dict[str, Any]:
    return {"account_id": account, "date": day, "amount": amount, "delivery_month": month}


def test_what_is_booked_for_the_coming_quarter_is_what_was_booked_by_now_for_its_months() -> None:
    bookings = [fair("2026-03-14", 5, "2026-10"), fair("2026-09-12", 7, "2026-12"), fair("2026-09-12", 11, "2027-01"), fair("2026-10-05", 13, "2026-11"), fair("2026-03-14", 17, "2026-09")]
    found = ledger([*sold("2025Q4", 70, 10, 20, 30), sale("2026-10-02", 1)], bookings=bookings)
    assert (found["bookings_ahead", "A", ""], found["bookings_ahead", "", ""]) == (12, 12)


def test_without_delivery_months_nothing_is_known_of_the_coming_quarter() -> None:
    rows = sold("2025Q4", 70, 10, 20, 30)
    with books({"sales": rows, "bookings": [fair("2026-03-14", 5, "2026-10")]}, without=("bookings.delivery_month",)) as company:
        assert figures(measure(company, NOW), "bookings_ahead")["bookings_ahead", "", ""] == "missing delivery_month"
    assert ledger(rows)["bookings_ahead", "A", ""] == "no order-fair bookings"


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_rows_does_not_matter(reverse: bool) -> None:
    rows = [*sold("2023Q4", *GROWING), *sold("2024Q2", *GROWING[:10], account="B")]
    assert expected(rows[::-1] if reverse else rows, "B") == expected(rows, "B")
