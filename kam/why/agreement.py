"""How far groups and stars say the same: the coefficient, accounts drawn again for its interval, stars shuffled for chance (M8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import numpy as np
import pandas as pd

from kam.quarters import Quarter
from kam.segments.agreement import HIGH, LOW
from kam.segments.answer import MIN_OWN_FEATURES
from kam.segments.fit import STAR_INPUTS
from kam.segments.partition import generator, partition
from kam.why.coefficients import cramers_v, pairs, part_way, rand_index, rank_correlation
from kam.why.draws import as_drawn
from kam.why.evidence import drawn, listed, start
from kam.why.explanation import Explanation, Question, Step, explains, step, unknown
from kam.why.exports import Exports
from kam.why.segments import accounts_of, features_table, grouped

COEFFICIENTS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], float]] = {
    "ari": lambda one, other: rand_index(one["group"].to_numpy(), other["star"].to_numpy()),
    "v": lambda one, other: cramers_v(one["group"].to_numpy(), other["star"].to_numpy()),
    "rank": lambda one, other: rank_correlation(one["size"].to_numpy(dtype=float), other["star"].to_numpy(dtype=float)),
}


@dataclass(frozen=True)
class Drawn:
    """A coefficient of groups and stars as they are, of accounts drawn again, and of stars shuffled among the accounts."""

    value: float
    again: list[float]
    shuffled: list[float]


def _both(exports: Exports, quarter: Quarter) -> pd.DataFrame:
    """The accounts that have a group and a star; ``size`` is the middle net sales of the group, by which groups are ranked."""
    answer = grouped(exports, quarter)
    found = answer.found.accounts
    both = pd.DataFrame({"group": found["segment"], "star": answer.stars.reindex(found.index)}).dropna().astype(int)
    sales = features_table(exports, quarter)["net_sales_ttm"].reindex(both.index)
    return both.assign(size=both["group"].map(sales.groupby(both["group"]).median()))


def drawn_again(exports: Exports, quarter: Quarter, name: str) -> Drawn:
    """Every draw of one coefficient, with the seeds of ``kam.segments``."""
    return exports.kept(("agreement", quarter, name), lambda: _drawn_again(exports, quarter, COEFFICIENTS[name]))


def _drawn_again(exports: Exports, quarter: Quarter, of: Callable[[pd.DataFrame, pd.DataFrame], float]) -> Drawn:
    both, draws = _both(exports, quarter), exports.rules(quarter).segments.agreement_draws
    n = len(both)
    again = [both.iloc[rows] for rows in generator(5).integers(n, size=(draws, n))]
    shuffled = generator(6).permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    return Drawn(of(both, both), [of(one, one) for one in again], [of(both, both.iloc[rows]) for rows in shuffled])


@explains("agreement_ari", "agreement_v", "agreement_rank", "agreement_chance")
def agreement(exports: Exports, asked: Question) -> Explanation:
    """A coefficient of groups and stars, an end of its interval, the part of permutations that agree as well, or without shared features."""
    answer, (inputs, lines) = grouped(exports, asked.quarter), start(exports, asked.quarter)
    if asked.kind == "inputs":
        return _without_shared(exports, asked)
    both = _both(exports, asked.quarter) if answer.found.k else None
    if both is None or len(both) < 2:
        return unknown(answer.found.reason or "no values", inputs, lines)
    lines += _crossed(both)
    name = asked.part if asked.metric == "agreement_chance" else asked.metric.removeprefix("agreement_")
    if asked.metric == "agreement_ari" and not asked.dimension:
        return _by_pairs(exports, both, lines)
    value = COEFFICIENTS[name](both, both)
    if isnan(value):
        return unknown("no values", inputs, lines)
    lines.append(step(f"metric.agreement_{name}", "{}", value, gives=value))
    if asked.metric == "agreement_chance":
        counted, value = _chance(drawn_again(exports, asked.quarter, name))
    elif asked.dimension:
        counted, value = _end(drawn_again(exports, asked.quarter, name), asked)
    else:
        counted = []
    return Explanation(inputs, [*lines, *counted], value)


def _crossed(both: pd.DataFrame) -> list[Step]:
    """How many accounts of each star stand in each group."""
    return [step("why.stars_in_group", "{}", tuple(int((own.star == star).sum()) for star in (4, 3, 2, 1)), gives=None, group=int(str(number))) for number, own in both.groupby("group")]


def _by_pairs(exports: Exports, both: pd.DataFrame, lines: list[Step]) -> Explanation:
    """The adjusted Rand index from pairs of accounts that stand together or apart on both sides."""
    together, by_group, by_star, apart = pairs(both["group"].to_numpy(), both["star"].to_numpy())
    below = (together + by_group) * (by_group + apart) + (together + by_star) * (by_star + apart)
    inputs = [accounts_of(exports, both.index)]
    lines = [*lines, step("why.pairs", "{}", (together, by_group, by_star, apart), gives=None)]
    if not below:
        return unknown("no values", inputs, lines)
    value = 2 * (together * apart - by_group * by_star) / below
    return Explanation(inputs, [*lines, step("metric.agreement_ari", "2 × ({} × {} − {} × {}) / {}", together, apart, by_group, by_star, below, gives=value)], value)


def _end(found: Drawn, asked: Question) -> tuple[list[Step], float]:
    """An end of the interval that holds 95 of 100 resamples."""
    share, known = {"low": LOW, "high": HIGH}[asked.part], [value for value in found.again if not isnan(value)]
    value = part_way(known, share)
    lines = [step("why.samples_drawn", "{}", len(found.again), gives=len(found.again)), *listed("why.coefficient_by_draw", known)]
    return [*lines, step("why.way_through", "{}", tuple(sorted(known)), gives=value, what=f"metric.{asked.metric}", n=len(known), share=share)], value


def _chance(found: Drawn) -> tuple[list[Step], float]:
    """The part of the permutations, and of what was found itself, that agree at least as well."""
    as_well, count = sum(value >= found.value - 1e-12 for value in found.shuffled), len(found.shuffled)
    value = (1 + as_well) / (1 + count)
    lines = [step("why.stars_shuffled", "{}", count, gives=count), step("why.agree_as_well", "{}", as_well, gives=as_well)]
    return [*lines, step("metric.agreement_chance", "(1 + {}) / (1 + {})", as_well, count, gives=value)], value


def _without_shared(exports: Exports, asked: Question) -> Explanation:
    """Stars beside as many groups that are made of the features which the stars do not use."""
    answer, rules = grouped(exports, asked.quarter), exports.rules(asked.quarter).segments
    found, (inputs, lines) = answer.found, start(exports, asked.quarter)
    own = [name for name in found.prepared.used if name not in STAR_INPUTS]
    placed = [account for account in found.prepared.matrix.index if account in answer.stars.dropna().index and pd.notna(found.accounts.at[account, "segment"])]
    matrix = found.prepared.matrix.loc[placed, own]
    if not found.k or len(own) < MIN_OWN_FEATURES or len(matrix.drop_duplicates()) <= found.k:
        return unknown(found.reason or "no values", inputs, lines)
    with as_drawn():
        groups = partition(matrix.to_numpy(dtype=float), found.k, rules.n_init)[0]
    lines += drawn("why.features_left", len(own), rules.n_init)
    value = rand_index(groups, answer.stars[placed].to_numpy(dtype=int))
    return Explanation(inputs, [*lines, step("metric.agreement_ari", "{}", value, gives=value)], value)
