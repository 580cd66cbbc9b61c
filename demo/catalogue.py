"""The garments: styles that live about a year, a few basics, and the price list that goes with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

TAG_PRICES: dict[str, tuple[int, ...]] = {
    "外套": (699, 799, 899, 999, 1299),
    "羽绒": (1299, 1499, 1699, 1999),
    "裤装": (329, 399, 459, 499),
    "针织": (359, 429, 499, 599),
    "衬衫": (299, 359, 399, 459),
    "连衣裙": (499, 599, 699, 799),
    "T恤": (159, 199, 229, 259),
}
WORN_IN: dict[str, tuple[str, ...]] = {
    "AW": ("外套", "羽绒", "裤装", "针织", "衬衫", "外套", "针织", "裤装"),
    "SS": ("连衣裙", "T恤", "衬衫", "裤装", "外套", "连衣裙", "T恤", "针织"),
}
SEASONS: tuple[str, ...] = ("23AW", "24SS", "24AW", "25SS", "25AW", "26SS", "26AW")
STYLES_PER_SEASON = 24
VAT_PERCENT = 113


@dataclass(frozen=True)
class PriceRow:
    """One line of the price list: tag price with tax, its validity, and a floor of its own at the season's end."""

    price: int
    valid_from: date
    valid_to: date
    floor: int | None
    retail: int


@dataclass(frozen=True)
class Product:
    """One style in one colour."""

    product_id: str
    style: str
    category: str
    season: str
    cost_share: float
    prices: tuple[PriceRow, ...]
    listed: str  # "product", "style" (only its sister colour stands in the price list) or "no"

    def price_on(self, day: date) -> PriceRow | None:
        """The price row valid on a day, if the style is on sale then."""
        return next((row for row in self.prices if row.valid_from <= day <= row.valid_to), None)

    def in_clearance(self, day: date) -> bool:
        """Whether the style is sold off on that day."""
        row = self.price_on(day)
        return row is not None and row.floor is not None


def season_prices(season: str, tag: int) -> tuple[PriceRow, ...]:
    """A style's regular months, then two months of clearance with a floor at a fifth of the tag price."""
    year = 2000 + int(season[:2])
    if season.endswith("SS"):
        launch, ends, cleared = date(year - 1, 12, 1), date(year, 6, 30), date(year, 8, 31)
        clearance_from = date(year, 7, 1)
    else:
        launch, ends, cleared = date(year, 6, 1), date(year, 12, 31), date(year + 1, 3, 1) - timedelta(days=1)
        clearance_from = date(year + 1, 1, 1)
    return (
        PriceRow(tag, launch, ends, None, round(tag * 0.88)),
        PriceRow(tag, clearance_from, cleared, round(tag * 20), round(tag * 0.55)),
    )


def basic_prices(tag: int) -> tuple[PriceRow, ...]:
    """A basic's tag price, raised a little every January."""
    years = ((date(2023, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 12, 31)))
    return tuple(PriceRow(tag + 10 * n, start, end, None, round((tag + 10 * n) * 0.9)) for n, (start, end) in enumerate(years))


def season_products(rng: Random, season: str) -> list[Product]:
    """The styles of one season, every second one in two colours."""
    products: list[Product] = []
    for number in range(STYLES_PER_SEASON):
        worn = WORN_IN[season[2:]]
        category = worn[number % len(worn)]
        style = f"{season[:3]}{1001 + number * 3}"
        prices, share = season_prices(season, rng.choice(TAG_PRICES[category])), rng.uniform(0.24, 0.29)
        for colour in range(1 + number % 2):
            listed = "style" if colour and number == 5 else "no" if colour and number == 11 and season == "24AW" else "product"
            products.append(Product(f"{style}-{colour + 1:02d}", style, category, season, share, prices, listed))
    return products


def basic_products(rng: Random) -> list[Product]:
    """The few styles that are sold all year round, year after year."""
    products = []
    for number, category in enumerate(("裤装", "针织", "衬衫", "T恤", "裤装", "T恤")):
        prices = basic_prices(TAG_PRICES[category][number % 3])
        products.append(Product(f"JC{801 + number}-01", f"JC{801 + number}", category, "常青", rng.uniform(0.24, 0.27), prices, "product"))
    return products


def build_catalogue(seed: int) -> list[Product]:
    """All products that the company sold in its twelve quarters."""
    rng = Random(f"{seed}:catalogue")
    return basic_products(rng) + [product for season in SEASONS for product in season_products(rng, season)]


class Shelf:
    """What is on sale; prices begin and end with months, so that one look a month is enough."""

    def __init__(self, products: list[Product]) -> None:
        self.products = products
        self.months: dict[tuple[str, int, int], list[Product]] = {}

    def on_sale(self, season: str, day: date) -> list[Product]:
        """The garments of a kind of season that have a price on that day."""
        month = (season, day.year, day.month)
        if month not in self.months:
            self.months[month] = [product for product in self.products if season in product.season and product.price_on(day)]
        return self.months[month]
