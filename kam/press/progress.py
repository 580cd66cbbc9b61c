"""What a person sees while chapters run: a bar on a terminal, one line per chapter elsewhere."""

from __future__ import annotations

import sys
from threading import Lock
from typing import Any, TextIO

from tqdm import tqdm


class Progress:
    """Counts chapters as they finish and names those that run; safe to call from several threads."""

    def __init__(self, total: int, shown: bool = True, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lock = Lock()
        self._running: list[str] = []
        self._total, self._done = total, 0
        self._lines = shown and not self._stream.isatty()
        layout = "{desc} {bar} {n_fmt}/{total_fmt} [{elapsed}]"
        self._bar: Any = tqdm(total=total, file=self._stream, disable=self._lines or not shown, bar_format=layout, leave=False)

    def _redraw(self) -> None:
        self._bar.set_description_str(", ".join(self._running) or "done")

    def start(self, name: str) -> None:
        """A chapter's kernel is being started."""
        with self._lock:
            self._running.append(name)
            self._redraw()

    def end(self, name: str, seconds: float, finished: bool) -> None:
        """A chapter has ended; only one that reached its end is counted."""
        with self._lock:
            self._running.remove(name)
            self._done += finished
            self._bar.update(int(finished))
            self._redraw()
            if finished and self._lines:
                print(f"  {self._done} of {self._total}  {name}  {seconds:.1f} s", file=self._stream, flush=True)

    def tick(self) -> None:
        """A cell has started: keeps the clock of the bar going."""
        with self._lock:
            self._bar.refresh()

    def close(self) -> None:
        """Take the bar off the screen."""
        self._bar.close()
