"""What the company's own shops take, week by week."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo import places
from demo.catalogue import Shelf
from demo.company import Account
from demo.documents import Document, Line, guide_cents
from demo.quarters import QUARTERS, last_day, season_of, years_back
from demo.seasons import ON_OFFER, SEASON_WEIGHTS

OWN_SHOP_SALES = 6_200_000  # yuan a year and shop


def shop_week(shop: Account, day: date, cents: float, shelf: Shelf, rng: Random) -> Document:
    """A week's takings of an own shop, by its best selling garments."""
    document = Document(shop, shop, "invoice", day)
    for weight in (0.45, 0.33, 0.22):
        product = rng.choice(shelf.on_sale(ON_OFFER[day.month][0][0], day))
        guide = guide_cents(product, shop, day)
        assert guide is not None
        price = round(float(guide) * rng.uniform(0.90, 0.99))
        qty = max(1, round(cents * weight / price))
        document.lines.append(Line(product, qty, qty * price, places.CAPITAL))
    return document


def shop_sales(shop: Account, shelf: Shelf, seed: int) -> list[Document]:
    """Twelve quarters of weekly takings."""
    rng, documents = Random(f"{seed}:shop:{shop.account_id}"), []
    for quarter in QUARTERS:
        weekly = OWN_SHOP_SALES * 100 * SEASON_WEIGHTS[season_of(quarter)] / 13 * (1 + shop.growth) ** -years_back(quarter)
        for week in range(13):
            day = last_day(quarter) - timedelta(days=1 + 7 * week)
            documents.append(shop_week(shop, day, weekly * rng.uniform(0.9, 1.1), shelf, rng))
    return documents
