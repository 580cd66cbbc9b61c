"""Charts of the judgements: moves between stars, and groups beside stars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kam.charts.style import ACCENT, INK, SECOND, STARS, Chart, finish, sheet
from kam.wording import Sentence, Voice

LEVELS = (4, 3, 2, 1)


def star_moves(moves: Mapping[tuple[int, int], int], title: Sentence, *, voice: Voice, note: str) -> Chart:
    """Accounts by (star before, star now): lines from left to right, thicker for more accounts, moves in the accent."""
    most = max(moves.values())
    with sheet(2.6) as drawn:
        axes = drawn.axes
        for (before, now), count in sorted(moves.items()):
            same = before == now
            axes.plot([0, 1], [before, now], color=STARS[before] if same else ACCENT, linewidth=1.2 + 9 * count / most, solid_capstyle="butt", alpha=0.95, zorder=1 if same else 2)
            if not same:
                axes.text(0.5, (before + now) / 2 + 0.1, str(count), ha="center", va="bottom", color=ACCENT, fontsize=10, zorder=3)
        for side, place, align in ((0, -0.03, "right"), (1, 1.03, "left")):
            for level in LEVELS:
                count = sum(number for pair, number in moves.items() if pair[side] == level)
                axes.text(place, level, f"{'★' * level}  {count}", ha=align, va="center", color=INK)
        axes.set_xlim(-0.28, 1.28)
        axes.set_ylim(0.5, 4.6)
        axes.set_axis_off()
        return finish(drawn, title, note)


def segments_by_stars(counts: Mapping[str, Sequence[int]], title: Sentence, *, voice: Voice, note: str) -> Chart:
    """Counts of accounts by group (rows) and star 4 to 1 (columns), darker for more."""
    most = max((count for row in counts.values() for count in row), default=0) or 1
    with sheet(0.8 + 0.42 * len(counts)) as drawn:
        axes = drawn.axes
        for line, row in enumerate(counts.values()):
            for place, count in enumerate(row):
                shade = count / most
                axes.add_patch(_square(place, line, shade))  # type: ignore[arg-type]
                axes.text(place, line, str(count), ha="center", va="center", color="white" if shade > 0.55 else (INK if count else SECOND))
        axes.set_xticks(range(4), ["★" * level for level in LEVELS])
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(counts)), [drawn.text(name, 34) for name in counts])
        axes.set_xlim(-0.5, 3.5)
        axes.set_ylim(len(counts) - 0.5, -0.5)
        axes.spines["bottom"].set_visible(False)
        return finish(drawn, title, note)


def _square(place: int, line: int, shade: float) -> object:
    from matplotlib.colors import to_hex, to_rgb
    from matplotlib.patches import Rectangle

    dark, light = to_rgb(STARS[4]), (0.97, 0.98, 0.99)
    colour = to_hex(tuple(light[i] + (dark[i] - light[i]) * shade for i in range(3)))
    return Rectangle((place - 0.47, line - 0.45), 0.94, 0.9, color=colour, linewidth=0)
