"""Needs beside their fulfilment (0.2, X)."""

from typing import Any

import pytest

from kam.figures import Figure
from kam.measures.needs import measure, number_in
from kam.params import Rules
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
MEASURED = [Figure("lead_time_median", "A", "", "2026Q3", 9.0, "days"), Figure("batches", "A", "", "2026Q3", 4, "count")]


def need(name: str, wanted: Any, fulfilled: Any = None, account: str = "A", **more: Any) -> dict[str, Any]:
    return {"account_id": account, "need": name, "wanted": wanted, "fulfilled": fulfilled, "quarter": "2026Q3", **more}


def gaps(*needs: dict[str, Any], rules: Rules | None = None) -> dict[Any, Any]:
    sold = [sale("2026-07-01", 1, account) for account in ("A", "B")]
    with books({"sales": sold, "needs": list(needs)}, rules=rules) as company:
        return figures(measure(company, NOW, MEASURED))


def gap(*needs: dict[str, Any], **more: Any) -> Any:
    return gaps(*needs, **more)["need_gap", "A", f"need:{needs[0]['need']}"]


@pytest.mark.parametrize(("row", "missing"), [
    (need("lead time", "5", "7"), 2),
    (need("到货时间", "5 天", "4"), -1),
    (need("批次", "6", "5"), 1),
    (need("市场调查", "1", "1"), 0),
    (need("价格", "0.40", "0.47"), 0.07),
])  # fmt: skip
def test_a_gap_above_zero_is_what_was_lacking_in_the_unit_of_the_need(row: dict[str, Any], missing: float) -> None:
    assert gap(row) == missing


def test_a_gap_is_also_told_as_a_part_of_what_was_asked() -> None:
    assert gaps(need("lead time", "5", "7"))["need_gap_ratio", "A", "need:lead time"] == 0.4


def test_what_was_recorded_goes_before_what_the_deliveries_measure() -> None:
    assert gap(need("lead time", "5", "5")) == 0
    assert gap(need("lead time", "5")) == 4


def test_what_was_recorded_for_an_earlier_quarter_says_nothing_of_this_one() -> None:
    assert gap(need("lead time", "5", "5", quarter="2026Q2")) == 4
    assert gap(need("price", "0.4", "0.4", quarter="2026Q2")) == "not recorded"


def test_G7_a_need_of_a_later_quarter_is_not_seen() -> None:
    assert "need_gap" not in {key[0] for key in gaps(need("lead time", "5", "5", quarter="2026Q4"))}


def test_a_need_in_words_has_no_gap_and_says_why() -> None:
    assert gap(need("补货快", "快")) == "not described in params"
    assert gap(need("lead time", "as soon as possible")) == "what is asked is not a number"


def test_params_may_describe_a_need_of_the_companys_own() -> None:
    rules = Rules.model_validate({"needs": {"补货快": {"met_by": "less", "unit": "days"}}})
    assert gap(need("补货快", "2", "3"), rules=rules) == 1


def test_a_need_that_params_turn_round_keeps_its_other_defaults() -> None:
    rules = Rules.model_validate({"needs": {"lot": {"met_by": "more"}}})
    assert rules.needs["lot"].measured_by == "lot_median"
    assert gap(need("交货批量", "60", "50"), rules=rules) == 10


def test_needs_not_met_are_counted_by_account_by_need_and_in_all() -> None:
    found = gaps(need("lead time", "5", "7"), need("批次", "6", "6"), need("lead time", "5", "9", account="B"), need("补货快", "快"))
    counts = [found["needs_short", account, dimension] for account, dimension in (("A", ""), ("B", ""), ("", "need:lead time"), ("", "need:批次"), ("", ""))]
    assert counts == [1, 1, 2, 0, 2]


def test_without_a_needs_table_it_is_said() -> None:
    with books({"sales": [sale("2026-07-01", 1)]}) as company:
        assert figures(measure(company, NOW, MEASURED)) == {("needs_short", "", ""): "needs not recorded"}


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("１４天", 14), ("1,200", 1200), ("40%", 0.4), ("5-7", None), ("", None), (None, None)])
def test_a_cell_is_a_number_where_it_holds_exactly_one(text: Any, number: Any) -> None:
    assert number_in(text) == number
