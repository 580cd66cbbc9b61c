"""The arithmetic of one bridge: from what was sold before to what was sold now, without a residual (F3 to F5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from kam.figures import MILLIONTH

NOTHING = Decimal(0)
RESIDUAL = Decimal("0.01")
# Quotients of sums run on for ever; sixty digits leave nothing of that in the sixth decimal.
PRECISE = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass
class Period:
    """What one scope sold in a quarter: net quantity and value by product, the value of rows without quantity, and all as booked.

    Values are at the base quarter's exchange rates, ``booked`` is at each row's own.
    """

    products: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    loose: Decimal = NOTHING
    booked: Decimal = NOTHING
    n_rows: int = 0

    def add(self, product: str, qty: Decimal, value: Decimal) -> None:
        """Adds rows of a product that have a quantity; returns net into it (F3)."""
        sold, worth = self.products.get(product, (NOTHING, NOTHING))
        self.products[product] = (sold + qty, worth + value)

    def sold(self) -> set[str]:
        """Products whose net quantity is positive (F4)."""
        return {product for product, (qty, _) in self.products.items() if qty > 0}

    def worth(self, products: set[str]) -> Decimal:
        """The value of some of its products."""
        return sum((self.products[product][1] for product in products), NOTHING)

    def pieces(self, products: set[str]) -> Decimal:
        """The net quantity of some of its products."""
        return sum((self.products[product][0] for product in products), NOTHING)


@dataclass(frozen=True)
class Bridge:
    """The parts of one bridge, which add up to ``end - start`` exactly, and how many products stand in both quarters, only now, only before."""

    start: Decimal
    price: Decimal
    volume: Decimal
    mix: Decimal
    new: Decimal
    lost: Decimal
    fx: Decimal
    other: Decimal
    end: Decimal
    n_both: int
    n_new: int
    n_lost: int

    def __post_init__(self) -> None:
        parts = self.price + self.volume + self.mix + self.new + self.lost + self.fx + self.other
        assert abs(self.end - self.start - parts) < RESIDUAL, f"bridge: parts leave {self.end - self.start - parts}"


def bridge(before: Period, now: Period) -> Bridge:
    """The bridge between two quarters of one scope.

    Products sold in both differ by price, volume and mix; what is sold in one only is new or lost; rows without quantity and
    products of which more came back than went out are other. Source: metrics.md F, rulings F3 to F6.
    """
    with localcontext(PRECISE):
        then, today = before.sold(), now.sold()
        both, new, lost = then & today, today - then, then - today
        v0, v1 = _whole(before.worth(both)), _whole(now.worth(both))
        q0, q1 = before.pieces(both), now.pieces(both)
        # p0 x q1, summed: what today's quantities would have brought at the prices before.
        at_old_prices = _whole(sum((before.products[one][1] * now.products[one][0] / before.products[one][0] for one in both), NOTHING))
        volume = _whole((q1 - q0) * before.worth(both) / q0) if both else NOTHING
        added, gone = _whole(now.worth(new)), _whole(before.worth(lost))
        other_now = _whole(now.loose + now.worth(set(now.products) - today))
        other_before = _whole(before.loose + before.worth(set(before.products) - then))
        at_base = v1 + added + other_now
        return Bridge(
            start=before.booked, price=v1 - at_old_prices, volume=volume, mix=at_old_prices - v0 - volume, new=added, lost=-gone,
            fx=now.booked - at_base, other=other_now - other_before, end=now.booked, n_both=len(both), n_new=len(new), n_lost=len(lost),
        )  # fmt: skip


def _whole(amount: Decimal) -> Decimal:
    """A sum rounded to the last digit of an amount once, when it is complete (A3, G20)."""
    return amount.quantize(MILLIONTH)
