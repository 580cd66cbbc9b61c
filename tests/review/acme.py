"""A small company with every table of the contract, the same for the same seed; its exports shuffled, or cut at a quarter's end."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kam.intake.contracts import TABLES
from kam.quarters import Quarter

Row = dict[str, Any]
Tables = dict[str, list[Row]]

FIRST, LAST = date(2024, 7, 1), date(2026, 9, 30)
DEALERS = [f"C{number:02d}" for number in range(1, 13)]
TERRITORIES = ("华东", "华北", "South")
GOODS = {f"P{number}": (f"T{number % 3}", ("外套", "Shirts", "Shoes")[number % 3], 40 + 15 * number) for number in range(6)}
QUARTERS = [f"{year}Q{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)][2:11]
PARAMS = """company: acme
title: {en: Acme Apparel, zh: 阿克米服饰}
languages: [en, zh]
receivables_include_tax: 0.13
sources:
"""
RULES = "rules: {segments: {min_accounts: 10, bootstrap_draws: 20, gap_draws: 20, k_max: 4}}\n"


def company(seed: int = 7) -> Tables:
    """Twelve dealers, one of them a branch, an own shop and a prospect over nine quarters; the first two pay and score well."""
    dice = random.Random(seed)
    sales = _sales(dice)
    receivables = _receivables(dice, sales)
    dated = {"sales": sales, "receivables": receivables, "allocations": _allocations(dice, receivables), "deliveries": _deliveries(dice, sales)}
    return {"accounts": _accounts(dice), **dated, **_trade(dice), **_work(dice)}


def _accounts(dice: random.Random) -> list[Row]:
    rows = [
        {"account_id": account, "name": f"经销商 {account}", "kind": "dealer", "territory": TERRITORIES[place % 3], "tier": "二级", "credit_limit": 40000 + 5000 * place,
         "credit_days": 30, "discount": "0.5", "return_allowance": "0.1", "purchases": dice.randrange(10**5, 10**6), "onward_share": "0.2",
         "parent_id": "C11" if account == "C12" else "", "currency": "USD" if account == "C10" else "CNY", "owner": "Wang"}
        for place, account in enumerate(DEALERS)
    ]  # fmt: skip
    return [*rows, {"account_id": "S01", "name": "自营店", "kind": "own shop", "territory": "华东"}, {"account_id": "P01", "name": "Prospect", "kind": "prospect"}]


def _days(step: int, start: int = 0) -> list[date]:
    return [FIRST + timedelta(days=offset) for offset in range(start, (LAST - FIRST).days + 1, step)]


def _sales(dice: random.Random) -> list[Row]:
    rows: list[Row] = []
    for place, account in enumerate([*DEALERS, "S01"]):
        for number, day in enumerate(_days(29, place)):
            document = f"{account}-{number:03d}"
            rows += [_line(dice, account, document, day, line, max(2, 60 - 8 * place)) for line in (1, 2)]
            if number % 5 == 4:
                rows.append(_credit_note(dice, rows[-1], day + timedelta(days=20)))
    return rows


def _line(dice: random.Random, account: str, document: str, day: date, line: int, size: int) -> Row:
    product = dice.choice(sorted(GOODS))
    style, category, price = GOODS[product]
    qty = dice.randrange(size // 2, size + 1) + 1
    return {
        "document": document, "line": line, "kind": "invoice", "date": day, "account_id": account, "product_id": product, "style": style, "category": category,
        "qty": qty, "net_amount": f"{qty * price * dice.choice((44, 44, 40, 34)) / 100:.2f}", "cost": f"{qty * price * 0.25:.2f}",
        "ship_to_territory": dice.choice((*TERRITORIES, "")), "fx_rate": "7.1234" if account == "C10" else "", "cancelled": "是" if dice.random() < 0.03 and account not in DEALERS[:2] else "",
    }  # fmt: skip


def _credit_note(dice: random.Random, of: Row, day: date) -> Row:
    returned = dice.random() < 0.7
    qty, amount = (-1 if returned else 0), -abs(float(of["net_amount"])) * 0.1
    return {**of, "document": f"{of['document']}R", "kind": "credit note", "date": min(day, LAST), "qty": qty, "net_amount": f"{amount:.2f}", "cost": "",
            "original_document": of["document"] if dice.random() < 0.8 else "", "ship_to_territory": "", "cancelled": ""}  # fmt: skip


def _receivables(dice: random.Random, sales: list[Row]) -> list[Row]:
    documents: dict[str, Row] = {}
    for row in (row for row in sales if row["account_id"] != "S01"):
        kept = documents.setdefault(row["document"], {"document": row["document"], "account_id": row["account_id"], "date": row["date"], "amount": 0.0})
        kept["amount"] += float(row["net_amount"]) * 1.13
    for row in documents.values():
        row |= {"amount": f"{row['amount']:.2f}", "due_date": row["date"] + timedelta(days=30), "disputed": "是" if dice.random() < 0.03 else ""}
    return list(documents.values())


def _allocations(dice: random.Random, receivables: list[Row]) -> list[Row]:
    """The first two accounts pay when due, the others later and later; some cash has no document."""
    rows: list[Row] = []
    for number, item in enumerate(receivables):
        late = DEALERS.index(item["account_id"])
        day = item["due_date"] + timedelta(days=dice.randrange(-12, 0) if late < 2 else dice.randrange(0, 20 * late))
        if day > LAST or float(item["amount"]) <= 0:
            continue
        part = f"{float(item['amount']) * 0.6:.2f}" if late > 1 and dice.random() < 0.1 else item["amount"]
        rows.append({"payment": f"K{number}", "document": item["document"], "date": day, "amount": part, "account_id": item["account_id"], "method": "bank"})
    return [*rows, *({"payment": f"U{number}", "date": day, "amount": 900, "account_id": "C05", "method": "bank"} for number, day in enumerate(_days(200, 90)))]


def _deliveries(dice: random.Random, sales: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for row in (row for row in sales if row["kind"] == "invoice"):
        ordered = row["date"] - timedelta(days=10)
        promised, delivered = row["date"], row["date"] + timedelta(days=dice.choice((-3, 0, 0, 4, 40)))
        line = {"order": f"O{row['document']}", "line": row["line"], "account_id": row["account_id"], "ordered_date": ordered, "requested_date": ordered, "promised_date": promised,
                "ordered_qty": row["qty"], "product_id": row["product_id"], "value": row["net_amount"], "invoice": row["document"]}  # fmt: skip
        done = delivered <= LAST
        rows.append({**line, "delivered_date": delivered if done else "", "delivered_qty": dice.choice((row["qty"], row["qty"], row["qty"] - 1)) if done else ""})
    return rows


def _trade(dice: random.Random) -> Tables:
    by_quarter = [(account, quarter) for account in DEALERS for quarter in QUARTERS]
    return {
        "scorecards": [
            {"account_id": account, "quarter": quarter, "criterion": criterion, "score": 5 if account in DEALERS[:2] else dice.randrange(1, 4), "scorer": "Li",
             "date": Quarter.parse(quarter).end, "evidence": "visit"}
            for account, quarter in by_quarter for criterion in ("capital", "business_sense", "initiative", "relations")
        ],
        "rebates": [
            {"account_id": account, "quarter": quarter, "accrued": dice.randrange(100, 900), "consigned_value": dice.randrange(100, 5000), "expected_year": 2400,
             "paid": 0, "disclosed": "是", "booked": dice.choice(("是", "否")), "promotion": 10, "freight": 20}
            for account, quarter in by_quarter
        ],
        "price_list": [
            {"product_id": product, "style": style, "price": price * year, "floor": "", "retail": price, "valid_from": date(2023 + year, 1, 1), "valid_to": date(2024 + year, 12, 31)}
            for product, (style, _, price) in GOODS.items() for year in (1, 2)
        ],
        "territories": [{"territory": TERRITORIES[place % 3], "account_id": account, "potential": 900000} for place, account in enumerate(DEALERS)],
        "sell_through": [
            {"account_id": account, "period": f"{day:%Y-%m}", "product_id": product, "qty": dice.randrange(5, 30)}
            for account in DEALERS[:6] for day in _days(31) for product in ("P1", "P2")
        ],
        "incidents": [{"account_id": account, "date": day, "kind": dice.choice(("diversion", "dumping")), "product_id": "P1", "observed_price": 20, "territory": "华北", "evidence": "photo"}
                      for account in ("C03", "C04") for day in _days(250)],
        "bookings": [{"account_id": account, "date": day, "amount": dice.randrange(1000, 9000), "season": "AW", "category": "外套", "qty": 50, "deposit": 300, "delivery_month": "2026-08"}
                     for account in DEALERS[:5] for day in _days(180)],
        "targets": [{"account_id": account, "quarter": quarter, "net_sales": 9000, "margin": 900} for account, quarter in by_quarter],
    }  # fmt: skip


def _work(dice: random.Random) -> Tables:
    """What is said of the two key accounts and one more."""
    some = ("C01", "C02", "C05")
    tasks = [(account, number, day) for account in some for number, day in enumerate(_days(60, 330))]
    return {
        "needs": [{"account_id": account, "need": need, "wanted": "3 days", "quarter": quarter, "fulfilled": "4 days", "answer": dice.choice(("agreed", "partly", "")), "our_ask": "forecast"}
                  for account in some for need in ("补货快", "Display") for quarter in QUARTERS[::3]],
        "relationships": [{"account_id": account, "date": day, "stage": dice.choice(("合作", "初步")), "evidence": "minutes"} for account in some for day in _days(200)],
        "team": [{"account_id": account, "person": person, "role": role, "department": "Sales", "responsibility": "orders", "authority": "", "benefit": "1 %", "hours": 20}
                 for account in some for person, role in (("Wang", "manager"), ("Zhao", "sponsor"))],
        "tasks": [{"task_id": f"{account}-{number}", "account_id": account, "owner": "Wang", "due": day, "status": "done" if number < 5 else "open", "form": "visit", "hours": 4,
                   "priority": 1, "acceptance": "signed", "done": day + timedelta(days=dice.choice((-2, 25))) if number < 5 else ""} for account, number, day in tasks],
    }  # fmt: skip


def cut(tables: Tables, quarter: Quarter) -> Tables:
    """The exports as they would have been taken on the quarter's last day: later rows are not there, later deliveries and completions not yet known."""
    kept = {name: [row for row in rows if _known(name, row, quarter)] for name, rows in tables.items()}
    documents = {row["document"] for row in kept["receivables"]} | {None, ""}
    kept["allocations"] = [row for row in kept["allocations"] if row.get("document") in documents]
    kept["deliveries"] = [_not_yet(row, quarter, "delivered_date", "delivered_qty") for row in kept["deliveries"]]
    kept["tasks"] = [_undone(row, quarter) for row in kept["tasks"]]
    return kept


