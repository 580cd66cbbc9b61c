from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kam.segments import FEATURES, Scaler, prepare
from kam.segments.population import features
from tests.measures.hand import books, quarter, sale
from tests.segments.samples import RULES, planted, without_groups


def test_a_constant_feature_is_dropped_and_named() -> None:
    prepared = prepare(without_groups().assign(return_rate_ttm=0.0), RULES)
    assert prepared.dropped["return_rate_ttm"] == "constant"
    assert "return_rate_ttm" not in prepared.used


def test_a_feature_that_is_not_exported_has_no_input() -> None:
    prepared = prepare(without_groups().assign(otif_rate_ttm=np.nan), RULES)
    assert prepared.dropped["otif_rate_ttm"] == prepared.dropped["utilisation"] == "no input"


def test_a_fifth_missing_is_too_much_and_less_is_the_median_with_a_flag() -> None:
    features = without_groups(60)
    features.iloc[:12, features.columns.get_loc("yoy")] = np.nan
    features.iloc[:11, features.columns.get_loc("past_due_share")] = np.nan
    prepared = prepare(features, RULES)
    assert prepared.dropped["yoy"] == "missing 20 %"
    assert prepared.imputed["past_due_share"].sum() == 11
    assert (prepared.matrix.loc[prepared.imputed["past_due_share"], "past_due_share"] == 0).all()


def test_M2_year_on_year_needs_a_positive_base_and_is_missing_without() -> None:
    rows = [sale("2024-08-01", 100, "A"), sale("2025-08-01", 150, "A"), sale("2024-08-01", -5, "B", "credit note"), sale("2025-08-01", 9, "B"), sale("2025-08-01", 9, "C")]
    with books({"sales": rows}) as company:
        found = features(company, quarter("2025Q3"), ["A", "B", "C"])["yoy"]
    assert found["A"] == 0.5 and found[["B", "C"]].isna().all()


def test_an_infinite_growth_rate_is_missing() -> None:
    features = without_groups()
    features.iloc[0, features.columns.get_loc("yoy")] = np.inf
    assert prepare(features, RULES).imputed["yoy"].sum() == 1


def test_of_two_features_that_rank_alike_the_later_one_is_dropped() -> None:
    features = without_groups()
    prepared = prepare(features.assign(past_due_share=features["countback_dso_4q"] / 100), RULES)
    assert prepared.dropped["past_due_share"] == "redundant with countback_dso_4q"
    assert "countback_dso_4q" in prepared.used


def test_fewer_than_three_features_are_too_few() -> None:
    assert prepare(without_groups()[["yoy", "past_due_share"]], RULES).reason == "too few features"


def test_negative_sales_keep_their_sign_and_size() -> None:
    features = without_groups().assign(net_sales_ttm=np.linspace(-1e6, 1e6, 60))
    scaled = prepare(features, RULES).matrix["net_sales_ttm"]
    assert scaled.is_monotonic_increasing
    assert scaled.iloc[0] == pytest.approx(-scaled.iloc[-1])


def test_an_extreme_value_stops_at_the_winsor_limit() -> None:
    features = without_groups()
    features.iloc[7, features.columns.get_loc("yoy")] = 900.0
    assert prepare(features, RULES).matrix["yoy"].abs().max() < 5


def test_a_feature_that_is_zero_for_most_accounts_does_not_drown_the_others() -> None:
    rare = np.where(np.arange(60) < 10, 0.3, 0.0)
    assert prepare(without_groups().assign(past_due_share=rare), RULES).matrix["past_due_share"].std() < 2


def test_the_order_of_rows_and_columns_does_not_matter_and_the_input_is_unchanged() -> None:
    features = planted()[0]
    before = features.copy(deep=True)
    shuffled = features.sample(frac=1, random_state=3)[list(features.columns[::-1])]
    pd.testing.assert_frame_equal(prepare(features, RULES).matrix, prepare(shuffled, RULES).matrix)
    pd.testing.assert_frame_equal(features, before)


def test_a_kept_scaler_scales_a_later_quarter_by_the_limits_of_the_first() -> None:
    features = planted()[0]
    prepared = prepare(features, RULES)
    kept = Scaler.from_dict(prepared.scaler.to_dict())
    pd.testing.assert_frame_equal(kept(features), prepared.matrix)
    assert kept(features * 10)["yoy"].max() <= prepared.matrix["yoy"].max()


def test_an_unknown_feature_and_a_repeated_account_are_refused() -> None:
    features = without_groups()
    with pytest.raises(ValueError, match="colour"):
        prepare(features.assign(colour=1.0), RULES)
    with pytest.raises(ValueError, match="one row per account"):
        prepare(pd.concat([features, features]), RULES)


def test_no_accounts_at_all_are_no_error() -> None:
    assert prepare(pd.DataFrame(columns=list(FEATURES)), RULES).reason == "too few features"
