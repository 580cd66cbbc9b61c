"""Sales quality in one figure: the mean of what is known of its eight parts (C15)."""

from __future__ import annotations

from typing import Any

from kam.why.explanation import EXPLAINERS, Explanation, Question, explains, step, unknown
from kam.why.exports import Exports

PARTS = ("return_rate", "price_realisation", "dumping_share", "diversion_share", "onward_share", "quarter_end_loading", "receivable_gap", "sell_through")


def _rules(exports: Exports, asked: Question) -> Any:
    rules: Any = exports.rules(asked.quarter)
    return rules.quality


def _scores(exports: Exports, asked: Question) -> dict[str, tuple[Explanation, float | None]]:
    """Each part of quality and its score between 0 and 1 (C15)."""
    found, rules = {}, _rules(exports, asked)
    for part in PARTS:
        known = EXPLAINERS[part](exports, Question(part, asked.quarter, asked.account))
        scale = getattr(rules.scales, part)
        score = None if known.value is None else (float(known.value) - scale.bad) / (scale.good - scale.bad)
        found[part] = (known, None if score is None else min(1.0, max(0.0, score)))
    return found


@explains("quality_index", "quality_coverage", "quality_score", "quality_worst")
def quality(exports: Exports, asked: Question) -> Explanation:
    """The mean of the parts that are known, how many these are, one part's score, or the lowest."""
    found = _scores(exports, asked)
    if asked.metric == "quality_score":
        known, score = found[asked.part]
        return unknown(known.reason, known.inputs, known.steps) if score is None else Explanation(known.inputs, [*known.steps, step("metric.quality_score", "{}", score, gives=score)], score)
    scores = {part: score for part, (_, score) in found.items() if score is not None}
    lines = [step(f"metric.{part}", "{}", found[part][0].value, gives=score) for part, score in scores.items()]
    coverage = len(scores) / len(PARTS)
    lines.append(step("metric.quality_coverage", "{} / {}", len(scores), len(PARTS), gives=coverage))
    if asked.metric == "quality_coverage":
        return Explanation([], lines, coverage)
    if not scores or coverage < _rules(exports, asked).min_coverage:
        return unknown("too few parts of quality known", [], lines)
    value = min(scores.values()) if asked.metric == "quality_worst" else sum(scores.values()) / len(scores)
    name = "why.lowest_of" if asked.metric == "quality_worst" else "why.mean_of"
    return Explanation([], [*lines, step(name, "{}", tuple(scores.values()), gives=value, what=f"metric.{asked.metric}", n=len(scores))], value)
