"""The notes of the intake as English sentences for the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kam.intake.notes import Note


def said(note: Note) -> str:
    """One sentence for a note; empty for an id that has none."""
    sentence = _SENTENCES.get(note.id)
    return sentence(note.data) if sentence else ""


def _some(entries: list[str], count: int | None = None) -> str:
    shown = ", ".join(entries[:5])
    more = (count or len(entries)) - min(len(entries), 5)
    return f"{shown} and {more} more" if more > 0 else shown


def _share(data: dict[str, Any]) -> str:
    return f" ({float(data['share_of_sales']):.2%} of sales)" if data.get("share_of_sales") else ""


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "encoding_read_as": lambda data: f"{data['file']}: read as {data['encoding']}.",
    "sheets_not_read": lambda data: f"{data['file']}: sheet '{data['read']}' was read, not {_some(data['others'])}; write `sheet:` for another.",
    "dates_read_as": lambda data: f"{data['table']}.{data['column']} in {_some(data['files'])}: dates are {data['order']}.",
    "credit_notes_negated": lambda data: f"{_some(data['files'])}: every credit note was positive, so {', '.join(data['columns'])} of {data['rows']:,} rows are negated.",
    "kind_missing": lambda data: f"{_some(data['files'])}: no kind, so all {data['rows']:,} rows count as invoices, negative ones too.",
    "accounts_missing": lambda data: f"No accounts table: the {data['accounts']:,} accounts are those that were sold to.",
    "no_account_kind": lambda data: "No account has a kind: none is taken for an own shop.",
    "allocations_missing": lambda data: "No allocations: receivables are closing open items of the newest quarter only.",
    "balances_only": lambda data: "Receivables are balances only: no ageing and no days beyond terms.",
    "parents_missing": lambda data: f"{data['count']:,} parents are not in the accounts table and end their chain: {_some(data['ids'], data['count'])}.",
    "parent_cycles": lambda data: f"Accounts that are each other's parents are one account: {_some([' - '.join(ring) for ring in data['cycles']])}.",
    "names_without_match": lambda data: f"{data['table']}: {data['count']:,} names fit no single account ({data['rows']:,} rows): {_some(data['names'], data['count'])}.",
    "unknown_accounts": lambda data: f"{data['rows']:,} sales rows of unknown accounts or without one, amount {data['amount']}{_share(data)}, are set aside.",
    "plans_conflict": lambda data: f"Plans disagree on {data['rows']:,} rows of {data['table']}; the first stands: {_some(data['places'], data['rows'])}.",
    "unreadable_values": lambda data: (f"{data['table']}.{data['column']}: {data['rows']:,} values cannot be read and count as empty "
                                       f"(first: {data['file']}, row {data['row']}, '{data['value']}')."),
}
