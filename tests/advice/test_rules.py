"""A rule held against an account's figures: yes, no, or not known."""

from itertools import product

import pytest

from kam.advice.rules import Find, answer
from kam.figures import Figure
from kam.params.advice import Rule


def finds(**values: float | str | None) -> Find:
    """Figures by metric; a text is the reason why one is unknown."""

    def find(metric: str, need: str) -> Figure | None:
        if metric not in values:
            return None
        value = values[metric]
        return Figure(metric, "A", "", "2026Q3", None, "ratio", reason=value) if isinstance(value, str) else Figure(metric, "A", "", "2026Q3", value, "ratio")

    return find


def rule(**conditions: list[str]) -> Rule:
    return Rule.model_validate(conditions)


def test_all_conditions_must_hold_and_at_least_one_of_the_others() -> None:
    both = rule(all_of=["share > 0.1"], any_of=["otif_rate < 0.8", "fill_rate < 0.8"])
    assert answer(both, finds(share=0.2, otif_rate=0.9, fill_rate=0.7)).holds is True
    assert answer(both, finds(share=0.2, otif_rate=0.9, fill_rate=0.9)).holds is False
    assert answer(both, finds(share=0.1, otif_rate=0.7, fill_rate=0.7)).holds is False


def test_an_absent_figure_is_not_known_and_is_named() -> None:
    found = answer(rule(any_of=["quality_index < 0.6", "share < 0.1"]), finds(share=0.5))
    assert (found.holds, found.unknown) == (None, ("quality_index",))
    assert answer(rule(any_of=["quality_index < 0.6", "share < 0.1"]), finds(share=0.05)).holds is True
    assert answer(rule(all_of=["quality_index < 0.6", "share < 0.1"]), finds(share=0.5)).holds is False


@pytest.mark.parametrize(("one", "other"), list(product((True, False, None), repeat=2)))
def test_what_is_unknown_decides_only_where_it_could_not_change_the_answer(one: bool | None, other: bool | None) -> None:
    values = {name: 1.0 if holds else 0.0 for name, holds in (("share", one), ("otif_rate", other)) if holds is not None}
    conditions = ["share > 0.5", "otif_rate > 0.5"]
    every, some = answer(rule(all_of=conditions), finds(**values)).holds, answer(rule(any_of=conditions), finds(**values)).holds
    possible = [(a, b) for a in ([one] if one is not None else [True, False]) for b in ([other] if other is not None else [True, False])]
    assert every == (None if len({a and b for a, b in possible}) == 2 else possible[0][0] and possible[0][1])
    assert some == (None if len({a or b for a, b in possible}) == 2 else possible[0][0] or possible[0][1])


def test_because_names_the_conditions_that_led_to_the_answer() -> None:
    given = rule(all_of=["share > 0.1", "otif_rate > 0.8"])
    assert [one.condition.metric for one in answer(given, finds(share=0.2, otif_rate=0.7)).because] == ["otif_rate"]
    assert [one.condition.metric for one in answer(given, finds(share=0.2, otif_rate=0.9)).because] == ["share", "otif_rate"]


def test_D16_goods_placed_without_any_rebate_lie_beyond_every_cover() -> None:
    assert answer(rule(any_of=["consignment_cover > 1"]), finds(consignment_cover="uncovered")).holds is True
    assert answer(rule(any_of=["consignment_cover > 1"]), finds(consignment_cover="no rebates row")).holds is None


def test_D11_a_history_that_ends_counts_as_its_days() -> None:
    assert answer(rule(any_of=["countback_dso > 60"]), finds(countback_dso="> 730 days")).holds is True


def test_a_limit_that_is_met_exactly_is_not_exceeded() -> None:
    assert [answer(rule(all_of=[f"share {sign} 0.15"]), finds(share=0.15)).holds for sign in (">", ">=", "<", "<=")] == [False, True, False, True]


def test_a_rule_without_conditions_always_holds() -> None:
    assert answer(Rule(), finds()).holds is True
