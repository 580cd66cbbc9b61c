"""J: the next quarter as last year's, unless the past says better; its range, and what every method missed by. In plain floats and loops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import sqrt

from scipy.stats import t

from .clerk import COMPANY, NONE, Clerk, Found, add, cents

Series = list[Decimal]
STEPS = [step / 5 for step in range(6)]


def figures(clerk: Clerk, quarter: int) -> Found:
    """Of the company and each known account, for the quarter after this one."""
    for account in [COMPANY, *clerk.known(quarter)]:
        value, errors, missed, used = expected(clerk, account, quarter)
        low, high = around(value, errors, clerk.rules(quarter).forecast.range_share) if value is not None else (None, None)
        yield "forecast", account, "", value
        yield "forecast", account, "range:low", low
        yield "forecast", account, "range:high", high
        yield "forecast_mase", account, "", missed.get(used)
        if missed.get(used) is not None:
            yield from (("forecast_mase", account, f"method:{name}", mase) for name, mase in missed.items())
    yield from booked(clerk, quarter)


def net(clerk: Clerk, account: str, quarter: int) -> Decimal:
    """Net sales of an account, or of all of them."""
    return clerk.all_net(clerk.known(clerk.newest), quarter) if account == COMPANY else clerk.net(account, quarter)


def began(clerk: Clerk, account: str) -> int | None:
    """The quarter of the first sales row."""
    quarters = [one for one in range(clerk.first, clerk.newest + 1) if clerk.rows([account], one)]
    return clerk.first if account == COMPANY else min(quarters, default=None)


def whole_quarters(clerk: Clerk, account: str, quarter: int) -> Series:
    """Without a quarter to date, one in which the exports begin late (G13), and one in which the account began."""
    first_day, start = min(row["date"] for row in clerk.tables["sales"]), clerk.year.start(clerk.first)
    late = sum(date.fromordinal(day).weekday() < 5 for day in range(start.toordinal(), first_day.toordinal())) > 5
    first, own = clerk.first + late, began(clerk, account)
    if own is None:
        return []
    if account != COMPANY and own > first:
        first = own + 1
    return [net(clerk, account, one) for one in range(first, quarter + 1 - clerk.partial(quarter))]


def expected(clerk: Clerk, account: str, quarter: int) -> tuple[Decimal | None, Series, dict[str, float | None], str]:
    """J1: the value, the errors that its range rests on, what every method missed by, and which one is used."""
    rules, last_year, own = clerk.rules(quarter).forecast, quarter - 3, began(clerk, account)
    if own is None or last_year < max(clerk.first, own):
        return None, [], {}, ""
    series = whole_quarters(clerk, account, quarter)
    if len(series) < rules.quarters or clerk.partial(quarter):
        return net(clerk, account, last_year), yearly(series), {}, ""
    past = {name: backwards(series, method, rules.quarters) for name, method in METHODS.items()}
    missed = {name: sum(abs(float(error) / float(unit)) for error, unit in found) / len(found) if found else None for name, found in past.items()}
    tried = {name: mase for name, mase in missed.items() if mase is not None and len(past[name]) >= rules.origins}
    used = min(tried, key=lambda name: tried[name], default="seasonal_naive")
    return METHODS[used](series), yearly(series) if used == "seasonal_naive" else [error for error, _ in past[used]], missed, used


def yearly(series: Series) -> Series:
    """Year-on-year changes."""
    return [series[at] - series[at - 4] for at in range(4, len(series))]


def backwards(series: Series, method: Callable[[Series], Decimal], first: int) -> list[tuple[Decimal, Decimal]]:
    """Rolling origin: error of each past quarter and the mean absolute year-on-year change known then, where there was any."""
    found = []
    for at in range(first, len(series)):
        changes = yearly(series[:at])
        unit = add(map(abs, changes)) / len(changes)
        found += [(series[at] - method(series[:at]), unit)] if unit else []
    return found


def around(value: Decimal, errors: Series, share: float) -> tuple[Decimal | None, Decimal | None]:
    """Root mean square error times Student's t; never below zero, unless the forecast is."""
    if not errors:
        return None, None
    wide = cents(Decimal(sqrt(sum(float(error) ** 2 for error in errors) / len(errors)) * float(t.ppf(0.5 + share / 2, len(errors)))))
    return max(value - wide, min(value, NONE)), value + wide


def drift(series: Series) -> Decimal:
    """Last year's quarter plus the mean year-on-year change."""
    return cents(series[-4] + add(yearly(series)) / len(yearly(series)))


def smoothing(series: Series) -> Decimal:
    """Level and season follow what came; of all pairs of steps that with the least squared error, of equal ones the slower."""
    values = [float(value) for value in series]
    best: tuple[float, float] | None = None
    for level_step in STEPS:
        for season_step in (step for step in STEPS if level_step + step <= 1):
            level = sum(values[:4]) / 4
            seasons, squared = [value - level for value in values[:4]], 0.0
            for at in range(4, len(values)):
                error = values[at] - level - seasons[at % 4]
                squared, level, seasons[at % 4] = squared + error**2, level + level_step * error, seasons[at % 4] + season_step * error
            if best is None or squared < best[0]:
                best = squared, level + seasons[len(values) % 4]
    assert best is not None
    return cents(Decimal(best[1]))


METHODS: dict[str, Callable[[Series], Decimal]] = {"seasonal_naive": lambda series: series[-4], "seasonal_drift": drift, "exponential_smoothing": smoothing}


def booked(clerk: Clerk, quarter: int) -> Found:
    """Booked by this quarter's end for delivery in the next."""
    months = {f"{month:%Y-%m}" for month in clerk.year.months(quarter + 1)}
    rows = [row for row in clerk.tables["bookings"] if clerk.opened <= row["date"] <= clerk.year.end(quarter) and str(row.get("delivery_month") or "")[:7] in months]
    for account, value in clerk.each_and_all(clerk.trading(quarter), lambda some: add(row["amount"] for row in rows if clerk.top(row["account_id"]) in some)):
        yield "bookings_ahead", account, "", value if clerk.has("bookings", "delivery_month") else None
