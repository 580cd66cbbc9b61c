"""The SQL of the models: DuckDB's, read by sqlglot, carried to other engines."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from kam.errors import KamError

HOME = "duckdb"


def transpile(sql: str, to: str) -> str:
    """The same SELECT in another engine's words, for example ``postgres``."""
    return parse(sql).sql(dialect=to)


@lru_cache(maxsize=256)
def parse(sql: str) -> exp.Query:
    """The syntax tree of exactly one SELECT; KamError for anything else."""
    try:
        statements = [statement for statement in sqlglot.parse(sql, read=HOME) if statement is not None]
    except ParseError as fault:
        where = fault.errors[0] if fault.errors else {"line": "?", "description": str(fault)}
        fact = f"line {where['line']} is not readable as SQL: {where['description']}"
        raise KamError(f"{fact}; write one SELECT that DuckDB takes") from fault
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise KamError(f"{len(statements)} statements, or none that selects; write exactly one SELECT")
    return statements[0]


def tables_read(sql: str) -> frozenset[str]:
    """Names of the tables that a SELECT reads, its own WITH parts left out."""
    tree = parse(sql)
    own = {part.alias_or_name for part in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - own
