"""Companies that a calm one never is: the untidy rows of the facts' generator beside dealers with a rhythm, and every table of the contract."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.facts import generated as untidy

from .clerk import Row, Tables

DEALERS = ("D1", "D2", "D2-E", "D3", "D4-W", "D5", "S9")
EVERYBODY = (*DEALERS, *untidy.PLAIN)
TERRITORIES = ("East", "North", "West")
GOODS = {"P1": ("T1", "coat"), "P2": ("T2", "shirt"), "P3": ("T1", "shoe"), "P4": ("", "coat")}
FIRST = date(2023, 11, 20)
QUARTERS = [f"{year}Q{number}" for year in (2023, 2024, 2025, 2026) for number in (1, 2, 3, 4)][3:]


def company(seed: int) -> tuple[Tables, str]:
    """Raw exports and the lines of the params that go with them."""
    dice = random.Random(seed)
    last = date(2026, dice.choice((3, 6, 6)), dice.choice((2, 15, 27, 30)))
    wild = {name: [dict(row) for row in rows] for name, rows in untidy.company(seed, dice.choice((20, 40))).items()}
    sales = wild["sales"] + [row for account in DEALERS for row in rhythm(dice, account, last)]
    for row in sales:
        row |= {"category": dice.choice(("coat", "shirt", None)), "ship_to_territory": dice.choice((*TERRITORIES, None)), "cancelled": "是" if dice.random() < 0.03 else None}
    sales += [dict(row) for row in dice.sample(sales, 5)]
    ledger = [row for account in DEALERS[:-1] for row in owed(dice, account, sales)]
    tables = {
        **wild, "accounts": accounts(dice), "sales": sales, "receivables": wild["receivables"] + ledger,
        "allocations": wild["allocations"] + paid(dice, ledger, last), "deliveries": wild["deliveries"] + supplied(dice, sales), **said(dice),
    }  # fmt: skip
    tables.pop("balances")
    return without(dice, tables), params(dice)


def accounts(dice: random.Random) -> list[Row]:
    """Dealers and branches, an own shop with a branch of its own, foreign currencies, limits of every kind."""
    rows: list[Row] = [
        {"account_id": "A1", "territory": "East", "credit_days": 30, "kind": "dealer", "credit_limit": 90000, "discount": "0.6", "purchases": 500000},
        {"account_id": "A1-N", "parent_id": "A1", "territory": "North", "credit_days": 5, "currency": "HKD", "credit_limit": 5},
        {"account_id": "A1-S", "parent_id": "A1"},
        {"account_id": "B2", "territory": "East", "credit_days": "45.5", "currency": "USD", "credit_limit": 0},
        {"account_id": "C3", "kind": "outlet", "parent_id": "nobody"},
        {"account_id": "D4", "territory": "North", "kind": "own shop"},
        {"account_id": "S9", "parent_id": "D4", "territory": "West"},
        {"account_id": "D2-E", "parent_id": "D2", "territory": "East", "kind": "own shop"},
        {"account_id": "P0", "kind": "prospect", "territory": "East"},
    ]
    for account in ("D1", "D2", "D3", "D4-W", "D5"):
        rows.append({"account_id": account, "kind": "dealer", "territory": dice.choice((*TERRITORIES, None)), "credit_limit": dice.choice((None, 0, 20000, 80000)),
                     "credit_days": 30, "tier": dice.choice(("二级", None)), "purchases": dice.choice((None, 70000)), "onward_share": dice.choice((None, "0.2"))})  # fmt: skip
    return [*rows, {**rows[0], "territory": "West"}]


def rhythm(dice: random.Random, account: str, last: date) -> list[Row]:
    """A dealer that orders every so often, from some day to some day, and sends goods back."""
    step, day = dice.randrange(17, 40), FIRST + timedelta(days=dice.choice((0, 0, 200, 700)))
    end = last - timedelta(days=dice.choice((0, 0, 0, 120, 400)))
    rows: list[Row] = []
    while day <= end:
        rows += order(dice, account, day, f"{account}/{len(rows)}")
        day += timedelta(days=dice.choice((step, step, step + 9, 1)))
    return [row for row in rows if row["date"] <= last]


def order(dice: random.Random, account: str, day: date, document: str) -> list[Row]:
    """An invoice of one or two lines, at times followed by a return, a credit on price, or a rebate larger than it."""
    lines = [line(dice, account, day, document, str(number)) for number in range(dice.choice((1, 2)))]
    if dice.random() < 0.2:
        back = dice.choice((lines[0]["qty"], 0, 1))
        amount = -lines[0]["net_amount"] * dice.choice((1, 1, Decimal("0.3"), Decimal("2.5")))
        lines.append({**lines[0], "document": f"{document}C", "kind": "credit note", "date": day + timedelta(days=dice.randrange(80)), "qty": -back, "net_amount": amount,
                      "original_document": dice.choice((document, document, None, "unheard")), "cost": None})  # fmt: skip
    return lines


def line(dice: random.Random, account: str, day: date, document: str, number: str) -> Row:
    """One line at some share of a price of 100."""
    product = dice.choice(sorted(GOODS))
    qty = dice.choice((Decimal(1), Decimal(4), Decimal(12), Decimal("0.5")))
    return {
        "document": document, "line": number, "kind": "invoice", "date": day, "account_id": account, "product_id": product, "style": GOODS[product][0], "qty": qty,
        "net_amount": (qty * 100 * dice.choice((Decimal("0.85"), Decimal("0.8333"), 1))).quantize(Decimal("0.0001")), "cost": dice.choice((None, qty * 40)), "fx_rate": None,
    }  # fmt: skip


def owed(dice: random.Random, account: str, sales: list[Row]) -> list[Row]:
    """The ledger's document of each number, on one or two due days, some of them disputed."""
    documents: dict[str, list[Row]] = {}
    for row in (row for row in sales if row["account_id"] == account and "/" in row["document"]):
        documents.setdefault(row["document"], []).append(row)
    found: list[Row] = []
    for document, rows in documents.items():
        amount, day = sum(row["net_amount"] for row in rows), min(row["date"] for row in rows)
        parts = dice.choice((1, 1, 1, 2)) if amount > 0 else 1
        found += [
            {"document": document, "account_id": account, "date": day, "due_date": dice.choice((day + timedelta(days=30 + 31 * part), None if not part else day + timedelta(days=95))),
             "amount": (Decimal(amount) / parts).quantize(Decimal("0.01")), "disputed": dice.choice((None,) * 9 + (True,))}
            for part in range(parts)
        ]  # fmt: skip
    return found


