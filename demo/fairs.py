"""Orders placed at the two fairs of a year, and the targets set from them."""

from __future__ import annotations

from datetime import date
from random import Random

from demo.catalogue import TAG_PRICES, VAT_PERCENT
from demo.company import Account, Company
from demo.documents import NetSales
from demo.quarters import QUARTERS
from demo.tables import Row, money


def booking_rows(company: Company, totals: NetSales, deposits: dict[tuple[str, int], int], rng: Random) -> list[Row]:
    """Orders placed at the fairs of March (autumn goods) and September (spring goods)."""
    rows: list[Row] = []
    for account in company.of("key", "middle") + company.of("small")[:12]:
        for year in (2024, 2025, 2026):
            base = totals[account.account_id, f"{year - 1}Q4"] or totals[account.account_id, f"{year}Q1"]
            rows += fair(account, f"{year % 100}AW", date(year, 3, 14), base, ("外套", "羽绒", "针织"), 0, rng)
            deposit = deposits.get((account.account_id, year), 0)
            rows += fair(account, f"{year % 100 + 1}SS", date(year, 9, 12), base, ("连衣裙", "T恤", "衬衫"), deposit, rng)
    return rows


def fair(account: Account, season: str, day: date, base: int, categories: tuple[str, ...], deposit: int, rng: Random) -> list[Row]:
    """One account's order at one fair, by category; nobody orders before the relationship began."""
    if account.opened > day or base <= 0:
        return []
    rows, month = [], date(day.year + (day.month == 9), 7 if day.month == 3 else 1, 1)
    for category, share in zip(categories, (0.5, 0.3, 0.2), strict=True):
        cents = round(base * share * rng.uniform(0.8, 1.1) / 10_000) * 10_000
        row: Row = {"account_id": account.account_id, "season": season, "date": day, "category": category, "amount": money(cents)}
        row |= {"qty": max(1, round(cents / piece_price(account, category))), "deposit": money(deposit * share), "delivery_month": f"{month:%Y-%m}"}
        rows.append(row)
    return rows


def piece_price(account: Account, category: str) -> float:
    """What a piece of a category costs the account on average, in cents without tax."""
    tags = TAG_PRICES[category]
    return sum(tags) / len(tags) * account.discount * 10 / VAT_PERCENT


def target_rows(company: Company, totals: NetSales, rng: Random) -> list[Row]:
    """Quarterly targets from 2024 on, with the next quarter's already set."""
    rows: list[Row] = []
    for account in company.of("key", "middle", "small", "outlet", "export"):
        for quarter in (*QUARTERS[1:], "2026Q4"):
            sold = totals[account.account_id, quarter if quarter in QUARTERS else "2025Q4"]
            if sold > 0:
                cents = round(sold * rng.uniform(0.94, 1.14) / 100_000) * 100_000 or 100_000
                rows.append({"account_id": account.account_id, "quarter": quarter, "net_sales": money(cents), "margin": money(cents * rng.uniform(0.3, 0.36))})
    return rows
