"""One scale and one number of digits for a whole column, with the unit in its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kam.figures import Figure
from kam.wording.locales import Language
from kam.wording.numbers import deciding_places, kind_of, known_values, rounded, written

FACTORS = {"percent": Decimal(100), "difference": Decimal(100)}


@dataclass(frozen=True)
class Scale:
    """How the figures of one column are written: in units of ``size``, with ``places`` decimals, under ``head``."""

    kind: str
    head: str
    size: Decimal
    places: int
    language: Language

    def cell(self, value: Decimal, signed: bool = False) -> str:
        """The number alone; a value that would round to nothing shows its first digit."""
        number = value / self.size
        places = self.places if not number or rounded(number, self.places) else deciding_places(number)
        return written(number, places, self.language, signed)


def scale_for(figures: Sequence[Figure], language: Language, beside: Sequence[Figure] = ()) -> Scale | None:
    """The scale of a column, None where its figures are of different kinds or need words (stars, flags).

    ``beside`` are the other figures of the table: amounts of one currency that are read across are written in one size.
    """
    kinds = {kind_of(figure.unit, figure.metric) for figure in figures}
    units = {figure.unit for figure in figures}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind in ("", "flag", "stars") or (kind == "money" and len(units) > 1):
        return None
    if kind == "money":
        unit = units.pop()
        return _money_scale(unit, _largest(figures), _largest([*figures, *(one for one in beside if one.unit == unit)]), language)
    size = 1 / FACTORS.get(kind, Decimal(1))
    return Scale(kind, "", size, _places(kind, figures, size), language)


def _largest(figures: Sequence[Figure]) -> Decimal:
    return max((abs(value) for value in known_values(figures)), default=Decimal(0))


def _money_scale(unit: str, largest: Decimal, largest_beside: Decimal, language: Language) -> Scale:
    size, name = Decimal(1), ""
    for (step, called), floor in zip(reversed(language.tabled), reversed(language.floors), strict=True):
        if largest_beside >= floor:
            size, name = step, called
    head = language.head(name, unit)
    places = 1 if name and largest / size < 1000 else 0
    return Scale("money", head, size, places, language)


def _places(kind: str, figures: Sequence[Figure], size: Decimal) -> int:
    """One decimal where some figure is small or broken, none otherwise; two for indices."""
    if kind == "index":
        return 2
    numbers = [abs(value / size) for value in known_values(figures)]
    broken = [number for number in numbers if number != number.to_integral_value()]
    almost_whole = kind == "percent" and any(99 < number < 100 for number in broken)
    return 1 if almost_whole or any(number < 10 for number in broken) else 0
