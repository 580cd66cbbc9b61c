"""Whom to ship to before the season, and up to which amount: limit, past due and need under the measures of each star (1, D15, S5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, Figure, Number
from kam.measures.books import NOTHING, Amounts, Books
from kam.measures.coming import EXACT, expected_sales
from kam.measures.receivables import balances_only, receivables, tax, why_unknown
from kam.params.season import CreditMeasure
from kam.quarters import Quarter

HOLD, UP_TO, RELEASE = "hold", "up_to", "release"
# The rules in the order in which they are asked, and what follows from each.
DECIDED_BY = {
    "past due too long": HOLD,
    "zero limit": HOLD,
    "limit used up": HOLD,
    "limit below the need": UP_TO,
    "need not known": UP_TO,
    "no limit": RELEASE,
    "within the limit": RELEASE,
}


@dataclass(frozen=True)
class Case:
    """One account before the season, in the ledger's amounts; no limit and no known need are None.

    ``owed`` is what it owes and what was delivered without invoice, ``late`` what is past due for longer than its stars allow, ``turns`` how
    often it pays within the coming quarter at its usual pace: days of that quarter over its countback days, None where it pays at once.
    """

    owed: Decimal
    exposure: Decimal
    limit: Decimal | None
    past_due: Decimal
    oldest: int
    late: Decimal
    need: Decimal | None
    turns: Decimal | None

    def allowed(self, measure: CreditMeasure) -> Decimal | None:
        """The part of its limit that its stars may use."""
        return None if self.limit is None else self.limit * Decimal(str(measure.limit_share))

    def limit_left(self, measure: CreditMeasure) -> Decimal | None:
        """What may still be shipped at once, open orders included."""
        allowed = self.allowed(measure)
        return None if allowed is None else (allowed - self.owed).quantize(EXACT)

    @property
    def carried_over(self) -> Decimal:
        """What of today's debt is still owed at the season's end: nothing where it pays within a quarter."""
        return NOTHING if self.turns is None or self.turns >= 1 else self.owed * (1 - self.turns)

    @property
    def reached(self) -> Decimal | None:
        """What it would owe when the need is shipped evenly and paid at its usual pace."""
        if self.need is None:
            return None
        return (self.carried_over + (NOTHING if self.turns is None else self.need / max(Decimal(1), self.turns))).quantize(EXACT)

    def bearable(self, allowed: Decimal) -> Decimal:
        """The most that can be shipped over the season without passing what is allowed, as it pays."""
        return max(NOTHING, (allowed - self.carried_over) * max(Decimal(1), self.turns or Decimal(1))).quantize(EXACT)


@dataclass(frozen=True)
class Decision:
    """The rule that decided, and the amount released; None where the need is not known and nothing bounds it."""

    rule: str
    release: Decimal | None

    @property
    def word(self) -> str:
        """``hold``, ``up_to`` or ``release``."""
        return DECIDED_BY[self.rule]


def decide(case: Case, measure: CreditMeasure, ignored_share: Decimal) -> Decision:
    """Past due first, then the limit, then the need: nothing is shipped on top of what is late."""
    allowed, left = case.allowed(measure), case.limit_left(measure)
    if case.late > ignored_share * case.exposure:
        return Decision("past due too long", NOTHING)
    if allowed is None or left is None:
        return Decision("no limit", case.need)
    if left <= 0:
        return Decision("zero limit" if allowed == 0 else "limit used up", NOTHING)
    if case.need is None or case.reached is None:
        return Decision("need not known", left)
    return Decision("within the limit", case.need) if case.reached <= allowed else Decision("limit below the need", case.bearable(allowed))


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
            None if need is None else max((need * tax(books)).quantize(EXACT), ordered.get(account, NOTHING)),
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


def overdue_items(books: Books, quarter: Quarter) -> dict[str, list[tuple[int, Decimal]]]:
    """Days past due and amount of what is past due, by account, after unapplied credits have settled the items due longest first (S5)."""
    if balances_only(books):
        return {}
    rows = books.at_end("open_items", quarter)
    found: dict[str, list[tuple[int, Decimal]]] = {}
    credits: Amounts = {}
    ordered = rows.sort_values("days_past_due", ascending=False, kind="stable")
    for account, amount, disputed, days in zip(ordered.index, ordered.open_amount, ordered.disputed, ordered.days_past_due, strict=True):
        if amount < 0:
            credits[account] = credits.get(account, NOTHING) - amount
        elif not disputed and days > 0:
            found.setdefault(account, []).append((int(days), amount))
    return {account: _after_credits(items, credits.get(account, NOTHING)) for account, items in found.items()}


def _after_credits(items: list[tuple[int, Decimal]], credit: Decimal) -> list[tuple[int, Decimal]]:
    left = []
    for days, amount in items:
        settled = min(credit, amount)
        credit -= settled
        if amount > settled:
            left.append((days, amount - settled))
    return left


def to_pay(case: Case, rule: str, measure: CreditMeasure) -> Decimal:
    """What must come in before deliveries resume: what is late and what is owed beyond the limit, the larger; all of it without a limit."""
    beyond = max(NOTHING, -(case.limit_left(measure) or NOTHING))
    if rule == "zero limit":
        return max(NOTHING, case.owed)
    return max(case.late, beyond) if DECIDED_BY[rule] == HOLD else NOTHING


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
            "season_need": (sum(needs.values(), NOTHING), len(needs)),
            "season_release": (sum(released.values(), NOTHING), len(released)),
            "season_held_back": (sum((max(NOTHING, needs[account] - released[account]) for account in both), NOTHING), len(both)),
            "season_to_pay": (sum((pays[account] for account in members), NOTHING), len(members)),
            "season_exposure": (sum((cases[account].exposure for account in members), NOTHING), len(members)),
        }
        rows.append(Figure("season_accounts", COMPANY, dimension, quarter.name, len(members), "count"))
        rows += [Figure(metric, COMPANY, dimension, quarter.name, value, books.unit, n) for metric, (value, n) in sums.items()]
    return rows
