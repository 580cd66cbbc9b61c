"""Branches, instalments, reversals, foreign currency and disputes: the rows still give what the ledger says."""

from __future__ import annotations

import pytest
from small_company import Company

from kam.why import EXPLAINERS, Exports, Question

from .conftest import differing

TABLES = {
    "accounts": """
        :account_id name parent_id kind territory credit_limit credit_days currency
        A Ann - dealer North 5000 30 CNY
        A1 Ann~Two A dealer South - - USD
        B Bea - dealer South 0 - CNY
        C Cy - dealer - - - CNY
        S Shop - own~shop North - - CNY""",
    "sales": """
        :document kind date account_id product_id category qty net_amount fx_rate
        1 invoice 2024-02-10 A P coat 10 1000 -
        2 invoice 2024-05-10 A1 P coat 4 100 7.123456
        3 invoice 2024-08-10 B Q hat 10 333.33 -
        4 invoice 2025-02-10 A P coat 8 900 -
        5 invoice 2025-03-01 A1 Q hat 3 80 7.3
        6 credit~note 2025-03-02 A P coat -1 -110 -
        7 credit~note 2025-03-03 B - - - -20 -
        8 invoice 2025-03-31 C P coat 2 250 -
        9 invoice 2025-01-05 S P coat 5 700 -""",
    "receivables": """
        :document account_id date due_date amount disputed
        1 A 2024-02-10 2024-03-10 600 -
        1 A 2024-02-10 2024-04-10 530 -
        2 A1 2024-05-10 - 805 -
        4 A 2025-02-10 2025-03-01 1017 -
        6 A 2025-03-02 2025-03-02 -124.3 -
        3 B 2024-08-10 2024-09-10 376.66 yes
        8 C 2025-03-31 2025-05-31 282.5 -""",
    "allocations": """
        :payment document date amount account_id
        R1 1 2024-03-20 700 A
        R2 1 2024-05-02 430 A
        R3 2 2024-06-30 900 A1
        R3 2 2024-07-05 -95 A1
        6 4 2025-03-05 100 A
        R4 4 2025-03-20 300 A
        R5 - 2025-03-25 50.01 B""",
}


@pytest.mark.parametrize("quarter", ["2024Q2", "2025Q1"])
def test_every_figure_of_awkward_rows_is_found_again(company: Company, quarter: str) -> None:
    """G1, A3, B6, D1, D2, D2b, D4, D5, D5b, F6: the ledger's SQL and the explanation's rows agree."""
    measured = company(quarter, "receivables_include_tax: 0.13", **TABLES)
    exports = Exports(measured.books.inputs, measured.books.params)
    rows = [row for row in measured.ledger.figures if row.quarter == quarter]
    assert differing(exports, measured.books.quarter(quarter), rows) == []
    assert len(rows) > 200


def test_an_instalment_takes_what_the_one_before_leaves(company: Company) -> None:
    """D2b: 700 of 600 + 530 are settled, so 430 of the second are open."""
    measured = company("2024Q1", "receivables_include_tax: 0.13", **TABLES)
    found = EXPLAINERS["not_due"](Exports(measured.books.inputs, measured.books.params), Question("not_due", measured.books.quarter("2024Q1"), "A"))
    assert [(row.number, row.value) for row in found.inputs[0].rows] == [(3, 430)]


def test_a_parent_task_does_not_count_and_its_parts_do(company: Company) -> None:
    """L1: three hours of four were done on time; the cancelled task and the parent count for nothing."""
    measured = company(
        "2025Q1",
        **{name: TABLES[name] for name in ("accounts", "sales")},
        tasks="""
        :task_id account_id due status hours done parent_task
        T1 A 2025-03-31 open 40 - -
        T2 A 2025-02-01 done 3 2025-01-31 T1
        T3 A1 2025-02-01 done - 2025-02-02 T1
        T4 A 2025-02-01 cancelled 9 - -""",
    )
    exports = Exports(measured.books.inputs, measured.books.params)
    found = {metric: EXPLAINERS[metric](exports, Question(metric, measured.books.quarter("2025Q1"), "A")).value for metric in ("plan_on_time_rate", "tasks_due", "tasks_done", "plan_overdue")}
    assert found == {"plan_on_time_rate": 3 / 4, "tasks_due": 2, "tasks_done": 2, "plan_overdue": 0}
