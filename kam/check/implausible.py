"""Results that can hardly be true: each points to a column that means something else than it was taken for (I-19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from kam.measures import prices
from kam.measures.books import Books, total
from kam.measures.receivables import receivables, why_unknown
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.wording import Voice

_REALISED = (0.2, 1.5)  # list prices of another unit, or of a line instead of a piece
_OWED = (0.01, 100)  # of a quarter's sales: cents, thousands
_MARGIN = (-0.5, 0.9)  # the cost of one piece taken for the line's, or the line's for a piece's
_APART = 1.5  # the largest rate of one currency over its smallest
_NOBODY = re.compile(  # who buys without being known; 零售商 and the like are customers
    r"(?:门店|柜台)?(?:散客|散户|零售客户|零售|现金客户|现销)|(?:walk[ -]?in|cash|counter|retail|over the counter)(?: (?:sales?|customers?|clients?))?", re.IGNORECASE
)
_MUCH = Decimal("0.05")  # of a year's net sales: below it no ranking hangs on it
_DWARFED = 50  # sales of one foreign currency over all other sales


def implausible(books: Books, voice: Voice) -> list[list[str]]:
    """One line for each result of the newest quarter that can hardly be true."""
    found = _found(books, (books.meant or books.quarters)[-1])
    return [[voice.word(f"check.implausible.{name}", **values)] for name, values in found]


def _found(books: Books, quarter: Quarter) -> Iterator[tuple[str, dict[str, str]]]:
    realised = next(row.value for row in prices.measure(books, quarter) if row.metric == "price_realisation" and not row.account_id and not row.dimension)
    if realised is not None and not _REALISED[0] <= realised <= _REALISED[1]:
        yield "price", {"share": f"{float(realised):.2f}"}
    accounts = books.inputs.table("accounts")
    odd = accounts[[not pd.isna(one) and not 0 <= one <= 1 for one in accounts.discount]]
    if len(odd):
        yield "discount", {"account": str(odd.account_id.iloc[0]), "value": f"{odd.discount.iloc[0].normalize():f}"}
    targets = {name[:4] for name in books.inputs.table("targets").quarter}
    if targets and not targets & {one.name[:4] for one in books.quarters}:
        yield "targets", {"first": min(targets), "last": max(targets)}
    sold, owed = total(books.net(quarter).values()), None if why_unknown(books, quarter) else total(receivables(books, quarter).values())
    if owed and sold > 0 and not _OWED[0] < abs(owed) / sold < _OWED[1]:
        yield "receivables", {"owed": f"{owed:,.2f}", "sold": f"{sold:,.2f}"}
    yield from _nobody(books, quarter)
    yield from _rates(books)
    costed, cost = (total(column) for column in zip(*books.costed(quarter).values(), strict=True)) if books.costed(quarter) else (Decimal(0), Decimal(0))
    if costed > 0 and cost and not _MARGIN[0] <= 1 - cost / costed <= _MARGIN[1]:
        yield "margin", {"share": f"{float(1 - cost / costed):.0%}"}


def _nobody(books: Books, quarter: Quarter) -> Iterator[tuple[str, dict[str, str]]]:
    """Accounts of a twentieth of a year's sales that are named like cash customers: no customer that could be a key account."""
    sold = books.net_ttm(quarter)
    whole = total(sold.values())
    for account, value in sorted(sold.items()):
        name = str(books.accounts.name.get(account) or account)
        if value >= _MUCH * whole > 0 and account not in books.unrated and _NOBODY.fullmatch(name.strip()):
            yield "nobody", {"account": account, "name": name, "share": f"{value / whole:.0%}"}


def _rates(books: Books) -> Iterator[tuple[str, dict[str, str]]]:
    """Exchange rates of one currency that lie far apart, or turn its sales into a multiple of all others."""
    rows, accounts = books.inputs.table("sales"), books.inputs.table("accounts")
    rows = rows[[not pd.isna(rate) and rate > 0 and rate != 1 for rate in rows.fx_rate]]
    if rows.empty:
        return
    of_account = dict(zip(accounts.account_id, accounts.currency, strict=True))
    named = [own or of_account.get(account) or account for own, account in zip(rows.currency, rows.account_id, strict=True)]
    rows = rows.assign(currency=named, value=rows.net_amount * rows.fx_rate)
    whole = total(total(books.net(one).values()) for one in books.quarters)
    for currency, part in rows.groupby("currency"):
        low, high, value = min(part.fx_rate), max(part.fx_rate), total(part.value)
        if high > Decimal(str(_APART)) * low or value > _DWARFED * (whole - value) > 0:
            yield "rate", {"currency": str(currency), "low": f"{low.normalize():f}", "high": f"{high.normalize():f}"}
