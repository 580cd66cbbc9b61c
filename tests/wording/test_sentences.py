"""Sentences with figures, names, dates and quarters."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import html

from kam.figures import Figure, as_text
from kam.quarters import Quarter
from kam.wording import Sentence, Voice
from kam.wording.phrases import phrase_book

EN, ZH = Voice("en"), Voice("zh")
SALES = Figure("net_sales", "A-1", "territory:华东", "2026Q3", Decimal("12345678.90"), "CNY")
UNKNOWN = Figure("price_realisation", "A-1", "", "2026Q3", None, "ratio", reason="no price list")


def phrases(monkeypatch, **texts):
    monkeypatch.setattr("kam.wording.voice.phrase_book", lambda: {**phrase_book(), **texts})


def data(sentence):
    return html.fromstring(f"<p>{sentence.html}</p>").find("data")


def test_a_figure_carries_the_marks_of_its_row():
    found = data(EN.figure(SALES))
    assert dict(found.attrib) == {
        "class": "figure", "data-metric": "net_sales", "data-account": "A-1", "data-dimension": "territory:华东", "data-quarter": "2026Q3",
        "value": "12345678.9",
    }  # fmt: skip
    assert found.attrib["value"] == as_text(SALES.value)


def test_an_unknown_figure_says_why_in_each_language():
    assert EN.figure(UNKNOWN).text == "not measured: no price list"
    assert ZH.figure(UNKNOWN).text == "未能计量：无指导价"
    assert data(ZH.figure(UNKNOWN)).attrib["class"] == "figure unknown"
    assert data(ZH.figure(UNKNOWN)).attrib["value"] == ""


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("> 730 days", "more than 730 days", "超过 730 天"),
        ("n < 5", "not measured: fewer than 5 cases", "未能计量：样本少于 5 个"),
        ("not rated: too new", "not rated: too new", "未评级：合作不足两个完整季度"),
        ("no limit", "not measured: no credit limit", "未能计量：未设信用额度"),
        ("", "not measured", "未能计量"),
        ("some new code", "not measured: some new code", "未能计量：some new code"),
        ("no sales; n < 5", "not measured: no sales; fewer than 5 cases", "未能计量：无销售；样本少于 5 个"),
    ],
)
def test_reason_codes_are_translated_and_new_ones_printed_as_they_are(code, english, chinese):
    assert (EN.unknown(code), ZH.unknown(code)) == (english, chinese)


def test_a_qualified_value_shows_its_reason_as_a_small_note():
    figure = Figure("stars", "A-1", "", "2026Q3", 3, "stars", reason="provisional: capital, business_sense")
    assert ZH.figure(figure).text == "★★★（暂定，缺资金、生意头脑）"
    assert '<small class="qualifier"> (provisional without capital, business sense)</small>' in EN.figure(figure).html


def test_stars_have_words_for_those_who_listen():
    assert 'role="img" aria-label="3 stars">★★★</span>' in EN.figure(Figure("stars", "A-1", "", "2026Q3", 3, "stars")).html


def test_marks_and_names_are_escaped():
    evil = '"><script>alert(1)</script>'
    figure = Figure("net_sales", evil, evil, "2026Q3", None, "CNY", reason=evil)
    sentence = EN.say("loss.finding", account=evil, sales=figure, share=figure)
    assert "<script" not in sentence.html
    assert evil in sentence.text
    assert data(sentence).attrib["data-account"] == evil


def test_english_has_plurals_and_chinese_none(monkeypatch):
    phrases(monkeypatch, x={"en": "{n} {n:account brings|accounts bring} {share}", "zh": "{n} 家客户贡献 {share}"})
    share = Figure("share", "", "", "2026Q3", 0.81, "ratio")
    assert EN.say("x", n=1, share=share).text.replace("\u00a0", " ") == "1 account brings 81 %"
    assert EN.say("x", n=Figure("n80", "", "", "2026Q3", 12, "count"), share=share).text.startswith("12 accounts bring")
    assert ZH.say("x", n=1, share=share).text == "1 家客户贡献 81%"


def test_a_change_is_signed_where_the_phrase_asks(monkeypatch):
    phrases(monkeypatch, x={"en": "{growth:+} on last year", "zh": "同比 {growth:+}"})
    growth = Figure("net_sales_growth", "", "", "2026Q3", -0.062, "ratio")
    assert ZH.say("x", growth=growth).text == "同比 −6.2%"
    assert data(ZH.say("x", growth=growth)).attrib["value"] == "-0.062"


def test_dates_quarters_and_lists_are_written_out(monkeypatch):
    phrases(monkeypatch, x={"en": "{day}, {quarter}: {names}", "zh": "{day}，{quarter}：{names}"})
    values = {"day": date(2026, 9, 30), "quarter": Quarter(2026, 3), "names": ["Ningbo", Sentence.plain("R&D"), "温州"]}
    assert EN.say("x", **values).text == "30 September 2026, Q3 2026: Ningbo, R&D and 温州"
    assert ZH.say("x", **values).html == "2026年9月30日，2026年第3季度：Ningbo、R&amp;D和温州"
    assert EN.quarter(Quarter(2026, 3, fiscal_year_start=4)) == "Q3 FY2026"


def test_a_number_that_is_no_figure_is_refused(monkeypatch):
    phrases(monkeypatch, x={"en": "{n}", "zh": "{n}"})
    with pytest.raises(TypeError, match="is a Figure"):
        EN.say("x", n=0.5)
    with pytest.raises(KeyError, match="no value for 'n'"):
        EN.say("x")
    with pytest.raises(KeyError, match="add it with en and zh"):
        EN.say("no.such.phrase")


def test_a_phrase_without_chinese_is_refused_so_that_no_page_mixes_languages(monkeypatch, tmp_path):
    (tmp_path / "own.yaml").write_text("own.sentence: {en: in English}\n", encoding="utf-8")
    monkeypatch.setattr("kam.wording.phrases.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="own.yaml: phrase 'own.sentence' has no text in zh"):
        phrase_book.__wrapped__()


def test_sentences_show_themselves_in_a_notebook():
    sentence = EN.figure(SALES)
    assert sentence._repr_html_() == f'<p class="finding">{sentence.html}</p>'
    assert repr(sentence) == str(sentence) == sentence.text


def test_a_title_is_picked_in_the_readers_language():
    assert Voice("zh", "CNY", ["en", "zh"]).pick({"en": "Acme", "zh": "阿克米"}) == "阿克米"
    assert Voice("zh", "CNY", ["en", "zh"]).pick({"en": "Acme"}) == "Acme"
    assert ZH.pick({}) == ""


@pytest.mark.parametrize(("company", "title"), [("ACME", "ACME 2026年第3季度大客户评估"), ("阿克米", "阿克米2026年第3季度大客户评估")])
def test_a_latin_name_does_not_run_into_the_year(company, title):
    assert ZH.word("page.title", company=company, quarter=Quarter(2026, 3)) == title
    assert EN.quarter(Quarter(2026, 3)) == "Q3 2026"
