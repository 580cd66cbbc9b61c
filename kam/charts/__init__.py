"""One file per form of chart; each draws what it is given and computes no figure."""

from kam.charts.ageing import ageing
from kam.charts.chart import Chart
from kam.charts.dots import dots
from kam.charts.gaps import gaps
from kam.charts.history import history
from kam.charts.outlook import outlook
from kam.charts.pairs import pairs
from kam.charts.pareto import pareto
from kam.charts.portfolio import portfolio
from kam.charts.ranked_bars import ranked_bars
from kam.charts.segments_by_stars import segments_by_stars
from kam.charts.star_moves import star_moves
from kam.charts.waterfall import waterfall

__all__ = ["Chart", "ageing", "dots", "gaps", "history", "outlook", "pairs", "pareto", "portfolio", "ranked_bars", "segments_by_stars", "star_moves", "waterfall"]