def paid(dice: random.Random, ledger: list[Row], last: date) -> list[Row]:
    """Payments, mostly late; some are reversed, some part only, some stay unapplied, some come before the invoice."""
    rows: list[Row] = []
    for number, item in enumerate(row for row in ledger if row["amount"] > 0):
        day = item["date"] + timedelta(days=dice.choice((-3, 20, 35, 60, 100, 300)))
        if day <= last and dice.random() < 0.9:
            whole = dice.choice((item["amount"], item["amount"], (item["amount"] / 3).quantize(Decimal("0.01"))))
            row = {"payment": f"K{number}", "document": item["document"] if dice.random() < 0.93 else None, "account_id": item["account_id"], "date": day, "amount": whole}
            rows += [row, {**row, "amount": -whole, "date": day + timedelta(days=30)}] if dice.random() < 0.05 else [row]
    return rows


def supplied(dice: random.Random, sales: list[Row]) -> list[Row]:
    """A delivery for each dealer's invoice line, in one part or in two, at times without an invoice or not yet there."""
    rows: list[Row] = []
    for row in (row for row in sales if "/" in row["document"] and row["kind"] == "invoice"):
        promised = row["date"] + timedelta(days=dice.choice((0, 3)))
        order = {"order": row["document"], "line": row["line"], "account_id": row["account_id"], "ordered_date": row["date"] - timedelta(days=20), "promised_date": promised,
                 "requested_date": promised, "ordered_qty": row["qty"], "value": dice.choice((row["net_amount"], None)), "invoice": dice.choice((row["document"], row["document"], None))}  # fmt: skip
        for part in range(dice.choice((1, 1, 2))):
            came = promised + timedelta(days=dice.choice((-2, 0, 0, 5, 45)) + part)
            rows.append({**order, "delivered_date": dice.choice((came, came, came, None)), "delivered_qty": dice.choice((row["qty"], row["qty"] / 2))})
    return rows


