"""What every answer of the review has in common: a voice, tables and figures of this quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from kam.figures import Figure
from kam.tables import Column, Kind, Row, Table
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

Cell = Any


class View:
    """One question of a chapter; its answers are ``finding()``, ``chart()`` and ``table()``, None where there is nothing to show."""

    def __init__(self, review: Review) -> None:
        self.r = review
        self.say = review.voice.say
        self.word = review.voice.word

    def heads(self, *columns: str) -> list[Column]:
        """Columns by phrase: ``name:head.account text:head.owner net_sales``; a bare metric id is a column of its figures."""
        found = []
        for column in columns:
            kind, _, phrase = column.rpartition(":")
            head = self.word(phrase) if self.r.voice.has(phrase) else self.r.voice.name(phrase)
            found.append(Column(head, cast(Kind, kind or "figure")))
        return found

    def _table(self, caption: str | Sentence, columns: Sequence[str], rows: Sequence[Row | Sequence[Cell]], note: str = "", whole: bool = False, of: int = 0) -> Table:
        """A table under a caption phrase; figures keep their marks."""
        words = self.say(caption) if isinstance(caption, str) else caption
        return Table(self.r.voice, words, self.heads(*columns), rows, note=self.word(note) if note else "", whole=whole, of=of)

    def named(self, accounts: Sequence[str], most: int = 5) -> list[str]:
        """The first accounts by name, and how many more there are."""
        more = len(accounts) - most
        return [*(self.r.name(account) for account in accounts[:most]), *([self.word("names.more", n=more)] if more > 0 else [])]

    def missing(self, table: str) -> Sentence:
        """The visible line for what was not exported."""
        return self.say("missing.table", table=self.word(f"table.{table}"), cost=self.word(f"missing.{table}"))

    def figures(self, account: str, *metrics: str) -> list[Figure]:
        """Figures of one account, this quarter."""
        return [self.r.figure(metric, account) for metric in metrics]

    def source(self, counts: str, *tables: str) -> str:
        """The line under a chart: what it counts, the period, the exports behind it."""
        names = self.r.voice.locale.comma.join(self.word(f"table.{table}") for table in tables)
        return self.word("note.source", counts=self.word(counts), quarter=self.r.quarter, tables=names)
