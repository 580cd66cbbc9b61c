"""Chapter 1, find the key accounts: the base in order, on whom the sales rest, what a loss would cost."""

from __future__ import annotations

from decimal import Decimal

from kam.charts import Chart, pareto, ranked_bars
from kam.figures import Figure
from kam.measures.concentration import LEVELS
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

NAMED_IN_PARETO = 10
LISTED = 15
TEN = 10
GROUPS = ("status", "kind", "tier")


class BaseView(View):
    """Who the accounts are, where, and whether they still buy (1.0)."""

    def finding(self) -> Sentence:
        """How many accounts there are and how many of them trade."""
        every = self.r.figure("accounts")
        named = {status: self.r.figure("accounts", dimension=f"status:{status}") for status in ("active", "new", "dormant")}
        lead = self.say("base.finding", accounts=every, **named)
        others = every.size > sum(figure.size for figure in named.values())
        return self.r.voice.paragraph(lead, self.say("base.others")) if others else lead

    def table(self) -> Table:
        """Counts by status, kind and market tier."""
        counts = self.r.figures.dimensions("accounts", self.r.quarter)
        rows = []
        for group in GROUPS:
            listed = sorted((one for one in counts if one.partition(":")[0] == group), key=lambda one: (-counts[one].size, one))
            rows += [[self.word(f"group.{group}"), self.r.voice.term(group, one.partition(":")[2]), counts[one], *self._earlier("accounts", one)] for one in listed]
        return self._table("base.caption", ["name:head.group", "text:head.word", "accounts", "head.last_year"], rows)

    def territories(self) -> Table | None:
        """Net sales, accounts and reached potential by territory, largest first."""
        sales = self.r.figures.dimensions("net_sales", self.r.quarter, kind="territory")
        ordered = sorted(sales.items(), key=lambda pair: (-(pair[1].value or 0), pair[0]))
        if not ordered:
            return None
        rows = [
            [dimension.partition(":")[2], figure, *self._earlier("net_sales", dimension), self._found("territory_penetration", dimension)]
            for dimension, figure in ordered
        ]
        return self._table("base.territories", ["name:head.territory", "net_sales", "head.last_year", "territory_penetration"], rows)

    def _earlier(self, metric: str, dimension: str) -> list[Figure | None]:
        return [self.r.figures.find(metric, self.r.last_year, "", dimension)]

    def _found(self, metric: str, dimension: str) -> Figure | None:
        return self.r.figures.find(metric, self.r.quarter, "", dimension)


