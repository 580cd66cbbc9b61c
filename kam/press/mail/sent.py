"""The ledger of what was sent, beside the published quarters: a second call sends nothing twice."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

# A mail is `sending` from just before its data are handed over; a crash leaves it so, and nobody knows whether it arrived.
SENDING, SENT, REFUSED, DEFERRED = "sending", "sent", "refused", "deferred"


@dataclass(frozen=True)
class Entry:
    """One step of one mail; ``parts`` are the fingerprints of what it says and attaches, by name."""

    email: str
    run: str
    state: str
    at: str
    detail: str = ""
    parts: dict[str, str] = field(default_factory=dict)


class SentLedger:
    """Steps of every mail of one quarter, one JSON line each, written through to the disk before the next step is taken."""

    def __init__(self, folder: Path, quarter: str) -> None:
        self.path = folder / ".mail" / f"{quarter}.jsonl"
        self._last = {entry.email: entry for entry in self._read()}

    def _read(self) -> list[Entry]:
        if not self.path.is_file():
            return []
        # A crash can leave half a line at the end; what it would have said is not known, and the step before it stands.
        return [entry for line in self.path.read_text(encoding="utf-8").splitlines() if (entry := _entry(line))]

    def last(self, email: str) -> Entry | None:
        """The newest step of the mail to somebody."""
        return self._last.get(email)

    def note(self, entry: Entry) -> None:
        """Write a step down."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as out:
            if out.tell() and not self._ends_whole():
                out.write(b"\n")
            out.write((json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode())
            out.flush()
            os.fsync(out.fileno())
        self._last[entry.email] = entry

    def _ends_whole(self) -> bool:
        return self.path.read_bytes()[-1:] == b"\n"


def _entry(line: str) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None
