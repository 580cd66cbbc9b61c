"""Sales quality in one figure: the mean of what could be measured of its eight parts (C15)."""

from __future__ import annotations

from collections.abc import Iterable

from kam.figures import Figure
from kam.measures.books import Books
from kam.measures.scope import scopes
from kam.params.quality import Scale, Scales
from kam.quarters import Quarter

PARTS = tuple(Scales.model_fields)
TOO_FEW = "too few parts of quality known"


def measure(books: Books, quarter: Quarter, measured: Iterable[Figure]) -> list[Figure]:
    """``quality_index``, ``quality_coverage``, each ``quality_score`` (dimension ``part:...``) and the ``quality_worst`` of them."""
    found = {(row.metric, row.account_id): row for row in measured if row.metric in PARTS and not row.dimension and row.quarter == quarter.name}
    rules = books.rules(quarter).quality
    figures = []
    for account, _ in scopes(books, quarter):
        rows = {part: found[part, account] for part in PARTS}
        scores = {part: score(float(row.value), getattr(rules.scales, part)) for part, row in rows.items() if row.value is not None}
        figures += [Figure("quality_score", account, f"part:{part}", quarter.name, scores.get(part), "points", None, None, "" if row.known else row.reason) for part, row in rows.items()]
        figures += _index(account, quarter, scores, rules.min_coverage)
    return figures


def score(value: float, scale: Scale) -> float:
    """1 at the good end of a scale, 0 at the bad end, linear between, clipped outside."""
    return min(1.0, max(0.0, (value - scale.bad) / (scale.good - scale.bad)))


def _index(account: str, quarter: Quarter, scores: dict[str, float], least: float) -> list[Figure]:
    covered = Figure("quality_coverage", account, "", quarter.name, len(scores) / len(PARTS), "ratio", len(scores), len(PARTS))
    if not scores or len(scores) / len(PARTS) < least:
        return [covered, Figure("quality_index", account, "", quarter.name, None, "points", len(scores), None, TOO_FEW)]
    worst = min(scores, key=lambda part: scores[part])
    return [
        covered,
        Figure("quality_index", account, "", quarter.name, sum(scores.values()) / len(scores), "points", len(scores)),
        Figure("quality_worst", account, f"part:{worst}", quarter.name, scores[worst], "points"),
    ]
