"""Chapter 2, analyse them: sales against last year, credit, service, retention."""

from __future__ import annotations

from kam.charts import Chart, ageing, dots, history
from kam.figures import COMPANY, Figure
from kam.measures.receivables import AGEING
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

LISTED = 20
SHOWN_QUARTERS = 12


def direction(now: Figure, before: Figure) -> str:
    """Whether a figure rose, fell or stands level: the word of its phrase."""
    if now.value is None or before.value is None or now.value == before.value:
        return "level"
    return "up" if now.value > before.value else "down"


class SalesView(View):
    """Net sales against last year, the company's and the key accounts' (2.1)."""

    def finding(self) -> Sentence:
        """Net sales of the quarter against the same quarter of last year."""
        now, before = self.r.figure("net_sales"), self.r.figure("net_sales", quarter=self.r.last_year)
        if not before.known:
            return self.say("sales.finding_first", sales=now)
        form = "to_date" if self.r.partial else direction(now, before)
        return self.say(f"sales.finding_{form}", sales=now, before=before, growth=self.r.figure("net_sales_growth"))

    def chart(self) -> Chart:
        """Net sales of the last twelve quarters, each beside the same quarter a year earlier."""
        return self._history(COMPANY, self.finding())

    def _history(self, account: str, title: Sentence) -> Chart:
        quarters = [one for one in self.r.books.history if one <= self.r.quarter][-SHOWN_QUARTERS:]
        points = [(one, self.r.figures.find("net_sales", one, account)) for one in quarters]
        return history(points, title, voice=self.r.voice, note=self.source("note.history", "sales"))

    def table(self) -> Table | None:
        """The key accounts: net sales now, a quarter ago and a year ago."""
        rows = [[self.r.name(account), *self._row(account)] for account in self.r.key_accounts[:LISTED]]
        heads = ["name:head.account", "net_sales", "head.net_sales_last_quarter", "head.net_sales_last_year", "change:net_sales_growth", "share"]
        return self._table("sales.caption", heads, rows, of=len(self.r.key_accounts)) if rows else None

    def _row(self, account: str) -> list[Figure | None]:
        find = self.r.figures.find
        earlier = [find("net_sales", self.r.previous, account), find("net_sales", self.r.last_year, account)]
        return [self.r.figure("net_sales", account), *earlier, self.r.figure("net_sales_growth", account), self.r.figure("share", account)]


class CreditView(View):
    """What is open, how old it is, what falls due and how far limits are used (D)."""

    @property
    def measured(self) -> bool:
        """Whether receivables were exported and say something of this quarter."""
        return self.r.figure("open_receivables").known

    def finding(self) -> Sentence:
        """Open receivables, the part past due, and the days of sales they stand for."""
        if not self.measured:
            return self.missing("receivables")
        figures = {name: self.r.figure(name) for name in ("open_receivables", "past_due_share", "countback_dso")}
        phrase = "credit.finding" if figures["past_due_share"].known else "credit.finding_balances"
        parts = [self.say(phrase, **figures)]
        if self.r.figure("falls_due_30").known:
            parts.append(self.say("credit.falls_due", days30=self.r.figure("falls_due_30"), days60=self.r.figure("falls_due_60")))
        return self.r.voice.paragraph(*parts)

    def chart(self) -> Chart | None:
        """Receivables by age, now and a year ago."""
        if not self.r.figure("not_due").known:
            return None
        both = [(one, [self.r.figures.find(bucket, at) for bucket in AGEING]) for one, at in self.r.both_years]
        shown = [(quarter, figures) for quarter, figures in both if all(figure and figure.known for figure in figures)]
        return ageing(shown, self.finding(), voice=self.r.voice, note=self.source("note.ageing", "receivables", "allocations"))

    def table(self) -> Table | None:
        """The key accounts' credit figures, largest receivables first."""
        if not self.measured:
            return None
        metrics = ("open_receivables", "past_due_share", "countback_dso", "countback_dso_4q", "days_beyond_terms", "utilisation", "falls_due_30")
        rows = [[self.r.name(account), *self.figures(account, *metrics)] for account in self._largest(self.r.key_accounts)]
        rows.append([self.word("table.whole"), *(self.r.figures.find(metric, self.r.quarter) for metric in metrics)])
        return self._table("credit.caption", ["name:head.account", *metrics], rows, note="credit.note")

    def buckets(self) -> Table | None:
        """Receivables by age: the company now, a quarter ago and a year ago."""
        if not self.r.figure("not_due").known:
            return None
        quarters = (self.r.quarter, self.r.previous, self.r.last_year)
        rows = [[self.r.voice.name(metric), *(self.r.figures.find(metric, one) for one in quarters)] for metric in (*AGEING, "open_receivables")]
        return self._table("credit.buckets", ["name:head.age", "head.this_quarter", "head.last_quarter", "head.last_year"], rows)

    def collection(self) -> Table | None:
        """How well it is collected and what may be lost: the company now, a quarter ago and a year ago."""
        if not self.measured:
            return None
        quarters = (self.r.quarter, self.r.previous, self.r.last_year)
        metrics = ("dso", "best_possible_dso", "average_days_delinquent", "days_beyond_terms", "cei", "expected_loss")
        rows = [[self.r.voice.name(metric), *(self.r.figures.find(metric, one) for one in quarters)] for metric in metrics]
        return self._table("credit.collection", ["name:head.figure", "head.this_quarter", "head.last_quarter", "head.last_year"], rows)

    def over_limit(self) -> Table | None:
        """Accounts whose exposure exceeds their limit."""
        used = {account: figure for account, figure in self.r.figures.of("utilisation", self.r.quarter).items() if figure.size > 1}
        ordered = sorted(used, key=lambda account: (-used[account].size, account))
        rows = [[self.r.name(account), used[account], *self.figures(account, "exposure", "past_due_share")] for account in ordered[:LISTED]]
        heads = ["name:head.account", "utilisation", "exposure", "past_due_share"]
        return self._table("credit.over_limit", heads, rows, note="credit.over_limit_note", of=len(ordered)) if rows else None

    def _largest(self, accounts: list[str]) -> list[str]:
        return sorted(accounts, key=lambda account: (-(self.r.value("open_receivables", account) or 0), account))[:LISTED]


