"""Whose figure it is: the company's, over its accounts without own shops, or one account's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from kam.figures import COMPANY
from kam.measures.books import Books
from kam.quarters import Quarter

NO_SALES = "no sales this quarter"
NOT_POSITIVE = "base not positive"
OWN_SHOP = "own shop"
TO_DATE = "quarter to date"


def rows_of(rows: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """How the rows of an account are found, parted once for all who ask; the company's are all of them.

    ``account_id`` is a column or the index.
    """
    parts, none = dict(iter(rows.groupby("account_id", sort=True))), rows.iloc[:0]
    return lambda account: rows if account == COMPANY else parts.get(account, none)


def scopes(books: Books, quarter: Quarter) -> Iterator[tuple[str, list[str]]]:
    """The company with the accounts that its rows of section C add up (G3), then every known account, own shops too, with itself."""
    yield COMPANY, books.trading(quarter)
    for account in books.known(quarter):
        yield account, [account]
