"""How far the relationship with each account has come, as recorded by the quarter's end (3.2)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median
from typing import NamedTuple

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter


class Stage(NamedTuple):
    """A recorded stage in the company's own word, and the day since which it stands."""

    word: str
    since: date
    evidence: str


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``relationship_stage``: the rung of the newest record, 1 single contact, 2 partner, 3 embedded partner.

    One row per account other than own shops; the company's is the median of those recorded, and counts accounts by stage.
    """
    found, rungs = stages(books, quarter), books.rules(quarter).strength.stages
    why = "not recorded" if books.exported("relationships") else "no relationships"
    rows = [_row(quarter, account, found[account].word, rungs) if account in found else _unknown(quarter, account, why) for account in books.trading(quarter)]
    known = [int(row.value) for row in rows if row.value is not None]
    whole = Figure("relationship_stage", COMPANY, "", quarter.name, float(median(known)), "points", len(known)) if known else _unknown(quarter, COMPANY, why)
    counts = Counter(found[account].word for account in books.trading(quarter) if account in found)
    return [whole, *(Figure("relationship_stage", COMPANY, f"stage:{word}", quarter.name, count, "count") for word, count in sorted(counts.items())), *rows]


def stages(books: Books, quarter: Quarter) -> dict[str, Stage]:
    """The newest stage of each account dated by the quarter's end; of one day, the row that stands last."""
    kept: dict[str, dict[str, Stage]] = books.kept("stages")
    if quarter.name not in kept:
        rows = books.booked("relationships").dropna(subset=["account_id", "date", "stage"])
        rows = rows[rows.date <= books.day(quarter)].sort_values(["account_id", "date", "position"])
        newest = rows.drop_duplicates("account_id", keep="last")
        kept[quarter.name] = {
            account: Stage(str(word), day, evidence if isinstance(evidence, str) else "")
            for account, word, day, evidence in zip(newest.account_id, newest.stage, newest.date, newest.evidence, strict=True)
        }
    return kept[quarter.name]


def _row(quarter: Quarter, account: str, word: str, rungs: dict[str, int]) -> Figure:
    rung = rungs.get(word.strip().lower())
    return Figure("relationship_stage", account, "", quarter.name, rung, "points", None, None, "" if rung else "not described in params")


def _unknown(quarter: Quarter, account: str, why: str) -> Figure:
    return Figure("relationship_stage", account, "", quarter.name, None, "points", None, None, why)
