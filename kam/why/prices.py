"""What was charged against the guide price and against the floor (C4 to C6, C16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kam.why.explanation import Explanation, Input, Question, explains, row, step, unknown
from kam.why.exports import CENT, NOTHING, Entry, Exports
from kam.why.rebates import amount, stated
from kam.why.shapes import add, quotient, sales_input, summing

Priced = list[tuple[Entry, Entry]]
NO_QTY = "no quantities"
PART = "guide price known for part of sales"


def price_of(exports: Exports, sold: Entry) -> Entry | None:
    """The product's row of the price list, else its style's, valid on the day; of several the newest, then the cheaper."""
    listed: dict[tuple[str, str], list[Entry]] = exports.kept("prices", lambda: _listed(exports))
    for key in (("product", sold.product_id), ("style", sold.style)):
        valid = [entry for entry in listed.get(key, []) if (entry.valid_from or date.min) <= sold.date <= (entry.valid_to or date.max)]
        if valid:
            return max(valid, key=lambda entry: (entry.valid_from or date.min, -entry.price))
    return None


def _listed(exports: Exports) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in exports.table("price_list"):
        if entry.product_id:
            found["product", entry.product_id].append(entry)
        if entry.style:
            found["style", entry.style].append(entry)
    return found


def with_quantity(entries: Sequence[Entry]) -> list[Entry]:
    """Invoice rows with a quantity, of which a price can be told (C5); a price of 0 or 0.01 is a gift (C1b)."""
    sold = [entry for entry in entries if entry.kind == "invoice" and (entry.qty or 0) > 0]
    return [entry for entry in sold if not 0 <= entry.value <= entry.qty * CENT]


def priced(exports: Exports, entries: Sequence[Entry]) -> Priced:
    """Those that have a price in the list, with it."""
    return [(entry, price) for entry in with_quantity(entries) if (price := price_of(exports, entry)) is not None]


def guide(exports: Exports, sold: Entry, price: Entry) -> Decimal:
    """Quantity x list price x the account's contracted discount, before the tax in list prices is taken out."""
    discount = exports.customers[sold.account_id].discount
    return Decimal(sold.qty * price.price * (1 if discount is None else discount))


def tax_factor(exports: Exports) -> Decimal:
    """What a list price is divided by."""
    return 1 + Decimal(str(exports.params.price_list_includes_tax))


def realised(exports: Exports, entries: Sequence[Entry]) -> float | None:
    """Value over guide price of the rows that have one, None where none has."""
    found = priced(exports, entries)
    worth = add(guide(exports, *pair) for pair in found) / tax_factor(exports)
    return float(add(entry.value for entry, _ in found) / worth) if worth > 0 else None


@explains("price_realisation", "price_coverage", "discount_depth", "dumping_share")
def price(exports: Exports, asked: Question) -> Explanation:
    """Value over guide price, what is missing to it, how much of the sales has one, and what was sold below the floor."""
    missing = next((why for given, why in ((("price_list",), "no price list"), (("sales", "qty"), NO_QTY)) if not exports.exported(*given)), "")
    if missing:
        return unknown(missing)
    accounts = exports.members(asked.account, asked.quarter)
    every = with_quantity(exports.sold(accounts, asked.quarter))
    found = priced(exports, every)
    sold = sales_input([entry for entry, _ in found], "why.sales_with_guide")
    if not found:
        return unknown("no guide price" if add(entry.value for entry in every) else "no sales this quarter", [sold])
    if asked.metric == "price_coverage":
        whole = sales_input(every, "why.sales_with_quantity")
        return quotient([sold, whole], [], summing("why.sales_with_guide", [sold]), summing("why.sales_with_quantity", [whole]), "metric.price_coverage")
    if asked.metric == "dumping_share":
        return _below_floor(exports, asked, found, sold)
    return _realised(exports, asked, accounts, every, found, sold)


def _realised(exports: Exports, asked: Question, accounts: Sequence[str], every: Sequence[Entry], found: Priced, sold: Input) -> Explanation:
    listed = Input("why.at_guide", [row(entry, guide(exports, entry, price), entry.document, entry.product_id) for entry, price in found])
    inputs, worth = [sold, listed], (listed.total or NOTHING) / tax_factor(exports)
    lines = [summing("why.sales_with_guide", [sold]), step("why.guide_value", "{} / {}", listed.total, tax_factor(exports), gives=worth)]
    if worth <= 0:
        return unknown("no guide price", inputs, lines)
    value, reason = sold.total or NOTHING, ""
    if asked.dimension == "pocket":
        off, gaps, rows = _taken_off(exports, asked, sorted({entry.account_id for entry, _ in found}))
        inputs.append(rows)
        lines.append(step("why.taken_off", "{}", [part for part in off if part is not None], gives=add(part or NOTHING for part in off)))
        value -= add(part or NOTHING for part in off)
        reason = "; ".join([*gaps, *([PART] if sold.total != add(entry.value for entry in every) else [])])
    ratio = float(value / worth)
    if asked.metric == "price_realisation":
        return Explanation(inputs, [*lines, step("metric.price_realisation", "{} / {}", value, worth, gives=ratio)], ratio)
    depth = float(1 - value / worth)
    return Explanation(inputs, [*lines, step("metric.discount_depth", "1 − {} / {}", value, worth, gives=depth)], depth, reason)


def _taken_off(exports: Exports, asked: Question, accounts: Sequence[str]) -> tuple[list[Decimal | None], list[str], Input]:
    """Credits on price alone, rebates paid and freight of the quarter, and what of the last two nobody states (C16)."""
    credits = [entry for entry in exports.sold(accounts, asked.quarter) if entry.kind == "credit note" and not entry.qty]
    granted = [entry for account in accounts for entry in stated(exports, asked.quarter, account)]
    off = {"rebates": amount(granted, "paid"), "freight": amount(granted, "freight")}
    rows = [row(entry, -entry.value, entry.date, entry.document) for entry in credits]
    rows += [row(entry, getattr(entry, column), entry.entity_id, column) for entry in granted for column in ("paid", "freight") if getattr(entry, column) is not None]
    gaps = [f"without {name}" for name, part in off.items() if part is None]
    return [-add(entry.value for entry in credits), *off.values()], gaps, Input("why.taken_off", rows)


def _below_floor(exports: Exports, asked: Question, found: Priced, sold: Input) -> Explanation:
    """The lines whose value is less than quantity x floor, rounded half up to the cent (C6)."""
    rules: Any = exports.rules(asked.quarter)
    share = Decimal(str(rules.quality.floor_share))
    low = []
    for entry, price in found:
        exact = entry.qty * price.floor if price.floor is not None else share * guide(exports, entry, price) / tax_factor(exports)
        if entry.value < exact.quantize(CENT, ROUND_HALF_UP):
            low.append((entry, exact))
    listed = Input("why.below_floor", [row(entry, entry.value, entry.date, entry.document, entry.product_id, f"< {exact.quantize(CENT, ROUND_HALF_UP)}") for entry, exact in low])
    return quotient([listed, sold], [], summing("why.below_floor", [listed]), summing("why.sales_with_guide", [sold]), "metric.dumping_share")
