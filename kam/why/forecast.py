"""What is expected of a quarter, seen at the end of the one before, and what is booked ahead for it (J, J1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import fmean

from scipy.stats import t

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, step, unknown
from kam.why.exports import CENT, DAY, NOTHING, OPEN_DAYS, Exports
from kam.why.shapes import add, cell_rows, sales_input, total

YEAR = 4
NAIVE = "seasonal_naive"
Amounts = Sequence[Decimal]


def _cents(value: float | Decimal) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def _changes(series: Amounts) -> list[Decimal]:
    return [series[at] - series[at - YEAR] for at in range(YEAR, len(series))]


def _drift(series: Amounts) -> Decimal:
    """Last year's quarter and the mean year-on-year change."""
    return _cents(series[-YEAR] + add(_changes(series)) / len(_changes(series)))


def _smoothed(series: Amounts) -> Decimal:
    """Level and season followed in steps; of all pairs of steps the one that missed least by squares (ETS(A,N,A))."""
    steps = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    tried = [_follow([float(value) for value in series], up, across) for up in steps for across in steps if up + across <= 1]
    return _cents(min(tried, key=lambda one: one[0])[1])


def _follow(values: list[float], up: float, across: float) -> tuple[float, float]:
    """The squared misses of one pair of steps, and what it expects next."""
    level = sum(values[:YEAR]) / YEAR
    season, squared = [value - level for value in values[:YEAR]], 0.0
    for at in range(YEAR, len(values)):
        error = values[at] - level - season[at % YEAR]
        squared += error**2
        level += up * error
        season[at % YEAR] += across * error
    return squared, level + season[len(values) % YEAR]


METHODS: dict[str, Callable[[Amounts], Decimal]] = {NAIVE: lambda series: series[-YEAR], "seasonal_drift": _drift, "exponential_smoothing": _smoothed}


@dataclass(frozen=True)
class Expected:
    """What was expected, by which method, what each would have missed by, and the errors behind the range."""

    series: dict[Quarter, Decimal]
    value: Decimal | None
    reason: str
    method: str = NAIVE
    misses: dict[str, list[Decimal]] = field(default_factory=dict)
    scaled: dict[str, list[float]] = field(default_factory=dict)

    @property
    def errors(self) -> list[Decimal]:
        """The naive method's are the year-on-year changes themselves."""
        return _changes(list(self.series.values())) if self.method == NAIVE else self.misses[self.method]


def _sold(exports: Exports, account: str, quarter: Quarter) -> Decimal:
    return add(exports.net(one, quarter) for one in exports.everybody(account, quarter))


def _began(exports: Exports, account: str) -> Quarter | None:
    return next((one for one in exports.history if not account or exports.sold([account], one)), None)


def _whole(exports: Exports, last: Quarter, account: str) -> dict[Quarter, Decimal]:
    """Net sales of the whole quarters: without a quarter to date, one that the exports begin late in, and the account's first."""
    began, start = _began(exports, account), exports.history[0]
    first_day: date = min(entry.date for entry in exports.sales)
    missed = sum((start.start + n * DAY).weekday() < 5 for n in range((first_day - start.start).days))
    start = start if missed <= OPEN_DAYS else start + 1
    if began is None:
        return {}
    first = start if not account or began <= start else began + 1
    return {one: _sold(exports, account, one) for one in exports.history if first <= one <= last and not (one == last and exports.partial(one))}


def expected(exports: Exports, coming: Quarter, account: str) -> Expected:
    """What the end of the quarter before a quarter lets expect of it."""
    return exports.kept(("expected", coming, account), lambda: _expected(exports, coming, account))


