"""What each account asked for against what it got (0.2 of the method, X)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.work import empty, recorded_needs
from kam.params.needs import Need
from kam.quarters import Quarter

NUMBER = re.compile(r"\d+(?:\.\d+)?")
Row = dict[str, Any]


def measure(books: Books, quarter: Quarter, figures: Iterable[Figure]) -> list[Figure]:
    """``need_gap``, ``need_gap_ratio`` and ``needs_short``; ``figures`` are the quarter's own rows that measure a need.

    Gaps have one row per account and need, dimension ``need:...`` in the account's words; ``needs_short`` counts an account's needs
    that were not met, and in the company's rows all of them, or the accounts for which one need was not met.
    """
    if not books.exported("needs"):
        return [Figure("needs_short", COMPANY, "", quarter.name, None, "count", None, None, "needs not recorded")]
    measured = {(row.metric, row.account_id): row for row in figures if not row.dimension}
    gaps = []
    for account in books.trading(quarter):
        for row in recorded_needs(books, quarter, account):
            gaps += _gap(books, quarter, account, row, measured)
    return [*gaps, *_short(quarter, [row for row in gaps if row.metric == "need_gap"])]


def need_of(needs: dict[str, Need], word: str) -> str:
    """The id of a need by the word of an export; empty for a need that params do not describe."""
    plain = word.strip().lower()
    return next((name for name, need in needs.items() if plain in (name, *(one.lower() for one in need.words))), "")


def number_in(text: Any) -> float | None:
    """The one number in a cell such as ``5``, ``5 天`` or ``40%``; None where there is none, or more than one."""
    if empty(text):
        return None
    plain = unicodedata.normalize("NFKC", str(text)).replace(",", "")
    found = NUMBER.findall(plain)
    return float(found[0]) / (100 if "%" in plain else 1) if len(found) == 1 else None


def got(row: Row, need: Need, quarter: Quarter, account: str, measured: dict[tuple[str, str], Figure]) -> float | None:
    """What the account got this quarter: as both sides recorded it, else as the deliveries measure it."""
    recorded = number_in(row["fulfilled"]) if empty(row["quarter"]) or row["quarter"] == quarter.name else None
    figure = measured.get((need.measured_by, account))
    if recorded is not None or figure is None or figure.value is None:
        return recorded
    return float(figure.value)


def _gap(books: Books, quarter: Quarter, account: str, row: Row, measured: dict[tuple[str, str], Figure]) -> list[Figure]:
    """How far one need was missed, in its own unit and as a part of what was asked; not above zero where it was met."""
    needs, dimension = books.rules(quarter).needs, f"need:{row['need']}"
    name = need_of(needs, str(row["need"]))
    wanted = number_in(row["wanted"])
    if not name or wanted is None:
        return _unknown(account, dimension, quarter, "not described in params" if not name else "what is asked is not a number")
    need = needs[name]
    received = got(row, need, quarter, account, measured)
    if received is None:
        return _unknown(account, dimension, quarter, "not recorded")
    gap = round(received - wanted if need.met_by == "less" else wanted - received, 9)
    part = gap / wanted if wanted else None
    return [
        Figure("need_gap", account, dimension, quarter.name, gap, _unit(need, wanted, books.unit), None, wanted),
        Figure("need_gap_ratio", account, dimension, quarter.name, part, "ratio", None, wanted, "" if wanted else "nothing asked"),
    ]


def _unit(need: Need, wanted: float, currency: str) -> str:
    """The unit of a gap; a price is asked as a share of the guide price or as an amount."""
    if need.unit == "price":
        return "ratio" if wanted <= 1 else currency
    return need.unit


def _unknown(account: str, dimension: str, quarter: Quarter, why: str) -> list[Figure]:
    return [Figure(metric, account, dimension, quarter.name, None, unit, None, None, why) for metric, unit in (("need_gap", "count"), ("need_gap_ratio", "ratio"))]


def _short(quarter: Quarter, gaps: list[Figure]) -> list[Figure]:
    """Known gaps above zero, counted by account, by need and in all; n = those that could be compared."""
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for gap in gaps:
        if gap.value is not None:
            for scope in ((gap.account_id, ""), (COMPANY, gap.dimension), (COMPANY, "")):
                counted[scope].append(gap.value > 0)
    counted.setdefault((COMPANY, ""), [])
    return [Figure("needs_short", account, dimension, quarter.name, sum(short), "count", len(short)) for (account, dimension), short in sorted(counted.items())]
