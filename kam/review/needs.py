"""Chapter 2, service against needs: what the accounts asked for, what they got, our answer and our own ask (0.2)."""

from __future__ import annotations

from kam.charts import Chart, gaps
from kam.figures import Figure
from kam.measures.needs import need_of
from kam.measures.work import Row, empty, recorded_needs
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 20


class NeedsView(View):
    """Needs beside their fulfilment, all accounts together and each by itself."""

    @property
    def measured(self) -> bool:
        """Whether needs were exported."""
        return self.r.books.exported("needs")

    def finding(self) -> Sentence:
        """How many needs were not met, and which one most often."""
        if not self.measured:
            return self.missing("needs")
        short, needs = self.r.figure("needs_short"), self._by_need()
        if not short.n:
            return self.say("needs.none")
        if not short.value:
            return self.say("needs.all_met", compared=self._compared())
        often, figure = max(needs.items(), key=lambda pair: (pair[1].size, pair[0]))
        return self.say("needs.finding", short=short, compared=self._compared(), need=self._named(often), accounts=figure)

    def chart(self) -> Chart | None:
        """Each account's gap as a part of what it asked, need by need."""
        needs = self._by_need()
        if not needs:
            return None
        rows = [
            (self._named(need), self._gaps(f"need:{need}"), self.word("needs.short_of", short=figure, compared=figure.n or 0))
            for need, figure in needs.items()
        ]
        return gaps(rows, self.finding(), voice=self.r.voice, note=self.source("note.needs", "needs", "deliveries"))

    def table(self) -> Table | None:
        """The widest gaps of the key accounts: what was asked, recorded and measured, our answer and our ask."""
        if not self.measured:
            return None
        found = [(account, row) for account in self.r.key_accounts for row in recorded_needs(self.r.books, self.r.quarter, account)]
        short = [(account, row) for account, row in found if self._gap(account, row).size > 0]
        short.sort(key=lambda pair: (-self._figure("need_gap_ratio", *pair).size, pair[0], str(pair[1]["need"])))
        rows = [[self.r.name(account), *self._recorded(account, row)] for account, row in short[:LISTED]]
        heads = ["name:head.account", "text:head.need", *(head for head in self._heads() if head != "head.measured")]
        return self._table("needs.caption", heads, rows, note="needs.short_note", of=len(short)) if rows else None

    def of_account(self, account: str) -> Table | None:
        """Every need of one account."""
        if not self.measured:
            return None
        rows = [self._cells(account, row) for row in recorded_needs(self.r.books, self.r.quarter, account)]
        return self._table("needs.of_account", ["name:head.need", *self._heads()], rows, note="needs.note") if rows else None

    def _heads(self) -> list[str]:
        return ["text:head.wanted", "text:head.fulfilled", "head.measured", "need_gap", "text:head.answer", "text:head.our_ask"]

    def _cells(self, account: str, row: Row) -> list[Figure | str | None]:
        """One need: asked, recorded, measured, gap, answer, ask."""
        need = self.r.books.rules(self.r.quarter).needs.get(self._id(row["need"]))
        measured = self.r.figures.find(need.measured_by, self.r.quarter, account) if need and need.measured_by else None
        words = [self._text(row[column]) for column in ("wanted", "fulfilled", "answer", "our_ask")]
        return [self._named(row["need"]), words[0], words[1], measured or "–", self._gap(account, row), words[2], words[3]]

    def _recorded(self, account: str, row: Row) -> list[Figure | str | None]:
        """One need without what was measured, which the section before shows account by account."""
        cells = self._cells(account, row)
        return [*cells[:3], *cells[4:]]

    def _gap(self, account: str, row: Row) -> Figure:
        return self._figure("need_gap", account, row)

    def _figure(self, metric: str, account: str, row: Row) -> Figure:
        return self.r.figure(metric, account, f"need:{row['need']}")

    def _gaps(self, dimension: str) -> list[Figure]:
        return list(self.r.figures.of("need_gap_ratio", self.r.quarter, dimension).values())

    def _by_need(self) -> dict[str, Figure]:
        """How often each need was not met, in the order of the params."""
        found = {name.partition(":")[2]: figure for name, figure in self.r.figures.dimensions("needs_short", self.r.quarter).items()}
        order = list(self.r.books.rules(self.r.quarter).needs)
        return {need: found[need] for need in sorted(found, key=lambda need: (order.index(self._id(need)), need))}

    def _compared(self) -> int:
        return self.r.figure("needs_short").n or 0

    def _id(self, need: object) -> str:
        return need_of(self.r.books.rules(self.r.quarter).needs, str(need))

    def _named(self, need: object) -> str:
        """A need in the reader's language; one of the company's own as it comes."""
        name = self._id(need)
        return self.word(f"need.{name}") if self.r.voice.has(f"need.{name}") else str(need)

    def _text(self, value: object) -> str:
        """A word of the answers in the reader's language, the reason behind it as it comes: ``partly: why``."""
        if empty(value):
            return self.word("plan.open")
        word, colon, why = str(value).partition(":")
        return self.r.voice.term("answer", word) + colon + why
