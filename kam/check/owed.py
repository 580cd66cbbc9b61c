"""What accounts owe beside what the exports of receivables add up to: a difference is named (I-17)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kam.measures.books import Books, total
from kam.measures.receivables import AGEING, balances_only, listed_at, receivables, why_unknown
from kam.quarters import Quarter

if TYPE_CHECKING:
    from kam.wording import Voice


def owed(books: Books, voice: Voice) -> str:
    """One line where the receivables of the newest quarter differ from what the exports come to, else nothing."""
    found = books.meant or books.quarters
    if not found or why_unknown(books, quarter := found[-1]):
        return ""
    used, own, stated = total(receivables(books, quarter).values()), _of_own_shops(books, quarter), _stated(books, quarter)
    if used == stated:
        return ""
    rest = stated - used - own
    return voice.word("check.owed", quarter=quarter.name, stated=f"{stated:,.2f}", used=f"{used:,.2f}", own=f"{own:,.2f}",
                      rest=voice.word("check.owed.rest", rest=f"{rest:,.2f}") if rest else "")


def _of_own_shops(books: Books, quarter: Quarter) -> Decimal:
    """What own shops owe, which is no receivable of the review (G3)."""
    if balances_only(books):
        rows = listed_at(books, quarter)
        return total(rows[rows.account_id.isin(books.own_shops)].balance)
    ageing = books.at_end("ageing", quarter)
    return total(value for column in AGEING for value in ageing.loc[ageing.index.isin(books.own_shops), column])


def _stated(books: Books, quarter: Quarter) -> Decimal:
    """The lists of balances that hold, else documents less the allocations to them, of which those of credits only move what is open (D1)."""
    if balances_only(books):
        return total(listed_at(books, quarter).balance)
    day = min(books.seen(quarter).owed_to, quarter.end) if books.partial(quarter) else quarter.end
    documents, paid = books.inputs.table("receivables"), books.inputs.table("allocations")
    credits = paid.payment.isin(documents.document)
    return total(documents[documents.date <= day].amount) - total(paid[(paid.date <= day) & ~credits].amount)
