"""From the page to PDF and PNG: our font alone, contents with page numbers, outline, the same bytes every time."""

from __future__ import annotations

import io
import re
import tempfile
from functools import cache
from pathlib import Path

import pikepdf
import plutoprint

from kam.errors import ChapterError
from kam.glyphs import FAMILY, font_file
from kam.press.bold import BOLD_ALONE, embolden, thickened
from kam.press.links import alone
from kam.press.page import LANG, with_page_numbers

BASE = "kam://page/"
OUR_FONT = "NotoSansSC"
BRIEF_WIDTH = 1080
# Of the picture's pixels, of which 2.25 make one of the page.
THICKER = 2
# Glyphs that stand for no character by themselves (Latin forms of digits, ligatures) can be read in a PDF but neither found nor copied;
# and the engine breaks inside a word that would fit on the next line as soon as it may break words at all.
SETTING = 'font-feature-settings: "locl" 0, "liga" 0; overflow-wrap: normal;'
SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
# The type that the page carries for browsers.
EMBEDDED = re.compile(r"@media screen \{ @font-face \{[^}]*\} \}")


class _Refusing(plutoprint.ResourceFetcher):
    """Whatever a page may ask for is refused: the type is in the font folder, pictures are drawn in the page."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """Raises ValueError for every address."""
        raise ValueError(f"{url}: nothing is fetched from outside")


@cache
def _only_our_font() -> tempfile.TemporaryDirectory[str]:
    """A font configuration that knows the shipped fonts and none of the machine's; its folder goes when the program ends.

    The engine finds the type there by itself: bytes handed to it from Python outlive the interpreter in its cache, and freeing
    them then is a crash after the review is published.
    """
    place = tempfile.TemporaryDirectory(prefix="kam-fonts-")
    (Path(place.name) / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{font_file().parent}</dir><cachedir>{place.name}</cachedir></fontconfig>',
        encoding="utf-8",
    )
    plutoprint.plutobook_set_fontconfig_path(place.name)
    return place


def _book(html: str, media: plutoprint.MediaType, size: plutoprint.PageSize | None = None) -> plutoprint.Book:
    _only_our_font()
    book = plutoprint.Book(size or plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE if size else plutoprint.PAGE_MARGINS_NORMAL, media)
    book.custom_resource_fetcher = _Refusing()
    set_in_ours = html.replace("</style>", f'@media all {{ body {{ font-family: "{FAMILY}" !important; {SETTING} }} }}</style>', 1)
    book.load_html(alone(EMBEDDED.sub("", SCRIPT.sub("", set_in_ours))), base_url=BASE)
    return book


def _bytes(html: str) -> bytes:
    out = io.BytesIO()
    book = _book(html, plutoprint.MEDIA_TYPE_PRINT)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, "2000-01-01T00:00:00Z")
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, "2000-01-01T00:00:00Z")
    book.write_to_pdf_stream(out)
    return out.getvalue()


def render_pdf(html: str, title: str, language: str) -> bytes:
    """The page as PDF; a second pass writes the page numbers that the first one found into the contents."""
    numbers = _places(_bytes(html))
    return _finished(_bytes(with_page_numbers(html, numbers)), html, title, language)


def _places(pdf: bytes) -> dict[str, int]:
    """The page number of every anchor that the contents link to."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        names = document.Root.get("/Dests") or (pikepdf.NameTree(document.Root.Names.Dests) if "/Names" in document.Root and "/Dests" in document.Root.Names else {})
        found = {}
        for name, target in names.items():
            where = target.get("/D") if isinstance(target, pikepdf.Dictionary) else target
            found[str(name).lstrip("/")] = pages.get(where[0].objgen, 0)
        return found


def _finished(pdf: bytes, html: str, title: str, language: str) -> bytes:
    """Bold words, title, language and outline; refuses a document with a font that is not ours."""
    out = io.BytesIO()
    places = _places(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _check_fonts(document)
        embolden(document)
        document.Root.Lang = LANG[language]
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = title
            metadata["dc:language"] = [LANG[language]]
        document.docinfo["/Title"] = title
        with document.open_outline() as outline:
            for level, anchor, words in _contents(html):
                if anchor in places and places[anchor]:
                    item = pikepdf.OutlineItem(words, places[anchor] - 1)
                    (outline.root[-1].children if level == 3 and outline.root else outline.root).append(item)
        document.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _contents(html: str) -> list[tuple[int, str, str]]:
    from html import unescape

    found = re.findall(r'<li class="level-(\d)"><a href="#([^"]+)">([^<]*)</a>', html)
    return [(int(level), anchor, unescape(words).replace("\u00a0", " ")) for level, anchor, words in found]


def fonts_of(pdf: bytes) -> set[str]:
    """The names of all fonts in a document."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return _fonts(document)


def _fonts(document: pikepdf.Pdf) -> set[str]:
    return {str(one.BaseFont).partition("+")[2] or str(one.BaseFont) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one}


def _check_fonts(document: pikepdf.Pdf) -> None:
    foreign = sorted(name for name in _fonts(document) if OUR_FONT not in name.replace("-", "").replace(" ", ""))
    if foreign:
        raise ChapterError(f"PDF: set in {', '.join(foreign)}, which does not ship with kam; a character or a style asks for a font that is not ours")


def render_png(html: str) -> bytes:
    """The page as one picture, 1080 pixels wide, to pass on in a chat: laid out as on a phone, or its words would be too small to read there."""
    bold = html.replace("</style>", f"@media all {{ {BOLD_ALONE} }}</style>", 1)
    return thickened(_picture(html), _picture(bold), THICKER)


def _picture(html: str) -> bytes:
    width = 480.0
    book = _book(html, plutoprint.MEDIA_TYPE_SCREEN, plutoprint.PageSize(width * 0.75, 10.0))
    height = book.get_document_height()
    out = io.BytesIO()
    book.write_to_png_stream(out, width=BRIEF_WIDTH, height=round(height * BRIEF_WIDTH / width))
    return out.getvalue()
