"""A real browser; where none is installed its tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

playwright = pytest.importorskip("playwright.sync_api")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHERE = next((path for path in (os.environ.get("KAM_CHROMIUM"), *map(shutil.which, NAMES)) if path), None)


# One per module: while it is open, nothing else in this process may run an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    """Chromium as the machine has it: nothing is downloaded."""
    if WHERE is None:
        pytest.skip("NO PAGE WAS LOOKED AT: no Chromium is installed (apt-get install chromium, or name one by KAM_CHROMIUM)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=WHERE, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield opened
        opened.close()
