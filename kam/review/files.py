"""The contract's files: figures, accounts, signals and their evidence, set-aside rows, control totals, workbooks."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from kam.figures import COLUMNS, as_text, csv_safe, write_csv
from kam.params import load_params
from kam.review.appendix import ledger_difference
from kam.review.plan_workbook import write_plan
from kam.review.review import Review, opened_anew, params_file
from kam.review.signals import EVIDENCE_COLUMNS, SIGNAL_COLUMNS, evidence_rows, signals
from kam.review.workbooks import write_tables

ACCOUNT_COLUMNS = [
    "account_id", "name", "kind", "territory", "owner", "rated", "stars_raw", "stars", "provisional", "binding_criterion", "next_star_gap", "key_account",
    "segment", "segment_name", "segment_confidence", "disagreement", "sales_at_stake", "excluded_because",
]  # fmt: skip
ACCOUNT_NUMBERS = ("rated", "stars_raw", "stars", "next_star_gap", "key_account", "segment", "segment_confidence", "sales_at_stake")
SET_ASIDE_COLUMNS = ["table", "file", "sheet", "row", "column", "value", "reason"]
TOTALS_COLUMNS = [
    "table", "rows_in", "rows_used", "rows_set_aside", "amount_in", "amount_used", "amount_set_aside", "ledger_total", "difference",
]  # fmt: skip

SEGMENTS_KEPT = "segments_reference.json"


def hand_out(company: str, quarter: str, reports: Path, to: Path | None) -> str:
    """The contract's csv files alone, into a folder; without one ``figures.csv`` to stdout, and nothing is said."""
    params = load_params(params_file(company))
    review = opened_anew(params, quarter, reports.resolve() / params.company)
    if to is None:
        write_figures(review, sys.stdout.buffer)
        return ""
    to.mkdir(parents=True, exist_ok=True)
    write_csv_files(review, to)
    return f"written: {to / 'figures.csv'}\n"


def write_csv_files(review: Review, place: Path) -> None:
    """The csv files of the contract."""
    write_figures(review, place / "figures.csv")
    write_csv(place / "accounts.csv", ACCOUNT_COLUMNS, account_rows(review), ACCOUNT_NUMBERS)
    write_signals(review, place)
    write_csv(place / "set_aside.csv", SET_ASIDE_COLUMNS, review.inputs.set_aside.to_dict("records"), ("row",))
    write_csv(place / "control_totals.csv", TOTALS_COLUMNS, control_totals(review), TOTALS_COLUMNS[1:])


def write_files(review: Review, place: Path) -> None:
    """Write every table of the contract into the folder of the quarter."""
    write_csv_files(review, place)
    if (review.place / SEGMENTS_KEPT).is_file():
        shutil.copyfile(review.place / SEGMENTS_KEPT, place / SEGMENTS_KEPT)
    write_plan(review, place / "plan.xlsx")
    write_tables(place / "review.xlsx", {"accounts": (ACCOUNT_COLUMNS, account_rows(review))}, review)


def write_figures(review: Review, to: Path | BinaryIO) -> None:
    """``figures.csv``, sorted by its first four columns."""
    rows = pd.read_parquet(review.place / "figures.parquet")
    safe = rows.assign(account_id=rows.account_id.map(csv_safe), dimension=rows.dimension.map(csv_safe), reason=rows.reason.map(csv_safe))
    ordered = safe.sort_values(COLUMNS[:4], kind="stable")
    ordered.to_csv(to, mode="wb", index=False, encoding="utf-8", lineterminator="\n", columns=COLUMNS)


def account_rows(review: Review) -> list[dict[str, Any]]:
    """One row per account of ``accounts.csv``: top parents, own shops, branches and excluded ones, by id."""
    every = review.inputs.table("accounts").drop_duplicates("account_id").set_index("account_id").sort_index()
    rows = [_account_row(review, str(account), row) for account, row in every.iterrows()]
    listed = set(every.index)
    rows += [_blank(account) | {"excluded_because": "excluded"} for account in review.params.exclude.accounts if account not in listed]
    return sorted(rows, key=lambda row: str(row["account_id"]))


def _blank(account: str) -> dict[str, Any]:
    return dict.fromkeys(ACCOUNT_COLUMNS) | {"account_id": account, "name": account, "rated": 0, "key_account": 0}


def _account_row(review: Review, account: str, row: pd.Series[Any]) -> dict[str, Any]:
    known = {name: row[name] for name in ("kind", "territory", "owner")}
    filled = _blank(account) | {name: value for name, value in known.items() if not pd.isna(value)} | {"name": review.name_of(account, row["name"])}
    if account in review.params.exclude.accounts:
        return filled | {"excluded_because": "excluded"}
    if row.top_account_id != account:
        return filled | {"excluded_because": "branch"}
    if account in review.books.own_shops:
        return filled | {"excluded_because": "own_shop", "sales_at_stake": review.value("net_sales_ttm", account)}
    return filled | (_rated(review, account) if account in review.now.index else {"excluded_because": "no_sales"})


def _rated(review: Review, account: str) -> dict[str, Any]:
    row = review.now.loc[account]
    group = review.clusters["accounts"].get(account, {})
    return {
        "rated": int(row.why_not == ""),
        "stars_raw": _whole(row.raw),
        "stars": _whole(row.confirmed),
        "provisional": ", ".join(row.missing),
        "binding_criterion": row.binding,
        "next_star_gap": None if pd.isna(row.gap) else float(row.gap),
        "key_account": int(row.key_account),
        "segment": group.get("segment"),
        "segment_name": (review.voice.word("segments.between_clusters") if group["between"] else review.segments.name(group["segment"])) if group else None,
        "segment_confidence": review.value("segment_confidence", account),
        "disagreement": _sets_apart(review, account),
        "sales_at_stake": review.value("net_sales_ttm", account),
        "excluded_because": row.why_not,
    }


def _sets_apart(review: Review, account: str) -> str | None:
    """The features that set an account apart from its star, each with its signed standardised distance; nothing where it is where its star is."""
    told = review.clusters["unlike"].get(account)
    if not told:
        return None
    return "; ".join(f"{name} {as_text(review.value('feature_distance', account, f'feature:{name}'))}" for name in told["features"])


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def write_signals(review: Review, place: Path) -> None:
    """``signals.csv``, and for each signal a file with the input rows behind it."""
    (place / "evidence").mkdir(exist_ok=True)
    for before in (place / "evidence").glob("*.csv"):
        before.unlink()
    rows = []
    for one in signals(review):
        found = evidence_rows(review, one)
        write_csv(place / one.evidence_file(review), EVIDENCE_COLUMNS, found, ("row", "amount"))
        rows.append(one.row(review, len(found)))
    write_csv(place / "signals.csv", SIGNAL_COLUMNS, rows, ("value", "threshold", "evidence_rows"))


def control_totals(review: Review) -> list[dict[str, Any]]:
    """Control totals of every exported table; the ledger's total of the quarter stands beside sales where it was given."""
    rows = [dict(row) for row in review.inputs.control_totals.to_dict("records")]
    for row in rows:
        row["ledger_total"], row["difference"] = ledger_difference(review) if row["table"] == "sales" else (None, None)
        for name in TOTALS_COLUMNS:
            row[name] = None if row.get(name) is None or pd.isna(row[name]) else row[name]
    return rows
