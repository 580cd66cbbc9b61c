"""The PDF: its paper, our type alone, page numbers that are right, an outline, a language; no box where a character should be."""

import io
import re

import nbformat
import pikepdf
import pymupdf
import pytest

from kam.errors import ChapterError
from kam.press.page import Page, Words, render_page
from kam.press.pdf import fonts_of, render_pdf, render_png

WORDS = Words("目录", "跳到正文", "部分字符无法显示：", "排序：", "在表中查找", "仅见于网页版：")
ROWS = "".join(f"<tr><th>客户 {at}</th><td>{at}</td></tr>" for at in range(120))
LONG = f"<div class='table-wrap'><table><caption>很长的表</caption><thead><tr><th>客户名称</th><th>净销售额</th></tr></thead><tbody>{ROWS}</tbody></table></div>"


def notebook(*cells: str) -> nbformat.NotebookNode:
    """Markdown cells, and HTML as cells show it."""
    made = []
    for cell in cells:
        if cell.startswith("<"):
            shown = nbformat.v4.new_output("execute_result", data={"text/html": cell}, execution_count=1)
            made.append(nbformat.v4.new_code_cell("x", outputs=[shown], execution_count=1))
        else:
            made.append(nbformat.v4.new_markdown_cell(cell))
    return nbformat.v4.new_notebook(cells=made)


def page(*chapters: nbformat.NotebookNode, paper: str = "a4") -> Page:
    return Page("阿克米2026年第3季度大客户评估", "阿克米2026年第3季度", "zh", [(f"c{at}", one) for at, one in enumerate(chapters)], WORDS, paper=paper)


@pytest.fixture(scope="module")
def html() -> str:
    chapters = [notebook("# 要点", "<p class='finding'>十家客户带来 81% 的销售。</p>"), notebook("# 1 发现", "## 谁？", LONG), notebook("# 2 分析", "## 怎样？", "正文")]
    return render_page(page(*chapters))


@pytest.fixture(scope="module")
def pdf(html: str) -> bytes:
    return render_pdf(html, "阿克米", "zh")


def text_of(pdf: bytes, number: int) -> str:
    """The words of one page, as a reader program takes them out."""
    with pymupdf.open(stream=pdf) as document:
        return str(document[number - 1].get_text())


def beside(pdf: bytes, number: int, word: str) -> set[str]:
    """The words that stand on the line of a word."""
    with pymupdf.open(stream=pdf) as document:
        words = document[number - 1].get_text("words")
    lines = [round(bottom) for _, _, _, bottom, text, *_ in words if text == word]
    return {text for _, _, _, bottom, text, *_ in words if round(bottom) in lines}


