"""E: order lines promised in the quarter, and how an account is supplied (X)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from .clerk import COMPANY, NONE, Clerk, Found, Row, add

Order = tuple[date, Decimal, list[Row]]


@dataclass(frozen=True)
class Line:
    """One order line as it stood at the end of the quarter in which it was promised."""

    on_time: bool
    ordered: Decimal
    filled: Decimal
    lead_days: int | None


def figures(clerk: Clerk, quarter: int) -> Found:
    """Service and supply of each account and of all that was delivered, own shops included (G3)."""
    every, measured = clerk.known(quarter), clerk.has("deliveries")
    lines = lines_of(clerk, quarter) if measured else {}
    for account in [COMPANY, *every]:
        some = sorted(clerk.deliveries) if account == COMPANY else [account]
        own = [line for one in some for line in lines.get(one, [])]
        for metric, value in {**rates(clerk, quarter, own), **supply(clerk, quarter, some)}.items():
            yield metric, account, "", value if measured else None


def lines_of(clerk: Clerk, quarter: int) -> dict[str, list[Line]]:
    """The order lines promised in a quarter by account, as they stood at its end."""
    if quarter not in clerk.lines:
        found: dict[str, list[Line]] = defaultdict(list)
        for promised, ordered, rows in orders(clerk).get(quarter, []):
            found[clerk.top(rows[0]["account_id"])].append(line(clerk, quarter, rows, promised, ordered))
        clerk.lines[quarter] = found
    return clerk.lines[quarter]


def orders(clerk: Clerk) -> dict[int, list[Order]]:
    """E1, E2: rows of the same order and line are part deliveries, a row without a line is one of its own; by quarter promised."""
    if not clerk.orders:
        parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for place, row in enumerate(clerk.tables["deliveries"]):
            parts[row["order"], row["line"] if row.get("line") else f"row {place}"].append(row)
        for rows in parts.values():
            promised, ordered = rows[0].get("promised_date"), rows[0].get("ordered_qty") or NONE
            if promised and clerk.opened <= promised <= clerk.day(clerk.year.of(promised)) and ordered > 0:
                clerk.orders[clerk.year.of(promised)].append((promised, ordered, rows))
    return clerk.orders


def line(clerk: Clerk, quarter: int, rows: list[Row], promised: date, ordered: Decimal) -> Line:
    """E3 to E5: as known at the quarter's last day."""
    end, rules = clerk.day(quarter), clerk.rules(quarter).service
    came = [(row["delivered_date"], row.get("delivered_qty") or NONE) for row in rows if row.get("delivered_date") and row["delivered_date"] <= end]
    latest = promised + timedelta(days=rules.otif_tolerance_days)
    in_time = add(qty for day, qty in came if day <= latest)
    least = ordered * (1 - Decimal(str(rules.otif_tolerance_share)))
    start = rows[0].get("ordered_date" if clerk.has("deliveries", "ordered_date") else "requested_date")
    lead = (max(day for day, _ in came) - start).days if came and start else None
    return Line(in_time >= least, ordered, min(add(qty for _, qty in came), ordered), lead)


def rates(clerk: Clerk, quarter: int, lines: list[Line]) -> dict[str, float | None]:
    """E6: fewer than five lines, and for lead times delivered lines, give no figure."""
    least = clerk.rules(quarter).service.min_lines
    days = sorted(line.lead_days for line in lines if line.lead_days is not None)
    few, few_days = len(lines) < least, len(days) < least
    return {
        "otif_rate": None if few else sum(line.on_time for line in lines) / len(lines),
        "fill_rate": None if few else float(add(line.filled for line in lines) / add(line.ordered for line in lines)),
        "lead_time_median": None if few_days else float(median(days)),
        "lead_time_p90": None if few_days else ninth_tenth(days),
    }


def ninth_tenth(days: list[int]) -> float:
    """The 90 % quantile, linear between neighbours."""
    below, part = divmod(9 * (len(days) - 1), 10)
    return days[below] + (days[min(below + 1, len(days) - 1)] - days[below]) * part / 10


def supply(clerk: Clerk, quarter: int, accounts: list[str]) -> dict[str, float | int | None]:
    """What comes to an account on one day is one delivery; gaps lie between two of the quarter's."""
    lots: list[Decimal] = []
    gaps: list[int] = []
    for account in accounts:
        days: dict[date, Decimal] = defaultdict(Decimal)
        for row in clerk.deliveries.get(account, []):
            came = row.get("delivered_date")
            if came and came >= clerk.opened and row.get("delivered_qty") and clerk.year.start(quarter) <= came <= clerk.day(quarter):
                days[came] += row["delivered_qty"]
        lots += days.values()
        ordered = sorted(days)
        gaps += [(later - earlier).days for earlier, later in zip(ordered, ordered[1:], strict=False)]
    return {"batches": len(lots), "lot_median": float(median(lots)) if lots else None, "cycle_median": float(median(gaps)) if gaps else None}
