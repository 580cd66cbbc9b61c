from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from kam.segments import choose, prepare
from kam.segments.null import Null, nearest_one_mode
from kam.segments.partition import generator
from kam.segments.stability import stability
from tests.segments.samples import RULES, planted, with_odd_accounts, without_groups


def test_planted_groups_are_found() -> None:
    features, truth = planted()
    choice = choose(prepare(features, RULES).matrix, RULES)
    assert choice.k == 3
    assert adjusted_rand_score(truth, choice.labels) > 0.9


def test_one_cloud_is_one_group() -> None:
    choice = choose(prepare(without_groups(), RULES).matrix, RULES)
    assert choice.k == 1
    assert set(choice.labels) == {1}
    assert (choice.evidence.loc[2:, "fails"] != "").any()


def test_heavy_tails_are_not_groups() -> None:
    features = without_groups()
    heavy = features.assign(**{name: np.exp(3 * (features[name] / features[name].median() - 1)) for name in features.columns[1:]})
    assert choose(prepare(heavy, RULES).matrix, RULES).k == 1


def test_shuffled_rows_give_the_same_segments() -> None:
    matrix = prepare(planted()[0], RULES).matrix
    one, other = choose(matrix, RULES), choose(matrix.sample(frac=1, random_state=5), RULES)
    assert one.labels.equals(other.labels)
    assert one.confidence.equals(other.confidence)
    assert one.evidence.equals(other.evidence)


def test_segment_one_has_the_largest_sales() -> None:
    choice = choose(prepare(planted()[0], RULES).matrix, RULES)
    assert choice.centres["net_sales_ttm"].is_monotonic_decreasing
    assert list(choice.centres.index) == [1, 2, 3]


def test_a_group_smaller_than_the_smallest_share_is_no_group() -> None:
    features, truth = planted()
    few = features[(truth < 2) | (truth == 2) & (truth.groupby(truth).cumcount() < 2)]
    choice = choose(prepare(few, RULES).matrix, RULES)
    assert choice.k == 2
    assert choice.labels.value_counts().min() >= 3


def test_M5_two_odd_accounts_do_not_hide_the_groups_of_all_others() -> None:
    features, truth = planted()
    choice = choose(prepare(with_odd_accounts(features), RULES).matrix, RULES)
    assert choice.apart == ("Z-0", "Z-1")
    assert choice.labels[["Z-0", "Z-1"]].isna().all() and choice.confidence[["Z-0", "Z-1"]].isna().all()
    assert adjusted_rand_score(truth, choice.labels[truth.index].astype(int)) > 0.9


def test_M5_odd_accounts_beside_one_cloud_are_no_groups() -> None:
    choice = choose(prepare(with_odd_accounts(without_groups()), RULES).matrix, RULES)
    assert (choice.k, choice.apart) == (1, ())


def test_the_evidence_starts_at_one_group() -> None:
    evidence = choose(prepare(planted()[0], RULES).matrix, RULES).evidence
    assert list(evidence.index) == [1, 2, 3, 4]
    assert evidence.loc[3, "silhouette"] > evidence.loc[3, "null_silhouette"]
    assert evidence.loc[3, "min_jaccard"] >= RULES.min_jaccard


def test_separate_groups_come_back_whole_in_every_bootstrap() -> None:
    points = np.repeat([[0.0, 0.0], [50.0, 0.0]], 20, axis=0) + np.arange(40)[:, None] % 5 / 10
    found = stability(points, np.repeat([0, 1], 20), 2, 20)
    assert found.jaccard == pytest.approx([1, 1])
    assert found.confidence == pytest.approx(np.ones(40))


def test_the_null_keeps_spread_and_correlation() -> None:
    matrix = prepare(without_groups(600), RULES).matrix.to_numpy()
    drawn = Null.of(matrix).draw(generator(1, 0))
    assert drawn.std(axis=0) == pytest.approx(matrix.std(axis=0))
    assert np.corrcoef(drawn, rowvar=False) == pytest.approx(np.corrcoef(matrix, rowvar=False), abs=0.15)


def test_the_null_has_one_mode_where_the_data_have_two() -> None:
    column = np.concatenate([np.linspace(-6, -4, 50), np.linspace(4, 6, 50)])
    drawn = nearest_one_mode(column).quantile(np.linspace(0, 1, 1001))
    assert np.mean(np.abs(drawn) < 3) > 0.25


def test_a_feature_that_is_the_same_for_all_disturbs_no_draw() -> None:
    matrix = prepare(without_groups(), RULES).matrix.assign(yoy=0.0).to_numpy()
    drawn = Null.of(matrix).draw(generator(1, 0))
    assert np.isfinite(drawn).all() and drawn.std(axis=0) == pytest.approx(matrix.std(axis=0))


def test_the_null_keeps_a_heap_of_zeros() -> None:
    column = np.concatenate([np.zeros(40), np.linspace(0.01, 1, 60)])
    drawn = nearest_one_mode(column).quantile(np.linspace(0, 1, 1001))
    assert np.mean(drawn == 0) == pytest.approx(0.4, abs=0.02)
