"""Companies in a folder and a cache of their own, and the demo review, published once for all who read it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from small_company import Company, company

HOUSE = Path(__file__).parent.parent


@pytest.fixture(name="company")
def _company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "cache"))
    return partial(company, tmp_path)


@contextmanager
def one_at_a_time(place: Path) -> Iterator[None]:
    """Whoever comes second waits; where the system knows no such lock, each worker has a place of its own."""
    import fcntl

    with place.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def demo_review(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What ``make report QUARTER=Q3`` publishes from an empty cache; the workers of one run share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" or os.name == "nt" else base.parent
    published = shared / "demo-review" / "demo" / "2026Q3"
    with one_at_a_time(shared / "demo-review.lock"):
        if not published.exists():
            environment = {**os.environ, "KAM_CACHE": str(shared / "demo-cache")}
            command = ["make", "report", "QUARTER=Q3", f"OUT={shared / 'demo-review'}", f"VENV={Path(sys.prefix)}"]
            done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    return published
