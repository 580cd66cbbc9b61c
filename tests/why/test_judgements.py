"""Forecast, stars and rules by hand: what a few numbers must give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kam.params import Rules
from kam.params.advice import Rule
from kam.quarters import Quarter
from kam.why import advice, bands
from kam.why.bands import Star, failing, raw_star
from kam.why.forecast import METHODS
from kam.why.season import _decided

QUARTER = Quarter(2025, 3)
RULES = Rules.model_validate({"stars": {"4": {"countback_dso_at_most": None}}})
GOOD = {"before": 0.1, "ttm": 900.0, "countback_dso": 20.0, "past_due_share": 0.0, "capital": 5.0, "business_sense": 5.0, "initiative": 5.0}


class Ruled:
    """Default rules and one account's earlier star."""

    history = [Quarter(2025, 2), QUARTER]

    def rules(self, _: Quarter) -> Rules:
        return RULES

    def partial(self, _: Quarter) -> bool:
        return False

    def trading(self, _: Quarter) -> list[str]:
        return ["A"]

    def kept(self, _: Any, make: Any) -> Any:
        return Star(GOOD, "", 4, 4)


def test_what_grew_by_forty_each_year_does_so_again_where_the_method_follows_what_came() -> None:
    """J1: last year's quarter, and its 40 more."""
    series = [Decimal(value) for value in (10, 10, 20, 30, 50, 50, 60, 70)]
    assert (METHODS["seasonal_naive"](series), METHODS["seasonal_drift"](series)) == (50, 90)


def test_a_year_that_repeats_itself_is_expected_again() -> None:
    """J1: nothing was missed, so nothing is corrected."""
    year = [Decimal(value) for value in (40, 10, 20, 30)]
    assert [METHODS["exponential_smoothing"]([*year, *year, *year[:n]]) for n in range(4)] == year


def test_credit_that_fails_only_in_a_band_between_lowers_the_star_at_once() -> None:
    """S10: the highest band asks for no days here; the one below does, and 70 are too many."""
    exports: Any = Ruled()
    now = GOOD | {"before": 0.6, "countback_dso": 70.0}
    assert {test.criterion for test in failing(exports, QUARTER, now, 4)} == {"sales"}
    assert bands._confirmed(exports, QUARTER, "A", raw_star(RULES.stars.bands, now), now) == (2, "credit")
    assert bands._confirmed(exports, QUARTER, "A", 3, now | {"countback_dso": 20.0}) == (4, "held")


@pytest.mark.parametrize(
    ("owed", "allowed", "need", "late", "expected"),
    [
        (100, 500, 300, True, ("past due too long", 0)),
        (100, None, 300, False, ("no limit", 300)),
        (100, 0, 300, False, ("zero limit", 0)),
        (100, 100, 300, False, ("limit used up", 0)),
        (100, 500, None, False, ("need not known", 400)),
        (100, 500, 300, False, ("within the limit", 300)),
        (100, 200, 300, False, ("limit below the need", 200)),
    ],
)
def test_what_is_late_decides_then_the_limit_then_the_need(owed: int, allowed: int | None, need: int | None, late: bool, expected: tuple[str, int]) -> None:
    """D15, S5: an account that pays once a quarter owes the need itself at the season's end."""
    found = _decided(Decimal(owed), None if allowed is None else Decimal(allowed), None if need is None else Decimal(need), Decimal(1), late)
    assert found[:2] == expected


@pytest.mark.parametrize(
    ("stars", "strength", "holds"),
    [(4.0, 2.0, True), (2.0, 2.0, False), (2.0, None, False), (4.0, None, None), (None, 2.0, None)],
)
def test_a_missing_figure_leaves_a_rule_open_unless_another_decides(monkeypatch: pytest.MonkeyPatch, stars: float | None, strength: float | None, holds: bool | None) -> None:
    known = {"stars": stars, "strength": strength}
    monkeypatch.setattr(advice, "_found", lambda *asked: known[asked[3].metric])
    rule = Rule.model_validate({"all_of": ["stars >= 3", "strength < 3"]})
    exports: Any = None
    found = advice.judged(exports, QUARTER, "A", rule)
    assert (found.holds, found.missing) == (holds, [name for name, value in known.items() if value is None])
