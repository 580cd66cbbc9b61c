"""What was charged against the guide price and against the floor (C4 to C6, C16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from kam.figures import MILLIONTH, Figure, Number
from kam.measures.books import NOTHING, Books, added
from kam.measures.consignment import rebates
from kam.measures.scope import NO_SALES, scopes
from kam.quarters import Quarter

POCKET = "pocket"
METRICS = (("price_realisation", ""), ("price_coverage", ""), ("discount_depth", ""), ("discount_depth", POCKET), ("dumping_share", ""))


@dataclass
class Charged:
    """Sums over the priced lines of one scope, and what is taken off afterwards."""

    value: Decimal = NOTHING
    guide: Decimal = NOTHING
    all_value: Decimal = NOTHING
    low_value: Decimal = NOTHING
    taken_off: Decimal = NOTHING
    n: int = 0
    n_low: int = 0
    known: set[str] = field(default_factory=set)

    def add(self, other: Charged) -> None:
        """Another account's lines."""
        for name in ("value", "guide", "all_value", "low_value", "taken_off", "n", "n_low"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.known |= other.known


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``price_realisation`` with its ``price_coverage``, ``discount_depth`` (dimension ``pocket``: after credits, rebates and freight) and ``dumping_share``."""
    why = "" if books.exported("price_list") else "no price list"
    why = why or ("" if books.exported("sales", "qty") else "no quantities")
    charged = {} if why else _charged(books, quarter)
    figures = []
    for account, members in scopes(books, quarter):
        whole = Charged()
        for one in members:
            whole.add(charged.get(one, Charged()))
        figures += _of(account, quarter, whole, why or _why_not(whole))
    return figures


def _why_not(one: Charged) -> str:
    if not one.all_value and not one.n:
        return NO_SALES
    return "" if one.n and one.guide > 0 else "no guide price"


def _of(account: str, quarter: Quarter, one: Charged, why: str) -> list[Figure]:
    if why:
        return [Figure(metric, account, dimension, quarter.name, None, "ratio", 0, None, why) for metric, dimension in METRICS]

    def figure(metric: str, dimension: str, value: Number | None, n: int, base: Decimal, reason: str = "") -> Figure:
        return Figure(metric, account, dimension, quarter.name, value, "ratio", n, base, reason)

    guide = one.guide.quantize(MILLIONTH)
    rest = [f"without {name}" for name in ("rebates", "freight") if name not in one.known]
    partly = ["guide price known for part of sales"] if one.value != one.all_value else []
    return [
        figure("price_realisation", "", float(one.value / one.guide), one.n, guide),
        _ratio(figure, "price_coverage", one.value, one.all_value, one.n),
        figure("discount_depth", "", float(1 - one.value / one.guide), one.n, guide),
        figure("discount_depth", POCKET, float(1 - (one.value - one.taken_off) / one.guide), one.n, guide, "; ".join([*rest, *partly])),
        _ratio(figure, "dumping_share", one.low_value, one.value, one.n_low),
    ]


def _ratio(figure: Any, metric: str, part: Decimal, whole: Decimal, n: int) -> Figure:
    found: Figure = figure(metric, "", float(part / whole) if whole > 0 else None, n, whole, "" if whole > 0 else "base not positive")
    return found


def _charged(books: Books, quarter: Quarter) -> dict[str, Charged]:
    """The quarter's priced lines by account; what comes off is price-only credits, rebates paid, freight (C16).

    Where no line has a guide price nothing comes off: it would be set against the guide prices of others.
    """
    prices = books.in_quarter("guide_prices", quarter).set_index("account_id").to_dict("index")
    low = books.in_quarter("below_floor", quarter).set_index("account_id").to_dict("index")
    credits = books.in_quarter("price_credits", quarter).set_index("account_id").credited.to_dict()
    granted = rebates(books, quarter)
    found = {}
    for account, row in prices.items():
        given = granted.get(str(account), {}) if row["n_rows"] else {}
        off = {name: given[column] for name, column in (("rebates", "paid"), ("freight", "freight")) if given.get(column) is not None}
        below = low.get(account, {"low_value": NOTHING, "n_rows": 0})
        found[str(account)] = Charged(
            value=row["priced_value"],
            guide=row["tag_value"] * contracted_share(books, str(account)),
            all_value=row["all_value"],
            low_value=below["low_value"],
            taken_off=sum(off.values(), NOTHING) + (credits.get(account, NOTHING) if row["n_rows"] else NOTHING),
            n=int(row["n_rows"]),
            n_low=int(below["n_rows"]),
            known=set(off),
        )
    return found


def price_realisation_ttm(books: Books, quarter: Quarter) -> dict[str, float]:
    """Value / quantity x guide price over the four trailing quarters, by account with a guide price."""
    if not books.exported("price_list"):
        return {}
    columns = ("priced_value", "tag_value")
    rows = [(sign, then.in_quarter("guide_prices", one)) for sign, then, one in books.twelve_months(quarter)]
    sold, tagged = (added((sign, dict(zip(part.account_id, part[column], strict=True))) for sign, part in rows) for column in columns)
    found = {}
    for account, value in sorted(sold.items()):
        tags = tagged[account]
        guide = tags * contracted_share(books, account)
        if guide > 0:
            found[str(account)] = float(value / guide)
    return found


def contracted_share(books: Books, account: str) -> Decimal:
    """What an account pays of the tag price by contract, tax taken out (C4)."""
    discount = books.accounts.discount.get(account)
    share = Decimal(1) if discount is None or pd.isna(discount) else Decimal(discount)
    return share / (1 + Decimal(str(books.params.price_list_includes_tax)))
