"""The brief's three sentences: true and grammatical for none, one, many and unknown, in both languages."""

from typing import Any

import pytest

from .conftest import Opened

Rows = list[dict[str, Any]]


def sold(account: str, *values: Any, first: int = 2025) -> Rows:
    """One sale at the end of the third quarter of each year."""
    return [{"date": f"{first + at}-09-28", "account_id": account, "qty": 1, "net_amount": value} for at, value in enumerate(values) if value]


def owed(account: str, year: int, amount: int, due: str) -> dict[str, Any]:
    return {"document": f"{account}{year}{due}", "account_id": account, "date": f"{year}-07-01", "due_date": due, "amount": amount}


def words(text: Any) -> str:
    return str(text).replace("\xa0", " ")


def both(opened: Opened, tables: dict[str, Any], question: str, quarter: str = "2026Q3") -> tuple[str, str]:
    return tuple(words(getattr(opened(tables, quarter, language).verdict, question)()) for language in ("en", "zh"))  # type: ignore[return-value]


def test_better_says_by_how_much_and_names_the_drivers_on_either_side(opened: Opened) -> None:
    rows = [*sold("A", 100, 180), *sold("B", 100, 90), *sold("Z", 10, 10)]
    english, chinese = both(opened, {"sales": rows}, "key_accounts")
    assert english == "Our 2 key accounts are better than a year ago: net sales of CNY 270 (+35 %), driven most by A (CNY +80), while B pulled the other way (CNY −10)."
    assert chinese == "2 家大客户好于上年：净销售额 270 元（同比 +35%），其中A影响最大（+80 元），B方向相反（−10 元）。"


def test_a_single_key_account_is_spoken_of_as_one_and_drives_itself(opened: Opened) -> None:
    english, chinese = both(opened, {"sales": sold("A", 100, 80)}, "key_accounts")
    assert english == "Our 1 key account is worse than a year ago: net sales of CNY 80 (−20 %)."
    assert chinese == "1 家大客户差于上年：净销售额 80 元（同比 −20%）。"


def test_a_change_within_the_limit_is_called_level(opened: Opened) -> None:
    english, _ = both(opened, {"sales": sold("A", 1000, 1010)}, "key_accounts")
    assert english.startswith("Our 1 key account is where it was a year ago: net sales of CNY 1,010 (+1 %)")


def test_more_sales_and_worse_payment_are_neither_better_nor_worse(opened: Opened) -> None:
    """A year ago 100 was open and none of it past due; now 90 is not due and 10 is."""
    receivables = [owed("A", 2025, 100, "2025-10-30"), owed("A", 2026, 90, "2026-10-30"), owed("A", 2026, 10, "2026-09-01")]
    paid = [{"payment": "K", "document": "A20252025-10-30", "date": "2025-10-15", "amount": 100, "account_id": "A"}]
    scores = [{"account_id": "A", "quarter": "2024Q4", "criterion": name, "score": 5} for name in ("capital", "business_sense", "initiative")]
    tables = {"sales": [*sold("A", 100, first=2024), *sold("A", 100, 150)], "receivables": receivables, "allocations": paid, "scorecards": scores}
    english, chinese = both(opened, tables, "key_accounts")
    assert english == "Our 1 key account buys more than a year ago but pays worse: net sales of CNY 150 (+50 %); 10 % of what it owes is past due, a year ago 0 %."
    assert chinese == "1 家大客户采购多于上年，但付款变差：净销售额 150 元（同比 +50%）；其未清款中逾期占 10%，上年同期 0%。"


def test_without_a_year_before_nothing_is_compared(opened: Opened) -> None:
    english, chinese = both(opened, {"sales": sold("A", 80, first=2026)}, "key_accounts")
    assert english == "Our 1 key account bought CNY 80; there is no year before to compare with."
    assert "上年同期无可比数据" in chinese


def test_G13b_a_quarter_to_date_is_judged_over_the_same_elapsed_days(opened: Opened) -> None:
    """A year ago 100 stood at the quarter's end, after the day that this year's reaches; by that day there were 20."""
    early = {"date": "2025-07-10", "account_id": "A", "qty": 1, "net_amount": 20}
    rows = [*sold("A", 100), early, {"date": "2026-08-01", "account_id": "A", "qty": 1, "net_amount": 30}]
    assert "CNY 30 (+50 %)" in both(opened, {"sales": rows}, "key_accounts")[0]
    gone = {"date": "2025-07-10", "account_id": "B", "qty": 1, "net_amount": 7}
    assert "B" in both(opened, {"sales": [*rows, gone]}, "leaving")[0]


