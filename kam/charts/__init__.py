"""Charts in one house style: each draws what it is given and computes no figure."""

from kam.charts.bars import ageing, pareto, ranked_bars
from kam.charts.history import history
from kam.charts.points import dots
from kam.charts.stars import segments_by_stars, star_moves
from kam.charts.style import Chart

__all__ = ["Chart", "ageing", "dots", "history", "pareto", "ranked_bars", "segments_by_stars", "star_moves"]
