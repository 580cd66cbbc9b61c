"""Every figure leads to its definition, each definition to the rows of figures.csv, and an account to its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from lxml import etree

# What stands in files beside the page.
BESIDE = re.compile(r'<a [^>]*href="(?!#|https?:|mailto:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
METRIC_ID = re.compile(r"[a-z][a-z0-9_]*")


def anchor(metric: str) -> str:
    """The anchor of a metric's definition."""
    return f"definition-{metric}"


def name_definitions(root: etree._Element, figures_file: str) -> set[str]:
    """Give each definition of a chapter its anchor and a link to the file of figures; returns the metrics that are defined."""
    found = set()
    for mark in root.iter("code"):
        metric = mark.attrib.pop("data-defines", "")
        if metric:
            mark.set("id", anchor(metric))
            link = etree.SubElement(mark, "a", {"href": figures_file})
            link.text, mark.text = metric, None
            found.add(metric)
    return found


def lead_to_definitions(root: etree._Element, page: str, defined: set[str] | None = None) -> None:
    """Link figures to their definitions on ``page`` ('' = this one), as far as they are ``defined`` there (None = all are).

    In a sentence the figure itself is the link; in a table the head of its column or row is, so that a reader with a keyboard does
    not step through every cell.
    """
    for table in root.iter("table"):
        _link_heads(table, page, defined)
    for data in list(root.iter("data")):
        if not any(one.tag in ("table", "a") for one in data.iterancestors()) and (metric := _metric([data], defined)):
            link = etree.Element("a", {"class": "def", "href": f"{page}#{anchor(metric)}"})
            link.tail, data.tail = data.tail, None
            data.getparent().replace(data, link)
            link.append(data)


def _metric(figures: Iterable[etree._Element], defined: set[str] | None) -> str:
    """The one metric that figures have in common; empty where they have none or it is not defined."""
    found = {data.get("data-metric") or "" for data in figures}
    metric = found.pop() if len(found) == 1 else ""
    return metric if METRIC_ID.fullmatch(metric) and (defined is None or metric in defined) else ""


def _link_heads(table: etree._Element, page: str, defined: set[str] | None) -> None:
    heads, rows = table.findall("./thead/tr/th"), table.findall("./tbody/tr")
    columns = [[data for row in rows if at < len(row) for data in row[at].iter("data")] for at in range(len(heads))]
    metrics = [_metric(figures, defined) for figures in columns]
    for head, metric in zip(heads, metrics, strict=True):
        _wrap(head, metric, page)
    if not any(metrics):
        for row in rows:
            name = row.find("./th")
            if name is not None:
                _wrap(name, _metric(row.iter("data"), defined), page)


def _wrap(cell: etree._Element, metric: str, page: str) -> None:
    """Make the words of a head a link; what follows them, such as the unit, stays beside it."""
    if metric and cell.text and cell.text.strip():
        link = etree.Element("a", {"class": "def", "href": f"{page}#{anchor(metric)}"})
        link.text, cell.text = cell.text, None
        cell.insert(0, link)


def lead_to_accounts(root: etree._Element, pages: Mapping[str, str]) -> None:
    """Link the name of an account at the head of a table's row to its page, given as name and file: a file's own name may hold a per cent sign."""
    for head in root.iterfind(".//tbody/tr/th"):
        name = " ".join("".join(head.itertext()).split())
        if not len(head) and name in pages:
            link = etree.SubElement(head, "a", {"href": quote(pages[name])})
            link.text, head.text = head.text, None


def alone(page: str) -> str:
    """The page as it travels, in a mail or as PDF: without links to the files that stand beside it in the folder of the review."""
    return BESIDE.sub(r"\1", page)
