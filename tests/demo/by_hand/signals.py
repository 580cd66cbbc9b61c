"""Every signal of a quarter by hand: value over threshold, and who raises it (W1)."""

from __future__ import annotations

from datetime import timedelta

from tests.demo.by_hand import credit, quality
from tests.demo.by_hand.books import Books, first_day, last_day, money, trailing
from tests.demo.by_hand.stars import Stars

THRESHOLDS = {"diversion_share": 0.10, "dumping_share": 0.15, "quarter_end_loading": 2.0, "silence_ratio": 3.0, "consignment_cover": 1.0,
              "paying_later": 15.0, "receivable_gap": 0.20}  # fmt: skip
RETURN_ALLOWANCE = 0.15
BANDS_TOO_MANY = 2
Strengths = dict[str, dict[str, float]]


def measured(books: Books, quarter: str) -> Strengths:
    """Value over threshold by signal and account, where it is known."""
    prices, windows = quality.PriceList(books.tables["price_list"]), quality.Windows(books, quarter)
    values = {
        "diversion_share": {account: quality.diversion_share(books, account, quarter) for account in books.traders},
        "dumping_share": {account: quality.dumping_share(books, prices, account, quarter) for account in books.traders},
        "quarter_end_loading": {account: quality.quarter_end_loading(books, windows, account) for account in books.traders},
        "silence_ratio": {account: quality.silence_ratio(books, account, quarter) for account in books.traders},
        "consignment_cover": {account: credit.consignment_cover(books, account, quarter) for account in books.traders},
        "paying_later": {account: credit.paying_later(books, account, quarter) for account in books.traders},
        "receivable_gap": {account: credit.receivable_gap(books, account, quarter) for account in books.traders},
    }
    found = {signal: {account: value / THRESHOLDS[signal] for account, value in known.items() if value is not None} for signal, known in values.items()}
    return found | {"return_rate_ttm": returns(books, quarter)}


def returns(books: Books, quarter: str) -> dict[str, float]:
    """The trailing return rate over the account's own allowance."""
    rates = {account: quality.return_rate_ttm(books, account, quarter) for account in books.traders}
    allowed = {account: float(money(books.master[account]["return_allowance"])) or RETURN_ALLOWANCE for account in rates}
    return {account: rate / allowed[account] for account, rate in rates.items() if rate is not None}


def bands_too_many(stars: Stars, quarter: str) -> dict[str, int]:
    """Sales band less raw star of every rated account (S9)."""
    return {account: star.band - star.raw for account, star in stars.rated[quarter].items()}


def newest_incidents(books: Books, quarter: str, kind: str) -> dict[str, float]:
    """A year over the age in days of the newest incident of a kind: above 1 it lies in the trailing four quarters."""
    end = last_day(quarter)
    days = {books.payer(row): row["date"] for row in sorted(books.tables["incidents"], key=lambda row: row["date"]) if row["kind"] == kind}  # type: ignore[arg-type,return-value]
    year = (end - first_day(trailing(quarter)[0]) + timedelta(days=1)).days
    return {account: year / (end - day).days for account, day in days.items()}  # type: ignore[operator]


def strengths(books: Books, stars: Stars, quarter: str) -> Strengths:
    """All signals; whole bands have no strength of their own, so one too many is half of two, and two are twice one."""
    found = measured(books, quarter)
    for kind in ("diversion", "dumping"):
        found[f"incident_{kind}"] = newest_incidents(books, quarter, kind)
    found["big_but_risky"] = {account: float(bands) if bands >= BANDS_TOO_MANY else max(bands, 0) / 2 for account, bands in bands_too_many(stars, quarter).items()}
    return found


def raised(books: Books, found: Strengths, quarter: str) -> dict[str, set[str]]:
    """Who raises each signal: strictly above the threshold, a silence only where it is new (H2)."""
    above = {signal: {account for account, strength in values.items() if strength > 1} for signal, values in found.items()}
    return above | {"silence_ratio": {account for account in above["silence_ratio"] if quality.silence_is_new(books, account, quarter)}}
