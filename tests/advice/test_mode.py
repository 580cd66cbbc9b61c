"""The cooperation mode that an account's figures propose (2.5, 3.2)."""

from kam.advice.mode import Proposal, proposed
from kam.params.advice import ModeRule
from tests.advice.test_rules import finds

RULES = tuple(
    ModeRule.model_validate(rule)
    for rule in (
        {"mode": "embedded partner", "all_of": ["stars >= 3", "purchase_share >= 30 %"]},
        {"mode": "partner", "all_of": ["stars >= 3", "capability >= 3"]},
        {"mode": "single contact"},
    )
)


def mode(**values: float | str | None) -> Proposal:
    return proposed(RULES, finds(**values))


def test_the_first_mode_whose_rule_holds_is_proposed_with_its_figures() -> None:
    found = mode(stars=4, purchase_share=0.4, capability=4)
    assert (found.mode, found.rung, [one.condition.metric for one in found.answer.because]) == ("embedded partner", 3, ["stars", "purchase_share"])


def test_what_a_closer_mode_lacked_is_named() -> None:
    found = mode(stars=3, purchase_share=0.2, capability=4)
    assert found.missed is not None
    assert (found.mode, [one.condition.metric for one in found.missed.because]) == ("partner", ["purchase_share"])


def test_a_mode_that_cannot_be_judged_is_passed_over_and_its_missing_figures_are_named() -> None:
    found = mode(stars=3, capability=4)
    assert (found.mode, found.unknown) == ("partner", ("purchase_share",))


def test_the_last_mode_stands_in_for_what_was_judged_never_for_what_is_not_known() -> None:
    assert mode(stars=2).mode == "single contact"
    assert (mode(stars=3).mode, mode(stars=3).unknown) == ("", ("purchase_share", "capability"))
    assert (mode().mode, mode().rung) == ("", None)
