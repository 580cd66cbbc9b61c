"""An explanation as plain text, in the language of the review."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kam.figures import MILLIONTH, as_text
from kam.quarters import Quarter
from kam.review import Review
from kam.why.answer import Answer
from kam.why.explanation import Input, Row, Step
from kam.wording.numbers import MINUS, written

# Of longer lists the largest rows are shown, and the count and sum of the rest.
LISTED = 12
# Closed lists whose words may stand for a value.
WORDS = ("status", "team.gap")


class Teller:
    """Says explanations of one review."""

    def __init__(self, review: Review) -> None:
        self.review, self.voice = review, review.voice

    def tell(self, answer: Answer) -> str:
        """Definition, inputs, steps and result, a line each."""
        lines = [self._head(answer), "", self.voice.word("why.definition"), f"  {self.voice.definition(answer.asked.metric)}"]
        lines += self._section("why.inputs", [line for each in answer.explained.inputs for line in self._input(each)])
        lines += self._section("why.steps", [f"  {self._step(one)}" for one in answer.explained.steps])
        return "\n".join(lines + self._section("why.result", [f"  {self._result(answer)}"]))

    def _section(self, phrase: str, lines: list[str]) -> list[str]:
        return ["", self.voice.word(phrase), *lines] if lines else []

    def _head(self, answer: Answer) -> str:
        asked = answer.asked
        who = self._account(asked.account) if asked.account else self.voice.word("why.whole")
        phrase = "why.head_part" if asked.dimension else "why.head"
        return self.voice.word(phrase, metric=self.voice.name(asked.metric), who=who, quarter=asked.quarter, part=asked.dimension)

    def _account(self, account: str) -> str:
        return self.voice.word("why.named", name=self.review.name(account), account=account)

    def _result(self, answer: Answer) -> str:
        figure = self.voice.figure(answer.figure).text
        if not answer.agrees:
            return self.disagreement(answer)
        if answer.figure.value is None:
            return self.voice.word("why.same_unknown", result=figure)
        return self.voice.word("why.same", result=figure, exact=as_text(answer.figure.value))

    def _input(self, each: Input) -> list[str]:
        name, n, total = self.voice.word(each.name, **self._about(each.about)), len(each.rows), each.total
        name = name[:1].upper() + name[1:]
        counted = self._counted("why.rows", n, total) if n else self.voice.word("why.no_rows")
        ordered = sorted(each.rows, key=_size) if total is not None else list(each.rows)
        shown, rest = ordered[:LISTED], ordered[LISTED:]
        lines = [f"  {self.voice.word('why.line_plain', name=name, gives=counted)}", *self._rows(shown)]
        if rest:
            left = None if total is None else sum((one.value for one in rest if isinstance(one.value, Decimal)), Decimal(0))
            lines.append(f"    {self._counted('why.more', len(rest), left)}")
        return lines

    def _counted(self, phrase: str, n: int, total: Decimal | None) -> str:
        return self.voice.word(phrase, n=n) if total is None else self.voice.word(f"{phrase}_total", n=n, total=self._shown(total))

    def _rows(self, rows: Sequence[Row]) -> list[str]:
        places = max((_places(one.value) for one in rows), default=0)
        values = [self._shown(one.value, places) for one in rows]
        width = max(map(len, values), default=0)
        return [f"    {value:>{width}}  {self._where(one)}  {one.what}".rstrip() for one, value in zip(rows, values, strict=True)]

    def _where(self, one: Row) -> str:
        place = {"file": one.file, "row": str(one.number)}
        if not one.file:
            return self.voice.word("why.at_none")
        return self.voice.word("why.at_sheet", sheet=one.sheet, **place) if one.sheet else self.voice.word("why.at", **place)

    def _step(self, one: Step) -> str:
        name, gives = self._name(one.name, **self._about(one.about)), self._shown(one.gives)
        formula = _signed(one.formula.format(*(self._part(part) for part in one.parts)))
        if one.gives is None or formula == gives:
            return self.voice.word("why.line_plain", name=name, gives=formula)
        return self.voice.word("why.line_test" if isinstance(one.gives, bool) else "why.line", name=name, formula=formula, gives=gives)

    def _about(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """What fills a name: phrases by id, accounts by name, months without their day."""
        said: dict[str, Callable[[Any], str]] = {"account": self._account, "month": self._month}
        filled = {key: said[key](value) if key in said else self._shown(value) if isinstance(value, float) else value for key, value in about.items()}
        return filled | ({"what": self._name(about["what"], **filled)} if "what" in about else {})

    def _name(self, phrase: str, **about: Any) -> str:
        """A phrase, or the name of a metric, of which a company may have its own."""
        metric = phrase.removeprefix("metric.")
        return self.voice.word(phrase, **about) if metric == phrase else self.voice.name(metric)

    def _month(self, month: date) -> str:
        return f"{month:%Y-%m}"

    def _part(self, part: Any) -> str:
        if isinstance(part, str) or not isinstance(part, Iterable) or isinstance(part, Quarter):
            return self._shown(part)
        return self._several(list(part), " + " if isinstance(part, list) else ", ")

    def _several(self, parts: Sequence[Any], between: str) -> str:
        """Amounts added up or only listed; of many the first and the last."""
        said = [self._shown(part) for part in parts]
        if len(said) > LISTED:
            said = [*said[: LISTED - 3], f"… ({len(said) - LISTED + 1})", *said[-2:]]
        return between.join(said) or "0"

    def _shown(self, value: Any, places: int = 0) -> str:
        """A value to the last digit that figures.csv would show, amounts to six decimals; with at least so many ``places``."""
        if value is None:
            return "?"
        if isinstance(value, bool):
            return self.voice.word("unit.yes" if value else "unit.no")
        if isinstance(value, str):
            return next((said for family in WORDS if (said := self.voice.term(family, value)) != value), self.voice.reason(value))
        if isinstance(value, date):
            return value.isoformat()
        return written(_digits(value), max(places, _places(value)), self.voice.locale)

    def disagreement(self, answer: Answer) -> str:
        """What to say of a figure that the rows do not bear out."""
        here, there = (as_text(one.value) or one.reason for one in (answer.explained, answer.figure))
        return self.voice.word("why.differs", here=here, there=there)


def _signed(formula: str) -> str:
    """Adding a negative number is subtracting it; after any other operator it stands in brackets."""
    return re.sub(rf"([{MINUS}×/<>≤≥] )({MINUS}[\d,.]+)", r"\1(\2)", formula.replace(f"+ {MINUS}", f"{MINUS} "))


def _size(one: Row) -> Decimal:
    """Sorts the largest amounts first, credits among them."""
    return -abs(one.value) if isinstance(one.value, Decimal) else Decimal(0)


def _digits(value: Any) -> Decimal:
    number = Decimal(as_text(value))
    return number if number == number.to_integral_value() else number.quantize(MILLIONTH) if isinstance(value, Decimal) else number


def _places(value: Any) -> int:
    """The decimals that a number has."""
    if isinstance(value, bool | str | date) or value is None:
        return 0
    return max(0, -int(_digits(value).normalize().as_tuple().exponent))
