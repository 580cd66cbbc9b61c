"""The teams around the key accounts and their hours (method 1.3, 3.1 to 3.3, L3)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.measures import hours, team
from kam.params import Rules
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
FULL = {"responsibility": "orders", "authority": "1 %", "benefit": "bonus"}


def person(name: str, role: str = "sales", department: str | None = "Sales", account: str = "A", **more: Any) -> dict[str, Any]:
    return {"account_id": account, "person": name, "role": role, "department": department, **FULL, **more}


SPONSOR = person("Zhao", "sponsor", "Board", last_visit="2026-09-01")


def gaps(*people: dict[str, Any], stages: tuple[Any, ...] = (), without: tuple[str, ...] = ()) -> list[str]:
    tables = {"sales": [sale("2026-07-01", 1)], "team": list(people), "relationships": [{"account_id": "A", "date": day, "stage": stage} for day, stage in stages]}
    with books(tables, without=without) as company:
        return team.team_gaps(company, NOW, "A")


def test_a_team_of_two_departments_with_a_sponsor_and_defined_duties_lacks_nothing() -> None:
    assert gaps(SPONSOR, person("Wang")) == []


def test_an_account_that_nobody_serves_lacks_everybody() -> None:
    assert gaps(person("Wang", account="B")) == ["nobody"]


def test_each_gap_is_named() -> None:
    assert gaps(person("Wang", authority=None, benefit=None)) == ["sponsor", "department", "authority", "benefit"]


def test_a_visit_of_the_sponsor_counts_and_not_that_of_others() -> None:
    assert gaps({**SPONSOR, "last_visit": "2026-05-01"}, person("Wang", last_visit="2026-09-29")) == ["visit"]
    assert gaps({**SPONSOR, "last_visit": None}, person("Wang")) == ["visit"]


@pytest.mark.parametrize(("day", "found"), [("2026-06-30", []), ("2026-06-29", ["visit"])])
def test_a_visit_92_days_ago_is_not_too_long_ago(day: str, found: list[str]) -> None:
    assert gaps({**SPONSOR, "last_visit": day}, person("Wang")) == found


def test_a_visit_known_only_after_the_quarter_is_neither_counted_nor_missing() -> None:
    assert gaps({**SPONSOR, "last_visit": "2026-10-08"}, person("Wang")) == []


def test_a_column_that_is_not_exported_is_no_gap() -> None:
    assert gaps(person("Zhao", "sponsor", None), without=("team.department", "team.last_visit")) == []


@pytest.mark.parametrize(
    ("stages", "found"),
    [((("2026-01-05", "partner"),), []), ((("2026-01-05", "partner"), ("2026-06-05", "embedded partner")), ["mode"]), ((("2026-12-05", "embedded partner"),), []), ((("2026-01-05", "自定"),), [])],
)
def test_the_newest_stage_by_the_quarters_end_says_how_many_departments_it_takes(stages: Any, found: list[str]) -> None:
    assert gaps(SPONSOR, person("Wang"), stages=stages) == found


@pytest.mark.parametrize(("word", "found"), [("interdependent", []), ("合作伙伴型", []), ("integrated", ["mode"]), ("镶嵌式", ["mode"])])
def test_a_stage_asks_for_the_departments_of_its_rung_in_whichever_word_it_is_recorded(word: str, found: list[str]) -> None:
    """Two departments are enough for a partnership and too few for an embedded one."""
    assert gaps(SPONSOR, person("Wang"), stages=(("2026-01-05", word),)) == found


def test_a_stage_that_params_do_not_describe_is_not_called_unrecorded() -> None:
    tables = {"sales": [sale("2026-07-01", 1)], "team": [SPONSOR], "relationships": [{"account_id": "A", "date": "2026-01-05", "stage": "自定"}]}
    with books(tables) as company:
        assert figures(team.measure(company, NOW, ["A"]))["team_fits_mode", "A", ""] == "not described in params"


def test_the_ledger_counts_key_accounts_with_each_gap_and_the_days_since_the_visit() -> None:
    tables = {"sales": [sale("2026-07-01", 1), sale("2026-07-01", 1, "B")], "team": [SPONSOR, person("Wang"), person("Li", account="B")]}
    with books(tables) as company:
        found = figures(team.measure(company, NOW, ["A", "B"]))
    assert [found["team_gaps", account, ""] for account in ("A", "B", "")] == [0, 2, 1]
    assert (found["team_gaps", "", "gap:sponsor"], found["team_gaps", "", "gap:visit"]) == (1, 0)
    assert (found["executive_visit_days", "A", ""], found["executive_visit_days", "B", ""]) == (29, "no sponsor")
    assert found["team_fits_mode", "A", ""] == "no stage recorded"


def spent(sales: dict[str, Any], given_hours: dict[str, Any], accounts: Any = (), rules: Rules | None = None) -> dict[Any, Any]:
    people = [{"account_id": account, "person": "Wang", "role": "sales", "hours": value} for account, value in given_hours.items()]
    with books({"sales": [sale("2026-07-01", value, account) for account, value in sales.items()], "team": people, "accounts": list(accounts)}, rules) as company:
        return figures(hours.measure(company, NOW))


def test_L3_hours_share_is_the_accounts_hours_over_those_of_all_accounts() -> None:
    found = spent({"A": 80, "B": 20}, {"A": 30, "B": 10})
    assert (found["hours_share", "A", ""], found["hours_share", "B", ""]) == (0.75, 0.25)
    assert (found["hours_gap", "A", ""], found["team_hours", "", ""]) == (pytest.approx(-0.05), 40)


def test_L3_the_hours_of_own_shops_are_part_of_the_whole_but_are_held_against_no_share_of_sales() -> None:
    found = spent({"A": 80, "S": 20}, {"A": 30, "S": 10}, [{"account_id": "S", "own_shop": True}])
    assert (found["hours_share", "A", ""], found["hours_gap", "A", ""], found["hours_gap", "S", ""]) == (0.75, -0.25, "own shop")


def test_an_account_without_recorded_hours_is_unknown_not_zero() -> None:
    found = spent({"A": 80, "B": 20}, {"A": 30, "B": None})
    assert (found["hours_share", "A", ""], found["hours_share", "B", ""], found["hours_gap", "B", ""]) == (1.0, "no hours", "no hours")


def test_1_3_both_shares_of_the_largest_fifth_of_the_accounts() -> None:
    """Ten accounts that bought: the two largest bring 60 of 100."""
    sales = {"A": 40, "B": 20, **dict.fromkeys("CDEFGHIJ", 5), "K": -10}
    found = spent(sales, {"A": 10, "B": 10, "C": 30})
    assert (found["top_accounts", "", ""], found["share", "", "rank:top"], found["hours_share", "", "rank:top"]) == (2, pytest.approx(60 / 90), 0.4)


def test_accounts_far_from_what_they_bring_are_counted_on_either_side_strictly() -> None:
    found = spent({"A": 50, "B": 48, "C": 2}, {"A": 48, "B": 49, "C": 3})
    assert (found["accounts_served", "", "served:more"], found["accounts_served", "", "served:less"]) == (0, 0)
    wider = spent({"A": 50, "B": 48, "C": 2}, {"A": 47, "B": 48, "C": 5})
    assert (wider["accounts_served", "", "served:more"], wider["accounts_served", "", "served:less"]) == (1, 1)


def test_without_a_team_nothing_is_measured() -> None:
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        found = figures(hours.measure(company, NOW))
        assert team.measure(company, NOW, ["A"]) == []
    assert {found[key] for key in found if key[0] in ("team_hours", "hours_share", "hours_gap", "accounts_served")} == {"no team"}


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(1, 500), min_size=1))
def test_L3_the_shares_of_hours_add_up(given_hours: dict[str, int]) -> None:
    found = spent(dict.fromkeys("ABCDEFG", 10), given_hours)
    assert sum(found["hours_share", account, ""] for account in given_hours) == pytest.approx(1)
    assert sum(found["team_hours", account, ""] for account in given_hours) == found["team_hours", "", ""]
