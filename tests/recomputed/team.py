"""1.3, 3.1 to 3.3, L3: the people around the accounts, the mode that they serve, and their hours beside the sales."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

from .clerk import COMPANY, NONE, Clerk, Found, Row, add, over
from .stars import Stars

GAPS = ("nobody", "sponsor", "visit", "department", "mode", "responsibility", "authority", "benefit")


def figures(clerk: Clerk, stars: Stars, quarter: int) -> Found:
    """Teams of the key accounts, stages of all, hours of all."""
    if clerk.has("team"):
        yield from teams(clerk, stars.keys(quarter), quarter)
    yield from relationships(clerk, quarter)
    yield from hours(clerk, quarter)


def stage(clerk: Clerk, account: str, quarter: int) -> str:
    """The newest recorded by the quarter's end; of one day the one that stands last."""
    rows = [row for row in clerk.booked_rows("relationships").get(account, []) if row.get("stage") and row.get("date") and row["date"] <= clerk.day(quarter)]
    return str(max(enumerate(rows), key=lambda pair: (pair[1]["date"], pair[0]))[1]["stage"]) if rows else ""


def rung(clerk: Clerk, account: str, quarter: int) -> int | None:
    """1 single contact, 2 partner, 3 embedded partner."""
    found = clerk.rules(quarter).strength.stages.get(stage(clerk, account, quarter).strip().lower())
    return int(found) if found else None


def relationships(clerk: Clerk, quarter: int) -> Found:
    """Rungs by account, their median, and accounts by stage."""
    rungs = {account: rung(clerk, account, quarter) for account in clerk.trading(quarter)}
    known = [one for one in rungs.values() if one is not None]
    yield "relationship_stage", COMPANY, "", float(median(known)) if known else None
    yield from (("relationship_stage", account, "", value) for account, value in rungs.items())
    words = [word for account in rungs if (word := stage(clerk, account, quarter))]
    yield from (("relationship_stage", COMPANY, f"stage:{word}", words.count(word)) for word in set(words))


def teams(clerk: Clerk, keys: list[str], quarter: int) -> Found:
    """What each key account has, and what is missing around it."""
    missing = {account: gaps(clerk, account, quarter) for account in keys}
    yield "team_gaps", COMPANY, "", sum(bool(found) for found in missing.values())
    for gap in GAPS:
        yield "team_gaps", COMPANY, f"gap:{gap}", sum(gap in found for found in missing.values())
    for account, found in missing.items():
        people, day = clerk.booked_rows("team").get(account, []), visited(clerk, account, quarter)
        yield "team_gaps", account, "", len(found)
        yield "team_people", account, "", len({one["person"] for one in people})
        yield "team_departments", account, "", len(departments(people)) if clerk.has("team", "department") else None
        yield "executive_visit_days", account, "", (clerk.day(quarter) - day).days if day else None
        fits = fitting(clerk, account, quarter)
        yield "team_fits_mode", account, "", None if fits is None else int(fits)


def departments(people: list[Row]) -> set[str]:
    """Those that take part."""
    return {one["department"] for one in people if one.get("department")}


def sponsors(clerk: Clerk, account: str) -> list[Row]:
    """Our executives."""
    return [one for one in clerk.booked_rows("team").get(account, []) if one["role"] == "sponsor"]


def visited(clerk: Clerk, account: str, quarter: int) -> date | None:
    """Our executive's last visit, as far as it lies by the quarter's end."""
    days = [one["last_visit"] for one in sponsors(clerk, account) if one.get("last_visit")]
    return max((day for day in days if day <= clerk.day(quarter)), default=None)


def fitting(clerk: Clerk, account: str, quarter: int) -> bool | None:
    """3.2: one department for a single contact, two for a partnership, three for an embedded one."""
    rules, now = clerk.rules(quarter).team, rung(clerk, account, quarter)
    if now is None or not clerk.has("team", "department"):
        return None
    return len(departments(clerk.booked_rows("team").get(account, []))) >= (1, rules.departments_partner, rules.departments_embedded)[now - 1]


def gaps(clerk: Clerk, account: str, quarter: int) -> list[str]:
    """Out of ``GAPS``; a visit that is known to be later only is not missing."""
    people, executives = clerk.booked_rows("team").get(account, []), sponsors(clerk, account)
    if not people:
        return ["nobody"]
    found = [] if executives else ["sponsor"]
    day = visited(clerk, account, quarter)
    if executives and clerk.has("team", "last_visit"):
        late = (clerk.day(quarter) - day).days > clerk.rules(quarter).team.visit_days if day else not any(one.get("last_visit") for one in executives)
        found += ["visit"] if late else []
    alone = clerk.has("team", "department") and len(departments(people)) < 2
    found += ["department"] if alone else ["mode"] if fitting(clerk, account, quarter) is False else []
    return found + [duty for duty in GAPS[5:] if clerk.has("team", duty) and any(not one.get(duty) for one in people)]


def hours(clerk: Clerk, quarter: int) -> Found:
    """L3: the account's part of all hours, own shops included, beside its share of net sales (B2)."""
    given = {account: add(known) for account, rows in clerk.booked_rows("team").items() if (known := [row["hours"] for row in rows if row.get("hours") is not None])}
    whole, trading = add(given.values()), clerk.trading(quarter)
    sold = clerk.all_net(trading, quarter)
    shares = {account: Fraction(value) / Fraction(whole) for account, value in given.items()} if whole > 0 else {}
    apart = {account: shares[account] - Fraction(clerk.net(account, quarter)) / Fraction(sold) for account in trading if account in shares} if sold > 0 else {}
    yield "team_hours", COMPANY, "", whole if whole > 0 else None
    for account in clerk.known(quarter):
        yield "team_hours", account, "", given.get(account)
        yield "hours_share", account, "", float(shares[account]) if account in shares else None
        yield "hours_gap", account, "", float(apart[account]) if account in apart else None
    limit = Fraction(str(clerk.rules(quarter).team.hours_gap))
    yield "accounts_served", COMPANY, "served:more", sum(one > limit for one in apart.values()) if whole > 0 else None
    yield "accounts_served", COMPANY, "served:less", sum(one < -limit for one in apart.values()) if whole > 0 else None
    top = largest(clerk, quarter)
    yield "top_accounts", COMPANY, "", len(top)
    yield "share", COMPANY, "rank:top", over(clerk.all_net(top, quarter), sold) if top else None
    yield "hours_share", COMPANY, "rank:top", over(add(given.get(account, NONE) for account in top), whole) if top else None


def largest(clerk: Clerk, quarter: int) -> list[str]:
    """1.3: the first fifth of the accounts with positive net sales, rounded half up, at least one."""
    sold = [account for account in clerk.trading(quarter) if clerk.net(account, quarter) > 0]
    sold.sort(key=lambda account: (-clerk.net(account, quarter), account))
    fifth = (len(sold) * Decimal(str(clerk.rules(quarter).team.top_share))).quantize(Decimal(1), ROUND_HALF_UP)
    return sold[: max(int(fifth), 1)]
