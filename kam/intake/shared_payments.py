"""Payments that name several documents in one cell, such as `INV-1, INV-2` (I-18)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kam.intake.cells import clean_id
from kam.intake.lots import Lot

# Tried one after the other: a stroke or a blank may be part of a number.
_BETWEEN = (re.compile(r"[,，、;；|&+\n]"), re.compile(r"[/／]"), re.compile(r"\s+"))


def together(lot: Lot, ledger: Lot, top: dict[str, str]) -> dict[str, list[str]]:
    """Cells that are no document of the ledger but name several used ones of one top account, with these."""
    documents = ledger.text["document"][ledger.used]
    known = set(documents)
    found = {}
    for cell in pd.unique(lot.text.get("document", lot.first[:0])):
        for between in _BETWEEN if cell not in known else ():
            parts = list(dict.fromkeys(map(clean_id, between.split(cell))))
            if len(parts) > 1 and known.issuperset(parts):
                found[cell] = parts
                break
    named = np.isin(documents, [part for parts in found.values() for part in parts])
    owners: dict[str, set[str]] = defaultdict(set)
    for document, account in zip(documents[named], ledger.text["account_id"][ledger.used][named], strict=True):
        owners[document].add(top.get(account, account))
    return {cell: parts for cell, parts in found.items() if set.intersection(*(owners[part] for part in parts))}


def shared_out(payments: pa.Table, ledger: pa.Table, named: dict[str, list[str]], top: dict[str, str]) -> pa.Table:
    """The typed payments with one row for each document that a cell names: the oldest is paid first, the last takes what is over."""
    parts = sorted({part for listed in named.values() for part in listed})
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    days: dict[tuple[str, str], date] = {}
    for row in _of(ledger, parts).to_pylist():
        key = row["document"], top.get(row["account_id"], row["account_id"])
        left[key] += row["amount"]
        days[key] = min(days.get(key, row["date"]), row["date"])
    owners = {part: {account for document, account in days if document == part} for part in parts}
    for row in _of(payments, parts).to_pylist():
        for account in owners[row["document"]] & ({top.get(row["account_id"], row["account_id"])} if row["account_id"] else owners[row["document"]]):
            left[row["document"], account] -= row["amount"]
    rows = []
    for row in sorted(_of(payments, list(named)).to_pylist(), key=lambda row: (row["date"], row["position"])):
        common = set.intersection(*(owners[part] for part in named[row["document"]]))
        own = top.get(row["account_id"], row["account_id"])
        account, rest = own if own in common else min(common), row["amount"]
        *first, last = sorted(named[row["document"]], key=lambda part: (days[part, account], part))
        for part in first:
            paid = max(Decimal(0), min(rest, left[part, account]))
            left[part, account] -= paid
            rest -= paid
            rows += [{**row, "account_id": row["account_id"] or account, "document": part, "amount": paid}] if paid else []
        left[last, account] -= rest
        rows += [{**row, "account_id": row["account_id"] or account, "document": last, "amount": rest}] if rest else []
    others = payments.filter(pc.invert(pc.is_in(payments["document"], value_set=pa.array(list(named)))))
    whole = pa.concat_tables([others, pa.Table.from_pylist(rows, schema=payments.schema)]).sort_by([("position", "ascending"), ("document", "ascending")])
    return whole.set_column(whole.schema.get_field_index("position"), "position", pa.array(np.arange(len(whole))))


def _of(table: pa.Table, documents: list[str]) -> pa.Table:
    return table.filter(pc.is_in(table["document"], value_set=pa.array(documents)))
