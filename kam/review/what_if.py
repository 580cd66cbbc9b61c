"""Chapter 1, on which threshold the stars hang: each one moved by a tenth and a fifth (metrics.md I)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import Figure
from kam.review.next_star import LIMITS
from kam.review.view import View
from kam.stars.what_if import SHIFTS, Threshold, thresholds
from kam.tables import Cell, Table
from kam.wording import Sentence

TENTH, FIFTH = "±10%", "±20%"


class WhatIfView(View):
    """Raw stars under other thresholds."""

    @property
    def measured(self) -> bool:
        """Whether anybody is rated."""
        return bool(self.r.figures.dimensions("whatif_accounts", self.r.quarter))

    def _figure(self, metric: str, threshold: Threshold, shift: str) -> Figure:
        return self.r.figure(metric, dimension=f"whatif:{threshold.id}{shift}")

    def _weight(self, threshold: Threshold, shift: str) -> tuple[float, float]:
        return tuple(float(self._figure(metric, threshold, shift).size) for metric in ("whatif_sales", "whatif_accounts"))  # type: ignore[return-value]

    def _ordered(self, shift: str) -> list[Threshold]:
        """Thresholds by the sales and the accounts that hang on them, the heaviest first."""
        return sorted(thresholds(self.r.books.rules(self.r.quarter).stars), key=lambda one: tuple(-size for size in self._weight(one, shift)))

    def finding(self) -> Sentence:
        """The threshold, or several alike, on which the rating hangs most, and what comes next."""
        if not self.measured:
            return self.say("whatif.nobody")
        shift = self._decisive(thresholds(self.r.books.rules(self.r.quarter).stars))
        if not shift:
            return self.say("whatif.none")
        ordered = self._ordered(shift)
        alike = [one for one in ordered if self._weight(one, shift) == self._weight(ordered[0], shift)]
        lead = self._said("whatif.finding", ordered[0], shift, thresholds=[self.called(one) for one in alike], n=len(alike))
        return self.r.voice.paragraph(lead, self._said("whatif.keys", ordered[0], shift), *self._measured(alike))

    def _measured(self, said: list[Threshold]) -> list[Sentence]:
        """The heaviest threshold that is no mark, where a mark weighs most: a tenth of a mark asks for a whole one."""
        measured = [one for one in self._ordered(FIFTH) if one.measured]
        shift = self._decisive(measured)
        if any(one.measured for one in said) or not shift:
            return []
        top = next(one for one in self._ordered(shift) if one.measured)
        return [self._said("whatif.measured", top, shift, threshold=self.called(top))]

    def _decisive(self, among: list[Threshold]) -> str:
        """The smaller of the two shifts that changes any star; empty where none does."""
        return next((shift for shift in (TENTH, FIFTH) if any(self._figure("whatif_accounts", one, shift).value for one in among)), "")

    def _said(self, phrase: str, one: Threshold, shift: str, **values: list[str] | str | int) -> Sentence:
        metrics = ("whatif_accounts", "whatif_sales", "whatif_key_gained", "whatif_key_lost")
        figures = {metric.removeprefix("whatif_"): self._figure(metric, one, shift) for metric in metrics}
        return self.say(phrase, by=self.word(f"whatif.by.{shift.strip('±%')}"), **figures, **values)

    def chart(self) -> Chart | None:
        """Net sales of four quarters whose raw star a tenth either way would change, by threshold."""
        if not self.measured:
            return None
        bars = [(self.called(one), self._figure("whatif_sales", one, TENTH)) for one in self._ordered(TENTH) if self._figure("whatif_accounts", one, TENTH).value]
        if not bars:
            return None
        return ranked_bars(bars, self.finding(), voice=self.r.voice, accent=0, note=self.source("note.whatif", "sales", "receivables", "scorecards"))

    def table(self) -> Table | None:
        """Every threshold: accounts whose raw star changes by each shift, sales moved by a tenth, key accounts gained and lost by a fifth."""
        if not self.measured:
            return None
        rows: list[list[Cell]] = [
            [self.called(one), *(self._figure("whatif_accounts", one, shift) for shift in SHIFTS), self._figure("whatif_sales", one, TENTH), self._figure("whatif_sales", one, FIFTH),
             *(self._figure(metric, one, FIFTH) for metric in ("whatif_key_gained", "whatif_key_lost"))]
            for one in thresholds(self.r.books.rules(self.r.quarter).stars)
        ]  # fmt: skip
        heads = ["name:head.threshold", *(f"figure:whatif.head.{shift.strip('%')}" for shift in SHIFTS), "figure:whatif.head.sales10", "figure:whatif.head.sales20", "figure:whatif.head.gained",
                 "figure:whatif.head.lost"]  # fmt: skip
        return self._table("whatif.caption", heads, rows, note="whatif.note")

    def called(self, threshold: Threshold) -> str:
        """A threshold in words: ``★★★ payment at most 60 days``."""
        name = next(name for name, (field, _) in LIMITS.items() if field == threshold.field)
        limit = self.r.next_star.limited(name, LIMITS[name][1], threshold.limit)
        return self.word("whatif.threshold", stars=self.word(f"level.{threshold.star}"), criterion=self.word(f"input.{name}"), limit=limit)
