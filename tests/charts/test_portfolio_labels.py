"""Labels of the portfolio stand apart from one another and from the named dots, wherever the dots lie."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kam.charts.portfolio import LEFT, LINE, PLOT, RIGHT, Box, arranged

PLACES = st.tuples(st.floats(LEFT + 0.25, RIGHT - 0.25), st.floats(LINE + 0.25, LINE + PLOT - 0.25))
CORNER = Box(LEFT, LINE + PLOT - 0.25, LEFT + 2, LINE + PLOT)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(PLACES, min_size=1, max_size=12))
def test_no_label_covers_another_a_corner_or_a_named_dot(places: list[tuple[float, float]]) -> None:
    boxes = arranged([("绍兴名仕服装有限公司", place) for place in places], [CORNER])
    assert not any(one.meets(other) for one, other in combinations([*boxes, CORNER], 2))
    assert not any(box.left < x < box.right and box.bottom < y < box.top for box in boxes for x, y in places)
    assert all(LEFT <= box.left and box.right <= RIGHT and LINE <= box.bottom and box.top <= LINE + PLOT for box in boxes)


def test_a_label_alone_stands_right_beside_its_dot() -> None:
    (box,) = arranged([("Ningbo", (3.0, 3.0))], [])
    assert (box.left, box.bottom < 3.0 < box.top) == (3.1, True)
