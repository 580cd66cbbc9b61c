"""Territories: who sells how much of each, and how much of its potential is reached (B6)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Amounts, Books
from kam.measures.sales import OWN_SHOP
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """Net sales by territory, every account's share of its territories, and penetration."""
    return [*_sales(books, quarter), *_shares(books, quarter), *_penetration(books, quarter)]


def main_territory(places: Amounts) -> str:
    """The territory in which an account's net sales are largest, ties by name; empty where none is known."""
    named = sorted((-value, territory) for territory, value in places.items() if territory)
    return named[0][1] if named else ""


def totals(books: Books, quarter: Quarter, with_own_shops: bool = False) -> Amounts:
    """Net sales of the quarter by territory."""
    sums: Amounts = defaultdict(Decimal)
    for account, places in books.territories(quarter).items():
        for territory, value in places.items():
            if territory and (with_own_shops or account not in books.own_shops):
                sums[territory] += value
    return sums


def _sales(books: Books, quarter: Quarter) -> list[Figure]:
    everywhere = totals(books, quarter, with_own_shops=True)
    return [
        Figure("net_sales", COMPANY, f"territory:{territory}", quarter.name, value, books.unit) for territory, value in sorted(everywhere.items())
    ]


def _shares(books: Books, quarter: Quarter) -> list[Figure]:
    whole, everywhere = totals(books, quarter), books.territories(quarter)
    rows = []
    for account in books.known(quarter):
        if account in books.own_shops:
            rows.append(Figure("territory_share", account, "", quarter.name, None, "ratio", None, None, OWN_SHOP))
            continue
        places = everywhere.get(account, {})
        main = main_territory(places)
        rows.append(_share(account, "", main, places, whole, quarter))
        rows += [_share(account, f"territory:{name}", name, places, whole, quarter) for name in sorted(places) if name]
    return rows


def _share(account: str, dimension: str, territory: str, places: Amounts, whole: Amounts, quarter: Quarter) -> Figure:
    if not territory:
        reason = "no territory" if places else "no sales this quarter"
        return Figure("territory_share", account, dimension, quarter.name, None, "ratio", None, None, reason)
    value = ratio(places[territory], whole[territory])
    return Figure(
        "territory_share", account, dimension, quarter.name, value, "ratio", None, whole[territory], "" if value is not None else "base not positive"
    )


def potentials(books: Books) -> Amounts:
    """The stated potential of each territory; several rows of one territory state the same, so the largest counts."""
    rows = books.inputs.table("territories").dropna(subset=["potential"])
    return {str(name): max(part.potential) for name, part in rows.groupby("territory", sort=True)}


def _penetration(books: Books, quarter: Quarter) -> list[Figure]:
    """``territory_penetration``: trailing four quarters' net sales / potential, the company's and each account's part of it; no own shops (G3)."""
    potential, parts = potentials(books), sold_there(books, quarter)
    company: Amounts = defaultdict(Decimal)
    for (_, territory), value in parts.items():
        company[territory] += value
    rows = [_penetrated(COMPANY, name, company.get(name, NOTHING), potential, quarter) for name in sorted({*potential, *company} - {""})]
    return rows + [_penetrated(account, name, value, potential, quarter) for (account, name), value in sorted(parts.items()) if name]


def sold_there(books: Books, quarter: Quarter) -> dict[tuple[str, str], Decimal]:
    """Trailing four quarters' net sales by account and territory in which they are not 0, own shops left out (G3)."""
    parts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for sign, then, one in books.twelve_months(quarter):
        for account, places in then.territories(one).items():
            for territory, value in places.items():
                if account not in books.own_shops:
                    parts[account, territory] += sign * value
    return {part: value for part, value in parts.items() if value}


def _penetrated(account: str, territory: str, value: Decimal, potential: Amounts, quarter: Quarter) -> Figure:
    base = potential.get(territory)
    share = ratio(value, base) if base is not None else None
    reason = "" if share is not None else "no potential"
    return Figure("territory_penetration", account, f"territory:{territory}", quarter.name, share, "ratio", None, base, reason)
