"""Whom to ship to before the season, and up to which amount, account by account and in sum (1, D15, S5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, MILLIONTH, Figure, Number
from kam.measures.books import NOTHING, Amounts, Books
from kam.measures.coming import expected_sales
from kam.measures.overdue import overdue_items
from kam.measures.receivables import balances_only, receivables, tax, why_unknown
from kam.measures.shipping_rule import DECIDED_BY, HOLD, RELEASE, UP_TO, Case, Decision, decide, to_pay
from kam.params.season import CreditMeasure
from kam.quarters import Quarter


def measure(books: Books, quarter: Quarter, stars: Mapping[str, int], figures: Iterable[Figure]) -> list[Figure]:
    """One decision per account with credit exposure (``season_hold``, its reason the rule) with its amounts, and the company's sums.

    ``stars`` are the confirmed ones, 0 = not rated. Sums stand by decision (``decision:hold``) and by rule (``rule:zero limit``).
    """
    every = books.trading(quarter)
    missing = why_unknown(books, quarter)
    if missing:
        return [_unknown(quarter, account, missing) for account in [COMPANY, *every]]
    cases = _cases(books, quarter, stars, list(figures))
    rules = books.rules(quarter).season
    ignored = Decimal(str(rules.ignored_share))
    decided = {account: decide(case, rules.of(stars.get(account, 0)), ignored) for account, case in cases.items()}
    rows = []
    for account in every:
        if account in cases:
            rows += _of_account(books, quarter, account, cases[account], decided[account], rules.of(stars.get(account, 0)))
        else:
            rows.append(_unknown(quarter, account, "no exposure"))
    pays = {row.account_id: Decimal(row.value) for row in rows if row.metric == "season_to_pay" and row.value is not None}
    return [*_of_company(books, quarter, cases, decided, pays), *rows]


def _unknown(quarter: Quarter, account: str, reason: str) -> Figure:
    return Figure("season_hold" if account else "season_accounts", account, "", quarter.name, None, "count", None, None, reason)


def _cases(books: Books, quarter: Quarter, stars: Mapping[str, int], figures: list[Figure]) -> dict[str, Case]:
    """Every account with exposure above nothing, by id."""
    exposed = {row.account_id: Decimal(row.value) for row in figures if row.metric == "exposure" and row.account_id and row.value is not None and row.value > 0}
    owed, (delivered, ordered) = receivables(books, quarter), _uninvoiced(books, quarter)
    needs, limits, late = expected_sales(books, quarter, figures), books.accounts.credit_limit, overdue_items(books, quarter)
    rules, pace = books.rules(quarter).season, {row.account_id: row.value for row in figures if row.metric == "countback_dso_4q"}
    found = {}
    for account, exposure in sorted(exposed.items()):
        items, need = late.get(account, []), needs.get(account)
        allowed = rules.of(stars.get(account, 0)).days_late
        found[account] = Case(
            owed.get(account, NOTHING) + delivered.get(account, NOTHING),
            exposure,
            None if pd.isna(limits[account]) else Decimal(limits[account]),
            sum((amount for _, amount in items), NOTHING),
            max((days for days, _ in items), default=0),
            sum((amount for days, amount in items if days > allowed), NOTHING),
            # What is ordered is needed, whatever last year says.
            None if need is None else max((need * tax(books)).quantize(MILLIONTH), ordered.get(account, NOTHING)),
            _turns(quarter + 1, pace.get(account)),
        )
    return found


def _turns(coming: Quarter, days: Number | None) -> Decimal | None:
    """How often an account pays within the coming quarter; once where its pace is not known."""
    if days is None:
        return Decimal(1)
    return Decimal(coming.days) / Decimal(str(days)) if days > 0 else None


def _uninvoiced(books: Books, quarter: Quarter) -> tuple[Amounts, Amounts]:
    """Delivered without invoice, and ordered but not delivered, by account; nothing where it is not exported (D15)."""
    if not books.exported("deliveries", "value", "invoice"):
        return {}, {}
    rows = books.facts.open("uninvoiced")
    rows = rows[rows.quarter_end == quarter.end].set_index("account_id")
    return rows.delivered_uninvoiced.to_dict(), rows.open_orders.to_dict()


def _of_account(books: Books, quarter: Quarter, account: str, case: Case, decision: Decision, measure: CreditMeasure) -> list[Figure]:
    """The decision and its amounts; what is held back is the need less what is released."""
    back = None if case.need is None or decision.release is None else max(NOTHING, case.need - decision.release)
    no_need = "no sales a year before" if case.need is None else ""
    ageing = "balances only" if balances_only(books) else ""
    money = {
        "season_need": (case.need, no_need),
        "season_reached": (case.reached, no_need),
        "limit_left": (case.limit_left(measure), "no limit" if case.limit is None else ""),
        "past_due_amount": (None if ageing else case.past_due, ageing),
        "late_amount": (None if ageing else case.late, ageing),
        "season_release": (decision.release, no_need if decision.release is None else ""),
        "season_held_back": (back, no_need if back is None else ""),
        "season_to_pay": (to_pay(case, decision.rule, measure), ""),
    }
    rows = [Figure(metric, account, "", quarter.name, value, books.unit, None, None, why) for metric, (value, why) in money.items()]
    days = Figure("oldest_past_due", account, "", quarter.name, None if ageing else case.oldest, "days", None, None, ageing)
    return [Figure("season_hold", account, "", quarter.name, int(decision.word == HOLD), "count", None, None, decision.rule), days, *rows]


def _of_company(books: Books, quarter: Quarter, cases: dict[str, Case], decided: dict[str, Decision], pays: Amounts) -> list[Figure]:
    """How many accounts, what they need, what goes out and what stays back: in all, by decision and by rule."""
    parts = {"": sorted(decided)}
    parts |= {f"decision:{word}": [account for account, one in sorted(decided.items()) if one.word == word] for word in (HOLD, UP_TO, RELEASE)}
    parts |= {f"rule:{rule}": [account for account, one in sorted(decided.items()) if one.rule == rule] for rule in DECIDED_BY}
    rows = []
    for dimension, members in parts.items():
        needs = {account: need for account in members if (need := cases[account].need) is not None}
        released = {account: out for account in members if (out := decided[account].release) is not None}
        both = [account for account in needs if account in released]
        sums = {
            "season_need": list(needs.values()),
            "season_release": list(released.values()),
            "season_held_back": [max(NOTHING, needs[account] - released[account]) for account in both],
            "season_to_pay": [pays[account] for account in members],
            "season_exposure": [cases[account].exposure for account in members],
        }
        rows.append(Figure("season_accounts", COMPANY, dimension, quarter.name, len(members), "count"))
        rows += [_sum(books, quarter, metric, dimension, values, members) for metric, values in sums.items()]
    return rows


def _sum(books: Books, quarter: Quarter, metric: str, dimension: str, values: list[Decimal], members: list[str]) -> Figure:
    """Of accounts none of which is known the sum is unknown, of no account it is 0 (G6b)."""
    why = "no sales a year before" if members and not values else ""
    return Figure(metric, COMPANY, dimension, quarter.name, None if why else sum(values, NOTHING), books.unit, len(values), None, why)
