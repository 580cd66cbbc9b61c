"""One question of the command line: which figure is meant, how it comes about, and whether the ledger says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

import pandas as pd

from kam.errors import ParamsError
from kam.figures import COMPANY, TO_DATE, Figure
from kam.review import Review
from kam.why.explanation import Explainer, Explanation, Question, explainer
from kam.why.exports import Exports

TOLERANCE = 1e-9
# Rows that carry the quarter that they predict (J1): asked of a quarter, they are those of the one after it.
OF_THE_COMING_QUARTER = ("forecast", "forecast_mase", "bookings_ahead")


@dataclass(frozen=True)
class Answer:
    """A question, its explanation from the rows, and the figure that stands in figures.csv."""

    review: Review
    asked: Question
    explained: Explanation
    figure: Figure

    @property
    def agrees(self) -> bool:
        """Whether both say the same: money and counts exactly, ratios to 1e-9, unknown for the same reason."""
        return same(self.explained, self.figure)


def same(explained: Explanation, figure: Figure) -> bool:
    """Whether an explanation comes to the figure of the ledger."""
    here, there = explained.value, figure.value
    if here is None or there is None:
        return here is there and explained.reason == figure.reason
    if isinstance(here, float) or isinstance(there, float):
        return math.isclose(float(here), float(there), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return Decimal(here) == Decimal(there)


def answer(review: Review, exports: Exports, account: str, metric: str, dimension: str = "") -> Answer:
    """Explains one figure of an opened review; raises ParamsError with the nearest name where there is none of that name."""
    quarter = review.quarter + 1 if metric in OF_THE_COMING_QUARTER else review.quarter
    asked = Question(metric, quarter, _account(review, account), dimension)
    figure = _figure(review, asked)
    explain = explainer(metric)
    if explain is None:
        raise ParamsError(f"metric '{metric}': nobody has written its explanation yet; its definition: {review.voice.definition(metric)}")
    return Answer(review, asked, explained(explain, exports, asked), figure)


def explained(explain: Explainer, exports: Exports, asked: Question) -> Explanation:
    """Its explanation; of an earlier quarter's same elapsed days from the exports as of that day, of what nobody had yet none (G6b, G13b)."""
    span, _, part = asked.dimension.removeprefix(TO_DATE).partition(",")
    if asked.dimension.startswith(TO_DATE):
        earlier = {"last_year": asked.quarter.last_year, "previous": asked.quarter.previous}[span]
        return explained(explain, exports.then(asked.quarter, earlier), Question(asked.metric, earlier, asked.account, part))
    return explain(exports, asked)


def _account(review: Review, named: str) -> str:
    accounts = review.inputs.table("accounts")
    tops = dict(zip(accounts.account_id, accounts.top_account_id, strict=True))
    if named == COMPANY or tops.get(named) == named:
        return named
    if named in tops:
        raise ParamsError(f"account '{named}': a branch of '{tops[named]}' ({review.name(tops[named])}), whose figures hold it; ask for that one")
    names = {str(name): account for account, name in zip(accounts.account_id, accounts.name, strict=True) if name}
    found = _nearest(named, [*tops, *names])
    account = names.get(found, found)
    raise ParamsError(f"account '{named}': no such account; the nearest is '{account}' ({review.name(account)})")


def _figure(review: Review, asked: Question) -> Figure:
    """The figure of the ledger; a segment stands beside it, in the answer of k-means."""
    if asked.metric == "segment" and asked.account:
        place = review.clusters["accounts"].get(asked.account)
        reason = "" if place else review.clusters["reason"] or "outside the clustering"
        return Figure("segment", asked.account, "", asked.quarter.name, place["segment"] if place else None, "count", reason=reason)
    found = review.figures.find(asked.metric, asked.quarter, asked.account, asked.dimension)
    if found is None:
        raise ParamsError(_no_figure(review, asked))
    return found


def _no_figure(review: Review, asked: Question) -> str:
    kept = pd.read_parquet(review.place / "figures.parquet", columns=["metric", "account_id", "dimension", "quarter"])
    kept = kept[kept.quarter == asked.quarter.name]
    of_metric = kept[kept.metric == asked.metric]
    if of_metric.empty:
        return f"metric '{asked.metric}': no figure of {asked.quarter} has that name; the nearest is '{_nearest(asked.metric, sorted({*kept.metric, 'segment'}))}'"
    own = of_metric[of_metric.account_id == asked.account]
    if own.empty:
        known = "the whole company only" if set(of_metric.account_id) == {COMPANY} else "other accounts" if asked.account else "accounts only"
        return f"metric '{asked.metric}': {asked.quarter} has no such figure of {asked.account or 'the whole company'}; it is known of {known}"
    return f"metric '{asked.metric}': no dimension '{asked.dimension}' here; the nearest is '{_nearest(asked.dimension, sorted(own.dimension))}'"


def _nearest(given: str, known: list[str]) -> str:
    return next(iter(get_close_matches(given, known, n=1, cutoff=0.0)), "")
