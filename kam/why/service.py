"""On time in full, fill rate, lead times, and how an account is supplied (E, X)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from kam.figures import as_text
from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import Entry, Exports
from kam.why.shapes import add, middle


@dataclass(frozen=True)
class Line:
    """An order line promised in a quarter, as it stood at that quarter's last day."""

    entry: Entry
    ordered: Decimal
    on_time: Decimal
    delivered: Decimal
    lead_days: int | None


def lines_of(exports: Exports, quarter: Quarter, accounts: Sequence[str]) -> list[Line]:
    """The lines of some accounts promised in a quarter (E1)."""
    every: dict[str, list[Line]] = exports.kept(("lines", quarter), lambda: _lines(exports, quarter))
    return [line for account in accounts for line in every.get(account, [])]


def _lines(exports: Exports, quarter: Quarter) -> dict[str, list[Line]]:
    """Rows with the same order and line are one line; its first row says what was ordered and promised (E2)."""
    parts: dict[tuple[str, object], list[Entry]] = exports.kept("order lines", lambda: _grouped(exports))
    found: dict[str, list[Line]] = defaultdict(list)
    for entries in parts.values():
        first = entries[0]
        if first.promised_date and quarter.start <= first.promised_date <= exports.day(quarter) and (first.ordered_qty or 0) > 0:
            found[first.account_id].append(_line(exports, quarter, entries))
    return found


def _grouped(exports: Exports) -> dict[tuple[str, object], list[Entry]]:
    parts: dict[tuple[str, object], list[Entry]] = defaultdict(list)
    for entry in exports.table("deliveries"):
        parts[entry.order, entry.line or entry.position].append(entry)
    return parts


def _line(exports: Exports, quarter: Quarter, entries: Sequence[Entry]) -> Line:
    first, rules = entries[0], exports.rules(quarter).service
    came = [entry for entry in entries if entry.delivered_date and entry.delivered_date <= exports.day(quarter)]
    until = first.promised_date + timedelta(days=rules.otif_tolerance_days)
    start = first.ordered_date if exports.exported("deliveries", "ordered_date") else first.requested_date
    last = max((entry.delivered_date for entry in came), default=None)
    on_time = add(entry.delivered_qty or 0 for entry in came if entry.delivered_date <= until)
    days = (last - start).days if last and start else None
    return Line(first, first.ordered_qty, on_time, add(entry.delivered_qty or 0 for entry in came), days)


def in_full(exports: Exports, quarter: Quarter, line: Line) -> bool:
    """Whether what came in time is what was ordered, within the tolerance (E3)."""
    return line.on_time >= line.ordered * (1 - Decimal(str(exports.rules(quarter).service.otif_tolerance_share)))


@explains("otif_rate", "fill_rate", "lead_time_median", "lead_time_p90")
def service(exports: Exports, asked: Question) -> Explanation:
    """The four figures of the lines promised in the quarter."""
    if not exports.exported("deliveries"):
        return unknown("no deliveries")
    lines = lines_of(exports, asked.quarter, [asked.account] if asked.account else exports.tops)
    return {"otif_rate": _otif, "fill_rate": _fill}.get(asked.metric, _lead_time)(exports, asked, lines)


def _few(exports: Exports, quarter: Quarter, lines: Sequence[Line]) -> str:
    least = exports.rules(quarter).service.min_lines
    return f"n < {least}" if len(lines) < least else ""


def _listed(name: str, lines: Sequence[Line], column: str) -> Input:
    """Lines with what came of them, after their promised day what was ordered."""
    return Input(name, [row(line.entry, getattr(line, column), line.entry.order, line.entry.line, line.entry.promised_date, as_text(line.ordered)) for line in lines])


