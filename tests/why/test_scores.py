"""Criteria that a company adds to the scorecard, and scores of accounts that do not trade yet (K1, K2, S4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_company import Company, exported

from kam.why import Explanation, Exports, Question, explain, explainer

PARAMS = "rules: {strength: {criteria: {credit_insurance: {group: strength, anchors: {en: [none, a little, half, most, all of it]}}}}}"
TABLES = {
    "accounts": """
        A Ann dealer
        B Bea dealer
        P Pat prospect
        S Shop own~shop""",
    "sales": """
        1 invoice 2025-05-10 A P 10 1000
        2 invoice 2025-08-10 B P 10 400
        3 invoice 2025-08-10 S P 10 400""",
    "scorecards": """
        :account_id quarter criterion score scorer date
        A 2025Q1 credit_insurance 5 Li 2025-03-01
        A 2025Q2 credit_insurance 3 Li 2025-06-01
        A 2025Q2 credit_insurance 4 Wu 2025-06-01
        A 2025Q4 credit_insurance 1 Li 2025-12-01
        P 2025Q3 credit_insurance 2 Li 2025-09-01
        S 2025Q3 credit_insurance 5 Li 2025-09-01""",
}


@pytest.fixture
def explained(company: Company) -> Any:
    measured = company("2025Q3", PARAMS, **TABLES)
    exports = Exports(measured.books.inputs, measured.books.params)

    def found(metric: str, account: str = "") -> Explanation:
        asked = explainer(metric)
        assert asked is not None
        return asked(exports, Question(metric, measured.books.quarter("2025Q3"), account))

    return found


def test_a_criterion_of_the_companys_own_is_explained_by_its_newest_scores(explained: Any) -> None:
    """S4: of spring's two the mean; neither winter's before nor what is scored after the quarter."""
    found = explained("score_credit_insurance", "A")
    assert (found.value, [row.value for row in found.inputs[0].rows]) == (3.5, [3, 4])
    assert explained("score_credit_insurance", "B").reason == "not scored"


def test_a_prospect_that_is_scored_counts_for_the_middle_one_and_an_own_shop_does_not(explained: Any) -> None:
    """G3: 2 of the prospect and 3.5 of the dealer."""
    assert explained("score_credit_insurance").value == 2.75


def test_a_criterion_of_the_companys_own_counts_for_its_group(explained: Any) -> None:
    """One of strength's five is scored."""
    assert explained("strength_coverage", "A").value == 0.2


@pytest.mark.parametrize(("language", "named"), [("en", "credit_insurance, Ann (A), Q3 2025"), ("zh", "公司自行增设的评分项")])
def test_it_is_told_by_the_companys_own_word_with_a_definition(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, named: str) -> None:
    path = exported(tmp_path, f"languages: [en, zh]\n{PARAMS}", **TABLES)
    assert explain(str(path), "2025Q3", "A", "score_credit_insurance", language=language) == 0
    assert named in capsys.readouterr().out


def test_an_account_that_no_list_names_is_said_to_be_in_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = exported(tmp_path, sales=TABLES["sales"])
    assert explain(str(path), "2025Q3", "", "top_accounts") == 0
    assert "in no list of accounts  B" in capsys.readouterr().out
