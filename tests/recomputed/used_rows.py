"""Which rows of raw exports count, as a clerk would strike out the others (G4, G5, A2, A4, I-2, I-5, I-9, D1, D2b)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kam.params import Params

from .clerk import Row, Tables

# A row of these tables is trade with an account.
TRADE = ("sales", "receivables", "allocations")
# What makes a sales row a line of a document, and the same one as another (I-2).
LINE = ("document", "kind", "account_id", "date", "line", "product_id", "qty", "net_amount")


def used(tables: Tables, params: Params) -> Tables:
    """The tables without the rows that are set aside; those traded with are accounts too, marked where an accounts table lacks them."""
    accounts = first_of(tables.get("accounts", []), lambda row: row["account_id"])
    names = {row["account_id"]: row for row in accounts}
    kept = dict(tables)
    kept["sales"] = sales([dict(row) for row in kept["sales"]], names, params)
    if "receivables" in kept:
        ledger = first_of(kept["receivables"], lambda row: (row["document"], row["account_id"], row.get("due_date") or row["date"], row["amount"]))
        kept["receivables"] = [row for row in ledger if row["document"] not in params.exclude.documents]
    kept["allocations"] = [row for row in kept.get("allocations", []) if settles(row, kept.get("receivables", []))]
    kept = {name: [row for row in rows if not excluded(row.get("account_id"), names, params)] for name, rows in kept.items()}
    traded = sorted({row["account_id"] for name in TRADE for row in kept.get(name, []) if row.get("account_id")})
    kept = {name: [row for row in rows if not row.get("account_id") or row["account_id"] in {*traded, *names}] for name, rows in kept.items()}
    listed = [row for row in accounts if not excluded(row["account_id"], names, params)]
    return {**kept, "accounts": [*listed, *({"account_id": account, "outside": "accounts" in tables} for account in traded if account not in names)]}


def first_of(rows: list[Row], key: Callable[[Row], Any]) -> list[Row]:
    """The first row of each key, in file order."""
    found: dict[Any, Row] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return list(found.values())


def sales(rows: list[Row], names: dict[str, Row], params: Params) -> list[Row]:
    """The sales rows that count: of a known kind and rate, the first of each line, neither cancelled nor excluded."""
    negate([row for row in rows if row.get("kind") == "credit note"])
    kinds = any(row.get("kind") for row in rows)
    priced = [row for row in rows if (row.get("kind") or not kinds) and (row.get("fx_rate") or currency(row["account_id"], names) in ("", params.currency))]
    firsts = first_of(priced, lambda row: tuple(row.get(name) for name in LINE) if row.get("line") else id(row))
    counted = [row for row in firsts if str(row.get("cancelled") or "").lower() not in ("1", "true", "yes", "y", "是", "作废")]
    return [row for row in counted if row["document"] not in params.exclude.documents]


def negate(credits: list[Row]) -> None:
    """A2: where credit notes are above zero but for at most a twentieth all are negated, their pieces and costs by the same test."""
    for column in ("net_amount", "qty", "cost"):
        stated = [row[column] for row in credits if row.get(column) is not None]
        below = -sum(one for one in stated if one < 0)
        if any(stated) and 19 * below <= sum(one for one in stated if one > 0):
            for row in credits:
                row[column] = None if row.get(column) is None else -row[column]


def chain(account: str | None, names: dict[str, Row]) -> Iterator[str]:
    """An account and those above it, nearest first."""
    seen: list[str] = []
    while account and account not in seen:
        seen.append(account)
        yield account
        account = names.get(account, {}).get("parent_id")


def currency(account: str, names: dict[str, Row]) -> str:
    """The account's own currency, else that of the nearest above it (G2)."""
    return next((found for above in chain(account, names) if (found := names.get(above, {}).get("currency"))), "")


def excluded(account: str | None, names: dict[str, Row], params: Params) -> bool:
    """G4: named in the params, itself or one above it."""
    return any(above in params.exclude.accounts for above in chain(account, names))


def settles(row: Row, receivables: list[Row]) -> bool:
    """An allocation follows its document; without one it needs an account (D1)."""
    document = row.get("document")
    return any(document == one["document"] for one in receivables) if document else bool(row.get("account_id"))
