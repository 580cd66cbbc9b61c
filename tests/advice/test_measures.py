"""Measures by star, replacements and modes of a small company from its exports (1, 2.5, 3.2)."""

import pytest
from small_company import Company, Measured

QUARTERS = ("2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
ACCOUNTS = """:account_id name kind territory purchases
    F Four dealer East 4000
    T Two dealer East -
    O One dealer East -
    W One dealer West -
    P Prospect prospect East 800000
    Q Quiet prospect North -
"""
AMOUNTS = {"F": 900, "T": 50, "O": 30, "W": 20}
SALES = "\n".join(f"{quarter}{account} invoice {quarter[:4]}-{int(quarter[-1]) * 3:02d}-20 {account} P 1 {amount}" for quarter in QUARTERS for account, amount in AMOUNTS.items())
SCORES = "\n".join(
    f"{account} 2026Q3 {criterion} {score}"
    for account, marks in {"F": 4, "T": 3, "O": 2, "W": 1}.items()
    for criterion, score in {name: marks for name in ("capital", "business_sense", "initiative", "management", "methods")}.items()
)
REBATES = ":account_id quarter accrued consigned_value booked\nF 2026Q3 300 0 {booked}\nT 2026Q3 30 {placed} yes"


@pytest.fixture
def measured(company: Company) -> Measured:
    return company("2026Q3", accounts=ACCOUNTS, sales=SALES, scorecards=SCORES, rebates=REBATES.format(booked="yes", placed=90), receivables="R1 O 2026-07-01 2026-08-01 25")


def applies(got: Measured, account: str, metric: str = "measure_applies") -> dict[str, int | None]:
    return {row.dimension.removeprefix("measure:"): row.value for row in got.ledger.figures if (row.metric, row.account_id, row.quarter) == (metric, account, got.quarter)}  # type: ignore[misc]


def test_the_stars_are_those_that_the_measures_are_for(measured: Measured) -> None:
    assert [measured.value("stars", account) for account in "FTOW"] == [4, 2, 1, 1]


def test_each_star_has_the_measures_that_the_method_names_for_it(measured: Measured) -> None:
    assert set(applies(measured, "F")) == {"promotion_support", "business_coaching", "year_end_rebate"}
    assert set(applies(measured, "T")) == {"business_coaching", "credit_management", "goods_within_rebate"}
    assert set(applies(measured, "O")) == {"replacement", "strict_credit"}


def test_a_measure_applies_now_by_the_accounts_own_figures(measured: Measured) -> None:
    """Level with last year and able; goods placed go beyond the year's rebate of 40; one-star O owes 25, W nothing."""
    assert applies(measured, "F")["business_coaching"] == 0
    assert (applies(measured, "T")["business_coaching"], applies(measured, "T")["goods_within_rebate"]) == (1, 1)
    assert (applies(measured, "O")["strict_credit"], applies(measured, "W")["strict_credit"]) == (1, 0)


def test_a_measure_whose_figures_are_not_measured_is_unknown_and_names_them(measured: Measured) -> None:
    row = measured("measure_applies", "F", "measure:promotion_support")
    assert row.value is None and row.reason.startswith("without figures ")
    assert "sell_through" in row.reason


def test_a_rebate_is_only_ever_a_measure_where_it_is_booked(company: Company, measured: Measured) -> None:
    assert applies(measured, "F")["year_end_rebate"] == 1
    unbooked = company("2026Q3", accounts=ACCOUNTS, sales=SALES, scorecards=SCORES, rebates=REBATES.format(booked="no", placed=0))
    assert (applies(unbooked, "F")["year_end_rebate"], unbooked.value("rebates_not_booked", "F")) == (0, 1)
    unsaid = company("2026Q3", accounts=ACCOUNTS, sales=SALES, scorecards=SCORES, rebates=":account_id quarter accrued\nF 2026Q3 300")
    assert applies(unsaid, "F")["year_end_rebate"] is None


def test_a_one_star_account_is_replaced_by_a_better_one_or_a_prospect_of_its_territory(measured: Measured) -> None:
    """In the East there are a four-star and a two-star account and a prospect; in the West nobody."""
    assert (measured.value("replacement_candidates", "O"), measured.value("replacement_candidates", "W")) == (3, 0)
    assert (applies(measured, "O")["replacement"], applies(measured, "W")["replacement"]) == (1, 0)
    assert (measured.value("replacement_candidates"), measured("replacement_candidates").n) == (1, 2)
    assert measured.value("prospect_purchases", "O", "prospect:P") == 800000


def test_a_prospect_that_has_bought_is_no_prospect_any_more(company: Company) -> None:
    got = company("2026Q3", accounts=ACCOUNTS, sales=SALES + "\nX invoice 2026-09-01 P P 1 5", scorecards=SCORES)
    assert (got.value("replacement_candidates", "O"), got.has("prospect_purchases", "O", "prospect:P")) == (2, False)


def test_a_branch_puts_its_parent_into_the_territory(company: Company) -> None:
    """B6: a row's territory is that of its own entity."""
    accounts = ACCOUNTS.replace("territory purchases", "territory purchases parent_id").replace("4000", "4000 -") + "F1 Branch dealer West - F\n"
    got = company("2026Q3", accounts=accounts, sales=SALES + "\nB invoice 2026-09-01 F1 P 1 5", scorecards=SCORES)
    assert got.value("replacement_candidates", "W") == 1


def test_modes_are_proposed_for_key_accounts_alone(measured: Measured) -> None:
    """Strength is known of capital alone, so that the closest mode cannot be judged; F is able and pays."""
    mode = measured("proposed_mode", "F")
    assert (mode.value, mode.reason) == (2, "without figures strength")
    assert measured("proposed_mode", "T").reason == "no key account"
    assert [measured.value("proposed_mode", "", f"rung:{rung}") for rung in (1, 2, 3)] == [0, 1, 0]


def test_the_step_is_taken_from_the_stage_that_is_recorded(company: Company, measured: Measured) -> None:
    assert measured("mode_step", "F").reason == "no relationships"
    tables = {"accounts": ACCOUNTS, "sales": SALES, "scorecards": SCORES, "receivables": "R1 O 2026-07-01 2026-08-01 25"}
    for stage, step in (("single~contact", 1), ("partner", 0), ("embedded~partner", -1)):
        got = company("2026Q3", relationships=f":account_id date stage\nF 2026-01-01 {stage}", **tables)
        assert got.value("mode_step", "F") == step
    assert [got.value("mode_step", "", f"step:{name}") for name in ("up", "same", "down")] == [0, 0, 1]


def test_support_is_asked_for_the_accounts_behind_80_percent_alone(measured: Measured) -> None:
    """F alone brings 90 %."""
    assert (measured("support_needed", "", "measure:business_coaching").denominator, applies(measured, "T", "support_needed")) == (1, {})


def test_a_tailored_measure_follows_from_a_need_in_the_accounts_own_words(company: Company) -> None:
    got = company("2026Q3", accounts=ACCOUNTS, sales=SALES, scorecards=SCORES, needs=":account_id need wanted fulfilled\nF 代培推销员 4 1\nF lot~size 10 10")
    assert applies(got, "F", "tailored_measure")["staff_training"] == 1
    assert applies(got, "F", "tailored_measure")["market_research"] is None


def test_an_analysts_own_rule_counts(company: Company) -> None:
    params = "rules: {advice: {measures: {visit: {text: {en: visit, zh: 拜访}, stars: [1], any_of: [share < 3 %]}}}}"
    got = company("2026Q3", params=params, accounts=ACCOUNTS, sales=SALES, scorecards=SCORES)
    assert (applies(got, "O")["visit"], applies(got, "W")["visit"], got.value("measure_applies", "", "measure:visit")) == (0, 1, 1)
