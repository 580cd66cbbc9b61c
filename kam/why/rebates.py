"""Goods placed before payment against the year's rebate, and what the ledger says of rebates (D16)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kam.figures import MILLIONTH
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.shapes import add, cell_rows

COLUMNS = {"consigned_value": "consigned_value", "rebates_accrued": "accrued", "rebates_paid": "paid"}


def stated(exports: Exports, quarter: Quarter, account: str) -> list[Entry]:
    """The rebates rows of an account, branches included, for a quarter."""
    every: dict[tuple[str, str], list[Entry]] = exports.kept("rebates", lambda: _indexed(exports))
    return every.get((account, quarter.name), [])


def _indexed(exports: Exports) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in exports.table("rebates"):
        found.setdefault((entry.account_id, entry.quarter), []).append(entry)
    return found


def amount(entries: Sequence[Entry], column: str) -> Decimal | None:
    """The sum of a column, None where no row states it."""
    values = [getattr(entry, column) for entry in entries if getattr(entry, column) is not None]
    return add(values) if values else None


def _scope(exports: Exports, asked: Question) -> list[list[Entry]]:
    """The rows of each account that has any."""
    every = [stated(exports, asked.quarter, account) for account in exports.members(asked.account, asked.quarter)]
    return [entries for entries in every if entries]


def _none(exports: Exports) -> str:
    return "no rebates row" if exports.exported("rebates") else "no rebates"


@explains(*COLUMNS)
def ledger_amount(exports: Exports, asked: Question) -> Explanation:
    """One column of the rebates rows of the quarter."""
    found, column = _scope(exports, asked), COLUMNS[asked.metric]
    if not found:
        return unknown(_none(exports))
    listed = Input("table.rebates", [one for entries in found for one in cell_rows(entries, column, "entity_id", "quarter")])
    if not listed.rows:
        return unknown(f"missing {column}", [listed])
    return Explanation([listed], [step(f"metric.{asked.metric}", "{}", [one.value for one in listed.rows], gives=listed.total)], listed.total)


def _year(entries: Sequence[Entry], quarter: Quarter) -> Fraction | None:
    """The whole year's rebate of one account: as expected, else what is accrued so far x 4 / number of the quarter."""
    expected, accrued = amount(entries, "expected_year"), amount(entries, "accrued")
    if expected is not None:
        return Fraction(expected)
    return None if accrued is None else Fraction(accrued) * 4 / quarter.number


def _shown(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(MILLIONTH)


@explains("rebates_year", "consignment_cover")
def cover(exports: Exports, asked: Question) -> Explanation:
    """The year's rebate, and the goods placed over it; above 1 they are not covered."""
    found = _scope(exports, asked)
    if not found:
        return unknown(_none(exports))
    columns = ("expected_year", "accrued", "consigned_value")
    inputs = [Input(f"why.column.{column}", [one for entries in found for one in cell_rows(entries, column, "entity_id", "quarter")]) for column in columns]
    carried = "carried on from what is accrued" if not inputs[0].rows and inputs[1].rows else ""
    known = [(amount(entries, "consigned_value"), _year(entries, asked.quarter)) for entries in found]
    years = [year for _, year in known if year is not None]
    sum_of_years = _shown(sum(years, Fraction(0)))
    whole = step("metric.rebates_year", "{}", [_shown(year) for year in years], gives=sum_of_years)
    if carried:
        whole = step("metric.rebates_year", "4 / {} × {}", asked.quarter.number, inputs[1].total, gives=sum_of_years)
    if asked.metric == "rebates_year":
        return Explanation(inputs[:2], [whole], sum_of_years, carried) if years else unknown("missing accrued", inputs)
    pairs = [(placed, year) for placed, year in known if placed is not None and year is not None]
    if not pairs:
        return unknown("missing consigned_value" if years else "missing accrued", inputs)
    placed, year = add(one for one, _ in pairs), sum((one for _, one in pairs), Fraction(0))
    lines = [whole, step("metric.consigned_value", "{}", [one for one, _ in pairs], gives=placed)]
    if year <= 0:
        return unknown("uncovered" if placed > 0 else "no rebate", inputs, lines)
    value = float(Fraction(placed) / year)
    return Explanation(inputs, [*lines, step("metric.consignment_cover", "{} / {}", placed, _shown(year), gives=value)], value, carried)


@explains("beyond_rebate")
def beyond_rebate(exports: Exports, asked: Question) -> Explanation:
    """Accounts with more goods placed than the year's rebate, or with goods and no rebate."""
    covers = {account: cover(exports, Question("consignment_cover", asked.quarter, account)) for account in exports.trading(asked.quarter)}
    beyond = {account: one for account, one in covers.items() if one.reason == "uncovered" or (one.value is not None and one.value > 1)}
    inputs = [each for one in beyond.values() for each in one.inputs]
    lines = [step("why.of_account", "{} > 1", one.value if one.value is not None else one.reason, gives=1, account=account) for account, one in beyond.items()]
    return Explanation(inputs, [*lines, step("metric.beyond_rebate", "{}", len(beyond), gives=len(beyond))], len(beyond))


@explains("rebates_not_booked")
def not_booked(exports: Exports, asked: Question) -> Explanation:
    """Accounts of which a rebates row says that it is not in the ledger; silence is no answer."""
    found = _scope(exports, asked)
    if not found:
        return unknown(_none(exports))
    said = [[entry for entry in entries if entry.booked is not None] for entries in found]
    said = [entries for entries in said if entries]
    listed = Input("table.rebates", [row(entry, _word(entry.booked), entry.entity_id, entry.quarter) for entries in said for entry in entries])
    if not said:
        return unknown("missing booked", [listed])
    value = sum(any(entry.booked is False or entry.booked == 0 for entry in entries) for entries in said)
    return Explanation([listed], [step("metric.rebates_not_booked", "{}", value, gives=value)], value)


def _word(flag: Any) -> str:
    return "1" if flag else "0"


def granted(exports: Exports, quarter: Quarter, account: str) -> dict[str, Decimal]:
    """What was granted to an account for one quarter, as far as it is stated: rebates accrued in it, promotion, freight."""
    entries = stated(exports, quarter, account)
    found = {name: value for name in ("promotion", "freight") if (value := amount(entries, name)) is not None}
    accrued = amount(entries, "accrued")
    if accrued is not None:
        # Accrued is so far this year: the first quarter begins at nothing.
        before = None if quarter.number == 1 else amount(stated(exports, quarter.previous, account), "accrued")
        found["rebates"] = accrued - (before or NOTHING)
    return found
