"""Chapter 1, who moved between stars: by account with the reason, as a matrix, and what the moves are worth (metrics.md I)."""

from __future__ import annotations

import pandas as pd

from kam.charts import Chart, star_moves
from kam.figures import Figure
from kam.review.view import View
from kam.stars.moves import LEFT, LEVELS, NEW, NOBODY
from kam.tables import Cell, Table
from kam.wording import Sentence

LISTED = 15
Moved = tuple[str, int, int]


class StarMovesView(View):
    """Confirmed stars now against last quarter's; 0 stands for an account outside the rating."""

    @property
    def measured(self) -> bool:
        """Whether there is a rating a quarter before."""
        return self.r.figure("star_moves", dimension="moved:up").known

    def finding(self) -> Sentence:
        """How many rose, fell, came and left, with their sales and what they owe."""
        if not self.measured:
            return self._unknown()
        parts = [self.say("moves.to_date")] if self.r.partial else []
        for way in ("up", "down", NEW, LEFT):
            if self.r.figure("star_moves", dimension=f"moved:{way}").value:
                parts.append(self._said(way))
        return self.r.voice.paragraph(*(parts or [self.say("stars.no_moves")]))

    def _unknown(self) -> Sentence:
        """Why nobody can be said to have moved."""
        return self.say("moves.nobody" if self.r.figure("star_moves", dimension="moved:up").reason == NOBODY else "moves.no_base")

    def _said(self, way: str) -> Sentence:
        count, sales, owed = (self.r.figure(metric, dimension=f"moved:{way}") for metric in ("star_moves", "star_moves_sales", "star_moves_receivables"))
        names = self.named(self.r.by_size([account for account, *stars in self.changed() if _way(*stars) == way]))
        owing = self.say("moves.owing", owed=owed) if owed.known else Sentence.plain("")
        return self.say(f"moves.{way}", count=count, names=names, sales=sales, owing=owing)

    def names(self) -> Sentence:
        """Who rose and who fell, by name alone: the brief's sentence."""
        parts = []
        for phrase, way in (("stars.rose", "up"), ("stars.fell", "down")):
            names = self.named(self.r.by_size([account for account, *stars in self.changed() if _way(*stars) == way]))
            parts += [self.say(phrase, names=names)] if names else []
        return self.r.voice.paragraph(*parts) if parts else (self.say("stars.no_moves") if self.measured else self._unknown())

    def chart(self) -> Chart | None:
        """Bands between last quarter's stars and this quarter's, those that came and left among them."""
        counts: dict[tuple[int, int], int] = {}
        for _, before, now in self._both():
            counts[before, now] = counts.get((before, now), 0) + 1
        if not self.measured or not counts:
            return None
        return star_moves(counts, self.finding(), voice=self.r.voice, note=self.source("note.star_moves", "sales", "receivables", "scorecards"))

    def table(self) -> Table | None:
        """Each account that moved: from, to, its sales, what it owes and the criterion that moved it."""
        order = {account: place for place, account in enumerate(self.r.by_size([account for account, *_ in self.changed()]))}
        rows = [
            [self.r.name(account), self._level(before), self._level(now), *self.figures(account, "net_sales_ttm", "open_receivables"), self.r.figures.find("exposure", self.r.quarter, account),
             self.why(account, before, now)]
            for account, before, now in sorted(self.changed(), key=lambda move: order[move[0]])
        ]  # fmt: skip
        heads = ["name:head.account", "text:head.from", "text:head.to", "net_sales_ttm", "open_receivables", "exposure", "text:head.reason"]
        return self._table("moves.caption", heads, rows[:LISTED], note="moves.note", of=len(rows)) if rows else None

    def matrix(self) -> Table | None:
        """Last quarter's stars down, this quarter's across: accounts, and their part of the row."""
        return self._matrix("", "moves.matrix")

    def matrix_year(self) -> Table | None:
        """The same against the same quarter last year."""
        return self._matrix("_year", "moves.matrix_year")

    def _matrix(self, span: str, caption: str) -> Table | None:
        if not self.r.figure("star_moves", dimension=f"moved{span}:up").known:
            return None
        rows: list[list[Cell]] = []
        for name in [*map(str, LEVELS), NEW]:
            whole = self.r.figure("star_moves", dimension=f"from{span}:{name}")
            if whole.value:
                rows.append([self._named(name), whole, *(self._cell(f"transition{span}:{name}>{to}") for to in [*map(str, LEVELS), LEFT])])
        heads = ["name:head.from", "accounts", *(f"number:level.{star}" for star in LEVELS), "number:moves.level.left"]
        return self._table(caption, heads, rows, note="moves.matrix_note") if rows else None

    def _cell(self, dimension: str) -> Cell:
        """A count, and its part of the row where the row has accounts enough."""
        count = self.r.figures.find("star_moves", self.r.quarter, "", dimension)
        if count is None or not count.value:
            return self.r.voice.figure(count) if count else "–"
        share = self.r.figure("star_moves_share", dimension=dimension)
        return self.say("moves.cell", count=count, share=share) if share.known else self.r.voice.figure(count)

    def worth(self) -> Table | None:
        """What each move is worth: accounts, net sales of four quarters, receivables."""
        cells = [f"transition:{name}>{to}" for name in [*map(str, LEVELS), NEW] for to in [*map(str, LEVELS), LEFT] if name != to]
        found = {cell: self.r.figures.find("star_moves", self.r.quarter, "", cell) for cell in cells}
        rows: list[list[Cell]] = [
            [self._named(cell[11:].split(">")[0]), self._named(cell.split(">")[1]), figure, *(self.r.figure(metric, dimension=cell) for metric in ("star_moves_sales", "star_moves_receivables"))]
            for cell, figure in found.items() if figure and figure.value
        ]  # fmt: skip
        heads = ["name:head.from", "text:head.to", "accounts", "net_sales_ttm", "open_receivables"]
        return self._table("moves.worth", heads, rows) if rows else None

    def changed(self) -> list[Moved]:
        """Accounts whose confirmed star differs from last quarter's, 0 = not rated, by id."""
        return [move for move in self._both() if move[1] != move[2]]

    def _both(self) -> list[Moved]:
        before = self._earlier().confirmed
        joined = pd.concat([before.rename("before"), self.r.now.confirmed.rename("now")], axis=1).astype(float).fillna(0).sort_index()
        return [(str(account), int(old), int(new)) for account, old, new in joined.itertuples() if old or new]

    def _earlier(self) -> pd.DataFrame:
        return self.r.ratings[self.r.ratings.quarter == self.r.quarter.previous.name].set_index("account_id")

    def why(self, account: str, before: int, now: int) -> Sentence:
        """The criteria that decided a move, each with its change, what it shows now and what is asked."""
        if not before or not now:
            earlier = self._earlier().why_not.get(account, "")
            return self.say(f"moves.came.{earlier or 'first'}") if now else self.say("moves.gone", reason=self.r.voice.reason(f"excluded_{self.r.now.why_not[account]}"))
        changes = self.r.figures.dimensions("star_moved_by", self.r.quarter, account)
        parts = [self._changed(account, dimension.partition(":")[2], change, before, now) for dimension, change in changes.items()]
        return self.r.voice.paragraph(*parts) if parts else self.say("moves.unexplained")

    def _changed(self, account: str, name: str, change: Figure, before: int, now: int) -> Sentence:
        asked = now if now > before else next((star for star in range(now + 1, before + 1) if name in self.r.next_star.failing(account, star)), before)
        limit = self.r.next_star.limit(asked, name)
        phrase = "moves.by" if change.known else "moves.newly_known"
        shown = self.r.figures.find(self.r.next_star.shown_by(name), self.r.quarter, account)
        return self.say(phrase, criterion=self.word(f"input.{name}"), change=self.r.voice.figure(change, signed=True), shown=shown or "–", stars=self.word(f"level.{asked}"), limit=limit)

    def _named(self, name: str) -> str:
        return self.word(f"moves.level.{name}" if name in (NEW, LEFT) else f"level.{name}")

    def _level(self, star: int) -> str:
        return self.word(f"level.{star}")


def _way(before: int, now: int) -> str:
    """The way of a move, as the figures call it."""
    if not before or not now:
        return LEFT if before else NEW
    return "up" if now > before else "down"
