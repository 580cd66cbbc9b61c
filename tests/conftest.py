"""Companies in a folder and a cache of their own."""

from functools import partial
from pathlib import Path

import pytest
from small_company import Company, company


@pytest.fixture(name="company")
def _company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    return partial(company, tmp_path)
