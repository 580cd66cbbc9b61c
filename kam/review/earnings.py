"""Chapter 2, what holds both sides: contribution, what accounts earn on our goods, targets, and order-fair bookings (0.1, 0.3)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import COMPANY, Figure
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

LISTED = 20
BOOKED = 10


class EarningsView(View):
    """What the key accounts leave us, what they earn with us, and our share of what they buy."""

    def finding(self) -> Sentence:
        """The company's contribution, the accounts' earnings, our share of their purchases and the targets, as far as known."""
        contribution = self.r.figure("contribution")
        parts = [self.say("earnings.finding" if contribution.known else "earnings.unknown", contribution=contribution)]
        for phrase, name, metric in (("margin", "margin", "account_margin"), ("purchases", "share", "purchase_share"), ("targets", "attained", "target_attainment")):
            figure = self.r.figure(metric)
            if figure.known:
                parts.append(self.say(f"earnings.{phrase}", **{name: figure}))
        return self.r.voice.paragraph(*parts)

    def chart(self) -> Chart | None:
        """Contribution of the key accounts, the largest first."""
        bars = [(self.r.name(account), figure) for account, figure in self._by_contribution() if figure.known]
        if not bars:
            return None
        return ranked_bars(bars[:LISTED], self.finding(), voice=self.r.voice, note=self.source("note.contribution", "sales", "rebates"))

    def table(self) -> Table | None:
        """The key accounts' figures, the largest contribution first, and the company's."""
        metrics = ("contribution", "contribution_coverage", "account_margin", "purchase_share", "target_net_sales", "target_attainment")
        rows = [Row([self.r.name(account), *self.figures(account, *metrics)]) for account, _ in self._by_contribution()[:LISTED]]
        whole = Row([self.word("table.whole"), *(self.r.figure(metric) for metric in metrics)], total=True)
        return self._table("earnings.caption", ["name:head.account", *metrics], [*rows, whole], of=len(self.r.key_accounts)) if rows else None

    def _by_contribution(self) -> list[tuple[str, Figure]]:
        found = {account: self.r.figure("contribution", account) for account in self.r.key_accounts}
        return sorted(found.items(), key=lambda pair: (-pair[1].size, pair[0]))


class BookingsView(View):
    """What was booked at the order fairs of the quarter."""

    def finding(self) -> Sentence:
        """What was booked, a year ago too, and the deposits on it."""
        booked = self.r.figure("bookings")
        if not booked.known:
            return self.missing("bookings")
        if not booked.value:
            return self.say("bookings.none")
        before = self.r.figures.find("bookings", self.r.last_year)
        phrase = "bookings.finding" if before and before.value else "bookings.finding_first"
        parts = [self.say(phrase, booked=booked, before=before or booked, deposit=self.r.figure("bookings_deposit"))]
        seasons = self.r.figures.dimensions("bookings", self.r.quarter)
        if len(seasons) == 1:
            parts.append(self.say("bookings.one_season", season=next(iter(seasons)).partition(":")[2]))
        elif seasons:
            parts.append(self.say("bookings.seasons", parts=[self.say("bookings.season", season=name.partition(":")[2], booked=figure) for name, figure in seasons.items()]))
        return self.r.voice.paragraph(*parts)

    def table(self) -> Table | None:
        """The accounts that booked, the largest first, beside a year before, and the company's sum."""
        booked = {account: figure for account, figure in self.r.figures.of("bookings", self.r.quarter).items() if figure.size > 0}
        ordered = sorted(booked, key=lambda account: (-booked[account].size, account))
        rows = [Row([self.r.name(account), *self._three(account)]) for account in ordered[:BOOKED]]
        whole = Row([self.word("table.whole"), *self._three(COMPANY)], total=True)
        heads = ["name:head.account", "bookings", "head.bookings_last_year", "bookings_deposit"]
        return self._table("bookings.caption", heads, [*rows, whole]) if rows else None

    def _three(self, account: str) -> list[Figure | None]:
        find, quarter = self.r.figures.find, self.r.quarter
        return [find("bookings", quarter, account), find("bookings", self.r.last_year, account), find("bookings_deposit", quarter, account)]
