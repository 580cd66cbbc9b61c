"""Companies of the demo's program as the product sees them: clean tables, straight into typed tables, judged at the newest quarter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from demo.quarters import LAST
from demo.world import World
from kam.figures import Figure
from kam.intake.contracts import TABLES
from kam.measures import consignment, credit, incidents, loading, owing_more, prices, returns, shipments, silence
from kam.measures.books import Books
from kam.params import Params, Rules
from kam.signals import SIGNALS, measure
from kam.stars import ledger, rate
from tests.facts.tables import built
from tests.measures.hand import ReadableInputs

LOOKED_AT = (returns, prices, shipments, loading, owing_more, silence, consignment, incidents, credit)
# The demo's own params: what is not theirs is the default.
RULES = Rules.model_validate({"stars": {"3": {"sales_before_below": 0.90}}})
PARAMS = Params(company="worlds", sources={}, price_list_includes_tax=0.13, receivables_include_tax=0.13, rules=RULES)
Row = dict[str, Any]


def clean(world: World) -> dict[str, list[Row]]:
    """Its tables with nothing in place of the empty text that stands for nothing."""
    master = {str(row["account_id"]): row for row in world.tables["accounts"]}

    def top(account: str) -> str:
        parent = str(master[account]["parent_id"])
        return top(parent) if parent else account

    tables = {name: [{key: None if value == "" else value for key, value in row.items()} for row in rows] for name, rows in world.tables.items()}
    for row in tables["accounts"]:
        row["own_shop"] = master[top(str(row["account_id"]))]["kind"] == "own shop"
    # Of other types than a typed table's: codes are text, flags are yes or no.
    for name, rows in tables.items():
        texts = [column.name for column in TABLES[name].columns if column.kind in ("text", "quarter", "period")]
        for row in rows:
            row.update({column: str(row[column]) for column in texts if row.get(column) is not None})
    return tables


class Judged:
    """What the product says of one company's newest quarter."""

    def __init__(self, books: Books) -> None:
        self.books, self.quarter = books, books.quarter(LAST)

    @cached_property
    def figures(self) -> list[Figure]:
        rated = rate(self.books, self.quarter, self.books.partial)[self.quarter]
        looked_at = [*ledger.measure(self.books, self.quarter, rated), *(row for room in LOOKED_AT for row in room.measure(self.books, self.quarter))]
        return [*looked_at, *measure(self.books, self.quarter, looked_at)]

    def raised(self) -> dict[str, set[str]]:
        """The accounts that raise each signal."""
        found: dict[str, set[str]] = {signal: set() for signal in SIGNALS}
        for row in self.figures:
            if row.metric == "signals_raised" and row.account_id and row.dimension and row.value == 1:
                found[row.dimension.removeprefix("signal:")].add(row.account_id)
        return found


@contextmanager
def judged(world: World) -> Iterator[Judged]:
    with built(clean(world), PARAMS) as facts:
        inputs = ReadableInputs(facts.inputs.folder, facts.inputs.fingerprint, facts.inputs.present, facts.inputs.columns)
        yield Judged(Books(facts, inputs, PARAMS))


def planted(world: World) -> dict[str, set[str]]:
    """The accounts in which each signal was planted."""
    return {signal: {role.account_id for role in world.company.roles if (role.signal, role.role) == (signal, "planted")} for signal in SIGNALS}

