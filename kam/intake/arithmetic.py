"""An amount that others beside it show to hold tax, to be before its discount, or to be a number of pieces (I-14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kam.intake.amounts import millionths
from kam.intake.cells import fold
from kam.intake.entry import Entry
from kam.intake.notes import Note

_TAX = re.compile("(税|vat|gst|mwst|iva|tva|ust|tax)(额|金额|amount|betrag)?|(销项|增值)税额?")
_DISCOUNT = re.compile("(折扣|优惠|让利|折让|立减)(额|金额)?|(line|invoice)?(discount|rebate|rabatt)s?(amount|value)?")
_PRICE = re.compile("(含税|销售|成交)?单价|价格|(unit|net|sales|selling)?price")
_ENOUGH, _SEEN = 5, 5000  # rows that decide, rows that are looked at
_ALIKE = 0.95
_CENT = 15_000  # millionths: what rounding to the cent leaves over
_RATES = np.array([0.03, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.13, 0.16, 0.17, 0.18, 0.19, 0.2, 0.21, 0.22, 0.23, 0.25])


def amount_of_others(entry: Entry) -> Iterator[Note]:
    """Asks where the sales amount is another column plus tax or discount, or where it is the quantity of another."""
    heads, amounts = entry.heads("net_amount"), entry.lot.values.get("net_amount")
    if entry.table != "sales" or amounts is None or len(heads) != 1 or fold(heads[0]) in map(fold, entry.exports[0][1].source.scale):
        return
    rows = np.flatnonzero(entry.used & amounts.valid & (amounts.data != 0))[:_SEEN]
    ours, own = amounts.data[rows].astype(float), heads[0]
    numbers = {header: found for header, texts in entry.left.items() if (found := _numbers(texts[rows])) is not None}
    more = {header: part for header, part in numbers.items() if _TAX.fullmatch(fold(header)) or _DISCOUNT.fullmatch(fold(header))}
    for header, part in more.items():
        for other, rest in numbers.items():
            if other != header and _hold(ours, rest + part, part != 0):
                yield from entry.ask("asked_sum_of_others", own, [own], entry.used, {"columns": {"net_amount": other}}, first=other, second=header)
                return
        rate = _rate(ours, part) if _TAX.fullmatch(fold(header)) else None
        if rate:
            yield from entry.ask("asked_tax_inside", own, [own], entry.used, {"scale": {own: f"1/{1 + rate:.4g}"}}, tax=header, rate=f"{rate:.0%}")
            return
    for header, price in ((header, found) for header, found in numbers.items() if _PRICE.fullmatch(fold(header))):
        for other, value in numbers.items():
            if other != header and _hold(value, ours * price / 1e6, ours != value):
                yield from entry.ask("asked_pieces", own, [own], entry.used, {"columns": {"net_amount": other, "qty": own}}, price=header, other=other)
                return


def _numbers(texts: np.ndarray) -> np.ndarray | None:
    """A column's numbers in millionths, an empty cell as 0; None where it holds something else."""
    if not len(texts) or not any(character.isdigit() for character in str(texts[0])):
        return None
    places, words = pd.factorize(texts)
    found = [millionths(word) if word else 0 for word in words]
    return None if None in found else np.array(found, dtype=float)[places]


def _hold(left: np.ndarray, right: np.ndarray, counts: np.ndarray) -> bool:
    """Whether two columns are equal to the cent in nearly every row, of which enough count."""
    return counts.sum() >= max(_ENOUGH, len(left) / 4) and float((np.abs(left - right) <= _CENT).mean()) >= _ALIKE


def _rate(ours: np.ndarray, tax: np.ndarray) -> float | None:
    """The rate at which the tax is one of what is left of the amount, and of the amount itself it is none."""
    some = tax != 0
    if some.sum() < max(_ENOUGH, len(ours) / 2):
        return None
    inside, outside = (np.abs(np.outer(base[some], _RATES) - tax[some, None]) <= _CENT for base in (ours - tax, ours))
    best = int(inside.mean(axis=0).argmax())
    return float(_RATES[best]) if inside.mean(axis=0)[best] >= _ALIKE and outside.mean(axis=0).max() < _ALIKE / 2 else None
