from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from kam.segments import Model, Segments, crosstab, names, segment
from tests.segments.samples import RULES, planted, without_groups


@pytest.fixture(scope="module")
def found() -> Segments:
    return segment(planted()[0], RULES)


def test_twenty_nine_accounts_say_why_not() -> None:
    features = planted()[0]
    few = segment(features.iloc[:29], RULES)
    assert (few.reason, few.k, few.names, len(few.accounts)) == ("n < 30", 0, {}, 29)
    assert few.accounts["segment"].isna().all()


def test_thirty_accounts_are_enough_to_try() -> None:
    assert segment(planted(10)[0], RULES).reason != "n < 30"


def test_one_cloud_answers_no_clusters_with_its_evidence() -> None:
    none = segment(without_groups(), RULES)
    assert none.reason == "no clusters"
    assert list(none.evidence.index) == [1, 2, 3, 4]
    assert none.model is not None and none.model.k == 0


def test_two_features_are_too_few() -> None:
    assert segment(planted()[0][["yoy", "past_due_share"]], RULES).reason == "too few features"


def test_every_account_has_a_segment_and_a_confidence(found: Segments) -> None:
    assert found.reason is None
    assert sorted(found.accounts["segment"].unique()) == [1, 2, 3]
    assert found.accounts["confidence"].between(0, 1).all()
    assert (found.accounts["between"] == (found.accounts["confidence"] < RULES.min_confidence)).all()


def test_an_account_half_way_stands_between_clusters() -> None:
    features = planted()[0]
    logs = features.assign(net_sales_ttm=np.log(features["net_sales_ttm"]))
    half = (logs.iloc[:20].median() + logs.iloc[20:40].median()) / 2
    half["net_sales_ttm"] = np.exp(half["net_sales_ttm"])
    confidence = segment(pd.concat([features, half.to_frame("Z-999").T]), RULES).accounts["confidence"]
    assert confidence["Z-999"] == confidence.min() < 0.95


def test_names_say_what_is_different_and_no_two_are_alike(found: Segments) -> None:
    assert set(found.names[1]) == {("net_sales_ttm", "high"), ("price_realisation_ttm", "high")}
    assert ("net_sales_ttm", "low") in found.names[3] or ("yoy", "high") in found.names[3]
    assert len({tuple(codes) for codes in found.names.values()}) == 3


def test_segments_with_the_same_codes_are_told_apart_by_degree() -> None:
    labels = pd.Series([1] * 5 + [2] * 5 + [3] * 30)
    matrix = pd.DataFrame({"net_sales_ttm": [9.0] * 5 + [5.0] * 5 + [0.0] * 30, "yoy": 0.0})
    called = names(matrix, labels)
    assert called[1] == [("net_sales_ttm", "high"), ("net_sales_ttm", "higher")]
    assert called[2] == [("net_sales_ttm", "high"), ("net_sales_ttm", "lower")]
    assert called[3] == [("all", "typical")]


def test_profiles_are_in_original_units_and_count_known_values() -> None:
    features = planted()[0]
    features.iloc[0, features.columns.get_loc("yoy")] = np.nan
    found = segment(features, RULES)
    table = found.profiles.set_index(["segment", "feature"])
    first = features[(found.accounts["segment"] == 1).to_numpy()]
    assert table.loc[(1, "net_sales_ttm"), "median"] == pytest.approx(first["net_sales_ttm"].median())
    assert table.loc[(1, "yoy"), "n"] == len(first) - 1
    assert found.accounts["n_imputed"].sum() == 1


def test_segments_alike_in_one_feature_are_told_apart_by_another() -> None:
    """Not "badly served and better served"."""
    labels = pd.Series([1] * 5 + [2] * 5 + [3] * 30)
    matrix = pd.DataFrame({"otif_rate_ttm": [-9.0] * 5 + [-6.0] * 5 + [0.0] * 30, "yoy": [2.0] * 5 + [0.0] * 35})
    called = names(matrix, labels)
    assert called[2] == [("otif_rate_ttm", "low"), ("yoy", "lower")]
    assert called[1] == [("otif_rate_ttm", "low"), ("yoy", "higher")]


def test_a_kept_model_places_the_same_accounts_in_the_same_segments(found: Segments) -> None:
    assert found.model is not None
    kept = Model.from_dict(json.loads(json.dumps(found.model.to_dict())))
    assert (kept.assign(planted()[0]) == found.accounts["segment"].astype(int)).all()
    assert kept.names == found.names


def test_a_kept_model_places_accounts_where_a_feature_is_no_longer_exported(found: Segments) -> None:
    assert found.model is not None
    assert set(found.model.assign(planted()[0].drop(columns="return_rate_ttm"))) <= {1, 2, 3}


def test_the_input_is_unchanged_and_its_order_does_not_matter(found: Segments) -> None:
    features = planted()[0].sample(frac=1, random_state=9)
    before = features.copy(deep=True)
    again = segment(features, RULES)
    pd.testing.assert_frame_equal(features, before)
    pd.testing.assert_frame_equal(again.accounts, found.accounts)
    pd.testing.assert_frame_equal(again.profiles, found.profiles)


def test_features_that_the_stars_use_too_are_named(found: Segments) -> None:
    assert found.shared_with_stars == ("net_sales_ttm", "countback_dso_4q", "past_due_share")


def test_segments_and_stars_are_counted_side_by_side() -> None:
    labels = pd.Series([1, 1, 2, pd.NA], index=["a", "b", "c", "d"], dtype="Int64")
    stars = pd.Series([4, 3, 3, 1, pd.NA], index=["a", "b", "c", "d", "e"], dtype="Int64")
    table = crosstab(labels, stars)
    assert table.loc[1].tolist() == [1, 1, 0, 0, 0]
    assert table.loc["none"].tolist() == [0, 0, 0, 1, 1]
    assert list(table.columns) == [4, 3, 2, 1, "not rated"]
    assert table.to_numpy().sum() == 5


def test_without_segments_the_table_has_one_row() -> None:
    labels = pd.Series([pd.NA, pd.NA], index=["a", "b"], dtype="Int64")
    assert list(crosstab(labels, pd.Series([4, 2], index=["a", "b"])).index) == ["none"]
