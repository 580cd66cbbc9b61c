"""Service: on time, in full, and lead times (E)."""

import pytest
from small_company import Company

SALES = "1 invoice 2026-07-10 A P 1 1000"
HEAD = ":order line account_id promised_date delivered_date ordered_qty delivered_qty ordered_date\n"


def lines(*rows: str) -> str:
    return HEAD + "\n".join(f"O{number} 1 A {row}" for number, row in enumerate(rows))


SIX = lines(
    "2026-07-10 2026-07-10 10 10 2026-07-01",
    "2026-07-10 2026-07-11 10 10 2026-07-01",
    "2026-08-10 2026-08-09 10 9 2026-08-01",
    "2026-08-10 2026-08-09 10 12 2026-08-01",
    "2026-09-30 - 10 - 2026-09-01",
    "2026-09-30 2026-10-01 10 10 2026-09-01",
    "2026-10-01 2026-09-01 10 10 2026-08-01",
    "2026-09-01 2026-09-01 0 5 2026-08-01",
)


def test_E1_lines_belong_to_the_quarter_of_their_promise_unshipped_ones_included(company: Company) -> None:
    """E3: two of six came in time and in full; more than ordered is in full."""
    got = company("2026Q3", sales=SALES, deliveries=SIX)
    assert (got("otif_rate", "A").denominator, got.value("otif_rate", "A")) == (6, pytest.approx(2 / 6))


def test_E4_fill_rate_counts_what_came_by_the_quarters_end_and_no_more_than_ordered(company: Company) -> None:
    assert company("2026Q3", sales=SALES, deliveries=SIX).value("fill_rate") == pytest.approx((10 + 10 + 9 + 10 + 0 + 0) / 60)


def test_E2_part_deliveries_are_one_line(company: Company) -> None:
    parts = HEAD + "\n".join(f"O{number} 1 A 2026-08-10 2026-08-0{day} {qty} {part} 2026-08-01" for number in range(5) for day, qty, part in ((5, 10, 4), (9, 99, 6)))
    got = company("2026Q3", sales=SALES, deliveries=parts)
    assert (got.value("otif_rate", "A"), got.value("fill_rate", "A"), got("otif_rate", "A").denominator) == (1.0, 1.0, 5)


def test_E3_tolerances_are_parameters_and_do_not_look_beyond_the_quarters_end(company: Company) -> None:
    got = company("2026Q3", params="rules: {service: {otif_tolerance_days: 1, otif_tolerance_share: 0.1}}", sales=SALES, deliveries=SIX)
    assert got.value("otif_rate", "A") == pytest.approx(4 / 6)


def test_E5_lead_time_runs_from_the_order_to_the_last_delivery_of_the_quarter(company: Company) -> None:
    days = [3, 5, 8, 13, 21, 34]
    got = company("2026Q3", sales=SALES, deliveries=lines(*(f"2026-08-31 2026-08-{1 + day if day < 30 else 31:02d} 10 10 2026-08-{1 if day < 30 else 1:02d}" for day in days)))
    assert got.value("lead_time_median", "A") == pytest.approx((8 + 13) / 2)


def test_E5_without_an_order_date_the_requested_date_stands_in(company: Company) -> None:
    head = ":order line account_id promised_date delivered_date ordered_qty delivered_qty requested_date\n"
    got = company("2026Q3", sales=SALES, deliveries=head + "\n".join(f"O{n} 1 A 2026-08-10 2026-08-10 1 1 2026-08-03" for n in range(5)))
    assert got.value("lead_time_median") == 7


def test_E6_fewer_than_five_lines_are_counted_and_not_rated(company: Company) -> None:
    got = company("2026Q3", sales=SALES, deliveries=lines(*["2026-07-10 2026-07-10 10 10 2026-07-01"] * 4))
    assert [(got.value(metric, "A"), got(metric, "A").reason, got(metric, "A").n) for metric in ("otif_rate", "fill_rate", "lead_time_median", "lead_time_p90")] == [(None, "n < 5", 4)] * 4
