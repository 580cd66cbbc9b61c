"""SQL as a source: a database named by an environment variable, or one SELECT over the company's files."""

from __future__ import annotations

import csv
import glob
import hashlib
import json
import os
import re
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd

from kam.errors import InputError
from kam.intake.cells import Moment, Number, as_text, mapped
from kam.intake.databases import QUERY_SECONDS, reading_engine, without_secrets
from kam.intake.delimited import decode
from kam.intake.files import Found, find_files, open_file
from kam.intake.records import Records, from_columns, objects
from kam.intake.sniffing import refuse_lossy

_SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".htm", ".html", ".xml")
READERS = re.compile(r"\s*\"?(read_|parquet_scan)", re.IGNORECASE)
QUERY_MEMORY = "4GB"  # beyond it the engine works on disk, or gives up


@dataclass
class Answer:
    """A query's rows as texts, the files that it read, and the fingerprint of what it returned."""

    records: Records
    sha256: str
    files: list[Found] = field(default_factory=list)


def ask_database(variable: str, query: str, place: str) -> Answer:
    """A query's rows from the database whose URL an environment variable holds, which is opened for reading only.

    Raises InputError that names the variable, never what it holds.
    """
    url = os.environ.get(variable)
    if not url:
        raise InputError(f"database {variable}: the environment variable {variable} is not set; "
                         f"set it to the database's URL ({place})")
    engine = reading_engine(variable, url, query, place)
    import sqlalchemy

    try:
        with engine.connect() as connection:
            result = connection.execute(sqlalchemy.text(query.replace(":", r"\:")))
            header, rows = list(result.keys()), [tuple(row) for row in result]
    except (sqlalchemy.exc.SQLAlchemyError, sqlite3.Error) as error:
        fact = without_secrets(str(getattr(error, "orig", None) or error).strip(), url)
        raise InputError(f"database {variable}: the query failed ({fact}); "
                         f"correct {place}.query or the database's address") from None
    finally:
        engine.dispose()
    return _answer(header, [_texts([row[index] for row in rows]) for index in range(len(header))])


def ask_files(home: Path, query: str, place: str, zone: ZoneInfo | None, sheet: str | int | None = None, encoding: str | None = None) -> Answer:
    """The rows of one SELECT over files, run by DuckDB that can reach nothing but the company's folder.

    Times with a zone are those of the company's, whatever the machine's is.

    File names in the query are relative to that folder; a workbook's sheet (the first where none is named), a web page and text of
    another encoding are handed to DuckDB as text in UTF-8. Raises InputError.
    """
    with tempfile.TemporaryDirectory(prefix="kam-") as aside, duckdb.connect(":memory:") as connection:
        statement = _one_select(connection, query, place)
        located = _located(connection, statement, home, lambda file: _readable(file, Path(aside), sheet, encoding))
        connection.execute(f"set TimeZone = '{zone or 'UTC'}'")
        _lock(connection, home, Path(aside))
        try:
            for path, label in located.unaided.items():
                refuse_lossy(connection, path, label, place)
            # A comment at the end of the query ends with its line.
            table = connection.sql(f"select * from (\n{located.query}\n)")
            texts = ", ".join(f'{_quoted(name)}::varchar as {_quoted(name)}' for name in table.columns)
            kinds = [_kind(str(one)) for one in table.types]
            with _within(connection, QUERY_SECONDS):
                frame = connection.sql(f"select {texts} from (\n{located.query}\n)").df()
        except duckdb.Error as error:
            fact = _fact(error).replace(f"{home}/", "").replace(f"{aside}/", "")
            raise InputError(f"{place}.query: {fact}; correct the query (files are named relative to {home})") from None
    columns = [frame.iloc[:, index].to_numpy(dtype=object) for index in range(frame.shape[1])]
    answer = _answer(list(frame.columns), [_typed(column, kind) for column, kind in zip(columns, kinds, strict=True)])
    answer.files = [located.files[label] for label in sorted(located.files)]
    return answer


