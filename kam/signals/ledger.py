"""Signals as rows of the ledger: who was judged of what, who raised it, who nearly did (W1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.quarters import Quarter
from kam.signals.judge import SIGNALS, judge, why_not_judged


def measure(books: Books, quarter: Quarter, measured: Iterable[Figure]) -> list[Figure]:
    """``signals_raised`` and ``signals_near`` by account and ``signal:...``, and ``accounts_signalled``.

    Rows without dimension count the signals raised (``n`` = judged); with one, an account's row is 1 or 0 and the company's counts accounts.
    """
    every = {(row.metric, row.account_id, row.dimension): row for row in measured if row.quarter == quarter.name}

    def found(metric: str, account: str, dimension: str) -> Figure | None:
        return every.get((metric, account, dimension))

    verdicts = list(judge(books, quarter, found))
    looked, raised, near = (Counter(one.account_id for one in verdicts if mark(one)) for mark in (lambda one: True, lambda one: one.raised, lambda one: one.near))
    figures = [Figure("signals_raised", one.account_id, f"signal:{one.signal}", quarter.name, int(one.raised), "count") for one in verdicts]
    figures += [Figure("signals_near", one.account_id, f"signal:{one.signal}", quarter.name, 1, "count") for one in verdicts if one.near]
    figures += [Figure("signals_raised", account, "", quarter.name, raised[account], "count", looked[account]) for account in books.trading(quarter)]
    figures += [
        Figure("signals_raised", COMPANY, "", quarter.name, raised.total(), "count", looked.total()),
        Figure("signals_near", COMPANY, "", quarter.name, near.total(), "count", looked.total()),
        Figure("accounts_signalled", COMPANY, "", quarter.name, len(raised), "count", len(looked)),
    ]
    for signal in SIGNALS:
        own = [one for one in verdicts if one.signal == signal]
        why = "" if own else why_not_judged(found, signal, books.trading(quarter))
        figures.append(Figure("signals_raised", COMPANY, f"signal:{signal}", quarter.name, None if why else sum(one.raised for one in own), "count", len(own), None, why))
    return figures
