"""Typed tables with what the filled-in plans add: tasks, targets and needs from exports and plans as one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kam import store
from kam.intake.build import judged
from kam.intake.contracts import contract
from kam.intake.findings import dropped_values
from kam.intake.inputs import TABLE_NAMES, Inputs, load
from kam.intake.lots import Lot
from kam.intake.notes import Guess, Note
from kam.intake.plans import KEYS, PLANNED, Plan, exports_of
from kam.intake.reading import Gathered, gather, origins_of
from kam.intake.tables import set_aside_table, totals_table, typed_table
from kam.intake.totals import control_totals

if TYPE_CHECKING:
    from kam.params import Params


def with_plans(inputs: Inputs, params: Params, plans: list[Plan], fresh: bool = False) -> Inputs:
    """The inputs with the promised rows of the plans; the same inputs where no plan holds one, or nobody has touched it.

    An exported row of the same key stands before a plan's, a later plan's before an earlier one's, a manager's before that of the
    workbook of all; the other is set aside and says which row it gave way to. Raises InputError for a sheet that cannot be understood.
    """
    promising = [plan for plan in plans if plan.touched and any(any(plan.standing(table).values()) for table in PLANNED)]
    if not promising:
        return inputs
    code = store.code_key(*Path(__file__).parent.glob("*.py"))
    key = store.key_of(inputs.fingerprint, [(plan.label, plan.sha256) for plan in promising], code)
    folder = store.folder(params.company, "inputs", key, lambda aside: _build(aside, inputs, params, promising), fresh)
    return load(folder, key)


def _build(aside: Path, inputs: Inputs, params: Params, plans: list[Plan]) -> None:
    gathered = gather(origins_of(params, ("accounts", *PLANNED)), params)
    exported = {name: list(exports) for name, exports in gathered.exports.items()}
    for index, plan in enumerate(plans):
        for export in exports_of(plan, 1000 + index):
            gathered.exports.setdefault(export.table, []).append(export)
            gathered.guesses += [Guess(export.table, export.label, export.sheet, column, header) for column, header in export.layout.guessed.items()]
    by_label = {plan.label: plan for plan in plans}
    lots, _ = judged(gathered, params, lambda lot: _only_promised(lot, by_label), frozenset(inputs.table("accounts").account_id))
    planned = {name: lots[name] for name in PLANNED if name in lots}
    for lot in planned.values():
        _give_way(lot, by_label)
        gathered.notes += dropped_values(lot)
    _write(aside, inputs, planned, gathered, exported, plans)


def _only_promised(lot: Lot, plans: dict[str, Plan]) -> None:
    """Sets proposals aside, and completes what a person leaves out: the plan's quarter, and an id for a task written in by hand."""
    for place, export in enumerate(lot.exports):
        plan = plans.get(export.label)
        if plan is None:
            continue
        rows = lot.export == place
        standing = plan.standing(lot.table.name)
        proposed = np.array([not standing.get(int(number), True) for number in lot.number], dtype=bool)
        status = lot.raw.get("status", np.full(len(lot), "", dtype=object))
        lot.set_aside(rows & proposed, "only proposed", "status", status)
        if lot.table.name == "tasks":
            _identify(lot, rows, plan.quarter)
        else:
            blank = rows & (_column(lot, "quarter") == "")
            lot.text["quarter"] = np.where(blank, plan.quarter, _column(lot, "quarter"))


def _column(lot: Lot, name: str) -> np.ndarray:
    return lot.text.setdefault(name, np.full(len(lot), "", dtype=object))


def _identify(lot: Lot, rows: np.ndarray, quarter: str) -> None:
    """An id out of what a task is: its account, what is to be done, by when."""
    ids = _column(lot, "task_id").copy()
    account, acceptance, due = (_column(lot, name) for name in ("account_id", "acceptance", "due"))
    for row in np.flatnonzero(rows & (ids == "")):
        if acceptance[row] or due[row]:
            digest = hashlib.sha256(f"{acceptance[row]}\n{due[row]}".encode()).hexdigest()[:6]
            ids[row] = f"{quarter}-{account[row] or 'all'}-{digest}"
    lot.text["task_id"] = ids


def _give_way(lot: Lot, plans: dict[str, Plan]) -> None:
    """Of several rows of one key the first by rank stands; a plan's row that gives way names the one it gave way to."""
    columns = [_keyed(lot, name) for name in KEYS[lot.table.name]]
    standing: dict[tuple[str, ...], int] = {}
    for row in sorted(map(int, np.flatnonzero(lot.used)), key=lambda row: (*_rank(lot, row, plans), row)):
        key = tuple(str(column[row]) for column in columns)
        first = standing.setdefault(key, row)
        plan = plans.get(str(lot.label[row]))
        if first != row and plan is not None:
            where = np.zeros(len(lot), dtype=bool)
            where[row] = True
            lot.set_aside(where, _reason(lot, first, row, plans), KEYS[lot.table.name][0])


