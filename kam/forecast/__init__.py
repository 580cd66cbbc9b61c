"""The next quarter's net sales: last year's quarter with its range, and what beats it on the past (metrics.md J)."""

from kam.forecast.expected import Expected, coming_quarter
from kam.forecast.ledger import measure
from kam.forecast.methods import CHALLENGERS

__all__ = ["CHALLENGERS", "Expected", "coming_quarter", "measure"]
