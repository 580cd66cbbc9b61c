"""Sales quality by hand: where the goods went, at which price, when in the quarter, and what came back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from tests.demo.by_hand.books import Books, Row, a_year_before, back, cents, last_day, money, share, total, trailing

TAX = Decimal("1.13")
FLOOR = Decimal("0.85")


def diversion_share(books: Books, account: str, quarter: str) -> float | None:
    """Value shipped outside the contracted territories / value shipped (C7, C8)."""
    contracted = {row["territory"] for row in books.tables["territories"] if books.payer(row) == account}
    shipped = [row for row in books.invoices(account, quarter) if row["ship_to_territory"]]
    outside = [row for row in shipped if row["ship_to_territory"] not in contracted]
    return share(total(outside), total(shipped)) if contracted else None


class PriceList:
    """The price list by product and by style."""

    def __init__(self, rows: list[Row]) -> None:
        self.by_name: dict[object, list[Row]] = {}
        for row in rows:
            for name in {row["product_id"], row["style"]}:
                self.by_name.setdefault(name, []).append(row)

    def row_of(self, sold: Row) -> Row | None:
        """The price row of the product, else of its style, valid on the day; of several the newest (C4)."""
        for name in (sold["product_id"], sold["style"]):
            valid = [row for row in self.by_name.get(name, []) if name and row["valid_from"] <= sold["date"] <= row["valid_to"]]  # type: ignore[operator]
            if valid:
                return max(valid, key=lambda row: row["valid_from"])  # type: ignore[arg-type,return-value]
        return None


def dumping_share(books: Books, prices: PriceList, account: str, quarter: str) -> float | None:
    """Value of lines below the floor / value of lines with a guide price (C4 to C6)."""
    discount = money(books.master[account]["discount"] or 1)
    low = priced = Decimal(0)
    for sold in books.invoices(account, quarter):
        row, qty = prices.row_of(sold), money(sold["qty"])
        if row is not None and qty > 0:
            floor = money(row["floor"]) if row["floor"] else FLOOR * money(row["price"]) * discount / TAX
            priced += sold["value"]  # type: ignore[operator]
            low += sold["value"] if sold["value"] < cents(qty * floor) else 0  # type: ignore[operator]
    return share(low, priced)


# --- quarter-end loading ---


def window_start(quarter: str) -> date:
    """The first of the quarter's last ten Monday-to-Friday days (C9)."""
    day, left = last_day(quarter), 10
    while left > (day.weekday() < 5):
        left -= day.weekday() < 5
        day -= timedelta(days=1)
    return day


class Windows:
    """Gross sales of every account and quarter, in the window and in all."""

    def __init__(self, books: Books, quarter: str) -> None:
        self.quarters = [back(quarter, count) for count in (4, 3, 2, 1, 0)]
        self.sold: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
        for one in self.quarters:
            start = window_start(one)
            for account in books.traders:
                rows = books.invoices(account, one)
                self.sold[account, one] = total([row for row in rows if row["date"] >= start]), total(rows)  # type: ignore[operator]

    def ratio(self, *accounts: str) -> float | None:
        """This quarter's window share / the median of the four before (C11, C12)."""
        shares = []
        for one in self.quarters:
            inside, whole = (sum((self.sold[account, one][part] for account in accounts), Decimal(0)) for part in (0, 1))
            shares.append(share(inside, whole))
        if any(found is None for found in shares):
            return None
        usual = median(found or 0.0 for found in shares[:-1])
        return (shares[-1] or 0.0) / usual if usual else None


def quarter_end_loading(books: Books, windows: Windows, account: str) -> float | None:
    """An account's ratio over that of all other accounts (C13)."""
    own, others = windows.ratio(account), windows.ratio(*(other for other in books.traders if other != account))
    return own / others if own is not None and others else own


# --- returns and silence ---


def return_rate_ttm(books: Books, account: str, quarter: str) -> float | None:
    """Returned value / gross sales of the four trailing quarters; price-only credits are no returns (C1)."""
    rows = books.rows(account, *trailing(quarter))
    returned = [row for row in rows if row["kind"] == "credit note" and money(row["qty"]) != 0]
    return share(-total(returned), total([row for row in rows if row["kind"] == "invoice"]))


def silence_ratio(books: Books, account: str, quarter: str) -> float | None:
    """Days since the last order / the median gap; unknown with fewer than five order dates (H1)."""
    days = books.order_days(account)
    if len(days) < 5:
        return None
    gaps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
    return (last_day(quarter) - days[-1]).days / median(gaps)


def silence_is_new(books: Books, account: str, quarter: str) -> bool:
    """Not dormant, and silent for more than 1.5 times the days of the year before (H2)."""
    end, days = last_day(quarter), books.order_days(account)
    year_before = a_year_before(end)
    earlier = [day for day in days if day <= year_before]
    longer = not earlier or (end - days[-1]).days > 1.5 * (year_before - earlier[-1]).days
    return longer and books.net(account, *trailing(quarter)) > 0
