"""A segmentation that is kept: scaler, centres and names of the reference quarter, to place later quarters' accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kam.segments.features import Scaler
from kam.segments.partition import nearest
from kam.segments.profile import Code


@dataclass(frozen=True)
class Model:
    """Frozen scaler, centres of shape (k, n_used), index segment, and the codes that name each segment."""

    scaler: Scaler
    centres: pd.DataFrame
    names: dict[int, list[Code]]

    @property
    def k(self) -> int:
        """Number of centres; 0 where the reference quarter had no clusters."""
        return len(self.centres)

    def assign(self, features: pd.DataFrame) -> pd.Series:
        """Segment of each account of `features`, shape (n_accounts, n_features) in original units: that of the nearest centre; NA without centres."""
        matrix = self.scaler(features)
        if not self.k:
            return pd.Series(pd.NA, index=matrix.index, name="segment", dtype="Int64")
        found = nearest(matrix[list(self.centres.columns)].to_numpy(), self.centres.to_numpy())
        return pd.Series(self.centres.index.to_numpy()[found], index=matrix.index, name="segment", dtype="Int64")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON that `from_dict` reads back to the last bit."""
        return {
            "scaler": self.scaler.to_dict(),
            "features": list(self.centres.columns),
            "centres": {str(segment): [float(value) for value in row] for segment, row in self.centres.iterrows()},
            "names": {str(segment): [list(code) for code in codes] for segment, codes in self.names.items()},
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Model:
        """The model that `to_dict` wrote."""
        centres = pd.DataFrame.from_dict(kept["centres"], orient="index", columns=kept["features"], dtype=float)
        centres.index = pd.Index([int(segment) for segment in centres.index], name="segment")
        names = {int(segment): [(str(feature), str(side)) for feature, side in codes] for segment, codes in kept["names"].items()}
        return cls(Scaler.from_dict(kept["scaler"]), centres, names)
