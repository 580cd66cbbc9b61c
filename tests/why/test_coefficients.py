"""How alike two groupings are, by hand."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest

from kam.why.coefficients import cramers_v, overlap, pairs, part_way, rand_index, rank_correlation, silhouette

ONE, OTHER = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])


def test_of_fifteen_pairs_two_stand_together_on_both_sides() -> None:
    """Hubert and Arabie's index of the textbook pair of partitions."""
    assert pairs(ONE, OTHER) == (2, 4, 1, 8)
    assert rand_index(ONE, OTHER) == pytest.approx(2 * (2 * 8 - 4 * 1) / (6 * 12 + 3 * 9))


def test_a_grouping_agrees_wholly_with_itself_under_other_names_and_one_group_with_nothing() -> None:
    assert rand_index(ONE, 1 - ONE) == 1
    assert cramers_v(ONE, 1 - ONE) == pytest.approx(1)
    assert isnan(rand_index(ONE * 0, ONE * 0)) and isnan(cramers_v(ONE, ONE * 0)) and isnan(rank_correlation(ONE * 0.0, ONE * 1.0))


def test_equal_values_share_the_middle_of_their_places() -> None:
    """Places 1.5, 1.5, 3 beside 1, 2, 3."""
    assert rank_correlation(np.array([5.0, 5.0, 9.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(sqrt(3) / 2)


def test_a_group_overlaps_with_the_most_similar_one() -> None:
    assert overlap({1, 2, 3, 4}, [{1}, {2, 3, 4, 5}]) == 3 / 5


def test_a_silhouette_weighs_the_nearest_other_group_against_the_own_and_an_account_alone_is_zero() -> None:
    """At 0 and 1: (10 - 1) / 10 and (9 - 1) / 9."""
    found = silhouette(np.array([[0.0], [1.0], [10.0]]), np.array([0, 0, 1]))
    assert found == pytest.approx(((10 - 1) / 10 + (9 - 1) / 9 + 0) / 3)


def test_part_of_the_way_lies_between_two_known_values() -> None:
    assert part_way([4.0, 1.0, float("nan"), 2.0], 0.75) == 3
