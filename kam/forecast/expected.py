"""What is expected of the coming quarter, of the company and of each account (metrics.md J, J1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from types import MappingProxyType

import numpy as np
from scipy.stats import t

from kam.facts.spine import OPEN_DAYS
from kam.figures import COMPANY
from kam.forecast.methods import CHALLENGERS, Method, Series, cents, seasonal_naive, yearly_changes
from kam.forecast.rolling import Score, rolling_origin
from kam.measures.books import NOTHING, Books
from kam.params.rules import ForecastRules
from kam.quarters import Quarter

NAIVE = seasonal_naive.__name__
UNTRIED: Mapping[str, Score] = MappingProxyType({})


@dataclass(frozen=True)
class Expected:
    """Net sales expected in ``quarter`` and their range, in company currency; None where unknown, ``reason`` says why.

    ``quarters`` = whole quarters it rests on; ``method`` = what was used; ``scores`` = what each method would have missed by in the past.
    """

    quarter: Quarter
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    quarters: int = 0
    method: str = NAIVE
    reason: str = ""
    scores: Mapping[str, Score] = field(default_factory=lambda: UNTRIED)


def coming_quarter(books: Books, quarter: Quarter, account: str = COMPANY) -> Expected:
    """What an account (by default the company, own shops included) is expected to buy in the quarter after this one.

    Seen at the end of ``quarter``; it is a need to be read against a credit limit as well as a forecast. A quarter to date
    takes no part: then last year's quarter alone is shown, and no challenger.
    """
    kept: dict[tuple[str, str], Expected] = books.kept("expected")
    if (quarter.name, account) not in kept:
        kept[quarter.name, account] = _expected(books, quarter, account)
    return kept[quarter.name, account]


def _expected(books: Books, quarter: Quarter, account: str) -> Expected:
    coming, rules = quarter + 1, books.rules(quarter).forecast
    series = whole_quarters(books, quarter, account)
    base = _last_years(books, coming.last_year, account)
    if base is None:
        return Expected(coming, None, quarters=len(series), reason="no sales a year before")
    if len(series) < rules.quarters:
        return Expected(coming, base, *_range(base, yearly_changes(series), rules), len(series), reason="low confidence")
    if books.partial(quarter):
        return Expected(coming, base, *_range(base, yearly_changes(series), rules), len(series))
    return _best(coming, series, rules)


def _best(coming: Quarter, series: Series, rules: ForecastRules) -> Expected:
    """The seasonal naive, unless a challenger missed by less on enough past quarters."""
    methods: dict[str, Method] = {NAIVE: seasonal_naive, **CHALLENGERS}
    scores = {name: rolling_origin(series, method, rules.quarters) for name, method in methods.items()}
    scored = {name: score.mase for name, score in scores.items() if score.mase is not None and score.origins >= rules.origins}
    best = min(scored, key=lambda name: scored[name], default=NAIVE)
    errors = yearly_changes(series) if best == NAIVE else scores[best].errors
    value = methods[best](series)
    reason = "" if best == NAIVE else best.replace("_", " ")
    return Expected(coming, value, *_range(value, errors, rules), len(series), best, reason, scores)


def _range(value: Decimal, errors: Sequence[Decimal], rules: ForecastRules) -> tuple[Decimal | None, Decimal | None]:
    """The forecast plus and minus the root mean square of past errors times Student's t for their number; below zero only where the forecast is."""
    if not errors:
        return None, None
    spread = sqrt(sum(float(error) ** 2 for error in errors) / len(errors)) * float(t.ppf((1 + rules.range_share) / 2, len(errors)))
    reach = cents(Decimal(spread))
    return max(value - reach, min(value, NOTHING)), value + reach


def _last_years(books: Books, quarter: Quarter, account: str) -> Decimal | None:
    """Net sales of a past quarter; None from before the first sales row of the company or account (G6)."""
    if quarter < books.history[0] or (account != COMPANY and not _sold_by(books, account, quarter)):
        return None
    return _net(books, quarter, account)


def _sold_by(books: Books, account: str, quarter: Quarter) -> bool:
    first = _first_quarter(books, account)
    return first is not None and first <= quarter


def whole_quarters(books: Books, quarter: Quarter, account: str) -> list[Decimal]:
    """Net sales of the whole quarters up to this one, oldest first.

    Left out are a quarter to date, the one in which the exports begin late, and the one in which the account itself began.
    """
    first = _first_whole(books)
    if account != COMPANY:
        began = _first_quarter(books, account)
        if began is None:
            return []
        first = first if began <= first else began + 1
    last = quarter.previous if books.partial(quarter) else quarter
    return [_net(books, one, account) for one in books.history if first <= one <= last]


def _first_whole(books: Books) -> Quarter:
    """The first quarter that the exports hold from its beginning, within as many working days as G13 allows at its end."""
    kept: dict[str, Quarter] = books.kept("first_whole")
    if not kept:
        first, day = books.history[0], min(books.sales_days.date)
        kept[""] = first if int(np.busday_count(first.start, day)) <= OPEN_DAYS else first + 1
    return kept[""]


def _first_quarter(books: Books, account: str) -> Quarter | None:
    """The quarter of an account's first sales row."""
    kept: dict[str, Quarter] = books.kept("first_quarters")
    if not kept:
        for one in books.history:
            for name in books.net(one):
                kept.setdefault(name, one)
    return kept.get(account)


def _net(books: Books, quarter: Quarter, account: str) -> Decimal:
    sums = books.net(quarter)
    return sum(sums.values(), NOTHING) if account == COMPANY else sums.get(account, NOTHING)
