"""A published review stays whole whatever happens while the next is made."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kam.errors import InputError
from kam.press.lock import alone
from kam.press.publish import COMPLETE, VERSIONS, new_version, publish, repair

PARTS = [f"part{number}.html" for number in range(30)]


def build(place: Path, text: str) -> Path:
    built = new_version(place)
    for part in PARTS:
        (built / part).write_text(text)
    (built / COMPLETE).write_text(text)
    return built


def run(place: Path, text: str) -> None:
    repair(place)
    publish(build(place, text), place)


def texts(place: Path) -> set[str]:
    """What a reader finds who opens every part through the quarter's own name; raises where one is missing."""
    return {(place / part).read_text() for part in (*PARTS, COMPLETE)}


def forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    return tmp_path / "acme" / "2026Q3"


def test_a_reader_never_meets_an_incomplete_review_during_50_reruns(place: Path) -> None:
    run(place, "first")
    child = forked(lambda: [run(place, f"{number}") for number in range(50)])
    looked = 0
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        for part in (*PARTS, COMPLETE):
            assert (place / part).read_text() in {"first", *map(str, range(50))}
        looked += 1
    assert looked and texts(place) == {"49"}


def test_a_kill_at_any_instant_leaves_the_last_review_whole(place: Path) -> None:
    run(place, "first")
    random = Random(7)
    for number in range(40):
        child = forked(lambda number=number: [run(place, f"{number}.{again}") for again in range(40)])  # type: ignore[misc]
        for _ in range(random.randrange(4000)):
            os.getpid()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert len(texts(place)) == 1


def test_what_a_kill_left_behind_is_gone_after_the_next_run(place: Path) -> None:
    run(place, "first")
    build(place, "left")
    (new_version(place) / "half").write_text("left")
    run(place, "second")
    run(place, "third")
    assert texts(place) == {"third"}
    assert len(list((place.parent / VERSIONS).iterdir())) == 2, "the newest and the one before it"


def test_a_link_that_leads_nowhere_leads_to_the_newest_complete_review_again(place: Path) -> None:
    run(place, "first")
    (place.parent / VERSIONS / "2026Q3-gone").mkdir()
    place.unlink()
    place.symlink_to(Path(VERSIONS) / "2026Q3-none", target_is_directory=True)
    repair(place)
    assert texts(place) == {"first"}


def test_a_plain_folder_of_an_earlier_kam_is_replaced_by_a_link(place: Path) -> None:
    place.mkdir(parents=True)
    for part in (*PARTS, COMPLETE):
        (place / part).write_text("plain")
    run(place, "new")
    assert place.is_symlink() and texts(place) == {"new"}


def test_where_links_cannot_be_made_the_folder_is_exchanged(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    for text in ("first", "second"):
        run(place, text)
        assert not place.is_symlink() and texts(place) == {text}
    shutil.rmtree(place.parent / ".2026Q3.old")
    place.rename(place.parent / ".2026Q3.old")
    repair(place)
    assert texts(place) == {"second"}, "a crash between the two renames is mended"


def test_other_quarters_are_left_alone(place: Path) -> None:
    other = place.with_name("2026Q2")
    run(other, "other")
    run(place, "first")
    run(place, "second")
    assert texts(other) == {"other"}


def test_who_comes_second_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with alone(tmp_path, "make report Q3", wait=False):
        second = f"from pathlib import Path; from kam.press.lock import alone\nwith alone(Path({str(tmp_path)!r}), 'make email Q3', wait=False): pass"
        done = subprocess.run([sys.executable, "-c", second], capture_output=True, text=True)
        assert "InputError" in done.stderr and f"make report Q3 (process {os.getpid()}) is at work there" in done.stderr
    with alone(tmp_path, "make email Q3", wait=False):
        pass


def test_who_waits_says_for_whom_and_goes_on_when_the_lock_is_free(tmp_path: Path) -> None:
    second = f"from pathlib import Path; from kam.press.lock import alone\nwith alone(Path({str(tmp_path)!r}), 'make report Q2', wait=True): print('mine')"
    with alone(tmp_path, "make report Q3", wait=False):
        waiting = subprocess.Popen([sys.executable, "-c", second], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert waiting.stderr is not None and waiting.stdout is not None
        assert "waits until make report Q3" in waiting.stderr.readline()
    assert waiting.stdout.read() == "mine\n" and waiting.wait() == 0


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    held = f"import time; from pathlib import Path; from kam.press.lock import alone\nwith alone(Path({str(tmp_path)!r}), 'make report Q3', wait=False): print('held', flush=True); time.sleep(60)"
    first = subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None and first.stdout.readline() == "held\n"
    with pytest.raises(InputError, match="at work there"), alone(tmp_path, "make email Q3", wait=False):
        pass
    first.kill()
    first.wait()
    with alone(tmp_path, "make email Q3", wait=False):
        pass
