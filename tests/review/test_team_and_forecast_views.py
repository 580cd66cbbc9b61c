"""The sections on hours against value and on the coming quarter, in both languages and without their inputs."""

from typing import Any

import pytest

from .conftest import Opened


def sold(account: str, *values: int) -> list[dict[str, Any]]:
    """One sale in each quarter up to 2026Q3, on its second day and in the last one at its end, so that every quarter is whole."""
    days = [*(f"{year}-{month}-02" for year in (2023, 2024, 2025, 2026) for month in ("01", "04", "07", "10"))][:14] + ["2026-09-28"]
    return [{"date": day, "account_id": account, "qty": 1, "net_amount": value} for day, value in zip(days[-len(values) :], values, strict=True)]


def member(account: str, hours: Any) -> dict[str, Any]:
    return {"account_id": account, "person": "Wang", "role": "sales", "department": "Sales", "hours": hours}


def words(text: Any) -> str:
    return str(text).replace("\xa0", " ")


def test_hours_are_held_against_sales_and_the_widest_gaps_are_named(opened: Opened) -> None:
    tables = {"sales": [*sold("A", 80), *sold("B", 20)], "team": [member("A", 30), member("B", 30)]}
    said = [words(opened(tables, "2026Q3", language).hours.finding()) for language in ("en", "zh")]
    assert said[0] == "The largest 20 % of the accounts (1) bring 80 % of sales and get 50 % of the team's hours. Less time than they bring goes to A. More time than they bring goes to B."
    assert said[1] == "规模居前 20% 的客户（1 家）贡献 80% 的销售额，占用 50% 的团队工时。工时少于其销售占比的有：A。工时多于其销售占比的有：B。"
    view = opened(tables, "2026Q3").hours
    table = view.table()
    assert table is not None and [row.cells[0] for row in table.rows] == ["A", "B", "The largest 20\xa0% together"]
    assert view.chart() is not None


def test_without_a_team_or_without_its_hours_it_says_so(opened: Opened) -> None:
    assert words(opened({"sales": sold("A", 80)}, "2026Q3").hours.finding()).startswith("Not measured: no team export.")
    view = opened({"sales": sold("A", 80), "team": [member("A", "")]}, "2026Q3").hours
    assert (words(view.finding()), view.chart(), view.table()) == ("Not measured: the team is exported without hours.", None, None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_coming_quarter_is_told_in_both_languages(opened: Opened, language: str) -> None:
    view = opened({"sales": sold("A", *(100 * at for at in range(1, 13)))}, "2026Q3", language).forecast
    assert all((view.finding(), view.chart(), view.tested(), view.came_of_it(), view.check(), view.table()))


def test_a_challenger_that_won_is_named_with_both_errors(opened: Opened) -> None:
    """Quarters 100, 200 ... 1200: each 400 above the year before, which drift knows and last year's quarter does not; six such changes were known then."""
    view = opened({"sales": sold("A", *(100 * at for at in range(1, 13)))}, "2026Q3").forecast
    assert words(view.finding()) == "In Q4 2026 we expect CNY 1,300 net, more than the CNY 900 of a year before. Between CNY 1,300 and CNY 1,300 it should come out in 80 % of cases."
    assert words(view.tested()) == (
        "On 4 past quarters last year's quarter with the usual change missed by 0.00 of the usual year-on-year change, last year's quarter alone by 1.00: it is therefore used."
    )
    assert words(view.came_of_it()) == "A quarter ago CNY 800 was expected of this quarter (CNY 224 to CNY 1,376); it brought CNY 1,200, within the range."


def test_little_history_says_how_little(opened: Opened) -> None:
    view = opened({"sales": sold("A", 10, 20, 30, 40, 15)}, "2026Q3").forecast
    assert words(view.finding()).endswith("Confidence is low: it rests on 5 whole quarters.")
    assert words(view.tested()) == "There is too little history to try anything but last year's quarter."


def test_without_a_year_before_the_forecast_says_that_it_is_not_measured(opened: Opened) -> None:
    view = opened({"sales": sold("A", 10, 20)}, "2026Q3").forecast
    assert words(view.finding()) == "What to expect of Q4 2026 is not measured: no sales a year before."
    assert (view.chart(), view.table(), view.came_of_it()) == (None, None, None)


def test_G13_a_quarter_to_date_leaves_the_forecast_to_last_year(opened: Opened) -> None:
    rows = sold("A", *(100 * at for at in range(1, 13)))
    rows[-1]["date"] = "2026-07-10"
    view = opened({"sales": rows}, "2026Q3").forecast
    assert words(view.finding()).startswith("In Q4 2026 we expect CNY 900 net, as much as a year before.")
    assert words(view.tested()) == "The quarter is not over and takes no part in it: last year's quarter alone stands here."
