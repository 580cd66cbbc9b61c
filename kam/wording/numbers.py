"""From a value to the number a reader sees: by unit, by language, with as few digits as decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from babel.numbers import format_decimal

from kam.figures import Figure, Number, as_text
from kam.wording.locales import LANGUAGES, Language

MINUS = "\u2212"
UP, DOWN = "▲", "▼"
SIMPLE_UNITS = ("ratio", "days", "count", "points", "stars", "hours", "weeks", "quarters", "")
KINDS = {
    "big_but_risky": "flag",
    "major_customer": "flag",
    "team_fits_mode": "flag",
    "quarter_end_loading": "times",
    "silence_ratio": "times",
    "consignment_cover": "times",
    "forecast_mase": "index",
    "gini": "index",
    "quality_index": "index",
    "disagreement": "times",
    "quality_score": "index",
    "quality_worst": "index",
    "receivable_gap": "difference",
    "plan_overdue": "hours",
    "plan_hours": "hours",
    "hours_available": "hours",
    "task_reached": "flag",
    "weeks_of_stock": "weeks",
    "quarters_to_refill": "quarters",
}
# What two shares differ by is said in percentage points.
BETWEEN_SHARES = ("next_star_gap", "star_moved_by")
INDEX_POINTS = re.compile(r"segment_(gap|gap_error|silhouette|silhouette_chance|stability|rand|rand_chance|shift)|feature_distance|agreement_\w+")
PLAIN_POINTS = re.compile(r"hhi|score_.*|relationship_stage|next_star_gap|strength|capability|attractiveness|relative_strength|proposed_mode|profile_median|star_moved_by")


def kind_of(unit: str, metric: str = "") -> str:
    """The way a figure is written: flag, times, index, difference, percent, plain, money or its unit's own name."""
    if metric in KINDS:
        return KINDS[metric]
    if unit == "ratio" and metric in BETWEEN_SHARES:
        return "difference"
    if unit == "points" and INDEX_POINTS.fullmatch(metric):
        return "index"
    if unit == "points":
        return "plain" if PLAIN_POINTS.fullmatch(metric) else "difference"
    if unit in SIMPLE_UNITS:
        return {"ratio": "percent", "count": "plain", "": "plain"}.get(unit, unit)
    return "money"


def rounded(value: Decimal, places: int) -> Decimal:
    """Commercial rounding, away from zero at the half; never a negative zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def written(value: Decimal, places: int, language: Language, signed: bool = False) -> str:
    """A number with the language's separators and a real minus."""
    number = rounded(value, places)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = str(format_decimal(abs(number), format=pattern, locale=language.babel))
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return sign + text


def deciding_places(value: Decimal) -> int:
    """None from 10 up, one below; more where rounding would make nothing of something, none where it is whole."""
    if abs(rounded(value, 1)) >= 10 or not value:
        return 0
    places = 1
    while not rounded(value, places) and places < 6:
        places += 1
    return 0 if places == 1 and rounded(value, 1) == rounded(value, 0) else places


def percent_places(percent: Decimal) -> int:
    """As ``deciding_places``, and one more digit rather than calling a part the whole."""
    places = deciding_places(percent)
    while abs(percent) < 100 and abs(rounded(percent, places)) == 100 and places < 3:
        places += 1
    return places


@dataclass(frozen=True)
class Numbers:
    """Writes bare numbers in one language; words such as ``days`` are phrases."""

    language: Language

    @classmethod
    def of(cls, code: str) -> Numbers:
        """The numbers of a language."""
        return cls(LANGUAGES[code])

    def percent(self, value: Decimal, signed: bool = False) -> str:
        """A fraction as per cent: 81 %, 4.3 %, 0.4 %."""
        number = value * 100
        return written(number, percent_places(number), self.language, signed) + f"{self.language.percent_gap}%"

    def short(self, value: Decimal, signed: bool = False) -> str:
        """A number with as few digits as decide: 74, 4.5, 0.03."""
        return written(value, deciding_places(value), self.language, signed)

    def hundredths(self, value: Decimal, signed: bool = False) -> str:
        """An index between 0 and 1."""
        return written(value, 2, self.language, signed)

    def exact(self, value: Number | str) -> str:
        """An amount to the last digit that it has, for reconciliations."""
        number = Decimal(str(value))
        return written(number, max(0, -int(number.normalize().as_tuple().exponent)), self.language)

    def plain(self, given: Number, signed: bool = False) -> str:
        """A count or a grade: one decimal where it is broken and below 100."""
        value = Decimal(str(given))
        whole = value == value.to_integral_value() or abs(value) >= 100
        return written(value, 0 if whole else max(1, deciding_places(value)), self.language, signed)

    def money(self, value: Decimal, unit: str, signed: bool = False) -> str:
        """An amount as a sentence says it: CNY 12.3 m, 1,230 万元."""
        size, scale = self._spoken(value)
        number = value / size
        return self.language.amount(written(number, self._money_places(number, scale), self.language, signed), scale, unit)

    def _spoken(self, value: Decimal) -> tuple[Decimal, str]:
        for size, name in self.language.spoken:
            if abs(value) >= 10_000 and abs(rounded(value / size, 1)) >= 1:
                return size, name
        return Decimal(1), ""

    @staticmethod
    def _money_places(number: Decimal, scale: str) -> int:
        if not scale:
            return 2 if number and abs(number) < 1 else 0
        return 0 if abs(rounded(number, 1)) >= 100 or rounded(number, 1) == rounded(number, 0) else 1


def decimal_of(value: Number) -> Decimal:
    """A value with exactly the digits that figures.csv shows."""
    return Decimal(as_text(value) or "0")


def figure_html(figure: Figure, text: str, inner: str = "") -> str:
    """A printed figure with the marks that lead to its row in figures.csv; ``inner`` is HTML to show in place of the text."""
    marks = {
        "metric": figure.metric,
        "account": figure.account_id,
        "dimension": figure.dimension,
        "quarter": figure.quarter,
    }
    data = "".join(f' data-{name}="{escape(mark)}"' for name, mark in marks.items())
    unknown = "" if figure.known else " unknown"
    return f'<data class="figure{unknown}"{data} value="{escape(as_text(figure.value))}">{inner or escape(text)}</data>'


def stars_html(count: int, label: str) -> str:
    """Stars to look at, with words for those who listen."""
    return f'<span class="stars" role="img" aria-label="{escape(label)}">{"★" * count}</span>'


def known_values(figures: Iterable[Figure]) -> list[Decimal]:
    """The values of those figures that have one."""
    return [decimal_of(figure.value) for figure in figures if figure.value is not None]
