"""Scores of strength and capability as they stand at a quarter's end (S4, K1, K2)."""

from __future__ import annotations

from statistics import median
from typing import Any

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter

GROUPS = ("strength", "capability")
Scored = dict[str, dict[str, dict[str, Any]]]


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``score_<criterion>``, ``strength``, ``capability`` and their coverage, from 1 to 5.

    One row per account that trades or was scored, own shops left out; the company's row is the median of its accounts (n accounts).
    """
    every = scored(books, quarter)
    accounts = sorted({*books.trading(quarter), *every})
    criteria = list(dict.fromkeys([*books.rules(quarter).strength.criteria, *sorted(name for own in every.values() for name in own)]))
    why = "not scored" if books.exported("scorecards") else "no scorecards"
    rows = []
    for account in accounts:
        own = every.get(account, {})
        rows += [_score(quarter, account, name, own.get(name), why) for name in criteria]
        for group in GROUPS:
            rows += _mean(books, quarter, account, group, own, why)
    return [*_medians(quarter, rows, why), *rows]


def scored(books: Books, quarter: Quarter) -> Scored:
    """The newest score of each criterion by account, with its quarter, day and scorer; own shops left out."""
    kept: dict[str, Scored] = books.kept("scored")
    if quarter.name not in kept:
        found: Scored = {}
        for row in books.in_quarter("scores", quarter).to_dict("records"):
            if row["account_id"] not in books.own_shops:
                found.setdefault(row["account_id"], {})[row["criterion"]] = row
        kept[quarter.name] = found
    return kept[quarter.name]


def _score(quarter: Quarter, account: str, name: str, row: dict[str, Any] | None, why: str) -> Figure:
    if row is None:
        return Figure(f"score_{name}", account, "", quarter.name, None, "points", None, None, why)
    return Figure(f"score_{name}", account, "", quarter.name, float(row["score"]), "points", None, None, age(row["scored_quarter"], quarter))


def age(scored_quarter: str, quarter: Quarter) -> str:
    """Scores older than two quarters are flagged (K1)."""
    return f"scored {scored_quarter}" if scored_quarter < (quarter - 2).name else ""


def _mean(books: Books, quarter: Quarter, account: str, group: str, own: dict[str, dict[str, Any]], why: str) -> list[Figure]:
    """The mean of a group's criteria, none below the coverage asked for; an old score among them is named (K1)."""
    rules = books.rules(quarter).strength
    asked = rules.of_group(group)
    given = [own[name] for name in asked if name in own]
    share = len(given) / len(asked) if asked else None
    covered = bool(given) and share is not None and share >= rules.min_coverage
    value = sum(float(row["score"]) for row in given) / len(given) if covered else None
    oldest = age(min(row["scored_quarter"] for row in given), quarter) if covered else why if not given else "too few criteria scored"
    return [
        Figure(group, account, "", quarter.name, value, "points", len(given), None, oldest),
        Figure(f"{group}_coverage", account, "", quarter.name, share, "ratio", len(given), len(asked) or None, "" if asked else "not described in params"),
    ]


def _medians(quarter: Quarter, rows: list[Figure], why: str) -> list[Figure]:
    """The middle account of every metric: scores are no sums that a whole could be made of."""
    values: dict[str, list[float]] = {}
    units = {row.metric: row.unit for row in rows}
    for row in rows:
        values.setdefault(row.metric, []).extend([] if row.value is None else [float(row.value)])
    return [
        Figure(metric, COMPANY, "", quarter.name, median(known) if known else None, units[metric], len(known), None, "" if known else why)
        for metric, known in values.items()
    ]
