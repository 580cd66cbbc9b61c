"""What kam makes of a company's exports: its figures, or the words in which it asks or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kam.check.report import report
from kam.errors import KamError
from kam.figures import COMPANY, as_text
from kam.measures.books import Books
from kam.params import load_params
from kam.quarters import newest
from kam.review import open_books
from kam.review.ledger import Ledger, compile_ledger


@dataclass(frozen=True)
class Outcome:
    """The figures of one quarter and what `make check` says, or the refusal alone."""

    said: str
    books: Books | None = None
    ledger: Ledger | None = None
    quarter: str = ""

    def value(self, metric: str, account: str = COMPANY) -> str | None:
        """A figure as figures.csv writes it; None where nothing was read or it is unknown."""
        if self.books is None or self.ledger is None:
            return None
        if metric == "accounts":
            return str(len(self.books.accounts))
        if account == "all quarters":
            sums = self.books.facts.open("sales_month").net_sales
            return as_text(sum(sums, Decimal(0)))
        if metric == "newest":
            return self.books.newest("Q3").name
        wanted = (metric, account, "", self.quarter)
        found = [
            row
            for row in self.ledger.figures
            if (row.metric, row.account_id, row.dimension, row.quarter) == wanted
        ]
        return as_text(found[0].value) or None if found else None


def outcome(params: Path, quarter: str = "", measured: bool = True) -> Outcome:
    """Reads, checks and measures a company in this process; ``quarter`` by default what ``Q3`` means."""
    try:
        loaded = load_params(params)
        books = open_books(loaded)
        text = report(books.inputs, loaded)
        if not measured:
            return Outcome(text, books)
        wanted = newest(quarter or "Q3", books.quarters, loaded.fiscal_year_start)
        return Outcome(text, books, compile_ledger(books, wanted), wanted.name)
    except KamError as refused:
        return Outcome(str(refused))
