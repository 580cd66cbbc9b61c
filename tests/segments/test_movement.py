"""The frozen model: kept to the last bit, movement of accounts apart from movement of the market (M3, M7)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kam.errors import ParamsError
from kam.params.reference import fingerprint, read_reference, write_reference
from kam.segments import Model, Segments, prepare, segment
from kam.segments.movement import accounts_moved, market_moved
from tests.segments.samples import RULES, SPREAD, planted


@pytest.fixture(scope="module")
def found() -> Segments:
    return segment(planted()[0], RULES)


@pytest.fixture(scope="module")
def frozen(found: Segments) -> Model:
    assert found.model is not None
    return found.model


def kept(model: Model) -> dict[str, object]:
    rest = {"company": "acme", "quarter": "2025Q4", **model.to_dict()}
    return {**rest, "fingerprint": fingerprint(rest)}


def test_M3_a_frozen_model_comes_back_from_its_file_to_the_last_bit(frozen: Model, tmp_path: Path) -> None:
    write_reference(kept(frozen), tmp_path / "segments_reference.json")
    again = Model.from_dict(read_reference(tmp_path / "segments_reference.json"))
    assert again.scaler == frozen.scaler and again.names == frozen.names
    assert list(again.scaler.scales) == list(frozen.scaler.scales)
    assert again.centres.to_numpy().tobytes() == frozen.centres.to_numpy().tobytes()
    assert list(again.centres.columns) == list(frozen.centres.columns)


def test_M3_a_model_without_clusters_keeps_its_scaler(frozen: Model) -> None:
    none = Model(frozen.scaler, frozen.centres.iloc[:0], {})
    again = Model.from_dict(json.loads(json.dumps(none.to_dict())))
    assert (again.k, again.scaler) == (0, frozen.scaler)
    assert again.assign(planted()[0]).isna().all()


@pytest.mark.parametrize(("text", "said"), [("{}", "is not a kept reference"), ("no", "is not the JSON"), (None, "no such file")])
def test_a_file_that_is_no_kept_reference_is_refused(text: str | None, said: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "kept.json").write_text(text)
    with pytest.raises(ParamsError, match=said):
        read_reference(tmp_path / "kept.json")


def test_a_reference_that_was_changed_by_hand_is_refused(frozen: Model, tmp_path: Path) -> None:
    write_reference({**kept(frozen), "quarter": "2025Q4"}, tmp_path / "kept.json")
    (tmp_path / "kept.json").write_text((tmp_path / "kept.json").read_text().replace("2025Q4", "2025Q3"))
    with pytest.raises(ParamsError, match="was changed"):
        read_reference(tmp_path / "kept.json")


def test_M3_later_accounts_are_scaled_as_those_of_the_reference_quarter(frozen: Model) -> None:
    """All accounts a third larger: with a scale of their own nobody would have moved."""
    now = planted()[0].assign(net_sales_ttm=lambda rows: rows["net_sales_ttm"] * 4 / 3)
    reused, refitted = prepare(now, RULES, frozen.scaler).matrix, prepare(now, RULES).matrix
    assert reused["net_sales_ttm"].median() > 0.1
    assert refitted["net_sales_ttm"].median() == pytest.approx(0)


def test_M3_a_feature_unknown_in_the_reference_quarter_is_named_and_not_used(frozen: Model) -> None:
    prepared = prepare(planted()[0].assign(utilisation=np.linspace(0, 1, 60)), RULES, frozen.scaler)
    assert prepared.dropped["utilisation"] == "not in the reference quarter"
    assert "utilisation" not in prepared.used


def test_M3_a_feature_that_is_now_the_same_for_all_is_not_used(frozen: Model) -> None:
    prepared = prepare(planted()[0].assign(past_due_share=0.1), RULES, frozen.scaler)
    assert prepared.dropped["past_due_share"] == "constant"


def test_M7_one_account_that_turns_is_movement_of_accounts_not_of_the_market(frozen: Model) -> None:
    before, groups = planted()
    now = before.copy()
    now.iloc[0] = before.iloc[25]
    moved = accounts_moved(frozen, before, now)
    assert list(moved.index[moved["before"] != moved["now"]]) == ["A-000"]
    fitted = segment(now, RULES, frozen.scaler).model
    assert fitted is not None
    assert market_moved(frozen, fitted)["shift"].max() < 0.2
    assert groups["A-000"] != groups["A-025"]


def test_M7_a_market_that_drifts_moves_centres_and_no_account(frozen: Model) -> None:
    before = planted()[0]
    now = before.assign(countback_dso_4q=before["countback_dso_4q"] + SPREAD["countback_dso_4q"])
    assert (accounts_moved(frozen, before, now).eval("before == now")).all()
    fitted = segment(now, RULES, frozen.scaler).model
    assert fitted is not None
    market = market_moved(frozen, fitted)
    assert market["then"].tolist() == [1, 2, 3]
    assert market["shift"].min() > 0.05


def test_M7_renumbered_groups_are_no_movement(frozen: Model) -> None:
    """Relabelling called migration is the mistake that matching avoids."""
    turned = Model(frozen.scaler, frozen.centres.iloc[::-1].set_axis(frozen.centres.index), frozen.names)
    market = market_moved(frozen, turned)
    assert market["then"].tolist() == [3, 2, 1]
    assert market["shift"].to_numpy() == pytest.approx(np.zeros(3))


def test_M7_a_new_group_continues_none(frozen: Model) -> None:
    more = pd.concat([frozen.centres, frozen.centres.iloc[:1] + 9]).set_axis(pd.RangeIndex(1, 5, name="segment"))
    market = market_moved(frozen, Model(frozen.scaler, more, {}))
    assert market["then"].isna().tolist() == [False, False, False, True]


def test_M7_an_account_of_one_quarter_only_has_not_moved(frozen: Model) -> None:
    before = planted()[0]
    assert "A-059" not in accounts_moved(frozen, before.iloc[:-1], before).index
