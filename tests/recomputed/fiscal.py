"""Fiscal quarters as whole numbers, so that a quarter back is one less (G14, G18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Fiscal:
    """The calendar of a company whose fiscal year starts in a month; a quarter is a number, its own year times four and so on."""

    starts: int = 1

    def of(self, day: date) -> int:
        """The quarter in which a day lies."""
        return (day.year * 12 + day.month - self.starts) // 3

    def name(self, quarter: int) -> str:
        """``2026Q3``, after the calendar year in which the fiscal year starts."""
        return f"{quarter // 4}Q{quarter % 4 + 1}"

    def named(self, name: str) -> int:
        """The quarter of that name."""
        return int(name[:4]) * 4 + int(name[5]) - 1

    def start(self, quarter: int) -> date:
        """Its first day."""
        months = quarter * 3 + self.starts - 1
        return date(months // 12, months % 12 + 1, 1)

    def end(self, quarter: int) -> date:
        """Its last day."""
        return self.start(quarter + 1) - timedelta(days=1)

    def days(self, quarter: int) -> int:
        """Its calendar days."""
        return (self.start(quarter + 1) - self.start(quarter)).days

    def months(self, quarter: int) -> list[date]:
        """First days of its three months."""
        months = range(quarter * 3 + self.starts - 1, quarter * 3 + self.starts + 2)
        return [date(month // 12, month % 12 + 1, 1) for month in months]


def trailing(quarter: int) -> list[int]:
    """The four quarters that end with this one (TTM)."""
    return [quarter - 3, quarter - 2, quarter - 1, quarter]


def month_before(month: date) -> date:
    """First day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_end(month: date) -> date:
    """Last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
