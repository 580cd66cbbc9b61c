"""Segments beside stars."""

from __future__ import annotations

import pandas as pd


def crosstab(labels: pd.Series, stars: pd.Series) -> pd.DataFrame:
    """Accounts per segment and star.

    labels : (n,) segment by account_id, NA = in no segment. stars : (m,) 1 to 4 by account_id, NA = not rated.
    Returns counts, index the segments in order, columns the stars 4, 3, 2, 1; accounts known to one side only stand in the
    row `none` or the column `not rated`, which are there only when needed.
    """
    both = pd.concat([labels.rename("segment"), stars.rename("star")], axis=1, join="outer")
    segments = sorted(int(label) for label in labels.dropna().unique())
    rows = pd.Series([int(label) if pd.notna(label) else "none" for label in both["segment"]], dtype=object)
    columns = pd.Series([int(star) if pd.notna(star) else "not rated" for star in both["star"]], dtype=object)
    counts = pd.crosstab(rows, columns)
    all_rows = [*segments, *(["none"] if (rows == "none").any() else [])]
    all_columns = [4, 3, 2, 1, *(["not rated"] if (columns == "not rated").any() else [])]
    counts = counts.reindex(index=all_rows, columns=all_columns, fill_value=0)
    return counts.rename_axis(index="segment", columns="star").astype(int)
