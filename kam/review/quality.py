"""Chapter 2, how the sales were made: their quality in eight parts, of the company and the key accounts (2.1, C)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import COMPANY, Figure
from kam.measures.quality import PARTS
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

LISTED = 20
NAMED = 3
# What sells through has a sentence of its own: few accounts report it.
OWN_PARTS = tuple(part for part in PARTS if part != "sell_through")
SOURCES = ("sales", "price_list", "territories", "receivables", "sell_through")


class QualityView(View):
    """Sales are a hard figure; this asks how they were made."""

    def finding(self) -> Sentence:
        """The company's index, how much of it was measured, its weakest part, and the key accounts that stand lowest."""
        index, coverage = self.r.figure("quality_index"), self.r.figure("quality_coverage")
        if not index.known:
            return self.say("quality.unknown", index=index, coverage=coverage)
        parts = [self.say("quality.finding", index=index, coverage=coverage), self.weakest(COMPANY)]
        lowest = [self.say("quality.named", name=self.r.name(account), index=figure) for account, figure in self._ordered() if figure.known]
        if len(lowest) > NAMED:
            parts.append(self.say("quality.lowest", names=lowest[:NAMED]))
        return self.r.voice.paragraph(*parts)

    def channel(self) -> Sentence | None:
        """How much of what was invoiced the reporting accounts sold on, and for how long their stock lasts."""
        sold, weeks = self.r.figure("sell_through"), self.r.figure("weeks_of_stock")
        if not sold.known:
            return None
        return self.r.voice.paragraph(self.say("quality.channel", sold=sold), *([self.say("quality.stock", weeks=weeks)] if weeks.known else []))

    def weakest(self, account: str) -> Sentence:
        """The worst part, or that none is short of its good end."""
        found = self.worst(account)
        if found is None or found[1].value == 1:
            return self.say("quality.none_short")
        return self.say("quality.weakest", part=self.word(f"part.{found[0]}"), score=found[1])

    def worst(self, account: str) -> tuple[str, Figure] | None:
        """The worst part of an account's quality with its score; None where there is no index."""
        found = self.r.figures.dimensions("quality_worst", self.r.quarter, account)
        return next(((name.partition(":")[2], figure) for name, figure in found.items()), None)

    def _ordered(self) -> list[tuple[str, Figure]]:
        """The key accounts, the lowest index first, unknown ones last."""
        found = {account: self.r.figure("quality_index", account) for account in self.r.key_accounts}
        return sorted(found.items(), key=lambda pair: (not pair[1].known, float(pair[1].size), pair[0]))

    def chart(self) -> Chart | None:
        """The key accounts' index, the lowest first."""
        bars = [(self.r.name(account), figure) for account, figure in self._ordered() if figure.known]
        if not bars:
            return None
        return ranked_bars(bars, self.finding(), voice=self.r.voice, accent=0 if len(bars) > 1 else None, note=self.source("note.quality", *self._exported()))

    def _exported(self) -> list[str]:
        return [table for table in SOURCES if self.r.books.exported(table)]

    def table(self) -> Table | None:
        """The key accounts' index now and a year ago, how much was measured, and the weakest part with its score; None without any index."""
        if not any(figure.known for _, figure in self._ordered()):
            return None
        rows = [Row([self.r.name(account), *self._index(account)]) for account, _ in self._ordered()[:LISTED]]
        whole = Row([self.word("table.whole"), *self._index(COMPANY)], total=True)
        heads = ["name:head.account", "quality_index", "head.last_year", "quality_coverage", "text:head.weakest", "figure:head.part_score"]
        return self._table("quality.caption", heads, [*rows, whole], of=len(self.r.key_accounts))

    def _index(self, account: str) -> list[Figure | str | None]:
        before = self.r.figures.find("quality_index", self.r.last_year, account)
        found = self.worst(account)
        part, score = (self.word(f"part.{found[0]}"), found[1]) if found and found[1].value != 1 else ("", "")
        return [self.r.figure("quality_index", account), before, self.r.figure("quality_coverage", account), part, score]

    def scores(self) -> Table | None:
        """The key accounts' score in each part."""
        rows = [Row([self.r.name(account), *self._scores(account)]) for account, _ in self._ordered()[:LISTED]]
        whole = Row([self.word("table.whole"), *self._scores(COMPANY)], total=True)
        heads = ["name:head.account", *(f"figure:metric.{part}" for part in PARTS)]
        return self._table("quality.scores", heads, [*rows, whole], note="quality.note", of=len(self.r.key_accounts)) if rows else None

    def _scores(self, account: str) -> list[Figure | None]:
        return [self.r.figures.find("quality_score", self.r.quarter, account, f"part:{part}") for part in PARTS]

    def values(self) -> Table | None:
        """The figures behind the scores, and the discount that remains after credits, rebates and freight."""
        rows = [Row([self.r.name(account), *self._behind(account)]) for account, _ in self._ordered()[:LISTED]]
        whole = Row([self.word("table.whole"), *self._behind(COMPANY)], total=True)
        heads = ["name:head.account", *OWN_PARTS, "figure:head.pocket_discount"]
        return self._table("quality.values", heads, [*rows, whole], note="quality.values_note", of=len(self.r.key_accounts)) if rows else None

    def _behind(self, account: str) -> list[Figure]:
        return [*self.figures(account, *OWN_PARTS), self.r.figure("discount_depth", account, "pocket")]