def said(dice: random.Random) -> Tables:
    """What people write down: scores, needs, team, tasks, contracts, sell-out."""

    def some(count: int, **columns: Any) -> list[Row]:
        return [{"account_id": dice.choice(EVERYBODY), **{name: dice.choice(words) for name, words in columns.items()}} for _ in range(count)]

    days = [FIRST + timedelta(days=9 * number) for number in range(110)]
    tasks = some(30, owner=("Li",), due=(*days, None), status=("open", "done", "cancelled", "in progress"), hours=(None, 0, 3), done=(*days[::3], *(None,) * 40),
                 metric=(None, "net_sales", "逾期占比%", "past_due_share", "return_rate", "Displays"), target=(None, "5", "10 %", "-2"), result=(None, None, "6", "0.04"))
    return {
        "scorecards": some(120, quarter=QUARTERS[:10], criterion=("capital", "business_sense", "initiative", "staff", "methods", "credit_insurance"),
                           score=(3, 4, 4, 5, "3.333333"), date=(None, *days[:9])),
        "needs": some(25, need=("到货时间", "lot", "batches", "Display"), wanted=("5 天", "40%", "soon", "0"), quarter=(*QUARTERS, None), fulfilled=("6", None, "30%"), answer=("agreed", None)),
        "team": some(12, person=("Li", "Wang"), role=("sponsor", "manager"), department=("Sales", "Logistics", None), responsibility=("orders", None), authority=("price",), benefit=("1 %",),
                     hours=(None, 5, 40), last_visit=(None, *days[60::8])),
        "tasks": [{"task_id": f"T{number}", "parent_task": dice.choice((None, None, None, "T3", "T7")), **row} for number, row in enumerate(tasks)],
        "territories": some(9, territory=TERRITORIES, potential=(None, 500000, 900000)),
        "sell_through": some(30, period=(*QUARTERS, *(f"2026-0{month}" for month in range(1, 7))), product_id=("P1",), qty=(1, 5, 30), outlet=(None, "Mall", "Station")),
        "relationships": some(14, date=days, stage=("partner", "Interdependent", "镶嵌式", "single contact", "friends")),
        "incidents": some(6, date=days, kind=("diversion", "dumping"), product_id=("P1",), observed_price=(20,)),
    }  # fmt: skip


def without(dice: random.Random, tables: Tables) -> Tables:
    """At times a table or a column is not exported; allocations settle receivables and go with them."""
    optional = sorted(set(tables) - {"sales"})
    gone = set(dice.sample(optional, dice.choice((0, 0, 1, 3))))
    gone |= {"allocations"} if "receivables" in gone else set()
    kept = {name: rows for name, rows in tables.items() if name not in gone}
    for table, column in (("deliveries", "ordered_date"), ("deliveries", "value"), ("tasks", "done"), ("sales", "cost"), ("bookings", "deposit")):
        if table in kept and dice.random() < 0.1:
            kept[table] = [{name: value for name, value in row.items() if name != column} for row in kept[table]]
    return kept


def params(dice: random.Random) -> str:
    """Fiscal years that start elsewhere, taxes, exclusions, own thresholds."""
    lines = [
        f"fiscal_year_start: {dice.choice((1, 1, 4, 6, 7, 12))}",
        f"receivables_include_tax: {dice.choice((0, 0.13))}",
        f"price_list_includes_tax: {dice.choice((0, 0.13))}",
        f"exclude: {dice.choice(('{}', '{accounts: [D3], documents: [D1/0, S1]}'))}",
        "rules:",
        f"  service: {{min_lines: {dice.choice((2, 5))}, otif_tolerance_days: {dice.choice((0, 0, 3))}, otif_tolerance_share: {dice.choice((0, 0.1))}}}",
        "  stars: {4: {countback_dso_at_most: 90, past_due_share_at_most: 0.5}, 3: {countback_dso_at_most: 150, past_due_share_at_most: 0.8}}",
        f"  warning: {{range_points: {dice.choice((4, 5))}, silence_ratio: {dice.choice((1, 3))}, backtest_cases: 5}}",
    ]
    if dice.random() < 0.5:
        lines.append("  credit: {loss_rates: {not_due: 0.01, due_1_30: 0.05, due_31_60: 0.1, due_61_90: 0.3, due_91_plus: 0.5}}")
    return "\n".join(lines) + "\n"
