"""Chapter 2, why sales changed: who moved them, and by price, volume, mix and products (F)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kam.charts import Chart, waterfall
from kam.figures import COMPANY, Figure
from kam.measures.bridge import BY_CATEGORY, LAST_QUARTER, LAST_YEAR, METRICS
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

LISTED = 20
MOVERS = 5
KINDS = ("account", "territory", "category")
Mover = tuple[str, str, str]


class BridgeView(View):
    """The bridge of one scope: the company, or one account."""

    def __init__(self, review: Review, account: str = COMPANY) -> None:
        super().__init__(review)
        self.account = account

    @property
    def open(self) -> str:
        """Why nothing can be compared: there is no quarter a year before; empty where it can."""
        start = self._part("bridge_start", LAST_YEAR)
        return "bridge.none" if start is None or start.reason else ""

    @cached_property
    def shown(self) -> str:
        """The dimension that the page tells: by category where new and lost products exceed half of the start (F1)."""
        new, lost, start = (self._part(f"bridge_{part}", LAST_YEAR) for part in ("new", "lost", "start"))
        by_category = self._part("bridge_mix", BY_CATEGORY)
        if not (new and lost and start and by_category and by_category.known):
            return LAST_YEAR
        return BY_CATEGORY if 2 * (_weight(new) + _weight(lost)) > start.size else LAST_YEAR

    def _part(self, metric: str, dimension: str) -> Figure | None:
        return self.r.figures.find(metric, self.r.quarter, self.account, dimension)

    def finding(self) -> Sentence:
        """By how much net sales changed, who brought it, and who pulled the other way."""
        if self.open:
            return self.say(self.open)
        change = self.r.figure("net_sales_change", self.account)
        scope = "account" if self.account else "company"
        grown = self.r.figure("net_sales_growth", self.account)
        growth = self.say("bridge.growth", growth=grown) if grown.known else Sentence.plain("")
        lead = self.say(f"bridge.{scope}_{_way(change)}", name=self.r.name(self.account) if self.account else "", change=change, growth=growth)
        return self.r.voice.paragraph(lead, *(said for kind in KINDS if (said := self._driven(kind, change))))

    def _driven(self, kind: str, change: Figure) -> Sentence | None:
        """The largest mover of one kind, and the largest against it."""
        ranked = sorted(self._movers(kind), key=lambda mover: (self._moved(mover).size, mover), reverse=change.size > 0)
        if self.account or not change.value or len(ranked) < 2:
            return None
        first, last = ranked[0], ranked[-1]
        share = self._moved(first, "net_sales_change_share")
        form = "bridge.led_by" if 0 < share.size <= 1 else "bridge.led_beyond"
        parts = [self.say(form, kind=self.word(f"by.{kind}"), name=first[2], share=share, change=self._moved(first))]
        if _way(self._moved(last)) not in (_way(change), "level"):
            parts.append(self.say("bridge.against", name=last[2], change=self._moved(last)))
        return self.r.voice.paragraph(*parts)

    def _movers(self, kind: str) -> list[Mover]:
        """(account, dimension, name) of every account, territory or category that moved."""
        if kind == "account":
            return [(account, "", self.r.name(account)) for account in self.r.figures.of("net_sales_change", self.r.quarter)]
        return [(COMPANY, name, name.partition(":")[2]) for name in self.r.figures.dimensions("net_sales_change", self.r.quarter, kind=kind)]

    def _moved(self, mover: Mover, metric: str = "net_sales_change") -> Figure:
        return self.r.figure(metric, mover[0], mover[1])

    def why(self) -> Sentence:
        """Which part raised sales most and which lowered them most."""
        parts = {metric: figure for metric in METRICS[1:-1] if (figure := self._part(metric, self.shown)) and figure.known}
        up = max(parts, key=lambda metric: parts[metric].size, default="")
        down = min(parts, key=lambda metric: parts[metric].size, default="")
        if not up or not down or parts[up].size == parts[down].size == 0:
            return self.say("bridge.parts_unknown")
        said = [self.say("bridge.raised", part=self._name(up), change=parts[up])] if parts[up].size > 0 else []
        said += [self.say("bridge.lowered", part=self._name(down), change=parts[down])] if parts[down].size < 0 else []
        return self.r.voice.paragraph(*said, *([self.say("bridge.by_category")] if self.shown else []))

    def _head(self, metric: str) -> str:
        """What a part is called: by category, new and lost are categories."""
        by_category = f"by_category.{metric}"
        return by_category if self.shown and self.r.voice.has(by_category) else f"metric.{metric}"

    def _name(self, metric: str) -> str:
        return self.word(self._head(metric))

    def chart(self) -> Chart | None:
        """From last year's net sales to this quarter's, part by part; parts of nothing are left out."""
        figures = [(metric, self._part(metric, self.shown)) for metric in METRICS]
        steps = [(self._name(metric), figure) for metric, figure in figures if figure and (figure.value or metric in (METRICS[0], METRICS[-1]))]
        if self.open or not all(figure and figure.known for _, figure in figures):
            return None
        parts = steps[1:-1]
        largest = max(range(len(parts)), key=lambda at: _weight(parts[at][1]), default=-1)
        return waterfall(steps, self.why(), voice=self.r.voice, accent=largest + 1 if parts else None, note=self.source("note.bridge", "sales"))

    def table(self) -> Table | None:
        """The parts against last year by product and by category, and against last quarter."""
        if not self._part("bridge_end", LAST_QUARTER):
            return None
        named = {"bridge_start": self.word("bridge.before")}
        rows = [[named.get(metric, self.r.voice.name(metric)), *(self._part(metric, dimension) for dimension in (LAST_YEAR, BY_CATEGORY, LAST_QUARTER))] for metric in METRICS]
        heads = ["name:head.part_of_change", "figure:bridge.on_last_year", "figure:bridge.on_last_year_by_category", "figure:bridge.on_last_quarter"]
        return self._table("bridge.caption", heads, rows, note="bridge.note" if self.account else "bridge.note_company")

    def movers(self) -> Table | None:
        """The largest movements by account, territory and category, in both directions."""
        if self.open:
            return None
        rows = []
        for kind in KINDS:
            ranked = sorted(self._movers(kind), key=lambda mover: (-_weight(self._moved(mover)), mover))[:MOVERS]
            rows += [[mover[2], self.word(f"by.{kind}"), *self._movement(mover)] for mover in ranked if self._moved(mover).value]
        heads = ["name:head.word", "text:head.group", "net_sales", "head.net_sales_last_year", "change:net_sales_change", "change:net_sales_change_share"]
        return self._table("bridge.movers", heads, rows, note="bridge.movers_note") if rows else None

    def _movement(self, mover: Mover) -> list[Figure | None]:
        account, dimension, _ = mover
        sales = [self.r.figures.find("net_sales", one, account, dimension) for one in (self.r.quarter, self.r.last_year)]
        return [*sales, self._moved(mover), self._moved(mover, "net_sales_change_share")]

    def accounts(self) -> Table | None:
        """The bridges of the key accounts; parts that are nothing everywhere are left out."""
        every = [BridgeView(self.r, account) for account in self.r.key_accounts[:LISTED]]
        found = [view for view in every if not view.open]
        used = [metric for metric in METRICS if any((part := view._part(metric, self.shown)) and (part.value or not part.known) for view in found)]
        rows = [[self.r.name(view.account), *(view._part(metric, self.shown) for metric in used)] for view in found]
        heads = ["name:head.account", *(metric if metric in (METRICS[0], METRICS[-1]) else f"change:{self._head(metric)}" for metric in used)]
        return self._table("bridge.accounts_by_category" if self.shown else "bridge.accounts", heads, rows, of=len(rows) + len(self.r.key_accounts[LISTED:])) if rows else None


def _way(change: Figure) -> str:
    return "up" if change.size > 0 else "down" if change.size < 0 else "level"


def _weight(figure: Figure) -> float:
    """How large a movement is, whichever way: to rank by, never to print."""
    return abs(float(figure.size))
