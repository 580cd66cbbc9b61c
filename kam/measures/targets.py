"""Net sales against what was agreed for the quarter (0.3 of the method, X)."""

from __future__ import annotations

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Books, summed
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``target_net_sales`` and ``target_attainment`` of each known account; the company's over the accounts with a target."""
    rows = books.in_quarter("targets_quarter", quarter)
    targets = {str(account): target for account, target in zip(rows.account_id, rows.net_sales, strict=True)}
    every, net = books.known(quarter), books.net(quarter)
    figures = []
    for account in [COMPANY, *every]:
        members = [one for one in (every if account == COMPANY else [account]) if one in targets]
        target = summed(targets, members) if members else None
        attained = ratio(summed(net, members), target or NOTHING)
        n = len(members) if account == COMPANY else None
        why = "" if members else "no targets"
        figures.append(Figure("target_net_sales", account, "", quarter.name, target, books.unit, n, None, why))
        figures.append(Figure("target_attainment", account, "", quarter.name, attained, "ratio", n, target, why or ("" if attained is not None else "base not positive")))
    return figures
