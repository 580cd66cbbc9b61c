"""A small company from a few lines of text: exports are written, read and measured as any company's are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kam.figures import Figure
from kam.measures.books import Books
from kam.params import load_params
from kam.review import open_books
from kam.review.ledger import Ledger, compile_ledger

SALES = "document kind date account_id product_id qty net_amount"
DEFAULTS = {
    "accounts": "account_id name kind",
    "sales": SALES,
    "receivables": "document account_id date due_date amount",
    "allocations": "payment document date amount",
    "deliveries": "order line account_id promised_date delivered_date ordered_qty delivered_qty",
    "scorecards": "account_id quarter criterion score",
}


class Measured:
    """The ledger of one quarter; ``measured("net_sales", "A")`` is a figure of it."""

    def __init__(self, books: Books, quarter: str) -> None:
        self.books, self.quarter = books, quarter
        self.ledger: Ledger = compile_ledger(books, books.quarter(quarter))
        self._rows = {(row.metric, row.account_id, row.dimension, row.quarter): row for row in self.ledger.figures}

    def __call__(self, metric: str, account: str = "", dimension: str = "", quarter: str = "") -> Figure:
        return self._rows[metric, account, dimension, quarter or self.quarter]

    def value(self, metric: str, account: str = "", dimension: str = "", quarter: str = "") -> Any:
        return self(metric, account, dimension, quarter).value

    def rated(self, account: str) -> Any:
        return self.ledger.ratings[self.books.quarter(self.quarter)][account]

    def has(self, metric: str, account: str = "", dimension: str = "") -> bool:
        return (metric, account, dimension, self.quarter) in self._rows


Company = Callable[..., Measured]


def company(folder: Path, quarter: str, params: str = "", **tables: str) -> Measured:
    """A company exported, read and measured at the end of one quarter."""
    return Measured(open_books(load_params(exported(folder, params, **tables))), quarter)


def exported(folder: Path, params: str = "", **tables: str) -> Path:
    """The params file of a company whose exports are written beside it.

    Tables are lines of words; a line that begins with ``:`` names other columns than the usual ones; ``-`` is an empty cell,
    ``~`` a blank. The books are closed unless ``params`` say otherwise: few rows end where the quarter does (G13).
    """
    sources = []
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
        head = lines.pop(0)[1:].split() if lines and lines[0].startswith(":") else DEFAULTS[name].split()
        rows = [",".join("" if word == "-" else word.replace("~", " ") for word in line.split()) for line in lines]
        (folder / f"{name}.csv").write_text("\n".join([",".join(head), *rows]) + "\n", encoding="utf-8")
        sources.append(f"  {name}: {{file: {name}.csv}}\n")
    path = folder / "acme.yaml"
    closed = "" if "closed_through" in params else "closed_through: 2030-01-01\n"
    path.write_text(f"company: acme\n{closed}{params}\nsources:\n{''.join(sources)}", encoding="utf-8")
    return path