def test_the_largest_carries_us_and_its_loss_is_told_where_nothing_warns(opened: Opened) -> None:
    english, chinese = both(opened, {"sales": [*sold("A", 60, 60), *sold("B", 40, 40)]}, "dependence")
    assert english == "A carries us most, with 60 % of sales; to lose it would hurt most: no account began to buy in the last four quarters."
    assert chinese == "对我们最重要的是A，占销售额 60%；失去它损失最大：近四季没有新客户开始采购。"


def test_the_three_largest_are_told_of_where_there_are_others(opened: Opened) -> None:
    english, chinese = both(opened, {"sales": [*sold("A", 60, 60), *sold("B", 20, 20), *sold("C", 12, 12), *sold("D", 8, 8)]}, "dependence")
    assert "with 60 % of sales (the three largest: 92 %);" in english and "占销售额 60%（前三家合计 92%）；" in chinese


def test_nobody_carries_us_where_nobody_bought(opened: Opened) -> None:
    rows = [*sold("A", 60), {"date": "2026-09-28", "account_id": "A", "kind": "credit note", "qty": -1, "net_amount": -5}]
    assert both(opened, {"sales": rows}, "dependence") == ("No account had positive net sales, so nobody carries us.", "没有客户实现正的净销售额，谈不上依赖哪一家。")


def test_an_account_with_several_reasons_is_named_with_them(opened: Opened) -> None:
    """B bought three categories every month of 2024 and 2025 and ordered last in March 2026, one category."""
    steady = [{"date": f"{year}-{month:02d}-28", "account_id": "A", "qty": 1, "net_amount": 90, "category": "x"} for year in (2024, 2025, 2026) for month in range(1, 13) if (year, month) <= (2026, 9)]
    gone = [{"date": f"{year}-{month:02d}-28", "account_id": "B", "qty": 1, "net_amount": 30, "category": name} for year in (2024, 2025) for month in range(1, 13) for name in "xyz"]
    last = {"date": "2026-03-28", "account_id": "B", "qty": 1, "net_amount": 30, "category": "x"}
    english, chinese = both(opened, {"sales": [*steady, *gone, last]}, "dependence")
    assert english.endswith("the one that could hurt us is B: it bought CNY 300 in four quarters and shows a long silence, sales below its own range and fewer categories bought.")
    assert chinese.endswith("最需防范的是B：近四季采购 300 元，已出现久未下单、销售低于自身范围和品类减少。")


@pytest.mark.parametrize(
    ("gone", "english", "chinese"),
    [
        ([], "Nobody is leaving: every account that bought a year ago bought again, and none has fallen silent.", "没有客户流失：上年同期采购的客户本季均有采购，也没有客户久未下单。"),
        (["B"], "B brought no net sales this quarter, after CNY 10 a year ago.", "B本季没有净采购（上年同期 10 元）。"),
        (["B", "C"], "B and C brought no net sales this quarter, after CNY 20 a year ago.", "B和C本季没有净采购（上年同期 20 元）。"),
        (list("BCDE"), "4 accounts brought no net sales this quarter, after CNY 40 a year ago, first of all B, C and D.", "4 家客户本季没有净采购（上年同期合计 40 元），首先是B、C和D。"),
    ],
)
def test_who_is_leaving_is_told_for_none_one_few_and_many(opened: Opened, gone: list[str], english: str, chinese: str) -> None:
    rows = [*sold("A", 100, 100), *(row for account in gone for row in sold(account, 10))]
    assert both(opened, {"sales": rows}, "leaving") == (english, chinese)


def test_who_is_leaving_is_unknown_without_a_year_before(opened: Opened) -> None:
    assert both(opened, {"sales": sold("A", 80, first=2026)}, "leaving") == ("Who is leaving cannot be told: no sales a year before.", "无法判断谁在流失：上年同期无销售。")


def test_the_brief_shows_five_numbers_and_promises_kept_take_the_place_of_service_where_they_are_known(opened: Opened) -> None:
    metrics = [item.figure.metric for item in opened({"sales": sold("A", 100, 120)}, "2026Q3").brief.numbers().items]
    assert metrics[:4] == ["net_sales", "key_account_share", "past_due_share", "nrr"]
    assert metrics[4:] in (["plan_on_time_rate"], ["otif_rate"])
