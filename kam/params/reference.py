"""A kept scaler and its centres as a file: plain values under a fingerprint, so that nobody changes them unseen."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from kam.errors import ParamsError

KEYS = {"company", "quarter", "scaler", "features", "centres", "names", "fingerprint"}


def fingerprint(kept: dict[str, Any]) -> str:
    """The fingerprint of all that is kept, itself left out; numbers are compared to their last bit."""
    rest = {key: value for key, value in kept.items() if key != "fingerprint"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write_reference(kept: dict[str, Any], place: Path) -> None:
    """Write what is kept, with its fingerprint; ``read_reference`` reads it back to the last bit."""
    place.write_text(json.dumps({**kept, "fingerprint": fingerprint(kept)}, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def read_reference(place: Path) -> dict[str, Any]:
    """What ``write_reference`` wrote; raises ParamsError where it is not there, is something else or was changed."""
    remedy = "copy the segments_reference.json of an earlier review there, or drop `segments_reference`"
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParamsError(f"{place}: no such file, named by `segments_reference`; {remedy}") from None
    except (OSError, ValueError):
        raise ParamsError(f"{place}: is not the JSON of a kept reference; {remedy}") from None
    if not isinstance(kept, dict) or set(kept) != KEYS:
        raise ParamsError(f"{place}: is not a kept reference; {remedy}")
    if kept["fingerprint"] != fingerprint(kept):
        raise ParamsError(f"{place}: was changed since it was written (its fingerprint does not fit); {remedy}")
    return kept
