"""The quarter against which movement is seen: its scaler and centres are frozen, and kept as a file (M3, M7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kam.measures.books import Books
from kam.params.reference import fingerprint
from kam.quarters import Quarter
from kam.segments.fit import segment
from kam.segments.model import Model
from kam.segments.population import features, population
from kam.stars import Rated

Ratings = Mapping[Quarter, dict[str, Rated]]


@dataclass(frozen=True)
class Reference:
    """The frozen model of a quarter; ``pinned`` where params name the file that holds it."""

    quarter: Quarter
    model: Model
    pinned: bool = False

    def kept(self, company: str) -> dict[str, Any]:
        """What the kept file holds, with its fingerprint."""
        rest = {"company": company, "quarter": self.quarter.name, **self.model.to_dict()}
        return {**rest, "fingerprint": fingerprint(rest)}


def reference(books: Books, quarter: Quarter, ratings: Ratings) -> Reference | None:
    """The pinned reference, or the model of the reference quarter measured again as of its end; the same each time.

    The reference quarter is the one that params name, else the last of the fiscal year before: fixed for four reviews, and no
    review looks at a quarter after its own, so a pinned or named one that is later is not used. None where that quarter has no
    history or too few accounts: then the quarter reviewed is its own reference.
    """
    kept = books.params.reference
    if kept and books.quarter(kept["quarter"]) <= quarter:
        return Reference(books.quarter(kept["quarter"]), Model.from_dict(kept), True)
    named = books.rules(quarter).segments.reference_quarter
    wanted = books.quarter(named) if named else quarter - quarter.number
    if wanted >= quarter or wanted not in ratings:
        return None
    found = segment(features(books, wanted, population(books, wanted, ratings[wanted])), books.rules(wanted).segments)
    return Reference(wanted, found.model) if found.model else None
