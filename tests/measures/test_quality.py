"""Sales quality in one figure (C15), and recorded incidents apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.figures import Figure
from kam.measures.incidents import measure as incidents
from kam.measures.quality import PARTS, measure, score
from kam.params import Rules
from kam.params.quality import Scale, Scales
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")


def quality(rules: Rules | None = None, **values: Any) -> dict[Any, Any]:
    """The index of account A and of the company with these parts known."""
    measured = [
        Figure(part, account, "", NOW.name, values.get(part), "ratio", None, None, "" if part in values else "not known") for part in PARTS for account in ("", "A")
    ]
    with books({"sales": [sale("2026-07-01", 1)]}, rules) as company:
        return {(metric, dimension): value for (metric, account, dimension), value in figures(measure(company, NOW, measured)).items() if account == "A"}


GOOD = {"return_rate": 0, "price_realisation": 1, "dumping_share": 0, "diversion_share": 0, "onward_share": 0, "quarter_end_loading": 1, "receivable_gap": 0, "sell_through": 1}
BAD = {"return_rate": 0.15, "price_realisation": 0.85, "dumping_share": 0.15, "diversion_share": 0.10, "onward_share": 0.50, "quarter_end_loading": 2.5, "receivable_gap": 0.20, "sell_through": 0.5}


@pytest.mark.parametrize("part", PARTS)
def test_C15_each_scale_runs_from_its_good_end_to_its_bad_end_and_is_clipped_outside(part: str) -> None:
    scale = getattr(Scales(), part)
    good, bad = GOOD[part], BAD[part]
    step = good - bad
    ends = [score(value, scale) for value in (good + step, good, (good + bad) / 2, bad, bad - step)]
    assert ends == [1, 1, pytest.approx(0.5), 0, 0]


def test_C15_the_index_is_the_mean_of_the_available_parts() -> None:
    found = quality(**{**GOOD, "return_rate": 0.15, "sell_through": 0.75})
    assert found["quality_index", ""] == pytest.approx((6 * 1 + 0 + 0.5) / 8)
    assert found["quality_coverage", ""] == 1


def test_C15_the_worst_part_is_named() -> None:
    found = quality(**{**GOOD, "diversion_share": 0.09, "return_rate": 0.05})
    assert found["quality_worst", "part:diversion_share"] == pytest.approx(0.1)
    assert [key for key in found if key[0] == "quality_worst"] == [("quality_worst", "part:diversion_share")]


def test_C15_at_half_coverage_there_is_an_index_and_below_none() -> None:
    half = {part: GOOD[part] for part in PARTS[:4]}
    assert quality(**half)["quality_index", ""] == 1
    less = quality(**{part: GOOD[part] for part in PARTS[:3]})
    assert (less["quality_index", ""], less["quality_coverage", ""]) == ("too few parts of quality known", 0.375)


def test_C15_an_unmeasured_part_has_no_score_and_says_why() -> None:
    assert quality(**{part: GOOD[part] for part in PARTS[:4]})["quality_score", "part:sell_through"] == "not known"


def test_C15_scales_are_parameters() -> None:
    rules = Rules.model_validate({"quality": {"scales": {"return_rate": {"good": 0, "bad": 0.30}}}})
    assert quality(rules, **{**GOOD, "return_rate": 0.15})["quality_score", "part:return_rate"] == 0.5


@given(st.floats(-5, 5), st.sampled_from(PARTS))
def test_C15_a_score_lies_between_0_and_1(value: float, part: str) -> None:
    assert 0 <= score(value, getattr(Scales(), part)) <= 1


def test_a_scale_without_two_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="a scale needs two"):
        Scale(good=1, bad=1)


def test_W1_incidents_count_in_the_four_quarters_that_end_with_this_one() -> None:
    seen = [{"account_id": "A", "kind": kind, "date": day} for kind, day in (("dumping", "2025-09-30"), ("dumping", "2025-10-01"), ("dumping", "2026-09-30"), ("diversion", "2026-10-01"))]
    with books({"sales": [sale("2026-07-01", 1)], "incidents": seen}) as company:
        found = figures(incidents(company, NOW))
    assert (found["incidents", "A", "kind:dumping"], found["incidents", "A", "kind:diversion"], found["incidents", "", "kind:dumping"]) == (2, 0, 2)


def test_without_market_checks_incidents_are_unknown_not_zero() -> None:
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert set(figures(incidents(company, NOW)).values()) == {"no incidents"}
