"""Chapter 2, the accounts behind 80 % of sales against the rest, and which of them need support (2.5)."""

from __future__ import annotations

from kam.advice import SUPPORTS, Answer
from kam.figures import Figure
from kam.measures.profile import CARRYING, PROFILED, REST, TRAITS, carrying
from kam.review.advised import Advised
from kam.tables import Cell, Table
from kam.wording import Sentence

LISTED = 30
APART = 3
# The median of one account is that account, and of two neither.
FEWEST = 3
# Market tiers 一级, 二级, 三级 in their own order.
NUMERALS = str.maketrans("一二三四五", "12345")
# What makes an account one of those behind 80 % does not set it apart from the rest.
BY_CONSTRUCTION = ("net_sales_ttm",)


class ProfileView(Advised):
    """What the accounts that carry us look like."""

    def finding(self) -> Sentence:
        """How many accounts bring 80 % of sales, and in what they lie furthest from the rest."""
        groups = {group: self.r.figure("profile_accounts", dimension=f"group:{group}") for group in (CARRYING, REST)}
        if not groups[CARRYING].value:
            return self.say("profile.none")
        lead = self.say("profile.finding", carrying=groups[CARRYING], rest=groups[REST])
        apart = [self.say("profile.item", name=self.r.voice.name(metric), carrying=self._median(CARRYING, metric), rest=self._median(REST, metric)) for metric in self._apart()]
        told = apart and min(int(figure.size) for figure in groups.values()) >= FEWEST
        return self.r.voice.paragraph(lead, self.say("profile.apart", items=apart)) if told else lead

    def _apart(self) -> list[str]:
        """The figures in which the medians lie furthest apart."""
        distances = {metric: abs(float(self._distance(metric).size)) for metric in PROFILED if metric not in BY_CONSTRUCTION}
        return sorted((metric for metric in distances if distances[metric]), key=lambda metric: (-float(distances[metric]), PROFILED.index(metric)))[:APART]

    def _median(self, group: str, metric: str) -> Figure:
        return self.r.figure("profile_median", dimension=f"{group}:{metric}")

    def _distance(self, metric: str) -> Figure:
        return self.r.figure("profile_distance", dimension=f"figure:{metric}")

    def table(self) -> Table | None:
        """Medians of both groups, figure by figure, and how far they lie apart."""
        if not self.r.figure("profile_accounts", dimension=f"group:{CARRYING}").value:
            return None
        known = [metric for metric in PROFILED if self._median(CARRYING, metric).known or self._median(REST, metric).known]
        rows: list[list[Cell]] = [[self.r.voice.name(metric), self._median(CARRYING, metric), self._median(REST, metric), self._distance(metric)] for metric in known]
        unknown = [self.r.voice.name(metric) for metric in PROFILED if metric not in known]
        note = self.r.voice.paragraph(self.say("profile.note"), *([self.say("profile.unknown", names=unknown)] if unknown else []))
        return Table(self.r.voice, self.say("profile.caption"), self.heads("name:head.figure", "head.behind", "head.rest", "change:profile_distance"), rows, note=note)

    def mix(self) -> Table | None:
        """The part of each kind and market tier in both groups."""
        rows = []
        for trait in TRAITS:
            found = [self.r.figures.dimensions("profile_share", self.r.quarter, kind=f"{group}:{trait}") for group in (CARRYING, REST)]
            words = sorted({name.rpartition(":")[2] for shares in found for name in shares}, key=lambda word: (word.translate(NUMERALS), word))
            rows += [
                [self.word(f"profile.{trait}", word=self.r.voice.term(trait, word)), *(shares.get(f"{group}:{trait}:{word}", "–") for group, shares in zip((CARRYING, REST), found, strict=True))]
                for word in words
            ]
        return self._table("profile.mix", ["name:head.group", "head.behind", "head.rest"], rows) if rows else None

    def supported(self) -> Sentence | None:
        """Who of the accounts behind 80 % of sales needs coaching in business ideas, and who promotion support."""
        parts = [self._support(name) for name in SUPPORTS if name in self._measures()]
        return self.r.voice.paragraph(*parts) if parts and self._carrying() else None

    def _support(self, name: str) -> Sentence:
        count = self.r.figure("support_needed", dimension=f"measure:{name}")
        support = self.word(f"head.{'coaching' if name == SUPPORTS[0] else 'promotion'}")
        if not count.known:
            return self.say("supports.unknown", support=support, unknown=count)
        asked, left = int(count.denominator or 0), int(count.denominator or 0) - (count.n or 0)
        names = self.named([account for account in self._carrying() if self.r.value("support_needed", account, f"measure:{name}")])
        said = self.say("supports.need" if names else "supports.none", support=support, asked=asked, count=count, names=names)
        return self.r.voice.paragraph(said, self.say("supports.left", n=left)) if left else said

    def supports(self) -> Table | None:
        """Each account behind 80 % of sales: whether it needs either support, with the figures that led to the answer."""
        rows = [[self.r.name(account), self.r.figure("share", account), *(self._cell(account, name) for name in SUPPORTS)] for account in self._carrying()[:LISTED]]
        return self._table("supports.caption", ["name:head.account", "share", "text:head.coaching", "text:head.promotion"], rows, of=len(self._carrying())) if rows else None

    def _cell(self, account: str, name: str) -> Sentence:
        rule = self._measures().get(name)
        found = self.answer(account, rule) if rule else Answer(None, ())
        if found.holds is None:
            return self.say("supports.open", figures=[self.r.voice.name(metric) for metric in found.unknown])
        return self.say("supports.yes", because=self.because(account, found.because)) if found.holds else self.say("supports.no")

    def _carrying(self) -> list[str]:
        return carrying(self.r.books, self.r.quarter)
