"""The stars: four to one by ordered bands, confirmed with hysteresis, and the key accounts that follow (I, S1 to S11)."""

from kam.stars.confirm import Rated, rate, rate_one
from kam.stars.criteria import CRITERIA, Evidence, Judged, judge

__all__ = ["CRITERIA", "Evidence", "Judged", "Rated", "judge", "rate", "rate_one"]