def test_pages_are_A4_and_the_document_says_its_title_and_language(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        boxes = {tuple(round(float(side)) for side in one.mediabox) for one in document.pages}
        assert boxes == {(0, 0, 595, 842)}
        assert (str(document.Root.Lang), str(document.docinfo["/Title"])) == ("zh-Hans", "阿克米")


def test_on_letter_every_word_stands_inside_the_margins() -> None:
    pdf = render_pdf(render_page(page(notebook("# 要点", "<p>一句话。</p>"), notebook("# 1", "## 谁？", LONG), paper="letter")), "x", "zh")
    with pymupdf.open(stream=pdf) as document:
        assert {(one.rect.width, one.rect.height) for one in document} == {(612, 792)}
        boxes = [box for one in document for box in one.get_text("words")]
    assert [word for left, top, right, bottom, word, *_ in boxes if left < 44 or right > 612 - 44 or top < 0 or bottom > 792] == []
    assert sum(word == "客户" for *_, word, _, _, _ in boxes) == 120


def test_only_the_shipped_type_is_used_and_it_is_embedded(pdf: bytes) -> None:
    assert fonts_of(pdf) == {"NotoSansSC-Regular"}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        described = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"]
        assert described and all(any(f"/FontFile{kind}" in one for kind in ("", "2", "3")) for one in described)


def test_every_digit_and_word_of_the_pdf_can_be_found_by_a_reader() -> None:
    found = text_of(render_pdf(render_page(page(notebook("# Brief", "<p>83 % of 245: we sold CNY\u00a052.4\u00a0m net in Q3 2026; 79 quarters to refill it.</p>"))), "x", "en"), 1)
    assert "83 % of 245: we sold CNY 52.4 m net in Q3 2026; 79 quarters to refill it." in " ".join(found.replace("\u00a0", " ").split())


def test_a_word_is_not_parted_while_it_fits_on_the_next_line() -> None:
    many = "<p>" + " ".join(f"{'n' * length} <data>CNY\u00a058.7\u00a0m</data>" for length in range(1, 41)) + "</p>"
    found = text_of(render_pdf(render_page(page(notebook("# Brief", many))), "x", "en"), 1).replace("\u00a0", " ").split()
    assert found.count("CNY") == 40


def test_a_long_table_at_the_foot_of_a_page_prints_its_head_once_and_above_its_rows() -> None:
    lines = "".join(f"<p>{at}</p>" for at in range(29))
    for more in range(6):
        pdf = render_pdf(render_page(page(notebook("# Brief", f"<div>{lines}{'<p>x</p>' * more}</div>", LONG))), "x", "zh")
        with pymupdf.open(stream=pdf) as document:
            for one in document:
                heads = [round(top) for _, top, _, _, text, *_ in one.get_text("words") if text == "客户名称"]
                rows = [round(top) for _, top, _, _, text, *_ in one.get_text("words") if text == "客户"]
                assert len(heads) <= 1 and (not rows or max(heads) < min(rows))


@pytest.mark.parametrize("above", [22, 24, 26, 28])
def test_a_heading_shares_the_page_with_the_first_rows_of_its_table(above: int) -> None:
    lines = "".join(f"<p>{at}</p>" for at in range(above))
    pdf = render_pdf(render_page(page(notebook("# 要点", f"<div>{lines}</div>", "## 谁欠款？", "一句话。", LONG))), "x", "zh")
    with pymupdf.open(stream=pdf) as document:
        places = {word: next(one.number for one in document if word in one.get_text()) for word in ("谁欠款？", "一句话。", "很长的表", "客户 0\n")}
    assert len(set(places.values())) == 1, places


def test_the_outline_leads_to_the_page_of_each_heading_and_the_contents_print_the_same_number(pdf: bytes, html: str) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        with document.open_outline() as outline:
            every = [item for one in outline.root for item in (one, *one.children)]
            led = {item.title: numbers[item.destination[0].objgen] for item in every}
    assert list(led) == ["要点", "1 发现", "谁？", "2 分析", "怎样？"]
    assert led["要点"] == 1 and led["1 发现"] == 2 and led["2 分析"] > 3
    assert re.findall(r'class="page-number"', html)


def test_contents_running_head_and_table_heads_are_printed(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        last = len(document.pages)
    assert str(last) in beside(pdf, 2, "分析")
    assert "阿克米2026年第3季度" in text_of(pdf, 3) and "净销售额" in text_of(pdf, 3)
    assert re.search(rf"3\s*/\s*{last}\b", text_of(pdf, 3))


def test_a_character_that_no_shipped_type_has_is_shown_as_a_box_sign_and_named() -> None:
    odd = "\U00013000"
    shown = render_page(page(notebook("# 要点", f"埃及{odd}店\u200b\u200e")))
    assert odd not in shown and "埃及〓店" in shown and "U+13000" in shown
    assert "\u200b" not in shown and "\u200e" not in shown


def test_type_that_does_not_ship_with_kam_fails_the_build(html: str) -> None:
    foreign = html.replace("</style>", "body, body * { font-family: 'Noto Serif SC' !important; }</style>", 1)
    with pytest.raises(ChapterError, match="does not ship"):
        render_pdf(foreign, "x", "zh")


def test_nothing_is_fetched_from_outside(html: str) -> None:
    asking = html.replace("</main>", '<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/passwd"></main>')
    assert fonts_of(render_pdf(asking, "x", "zh")) == {"NotoSansSC-Regular"}


def test_the_same_page_gives_the_same_bytes(html: str, pdf: bytes) -> None:
    assert render_pdf(html, "阿克米", "zh") == pdf


def test_the_picture_is_1080_pixels_wide(html: str) -> None:
    assert int.from_bytes(render_png(html)[16:20], "big") == 1080


def test_a_chapter_that_shows_nothing_is_refused() -> None:
    with pytest.raises(ChapterError, match="c0: shows nothing"):
        render_page(page(notebook("")))


def for_screens(notebook: nbformat.NotebookNode, *places: int) -> nbformat.NotebookNode:
    for place in places:
        notebook.cells[place].metadata["tags"] = ["screen"]
    return notebook


SHORT = "<div class='table-wrap'><table class='short'><caption>{}</caption><tbody><tr><th>客户</th><td>1</td></tr></tbody></table></div>"


def test_what_is_for_screens_alone_stands_on_the_page_and_the_paper_names_it() -> None:
    told = notebook("# 要点", "## 谁？", SHORT.format("看得见"), "## 为何？", SHORT.format("细目"))
    html = render_page(page(for_screens(told, 3, 4), notebook("# 附录", "正文")))
    pdf = render_pdf(html, "阿克米", "zh")
    words = "".join(text_of(pdf, number + 1) for number in range(len(pikepdf.open(io.BytesIO(pdf)).pages)))
    assert "为何？" in html and "看得见" in words and "为何？" not in words
    assert words.count("细目") == 1 and "仅见于网页版： 细目" in words


def test_a_question_for_screens_alone_goes_when_nothing_answers_it() -> None:
    assert "为何？" not in render_page(page(for_screens(notebook("# 要点", "## 谁？", "正文", "## 为何？"), 3)))


def test_two_narrow_questions_of_a_page_of_one_chapter_share_a_line() -> None:
    narrow = notebook("<p>引言</p>", "## 甲？", SHORT.format("一"), "## 乙？", SHORT.format("二"), "## 丙？", SHORT.format("三"))
    pdf = render_pdf(render_page(page(narrow)), "阿克米", "zh")
    assert ("乙？" in beside(pdf, 1, "甲？"), "丙？" in beside(pdf, 1, "乙？")) == (False, True)


def test_a_wide_table_has_a_line_for_itself() -> None:
    wide = notebook("<p>引言</p>", "## 甲？", SHORT.format("一"), "## 乙？", SHORT.format("二").replace("short", "short wide"), "## 丙？", SHORT.format("三"))
    pdf = render_pdf(render_page(page(wide)), "阿克米", "zh")
    assert beside(pdf, 1, "乙？") & {"甲？", "丙？"} == set()


def test_a_question_without_an_answer_is_not_asked() -> None:
    shown = render_page(page(notebook("# 要点", "## 谁？", "## 怎样？", "正文", "## 何时？")))
    assert "怎样？" in shown and "谁？" not in shown and "何时？" not in shown
