"""What the market shows: goods astray or below price, and what the shops sell to shoppers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from demo import places
from demo.company import Account, Company
from demo.documents import Document
from demo.quarters import LAST, QUARTERS, first_day, last_day
from demo.shops import shops_of
from demo.tables import Row

DAYS_OF_TTM = 365
SEEN = {
    "dumping": ("店内标价照片与购物小票", "直播间低价截图，已录屏", "微信群清货海报"),
    "diversion": ("吊牌流水号与发货记录一致", "外地门店购得，流水号追溯至该客户", "物流面单收货人为外地商户"),
}


def incident_rows(company: Company, documents: list[Document], rng: Random) -> list[Row]:
    """Market checks that found goods astray or below price; two of them long ago with others."""
    rows = []
    for role in company.roles:
        if role.signal.startswith("incident_"):
            age = round(DAYS_OF_TTM / role.aim)
            rows.append(incident(role.account_id, role.signal.removeprefix("incident_"), age, company, documents, rng))
    for account, kind, age in zip(company.of("key")[6:8], ("diversion", "dumping"), (930, 1010), strict=True):
        rows.append(incident(account.account_id, kind, age, company, documents, rng))
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["account_id"])))


def incident(account_id: str, kind: str, age: int, company: Company, documents: list[Document], rng: Random) -> Row:
    """One finding with the garment, the price seen and the place."""
    day = last_day(LAST) - timedelta(days=age)
    account = next(account for account in company.accounts if account.account_id == account_id)
    bought = [line.product for document in documents if document.account is account and document.day < day for line in document.lines]
    product = rng.choice([product for product in bought[-12:] if product])
    share = rng.uniform(0.45, 0.58) if kind == "dumping" else rng.uniform(0.75, 0.95)
    territory = account.territory if kind == "dumping" else rng.choice([name for name in places.TERRITORIES if name not in account.contracts])
    row: Row = {"account_id": account_id, "date": day, "kind": kind, "product_id": product.product_id, "territory": territory}
    return row | {"observed_price": round(product.prices[0].price * share), "evidence": rng.choice(SEEN[kind])}


def reporting_accounts(company: Company) -> list[Account]:
    """Who reports what it sells to shoppers: the outlets, two key accounts and some small dealers."""
    return company.of("outlet") + company.of("key")[2:4] + company.of("small")[4:9]


def sell_through_rows(company: Company, documents: list[Document], rng: Random) -> list[Row]:
    """Pieces sold to shoppers per month since 2025: most of a delivery within three months."""
    sold: dict[tuple[str, str, str], float] = defaultdict(float)
    reporting = {account.account_id: account for account in reporting_accounts(company)}
    pace = {account_id: rng.uniform(0.75, 1.0) for account_id in reporting}
    for document in documents:
        account_id = document.account.account_id
        if account_id in reporting and document.day >= date(2024, 10, 1):
            for line in document.lines:
                spread(sold, account_id, document.day, line.product.product_id if line.product else "", line.qty * pace[account_id])
    return [sell_out_row(reporting[key[0]], key, pieces) for key, pieces in sorted(sold.items()) if "2025-01" <= key[1] <= "2026-09" and pieces >= 1]


def spread(sold: dict[tuple[str, str, str], float], account_id: str, day: date, product_id: str, pieces: float) -> None:
    """Spreads delivered pieces over the month of delivery and the three after it."""
    for later, share in enumerate((0.25, 0.35, 0.25, 0.10)):
        month = first_day(QUARTERS[0]).replace(year=day.year + (day.month + later - 1) // 12, month=(day.month + later - 1) % 12 + 1)
        if product_id:
            sold[account_id, f"{month:%Y-%m}", product_id] += pieces * share


def sell_out_row(account: Account, key: tuple[str, str, str], pieces: float) -> Row:
    """One garment's month in one of the account's shops."""
    shops = shops_of(account)
    shop = shops[sum(map(ord, key[2])) % len(shops)]
    row: Row = {"account_id": account.account_id, "period": key[1], "product_id": key[2], "qty": round(pieces)}
    return row | {"outlet": shop.name, "location": shop.location, "shoppers": shop.shoppers}
