"""How long an account has been silent, against its own rhythm of orders (H1, H2)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.sales import OWN_SHOP
from kam.quarters import Quarter

# An order is a date with an invoice row; below this many there is no rhythm to compare with (H1).
FEWEST_ORDERS = 5
BY_ACCOUNT = "known by account only"
MONTHLY = "monthly totals"


@dataclass(frozen=True)
class Silence:
    """One account at one day: days since its last order (None = none yet), its usual gap (None = too few orders), orders so far."""

    days: int | None
    usual_gap: float | None
    orders: int

    @property
    def ratio(self) -> float | None:
        """Days since the last order / median gap."""
        return None if self.days is None or self.usual_gap is None else self.days / self.usual_gap


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``silence_ratio`` and ``days_since_last_order`` at the quarter's last day that counts, one row each per account; own shops are not judged (G3)."""
    rows = _unknown(COMPANY, quarter, BY_ACCOUNT)
    for account in books.known(quarter):
        why = OWN_SHOP if account in books.own_shops else MONTHLY if books.monthly else ""
        rows += _unknown(account, quarter, why) if why else _of_account(account, quarter, silence(books, books.day(quarter), account))
    return rows


def _unknown(account: str, quarter: Quarter, reason: str) -> list[Figure]:
    units = {"silence_ratio": "ratio", "days_since_last_order": "days"}
    return [Figure(metric, account, "", quarter.name, None, unit, None, None, reason) for metric, unit in units.items()]


def _of_account(account: str, quarter: Quarter, seen: Silence) -> list[Figure]:
    few = "" if seen.usual_gap is not None else f"fewer than {FEWEST_ORDERS} orders"
    return [
        Figure("silence_ratio", account, "", quarter.name, seen.ratio, "ratio", seen.orders, seen.usual_gap, few),
        Figure("days_since_last_order", account, "", quarter.name, seen.days, "days", seen.orders, None, "" if seen.orders else "no orders"),
    ]


def silence(books: Books, day: date, account: str) -> Silence:
    """An account's silence as of a day; nothing ordered later is seen."""
    orders = [] if books.monthly else _order_days(books).get(account, [])
    until = orders[: bisect_right(orders, day.toordinal())]
    gaps = [later - earlier for earlier, later in pairwise(until)]
    usual = float(median(gaps)) if len(until) >= FEWEST_ORDERS else None
    return Silence(day.toordinal() - until[-1] if until else None, usual, len(until))


def _order_days(books: Books) -> dict[str, list[int]]:
    """The ordinals of every account's order dates, oldest first."""
    kept: dict[str, list[int]] = books.kept("order_days")
    if not kept:
        rows = books.facts.open("order_days")
        for account, day in zip(rows.account_id, rows.date, strict=True):
            kept.setdefault(account, []).append(day.toordinal())
    return kept


def is_silent(books: Books, quarter: Quarter, account: str) -> bool | None:
    """Whether both conditions of H2 hold at the quarter's end; None where the account's rhythm is unknown.

    The ratio must exceed its threshold, and the days since the last order those of the same day a year before (where that
    is known): order-fair trade comes in waves, off season everybody is silent. Dormant accounts are the caller's to leave out.
    """
    rules = books.rules(quarter).warning
    now = silence(books, books.day(quarter), account)
    if now.ratio is None or now.days is None:
        return None
    before = silence(books, books.then(quarter, quarter.last_year).day(quarter.last_year), account).days
    return now.ratio > rules.silence_ratio and (before is None or now.days > rules.silence_to_last_year * before)
