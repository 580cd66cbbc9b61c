"""D16 and X: rebates, earnings, targets, order-fair bookings, and what the loss of an account would cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from .clerk import COMPANY, NONE, Clerk, Found, Row, Value, add, over
from .concentration import new_business
from .prices import PriceList

AMOUNTS = {"consigned_value": "consigned_value", "rebates_accrued": "accrued", "rebates_paid": "paid"}
MILLIONTH = Decimal("0.000001")


def figures(clerk: Clerk, quarter: int) -> Found:
    """Every figure of rebates, earnings, targets and bookings."""
    yield from rebates(clerk, quarter)
    yield from earnings(clerk, quarter)
    yield from targets(clerk, quarter)
    yield from bookings(clerk, quarter)


def rows_of(clerk: Clerk, table: str, quarter: int) -> dict[str, list[Row]]:
    """Rows of a table of quarters by paying account (G1, G7)."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in clerk.tables[table]:
        if row["quarter"] == clerk.year.name(quarter):
            found[clerk.top(row["account_id"])].append(row)
    return found


def stated(rows: Iterable[Row], column: str) -> Decimal | None:
    """The sum of what is stated, unknown where nothing is."""
    known = [row[column] for row in rows if row.get(column) is not None]
    return add(known) if known else None


def year_rebate(clerk: Clerk, rows: list[Row], quarter: int) -> Fraction | None:
    """D16: as expected, else accrued x 4 / number of the quarter."""
    expected, accrued = stated(rows, "expected_year"), stated(rows, "accrued")
    if expected is not None:
        return Fraction(expected)
    return None if accrued is None else Fraction(accrued) * 4 / (quarter % 4 + 1)


def rebates(clerk: Clerk, quarter: int) -> Found:
    """Balances of rebates and consigned stock, and the cover of the one by the other."""
    found, trading = rows_of(clerk, "rebates", quarter), clerk.trading(quarter)
    beyond = 0
    for account in [COMPANY, *trading]:
        given = [found[one] for one in (trading if account == COMPANY else [account]) if one in found]
        for metric, column in AMOUNTS.items():
            yield metric, account, "", stated((row for rows in given for row in rows), column)
        pairs = [(stated(rows, "consigned_value"), year_rebate(clerk, rows, quarter)) for rows in given]
        years = [year for _, year in pairs if year is not None]
        yield "rebates_year", account, "", fixed(sum(years, Fraction(0))) if years else None
        both = [(Fraction(placed), year) for placed, year in pairs if placed is not None and year is not None]
        placed, year = sum((one for one, _ in both), Fraction(0)), sum((one for _, one in both), Fraction(0))
        yield "consignment_cover", account, "", float(placed / year) if year > 0 else None
        beyond += account != COMPANY and (placed > year if year > 0 else placed > 0)
        said = [rows for rows in given if any(row.get("booked") is not None for row in rows)]
        yield "rebates_not_booked", account, "", sum(any(row.get("booked") is False for row in rows) for rows in said) if said else None
    yield "beyond_rebate", COMPANY, "", beyond


def fixed(value: Fraction) -> Decimal:
    """As an amount; a third of one has no last digit."""
    return Decimal(value.numerator) / value.denominator


def granted(clerk: Clerk, account: str, quarter: int) -> dict[str, Decimal]:
    """What was granted for the quarter: accrued in it (so far this year, less so far a quarter before), promotion, freight."""
    rows, before = rows_of(clerk, "rebates", quarter).get(account, []), rows_of(clerk, "rebates", quarter - 1).get(account, [])
    found = {name: amount for name in ("promotion", "freight") if (amount := stated(rows, name)) is not None}
    accrued = stated(rows, "accrued")
    if accrued is not None:
        found["rebates"] = accrued - (NONE if quarter % 4 == 0 else stated(before, "accrued") or NONE)
    return found


