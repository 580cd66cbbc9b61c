"""Chapter 4, early warning: which accounts to see now, for which reasons, and what such reasons were worth (H)."""

from __future__ import annotations

from kam.charts import Chart, ranked_bars
from kam.figures import Figure
from kam.review.view import View
from kam.tables import MOST, Table
from kam.warning import REASONS
from kam.wording import Sentence

LISTED = 12
# From this many reasons an account is spoken of; one alone is soon by chance.
SEVERAL = 2
COUNTS = ("", "reasons:1", "reasons:2", "reasons:3")


class WarningView(View):
    """Reasons to look at an account now; a count of them is called a probability only where the past supports it."""

    @property
    def measured(self) -> bool:
        """Whether the quarter is over, so that accounts are judged."""
        return not self.r.partial

    def finding(self) -> Sentence:
        """How many accounts show several reasons, and which."""
        if not self.measured:
            return self.say("warning.to_date")
        several, watched = self.r.figure("accounts_warned", dimension=f"reasons:{SEVERAL}"), self.r.figure("warning_reasons")
        if not self.several():
            return self.say("warning.none", one=self.r.figure("accounts_warned", dimension="reasons:1"))
        return self.say("warning.finding", several=several, total=watched, names=self.named(self.several()))

    def several(self) -> list[str]:
        """Accounts with several reasons, those with most first; none while the quarter is not over."""
        return [account for account in self._warned() if self._count(account) >= SEVERAL] if self.measured else []

    def _count(self, account: str) -> int:
        return int(self.r.value("warning_reasons", account) or 0)

    def _warned(self) -> list[str]:
        """Accounts with a reason, those with most first, then the largest."""
        given = self.r.figures.of("warning_reasons", self.r.quarter)
        return sorted(self.r.by_size([account for account, figure in given.items() if figure.value]), key=lambda account: -self._count(account))

    def table(self) -> Table | None:
        """Accounts by number of reasons, each reason in words, and the sales at stake."""
        warned = self._warned() if self.measured else []
        listed = warned[: max(LISTED, min(len(self.several()), MOST))]
        rows = [[self.r.name(account), self.r.figure("warning_reasons", account), self.reasons(account), self.r.figure("net_sales_ttm", account), self._owner(account)] for account in listed]
        heads = ["name:head.account", "warning_reasons", "text:head.warnings", "net_sales_ttm", "text:head.owner"]
        return self._table("warning.caption", heads, rows, note="warning.note", of=len(warned)) if rows else None

    def _owner(self, account: str) -> str:
        owner = self.r.books.accounts.owner.get(account)
        return str(owner) if isinstance(owner, str) and owner else self.word("brief.no_owner")

    def reasons(self, account: str) -> Sentence:
        """An account's reasons in words, with the figures that they look at."""
        given = [name for name in REASONS if self.r.value("warning_reasons", account, f"warning:{name}")]
        return self.r.voice.paragraph(*(self.say(f"warning.{name}", **self._looked_at(name, account)) for name in given))

    def _looked_at(self, reason: str, account: str) -> dict[str, Figure]:
        """What a reason compares: the figure now, and that of a year before or its limit."""
        if reason == "silent":
            return {"days": self.r.figure("days_since_last_order", account), "ratio": self.r.figure("silence_ratio", account)}
        if reason == "below_range":
            return {"sales": self.r.figure("net_sales", account), "low": self.r.figure("net_sales_range", account, "low")}
        if reason == "overdue_tasks":
            return {"late": self.r.figure("late_tasks", account)}
        metric = {"fewer_categories": "categories_bought", "slower_payment": "days_beyond_terms", "falling_otif": "otif_rate"}[reason]
        return {"now": self.r.figure(metric, account), "before": self.r.figure(metric, account, quarter=self.r.last_year)}

    def of_account(self, account: str) -> Sentence | None:
        """An account's own warning, None where there is none."""
        return self.reasons(account) if self.measured and self._count(account) else None

    def worth(self) -> Sentence:
        """What warnings were worth in past quarters; the word probability stands only where the past supports it."""
        every = self.r.figures.find("warning_hit_rate", self.r.quarter)
        if every is None or not every.known:
            return self.say("warning.no_backtest")
        supported = [name for name in COUNTS[1:] if (rate := self._rate(name)) and rate.known and not rate.reason]
        if not supported:
            return self.say("warning.unsupported", every=every, cases=self._cases(""))
        rate = self.r.figure("warning_hit_rate", dimension=supported[-1])
        return self.say("warning.supported", rate=rate, cases=self._cases(supported[-1]), least=int(supported[-1][-1]), every=every, loss=self._loss())

    def _rate(self, dimension: str) -> Figure | None:
        return self.r.figures.find("warning_hit_rate", self.r.quarter, "", dimension)

    def _cases(self, dimension: str) -> Figure:
        """The past cases behind a rate."""
        return self.r.figure("warning_cases", dimension=dimension)

    def _loss(self) -> str:
        return self.r.voice.number(self.r.books.rules(self.r.quarter).warning.loss, "ratio")

    def chart(self) -> Chart | None:
        """The part that lost sales in the quarter after, of all accounts and by number of reasons."""
        rates = [(self._counted(name), rate) for name in COUNTS if (rate := self._rate(name)) and rate.known]
        if len(rates) < 2:
            return None
        return ranked_bars(rates, self.worth(), voice=self.r.voice, note=self.source("note.backtest", "sales"))

    def backtest(self) -> Table | None:
        """The backtest: past cases, the part that lost sales, and how many accounts stand there now."""
        rates = [(name, rate) for name in COUNTS if (rate := self._rate(name)) and rate.known]
        rows = [[self._counted(name), self._cases(name), rate, self._now(name)] for name, rate in rates]
        heads = ["name:head.warned", "warning_cases", "warning_hit_rate", "accounts_warned"]
        note = self.say("warning.backtest_note", loss=self._loss())
        return Table(self.r.voice, self.say("warning.backtest"), self.heads(*heads), rows, note=note) if rows else None

    def _counted(self, name: str) -> str:
        return self.word("warning.at_least", n=int(name[-1])) if name else self.word("warning.every")

    def _now(self, name: str) -> Figure | str:
        found = self.r.figures.find("accounts_warned", self.r.quarter, "", name)
        return found or ""
