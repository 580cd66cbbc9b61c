"""Early warning: reasons to look at an account now, counted, and what such counts were worth in past quarters (H)."""

from kam.warning.ledger import measure
from kam.warning.reasons import REASONS

__all__ = ["REASONS", "measure"]