def _expected(exports: Exports, coming: Quarter, account: str) -> Expected:
    seen, began = coming.previous, _began(exports, account)
    series, rules = _whole(exports, seen, account), exports.rules(seen).forecast
    if coming.last_year < exports.history[0] or began is None or began > coming.last_year:
        return Expected(series, None, "no sales a year before")
    base = _sold(exports, account, coming.last_year)
    if len(series) < rules.quarters or exports.partial(seen):
        return Expected(series, base, "low confidence" if len(series) < rules.quarters else "")
    values = list(series.values())
    misses: dict[str, list[Decimal]] = {name: [] for name in METHODS}
    scaled: dict[str, list[float]] = {name: [] for name in METHODS}
    for at in range(rules.quarters, len(values)):
        unit = add(map(abs, _changes(values[:at]))) / len(_changes(values[:at]))
        for name, method in METHODS.items() if unit else ():
            misses[name].append(values[at] - method(values[:at]))
            scaled[name].append(float(abs(misses[name][-1]) / unit))
    tried = [name for name in METHODS if scaled[name] and len(scaled[name]) >= rules.origins]
    best = min(tried, key=lambda name: fmean(scaled[name]), default=NAIVE)
    return Expected(series, METHODS[best](values), "" if best == NAIVE else best.replace("_", " "), best, misses, scaled)


def _basis(exports: Exports, asked: Question, found: Expected) -> tuple[Input, list[Step]]:
    sold = [entry for one in found.series for entry in exports.sold(exports.everybody(asked.account, one), one)]
    return sales_input(sold), [step("why.net_sales_of", "{}", value, gives=value, quarter=one) for one, value in found.series.items()]


@explains("forecast")
def forecast(exports: Exports, asked: Question) -> Explanation:
    """Last year's quarter, or what the method that missed least in the past says; with the end of its range."""
    found = expected(exports, asked.quarter, asked.account)
    listed, lines = _basis(exports, asked, found)
    if found.value is None:
        return unknown(found.reason, [listed], lines)
    lines.append(step(f"why.method.{found.method}", "{}", found.value, gives=found.value))
    if not asked.dimension:
        return Explanation([listed], lines, found.value, found.reason)
    errors = found.errors
    if not errors:
        return unknown("too little history", [listed], lines)
    spread = sqrt(sum(float(error) ** 2 for error in errors) / len(errors))
    times = float(t.ppf((1 + exports.rules(asked.quarter.previous).forecast.range_share) / 2, len(errors)))
    reach = _cents(spread * times)
    lines += [step("why.usual_miss", "{}", tuple(errors), gives=spread, n=len(errors)), step("why.reach", "{} × {}", spread, times, gives=reach)]
    sign, value = ("−", max(found.value - reach, min(found.value, NOTHING))) if asked.part == "low" else ("+", found.value + reach)
    return Explanation([listed], [*lines, step("metric.forecast", f"{{}} {sign} {{}}", found.value, reach, gives=value)], value)


@explains("forecast_mase")
def forecast_mase(exports: Exports, asked: Question) -> Explanation:
    """The mean miss over past quarters in units of the usual year-on-year change, of the method used or of one that is named."""
    found = expected(exports, asked.quarter, asked.account)
    listed, _ = _basis(exports, asked, found)
    method = asked.part or found.method
    sizes = found.scaled.get(method, [])
    if not sizes:
        return unknown("too little history", [listed])
    value = sum(sizes) / len(sizes)
    lines = [step("why.missed_by", "{}", tuple(found.misses[method]), gives=None, what=f"why.method.{method}", n=len(sizes))]
    return Explanation([listed], [*lines, step("why.mean_of", "{}", tuple(sizes), gives=value, what="metric.forecast_mase", n=len(sizes))], value)


@explains("bookings_ahead")
def bookings_ahead(exports: Exports, asked: Question) -> Explanation:
    """Order-fair bookings for the months of the quarter, made by the end of the quarter before."""
    if not exports.exported("bookings", "delivery_month"):
        return unknown("missing delivery_month" if exports.exported("bookings") else "no order-fair bookings")
    months = [f"{month:%Y-%m}" for month in asked.quarter.months]
    entries = exports.of("bookings", exports.members(asked.account, asked.quarter.previous))
    fitting = [entry for entry in entries if str(entry.delivery_month or "")[:7] in months and entry.date <= asked.quarter.previous.end]
    return total("bookings_ahead", Input("table.bookings", cell_rows(fitting, "amount", "date", "season", "delivery_month")))
