"""What came back, against the gross sales of the quarters in which it was sold (C1 to C3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, Step, explains, row, step, unknown
from kam.why.exports import NOTHING, Entry, Exports
from kam.why.shapes import RATIO_BASE, add, quotient, sales_input, summing

NO_QUANTITIES = "no quantities"


def returned(entries: Sequence[Entry]) -> list[Entry]:
    """Credit-note rows with a quantity; one on price alone is no return (C1)."""
    return [entry for entry in entries if entry.kind == "credit note" and entry.qty]


def invoiced(entries: Sequence[Entry]) -> list[Entry]:
    """Invoice rows (A1)."""
    return [entry for entry in entries if entry.kind == "invoice"]


def _labels(exports: Exports, quarter: Quarter) -> list[str]:
    """A zero says so where the company's sales hold no credit note by the quarter's end: perhaps none was exported."""
    first = exports.kept("first credit", lambda: min((entry.date for entry in exports.sales if entry.kind == "credit note"), default=None))
    return [] if first is not None and first <= quarter.end else ["no credit notes on record"]


def _listed(entries: Sequence[Entry]) -> Input:
    return Input("why.returns", [row(entry, abs(entry.value), entry.date, entry.document, entry.original_document) for entry in entries])


def _original(exports: Exports, entry: Entry) -> Quarter | None:
    """The quarter of the invoice that a return names, the newest of the account's on or before the return (C2, I-2b)."""
    days: dict[tuple[str, str], set[date]] = exports.kept("invoices", lambda: _invoice_days(exports))
    day = max((day for day in days.get((entry.account_id, entry.original_document), ()) if day <= entry.date), default=None)
    return exports.quarter_of(day) if day is not None else None


def _invoice_days(exports: Exports) -> dict[tuple[str, str], set[date]]:
    days: dict[tuple[str, str], set[date]] = {}
    for entry in invoiced(exports.sales):
        days.setdefault((entry.account_id, entry.document), set()).add(entry.date)
    return days


@explains("return_rate")
def return_rate(exports: Exports, asked: Question) -> Explanation:
    """Each return over the gross sales, in the same scope, of the quarter in which its goods were invoiced."""
    if not exports.exported("sales", "qty"):
        return unknown(NO_QUANTITIES)
    accounts = exports.members(asked.account, asked.quarter)
    sold = exports.sold(accounts, asked.quarter)
    back = returned(sold)
    origins = [_original(exports, entry) for entry in back]
    quarters = sorted({one or asked.quarter for one in origins}) or [asked.quarter]
    inputs, parts = [_listed(back)], []
    lines: list[Step] = []
    for one in quarters:
        gross = sales_input(invoiced(exports.sold(accounts, one)), "why.sales_of", quarter=one)
        inputs.append(gross)
        part, base = add(abs(entry.value) for entry, origin in zip(back, origins, strict=True) if (origin or asked.quarter) == one), gross.total or NOTHING
        if base <= 0:
            return unknown(RATIO_BASE if back or sold else "no sales this quarter", inputs, lines)
        parts.append(part / base)
        lines.append(step("why.returned_of", "{} / {}", part, base, gives=float(part / base), quarter=one))
    value = float(add(parts))
    labels = ["period ratio"] * (None in origins) + ["prior-period returns"] * (value > 1) + _labels(exports, asked.quarter)
    return Explanation(inputs, [*lines, step("metric.return_rate", "{}", [float(part) for part in parts], gives=value)], value, "; ".join(labels))


@explains("return_rate_ttm")
def return_rate_ttm(exports: Exports, asked: Question) -> Explanation:
    """Returns booked in four quarters over the gross sales of the same four."""
    if not exports.exported("sales", "qty"):
        return unknown(NO_QUANTITIES)
    sold = exports.year(exports.members(asked.account, asked.quarter), asked.quarter)
    back, gross = _listed(returned(sold)), sales_input(invoiced(sold))
    short = "; ".join([*filter(None, [exports.year_known(asked.quarter)]), *_labels(exports, asked.quarter)])
    return quotient([back, gross], [], summing("why.returns", [back]), summing("metric.gross_sales", [gross]), "metric.return_rate_ttm", reason=short)


def rate_of(exports: Exports, quarter: Quarter, account: str) -> float | None:
    """The four quarters' return rate of one account, None without gross sales."""
    sold = exports.year([account], quarter)
    gross: Decimal = add(entry.value for entry in invoiced(sold))
    return float(add(abs(entry.value) for entry in returned(sold)) / gross) if gross > 0 else None
