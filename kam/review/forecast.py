"""Chapter 4, the coming quarter: what to expect, how sure that is, and what the order fairs say beside it (J)."""

from __future__ import annotations

from kam.charts import Chart, outlook
from kam.figures import COMPANY, Figure, bare
from kam.forecast import CHALLENGERS
from kam.forecast.ledger import HIGH, LOW
from kam.quarters import Quarter
from kam.review.analyse import direction
from kam.review.view import View
from kam.tables import Row, Table
from kam.wording import Sentence

LISTED = 30
SHOWN_QUARTERS = 12
NAIVE = "method:seasonal_naive"


class ForecastView(View):
    """Next quarter's net sales of the company and the key accounts, with range and past error."""

    @property
    def coming(self) -> Quarter:
        """The quarter that is predicted."""
        return self.r.quarter + 1

    def _expected(self, account: str = COMPANY, dimension: str = "", quarter: Quarter | None = None) -> Figure:
        return self.r.figure("forecast", account, dimension, quarter or self.coming)

    def finding(self) -> Sentence:
        """What is expected of the company, against the year before, and in which range."""
        forecast = self._expected()
        if not forecast.known:
            return self.say("forecast.unknown", coming=self.coming, forecast=forecast)
        parts = [self.say(f"forecast.{self._against(forecast)}", coming=self.coming, forecast=bare(forecast), before=self._before()), self._range()]
        if forecast.reason == "low confidence":
            parts.append(self.say("forecast.low_confidence", quarters=forecast.n or 0))
        return self.r.voice.paragraph(*parts)

    def _against(self, forecast: Figure) -> str:
        if forecast.reason in ("", "low confidence"):
            return "as_last_year"
        return {"up": "above", "down": "below", "level": "level"}[direction(forecast, self._before())]

    def _before(self, account: str = COMPANY) -> Figure:
        return self.r.figure("net_sales", account, quarter=self.coming.last_year)

    def _range(self) -> Sentence:
        low, high = self._expected(dimension=LOW), self._expected(dimension=HIGH)
        return self.say("forecast.range", low=low, high=high, cover=self._cover()) if low.known else self.say("forecast.no_range")

    def _cover(self) -> str:
        return self.r.voice.number(self.r.books.rules(self.r.quarter).forecast.range_share, "ratio")

    def tested(self) -> Sentence:
        """Which challengers were tried, on how many past quarters, and what they scored."""
        naive, used = self.r.figures.find("forecast_mase", self.coming, COMPANY, NAIVE), self.r.figure("forecast_mase", quarter=self.coming)
        if naive is None or not naive.known:
            return self.say("forecast.untried_to_date" if self.r.partial else "forecast.untried")
        if used.value == naive.value:
            methods = [self.word(f"method.{name}") for name in CHALLENGERS]
            return self.say("forecast.not_beaten", origins=naive.n or 0, methods=methods, naive=naive)
        return self.say("forecast.won", origins=naive.n or 0, method=self._method(self._expected()), mase=used, naive=naive)

    def _method(self, forecast: Figure, form: str = "method.") -> str:
        """How a known forecast was made."""
        if not forecast.known:
            return ""
        name = "seasonal_naive" if forecast.reason in ("", "low confidence") else forecast.reason.replace(" ", "_")
        return self.word(f"{form}{name}")

    def came_of_it(self) -> Sentence | None:
        """What was expected of this quarter a quarter ago, and what it brought; None where that cannot be told."""
        expected = self.r.figures.find("forecast", self.r.quarter)
        if self.r.partial or expected is None or not expected.known or not self._expected(dimension=LOW, quarter=self.r.quarter).known:
            return None
        low, high = (self._expected(dimension=end, quarter=self.r.quarter) for end in (LOW, HIGH))
        sales = self.r.figure("net_sales")
        phrase = "short" if sales.size < low.size else ("beyond" if sales.size > high.size else "within")
        return self.say(f"forecast.{phrase}", forecast=bare(expected), low=bare(low), high=bare(high), sales=sales)

    def check(self) -> Sentence:
        """What the order fairs say beside the forecast."""
        if not self.r.books.exported("bookings"):
            return self.say("forecast.no_bookings")
        ahead, now = self.r.figure("bookings_ahead", quarter=self.coming), self.r.figure("bookings")
        if ahead.value:
            before = self.r.figures.find("bookings_ahead", self.coming.last_year)
            return self.say("forecast.booked_and_before", booked=ahead, before=before) if before and before.value else self.say("forecast.booked", booked=ahead)
        if not now.value:
            return self.say("forecast.nothing_booked")
        return self.say("forecast.booked_later" if ahead.known else "forecast.booked_any", booked=now, before=self.r.figure("bookings", quarter=self.r.last_year))

    def chart(self) -> Chart | None:
        """Net sales of the last quarters and the forecast in its range."""
        if not self._expected().known:
            return None
        quarters = [one for one in self.r.books.history if one <= self.r.quarter and not (self.r.partial and one == self.r.quarter)][-SHOWN_QUARTERS:]
        points = [(one, self.r.figures.find("net_sales", one)) for one in quarters]
        expected = (self._expected(), self._expected(dimension=LOW), self._expected(dimension=HIGH))
        counts = self.word("note.forecast", cover=self._cover())
        note = self.word("note.source", counts=counts, quarter=self.coming, tables=self.word("table.sales"))
        return outlook(points, self.coming, expected, self.finding(), voice=self.r.voice, note=note)

    def table(self) -> Table | None:
        """Key accounts and the company: last year's quarter, forecast, range, method, its past error, and what was booked."""
        if not self._expected().known:
            return None
        rows = [Row(self._row(account, self.r.name(account))) for account in self.r.key_accounts[:LISTED]]
        rows.append(Row(self._row(COMPANY, self.word("forecast.company")), total=True))
        booked = ["head.bookings_now"] if self.r.books.exported("bookings") else []
        heads = ["name:head.account", "head.forecast_before", "forecast", "head.forecast_low", "head.forecast_high", "text:head.method", "forecast_mase", *booked]
        caption = self.say("forecast.caption", coming=self.coming)
        return self._table(caption, heads, rows, note="forecast.note", of=len(self.r.key_accounts))

    def _row(self, account: str, name: str) -> list[Figure | str | None]:
        forecast = self._expected(account)
        shown: list[Figure | str | None] = [name, self.r.earlier("net_sales", self.coming.last_year, account) if account else self._before(), _plain(forecast)]
        shown += [self._expected(account, LOW), self._expected(account, HIGH), self._method(forecast, "method.short_"), self.r.figure("forecast_mase", account, quarter=self.coming)]
        return [*shown, self.r.figure("bookings", account)] if self.r.books.exported("bookings") else shown


def _plain(forecast: Figure) -> Figure:
    """The method stands in its own column; low confidence stays with the figure."""
    return forecast if forecast.reason == "low confidence" else bare(forecast)
