"""The customer base put in order: accounts by status, kind, tier and territory (1.0, H2, S3)."""

from __future__ import annotations

from kam.quarters import Quarter
from kam.why.explanation import Explanation, Input, Question, explains, row
from kam.why.exports import Exports
from kam.why.shapes import counted


def bought_in_ttm(exports: Exports, quarter: Quarter, account: str) -> bool:
    """Whether one of four quarters has positive net sales; otherwise the account is dormant (H2)."""
    return any(exports.net(account, one) > 0 for one in quarter.trailing(4)) or exports.partial(quarter) and exports.net_year(account, quarter) > 0


def is_new(exports: Exports, quarter: Quarter, account: str) -> bool:
    """Whether its first invoice is later than the first day of the previous quarter (S3)."""
    first = exports.first_invoice(account)
    return first is not None and first > quarter.previous.start


def status(exports: Exports, quarter: Quarter, account: str) -> str:
    """own shop, prospect, new, dormant or active; empty for an account not yet known."""
    if account in exports.own_shops:
        return "own shop"
    if account not in exports.known(quarter):
        return "prospect" if exports.customers[account].kind == "prospect" else ""
    if is_new(exports, quarter, account):
        return "new"
    return "active" if bought_in_ttm(exports, quarter, account) else "dormant"


@explains("accounts")
def accounts(exports: Exports, asked: Question) -> Explanation:
    """Top parents known at the quarter's end, all or those of one status, kind, tier or territory."""
    states = {account: status(exports, asked.quarter, account) for account in exports.tops}
    listed = [(exports.customers[account], state) for account, state in states.items() if state]
    fitting = [(entry, state) for entry, state in listed if not asked.dimension or (state if asked.kind == "status" else getattr(entry, asked.kind)) == asked.part]
    return counted("accounts", Input("table.accounts", [row(entry, state, entry.account_id, entry.name) for entry, state in fitting]))
