"""Scores of strength and capability as they stand at a quarter's end (S4, K2)."""

from __future__ import annotations

from kam.figures import Figure
from kam.measures.books import Books
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``score_<criterion>`` from 1 to 5, one row per account and criterion that was scored by then."""
    rows = books.in_quarter("scores", quarter)
    listed = sorted(zip(rows.account_id, rows.criterion, rows.score, rows.scored_quarter, strict=True))
    return [
        Figure(f"score_{criterion}", account, "", quarter.name, float(score), "points", None, None, _age(scored, quarter))
        for account, criterion, score, scored in listed
        if account not in books.own_shops
    ]


def _age(scored: str, quarter: Quarter) -> str:
    """Scores older than two quarters are flagged (K1)."""
    return f"scored {scored}" if scored < (quarter - 2).name else ""
