"""The phrase book is complete in both languages."""

import re

import pytest

from kam.glyphs import missing
from kam.wording import Voice
from kam.wording.phrases import phrase_book, placeholders

CONTRACT = """
net_sales gross_sales share territory_share cr1 cr3 cr5 cr10 n80 n80_share hhi effective_accounts gini return_rate
price_realisation discount_depth dumping_share diversion_share onward_share quarter_end_loading receivable_gap
sell_through quality_index quality_coverage dso best_possible_dso average_days_delinquent countback_dso
days_beyond_terms open_receivables not_due due_1_30 due_31_60 due_61_90 due_91_plus unapplied disputed cei utilisation
expected_loss consignment_cover otif_rate fill_rate lead_time_median lead_time_p90 bridge_start bridge_price
bridge_volume bridge_mix bridge_new bridge_lost bridge_fx bridge_other bridge_end nrr grr account_retention
silence_ratio stars_raw stars forecast plan_on_time_rate plan_overdue hours_share net_sales_ttm sales_before
past_due_share big_but_risky target_attainment days_since_last_order lot_median batches cycle_median loss_net_sales
loss_margin loss_territory_share loss_receivables quarters_to_refill relationship_stage need_gap warning_reasons
exposure countback_dso_4q return_rate_ttm territory_penetration contribution account_margin purchase_share falls_due_30
falls_due_60 falls_due_90 weeks_of_stock bookings bookings_deposit score_capital score_relations score_logistics
score_staff score_management score_business_sense score_methods score_initiative
""".split()


@pytest.mark.parametrize("phrase_id", sorted(phrase_book()))
def test_a_phrase_stands_in_both_languages_with_the_same_values(phrase_id):
    texts = phrase_book()[phrase_id]
    assert set(texts) == {"en", "zh"}
    assert texts["en"].strip() and texts["zh"].strip()
    assert placeholders(texts["en"]) == placeholders(texts["zh"])


@pytest.mark.parametrize("metric", CONTRACT)
def test_every_figure_of_the_contract_has_a_name_and_a_definition(metric):
    for language in ("en", "zh"):
        voice = Voice(language)
        assert voice.name(metric) != metric
        assert len(voice.name(metric)) <= 30
        assert voice.definition(metric)


@pytest.mark.parametrize("metric", CONTRACT)
def test_a_definition_cites_its_rulings(metric):
    rulings = re.search(r"[(（]([^()（）]+)[)）]\D*$", phrase_book()[f"definition.{metric}"]["zh"])
    assert rulings and re.match(r"[A-Z]\d*", rulings[1])
    assert f"({rulings[1]})".replace("、", ", ").replace(" 至 ", " to ") in phrase_book()[f"definition.{metric}"]["en"]


def test_every_character_of_the_phrase_book_can_be_shown():
    assert not missing("".join(text for texts in phrase_book().values() for text in texts.values()))


def test_chinese_phrases_use_chinese_punctuation():
    assert [key for key, texts in phrase_book().items() if re.search(r"[\u4e00-\u9fff][,;:?!]", texts["zh"])] == []


def test_a_company_s_own_words_are_shown_as_they_come():
    """Only a word of a closed list is translated, never a text that merely contains one."""
    assert [Voice("zh").term("answer", word) for word in ("partly", "no 全省统一", "部分满足")] == ["部分满足", "no 全省统一", "部分满足"]
