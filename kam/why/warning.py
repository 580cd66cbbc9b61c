"""How many reasons for early warning there are, and what such counts were worth in past quarters (H)."""

from __future__ import annotations

import math

from kam.quarters import Quarter
from kam.why.customers import bought_in_ttm
from kam.why.explanation import Explanation, Input, Question, Row, explains, row, step, unknown
from kam.why.exports import Exports
from kam.why.reasons import answers, categories, counts, natural_range, watched
from kam.why.shapes import counted, sales_input


@explains("warning_reasons")
def warning_reasons(exports: Exports, asked: Question) -> Explanation:
    """The reasons that an account gives, or whether it gives one of them; of the company the sum over accounts."""
    if exports.partial(asked.quarter):
        return unknown("own shop" if asked.account in exports.own_shops else "quarter to date")
    if not asked.account:
        return _of_company(exports, asked)
    own = answers(exports, asked.quarter, asked.account)
    if not own:
        return unknown(_not_judged(exports, asked))
    if asked.part:
        answer = own[asked.part]
        return Explanation(answer.inputs, answer.lines, int(answer.given))
    lines = [line for answer in own.values() for line in answer.lines]
    value = sum(answer.given for answer in own.values())
    lines.append(step("metric.warning_reasons", "{}", [int(answer.given) for answer in own.values()], gives=value))
    return Explanation([each for answer in own.values() if answer.given for each in answer.inputs], lines, value)


def _not_judged(exports: Exports, asked: Question) -> str:
    if asked.account in exports.own_shops:
        return "own shop"
    return "too little history" if bought_in_ttm(exports, asked.quarter, asked.account) else "dormant"


def _of_company(exports: Exports, asked: Question) -> Explanation:
    given = []
    for account in watched(exports, asked.quarter):
        own = answers(exports, asked.quarter, account)
        given += [(account, name) for name, answer in own.items() if answer.given and (not asked.part or name == asked.part)]
    listed = Input("table.accounts", [row(exports.customers[account], name, account, exports.customers[account].name) for account, name in given])
    return counted("warning_reasons", listed)


@explains("accounts_warned")
def accounts_warned(exports: Exports, asked: Question) -> Explanation:
    """Accounts with at least so many reasons."""
    found = {account: count for account, count in counts(exports, asked.quarter).items() if count >= int(asked.part)}
    return counted("accounts_warned", Input("table.accounts", [row(exports.customers[account], count, account) for account, count in found.items()]))


@explains("net_sales_range")
def net_sales_range(exports: Exports, asked: Question) -> Explanation:
    """The lower or upper end of the range in which its sales move by themselves."""
    own = natural_range(exports, asked.quarter, asked.account)
    inputs = [sales_input(exports.sold([asked.account], *[one for one in exports.history if one < asked.quarter]))]
    if own is None:
        return unknown("too little history", inputs)
    lines, low, high = own
    value, sign = (low, "−") if asked.dimension == "low" else (high, "+")
    base, mean, width = (line.gives for line in lines)
    return Explanation(inputs, [*lines, step("metric.net_sales_range", "{} + {} " + sign + " {}", base, mean, width, gives=value)], value)


@explains("categories_bought")
def categories_bought(exports: Exports, asked: Question) -> Explanation:
    """The categories with positive net sales."""
    names = categories(exports, asked.quarter, asked.account)
    listed = sales_input([entry for entry in exports.sold([asked.account], asked.quarter) if entry.category])
    return Explanation([listed], [step("metric.categories_bought", "{}", tuple(names), gives=len(names))], len(names))


def _cases(exports: Exports, quarter: Quarter) -> list[tuple[int, bool, Row]]:
    """Of every judged account at past quarter-ends: its reasons, whether the quarter after was lost, and who it was."""
    cases = []
    for origin in exports.history:
        after = origin + 1
        if origin.last_year < exports.history[0] or origin >= quarter or exports.partial(after):
            continue
        kept_share = 1 - exports.rules(after).warning.loss
        for account, count in sorted(counts(exports, origin).items()):
            then = exports.net(account, after.last_year)
            if then > 0:
                lost = float(exports.net(account, after)) < kept_share * float(then)
                cases.append((count, lost, row(exports.customers[account], lost, origin.name, account, count)))
    return cases


@explains("warning_cases", "warning_hit_rate")
def backtest(exports: Exports, asked: Question) -> Explanation:
    """Past cases with at least so many reasons, and the part of them that lost sales in the quarter after."""
    every = exports.kept(("cases", asked.quarter), lambda: _cases(exports, asked.quarter))
    least = int(asked.part or 0)
    fitting = [(lost, who) for count, lost, who in every if count >= least]
    n, lost = len(fitting), sum(lost for lost, _ in fitting)
    inputs = [Input("why.cases", [who for _, who in fitting])]
    lines = [step("metric.warning_cases", "{}", n, gives=n)]
    if asked.metric == "warning_cases":
        return Explanation(inputs, lines, n)
    if not n:
        return unknown("no past cases", inputs, lines)
    value = lost / n
    lines += [step("why.cases_lost", "{}", lost, gives=lost), step("metric.warning_hit_rate", "{} / {}", lost, n, gives=value)]
    base = sum(lost for _, lost, _ in every) / len(every)
    fewest = exports.rules(asked.quarter).warning.backtest_cases
    if not least:
        return Explanation(inputs, lines, value)
    lines.append(step("why.interval_low", "{} / {}", lost, n, gives=_lower_end(value, n)))
    reason = f"n < {fewest}" if n < fewest else "" if _lower_end(value, n) > base else "not surely above all accounts"
    return Explanation(inputs, lines, value, reason)


def _lower_end(share: float, n: int) -> float:
    """Lower end of the 95 % score interval (Wilson 1927)."""
    z2 = 1.959964**2
    return (share + z2 / (2 * n) - math.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)) / (1 + z2 / n)
