"""Groups of accounts by k-means, beside the stars: features, the rule for k, names by profile, who disagrees, what moved."""

from kam.segments.answer import Answer, answer
from kam.segments.beside import crosstab
from kam.segments.choose import Choice, choose
from kam.segments.features import FEATURES, Prepared, Scaler, prepare
from kam.segments.fit import STAR_INPUTS, Segments, segment
from kam.segments.ledger import measure
from kam.segments.model import Model
from kam.segments.profile import names, profiles

__all__ = [
    "FEATURES", "STAR_INPUTS", "Answer", "Choice", "Model", "Prepared", "Scaler", "Segments",
    "answer", "choose", "crosstab", "measure", "names", "prepare", "profiles", "segment",
]  # fmt: skip
