"""Charts as pages show them."""

import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest
from lxml import html

from kam.charts import dots, pareto, ranked_bars
from kam.charts.paper import shown
from kam.charts.style import AGES, STARS
from kam.wording import Sentence, Voice
from tests.charts.cases import figure, money, names, shares, sheets

VOICE = Voice("zh")
TITLE = Sentence('<data class="figure">10</data> 家 &lt;大&gt; 客户', "10 家 <大> 客户")
PROGRAM = """
import hashlib
from tests.charts.cases import sheets
print(hashlib.sha256("".join(draw().drawn() for _, draw in sheets("zh")).encode()).hexdigest())
"""


def chart(**changes):
    return pareto(list(zip(names("zh", 12), shares(12), strict=True)), TITLE, voice=VOICE, note="每条一家。", **changes)


def test_the_title_stands_above_with_its_marks_and_the_alt_text_repeats_it():
    page = html.fromstring(chart(chart_id="one")._repr_html_())
    assert page.tag == "figure" and page.get("id") == "one"
    assert [child.tag for child in page] == ["figcaption", "svg", "p"]
    assert page.find("figcaption/data").text == "10"
    assert (page.find("svg").get("role"), page.find("svg").get("aria-label")) == ("img", "10 家 <大> 客户")
    assert page.findtext("p[@class='note']") == "每条一家。"


def test_two_charts_on_a_page_share_no_id():
    first, second = chart(), ranked_bars(money("zh", 3, 2), TITLE, voice=VOICE)
    ids = [element.get("id") for page in (first, second) for element in html.fromstring(page._repr_html_()).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_a_chart_brings_no_style_date_or_link_of_its_own():
    svg = chart().svg
    assert "<style" not in svg and "<metadata" not in svg and "<?xml" not in svg and "<!DOCTYPE" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_same_data_give_the_same_bytes(language):
    assert [draw().drawn() for _, draw in sheets(language)] == [draw().drawn() for _, draw in sheets(language)]


def test_another_run_and_a_users_own_matplotlibrc_change_no_byte(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: none\naxes.facecolor: red\npath.simplify: True\n")
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": seed, **extra},
        ).stdout
        for seed, extra in (("1", {}), ("2", {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")}))
    ]  # fmt: skip
    assert runs[0] == runs[1] != ""


def test_drawing_leaves_the_settings_of_others_alone():
    before = dict(matplotlib.rcParams)
    chart()
    assert dict(matplotlib.rcParams) == before


def test_a_character_without_a_glyph_is_replaced_and_named():
    drawn = ranked_bars([("宁波😀", figure(3, "count", "n80"))], TITLE, voice=VOICE)
    assert drawn.replaced == "😀"
    assert 'data-replaced="😀"' in drawn._repr_html_()
    assert "data-replaced" not in chart()._repr_html_()


def test_dollar_signs_and_line_breaks_are_only_words():
    assert shown("A$B$\nC\t<i>") == "A$B$ C <i>"
    assert "svg" in dots([("A$\\frac{1}$", figure(0.5, "ratio", "share"))], TITLE, voice=VOICE).svg


def test_a_chart_without_data_says_so():
    assert [text.get_text() for text in dict(sheets("zh"))["pareto none"]().texts] == ["无数据可绘。"]


def luminance(colour):
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_colours_keep_their_order_in_grey_print():
    stars = [luminance(STARS[level]) for level in (4, 3, 2, 1)]
    ages = [luminance(colour) for colour in AGES.values()]
    assert stars == sorted(stars) and ages == sorted(ages, reverse=True)
    assert all(later - earlier > 0.02 for earlier, later in zip(stars, stars[1:], strict=False))


def test_hundreds_of_accounts_stay_a_small_drawing():
    assert len(pareto(list(zip(names("zh", 500), shares(500), strict=True)), TITLE, voice=VOICE).svg) < 200_000
