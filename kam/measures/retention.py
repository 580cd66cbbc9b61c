"""How much of last year's business is still there (G, R1)."""

from __future__ import annotations

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Books
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``nrr``, ``grr`` and ``account_retention`` of the accounts with positive net sales in the same quarter of last year, over the same elapsed days."""
    before, now = books.then(quarter, quarter.last_year).net(quarter.last_year), books.net(quarter)
    base = {account: value for account, value in sorted(before.items()) if value > 0 and account not in books.own_shops}
    if not base:
        reason = "no sales a year before"
        return [Figure(metric, COMPANY, "", quarter.name, None, "ratio", 0, None, reason) for metric in ("nrr", "grr", "account_retention")]
    whole = sum(base.values(), NOTHING)
    kept = {account: now.get(account, NOTHING) for account in base}
    net = sum(kept.values(), NOTHING)
    gross = sum((min(max(kept[account], NOTHING), base[account]) for account in base), NOTHING)
    retained = sum(value > 0 for value in kept.values())
    return [
        Figure("nrr", COMPANY, "", quarter.name, float(net / whole), "ratio", len(base), whole),
        Figure("grr", COMPANY, "", quarter.name, float(gross / whole), "ratio", len(base), whole),
        Figure("account_retention", COMPANY, "", quarter.name, retained / len(base), "ratio", retained, len(base)),
    ]
