"""The newest quarter as the ledger prints it: pages with their own head and subtotal, a document's data on its first line only."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from demo.forms import grouped, slashed
from demo.heads import DOCUMENT, JOURNAL
from demo.paper import Grid, line, total
from demo.tables import Row

LINES_PER_PAGE = 60
SUMMED = ("net_amount", "with_tax")
FORMS = {"date": slashed, "net_amount": grouped, "with_tax": grouped, "cost": grouped}


def journal_lines(rows: list[Row]) -> Grid:
    """Title, pages, a sum per month and in the end, and who signed it."""
    lines: Grid = [["浙江锦绣服饰经销有限公司"], ["销售明细账", "", "期间：2026年06月-2026年09月"], ["打印日期：2026-10-09", "", "操作员：金雅琴"]]
    lines.append(list(JOURNAL.values()))
    on_page: list[Row] = []
    for _, month in groupby(rows, key=month_of):
        booked = list(month)
        for row in booked:
            if len(on_page) == LINES_PER_PAGE:
                lines += [total("本页小计", on_page, JOURNAL, FORMS, *SUMMED), list(JOURNAL.values())]
                on_page = []
            lines.append(journal_line(row))
            on_page.append(row)
        lines.append(total("本月合计", booked, JOURNAL, FORMS, *SUMMED))
    return [*lines, total("总计", rows, JOURNAL, FORMS, *SUMMED), ["制表：金雅琴", "", "", "", "审核：陈丽华"]]


def month_of(row: Row) -> tuple[int, int]:
    """The month in which a row is booked."""
    assert isinstance(row["date"], date)
    return row["date"].year, row["date"].month


def journal_line(row: Row) -> list[object]:
    """One line; only the first of a document says whose it is."""
    first = row if row["line"] == 1 else row | dict.fromkeys(DOCUMENT, "")
    return line(first, JOURNAL, FORMS)
