"""Early warning as rows of the ledger (metrics.md H, X)."""

from __future__ import annotations

from collections.abc import Iterator

from kam.figures import COMPANY, Figure
from kam.measures import base, work
from kam.measures.books import Books
from kam.measures.sales import OWN_SHOP
from kam.quarters import Quarter
from kam.warning.backtest import MOST_REASONS, Outcome, backtest
from kam.warning.natural_range import natural_range
from kam.warning.reasons import categories_bought, counts, judged, watched

TO_DATE = "quarter to date"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``warning_reasons`` by account and reason, what they are judged by, how many accounts are warned of, and the backtest."""
    return [*_accounts(books, quarter), *_company(books, quarter), *_judged_by(books, quarter), *_backtest(books, quarter)]


def _accounts(books: Books, quarter: Quarter) -> Iterator[Figure]:
    """One row per known account: reasons given, ``n`` = reasons judged; and one of 0 or 1 per reason judged."""
    answers = {} if books.partial(quarter) else judged(books, quarter)
    for account in books.known(quarter):
        own = {name: found[account] for name, found in answers.items() if account in found}
        why = "" if own else _not_judged(books, quarter, account)
        yield Figure("warning_reasons", account, "", quarter.name, None if why else sum(own.values()), "count", None if why else len(own), None, why)
        for name, raised in own.items():
            yield Figure("warning_reasons", account, f"warning:{name}", quarter.name, int(raised), "count")


def _not_judged(books: Books, quarter: Quarter, account: str) -> str:
    if account in books.own_shops:
        return OWN_SHOP
    if books.partial(quarter):
        return TO_DATE
    return "too little history" if base.sold_in_ttm(books, quarter, account) else "dormant"


def _company(books: Books, quarter: Quarter) -> Iterator[Figure]:
    """Reasons given by all accounts together, accounts by reason, and accounts with at least so many reasons."""
    if books.partial(quarter):
        yield Figure("warning_reasons", COMPANY, "", quarter.name, None, "count", None, None, TO_DATE)
        return
    every = counts(books, quarter)
    yield Figure("warning_reasons", COMPANY, "", quarter.name, sum(every.values()), "count", len(every))
    for name, found in judged(books, quarter).items():
        yield Figure("warning_reasons", COMPANY, f"warning:{name}", quarter.name, sum(found.values()), "count", len(found))
    for least in range(1, MOST_REASONS + 1):
        yield Figure("accounts_warned", COMPANY, f"reasons:{least}", quarter.name, sum(count >= least for count in every.values()), "count", len(every))


def _judged_by(books: Books, quarter: Quarter) -> Iterator[Figure]:
    """``net_sales_range`` (``low``, ``high``), ``categories_bought`` and ``late_tasks`` of the accounts watched."""
    bought, late = categories_bought(books, quarter), work.late_by_account(books, quarter)
    for account in watched(books, quarter):
        own = natural_range(books, quarter, account)
        if own is not None:
            yield Figure("net_sales_range", account, "low", quarter.name, own.low, books.unit, own.n)
            yield Figure("net_sales_range", account, "high", quarter.name, own.high, books.unit, own.n)
        if bought:
            yield Figure("categories_bought", account, "", quarter.name, bought.get(account, 0), "count")
        if account in late:
            yield Figure("late_tasks", account, "", quarter.name, late[account], "count")


def _backtest(books: Books, quarter: Quarter) -> Iterator[Figure]:
    """``warning_hit_rate`` and its ``warning_cases`` by least number of reasons; without dimension those of every judged account.

    A rate that carries a reason is no probability: too few past cases, or not surely above the base rate.
    """
    outcomes = backtest(books, quarter)
    for least, outcome in outcomes.items():
        dimension, why = (f"reasons:{least}", _unsupported(books, quarter, outcome, outcomes[0])) if least else ("", "")
        yield Figure("warning_cases", COMPANY, dimension, quarter.name, outcome.cases, "count")
        yield Figure("warning_hit_rate", COMPANY, dimension, quarter.name, outcome.rate, "ratio", outcome.lost, outcome.cases or None, why if outcome.cases else "no past cases")


def _unsupported(books: Books, quarter: Quarter, warned: Outcome, every: Outcome) -> str:
    """Why a rate is no probability; empty where the past supports it."""
    fewest = books.rules(quarter).warning.backtest_cases
    if warned.cases < fewest:
        return f"n < {fewest}"
    return "" if warned.surely_above(every.rate or 0.0) else "not surely above all accounts"
