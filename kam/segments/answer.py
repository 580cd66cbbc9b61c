"""What the segments of one quarter answer: groups, their agreement with the stars, who disagrees, what moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from kam.measures.books import Books
from kam.params.rules import SegmentRules
from kam.quarters import Quarter
from kam.segments.agreement import Agreement, agreement
from kam.segments.baselines import agreement_with_baselines
from kam.segments.disagree import Disagreement, disagreement
from kam.segments.fit import STAR_INPUTS, Segments, not_asked, segment
from kam.segments.movement import accounts_moved, market_moved
from kam.segments.partition import partition
from kam.segments.population import features, left_out, population
from kam.segments.reference import Ratings, Reference, reference

TO_DATE = "quarter to date"
MIN_OWN_FEATURES = 2
"""Features that the stars do not use from which the groups are asked again without those that they do."""


@dataclass(frozen=True)
class Answer:
    """Everything the ledger and the page say of the segments of one quarter.

    found : the segments, or why there are none. reference : the frozen model, None where this quarter is its own.
    stars : confirmed stars by account_id. baselines : adjusted Rand index by k and method. agreement : None without segments.
    without_shared : agreement of stars with groups made without the features that the stars use too. disagreement : None where too
    few features are known. moved : frozen segments a year ago (key ``""``) or a quarter ago (``qoq``) and now. market : the fit beside the frozen one.
    """

    found: Segments
    reference: Reference | None
    stars: pd.Series
    left_out: dict[str, list[str]]
    baselines: pd.DataFrame
    agreement: Agreement | None
    without_shared: float | None
    disagreement: Disagreement | None
    moved: dict[str, pd.DataFrame]
    market: pd.DataFrame

    def kept(self, company: str, quarter: Quarter) -> dict[str, Any]:
        """The frozen model as the file to keep: of the reference quarter, or of this one where it is its own; empty where nothing was scaled."""
        frozen = self.reference or (Reference(quarter, self.found.model) if self.found.model else None)
        return frozen.kept(company) if frozen else {}

    def plain(self) -> dict[str, Any]:
        """Names, codes and lists for the page, without a number that it prints."""
        found, unlike = self.found, self.disagreement
        return {
            "reason": found.reason or "",
            "features": list(found.prepared.used),
            "dropped": dict(found.prepared.dropped),
            "shared": list(found.shared_with_stars),
            "groups": [{"id": number, "traits": [list(code) for code in codes]} for number, codes in found.names.items()],
            "accounts": _members(found),
            "apart": list(found.apart),
            "evidence": {str(k): fails.split(", ") if fails else [] for k, fails in found.evidence["fails"].items()},
            "by_groups": bool(unlike and unlike.by_groups),
            "unlike": {account: _unlike(unlike, account) for account in unlike.unlike} if unlike else {},
            "left_out": self.left_out,
            "reference": _of_reference(self.reference),
            "continues": {str(number): int(then) for number, then in self.market["then"].dropna().items()},
        }


@dataclass(frozen=True)
class Asked:
    """What k-means is asked about: features of the accounts by id, now and in earlier quarters (``""`` a year ago, ``qoq``), confirmed stars, who is left out."""

    now: pd.DataFrame
    earlier: dict[str, pd.DataFrame]
    stars: pd.Series
    left_out: dict[str, list[str]]


def answer(books: Books, quarter: Quarter, ratings: Ratings) -> Answer:
    """Ask k-means of one quarter, in the scale of the reference quarter; a quarter that is not over is not asked."""
    rated = ratings[quarter]
    compared = {name: one for name, one in earlier(quarter).items() if one in ratings and population(books, one, ratings[one])}
    asked = Asked(
        features(books, quarter, population(books, quarter, rated)),
        {name: features(books, one, population(books, one, ratings[one])) for name, one in compared.items()},
        confirmed_stars({account: one.confirmed for account, one in rated.items()}),
        left_out(books, quarter, rated),
    )
    return ask(asked, reference(books, quarter, ratings), books.rules(quarter).segments, not books.partial(quarter))


def earlier(quarter: Quarter) -> dict[str, Quarter]:
    """The quarters with which a quarter is compared."""
    return {"": quarter.last_year, "qoq": quarter.previous}


def confirmed_stars(stars: Mapping[str, int | None]) -> pd.Series:
    """Stars by account id, NA = not rated."""
    return pd.Series({account: stars[account] for account in sorted(stars)}, dtype="Int64")


def ask(asked: Asked, frozen: Reference | None, rules: SegmentRules, over: bool) -> Answer:
    """The answer to what is asked; ``over`` = the quarter is whole."""
    scaler = frozen.model.scaler if frozen else None
    found = segment(asked.now, rules, scaler) if over else not_asked(asked.now, rules, scaler, TO_DATE)
    unlike = None
    if found.prepared.reason is None and over:
        unlike = disagreement(found.prepared.matrix, found.accounts["segment"], found.centres, asked.stars, rules)
    return Answer(
        found, frozen, asked.stars, asked.left_out, _baselines(found, rules),
        agreement(found.accounts["segment"], asked.stars, asked.now["net_sales_ttm"], rules.agreement_draws) if found.k else None,
        _without_shared(found, asked.stars, rules), unlike, _moved(frozen, asked) if found.k else {}, _market(frozen, found),
    )  # fmt: skip


def _baselines(found: Segments, rules: SegmentRules) -> pd.DataFrame:
    """The other methods' agreement at the k chosen; without clusters at every k that was tried."""
    ks = [int(k) for k in found.evidence.index if k > 1 and found.k in (0, k)]
    return agreement_with_baselines(found.prepared.matrix.drop(index=list(found.apart)), ks, rules.n_init)


