"""Tables as readers get them."""

from decimal import Decimal

import pytest
from lxml import html

from kam.figures import Figure
from kam.tables import Column, Row, Table
from kam.wording import Sentence, Voice

EN, ZH = Voice("en"), Voice("zh")
COLUMNS = [Column("Account", "name"), Column("Net sales"), Column("Growth", "change")]


def sales(value, account="A-1", reason=""):
    return Figure("net_sales", account, "", "2026Q3", None if value is None else Decimal(value), "CNY", reason=reason)


def growth(value):
    return Figure("net_sales_growth", "A-1", "", "2026Q3", value, "ratio")


def shown(table):
    return html.fromstring(f"<div>{table._repr_html_()}</div>")


def test_a_table_can_be_read_aloud():
    page = shown(Table(EN, "Largest accounts", COLUMNS, [["Ningbo", sales(9_400_000), growth(0.06)]]))
    assert page.findtext(".//caption") == "Largest accounts"
    assert [head.get("scope") for head in page.findall(".//thead//th")] == ["col"] * 3
    assert page.find(".//tbody//th").get("scope") == "row"


def test_the_unit_stands_in_the_head_and_not_in_the_cells():
    page = shown(Table(ZH, "客户", COLUMNS, [["宁波", sales(9_400_000), growth(0.06)], ["温州", sales(1_200_000), growth(-0.125)]]))
    assert [unit.text for unit in page.findall(".//span[@class='unit']")] == ["万元", "%"]
    assert [cell.text for cell in page.findall(".//data")] == ["940.0", "+6", "120.0", "−13"]


def test_a_change_has_sign_and_arrow():
    text = shown(
        Table(EN, "c", COLUMNS, [["a", sales(1), growth(0.5)], ["b", sales(1), growth(-0.5)], ["c", sales(1), growth(0)]])
    ).text_content()
    assert "▲ +50" in text and "▼ −50" in text


def test_figures_of_different_kinds_bring_their_units_along():
    rows = [
        ["Net sales", sales(9_400_000)],
        ["Share", Figure("share", "", "", "2026Q3", 0.81, "ratio")],
        ["Stars", Figure("stars", "A", "", "2026Q3", 3, "stars")],
    ]
    page = shown(Table(EN, "c", [Column("Figure", "name"), Column("Now")], rows))
    assert [cell.text_content().replace("\u00a0", " ") for cell in page.findall(".//data")] == ["CNY 9.4 m", "81 %", "★★★"]
    assert page.find(".//span[@class='stars']").get("aria-label") == "3 stars"


def test_an_unknown_cell_says_why_and_is_never_blank():
    page = shown(Table(EN, "c", COLUMNS, [["a", sales(None, reason="no cost"), None]]))
    assert page.find(".//data").get("class") == "figure unknown"
    assert page.find(".//data").text == "not measured: no cost prices"
    assert page.findall(".//td")[1].text_content() == "not measured"


def test_reasons_that_qualify_are_said_once_under_the_table():
    page = shown(Table(EN, "c", COLUMNS, [[name, sales(5, reason="credit balance"), growth(0.1)] for name in "ab"]))
    assert [mark.text for mark in page.findall(".//sup")] == ["1", "1"]
    assert [note.text for note in page.findall(".//li")] == ["credit balance"]


def test_a_table_without_rows_is_a_sentence():
    assert shown(Table(ZH, "c", COLUMNS, [])).findtext("p") == "此处无内容可列。"
    assert shown(Table(ZH, "c", COLUMNS, [], empty=Sentence.plain("没有"))).findtext("p") == "没有"


def test_totals_and_marked_rows_are_set_apart():
    page = shown(Table(EN, "c", COLUMNS, [Row(["a", sales(1), None], marked=True), Row(["All", sales(1), None], total=True)]))
    assert [row.get("class") for row in page.findall(".//tbody/tr")] == ["marked", "total"]


def test_names_from_the_data_cannot_break_the_page():
    page = shown(Table(EN, "<i>c</i>", [Column("<u>", "name"), Column("t", "text")], [["<script>x</script>", "a & b"]], note="<b>"))
    assert not page.findall(".//script") and not page.findall(".//i") and not page.findall(".//b")
    assert page.find(".//tbody//th").text == "<script>x</script>"


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="a row has 1 cells, the head 3"):
        Table(EN, "c", COLUMNS, [["a"]])


