"""Raw stars, what binds, and what is missing."""

from dataclasses import replace

from kam.params.rules import StarRules
from kam.stars import Evidence, judge

RULES = StarRules()
BEST = Evidence(before=0.0, ttm=1e6, capital=5, countback_dso=10.0, past_due_share=0.0, business_sense=5, initiative=5)


def test_I_the_star_is_the_highest_whose_every_criterion_passes() -> None:
    assert judge(BEST, RULES).star == 4
    assert judge(replace(BEST, countback_dso=31.0), RULES).star == 3
    assert judge(replace(BEST, countback_dso=61.0), RULES).star == 2
    assert judge(replace(BEST, capital=2), RULES).star == 1


def test_S2_bands_of_sales_compare_strictly() -> None:
    assert judge(replace(BEST, before=0.5), RULES).star == 3
    assert judge(replace(BEST, before=0.8), RULES).star == 2


def test_S7_a_criterion_without_input_is_skipped_and_named() -> None:
    judged = judge(replace(BEST, capital=None, business_sense=None), RULES)
    assert (judged.star, judged.missing) == (4, ("capital", "business_sense"))


def test_S8_the_binding_criterion_is_the_first_that_fails_one_star_above() -> None:
    judged = judge(replace(BEST, countback_dso=45.0, past_due_share=0.1), RULES)
    assert (judged.star, judged.binding, judged.gap) == (3, "countback_dso", 15.0)
    assert judge(BEST, RULES).binding == "none"


def test_S9_two_bands_above_the_star_is_big_but_risky() -> None:
    assert judge(replace(BEST, countback_dso=90.0), RULES).big_but_risky
    assert not judge(replace(BEST, countback_dso=45.0), RULES).big_but_risky


def test_I_an_absolute_amount_may_stand_in_for_the_share_of_sales() -> None:
    rules = StarRules.model_validate({"4": {"sales_at_least": 2e6}})
    assert judge(BEST, rules).star == 3
