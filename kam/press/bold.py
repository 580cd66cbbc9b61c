"""Bold type in PDF and picture: the font that ships has one weight, so what is bold is drawn thicker in its own colour."""

from __future__ import annotations

import io
import re

import pikepdf
from PIL import Image, ImageChops

# A shade that the style sheet gives to bold words in print alone; no eye tells it from the ink.
MARK = "#1b1b1d"
OUTLINE = 0.35

_STEP = re.compile(rb"(?<!\S)(?:q|Q|BT|ET|(?:[\d.]+ ){3}rg|[\d.]+ g)(?!\S)")
_SHADE = tuple(int(MARK[at : at + 2], 16) / 255 for at in (1, 3, 5))
_BEGIN = f"q {' '.join(f'{part:.6f}' for part in _SHADE)} RG {OUTLINE} w 2 Tr BT".encode()


def embolden(document: pikepdf.Pdf) -> None:
    """Outline the words of every page that are set in the marked shade; the words themselves stay as they are for search and copying."""
    for page in document.pages:
        page.contents_coalesce()
        page.Contents.write(outlined(page.Contents.read_bytes()))


def outlined(drawing: bytes) -> bytes:
    """The drawing of one page with its marked text filled and stroked, each run of text in a state of its own."""
    marked, kept = False, list[bool]()

    def step(match: re.Match[bytes]) -> bytes:
        nonlocal marked
        word = match[0]
        if word == b"q":
            kept.append(marked)
        elif word == b"Q":
            marked = kept.pop()
        elif word in (b"BT", b"ET"):
            return word if not marked else _BEGIN if word == b"BT" else b"ET Q"
        else:
            marked = _is_mark(word)
        return word

    return _STEP.sub(step, drawing)


def _is_mark(colour: bytes) -> bool:
    *parts, name = colour.split()
    return name == b"rg" and all(abs(float(part) - shade) < 0.002 for part, shade in zip(parts, _SHADE, strict=True))


# Drawn with this in its style a page shows its bold words alone: everything else is as white as the paper.
BOLD_ALONE = ":root { --ink: #fff; --second: #fff; --rule: #fff; --tint: #fff; --link: #fff; --accent: #fff; --bold: #1b1b1b; }"


def thickened(picture: bytes, bold: bytes, pixels: int) -> bytes:
    """A picture (PNG) with its ``bold`` words, drawn alone in a second one, made so many pixels thicker."""
    whole, words = (Image.open(io.BytesIO(one)).convert("RGB") for one in (picture, bold))
    for shift in range(1, pixels + 1):
        whole = ImageChops.darker(whole, ImageChops.offset(words, shift, 0))
    out = io.BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()
