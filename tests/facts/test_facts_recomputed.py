"""Open items and payment lateness against a plain recomputation, document by document and day by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kam.quarters import Quarter

from . import generated
from .tables import Row, built, rows
from .test_as_of import PROPERTY

Tables = dict[str, list[Row]]
NONE = Decimal(0)


def due_of(row: Row) -> date:
    terms = {"A1": 30, "B2": 46}.get(row["account_id"][:2], 0)
    day: date = row["due_date"] or row["date"] + timedelta(days=terms)
    return day


def instalments(tables: Tables, document: str, end: date) -> list[Row]:
    """The rows of a document that exist by a day, oldest due first."""
    found = [row for row in tables["receivables"] if row["document"] == document and row["date"] <= end]
    return sorted(found, key=lambda row: (due_of(row), row["date"], row["amount"]))


def spread(parts: list[Row], paid: Decimal) -> list[Decimal]:
    """What each instalment takes of an amount, one after another, the last one all the rest."""
    taken, least = [], min if sum(part["amount"] for part in parts) >= 0 else max
    for part in parts[:-1]:
        taken.append(least(paid, part["amount"]))
        paid -= taken[-1]
    return [*taken, paid]


def counted(tables: Tables, allocation: Row, end: date) -> bool:
    """Whether an allocation counts by a day: it is dated by then, and so is its document."""
    return allocation["date"] <= end and (allocation["document"] is None or bool(instalments(tables, allocation["document"], end)))


def open_at(tables: Tables, end: date) -> dict[tuple[Any, ...], Decimal]:
    """Open amounts by account, document and due date."""
    left: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    valid = [row for row in tables["allocations"] if counted(tables, row, end)]
    for document in {row["document"] for row in tables["receivables"]}:
        parts = instalments(tables, document, end)
        paid = sum((row["amount"] for row in valid if row["document"] == document), NONE)
        paid -= sum((row["amount"] for row in valid if row["payment"] == document), NONE)
        for part, taken in zip(parts, spread(parts, paid) if parts else [], strict=True):
            left[part["account_id"][:2], document, due_of(part)] += part["amount"] - taken
    for row in valid:
        if row["document"] is None:
            left[row["account_id"][:2], None, None] -= row["amount"]
    return {key: amount for key, amount in left.items() if amount}


def month_ends(tables: Tables) -> list[date]:
    days = [row["date"] for name in ("sales", "receivables", "balances") for row in tables[name]]
    first, last = Quarter.of(min(days)), Quarter.of(max(days))
    quarters = [first + n for n in range(40) if first + n <= last]
    months = [month for quarter in quarters for month in quarter.months if month >= min(days).replace(day=1)]
    return [(month + timedelta(days=31)).replace(day=1) - timedelta(days=1) for month in months]


@PROPERTY
@given(seed=st.integers(0, 10**6))
def test_D1_D2b_open_items_are_what_a_clerk_would_write_down(seed: int) -> None:
    tables = generated.company(seed)
    with built(tables) as facts:
        found = facts.open("open_items")
    for end in month_ends(tables):
        of_end = found[found.month_end == end]
        keys = zip(of_end.account_id, of_end.document, of_end.due_date, strict=True)
        assert dict(zip(keys, of_end.open_amount, strict=True)) == open_at(tables, end), end


def days_paid(tables: Tables) -> dict[tuple[str, str], tuple[Decimal, Decimal, int]]:
    """Amount, amount x days and number of allocations by account and quarter, one allocation at a time."""
    sums: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [NONE, NONE, 0])
    spine = set(month_ends(tables))
    for document in {row["document"] for row in tables["receivables"]}:
        settled = NONE
        for day, is_payment, amount in sorted(_movements(tables, document), key=lambda one: one[:2]):
            quarter = Quarter.of(day)
            parts = instalments(tables, document, quarter.end)
            before, settled = settled, settled + amount
            if not is_payment or quarter.end not in spine or day < min(spine).replace(day=1) or sum(part["amount"] for part in parts) <= 0:
                continue
            for place, (part, late, early) in enumerate(zip(parts, spread(parts, settled), spread(parts, before), strict=True)):
                entry = sums[part["account_id"][:2], quarter.name]
                entry[0] += late - early
                entry[1] += (late - early) * (day - due_of(part)).days
                entry[2] += place == 0
    return {key: (entry[0], entry[1], entry[2]) for key, entry in sums.items()}


def _movements(tables: Tables, document: str) -> list[tuple[date, bool, Decimal]]:
    """Day, whether it is a payment (credit notes settle first), amount."""
    found = []
    owner = next(row["account_id"][:2] for row in tables["receivables"] if row["document"] == document)
    for row in tables["allocations"]:
        if row["document"] == document:
            end = Quarter.of(row["date"]).end
            credits = [
                sale
                for sale in tables["sales"]
                if (sale["document"], sale["account_id"][:2]) == (row["payment"], owner) and sale["date"] <= end
            ]
            found.append(
                (
                    row["date"],
                    not any(sale["kind"] == "credit note" or (not sale["kind"] and sale["net_amount"] < 0) for sale in credits),
                    row["amount"],
                )
            )
    return found


@PROPERTY
@given(seed=st.integers(0, 10**6))
def test_D12_payment_lateness_is_what_a_clerk_would_add_up(seed: int) -> None:
    tables = generated.company(seed)
    with built(tables) as facts:
        found = rows(facts.open("payment_lateness").astype({"paid_amount": str, "paid_day_amount": str}))
    got = {(account, quarter): (Decimal(paid), Decimal(days), n) for account, quarter, paid, days, n in found}
    assert got == days_paid(tables)
