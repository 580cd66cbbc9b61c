"""What the coming quarter's plan holds: targets, tasks and needs as proposed, a row each, for one manager or for all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kam.figures import Figure, as_text, csv_safe
from kam.measures.needs import need_of
from kam.measures.work import Row, empty, open_tasks, planned_for, recorded_needs
from kam.review.proposals import Proposal, due_in_week, joint_plan, manager, proposals, proposed_target
from kam.wording import Voice

if TYPE_CHECKING:
    from kam.review.review import Review

SHEETS = {
    "tasks": "task_id account_id name parent_task priority acceptance why form owner due hours status metric base target result done".split(),
    "targets": "account_id name quarter last_year net_sales margin status".split(),
    "needs": "account_id name need wanted gap answer our_ask fulfilled quarter status".split(),
}
FORMS = ("group meeting", "on-site coaching", "training")


@dataclass(frozen=True)
class Proposed:
    """The rows of one manager's plan, or of all managers', by sheet; ``units`` tell how a task's figures are written."""

    quarter: str
    sheets: dict[str, list[Row]]
    units: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """What changes when anything that is proposed changes."""
        rows = {sheet: [[_text(row.get(column)) for column in SHEETS[sheet]] for row in listed] for sheet, listed in self.sheets.items()}
        return hashlib.sha256(json.dumps([self.quarter, rows], ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:20]


def managers(review: Review) -> list[str]:
    """Everybody who is responsible for a key account, by name."""
    return sorted({name for account in review.key_accounts if (name := manager(review, account))})


def proposed(review: Review, owner: str = "") -> Proposed:
    """What is proposed for the coming quarter, for the accounts of one manager or of all."""
    coming = review.quarter + 1
    accounts = [account for account in review.key_accounts if not owner or manager(review, account) == owner]
    listed = proposals(review, *accounts) if accounts else []
    tasks = [row for account in accounts for row in _tasks(review, account, [one for one in listed if one.account_id == account])]
    sheets = {
        "tasks": tasks,
        "targets": [_target(review, account) for account in accounts],
        "needs": [_need(review, account, row) for account in accounts if review.books.exported("needs") for row in recorded_needs(review.books, review.quarter, account)],
    }
    units = {one.task_id: one.finding.base.unit for one in listed if one.finding.base}
    return Proposed(coming.name, sheets, units | {joint_plan(coming, account): "ratio" for account in accounts})


def _tasks(review: Review, account: str, listed: list[Proposal]) -> list[Row]:
    """The joint plan, its proposed parts by day, and what an earlier plan already has under way."""
    parts = [_task(review, one) for one in sorted(listed, key=lambda one: (one.due, one.priority))]
    under_way = [_under_way(review, task) for task in open_with(review, account) if planned_for(task) and task["due"] is not None and task["due"] > review.books.day(review.quarter)]
    joint = {
        "task_id": joint_plan(review.quarter + 1, account),
        "account_id": account,
        "name": review.name(account),
        "acceptance": review.voice.word("proposal.joint", quarter=review.quarter + 1),
        "form": review.voice.term("form", FORMS[0]),
        "owner": manager(review, account),
        "due": max((part["due"] for part in parts), default=due_in_week(review.quarter + 1, 13)),
        "status": review.voice.term("status", "proposed"),
        "metric": "target_attainment",
        "base": _value(review.figures.find("target_attainment", review.quarter, account)),
        "target": 1,
    }
    return [joint, *parts, *under_way]


def open_with(review: Review, account: str) -> list[Row]:
    """The open tasks with an account; none where tasks were not exported."""
    return open_tasks(review.books, review.quarter, account) if review.books.exported("tasks") else []


def _task(review: Review, one: Proposal) -> Row:
    finding = one.finding
    carried = finding.task or {}
    return {
        "task_id": one.task_id,
        "account_id": one.account_id,
        "name": review.name(one.account_id),
        "parent_task": one.parent,
        "priority": one.priority,
        "acceptance": one.acceptance,
        "why": one.why.text,
        "form": review.voice.term("form", one.form),
        "owner": one.owner,
        "due": one.due,
        "hours": one.hours,
        "status": review.voice.term("status", "proposed"),
        "metric": finding.metric or carried.get("metric"),
        "base": _value(finding.base),
        "target": finding.target if finding.target is not None else carried.get("target"),
    }


def _under_way(review: Review, task: Row) -> Row:
    """A task of an earlier plan that is not due yet, to be closed here."""
    words = {"form": review.voice.term("form", str(task["form"])) if not empty(task["form"]) else None, "status": review.voice.term("status", str(task["status"] or "open"))}
    return {column: task.get(column) for column in SHEETS["tasks"]} | {"name": review.name(str(task["account_id"]))} | words


def _target(review: Review, account: str) -> Row:
    """The target that was exported for the coming quarter, else last year's season grown as params say."""
    coming = review.quarter + 1
    rows = review.books.in_quarter("targets_quarter", coming)
    stated = rows[rows.account_id == account].to_dict("records")
    words = {"status": review.voice.term("status", "agreed" if stated else "proposed")}
    row = {"account_id": account, "name": review.name(account), "quarter": coming.name, "last_year": _value(review.figures.find("net_sales", coming.last_year, account))}
    if stated:
        return row | {"net_sales": stated[0]["net_sales"], "margin": stated[0]["margin"]} | words
    sales, (costed, cost) = proposed_target(review, account), review.books.costed(coming.last_year).get(account, (Decimal(0), Decimal(0)))
    margin = round(float(sales) * float((costed - cost) / costed), 2) if sales is not None and costed > 0 else None
    return row | {"net_sales": sales, "margin": margin} | words


def _need(review: Review, account: str, need: Row) -> Row:
    """A need with our answer so far and our own ask beside it; one that was met is proposed to be agreed on."""
    gap = review.figures.find("need_gap", review.quarter, account, f"need:{need['need']}")
    known = need_of(review.books.rules(review.quarter).needs, str(need["need"]))
    ask = review.voice.word(f"ask.{known}") if known and review.voice.has(f"ask.{known}") else None
    met = gap is not None and gap.value is not None and gap.value <= 0
    return {
        "account_id": account,
        "name": review.name(account),
        "need": need["need"],
        "wanted": need["wanted"],
        "gap": _value(gap),
        "answer": _answered(review.voice, need["answer"]) or (review.voice.term("answer", "agreed") if met else None),
        "our_ask": ask if empty(need["our_ask"]) else need["our_ask"],
        "quarter": (review.quarter + 1).name,
        "status": review.voice.term("status", "proposed"),
    }


def _answered(voice: Voice, answer: Any) -> str | None:
    return None if empty(answer) else voice.term("answer", str(answer))


def _value(figure: Figure | None) -> Any:
    return figure.value if figure else None


def _text(value: Any) -> str:
    if empty(value):
        return ""
    return value.isoformat() if isinstance(value, date) else csv_safe(as_text(value))
