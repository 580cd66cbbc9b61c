"""What is already booked at order fairs for delivery in the coming quarter: a check beside the forecast (J, X)."""

from __future__ import annotations

from kam.figures import COMPANY, Figure
from kam.measures.books import NOTHING, Books, summed
from kam.quarters import Quarter


def booked_ahead(books: Books, quarter: Quarter) -> list[Figure]:
    """``bookings_ahead`` of the company and each account that trades, booked by this quarter's end for the quarter that follows."""
    coming, trading = quarter + 1, books.trading(quarter)
    why = "" if books.exported("bookings", "delivery_month") else ("missing delivery_month" if books.exported("bookings") else "no order-fair bookings")
    if why:
        return [Figure("bookings_ahead", account, "", coming.name, None, books.unit, None, None, why) for account in [COMPANY, *trading]]
    rows = books.facts.open("bookings_ahead")
    months = [f"{month:%Y-%m}" for month in coming.months]
    rows = rows[rows.delivery_month.isin(months) & (rows.quarter <= quarter.name)]
    sums = {str(account): sum(part.amount, NOTHING) for account, part in rows.groupby("account_id", sort=True)}
    counts = {str(account): int(part.n_rows.sum()) for account, part in rows.groupby("account_id", sort=True)}
    whole = Figure("bookings_ahead", COMPANY, "", coming.name, summed(sums, trading), books.unit, sum(counts.get(one, 0) for one in trading))
    return [whole, *(Figure("bookings_ahead", one, "", coming.name, sums.get(one, NOTHING), books.unit, counts.get(one, 0)) for one in trading)]