class ConcentrationView(View):
    """On how few accounts the sales rest (1.1, 1.3)."""

    def finding(self) -> Sentence:
        """The share of the ten largest, and how many bring 80 %, now and a year ago."""
        now, before = self.r.figure("n80"), self.r.figure("n80", quarter=self.r.last_year)
        if not now.known:
            return self.say("concentration.none")
        phrase = ("concentration.finding_same" if before.value == now.value else "concentration.finding") if before.known else "concentration.finding_first"
        cr10 = self.r.figure("cr10")
        ten = self.say("concentration.ten", cr10=cr10) if (cr10.n or 0) > TEN else Sentence.plain("")
        return self.say(phrase, n80=now, share=self.r.figure("n80_share"), before=before, ten=ten)

    def chart(self) -> Chart | None:
        """Accounts by falling net sales with their running share and the 80 % line."""
        ranked = self._ranked()
        if not ranked:
            return None
        whole = float(sum(Decimal(figure.size) for _, figure in ranked))
        bars = [(self.r.name(account), float(figure.size) / whole) for account, figure in ranked]
        return pareto(
            bars, self.finding(), voice=self.r.voice, named=NAMED_IN_PARETO, note=self.source("note.concentration", "sales")
        )

    def table(self) -> Table:
        """The concentration figures, this quarter, the one before and a year ago."""
        quarters = (self.r.quarter, self.r.previous, self.r.last_year)
        most = max(self.r.figure("n80", quarter=quarter).n or 0 for quarter in quarters)
        # The five largest of three accounts are all there are.
        largest = [f"cr{level}" for level in LEVELS if level == 1 or level < most]
        metrics = (*largest, "n80", "n80_share", "hhi", "effective_accounts", "gini")
        rows = [[self.r.voice.name(metric), *(self.r.figure(metric, quarter=quarter) for quarter in quarters)] for metric in metrics]
        return self._table("concentration.caption", ["name:head.figure", "head.this_quarter", "head.last_quarter", "head.last_year"], rows)

    def largest(self) -> Table:
        """The largest accounts with their sales and shares."""
        rows = [
            [self.r.name(account), *self.figures(account, "net_sales", "share", "territory_share", "major_customer"), self._last_year(account)]
            for account, _ in self._ranked()[:LISTED]
        ]
        return self._table("concentration.largest", ["name:head.account", "net_sales", "share", "territory_share", "major_customer", "head.net_sales_last_year"], rows)

    def left_out(self) -> Table | None:
        """Accounts without positive net sales, which concentration leaves out, with their amounts."""
        sales = {account: figure for account, figure in self.r.figures.of("net_sales", self.r.quarter).items() if figure.n and figure.size <= 0}
        rows = [[self.r.name(account), figure] for account, figure in sales.items()]
        return self._table("concentration.left_out", ["name:head.account", "net_sales"], rows[:LISTED], of=len(rows)) if rows else None

    def _ranked(self) -> list[tuple[str, Figure]]:
        sales = self.r.figures.of("net_sales", self.r.quarter)
        positive = [(account, figure) for account, figure in sales.items() if figure.size > 0 and account not in self.r.books.own_shops]
        return sorted(positive, key=lambda pair: (-pair[1].size, pair[0]))

    def _last_year(self, account: str) -> Figure | None:
        return self.r.figures.find("net_sales", self.r.last_year, account)


# From this many quarters on nothing replaces an account in a time that anybody plans for (B8).
NEVER = 20


def how_soon(refill: Figure) -> str:
    """The form in which the quarters to refill a loss are told; empty where too little history says nothing."""
    if refill.value is None:
        return "no_refill" if refill.reason == "no new accounts" else ""
    return "refill_soon" if refill.value < 1 else "refill_never" if refill.value > NEVER else "refill"


class LossView(View):
    """What the loss of a key account would cost (0.1)."""

    def _accounts(self) -> list[str]:
        """Every key account, and the largest account when it is none, the costliest loss first."""
        largest = self.r.by_size([account for account in self.r.now.index if self.r.value("net_sales_ttm", account)])[:1]
        return sorted({*self.r.key_accounts, *largest}, key=lambda account: (-(self.r.value("loss_net_sales", account) or 0), account))

    def finding(self) -> Sentence:
        """The costliest loss: sales, receivables, and how long new business would need to refill it."""
        accounts = self._accounts()
        if not accounts:
            return self.say("loss.none")
        worst = accounts[0]
        refill, owed = self.r.figure("quarters_to_refill", worst), self.r.figure("loss_receivables", worst)
        sales, share = self.r.figure("loss_net_sales", worst), self.r.figure("share", worst)
        lead = self.say("loss.finding", account=self.r.name(worst), sales=sales, share=share)
        rest = [self.say("loss.receivables", owed=owed)] if owed.known else []
        rest += [self.say(f"loss.{form}", quarters=refill)] if (form := how_soon(refill)) else []
        return self.r.voice.paragraph(lead, *rest)

    def chart(self) -> Chart | None:
        """Net sales at stake by key account."""
        bars = [(self.r.name(account), self.r.figure("loss_net_sales", account)) for account in self._accounts()[:LISTED]]
        if not bars:
            return None
        return ranked_bars(bars, self.finding(), voice=self.r.voice, accent=0, note=self.source("note.loss", "sales"))

    def table(self) -> Table | None:
        """What each loss would cost."""
        metrics = ("loss_net_sales", "loss_margin", "loss_receivables", "loss_territory_share", "loss_territory_left", "loss_penetration_left", "quarters_to_refill")
        accounts = self._accounts()
        rows = [[self.r.name(account), *self.figures(account, *metrics)] for account in accounts[:LISTED]]
        return self._table("loss.caption", ["name:head.account", *metrics], rows, of=len(accounts)) if rows else None
