"""The few shapes that most figures have: a sum of rows, a quotient, a count, a middle value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from kam.figures import Number
from kam.why.explanation import Explanation, Input, Row, Step, row, step, unknown
from kam.why.exports import NOTHING, Entry

RATIO_BASE = "base not positive"


def sales_input(entries: Iterable[Entry], name: str = "table.sales", **about: Any) -> Input:
    """Sales rows with their value."""
    return Input(name, [row(entry, entry.value, entry.date, entry.document, entry.product_id) for entry in entries], about)


def add(values: Iterable[Number]) -> Decimal:
    """The exact sum."""
    return sum((Decimal(value) for value in values), NOTHING)


def total(metric: str, *inputs: Input, reason: str = "") -> Explanation:
    """A figure that is the sum of its rows."""
    sums = [each.total or NOTHING for each in inputs]
    return Explanation(inputs, [summing(f"metric.{metric}", inputs)], add(sums), reason)


def summing(name: str, inputs: Sequence[Input], **about: Any) -> Step:
    """The line that adds up the rows of some inputs."""
    n = sum(len(each.rows) for each in inputs)
    return step("why.sum_of_rows", "{}", [each.total or NOTHING for each in inputs], gives=add(each.total or NOTHING for each in inputs), what=name, n=n, **about)


def quotient(inputs: Sequence[Input], steps: Sequence[Step], above: Step, below: Step, name: str, why: str = RATIO_BASE, reason: str = "") -> Explanation:
    """One line over another; unknown where the lower one is not positive."""
    numerator, denominator = above.gives, below.gives
    lines = [*steps, above, below]
    assert isinstance(numerator, Decimal | int) and isinstance(denominator, Decimal | int)
    if denominator <= 0:
        return unknown(why, inputs, lines)
    value = float(Decimal(numerator) / Decimal(denominator))
    return Explanation(inputs, [*lines, step(name, "{} / {}", numerator, denominator, gives=value)], value, reason)


def counted(metric: str, listed: Input, reason: str = "") -> Explanation:
    """A figure that is the number of its rows."""
    return Explanation([listed], [step(f"metric.{metric}", "{}", len(listed.rows), gives=len(listed.rows))], len(listed.rows), reason)


def middle(metric: str, listed: Sequence[Input], values: Sequence[Number], why: str) -> Explanation:
    """A figure that is the middle one of some values; the mean of the middle two where they are even in number."""
    if not values:
        return unknown(why, listed)
    found = float(median(sorted(map(float, values))))
    return Explanation(listed, [step("why.middle_of", "{}", tuple(sorted(values)), gives=found, what=f"metric.{metric}", n=len(values))], found)


def cell_rows(entries: Iterable[Entry], column: str, *what: str) -> list[Row]:
    """Rows that state something in a column."""
    return [row(entry, getattr(entry, column), *(getattr(entry, name) for name in what)) for entry in entries if getattr(entry, column) is not None]
