"""The twelve quarters that the demo company exports, and the days counted within them."""

from datetime import date, timedelta
from functools import cache

QUARTERS: tuple[str, ...] = tuple(
    f"{year}Q{number}" for year in range(2023, 2027) for number in range(1, 5) if "2023Q4" <= f"{year}Q{number}" <= "2026Q3"
)
LAST = QUARTERS[-1]
YEAR_BEFORE = QUARTERS[-5]
TRAILING = QUARTERS[-4:]
PRINTED_ON = date(2026, 10, 8)


def season_of(quarter: str) -> int:
    """The quarter's place in the year, 1 to 4."""
    return int(quarter[-1])


@cache
def first_day(quarter: str) -> date:
    """The first day of a calendar quarter."""
    return date(int(quarter[:4]), 3 * season_of(quarter) - 2, 1)


@cache
def last_day(quarter: str) -> date:
    """The last day of a calendar quarter."""
    year, number = int(quarter[:4]), season_of(quarter)
    following = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return following - timedelta(days=1)


def quarter_of(day: date) -> str:
    """The calendar quarter in which a day lies."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def years_back(quarter: str) -> int:
    """How many whole years a quarter lies before the newest four quarters."""
    return (len(QUARTERS) - 1 - QUARTERS.index(quarter)) // 4


@cache
def window_start(quarter: str) -> date:
    """The first of the quarter's last ten Monday-to-Friday days."""
    day, working_days = last_day(quarter), 0
    while True:
        working_days += day.weekday() < 5
        if working_days == 10:
            return day
        day -= timedelta(days=1)
