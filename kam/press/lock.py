"""One run at a time for each company and folder of reports; the lock ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kam.errors import InputError

LOCK = ".lock"
_BYTE = 1 << 30  # Windows locks bytes: one far behind the words, which stay readable


@contextmanager
def alone(folder: Path, doing: str, wait: bool) -> Iterator[None]:
    """Hold a company's folder of reports while ``doing`` something there.

    Whoever comes second waits and says for whom, or without ``wait`` raises InputError saying who holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        if not _taken(lock, wait=False):
            holder = _holder(folder / LOCK)
            if not wait:
                raise InputError(f"{folder}: {holder} is at work there; try again when it has ended")
            print(f"kam: waits until {holder} has ended", file=sys.stderr, flush=True)
            _taken(lock, wait=True)
        lock.truncate(0)
        lock.write(f"{doing} (process {os.getpid()})\n")
        lock.flush()
        yield


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() or "another kam"
    except OSError:
        return "another kam"


if sys.platform == "win32":

    def _taken(lock: IO[str], wait: bool) -> bool:
        import msvcrt

        while True:
            try:
                lock.seek(_BYTE)
                msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False

else:

    def _taken(lock: IO[str], wait: bool) -> bool:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
