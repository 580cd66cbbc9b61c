"""The team's hours against value: each account's share of hours beside its share of net sales (1.3, L3)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kam.figures import COMPANY, Figure, ratio
from kam.measures.books import NOTHING, Amounts, Books, summed
from kam.measures.sales import OWN_SHOP
from kam.measures.work import empty
from kam.quarters import Quarter

TOP = "rank:top"


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``team_hours``, ``hours_share`` and ``hours_gap`` (share of hours less share of net sales) of each known account.

    The company has all hours, the largest accounts' number (``top_accounts``) and two shares (``rank:top``), and how many
    accounts get more or less than they bring (``accounts_served``). Hours are those of every account, own shops included
    (L3); an account of which no hours are recorded is unknown.
    """
    given, counts = _hours(books)
    whole = summed(given, given)
    why = "no team" if not books.exported("team") else ("" if whole > 0 else "no hours")
    rows = [Figure("team_hours", COMPANY, "", quarter.name, None if why else whole, "hours", sum(counts.values()), None, why)]
    shares = {account: hours / whole for account, hours in given.items()} if whole > 0 else {}
    gaps = _gaps(books, quarter, shares)
    for account in books.known(quarter):
        unknown, n = why or ("" if account in given else "no hours"), counts.get(account, 0)
        no_gap = unknown or ("" if account in gaps else (OWN_SHOP if account in books.own_shops else "base not positive"))
        rows += [
            Figure("team_hours", account, "", quarter.name, given.get(account), "hours", n, None, unknown),
            Figure("hours_share", account, "", quarter.name, _float(shares.get(account)), "ratio", n, None if unknown else whole, unknown),
            Figure("hours_gap", account, "", quarter.name, _float(gaps.get(account)), "points", None, None, no_gap),
        ]
    return [*rows, *_top(books, quarter, given, whole), *_served(books, quarter, gaps, why)]


def _gaps(books: Books, quarter: Quarter, shares: Amounts) -> Amounts:
    """Share of hours less share of net sales (B2), of the accounts that have both; exact, so that a threshold is met exactly (G20)."""
    net, trading = books.net(quarter), books.trading(quarter)
    sales = summed(net, trading)
    return {account: shares[account] - net.get(account, NOTHING) / sales for account in trading if account in shares} if sales > 0 else {}


def _float(share: Decimal | None) -> float | None:
    return None if share is None else float(share)


def _hours(books: Books) -> tuple[Amounts, dict[str, int]]:
    """Hours by account, and how many people they are of; rows without hours are left out."""
    sums: Amounts = {}
    counts: dict[str, int] = {}
    rows = books.booked("team")
    for account, hours in zip(rows.account_id, rows.hours, strict=True):
        if not empty(hours) and not empty(account):
            sums[str(account)] = sums.get(str(account), NOTHING) + Decimal(hours)
            counts[str(account)] = counts.get(str(account), 0) + 1
    return sums, counts


def largest(books: Books, quarter: Quarter) -> list[str]:
    """The accounts that deserve most of the attention: by falling net sales the first fifth of those with positive ones, rounded half up, at least one (1.3)."""
    net = books.net(quarter)
    buying = sorted((account for account in books.trading(quarter) if net.get(account, NOTHING) > 0), key=lambda account: (-net[account], account))
    count = (Decimal(str(books.rules(quarter).team.top_share)) * len(buying)).quantize(Decimal(1), ROUND_HALF_UP)
    return buying[: max(1, int(count))] if buying else []


def _top(books: Books, quarter: Quarter, given: Amounts, whole: Decimal) -> list[Figure]:
    """How many the largest accounts are, and their part of net sales (B2) and of the hours."""
    top, net = largest(books, quarter), books.net(quarter)
    sales = summed(net, books.trading(quarter))
    sold, spent = ratio(summed(net, top), sales) if top else None, ratio(summed(given, top), whole) if top else None
    no_hours = "no team" if not books.exported("team") else "no hours"
    return [
        Figure("top_accounts", COMPANY, "", quarter.name, len(top), "count"),
        Figure("share", COMPANY, TOP, quarter.name, sold, "ratio", len(top), sales, "" if sold is not None else "no positive sales"),
        Figure("hours_share", COMPANY, TOP, quarter.name, spent, "ratio", sum(account in given for account in top), whole if given else None,
               "" if spent is not None else ("no positive sales" if given and not top else no_hours)),
    ]  # fmt: skip


def _served(books: Books, quarter: Quarter, gaps: Amounts, why: str) -> list[Figure]:
    """How many accounts get clearly more, and clearly less, of the hours than they bring of the sales."""
    limit = Decimal(str(books.rules(quarter).team.hours_gap))
    counts = {"served:more": sum(gap > limit for gap in gaps.values()), "served:less": sum(gap < -limit for gap in gaps.values())}
    return [Figure("accounts_served", COMPANY, name, quarter.name, None if why else count, "count", len(gaps), None, why) for name, count in counts.items()]
