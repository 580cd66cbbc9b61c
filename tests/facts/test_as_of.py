"""Properties of every fact: what an earlier quarter printed comes out again, whatever was booked since."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kam.facts.models import Models
from kam.quarters import Quarter

from . import generated
from .tables import built, rows

# The column that says until when the rows of a fact look.
SEEN = {
    "ageing": "month_end",
    "allocated": "month",
    "below_floor": "quarter",
    "booked_sales": "date",
    "bookings_ahead": "quarter",
    "bookings_quarter": "quarter",
    "closing_balances": "quarter",
    "delivery_days": "date",
    "documents": "date",
    "earnings": "quarter",
    "guide_prices": "quarter",
    "lead_times": "quarter",
    "lines_below_floor": "quarter",
    "lines_outside": "quarter",
    "open_items": "month_end",
    "order_days": "date",
    "order_lines": "quarter",
    "outlets_quarter": "quarter",
    "payment_lateness": "quarter",
    "price_credits": "quarter",
    "rebates_quarter": "quarter",
    "product_sums": "quarter",
    "returns": "quarter",
    "sales_days": "date",
    "sales_month": "month",
    "scores": "quarter",
    "sell_out": "quarter",
    "service_quarter": "quarter",
    "shipped": "quarter",
    "tag_prices": "date",
    "targets_quarter": "quarter",
    "unapplied_cash": "month_end",
    "uninvoiced": "quarter",
}
# A seed has nothing to shrink; the same seeds each run, more of them where the environment asks.
PROPERTY = settings(
    max_examples=int(os.environ.get("KAM_EXAMPLES", "8")),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


def until(frame: Any, name: str, quarter: Quarter) -> list[tuple[Any, ...]]:
    """The rows of a fact up to a quarter's end, as a sorted list; reading positions left out."""
    if name == "first_rows":
        frame = frame.astype(object).where(
            frame.drop(columns="account_id").map(lambda day: day is not None and day <= quarter.end).assign(account_id=True), None
        )
        frame = frame[frame.drop(columns="account_id").notna().any(axis=1)]
    else:
        frame = frame[frame[SEEN[name]] <= (quarter.name if SEEN[name] == "quarter" else quarter.end)]
    return sorted(rows(frame.drop(columns=["position", "line_position"], errors="ignore")), key=repr)


def everything(tables: dict[str, Any], quarter: Quarter) -> dict[str, list[tuple[Any, ...]]]:
    with built(tables) as facts:
        return {name: until(facts.open(name), name, quarter) for name in facts.models.names}


def test_every_fact_says_until_when_it_looks() -> None:
    assert set(Models().names) == {*SEEN, "first_rows"}


@PROPERTY
@given(seed=st.integers(0, 10**6), quarter=st.sampled_from(["2025Q2", "2025Q3", "2025Q4", "2026Q1"]))
def test_G8_exports_cut_at_a_quarters_end_give_the_same_rows_up_to_it(seed: int, quarter: str) -> None:
    end = Quarter.parse(quarter)
    tables = generated.company(seed)
    later, then = everything(tables, end), everything(generated.cut(tables, end.end, quarter), end)
    for name in later:
        assert then[name] == later[name], name


@PROPERTY
@given(seed=st.integers(0, 10**6), dice=st.randoms(use_true_random=False))
def test_the_order_of_rows_in_the_exports_changes_nothing(seed: int, dice: Any) -> None:
    tables = generated.company(seed)
    # E2 reads an order line's quantity from its first row: that order is a statement, not an accident.
    shuffled = {name: part if name == "deliveries" else dice.sample(part, len(part)) for name, part in tables.items()}
    newest = Quarter.of(date(2030, 1, 1))
    one, other = everything(tables, newest), everything(shuffled, newest)
    for name in one:
        assert other[name] == one[name], name


@pytest.mark.parametrize("name", Models().names)
def test_no_fact_holds_a_float(name: str) -> None:
    with built(generated.company(3)) as facts:
        assert "double" not in facts.relation(name).dtypes and "FLOAT" not in str(facts.relation(name).dtypes)
        assert not any("float" in str(kind) for kind in facts.open(name).dtypes)


@PROPERTY
@given(seed=st.integers(0, 10**6))
def test_sums_of_facts_reconcile_with_the_rows_they_come_from(seed: int) -> None:
    with built(generated.company(seed)) as facts:
        booked, months, days = facts.open("booked_sales"), facts.open("sales_month"), facts.open("order_days")
        invoiced = booked[booked.kind == "invoice"].value.sum()
        assert months.net_sales.sum() == booked.value.sum() and months.n_rows.sum() == len(booked)
        assert months.gross_sales.sum() == invoiced == days.gross_sales.sum()
        items, ageing = facts.open("open_items"), facts.open("ageing")
        columns = ["not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_plus", "disputed", "unapplied"]
        assert rows(ageing.assign(ar=ageing[columns].sum(axis=1)), "month_end", "account_id", "ar") == rows(
            items.groupby(["month_end", "account_id"], as_index=False).open_amount.sum()
        )


@PROPERTY
@given(seed=st.integers(0, 10**6))
def test_D1_D3_the_last_balance_is_what_was_billed_less_what_was_allocated(seed: int) -> None:
    tables = generated.company(seed)
    with built(tables) as facts:
        items = facts.open("open_items")
        end = facts.made_here["periods"].column("month_end").to_pylist()[-1]
    documents = {row["document"] for row in tables["receivables"]}
    counted = [row for row in tables["allocations"] if row["date"] <= end]
    billed = sum((row["amount"] for row in tables["receivables"]), Decimal(0))
    allocated = sum((row["amount"] for row in counted), Decimal(0))
    used_up = sum((row["amount"] for row in counted if row["payment"] in documents), Decimal(0))
    assert sum(items[items.month_end == end].open_amount, Decimal(0)) == billed - allocated + used_up
