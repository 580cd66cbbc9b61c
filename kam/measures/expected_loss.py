"""The allowance for receivables that may not be paid, by the company's own rates (D17)."""

from __future__ import annotations

from decimal import Decimal

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Amounts, Books, summed
from kam.measures.receivables import BUCKETS, ageing_columns, balances_only, why_unknown
from kam.quarters import Quarter

# The last day past due of each bucket but the oldest.
UP_TO = {"not_due": 0, "due_1_30": 30, "due_31_60": 60, "due_61_90": 90}


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``expected_loss``, the company's and each account's, on the ledger's amounts; unknown without rates."""
    every = books.trading(quarter)
    missing = why_unknown(books, quarter) or ("balances only" if balances_only(books) else "")
    rates = books.rules(quarter).credit.loss_rates
    if missing or rates is None:
        return [Figure("expected_loss", account, "", quarter.name, None, books.unit, None, None, missing or "no rates") for account in [COMPANY, *every]]
    loss = _by_account(books, quarter, {bucket: Decimal(str(getattr(rates, bucket))) for bucket in BUCKETS})
    rows = [Figure("expected_loss", account, "", quarter.name, loss.get(account, NOTHING), books.unit) for account in every]
    return [Figure("expected_loss", COMPANY, "", quarter.name, summed(loss, every), books.unit), *rows]


def _by_account(books: Books, quarter: Quarter, rates: dict[str, Decimal]) -> Amounts:
    """Each bucket at its rate, disputed items at the rate of their age, unapplied credits at none."""
    loss = {account: sum((row[bucket] * rates[bucket] for bucket in BUCKETS), NOTHING) for account, row in ageing_columns(books, quarter).items()}
    items = books.at_end("open_items", quarter)
    disputed = items[items.disputed.astype(bool) & (items.open_amount > 0)]
    for account, amount, days in zip(disputed.index, disputed.open_amount, disputed.days_past_due, strict=True):
        if account in loss:
            loss[account] += amount * rates[bucket_of(int(days))]
    return loss


def bucket_of(days_past_due: int) -> str:
    """The bucket of an item by its days past due."""
    return next((bucket for bucket, last in UP_TO.items() if days_past_due <= last), BUCKETS[-1])
