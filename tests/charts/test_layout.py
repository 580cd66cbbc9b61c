"""Nothing that a chart writes is cut off or covers something else, whatever the data."""

from itertools import combinations

import pytest

from kam.charts.layout import spread
from kam.charts.paper import fitted, width_of
from tests.charts.cases import sheets

CASES = [pytest.param(draw, id=f"{language} {name}") for language in ("en", "zh") for name, draw in sheets(language)]
HAIR = 0.5


def boxes(paper):
    renderer = paper.figure.canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in paper.texts if text.get_text()]


@pytest.mark.parametrize("draw", CASES)
def test_every_word_lies_on_the_sheet(draw):
    paper = draw()
    width, height = paper.figure.canvas.get_width_height()
    cut = [words for words, box in boxes(paper) if box.x0 < -HAIR or box.y0 < -HAIR or box.x1 > width + HAIR or box.y1 > height + HAIR]
    assert cut == []


@pytest.mark.parametrize("draw", CASES)
def test_no_words_cover_others(draw):
    found = boxes(draw())
    met = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > HAIR and min(a.y1, b.y1) - max(a.y0, b.y0) > 2 * HAIR
    ]
    assert met == []


def test_long_names_are_shortened_to_their_column():
    name = "杭州四季青批发市场东方明珠童装贸易（集团）股份有限公司"
    assert fitted(name, 2.0).endswith("…")
    assert width_of(fitted(name, 2.0)) <= 2.0
    assert fitted("温州", 2.0) == "温州"


def test_labels_are_moved_apart_and_stay_between_the_edges():
    middles = spread([1.0, 1.05, 1.1, 6.9], [0.8] * 4, 0.0, 7.2)
    assert all(after - before >= 0.8 for before, after in zip(middles, middles[1:], strict=False))
    assert middles[0] >= 0.4 and middles[-1] <= 6.8
