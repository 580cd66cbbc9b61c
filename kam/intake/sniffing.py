"""What SQL over a text file would silently lose: leading zeros of ids, and whether the day or the month comes first."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kam.errors import InputError
from kam.intake.dates import order_of


def refuse_lossy(connection: duckdb.DuckDBPyConnection, path: Path, label: str, place: str) -> None:
    """Raises InputError where DuckDB's own reading of a text file would change ids or guess at dates."""
    sniffed = connection.execute("select Columns, DateFormat, HasHeader, Delimiter, SkipRows from sniff_csv(?)", [str(path)]).fetchall()
    columns, date_format, header, delimiter, skipped = sniffed[0]
    source = f"read_csv({_text(str(path))}, all_varchar = true, header = {header}, delim = {_text(delimiter)}, skip = {skipped})"
    numbers = [column["name"] for column in columns if column["type"] in ("BIGINT", "DOUBLE", "INTEGER", "HUGEINT")]
    _refuse_lost_zeros(connection, source, numbers, label, place)
    if str(date_format or "")[:2] in ("%d", "%m"):
        dates = [column["name"] for column in columns if column["type"].startswith(("DATE", "TIMESTAMP"))]
        _refuse_guessed_dates(connection, source, dates, label, place)


def _refuse_lost_zeros(connection: duckdb.DuckDBPyConnection, source: str, columns: list[str], label: str, place: str) -> None:
    if not columns:
        return
    tests = ", ".join(f"bool_or(regexp_matches(trim({_name(column)}), '^0[0-9]+$'))" for column in columns)
    found = connection.execute(f"select {tests} from {source}").fetchall()
    for column, lost in zip(columns, found[0], strict=True):
        if lost:
            raise InputError(f"{place}.query: '{column}' of {label} has values with leading zeros, which SQL would read as numbers; "
                             f"write read_csv('{label}', types = {{'{column}': 'VARCHAR'}}) for '{label}'")


def _refuse_guessed_dates(connection: duckdb.DuckDBPyConnection, source: str, columns: list[str], label: str, place: str) -> None:
    for column in columns:
        values = [row[0] for row in connection.execute(f"select distinct {_name(column)} from {source}").fetchall() if row[0]]
        if order_of(values) == "undecidable":
            raise InputError(f"{place}.query: dates in '{column}' of {label} such as {min(values)} may be month first or day first; "
                             f"write read_csv('{label}', dateformat = '%m/%d/%Y') or '%d/%m/%Y' for '{label}'")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
