"""Companies of any size whose customers have the names that break pages: long, without a place to break, right to left, emoji, markup."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import count as counted

from tests.review.acme import RULES, Row, Tables

FIRST, LAST = date(2024, 7, 1), date(2026, 9, 30)
AWKWARD = (
    "Hangzhou Oriental Pearl Children's Wear Trading (Group) Co Ltd",
    "杭州四季青批发市场东方明珠童装贸易集团股份有限公司余杭区临平南苑街道第一分公司暨华东大区电子商务运营中心及售后服务站第二部",
    "W" * 60,
    "\u202eمتجر الأزياء\u202c \u200fBoutique",
    "宁波👗服饰👨‍👩‍👧有限公司",
    "<script>alert('x')</script> & Söhne",
    '"O\'Neil" <b>bold</b> &amp; {name} %s',
    "温州",
)
HEAD = """company: crowd
title: {en: Crowd <Apparel> & Sons, zh: 众客<服饰>}
languages: [en, zh]
receivables_include_tax: 0.13
closed_through: 2026-09-30
sources:
"""
__all__ = ["HEAD", "RULES", "crowd"]


def crowd(count: int, seed: int = 3) -> Tables:
    """``count`` dealers, the largest of them sound and well paid, over nine quarters; many accounts order once a quarter, few every month."""
    dice = random.Random(seed)
    accounts = [f"C{number:05d}" for number in range(count)]
    step = 30 if count <= 100 else 91
    numbers = counted(1)
    sales = [
        _sale(dice, account, next(numbers), FIRST + timedelta(days=offset + dice.randrange(step)), 400_000 / (place + 1) ** 1.1 * step / 30)
        for place, account in enumerate(accounts)
        for offset in range(0, (LAST - FIRST).days - step, step)
    ]
    receivables = [
        {"document": sale["document"], "account_id": sale["account_id"], "date": sale["date"], "due_date": sale["date"] + timedelta(days=30), "amount": f"{float(sale['net_amount']) * 1.13:.2f}"}
        for sale in sales
    ]
    return {
        "accounts": [_account(dice, account, place) for place, account in enumerate(accounts)],
        "sales": sales,
        "receivables": receivables,
        "allocations": [paid for item in receivables for paid in _paid(dice, item)],
        "deliveries": [_delivery(dice, sale) for sale in sales],
        "scorecards": [
            {"account_id": account, "quarter": "2026Q3", "criterion": criterion, "score": 5 if place < 12 else dice.randrange(1, 4), "scorer": "Li", "date": LAST, "evidence": "visit"}
            for place, account in enumerate(accounts)
            for criterion in ("capital", "business_sense", "initiative")
        ],
    }


def _account(dice: random.Random, account: str, place: int) -> Row:
    name = AWKWARD[place % len(AWKWARD)]
    return {
        "account_id": account, "name": name if place < len(AWKWARD) else f"{name[:54]} {place}", "kind": "dealer", "territory": dice.choice(("华东", "<i>North</i>", "华南")),
        "tier": "二级", "credit_limit": 900_000, "credit_days": 30, "owner": dice.choice(("Wang", "李🙂")),
    }  # fmt: skip


def _sale(dice: random.Random, account: str, number: int, day: date, size: float) -> Row:
    qty = 1 + int(size * (0.7 + dice.random() * 0.6) / 100)
    return {
        "document": f"D{number}", "line": 1, "kind": "invoice", "date": day, "account_id": account, "product_id": f"P{number % 7}", "category": ("外套", "Shirts")[number % 2],
        "qty": qty, "net_amount": f"{qty * 100}.00", "cost": f"{qty * 60}.00",
    }  # fmt: skip


def _paid(dice: random.Random, item: Row) -> list[Row]:
    late = dice.randrange(-10, 0) if item["account_id"] < "C00012" else dice.randrange(0, 90)
    day = item["due_date"] + timedelta(days=late)
    return [{"payment": f"K{item['document']}", "document": item["document"], "date": day, "amount": item["amount"], "account_id": item["account_id"], "method": "bank"}] if day <= LAST else []


def _delivery(dice: random.Random, sale: Row) -> Row:
    done = sale["date"] + timedelta(days=dice.choice((-2, 0, 0, 5)))
    ordered = sale["date"] - timedelta(days=10)
    return {
        "order": f"O{sale['document']}", "line": 1, "account_id": sale["account_id"], "ordered_date": ordered, "requested_date": sale["date"], "promised_date": sale["date"],
        "ordered_qty": sale["qty"], "product_id": sale["product_id"], "value": sale["net_amount"], "invoice": sale["document"],
        "delivered_date": done if done <= LAST else "", "delivered_qty": sale["qty"] if done <= LAST else "",
    }  # fmt: skip
