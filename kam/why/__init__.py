"""Why a figure is what it is: its definition, the exported rows it rests on, the arithmetic, and the result.

Every explanation starts from the typed rows and comes to the figure by its own way, so that it is also a recomputation.
"""

from kam.why import (  # noqa: F401 (each registers its explainers)
    advice,
    agreement,
    bridge,
    concentration,
    conduct,
    countback,
    credit,
    customers,
    earnings,
    effects,
    evidence,
    forecast,
    groups,
    hours,
    moves,
    plan,
    portfolio,
    prices,
    profile,
    quality,
    rebates,
    relationship,
    replacements,
    returns,
    sales,
    scores,
    season,
    segments,
    sell_through,
    service,
    shares,
    signals,
    silence,
    stars,
    team,
    thresholds,
    verdict,
    warning,
    work,
)
from kam.why.answer import Answer, answer
from kam.why.command import explain
from kam.why.explanation import EXPLAINERS, Explanation, Question, explainer
from kam.why.exports import Exports

__all__ = ["EXPLAINERS", "Answer", "Explanation", "Exports", "Question", "answer", "explain", "explainer"]
