"""Chapter 2, how the sales were made: their quality in eight parts, of the company and the key accounts (2.1, C)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import COMPANY, Figure, bare
from kam.measures.quality import PARTS
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

LISTED = 20
NAMED = 3
BEHIND = ("return_rate", "price_realisation", "dumping_share", "diversion_share", "onward_share", "quarter_end_loading", "receivable_gap", "sell_through")
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

    def weakest(self, account: str) -> Sentence:
        """The worst part, or that none is short of its good end."""
        found = self.worst(account)
        if found is None or found[1].value == 1:
            return self.say("quality.none_short")
        return self.say("quality.weakest", part=self.r.voice.name(found[0]), score=found[1])

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
        """The key accounts' index, how much was measured, the worst part, and every part's score."""
        rows = [Row([self.r.name(account), *self._scores(account)]) for account, _ in self._ordered()[:LISTED]]
        whole = Row([self.word("table.whole"), *self._scores(COMPANY)], total=True)
        heads = ["name:head.account", "quality_index", "quality_coverage", "text:head.weakest", *(f"figure:metric.{part}" for part in PARTS)]
        return self._table("quality.caption", heads, [*rows, whole], note="quality.note") if rows else None

    def _scores(self, account: str) -> list[Figure | str | None]:
        worst = self.worst(account)
        named = self.r.voice.name(worst[0]) if worst and worst[1].value != 1 else ""
        scores = [self.r.figures.find("quality_score", self.r.quarter, account, f"part:{part}") for part in PARTS]
        return [bare(self.r.figure("quality_index", account)), self.r.figure("quality_coverage", account), named, *scores]

    def values(self) -> Table | None:
        """The figures behind the scores, with the discount that remains after credits, rebates and freight."""
        rows = [Row([self.r.name(account), *self._behind(account)]) for account, _ in self._ordered()[:LISTED]]
        whole = Row([self.word("table.whole"), *self._behind(COMPANY)], total=True)
        heads = ["name:head.account", *BEHIND, "figure:head.pocket_discount", "weeks_of_stock"]
        return self._table("quality.values", heads, [*rows, whole], note="quality.values_note") if rows else None

    def _behind(self, account: str) -> list[Figure]:
        pocket = self.r.figure("discount_depth", account, "pocket")
        return [*self.figures(account, *BEHIND), pocket, self.r.figure("weeks_of_stock", account)]
