"""How the elements of a chapter are set: what is asked and said once, what stands together or side by side, what paper does without."""

from __future__ import annotations

from lxml.html import Element, HtmlElement

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# The tag of cells, and the class of what they show, that paper does without.
SCREEN = "screen"


def mark_for_screens(root: HtmlElement) -> None:
    """What a cell tagged ``screen`` shows is marked element by element, so that headings and tables stay where others look for them."""
    for box in root.findall(f"./div[@class='{SCREEN}']"):
        for one in box:
            one.classes.add(SCREEN)
        box.drop_tag()


def printed(one: HtmlElement) -> bool:
    """Whether paper has anything of an element."""
    return any(map(printed, one)) if "keep" in one.classes else SCREEN not in one.classes


def left_off_paper(root: HtmlElement) -> list[str]:
    """The captions of the tables that only a screen shows."""
    return [" ".join(one.text_content().split()) for shown in root.iter() if SCREEN in shown.classes for one in shown.iter("caption")]


def drop_unanswered(root: HtmlElement) -> None:
    """A question under which nothing stands, because its answers have nothing to show, is not asked; a chapter's title stays."""
    for one in reversed(list(root)):
        after = one.getnext()
        asked = one.tag in HEADINGS and not (one.tail or "").strip()
        if asked and (after is None or after.tag in ("h1", *HEADINGS) and after.tag <= one.tag):
            one.drop_tree()


def say_once(root: HtmlElement) -> None:
    """A chart right under the sentence that is its title does not say it again to those who see both; nor does a table right under its question."""
    said, asked = "", False
    for one in list(root.iter("p", "figcaption", "table", *HEADINGS)):
        words = " ".join(one.text_content().split())
        if one.tag == "figcaption" and words == said:
            one.drop_tree()
        if one.tag == "table" and asked:
            one.classes.add("named")
        said = words if one.tag == "p" and "finding" in one.classes else ""
        asked = one.tag in HEADINGS


def keep_together(root: HtmlElement) -> None:
    """A heading and what stands right under it, up to the first picture or short table, share a page in print.

    The engine parts a heading from a table that it moves whole to the next page, whatever ``break-after`` says. A long table is
    parted itself: the heading before it (``lead``) asks for room for the first rows.
    """
    heads = [one for one in root if one.tag in HEADINGS and (one.getprevious() is None or one.getprevious().tag not in HEADINGS)]
    for head in heads:
        box = Element("div", {"class": "keep"})
        root.insert(root.index(head), box)
        while (one := box.getnext()) is not None:
            if len(box) and one.tag in HEADINGS and box[-1].tag not in HEADINGS:
                break
            if _long_table(one):
                box.classes.add("lead")
                break
            box.append(one)
            if one.tag in ("figure", "div"):
                break


def _long_table(one: HtmlElement) -> bool:
    return any("short" not in table.classes for table in one.iter("table"))


def in_pairs(root: HtmlElement) -> None:
    """On a page of one chapter, questions that need no more than half the width stand side by side in print."""
    every = [_part(root, first) for first in [one for one in root if one.getprevious() is None or _asks(one)]]
    parts = [part for part in every if any(map(printed, part))]
    narrow = [part for part in parts if not any("wide" in table.classes for one in part if printed(one) for table in one.iter("table"))]
    while parts:
        part = parts.pop(0)
        if part in narrow and parts and parts[0] in narrow:
            pair = Element("div", {"class": "pair"})
            part.addprevious(pair)
            pair.extend([part, parts.pop(0)])


def _asks(one: HtmlElement) -> bool:
    return one.find("h2") is not None or one.tag == "h2"


def _part(root: HtmlElement, first: HtmlElement) -> HtmlElement:
    """A question and all that answers it, in a box of its own."""
    part = Element("div", {"class": "part"})
    first.addprevious(part)
    while (one := part.getnext()) is not None and not (len(part) and _asks(one)):
        part.append(one)
    return part
