"""The page of one account: what it buys, owes and asks for, its stars, and the plan; nothing about any other account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam.charts import Chart, ageing, history
from kam.errors import ParamsError
from kam.figures import Figure
from kam.measures.receivables import AGEING
from kam.review.analyse import direction
from kam.review.bridge import BridgeView
from kam.review.raised import AccountQualityView
from kam.review.view import View
from kam.tables import Column, Table
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

SHOWN_QUARTERS = 12
STAR_QUARTERS = 8


class AccountPage(View):
    """One account, seen by us; the parts marked for the customer say nothing of stars, margin or suspicion."""

    def __init__(self, review: Review, account_id: str = "") -> None:
        super().__init__(review)
        largest = review.key_accounts or review.by_size(list(review.now.index))
        self.account = account_id or largest[0]
        if self.account not in review.books.known(review.quarter):
            raise ParamsError(f"parameter 'account_id': no account '{account_id}' traded by {review.quarter}; known are {', '.join(largest[:5])} ...")

    @property
    def name(self) -> str:
        """The account's name."""
        return self.r.name(self.account)

    def figure(self, metric: str) -> Figure:
        """One figure of the account, this quarter."""
        return self.r.figure(metric, self.account)

    def finding(self) -> Sentence:
        """What it bought, which part of our sales that is, and its stars."""
        now, before = self.figure("net_sales"), self.r.figures.find("net_sales", self.r.last_year, self.account)
        stars = self.figure("stars")
        existed = self.r.books.existed(self.account, self.r.quarter.last_year)
        phrase = f"account.finding_{direction(now, before)}" if before and existed else "account.finding_new"
        lead = self.say(phrase, account=self.name, sales=now, before=before or now)
        return self.r.voice.paragraph(lead, self.say("account.stars" if stars.known else "account.unrated", stars=stars, share=self.figure("share")))

    def numbers(self) -> Table:
        """Its figures now, a quarter ago and a year ago."""
        metrics = (
            "net_sales", "share", "territory_share", "open_receivables", "past_due_share", "countback_dso", "days_beyond_terms",
            "utilisation", "falls_due_30", "consignment_cover", "contribution", "account_margin", "purchase_share", "target_attainment",
            "otif_rate", "lead_time_median",
        )  # fmt: skip
        return self._three_quarters("account.numbers", metrics)

    def _three_quarters(self, caption: str, metrics: tuple[str, ...]) -> Table:
        quarters = (self.r.quarter, self.r.previous, self.r.last_year)
        rows = [[self.r.voice.name(metric), *(self.r.earlier(metric, one, self.account) for one in quarters)] for metric in metrics]
        return self._table(caption, ["name:head.figure", "head.this_quarter", "head.last_quarter", "head.last_year"], rows)

    def history(self) -> Chart:
        """Its net sales of the last quarters, each beside the year before."""
        quarters = [one for one in self.r.books.history if one <= self.r.quarter][-SHOWN_QUARTERS:]
        points = [(one, self.r.figures.find("net_sales", one, self.account)) for one in quarters]
        return history(points, self.finding(), voice=self.r.voice, note=self.source("note.history", "sales"))

    @property
    def bridge(self) -> BridgeView:
        """Why it bought more or less than a year ago."""
        return BridgeView(self.r, self.account)

    @property
    def quality(self) -> AccountQualityView:
        """How its sales were made, and what passed a threshold."""
        return AccountQualityView(self.r, self.account)

    def stars(self) -> Table:
        """What the stars look at, beside the limits of each level."""
        bands, ways = self.r.books.rules(self.r.quarter).stars.bands, self.r.next_star
        shown = {name: ways.shown_by(name) for name in ways.inputs()}
        rows = [
            [self.r.voice.name(metric), self.r.figures.find(metric, self.r.quarter, self.account), *(ways.limit(star, name) for star in bands)]
            for name, metric in shown.items()
        ]
        heads = ["name:head.criterion", "head.shows", *(f"text:level.{star}" for star in bands)]
        return self._table("account.criteria", heads, rows)

    def next_star(self) -> Table | None:
        """What it lacks to the next star, criterion by criterion."""
        return self.r.next_star.table(self.account)

    def star_history(self) -> Table:
        """Its raw and confirmed stars of the last quarters."""
        quarters = [one for one in self.r.books.history if self.r.quarter - STAR_QUARTERS < one <= self.r.quarter]
        rows = [[self.r.voice.quarter(one), *(self.r.figures.find(metric, one, self.account) for metric in ("stars_raw", "stars"))] for one in reversed(quarters)]
        return self._table("account.star_history", ["name:head.quarter", "stars_raw", "stars"], rows)

    def binding(self) -> Sentence:
        """What keeps it from the next star."""
        if not self.figure("stars").known:
            return self.say("account.not_rated_because", reason=self.r.voice.reason(f"excluded_{self.r.now.why_not[self.account]}"))
        return self.r.next_star.sentence(self.account) or self.say("account.binding", binding=self.r.stars.binding(self.account))

    def segment(self) -> Sentence:
        """What its figures say beside its star."""
        return self.r.disagreement.of_account(self.account)

    def warning(self) -> Sentence:
        """Its reasons for early warning."""
        return self.r.warning.of_account(self.account) or self.say("account.no_warning")

    def owing(self) -> Sentence:
        """What it owes and how many days of its purchases that is."""
        owed, days = self.figure("open_receivables"), self.figure("countback_dso")
        if not owed.known:
            return self.missing("receivables")
        if not owed.value:
            return self.say("account.owes_nothing", account=self.name)
        return self.say("account.owes", account=self.name, owed=owed, days=days)

    def season(self) -> Sentence | None:
        """Whether it is shipped to before the season, by the rule of the section on the season."""
        return self.r.season.of_account(self.account)

    def ageing(self) -> Chart | None:
        """Its receivables by age, now and a year ago."""
        both = [(one, [self.r.figures.find(bucket, at, self.account) for bucket in AGEING]) for one, at in self.r.both_years]
        shown = [(one, figures) for one, figures in both if all(figure and figure.known for figure in figures) and any(figure.value for figure in figures if figure)]
        if not shown or shown[0][0] != self.r.quarter:
            return None
        return ageing(shown, self.owing(), voice=self.r.voice, note=self.source("note.ageing", "receivables", "allocations"))

    def orders(self) -> Table:
        """For the customer: what it bought, quarter by quarter."""
        quarters = [one for one in self.r.books.history if one <= self.r.quarter][-5:]
        rows = [[self.r.voice.quarter(one), self.r.earlier("net_sales", one, self.account)] for one in reversed(quarters)]
        return self._table("customer.orders", ["name:head.quarter", "figure:customer.bought"], rows)

    def deliveries(self) -> Table | Sentence:
        """For the customer: how it was served."""
        if not self.r.service.measured:
            return self.missing("deliveries")
        return self._three_quarters("customer.deliveries", ("otif_rate", "fill_rate", "lead_time_median", "lead_time_p90"))

    def needs(self) -> Table | Sentence:
        """What it asks for, what it got, and our answers."""
        return self.r.needs.of_account(self.account) or self.say("customer.no_needs")

    def tasks(self) -> Table | Sentence:
        """What both sides have agreed to do, as the customer may see it."""
        return self.r.plan.agreed_with(self.account) or self.say("customer.no_tasks")

    def proposed_to_customer(self) -> Table | None:
        """What we propose to agree on, out of what it asked for and how it was served."""
        return self.r.plan.proposed_to(self.account)

    def signatures(self) -> Table:
        """Room for both sides to sign what they agree."""
        sides = [Column(self.word("customer.agreed"), "name"), Column(self.r.title, "text"), Column(self.name, "text")]
        return Table(self.r.voice, self.say("customer.signatures"), sides, [[self.word(f"customer.{line}"), "", ""] for line in ("signer", "signature", "day")])

    def promises(self) -> Table | Sentence:
        """What was promised for it this quarter, and what came of it."""
        return self.r.promises.of_account(self.account)

    def open_tasks(self) -> Table | Sentence:
        """All our open tasks with it."""
        return self.r.plan.tasks(self.account) or self.say("customer.no_tasks")

    def strength(self) -> Sentence:
        """How strong and how able it is, and its place in the portfolio."""
        return self.r.strength.about(self.account)

    def scores(self) -> Table | None:
        """Its scores with what they mean, when they were given and by whom."""
        return self.r.strength.of_account(self.account)

    def outlets(self) -> Table | None:
        """Its outlets: location and shoppers (2.4)."""
        return self.r.outlets.of_account(self.account)

    def mode(self) -> Sentence:
        """Today's stage of the relationship, the mode that its figures propose and the next step."""
        return self.r.modes.of_account(self.account)

    def measures(self) -> Table | None:
        """The measures for its stars and from its own figures."""
        return self.r.measures.of_account(self.account)

    def proposed(self) -> Table | Sentence:
        """What this quarter's findings propose for it."""
        return self.r.plan.proposed(self.account) or self.say("account.no_proposals")

    def team(self) -> Table | Sentence:
        """Who serves it."""
        return self.r.team.of_account(self.account) or self.missing("team")