def _keyed(lot: Lot, name: str) -> np.ndarray:
    """A column of a key as it is compared: quarters as they were read, the rest as text."""
    return lot.values[name].data if name == "quarter" and name in lot.values else _column(lot, name)


def _rank(lot: Lot, row: int, plans: dict[str, Plan]) -> tuple[int, int, bool, str]:
    plan = plans.get(str(lot.label[row]))
    return (0, 0, False, "") if plan is None else (1, -int(plan.quarter.replace("Q", "")), plan.of_all, plan.label)


def _reason(lot: Lot, first: int, row: int, plans: dict[str, Plan]) -> str:
    place = f"{lot.label[first]}, row {lot.number[first]}"
    before, own = plans.get(str(lot.label[first])), plans[str(lot.label[row])]
    if before is None:
        return f"exported in {place}"
    if before.quarter != own.quarter:
        return f"superseded by {lot.label[first]}"
    return "duplicate" if _contents(lot, first) == _contents(lot, row) else f"conflicts with {place}"


def _contents(lot: Lot, row: int) -> list[str]:
    return [str(lot.text[name][row]) for name in lot.table.names if name in lot.text]


def _write(aside: Path, inputs: Inputs, lots: dict[str, Lot], gathered: Gathered, exported: dict[str, Any], plans: list[Plan]) -> None:
    """The tables that no plan touches as they were, the others anew, and what is said of each row and table."""
    for name in TABLE_NAMES:
        if name in lots:
            pq.write_table(typed_table(name, lots[name]), aside / f"{name}.parquet")
        else:
            _carried(inputs.path(name), aside / f"{name}.parquet")
    before = pq.read_table(inputs.folder / "set_aside.parquet").to_pandas()
    apart = pd.concat([before[~before.table.isin(list(lots))], set_aside_table(list(lots.values())).to_pandas()])
    order = {name: place for place, name in enumerate(TABLE_NAMES)}
    schema = pq.read_schema(inputs.folder / "set_aside.parquet")
    ordered = apart.sort_values("table", key=lambda names: names.map(order), kind="stable")
    pq.write_table(pa.Table.from_pandas(ordered, schema, preserve_index=False), aside / "set_aside.parquet")
    totals = {row["table"]: row for row in [*inputs.control_totals.to_dict("records"), *control_totals(list(lots.values())).to_dict("records")]}
    listed = pd.DataFrame([totals[name] for name in TABLE_NAMES if name in totals]).astype(object)
    pq.write_table(totals_table(listed.where(listed.notna(), None)), aside / "control_totals.parquet")
    about = _about(inputs, lots, gathered, exported, plans)
    (aside / "inputs.json").write_text(json.dumps(about, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")


def _carried(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)


def _about(inputs: Inputs, lots: dict[str, Lot], gathered: Gathered, exported: dict[str, Any], plans: list[Plan]) -> dict[str, Any]:
    """A table's columns are those that its exports have; only where there is no export, those of the plans."""
    columns = {name: sorted(found) for name, found in inputs.columns.items()}
    for name, lot in lots.items():
        if name not in exported:
            columns[name] = [column for column in contract(name).names if column in lot.text]
    notes = list(dict.fromkeys(json.dumps(asdict(note), sort_keys=True, ensure_ascii=False) for note in (*inputs.notes, *_about_plans(lots), *gathered.notes)))
    return {
        "fingerprints": {name: inputs.fingerprint for name in TABLE_NAMES if name not in lots},
        "present": sorted({*inputs.present, *lots}),
        "columns": columns,
        "guesses": [asdict(guess) for guess in dict.fromkeys((*inputs.guesses, *gathered.guesses))],
        "notes": [json.loads(note) for note in notes],
        "files": dict(sorted({**inputs.files, **{plan.label: plan.sha256 for plan in plans}}.items())),
    }


def _about_plans(lots: dict[str, Lot]) -> list[Note]:
    """Rows of two plans that say different things of the same task, target or need."""
    notes = []
    for lot in lots.values():
        rows = [row for row in np.flatnonzero(~lot.used) if str(lot.reason[row]).startswith("conflicts with ")]
        if rows:
            listed = [f"{lot.label[row]}, row {lot.number[row]}, {lot.reason[row]}" for row in rows]
            notes.append(Note("plans_conflict", {"table": lot.table.name, "rows": len(rows), "places": listed}))
    return notes
