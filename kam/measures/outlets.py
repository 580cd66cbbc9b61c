"""Single retail outlets, read closer: where they are, who shops there, what they sold (2.4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from kam.figures import COMPANY, Figure
from kam.measures.books import Books, total
from kam.quarters import Quarter

OUTLET = "outlet"


class Outlet(NamedTuple):
    """One shop of an account: an account that is an outlet itself, or one that its sell-through names; words are empty where unknown."""

    account_id: str
    name: str
    location: str
    shoppers: str


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``outlet_sold``: pieces that each named outlet sold in the quarter, dimension ``outlet:name``; the account's and the company's sums.

    One row per account whose sell-through names outlets and outlet; own shops are left out (G3).
    """
    if not books.exported("sell_through"):
        return [Figure("outlet_sold", COMPANY, "", quarter.name, None, "count", None, None, "no sell-through")]
    rows = books.in_quarter("outlets_quarter", quarter)
    named = [row for row in rows.to_dict("records") if row["outlet"] and row["account_id"] not in books.own_shops]
    found = [Figure("outlet_sold", row["account_id"], f"outlet:{row['outlet']}", quarter.name, row["qty"], "count", row["n_rows"]) for row in named]
    accounts = sorted({row["account_id"] for row in named})
    sums = [_sum(quarter, account, [row for row in named if row["account_id"] == account]) for account in accounts]
    return [_sum(quarter, COMPANY, named), *sums, *found]


def _sum(quarter: Quarter, account: str, rows: list[dict[str, Any]]) -> Figure:
    value = total(row["qty"] for row in rows) if rows else None
    return Figure("outlet_sold", account, "", quarter.name, value, "count", len(rows), None, "" if rows else "no sell-through")


def outlets(books: Books, quarter: Quarter) -> list[Outlet]:
    """Accounts that are outlets, and every shop that an account's sell-through has named by the quarter's end, by account and name."""
    found = {(account, ""): _of_account(books, account) for account in books.trading(quarter) if books.accounts.kind.get(account) == OUTLET}
    if books.exported("sell_through"):
        rows = books.facts.open("outlets_quarter")
        for row in rows[rows.quarter <= quarter.name].sort_values(["account_id", "outlet", "quarter"]).to_dict("records"):
            account, name = row["account_id"], row["outlet"]
            if name and account not in books.own_shops:
                before = found.get((account, name)) or found.get((account, "")) or Outlet(account, name, "", "")
                found[account, name] = Outlet(account, name, _word(row["location"]) or before.location, _word(row["shoppers"]) or before.shoppers)
    itself = {account for account, name in found if name and (account, "") in found}
    return [found[key] for key in sorted(found) if key[1] or key[0] not in itself]


def _of_account(books: Books, account: str) -> Outlet:
    return Outlet(account, "", *(_word(books.accounts[column].get(account)) for column in ("location", "shoppers")))


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
