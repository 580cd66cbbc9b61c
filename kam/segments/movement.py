"""What moved between two quarters: accounts, seen from frozen centres, apart from the market, seen by fitting again (M7)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from kam.segments.model import Model


def accounts_moved(frozen: Model, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The frozen segment of each account that stands in both quarters, index account_id, columns `before` and `now`.

    before, now : (n_accounts, n_features) in original units. The centres stand still, so whoever changes segment has changed itself.
    Empty where the frozen model has no centres.
    """
    both = pd.concat([frozen.assign(before).rename("before"), frozen.assign(now).rename("now")], axis=1, join="inner")
    return both.dropna().astype(int).sort_index()


def market_moved(frozen: Model, fitted: Model) -> pd.DataFrame:
    """Each segment of this quarter's own fit beside the frozen one that it continues, index segment, columns `then` and `shift`.

    Matched one to one so that all centres together have moved least (Hungarian); `then` is NA for a segment that continues none.
    `shift` is the distance between the two centres, root mean square over the features that both know, in the frozen scale.
    """
    common = [name for name in fitted.centres.columns if name in frozen.centres.columns]
    found = pd.DataFrame({"then": pd.Series(pd.NA, index=fitted.centres.index, dtype="Int64"), "shift": np.nan})
    if not common or not frozen.k or not fitted.k:
        return found
    apart = cdist(fitted.centres[common].to_numpy(), frozen.centres[common].to_numpy()) / np.sqrt(len(common))
    for row, column in zip(*linear_sum_assignment(apart), strict=True):
        found.iloc[row] = [int(frozen.centres.index[column]), apart[row, column]]
    return found