def earnings(clerk: Clerk, quarter: int) -> Found:
    """Contribution, the account's own margin, and our share of what it buys."""
    trading, prices = clerk.trading(quarter), PriceList(clerk)
    spent = {account: granted(clerk, account, quarter) for account in trading}
    for account in [COMPANY, *trading]:
        some = trading if account == COMPANY else [account]
        rows, off = clerk.rows(some, quarter), [spent[one] for one in some]
        yield from contribution(clerk, account, rows, off)
        yield "account_margin", account, "", account_margin(clerk, prices, rows, off)
        bought = [one for one in some if (clerk.of(one, "purchases") or NONE) > 0]
        yield "purchase_share", account, "", over(add(clerk.ttm(one, quarter) for one in bought), add(clerk.of(one, "purchases") for one in bought))
    yield from loss(clerk, quarter)


def contribution(clerk: Clerk, account: str, rows: list[Row], off: list[dict[str, Decimal]]) -> Found:
    """Net sales whose cost is known, less that cost and what was granted; a row without pieces costs nothing."""
    known = add(row["value"] for row in rows if row.get("cost") is not None or not row["qty"])
    cost = add(row.get("cost") for row in rows)
    measured = clerk.has("sales", "cost") and (known or cost)
    yield "contribution", account, "", known - cost - add(amount for one in off for amount in one.values()) if measured else None
    yield "contribution_coverage", account, "", over(known, add(row["value"] for row in rows)) if measured else None


def account_margin(clerk: Clerk, prices: PriceList, rows: list[Row], off: list[dict[str, Decimal]]) -> Value:
    """(Retail price without tax - our price) x pieces + rebates, over rows with a retail price."""
    retailed = [(row, price) for row in rows if row["qty"] and (price := prices.valid(row).get("retail")) is not None]
    sales, retail = add(row["value"] for row, _ in retailed), add(row["qty"] * price for row, price in retailed)
    if not clerk.has("price_list", "retail") or (not sales and not retail):
        return None
    return retail / prices.tax - sales + add(one.get("rebates") for one in off)


def loss(clerk: Clerk, quarter: int) -> Found:
    """B8: margin lost as far as costs are known, and the quarters of new business that would refill it."""
    new = new_business(clerk, quarter)
    for account in clerk.trading(quarter):
        costed = [row for row in clerk.rows([account], quarter) if row.get("cost") is not None]
        sales, cost = add(row["value"] for row in costed), add(row["cost"] for row in costed)
        yield "loss_margin", account, "", sales - cost if sales or cost else None
        yield "quarters_to_refill", account, "", float(clerk.ttm(account, quarter) / 4 / new) if new and new > 0 else None


def targets(clerk: Clerk, quarter: int) -> Found:
    """Net sales over the target, of the accounts that have one."""
    found, every = rows_of(clerk, "targets", quarter), clerk.known(quarter)
    trading = clerk.trading(quarter - 4)
    so_far, whole = clerk.all_net(trading, clerk.so_far(quarter, quarter - 4)), clerk.all_net(trading, quarter - 4)
    part = so_far / whole if 0 < so_far <= whole else Decimal(clerk.days(quarter)) / clerk.year.days(quarter)
    for account in [COMPANY, *every]:
        some = [one for one in (every if account == COMPANY else [account]) if one in found]
        target = add(row["net_sales"] for one in some for row in found[one]) if some else None
        yield "target_net_sales", account, "", target
        yield "target_attainment", account, "", over(clerk.all_net(some, quarter), target * part) if target is not None else None


def bookings(clerk: Clerk, quarter: int) -> Found:
    """Booked at the order fairs of the quarter, in all and by season."""
    trading, measured = clerk.trading(quarter), clerk.has("bookings")
    rows = [row for row in clerk.tables["bookings"] if clerk.year.of(row["date"]) == quarter and row["date"] >= clerk.opened and clerk.top(row["account_id"]) in trading]
    for account in [COMPANY, *trading]:
        own = [row for row in rows if account in (COMPANY, clerk.top(row["account_id"]))]
        for season in ["", *sorted({row["season"] for row in own if row.get("season")})]:
            part = [row for row in own if not season or row.get("season") == season]
            deposit = stated(part, "deposit") if part or not clerk.has("bookings", "deposit") else NONE
            dimension = f"season:{season}" if season else ""
            yield "bookings", account, dimension, add(row["amount"] for row in part) if measured else None
            yield "bookings_deposit", account, dimension, deposit if measured else None
