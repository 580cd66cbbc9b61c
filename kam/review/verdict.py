"""The brief's three sentences: better or worse and why, who carries us and who could hurt us, who is leaving."""

from __future__ import annotations

from kam.figures import Figure, bare
from kam.measures.verdict import BEFORE, lost
from kam.review.discover import how_soon
from kam.review.signals import severity
from kam.review.view import View
from kam.warning import REASONS
from kam.wording import Sentence

NAMED = 3
THREE = 3
# From this many reasons an account is spoken of, as in early warning.
SEVERAL = 2
VERDICTS = {
    ("up", "worse"): "buys_more_pays_worse",
    ("down", "better"): "buys_less_pays_better",
    ("up", "better"): "better",
    ("up", "level"): "better",
    ("level", "better"): "better",
    ("down", "worse"): "worse",
    ("down", "level"): "worse",
    ("level", "worse"): "worse",
    ("level", "level"): "level",
}


class Verdict(View):
    """What an executive asks first, each answered in one sentence."""

    def key_accounts(self) -> Sentence:
        """Whether the key accounts are better or worse than a year ago, and what drove it."""
        count, growth = self.r.figure("key_accounts"), self.r.figure("key_account_growth")
        if not count.value:
            return self.say("verdict.no_key_accounts")
        if not growth.known:
            return self.say("verdict.first", count=bare(count), sales=self.r.figure("key_account_sales"))
        head = self.say(f"verdict.{VERDICTS[self._buying(growth), self._paying()]}", count=bare(count))
        return self.say("verdict.judged", head=head, sales=self.r.figure("key_account_sales"), growth=growth, drivers=self._drivers(growth), paying=self._paid())

    def _buying(self, growth: Figure) -> str:
        level = self.r.books.rules(self.r.quarter).brief.level_sales
        return "level" if abs(float(growth.size)) <= level else ("up" if growth.size > 0 else "down")

    def _due(self) -> tuple[Figure, Figure]:
        return self.r.figure("key_account_past_due"), self.r.figure("key_account_past_due", dimension=BEFORE)

    def _paying(self) -> str:
        """How they pay against a year ago; level where that is not known, so that sales alone decide."""
        now, before = self._due()
        if now.value is None or before.value is None:
            return "level"
        change = float(now.value) - float(before.value)
        return "level" if abs(change) <= self.r.books.rules(self.r.quarter).brief.level_past_due else ("worse" if change > 0 else "better")

    def _paid(self) -> Sentence:
        now, before = self._due()
        if not now.known:
            return Sentence.plain("")
        return self.say("verdict.paid" if before.known else "verdict.paid_first", now=now, before=before, count=bare(self.r.figure("key_accounts")))

    def _drivers(self, growth: Figure) -> Sentence:
        """The key account that moved most with the whole, and the one that pulled most against it."""
        moved = {account: self.r.figure("net_sales_change", account) for account in self.r.key_accounts}
        ranked = sorted((account for account in moved if moved[account].value), key=lambda account: (-moved[account].size * (1 if growth.size > 0 else -1), account))
        if not growth.value or len(moved) < 2 or (moved[ranked[0]].size > 0) != (growth.size > 0):
            return Sentence.plain("")
        first, last = ranked[0], ranked[-1]
        against = (moved[last].size > 0) != (growth.size > 0)
        names = {"name": self.r.name(first), "other": self.r.name(last)}
        return self.say("verdict.led_against" if against else "verdict.led", change=moved[first], pulled=moved[last], **names)

    def dependence(self) -> Sentence:
        """Who carries us, and which account could hurt us."""
        largest = self._largest()
        if not largest:
            return self.say("verdict.nobody_carries")
        share, cr3 = self.r.figure("share", largest), self.r.figure("cr3")
        three = self.say("verdict.three", cr3=cr3) if (cr3.n or 0) > THREE else Sentence.plain("")
        return self.say("verdict.carried", name=self.r.name(largest), share=share, three=three, hurt=self._hurt(largest))

    def _largest(self) -> str:
        """The account with the largest net sales of the quarter; empty where nobody bought."""
        sales = {account: figure for account, figure in self.r.figures.of("share", self.r.quarter).items() if figure.size > 0}
        return min(sales, key=lambda account: (-sales[account].size, account), default="")

    def _hurt(self, largest: str) -> Sentence:
        """The largest account that counts and either shows several reasons for warning or is big but risky; else what losing the largest would mean."""
        exposed = next((account for account in self.r.by_size(list(self.r.now.index)) if self._exposed(account)), "")
        if not exposed:
            return self._loss(largest)
        risky = self.r.value("big_but_risky", exposed) == 1
        figures = {"sales": self.r.figure("net_sales_ttm", exposed), "stars": bare(self.r.figure("stars_raw", exposed))}
        form = "risky" if risky else "warned"
        who = "itself" if exposed == largest else "other"
        return self.say(f"verdict.hurt_{who}_{form}", name=self.r.name(exposed), reasons=self._reasons(exposed), **figures)

    def _reasons(self, account: str) -> list[str]:
        """Its reasons for warning in a word or two each."""
        return [self.word(f"verdict.reason_{name}") for name in REASONS if self.r.value("warning_reasons", account, f"warning:{name}")]

    def _exposed(self, account: str) -> bool:
        warned = (self.r.value("warning_reasons", account) or 0) >= SEVERAL or self.r.value("big_but_risky", account) == 1
        return warned and severity(self.r, account, "big_but_risky") != "low"

    def _loss(self, largest: str) -> Sentence:
        owed, quarters = self.r.figure("open_receivables", largest), self.r.figure("quarters_to_refill", largest)
        form = how_soon(quarters)
        soon = self.say(f"verdict.loss_{form}", quarters=quarters) if form else Sentence.plain("")
        parts = [*([self.say("verdict.loss_owed", owed=owed)] if owed.known else []), *([soon] if form else [])]
        return self.say("verdict.loss", parts=parts) if parts else self.say("verdict.loss_only")

    def leaving(self) -> Sentence:
        """Who bought a year ago and no longer does, and who has fallen silent."""
        count, sales = self.r.figure("accounts_lost"), self.r.figure("sales_lost")
        if not count.known:
            return self.say("verdict.leaving_unknown", reason=self.r.voice.reason(count.reason))
        then = lost(self.r.books, self.r.quarter)
        gone = sorted(then, key=lambda account: (-then[account], account))
        names = [self.r.name(account) for account in gone[:NAMED]]
        form = "none" if not gone else ("named" if len(gone) <= NAMED else "among")
        silence = self._silent(gone)
        if not gone and not silence.text:
            return self.say("verdict.nobody_leaves")
        return self.say("verdict.leaving", lost=self.say(f"verdict.lost_{form}", names=names, count=count, sales=sales), silent=silence)

    def _silent(self, gone: list[str]) -> Sentence:
        """Accounts silent for longer than their rhythm that bought this quarter all the same."""
        silent = [account for account in self.r.by_size(list(self.r.now.index)) if account not in gone and self.r.value("warning_reasons", account, "warning:silent")]
        if not silent:
            return Sentence.plain("")
        form = "silent" if len(silent) <= NAMED else "silent_among"
        return self.say(f"verdict.{form}", names=[self.r.name(account) for account in silent[:NAMED]], n=len(silent))
