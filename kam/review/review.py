"""The company as seen at the end of one quarter; each chapter's questions are one attribute away."""

from __future__ import annotations

import json
import logging
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from kam.errors import ParamsError
from kam.facts import Facts
from kam.figures import COMPANY, Compared, Figure, Figures
from kam.intake import open_snapshot, read_inputs
from kam.intake.plans import PLANS, plans_of
from kam.measures.books import Books
from kam.measures.receivables import printed_after
from kam.names import file_names
from kam.params import Params, load_params
from kam.quarters import Quarter
from kam.review.account import AccountPage
from kam.review.advice import MeasuresView, ModesView
from kam.review.analyse import CreditView, RetentionView, SalesView, ServiceView
from kam.review.appendix import Appendix
from kam.review.bridge import BridgeView
from kam.review.brief import Brief
from kam.review.consignment import ConsignmentView
from kam.review.disagreement import DisagreementView
from kam.review.discover import BaseView, ConcentrationView, LossView
from kam.review.earnings import BookingsView, EarningsView
from kam.review.forecast import ForecastView
from kam.review.group_evidence import GroupEvidenceView
from kam.review.group_movement import GroupMovementView
from kam.review.hours import HoursView
from kam.review.in_lab import asked_for
from kam.review.kept import kept
from kam.review.needs import NeedsView
from kam.review.next_star import NextStarView
from kam.review.outlets import OutletsView
from kam.review.plan import PlanView
from kam.review.profile import ProfileView
from kam.review.promises import PromisesView
from kam.review.quality import QualityView
from kam.review.raised import SignalsView
from kam.review.rated import StarsView
from kam.review.risky import RiskyView
from kam.review.season import SeasonView
from kam.review.segments import SegmentsView
from kam.review.star_moves import StarMovesView
from kam.review.strength import StrengthView
from kam.review.team import TeamView
from kam.review.verdict import Verdict
from kam.review.warning import WarningView
from kam.review.what_if import WhatIfView
from kam.store import HOUSE
from kam.wording import Sentence, Voice
from kam.wording.sentence import join

log = logging.getLogger(__name__)


def open_review(company: str, quarter: str, language: str = "") -> Review:
    """The review of one company and quarter, opened in one language (empty = the company's first).

    ``company`` is a params file, found from the working folder or from the house. Raises KamError with file, place, fact
    and remedy when params or inputs cannot be used.
    """
    company, quarter = asked_for(company, quarter)
    params = load_params(params_file(company))
    chosen = language or params.languages[0]
    if chosen not in ("en", "zh"):
        raise ParamsError(f"parameter 'language': '{language}' is not a language of the review; write en or zh")
    books = open_books(params)
    wanted = books.newest(quarter)
    books = with_plans(books, wanted, HOUSE / "reports" / params.company / PLANS)
    return Review(books, wanted, chosen, kept(books, wanted))


def opened_anew(params: Params, quarter: str, folder: Path, fresh: bool = False) -> Review:
    """The review in the company's first language, from exports read now and the plans filled in under the company's ``folder``."""
    os.environ.pop("KAM_SNAPSHOT", None)
    books = open_books(params, fresh)
    wanted = chosen(books, quarter)
    books = with_plans(books, wanted, folder / PLANS, fresh)
    return Review(books, wanted, params.languages[0], kept(books, wanted, fresh))


def chosen(books: Books, named: str) -> Quarter:
    """The quarter that is named, without a name the newest that is over; which one that is, and how far sales reach, is said (G13c)."""
    wanted = books.newest(named)
    how = "named" if named.strip().upper() == wanted.name else "newest" if named else "none_over" if books.partial(wanted) else "over"
    voice = Voice(books.params.languages[0])
    reach = books.sales_days.date.max().isoformat()
    said = voice.word(f"quarter.{how}", quarter=wanted.name, nth=voice.word(f"quarter.nth.{wanted.number}"), reach=reach)
    log.info(voice.word("quarter.to_date", said=said) if books.partial(wanted) else said)
    return wanted


def params_file(company: str) -> Path:
    """Where a params file stands: as given, or seen from the house when a notebook runs in a folder of its own."""
    given = Path(company)
    return given if given.exists() or given.is_absolute() else (HOUSE / given if (HOUSE / given).exists() else given)


def open_books(params: Params, fresh: bool = False) -> Books:
    """The company's facts, read from its exports, or from the snapshot that the running report has already read."""
    snapshot = os.environ.get("KAM_SNAPSHOT")
    inputs = open_snapshot(params.company, snapshot) if snapshot else read_inputs(params, fresh)
    return Books(Facts(inputs, params), inputs, params)


def with_plans(books: Books, quarter: Quarter, folder: Path, fresh: bool = False) -> Books:
    """The books with what the filled-in plans of the quarters up to this one promise; a snapshot has them already."""
    if os.environ.get("KAM_SNAPSHOT"):
        return books
    from kam.intake.with_plans import with_plans as joined

    plans = plans_of(books.params, folder, quarter)
    inputs = joined(books.inputs, books.params, plans, fresh) if plans else books.inputs
    return books if inputs is books.inputs else Books(Facts(inputs, books.params), inputs, books.params)


