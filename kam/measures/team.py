"""The teams around the key accounts: departments, sponsor and last visit, duties, and the fit with the cooperation mode (3.1 to 3.3)."""

from __future__ import annotations

from datetime import date

from kam.figures import COMPANY, Figure
from kam.measures.books import Books
from kam.measures.relationship import stages
from kam.measures.work import Row, empty
from kam.quarters import Quarter

DEFINED = ("responsibility", "authority", "benefit")
GAPS = ("nobody", "sponsor", "visit", "department", "mode", *DEFINED)


def measure(books: Books, quarter: Quarter, key_accounts: list[str]) -> list[Figure]:
    """``team_gaps``, ``team_people``, ``team_departments``, ``executive_visit_days`` and ``team_fits_mode`` of each key account.

    The company's ``team_gaps`` counts key accounts with a gap, by ``gap:`` those with this one; without a team table there are no rows.
    """
    if not books.exported("team"):
        return []
    rows = [row for account in key_accounts for row in _of(books, quarter, account)]
    gaps = {account: team_gaps(books, quarter, account) for account in key_accounts}
    rows.append(Figure("team_gaps", COMPANY, "", quarter.name, sum(bool(found) for found in gaps.values()), "count", len(gaps)))
    counts = {gap: sum(gap in found for found in gaps.values()) for gap in GAPS}
    return rows + [Figure("team_gaps", COMPANY, f"gap:{gap}", quarter.name, count, "count", len(gaps)) for gap, count in counts.items()]


def _of(books: Books, quarter: Quarter, account: str) -> list[Figure]:
    people = members(books, account)
    known, day, fits = books.exported("team", "department"), executive_visit(books, quarter, account), fits_mode(books, quarter, account)
    no_visit = "no sponsor" if not _sponsors(people) else ("no visit recorded" if books.exported("team", "last_visit") else "missing last_visit")
    no_rung = "not described in params" if stage(books, quarter, account) else "no stage recorded"
    why_not = "" if fits is not None else (no_rung if known else "missing department")
    return [
        Figure("team_gaps", account, "", quarter.name, len(team_gaps(books, quarter, account)), "count"),
        Figure("team_people", account, "", quarter.name, len({one["person"] for one in people}), "count", len(people)),
        Figure("team_departments", account, "", quarter.name, len(departments(people)) if known else None, "count", len(people), None, "" if known else "missing department"),
        Figure("executive_visit_days", account, "", quarter.name, (books.day(quarter) - day).days if day else None, "days", None, None, "" if day else no_visit),
        Figure("team_fits_mode", account, "", quarter.name, None if fits is None else int(fits), "count", None, None, why_not),
    ]


def members(books: Books, account: str) -> list[Row]:
    """The people who serve an account, our sponsor first."""
    rows = books.booked("team")
    rows = rows[rows.account_id == account]
    return list(rows.assign(order=rows.role.ne("sponsor")).sort_values(["order", "role", "person"]).to_dict("records"))


def _sponsors(people: list[Row]) -> list[Row]:
    return [one for one in people if one["role"] == "sponsor"]


def departments(people: list[Row]) -> list[str]:
    """The departments that take part, by name."""
    return sorted({str(one["department"]) for one in people if not empty(one["department"])})


def executive_visit(books: Books, quarter: Quarter, account: str) -> date | None:
    """The day of our executive's last visit, as far as it lies by the quarter's end."""
    days = [one["last_visit"] for one in _sponsors(members(books, account)) if not empty(one["last_visit"])]
    return max((day for day in days if day <= books.day(quarter)), default=None)


def stage(books: Books, quarter: Quarter, account: str) -> str:
    """The stage of the relationship: its newest row by the quarter's end (of one day the last read); empty where none is recorded."""
    found = stages(books, quarter).get(account)
    return found.word if found else ""


def departments_asked(books: Books, quarter: Quarter, account: str) -> int | None:
    """How many departments the rung of the recorded stage asks for (3.2); None for a stage that is not recorded or not described in params."""
    rules = books.rules(quarter)
    rung = rules.strength.stages.get(stage(books, quarter, account).strip().lower())
    return None if rung is None else {1: 1, 2: rules.team.departments_partner, 3: rules.team.departments_embedded}[rung]


def fits_mode(books: Books, quarter: Quarter, account: str) -> bool | None:
    """Whether as many departments take part as the cooperation mode asks for; None where either is unknown."""
    asked = departments_asked(books, quarter, account)
    if asked is None or not books.exported("team", "department"):
        return None
    return len(departments(members(books, account))) >= asked


def team_gaps(books: Books, quarter: Quarter, account: str) -> list[str]:
    """What is missing around one account, out of ``GAPS``; a visit that is only known to be later is not missing."""
    people = members(books, account)
    if not people:
        return ["nobody"]
    alone = books.exported("team", "department") and len(departments(people)) < 2
    found = {
        "sponsor": not _sponsors(people),
        "visit": bool(_sponsors(people)) and _visit_missing(books, quarter, account),
        "department": alone,
        "mode": not alone and fits_mode(books, quarter, account) is False,
        **{column: books.exported("team", column) and any(empty(one[column]) for one in people) for column in DEFINED},
    }
    return [gap for gap in GAPS if found.get(gap)]


def _visit_missing(books: Books, quarter: Quarter, account: str) -> bool:
    if not books.exported("team", "last_visit"):
        return False
    day = executive_visit(books, quarter, account)
    if day is None:
        return all(empty(one["last_visit"]) for one in _sponsors(members(books, account)))
    return (books.day(quarter) - day).days > books.rules(quarter).team.visit_days
