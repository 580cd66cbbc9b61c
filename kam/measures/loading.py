"""Whether the quarter's end weighs more than usual (C9 to C13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median

from kam.figures import COMPANY, Figure
from kam.measures.books import DAY, NOTHING, Books
from kam.measures.scope import TO_DATE, scopes
from kam.measures.silence import MONTHLY
from kam.params.quality import QualityRules
from kam.quarters import Quarter

BEFORE = 4
UNCOMPARED = "not compared with other accounts"
GAP = "no sales in one of five quarters"
NEVER = "nothing usually sold at quarter ends"
SATURDAY = 5
Window = tuple[Decimal, Decimal]


def window_start(quarter: Quarter, rules: QualityRules) -> date:
    """The first of the quarter's last working days (ten by default): Monday to Friday, holidays left out, make-up days added."""
    day, left = quarter.end + DAY, rules.window_days
    while left:
        day -= DAY
        left -= (day.weekday() < SATURDAY and day not in rules.holidays) or day in rules.make_up_days
    return day


def measure(books: Books, quarter: Quarter) -> list[Figure]:
    """``quarter_end_loading``: an account's own ratio over that of all other accounts; the company's row is its own ratio."""
    if why := MONTHLY if books.monthly else TO_DATE if books.partial(quarter) else "":
        return [Figure("quarter_end_loading", account, "", quarter.name, None, "ratio", None, None, why) for account, _ in scopes(books, quarter)]
    quarters = [quarter - back for back in range(BEFORE, -1, -1)]
    sold = [_windows(books, one) for one in quarters]
    whole = [_sum(one, books.trading(quarter)) for one in sold]
    figures = []
    for account, members in scopes(books, quarter):
        own = [_sum(one, members) for one in sold]
        shops = account in books.own_shops
        others = [(all_[0] - (NOTHING if shops else mine[0]), all_[1] - (NOTHING if shops else mine[1])) for all_, mine in zip(whole, own, strict=True)]
        figures.append(_loaded(account, quarter, own, others))
    return figures


def _loaded(account: str, quarter: Quarter, own: list[Window], others: list[Window]) -> Figure:
    ratio, why = own_ratio(own)
    compared, _ = own_ratio(others)
    if ratio is None or account == COMPANY:
        return Figure("quarter_end_loading", account, "", quarter.name, None if ratio is None else float(ratio), "ratio", None, None, why)
    if not compared:
        return Figure("quarter_end_loading", account, "", quarter.name, float(ratio), "ratio", None, None, UNCOMPARED)
    return Figure("quarter_end_loading", account, "", quarter.name, float(ratio / compared), "ratio", None, float(compared))


def own_ratio(windows: list[Window]) -> tuple[Decimal | None, str]:
    """The last quarter's window share / the median of those before, from (in the window, whole) gross sales; None with the reason (C12)."""
    if any(whole <= 0 for _, whole in windows):
        return None, GAP
    *before, now = (inside / whole for inside, whole in windows)
    usual = median(before)
    return (now / usual, "") if usual else (None, NEVER)


def _windows(books: Books, quarter: Quarter) -> dict[str, Window]:
    """Gross sales in the window and in the whole quarter, by account; each quarter under its own rules (G8)."""
    kept: dict[str, dict[str, Window]] = books.kept("quarter_end_windows")
    if quarter.name not in kept:
        rows = books.in_quarter("order_days", quarter)
        start = window_start(quarter, books.rules(quarter).quality)
        late = rows[rows.date >= start].groupby("account_id", sort=True).gross_sales.sum().to_dict()
        kept[quarter.name] = {account: (late.get(account, NOTHING), whole) for account, whole in books.gross(quarter).items()}
    return kept[quarter.name]


def _sum(sold: dict[str, Window], members: list[str]) -> Window:
    found = [sold[one] for one in members if one in sold]
    return sum((one[0] for one in found), NOTHING), sum((one[1] for one in found), NOTHING)
