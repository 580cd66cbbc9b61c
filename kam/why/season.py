"""Whom to ship to before the season, and up to which amount, decided again from the rows (1, D15, S5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kam.figures import MILLIONTH
from kam.params.season import CreditMeasure
from kam.quarters import Quarter
from kam.why.bands import star_of
from kam.why.credit import PAST_DUE, uninvoiced, uninvoiced_input
from kam.why.explanation import Explanation, Input, Question, Row, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Exports
from kam.why.known import known
from kam.why.receivables import balances_only, closing, items_input, items_of, why_unknown
from kam.why.shapes import add

FOLLOWS = {"past due too long": "hold", "zero limit": "hold", "limit used up": "hold", "limit below the need": "up_to", "need not known": "up_to"}
NO_NEED = "no sales a year before"


@dataclass(frozen=True)
class Case:
    """One account before the season: what it owes, what is late, what it needs; the rule that decides, and what goes out."""

    inputs: list[Input]
    lines: list[Step]
    figures: dict[str, Decimal | int | None]
    rule: str

    @property
    def word(self) -> str:
        """hold, up_to or release."""
        return FOLLOWS.get(self.rule, "release")


def _late(exports: Exports, quarter: Quarter, account: str) -> list[tuple[int, Decimal]]:
    """Days and amount of what is past due once credits have settled the items due longest."""
    items = [] if balances_only(exports) else items_of(exports, [account], exports.owed_day(quarter))
    credit, found = -add(item.open for item in items if item.open < 0), []
    for item in sorted((item for item in items if item.state in PAST_DUE), key=lambda one: -one.late):
        settled = min(credit, item.open)
        credit -= settled
        if item.open > settled:
            found.append((item.late, item.open - settled))
    return found


def _need(exports: Exports, quarter: Quarter, account: str, ordered: Decimal) -> tuple[Decimal | None, list[Step]]:
    """What the coming quarter asks for, with tax; what is ordered is needed, whatever last year says."""
    found = known(exports, "forecast", quarter + 1, account).value
    if found is None:
        return None, []
    tax, sales = 1 + Decimal(str(exports.params.receivables_include_tax)), max(NOTHING, Decimal(found))
    value = max((sales * tax).quantize(MILLIONTH), ordered)
    return value, [step("metric.season_need", "max({} × {}, {})", sales, tax, ordered, gives=value)]


def _turns(exports: Exports, quarter: Quarter, account: str) -> Decimal | None:
    """How often it pays within the coming quarter; None where it pays at once."""
    days = known(exports, "countback_dso_4q", quarter, account).value
    return Decimal(1) if days is None else Decimal((quarter + 1).days) / Decimal(str(days)) if days > 0 else None


def case_of(exports: Exports, quarter: Quarter, account: str) -> Case | None:
    """The case of an account with credit exposure."""
    return exports.kept(("season", quarter, account), lambda: _case(exports, quarter, account))


def _case(exports: Exports, quarter: Quarter, account: str) -> Case | None:
    listed, goods = closing(exports, quarter, [account]), uninvoiced(exports, quarter, [account])
    sent = add(entry.value for entry in goods if entry.delivered_date is not None and entry.delivered_date <= exports.day(quarter))
    ordered = add(entry.value for entry in goods) - sent
    owed, exposure = (listed.total or NOTHING) + sent, (listed.total or NOTHING) + sent + ordered
    if exposure <= 0:
        return None
    rules = exports.rules(quarter).season
    allows, late = rules.of(star_of(exports, quarter, account).confirmed or 0), _late(exports, quarter, account)
    need, lines = _need(exports, quarter, account, ordered)
    limit = exports.customers[account].credit_limit
    limit = None if limit is None else Decimal(limit) * Decimal(str(allows.limit_share))
    overdue = add(amount for days, amount in late if days > allows.days_late)
    rule, release, reached = _decided(owed, limit, need, _turns(exports, quarter, account), overdue > Decimal(str(rules.ignored_share)) * exposure)
    lines += [] if reached is None else [step("metric.season_reached", "{}", reached, gives=reached)]
    left = None if limit is None else (limit - owed).quantize(MILLIONTH)
    to_pay = owed if rule == "zero limit" else max(overdue, -(left or NOTHING)) if FOLLOWS.get(rule) == "hold" else NOTHING
    figures = {
        "season_need": need, "season_reached": reached, "limit_left": left, "season_release": release, "season_exposure": exposure,
        "past_due_amount": add(amount for _, amount in late), "late_amount": overdue, "oldest_past_due": max((days for days, _ in late), default=0),
        "season_held_back": None if need is None or release is None else max(NOTHING, need - release), "season_to_pay": max(NOTHING, to_pay),
    }  # fmt: skip
    return Case([listed, uninvoiced_input(goods)], [*_lines(allows, owed, limit, exposure, overdue), *lines], figures, rule)


def _lines(allows: CreditMeasure, owed: Decimal, limit: Decimal | None, exposure: Decimal, overdue: Decimal) -> list[Step]:
    return [
        step("metric.exposure", "{}", exposure, gives=exposure),
        step("why.owed_now", "{}", owed, gives=owed),
        step("why.late_beyond", "{}", overdue, gives=overdue, days=allows.days_late),
        step("why.limit_allowed", "{}", limit if limit is not None else "no limit", gives=limit),
    ]


def _decided(owed: Decimal, allowed: Decimal | None, need: Decimal | None, turns: Decimal | None, too_late: bool) -> tuple[str, Decimal | None, Decimal | None]:
    """The rule, what is released, and what would be owed when the need is shipped evenly and paid at the usual pace."""
    over = NOTHING if turns is None or turns >= 1 else owed * (1 - turns)
    reached = None if need is None else (over + (NOTHING if turns is None else need / max(Decimal(1), turns))).quantize(MILLIONTH)
    if too_late:
        return "past due too long", NOTHING, reached
    if allowed is None:
        return "no limit", need, reached
    if (allowed - owed).quantize(MILLIONTH) <= 0:
        return "limit used up" if allowed else "zero limit", NOTHING, reached
    if need is None or reached is None:
        return "need not known", (allowed - owed).quantize(MILLIONTH), reached
    if reached <= allowed:
        return "within the limit", need, reached
    return "limit below the need", max(NOTHING, (allowed - over) * max(Decimal(1), turns or Decimal(1))).quantize(MILLIONTH), reached


def _cases(exports: Exports, asked: Question) -> dict[str, Case]:
    """Every case, or those of one decision or rule."""
    found = {account: case for account in exports.trading(asked.quarter) if (case := case_of(exports, asked.quarter, account))}
    return {account: case for account, case in found.items() if not asked.dimension or asked.part == (case.word if asked.kind == "decision" else case.rule)}


AGES = ("past_due_amount", "late_amount", "oldest_past_due")
AMOUNTS = ("season_need", "season_release", "season_held_back", "season_to_pay", "season_exposure")


@explains("season_hold", "season_accounts", *AMOUNTS, "season_reached", "limit_left", *AGES, unless=why_unknown)
def season(exports: Exports, asked: Question) -> Explanation:
    """The decision of an account and its amounts; of the company how many accounts, and the sums."""
    if not asked.account:
        return _summed(exports, asked)
    case = case_of(exports, asked.quarter, asked.account)
    if case is None:
        return unknown("no exposure")
    if asked.metric == "season_hold":
        held = int(case.word == "hold")
        return Explanation(case.inputs, [*case.lines, step("why.decided_by", "{}", case.rule, gives=None), step("metric.season_hold", "{}", held, gives=held)], held, case.rule)
    return _amount(exports, asked, case)


def _amount(exports: Exports, asked: Question, case: Case) -> Explanation:
    value = case.figures[asked.metric]
    if asked.metric in AGES:
        late = [item for item in items_of(exports, [asked.account], exports.owed_day(asked.quarter)) if item.state in (*PAST_DUE, "unapplied")]
        inputs = [items_input(late, "why.past_due_items", day=exports.owed_day(asked.quarter))]
        return unknown("balances only") if balances_only(exports) else Explanation(inputs, [step(f"metric.{asked.metric}", "{}", value, gives=value)], value)
    if value is None:
        return unknown("no limit" if asked.metric == "limit_left" else NO_NEED, case.inputs, case.lines)
    lines = [*case.lines, step("why.decided_by", "{}", case.rule, gives=None), step(f"metric.{asked.metric}", "{}", value, gives=value)]
    return Explanation(case.inputs, lines, value)


def _summed(exports: Exports, asked: Question) -> Explanation:
    cases = _cases(exports, asked)
    if asked.metric == "season_accounts":
        listed = Input("why.decisions", _rows(exports, list(cases), [case.rule for case in cases.values()]))
        return Explanation([listed], [step("metric.season_accounts", "{}", len(cases), gives=len(cases))], len(cases))
    values = {account: Decimal(value) for account, case in cases.items() if (value := case.figures[asked.metric]) is not None}
    listed = Input("why.decisions", _rows(exports, list(values), list(values.values())))
    if cases and not values:
        return unknown(NO_NEED)
    return Explanation([listed], [step(f"metric.{asked.metric}", "{}", list(values.values()) or NOTHING, gives=add(values.values()))], add(values.values()))


def _rows(exports: Exports, accounts: Sequence[str], values: Sequence[Decimal | str]) -> list[Row]:
    return [row(exports.customers[account], value, account, exports.customers[account].name) for account, value in zip(accounts, values, strict=True)]
