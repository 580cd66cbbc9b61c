"""What was planted in companies of the demo's program is raised by the product, and nothing else (W1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from demo.world import make_company
from kam.signals import SIGNALS

from .worlds import judged, planted

FEW_SEEDS = (1, 20260101)
MANY_SEEDS = range(2000, 2050)
LEAST = 0.95
Counts = dict[str, Counter[str]]


def counted(seeds: Iterable[int]) -> Counts:
    """Accounts by signal that were rightly raised (``hit``), wrongly raised (``false``) or missed."""
    counts: Counts = {signal: Counter() for signal in SIGNALS}
    for seed in seeds:
        world = make_company(seed, planted=3, look_alikes=3)
        truth = planted(world)
        with judged(world) as company:
            raised = company.raised()
        for signal in SIGNALS:
            both = raised[signal] & truth[signal]
            counts[signal].update(hit=len(both), false=len(raised[signal] - both), missed=len(truth[signal] - both))
    return counts


def scores(count: Counter[str]) -> tuple[float, float]:
    """Recall and precision; a signal that was neither planted nor raised has none and scores 0."""
    return tuple(count["hit"] / max(1, count["hit"] + count[fault]) for fault in ("missed", "false"))  # type: ignore[return-value]


def test_W1_each_planted_signal_is_raised_and_no_other() -> None:
    counts = counted(FEW_SEEDS)
    assert {signal: count for signal, count in counts.items() if scores(count) != (1, 1)} == {}
    assert {count["hit"] for count in counts.values()} == {3 * len(FEW_SEEDS)}


@pytest.mark.slow
def test_W1_over_fifty_companies_recall_and_precision_of_each_signal_are_at_least_95_per_cent() -> None:
    counts = counted(MANY_SEEDS)
    print({signal: scores(count) for signal, count in counts.items()})
    assert {signal: count for signal, count in counts.items() if min(scores(count)) < LEAST} == {}
