"""Fiscal quarters: names, bounds and neighbours."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kam.errors import ParamsError

_MONTHS = 6  # dates of fewer months may be such days by chance
_SALES_DAYS = 3  # on fewer no quarter is one that is meant unless it is named in full


@dataclass(frozen=True, order=True)
class Quarter:
    """One fiscal quarter, named after the calendar year in which its fiscal year starts (G14)."""

    year: int
    number: int
    fiscal_year_start: int = 1

    @classmethod
    def parse(cls, name: str, fiscal_year_start: int = 1) -> Quarter:
        """The quarter written as ``2026Q3``; raises ParamsError for any other form."""
        match = re.fullmatch(r"(\d{4})[Qq]([1-4])", str(name).strip())
        if not match:
            raise ParamsError(f"quarter '{name}': not a quarter; write it as 2026Q3 (or Q3 for the newest third quarter)")
        return cls(int(match[1]), int(match[2]), fiscal_year_start)

    @classmethod
    def of(cls, day: date, fiscal_year_start: int = 1) -> Quarter:
        """The quarter in which a day lies."""
        months = day.year * 12 + day.month - 1 - (fiscal_year_start - 1)
        return cls(months // 12, months % 12 // 3 + 1, fiscal_year_start)

    @property
    def name(self) -> str:
        """Its name, ``2026Q3``."""
        return f"{self.year}Q{self.number}"

    def __str__(self) -> str:
        return self.name

    def __sub__(self, quarters: int) -> Quarter:
        ordinal = self.year * 4 + self.number - 1 - quarters
        return Quarter(ordinal // 4, ordinal % 4 + 1, self.fiscal_year_start)

    def __add__(self, quarters: int) -> Quarter:
        return self - -quarters

    @property
    def months(self) -> tuple[date, date, date]:
        """First days of its three calendar months."""
        first = self.year * 12 + (self.fiscal_year_start - 1) + (self.number - 1) * 3
        one, two, three = (date((first + i) // 12, (first + i) % 12 + 1, 1) for i in range(3))
        return one, two, three

    @property
    def start(self) -> date:
        """Its first day."""
        return self.months[0]

    @property
    def end(self) -> date:
        """Its last day."""
        last = self.months[-1]
        return last.replace(day=monthrange(last.year, last.month)[1])

    @property
    def days(self) -> int:
        """Its number of calendar days."""
        return (self.end - self.start).days + 1

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return self - 1

    @property
    def last_year(self) -> Quarter:
        """The same quarter of last year."""
        return self - 4

    def trailing(self, count: int) -> list[Quarter]:
        """The ``count`` quarters that end with this one, oldest first."""
        return [self - back for back in range(count - 1, -1, -1)]


def monthly_totals(days: Iterable[date]) -> bool:
    """Whether half a year of dates or more are all firsts, or all lasts, of months: sums of a month, not days of trade."""
    every = set(days)
    if len(every) < _MONTHS:
        return False
    return any(all(date.fromordinal(day.toordinal() + after).day == 1 for day in every) for after in (0, 1))


def settled(days: Iterable[date], fiscal_year_start: int = 1) -> list[Quarter]:
    """The quarters that may be meant where none is named in full, oldest first, from the days with sales.

    They have sales on three days at least and do not follow a quarter without any: a few mistyped days make no quarter (I-13).
    """
    counted = Counter(Quarter.of(day, fiscal_year_start) for day in set(days))
    first = min(counted, default=None)
    return sorted(quarter for quarter, n in counted.items() if n >= _SALES_DAYS and (quarter == first or quarter.previous in counted))


def newest(named: str, known: Iterable[Quarter], fiscal_year_start: int = 1, meant: Iterable[Quarter] | None = None) -> Quarter:
    """The quarter that a person means by ``Q3`` (the newest third quarter with sales, G14) or ``2026Q3``.

    ``Q3`` is one of those ``meant``, by default of all that are known. Raises ParamsError when the data hold no such quarter.
    """
    quarters = sorted(known)
    span = f"{quarters[0]} to {quarters[-1]}" if quarters else "no quarter at all"
    if re.fullmatch(r"[Qq][1-4]", str(named).strip()):
        number = int(str(named).strip()[1])
        fitting = sorted(quarter for quarter in (quarters if meant is None else meant) if quarter.number == number)
        if fitting:
            return fitting[-1]
        fleeting = [quarter for quarter in quarters if quarter.number == number]
        if fleeting:
            raise ParamsError(f"quarter '{named}': {fleeting[-1]} has sales on fewer than {_SALES_DAYS} days, or follows a quarter without any; "
                              f"name it in full, {fleeting[-1]}, if it is meant")
        raise ParamsError(f"quarter '{named}': the sales hold {span}; name one of these")
    wanted = Quarter.parse(named, fiscal_year_start)
    if wanted not in quarters:
        raise ParamsError(f"quarter '{named}': the sales hold {span}; name one of these")
    return wanted
