"""Rules that an analyst writes are read as written, and a wrong one is refused with its line and the nearest name."""

from pathlib import Path

import pytest

from kam.errors import ParamsError
from kam.params import Rules, load_params
from kam.params.asked import ASKABLE, Condition
from kam.wording import Voice

GOOD = "company: acme\nsources:\n  sales: {file: a.csv}\n"


def loaded(place: Path, rules: str) -> Rules:
    path = place / "acme.yaml"
    path.write_text(GOOD + "rules:\n" + rules, encoding="utf-8")
    return load_params(path).rules


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("  advice: {tailored: {delivery_days: {any_of: [otif_rat < 80 %]}}}\n", "no figure 'otif_rat'; did you mean 'otif_rate'?"),
        ("  advice: {measures: {promotion_support: {any_off: []}}}\n", "acme.yaml, line 5: unknown key 'any_off'"),
        ("  advice: {measures: {promotion_support: {any_of: [sales are low]}}}\n", "a condition is a figure, a sign and a number"),
        ("  advice: {tailored: {staff_training: {any_of: ['need_gap_ratio:trainning > 0']}}}\n", "asks for the need 'trainning'; did you mean 'training'?"),
        ("  advice: {tailored: {staff_training: {any_of: [need_gap_ratio > 0]}}}\n", "'need_gap_ratio' is asked for one need"),
        ("  advice: {modes: [{mode: single contact}, {mode: partner, all_of: [stars >= 3]}]}\n", "mode 'single contact' has no conditions and is not the last"),
        ("  advice: {modes: [{mode: partnership}]}\n", "'single contact', 'partner' or 'embedded partner'"),
        ("  strength: {matrix: {attractiveness: {sales_befor: {low: 1, high: 0}}}}\n", "no figure 'sales_befor'; did you mean 'sales_before'?"),
        ("  strength: {matrix: {attractiveness: {strength: {low: 2, high: 2}}}}\n", "a scale has two ends"),
        ("  strength: {criteria: {capital: {anchors: {en: [poor, rich]}}}}\n", "en has 2 anchors; write five"),
        ("  strength: {stages: {friend: 4}}\n", "stage 'friend' stands on rung 4"),
    ],
)
def test_a_wrong_rule_names_the_remedy(tmp_path: Path, rules: str, said: str) -> None:
    with pytest.raises(ParamsError) as fault:
        loaded(tmp_path, rules)
    assert said in str(fault.value)


def test_a_condition_is_read_as_it_is_written() -> None:
    read = [Condition.model_validate(words) for words in ("past_due_share > 15 %", "score_staff<3", "need_gap_ratio:training >= 0.5", "net_sales_growth < -5%")]
    assert [(one.metric, one.need, one.sign, one.limit) for one in read] == [
        ("past_due_share", "", ">", 0.15), ("score_staff", "", "<", 3), ("need_gap_ratio", "training", ">=", 0.5), ("net_sales_growth", "", "<", -0.05),
    ]  # fmt: skip


def test_a_measure_that_is_named_keeps_its_other_defaults_and_the_other_measures_stay(tmp_path: Path) -> None:
    advice = loaded(tmp_path, "  advice: {measures: {promotion_support: {any_of: [share < 1 %]}, visit: {text: {en: visit it, zh: 拜访}, stars: [2]}}}\n").advice
    assert list(advice.measures) == [*Rules().advice.measures, "visit"]
    assert (advice.measures["promotion_support"].text["zh"], advice.measures["promotion_support"].stars) == ("促销支持", (4, 3))
    assert advice.measures["promotion_support"].any_of[0].limit == 0.01


def test_a_list_of_modes_replaces_the_default_list(tmp_path: Path) -> None:
    modes = loaded(tmp_path, "  advice: {modes: [{mode: partner, all_of: [share >= 5 %]}, {mode: single contact}]}\n").advice.modes
    assert [rule.mode for rule in modes] == ["partner", "single contact"]


def test_K2_every_criterion_has_five_anchors_in_both_languages_and_its_group() -> None:
    rules = Rules().strength
    assert (rules.of_group("strength"), rules.of_group("capability")) == (("capital", "relations", "logistics", "staff"), ("management", "business_sense", "methods"))
    assert {(language, len(texts)) for one in rules.criteria.values() for language, texts in one.anchors.items()} == {("en", 5), ("zh", 5)}


def test_the_methods_measures_stand_for_their_stars() -> None:
    by_star = {star: [name for name, one in Rules().advice.measures.items() if star in one.stars] for star in (4, 3, 2, 1)}
    assert by_star == {
        4: ["promotion_support", "business_coaching", "year_end_rebate"],
        3: ["promotion_support", "business_coaching", "credit_days"],
        2: ["business_coaching", "credit_management", "goods_within_rebate"],
        1: ["replacement", "strict_credit"],
    }


def test_params_written_to_a_manifest_are_read_back_the_same() -> None:
    assert Rules.model_validate(Rules().model_dump(mode="json")) == Rules()


def test_every_figure_that_rules_may_ask_for_has_a_name() -> None:
    assert [metric for metric in ASKABLE if Voice("en").name(metric) == metric] == []
