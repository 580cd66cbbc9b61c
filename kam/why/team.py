"""The people around the key accounts: departments, visits, gaps, and the fit with the cooperation mode (3.1 to 3.3)."""

from __future__ import annotations

from datetime import date

from kam.figures import COMPANY
from kam.quarters import Quarter
from kam.why.bands import key_accounts
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.relationship import newest, rung

DEFINED = ("responsibility", "authority", "benefit")


def _departments(people: list[Entry]) -> list[str]:
    return sorted({one.department for one in people if one.department})


def _visits(people: list[Entry]) -> list[date]:
    return [one.last_visit for one in people if one.role == "sponsor" and one.last_visit is not None]


def _asked_for(exports: Exports, quarter: Quarter, account: str) -> int | None:
    """How many departments the mode of cooperation asks for."""
    stage, rules = newest(exports, quarter, account), exports.rules(quarter).team
    reached = rung(exports, quarter, stage) if stage else None
    return (1, rules.departments_partner, rules.departments_embedded)[reached - 1] if reached else None


def _fits(exports: Exports, quarter: Quarter, account: str) -> bool | None:
    asked = _asked_for(exports, quarter, account)
    return None if asked is None or not exports.exported("team", "department") else len(_departments(exports.of("team", [account]))) >= asked


def missing_around(exports: Exports, quarter: Quarter, account: str) -> list[str]:
    """What is missing around an account: nobody, sponsor, visit, department, mode, responsibility, authority, benefit."""
    people = exports.of("team", [account])
    if not people:
        return ["nobody"]
    sponsors = [one for one in people if one.role == "sponsor"]
    visits, alone = _visits(people), exports.exported("team", "department") and len(_departments(people)) < 2
    seen = [day for day in visits if day <= exports.day(quarter)]
    # A visit that is only known to be later says nothing of this quarter.
    unseen = (exports.day(quarter) - max(seen)).days > exports.rules(quarter).team.visit_days if seen else not visits
    gaps = {
        "sponsor": not sponsors,
        "visit": bool(sponsors) and exports.exported("team", "last_visit") and unseen,
        "department": alone,
        "mode": not alone and _fits(exports, quarter, account) is False,
    }
    gaps |= {name: exports.exported("team", name) and not all(getattr(one, name) for one in people) for name in DEFINED}
    return [name for name, given in gaps.items() if given]


def _people(people: list[Entry]) -> Input:
    return Input("table.team", [row(one, one.role, one.entity_id, one.person, one.department, one.last_visit) for one in people])


@explains("team_gaps")
def team_gaps(exports: Exports, asked: Question) -> Explanation:
    """What is missing around an account; of the company, the key accounts with a gap, or with the one that is named."""
    accounts = [asked.account] if asked.account else key_accounts(exports, asked.quarter)
    found = {account: missing_around(exports, asked.quarter, account) for account in accounts}
    found = {account: gaps for account, gaps in found.items() if not asked.dimension or asked.part in gaps}
    lines = [step("why.of_account", "{}", tuple(gaps), gives=len(gaps), account=account) for account, gaps in found.items() if gaps]
    value = sum(map(bool, found.values())) if asked.account == COMPANY else len(found[asked.account])
    return Explanation([_people(exports.of("team", found))], [*lines, step("metric.team_gaps", "{}", value, gives=value)], value)


@explains("team_people", "team_departments", "executive_visit_days", "team_fits_mode")
def team(exports: Exports, asked: Question) -> Explanation:
    """The people of one account, their departments, the days since our executive's visit, and whether they are as many as the mode asks for."""
    people = exports.of("team", [asked.account])
    departments = _departments(people)
    if asked.metric == "team_people":
        names = sorted({one.person for one in people})
        return Explanation([_people(people)], [step("metric.team_people", "{}", tuple(names), gives=len(names))], len(names))
    if asked.metric == "executive_visit_days":
        return _visit(exports, asked, people)
    if not exports.exported("team", "department"):
        return unknown("missing department", [_people(people)])
    line: Step = step("metric.team_departments", "{}", tuple(departments), gives=len(departments))
    if asked.metric == "team_departments":
        return Explanation([_people(people)], [line], len(departments))
    needed = _asked_for(exports, asked.quarter, asked.account)
    if needed is None:
        return unknown("not described in params" if newest(exports, asked.quarter, asked.account) else "no stage recorded", [_people(people)], [line])
    value = int(len(departments) >= needed)
    return Explanation([_people(people)], [line, step("metric.team_fits_mode", "{} ≥ {}", len(departments), needed, gives=value)], value)


def _visit(exports: Exports, asked: Question, people: list[Entry]) -> Explanation:
    sponsors = [one for one in people if one.role == "sponsor"]
    days = [day for day in _visits(people) if day <= exports.day(asked.quarter)]
    if not days:
        recorded = "no visit recorded" if exports.exported("team", "last_visit") else "missing last_visit"
        return unknown(recorded if sponsors else "no sponsor", [_people(sponsors)])
    value = (exports.day(asked.quarter) - max(days)).days
    return Explanation([_people(sponsors)], [step("metric.executive_visit_days", "{} − {}", exports.day(asked.quarter), max(days), gives=value)], value)
