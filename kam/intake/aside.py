"""What is set aside, weighed: how many rows of a table, and how much of its amount, each reason keeps out (I-12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

from kam.intake.contracts import contract

if TYPE_CHECKING:
    from kam.intake.inputs import Inputs
    from kam.params import Params

# What a printout or a plan holds besides its rows; nothing is lost with it.
NO_ROWS = frozenset({"subtotal", "repeated header", "only proposed"})
# Rows that another row, the export itself or params put aside: they could be used, and must not be.
MEANT = frozenset({"superseded", "duplicate", "excluded", "cancelled", "exported too"})
MUCH = 0.01  # of a table's rows or amount: worth a look
TOO_MUCH = 0.2  # of the amount of sales or receivables: no longer this company's figures


@dataclass(frozen=True)
class Aside:
    """One reason of one table: its rows and the files they stand in, their absolute amount, and the larger share of the two."""

    table: str
    reason: str
    files: tuple[str, ...]
    rows: int
    amount: Decimal
    share: float

    @property
    def lost(self) -> bool:
        """Whether these rows could not be used, rather than were not to be."""
        return self.reason not in MEANT


def plain(reason: str) -> str:
    """A reason without the place of the row that another gave way to; that stands in set_aside.csv."""
    named = {"superseded by": "superseded", "conflicts with": "conflicts with another plan", "exported in": "exported too"}
    return next((why for start, why in named.items() if reason.startswith(start)), reason)


def weighed(inputs: Inputs) -> list[Aside]:
    """Every reason that keeps rows out, tables in their order, the largest share of each table first."""
    every = inputs.set_aside
    every = every.assign(reason=every.reason.map(plain), amount=[Decimal(amount or 0) for amount in every.amount])
    found: list[Aside] = []
    for table, rows in every[~every.reason.isin(NO_ROWS)].groupby("table", sort=False):
        count, whole = (used + left_out for used, left_out in zip(_used(inputs, str(table)), (len(rows), sum(rows.amount)), strict=True))
        of_table = []
        for reason, part in rows.groupby("reason"):
            amount = sum(part.amount, Decimal(0))
            share = max(len(part) / count, float(amount / whole) if whole else 0.0)
            of_table.append(Aside(str(table), str(reason), tuple(dict.fromkeys(part.file)), len(part), amount, share))
        found += sorted(of_table, key=lambda one: (-one.share, one.reason))
    return found


def too_much(inputs: Inputs, params: Params, tables: tuple[str, ...] = ("sales", "receivables", "balances")) -> list[Aside]:
    """The reasons because of which no review is published: not accepted in params, together a fifth of the amount of a ledger.

    Each ``share`` is of the amount that is not meant to stay out. Rows whose amount cannot be read weigh what the used ones do on average.
    """
    found: list[Aside] = []
    every = weighed(inputs)
    for table in tables:
        count, whole = _used(inputs, table)
        lost = [one for one in every if one.table == table and one.lost]
        weights = {one.reason: one.amount + (whole / count * one.rows if count and one.reason == "unreadable amount" else 0) for one in lost}
        whole += sum(weights.values())
        accepted = params.accept.get("sales" if table == "sales" else "receivables", [])
        left = [replace(one, share=float(weights[one.reason] / whole)) for one in lost if whole and one.reason not in accepted]
        found += left if sum(one.share for one in left) > TOO_MUCH else []
    return sorted(found, key=lambda one: -one.share)


def _used(inputs: Inputs, table: str) -> tuple[int, Decimal]:
    """How many rows of a table are used, and the sum of their absolute amounts; 0 where rows of it have no amount."""
    column = contract(table).amount
    used = pq.read_table(inputs.path(table), columns=[column] if column else ["source_row"])
    return used.num_rows, Decimal(pc.sum(pc.abs(used[column])).as_py() or 0) if column else Decimal(0)
