"""Concentration of net sales on few accounts, over the accounts with positive net sales (B1 to B5)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Amounts, Books, summed
from kam.quarters import Quarter

LEVELS = (1, 3, 5, 10)


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``cr1`` to ``cr10``, ``n80``, ``n80_share``, ``hhi``, ``effective_accounts`` and ``gini`` of the company; ``major_customer`` of each account."""
    return [*_of_company(books, quarter), *major_customers(books, quarter)]


def major_customers(books: Books, quarter: Quarter) -> list[Figure]:
    """``major_customer``: 1 for an account whose net sales are at least a tenth of the entity's revenue, own shops included (B7, IFRS 8.34)."""
    net = books.net(quarter)
    revenue = summed(net, books.known(quarter))
    least = Decimal(str(books.rules(quarter).major_customer_share))
    rows = []
    for account in books.trading(quarter):
        value = int(net.get(account, NOTHING) >= least * revenue) if revenue > 0 else None
        rows.append(Figure("major_customer", account, "", quarter.name, value, "count", None, revenue, "" if revenue > 0 else "base not positive"))
    return rows


def _of_company(books: Books, quarter: Quarter) -> list[Figure]:
    ranked = [value for _, value in ranking(books, quarter)]
    whole = sum(ranked, NOTHING)
    if not ranked:
        units = {**{f"cr{k}": "ratio" for k in LEVELS}, "n80": "count", "n80_share": "ratio", "hhi": "points", "effective_accounts": "count", "gini": "ratio"}
        return [Figure(metric, COMPANY, "", quarter.name, None, unit, 0, None, "no positive sales") for metric, unit in units.items()]
    return [*_levels(ranked, whole, quarter), *_spread(ranked, whole, quarter)]


def ranking(books: Books, quarter: Quarter, amounts: Amounts | None = None) -> list[tuple[str, Decimal]]:
    """Accounts with positive net sales, largest first, ties by account id; own shops left out (G3)."""
    net = books.net(quarter) if amounts is None else amounts
    positive = [(account, value) for account, value in net.items() if value > 0 and account not in books.own_shops]
    return sorted(positive, key=lambda pair: (-pair[1], pair[0]))


def _levels(ranked: list[Decimal], whole: Decimal, quarter: Quarter) -> list[Figure]:
    rows = [Figure(f"cr{k}", COMPANY, "", quarter.name, float(sum(ranked[:k], NOTHING) / whole), "ratio", len(ranked), whole) for k in LEVELS]
    fewest = fewest_for_80(ranked)
    rows.append(Figure("n80", COMPANY, "", quarter.name, fewest, "count", len(ranked), whole))
    rows.append(Figure("n80_share", COMPANY, "", quarter.name, fewest / len(ranked), "ratio", fewest, len(ranked)))
    return rows


def fewest_for_80(ranked: list[Decimal]) -> int:
    """The smallest number of accounts, largest first, whose net sales reach 80 % of the sum (B4)."""
    whole, running = sum(ranked, NOTHING), NOTHING
    for count, value in enumerate(ranked, 1):
        running += value
        if running * 10 >= whole * 8:
            return count
    return len(ranked)


def _spread(ranked: list[Decimal], whole: Decimal, quarter: Quarter) -> list[Figure]:
    n = len(ranked)
    hhi = float(sum((100 * value / whole) ** 2 for value in ranked))
    gini = _gini(ranked, whole) if n > 1 else None
    return [
        Figure("hhi", COMPANY, "", quarter.name, hhi, "points", n, whole),
        Figure("effective_accounts", COMPANY, "", quarter.name, 10000 / hhi, "count", n, whole),
        Figure("gini", COMPANY, "", quarter.name, gini, "ratio", n, whole, "" if n > 1 else "fewer than two accounts"),
    ]


def _gini(ranked: list[Decimal], whole: Decimal) -> float:
    """Mean absolute difference over twice the mean, with the n/(n-1) correction for small samples."""
    n = len(ranked)
    weighted = sum((Decimal(2 * rank - n - 1) * value for rank, value in enumerate(sorted(ranked), 1)), NOTHING)
    return float(weighted / (Decimal(n - 1) * whole))
