"""On how few accounts the sales rest, and how much of last year's business is still there (B1 to B5, R1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.shapes import add, sales_input


def ranking(exports: Exports, quarter: Quarter, year: bool = False) -> list[tuple[str, Decimal]]:
    """Accounts but own shops with positive net sales of the quarter, or of its twelve months, the largest first, ties by id (S1)."""
    sums = [(account, exports.net_year(account, quarter) if year else exports.net(account, quarter)) for account in exports.trading(quarter)]
    return sorted((pair for pair in sums if pair[1] > 0), key=lambda pair: (-pair[1], pair[0]))


def _ranked(exports: Exports, asked: Question) -> tuple[list[Input], list[Step], list[Decimal]]:
    ranked = ranking(exports, asked.quarter)
    listed = sales_input(exports.sold([account for account, _ in ranked], asked.quarter), "why.sales_of_buyers")
    values = [value for _, value in ranked]
    return [listed], [step("why.ranked", "{}", values, gives=add(values), n=len(values))], values


@explains("cr1", "cr3", "cr5", "cr10")
def concentration_ratio(exports: Exports, asked: Question) -> Explanation:
    """The largest accounts' part of all positive net sales."""
    inputs, steps, values = _ranked(exports, asked)
    if not values:
        return unknown("no positive sales", inputs, steps)
    largest, whole = values[: int(asked.metric[2:])], add(values)
    value = float(add(largest) / whole)
    lines = [*steps, step("why.largest", "{}", largest, gives=add(largest), n=len(largest))]
    return Explanation(inputs, [*lines, step(f"metric.{asked.metric}", "{} / {}", add(largest), whole, gives=value)], value)


@explains("n80", "n80_share")
def n80(exports: Exports, asked: Question) -> Explanation:
    """The fewest accounts whose running sum reaches four fifths, and what part of the accounts they are."""
    inputs, steps, values = _ranked(exports, asked)
    if not values:
        return unknown("no positive sales", inputs, steps)
    whole = add(values)
    fewest = next(n for n in range(1, len(values) + 1) if add(values[:n]) >= whole * Decimal("0.8"))
    lines = [*steps, step("why.four_fifths", "0.8 × {}", whole, gives=whole * Decimal("0.8"))]
    lines += [step("why.largest", "{}", values[:n], gives=add(values[:n]), n=n) for n in (fewest - 1, fewest) if n]
    lines.append(step("metric.n80", "{}", fewest, gives=fewest))
    if asked.metric == "n80":
        return Explanation(inputs, lines, fewest)
    value = fewest / len(values)
    return Explanation(inputs, [*lines, step("metric.n80_share", "{} / {}", fewest, len(values), gives=value)], value)


@explains("hhi", "effective_accounts")
def herfindahl(exports: Exports, asked: Question) -> Explanation:
    """The sum of squared percentage shares, and the number of equal accounts that would give it."""
    inputs, steps, values = _ranked(exports, asked)
    if not values:
        return unknown("no positive sales", inputs, steps)
    whole = Fraction(add(values))
    squares = [float((100 * Fraction(value) / whole) ** 2) for value in values]
    hhi = float(sum((100 * Fraction(value) / whole) ** 2 for value in values))
    lines = [*steps, step("metric.hhi", "{}", squares, gives=hhi)]
    if asked.metric == "hhi":
        return Explanation(inputs, lines, hhi)
    return Explanation(inputs, [*lines, step("metric.effective_accounts", "10000 / {}", hhi, gives=10000 / hhi)], 10000 / hhi)


@explains("gini")
def gini(exports: Exports, asked: Question) -> Explanation:
    """The mean difference between two accounts over twice the mean, over pairs of different accounts."""
    inputs, steps, values = _ranked(exports, asked)
    if len(values) < 2:
        return unknown("fewer than two accounts" if values else "no positive sales", inputs, steps)
    n, whole = len(values), add(values)
    differences = add(abs(one - other) for one in values for other in values)
    value = float(Fraction(differences) / (2 * (n - 1) * Fraction(whole)))
    lines = [*steps, step("why.differences", "{}", differences, gives=differences)]
    return Explanation(inputs, [*lines, step("metric.gini", "{} / (2 × {} × {})", differences, n - 1, whole, gives=value)], value)


@explains("nrr", "grr", "account_retention")
def retention(exports: Exports, asked: Question) -> Explanation:
    """Of the accounts that bought in the same quarter last year: what they buy now, at most as before, or whether."""
    then = exports.then(asked.quarter, asked.quarter.last_year)
    before = ranking(then, asked.quarter.last_year)
    accounts = [account for account, _ in before]
    inputs = [sales_input(seen.sold(accounts, one), "why.sales_of", quarter=one) for seen, one in ((then, asked.quarter.last_year), (exports, asked.quarter))]
    if not before:
        return unknown("no sales a year before", inputs)
    base, now = [value for _, value in before], [exports.net(account, asked.quarter) for account in accounts]
    lines = [step("why.bought_before", "{}", base, gives=add(base), n=len(base), quarter=asked.quarter.last_year)]
    if asked.metric == "account_retention":
        kept = sum(value > 0 for value in now)
        return Explanation(inputs, [*lines, step("metric.account_retention", "{} / {}", kept, len(base), gives=kept / len(base))], kept / len(base))
    if asked.metric == "grr":
        now = [min(max(value, NOTHING), then) for value, then in zip(now, base, strict=True)]
    value = float(add(now) / add(base))
    lines.append(step("why.bought_now" if asked.metric == "nrr" else "why.bought_now_at_most", "{}", now, gives=add(now)))
    return Explanation(inputs, [*lines, step(f"metric.{asked.metric}", "{} / {}", add(now), add(base), gives=value)], value)