def test_a_column_unknown_throughout_is_said_once_under_the_table():
    rows = [["a", sales(1), sales(None, reason="no cost")], ["b", sales(2, "A-2"), sales(None, "A-2", reason="no cost")]]
    page = shown(Table(EN, "c", [Column("Account", "name"), Column("Net sales"), Column("Margin lost")], rows))
    assert [head.text.strip() for head in page.findall(".//thead//th")] == ["Account", "Net sales"]
    assert "Margin lost: not measured" in page.find(".//p[@class='note']").text


def test_a_column_unknown_for_different_reasons_keeps_its_cells():
    rows = [["a", sales(None, reason="no limit")], ["b", sales(None, "A-2", reason="zero limit")]]
    assert len(shown(Table(EN, "c", [Column("Account", "name"), Column("Limit used")], rows)).findall(".//thead//th")) == 2


def test_a_row_of_a_fact_sheet_that_nobody_measured_is_said_once_under_it():
    rows = [["Net sales", sales(1), sales(2)], ["Margin lost", *(Figure("loss_margin", "A-1", "", one, None, "CNY", reason="no cost") for one in ("2026Q3", "2025Q3"))]]
    page = shown(Table(EN, "c", [Column("Figure", "name"), Column("Now"), Column("A year before")], rows))
    assert [name.text for name in page.findall(".//tbody//th")] == ["Net sales"]
    assert "Margin lost: not measured" in page.find(".//p[@class='note']").text


def test_an_account_of_which_nothing_is_known_keeps_its_row_in_a_list_of_accounts():
    rows = [["a", sales(1), sales(2)], ["b", sales(None, "A-2", reason="no sales"), sales(None, "A-2", reason="no sales")]]
    assert len(shown(Table(EN, "c", [Column("Account", "name"), Column("Now"), Column("A year before")], rows)).findall(".//tbody/tr")) == 2


def test_a_table_in_which_nothing_could_be_measured_is_those_words_alone():
    rows = [[name, sales(None, name, reason="no cost"), sales(None, name, reason="no limit")] for name in "ab"]
    page = shown(Table(EN, "c", [Column("Account", "name"), Column("Margin lost"), Column("Limit used")], rows))
    assert not page.findall(".//table")
    assert [note.text for note in page.findall(".//p")] == ["Not measured: Margin lost (no cost prices); Limit used (no credit limit)."]


def test_a_table_with_a_long_sentence_in_a_row_becomes_cards_on_a_phone() -> None:
    heads = [Column("Account", "name"), Column("Net sales"), Column("Why", "text")]
    tables = [shown(Table(EN, "c", heads, [["a", sales(1), why]])).find(".//table").get("class") for why in ("late", "its past-due share is above what the rule allows")]
    assert [set((classes or "").split()) for classes in tables] == [{"short"}, {"cards"}]


def test_a_long_list_is_cut_but_its_total_is_shown_and_the_rest_is_named() -> None:
    rows = [*([f"A{at}"] for at in range(60)), Row(["Total"], total=True)]
    shown = Table(Voice("en"), "Accounts", [Column("Account", "name")], rows)._repr_html_()
    assert shown.count("<tr") == 1 + 40 + 1 and "A39" in shown and "A40" not in shown and "Total" in shown
    assert "20 more rows are not printed here" in shown
    whole = Table(Voice("en"), "Accounts", [Column("Account", "name")], rows, whole=True)._repr_html_()
    assert "A59" in whole and "not printed" not in whole


def test_rows_that_were_not_even_given_are_counted_among_those_not_printed() -> None:
    def says(given: int, more: int, left: int) -> bool:
        return f"{left:,} more rows are not printed here" in Table(Voice("en"), "Accounts", [Column("Account", "name")], [[f"A{at}"] for at in range(given)], of=given + more)._repr_html_()

    assert says(30, 2970, 2970) and says(60, 2940, 2960)
    assert "not printed" not in Table(Voice("en"), "Accounts", [Column("Account", "name")], [["A"]], of=1)._repr_html_()
