"""From executed notebooks to one page of HTML: no code, no script, nothing fetched from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html
from nbconvert import HTMLExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from traitlets.config import Config

from kam.errors import ChapterError
from kam.glyphs import displayable, missing, subset
from kam.press.links import lead_to_accounts, lead_to_definitions, name_definitions
from kam.press.setting import drop_unanswered, in_pairs, keep_together, left_off_paper, mark_for_screens, printed, say_once

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
LANG = {"en": "en", "zh": "zh-Hans"}
# A number and its unit stay on one line.
PARTED = re.compile(r"(?<=\d) (?=[%天周月年倍个家件项次分小])")
FIGURES = "figures.csv"
# Tags of cells that stand on the customer's page alone, and on both pages; a cell without them is ours.
CUSTOMER, BOTH = "customer", "both"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src {script}"
NO_SCRIPT = "'none'"
# A page about one account is one sheet of paper; the engine knows no pages by name.
SHEETS = {
    "a4": "@media print { @page { margin: 15mm 12mm 12mm; } }",
    # 18 mm shorter.
    "letter": "@media print { @page { margin: 12mm 12mm 10mm; } .single { line-height: 1.3; } .single table, .single .note { line-height: 1.15; } }",
}


@dataclass(frozen=True)
class Words:
    """What the page itself says, in the reader's language."""

    contents: str
    skip: str
    replaced: str
    sort: str
    filter: str
    on_screen: str


class Heading(NamedTuple):
    """A line of the contents; ``on_screen`` where paper has no such section."""

    level: int
    anchor: str
    text: str
    on_screen: bool


@dataclass
class Page:
    """One page: its chapters as (id, notebook), its language and its titles.

    ``definitions`` is the page on which figures are defined, '' = this one; None for readers to whom definitions are not shown.
    ``above`` is the title of that page, to go back to; ``accounts`` are the names of accounts that have a page, with its file.
    ``reached`` says how far quarter and sales reach, ``draft`` why the page is no more than that; empty where it is more.
    """

    title: str
    running_head: str
    language: str
    chapters: Sequence[tuple[str, NotebookNode]]
    words: Words
    definitions: str | None = None
    above: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)
    paper: str = "a4"
    draft: str = ""
    reached: str = ""
    contents: list[Heading] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)

    def marked(self, words: str) -> str:
        """A title of the page, which says so of a draft."""
        return " · ".join(one for one in (self.draft, displayable(words)) if one)


def render_page(page: Page) -> str:
    """The whole page as one file; raises ChapterError for a chapter that shows nothing."""
    chapters = [section(page, name, notebook) for name, notebook in page.chapters]
    _link(page, chapters)
    first, *others = [str(etree.tostring(chapter, encoding="unicode", method="html")) for chapter in chapters]
    sections = first + _contents(page) + "".join(others)
    lost = f'<p class="note">{escape(page.words.replaced)} {escape(" ".join(f"U+{ord(char):04X}" for char in sorted(page.replaced)))}</p>' if page.replaced else ""
    running_head = page.marked(page.running_head)
    face = embedded_font("".join((sections, page.title, page.reached, running_head, *(one.text for one in page.contents), *vars(page.words).values())))
    single, sheet = ("", "") if others else (' class="single"', SHEETS[page.paper])
    head = (
        f'<!doctype html><html lang="{LANG[page.language]}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(script=script_hash())}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.marked(page.title))}</title><style>{face}{style()}{sheet}@page {{ size: {page.paper}; }}</style><script>{script()}</script></head>"
    )
    running = f'<p class="running">{escape(running_head)}</p>'
    above = f'<p class="above"><a href="{page.definitions}">{escape(displayable(page.above))}</a></p>' if page.above else ""
    draft = f'<p class="draft">{escape(page.draft)}</p>' if page.draft else ""
    reached = f'<p class="note">{escape(displayable(page.reached))}</p>' if page.reached else ""
    titles = f"{draft}{above}<h1>{escape(displayable(page.title))}</h1>{reached}"
    header = f'<a class="skip" href="#content">{escape(page.words.skip)}</a>{running}<header>{titles}</header>'
    footer = f'<footer>{_only_on_screen(page, chapters)}{lost}<p class="running-foot">{escape(running_head)}</p></footer>'
    body = f'<body data-sort="{escape(page.words.sort)}" data-filter="{escape(page.words.filter)}">'
    return f'{head}{body}{header}<main id="content"{single}>{sections}</main>{footer}</body></html>\n'


def _only_on_screen(page: Page, chapters: list[etree._Element]) -> str:
    """For those who hold the paper: which tables only the page on a screen has."""
    captions = [caption for chapter in chapters for caption in left_off_paper(chapter)]
    return f'<p class="note paper">{escape(page.words.on_screen)} {escape("; ".join(captions))}</p>' if captions else ""


def _link(page: Page, chapters: list[etree._Element]) -> None:
    """Accounts lead to their pages, figures to their definitions, on this page or on the one that has them."""
    accounts = {displayable(name): file for name, file in page.accounts.items()}
    for chapter in chapters:
        lead_to_accounts(chapter, accounts)
    if page.definitions is None:
        return
    defined = {metric for chapter in chapters for metric in name_definitions(chapter, FIGURES)}
    for chapter in chapters:
        lead_to_definitions(chapter, page.definitions, None if page.definitions else defined)


