"""A small company of untidy rows, the same for the same seed, and its exports cut at a day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .tables import Row

FIRST, DAYS = date(2025, 2, 11), 500
PLAIN = ("A1", "A1-N", "A1-S", "B2", "C3", "D4")


def company(seed: int, lines: int = 40) -> dict[str, list[Row]]:
    """Every table that a fact reads."""
    dice = random.Random(seed)
    sales = _sales(dice, lines)
    receivables = _receivables(dice, lines // 2)
    return {
        "accounts": _accounts(),
        "sales": sales,
        "receivables": receivables,
        "allocations": _allocations(dice, lines, receivables, sales),
        "deliveries": _deliveries(dice, lines // 2, sales),
        "scorecards": _scorecards(dice, lines // 2),
        "price_list": _price_list(dice),
        "rebates": _rebates(dice),
        "territories": [{"territory": "East", "account_id": "A1"}, {"territory": "North", "account_id": "A1-N"}, {"territory": "North", "account_id": "B2"}],
        "bookings": _bookings(dice),
        "targets": _targets(dice),
        "sell_through": _sell_through(dice),
        "balances": [{"account_id": dice.choice(PLAIN), "date": _day(dice), "balance": _money(dice)} for _ in range(3)],
    }


def _accounts() -> list[Row]:
    return [
        {"account_id": "A1", "territory": "East", "credit_days": 30, "discount": Decimal("0.42")},
        {"account_id": "A1-N", "parent_id": "A1", "territory": "North", "credit_days": 5, "currency": "HKD"},
        {"account_id": "A1-S", "parent_id": "A1"},
        {"account_id": "B2", "territory": "East", "credit_days": Decimal("45.5"), "currency": "USD"},
        {"account_id": "C3"},
        {"account_id": "D4", "territory": "North", "own_shop": True},
    ]


def _day(dice: random.Random) -> date:
    return FIRST + timedelta(days=dice.randrange(DAYS))


def _money(dice: random.Random, low: int = 1, high: int = 90000) -> Decimal:
    return Decimal(dice.randint(low, high)) / dice.choice((1, 100, 100, 10000))


def _sales(dice: random.Random, count: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(count):
        kind = dice.choice(("invoice", "invoice", "invoice", "credit note", None))
        sign = -1 if kind == "credit note" or dice.random() < 0.1 else 1
        qty = dice.choice((None, 0, 1, 5, Decimal("2.5")))
        rows.append(
            {
                "document": f"S{dice.randrange(count)}",
                "date": _day(dice),
                "account_id": dice.choice(PLAIN),
                "kind": kind,
                "net_amount": sign * _money(dice),
                "qty": qty and sign * qty,
                "product_id": dice.choice(("P1", "P2", "P3", None)),
                "style": dice.choice(("T1", "T2", None)),
                "category": "coat",
                "ship_to_territory": dice.choice(("East", "North", "West", None)),
                "cost": dice.choice((None, _money(dice))),
                "fx_rate": dice.choice((None, None, 1, Decimal("7.123456"), Decimal("0.5"))),
                "original_document": f"S{dice.randrange(count)}" if kind == "credit note" and dice.random() < 0.7 else None,
                "line": str(number),
            }
        )
    return rows


def _receivables(dice: random.Random, count: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(count):
        account, day, sign = dice.choice(PLAIN), _day(dice), dice.choice((1, 1, 1, -1))
        for part in range(dice.choice((1, 1, 1, 2, 3))):
            due = None if dice.random() < 0.1 and part == 0 else day + timedelta(days=40 + 31 * part + dice.randrange(30))
            later = timedelta(days=dice.choice((0, 0, 0, 40)))
            rows.append(
                {
                    "document": f"R{number}",
                    "account_id": account,
                    "date": day + later,
                    "due_date": due,
                    "amount": sign * _money(dice),
                    "disputed": dice.choice((None, False, False, True)),
                }
            )
    return rows


def _allocations(dice: random.Random, count: int, receivables: list[Row], sales: list[Row]) -> list[Row]:
    credits = [row["document"] for row in sales if row["kind"] == "credit note"] or ["S0"]
    below = [row["document"] for row in receivables if row["amount"] < 0] or ["R0"]
    rows: list[Row] = []
    for _ in range(count):
        against = dice.choice(receivables)
        amount = dice.choice((abs(against["amount"]), abs(against["amount"]), against["amount"], _money(dice), -_money(dice, 1, 9000)))
        rows.append(
            {
                "document": dice.choice((against["document"], against["document"], against["document"], None)),
                "account_id": dice.choice(PLAIN),
                "date": against["date"] + timedelta(days=dice.randrange(-20, 150)),
                "amount": amount,
                "payment": dice.choice((None, "K1", dice.choice(credits), dice.choice(below))),
            }
        )
    return rows


def _deliveries(dice: random.Random, count: int, sales: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for number in range(count):
        ordered = _day(dice)
        line: Row = {
            "order": f"O{number // 2}",
            "line": dice.choice((str(number), str(number), None)),
            "account_id": dice.choice(PLAIN),
            "ordered_date": ordered,
            "requested_date": ordered + timedelta(days=2),
            "promised_date": dice.choice((None, *[ordered + timedelta(days=dice.randrange(60))] * 5)),
            "ordered_qty": dice.choice((None, 0, 10, 10, 12)),
        }
        for _ in range(dice.choice((1, 1, 2, 3))):
            delivered = ordered + timedelta(days=dice.randrange(90)) if dice.random() < 0.8 else None
            rows.append(
                {
                    **line,
                    "delivered_date": delivered,
                    "delivered_qty": dice.choice((None, 4, 6, 10, 12)),
                    "value": dice.choice((None, _money(dice))),
                    "invoice": dice.choice((None, dice.choice(sales)["document"])),
                }
            )
    return rows


def _scorecards(dice: random.Random, count: int) -> list[Row]:
    quarters = ("2024Q4", "2025Q1", "2025Q3", "2025Q4", "2026Q1", "2026Q2")
    return [
        {
            "account_id": dice.choice(PLAIN),
            "quarter": dice.choice(quarters),
            "criterion": dice.choice(("capital", "initiative")),
            "score": dice.choice((1, 2, 4, 5, Decimal("3.333333"))),
            "date": dice.choice((None, FIRST, FIRST + timedelta(days=9))),
            "scorer": dice.choice((None, "Li", "Wang")),
        }
        for _ in range(count)
    ]


def _price_list(dice: random.Random) -> list[Row]:
    rows: list[Row] = []
    for _ in range(12):
        start, end = _day(dice), _day(dice)
        of = dice.choice(({"product_id": "P1"}, {"product_id": "P2", "style": "T1"}, {"style": "T2"}))
        rows.append(
            {**of, "price": _money(dice), "retail": dice.choice((None, _money(dice))), "floor": dice.choice((None, _money(dice))),
             "valid_from": dice.choice((None, start)), "valid_to": dice.choice((None, max(start, end)))}  # fmt: skip
        )
    return rows


def _rebates(dice: random.Random) -> list[Row]:
    amounts = ("consigned_value", "accrued", "expected_year", "paid", "promotion", "freight")
    flags = ("booked", "disclosed")
    return [
        {
            "account_id": account,
            "quarter": quarter,
            **{name: dice.choice((None, 0, _money(dice))) for name in amounts},
            **{name: dice.choice((None, True, False)) for name in flags},
        }
        for account in PLAIN
        for quarter in ("2025Q1", "2025Q3", "2025Q4", "2026Q1")
        if dice.random() < 0.8
    ]


def _bookings(dice: random.Random) -> list[Row]:
    return [
        {
            "account_id": dice.choice(PLAIN),
            "date": _day(dice),
            "season": dice.choice((None, "26SS", "26AW")),
            "amount": _money(dice),
            "deposit": dice.choice((None, _money(dice))),
            "delivery_month": (None, "2026-01", "2026-07-15")[at % 3],
        }
        for at in range(9)
    ]


def _targets(dice: random.Random) -> list[Row]:
    quarters = ("2025Q2", "2025Q4", "2026Q1")
    return [{"account_id": account, "quarter": quarter, "net_sales": _money(dice), "margin": dice.choice((None, _money(dice)))} for account in PLAIN for quarter in quarters]


def _sell_through(dice: random.Random) -> list[Row]:
    """Periods are months, or quarters."""
    return [
        {
            "account_id": dice.choice(PLAIN),
            "period": dice.choice(("2025-02", "2025-03", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2025Q2", "2025Q3", "2026Q1", "2031-01")),
            "product_id": "P1",
            "qty": dice.choice((None, 0, 3, Decimal("1.5"), 20)),
            "outlet": dice.choice((None, "Mall", "Station")),
            "location": dice.choice((None, "first floor", "gate 2")),
            "shoppers": dice.choice((None, "students", "families")),
        }
        for _ in range(25)
    ]


def cut(tables: dict[str, list[Row]], day: date, quarter: str) -> dict[str, list[Row]]:
    """The exports as they would have been taken at the end of a quarter: later rows dropped, later deliveries not yet known."""
    kept: dict[str, Any] = {
        name: [row for row in tables[name] if row["date"] <= day] for name in ("sales", "receivables", "allocations", "bookings")
    }
    # A list of balances printed up to 20 days after the quarter's end serves it (I-17).
    kept["balances"] = [row for row in tables["balances"] if row["date"] <= day + timedelta(days=20)]
    known = {row["document"] for row in kept["receivables"]} | {None}
    kept["allocations"] = [row for row in kept["allocations"] if row["document"] in known]
    kept["deliveries"] = [_not_yet(row, day) for row in tables["deliveries"] if row["ordered_date"] <= day]
    kept |= {name: [row for row in tables[name] if row["quarter"] <= quarter] for name in ("scorecards", "rebates", "targets")}
    kept["sell_through"] = [row for row in tables["sell_through"] if row["period"] <= (quarter if "Q" in row["period"] else f"{day:%Y-%m}")]
    return {**tables, **kept}


def _not_yet(row: Row, day: date) -> Row:
    later = row["delivered_date"] is not None and row["delivered_date"] > day
    return {**row, "delivered_date": None, "delivered_qty": None} if later else row