class Review:
    """One quarter of one company; figures come from the kept ledger, nothing is measured here."""

    def __init__(self, books: Books, quarter: Quarter, language: str, place: Path) -> None:
        self.books, self.quarter, self.place = books, quarter, place
        self.params, self.inputs = books.params, books.inputs
        self.voice = Voice(language, books.unit, self.params.languages)
        self.figures = Figures(place / "figures.parquet")

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """One row per account and quarter: raw and confirmed star, what binds, what is missing."""
        return pd.read_parquet(self.place / "ratings.parquet")

    @cached_property
    def now(self) -> pd.DataFrame:
        """Ratings of this quarter, index account_id."""
        return self.ratings[self.ratings.quarter == self.quarter.name].set_index("account_id")

    @cached_property
    def clusters(self) -> dict[str, Any]:
        """What k-means answered, in plain values."""
        return dict(json.loads((self.place / "segments.json").read_text(encoding="utf-8")))

    @cached_property
    def key_accounts(self) -> list[str]:
        """Key accounts by falling net sales of the four trailing quarters (S11)."""
        return self.by_size(list(self.now.index[self.now.key_account]))

    def by_size(self, accounts: list[str]) -> list[str]:
        """Accounts by falling net sales of the four trailing quarters, ties by id."""
        return sorted(accounts, key=lambda account: (-(self.value("net_sales_ttm", account) or 0), account))

    @cached_property
    def file_names(self) -> dict[str, str]:
        """The file name of every account."""
        return file_names(self.books.accounts.index)

    @property
    def partial(self) -> bool:
        """Whether the quarter is not over in the data (G13)."""
        return self.books.partial(self.quarter)

    @cached_property
    def last_year(self) -> Compared:
        """The same quarter of last year, as this one is compared with it."""
        return Compared(self.quarter.last_year, self.quarter, "last_year" if self.partial else "")

    @property
    def both_years(self) -> list[tuple[Quarter, Quarter | Compared]]:
        """This quarter and last year's, each by its name and as its figures are found."""
        return [(self.quarter, self.quarter), (self.quarter.last_year, self.last_year)]

    @cached_property
    def previous(self) -> Compared:
        """The quarter before, as this one is compared with it."""
        return Compared(self.quarter.previous, self.quarter, "previous" if self.partial else "")

    @property
    def reached(self) -> Sentence:
        """How far the quarter and the sales reach; each page, the mail's subject and the screen say so beside the quarter (G13c)."""
        seen, newest_day = self.books.seen(self.quarter), max(self.books.sales_days.date)
        parts = []
        if self.partial:
            form = "reached.to_date" if seen.owed_to == seen.sold_to else "reached.to_date_owed"
            parts.append(self.voice.say(form, day=self.voice.date(seen.sold_to), owed=self.voice.date(seen.owed_to)))
        if not self.partial or newest_day > self.quarter.end:
            named = [one for one in self.books.quarters if one.number == self.quarter.number]
            form = "reached.newest" if self.quarter == named[-1] and newest_day > self.quarter.end else "reached.sales"
            parts.append(self.voice.say(form, number=self.quarter.number, day=self.voice.date(newest_day)))
        if printed := printed_after(self.books, self.quarter):
            parts.append(self.voice.say("reached.owed_after", day=self.voice.date(printed)))
        return join(parts, self.voice.locale.comma)

    @property
    def draft(self) -> str:
        """The mark of a review whose exports can still be read in two ways (I-14); empty where nothing is asked."""
        found = self.inputs.questions
        return self.voice.word("page.draft", n=len(found)) if found else ""

    @property
    def title(self) -> str:
        """The company's name in the language of the review."""
        return self.voice.pick(self.params.title) or self.params.company

    def name(self, account: str) -> str:
        """An account's name, its id where it has none."""
        stated = self.name_of(account, self.books.accounts["name"].get(account))
        return self.voice.word("review.outside", account=stated) if self.books.unrated.get(account) == "not_in_accounts" else stated

    def name_of(self, account: str, name: Any) -> str:
        """A stated name, or the id where nothing is stated."""
        return str(name) if name is not None and not pd.isna(name) and str(name).strip() else account

    def segment_name(self, group: dict[str, Any]) -> str:
        """A group of k-means named by its profile, in the language of the review."""
        return self.voice.word("segments.name", traits=[self.voice.word(f"trait.{feature}.{level}") for feature, level in group["traits"]])

    def figure(self, metric: str, account: str = COMPANY, dimension: str = "", quarter: Quarter | Compared | None = None) -> Figure:
        """One figure of the ledger; this quarter's unless another is named."""
        return self.figures.get(metric, quarter or self.quarter, account, dimension)

    def earlier(self, metric: str, quarter: Quarter | Compared, account: str) -> Figure | None:
        """A figure of an account in an earlier quarter; of one that nobody had dealt with by then it says so (G6b)."""
        found = self.figures.find(metric, quarter, account)
        one = quarter.quarter if isinstance(quarter, Compared) else quarter
        if self.books.existed(account, one) or (found and found.known and found.value):
            return found
        return Figure(metric, account, "", str(one), None, self.books.unit, reason="no account yet")

    def value(self, metric: str, account: str = COMPANY, dimension: str = "") -> Any:
        """The bare value of a figure, to sort and to choose words by, never to print."""
        found = self.figures.find(metric, self.quarter, account, dimension)
        return found.value if found else None

    @property
    def brief(self) -> Brief:
        """The one page: five numbers, three sentences, decisions, how sure we are."""
        return Brief(self)

    @property
    def verdict(self) -> Verdict:
        """The brief's three sentences."""
        return Verdict(self)

    @property
    def base(self) -> BaseView:
        """The customer base put in order."""
        return BaseView(self)

    @property
    def concentration(self) -> ConcentrationView:
        """On how few accounts the sales rest."""
        return ConcentrationView(self)

    @property
    def stars(self) -> StarsView:
        """Who has how many stars and why."""
        return StarsView(self)

    @property
    def next_star(self) -> NextStarView:
        """What an account lacks to a star."""
        return NextStarView(self)

    @property
    def star_moves(self) -> StarMovesView:
        """Who moved between stars, and why."""
        return StarMovesView(self)

    @property
    def risky(self) -> RiskyView:
        """Who is big but risky, and what is at stake."""
        return RiskyView(self)

    @property
    def what_if(self) -> WhatIfView:
        """On which threshold the stars hang."""
        return WhatIfView(self)

    @property
    def segments(self) -> SegmentsView:
        """What k-means sees, beside the stars."""
        return SegmentsView(self)

    @property
    def disagreement(self) -> DisagreementView:
        """Accounts that stand elsewhere than their star usually does."""
        return DisagreementView(self)

    @property
    def group_evidence(self) -> GroupEvidenceView:
        """How sure the groups are."""
        return GroupEvidenceView(self)

    @property
    def group_movement(self) -> GroupMovementView:
        """What moved: accounts, and the market."""
        return GroupMovementView(self)

    @property
    def loss(self) -> LossView:
        """What the loss of a key account would cost."""
        return LossView(self)

    @property
    def sales(self) -> SalesView:
        """Net sales against last year."""
        return SalesView(self)

    @property
    def bridge(self) -> BridgeView:
        """Why net sales changed."""
        return BridgeView(self)

    @property
    def quality(self) -> QualityView:
        """How the sales were made."""
        return QualityView(self)

    @property
    def signals(self) -> SignalsView:
        """What passed a threshold, and what to ask."""
        return SignalsView(self)

    @property
    def credit(self) -> CreditView:
        """What is open, how old, and what falls due."""
        return CreditView(self)

    @property
    def consignment(self) -> ConsignmentView:
        """Goods placed before payment against the year's rebate."""
        return ConsignmentView(self)

    @property
    def season(self) -> SeasonView:
        """Whom to ship to before the season."""
        return SeasonView(self)

    @property
    def earnings(self) -> EarningsView:
        """What the key accounts leave us and what they earn on our goods."""
        return EarningsView(self)

    @property
    def bookings(self) -> BookingsView:
        """What was booked at the order fairs of the quarter."""
        return BookingsView(self)

    @property
    def service(self) -> ServiceView:
        """On time, in full, and how long it took."""
        return ServiceView(self)

    @property
    def needs(self) -> NeedsView:
        """What the accounts asked for against what they got."""
        return NeedsView(self)

    @property
    def retention(self) -> RetentionView:
        """How much of last year's business is still there."""
        return RetentionView(self)

    @property
    def strength(self) -> StrengthView:
        """How strong and how able the accounts are, and the portfolio."""
        return StrengthView(self)

    @property
    def outlets(self) -> OutletsView:
        """Where the outlets are and who shops there."""
        return OutletsView(self)

    @property
    def profile(self) -> ProfileView:
        """What the accounts behind 80 % of sales look like."""
        return ProfileView(self)

    @property
    def measures(self) -> MeasuresView:
        """Which measures follow for each account."""
        return MeasuresView(self)

    @property
    def modes(self) -> ModesView:
        """Which cooperation mode follows for each key account."""
        return ModesView(self)

    @property
    def team(self) -> TeamView:
        """Who serves the key accounts."""
        return TeamView(self)

    @property
    def hours(self) -> HoursView:
        """Whether the team's hours go where the value is."""
        return HoursView(self)

    @property
    def plan(self) -> PlanView:
        """Needs, tasks and dates of the coming quarter."""
        return PlanView(self)

    @property
    def promises(self) -> PromisesView:
        """What was promised for the quarter, and what came of it."""
        return PromisesView(self)

    @property
    def warning(self) -> WarningView:
        """Which accounts to see now, and why."""
        return WarningView(self)

    @property
    def forecast(self) -> ForecastView:
        """What to expect of the coming quarter."""
        return ForecastView(self)

    @property
    def appendix(self) -> Appendix:
        """Definitions, params, reconciliation and what could not be measured."""
        return Appendix(self)

    def account(self, account_id: str = "") -> AccountPage:
        """The page of one account; without an id that of the largest key account."""
        return AccountPage(self, account_id)
