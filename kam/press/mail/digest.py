"""The brief in the message itself: mail HTML that Outlook and Gmail show, and a text that stands alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

import css_inline
from lxml import etree
from lxml import html as lxml_html

from kam.press.page import LANG
from kam.press.pdf import render_png

HERE = Path(__file__).parent
WIDTH = 600
TEXT_WIDTH = 76
HEADINGS = ("h1", "h2", "h3", "h4")
PICTURE = '<!doctype html><html><head><style>body {{ margin: 0; padding: 12px; background: #fff; }} svg {{ width: 100%; height: auto; }}</style></head><body>{svg}</body></html>'


@dataclass
class Digest:
    """A message's body: HTML whose pictures are named by Content-ID, the same as text, and the pictures as (cid, PNG, alt)."""

    html: str
    text: str
    pictures: list[tuple[str, bytes, str]] = field(default_factory=list)


def digest(sections: list[etree._Element], title: str, closing: str, language: str) -> Digest:
    """The digest of rendered page sections under a title; ``closing`` says what is attached or where it stands."""
    pictures: list[tuple[str, bytes, str]] = []
    rows = "".join(_html(block, pictures) for section in sections for block in _blocks(section))
    page = (
        f'<!doctype html><html lang="{LANG[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title><style>{_style()}</style></head><body>'
        f'<table role="presentation" class="outer" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">'
        f'<table role="presentation" class="inner" width="100%" cellpadding="0" cellspacing="0" border="0">'
        f'<tr><td class="cell"><h1>{escape(title)}</h1></td></tr>{rows}<tr><td class="cell"><p class="note">{escape(closing)}</p></td></tr>'
        "</table></td></tr></table></body></html>"
    )
    text = "\n\n".join([title, *(words for section in sections for block in _blocks(section) if (words := _text(block))), textwrap.fill(closing, TEXT_WIDTH)])
    return Digest(_inlined(page), text + "\n", pictures)


def _inlined(page: str) -> str:
    """Styles stand on the elements: Gmail drops a style sheet, Outlook half of one."""
    inlined = css_inline.inline(page, keep_style_tags=False, load_remote_stylesheets=False)
    root = lxml_html.document_fromstring(inlined)
    for one in root.iter():
        if isinstance(one.tag, str):
            one.attrib.pop("class", None)
    return "<!doctype html>" + str(etree.tostring(root, encoding="unicode", method="html"))


@cache
def _style() -> str:
    return (HERE / "mail.css").read_text(encoding="utf-8")


def _blocks(section: etree._Element) -> Iterator[etree._Element]:
    """What stands in a section one under another, boxes for print opened."""
    for mark in list(section.iter("sup")):
        mark.text = f" ({mark.get('title')})" if mark.get("title") else ""
        mark.attrib.pop("title", None)
    for one in section:
        if one.tag == "div" and "keep" in (one.get("class") or "").split():
            yield from _blocks(one)
        else:
            yield one


def _words(one: etree._Element) -> str:
    """Its text with single spaces; a gap that must not break stays."""
    return re.sub(r"[ \t\r\n]+", " ", one.text_content()).strip(" ")


def _html(block: etree._Element, pictures: list[tuple[str, bytes, str]]) -> str:
    inner = _inner(block, pictures)
    return f'<tr><td class="cell">{inner}</td></tr>' if inner else ""


def _inner(block: etree._Element, pictures: list[tuple[str, bytes, str]]) -> str:
    if block.tag in HEADINGS:
        return f"<h2>{escape(_words(block))}</h2>"
    if block.tag == "dl":
        return _numbers(block)
    if block.tag == "figure":
        return _picture(block, pictures)
    tables = list(block.iter("table"))
    if tables:
        return "".join(map(_table, tables))
    return f'<p class="{escape(block.get("class") or "plain")}">{escape(_words(block))}</p>' if _words(block) else ""


def _numbers(block: etree._Element) -> str:
    """The headline numbers, one a row: label and notes at the left, the value at the right."""
    rows = ""
    for one in block.iterchildren("div"):
        parts = [(part.get("class") or part.tag, _words(part)) for part in one]
        label = next(words for kind, words in parts if kind == "dt")
        value = next(words for kind, words in parts if "value" in kind)
        notes = "".join(f'<br><span class="note">{escape(words)}</span>' for kind, words in parts if "note" in kind)
        rows += f'<tr><td class="label" valign="top">{escape(label)}{notes}</td><td class="value" align="right" valign="top">{escape(value)}</td></tr>'
    return f'<table role="presentation" class="numbers" width="100%" cellpadding="0" cellspacing="0" border="0">{rows}</table>'


def _table(table: etree._Element) -> str:
    """A table as blocks, one a row: no mail client on a phone shows five columns."""
    caption = table.find(".//caption")
    found = f'<p class="caption">{escape(_words(caption))}</p>' if caption is not None else ""
    for row in table.iterfind(".//tbody/tr"):
        name, *others = row
        cells = [f'<span class="note">{escape(one.get("data-head") or "")}:</span> {escape(_words(one))}' for one in others if _words(one)]
        found += f'<p class="item"><b>{escape(_words(name))}</b><br>{("<br>" if _wordy(table) else " · ").join(cells)}</p>'
    return found


def _wordy(table: etree._Element) -> bool:
    """Whether its cells are sentences, each of which wants a line."""
    return "cards" in (table.get("class") or "").split()


def _picture(figure: etree._Element, pictures: list[tuple[str, bytes, str]]) -> str:
    svg = figure.find(".//svg")
    if svg is None:
        return ""
    alt, cid = svg.get("aria-label") or _words(figure), f"chart{len(pictures) + 1}@kam"
    pictures.append((cid, render_png(PICTURE.format(svg=etree.tostring(svg, encoding="unicode"))), alt))
    note = figure.find(".//figcaption")
    said = f'<p class="note">{escape(_words(note))}</p>' if note is not None else ""
    return f'<img src="cid:{cid}" width="{WIDTH - 32}" alt="{escape(alt)}" border="0">{said}'


def _text(block: etree._Element) -> str:
    """The same block in a plain-text mail."""
    if block.tag in HEADINGS:
        return f"{_words(block)}\n{'-' * min(TEXT_WIDTH, 2 * len(_words(block)))}"
    if block.tag == "dl":
        return "\n".join(_number_line(one) for one in block.iterchildren("div"))
    if block.tag == "figure":
        svg = block.find(".//svg")
        return textwrap.fill(svg.get("aria-label") or "", TEXT_WIDTH) if svg is not None else ""
    tables = list(block.iter("table"))
    if tables:
        return "\n\n".join(_text_row(row, _wordy(table)) for table in tables for row in table.iterfind(".//tbody/tr"))
    return textwrap.fill(_words(block), TEXT_WIDTH)


def _number_line(one: etree._Element) -> str:
    label, value, *notes = [_words(part) for part in one]
    return textwrap.fill(f"{label}: {value}" + (f" ({'; '.join(notes)})" if notes else ""), TEXT_WIDTH, subsequent_indent="  ")


def _text_row(row: etree._Element, wordy: bool) -> str:
    name, *others = row
    cells = [f"{one.get('data-head')}: {_words(one)}" for one in others if _words(one)]
    lines = [f"* {_words(name)}", *(cells if wordy else ["; ".join(cells)])]
    return "\n".join(textwrap.fill(line, TEXT_WIDTH, initial_indent="" if not at else "  ", subsequent_indent="  ") for at, line in enumerate(lines))
