"""The typed tables of one company as they lie in the store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kam.errors import InputError
from kam.intake.contracts import BALANCES, SOURCE_COLUMNS, TABLES, contract
from kam.intake.notes import Guess, Note

TABLE_NAMES = (*TABLES, BALANCES.name)
_WORTH_ASKING = 0.001  # share of a table's amount below which the likely reading is taken and said


@dataclass(frozen=True)
class Inputs:
    """One company's typed tables, what was set aside and why, the control totals, and what was guessed and noticed.

    ``present`` are the tables that were exported and not set aside whole, ``columns`` those of ours that each export has, filled or not: an export cut
    at an earlier day has the same ones. ``files`` is the fingerprint of every file and query result; ``fingerprints`` are those of the
    tables that lie there as other inputs have them, so that a plan filled in does not make the sales new.
    """

    folder: Path
    fingerprint: str
    present: frozenset[str]
    columns: dict[str, frozenset[str]]
    guesses: tuple[Guess, ...]
    notes: tuple[Note, ...]
    files: dict[str, str]
    fingerprints: dict[str, str]

    def path(self, name: str) -> Path:
        """The Parquet file of a typed table; raises InputError for a name that is none."""
        if name not in TABLE_NAMES:
            raise InputError(f"'{name}' is no table; the tables are {', '.join(TABLE_NAMES)}")
        return self.folder / f"{name}.parquet"

    def table(self, name: str) -> pd.DataFrame:
        """The used rows of a table: text, Decimal, date and bool objects, None where there is nothing."""
        return pq.read_table(self.path(name)).to_pandas(date_as_object=True)

    def empty_columns(self, name: str) -> list[str]:
        """The columns of an exported table that hold no used value, those that no export has among them."""
        table = pq.read_table(self.path(name))
        return [column for column in contract(name).names if table[column].null_count == table.num_rows]

    @property
    def set_aside(self) -> pd.DataFrame:
        """Rows not used, one row each: table, file, sheet, row, column, value, reason, and the absolute amount."""
        return pq.read_table(self.folder / "set_aside.parquet").to_pandas()

    @property
    def control_totals(self) -> pd.DataFrame:
        """One row per exported table; ledger_total and difference are filled by ``totals.reconciled``."""
        return pq.read_table(self.folder / "control_totals.parquet").to_pandas()

    @property
    def outside(self) -> list[str]:
        """Accounts that trade and are not in the exported accounts table (I-9), by id."""
        if "accounts" not in self.present:
            return []
        table = pq.read_table(self.path("accounts"), columns=["account_id", "source_file"])
        return [account for account, file in zip(*(table[name].to_pylist() for name in table.column_names), strict=True) if file is None]

    @property
    def useless(self) -> list[str]:
        """The tables that were exported and of which no row could be used."""
        totals = self.control_totals
        return list(totals.table[~totals.table.isin(self.present)])

    @property
    def questions(self) -> list[Note]:
        """What the company has to answer before the review is more than a draft, the largest first (I-14)."""
        open_ones = [note for note in self.notes if note.answer and note.share > _WORTH_ASKING]
        return sorted(open_ones, key=lambda note: -note.share)

    def notes_of(self, note_id: str) -> list[dict[str, Any]]:
        """The data of every note with an id."""
        return [note.data for note in self.notes if note.id == note_id]


def save(aside: Path, tables: dict[str, pa.Table], set_aside: pa.Table, totals: pa.Table, about: dict[str, Any]) -> None:
    """Writes everything that ``load`` reads."""
    for name, table in tables.items():
        pq.write_table(table, aside / f"{name}.parquet")
    pq.write_table(set_aside, aside / "set_aside.parquet")
    pq.write_table(totals, aside / "control_totals.parquet")
    (aside / "inputs.json").write_text(json.dumps(about, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")


def load(folder: Path, fingerprint: str) -> Inputs:
    """The inputs that lie in a folder of the store."""
    about = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    return Inputs(
        folder=folder,
        fingerprint=fingerprint,
        present=frozenset(about["present"]),
        columns={table: frozenset(columns) for table, columns in about["columns"].items()},
        guesses=tuple(Guess(**guess) for guess in about["guesses"]),
        notes=tuple(Note(**note) for note in about["notes"]),
        files=about["files"],
        fingerprints=about.get("fingerprints", {}),
    )


def column_names(name: str) -> tuple[str, ...]:
    """The columns of a typed table in their order."""
    return (*contract(name).names, *(("top_account_id", "own_shop") if name == "accounts" else ()), *SOURCE_COLUMNS)
