"""Companies for the clerk: a ledger of kam, and the same rows as the clerk reads them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from kam.figures import Figure
from kam.intake.contracts import TABLES
from kam.measures.books import Books
from kam.params import Params, load_params
from kam.review.ledger import compile_ledger
from kam.review.review import open_books
from tests.review import acme

from . import generated
from .clerk import Clerk, Tables
from .used_rows import used

NUMBERS = ("money", "number", "score")
Both = tuple[list[Figure], Clerk, str]


def unclustered(params: Params) -> Params:
    """The params without k-means, which has tests of its own and costs most of the time."""
    segments = params.rules.segments.model_copy(update={"min_accounts": 10**6})
    return params.model_copy(update={"rules": params.rules.model_copy(update={"segments": segments})})


def of_typed_tables(path: Path) -> Both:
    """A company by its params; the clerk reads what intake made of its exports."""
    params = unclustered(load_params(path))
    books = open_books(params)
    tables: Tables = {}
    for name in {"accounts", *books.inputs.present}:
        tables[name] = [{column: cell(value) for column, value in row.items()} for row in books.inputs.table(name).to_dict("records")]
    tables["accounts"] = [{**row, "outside": row["account_id"] in books.inputs.outside} for row in tables["accounts"]]
    newest = books.quarters[-1]
    return compile_ledger(books, newest).figures, Clerk(tables, dict(books.inputs.columns), params), newest.name


def cell(value: Any) -> Any:
    """Nothing where a cell is empty."""
    return None if value is None or (not isinstance(value, str) and pd.isna(value)) else value


def books_of(place: Path, seed: int) -> tuple[Books, Tables]:
    """The books of a generated company, and its raw exports."""
    raw, lines = generated.company(seed)
    head, _, rules = lines.partition("rules:")
    params = load_params(acme.write(place, raw, rules=f"rules:{rules}", head=f"company: acme\n{head}sources:\n"))
    return open_books(params), raw


def of_exports(place: Path, seed: int) -> Both:
    """A generated company; the clerk strikes out of its raw exports what does not count."""
    books, raw = books_of(place, seed)
    params = books.params
    newest = books.quarters[-1]
    columns = {name: frozenset(column for row in rows for column in row) for name, rows in raw.items()}
    return compile_ledger(books, newest).figures, Clerk(used(typed(raw), params), columns, params), newest.name


def typed(raw: Tables) -> Tables:
    """Numbers as numbers."""
    numbers = {name: {column.name for column in TABLES[name].columns if column.kind in NUMBERS} for name in raw}
    return {name: [{column: Decimal(str(value)) if column in numbers[name] and value is not None else value for column, value in row.items()} for row in rows] for name, rows in raw.items()}
