"""The clean tables, as a perfect export would hold them: our column names, dates, whole pieces and exact money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from random import Random

from demo import places
from demo.catalogue import VAT_PERCENT, Product
from demo.company import TRADE_SALES_TTM, Account, Company
from demo.documents import HKD_RATES, Document, Line
from demo.ledger import Ledger
from demo.quarters import QUARTERS, first_day
from demo.shops import shops_of

Row = dict[str, object]
Tables = dict[str, list[Row]]


def money(cents: int | float) -> Decimal:
    """Cents as an exact amount."""
    return Decimal(round(cents)) / 100


# --- customers and contracts ---


def account_row(account: Account, company: Company, rng: Random) -> Row:
    """A customer's master record."""
    row: Row = {"account_id": account.account_id, "name": account.name, "parent_id": account.parent_id, "kind": account.kind}
    row |= {"territory": account.territory, "tier": "一级" if account.group == "export" else places.tier_of(account.town)}
    shop = shops_of(account)[0]
    row |= {"location": shop.location, "shoppers": shop.shoppers, "credit_limit": "", "credit_days": "", "discount": "", "return_allowance": ""}
    row |= {"purchases": "", "onward_share": "", "since": since(account, rng), "currency": account.currency, "owner": account.owner}
    if account.trades:
        row |= terms_of(account, rng)
    if account.group == "prospect":
        row["purchases"] = rng.randint(60, 180) * 10_000
    return row


def since(account: Account, rng: Random) -> date | str:
    """The start of the relationship: the first sale where that is younger than the data."""
    if account.group == "prospect":
        return ""
    if account.group == "branch":
        return date(2023, rng.randint(1, 9), rng.randint(1, 28))
    return account.opened if account.opened > first_day(QUARTERS[0]) else date(rng.randint(2012, 2022), rng.randint(1, 12), rng.randint(1, 28))


def terms_of(account: Account, rng: Random) -> Row:
    """Limit, terms and what the account declared of itself."""
    yearly = account.share / 100 * TRADE_SALES_TTM
    limit = round(yearly * account.terms[-1][1] / 365 * rng.uniform(1.5, 2.2) / 10_000 + 1) * 10_000
    row: Row = {"credit_days": account.terms[-1][1], "discount": Decimal(account.discount) / 1000}
    row["credit_limit"] = 0 if account.group == "dormant" else "" if account.group == "small" and rng.random() < 0.2 else limit
    row["return_allowance"] = Decimal(account.allowance) / 100 if account.allowance else ""
    if account.group in ("key", "middle") or rng.random() < 0.4:
        row["purchases"] = round(yearly / rng.uniform(0.18, 0.75) / 10_000) * 10_000
        row["onward_share"] = Decimal(rng.choice((0, 5, 10, 15, 20))) / 100
    return row


def territory_rows(company: Company, rng: Random) -> list[Row]:
    """Who may sell where, and what each territory could buy a year (said once per territory)."""
    potentials = potential_of_territories(company, rng)
    rows: list[Row] = []
    for account in company.accounts:
        for territory in account.contracts:
            rows.append({"territory": territory, "account_id": account.account_id, "potential": potentials.pop(territory, "")})
    return rows


def potential_of_territories(company: Company, rng: Random) -> dict[str, object]:
    """A market of three to seven times today's sales there."""
    sold: dict[str, float] = {}
    for account in company.traders:
        sold[account.territory] = sold.get(account.territory, 0.0) + account.share / 100 * TRADE_SALES_TTM
    return {territory: round(yearly * rng.uniform(3, 7) / 100_000) * 100_000 for territory, yearly in sold.items()}


# --- goods and sales ---


def price_rows(products: Iterable[Product]) -> list[Row]:
    """The price list; a few colours rely on the price of their style."""
    return [
        {"product_id": product.product_id, "style": product.style, "price": price.price, "valid_from": price.valid_from,
         "valid_to": price.valid_to, "floor": money(price.floor) if price.floor else "", "retail": price.retail}
        for product in products if product.listed == "product" for price in product.prices
    ]


def sales_rows(documents: Iterable[Document]) -> list[Row]:
    """One row per line of every invoice and credit note."""
    return [sales_row(document, line) for document in documents for line in document.lines]


def sales_row(document: Document, line: Line) -> Row:
    """A line as the invoice book prints it."""
    foreign = line.foreign is not None
    row: Row = {"document": document.number, "line": line.number, "kind": document.kind, "date": document.day}
    row |= {"account_id": document.entity.account_id, "qty": line.qty, "net_amount": money(line.foreign if foreign else line.cents)}
    row |= {"ship_to_territory": line.ship_to, "original_document": line.original.number if line.original else "", "reason": line.reason}
    row |= {"fx_rate": Decimal(HKD_RATES[document.quarter]) if foreign else ""}
    return row | garment(line.product, line.qty, document.day, document.kind)


def garment(product: Product | None, qty: int, day: date, kind: str) -> Row:
    """The garment's part of a sales row; discounts and price differences have none."""
    if product is None:
        name = "ZK-整单折扣" if kind == "invoice" else "BC-降价补差"
        return {"product_id": name, "style": "", "category": "", "season": "", "list_price": "", "cost": ""}
    price = product.price_on(day) or product.prices[-1]
    cost = money(qty * price.price * product.cost_share * 10_000 / VAT_PERCENT)
    row: Row = {"product_id": product.product_id, "style": product.style, "category": product.category}
    return row | {"season": product.season, "list_price": price.price, "cost": cost}


# --- the ledger ---


def receivable_rows(ledger: Ledger) -> list[Row]:
    """The ledger's documents; an invoice in instalments stands there once per due date."""
    rows: list[Row] = []
    for item in ledger.items:
        row: Row = {"document": item.number, "account_id": item.account_id, "date": item.day, "due_date": item.due}
        parts = [(item.due, item.cents)]
        if item.instalment_due:
            parts = [(item.due, item.cents // 2), (item.instalment_due, item.cents - item.cents // 2)]
        rows += [row | {"due_date": due, "amount": money(cents), "disputed": item.disputed} for due, cents in parts]
    return rows


def allocation_rows(ledger: Ledger) -> list[Row]:
    """Which payment or credit note settled which document."""
    return [
        {"payment": paid.payment, "document": paid.document, "date": paid.day, "amount": money(paid.cents),
         "account_id": paid.account_id, "method": paid.method}
        for paid in ledger.allocations
    ]
