"""One entry of the params as its questions see it: its rows, what nothing reads of them, and how an answer is written (I-14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from kam.intake.cells import clean, fold, mapped
from kam.intake.lots import Export, Lot
from kam.intake.notes import Note
from kam.intake.rows import amount_of

if TYPE_CHECKING:
    from kam.params import Params

SHORT = 24  # characters; a longer cell is a remark, not a word of a closed list


@dataclass
class Entry:
    """One entry of the params with its rows: what it leaves over, what hangs on it, and how an answer is written."""

    lot: Lot
    index: int
    params: Params

    @property
    def table(self) -> str:
        """The table as the params name it."""
        return "receivables" if self.lot.table.name == "balances" else self.lot.table.name

    @cached_property
    def exports(self) -> list[tuple[int, Export]]:
        """Its exports with their place in the lot."""
        return [(at, export) for at, export in enumerate(self.lot.exports) if export.source_index == self.index]

    @cached_property
    def used(self) -> np.ndarray:
        """Its used rows."""
        return self.lot.used & (self.lot.source == self.index)

    @cached_property
    def left(self) -> dict[str, np.ndarray]:
        """The columns that none of ours took, by their header: one cleaned text a row of the lot."""
        found: dict[str, np.ndarray] = {}
        for at, export in self.exports:
            for place, cell in enumerate(export.records.header):
                if (header := clean(cell)) and place not in export.layout.index.values():
                    texts = found.setdefault(header, np.full(len(self.lot), "", dtype=object))
                    texts[self.lot.export == at] = mapped(export.records.column(place), clean)
        return found

    def named(self, after: Callable[[str, str, list[str]], bool]) -> dict[int, Export]:
        """Its exports whose sheet or file bears a name, by their place in the lot."""
        sheets = {label: [one.sheet for _, one in self.exports if one.label == label] for label in {one.label for _, one in self.exports}}
        return {at: one for at, one in self.exports if after(one.label, one.sheet, sheets[one.label])}

    def names(self, exports: dict[int, Export], rows: np.ndarray) -> list[str]:
        """What exports with one of the rows are called: by the sheet where their file has several."""
        several = Counter(one.label for _, one in self.exports)
        return list(dict.fromkeys(one.sheet if several[one.label] > 1 else one.label for at, one in exports.items() if rows[self.lot.export == at].any()))

    def heads(self, column: str) -> list[str]:
        """The headers under which one of our columns stands in its exports."""
        found = [clean(export.records.header[export.layout.index[column]]) for _, export in self.exports if column in export.layout.index]
        return list(dict.fromkeys(found))

    @cached_property
    def first_lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Its rows that are no totals, and which of them begin a document; without numbers each does."""
        rows = np.flatnonzero((self.lot.source == self.index) & ~(self.lot.subtotal | self.lot.repeated_header))
        if "document" not in self.lot.text:
            return rows, np.ones(len(rows), dtype=bool)
        number, export = self.lot.text["document"][rows], self.lot.export[rows]
        return rows, np.append(True, (number[1:] != number[:-1]) | (export[1:] != export[:-1]))[: len(rows)]

    def under_heads(self, texts: np.ndarray) -> tuple[np.ndarray, dict[str, list[str]]]:
        """A status that stands on the first line of each document only, on all its lines, and what the params need to read it so."""
        rows, first = self.first_lines
        if first.all() or not np.array_equal(texts[rows] != "", first):
            return texts, {}
        whole = texts.copy()
        whole[rows] = texts[rows][first][np.cumsum(first) - 1]
        given = self.params.sources[self.table][self.index].fill_down
        return whole, {"fill_down": [*given, "status"]}

    def share(self, rows: np.ndarray) -> float:
        """The part of the table's absolute amount on some of its used rows; of its rows where it has no amount."""
        amounts = amount_of(self.lot)
        weight = np.abs(amounts.data.astype(float)) * amounts.valid if amounts is not None else np.ones(len(self.lot))
        whole = weight[self.lot.used].sum()
        return float(weight[rows & self.lot.used].sum() / whole) if whole else 0.0

    def words(self, texts: np.ndarray, fits: Callable[[str], Any]) -> dict[str, int]:
        """The short words of a column that fit, as they are written, with their used rows, most frequent first."""
        counted = Counter(text for text in texts[self.used] if text)
        return {word: count for word, count in counted.most_common() if len(word) <= SHORT and fits(fold(word))}

    def ask(self, note: str, column: str, values: list[str], rows: np.ndarray, answer: str | dict[str, Any] = "", **data: Any) -> Iterator[Note]:
        """The question of a column, unless params say of all its values that they are of no account."""
        ignored = {fold(header): words for header, words in self.params.ignore.get(self.table, {}).items()}.get(fold(column))
        if ignored is not None and (not ignored or set(map(fold, values)) <= set(map(fold, ignored))):
            return
        ignore = as_yaml({"ignore": {self.table: {column: values}}})
        if isinstance(answer, dict):
            entries = len(self.params.sources.get(self.table, []))
            answer = as_yaml({"sources": {self.table: answer}}) + (f"  # entry {self.index + 1} of {entries}" if entries > 1 else "")
        files = sorted({str(label) for label in self.lot.label[rows]}) or [export.label for _, export in self.exports]
        yield Note(note, {"table": self.table, "column": column, "files": files, "values": values, "rows": int((rows & self.used).sum()),
                          "ignore": ignore, **data}, answer or ignore, self.share(rows))


def as_yaml(entry: dict[str, Any]) -> str:
    line = str(yaml.dump(entry, Dumper=_Plain, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6)).strip()
    return line.removeprefix("{").removesuffix("}")


class _Plain(yaml.SafeDumper):
    """Writes a part that stands twice twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always: a person pastes the line."""
        return True
