"""Exports changed in ways whose effect on every figure is known beforehand."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.review import acme

MONEY = {
    "accounts": ("credit_limit", "purchases"), "sales": ("net_amount", "cost"), "receivables": ("amount",), "allocations": ("amount",), "deliveries": ("value",),
    "rebates": ("accrued", "consigned_value", "expected_year", "paid", "promotion", "freight"), "price_list": ("price", "floor", "retail"), "territories": ("potential",),
    "incidents": ("observed_price",), "bookings": ("amount", "deposit"), "targets": ("net_sales", "margin"),
}  # fmt: skip
RULES = (
    "rules:\n  segments: {min_accounts: 1000}\n"
    "  credit: {loss_rates: {not_due: 0.01, due_1_30: 0.05, due_31_60: 0.1, due_61_90: 0.3, due_91_plus: 0.5}}\n"
)
NEWCOMER = "Z99"


def company() -> acme.Tables:
    """The small company, at a rate that leaves no fraction of a cent to round (A3), with needs that can be compared and words in every column."""
    tables = filled(acme.company())
    needs = [{"account_id": account, "need": need, "wanted": 5, "quarter": "2026Q1", "answer": "agreed"} for account in ("C01", "C05") for need in ("到货时间", "批次")]
    return {**tables, "sales": [{**row, "fx_rate": row["fx_rate"] and 7} for row in tables["sales"]], "needs": [*tables["needs"], *needs]}


def filled(tables: acme.Tables) -> acme.Tables:
    """All criteria scored, visits, stages of ours, named outlets, tasks with a figure to reach."""
    scored = [{**row, "criterion": criterion} for row in tables["scorecards"] if row["criterion"] == "relations" for criterion in ("logistics", "staff", "management", "methods")]
    stages = {"合作": "合作期", "初步": "探索期"}
    return {
        **tables, "scorecards": [*tables["scorecards"], *scored], "team": [{**row, "last_visit": date(2026, 5, 20)} for row in tables["team"]],
        "relationships": [{**row, "stage": stages[row["stage"]]} for row in tables["relationships"]],
        "sell_through": [{**row, "outlet": f"{row['account_id']} Mall"} for row in tables["sell_through"]],
        "tasks": [{**row, "metric": "past_due_share", "target": "10 %"} for row in tables["tasks"]],
    }  # fmt: skip


def written(place: Path, tables: acme.Tables) -> Path:
    """The params file of the exports."""
    return acme.write(place, tables, rules=RULES)


def shuffled(place: Path, tables: acme.Tables) -> Path:
    """Rows in another order."""
    dice = random.Random(3)
    return acme.write(place, tables, lambda rows: dice.sample(rows, len(rows)), rules=RULES)


def split(place: Path, tables: acme.Tables) -> Path:
    """Each file in two; a document stays whole, for the last file that names it counts (I-8)."""
    params = acme.write(place, tables, rules=RULES)
    for name in tables:
        with (place / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        at = head.index("document") if "document" in head and name != "allocations" else None
        parts: tuple[list[list[str]], list[list[str]]] = ([], [])
        halves: dict[str, int] = {}
        for number, row in enumerate(rows):
            parts[halves.setdefault(row[at] if at is not None else str(number), len(halves) % 2)].append(row)
        (place / f"{name}.csv").unlink()
        for number, part in enumerate(parts):
            with (place / f"{name}-{number}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([head, *part])
    params.write_text(params.read_text(encoding="utf-8").replace(".csv}", "-*.csv}"), encoding="utf-8")
    return params


def rebooked(place: Path, tables: acme.Tables) -> Path:
    """Some documents cancelled and booked again under another number, in the sales and in what was delivered on them."""
    returned = {row.get("original_document") for row in tables["sales"]}
    again = {row["document"] for row in tables["sales"] if row["kind"] == "invoice" and not row["cancelled"]} - returned
    again -= {row["document"] for row in tables["sales"] if row["cancelled"]}
    chosen = set(sorted(again)[::7])
    anew = [{**row, "document": f"{row['document']}-N"} for row in tables["sales"] if row["document"] in chosen]
    sales = [{**row, "cancelled": "是"} if row["document"] in chosen else row for row in tables["sales"]]
    deliveries = [{**row, "invoice": f"{row['invoice']}-N"} if row["invoice"] in chosen else row for row in tables["deliveries"]]
    assert len(chosen) > 20
    return written(place, {**tables, "sales": [*sales, *anew], "deliveries": deliveries})


def doubled(place: Path, tables: acme.Tables) -> Path:
    """All money twice as large."""
    twice = {
        name: [{column: str(2 * Decimal(str(value))) if column in MONEY.get(name, ()) and value != "" else value for column, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    return written(place, twice)


def joined(place: Path, tables: acme.Tables) -> Path:
    """One account more, the largest of all, in a territory and in goods of its own."""
    days = [acme.FIRST + timedelta(days=31 * number) for number in range(26)]
    documents = [(f"{NEWCOMER}-{number}", day) for number, day in enumerate(days)]
    more: acme.Tables = {
        "accounts": [{"account_id": NEWCOMER, "kind": "dealer", "territory": "Elsewhere", "credit_limit": 90000, "credit_days": 30, "tier": "三级"}],
        "sales": [sold(document, day) for document, day in documents],
        "receivables": [{"document": document, "account_id": NEWCOMER, "date": day, "due_date": day, "amount": "900"} for document, day in documents],
        "allocations": [{"payment": f"K-{document}", "document": document, "date": day, "amount": "400"} for document, day in documents],
        "deliveries": [{"order": document, "line": 1, "account_id": NEWCOMER, "promised_date": day, "delivered_date": day, "ordered_qty": 9, "delivered_qty": 9} for document, day in documents],
        "scorecards": [{"account_id": NEWCOMER, "quarter": "2025Q1", "criterion": "capital", "score": 3, "date": date(2025, 2, 1)}],
        "rebates": [{"account_id": NEWCOMER, "quarter": "2026Q3", "accrued": 7, "consigned_value": 5, "expected_year": 9}],
        "targets": [{"account_id": NEWCOMER, "quarter": "2026Q3", "net_sales": 5}],
    }
    return written(place, {name: [*rows, *more.get(name, [])] for name, rows in tables.items()})


def sold(document: str, day: date) -> acme.Row:
    """An invoice line of the newcomer."""
    return {"document": document, "line": 1, "kind": "invoice", "date": day, "account_id": NEWCOMER, "product_id": "Z", "style": "Z", "category": "Z", "qty": 9,
            "net_amount": "9000", "cost": "1000", "ship_to_territory": "", "fx_rate": "", "cancelled": ""}  # fmt: skip