def _without_shared(found: Segments, stars: pd.Series, rules: SegmentRules) -> float | None:
    """Adjusted Rand index of the stars with as many groups made of the features that the stars do not use."""
    own = [name for name in found.prepared.used if name not in STAR_INPUTS]
    rated = found.prepared.matrix.index.isin(stars.dropna().index) & found.accounts["segment"].notna()
    matrix = found.prepared.matrix.loc[rated, own]
    if not found.k or len(own) < MIN_OWN_FEATURES or len(matrix.drop_duplicates()) <= found.k:
        return None
    with threadpool_limits(limits=1):
        labels = partition(matrix.to_numpy(dtype=float), found.k, rules.n_init)[0]
    return float(adjusted_rand_score(stars[matrix.index].astype(int), labels))


def _moved(frozen: Reference | None, asked: Asked) -> dict[str, pd.DataFrame]:
    """Frozen segments of the accounts that were compared a year ago, and a quarter ago, and now."""
    if frozen is None or not frozen.model.k:
        return {}
    return {name: accounts_moved(frozen.model, before, asked.now) for name, before in asked.earlier.items()}


def _market(frozen: Reference | None, found: Segments) -> pd.DataFrame:
    if frozen is None or found.model is None:
        return pd.DataFrame({"then": pd.Series(dtype="Int64"), "shift": pd.Series(dtype=float)})
    return market_moved(frozen.model, found.model)


def _members(found: Segments) -> dict[str, Any]:
    """Segment and confidence by account."""
    rows = found.accounts.dropna(subset=["segment"])
    return {str(account): {"segment": int(row["segment"]), "between": bool(row["between"])} for account, row in rows.iterrows()}


def _unlike(unlike: Disagreement, account: str) -> dict[str, Any]:
    usual = unlike.accounts.at[account, "usual"]
    return {"usual": None if pd.isna(usual) else int(usual), "features": unlike.responsible(account)}


def _of_reference(frozen: Reference | None) -> dict[str, Any]:
    if frozen is None:
        return {}
    groups = [{"id": number, "traits": [list(code) for code in codes]} for number, codes in frozen.model.names.items()]
    return {"quarter": frozen.quarter.name, "pinned": frozen.pinned, "groups": groups}
