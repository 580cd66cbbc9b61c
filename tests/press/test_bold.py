"""What is bold on a screen is bold on paper, though the font that ships has one weight."""

from __future__ import annotations

import io

import pikepdf
import pymupdf
from PIL import Image

from kam.press.bold import MARK, embolden, outlined
from kam.press.page import style
from kam.press.pdf import render_pdf, render_png

HTML = "<html><head><style>{}</style></head><body><p class='finding'>Ten accounts bring 81 % 客户</p><p>Plain words</p></body></html>"
INK, MARKED = b"0.105882 0.105882 0.105882 rg ", b"0.105882 0.105882 0.113725 rg "
RUN = b"BT\n12 0 0 -12 78 98 Tm\n<0001>Tj\nET\n"


def test_marked_words_alone_are_outlined_and_the_state_is_given_back() -> None:
    drawn = outlined(b"q\n" + INK + RUN + MARKED + RUN + RUN + b"Q\n" + RUN)
    assert drawn.count(b"2 Tr BT") == 2 and drawn.count(b"ET Q") == 2
    assert drawn.split().count(b"q") == drawn.split().count(b"Q")
    assert drawn.endswith(b"Q\n" + RUN)


def test_a_shade_ends_with_the_state_that_holds_it() -> None:
    assert outlined(INK + b"q " + MARKED + b"Q\n" + RUN).count(b"2 Tr") == 0


def test_the_style_sheet_gives_findings_headings_and_captions_the_marked_shade() -> None:
    assert f"--bold: {MARK}" in style()
    rule = next(line for line in style().splitlines() if line.endswith("{ color: var(--bold); }"))
    assert all(name in rule for name in ("h1", "h2", "h3", "caption", ".finding", ".total td"))


def test_a_finding_is_outlined_and_its_words_can_still_be_found() -> None:
    pdf = render_pdf(HTML.format(style()), "x", "en")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.pages[0].Contents.read_bytes().count(b"2 Tr") >= 1
    with pymupdf.open(stream=pdf) as document:
        assert "Ten accounts bring 81 % 客户" in " ".join(document[0].get_text().split())


def test_a_page_without_marked_words_is_left_as_it_is() -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(INK + RUN)
        embolden(document)
        assert document.pages[0].Contents.read_bytes().split() == (INK + RUN).split()


def test_the_picture_draws_a_finding_thicker_than_plain_words_of_its_size() -> None:
    def dark(kind: str) -> int:
        page = f"<html><head><style>{style()}</style></head><body><p class='{kind}'>十家客户 81 %</p></body></html>"
        return sum(Image.open(io.BytesIO(render_png(page))).convert("L").histogram()[:64])

    assert dark("finding") > 1.2 * dark("plain") > 0
