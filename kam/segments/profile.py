"""What a segment is like: quartiles in original units, and a name made of codes."""

from __future__ import annotations

import pandas as pd

Code = tuple[str, str]
"""A feature and `high`, `low`, `higher`, `lower` or `typical`; wording turns codes into language."""

PROFILE = ["segment", "feature", "median", "q25", "q75", "iqr", "n"]
NOTEWORTHY = 0.35
"""Distance of a segment's median from the overall one, in interquartile ranges, from which it is mentioned."""

SECOND = 0.5
"""A second feature is mentioned if it lies at least this share of the first one's distance away."""


def profiles(values: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Median, quartiles and known values per segment and feature.

    values : (n_accounts, n_features) in original units, NaN = missing. labels : (n_accounts,) segment, NA = in none.
    Returns (k * n_features, 7): segment, feature, median, q25, q75, iqr, n. No p-values: the groups were made from these values.
    """
    long = values.assign(segment=labels).melt(id_vars="segment", var_name="feature")
    grouped = long.groupby(["segment", "feature"], sort=True)["value"]
    table = pd.DataFrame({"median": grouped.median(), "q25": grouped.quantile(0.25), "q75": grouped.quantile(0.75), "n": grouped.count()})
    table.insert(3, "iqr", table["q75"] - table["q25"])
    order = pd.MultiIndex.from_product([sorted(labels.dropna().unique()), values.columns], names=["segment", "feature"])
    return table.reindex(order).reset_index()


def names(matrix: pd.DataFrame, labels: pd.Series) -> dict[int, list[Code]]:
    """One or two codes per segment, the farthest from the overall median first; more where two would be called alike.

    matrix : (n_accounts, n_features) scaled, overall median 0. labels : (n_accounts,) segment 1 .. k.
    """
    away = matrix.groupby(labels).median() - matrix.median()
    centres = matrix.groupby(labels).mean()
    called: dict[tuple[Code, ...], list[int]] = {}
    for segment, row in away.iterrows():
        called.setdefault(tuple(_codes(row)), []).append(int(str(segment)))
    return dict(sorted((segment, code) for alike, group in called.items() for segment, code in _apart(list(alike), centres.loc[group])))


def _codes(away: pd.Series) -> list[Code]:
    """The one or two features of `away`, shape (n_features,), that distinguish a segment most."""
    ranked = away.reindex(away.abs().sort_values(ascending=False, kind="stable").index)
    first = abs(float(ranked.iloc[0]))
    if first < NOTEWORTHY:
        return [("all", "typical")]
    told = ranked.iloc[:2][ranked.iloc[:2].abs() >= max(NOTEWORTHY, SECOND * first)]
    return [(str(feature), "high" if value > 0 else "low") for feature, value in told.items()]


def _apart(codes: list[Code], centres: pd.DataFrame) -> list[tuple[int, list[Code]]]:
    """Tell segments with the same codes apart: split them at the widest gap between their centres, in a feature not yet named if one will do, until each stands alone."""
    if len(centres) == 1:
        return [(int(centres.index.to_numpy(dtype=int)[0]), codes)]
    gaps = pd.DataFrame({name: column.sort_values().diff().dropna().to_numpy() for name, column in centres.items()})
    widest = gaps.max()
    # "badly served and better served" reads as a contradiction: another feature is named where one tells them apart.
    fresh = widest.drop([name for name, _ in codes if name in widest.index])
    feature = str((fresh if fresh.max() >= NOTEWORTHY else widest).idxmax())
    ordered = centres.sort_values(feature, kind="stable")
    at = int(gaps[feature].to_numpy().argmax()) + 1
    lower, higher = ordered.iloc[:at].sort_index(), ordered.iloc[at:].sort_index()
    return _apart([*codes, (feature, "higher")], higher) + _apart([*codes, (feature, "lower")], lower)
