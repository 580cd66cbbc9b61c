"""A company's database, opened for reading only: one SELECT, no function that reaches files, a session that cannot write."""

from __future__ import annotations

import re
import sqlite3
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kam.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import URL

QUERY_SECONDS = 600  # a query that has not ended by then is ended
# Functions that reach files, other servers, settings or sequences; the session cannot write tables anyway.
_REACHING = re.compile(
    r"(pg_|lo_|dblink|txid_|pragma_|xp_|sys_).*|set_config|setval|nextval|load_extension|load_file"
    r"|readfile|writefile|edit|fts3_tokenizer|openrowset|opendatasource|.*_to_xml.*",
    re.IGNORECASE,
)


def reading_engine(variable: str, url: str, query: str, place: str) -> Engine:
    """The engine of a database that can read and nothing else, for a query that is one SELECT.

    Raises InputError, before any connection is made, for a URL or a query that cannot be used.
    """
    import sqlalchemy

    head = f"database {variable}"
    if url.partition("://")[2].partition("/")[0].count("@") > 1:
        raise InputError(f"{head}: its URL holds more than one '@'; write one that is part of a password as %40")
    try:
        parts = sqlalchemy.engine.make_url(_with_driver(url))
        parts.get_dialect()
    except (sqlalchemy.exc.SQLAlchemyError, ModuleNotFoundError, ValueError) as error:
        raise InputError(f"{head}: its URL cannot be used ({type(error).__name__}); write it as sqlite:///file.db or "
                         "postgresql://user:password@host/name, and install the driver of other databases") from None
    _refuse_all_but_one_select(query, parts, f"{place}.query")
    if parts.get_backend_name() == "sqlite":
        return sqlalchemy.create_engine("sqlite://", creator=lambda: _sqlite(parts, head))
    if parts.get_backend_name() == "postgresql":
        options = f"-c default_transaction_read_only=on -c statement_timeout={QUERY_SECONDS}s"
        engine = sqlalchemy.create_engine(parts, connect_args={"options": options})
        return engine.execution_options(postgresql_readonly=True)
    return sqlalchemy.create_engine(parts)


def _sqlite(parts: URL, head: str) -> sqlite3.Connection:
    """A file that is there, opened so that nothing is written, not even by a pragma."""
    try:
        name = quote(parts.database or "", safe="/:\\")
        connection = sqlite3.connect(f"file:{name}?mode=ro", uri=True, check_same_thread=False)
        connection.execute("pragma query_only = on")
        connection.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise InputError(f"{head}: its file cannot be read ({error}); "
                         "correct the file's name in the database's URL") from None
    until = time.monotonic() + QUERY_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    return connection


def _refuse_all_but_one_select(query: str, parts: URL, where: str) -> None:
    import sqlglot
    from sqlglot import exp

    dialect = {"postgresql": "postgres", "mssql": "tsql"}.get(parts.get_backend_name(), parts.get_backend_name())
    try:
        found: list[Any] = sqlglot.parse(query, read=dialect if dialect in sqlglot.Dialect.classes else None)
    except sqlglot.errors.SqlglotError as error:
        fact = str(error).splitlines()[0]
        raise InputError(f"{where}: cannot be understood as one SELECT ({fact}); write it more plainly, "
                         "or make a view of it in the database") from None
    statements = [one for one in found if one is not None]
    writing = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Lock, exp.Command)
    if len(statements) != 1 or not isinstance(statements[0], exp.Query) or statements[0].find(*writing):
        raise InputError(f"{where}: is not exactly one SELECT that only reads; write one, without other statements beside it")
    for call in statements[0].find_all(exp.Func):
        name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
        if _REACHING.fullmatch(name):
            raise InputError(f"{where}: calls {name}(), which reaches beyond the tables; leave it out")


def _with_driver(url: str) -> str:
    """PostgreSQL is reached through the driver that comes with us."""
    return re.sub(r"^(postgresql|postgres)://", "postgresql+psycopg://", url)


def without_secrets(fact: str, url: str) -> str:
    """The first line of a driver's message without any part of the URL that could be a secret."""
    from sqlalchemy.engine import make_url

    parts = make_url(_with_driver(url))
    written = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    secrets = {url, parts.render_as_string(hide_password=False), str(parts.password or ""), written, *map(str, parts.query.values())}
    for secret in sorted(secrets - {""}, key=len, reverse=True):
        fact = fact.replace(secret, "***")
    return fact.splitlines()[0] if fact else ""