class ServiceView(View):
    """On time, in full, and how long it took (E, 0.2)."""

    @property
    def measured(self) -> bool:
        """Whether deliveries were exported."""
        return self.r.books.exported("deliveries")

    def finding(self) -> Sentence:
        """On time in full, fill rate and lead time of the quarter."""
        if not self.measured:
            return self.missing("deliveries")
        otif, before = self.r.figure("otif_rate"), self.r.figure("otif_rate", quarter=self.r.last_year)
        if not otif.known:
            return self.say("service.few", n=otif.n or 0)
        phrase = "service.finding" if before.known else "service.finding_first"
        parts = [self.say(phrase, otif=otif, before=before, fill=self.r.figure("fill_rate"), lines=otif.n or 0)]
        lead = self.r.figure("lead_time_median")
        if lead.known:
            parts.append(self.say("service.lead_time", median=lead, p90=self.r.figure("lead_time_p90")))
        return self.r.voice.paragraph(*parts)

    def chart(self) -> Chart | None:
        """On time in full of each key account beside all others."""
        if not self.measured:
            return None
        rates = {account: figure for account, figure in self.r.figures.of("otif_rate", self.r.quarter).items() if figure.known}
        named = {account: self.r.name(account) for account in self.r.key_accounts if account in rates}
        if not named:
            return None
        return dots(
            [(named.get(account, ""), figure) for account, figure in rates.items()],
            self.finding(), voice=self.r.voice, note=self.source("note.service", "deliveries"),
        )

    def table(self) -> Table | None:
        """The key accounts' service figures, the worst served first."""
        if not self.measured or not self.r.key_accounts:
            return None
        metrics = ("otif_rate", "fill_rate", "lead_time_median", "lead_time_p90", "lot_median", "batches", "cycle_median")
        ordered = sorted(self.r.key_accounts, key=lambda account: (_or(self.r.value("otif_rate", account), 2.0), account))
        rows = [[self.r.name(account), *self.figures(account, *metrics)] for account in ordered[:LISTED]]
        rows.append([self.word("table.whole"), *(self.r.figure(metric) for metric in metrics)])
        return self._table("service.caption", ["name:head.account", *metrics], rows, of=len(ordered))


def _or(value: float | None, instead: float) -> float:
    return instead if value is None else value


class RetentionView(View):
    """How much of last year's business is still there (G)."""

    def finding(self) -> Sentence:
        """Net and gross revenue retention and the accounts kept."""
        names = ("nrr", "grr", "account_retention")
        figures = {name: self.r.figure(name) for name in names}
        return self.say("retention.finding" if figures["nrr"].known else "retention.none", **figures)

    def table(self) -> Table | None:
        """The three figures now, a quarter ago and a year ago."""
        if not self.r.figure("nrr").known:
            return None
        quarters = (self.r.quarter, self.r.previous, self.r.last_year)
        rows = [[self.r.voice.name(name), *(self.r.figure(name, quarter=one) for one in quarters)] for name in ("nrr", "grr", "account_retention")]
        return self._table("retention.caption", ["name:head.figure", "head.this_quarter", "head.last_quarter", "head.last_year"], rows)

    def lost(self) -> Table | None:
        """Accounts that bought a year ago and brought nothing this quarter, largest first."""
        before = self.r.figures.of("net_sales", self.r.last_year)
        gone = [
            (account, figure)
            for account, figure in before.items()
            if figure.size > 0 and account not in self.r.books.own_shops and (self.r.value("net_sales", account) or 0) <= 0
        ]
        ordered = sorted(gone, key=lambda pair: (-pair[1].size, pair[0]))
        rows = [[self.r.name(account), figure, self.r.figure("net_sales", account)] for account, figure in ordered[:LISTED]]
        return self._table("retention.lost", ["name:head.account", "head.net_sales_last_year", "net_sales"], rows, of=len(ordered)) if rows else None
