"""Tables as readers get them: units in the heads, numbers to the right, every figure with its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Literal, cast

from kam.figures import Figure
from kam.wording import Sentence, Voice
from kam.wording.columns import Scale
from kam.wording.numbers import DOWN, UP, decimal_of, figure_html, kind_of, stars_html

Kind = Literal["text", "name", "figure", "change", "number"]
Cell = Figure | Sentence | str | int | None


@dataclass(frozen=True)
class Column:
    """One column: ``text``, the row's ``name``, a ``figure``, a ``change`` with sign and arrow, or a ``number`` that is no figure."""

    head: str
    kind: Kind = "figure"

    @property
    def numeric(self) -> bool:
        """Whether its cells stand to the right."""
        return self.kind in ("figure", "change", "number")


@dataclass(frozen=True)
class Row:
    """Cells of one row; ``total`` sets it apart as a sum, ``marked`` as what the sentence is about, ``screen`` leaves it off paper."""

    cells: Sequence[Cell]
    total: bool = False
    marked: bool = False
    screen: bool = False


WIDE, WORDY, SHORT = 5, 3, 12
# Letters of a cell that on a phone would be a column of one word a line.
LONG = 40
# A reader does not go through more rows than two printed pages hold.
MOST = 40


class Table:
    """A table ready to show; it prints what it is given and computes nothing.

    ``rows`` are sequences of cells or ``Row``; without rows the table is one sentence, ``empty``. Of a long list the first rows
    and the totals are shown, and where the rest stands; one to look things up in is shown ``whole``. Rows need not all be given where
    more than the given ones are not printed: ``of`` says how many there are, totals apart.
    """

    def __init__(
        self,
        voice: Voice,
        caption: Sentence | str,
        columns: Sequence[Column],
        rows: Sequence[Row | Sequence[Cell]],
        note: Sentence | str = "",
        empty: Sentence | None = None,
        whole: bool = False,
        of: int = 0,
    ) -> None:
        self.voice = voice
        self.caption = _sentence(caption)
        self.columns = list(columns)
        self.rows = [row if isinstance(row, Row) else Row(row) for row in rows]
        self.note = _sentence(note)
        self.empty = empty or voice.say("table.empty")
        self.whole, self.more = whole, max(0, of - sum(not row.total for row in self.rows))
        self._check()
        self.unmeasured = [*self._take_out_columns(), *self._take_out_rows()]

    def _check(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"table '{self.caption}': a row has {len(row.cells)} cells, the head {len(self.columns)}")

    def _take_out_columns(self) -> list[tuple[str, str]]:
        """Columns that are unknown in every row for one and the same reason: said once in words, not in every cell."""
        found = {at: reason for at, column in enumerate(self.columns) if column.numeric and (reason := _one_reason([row.cells[at] for row in self.rows])) is not None}
        named = [(self.columns[at].head, reason) for at, reason in found.items()]
        self.columns = [column for at, column in enumerate(self.columns) if at not in found]
        self.rows = [replace(row, cells=[cell for at, cell in enumerate(row.cells) if at not in found]) for row in self.rows]
        return named

    def _take_out_rows(self) -> list[tuple[str, str]]:
        """The same for rows, where each row is another figure of one and the same thing."""
        if not self._rows_are_metrics():
            return []
        found = {at: reason for at, row in enumerate(self.rows) if (reason := _one_reason([cell for cell in row.cells[1:] if cell != ""])) is not None}
        named = [(self._name(self.rows[at]), reason) for at, reason in found.items()]
        self.rows = [row for at, row in enumerate(self.rows) if at not in found]
        return named

    def _rows_are_metrics(self) -> bool:
        metrics = [{figure.metric for figure in self._figures(at)} for at, column in enumerate(self.columns) if column.numeric]
        return any(len(found) > 1 for found in metrics)

    def _name(self, row: Row) -> str:
        return _sentence(cast("Sentence | str", row.cells[0])).text

    def __repr__(self) -> str:
        return f"{self.caption} ({len(self.rows)})"

    def _repr_html_(self) -> str:
        if self.unmeasured and not (self.rows and any(column.numeric for column in self.columns)):
            return self._unmeasured()
        if not self.rows:
            return f'<p class="empty">{self.empty.html}</p>'
        every = [figure for at, column in enumerate(self.columns) if column.numeric for figure in self._figures(at)]
        scales = [self.voice.column(self._figures(at), every) if column.numeric else None for at, column in enumerate(self.columns)]
        notes = _Notes()
        body = "".join(self._row(row, scales, notes) for row in self.shown)
        return (
            f'<div class="table-wrap" role="group" aria-label="{escape(self.caption.text)}" tabindex="0"><table{self._width()}>'
            f"<caption>{self.caption.html}</caption><thead><tr>{self._heads(scales)}</tr></thead><tbody>{body}</tbody></table></div>"
            f"{self._foot(notes)}"
        )

    @property
    def shown(self) -> list[Row]:
        """The rows that are printed."""
        plain = [at for at, row in enumerate(self.rows) if not row.total]
        beyond = set() if self.whole else set(plain[MOST:])
        return [row for at, row in enumerate(self.rows) if at not in beyond]

    def _cut(self) -> str:
        """How many rows are not printed, and where they stand."""
        left = len(self.rows) - len(self.shown) + self.more
        return f'<p class="note">{self.voice.say("table.cut", n=left).html}</p>' if left else ""

    def _width(self) -> str:
        """A table of many columns takes the whole measure; one of sentences becomes cards on a phone; a short one of figures is not parted in print."""
        wordy = self._wordy()
        marks = {
            "wide": len(self.columns) >= WIDE, "cards": wordy, "short": len(self.rows) <= SHORT and not wordy,
            "facts": self._rows_are_metrics(), "whole": self.whole,
        }  # fmt: skip
        classes = " ".join(name for name, on in marks.items() if on)
        return f' class="{classes}"' if classes else ""

    def _wordy(self) -> bool:
        """Whether it is one of sentences: three columns of text, or cells that a phone would break after every word."""
        texts = [at for at, column in enumerate(self.columns) if column.kind == "text"]
        cells = [row.cells[at] for row in self.shown for at in texts]
        return len(texts) >= WORDY or (len(self.columns) > 2 and any(len(_sentence(cell).text) > LONG for cell in cells if isinstance(cell, Sentence | str)))

    def _figures(self, at: int) -> list[Figure]:
        return [cell for row in self.rows if isinstance(cell := row.cells[at], Figure)]

    def _heads(self, scales: Sequence[Scale | None]) -> str:
        return "".join(self._head(column, scale) for column, scale in zip(self.columns, scales, strict=True))

    def _head(self, column: Column, scale: Scale | None) -> str:
        unit = self.voice.column_unit(scale)
        shown = f' <span class="unit">{escape(unit)}</span>' if unit else ""
        return f'<th scope="col" class="{_class(column)}">{escape(column.head)}{shown}</th>'

    def _row(self, row: Row, scales: Sequence[Scale | None], notes: _Notes) -> str:
        header = next((at for at, column in enumerate(self.columns) if column.kind == "name"), 0)
        cells = []
        for at, (column, cell, scale) in enumerate(zip(self.columns, row.cells, scales, strict=True)):
            tag, scope = ("th", ' scope="row"') if at == header else ("td", "")
            cells.append(f'<{tag}{scope} class="{_class(column)}" data-head="{escape(column.head)}">{self._cell(column, cell, scale, notes)}</{tag}>')
        classes = " ".join(name for name, on in (("total", row.total), ("marked", row.marked), ("screen", row.screen)) if on)
        marks = f' class="{classes}"' if classes else ""
        return f"<tr{marks}>{''.join(cells)}</tr>"

    def _cell(self, column: Column, cell: Cell, scale: Scale | None, notes: _Notes) -> str:
        if cell is None:
            return f'<span class="unknown">{escape(self.voice.unknown(""))}</span>' if column.numeric else ""
        if isinstance(cell, Figure):
            return self._figure(cell, scale, column.kind == "change") + notes.mark(cell, self.voice)
        if isinstance(cell, int):
            return escape(self.voice.number(cell, "count"))
        return _sentence(cell).html

    def _figure(self, figure: Figure, scale: Scale | None, change: bool) -> str:
        if figure.value is None:
            return figure_html(figure, self.voice.unknown(figure.reason))
        exact = decimal_of(figure.value)
        arrow = _arrow(exact) if change else ""
        if scale is None:
            return arrow + figure_html(figure, *self._alone(figure, change))
        return arrow + figure_html(figure, scale.cell(exact, signed=change))

    def _alone(self, figure: Figure, change: bool) -> tuple[str, str]:
        """A figure that brings its unit along, because its column has none."""
        text = self.voice.in_cell(figure.value or 0, figure.unit, figure.metric, change)
        stars = int(decimal_of(figure.value or 0)) if kind_of(figure.unit, figure.metric) == "stars" and not change else 0
        return text, stars_html(stars, self.voice.word("unit.stars_label", n=stars)) if stars > 0 else ""

    def _foot(self, notes: _Notes) -> str:
        listed = "".join(f"<li>{escape(text)}</li>" for text in notes.texts)
        foot = f'<ol class="note qualifiers">{listed}</ol>' if listed else ""
        return self._cut() + (f'<p class="note">{self.note.html}</p>' if self.note.text else "") + self._unmeasured() + foot

    def _unmeasured(self) -> str:
        """What no row could measure, each with its reason; a table of nothing but that is these words."""
        if not self.unmeasured:
            return ""
        if len(self.unmeasured) == 1:
            [(what, reason)] = self.unmeasured
            words = self.voice.word("table.unmeasured", column=what, unknown=self.voice.unknown(reason))
        else:
            items = [self.voice.word("table.unmeasured_item", column=what, reason=self.voice.reason(reason)) for what, reason in self.unmeasured]
            words = self.voice.word("table.unmeasured_all", items=self.voice.word("list.semicolon").join(items))
        return f'<p class="note">{escape(words)}</p>'


class _Notes:
    """Reasons that qualify known figures: a number in the cell, the words once under the table."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def mark(self, figure: Figure, voice: Voice) -> str:
        if figure.value is None or not figure.reason:
            return ""
        text = voice.reason(figure.reason)
        if text not in self.texts:
            self.texts.append(text)
        return f'<sup class="qualifier" title="{escape(text)}">{self.texts.index(text) + 1}</sup>'


def _one_reason(cells: Sequence[Cell]) -> str | None:
    """The reason for which all of several figures are unknown; None where one is known or the reasons differ."""
    reasons = {cell.reason for cell in cells if isinstance(cell, Figure) and not cell.known}
    alike = len(cells) > 1 and len(reasons) == 1 and all(isinstance(cell, Figure) and not cell.known for cell in cells)
    return reasons.pop() if alike else None


def _sentence(given: Sentence | str) -> Sentence:
    return given if isinstance(given, Sentence) else Sentence.plain(given)


def _class(column: Column) -> str:
    return "number" if column.numeric else column.kind


def _arrow(value: Decimal) -> str:
    if not value:
        return ""
    return f'<span class="arrow" aria-hidden="true">{UP if value > 0 else DOWN}</span> '
