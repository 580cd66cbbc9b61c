"""The input rows behind one signal of one account, each with its file and row; one SELECT for each figure that signals look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from kam.facts import Facts
from kam.measures.books import Books
from kam.measures.loading import window_start
from kam.quarters import Quarter
from kam.signals.judge import source_of

HERE = Path(__file__).parent
# What compares with last year: of a quarter that is not over, with the rows up to the same elapsed day (G13b).
COMPARED = ("paying_later", "receivable_gap")
NO_QUARTER = Quarter(1, 1)
COMMON = ("says", "source_file", "source_sheet", "source_row", "document", "day", "amount")


@dataclass(frozen=True)
class Evidence:
    """One input row: where it stands, what it says (``says`` names the phrase, ``details`` fill it), the amount that enters the figure."""

    says: str
    file: str
    sheet: str
    row: int
    document: str
    day: date | None
    amount: Decimal | None
    details: dict[str, Any]


def evidence(books: Books, quarter: Quarter, signal: str, account: str) -> list[Evidence]:
    """The rows that make a signal's figure, the weightiest first; what came after the quarter's end is not looked at."""
    metric, dimension = source_of(signal)
    asked = partial(_asked, (HERE / f"{metric}.sql").read_text(encoding="utf-8"), dimension.partition(":")[2], books, quarter, account)
    if metric in COMPARED and books.partial(quarter):
        return [*asked(books.facts, NO_QUARTER), *asked(books.then(quarter, quarter.last_year).facts, quarter.last_year)]
    return asked(books.facts, quarter.last_year)


def _asked(sql: str, part: str, books: Books, quarter: Quarter, account: str, facts: Facts, before: Quarter) -> list[Evidence]:
    rows = facts.ask(
        sql,
        account=account,
        part=part,
        quarter=quarter.name,
        start=quarter.start,
        end=quarter.end,
        day=books.day(quarter),
        year_start=books.year_start(quarter),
        window=window_start(quarter, books.rules(quarter).quality),
        before=before.name,
        before_start=before.start,
        before_end=before.end,
    )
    return [_row(row) for row in rows]


def _row(row: dict[str, Any]) -> Evidence:
    details = {name: value for name, value in row.items() if name not in COMMON}
    return Evidence(row["says"], row["source_file"] or "", row["source_sheet"] or "", row["source_row"], row["document"] or "", row["day"], row["amount"], details)
