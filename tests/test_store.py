"""What lies in the cache is believed only as it was made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kam import store


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("KAM_SNAPSHOT", raising=False)


def made(text: str = "as made") -> Path:
    """A folder of the store, looked at as a new process does."""
    store._SOUND.clear()

    def make(place: Path) -> None:
        (place / "inner").mkdir()
        (place / "inner" / "a.parquet").write_text(text)

    return store.folder("acme", "fact", "key", make)


def read() -> str:
    return (made("made anew") / "inner" / "a.parquet").read_text()


def test_a_sound_folder_is_not_made_again() -> None:
    made()
    assert read() == "as made"


@pytest.mark.parametrize("content", ["as ma", "", "foreign"])
def test_a_truncated_or_foreign_file_is_made_anew(content: str) -> None:
    assert len("foreign") == len("as made"), "a change that keeps the size is noticed too"
    (made() / "inner" / "a.parquet").write_text(content)
    assert read() == "made anew"


def test_a_missing_an_additional_and_an_unsealed_file_are_noticed() -> None:
    (made() / "inner" / "a.parquet").unlink()
    assert read() == "made anew"
    (made() / "inner" / "b.parquet").write_text("x")
    assert not (made() / "inner" / "b.parquet").exists()
    (made() / store.SEAL).write_text("{")
    assert read() == "made anew"


def test_what_a_process_that_is_no_more_began_is_removed_and_a_living_ones_is_kept(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    kept = tmp_path / "cache" / "acme"
    for process in (child, os.getpid()):
        (kept / f".{process}-x").mkdir(parents=True)
    made()
    assert sorted(path.name for path in kept.iterdir()) == [f".{os.getpid()}-x", "fact-key"]
