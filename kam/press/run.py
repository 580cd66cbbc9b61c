"""All chapters, side by side; either every one reaches its end or none is handed on."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

from kam.errors import ChapterError
from kam.press.chapter import Executed, Job, check_parameters, run_chapter
from kam.press.kernels import Kernels
from kam.press.progress import Progress
from kam.press.tidy import tidied, warnings_of, written

CELL_TIMEOUT = 3600


def default_workers() -> int:
    """One kernel per processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Run:
    """The chapters of one call, and what is needed to stop them all."""

    def __init__(self, kernels: Kernels, timeout: int, progress: Progress) -> None:
        self.kernels, self.stopping, self.timeout, self.progress = kernels, Event(), timeout, progress

    def chapter(self, job: Job) -> Executed:
        if self.stopping.is_set():
            raise ChapterError(f"{job.name}: not started, because another chapter failed")
        started, finished = time.monotonic(), False
        self.progress.start(job.name)
        try:
            notebook = run_chapter(job, self.kernels.manager_class, self.timeout, self.progress.tick)
            finished = True
        finally:
            self.progress.end(job.name, time.monotonic() - started, finished)
        return Executed(job, tidied(notebook), time.monotonic() - started, warnings_of(notebook))

    def stop(self, pending: set[Future[Executed]]) -> None:
        """Stop what runs and let nothing more start; a kernel that is just starting is met on the next round."""
        self.stopping.set()
        while pending:
            for future in pending:
                future.cancel()
            self.kernels.stop()
            pending = wait(pending, timeout=0.2).not_done

    def all(self, jobs: Sequence[Job], workers: int) -> list[Executed]:
        with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="chapter") as pool:
            futures = [pool.submit(self.chapter, job) for job in jobs]
            pending: set[Future[Executed]] = set(futures)
            try:
                while pending:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    for future in done:
                        future.result()
            finally:
                self.stop(pending)
        return [future.result() for future in futures]


def _save(executed: Executed) -> None:
    out: Path = executed.job.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written(executed.notebook), encoding="utf-8", newline="\n")


def run_chapters(
    jobs: Sequence[Job], kernels: Kernels, workers: int | None = None, progress: bool = True, timeout: int = CELL_TIMEOUT, save: bool = True
) -> list[Executed]:
    """Run every job's notebook in a kernel of its own and save the executed notebooks; results in the order of the jobs.

    Parameters are checked before the first kernel starts (ParamsError). When one chapter stops early the others
    are stopped, nothing is saved and its ChapterError is raised. ``timeout`` is in seconds per cell.
    """
    for job in jobs:
        check_parameters(job)
    # What they would say about a stopped kernel, a ChapterError says in one line.
    for name in ("papermill", "asyncio", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    shown = Progress(len(jobs), progress)
    try:
        results = _Run(kernels, timeout, shown).all(jobs, max(1, min(workers or default_workers(), len(jobs))))
    finally:
        shown.close()
    for executed in results if save else ():
        _save(executed)
    return results
