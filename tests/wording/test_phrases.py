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


def test_every_phrase_stands_in_both_languages_with_the_same_values():
    assert {key: texts for key, texts in phrase_book().items() if not _in_both_languages(texts)} == {}


def _in_both_languages(texts):
    return set(texts) == {"en", "zh"} and all(text.strip() for text in texts.values()) and placeholders(texts["en"]) == placeholders(texts["zh"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_of_the_contract_has_a_short_name_and_a_definition(language):
    voice = Voice(language)
    named = {metric: voice.name(metric) for metric in CONTRACT if voice.definition(metric)}
    assert list(named) == CONTRACT
    assert {metric: name for metric, name in named.items() if name == metric or len(name) > 30} == {}


def test_every_definition_cites_the_same_rulings_in_both_languages():
    definitions = {metric: phrase_book()[f"definition.{metric}"] for metric in CONTRACT}
    assert {metric: texts for metric, texts in definitions.items() if not _cites(texts["zh"]) or _cites(texts["zh"]) not in texts["en"]} == {}


def _cites(definition):
    """The rulings at the end of a Chinese definition, as an English one writes them."""
    rulings = re.search(r"[(（]([^()（）]+)[)）]\D*$", definition)
    return f"({rulings[1]})".replace("、", ", ").replace(" 至 ", " to ") if rulings and re.match(r"[A-Z]\d*", rulings[1]) else ""


def test_every_character_of_the_phrase_book_can_be_shown():
    assert not missing("".join(text for texts in phrase_book().values() for text in texts.values()))


def test_chinese_phrases_use_chinese_punctuation():
    assert [key for key, texts in phrase_book().items() if re.search(r"[\u4e00-\u9fff][,;:?!]", texts["zh"])] == []


def test_a_company_s_own_words_are_shown_as_they_come():
    """Only a word of a closed list is translated, never a text that merely contains one."""
    assert [Voice("zh").term("answer", word) for word in ("partly", "no 全省统一", "部分满足")] == ["部分满足", "no 全省统一", "部分满足"]


def test_one_account_is_not_spoken_of_as_many() -> None:
    said = [Voice("en").word("check.note.accounts_missing", accounts=count) for count in (1, 2)]
    assert said == ["No accounts table: the 1 account is the one that was sold to.", "No accounts table: the 2 accounts are those that were sold to."]
