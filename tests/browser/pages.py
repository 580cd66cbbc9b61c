"""Pages as a browser shows them: what it draws, what it asks for, and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOOKS = (HERE / "looks.js").read_text(encoding="utf-8")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
FOUND = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ['violations'], elementRef: false});
  return violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`);
}"""
WIDTHS = (390, 768, 1280)
SCHEMES = ("light", "dark")


@contextmanager
def opened(browser: Any, page: Path, width: int, scheme: str = "light", scripts: bool = True) -> Iterator[Any]:
    """The page in a window of this width; whatever it asks for besides itself is written in ``asked``."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, offline=True)
    window = context.new_page()
    window.asked = []
    window.on("request", lambda request: window.asked.append(request.url) if not request.url.startswith(("data:", page.as_uri())) else None)
    window.goto(page.as_uri())
    yield window
    context.close()


def faults(window: Any) -> list[str]:
    """What stands out of the window, lies on something else, is parted or was asked for outside."""
    window.evaluate(LOOKS)
    return [fault for look in ("beyond", "crowding", "covered", "drawings", "parted") for fault in window.evaluate(f"looks.{look}()")] + window.asked


def accessibility(window: Any) -> list[str]:
    """What axe finds, contrast included, in three rows of each table and all that is no table."""
    window.evaluate(LOOKS)
    window.evaluate("looks.shorten()")
    window.evaluate(AXE)
    found: list[str] = window.evaluate(FOUND)
    return found
