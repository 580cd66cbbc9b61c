"""B: concentration, over accounts with positive net sales; G: retention; B8: the loss of an account."""

from __future__ import annotations

from decimal import Decimal

from .clerk import COMPANY, Clerk, Found, add, over


def figures(clerk: Clerk, quarter: int) -> Found:
    """Concentration, major customers and retention of a quarter."""
    sold = sorted((net for account in clerk.trading(quarter) if (net := clerk.net(account, quarter)) > 0), reverse=True)
    for top in (1, 3, 5, 10):
        yield f"cr{top}", COMPANY, "", over(add(sold[:top]), add(sold))
    yield from eighty(sold)
    hhi = add((100 * one / add(sold)) ** 2 for one in sold)
    yield "hhi", COMPANY, "", float(hhi) if sold else None
    yield "effective_accounts", COMPANY, "", float(10000 / hhi) if sold else None
    yield "gini", COMPANY, "", gini(sold) if len(sold) > 1 else None
    yield from major(clerk, quarter)
    yield from retention(clerk, quarter)


def eighty(sold: list[Decimal]) -> Found:
    """B4: the fewest accounts whose sales reach 80 % of the sum."""
    n80 = next((count for count in range(1, len(sold) + 1) if add(sold[:count]) * 100 >= add(sold) * 80), None)
    yield "n80", COMPANY, "", n80
    yield "n80_share", COMPANY, "", n80 / len(sold) if n80 else None


def gini(sold: list[Decimal]) -> float:
    """Mean absolute difference of all pairs over twice the mean, pairs of an account with itself left out: the n / (n - 1) correction."""
    n = len(sold)
    apart = add(abs(one - other) for one in sold for other in sold)
    return float(apart / (2 * n * (n - 1)) / (add(sold) / n))


def major(clerk: Clerk, quarter: int) -> Found:
    """B7: a tenth of all revenue, own shops included."""
    least = Decimal(str(clerk.rules(quarter).major_customer_share))
    whole = clerk.all_net(clerk.known(quarter), quarter)
    for account in clerk.trading(quarter):
        yield "major_customer", account, "", int(clerk.net(account, quarter) >= least * whole) if whole > 0 else None


def retention(clerk: Clerk, quarter: int) -> Found:
    """R1: over accounts other than own shops that bought in the same quarter last year."""
    pairs = [(before, clerk.net(account, quarter)) for account in clerk.trading(quarter) if (before := clerk.net(account, clerk.so_far(quarter, quarter - 4))) > 0]
    base = add(before for before, _ in pairs)
    yield "nrr", COMPANY, "", over(add(now for _, now in pairs), base)
    yield "grr", COMPANY, "", over(add(min(max(now, Decimal(0)), before) for before, now in pairs), base)
    yield "account_retention", COMPANY, "", over(sum(now > 0 for _, now in pairs), len(pairs))


def new_business(clerk: Clerk, quarter: int) -> Decimal | None:
    """B8: the mean quarterly TTM net sales of the accounts whose first invoice lies in the TTM."""
    start, end = clerk.year_start(quarter), clerk.year.end(quarter)
    if min(row["date"] for row in clerk.tables["sales"]) >= start:
        return None
    new = [account for account in clerk.trading(quarter) if start <= clerk.first_invoices.get(account, end.replace(year=1)) <= end]
    return clerk.all_net(new, *clerk.twelve(quarter)) / 4 if new else None