def embedded_font(text: str) -> str:
    """The shipped font for the characters beyond Latin of a page: not every machine that opens it has Chinese type."""
    beyond = "".join(sorted({char for char in text if ord(char) > 0x2E7F or char in "★〓"}))
    if not beyond:
        return ""
    data = base64.b64encode(subset(beyond)).decode()
    return f'@media screen {{ @font-face {{ font-family: "Kam Text"; font-display: block; unicode-range: U+2605, U+2E80-FFEF, U+20000-2FFFF; src: url(data:font/woff;base64,{data}); }} }}'


@cache
def style() -> str:
    """The one style sheet, for screen and print."""
    return (HERE / "style.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """The one script: sorting and filtering of tables, which nobody needs in order to read."""
    return (HERE / "enhance.js").read_text(encoding="utf-8")


@cache
def script_hash() -> str:
    """The only script that a browser may run in a page, as the content-security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()}'"


def _contents(page: Page) -> str:
    """The list of headings; it stands after the first chapter, so that a page opens with what it has to say."""
    if len(page.chapters) < 2:
        return ""
    item = '<li class="level-{0}{3}"><a href="#{1}">{2}</a><span class="page-number" data-target="{1}"></span></li>'
    listed = "".join(item.format(one.level, one.anchor, escape(_unparted(one.text)), " screen" if one.on_screen else "") for one in page.contents)
    return f'<nav aria-label="{escape(page.words.contents)}"><h2 id="contents">{escape(page.words.contents)}</h2><ol>{listed}</ol></nav>'


def section(page: Page, name: str, notebook: NotebookNode) -> etree._Element:
    """What one chapter shows, ready to stand in a page; raises ChapterError when that is nothing."""
    body = _exporter(page.language).from_notebook_node(notebook)[0]
    root = lxml_html.fragment_fromstring(body, create_parent="section")
    if not (root.text_content().strip() or root.findall(".//svg")):
        raise ChapterError(f"{name}: shows nothing in language '{page.language}'; give it a finding, or take the notebook away")
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()
    mark_for_screens(root)
    drop_unanswered(root)
    _headings(page, root, name)
    say_once(root)
    _show(page, root)
    keep_together(root)
    if len(page.chapters) == 1:
        in_pairs(root)
    root.set("id", name)
    return root


@cache
def _exporter(language: str) -> HTMLExporter:
    """nbconvert with our template; cells of the other languages are taken out."""
    config = Config()
    config.TagRemovePreprocessor.remove_cell_tags = {other for other in LANGUAGES if other != language}
    config.TagRemovePreprocessor.enabled = True
    exporter = HTMLExporter(template_name="kam", extra_template_basedirs=[str(HERE / "template")], config=config)
    exporter.register_preprocessor(TagRemovePreprocessor(config=config), enabled=True)
    return exporter


def for_us(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cells that only the customer needs, because we have them in more detail."""
    return _with(notebook, lambda tags: CUSTOMER not in tags)


def for_customer(notebook: NotebookNode) -> NotebookNode:
    """The notebook with only the cells that the customer may see."""
    return _with(notebook, lambda tags: bool({CUSTOMER, BOTH} & tags))


def _with(notebook: NotebookNode, wanted: Callable[[set[str]], bool]) -> NotebookNode:
    kept = notebook.copy()
    kept.cells = [cell for cell in notebook.cells if wanted(set(cell.metadata.get("tags", [])))]
    return kept


def _headings(page: Page, root: etree._Element, name: str) -> None:
    """One h1 a page: the headings of chapters begin at h2; each gets an id and a line in the contents."""
    first_level = min((int(one.tag[1]) for one in root.iter("h1", "h2", "h3", "h4", "h5")), default=1)
    for number, one in enumerate(list(root.iter("h1", "h2", "h3", "h4", "h5")), 1):
        level = min(6, int(one.tag[1]) + (2 - first_level))
        one.tag = f"h{level}"
        one.set("id", f"{name}-{number}")
        for anchor in one.findall("a"):
            anchor.drop_tree()
        if level <= 3:
            page.contents.append(Heading(level, f"{name}-{number}", displayable(one.text_content().strip().rstrip("¶")), not printed(one)))


def _show(page: Page, root: etree._Element) -> None:
    """Text that the shipped font can draw; what it cannot is remembered for the appendix."""
    for one in root.iter():
        if one.get("data-replaced"):
            page.replaced.update(one.attrib.pop("data-replaced"))
        for part in ("text", "tail"):
            words = getattr(one, part)
            if words and not words.isascii():
                page.replaced.update(missing(words))
                words = displayable(words)
            if words:
                setattr(one, part, _unparted(words))
        for attribute in ("aria-label", "title"):
            if one.get(attribute):
                one.set(attribute, displayable(one.get(attribute)))


def _unparted(words: str) -> str:
    return PARTED.sub("\u00a0", words)


def with_page_numbers(html: str, numbers: dict[str, int]) -> str:
    """The contents with the page on which each heading stands."""
    return re.sub(r'<span class="page-number" data-target="([^"]+)"></span>', lambda match: f'<span class="page-number">{numbers.get(match[1], "")}</span>', html)
