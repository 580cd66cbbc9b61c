"""Chapter 1 and the account pages: what an account lacks to a star, criterion by criterion, in the criterion's own unit (S8)."""

from __future__ import annotations

from kam.figures import Figure
from kam.review.view import View
from kam.stars.distance import SHOWN_BY, unit_of
from kam.tables import Cell, Table
from kam.wording import Sentence

# Which part of a band limits each input, and how the limit is said.
LIMITS = {
    "sales": ("sales_before_below", "below"),
    "net_sales_ttm": ("sales_at_least", "at_least"),
    "capital": ("capital_at_least", "at_least"),
    "countback_dso": ("countback_dso_at_most", "at_most"),
    "past_due_share": ("past_due_share_at_most", "at_most"),
    "business_sense": ("business_sense_at_least", "at_least"),
    "initiative": ("initiative_at_least", "at_least"),
}
TOP = 4


class NextStarView(View):
    """Distances to the bands, in words."""

    def limit(self, star: int, name: str) -> str:
        """What a band asks of one input: ``at most 60 days``; ``any`` where it asks nothing."""
        limit = self._asked(star, name)
        return self.word("limit.any") if limit is None else self.limited(name, LIMITS[name][1], limit)

    def inputs(self) -> list[str]:
        """The inputs that some band asks for, in the order of the criteria."""
        bands = self.r.books.rules(self.r.quarter).stars.bands
        return [name for name in LIMITS if any(self._asked(star, name) is not None for star in bands)]

    def _asked(self, star: int, name: str) -> float | None:
        """A band's limit; an absolute amount of sales stands in for the share."""
        band = self.r.books.rules(self.r.quarter).stars.bands[star]
        limit: float | None = None if name == "sales" and band.sales_at_least is not None else getattr(band, LIMITS[name][0])
        return limit

    def limited(self, name: str, words: str, limit: float) -> str:
        """A limit with its unit."""
        return self.word(f"limit.{words}", limit=self.r.voice.number(limit, unit_of(self.r.books, name), SHOWN_BY[name]))

    def shown_by(self, name: str) -> str:
        """The figure that shows what an account has of an input."""
        return SHOWN_BY[name]

    def gaps(self, account: str, star: int) -> dict[str, Figure]:
        """Distances of one account to one band, by input in the order of the criteria; empty below its own star."""
        found = self.r.figures.dimensions("next_star_gap", self.r.quarter, account, "band")
        named = {dimension.partition("/")[2]: figure for dimension, figure in found.items() if dimension.startswith(f"band:{star}/")}
        return {name: named[name] for name in LIMITS if name in named}

    def failing(self, account: str, star: int) -> dict[str, Figure]:
        """The distances of what fails in a band, those exactly at a strict limit included."""
        return {name: gap for name, gap in self.gaps(account, star).items() if gap.value or (gap.known and gap.reason)}

    def lacking(self, account: str, star: int) -> list[Sentence]:
        """What fails in a band: ``12 days of countback DSO (shows 72 days, asked at most 60 days)``."""
        failing = self.failing(account, star)
        return [self.say("lack.beside", lack=self.say(f"lack.{name}", gap=gap), **self._beside(account, star, name)) for name, gap in failing.items()]

    def showing(self, account: str, star: int) -> list[Sentence]:
        """What fails in a band, in short: ``capital 2 (at least 4)``."""
        return [self.say("lack.short", criterion=self.word(f"input.{name}"), **self._beside(account, star, name)) for name in self.failing(account, star)]

    def _beside(self, account: str, star: int, name: str) -> dict[str, Figure | str]:
        return {"shown": self.r.figure(SHOWN_BY[name], account), "limit": self.limit(star, name)}

    def sentence(self, account: str) -> Sentence | None:
        """What the account lacks to its next star, all criteria together."""
        stars = self.r.value("stars_raw", account)
        lacking = self.lacking(account, stars + 1) if stars and stars < TOP else []
        return self.say("lack.sentence", next=self.word(f"level.{stars + 1}"), lacking=lacking) if lacking else None

    def table(self, account: str) -> Table | None:
        """Every criterion of the next star: what the account shows, what is asked, and how far it is from it."""
        stars = self.r.value("stars_raw", account)
        if not stars or stars >= TOP:
            return None
        rows: list[list[Cell]] = [
            [self.word(f"input.{name}"), self.r.figures.find(SHOWN_BY[name], self.r.quarter, account), self.limit(stars + 1, name), self._distance(name, gap)]
            for name, gap in self.gaps(account, stars + 1).items()
        ]
        caption = self.say("lack.caption", next=self.word(f"level.{stars + 1}"))
        return self._table(caption, ["name:head.criterion", "head.shows", "text:head.asked", "text:head.distance"], rows)

    def _distance(self, name: str, gap: Figure) -> Sentence:
        if gap.known and not gap.value and not gap.reason:
            return self.say("lack.met", gap=gap)
        return self.say(f"lack.{name}", gap=gap) if gap.known else self.r.voice.figure(gap)
