"""Agreement of segments with stars, and of k-means with other methods (M6, M8)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from scipy.stats.contingency import association
from sklearn.metrics import adjusted_rand_score

from kam.segments import prepare
from kam.segments.agreement import agreement, ari, cramers_v, spearman
from kam.segments.baselines import agreement_with_baselines, medoids, mixture, ward
from tests.segments.samples import RULES, planted, without_groups

Pairs = list[tuple[int, int]]
PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60)


def table(pairs: Pairs) -> np.ndarray:
    counts = np.zeros((1, 4, 4))
    for row, column in pairs:
        counts[0, row, column] += 1
    return counts


def series(values: list[float]) -> pd.Series:
    return pd.Series(values, index=[f"A-{at:03d}" for at in range(len(values))])


@settings(deadline=None)
@given(PAIRS)
def test_M8_the_adjusted_rand_index_is_that_of_the_textbook(pairs: Pairs) -> None:
    rows, columns = zip(*pairs, strict=True)
    if (len(set(rows)) > 1 or len(set(columns)) > 1) and min(len(set(rows)), len(set(columns))) < len(pairs):
        assert ari(table(pairs))[0] == pytest.approx(adjusted_rand_score(rows, columns))


def test_M8_cramers_v_is_corrected_as_bergsma_does() -> None:
    """By hand: chi-square 36 over 100 accounts in 2 x 2; 0.36 - 1 / 99 over 2 - 1 / 99 - 1."""
    counts = np.array([[[40.0, 10.0], [10.0, 40.0]]])
    assert association(counts[0].astype(int), "cramer") == pytest.approx(0.6)
    assert cramers_v(counts)[0] == pytest.approx(np.sqrt((0.36 - 1 / 99) / (1 - 1 / 99)))


def test_M8_what_chance_alone_gives_is_corrected_to_nothing() -> None:
    """Uncorrected, a 4 x 4 table of independent counts over 16 accounts has a V of 0; one account moved already shows 0.2."""
    counts = np.ones((1, 4, 4))
    counts[0, 0, 0], counts[0, 0, 1] = 2, 0
    assert association(counts[0].astype(int), "cramer") > 0.1
    assert cramers_v(counts)[0] == 0


@settings(deadline=None)
@given(PAIRS)
def test_M8_the_rank_correlation_is_spearmans(pairs: Pairs) -> None:
    rows, columns = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    if len(set(rows)) > 1 and len(set(columns)) > 1:
        assert spearman(rows[None], columns[None])[0] == pytest.approx(spearmanr(rows, columns).statistic)


def test_M8_stars_that_are_the_segments_agree_wholly_and_not_by_chance() -> None:
    stars = series([4.0] * 10 + [3.0] * 10 + [1.0] * 10)
    found = agreement(stars.map({4: 1, 3: 2, 1: 3}), stars, stars * 1000, 199)
    assert (found.ari.value, found.rank.value, found.n) == (1, pytest.approx(1), 30)
    assert found.v.value == pytest.approx(1)
    assert found.ari.p == found.v.p == found.rank.p == 1 / 200


def test_M8_stars_dealt_at_random_agree_no_better_than_chance() -> None:
    rng = np.random.default_rng(3)
    labels, stars = series([*rng.integers(1, 4, 80)]), series([*rng.integers(1, 5, 80)])
    found = agreement(labels, stars, labels, 199)
    assert found.ari.p is not None and found.ari.p > 0.05
    assert found.ari.low is not None and found.ari.high is not None and found.ari.low < 0.1 and found.ari.low <= found.ari.high


def test_M8_segment_numbers_are_no_ranks() -> None:
    """Numbered the other way round, segments of the same accounts agree as well."""
    stars = series([4.0] * 8 + [3.0] * 8 + [1.0] * 8)
    one = stars.map({4: 1, 3: 2, 1: 3})
    assert agreement(one, stars, stars, 99) == agreement(4 - one, stars, stars, 99)


def test_M8_the_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    labels, stars, size = (series([*rng.integers(1, 4, 50)]) for _ in range(3))
    assert agreement(labels, stars, size, 99) == agreement(labels.iloc[::-1], stars.sample(frac=1, random_state=1), size, 99)


def test_M8_accounts_without_star_or_segment_do_not_count() -> None:
    labels = pd.Series([1, 1, 2, 2, pd.NA], index=list("abcde"), dtype="Int64")
    stars = pd.Series([4, 4, 1, pd.NA, 2], index=list("abcde"), dtype="Int64")
    assert agreement(labels, stars, pd.Series(1.0, index=list("abcde")), 99).n == 3


def test_M8_one_star_for_all_leaves_the_association_unknown() -> None:
    found = agreement(series([1.0, 1, 2, 2]), series([2.0] * 4), series([1.0] * 4), 99)
    assert found.v.value is None and found.rank.value is None


def test_M6_ward_mixture_and_medoids_find_planted_groups() -> None:
    features, truth = planted()
    points = prepare(features, RULES).matrix.to_numpy()
    assert [adjusted_rand_score(truth, method(points, 3)) > 0.9 for method in (ward, mixture, medoids)] == [True] * 3


def test_M6_medoids_are_the_best_pair_of_accounts() -> None:
    """Compared with every pair of medoids."""
    points = np.random.default_rng(2).standard_normal((14, 2))
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    best = min((apart[:, [a, b]].min(axis=1).sum(), (a, b)) for a in range(14) for b in range(a))[1]
    assert adjusted_rand_score(apart[:, list(best)].argmin(axis=1), medoids(points, 2)) == 1


def test_M6_the_order_of_rows_changes_no_agreement() -> None:
    matrix = prepare(without_groups(), RULES).matrix
    found = agreement_with_baselines(matrix, [2, 3], 10)
    assert list(found.columns) == ["ward", "mixture", "medoids"]
    assert found.equals(agreement_with_baselines(matrix.sample(frac=1, random_state=4), [2, 3], 10))
