"""Facts are built when something that decides their rows is new, and only opened otherwise."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kam.errors import InputError, KamError
from kam.facts.dialect import tables_read
from kam.facts.models import MODELS, Models
from kam.facts.spine import Company, Seen, TypedTables, periods, settings
from kam.store import folder, key_of

# More threads bring little and cost memory each.
THREADS = min(4, os.cpu_count() or 1)
# Larger frames are read again rather than kept.
KEPT_ROWS = 1_000_000
# Where a value stands in a question.
PLACE = re.compile(r"\$(\w+)")


class Facts:
    """The facts of one company, each in a Parquet file of the cache; every grain is in the head of its SQL file.

    With ``until`` they are those of exports that end there: of a quarter that was not over then.
    """

    def __init__(self, inputs: TypedTables, params: Company, fresh: bool = False, models: Path = MODELS, until: Seen | None = None) -> None:
        self.inputs, self.params, self.until = inputs, params, until
        self.models = Models(models)
        self._stale = set(self.models.names) if fresh else set()
        self._frames: dict[str, pd.DataFrame] = {}

    def open(self, name: str) -> pd.DataFrame:
        """One row per grain of the fact: amounts ``Decimal``, dates ``datetime.date``, counts ``int``."""
        if name in self._frames:
            return self._frames[name].copy()
        frame: pd.DataFrame = pq.read_table(self.path(name)).to_pandas(integer_object_nulls=True)
        if len(frame) <= KEPT_ROWS:
            self._frames[name] = frame
        return frame.copy()

    def path(self, name: str) -> Path:
        """The Parquet file of a fact, built first where it or a fact below it is out of date."""
        for model in self.models.order(name):
            made = self._built(model)
        return made

    def relation(self, name: str) -> duckdb.DuckDBPyRelation:
        """The fact as a DuckDB relation, for facts too large to open."""
        return duckdb.connect(config={"threads": THREADS}).read_parquet(str(self.path(name)))

    def ask(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """The rows of a small SELECT over typed tables and facts, read by name; ``$name`` in it stands for a value.

        For a few rows out of a large table: nothing is kept.
        """
        with duckdb.connect(config={"threads": THREADS}) as engine:
            for read in sorted(tables_read(sql)):
                self._offer(engine, "a question", read)
            answer = engine.execute(sql, {name: values[name] for name in set(PLACE.findall(sql))})
            columns = [column[0] for column in answer.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]

    def key(self, name: str) -> str:
        """The fingerprint of all that decides the rows of a fact."""
        return self.models.key(name, self._source_key)

    @cached_property
    def made_here(self) -> dict[str, pa.Table]:
        """The tables that no export has: ``periods`` and ``settings``."""
        try:
            spine = periods(self.inputs, self.params, self.until)
        except OSError as fault:
            raise InputError(f"{self.inputs.folder}: typed tables cannot be read ({fault}); read the inputs again with FRESH=1") from fault
        return {"periods": spine, "settings": settings(self.inputs, self.params)}

    def _source_key(self, table: str) -> str:
        if table in self.made_here:
            return key_of(self.made_here[table].to_pylist())
        return key_of(table, self.inputs.fingerprints.get(table, self.inputs.fingerprint), str(self._until(table) or ""))

    def _until(self, table: str) -> date | None:
        return self.until.of(table) if self.until else None

    def _built(self, name: str) -> Path:
        fresh = name in self._stale
        self._stale.discard(name)
        return folder(self.params.company, f"fact-{name}", self.key(name), partial(self._build, name), fresh) / f"{name}.parquet"

    def _build(self, name: str, place: Path) -> None:
        spill = place / "spill"
        with duckdb.connect(config={"threads": THREADS, "temp_directory": str(spill)}) as engine:
            for read in self.models.reads(name):
                self._offer(engine, name, read)
            try:
                engine.sql(self.models.text(name)).write_parquet(str(place / f"{name}.parquet"))
            except duckdb.Error as fault:
                said = str(fault).splitlines()[0]
                raise KamError(
                    f"kam/facts/{name}.sql: not run over {self.inputs.folder}: {said}; mend the model, or the exported value that it names"
                ) from fault
        shutil.rmtree(spill, ignore_errors=True)

    def _offer(self, engine: duckdb.DuckDBPyConnection, name: str, read: str) -> None:
        """Lets a model read a table or another fact by its name."""
        if read in self.made_here:
            engine.register(read, self.made_here[read])
            return
        file = self._built(read) if read in self.models else self.inputs.folder / f"{read}.parquet"
        if not file.is_file():
            raise InputError(f"kam/facts/{name}.sql: reads '{read}', and {file} is not there; name a typed table, or read the inputs again")
        rows, until = engine.read_parquet(str(file)), self._until(read)
        (rows.filter(f"date <= DATE '{until}'") if until else rows).create_view(read)
