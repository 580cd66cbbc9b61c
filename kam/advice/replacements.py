"""Who could take the place of an account with a single star: better-rated accounts and recorded prospects in its territory (1)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pandas as pd

from kam.measures.books import Books
from kam.measures.territories import main_territory
from kam.quarters import Quarter

PROSPECT = "prospect"


class Candidate(NamedTuple):
    """A better-rated account with its stars, or a prospect (no stars) with what it buys a year of such goods, where that is stated."""

    account_id: str
    stars: int | None
    purchases: Decimal | None = None


def candidates(books: Books, quarter: Quarter, account: str, stars: dict[str, int]) -> list[Candidate]:
    """Candidates in the account's territory: most stars first, then the largest; prospects last, those that buy most first.

    ``stars`` are the confirmed stars by account. An account is there that has sold there in four quarters (B6) or belongs there.
    """
    return replacing(books, quarter, stars)(account)


def replacing(books: Books, quarter: Quarter, stars: dict[str, int]) -> Callable[[str], list[Candidate]]:
    """The candidates of any account, each territory looked through once for all of its accounts."""
    least, ttm = books.rules(quarter).advice.replacement_stars, books.net_ttm(quarter)
    there: dict[str, list[Candidate]] = {}
    for one in sorted((one for one in stars if stars[one] >= least), key=lambda one: (-stars[one], -ttm.get(one, Decimal(0)), one)):
        for place in _places(books, quarter, one):
            there.setdefault(place, []).append(Candidate(one, stars[one]))
    prospects = cache(lambda place: _prospects(books, quarter, place))

    def found(account: str) -> list[Candidate]:
        place = territory(books, quarter, account)
        return [*(one for one in there.get(place, []) if one.account_id != account), *prospects(place)] if place else []

    return found


def territory(books: Books, quarter: Quarter, account: str) -> str:
    """Where it sells most in four quarters (B6), else where it belongs by its master data; empty where neither is known."""
    return main_territory(_sold(books, quarter).get(account, {})) or _home(books, account)


def _sold(books: Books, quarter: Quarter) -> dict[str, dict[str, Decimal]]:
    """Net sales of four quarters by account and territory."""
    kept: dict[str, dict[str, dict[str, Decimal]]] = books.kept("sold where")
    if quarter.name not in kept:
        sums: dict[str, dict[str, Decimal]] = {}
        for sign, then, one in books.twelve_months(quarter):
            for account, places in then.territories(one).items():
                for place, value in places.items():
                    own = sums.setdefault(account, {})
                    own[place] = own.get(place, Decimal(0)) + sign * value
        kept[quarter.name] = sums
    return kept[quarter.name]


def _places(books: Books, quarter: Quarter, account: str) -> set[str]:
    return {place for place, value in _sold(books, quarter).get(account, {}).items() if place and value > 0} | {_home(books, account)} - {""}


def _home(books: Books, account: str) -> str:
    place = books.accounts.territory.get(account)
    return place if isinstance(place, str) else ""


def _prospects(books: Books, quarter: Quarter, place: str) -> list[Candidate]:
    """Recorded prospects of a territory that have not bought by the quarter's end."""
    rows = books.accounts[(books.accounts.kind == PROSPECT) & (books.accounts.territory == place)]
    trading = set(books.known(quarter))
    found = [Candidate(str(account), None, None if pd.isna(value) else Decimal(value)) for account, value in rows.purchases.items() if account not in trading]
    return sorted(found, key=lambda one: (-(one.purchases or Decimal(0)), one.account_id))
