"""L and 0.2: tasks, needs and the team around the accounts; the base put in order; scores."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from .clerk import COMPANY, Clerk, Found, Row, Value
from .fiscal import trailing
from .stars import Stars

LESS = ("lead_time", "lot", "cycle", "price")
MEASURED_BY = {"lead_time": "lead_time_median", "lot": "lot_median", "batches": "batches", "cycle": "cycle_median"}
Known = Mapping[tuple[str, str, str], Value]


def counted_tasks(clerk: Clerk) -> list[Row]:
    """Tasks that count: not cancelled, and no other task's parent, whose parts count (L1)."""
    parents = {row["parent_task"] for row in clerk.tables["tasks"] if row.get("parent_task") and row["parent_task"] != row["task_id"]}
    return [row for row in clerk.tables["tasks"] if row.get("status") != "cancelled" and row["task_id"] not in parents]


def tasks_of(clerk: Clerk, account: str) -> list[Row]:
    """Those of an account."""
    return [row for row in counted_tasks(clerk) if row.get("account_id") and clerk.top(row["account_id"]) == account]


def is_open(clerk: Clerk, task: Row, end: date) -> bool:
    """L1: not done by then; by status where no day of completion is exported."""
    if clerk.has("tasks", "done"):
        return not task.get("done") or task["done"] > end
    return task.get("status") != "done"


def late_tasks(clerk: Clerk, account: str, quarter: int) -> int | None:
    """L2: open tasks due by the quarter's end; unknown where none was due."""
    end = clerk.day(quarter)
    due = [task for task in tasks_of(clerk, account) if task.get("due") and task["due"] <= end]
    return sum(is_open(clerk, task, end) for task in due) if due else None


def figures(clerk: Clerk, stars: Stars, quarter: int, known: Known) -> Found:
    """Work around the key accounts, needs and the base."""
    keys = stars.keys(quarter)
    counted = {"open_tasks": ("tasks", open_count), "late_tasks": ("tasks", late_count), "needs_recorded": ("needs", needs_count), "needs_answered": ("needs", answered_count)}
    for metric, (table, count) in counted.items():
        if clerk.has(table):
            yield metric, COMPANY, "", sum(count(clerk, account, quarter) for account in keys)
            yield from ((metric, account, "", count(clerk, account, quarter)) for account in keys)
    yield from needs(clerk, quarter, known)
    yield from base(clerk, quarter)


def open_count(clerk: Clerk, account: str, quarter: int) -> int:
    """Tasks neither done nor cancelled by the quarter's end."""
    return sum(is_open(clerk, task, clerk.day(quarter)) for task in tasks_of(clerk, account))


def late_count(clerk: Clerk, account: str, quarter: int) -> int:
    """Of them, those due by then."""
    return late_tasks(clerk, account, quarter) or 0


def needs_of(clerk: Clerk, account: str, quarter: int) -> dict[str, Row]:
    """The newest row of each need by the quarter; one without a quarter is older than any."""
    found: dict[str, Row] = {}

    def age(row: Row) -> tuple[Any, ...]:
        return tuple(row.get(name) or "" for name in ("quarter", "wanted", "fulfilled", "answer"))

    for row in clerk.booked_rows("needs").get(account, []):
        if not row.get("quarter") or clerk.year.named(row["quarter"]) <= quarter:
            held = found.get(row["need"])
            found[row["need"]] = row if held is None or age(row) > age(held) else held
    return found


def needs_count(clerk: Clerk, account: str, quarter: int) -> int:
    """Needs that are recorded."""
    return len(needs_of(clerk, account, quarter))


def answered_count(clerk: Clerk, account: str, quarter: int) -> int:
    """Needs with an answer of ours."""
    return sum(bool(row.get("answer")) for row in needs_of(clerk, account, quarter).values())


def needs(clerk: Clerk, quarter: int, known: Known) -> Found:
    """What was asked against what was got, as recorded this quarter or else as measured; met where it was not missed."""
    scopes: dict[tuple[str, str], list[bool]] = {(COMPANY, ""): []}
    for account in clerk.trading(quarter) if clerk.has("needs") else ():
        for need, row in needs_of(clerk, account, quarter).items():
            gap, part = missed(clerk, account, quarter, row, known)
            yield "need_gap", account, f"need:{need}", gap
            yield "need_gap_ratio", account, f"need:{need}", part
            for scope in ((account, ""), (COMPANY, f"need:{need}"), (COMPANY, "")) if gap is not None else ():
                scopes.setdefault(scope, []).append(gap > 0)
    for (account, dimension), short in scopes.items():
        yield "needs_short", account, dimension, sum(short) if clerk.has("needs") else None
    for account in [COMPANY, *clerk.trading(quarter)]:
        compared = scopes.get((account, ""), [])
        yield "needs_met", account, "", 1 - sum(compared) / len(compared) if compared else None


def missed(clerk: Clerk, account: str, quarter: int, row: Row, known: Known) -> tuple[float | None, float | None]:
    """The gap of one need, and as a part of what was asked; above zero where it was missed."""
    rules, word = clerk.rules(quarter).needs, str(row["need"]).strip().lower()
    name = next((name for name, need in rules.items() if word in (name, *(one.lower() for one in need.words))), None)
    wanted = number(row.get("wanted"))
    if name is None or wanted is None:
        return None, None
    got = number(row.get("fulfilled")) if not row.get("quarter") or row["quarter"] == clerk.year.name(quarter) else None
    if got is None:
        measured = known.get((MEASURED_BY.get(name, ""), account, ""))
        got = None if measured is None else float(measured)
    if got is None:
        return None, None
    gap = round(got - wanted if name in LESS else wanted - got, 9)
    return gap, gap / wanted if wanted else None


def number(text: Any) -> float | None:
    """The one number in a cell."""
    plain = unicodedata.normalize("NFKC", str(text or "")).replace(",", "")
    found = re.findall(r"\d+(?:\.\d+)?", plain)
    return float(found[0]) / (100 if "%" in plain else 1) if len(found) == 1 else None


def base(clerk: Clerk, quarter: int) -> Found:
    """1.0: top parents by status, kind, tier and territory."""
    states = {account: status(clerk, account, quarter) for account in clerk.master if clerk.top(account) == account}
    listed = {account: state for account, state in states.items() if state}
    counts: Counter[str] = Counter({f"status:{state}": 0 for state in ("active", "new", "dormant", "prospect")})
    for account, state in listed.items():
        words = {"status": state, **{column: clerk.of(account, column) for column in ("kind", "tier", "territory")}}
        counts.update(f"{kind}:{word}" for kind, word in words.items() if word)
    yield "accounts", COMPANY, "", len(listed)
    yield from (("accounts", COMPANY, dimension, count) for dimension, count in counts.items())


def status(clerk: Clerk, account: str, quarter: int) -> str:
    """H2; empty for an account not known by then that is no prospect."""
    if clerk.own_shop(account):
        return "own shop"
    if account not in clerk.known(quarter):
        return "prospect" if clerk.of(account, "kind") == "prospect" else ""
    first = clerk.first_invoices.get(account)
    if first is not None and first > clerk.year.start(quarter - 1):
        return "new"
    return "active" if any(clerk.net(account, one) > 0 for one in trailing(quarter)) or (clerk.partial(quarter) and clerk.ttm(account, quarter) > 0) else "dormant"
