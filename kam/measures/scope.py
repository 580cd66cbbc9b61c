"""Whose figure it is: the company's, over its accounts without own shops, or one account's."""

from __future__ import annotations

from collections.abc import Iterator

from kam.figures import COMPANY
from kam.measures.books import Books
from kam.quarters import Quarter

NO_SALES = "no sales this quarter"
NOT_POSITIVE = "base not positive"
OWN_SHOP = "own shop"
TO_DATE = "quarter to date"


def scopes(books: Books, quarter: Quarter) -> Iterator[tuple[str, list[str]]]:
    """The company with the accounts that its rows of section C add up (G3), then every known account, own shops too, with itself."""
    yield COMPANY, books.trading(quarter)
    for account in books.known(quarter):
        yield account, [account]
