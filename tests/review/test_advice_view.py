"""The sections on strength, the accounts behind 80 % of sales, measures and modes."""

from typing import Any

import pytest

from kam.review import Review

from .conftest import Opened

VIEWS = ("strength", "outlets", "profile", "measures", "modes")
DAYS = ("2025-09-28", "2025-12-28", "2026-03-28", "2026-06-28", "2026-09-28")
AMOUNTS = {"F": 900, "T": 50, "O": 30}
MARKS = {"F": 4, "T": 3, "O": 2}


def company(**more: Any) -> dict[str, Any]:
    sales = [{"document": f"{account}{day}", "date": day, "account_id": account, "net_amount": amount, "qty": 1} for account, amount in AMOUNTS.items() for day in DAYS]
    accounts = [{"account_id": account, "name": name, "kind": "dealer", "territory": "East", "purchases": 4000} for account, name in (("F", "Four"), ("T", "Two"), ("O", "One"))]
    scores = [
        {"account_id": account, "quarter": "2026Q3", "criterion": criterion, "score": score, "scorer": "Li", "date": "2026-09-01"}
        for account, score in MARKS.items()
        for criterion in ("capital", "relations", "logistics", "staff", "management", "business_sense", "methods", "initiative")
    ]
    tables = {
        "sales": sales, "accounts": accounts, "scorecards": scores, "relationships": [{"account_id": "F", "date": "2026-01-05", "stage": "single contact"}],
        "receivables": [{"document": "R", "account_id": "O", "date": "2026-07-01", "due_date": "2026-08-01", "amount": 25}],
    }  # fmt: skip
    return {**tables, **more}


def plain(shown: Any) -> str:
    return str(shown).replace("\xa0", " ")


def words(table: Any) -> str:
    """Everything that a table prints."""
    return " ".join(cell.text if hasattr(cell, "text") else str(cell) for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_can_be_shown_in_both_languages(opened: Opened, language: str) -> None:
    review = opened(company(), "2026Q3", language)
    for shown in _answers(review):
        assert shown is None or shown._repr_html_()
    assert "None" not in " ".join(plain(getattr(review, name).finding()) for name in VIEWS)


def _answers(review: Review) -> list[Any]:
    asked = {
        "strength": ("finding", "placed", "chart", "table", "anchors"), "outlets": ("finding", "table"), "profile": ("finding", "table", "mix", "supported", "supports"),
        "measures": ("finding", "by_star", "table", "two_stars", "one_star", "rules"), "modes": ("finding", "table", "tailored", "rules"),
    }  # fmt: skip
    page = review.account()
    return [getattr(getattr(review, view), name)() for view, names in asked.items() for name in names] + [
        getattr(page, name)() for name in ("strength", "scores", "outlets", "mode", "measures")
    ]


def test_the_mode_is_proposed_beside_todays_stage_with_the_figures_that_led_to_it(opened: Opened) -> None:
    said = plain(opened(company(), "2026Q3").account("F").mode())
    assert said == (
        "Today: single contact (since 5 January 2026). The figures propose: embedded partner "
        "(Stars ★★★★; Strength 4; Capability 4; Our share of its purchases 90 %; Past due 0 %). Next step: to partner."
    )


def test_a_replacement_is_named_with_its_stars_and_sales(opened: Opened) -> None:
    table = opened(company(), "2026Q3").measures.one_star()
    assert table is not None
    assert "Four (★★★★, CNY 3,600); Two (★★, CNY 200)" in plain(words(table))


def test_an_account_without_anybody_better_in_its_territory_says_so(opened: Opened) -> None:
    accounts = [{**row, "territory": row["account_id"]} for row in company()["accounts"]]
    review = opened(company(accounts=accounts), "2026Q3")
    assert "none recorded" in words(review.measures.one_star())
    assert "nobody better is in the territory" in plain(review.measures.finding())


def test_a_rebate_outside_the_books_is_flagged_and_never_proposed(opened: Opened) -> None:
    rebates = [{"account_id": "F", "quarter": "2026Q3", "accrued": 30, "consigned_value": 0, "booked": "no"}]
    shown = words(opened(company(rebates=rebates), "2026Q3").measures.table())
    assert "Compliance: its rebate is not booked" in shown
    assert "year-end rebate (" not in shown


def test_an_account_page_names_no_other_account(opened: Opened) -> None:
    page = opened(company(), "2026Q3").account("O")
    said = " ".join([plain(page.mode()), plain(page.strength()), words(page.measures()), words(page.scores())])
    assert "Four" not in said and "Two" not in said
    assert "replacement" in said


def test_without_scores_stages_and_receivables_each_section_says_what_is_missing(opened: Opened) -> None:
    review = opened({"sales": company()["sales"]}, "2026Q3")
    assert "no scorecards export" in plain(review.strength.finding())
    assert "no account is recorded as an outlet" in plain(review.outlets.finding())
    assert "no account has stars" in plain(review.measures.finding())
    assert "No mode can be proposed for any key account: without Stars, Strength" in plain(review.modes.finding())
    assert (review.measures.by_star(), review.modes.table(), review.strength.chart()) == (None, None, None)


def test_an_outlets_page_shows_where_it_is_and_who_shops_there(opened: Opened) -> None:
    accounts = [{**row, "kind": "outlet", "location": "mall", "shoppers": "students"} for row in company()["accounts"]]
    assert "mall students" in words(opened(company(accounts=accounts), "2026Q3").account("T").outlets())
    assert opened(company(), "2026Q3").account("T").outlets() is None


def test_the_profile_names_who_needs_coaching_with_the_score_that_says_so(opened: Opened) -> None:
    scores = [{**row, "score": 3} if row["criterion"] == "methods" else row for row in company()["scorecards"]]
    review = opened(company(scorecards=scores), "2026Q3")
    assert "Coaching in business ideas: 1 of the 1 needs it (Four)." in plain(review.profile.supported())
    assert "yes: Methods 3" in plain(words(review.profile.supports()))
