"""How accounts moved between stars: last quarter's at the left, this quarter's at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kam.charts.chart import Chart, finished, nothing
from kam.charts.layout import GAP, column_width
from kam.charts.paper import Paper, width_of
from kam.charts.style import ACCENT, GREY, INK, LINE, RULE, SECOND, STARS, WIDTH, house_style
from kam.wording import Sentence, Voice
from kam.wording.numbers import DOWN, UP

SLOT = 0.3
APART = 0.22
NODE = 0.12
THIN, THICK = 1.2, 12.0

Moves = Mapping[tuple[int, int], int]
Slots = dict[tuple[int, int], float]


def star_moves(moves: Moves, title: Sentence, *, voice: Voice, note: str = "", chart_id: str = "") -> Chart:
    """Bands between two columns of stars, ``moves`` as (stars before, stars now) → number of accounts; 0 stars = not rated."""
    return finished(draw(moves, voice), title, note, "moves", chart_id)


@house_style()
def draw(moves: Moves, voice: Voice) -> Paper:
    """The sheet: rising accounts blue with ▲, falling ones in the accent with ▼, the others grey."""
    kept = {move: count for move, count in moves.items() if count > 0}
    if not kept:
        return nothing(voice)
    levels = sorted({level for move in kept for level in move}, reverse=True)
    height = max(_height(kept, levels, side) for side in (0, 1))
    paper = Paper(height + LINE + GAP)
    left, right = _slots(paper, kept, levels, 0), _slots(paper, kept, levels, 1)
    labels = {level: "★" * level or voice.word("chart.not_rated") for level in levels}
    names = column_width(list(labels.values()), 1.6) + GAP
    for side, slots in enumerate((left, right)):
        _nodes(paper, slots, labels, names, side)
    counted = {move: _label(move, count, voice) for move, count in kept.items()}
    begin = names + NODE + GAP * 1.5 + max(width_of(word) for word in counted.values())
    _bands(paper, kept, counted, left, right, begin, WIDTH - names - NODE)
    paper.text(0, paper.height - LINE / 2, voice.word("chart.before"), SECOND)
    paper.text(WIDTH, paper.height - LINE / 2, voice.word("chart.this_quarter"), SECOND, "right")
    return paper


def _height(moves: Moves, levels: Sequence[int], side: int) -> float:
    return SLOT * len(moves) + APART * len({move[side] for move in moves})


def _slots(paper: Paper, moves: Moves, levels: Sequence[int], side: int) -> Slots:
    """The middle of each band's slot on one side: levels from the top, within a level by the other end's level."""
    ordered = sorted(moves, key=lambda move: (-move[side], -move[1 - side]))
    free = paper.height - LINE - GAP - _height(moves, levels, side)
    apart = APART + free / max(1, len({move[side] for move in moves}))
    slots: Slots = {}
    edge, level = paper.height - LINE, None
    for move in ordered:
        edge -= apart if level is not None and move[side] != level else 0.0
        slots[move] = edge - SLOT / 2
        edge, level = edge - SLOT, move[side]
    return slots


def _nodes(paper: Paper, slots: Slots, labels: Mapping[int, str], names: float, side: int) -> None:
    """Each level's block with its stars beside it."""
    for level, words in labels.items():
        middles = [middle for move, middle in slots.items() if move[side] == level]
        if not middles:
            continue
        bottom, top = min(middles) - SLOT / 2, max(middles) + SLOT / 2
        place = WIDTH - names - NODE if side else names
        paper.bar(place, bottom + 0.02, NODE, top - bottom - 0.04, STARS.get(level, GREY))
        paper.text(WIDTH - names + GAP if side else names - GAP, (bottom + top) / 2, words, INK, "left" if side else "right")


def _bands(paper: Paper, moves: Moves, labels: Mapping[tuple[int, int], str], left: Slots, right: Slots, begin: float, end: float) -> None:
    """Lines as thick as their count, stayers first so that movers lie on top, each count at its beginning."""
    most = max(moves.values())
    for move in sorted(moves, key=lambda move: (move[0] != move[1], move)):
        thickness = max(THIN, THICK * moves[move] / most)
        paper.line(_curve((begin, left[move]), (end, right[move])), _colour(move), thickness)
        paper.text(begin - GAP / 2, left[move], labels[move], _ink(move), "right")


def _curve(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """An S from one slot to the other, level at both ends."""
    steps = [step / 24 for step in range(25)]
    return [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t * t * (3 - 2 * t)) for t in steps]


def _label(move: tuple[int, int], count: int, voice: Voice) -> str:
    sign = UP if move[1] > move[0] > 0 else DOWN if 0 < move[1] < move[0] else ""
    return f"{sign} {voice.number(count, 'count')}".strip()


def _colour(move: tuple[int, int]) -> str:
    if move[0] == move[1] or 0 in move:
        return RULE
    return STARS[3] if move[1] > move[0] else ACCENT


def _ink(move: tuple[int, int]) -> str:
    colour = _colour(move)
    return SECOND if colour == RULE else colour
