"""The segments as rows of the ledger (metrics.md M): every number that the page prints of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from kam.figures import COMPANY, MILLIONTH, Figure, Number
from kam.measures.books import Books, summed
from kam.quarters import Quarter
from kam.segments.agreement import Measured
from kam.segments.answer import Answer
from kam.segments.beside import crosstab
from kam.segments.disagree import SPREAD

UNITS = {"yoy": "ratio", "return_rate_ttm": "ratio", "price_realisation_ttm": "ratio", "countback_dso_4q": "days", "past_due_share": "ratio",
         "utilisation": "ratio", "otif_rate_ttm": "ratio"}  # fmt: skip
"""Of each feature; money follows the company."""

QUARTILES = {"": 0.5, "low": 0.25, "high": 0.75}
EVIDENCE = {"gap": "segment_gap", "se": "segment_gap_error", "silhouette": "segment_silhouette", "null_silhouette": "segment_silhouette_chance", "min_jaccard": "segment_stability",
            "rand": "segment_rand", "null_rand": "segment_rand_chance"}  # fmt: skip
STARS = (4, 3, 2, 1)


def measure(books: Books, quarter: Quarter, answer: Answer) -> list[Figure]:
    """Figures of the segments: how many, how sure, what they are like, beside the stars, who disagrees, what moved."""
    rows = _Rows(books, quarter, answer)
    return [*rows.counts(), *rows.evidence(), *rows.profiles(), *rows.agreement(), *rows.disagreement(), *rows.accounts(), *rows.movement()]


class _Rows:
    """The figures of one quarter's answer, part by part."""

    def __init__(self, books: Books, quarter: Quarter, answer: Answer) -> None:
        self.books, self.quarter, self.answer, self.found = books, quarter, answer, answer.found

    def _row(self, metric: str, value: Number | None, unit: str, dimension: str = "", account: str = COMPANY, n: int | None = None, reason: str = "",
             quarter: Quarter | None = None) -> Figure:  # fmt: skip
        known = value is not None and value == value
        return Figure(metric, account, dimension, (quarter or self.quarter).name, value if known else None, unit, n, None, "" if known else reason or "no values")

    def counts(self) -> Iterator[Figure]:
        """Groups, accounts compared, in each, alone, and left out by reason."""
        found, labels = self.found, self.found.accounts["segment"]
        yield self._row("segments", found.k or None, "count", n=len(labels), reason=found.reason or "")
        yield self._row("segment_accounts", len(labels), "count")
        yield self._row("segment_accounts", len(found.apart), "count", "alone")
        for number, count in labels.value_counts().sort_index().items():
            yield self._row("segment_accounts", int(count), "count", f"segment:{number}")
        if found.k:
            counts = crosstab(labels, self.answer.stars[self.answer.stars.index.isin(labels.index)])
            for number, row in counts.iterrows():
                yield from (self._row("segment_accounts", int(row[star]), "count", f"segment_star:{'alone' if number == 'none' else number}/{star}") for star in STARS)
        for why, accounts in self.answer.left_out.items():
            yield self._row("segment_left_out", len(accounts), "count", f"reason:{why}")
        for name in found.prepared.values.columns:
            yield self._row("segment_missing", float(found.prepared.values[name].isna().mean()) if len(labels) else None, "ratio", f"feature:{name}", n=len(labels))

    def evidence(self) -> Iterator[Figure]:
        """What speaks for each k, and how far the other methods agree with k-means there."""
        for k, row in self.found.evidence.iterrows():
            for column, metric in EVIDENCE.items():
                if k != 1 or column in ("gap", "se"):
                    yield self._row(metric, float(row[column]) + 0.0, "points", f"k:{k}")
            yield self._row("segment_smallest", int(row["smallest"]), "count", f"k:{k}")
        for k, row in self.answer.baselines.iterrows():
            yield from (self._row(f"agreement_{method}", float(value), "points", f"k:{k}") for method, value in row.items())

    def profiles(self) -> Iterator[Figure]:
        """Median and quartiles of each feature: of all accounts compared, of each group and of each star; the median of the reference quarter."""
        values, labels = self.found.prepared.values, self.found.accounts["segment"]
        stars = self.answer.stars.reindex(values.index)
        parts = {"": values, **{f"segment:{number}": values[(labels == number).fillna(False)] for number in sorted(labels.dropna().unique())},
                 **{f"stars:{star}": values[(stars == star).fillna(False)] for star in STARS}}  # fmt: skip
        for part, members in parts.items():
            for name in self.found.prepared.used:
                yield from self._spread(name, members[name].dropna(), part)
        if self.answer.reference:
            for name, scale in self.answer.reference.model.scaler.scales.items():
                yield self._feature(name, scale.middle, "", quarter=self.answer.reference.quarter)

    def _spread(self, name: str, values: pd.Series, part: str) -> Iterator[Figure]:
        for end, share in QUARTILES.items():
            dimension = f"{part}/{end}".strip("/") if end else part
            yield self._feature(name, float(values.quantile(share)) if len(values) else None, dimension, n=len(values))
        yield self._row(f"segment_{name}", len(values), "count", f"{part}/n".strip("/"))

    def _feature(self, name: str, value: float | None, dimension: str, account: str = COMPANY, n: int | None = None, quarter: Quarter | None = None) -> Figure:
        """A value in the feature's own unit, money to six decimals (A3)."""
        unit = UNITS.get(name, self.books.unit)
        known = value is not None and value == value
        exact: Number | None = Decimal(str(value)).quantize(MILLIONTH) if known and name not in UNITS else value
        return self._row(f"segment_{name}", exact, unit, dimension, account, n, quarter=quarter)

    def agreement(self) -> Iterator[Figure]:
        """The three coefficients with intervals, the p of chance, and what is left without the features that the stars use too."""
        agreed, reason = self.answer.agreement, self.found.reason or ""
        for name in ("ari", "v", "rank"):
            measured: Measured | None = getattr(agreed, name) if agreed else None
            n = agreed.n if agreed else None
            for end, part in (("value", ""), ("low", "bound:low"), ("high", "bound:high")):
                yield self._row(f"agreement_{name}", getattr(measured, end) if measured else None, "points", part, n=n, reason=reason)
            yield self._row("agreement_chance", measured.p if measured else None, "points", f"of:{name}", n=n, reason=reason)
        yield self._row("agreement_ari", self.answer.without_shared, "points", "inputs:not_shared", reason=reason)

    def disagreement(self) -> Iterator[Figure]:
        """How many accounts stand elsewhere than their star usually does, and their sales; each account's distance, and by feature."""
        unlike = self.answer.disagreement
        if unlike is None:
            yield self._row("disagreements", None, "count", reason=self.found.reason or "too few features")
            return
        judged = unlike.accounts[unlike.accounts["reason"] == ""]
        listed = judged.index[judged["unlike"]]
        yield self._row("disagreements", len(listed), "count", n=len(judged))
        yield self._row("disagreements", len(judged), "count", "judged")
        yield self._row("disagreement_sales", summed(self.books.net_ttm(self.quarter), listed), self.books.unit, n=len(listed))
        if unlike.by_groups:
            yield self._row("agreement_share", 1 - len(listed) / len(judged) if len(judged) else None, "ratio", n=len(judged), reason=SPREAD)
        for account, row in unlike.accounts.iterrows():
            yield self._row("disagreement", float(row["distance"]), "ratio", account=str(account), reason=str(row["reason"]))
            for name, value in unlike.features.loc[account].dropna().items():
                yield self._row("feature_distance", float(value), "points", f"feature:{name}", str(account))

    def accounts(self) -> Iterator[Figure]:
        """Each account's assignment confidence, and its own values as they were compared."""
        for account, row in self.found.accounts.iterrows():
            if self.found.k:
                yield self._row("segment_confidence", float(row["confidence"]), "ratio", account=str(account), reason="stands alone" if pd.isna(row["segment"]) else "")
            for name in self.found.prepared.used:
                yield self._feature(name, self.found.prepared.values.at[account, name], "", str(account))

    def movement(self) -> Iterator[Figure]:
        """Accounts that changed their frozen segment, by segment; how far the middle of each segment has shifted."""
        for part, moved in self.answer.moved.items():
            yield self._row("segment_moved", int((moved["before"] != moved["now"]).sum()), "count", part, n=len(moved))
            yield self._row("segment_moved", len(moved), "count", f"compared:{part}".strip(":"))
        moved = self.answer.moved.get("", pd.DataFrame(columns=["before", "now"]))
        for number in self.answer.reference.model.centres.index if self.answer.reference and len(moved) else ():
            before, now = moved["before"] == number, moved["now"] == number
            yield self._row("segment_accounts", int(before.sum()), "count", f"frozen:{number}", quarter=self.quarter.last_year)
            yield self._row("segment_accounts", int(now.sum()), "count", f"frozen:{number}")
            yield self._row("segment_moved", int((now & ~before).sum()), "count", f"came:{number}")
            yield self._row("segment_moved", int((before & ~now).sum()), "count", f"left:{number}")
        for number, row in self.answer.market.dropna(subset=["then"]).iterrows():
            yield self._row("segment_shift", float(row["shift"]), "points", f"segment:{number}")

