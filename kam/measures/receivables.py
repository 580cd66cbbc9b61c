"""Open receivables at quarter-ends: balances, ageing, and what they leave to the credit figures (D1 to D5, D7, D15, S5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from kam.measures.books import DAY, NOTHING, Amounts, Books
from kam.quarters import Quarter

BUCKETS = ("not_due", "due_1_30", "due_31_60", "due_61_90", "due_91_plus")
AGEING = (*BUCKETS, "disputed", "unapplied")
FALLS_DUE = ("falls_due_30", "falls_due_60", "falls_due_90")


def why_unknown(books: Books, quarter: Quarter) -> str:
    """Why receivables say nothing of a quarter's end; empty where they do."""
    if not {"receivables", "balances"} & books.inputs.present:
        return "no receivables"
    first, cut = books.first_owed, books.facts.until is not None
    # A list of balances printed soon after the quarter's end serves for it (I-17).
    last = quarter.end + 20 * DAY if balances_only(books) else quarter.end
    if (first is None and cut) or (first is not None and last < first):
        return "before the first row of receivables"
    earlier = cut or quarter != books.quarters[-1]
    if books.exported("receivables") and not books.exported("allocations") and earlier:
        return "history cannot be rebuilt"
    return ""


def balances_only(books: Books) -> bool:
    """Whether receivables are known as balances, without documents (D9)."""
    return "balances" in books.inputs.present and "receivables" not in books.inputs.present


Ageing = dict[str, dict[str, Any]]


def ageing_columns(books: Books, quarter: Quarter) -> Ageing:
    """The quarter-end columns of every account that has an open item."""
    return {str(account): row for account, row in books.at_end("ageing", quarter).to_dict("index").items() if account not in books.own_shops}


def _receivables(books: Books, quarter: Quarter) -> Amounts:
    """Open receivables by account at the quarter's end, credits included (D3)."""
    if balances_only(books):
        return closing_balances(books, quarter)
    return {account: sum((row[column] for column in AGEING), NOTHING) for account, row in ageing_columns(books, quarter).items()}


def listed_at(books: Books, quarter: Quarter) -> pd.DataFrame:
    """One row per stated balance that holds at the quarter's end, own shops' too (I-17)."""
    rows = books.facts.open("closing_balances")
    return rows[rows.quarter == quarter.name]


def closing_balances(books: Books, quarter: Quarter) -> Amounts:
    """The balances that hold at the quarter's end, branches and departments added to their parent (I-17)."""
    rows = listed_at(books, quarter)
    sums: Amounts = {}
    for account, balance in zip(rows.account_id, rows.balance, strict=True):
        if account not in books.own_shops:
            sums[account] = sums.get(account, NOTHING) + balance
    return sums


def printed_after(books: Books, quarter: Quarter) -> date | None:
    """The newest day after the quarter's end whose list serves for it: payments since then are in it (I-17); None where none does."""
    if not balances_only(books):
        return None
    return max((day for day in listed_at(books, quarter).date if day > quarter.end), default=None)


def tax(books: Books) -> Decimal:
    """What a receivable with tax is divided by before it meets sales without (D7)."""
    return 1 + Decimal(str(books.params.receivables_include_tax))


def owed_at(books: Books, quarter: Quarter, account: str) -> Decimal | None:
    """What an account owes at a quarter's end, tax taken out; None where it cannot be known."""
    if why_unknown(books, quarter):
        return None
    return receivables(books, quarter).get(account, NOTHING) / tax(books)


def receivables(books: Books, quarter: Quarter) -> Amounts:
    """Open receivables by account, kept because the stars ask for every past quarter-end of every account."""
    kept: dict[str, Amounts] = books.kept("receivables")
    if quarter.name not in kept:
        kept[quarter.name] = _receivables(books, quarter)
    return kept[quarter.name]


def past_due_parts(row: dict[str, Any]) -> tuple[Decimal, Decimal, bool]:
    """Past due and open after unapplied credits settled the longest due, and whether that was assumed (S5)."""
    due = sum((row[column] for column in BUCKETS[1:]), NOTHING)
    credits = -row["unapplied"]
    return max(NOTHING, due - credits), max(NOTHING, row["not_due"] + due - credits), credits > 0


def exposure(books: Books, quarter: Quarter, every: list[str]) -> Amounts:
    """Receivables, plus deliveries not invoiced and open orders where they are known, by account (D15)."""
    owed = receivables(books, quarter)
    if not books.exported("deliveries", "value", "invoice"):
        return {account: owed.get(account, NOTHING) for account in every}
    coming = books.facts.open("uninvoiced")
    coming = coming[coming.quarter_end == quarter.end].set_index("account_id")
    orders = (coming.delivered_uninvoiced + coming.open_orders).to_dict()
    return {account: owed.get(account, NOTHING) + orders.get(account, NOTHING) for account in every}
