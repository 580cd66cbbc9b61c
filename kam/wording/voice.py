"""The voice of the review: phrases filled with figures, names and dates, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from babel.dates import format_date

from kam.figures import Figure, Number
from kam.quarters import Quarter
from kam.wording.columns import Scale, scale_for
from kam.wording.locales import LANGUAGES
from kam.wording.numbers import Numbers, decimal_of, figure_html, kind_of, stars_html
from kam.wording.phrases import PLACEHOLDER, phrase_book
from kam.wording.reasons import reason_text, stands_alone
from kam.wording.sentence import Sentence, join

Value = Figure | Sentence | str | int | date | Quarter | Iterable["Value"]

# Companies add criteria of their own to the scorecard.
SCORE = "score_"


class Voice:
    """Says phrases in ``language``."""

    def __init__(self, language: str, currency: str = "CNY", languages: Sequence[str] = ()) -> None:
        self.language = language
        self.currency = currency
        self.languages = tuple(languages) or (language,)
        self.locale = LANGUAGES[language]
        self.numbers = Numbers(self.locale)

    def say(self, phrase_id: str, /, **values: Value) -> Sentence:
        """A phrase with its placeholders filled; raises KeyError for a phrase or value that is not there."""
        language, template = self._template(phrase_id)
        parts: list[Sentence] = []
        end = 0
        for match in PLACEHOLDER.finditer(template):
            parts.append(Sentence.plain(template[end : match.start()]))
            if match[1] not in values:
                raise KeyError(f"phrase '{phrase_id}' ({language}): no value for '{match[1]}'")
            filled = self._filled(values[match[1]], match[2])
            parts += [Sentence.plain(_gap(parts, filled)), filled]
            end = match.end()
        return join([*parts, Sentence.plain(template[end:])], "")

    def word(self, phrase_id: str, /, **values: Value) -> str:
        """A phrase as plain text, for heads, labels and alt texts."""
        return self.say(phrase_id, **values).text

    def has(self, phrase_id: str) -> bool:
        """Whether the phrase book holds a phrase."""
        return phrase_id in phrase_book()

    def _template(self, phrase_id: str) -> tuple[str, str]:
        if phrase_id not in phrase_book():
            raise KeyError(f"phrase '{phrase_id}' is in no file of kam/wording/phrases; add it with en and zh")
        return self.language, phrase_book()[phrase_id][self.language]

    def _filled(self, value: Value, form: str | None) -> Sentence:
        if form and "|" in form:
            one, many = form.split("|", 1)
            return Sentence.plain(one if _is_one(value) else many)
        if isinstance(value, Figure):
            return self.figure(value, signed=form == "+")
        if isinstance(value, Sentence):
            return value
        if isinstance(value, str):
            return Sentence.plain(value)
        return self._other(value)

    def _other(self, value: object) -> Sentence:
        if isinstance(value, Quarter):
            return Sentence.plain(self.quarter(value))
        if isinstance(value, date):
            return Sentence.plain(self.date(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return Sentence.plain(self.numbers.plain(Decimal(value)))
        if isinstance(value, Iterable):
            return self.listed(value)
        raise TypeError(f"{value!r} cannot be printed: a number that the review prints is a Figure")

    def listed(self, values: Iterable[Value]) -> Sentence:
        """Several values as a list in words: A, B and C."""
        parts = [self._filled(value, None) for value in values]
        head = join(parts[:-1], self.locale.comma)
        return join([head, parts[-1]], self.locale.last_comma) if len(parts) > 1 else join(parts, "")

    def paragraph(self, *sentences: Sentence) -> Sentence:
        """Sentences one after another, as the language sets them."""
        return join(list(sentences), self.locale.sentence_gap)

    def figure(self, figure: Figure, signed: bool = False) -> Sentence:
        """A figure as a sentence says it, with its marks, and its qualifying reason as a small note."""
        text = self.unknown(figure.reason) if figure.value is None else self.number(figure.value, figure.unit, figure.metric, signed)
        inner = self._stars_html(figure) if figure.unit == "stars" and figure.value else ""
        shown = Sentence(figure_html(figure, text, inner), text)
        return shown if figure.value is None or not figure.reason else self._qualified(shown, self.reason(figure.reason))

    def _qualified(self, shown: Sentence, note: str) -> Sentence:
        words = self.word("unit.qualified", note=note)
        return Sentence(f'{shown.html}<small class="qualifier">{escape(words)}</small>', f"{shown.text}{words}")

    def _stars_html(self, figure: Figure) -> str:
        count = int(decimal_of(figure.value or 0))
        return stars_html(count, self.word("unit.stars_label", n=count))

    def number(self, value: Number, unit: str, metric: str = "", signed: bool = False) -> str:
        """A value as plain text with its unit, for chart labels."""
        exact, kind = decimal_of(value), kind_of(unit, metric)
        if kind == "flag":
            return self.word("unit.yes" if exact else "unit.no")
        if kind == "stars" and exact:
            return "★" * int(exact)
        if kind == "percent":
            return self.numbers.percent(exact, signed)
        if kind == "money":
            return self.numbers.money(exact, unit, signed)
        return self._with_unit(exact, kind, signed)

    def in_cell(self, value: Number, unit: str, metric: str = "", signed: bool = False) -> str:
        """The same in a table of figures of many units, where room is short: percentage points are pp."""
        if kind_of(unit, metric) == "difference":
            return self.word("unit.difference_in_cell", number=self.numbers.short(decimal_of(value) * 100, signed))
        return self.number(value, unit, metric, signed)

    def _with_unit(self, exact: Decimal, kind: str, signed: bool) -> str:
        if kind == "index":
            return self.numbers.hundredths(exact, signed)
        if kind == "times":
            return self.word("unit.times", number=self.numbers.plain(exact, signed))
        if kind in ("plain", "stars"):
            return self.numbers.plain(exact, signed)
        text = self.numbers.short(exact * 100 if kind == "difference" else exact, signed)
        return self.word(f"unit.{kind}", number=text, n=1 if text.lstrip("+") == "1" else 2)

    def unknown(self, code: str) -> str:
        """What stands in place of an unknown value: ``not measured: no price list``."""
        words = self.reason(code)
        if not code:
            return self.word("unknown.without_reason")
        return words if stands_alone(code) else self.word("unknown.because", reason=words)

    def reason(self, code: str) -> str:
        """A reason code in words."""
        return reason_text(code, self.word)

    def name(self, metric: str) -> str:
        """The short name of a metric; the company's own word for a criterion that it added, the id itself where there is none."""
        return self.word(f"metric.{metric}") if self.has(f"metric.{metric}") else metric.removeprefix(SCORE)

    def definition(self, metric: str) -> str:
        """What a metric means, its unit and the rulings that settle it; empty where nobody defined it."""
        own = "strength.own_criterion" if metric.startswith(SCORE) else ""
        phrase = f"definition.{metric}" if self.has(f"definition.{metric}") else own
        return self.word(phrase) if phrase else ""

    def term(self, family: str, word: str) -> str:
        """A word of a closed list, such as ``kind`` dealer or ``stage`` partner; words of the company's own as they come."""
        phrase_id = f"{family}.{re.sub(r'[^a-z0-9]+', '_', word.lower()).strip('_')}"
        return self.word(phrase_id) if word.isascii() and self.has(phrase_id) else word

    def pick(self, texts: Mapping[str, str]) -> str:
        """The text of this language out of a params entry such as ``title``, else that of the first language that has one."""
        order = (self.language, *self.languages, *texts)
        return next((texts[code] for code in order if texts.get(code)), "")

    def day(self, day: date) -> str:
        """A day in a table, where room is short: 30 Sept 2026, 2026/9/30."""
        return str(format_date(day, format=self.locale.day, locale=self.locale.babel))

    def date(self, day: date) -> str:
        """A day written out: 30 September 2026, 2026年9月30日."""
        return str(format_date(day, format="long", locale=self.locale.babel))

    def quarter(self, quarter: Quarter) -> str:
        """A quarter in words; a fiscal year that is not the calendar's says so."""
        form = "quarter.calendar" if quarter.fiscal_year_start == 1 else "quarter.fiscal"
        return self.word(form, year=str(quarter.year), number=str(quarter.number))

    def column(self, figures: Sequence[Figure], beside: Sequence[Figure] = ()) -> Scale | None:
        """One scale for a column of figures, in the size of the amounts that stand ``beside`` it in the table."""
        return scale_for(figures, self.locale, beside)

    def column_unit(self, scale: Scale | None) -> str:
        """What the head of a column says about its unit."""
        if scale is None or scale.kind in ("plain", "index"):
            return ""
        return scale.head or self.word(f"head.{scale.kind}")


def _gap(before: list[Sentence], after: Sentence) -> str:
    """A blank between two values with no words between them, where a Latin name would run into a number: ACME 2026年, not ACME2026年."""
    touching = len(before) > 1 and not before[-1].text
    return " " if touching and re.search("[A-Za-z0-9]$", before[-2].text) and re.match("[A-Za-z0-9]", after.text) else ""


def _is_one(value: object) -> bool:
    number = value.value if isinstance(value, Figure) else value
    return isinstance(number, int | float | Decimal) and number == 1
