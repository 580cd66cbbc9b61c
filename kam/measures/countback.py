"""Countback DSO: days of the newest sales that are still unpaid (D9 to D11, S6)."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from decimal import Decimal

from kam.measures.books import NOTHING, Books, summed
from kam.measures.receivables import owed_at
from kam.quarters import Quarter


@dataclass(frozen=True)
class Counted:
    """Days of sales behind a balance; where the history is too short ``days`` is None and ``at_least`` counts it whole."""

    days: float | None
    at_least: float
    reason: str = ""


def count_back(books: Books, quarter: Quarter, owed: Decimal, accounts: list[str]) -> Counted:
    """Subtract the newest months' net sales from a balance, adding their calendar days.

    A month without positive net sales adds its days and subtracts nothing; the last month counts as a fraction.
    Seasonal trade makes AR / sales jump without any change in payment; counting back does not.
    """
    months = [(length, summed(net, accounts)) for length, net in books.months_back(quarter)]
    return days_of_sales(owed, months)


def days_of_sales(owed: Decimal, months: list[tuple[int, Decimal]]) -> Counted:
    """Countback of one balance over months (days, net sales), newest first."""
    if owed <= 0:
        return Counted(0.0, 0.0, "credit balance")
    left, days = owed, 0
    for length, sales in months:
        if sales > 0 and left <= sales:
            whole = days + float(left / sales) * length
            return Counted(whole, whole)
        left -= max(sales, NOTHING)
        days += length
    return Counted(None, float(days), f"> {days} days")


def countback_4q(books: Books, quarter: Quarter, account: str) -> tuple[float | None, int]:
    """The median of the last four quarter-ends at which the account existed, and how many there were (S6)."""
    kept: dict[tuple[str, str], float | None] = books.kept("countback")
    found = []
    for one in quarter.trailing(4):
        if (account, one.name) not in kept:
            owed = owed_at(books, one, account) if books.existed(account, one) else None
            kept[account, one.name] = None if owed is None else count_back(books, one, owed, [account]).at_least
        value = kept[account, one.name]
        if value is not None:
            found.append(value)
    return (statistics.median(found) if found else None), len(found)
