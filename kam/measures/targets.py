"""Net sales against what was agreed for the quarter (0.3 of the method, X)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Books, summed
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``target_net_sales`` and ``target_attainment`` of each known account; the company's over the accounts with a target.

    Of a quarter that is not over, attainment divides by the part of the target that last year's pattern puts on the days so far.
    """
    rows = books.in_quarter("targets_quarter", quarter)
    targets = {str(account): target for account, target in zip(rows.account_id, rows.net_sales, strict=True)}
    every, net, part = books.known(quarter), books.net(quarter), elapsed_part(books, quarter)
    figures = []
    for account in [COMPANY, *every]:
        members = [one for one in (every if account == COMPANY else [account]) if one in targets]
        target = summed(targets, members) if members else None
        due = None if target is None else target * part
        attained = ratio(summed(net, members), due or NOTHING)
        n = len(members) if account == COMPANY else None
        why = "" if members else "no targets"
        figures.append(Figure("target_net_sales", account, "", quarter.name, target, books.unit, n, None, why))
        figures.append(Figure("target_attainment", account, "", quarter.name, attained, "ratio", n, due, why or ("" if attained is not None else "base not positive")))
    return figures


def elapsed_part(books: Books, quarter: Quarter) -> Decimal:
    """The part of a quarter that is over, by the company's net sales of last year's; by its days where that cannot say (G13b)."""
    before = quarter.last_year
    so_far, whole = (summed(one.net(before), one.trading(before)) for one in (books.then(quarter, before), books))
    return so_far / whole if 0 < so_far <= whole else Decimal(books.days(quarter)) / quarter.days
