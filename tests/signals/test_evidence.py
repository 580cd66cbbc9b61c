"""The rows behind a signal are the rows that make its figure, each where it stands in the exports (W1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from kam.measures import credit
from kam.params import load_params
from kam.review import open_books
from kam.signals import Evidence, evidence, source_of
from kam.store import HOUSE

from .worlds import Judged


@pytest.fixture(scope="module")
def demo() -> Judged:
    return Judged(open_books(load_params(HOUSE / "params" / "demo.yaml")))


def behind(demo: Judged, signal: str) -> Iterator[tuple[str, Any, list[Evidence]]]:
    """Account, figure and evidence of each account that raises a signal."""
    metric, dimension = source_of(signal)
    found = {(row.metric, row.account_id, row.dimension): row for row in demo.figures if row.quarter == demo.quarter.name}
    accounts = sorted(demo.raised()[signal])
    assert accounts
    for account in accounts:
        yield account, found[metric, account, dimension], evidence(demo.books, demo.quarter, signal, account)


def total(rows: list[Evidence]) -> Decimal:
    return sum((row.amount or Decimal(0) for row in rows), Decimal(0))


@pytest.mark.parametrize("signal", ["diversion_share", "dumping_share", "return_rate_ttm"])
def test_the_rows_add_up_to_the_numerator(demo: Judged, signal: str) -> None:
    for _, figure, rows in behind(demo, signal):
        assert float(total(rows) / figure.denominator) == pytest.approx(figure.value, rel=1e-12)


@pytest.mark.parametrize("signal", ["diversion_share", "dumping_share"])
def test_a_row_is_there_once_and_there_are_as_many_as_the_figure_counts(demo: Judged, signal: str) -> None:
    for _, figure, rows in behind(demo, signal):
        assert len({(row.file, row.sheet, row.row) for row in rows}) == len(rows) == figure.n


def test_quarter_end_rows_are_the_gross_sales_of_the_window(demo: Judged) -> None:
    for account, _, rows in behind(demo, "quarter_end_loading"):
        days = demo.books.facts.open("order_days")
        late = days[(days.account_id == account) & (days.quarter == demo.quarter.name) & (days.date >= min(row.day for row in rows))]
        assert total(rows) == sum(late.gross_sales)


def test_open_items_of_both_year_ends_add_up_to_the_receivables_of_each(demo: Judged) -> None:
    for account, figure, rows in behind(demo, "receivable_gap"):
        then = [row for row in rows if row.details["stood"] == demo.quarter.last_year.end]
        now = [row for row in rows if row.details["stood"] == demo.quarter.end]
        assert total(then) == figure.denominator
        assert len(then) + len(now) == len(rows) and total(now) == credit.receivables(demo.books, demo.quarter)[account]


def test_payments_and_overdue_items_give_the_days_beyond_terms_of_both_years(demo: Judged) -> None:
    for _, figure, rows in behind(demo, "paying_later"):
        days = []
        for quarter in (demo.quarter.name, demo.quarter.last_year.name):
            own = [row for row in rows if row.details["quarter"] == quarter]
            days.append(sum((row.amount or 0) * row.details["days"] for row in own) / total(own))
        assert float(days[0] - days[1]) == pytest.approx(figure.value, rel=1e-12)


def test_order_days_give_the_silence_and_the_usual_gap(demo: Judged) -> None:
    for _, figure, rows in behind(demo, "silence_ratio"):
        gaps = sorted(row.details["days"] for row in rows if row.details["days"] is not None)
        assert len(rows) == figure.n
        assert (demo.quarter.end - rows[0].day).days / ((gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]) / 2) == figure.value


def test_goods_placed_are_those_of_the_rebate_rows(demo: Judged) -> None:
    for _, figure, rows in behind(demo, "consignment_cover"):
        assert float(total(rows) / figure.denominator) == pytest.approx(figure.value, rel=1e-12)


@pytest.mark.parametrize("kind", ["diversion", "dumping"])
def test_each_recorded_incident_is_a_row(demo: Judged, kind: str) -> None:
    for _, figure, rows in behind(demo, f"incident_{kind}"):
        assert len(rows) == figure.value


def test_what_is_big_but_risky_shows_the_scores_that_the_stars_looked_at(demo: Judged) -> None:
    for _, _, rows in behind(demo, "big_but_risky"):
        scored = [row.details["criterion"] for row in rows if row.says == "score"]
        assert {"capital", "business_sense", "initiative"} <= set(scored) and len(scored) == len(set(scored))


def test_G8_nothing_later_than_the_quarters_end_is_evidence(demo: Judged) -> None:
    then = demo.quarter - 3
    for signal in ("quarter_end_loading", "return_rate_ttm", "silence_ratio", "incident_dumping"):
        for account in sorted(demo.raised()[signal]):
            assert all(row.day <= then.end for row in evidence(demo.books, then, signal, account) if row.day)


def test_a_row_says_the_file_and_row_in_which_it_stands(demo: Judged) -> None:
    """Looked up in the export itself: the row named holds the document named."""
    for _, _, rows in behind(demo, "incident_dumping"):
        assert all(row.file == "市场稽查.xlsx" and row.sheet and row.row > 1 for row in rows)
    for _, _, rows in behind(demo, "diversion_share"):
        for row in rows:
            lines = (HOUSE / "demo" / "exports" / row.file).read_bytes().decode("gb18030").splitlines()
            near = "\n".join(lines[max(0, row.row - 12) : row.row])
            assert row.document in near and str(row.details["product"]) in lines[row.row - 1]
