"""Measured before anything is sent; one failed check sends nothing to anybody."""

from __future__ import annotations

import re
from email.message import EmailMessage

from lxml import html as lxml_html

from kam.press.mail.message import body_of

# Gmail clips a message's HTML at about 102 KB and drops what follows.
MOST_HTML = 80_000
# What Outlook's Word engine or Gmail do not show.
FORBIDDEN = re.compile(r"(?:^|[;\"'\s])(display\s*:\s*(?:flex|grid)|position\s*:|float\s*:|background-image|@media|@import|calc\(|var\()", re.IGNORECASE)
FORBIDDEN_TAGS = ("svg", "style", "script", "link", "form", "iframe", "video", "audio", "object", "embed")


def faults(message: EmailMessage) -> list[str]:
    """What is wrong with a message, in words; empty = it may go."""
    html = body_of(message, "html")
    root = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    return [*_size(html), *_tags(root), *_styles(root), *_pictures(root, message), *_headers(message), *_text(message)]


def _size(html: str) -> list[str]:
    size = len(html.encode())
    return [f"the HTML has {size:,} bytes; more than {MOST_HTML:,} are clipped"] if size >= MOST_HTML else []


def _tags(root: lxml_html.HtmlElement) -> list[str]:
    return [f"<{tag}> is not shown by mail clients" for tag in FORBIDDEN_TAGS if root.find(f".//{tag}") is not None]


def _styles(root: lxml_html.HtmlElement) -> list[str]:
    styled = [(one.tag, one.get("style")) for one in root.iter() if one.get("style")]
    found = {f"style '{match[1]}' is not shown by mail clients" for _, style in styled for match in FORBIDDEN.finditer(style)}
    # Word's engine keeps a maximal width on tables and nowhere else.
    found |= {f"style 'max-width' is not shown on <{tag}>" for tag, style in styled if "max-width" in style and tag != "table"}
    return sorted(found)


def _pictures(root: lxml_html.HtmlElement, message: EmailMessage) -> list[str]:
    attached = {part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]}
    found = []
    for image in root.iter("img"):
        source = image.get("src") or ""
        if not (image.get("alt") or "").strip():
            found.append(f"picture '{source}' has no alternative text")
        if not source.startswith("cid:"):
            found.append(f"picture '{source[:60]}' is not a part of the message")
        elif source.removeprefix("cid:") not in attached:
            found.append(f"picture '{source}' is missing from the message")
        if not (image.get("width") or "").isdigit():
            found.append(f"picture '{source}' has no width in pixels")
    shown = {(image.get("src") or "").removeprefix("cid:") for image in root.iter("img")}
    return found + [f"part '{cid}' is shown nowhere" for cid in sorted(attached - shown)]


def _headers(message: EmailMessage) -> list[str]:
    needed = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe")
    broken = [name for name, value in message.items() if "\r" in str(value) or "\n" in str(value)]
    return [f"header {name} is missing" for name in needed if not message[name]] + [f"header {name} holds a line break" for name in broken]


def _text(message: EmailMessage) -> list[str]:
    text = body_of(message, "plain")
    return [] if len(text.split()) >= 5 else ["the text part says nothing"]
