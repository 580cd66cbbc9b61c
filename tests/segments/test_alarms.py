"""The rule for k against its bounds: on accounts without groups, and on planted ones (M5)."""

from __future__ import annotations

import pytest

from kam.params.rules import SegmentRules
from kam.segments import choose, prepare
from tests.segments.alarms import BOUND, DRAWS, REACHED, SEPARATIONS, false_alarms, found_groups, is_alarm, may_separate
from tests.segments.samples import one_cloud, planted

FEW = SegmentRules(gap_draws=20, bootstrap_draws=20, k_max=4)


@pytest.mark.parametrize("heavy", [False, True], ids=["gaussian", "heavy-tailed"])
def test_M5_few_draws_without_groups_raise_few_alarms(heavy: bool) -> None:
    """With the bound's rate of 8 %, more than three alarms in twelve draws would come once in a hundred runs."""
    assert false_alarms(12, heavy, FEW) <= 3


def test_the_short_cut_of_the_experiment_answers_as_the_rule_does() -> None:
    draws = [(one_cloud(seed, heavy)) for seed in range(5) for heavy in (False, True)]
    assert [is_alarm(features, FEW) for features in draws] == [choose(prepare(features, FEW).matrix, FEW).k > 1 for features in draws]
    assert not all(may_separate(prepare(features, FEW).matrix, FEW) for features in draws)


def test_the_experiment_can_raise_an_alarm() -> None:
    assert is_alarm(planted()[0], FEW)


def test_M5_planted_groups_are_found_where_ward_and_a_mixture_find_them() -> None:
    means = found_groups(SEPARATIONS[-1], 2, FEW)
    assert min(means.values()) >= REACHED


@pytest.mark.slow
@pytest.mark.parametrize("heavy", [False, True], ids=["gaussian", "heavy-tailed"])
def test_M5_at_most_sixteen_of_two_hundred_draws_without_groups_raise_an_alarm(heavy: bool) -> None:
    assert false_alarms(DRAWS, heavy) <= BOUND


@pytest.mark.slow
def test_M5_groups_are_found_at_the_separation_at_which_others_find_them() -> None:
    means = (found_groups(separation, 10) for separation in SEPARATIONS)
    reached = next(found for found in means if min(found["ward"], found["mixture"]) >= REACHED)
    assert reached["ours"] >= REACHED
