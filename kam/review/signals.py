"""Warnings with their evidence: a fact, the threshold it passed, and the rows behind it; never an accusation (W1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kam.names import file_name

if TYPE_CHECKING:
    from kam.review.review import Review

SIGNAL_COLUMNS = ["account_id", "signal", "severity", "value", "threshold", "evidence_rows", "sentence"]
HIGH, MEDIUM = 0.05, 0.01


@dataclass(frozen=True)
class Signal:
    """One warning of one account."""

    account_id: str
    signal: str
    severity: str
    value: Any
    threshold: Any
    sentence: str
    evidence: list[dict[str, Any]]

    @property
    def file_name(self) -> str:
        """The stem of its evidence file."""
        return f"{file_name(self.account_id)}-{self.signal}"

    def row(self) -> dict[str, Any]:
        """Its row of ``signals.csv``."""
        return {name: getattr(self, name) for name in SIGNAL_COLUMNS if name != "evidence_rows"} | {"evidence_rows": len(self.evidence)}


def signals(review: Review) -> list[Signal]:
    """Every warning of the quarter, by account and signal: accounts that are big but risky (S9)."""
    accounts = sorted(account for account in review.now.index if review.value("big_but_risky", account) == 1)
    return [_big_but_risky(review, account) for account in accounts]


def _big_but_risky(review: Review, account: str) -> Signal:
    row = review.now.loc[account]
    sentence = review.voice.word("signal.sentence_big_but_risky", name=review.name(account))
    evidence = [*_scores(review, account), *_overdue(review, account)]
    return Signal(account, "big_but_risky", severity(review, account), int(row.sales_band - row.raw), 2, sentence, evidence)


def severity(review: Review, account: str) -> str:
    """High, medium or low by the account's part of trailing net sales."""
    whole = sum(review.value("net_sales_ttm", one) or 0 for one in review.now.index)
    share = float((review.value("net_sales_ttm", account) or 0) / whole) if whole else 0.0
    return "high" if share >= HIGH else ("medium" if share >= MEDIUM else "low")


def _scores(review: Review, account: str) -> list[dict[str, Any]]:
    """The scores that the stars looked at, where they stand in the exports."""
    rows = review.inputs.table("scorecards")
    rows = rows[(rows.account_id == account) & (rows.quarter <= review.quarter.name)].sort_values(["criterion", "quarter", "position"])
    newest = rows.drop_duplicates("criterion", keep="last")
    return [_evidence(row, f"{row['criterion']} = {row['score']:f}") for row in newest.to_dict("records")]


def _overdue(review: Review, account: str) -> list[dict[str, Any]]:
    """The documents past due at the quarter's end."""
    items = review.books.at_end("open_items", review.quarter)
    late = items[(items.index == account) & (items.days_past_due > 0) & (items.open_amount > 0)]
    stated = review.inputs.table("receivables").set_index("document")
    rows = []
    for item in late.sort_values(["due_date", "document"]).to_dict("records"):
        if item["document"] in stated.index:
            source = stated.loc[[item["document"]]].iloc[0]
            rows.append(_evidence(source, f"{item['document']}: {item['open_amount']:f} open, {item['days_past_due']} days past due"))
    return rows


def _evidence(row: Any, fact: str) -> dict[str, Any]:
    return {"file": row["source_file"], "sheet": row["source_sheet"], "row": int(row["source_row"]), "fact": fact}
