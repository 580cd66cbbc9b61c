"""How values are written, in both languages."""

from decimal import Decimal

import pytest

from kam.figures import Figure
from kam.wording import Voice
from kam.wording.columns import scale_for
from kam.wording.locales import LANGUAGES

EN, ZH = Voice("en"), Voice("zh")
GAP = "\u00a0"


def figure(value, unit="CNY", metric="net_sales", reason=""):
    return Figure(metric, "A-1", "", "2026Q3", value, unit, reason=reason)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("12345678", "CNY 12.3 m", "1,235 万元"),
        ("12300000", "CNY 12.3 m", "1,230 万元"),
        ("123456789.55", "CNY 123 m", "1.2 亿元"),
        ("9876", "CNY 9,876", "9,876 元"),
        ("12000", "CNY 12 k", "1.2 万元"),
        ("999960", "CNY 1 m", "100 万元"),
        ("0", "CNY 0", "0 元"),
        ("-1234567", "CNY −1.2 m", "−123 万元"),
    ],
)
def test_an_amount_is_short_and_has_its_unit(value, english, chinese):
    assert EN.number(Decimal(value), "CNY").replace(GAP, " ") == english
    assert ZH.number(Decimal(value), "CNY").replace(GAP, " ") == chinese


def test_other_currencies_and_pieces_have_their_own_names():
    assert EN.number(Decimal(12_000_000), "USD").replace(GAP, " ") == "USD 12 m"
    assert ZH.number(Decimal(12_000_000), "USD").replace(GAP, " ") == "1,200 万美元"
    assert EN.number(Decimal(12_300), "pieces").replace(GAP, " ") == "12.3 k pieces"
    assert ZH.number(Decimal(12_300), "pieces").replace(GAP, " ") == "1.2 万件"


@pytest.mark.parametrize(
    ("value", "english"),
    [
        (0.81, "81 %"),
        (0.043, "4.3 %"),
        (0.004, "0.4 %"),
        (0.0004, "0.04 %"),
        (0.04, "4 %"),
        (0.0996, "10 %"),
        (0, "0 %"),
        (1.2345, "123 %"),
    ],
)
def test_a_ratio_has_as_few_digits_as_decide(value, english):
    assert EN.number(value, "ratio").replace(GAP, " ") == english
    assert ZH.number(value, "ratio") == english.replace(" ", "")


def test_a_part_is_never_rounded_to_the_whole():
    assert ZH.number(0.9996, "ratio") == "99.96%"


def test_a_half_is_rounded_away_from_zero():
    assert ZH.number(0.125, "ratio") == "13%"
    assert ZH.number(-0.125, "ratio") == "−13%"


def test_days_have_a_singular():
    assert EN.number(1, "days") == "1 day"
    assert EN.number(43.2, "days") == "43 days"
    assert EN.number(4.5, "days") == "4.5 days"
    assert ZH.number(43.2, "days") == "43 天"


def test_points_are_percentage_points_unless_the_metric_is_an_index():
    assert EN.number(0.042, "points", "share_change") == "4.2 percentage points"
    assert (EN.in_cell(-0.01, "points", "share_change"), ZH.in_cell(-0.01, "points", "share_change")) == ("−1 pp", "−1 百分点")
    assert EN.in_cell(0.042, "ratio", "share") == EN.number(0.042, "ratio", "share")
    assert ZH.number(0.2, "ratio", "receivable_gap") == "20 个百分点"
    assert EN.number(1234.4, "points", "hhi") == "1,234"
    assert EN.number(4, "points", "score_capital") == "4"


def test_times_indices_flags_and_stars_are_no_per_cent():
    assert EN.number(1.34, "ratio", "quarter_end_loading") == "1.3 times"
    assert EN.number(0.6234, "ratio", "gini") == "0.62"
    assert EN.number(1, "count", "big_but_risky") == "yes"
    assert ZH.number(3, "stars", "stars") == "★★★"
    assert ZH.number(4, "count", "stars") == "4"


def test_a_change_has_its_sign():
    assert ZH.number(0.06, "ratio", signed=True) == "+6%"
    assert ZH.number(-0.06, "ratio", signed=True) == "−6%"
    assert ZH.number(0, "ratio", signed=True) == "0%"


def test_a_column_has_one_scale_and_names_it_in_its_head():
    amounts = [figure(Decimal(9_400_000)), figure(Decimal(120_000)), figure(None)]
    english, chinese = scale_for(amounts, LANGUAGES["en"]), scale_for(amounts, LANGUAGES["zh"])
    assert (english.head, english.cell(Decimal(9_400_000))) == ("CNY thousand", "9,400")
    assert (chinese.head, chinese.cell(Decimal(9_400_000))) == ("万元", "940.0")


def test_a_small_amount_does_not_vanish_in_its_column():
    scale = scale_for([figure(Decimal(9_400_000)), figure(Decimal(400))], LANGUAGES["en"])
    assert scale.cell(Decimal(400)) == "0.4"
    assert scale.cell(Decimal(0)) == "0"


def test_a_column_of_different_units_has_no_scale():
    assert scale_for([figure(Decimal(1)), figure(0.5, "ratio", "share")], LANGUAGES["en"]) is None
    assert scale_for([figure(Decimal(1)), figure(Decimal(1), "USD")], LANGUAGES["en"]) is None
    assert scale_for([figure(3, "stars", "stars")], LANGUAGES["en"]) is None


def test_a_column_of_ratios_shares_its_decimals():
    ratios = [figure(0.81, "ratio", "share"), figure(0.043, "ratio", "share")]
    scale = scale_for(ratios, LANGUAGES["en"])
    assert [scale.cell(Decimal(str(one.value))) for one in ratios] == ["81.0", "4.3"]


def test_amounts_that_are_read_across_are_written_in_one_size() -> None:
    large, small = [figure(Decimal(26_098_000))], [figure(Decimal(-12_681))]
    alone, beside = scale_for(small, LANGUAGES["en"]), scale_for(small, LANGUAGES["en"], [*large, *small])
    assert alone and alone.cell(Decimal(-12_681)) == "\u221212,681"
    assert beside and (beside.head, beside.cell(Decimal(-12_681))) == ("CNY thousand", "\u221212.7")