def _otif(exports: Exports, asked: Question, lines: Sequence[Line]) -> Explanation:
    met = [line for line in lines if in_full(exports, asked.quarter, line)]
    inputs = [_listed("why.on_time", met, "on_time"), _listed("why.missed", [line for line in lines if line not in met], "on_time")]
    full, few = len(met), _few(exports, asked.quarter, lines)
    counts = [step("why.lines_in_full", "{}", full, gives=full), step("why.lines_promised", "{}", len(lines), gives=len(lines))]
    if few:
        return unknown(few, inputs, counts)
    return Explanation(inputs, [*counts, step("metric.otif_rate", "{} / {}", full, len(lines), gives=full / len(lines))], full / len(lines))


def _fill(exports: Exports, asked: Question, lines: Sequence[Line]) -> Explanation:
    short = [line for line in lines if line.delivered < line.ordered]
    whole = [line for line in lines if line.delivered >= line.ordered]
    inputs, few = [_listed("why.delivered", whole, "delivered"), _listed("why.short", short, "delivered")], _few(exports, asked.quarter, lines)
    filled, ordered = add(min(line.delivered, line.ordered) for line in lines), add(line.ordered for line in lines)
    sums = [step("why.filled", "{}", filled, gives=filled, n=len(lines)), step("why.pieces_ordered", "{}", ordered, gives=ordered, n=len(lines))]
    if few:
        return unknown(few, inputs, sums)
    value = float(filled / ordered)
    return Explanation(inputs, [*sums, step("metric.fill_rate", "{} / {}", filled, ordered, gives=value)], value)


def _lead_time(exports: Exports, asked: Question, lines: Sequence[Line]) -> Explanation:
    if not (exports.exported("deliveries", "ordered_date") or exports.exported("deliveries", "requested_date")):
        return unknown("no order dates")
    came = [line for line in lines if line.lead_days is not None]
    days, few = sorted(line.lead_days for line in came if line.lead_days is not None), _few(exports, asked.quarter, came)
    inputs = [_listed("why.lead_days", came, "lead_days")]
    if few:
        return unknown(few, inputs)
    if asked.metric == "lead_time_median":
        return middle(asked.metric, inputs, days, few)
    place = Decimal("0.9") * (len(days) - 1)
    low, high = days[int(place)], days[min(int(place) + 1, len(days) - 1)]
    value = float(low + (high - low) * (place - int(place)))
    lines_ = [step("why.nine_in_ten", "{}", tuple(days), gives=place, n=len(days))]
    return Explanation(inputs, [*lines_, step("metric.lead_time_p90", "{} + ({} − {}) × {}", low, high, low, place - int(place), gives=value)], value)


def deliveries(exports: Exports, quarter: Quarter, account: str) -> dict[date, list[Entry]]:
    """What came to an account in a quarter by day; what comes on one day is one delivery."""
    found: dict[date, list[Entry]] = defaultdict(list)
    for entry in exports.of("deliveries", [account]):
        if (entry.delivered_qty or 0) > 0 and entry.delivered_date and quarter.start <= entry.delivered_date <= exports.day(quarter):
            found[entry.delivered_date].append(entry)
    return dict(sorted(found.items()))


@explains("lot_median", "batches", "cycle_median")
def supply(exports: Exports, asked: Question) -> Explanation:
    """Pieces in a delivery, deliveries, and days between two of them."""
    if not exports.exported("deliveries"):
        return unknown("no deliveries")
    came = [deliveries(exports, asked.quarter, account) for account in exports.everybody(asked.account, asked.quarter)]
    entries = [entry for days in came for rows in days.values() for entry in rows]
    inputs = [Input("table.deliveries", [row(entry, entry.delivered_qty, entry.delivered_date, entry.order, entry.line) for entry in entries])]
    lots = [add(entry.delivered_qty for entry in rows) for days in came for rows in days.values()]
    if asked.metric == "batches":
        return Explanation(inputs, [step("metric.batches", "{}", len(lots), gives=len(lots))], len(lots))
    if asked.metric == "lot_median":
        return middle("lot_median", inputs, lots, "no deliveries this quarter")
    return middle("cycle_median", inputs, [(later - earlier).days for days in came for earlier, later in pairwise(days)], "fewer than two deliveries")