def _known(table: str, row: Row, quarter: Quarter) -> bool:
    """Orders are known from the day they are given; a plan knows the future."""
    dated = {"deliveries": "ordered_date", "tasks": ""}.get(table, TABLES[table].dated)
    if not dated:
        return True
    if dated == "period":
        return str(row[dated]) <= f"{quarter.end:%Y-%m}"
    return bool(row[dated] <= (quarter.name if dated == "quarter" else quarter.end))


def _not_yet(row: Row, quarter: Quarter, day: str, *others: str) -> Row:
    return {**row, **dict.fromkeys((day, *others), "")} if row[day] and row[day] > quarter.end else row


def _undone(task: Row, quarter: Quarter) -> Row:
    """A task done later was open then, and nobody had measured it."""
    then = _not_yet(task, quarter, "done", "result")
    return then if then["done"] == task["done"] else {**then, "status": "open"}


def write(place: Path, tables: Tables, shuffled: Callable[[list[Row]], list[Row]] = list, rules: str = RULES, head: str = PARAMS) -> Path:
    """One CSV per table and the params that name them, ``head`` before the sources and ``rules`` after; the params file."""
    place.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = [column for column in TABLES[name].names if any(column in row for row in rows)]
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(shuffled(rows))
    params = place / "acme.yaml"
    params.write_text(head + "".join(f"  {name}: {{file: {name}.csv}}\n" for name in tables) + rules, encoding="utf-8")
    return params
