"""Matplotlib's SVG as part of a page: no prolog, no dates, no page-wide style, ids that no other chart has."""

from __future__ import annotations

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


def cleaned(svg: str, chart_id: str, alt: str) -> str:
    """The ``svg`` element alone, with role, label and ids of its own."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(remove_comments=True, remove_blank_text=True))
    for tag in ("metadata", "style"):
        for found in list(root.iter(SVG + tag)):
            _drop(found)
    _name_ids(root, chart_id)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    root.set("class", "drawing")
    return etree.tostring(root, encoding="unicode")


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _name_ids(root: etree._Element, chart_id: str) -> None:
    """Prefix the ids that something refers to; the others go."""
    text = etree.tostring(root, encoding="unicode")
    for element in root.iter():
        own = element.get("id")
        if own is not None:
            del element.attrib["id"]
            if f'"#{own}"' in text or f"url(#{own})" in text:
                element.set("id", f"{chart_id}-{own}")
        for name, value in element.attrib.items():
            if name == HREF and value.startswith("#"):
                element.set(name, f"#{chart_id}-{value[1:]}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{chart_id}-"))
