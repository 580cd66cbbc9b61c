"""What `make bench` prints: measured side by side on this machine, ratios only; nothing here can fail for being slow.

A section is a function that yields lines; a new one is appended to SECTIONS.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kam.facts import Facts
from kam.facts.models import Models
from kam.figures import Figures
from kam.intake import read_inputs
from kam.params import load_params
from kam.press.chapter import Job
from kam.press.forks import can_fork
from kam.press.kernels import Kernels
from kam.press.run import run_chapters
from kam.review import open_books
from kam.review.kept import kept
from kam.store import HOUSE
from tests.segments.alarms import ACCOUNTS, BOUND, DRAWS, REACHED, SEPARATIONS, false_alarms, found_groups

DEMO, QUARTER, CHAPTER = HOUSE / "params" / "demo.yaml", "2026Q3", HOUSE / "notebooks" / "1_discover.ipynb"
REPEATS = 10

Lines = Iterator[str]


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(slow: str, slow_seconds: float, fast: str, fast_seconds: float) -> str:
    """One line: how many times the second is as fast as the first."""
    return f"{slow_seconds / fast_seconds:6.1f} x  {fast} {fast_seconds:.2f} s, {slow} {slow_seconds:.2f} s"


def alarms() -> Lines:
    """False alarms of the rule for k on accounts without groups."""
    for heavy, kind in ((False, "Gaussian"), (True, "heavy-tailed")):
        found = false_alarms(DRAWS, heavy)
        yield f"{found:6d}    false alarms in {DRAWS} draws of {ACCOUNTS} correlated {kind} accounts without groups (bound {BOUND})"


def planted() -> Lines:
    """Groups found by the separation at which Ward and a Gaussian mixture, which are told k, find them too."""
    reached = False
    for separation in SEPARATIONS:
        means = found_groups(separation, REPEATS)
        first = not reached and min(means["ward"], means["mixture"]) >= REACHED
        reached = reached or first
        scores = ", ".join(f"{name} {mean:.2f}" for name, mean in means.items())
        yield f"{separation:6.1f}    standard deviations apart: mean adjusted Rand index {scores}{f'  <- others reach {REACHED}' if first else ''}"


def kernels() -> Lines:
    """A forked kernel against a plain one, for the second chapter of a run: the first also lists the fonts and imports what is forked."""
    if not can_fork():
        yield "no fork on this system: every kernel is a plain one"
        return
    kept(open_books(load_params(DEMO)), open_books(load_params(DEMO)).quarter(QUARTER))
    took = {}
    with tempfile.TemporaryDirectory() as place:
        job = Job("discover", CHAPTER, {"company": str(DEMO), "quarter": QUARTER, "language": "en"}, Path(place) / "discover.ipynb")
        for forked in (True, False):
            with Kernels(forked) as run:
                run_chapters([job], run, progress=False)
                took[forked] = seconds(lambda run=run: run_chapters([job], run, progress=False))  # type: ignore[misc]
    yield ratio("plain kernel", took[False], "one chapter in a forked kernel", took[True])


def facts() -> Lines:
    """Facts built from typed tables against facts opened."""
    params = load_params(DEMO)
    inputs = read_inputs(params)

    def every() -> None:
        found = Facts(inputs, params)
        for name in Models().names:
            found.open(name)

    yield ratio("built", seconds(every), "all facts opened", seconds(every))


def ledger() -> Lines:
    """The ledger that every chapter opens, compiled against opened."""
    books = open_books(load_params(DEMO))
    quarter = books.quarter(QUARTER)
    compiled = seconds(lambda: kept(books, quarter, fresh=True))
    opened = seconds(lambda: Figures(kept(books, quarter) / "figures.parquet").get("net_sales", quarter))
    yield ratio("compiled", compiled, "ledger opened", opened)


SECTIONS = (facts, ledger, kernels, planted, alarms)


def main() -> None:
    """Every section in a cache of its own, so that nothing that is already there helps."""
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as cache:
        os.environ["KAM_CACHE"] = cache
        for section in SECTIONS:
            print((section.__doc__ or section.__name__).strip(), flush=True)
            for line in section():
                print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
