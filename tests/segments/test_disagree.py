"""The disagreement list: accounts far from where their star usually sits (M9)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kam.segments.disagree import disagreement
from tests.segments.samples import RULES

FEATURES = ["net_sales_ttm", "past_due_share"]
CENTRES = pd.DataFrame([[2.0, 0.0], [-1.0, 0.0], [-1.0, 4.0]], index=pd.RangeIndex(1, 4, name="segment"), columns=FEATURES)
NONE = CENTRES.iloc[:0]


def accounts(*rows: tuple[str, int, float, float, int | None]) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Matrix, segments and stars from (account, star, two scaled features, segment)."""
    ids = pd.Index([row[0] for row in rows], name="account_id")
    matrix = pd.DataFrame([row[2:4] for row in rows], index=ids, columns=FEATURES)
    return matrix, pd.Series([row[4] for row in rows], index=ids, dtype="Int64"), pd.Series([row[1] for row in rows], index=ids, dtype="Int64")


GROUPED = accounts(
    ("a", 4, 2, 0, 1), ("b", 4, 2, 0, 1), ("c", 4, 2.1, 0, 1), ("d", 4, -1, 4, 3),
    ("e", 2, -1, 0.2, 2), ("f", 2, -1, 0, 2), ("g", 2, -1, 0, 2), ("h", 2, 2, 0, 1), ("i", 2, -1.2, 0, 2),
)  # fmt: skip


def test_M9_who_stands_in_another_group_than_most_of_its_star_is_listed() -> None:
    matrix, labels, stars = GROUPED
    found = disagreement(matrix, labels, CENTRES, stars, RULES)
    assert found.unlike == ["d", "h"] and found.by_groups
    assert found.accounts["usual"].tolist() == [1] * 4 + [2] * 5


def test_M9_the_features_responsible_are_those_far_from_the_stars_usual_place() -> None:
    matrix, labels, stars = GROUPED
    found = disagreement(matrix, labels, CENTRES, stars, RULES)
    assert found.features.loc["d"].tolist() == [-3, 4]
    assert found.responsible("d") == ["past_due_share", "net_sales_ttm"]
    assert found.responsible("h") == ["net_sales_ttm"]


def test_M9_an_account_that_stands_alone_disagrees() -> None:
    matrix, labels, stars = GROUPED
    alone = labels.copy()
    alone["i"] = pd.NA
    assert "i" in disagreement(matrix, alone, CENTRES, stars, RULES).unlike


def test_M9_a_star_spread_over_the_groups_has_no_usual_place() -> None:
    matrix, labels, stars = accounts(("a", 3, 2, 0, 1), ("b", 3, 2, 0, 1), ("c", 3, -1, 0, 2), ("d", 3, -1, 4, 3))
    found = disagreement(matrix, labels, CENTRES, stars, RULES)
    assert found.unlike == [] and set(found.accounts["reason"]) == {"spread over groups"}
    assert found.accounts["distance"].isna().all()


def test_M9_a_star_of_three_accounts_is_not_judged() -> None:
    matrix, labels, stars = accounts(("a", 4, 2, 0, 1), ("b", 4, 2, 0, 1), ("c", 4, -1, 4, 3))
    for centres in (CENTRES, NONE):
        found = disagreement(matrix, labels, centres, stars, RULES)
        assert found.unlike == [] and set(found.accounts["reason"]) == {"few accounts of its star"}


def test_M9_without_groups_the_list_rests_on_the_distance_to_the_middle_of_the_star() -> None:
    matrix, _, stars = accounts(*((name, 2, at, 0.0, None) for name, at in zip("abcdefg", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 5.0), strict=True)))
    found = disagreement(matrix, pd.Series(pd.NA, index=matrix.index, dtype="Int64"), NONE, stars, RULES)
    assert found.unlike == ["g"] and not found.by_groups
    assert found.accounts["usual"].isna().all()
    assert found.responsible("g") == ["net_sales_ttm"]


def test_M9_an_account_does_not_help_to_make_the_middle_that_it_is_held_against() -> None:
    matrix, _, stars = accounts(("a", 2, 0, 0, None), ("b", 2, 0, 0, None), ("c", 2, 4, 0, None), ("d", 2, 4, 0, None), ("e", 2, 10, 0, None))
    found = disagreement(matrix, pd.Series(pd.NA, index=matrix.index, dtype="Int64"), NONE, stars, RULES)
    assert found.features.at["c", "net_sales_ttm"] == 4 - 2
    assert found.features.at["e", "net_sales_ttm"] == 10 - 2


@pytest.mark.parametrize("size", (4, 5, 90, 91))
def test_M9_that_middle_is_the_median_of_all_others(size: int) -> None:
    drawn = np.random.default_rng(size).integers(0, 30, (size, 2)) / 10
    matrix, labels, stars = accounts(*((f"a{at:02}", 3, *row, None) for at, row in enumerate(drawn)))
    others = pd.DataFrame([matrix.drop(account).median() for account in matrix.index], index=matrix.index)
    assert disagreement(matrix, labels, NONE, stars, RULES).features.equals(matrix - others)


def test_M9_the_middle_account_is_at_distance_one() -> None:
    matrix, labels, stars = GROUPED
    assert disagreement(matrix, labels, NONE, stars, RULES).accounts["distance"].median() == pytest.approx(1)


def test_M9_accounts_without_a_star_are_left_out() -> None:
    matrix, labels, stars = GROUPED
    stars = stars.copy()
    stars["h"] = pd.NA
    assert "h" not in disagreement(matrix, labels, CENTRES, stars, RULES).accounts.index


def test_M9_the_order_of_rows_changes_nothing() -> None:
    matrix, labels, stars = GROUPED
    one = disagreement(matrix, labels, CENTRES, stars, RULES)
    other = disagreement(matrix.iloc[::-1], labels.sample(frac=1, random_state=2), CENTRES, stars.iloc[::-1], RULES)
    assert one.accounts.equals(other.accounts) and one.features.equals(other.features)
