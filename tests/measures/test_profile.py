"""The accounts behind 80 % of sales against the rest (2.5, B4)."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kam.figures import Figure
from kam.measures.profile import carrying, measure
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
SOLD = {"A": 50, "B": 30, "C": 15, "D": 5}


def score(account: str, value: float | None) -> Figure:
    return Figure("strength", account, "", NOW.name, value, "points")


def profiled(*known: Figure, sold: dict[str, Any] | None = None, **tables: Any) -> dict[Any, Any]:
    sales = [sale("2026-07-01", amount, account) for account, amount in (sold or SOLD).items()]
    with books({"sales": sales, **tables}) as company:
        return figures(measure(company, NOW, known))


def test_B4_the_fewest_accounts_that_reach_80_percent_carry_the_sales() -> None:
    got = profiled()
    assert (got["profile_accounts", "", "group:carrying"], got["profile_accounts", "", "group:rest"]) == (2, 2)
    assert profiled(sold={"A": 79, "B": 21})["profile_accounts", "", "group:carrying"] == 2


def test_each_group_shows_the_median_of_what_is_known() -> None:
    got = profiled(score("A", 4), score("B", 5), score("C", 2), score("D", None))
    assert (got["profile_median", "", "carrying:strength"], got["profile_median", "", "rest:strength"]) == (4.5, 2)
    assert got["profile_median", "", "rest:score_staff"] == "no values"


def test_groups_lie_apart_in_quartile_distances_of_all_accounts() -> None:
    """Of 1, 2, 4 and 5 the quartiles are 1.75 and 4.25."""
    got = profiled(score("A", 4), score("B", 5), score("C", 2), score("D", 1))
    assert got["profile_distance", "", "figure:strength"] == 3 / 2.5
    assert profiled(*(score(account, 3) for account in "ABCD"))["profile_distance", "", "figure:strength"] == "no spread"


def test_kinds_and_tiers_are_shares_of_those_that_state_them() -> None:
    got = profiled(accounts=[{"account_id": "A", "kind": "dealer", "tier": "二级"}, {"account_id": "B", "kind": "outlet"}])
    assert [got["profile_share", "", f"carrying:{part}"] for part in ("kind:dealer", "kind:outlet", "tier:二级")] == [0.5, 0.5, 1]


def test_B2_own_shops_and_accounts_without_positive_sales_belong_to_no_group() -> None:
    got = profiled(sold={**SOLD, "S": 500, "N": -3}, accounts=[{"account_id": "S", "own_shop": True}])
    assert got["profile_accounts", "", "group:carrying"] + got["profile_accounts", "", "group:rest"] == 4


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_carrying_accounts_reach_80_percent_and_one_fewer_does_not(amounts: list[int], dice: Random) -> None:
    sold = {f"A{at:02d}": amount for at, amount in enumerate(amounts)}
    rows = [sale("2026-07-01", amount, account) for account, amount in sold.items()]
    dice.shuffle(rows)
    with books({"sales": rows}) as company:
        found = carrying(company, NOW)
    parts = [sold[account] for account in found]
    assert sum(parts) * 10 >= sum(amounts) * 8 > sum(parts[:-1]) * 10
