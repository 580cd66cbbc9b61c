"""Books over hand-made tables: from a few rows through the facts to a measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from kam.figures import Figure
from kam.measures.books import Books
from kam.params import Params, Rules
from kam.quarters import Quarter
from tests.facts.tables import HandInputs, Row, Tables, built

# Few rows end where the quarter does: nearly all tests are about quarters that are over (G13).
CLOSED = date(2030, 1, 1)


@dataclass(frozen=True)
class ReadableInputs(HandInputs):
    def table(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pq.read_table(self.folder / f"{name}.parquet").to_pandas(integer_object_nulls=True)
        return frame


@contextmanager
def books(tables: Tables, rules: Rules | None = None, without: tuple[str, ...] = (), **params: Any) -> Iterator[Books]:
    """The books of a company with these tables, closed unless ``params`` say otherwise; ``without`` names columns (``sales.qty``) that no export has."""
    given = Params(company="hand", sources={}, rules=rules or Rules(), **{"closed_through": CLOSED, **params})
    with built(tables, given, without) as facts:
        inputs = ReadableInputs(facts.inputs.folder, facts.inputs.fingerprint, facts.inputs.present, facts.inputs.columns)
        yield Books(facts, inputs, given)


def quarter(name: str) -> Quarter:
    return Quarter.parse(name)


def sale(day: str, amount: Any, account: str = "A", kind: str = "invoice", **more: Any) -> Row:
    return {"document": f"{account} {day}", "date": day, "account_id": account, "kind": kind, "net_amount": amount, **more}


def figures(rows: Iterable[Figure], *metrics: str) -> dict[Any, Any]:
    """Values by (metric, account, dimension), the reason in place of an unknown one."""
    return {(row.metric, row.account_id, row.dimension): row.reason if row.value is None else row.value for row in rows if not metrics or row.metric in metrics}
