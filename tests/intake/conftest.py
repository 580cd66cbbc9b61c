"""Every test keeps its own store."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that no other test sees."""
    place = tmp_path_factory.mktemp("store")
    monkeypatch.setenv("KAM_CACHE", str(place))
    return place