@contextmanager
def _within(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """A query without end is ended."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _fact(error: duckdb.Error) -> str:
    """What went wrong in one line; a file that is not there is one that the engine, confined to the folder, may not look for elsewhere."""
    if isinstance(error, duckdb.InterruptException):
        return f"has not ended after {QUERY_SECONDS} seconds"
    line = str(error).strip().splitlines()[0]
    unreachable = re.search(r'Cannot access (?:file|directory) "([^"]+)"', line)
    return f"'{unreachable[1]}' is no file of that folder" if unreachable else line


def _one_select(connection: duckdb.DuckDBPyConnection, query: str, place: str) -> str:
    """Anything but exactly one SELECT could write into the folder."""
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise InputError(f"{place}.query: {str(error).strip().splitlines()[0]}; correct the query") from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise InputError(f"{place}.query: is not exactly one SELECT; write one, without other statements beside it")
    return str(statements[0].query).strip().rstrip(";")


def _lock(connection: duckdb.DuckDBPyConnection, *folders: Path) -> None:
    listed = ", ".join("'" + str(folder).replace("'", "''") + "/'" for folder in folders)
    connection.execute(f"set allowed_directories = [{listed}]")
    connection.execute("set enable_external_access = false")
    connection.execute(f"set memory_limit = '{QUERY_MEMORY}'")
    connection.execute("set lock_configuration = true")


@dataclass
class _Located:
    """A query with absolute file names, the files that it reads, and those that are left to DuckDB's own reading."""

    query: str
    files: dict[str, Found] = field(default_factory=dict)
    unaided: dict[Path, str] = field(default_factory=dict)


def _located(connection: duckdb.DuckDBPyConnection, query: str, home: Path, readable: Callable[[Found], Path]) -> _Located:
    """The query with the names of its files made absolute; DuckDB has no folder of its own once it is locked."""
    encoded = query.encode()
    tokens = duckdb.tokenize(query)
    bounds = list(pairwise([*(start for start, _ in tokens), len(encoded)]))
    read = _file_names(connection, query, [encoded[start:end].decode() for start, end in bounds], bounds)
    pieces, located = [encoded[: bounds[0][0]].decode()], _Located(query)
    for number, (start, end) in enumerate(bounds):
        piece = encoded[start:end].decode()
        if number in read and (files := _named(piece.strip()[1:-1].replace("''", "'"), home)):
            blanks = piece[len(piece.rstrip()):]
            copies = {readable(file): file for file in files}
            located.files |= {file.label: file for file in files}
            if read[number]:
                located.unaided |= {copy: file.label for copy, file in copies.items() if _is_text(file)}
            piece = _literal(piece.strip()[1:-1].replace("''", "'"), copies, home) + blanks
        pieces.append(piece)
    located.query = "".join(pieces)
    return located


def _file_names(
    connection: duckdb.DuckDBPyConnection, query: str, pieces: list[str], bounds: list[tuple[int, int]]
) -> dict[int, bool]:
    """The tokens that name files: quoted tables, and the first argument of a function that reads.

    Each with whether DuckDB is left to find out by itself what the columns are. Every other text is a text.
    """
    tree = connection.execute("select json_serialize_sql(?)", [query]).fetchone()
    at = {start: number for number, (start, _) in enumerate(bounds)}
    found: dict[int, bool] = {}
    for node in _nodes(json.loads(tree[0]) if tree else {}):
        first = at.get(node.get("query_location", -1))
        if first is None:
            continue
        if node.get("type") == "BASE_TABLE" and pieces[first][:1] in ("'", '"'):
            found[first] = True
        elif node.get("type") == "TABLE_FUNCTION" and READERS.match(pieces[first]):
            last = _first_argument(pieces, first + 1)
            alone = pieces[last].strip() == ")"
            found |= {number: alone for number in range(first, last) if pieces[number].startswith("'")}
    return found


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(child)


def _first_argument(pieces: list[str], opening: int) -> int:
    """The token that ends a call's first argument: a comma or the bracket that closes the call."""
    depth = 0
    for number in range(opening, len(pieces)):
        token = pieces[number].strip()
        if token == "," and depth == 1:
            return number
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth == 0:
            return number
    return len(pieces) - 1


def _named(name: str, home: Path) -> list[Found]:
    if not name or "\n" in name or len(name) > 500:
        return []
    exists = (home / name).is_file() or any(Path(path).is_file() for path in glob.glob(str(home / name), recursive=True))
    return find_files(home, name, "query") if exists else []


def _literal(name: str, copies: dict[Path, Found], home: Path) -> str:
    """One file's or several files' absolute names as SQL; a file that is not UTF-8 is replaced by a copy that is."""
    if all(copy == file.path for copy, file in copies.items()):
        return "'" + str(home / name).replace("'", "''") + "'"
    if len(copies) == 1:
        return "'" + str(next(iter(copies))).replace("'", "''") + "'"
    raise InputError(f"{name}: several files of a query are not all UTF-8; save them as UTF-8 or use `file:` instead")


def _is_text(file: Found) -> bool:
    return file.path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt"))


def _readable(file: Found, aside: Path, sheet: str | int | None, encoding: str | None) -> Path:
    """The file itself where DuckDB reads it rightly, else a copy that it does."""
    suffix = file.path.suffix.lower()
    if suffix == ".gz" or not (_is_text(file) or suffix in _SHEETS):
        return file.path
    copy = aside / f"{file.sha256[:12]}.csv"
    if suffix in _SHEETS:
        with copy.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(open_file(file, sheet, encoding, None).sheet.rows)
        return copy
    text, used = decode(file.path.read_bytes(), file.label, encoding)
    if used == "utf-8":
        return file.path
    copy.write_text(text.removeprefix("\ufeff"), encoding="utf-8")
    return copy


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _kind(type_name: str) -> type[str]:
    """What the cells of a column of DuckDB's are."""
    if type_name.startswith(("DATE", "TIME")):
        return Moment
    return Number if re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DECIMAL|DOUBLE|FLOAT", type_name) else str


def _typed(column: np.ndarray, kind: type[str]) -> np.ndarray:
    """A column of texts as cells of a kind, nothing as an empty text."""
    filled = np.where(pd.isna(column), "", column).astype(object)
    return filled if kind is str else mapped(filled, kind)


def _texts(cells: list[Any]) -> np.ndarray:
    return objects([as_text(cell) for cell in cells])


def _answer(header: list[str], columns: list[np.ndarray]) -> Answer:
    digest = hashlib.sha256(repr([header, [sorted(kind.__name__ for kind in set(map(type, column))) for column in columns]]).encode())
    for column in columns:
        digest.update(pd.util.hash_array(column, categorize=True).tobytes())
    return Answer(from_columns([str(name) for name in header], columns), digest.hexdigest())
