"""Whether receivables hold tax that sales do not: documents that stand in both lists tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from kam.intake.cells import clean_id
from kam.newcomer.recognise import Recognised

_RATES = (0.0, 0.01, 0.03, 0.05, 0.06, 0.09, 0.13, 0.16, 0.17, 0.19, 0.20)
_ENOUGH = 20  # documents from which the middle one is believed


def tax_in_receivables(sales: Iterable[Recognised], receivables: Iterable[Recognised]) -> tuple[float, int] | None:
    """The tax rate within receivables and the number of documents that show it; None where too few documents stand in both."""
    net, due = _by_document(sales, "net_amount"), _by_document(receivables, "amount")
    ratios = [due[document] / net[document] - 1 for document in sorted(net.keys() & due.keys()) if net[document] > 0 and due[document] > 0]
    if len(ratios) < _ENOUGH:
        return None
    middle = median(ratios)
    rate = min(_RATES, key=lambda one: abs(one - middle))
    return (rate, len(ratios)) if abs(rate - middle) < 0.002 else None


def _by_document(lists: Iterable[Recognised], amount: str) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for found in lists:
        if {"document", amount} <= found.index.keys():
            document = ""
            for written, number in zip(found.cells("document"), found.numbers(amount), strict=True):
                document = clean_id(written) or document  # a printout writes it on its first line only
                totals[document] += number or 0
    return totals
